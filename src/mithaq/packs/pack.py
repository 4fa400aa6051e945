"""A pack: the dated parameters, tables, sources and rules of a country, read from its folder."""

import csv
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import NoReturn

from mithaq.core.errors import RuleError
from mithaq.core.marked import Marked, read_marked
from mithaq.core.params import Confidence, Parameter
from mithaq.packs.reading import check_source, nearest, parameter_of, validated
from mithaq.packs.schema import PackFile, SourceEntry, SourcesFile

Row = Mapping[str, str]
MAX_BYTES = 2_000_000  # a file of a pack is read by people: nothing longer is ours


@dataclass(frozen=True, slots=True)
class PackText:
    """A rule file of a pack, not yet read: who reads it names the file in its errors."""

    file: str
    text: str


class Pack:
    """Reads on demand and keeps what it read; a pack never changes while the program runs.

    Every reading raises RuleError (file, line, what to write) when a file is wrong.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def description(self) -> PackFile:
        """`pack.yaml`."""
        return validated(PackFile, self._marked(self.folder / "pack.yaml"))

    @property
    def name(self) -> str:
        """The short name, "ma"."""
        return self.description.name

    @property
    def version(self) -> str:
        """The version that a settlement stores."""
        return self.description.version

    @cached_property
    def sources(self) -> Mapping[str, SourceEntry]:
        """Every text that facts rest on, by id."""
        marked = self._marked(self.folder / "sources.yaml")
        found: dict[str, SourceEntry] = {}
        for i, source in enumerate(validated(SourcesFile, marked).sources):
            self._check_source_entry(source, found, marked, i)
            found[source.id] = source
        return found

    @cached_property
    def parameters(self) -> Mapping[str, Parameter]:
        """Every parameter by id (the path of its file under `parameters/`)."""
        return {one.id: one for one in (self.read_parameter(file) for file in self.parameter_files())}

    def parameter(self, name: str) -> Parameter:
        """One parameter by id. Raises KeyError with the nearest id when there is none."""
        if name not in self.parameters:
            raise KeyError(f"no parameter `{name}` in pack {self.name}. {nearest(name, list(self.parameters))}")
        return self.parameters[name]

    @cached_property
    def rules(self) -> Mapping[str, PackText]:
        """The rule texts by id (the path of the file under `rules/`)."""
        top = self.folder / "rules"
        files = sorted(top.rglob("*.yaml"))
        return {_id_of(file, top): PackText(self._shown(file), file.read_text(encoding="utf-8")) for file in files}

    def table(self, name: str) -> tuple[Row, ...]:
        """The rows of `tables/NAME.csv`; the first column is the key, every cell is text."""
        if name not in self._tables:
            self._tables[name] = self.read_table(self.folder / "tables" / f"{name}.csv")
        return self._tables[name]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything that decides a figure: same digest, same answers."""
        total = hashlib.sha256()
        for file in sorted(self.folder.rglob("*")):
            if file.suffix in {".yaml", ".csv", ".topojson"}:
                total.update(file.relative_to(self.folder).as_posix().encode() + b"\0")
                total.update(hashlib.sha256(file.read_bytes()).digest())
        return total.hexdigest()

    def parameter_files(self) -> Iterator[Path]:
        """The files of parameters, in order."""
        yield from sorted((self.folder / "parameters").rglob("*.yaml"))

    def table_files(self) -> Iterator[Path]:
        """The files of tables, in order."""
        yield from sorted((self.folder / "tables").glob("*.csv"))

    def read_parameter(self, file: Path) -> Parameter:
        """The parameter of one file, checked."""
        return parameter_of(self._marked(file), _id_of(file, self.folder / "parameters"), list(self.sources))

    def read_table(self, file: Path) -> tuple[Row, ...]:
        """The rows of one table, checked: known sources and marks, no key twice, no ragged line."""
        if not file.is_file():
            known = [one.stem for one in self.table_files()]
            raise RuleError(f"there is no table `{file.stem}`.", file=self._shown(file), hint=nearest(file.stem, known))
        with file.open(encoding="utf-8", newline="") as opened:
            lines = csv.DictReader(opened, strict=True)
            rows: list[Row] = []
            keys: dict[str, int] = {}
            for row in lines:
                self._check_row(row, keys, file, lines.line_num)
                rows.append(row)
        return tuple(rows)

    def due_for_review(self, today: date) -> list[Parameter]:
        """The parameters whose `review_by` has passed: read the text again, then move the date."""
        return [one for one in self.parameters.values() if one.review_by and one.review_by < today]

    @cached_property
    def _tables(self) -> dict[str, tuple[Row, ...]]:
        return {}

    def _shown(self, file: Path) -> str:
        return file.relative_to(self.folder.parent).as_posix()

    def _marked(self, file: Path) -> Marked:
        if not file.is_file():
            raise RuleError("the file is missing.", file=self._shown(file), hint="A pack needs it.")
        if file.stat().st_size > MAX_BYTES:
            raise RuleError("the file is too large.", file=self._shown(file), hint=f"At most {MAX_BYTES} bytes.")
        try:
            return read_marked(file.read_text(encoding="utf-8"), self._shown(file))
        except UnicodeDecodeError as problem:
            raise RuleError("the file is not in UTF-8.", file=self._shown(file)) from problem

    def _check_source_entry(
        self, source: SourceEntry, before: Row | Mapping[str, object], marked: Marked, i: int
    ) -> None:
        place = marked.at(("sources", i))
        if source.id in before:
            raise place.refuse(f"source `{source.id}` is described twice.", "Keep one.")
        if not (source.href or source.bulletin or source.kind in {"computed", "house"}):
            hint = "Write `bulletin:` (official gazette) or `href:` (address)."
            raise place.refuse(f"source `{source.id}` cannot be found by a reader.", hint)

    def _check_row(self, row: dict[str, str], keys: dict[str, int], file: Path, line: int) -> None:
        def refuse(message: str, hint: str = "") -> NoReturn:
            raise RuleError(message, file=self._shown(file), line=line, hint=hint)

        if None in row or None in row.values():
            refuse("the line has not as many cells as the heading.", "Put quotes around a cell that holds a comma.")
        key = next(iter(row.values()))
        if key in keys:
            refuse(f"`{key}` is written twice.", f"Keep one: the first is on line {keys[key]}.")
        keys[key] = line
        for source in row.get("source", "").split():
            check_source(source, list(self.sources), Marked(source, line, self._shown(file)), ())
        mark = row.get("confidence", Confidence.CONFIRMED)
        if mark not in list(Confidence):
            refuse(f"`{mark}` is not a confidence mark.", f"Write one of {', '.join(Confidence)}.")


def _id_of(file: Path, top: Path) -> str:
    return file.relative_to(top).with_suffix("").as_posix()
