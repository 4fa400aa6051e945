"""The values that the components show. How to use them is in the gallery (`/gallery/`) and here.

A presenter builds these frozen values; a template hands each to its tag (all are builtins):

    {% icon "home" %}                              a Tabler outline icon; `flip=True` for "forward" arrows
    {% badge "good" label %}                       good watch bad info none turn done: shape + word + colour
    {% state "good" label %}                       the same inside a dense cell
    {% figure value unit url decimals=1 %}         a figure that opens its explanation
    {% kpi card %}                                 a KeyFigure
    {% strip cells %}                              4 to 6 StripCell of one object
    {% sparkline values target %}   {% target_bar value target state %}
    {% delta value unit good="up" %}               a change with its sign and arrow
    {% missing_share 0.03 %}                       the share missing beside an aggregate
    {% stepper steps %}  {% tasks groups %}  {% timeline events %}  {% next_action action %}
    {% approval signatures %}                      who did each step, who is next
    {% callout "watch" text title=… %}
    {% empty_state title text url action %}   {% error_state title why what_to_do %}
    {% conflict_state conflict %}                  two editors: before, theirs, yours
    {% progress_bar done total elapsed=… remaining=… cancel_url=… %}
    {% confirm_dialog "id" label title text url … %}   a button and its dialog with a reason
    {% field form.name %}  {% form_errors form %}  {% hidden_fields form %}
    {% tabs items %}  {% pagination page %}  {% crumbs items %}
    {% side_link url label %}                      a link whose page opens in the side sheet

Figures in text: `{{ x|num:1 }} {{ x|money }} {{ x|millions }} {{ rate|pct:1 }} {{ d|day }} {{ d|day_long }}
{{ t|instant }} {{ p|period }} {{ p|period_long }} {{ obj|local:"name" }}`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from mithaq.web.formats import Figure

State = Literal["good", "watch", "bad", "info", "none", "turn", "done"]
# The shape of each state; "turn" is a clock, "done" the tick of "good".
SHAPES = {"turn": "wait", "done": "good"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a stepper: what, when, and whether it is done, now or todo."""

    label: Any
    date: Any = ""
    state: Literal["done", "now", "todo"] = "todo"


@dataclass(frozen=True, slots=True)
class Mark:
    """A state and its word."""

    state: State
    label: Any


@dataclass(frozen=True, slots=True)
class Extreme:
    """The unit at one end of a ranking."""

    label: str
    value: Figure
    url: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A key figure card; `share_missing` and rates are between 0 and 1, `values` oldest first."""

    label: Any
    value: Figure
    unit: Any = ""
    decimals: int | None = None
    url: str = ""
    mark: Mark | None = None
    target: Figure = None
    values: Sequence[Figure] = ()
    change: Figure = None
    change_unit: Any = ""
    change_since: Any = ""
    rising_is_good: bool = True
    share_missing: float | None = None
    highest: Extreme | None = None
    lowest: Extreme | None = None

    @property
    def state(self) -> State:
        """The state of its mark; "none" without one."""
        return self.mark.state if self.mark else "none"


@dataclass(frozen=True, slots=True)
class StripCell:
    """One figure of a strip."""

    label: Any
    value: Figure | str
    unit: Any = ""
    decimals: int | None = None
    url: str = ""
    note: Any = ""
    mark: Mark | None = None
    share_missing: float | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """Something that awaits someone: what, about what, by when, who, and the one button."""

    title: Any
    url: str
    about: Any = ""
    due_on: date | None = None
    due_words: Any = ""
    due_state: State = "none"
    mark: Mark | None = None
    owner: Any = ""
    action: Any = ""
    is_urgent: bool = False
    is_primary: bool = False


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """Tasks of one deadline: "Overdue", "This week"."""

    label: Any
    tasks: Sequence[Task]


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """A decision: when, what, by whom, with what state."""

    on: date | datetime
    title: Any
    detail: Any = ""
    url: str = ""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A condition of a check-list, met or not."""

    label: Any
    state: State
    url: str = ""


@dataclass(frozen=True, slots=True)
class NextAction:
    """What is missing to go on, then one button; `why_not` says why the button is closed."""

    title: Any
    intro: Any = ""
    checks: Sequence[Check] = ()
    action: Any = ""
    url: str = ""
    icon: str = "send"
    why_not: Any = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """One look of a circuit of approval: which, whose, when, with what result."""

    label: Any
    who: Any = ""
    at: datetime | date | None = None
    state: State = "none"
    note: Any = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of an object page."""

    label: Any
    url: str
    is_current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the path to the page; the last has no address."""

    label: Any
    url: str = ""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One field that two people changed: what it was, what the other wrote, what you wrote."""

    label: Any
    before: Any
    theirs: Any
    yours: Any


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two people edited the same thing: the values that differ and what can be done."""

    title: Any
    rows: Sequence[Disagreement]
    reload_url: str = ""


@dataclass(frozen=True, slots=True)
class Spark:
    """A small line ready to draw in a 104 × 32 box: points, area, last point, height of the target."""

    points: str
    area: str
    last_x: str = ""
    last_y: str = ""
    target_y: str = ""
    gaps: int = 0
    segments: Sequence[str] = field(default=())
