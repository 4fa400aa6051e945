"""The gallery: every component in every state, on invented figures, for those who build pages."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from mithaq.core.values import Missing, Reason, known
from mithaq.web import components as c

LINE = [
    Decimal(one)
    for one in ("78.2", "79.9", "80.1", "79.3", "80.4", "80.7", "81.6", "82.4", "81.1", "81.4", "83.9", "84.6")
]


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label=_("Title"), max_length=60, help_text=_("As it will appear on the contract."))
    amount = forms.DecimalField(label=_("Amount (MAD)"), min_value=0, decimal_places=2)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("a", _("Fixed")), ("b", _("Variable"))])
    starts_on = forms.DateField(label=_("Starts on"), widget=forms.DateInput(attrs={"type": "date"}), required=False)
    note = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    is_public = forms.BooleanField(label=_("Publish the result"), required=False)


def show(request: HttpRequest) -> HttpResponse:
    """All components."""
    return render(request, "web/gallery.html", gallery_context(request))


def explanation(request: HttpRequest) -> HttpResponse:
    """A sample explanation: side sheet for htmx, page otherwise."""
    return render(request, "web/gallery_explanation.html", {"amount": Decimal("159750.00")})


def try_form(request: HttpRequest) -> HttpResponse:
    """The sample form, with its errors when it is sent."""
    form = SampleForm(request.POST or None)
    return render(request, "web/gallery_form.html", {"form": form, "is_good": form.is_bound and form.is_valid()})


def gallery_context(request: HttpRequest) -> dict[str, Any]:
    """What the gallery shows; the data components add their part."""
    page = Paginator(range(1, 240), 20).get_page(request.GET.get("page"))
    return {
        "states": states(),
        "cards": cards(),
        "cells": cells(),
        "steps": steps(),
        "groups": groups(),
        "events": events(),
        "next": next_step(),
        "closed_next": closed_step(),
        "signatures": signatures(),
        "checks": list(next_step().checks),
        "conflict": conflict(),
        "tabs": tabs(),
        "crumbs": crumbs(),
        "page": page,
        "missings": [Missing(reason) for reason in Reason],
        "form": SampleForm(),
        "wrong_form": wrong_form(),
        "amount": Decimal("1204250.50"),
        "loss": Decimal("-3150.75"),
        "line": LINE,
        "broken": broken_line(),
        "today": date(2025, 7, 1),
        "explanation_url": reverse("web:gallery-explanation"),
        "data": data_context(request),
    }


def data_context(request: HttpRequest) -> dict[str, Any]:
    """The samples of the data components (tables, charts, maps, uploads)."""
    try:
        samples = import_string("mithaq.web.gallery_data.samples")
    except ImportError:
        return {}
    found: dict[str, Any] = samples(request)
    return found


def states() -> list[c.Mark]:
    """Each state with its word."""
    return [
        c.Mark("good", _("Reached")),
        c.Mark("watch", _("To watch")),
        c.Mark("bad", _("Not reached")),
        c.Mark("info", _("Waiting for others")),
        c.Mark("none", _("Draft")),
        c.Mark("turn", _("Your turn")),
        c.Mark("done", _("In force")),
    ]


def cards() -> list[c.KeyFigure]:
    """Key figures: to watch, reached, not reached, missing."""
    url = reverse("web:gallery-explanation")
    common: dict[str, Any] = {"unit": "%", "decimals": 1, "url": url, "change_since": _("over a year")}
    return [
        c.KeyFigure(
            _("Births with skilled attendance"),
            known("84.6"),
            target=known("88"),
            values=LINE,
            change=known("2.9"),
            mark=c.Mark("watch", _("To watch")),
            change_unit=_("pts"),
            share_missing=0.03,
            highest=c.Extreme("Fès", known("96.1"), url),
            lowest=c.Extreme("Taounate", known("68.9"), url),
            **common,
        ),
        c.KeyFigure(
            _("Children fully vaccinated"),
            known("95.3"),
            target=known("95"),
            values=LINE,
            change=known("1.1"),
            mark=c.Mark("good", _("Reached")),
            change_unit=_("pts"),
            share_missing=0.0,
            **common,
        ),
        c.KeyFigure(
            _("Recovery from the insurer"),
            known("52.1"),
            target=known("70"),
            values=broken_line(),
            change=known("-1.6"),
            mark=c.Mark("bad", _("Not reached")),
            change_unit=_("pts"),
            share_missing=0.11,
            **common,
        ),
        c.KeyFigure(
            _("Maternal deaths reviewed"),
            Missing(Reason.NOT_REPORTED, "2025Q3"),
            target=known("100"),
            mark=c.Mark("none", _("Not assessed")),
            **common,
        ),
    ]


def broken_line() -> list[Any]:
    """A history with two months that were not reported."""
    return [*LINE[:4], None, None, *LINE[6:]]


def cells() -> list[c.StripCell]:
    """The strip of a contract."""
    url = reverse("web:gallery-explanation")
    return [
        c.StripCell(_("Allocation"), known("18.40"), _("MAD million"), 2, url, _("fixed and variable")),
        c.StripCell(_("Paid to date"), known("8.61"), _("MAD million"), 2, url),
        c.StripCell(_("Score"), known("76.3"), "/100", 1, url, mark=c.Mark("watch", _("Partial"))),
        c.StripCell(_("Promises kept"), "1/8", url=url),
        c.StripCell(_("Missing share"), Missing(Reason.NOT_COMPUTABLE), url=url, share_missing=0.1),
    ]


def steps() -> list[c.Step]:
    """A contract in its fourth step."""
    return [
        c.Step(_("Draft"), "12/01/2026", "done"),
        c.Step(_("Eligibility"), "02/02/2026", "done"),
        c.Step(_("Signed"), "18/03/2026", "done"),
        c.Step(_("In force"), state="now"),
        c.Step(_("Review")),
        c.Step(_("Closed")),
    ]


def groups() -> list[c.TaskGroup]:
    """Tasks by deadline."""
    url = reverse("web:gallery")
    overdue = c.Task(
        _("Answer the reservations"),
        url,
        _("2027 budget-programme"),
        date(2026, 10, 9),
        _("5 days late"),
        "bad",
        c.Mark("bad", _("Open reservations: 3")),
        _("You"),
        _("Answer"),
        is_urgent=True,
        is_primary=True,
    )
    soon = c.Task(
        _("Validate the data of September"),
        url,
        _("4 facilities of 31 remain"),
        date(2026, 10, 15),
        _("tomorrow"),
        "watch",
        c.Mark("turn", _("Second look")),
        _("You"),
        _("Validate"),
    )
    return [c.TaskGroup(_("Overdue"), [overdue]), c.TaskGroup(_("This week"), [soon])]


def events() -> list[c.TimelineEvent]:
    """Two decisions."""
    url = reverse("web:gallery")
    return [
        c.TimelineEvent(
            date(2026, 10, 13), _("Transfer approved"), _("2026 budget"), url, c.Mark("good", _("Approved"))
        ),
        c.TimelineEvent(
            date(2026, 10, 8), _("Data returned"), _("2 records differ"), url, c.Mark("watch", _("Returned"))
        ),
    ]


def next_step() -> c.NextAction:
    """A next step with one condition open."""
    return c.NextAction(
        _("Next step: review"),
        _("To open it, these remain:"),
        [
            c.Check(_("Data of the quarter verified"), "good"),
            c.Check(_("2 reviews to send"), "bad"),
            c.Check(_("Note of the director"), "none"),
        ],
        _("Ask for the reviews"),
        reverse("web:gallery"),
    )


def closed_step() -> c.NextAction:
    """A next step that is someone else's."""
    return c.NextAction(
        _("Next step: second look"),
        action=_("Approve"),
        why_not=_("Whoever computed the settlement does not approve it."),
    )


