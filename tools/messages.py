"""Message catalogues in pure Python: no gettext programs are needed.

    tools/messages.py update [DIR…]   bring catalogues up to date with the sources (keeps translations)
    tools/messages.py check [DIR…]    say what is missing, wrong or naked; status 1 when anything is
    tools/messages.py compile         write the .mo files that Django reads (only those out of date)

Each app has a catalogue per language (`src/mithaq/apps/<app>/locale/fr/LC_MESSAGES/django.po`), so
has `src/mithaq/web`; `src/mithaq/locale` serves all the rest (core, packs, engines, config, cli).
Entries are sorted and carry no file names or line numbers: a catalogue changes when words change.

What is a message: the argument of `_`, `gettext…`, `ngettext…`, `pgettext…`; `{% translate %}` and
`{% blocktranslate %}`; the `message` and `hint` written in a `DataProblem(…)`; and any text marked
`message_template("…")` (see `mithaq.core.errors`).
"""

import argparse
import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:  # run as a script, only tools/ is on the path
    sys.path.insert(0, str(ROOT))

from tools.naked_text import naked_texts  # noqa: E402 - needs the line above

PACKAGE = ROOT / "src" / "mithaq"
LANGUAGES = ("fr", "ar")
# The plural rules that Django's own catalogues use for these languages.
PLURALS = {
    "fr": "nplurals=2; plural=(n > 1);",
    "ar": (
        "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : "
        "n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5;"
    ),
}
N_FORMS = {"fr": 2, "ar": 6}
# In these plural forms the number may be said in words («one day»): its place may be left out.
FORMS_IN_WORDS = {"fr": {0}, "ar": {0, 1, 2}}
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "message_template")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
TEMPLATE_ENDINGS = {".html", ".txt", ".xml"}
PLACE = re.compile(r"%\((\w+)\)[#0\- +]*\d*(?:\.\d+)?[diouxXeEfFgGcrs]|(?<!%)%[sdifr]|\{(\w*)\}")
TAG = re.compile(r"</?[a-z][a-z0-9]*", re.IGNORECASE)

Key = tuple[str, str]  # context ("" when none) and message


@dataclass
class Message:
    """One text of the sources, with where it was seen (for reports, never written)."""

    text: str
    plural: str = ""
    context: str = ""
    notes: list[str] = field(default_factory=list)
    seen: str = ""

    @property
    def key(self) -> Key:
        return self.context, self.text


# ---------------------------------------------------------------- which files belong to which catalogue


def owners() -> list[Path]:
    """The directories that have a catalogue: each app, the web storey, and the package for the rest."""
    apps = sorted(path.parent for path in (PACKAGE / "apps").glob("*/apps.py"))
    return [*apps, PACKAGE / "web", PACKAGE]


def sources(owner: Path) -> Iterator[Path]:
    """The Python files and templates whose texts go to this owner's catalogue, in order."""
    others = [other for other in owners() if other != owner and owner in other.parents]
    for path in sorted(owner.rglob("*")):
        if any(other in path.parents for other in others) or "migrations" in path.parts:
            continue
        if path.suffix == ".py" or (path.suffix in TEMPLATE_ENDINGS and "templates" in path.parts):
            yield path


def catalogue_path(owner: Path, language: str) -> Path:
    """Where the catalogue of that owner and language lies."""
    return owner / "locale" / language / "LC_MESSAGES" / "django.po"


# ---------------------------------------------------------------- extraction


def messages_of(owner: Path) -> dict[Key, Message]:
    """Every message of the owner's sources, by context and text."""
    found: dict[Key, Message] = {}
    for path in sources(owner):
        for message in messages_in(path):
            known = found.setdefault(message.key, message)
            known.plural = known.plural or message.plural
            known.notes.extend(note for note in message.notes if note not in known.notes)
    return found


