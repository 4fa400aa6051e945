"""What the tags and filters write."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from mithaq.core.values import Missing, Reason
from mithaq.web import components as c
from mithaq.web.gallery import SampleForm


def written(text: str, language: str = "fr", **context: object) -> str:
    with translation.override(language):
        return Template(text).render(Context(context))


def test_a_figure_is_kept_left_to_right() -> None:
    assert written("{{ x|num:1 }}", x=Decimal("84.6")) == '<span class="mq-num">84,6</span>'


def test_an_arabic_unit_follows_outside_the_figure() -> None:
    text = written("{{ x|money }}", "ar", x=Decimal(5))
    assert '<span class="mq-num">5,00</span><span class="mq-unit">درهم</span>' in text


def test_what_is_missing_says_why() -> None:
    text = written("{{ x|num }}", "en", x=Missing(Reason.NOT_REPORTED, "2025Q3"))
    assert "—" in text
    assert text.count("not reported (2025Q3)") == 2, "on hover, and for screen readers"
    assert "0" not in text.replace("2025Q3", "")


def test_a_figure_opens_its_explanation() -> None:
    text = written('{% figure x "MAD" "/why/" 2 %}', x=Decimal("159750"))
    assert 'href="/why/" data-sheet' in text
    assert "159\u00a0750,00" in text


def test_text_in_a_figure_is_escaped() -> None:
    assert "<script>" not in written("{% figure x x x %}", x="<script>")


@pytest.mark.parametrize("state", ["good", "watch", "bad", "info", "none", "turn", "done"])
def test_a_badge_has_shape_word_and_colour(state: str) -> None:
    text = written("{% badge state label %}", state=state, label="Atteint")
    assert f"mq-badge is-{state}" in text
    assert "mithaq-status.svg#" in text
    assert "Atteint" in text


def test_a_change_is_green_when_it_goes_the_wanted_way() -> None:
    assert "is-good" in written("{% delta 2.9 %}")
    assert "is-bad" in written('{% delta 2.9 "" "" False %}')
    assert "is-none" in written("{% delta 0 %}")
    assert written("{% delta x %}", x=None) == ""


def test_a_tenth_missing_is_stressed() -> None:
    assert "data-high" in written("{% missing_share 0.11 %}")
    assert "data-high" not in written("{% missing_share 0.03 %}")


def test_numbers_in_styles_are_never_localised() -> None:
    assert "--v:61.5" in written("{% target_bar 61.5 100 full=100 %}")


def test_an_icon_is_silent_unless_it_speaks() -> None:
    assert 'aria-hidden="true"' in written('{% icon "home" %}')
    assert 'aria-label="Accueil"' in written('{% icon "home" label="Accueil" %}')


def test_the_current_step_is_announced() -> None:
    text = written(
        "{% stepper steps %}",
        steps=[c.Step("Projet", "12/01/2026", "done"), c.Step("Signé", state="now"), c.Step("Clos")],
    )
    assert text.count('aria-current="step"') == 1
    assert "is-past" in text


def test_groups_without_tasks_are_left_out() -> None:
    groups = [c.TaskGroup("En retard", []), c.TaskGroup("Demain", [c.Task("Valider", "/x/", action="Valider")])]
    text = written("{% tasks groups %}", groups=groups)
    assert "En retard" not in text
    assert "Demain" in text


def test_a_closed_action_says_why() -> None:
    action = c.NextAction("Suite", action="Approuver", why_not="Qui calcule n’approuve pas.")
    text = written("{% next_action action %}", action=action)
    assert "disabled" in text
    assert text.count("Qui calcule n’approuve pas.") == 2


def test_a_dialog_works_without_script() -> None:
    text = written(
        '{% confirm_dialog "reject" "Rejeter" "Rejeter ?" "Un motif." "/reject/" danger=True hidden=more %}',
        more={"row": 3},
    )
    assert 'href="#reject"' in text
    assert '<dialog class="mq-dialog" id="reject"' in text
    assert "required" in text
    assert 'name="row" value="3"' in text


def test_a_wrong_field_is_described_by_its_error() -> None:
    form = SampleForm({"title": "", "amount": "1", "kind": "a"})
    text = written("{% field form.title %}", form=form)
    assert 'aria-invalid="true"' in text
    assert 'aria-describedby="id_title_help id_title_error"' in text
    assert 'id="id_title_error"' in text
    assert written("{% field form.amount %}", form=form).count("aria-invalid") == 0


def test_the_form_counts_its_wrong_fields() -> None:
    form = SampleForm({"title": "", "amount": "-1", "kind": "a"})
    assert 'href="#id_amount"' in written("{% form_errors form %}", form=form)
    assert written("{% form_errors form %}", form=SampleForm()).strip() == ""


def test_hidden_fields_are_written() -> None:
    class Hidden(forms.Form):
        key = forms.CharField(widget=forms.HiddenInput, initial='"><b>')

    assert 'value="&quot;&gt;&lt;b&gt;"' in written("{% hidden_fields form %}", form=Hidden())


def test_tasks_show_their_day() -> None:
    groups = [c.TaskGroup("Demain", [c.Task("Valider", "/x/", due_on=date(2026, 10, 9))])]
    assert "09/10" in written("{% tasks groups %}", groups=groups)


def test_a_conflict_shows_the_three_values() -> None:
    clash = c.Conflict("Deux versions", [c.Disagreement("Cible", "88", "90", "89")], "/again/")
    text = written("{% conflict_state clash %}", clash=clash)
    assert all(value in text for value in ("<del>88</del>", "<ins>90</ins>", "<ins>89</ins>"))
