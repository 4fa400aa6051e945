"""Generated formulas: any node that can be built, and well-typed ones over known names."""

from decimal import Decimal

from hypothesis import strategies as st

from mithaq.core.formulas.functions import FUNCTIONS, KEPT, Place
from mithaq.core.formulas.nodes import (
    COMPARISONS,
    LOGIC,
    RESERVED,
    Call,
    Name,
    Negation,
    Node,
    Not,
    Number,
    Operation,
    Operator,
    Table,
    Text,
    Truth,
    Word,
)

WRITTEN = st.decimals(0, 10**9, allow_nan=False, allow_infinity=False, places=3).filter(lambda d: not d.is_signed())
NUMBERS = st.builds(Number, WRITTEN, st.booleans())
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(lambda n: n not in RESERVED and n not in KEPT)
TEXTS = st.text(st.characters(exclude_characters='"\\\n', exclude_categories=["Cs"]), max_size=8).map(Text)
LEAVES = NUMBERS | NAMES.map(Name) | TEXTS | st.booleans().map(Truth)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    starts = sorted(set(draw(st.lists(st.integers(-50, 200), min_size=1, max_size=4))))
    gives = st.one_of(NUMBERS, NUMBERS.map(Negation))
    return Table(tuple((_signed(start), draw(gives)) for start in starts))


def _signed(number: int) -> Number | Negation:
    return Negation(Number(Decimal(-number))) if number < 0 else Number(Decimal(number))


@st.composite
def calls(draw: st.DrawFn, inner: st.SearchStrategy[Node]) -> Call:
    function = draw(st.sampled_from(sorted(FUNCTIONS.values(), key=lambda one: one.name)))
    count = len(function.places) + (draw(st.integers(0, 2)) if function.repeats else 0)
    fitting = {
        Place.VALUE: inner,
        Place.TABLE: tables(),
        Place.POLICY: st.sampled_from(["half_up", "half_even", "down"]).map(Word),
        Place.STEP: st.sampled_from(["0.01", "1", "5"]).map(lambda text: Number(Decimal(text))),
    }
    return Call(function.name, tuple(draw(fitting[place]) for place in function.places_for(count) or ()))


def _grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.one_of(
        st.builds(Operation, st.sampled_from(list(Operator)), inner, inner),
        st.builds(Negation, inner),
        st.builds(Not, inner),
        calls(inner),
    )


NODES = st.recursive(LEAVES, _grown, max_leaves=12)

# ---------------------------------------------------------------- well-typed, over numbers and columns
VARIABLES = ("a", "b", "c")
LITERALS = st.sampled_from(["0", "1", "0.5", "2", "3.25", "100"]).map(lambda text: Number(Decimal(text)))
SCORES = Table(((Number(Decimal(0)), Number(Decimal(1))), (Number(Decimal(2)), Number(Decimal("0.25")))))


def _conditions(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    plain = st.builds(Operation, st.sampled_from(sorted(COMPARISONS)), inner, inner)
    return plain | st.builds(Not, plain) | st.builds(Operation, st.sampled_from(sorted(LOGIC)), plain, plain)


def _calculations(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    signs = st.sampled_from([Operator.ADD, Operator.SUBTRACT, Operator.MULTIPLY, Operator.DIVIDE])
    policies = st.sampled_from(["half_up", "half_even", "down"]).map(Word)
    return st.one_of(
        st.builds(Operation, signs, inner, inner),
        st.builds(Negation, inner),
        st.builds(lambda c, x, y: Call("if", (c, x, y)), _conditions(inner), inner, inner),
        st.builds(
            lambda f, x, y: Call(f, (x, y)),
            st.sampled_from(["min", "max", "default", "sum", "sum_known", "mean", "count", "share_missing"]),
            inner,
            inner,
        ),
        st.builds(lambda x: Call("abs", (x,)), inner),
        st.builds(lambda x, y, z: Call("clamp", (x, y, z)), inner, inner, inner),
        st.builds(lambda x, p: Call("round", (x, p, Number(Decimal("0.01")))), inner, policies),
        st.builds(lambda f, x: Call(f, (x, SCORES)), st.sampled_from(["score", "interpolate"]), inner),
    )


CALCULATIONS = st.recursive(LITERALS | st.sampled_from(VARIABLES).map(Name), _calculations, max_leaves=8)
