"""The request as views receive it: what our middleware puts on Django's, with its types."""

from functools import cached_property

from django.http import HttpRequest
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from mithaq.core.periods import Period, PeriodKind
from mithaq.web import shell

PLACE_KEY, PERIOD_KEY = "shell_place", "shell_period"


class Choice:
    """The territory and the period chosen in the band: the context of every page.

    Read them as `request.shell.place` (a unit code, "" for none) and `request.shell.period`
    (a `Period`). They are read from the session when asked for, not before.
    """

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def place(self) -> str:
        """Code of the chosen unit."""
        return str(self._request.session.get(PLACE_KEY) or shell.hooks.default_place(self._request))

    @cached_property
    def period(self) -> Period:
        """The chosen period; by default the last quarter that has ended."""
        text = self._request.session.get(PERIOD_KEY) or shell.hooks.default_period(self._request)
        if text:
            return Period.parse(text)
        return Period.of_date(timezone.localdate(), PeriodKind.QUARTER).next(-1)

    def choose(self, *, place: str | None = None, period: str | None = None) -> None:
        """Keep another choice in the session. Raises ValueError when the period is none."""
        if period:
            self._request.session[PERIOD_KEY] = str(Period.parse(period))
        if place is not None:
            self._request.session[PLACE_KEY] = place


class Request(HttpRequest):
    """A request that has passed the middleware.

    `shell` holds the chosen territory and period, `htmx` is true for the request of a fragment,
    `csp_nonce` is what an inline script of the page carries. In a view with a rule, the person is
    known too: see `mithaq.apps.accounts.access.PersonRequest`.
    """

    shell: Choice
    htmx: HtmxDetails
    csp_nonce: str
