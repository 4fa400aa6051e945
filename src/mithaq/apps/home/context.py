"""What the frame of every page asks for: territories, period, whether figures are generated."""

from datetime import date

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from mithaq.apps.accounts.models import User
from mithaq.apps.contracts.models import Contract, Settlement
from mithaq.apps.territory.access import scope_paths
from mithaq.apps.territory.models import HealthGroup, OrgUnit
from mithaq.web.languages import localized
from mithaq.web.shell import Place

OFFERED_KINDS = ("nation", "region", "province", "prefecture")


def places(request: HttpRequest) -> list[Place]:
    """The territories of the person's mandates and what lies right below, down to the provinces.

    A region with a health group is called by its group. Two queries, once a request.
    """
    known: list[Place] | None = getattr(request, "_home_places", None)
    if known is None:
        known = _places(request.user) if isinstance(request.user, User) else []
        request._home_places = known  # type: ignore[attr-defined] # lives as long as the request
    return known


def _places(user: User) -> list[Place]:
    paths = scope_paths(user)
    groups = set(HealthGroup.objects.values_list("region", flat=True))
    return [
        Place(unit.code, _label(unit, unit.pk in groups), level=_depth(unit) - _depth_of(paths, unit))
        for unit in _offered(paths)
    ]


def _label(unit: OrgUnit, is_group: bool) -> str:
    name = localized(unit, "name")
    return gettext("GST %(region)s") % {"region": name} if is_group else name


def _offered(paths: list[str]) -> QuerySet[OrgUnit]:
    """The units of these paths, and the regions and provinces below them, in the order of the tree."""
    offered = Q(path__in=paths)
    for path in paths:
        offered |= Q(path__startswith=path, kind__in=OFFERED_KINDS)
    return OrgUnit.objects.filter(offered).order_by("path")


def _depth(unit: OrgUnit) -> int:
    return unit.path.count("/")


def _depth_of(paths: list[str], unit: OrgUnit) -> int:
    return next(path.count("/") for path in paths if unit.path.startswith(path))


def default_place(request: HttpRequest) -> str:
    """The highest territory of the person."""
    offered = places(request)
    return offered[0].code if offered else ""


def default_period(request: HttpRequest) -> str:
    """The latest quarter with a settlement; "" (the last quarter that ended) when there is none."""
    return Settlement.objects.order_by("-period").values_list("period", flat=True).first() or ""


def is_demonstration(request: HttpRequest) -> bool:
    """Whether this installation holds generated contracts."""
    return Contract.objects.filter(is_demonstration=True).exists()


def parameters_on(request: HttpRequest) -> date:
    """The day on which parameters are read: today for pages that choose no other."""
    return timezone.localdate()
