"""The functions of the language: their names, what they take, what they do in words.

The reference page of the language is generated from this table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from mithaq.core.errors import did_you_mean


class Place(StrEnum):
    """What may stand as an argument; the value is how a message calls it."""

    VALUE = "a value"
    TABLE = "a table in square brackets"
    POLICY = "a rounding policy (half_up, half_even or down)"
    STEP = "the step of the rounding, a number above zero"


@dataclass(frozen=True, slots=True)
class Function:
    """A function: the places of its arguments; when `repeats`, the last place as often as wished.

    An aggregate takes one column (a step or an input of the lines) or several values.
    """

    name: str
    places: tuple[Place, ...]
    example: str
    meaning: Mapping[str, str]
    repeats: bool = False
    is_aggregate: bool = False

    @property
    def arity(self) -> str:
        """How many arguments, in words."""
        count = len(self.places)
        return f"{count} argument{'s' if count > 1 else ''}{' or more' if self.repeats else ''}"

    def places_for(self, count: int) -> tuple[Place, ...] | None:
        """The place of each of `count` arguments, or None when that number does not fit."""
        spare = count - len(self.places)
        if spare < 0 or (spare and not self.repeats):
            return None
        return self.places + self.places[-1:] * spare


def _function(
    name: str, places: tuple[Place, ...], example: str, fr: str, en: str, *, repeats: bool = False, column: bool = False
) -> Function:
    return Function(name, places, example, {"fr": fr, "en": en}, repeats, column)


_VALUE = (Place.VALUE,)
_ALL = (
    _function(
        "if", _VALUE * 3, "if(achieved < target, 0, achieved)",
        "La deuxième valeur si la condition est remplie, la troisième sinon. Seule la valeur choisie compte.",
        "The second value when the condition holds, else the third. Only the chosen one counts.",
    ),
    _function(
        "min", _VALUE, "min(achieved, target)",
        "La plus petite des valeurs.", "The smallest of the values.", repeats=True,
    ),
    _function(
        "max", _VALUE, "max(achieved, target)",
        "La plus grande des valeurs.", "The largest of the values.", repeats=True,
    ),
    _function(
        "clamp", _VALUE * 3, "clamp(attainment, 0, 1.25)",
        "La valeur, ramenée entre un minimum et un maximum.", "The value, kept between a least and a most.",
    ),
    _function(
        "abs", _VALUE, "abs(claimed - verified)",
        "La valeur sans son signe.", "The value without its sign.",
    ),
    _function(
        "round", (Place.VALUE, Place.POLICY, Place.STEP), "round(achieved * tariff, half_up, 0.01)",
        "La valeur arrondie au multiple le plus proche du pas, selon une règle d'arrondi nommée.",
        "The value rounded to a multiple of the step, by a named policy.",
    ),
    _function(
        "score", (Place.VALUE, Place.TABLE), "score(quality_score, [0%: 0%, 50%: 5%, 80%: 10%])",
        "Ce que donne la dernière tranche dont le début est atteint.",
        "What the last band gives whose start is reached.",
    ),
    _function(
        "interpolate", (Place.VALUE, Place.TABLE), "interpolate(attainment, [85%: 0%, 90%: 80%, 95%: 100%])",
        "La valeur lue sur la ligne brisée qui joint les points ; avant le premier et après le dernier, leur valeur.",
        "The value read on the broken line through the points; before the first and after the last, theirs.",
    ),
    _function(
        "default", _VALUE * 2, "default(achieved, 0)",
        "La première valeur si elle est connue, la seconde si elle manque.",
        "The first value when it is known, the second when it is missing.",
    ),
    _function(
        "sum", _VALUE, "sum(line_amount)",
        "Le total ; il manque dès qu'une valeur manque.", "The total; missing as soon as one value is.",
        repeats=True, column=True,
    ),
    _function(
        "sum_known", _VALUE, "sum_known(line_amount)",
        "Le total des valeurs connues ; il manque si toutes manquent.",
        "The total of the known values; missing when all are.", repeats=True, column=True,
    ),
    _function(
        "mean", _VALUE, "mean(attainment)",
        "La moyenne ; elle manque dès qu'une valeur manque.", "The mean; missing as soon as one value is.",
        repeats=True, column=True,
    ),
    _function(
        "count", _VALUE, "count(line_amount)",
        "Le nombre de valeurs connues.", "How many values are known.", repeats=True, column=True,
    ),
    _function(
        "share_missing", _VALUE, "share_missing(line_amount)",
        "La part des valeurs qui manquent.", "The share of the values that are missing.", repeats=True, column=True,
    ),
)  # fmt: skip
FUNCTIONS: Mapping[str, Function] = {function.name: function for function in _ALL}

# Words that the language keeps for what it will say later; refused by name rather than misread.
KEPT = {
    "last": "the values of the last periods",
    "previous_year": "the value one year earlier",
    "same_quarter_last_year": "the value of the same quarter one year earlier",
    "year_to_date": "the values since the first of January",
    "weighted_mean": "the mean with weights; for now, sum(value * weight) / sum(weight)",
}


def unknown_function(name: str) -> str:
    """What to say of a function that does not exist."""
    if name in KEPT:
        return f"{name} is kept for {KEPT[name]}; this version of the language does not compute it yet"
    return f"there is no function {name}{did_you_mean(name, FUNCTIONS)}"
