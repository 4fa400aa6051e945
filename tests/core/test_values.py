"""Known or missing, and nothing in between."""

from decimal import Decimal

import pytest

from mithaq.core.errors import DataProblem, RuleError, did_you_mean, message_template
from mithaq.core.values import Known, Missing, Reason, first_missing, known


def test_the_first_missing_operand_speaks_for_the_others() -> None:
    late, closed = Missing(Reason.NOT_REPORTED, "202507"), Missing(Reason.NOT_EXPECTED)
    assert first_missing([known(1), late, closed]) == late
    assert first_missing([known(1), known(0)]) is None


def test_a_known_figure_is_exact_and_finite() -> None:
    assert known("0.10").amount == Decimal("0.1")
    with pytest.raises(TypeError, match="a float is not exact"):
        known(0.1)  # type: ignore[arg-type]  # refused on purpose
    with pytest.raises(TypeError, match="not int"):
        Known(3)  # type: ignore[arg-type]  # refused on purpose
    for endless in ("NaN", "Infinity"):
        with pytest.raises(ValueError, match="use Missing"):
            Known(Decimal(endless))


def test_a_problem_reads_as_one_line() -> None:
    problem = DataProblem(
        "unknown", "Feuil1!E14", "%(name)s is unknown.", "Write %(near)s.", {"name": "A", "near": "B"}
    )
    assert problem.text() == "Feuil1!E14: A is unknown. Write B."
    assert DataProblem("empty", "", message_template("The file is empty.")).text() == "The file is empty."


def test_a_wrong_rule_names_its_place() -> None:
    assert str(RuleError("it is wrong.", file="a.yaml", line=3, hint="Write it right.")) == (
        "a.yaml:3: it is wrong. Write it right."
    )
    assert str(RuleError("it is wrong.")) == "it is wrong."


def test_a_near_word_is_proposed_else_all_of_them() -> None:
    assert did_you_mean("rond", ["round", "abs"]) == ": did you mean round?"
    assert did_you_mean("xyz", ["round", "abs"]) == ": write one of abs, round"
