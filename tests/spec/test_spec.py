"""The reference of the language, paragraph by paragraph, on every engine; and its page is up to date."""

from decimal import Decimal

import numpy as np
import pytest

from mithaq.core.contracts.record import digits
from mithaq.core.formulas import evaluate, parse, type_of
from mithaq.core.formulas.text import FormulaError
from mithaq.core.formulas.types import Type
from mithaq.core.values import Known, Missing, Reason
from mithaq.engines.columnar import Sheet
from mithaq.engines.columns import of_figures
from mithaq.engines.protocol import Figures, NotColumnar
from tests.support.chapters import Paragraph, chapters
from tools.formula_reference import PAGE, page

PARAGRAPHS = [paragraph for chapter in chapters() for paragraph in chapter.paragraphs]
COMPUTED = [one for one in PARAGRAPHS if not one.refused]
REFUSED = [one for one in PARAGRAPHS if one.refused]


def title(paragraph: Paragraph) -> str:
    return f"{paragraph.chapter}: {paragraph.text[:50]}"


@pytest.mark.parametrize("paragraph", COMPUTED, ids=title)
def test_on_the_plain_engine(paragraph: Paragraph) -> None:
    found = evaluate(parse(paragraph.formula), paragraph.figures)
    if paragraph.missing:
        assert isinstance(found, Missing)
        assert found.reason is Reason(paragraph.missing)
    else:
        assert isinstance(found, Known)
        assert digits(found.amount) == paragraph.gives


@pytest.mark.parametrize("paragraph", COMPUTED, ids=title)
def test_on_the_columnar_engine(paragraph: Paragraph) -> None:
    columns = {name: one for name, one in paragraph.figures.items() if isinstance(one, list)}
    single = {name: [one] for name, one in paragraph.figures.items() if name not in columns}
    length = len(next(iter(columns.values()), []))
    inner = {name: of_figures(Figures.of(one)) for name, one in columns.items()}
    sheet = Sheet({name: of_figures(Figures.of(one)) for name, one in single.items()}, 1, inner, np.array([0, length]))
    try:
        found = sheet.number(parse(paragraph.formula))
    except NotColumnar as reason:
        pytest.skip(f"left to the plain engine: {reason}")
    assert bool(found.missing[0]) == bool(paragraph.missing)
    if paragraph.gives:
        below = found.below if found.is_decimal else found.below[0]
        assert digits(Decimal(int(found.above[0])) / int(below)) == paragraph.gives


@pytest.mark.parametrize("paragraph", REFUSED, ids=title)
def test_what_is_refused(paragraph: Paragraph) -> None:
    names = {name: Type.of_unit(unit) for name, unit in paragraph.units.items()}
    with pytest.raises(FormulaError) as caught:
        type_of(parse(paragraph.formula), names)
    assert paragraph.refused in str(caught.value)


def test_every_function_is_shown_at_least_once() -> None:
    from mithaq.core.formulas.functions import FUNCTIONS

    shown = " ".join(paragraph.formula for paragraph in PARAGRAPHS)
    assert [name for name in FUNCTIONS if f"{name}(" not in shown] == []


def test_the_page_of_the_reference_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python tools/formula_reference.py"