def signatures() -> list[c.Signature]:
    """Four eyes, half-way."""
    return [
        c.Signature(_("Computed"), _("Finance officer"), date(2026, 10, 12), "done"),
        c.Signature(_("First look"), _("Regional planner"), date(2026, 10, 13), "done", _("no reservation")),
        c.Signature(_("Second look"), _("Ministry"), None, "turn"),
        c.Signature(_("Payment"), _("Finance officer"), None, "none"),
    ]


def conflict() -> c.Conflict:
    """Two editors of the same targets."""
    return c.Conflict(
        _("Another person saved this page at 10:42, while you were editing it."),
        [
            c.Disagreement(_("Target 2026"), "88,0", "90,0", "89,5"),
            c.Disagreement(_("Note"), "", _("Agreed in review"), ""),
        ],
        reverse("web:gallery"),
    )


def tabs() -> list[c.Tab]:
    """Tabs with counts."""
    url = reverse("web:gallery")
    return [
        c.Tab(_("Content"), url),
        c.Tab(_("Promises"), url, True, 8),
        c.Tab(_("Documents"), url, count=12),
        c.Tab(_("History"), url),
    ]


def crumbs() -> list[c.Crumb]:
    """The path to the gallery."""
    return [c.Crumb(_("Home"), "/"), c.Crumb(_("Gallery of components"))]


def wrong_form() -> SampleForm:
    """The sample form sent with mistakes."""
    form = SampleForm({"title": "", "amount": "-3", "kind": "a"}, auto_id="wrong_%s")
    form.is_valid()
    return form
