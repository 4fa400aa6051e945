"""The language of rules: `parse` a formula, check its types, `evaluate` it, `trace` how the result came.

>>> from decimal import Decimal
>>> from mithaq.core.formulas import evaluate, parse
>>> from mithaq.core.values import known
>>> evaluate(parse("min(achieved, target) * tariff"), {
...     "achieved": known(42), "target": known(40), "tariff": known("150.50")})
Known(amount=Decimal('6020.00'))
"""

from mithaq.core.formulas.evaluate import evaluate
from mithaq.core.formulas.explain import Explanation, substituted, trace
from mithaq.core.formulas.nodes import Node, names_in
from mithaq.core.formulas.text import parse, print_formula
from mithaq.core.formulas.types import Unit, type_of

__all__ = [
    "Explanation",
    "Node",
    "Unit",
    "evaluate",
    "names_in",
    "parse",
    "print_formula",
    "substituted",
    "trace",
    "type_of",
]
