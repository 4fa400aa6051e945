"""What the frame of every page asks of the storeys above, without knowing them.

The sections of the navigation are declared once (setting `SHELL_SECTIONS`, a dotted path to a
list of `Section`). Apps add the rest in their `AppConfig.ready`:

    from mithaq.web import shell
    shell.hooks.places = places_of                 # (request) -> list[Place] for the territory selector
    shell.hooks.default_place = default_place      # (request) -> code
    shell.hooks.default_period = default_period    # (request) -> "2025Q3"
    shell.hooks.is_demonstration = is_demo         # (request) -> bool
    shell.hooks.parameters_on = parameters_date    # (request) -> date of the parameters in force, or None
    shell.hooks.remember = remember                # (request, name, value): keep "language" or "theme"
    shell.hooks.sources.append(_("Population: census 2024 (HCP)."))
    shell.hooks.search.append(find_units)          # (request, text) -> iterable of Hit
    shell.hooks.tasks.append(tasks_of_contracts)   # (request) -> iterable of components.Task

A hook that is not set has a plain default, so that each app can be tried alone.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

from mithaq.web.components import Task


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the navigation: key (what a page sets as `nav`), label, icon, address, who sees it."""

    key: str
    label: Any
    icon: str
    url_name: str
    is_open_to: Callable[[HttpRequest], bool] = lambda request: request.user.is_authenticated


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the territory selector; `level` indents it under its parent."""

    code: str
    label: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """A search result: its family ("Contract"), title, one line of context, address, icon."""

    kind: Any
    title: str
    url: str
    context: str = ""
    icon: str = "search"


@dataclass
class Hooks:
    """What apps hand to the frame; see the module for the shape of each."""

    places: Callable[[HttpRequest], list[Place]] = lambda request: []
    default_place: Callable[[HttpRequest], str] = lambda request: ""
    default_period: Callable[[HttpRequest], str] = lambda request: ""
    is_demonstration: Callable[[HttpRequest], bool] = lambda request: False
    parameters_on: Callable[[HttpRequest], date | None] = lambda request: None
    remember: Callable[[HttpRequest, str, str], None] = lambda request, name, value: None
    sources: list[Any] = field(default_factory=list)
    tasks: list[Callable[[HttpRequest], Iterable[Task]]] = field(default_factory=list)
    search: list[Callable[[HttpRequest, str], Iterable[Hit]]] = field(default_factory=list)


hooks = Hooks()


def sections() -> list[Section]:
    """Every section, in order, as the product declares them."""
    declared: list[Section] = import_string(settings.SHELL_SECTIONS)
    return declared


def open_sections(request: HttpRequest) -> list[tuple[Section, str]]:
    """The sections that this person sees, each with its address."""
    return [(one, url) for one in sections() if one.is_open_to(request) and (url := address_of(one.url_name))]


def address_of(url_name: str, *parts: Any) -> str:
    """The address of a named page, or "" while no app serves it."""
    try:
        return reverse(url_name, args=parts)
    except NoReverseMatch:
        return ""


def tasks_of(request: HttpRequest) -> list[Task]:
    """All that awaits this person, by deadline; what has none comes last. Gathered once a request."""
    known: list[Task] | None = getattr(request, "_shell_tasks", None)
    if known is None:
        known = [task for provider in hooks.tasks for task in provider(request)]
        known.sort(key=lambda task: (task.due_on is None, task.due_on or date.max))
        request._shell_tasks = known  # type: ignore[attr-defined] # lives as long as the request
    return known


def find(request: HttpRequest, text: str) -> list[Hit]:
    """All that the apps find for this text, family by family; nothing for less than two letters."""
    wanted = text.strip()
    if len(wanted) < 2:
        return []
    return [hit for provider in hooks.search for hit in provider(request, wanted)]