def messages_in(path: Path) -> Iterator[Message]:
    """The messages of one file, in order."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield from _problem_messages(text, str(path))
    else:
        # What is not a message becomes X; lines are stripped so that no indentation confuses the reader.
        text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())
    rows = extract("python", BytesIO(text.encode()), KEYWORDS, ("Translators:",), strip_comment_tags=True)
    for line, found, notes, context in rows:
        singular, plural = (found[0], found[1]) if isinstance(found, tuple) else (found, "")
        yield Message(singular, plural, context or "", list(notes), f"{path}:{line}")


def _problem_messages(text: str, file: str) -> Iterator[Message]:
    """The `message` and `hint` literals of `DataProblem(…)` calls: the class itself marks them."""
    for call in (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name != "DataProblem":
            continue
        named = [word.value for word in call.keywords if word.arg in {"message", "hint"}]
        for part in (*call.args[2:4], *named):
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value:
                yield Message(part.value, seen=f"{file}:{part.lineno}")


# ---------------------------------------------------------------- update


def read(path: Path) -> dict[Key, polib.POEntry]:
    """The living entries of a catalogue, by context and text; empty when there is no file."""
    if not path.exists():
        return {}
    return {(entry.msgctxt or "", entry.msgid): entry for entry in polib.pofile(str(path)) if not entry.obsolete}


def update(owner: Path, elsewhere: dict[str, dict[Key, polib.POEntry]]) -> list[str]:
    """Rewrite the owner's catalogues; gives a line per catalogue that changed.

    New messages come in empty, or as another catalogue of ours already translates them; messages
    that left the sources are dropped; translations are kept, French ones with its typography.
    """
    messages = messages_of(owner)
    changed = []
    for language in LANGUAGES:
        path = catalogue_path(owner, language)
        old = read(path)
        book = polib.POFile(wrapwidth=110)
        book.metadata = {
            "Language": language,
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            "Plural-Forms": PLURALS[language],
        }
        book.extend(
            _entry(messages[key], old.get(key) or elsewhere[language].get(key), language) for key in sorted(messages)
        )
        text = f"{book}\n" if messages else ""
        if text != (path.read_text(encoding="utf-8") if path.exists() else ""):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            empty = sum(not is_filled(entry, language) for entry in book)
            changed.append(f"{path.relative_to(ROOT)}: {len(messages)} messages, {empty} to translate")
    return changed


def _entry(message: Message, old: polib.POEntry | None, language: str) -> polib.POEntry:
    entry = polib.POEntry(msgid=message.text, msgctxt=message.context or None, comment="\n".join(message.notes))
    if old:
        entry.tcomment = old.tcomment
    if message.plural:
        forms = dict(old.msgstr_plural) if old else {}
        entry.msgid_plural = message.plural
        entry.msgstr_plural = {i: polish(forms.get(i, ""), language) for i in range(N_FORMS[language])}
    else:
        entry.msgstr = polish(old.msgstr if old and not old.fuzzy else "", language)
    return entry


def polish(text: str, language: str) -> str:
    """French with its apostrophe and no-break spaces; other languages as they are."""
    if language != "fr":
        return text
    text = re.sub(r"(?<=\w)'(?=[\w«%{])", "\u2019", text)
    text = re.sub(r"(?<=[\w)»”s%}])[ \u00a0\u202f]:(?!\w|//)", "\u00a0:", text)
    text = re.sub(r"(?<=\S)[ \u00a0\u202f]([;!?»])", "\u202f\\1", text)
    return re.sub(r"«[ \u00a0\u202f]?(?=\S)", "«\u202f", text)


# ---------------------------------------------------------------- check


def is_filled(entry: polib.POEntry, language: str) -> bool:
    """Whether every form that the language needs is written."""
    if entry.msgid_plural:
        forms = entry.msgstr_plural
        return set(forms) == set(range(N_FORMS[language])) and all(form.strip() for form in forms.values())
    return bool(entry.msgstr.strip())


def check(owner: Path) -> Iterator[str]:
    """One line per fault of the owner's catalogues and templates."""
    messages = messages_of(owner)
    for language in LANGUAGES:
        path = catalogue_path(owner, language)
        entries, name = read(path), path.relative_to(ROOT)
        for key in sorted(messages.keys() - entries.keys()):
            yield f"{name}: missing {key[1]!r} ({_short(messages[key].seen)}); run tools/messages.py update"
        for key in sorted(entries.keys() - messages.keys()):
            yield f"{name}: obsolete {key[1]!r}; run tools/messages.py update"
        for entry in entries.values():
            for fault in _faults(entry, language):
                yield f"{name}: {fault}: {entry.msgid!r}"
    for path in sources(owner):
        if path.suffix != ".py":
            texts = naked_texts(path.read_text(encoding="utf-8"), path.suffix, allowed=_same_words("all"))
            yield from (
                f"{path.relative_to(ROOT)}:{line}: text outside translate tags: {text!r}" for line, text in texts
            )


def _short(seen: str) -> str:
    return seen.removeprefix(f"{ROOT}/")


