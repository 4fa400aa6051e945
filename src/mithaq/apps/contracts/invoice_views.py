"""The page where other people's performance invoices are checked. Nothing is kept."""

from django.http import HttpResponse
from django.shortcuts import render

from mithaq.apps.accounts.access import PersonRequest, requires
from mithaq.apps.accounts.limits import limited
from mithaq.apps.accounts.matrix import Permission
from mithaq.apps.contracts.invoice_forms import InvoiceFileForm, invoice_rows, problem_texts
from mithaq.apps.contracts.invoice_presenters import InvoiceView, invoice_views
from mithaq.core.contracts.invoices import check_invoices
from mithaq.web.uploads import UnusableFile, read_workbook


@requires(Permission.INVOICES_CHECK)
@limited("upload", times=20, seconds=60)
def check(request: PersonRequest) -> HttpResponse:
    """The form, and the result beside it once a file was given."""
    form = InvoiceFileForm(request.POST or None, request.FILES or None)
    views: tuple[InvoiceView, ...] = ()
    problems: list[str] = []
    if form.is_valid():
        try:
            views = invoice_views(check_invoices(invoice_rows(read_workbook(form.cleaned_data["file"]))))
        except UnusableFile as unusable:
            problems = problem_texts(unusable.problems)
    context = {
        "form": form,
        "invoices": views,
        "n_failures": sum(len(view.failures) for view in views),
        "problems": problems,
    }
    return render(request, "contracts/invoices.html", context, status=422 if problems else 200)
