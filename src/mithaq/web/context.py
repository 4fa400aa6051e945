"""What every template of a page finds in its context."""

from functools import cached_property
from typing import Any

from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from mithaq.core.periods import Period, PeriodKind
from mithaq.web import shell
from mithaq.web.http import Request
from mithaq.web.languages import LANGUAGES, current_language

N_QUARTERS_OFFERED = 8
THEME_COOKIE = "mithaq_theme"
THEMES = {"auto": _("As the device"), "light": _("Light"), "dark": _("Dark")}


def frame(request: Request) -> dict[str, Any]:
    """`frame` (what the band, navigation and footer show) and `sheet_layout` (page or side sheet)."""
    is_fragment = bool(getattr(request, "htmx", False))
    return {
        "frame": SimpleLazyObject(lambda: Frame(request)),
        "sheet_layout": "web/sheet_fragment.html" if is_fragment else "web/sheet_page.html",
    }


class Frame:
    """The parts of the frame, each worked out only when the template asks for it."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self.language = current_language()
        self.languages = list(LANGUAGES.values())
        self.other_languages = [one for one in self.languages if one is not self.language]
        self.name_in_arabic = "ميثاق"
        self.here = request.get_full_path()
        self.searched = request.GET.get("q", "")
        theme = request.COOKIES.get(THEME_COOKIE) or getattr(request.user, "theme", "")
        self.theme = theme if theme in THEMES else "auto"
        self.themes = list(THEMES.items())

    @cached_property
    def sections(self) -> list[tuple[shell.Section, str]]:
        """The sections this person sees, with their addresses."""
        return shell.open_sections(self._request)

    @cached_property
    def places(self) -> list[shell.Place]:
        """The territories offered by the selector."""
        return shell.hooks.places(self._request)

    @cached_property
    def place_label(self) -> str:
        """The name of the chosen territory."""
        code = self._request.shell.place
        return next((place.label for place in self.places if place.code == code), code)

    @cached_property
    def period(self) -> Period:
        """The chosen period."""
        return self._request.shell.period

    @cached_property
    def periods(self) -> list[Period]:
        """Quarters around the chosen one, latest first, then the years that hold them."""
        last = self.period.within(PeriodKind.YEAR).ends_on
        end = Period.of_date(last, PeriodKind.QUARTER)
        quarters = [end.next(-step) for step in range(N_QUARTERS_OFFERED)]
        years = sorted({quarter.within(PeriodKind.YEAR) for quarter in quarters}, reverse=True)
        return [*quarters, *years]

    @cached_property
    def n_tasks(self) -> int:
        """The number on the bell."""
        return len(shell.tasks_of(self._request))

    @cached_property
    def is_demonstration(self) -> bool:
        """Whether what is shown is generated."""
        return shell.hooks.is_demonstration(self._request)

    @cached_property
    def sources(self) -> list[Any]:
        """The sources named in the footer."""
        return shell.hooks.sources

    @cached_property
    def parameters_on(self) -> Any:
        """The date of the parameters in force, or None."""
        return shell.hooks.parameters_on(self._request)
