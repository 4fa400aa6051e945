"""Reading the trail."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from mithaq.apps.accounts import places
from mithaq.apps.accounts.access import PersonRequest, requires
from mithaq.apps.accounts.matrix import Permission
from mithaq.apps.audit.forms import TrailFilters
from mithaq.apps.audit.models import AuditEvent
from mithaq.apps.audit.presenters import event_sheet, trail_table
from mithaq.apps.audit.sentences import known_codes
from mithaq.web.tables import bind, export_response


@requires(Permission.AUDIT_VIEW)
def trail(request: PersonRequest) -> HttpResponse:
    """The trail, by person, object, unit, date and kind of act."""
    filters = TrailFilters(request.GET)
    events = AuditEvent.objects.visible_to(request.user)
    if filters.is_valid():
        events = events.matching(**filters.criteria())
    table = trail_table(events)
    context = {"filters": filters, "codes": known_codes(), "places": places.main()}
    return export_response(request, table) or render(
        request, "audit/trail.html", {**context, "table": bind(request, table)}
    )


@requires(Permission.AUDIT_VIEW)
def event(request: PersonRequest, event_id: int) -> HttpResponse:
    """One event in full, with its seal."""
    found = get_object_or_404(AuditEvent.objects.visible_to(request.user), pk=event_id)
    return render(request, "audit/event.html", {"sheet": event_sheet(found)})
