"""The indicators of a pack: one file an indicator, with the data elements that its formula names."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from mithaq.core.formulas import names_in, parse
from mithaq.core.marked import read_marked
from mithaq.packs.pack import Pack
from mithaq.packs.reading import validated
from mithaq.packs.schema import Code, Label, Strict, Words

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class ElementEntry(Strict):
    """A raw count or measure, and how it adds up over places and periods."""

    code: Name
    label: Label
    unit: Words
    period: Literal["month", "quarter", "semester", "year"]
    aggregation: Literal["sum", "average", "last", "none"]


class IndicatorFile(Strict):
    """`indicators/….yaml`: the identity sheet of an indicator."""

    id: Code
    label: Label
    definition: Label
    formula: Words
    unit: Words
    direction: Literal["up", "down"]
    frequency: Literal["month", "quarter", "semester", "year"]
    source: Words
    is_gender_relevant: bool
    elements: Annotated[list[ElementEntry], Field(min_length=1)]


def indicators_of(pack: Pack) -> tuple[IndicatorFile, ...]:
    """The indicators in the order of their files. Raises RuleError: file, line and what to write."""
    return tuple(read_indicator(file, pack.folder) for file in sorted((pack.folder / "indicators").glob("*.yaml")))


def read_indicator(file: Path, folder: Path) -> IndicatorFile:
    """One indicator, checked: its id is its file's name and its formula names described elements only."""
    shown = file.relative_to(folder.parent).as_posix()
    marked = read_marked(file.read_text(encoding="utf-8"), shown)
    found = validated(IndicatorFile, marked)
    if found.id != file.stem:
        raise marked.need("id").refuse(f"the id is `{found.id}`.", f"Write `id: {file.stem}`.")
    described = {element.code for element in found.elements}
    for name in names_in(parse(found.formula)):
        if name not in described:
            message = f"the formula names `{name}`, which no element describes."
            raise marked.need("formula").refuse(message, "Describe it under `elements:` or correct the formula.")
    return found
