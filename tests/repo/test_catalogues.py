"""Catalogues are complete, and the tool that says so can tell."""

from pathlib import Path

import polib
import pytest

from tools import messages
from tools.naked_text import naked_texts


@pytest.mark.parametrize("owner", messages.owners(), ids=lambda owner: owner.name)
def test_the_catalogues_are_complete(owner: Path) -> None:
    faults = list(messages.check(owner))
    assert not faults, faults


def test_one_text_has_one_translation() -> None:
    disagreements = list(messages.disagreements(messages.owners()))
    assert not disagreements, disagreements


TEMPLATE = """{% load i18n %}
<p>{% translate "Hello" %} {% translate "May" context "month" %} {{ _("Inline")|upper }}</p>
   {% blocktranslate trimmed count n=items %}
      One item of {{ name }}
   {% plural %}
      {{ n }} items of {{ name }}
   {% endblocktranslate %}
  {# Translators: a note #}
  {% translate "100 % sure" as x %}
"""


def extracted(folder: Path, name: str, source: str) -> dict[messages.Key, messages.Message]:
    path = folder / name
    path.write_text(source, encoding="utf-8")
    return {message.key: message for message in messages.messages_in(path)}


def test_templates_give_all_their_messages(tmp_path: Path) -> None:
    found = extracted(tmp_path, "page.html", TEMPLATE)
    assert set(found) == {
        ("", "Hello"), ("month", "May"), ("", "Inline"), ("", "One item of %(name)s"), ("", "100 %% sure"),
    }  # fmt: skip
    assert found["", "One item of %(name)s"].plural == "%(n)s items of %(name)s"
    assert found["", "100 %% sure"].notes == ["a note"]


def test_python_gives_all_its_messages(tmp_path: Path) -> None:
    source = """
a = DataProblem("c", "w", "The %(a)s is bad", hint="Do %(b)s")
b = message_template("From a table"); c = ngettext("%(n)s day", "%(n)s days", n)
d = pgettext_lazy("budget", "Commitment"); e = other("Not a message")
"""
    assert set(extracted(tmp_path, "code.py", source)) == {
        ("", "The %(a)s is bad"), ("", "Do %(b)s"), ("", "From a table"), ("", "%(n)s day"), ("budget", "Commitment"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("language", "english", "translation", "fault"),
    [
        ("fr", "Sign", "", "not translated"),
        ("fr", "%(n)s days left", "Il reste %(m)s jours", "places differ"),
        ("fr", "Really?", "Vraiment ?", "typography"),
        ("fr", "Contract", "Contract", "same as the English"),
        ("fr", "<b>Sign</b>", "<i>Signer</i>", "HTML tags differ"),
        ("ar", "Quarter", "الربع ٣", "digits"),
    ],
)
def test_faults_are_told(language: str, english: str, translation: str, fault: str) -> None:
    entry = polib.POEntry(msgid=english, msgstr=translation)
    assert fault in " ".join(messages._faults(entry, language))


def test_a_good_translation_has_no_fault() -> None:
    entry = polib.POEntry(msgid="%(n)s of %(total)s?", msgstr="%(n)s sur %(total)s\u202f?")
    assert not list(messages._faults(entry, "fr"))
    days = polib.POEntry(msgid="%(n)s day", msgid_plural="%(n)s days")
    days.msgstr_plural = dict(enumerate(["لا يوم", "يوم واحد", "يومان", "%(n)s أيام", "%(n)s يوما", "%(n)s يوم"]))
    assert not list(messages._faults(days, "ar"))
    days.msgstr_plural[3] = "أيام"
    assert "places differ" in " ".join(messages._faults(days, "ar"))


def test_words_outside_translate_tags_are_seen() -> None:
    source = """<p title="Naked title" {% if x == "a>b" %}class="y"{% endif %}>Naked words &nbsp; {{ x }}</p>
{% comment %} not shown {% endcomment %} {# nor this #}
{% empty_state "No contract yet" text=_("Fine") icon="file" %}
<code>symbols</code> <script>var letters;</script><span translate="no">Leaflet</span> CSV
{{ day|date:"j F Y" }} {% blocktranslate %}Said{% endblocktranslate %} <b>·</b>"""
    assert list(naked_texts(source, ".html", allowed={"CSV"})) == [
        (1, "Naked title"),
        (1, "Naked words"),
        (3, "No contract yet"),
    ]


def test_french_gets_its_typography() -> None:
    assert messages.polish("L'année : « vraiment ? »", "fr") == "L’année\u00a0: «\u202fvraiment\u202f?\u202f»"
    assert messages.polish("12:30, https://exemple.ma", "fr") == "12:30, https://exemple.ma"
