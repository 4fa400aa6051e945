"""Data of units: get, permit, call, render."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from mithaq.apps.accounts.access import PersonRequest, requires
from mithaq.apps.accounts.matrix import Permission
from mithaq.apps.facts import actions
from mithaq.apps.facts.forms import CHANGED, MonthForm, VerificationForm
from mithaq.apps.facts.models import DataElement, DataValue, ReportingDuty
from mithaq.apps.facts.presenters import UnitLink, history_of, unit_page, waiting_lines, waiting_values
from mithaq.apps.territory.access import may, scope_q
from mithaq.apps.territory.models import OrgUnit
from mithaq.core.periods import Period, PeriodKind
from mithaq.web import formats
from mithaq.web.languages import localized
from mithaq.web.tables import Column, Table, bind, export_response


def _unit(request: PersonRequest, code: str) -> OrgUnit:
    return get_object_or_404(OrgUnit.objects.filter(scope_q(request.user, Permission.FACTS_VIEW)), code=code)


def _period(text: str) -> Period:
    try:
        return Period.parse(text)
    except ValueError as problem:
        raise Http404(text) from problem


def _last_year() -> int:
    """The last year that holds values, so that the page opens on something."""
    last = DataValue.objects.known_at(None).order_by("-period").values_list("period", flat=True).first()
    return int(last[:4]) if last else timezone.localdate().year


@requires(Permission.FACTS_VIEW)
def units(request: PersonRequest) -> HttpResponse:
    """The places that report, in the person's scope."""
    scope = scope_q(request.user, Permission.FACTS_VIEW, prefix="unit__")
    counts = ReportingDuty.objects.filter(scope).order_by().values("unit").annotate(n=Count("pk"))
    n_by_unit = {row["unit"]: row["n"] for row in counts}
    found = OrgUnit.objects.filter(pk__in=n_by_unit).select_related("parent").order_by("code")
    rows = [
        UnitLink(
            localized(one, "name"),
            localized(one.parent, "name") if one.parent else "",
            one.code,
            reverse("facts:unit", args=[one.code]),
            n_by_unit[one.pk],
        )
        for one in found
    ]
    table = Table(
        "reporting",
        [
            Column("name", _("Place"), "link", url=lambda row: row.url, sub=lambda row: row.code),
            Column("context", _("Commune")),
            Column("n_elements", _("Figures to report"), "number", decimals=0, total="sum"),
        ],
        rows,
        _("Places that report"),
        total_label=_("Total"),
        empty=_("No place reports in your scope."),
    )
    if (file := export_response(request, table)) is not None:
        return file
    return render(request, "facts/list.html", {"view": bind(request, table)})


@requires(Permission.FACTS_VIEW)
def unit(request: PersonRequest, code: str) -> HttpResponse:
    """The year of a unit, month by month."""
    one = _unit(request, code)
    year = _year(request.GET.get("year", "")) or _last_year()
    content = {
        "page": unit_page(one, year),
        "may_enter": may(request.user, Permission.FACTS_ENTER, one),
        "may_verify": may(request.user, Permission.FACTS_VERIFY, one),
        "years": [year - 1, year, year + 1],
    }
    return render(request, "facts/unit.html", content)


def _year(text: str) -> int | None:
    """The year written; None when it is none."""
    try:
        return Period.parse(text).year
    except ValueError:
        return None


@requires(Permission.FACTS_VIEW)
def history(request: PersonRequest, code: str, element: str, period: str) -> HttpResponse:
    """Every statement about one value."""
    one, item = _unit(request, code), get_object_or_404(DataElement, code=element)
    rows = history_of(one, item, str(_period(period)))
    return render(
        request,
        "facts/history.html",
        {"unit": one, "element": item, "period": period, "rows": rows, "last": rows[0] if rows else None},
    )


@requires(Permission.FACTS_ENTER)
def month(request: PersonRequest, code: str, period: str) -> HttpResponse:
    """Declare the values of a month; two people entering never lose each other's work."""
    one, person, when = _unit(request, code), request.user, _period(period)
    if when.kind is not PeriodKind.MONTH or not may(person, Permission.FACTS_ENTER, one):
        raise Http404(period)
    elements = list(DataElement.objects.filter(duties__unit=one, period_kind="month").distinct().order_by("code"))
    rows = DataValue.objects.known_at(None).filter(unit=one, period=str(when), stage=DataValue.Stage.DECLARED)
    form = MonthForm(elements, {row.element_id: row for row in rows.order_by("pk")}, request.POST or None)
    if form.is_valid():
        try:
            n = actions.enter_values(statements=form.statements(one, str(when)), by=person, source="page")
        except actions.ChangedMeanwhile as problem:
            form = form.after(problem.current, one, str(when), reload_url=request.path)
        else:
            words = ngettext("%(n)s value declared for %(period)s.", "%(n)s values declared for %(period)s.", n)
            messages.success(request, words % {"n": n, "period": formats.period(when)})
            return HttpResponseRedirect(f"{reverse('facts:unit', args=[code])}?year={when.year}")
    context = {"unit": one, "period": when, "form": form}
    return render(request, "facts/month.html", context, status=409 if form.conflict else 200)


@requires(Permission.FACTS_VERIFY)
@require_http_methods(["GET", "POST"])
def verify(request: PersonRequest, code: str, period: str) -> HttpResponse:
    """Verify what other people declared for a month, at the declared value or at the one found."""
    one, when = _unit(request, code), _period(period)
    if when.kind is not PeriodKind.MONTH or not may(request.user, Permission.FACTS_VERIFY, one):
        raise Http404(period)
    rows = waiting_values(one, when)
    form = VerificationForm([row for row in rows if row.entered_by_id != request.user.pk], request.POST or None)
    if form.is_valid():
        note = form.cleaned_data["note"]
        try:
            n = actions.verify_values(rows=form.taken(), by=request.user, validated=form.corrected(), note=note)
        except actions.ChangedMeanwhile:
            form.add_error(None, forms.ValidationError(CHANGED, code="changed"))
        else:
            words = ngettext("%(n)s value verified for %(period)s.", "%(n)s values verified for %(period)s.", n)
            messages.success(request, words % {"n": n, "period": formats.period(when)})
            return HttpResponseRedirect(f"{reverse('facts:unit', args=[code])}?year={when.year}")
    context = {"unit": one, "period": when, "form": form, "lines": waiting_lines(rows, form)}
    return render(request, "facts/verify.html", context, status=409 if form.is_outdated else 200)