def _faults(entry: polib.POEntry, language: str) -> Iterator[str]:
    if entry.fuzzy:
        yield "fuzzy"
    if not is_filled(entry, language):
        yield "not translated in every form" if entry.msgid_plural else "not translated"
        return
    forms: Sequence[tuple[int | None, str]] = [*entry.msgstr_plural.items()] or [(None, entry.msgstr)]
    for index, text in forms:
        original = entry.msgid_plural or entry.msgid
        wanted, given = set(places(original)), set(places(text))
        may_omit = index in FORMS_IN_WORDS[language]
        if not (given <= wanted if may_omit else given == wanted):
            yield f"places differ, {sorted(wanted)} became {sorted(given)}"
        if not entry.msgid_plural and sorted(TAG.findall(original)) != sorted(TAG.findall(text)):
            yield "HTML tags differ"
        if polish(text, language) != text:
            yield "French typography; run tools/messages.py update"
        if language == "ar" and re.search("[٠-٩]", text):
            yield "digits are written 0-9 in Morocco"
    if entry.msgstr == entry.msgid and needs_translation(entry.msgid, language):
        yield "same as the English; translate it or list it in tools/messages_same.toml"


def places(text: str) -> list[str]:
    """The places that values fill: `%(name)s`, `%s`, `{name}`."""
    return [match[1] or match[2] or match[0] for match in PLACE.finditer(text.replace("%%", ""))]


def needs_translation(text: str, language: str) -> bool:
    """Whether a text identical in both languages is suspect: it has words that no list explains."""
    words = re.sub(TAG, " ", PLACE.sub(" ", text))
    if not re.search(r"[^\W\d_]{2}", words):
        return False
    return text not in _same_words("all") | _same_words(language)


def _same_words(language: str) -> frozenset[str]:
    lists = tomllib.loads((ROOT / "tools" / "messages_same.toml").read_text(encoding="utf-8"))
    return frozenset(lists[language])


def disagreements(chosen: Iterable[Path]) -> Iterator[str]:
    """Messages that two catalogues translate differently: one concept, one word."""
    for language in LANGUAGES:
        said: dict[Key, dict[str, str]] = {}
        for owner in chosen:
            for key, entry in read(catalogue_path(owner, language)).items():
                if entry.msgstr:
                    said.setdefault(key, {}).setdefault(entry.msgstr, owner.name)
        for key, versions in sorted(said.items()):
            if len(versions) > 1:
                told = "; ".join(f"{owner}: {text!r}" for text, owner in versions.items())
                yield f"{language}: {key[1]!r} has several translations ({told}); choose one or give a context"


# ---------------------------------------------------------------- compile


def compile_catalogues() -> int:
    """Write the .mo files that are absent or older than their catalogue; gives how many."""
    n_written = 0
    for owner in owners():
        for language in LANGUAGES:
            source = catalogue_path(owner, language)
            target = source.with_suffix(".mo")
            if source.exists() and (not target.exists() or target.stat().st_mtime < source.stat().st_mtime):
                aside = target.with_suffix(".mo.new")  # another process may be reading the old one
                polib.pofile(str(source)).save_as_mofile(str(aside))
                aside.replace(target)
                n_written += 1
    return n_written


# ---------------------------------------------------------------- command line


def _chosen(names: list[str]) -> list[Path]:
    known = owners()
    if not names:
        return known
    wanted = [Path(name).resolve() for name in names]
    for path in wanted:
        if path not in known:
            raise SystemExit(
                f"{path} has no catalogue; choose among: {', '.join(str(p.relative_to(ROOT)) for p in known)}"
            )
    return wanted


def main(argv: list[str] | None = None) -> int:
    """Run one command; gives its exit status."""
    parser = argparse.ArgumentParser(description="Message catalogues: update, check, compile.")
    parser.add_argument("command", choices=("update", "check", "compile"))
    parser.add_argument("dirs", nargs="*", metavar="DIR", help="only these catalogues (src/mithaq/apps/contracts, …)")
    options = parser.parse_args(argv)
    chosen = _chosen(options.dirs)
    if options.command == "compile":
        print(f"{compile_catalogues()} catalogues compiled")
        return 0
    if options.command == "update":
        elsewhere: dict[str, dict[Key, polib.POEntry]] = {language: {} for language in LANGUAGES}
        for owner in owners():
            for language, entries in elsewhere.items():
                filled = read(catalogue_path(owner, language)).items()
                entries.update((key, entry) for key, entry in filled if is_filled(entry, language))
        lines = [line for owner in chosen for line in update(owner, elsewhere)]
        print("\n".join(lines) or "catalogues are up to date")
        return 0
    faults = [line for owner in chosen for line in check(owner)] + list(disagreements(chosen))
    print("\n".join(faults) or "catalogues are complete")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
