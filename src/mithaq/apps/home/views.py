"""The first page, and search across everything."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from mithaq.apps.accounts.access import PersonRequest, holds, mandated_codes, signed_in
from mithaq.apps.accounts.matrix import Permission
from mithaq.apps.audit.models import AuditEvent
from mithaq.apps.home import guides as guide_pages
from mithaq.apps.home import presenters, queries
from mithaq.apps.territory.access import scope_paths
from mithaq.apps.territory.models import OrgUnit
from mithaq.web import shell


@require_GET
@signed_in
def home(request: PersonRequest) -> HttpResponse:
    """What awaits me, the state of my territory, recent decisions."""
    tasks = shell.tasks_of(request)
    unit = OrgUnit.objects.visible_to(request.user).filter(code=request.shell.place).select_related("kind").first()
    return render(
        request,
        "home/home.html",
        {
            "groups": presenters.task_groups(tasks, timezone.localdate()),
            "tasks": tasks,
            "unit": unit,
            "state": _state(request, unit) if unit and holds(request.user, Permission.FACTS_VIEW) else None,
            "decisions": presenters.decisions(
                AuditEvent.objects.all(), scope_paths(request.user, Permission.PLANS_VIEW)
            ),
            "may_see_trail": holds(request.user, Permission.AUDIT_VIEW),
            "has_mandate": bool(mandated_codes(request.user)),
        },
    )


def _state(request: PersonRequest, unit: OrgUnit) -> presenters.TerritoryState:
    period = request.shell.period
    below = list(unit.children.filter(kind__in=queries.DRAWN_KINDS).order_by("code"))
    standings = queries.standings(unit, below, period)
    addresses = {one.code: reverse("territory:unit", args=[one.code]) for one in below}
    addresses |= {one.indicator.code: _explanation(one.indicator.code, unit.code, str(period)) for one in standings}
    return presenters.territory_state(standings, below, period, request.GET.get("measure", ""), addresses)


def _explanation(indicator: str, unit: str, period: str) -> str:
    return f"{reverse('results:explain', args=[indicator, unit])}?period={period}"


@require_GET
@signed_in
def search(request: PersonRequest) -> HttpResponse:
    """Units, indicators, plans and contracts that answer to the words."""
    words = request.GET.get("q", "").strip()
    hits = shell.find(request, words)
    kinds: dict[str, list[shell.Hit]] = {}
    for hit in hits:
        kinds.setdefault(str(hit.kind), []).append(hit)
    template = "home/hits.html" if request.htmx else "home/search.html"
    return render(request, template, {"words": words, "kinds": kinds, "n_hits": len(hits)})


@require_GET
@signed_in
def guides(request: PersonRequest) -> HttpResponse:
    """The pages of the guide."""
    return render(request, "home/guides.html", {"guides": guide_pages.guides()})


@require_GET
@signed_in
def guide(request: PersonRequest, slug: str) -> HttpResponse:
    """One page of the guide."""
    found = guide_pages.guide(slug)
    if found is None:
        raise Http404(slug)
    return render(request, "home/guide.html", {"guide": found})


@require_GET
@signed_in
def guide_picture(request: PersonRequest, name: str) -> HttpResponse:
    """A picture of the guide."""
    place = guide_pages.picture(name)
    if place is None:
        raise Http404(name)
    return HttpResponse(place.read_bytes(), content_type="image/png")
