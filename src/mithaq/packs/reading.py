"""From files to checked content: each mistake becomes a RuleError with file, line and what to write."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import process

from mithaq.core.errors import RuleError
from mithaq.core.marked import Marked, Path
from mithaq.core.params import Confidence, Parameter, ParameterValue
from mithaq.packs.schema import ParameterFile, Strict, ValueEntry

Model = TypeVar("Model", bound=Strict)
NONE = "none"


def nearest(word: str, known: list[str]) -> str:
    """A question that proposes the nearest known word, or nothing when none is near."""
    found = process.extractOne(word, known, score_cutoff=60)
    return f"Did you mean `{found[0]}`?" if found else ""


def validated(model: type[Model], marked: Marked) -> Model:
    """The content as the model. Raises RuleError for the first mistake of the file."""
    marked.items()  # refused here in words: a file is made of `key: value`
    try:
        return model.model_validate(marked.plain())
    except ValidationError as problem:
        raise _first_mistake(model, marked, problem) from None


def _first_mistake(model: type[BaseModel], marked: Marked, problem: ValidationError) -> RuleError:
    # An unknown key often explains the missing one: it speaks first.
    details = min(problem.errors(), key=lambda detail: detail["type"] != "extra_forbidden")
    path: Path = details["loc"]
    message, hint = _words(model, path, details)
    return marked.at(path).refuse(message, hint)


def _words(model: type[BaseModel], path: Path, details: ErrorDetails) -> tuple[str, str]:
    key, given = path[-1] if path else "", details.get("input")
    match details["type"]:
        case "extra_forbidden":
            return f"unknown key `{key}`.", nearest(str(key), _keys_at(model, path[:-1]))
        case "missing":
            return f"`{key}` is missing.", f"Write `{key}: …` here."
        case "string_type" if isinstance(given, int | float):
            return f"`{key}: {given}` is not exact.", f'Write it between quotes: {key}: "{given}".'
        case "string_type" if given is None:
            return f"`{key}` is empty.", f"Write `{key}: {NONE}` when there is no figure." if key == "value" else ""
        case "date_type":
            return f"`{key}: {given}` is not a date.", f"Write `{key}: 2025-01-31`, without quotes."
        case "enum" | "literal_error":
            expected = str(details.get("ctx", {}).get("expected", ""))
            return f"`{key}: {given}` is not known.", f"Write one of {expected}."
        case "model_type":
            return f"`{key}` needs keys of its own.", "Write them below, two spaces further in."
        case "list_type":
            return f"`{key}` is not a list.", "Begin each item below it with a hyphen."
        case "too_short":
            return f"`{key}` holds nothing.", "Write at least one."
    return f"`{key}: {given}` cannot be used: {details['msg']}.", ""


def _keys_at(model: type[BaseModel], path: Path) -> list[str]:
    """The keys that the schema knows at a path: follows fields down, through lists."""
    for step in path:
        if isinstance(step, str):
            fields = {field.alias or name: field for name, field in model.model_fields.items()}
            model = _model_in(fields[step].annotation)
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(_model_in(part) for part in annotation.__args__)


def parameter_of(marked: Marked, expected_id: str, sources: list[str]) -> Parameter:
    """The parameter of a file. Raises RuleError on the first thing that is not right."""
    content = validated(ParameterFile, marked)
    if content.id != expected_id:
        hint = f"Write `id: {expected_id}`, as the file is called."
        raise marked.need("id").refuse(f"`id: {content.id}` is not the place of the file.", hint)
    values: list[ParameterValue] = []
    for i, entry in enumerate(content.values):
        values.append(_value_of(entry, content, marked, i, sources))
        _check_order(values, marked, i)
    return Parameter(
        id=content.id,
        label=content.label.model_dump(),
        unit=content.unit,
        kind=content.kind,
        values=tuple(values),
        review_by=content.review_by,
        file=marked.file,
    )


def check_source(source: str, sources: list[str], marked: Marked, path: Path) -> None:
    """Raises RuleError when no entry of sources.yaml has that id."""
    if source not in sources:
        hint = nearest(source, sources) or "Describe it in sources.yaml first."
        raise marked.at(path).refuse(f"no source `{source}` in sources.yaml.", hint)


def _value_of(
    entry: ValueEntry, content: ParameterFile, marked: Marked, index: int, sources: list[str]
) -> ParameterValue:
    place: Path = ("values", index)
    check_source(entry.source, sources, marked, (*place, "source"))
    value = _figure(entry.value, content, marked, (*place, "value"))
    if entry.confidence is Confidence.EMPTY and value is not None:
        message = f"`confidence: empty` beside `value: {entry.value}`."
        hint = "Write `value: none`, or say how sure the figure is."
        raise marked.at((*place, "confidence")).refuse(message, hint)
    return ParameterValue(
        value, entry.source, entry.since, entry.confidence, entry.article, entry.note, entry.known_from
    )


def _figure(text: str, content: ParameterFile, marked: Marked, path: Path) -> Decimal | str | None:
    if text == NONE:
        return None
    if not content.kind.is_number:
        return text
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        hint = 'Write digits with a point, "0.07", or `none`.'
        raise marked.at(path).refuse(f"`{text}` is not a number.", hint)
    return number


def _check_order(values: list[ParameterValue], marked: Marked, index: int) -> None:
    def moment(value: ParameterValue) -> tuple[date, date]:
        return value.since or date.min, value.known_from or date.min

    if index and moment(values[index]) <= moment(values[index - 1]):
        message = f"`from: {values[index].since}` does not come after `from: {values[index - 1].since}`."
        hint = "Write the oldest first; a correction of one date needs a later `known_from`."
        raise marked.at(("values", index, "from")).refuse(message, hint)
