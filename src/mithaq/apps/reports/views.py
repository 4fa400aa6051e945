"""Documents to download: the contract and its settlements, as Word and PDF, in each language."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.views.decorators.http import require_GET

from mithaq.apps.accounts.access import PersonRequest, requires
from mithaq.apps.accounts.matrix import Permission
from mithaq.apps.contracts.models import Contract, Settlement
from mithaq.apps.reports import presenters
from mithaq.apps.reports.contract_document import compose_contract
from mithaq.apps.reports.settlement_document import compose_settlement
from mithaq.web.documents import Document, to_docx, to_pdf

FORMATS = {
    "docx": (to_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": (to_pdf, "application/pdf"),
}
LANGUAGES = ("fr", "ar", "en")


@require_GET
@requires(Permission.CONTRACTS_VIEW)
def index(request: PersonRequest) -> HttpResponse:
    """Every document that this person may take away."""
    contracts = Contract.objects.visible_to(request.user).with_parties()
    return render(request, "reports/index.html", {"shelf": presenters.shelf(contracts)})


@require_GET
@requires(Permission.CONTRACTS_VIEW)
def contract(request: PersonRequest, number: str, language: str, kind: str) -> HttpResponse:
    """A contract as a file."""
    found = get_object_or_404(Contract.objects.visible_to(request.user).with_parties(), number=number)
    return _file(found.number, language, kind, lambda: compose_contract(found))


@require_GET
@requires(Permission.CONTRACTS_VIEW)
def settlement(request: PersonRequest, pk: int, language: str, kind: str) -> HttpResponse:
    """A settlement as a file."""
    visible = Settlement.objects.visible_to(request.user).select_related("contract__payer", "contract__holder")
    found = get_object_or_404(visible, pk=pk)
    name = f"{found.contract.number}-{found.period}-{found.run_number}"
    return _file(name, language, kind, lambda: compose_settlement(found))


def _file(name: str, language: str, kind: str, compose: Callable[[], Document]) -> HttpResponse:
    if kind not in FORMATS or language not in LANGUAGES:
        raise Http404
    draw, media_type = FORMATS[kind]
    with translation.override(language):
        content = draw(compose())
    return HttpResponse(
        content,
        content_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}-{language}.{kind}"'},
    )
