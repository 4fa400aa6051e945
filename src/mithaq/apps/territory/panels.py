"""What higher apps show on the sheet of a unit: contracts, documents, data, each as a panel.

    from mithaq.apps.territory.panels import Panel, panel

    @panel("contracts", _("Contracts"), order=10)
    def contracts_of(request, unit) -> Panel | None:
        return Panel("contracts/unit_panel.html", {"contracts": …}, count=3)

Registered in `AppConfig.ready`. A function gives None when it has nothing to say of that unit or
to that person; what it shows must already be limited to what the person may see.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from mithaq.apps.territory.models import OrgUnit


@dataclass(frozen=True, slots=True)
class Panel:
    """The content of a panel: a template with its context, and how many things it holds."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    count: int | None = None


Provider = Callable[[HttpRequest, OrgUnit], Panel | None]


@dataclass(frozen=True, slots=True)
class Registered:
    """A panel that an app offers: its name in addresses, its label, its rank among the tabs."""

    key: str
    label: Any
    order: int
    provider: Provider


_panels: dict[str, Registered] = {}


def panel(key: str, label: Any, *, order: int = 50) -> Callable[[Provider], Provider]:
    """Registers a function as the panel of that name; registering again replaces it."""

    def register(provider: Provider) -> Provider:
        _panels[key] = Registered(key, label, order, provider)
        return provider

    return register


def registered_panels() -> list[Registered]:
    """Every panel, in the order of the tabs."""
    return sorted(_panels.values(), key=lambda one: (one.order, one.key))


def panels_of(request: HttpRequest, unit: OrgUnit) -> list[tuple[Registered, Panel]]:
    """The panels that have something to say of this unit to this person."""
    found = ((one, one.provider(request, unit)) for one in registered_panels())
    return [(one, shown) for one, shown in found if shown is not None]
