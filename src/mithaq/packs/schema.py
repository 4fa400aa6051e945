"""What each file of a pack must hold, as pydantic models; the one place that says so."""

from datetime import date as Day  # `date` is also the name of a key of our files
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from mithaq.core.params import Confidence, Kind

Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9./_-]*$")]
Words = Annotated[str, Field(min_length=1)]


class Strict(BaseModel):
    """Every key is known, nothing is converted behind the author's back."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)


class Label(Strict):
    """A name in up to three languages; French is required."""

    fr: Words
    ar: str = ""
    en: str = ""


class SourceEntry(Strict):
    """A text or data set that facts rest on, described once."""

    id: Code
    kind: Literal["law", "decree", "order", "circular", "census", "dataset", "study", "press", "computed", "house"]
    number: str = ""
    date: Day | None = None
    title: Label
    bulletin: str = ""
    href: str = ""
    confidence: Annotated[Confidence, Field(strict=False)]
    note: str = ""


class SourcesFile(Strict):
    """`sources.yaml`."""

    sources: list[SourceEntry]


class ValueEntry(Strict):
    """A value of a parameter, from a day on."""

    since: Annotated[Day, Field(alias="from")]
    value: Words
    source: Code
    article: str = ""
    note: str = ""
    known_from: Day | None = None
    confidence: Annotated[Confidence, Field(strict=False)]


class ParameterFile(Strict):
    """`parameters/….yaml`: one file, one parameter."""

    id: Code
    label: Label
    unit: Words
    kind: Annotated[Kind, Field(strict=False)]
    review_by: Day | None = None
    values: Annotated[list[ValueEntry], Field(min_length=1)]


class PackFile(Strict):
    """`pack.yaml`: what the pack is."""

    name: Code
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    label: Label
    currency: Words
    languages: list[str]
