"""The surface of the language: text to nodes and back. `parse(print_formula(node)) == node`."""

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any, assert_never

from lark import Lark, Token, Transformer, UnexpectedInput, v_args
from lark.exceptions import UnexpectedCharacters, UnexpectedToken, VisitError

from mithaq.core.errors import RuleError
from mithaq.core.formulas.functions import FUNCTIONS, KEPT, Place
from mithaq.core.formulas.nodes import (
    ARITHMETIC,
    COMPARISONS,
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

GRAMMAR = r"""
?start: alternative
?alternative: together | alternative OR together -> operation
?together: contrary | together AND contrary -> operation
?contrary: comparison | "not" contrary -> contrary
?comparison: total | total COMPARE total -> operation
?total: product | total (PLUS | MINUS) product -> operation
?product: signed | product (TIMES | OVER) signed -> operation
?signed: atom | MINUS signed -> negation
?atom: "(" alternative ")" | number | truth | text | call | table | name
number: NUMBER PERCENT?
truth: TRUE | FALSE
text: TEXT
name: NAME
call: NAME "(" [alternative ("," alternative)*] ")"
table: "[" row ("," row)* "]"
row: signed ":" signed

OR: "or"
AND: "and"
TRUE: "true"
FALSE: "false"
COMPARE: "==" | "!=" | "<=" | ">=" | "<" | ">"
PLUS: "+"
MINUS: "-"
TIMES: "*"
OVER: "/"
PERCENT: "%"
NUMBER: /[0-9]+(\.[0-9]+)?/
TEXT: /"[^"\n\\]*"/
NAME: /[a-z][a-z0-9_]*/
%ignore /[ \t\r\n]+/
"""

_HINTS = {
    "@": "The sign @ is kept for the value at an ancestor (x@region); this version does not compute it yet.",
    "=": "Write == to compare.",
    "&": "Write and.",
    "|": "Write or.",
    "!": "Write not, or != to compare.",
    "^": "There is no power: write the product.",
    "**": "There is no power: write the product.",
    ",": "Write decimals with a point: 0.75.",
    "'": 'Write texts between double quotes: "rural".',
    "×": "Write * to multiply.",
    "÷": "Write / to divide.",
    "−": "Write - (the hyphen of the keyboard).",
    "≤": "Write <=.",
    "≥": "Write >=.",
    "≠": "Write !=.",
    "{": "References in braces belong to other systems' formulas: write the name alone.",
    "#": "References in braces belong to other systems' formulas: write the name alone.",
}


class FormulaError(RuleError):
    """A formula that cannot be read or has no meaning; `column` counts from 1 in the formula."""

    def __init__(self, message: str, *, line: int | None = None, column: int | None = None, hint: str = "") -> None:
        self.column = column
        super().__init__(message, line=line, hint=hint)


@lru_cache(maxsize=512)
def parse(text: str) -> Node:
    """The meaning of a formula, worked out once for each text.

    Raises FormulaError with the place, what is wrong, what to write.
    """
    if not text.strip():
        raise FormulaError("the formula is empty.", hint="Write at least a name or a number.")
    try:
        node: Node = _MEANING.transform(_PARSER.parse(text))
    except UnexpectedInput as error:
        raise _unreadable(text, error) from None
    except VisitError as error:
        raise error.orig_exc from None
    return node


def _unreadable(text: str, error: UnexpectedInput) -> FormulaError:
    if isinstance(error, UnexpectedToken):
        return _unexpected(text, error.token)
    found = error.char if isinstance(error, UnexpectedCharacters) else ""
    hint = "Names are written in small letters." if found.isupper() else _HINTS.get(found, "")
    return FormulaError(f"column {error.column}: “{found}” cannot stand here.", column=error.column, hint=hint)


def _unexpected(text: str, token: Token) -> FormulaError:
    if token.type == "$END":
        return FormulaError("the formula stops before its end.", column=len(text), hint="Close every bracket.")
    hint = _HINTS.get(str(token), "")
    if token.type == "COMPARE":
        hint = "Compare two things at a time: write a < b and b < c."
    if token.type == "TIMES" and text[: token.start_pos].rstrip().endswith("*"):
        hint = _HINTS["**"]
    return FormulaError(f"column {token.column}: “{token}” cannot stand here.", column=token.column, hint=hint)


def _placed(build: Callable[..., Node], token: Token, *arguments: Any) -> Node:
    try:
        return build(*arguments)
    except ValueError as problem:
        raise FormulaError(f"column {token.column}: {problem}.", column=token.column) from None


@v_args(inline=True)
class _Meaning(Transformer[Token, Node]):
    """From the tree of the grammar to nodes."""

    def operation(self, left: Node, sign: Token, right: Node) -> Node:
        return Operation(Operator(str(sign)), left, right)

    def contrary(self, operand: Node) -> Node:
        return Not(operand)

    def negation(self, sign: Token, operand: Node) -> Node:
        return Negation(operand)

    def number(self, number: Token, percent: Token | None = None) -> Node:
        return Number(Decimal(str(number)), percent is not None)

    def truth(self, word: Token) -> Node:
        return Truth(word == "true")

    def text(self, text: Token) -> Node:
        return Text(str(text)[1:-1])

    def name(self, name: Token) -> Node:
        if name in KEPT:
            raise FormulaError(f"column {name.column}: {name} is kept for {KEPT[name]}.", column=name.column)
        return _placed(Name, name, str(name))

    def call(self, function: Token, *arguments: Node | None) -> Node:
        given = tuple(argument for argument in arguments if argument is not None)
        return _placed(Call, function, str(function), _with_words(str(function), given))

    def row(self, start: Node, gives: Node) -> tuple[Node, Node]:
        return start, gives

    @v_args(inline=False, meta=True)
    def table(self, meta: Any, rows: list[tuple[Node, Node]]) -> Node:
        place = Token("TABLE", "[", column=meta.column)
        return _placed(Table, place, tuple(rows))


def _with_words(function: str, arguments: tuple[Node, ...]) -> tuple[Node, ...]:
    """The arguments, a bare name being a word where the function expects one."""
    places = FUNCTIONS[function].places_for(len(arguments)) if function in FUNCTIONS else None
    if places is None:
        return arguments
    return tuple(
        Word(argument.name) if place is Place.POLICY and isinstance(argument, Name) else argument
        for argument, place in zip(arguments, places, strict=True)
    )


_PARSER = Lark(GRAMMAR, parser="lalr", propagate_positions=True, maybe_placeholders=True)
_MEANING = _Meaning()

# How tightly each form binds; a part that binds less tightly than its place asks is bracketed.
_ALTERNATIVE, _TOGETHER, _CONTRARY, _COMPARISON, _TOTAL, _PRODUCT, _SIGNED, _ATOM = range(8)


def print_formula(node: Node, name: Callable[[str], str] = str) -> str:
    """The one way of writing a node; `name` may put something else (a figure) in the place of a name."""
    return _print(node, _ALTERNATIVE, name)


def _tightness(node: Node) -> int:
    match node:
        case Operation(Operator.OR):
            return _ALTERNATIVE
        case Operation(Operator.AND):
            return _TOGETHER
        case Not():
            return _CONTRARY
        case Operation(operator) if operator in COMPARISONS:
            return _COMPARISON
        case Operation(Operator.ADD | Operator.SUBTRACT):
            return _TOTAL
        case Operation():
            return _PRODUCT
        case Negation():
            return _SIGNED
        case _:
            return _ATOM


def _print(node: Node, asked: int, name: Callable[[str], str]) -> str:
    own = _tightness(node)
    written = _surface(node, own, name)
    return f"({written})" if own < asked else written


def _surface(node: Node, own: int, name: Callable[[str], str]) -> str:
    match node:
        case Number(written, is_percent):
            return f"{written:f}{'%' if is_percent else ''}"
        case Text(content):
            return f'"{content}"'
        case Truth(holds):
            return "true" if holds else "false"
        case Name(known_as):
            return name(known_as)
        case Word(word):
            return word
        case Negation(operand):
            return f"-{_print(operand, own, name)}"
        case Not(operand):
            return f"not {_print(operand, own, name)}"
        case Operation(operator, left, right):
            # Chains lean to the left; a comparison takes no comparison on either side.
            on_left = own if operator in ARITHMETIC or own < _CONTRARY else own + 1
            return f"{_print(left, on_left, name)} {operator} {_print(right, own + 1, name)}"
        case Table(rows):
            pairs = (f"{_print(start, _SIGNED, name)}: {_print(gives, _SIGNED, name)}" for start, gives in rows)
            return f"[{', '.join(pairs)}]"
        case Call(function, arguments):
            return f"{function}({', '.join(_print(argument, _ALTERNATIVE, name) for argument in arguments)})"
        case _:
            assert_never(node)
