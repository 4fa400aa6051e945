"""Template tags and filters of every page; builtins, so pages load nothing. See `mithaq.web.components`."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from mithaq.core.periods import Period
from mithaq.web import components, formats, sparks
from mithaq.web.languages import FRENCH, current_language, localized

register = template.Library()

ARABIC_LETTER = re.compile("[\u0600-\u06ff]")
ORDINAL = re.compile(r"^(\d+)(er|e)( )")
HIGH_SHARE_MISSING = 0.1  # from here on the share missing is stressed


# ------------------------------------------------------------------ figures


def _num(text: str) -> SafeString:
    """Our own digits need no escaping, and a table has thousands of them."""
    return SafeString(f'<span class="mq-num">{text}</span>')


def absent(value: Any) -> SafeString:
    """The sign of a missing figure with its reason: read aloud, and shown on hover."""
    why = formats.missing(value)
    return format_html(
        '<span class="mq-absent" title="{0}"><span aria-hidden="true">{1}</span>'
        '<span class="visually-hidden">{0}</span></span>',
        why,
        formats.missing_sign(value),
    )


def is_absent(value: Any) -> bool:
    return formats.plain(value) is None


def _with_unit(text: str, unit: Any) -> SafeString:
    """A figure and its unit: signs and Latin units within the left-to-right part, Arabic words after it."""
    inside, outside = _unit_places(unit)
    return format_html('<span class="mq-nowrap"><span class="mq-num">{}{}</span>{}</span>', text, inside, outside)


def _unit_places(unit: Any) -> tuple[SafeString | str, SafeString | str]:
    """The unit as written inside the isolated figure, and outside it: one of the two is empty."""
    if not unit:
        return "", ""
    shown = format_html('<span class="mq-unit">{}</span>', unit)
    return ("", shown) if ARABIC_LETTER.search(str(unit)) else (shown, "")


@register.filter
def num(value: Any, decimals: int | None = None) -> SafeString:
    """A figure; "—" with its reason when missing."""
    return absent(value) if is_absent(value) else _num(formats.number(value, decimals))


@register.filter
def signed(value: Any, decimals: int | None = None) -> SafeString:
    """A difference with its sign."""
    return absent(value) if is_absent(value) else _num(formats.signed(value, decimals))


@register.filter
def money(amount: Any) -> SafeString:
    """An amount with its currency."""
    if is_absent(amount):
        return absent(amount)
    return _with_unit(formats.number(amount, 2), current_language().currency)


@register.filter
def amount(value: Any) -> SafeString:
    """An amount in a column whose head says the currency."""
    return num(value, 2)


@register.filter
def millions(value: Any, decimals: int = 2) -> SafeString:
    """An amount in millions."""
    if is_absent(value):
        return absent(value)
    text, _space, unit = formats.millions(value, decimals).rpartition(current_language().million)
    return _with_unit(text.rstrip("\u00a0"), _space or unit)


@register.filter
def pct(rate: Any, decimals: int = 1) -> SafeString:
    """A rate between 0 and 1 as a percentage."""
    return absent(rate) if is_absent(rate) else _num(formats.percent(rate, decimals))


@register.filter
def day(value: date | None) -> SafeString:
    """A day in figures."""
    return _num(formats.day(value))


def _raised(text: str) -> str:
    """French ordinals with their letters raised: 1er, 3e."""
    return SafeString(ORDINAL.sub(r"\1<sup>\2</sup>\3", text)) if current_language() is FRENCH else text


@register.filter
def day_long(value: date | None) -> str:
    """A day in words."""
    return _raised(formats.day_long(value))


@register.filter
def instant(value: datetime | None) -> str:
    """A day and time."""
    return formats.instant(value)


@register.filter
def clock(value: datetime) -> str:
    """A time of day."""
    return formats.clock(value)


@register.filter
def period(value: Period | str | None) -> str:
    """A period, short."""
    return formats.period(value)


@register.filter
def period_long(value: Period | str | None) -> str:
    """A period in words."""
    return _raised(formats.period(value, long=True))


@register.filter
def local(thing: Any, name: str = "") -> str:
    """The label of a thing in the language of the page."""
    return localized(thing, name)


# -------------------------------------------------------------------- marks


@register.simple_tag
def icon(name: str, *, flip: bool = False, label: str = "") -> SafeString:
    """An outline icon; hidden from screen readers unless it has a label of its own."""
    classes = "mq-ico mq-flip" if flip else "mq-ico"
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" {}><use href="{}#{}"/></svg>',
        classes,
        spoken,
        static("vendor/icons.svg"),
        name,
    )


@register.simple_tag
def shape(name: str, size: int = 16, css: str = "") -> SafeString:
    """A shape of our own sprite: good watch bad none info new changed same wait, and arrows (size 12)."""
    style = format_html(' class="{}"', css) if css else ""
    return format_html(
        '<svg{0} viewBox="0 0 {1} {1}" aria-hidden="true"><use href="{2}#{3}"/></svg>',
        style,
        size,
        static("mithaq/mithaq-status.svg"),
        components.SHAPES.get(name, name),
    )


@register.simple_tag
def badge(state: str, label: Any, shape_name: str = "") -> SafeString:
    """The state of an object: shape, word, colour."""
    return format_html('<span class="mq-badge is-{}">{}{}</span>', state, shape(shape_name or state), label)


@register.simple_tag
def state(name: str, label: Any) -> SafeString:
    """The state of a cell: shape and word without ground."""
    return format_html('<span class="mq-st is-{}">{}{}</span>', name, shape(name), label)


@register.simple_tag
def mark(one: components.Mark | None) -> SafeString | str:
    """A `Mark` as a badge; nothing for None."""
    return badge(one.state, one.label) if one else ""


@register.simple_tag
def missing_share(rate: Any) -> SafeString | str:
    """The share missing beside an aggregate; stressed from a tenth."""
    bare = formats.plain(rate)
    if bare is None:
        return ""
    high = mark_safe(" data-high") if bare >= HIGH_SHARE_MISSING else ""
    words = format_html(_("{share} missing"), share=pct(rate, 0)) if bare else _("no missing data")
    return format_html(
        '<span class="mq-missing" style="--p:{}"{}><span>{}</span></span>', f"{float(bare) * 100:.0f}", high, words
    )


@register.simple_tag
def delta(
    value: Any, unit: Any = "", since: Any = "", rising_is_good: bool = True, decimals: int | None = None
) -> SafeString | str:
    """A change with its sign and an arrow; green when it goes the wanted way."""
    bare = formats.plain(value)
    if bare is None:
        return ""
    arrow = "flat" if not bare else "up" if bare > 0 else "down"
    tone = "none" if not bare else "good" if (bare > 0) == rising_is_good else "bad"
    return format_html(
        '<span class="mq-delta is-{}">{}{} {}</span>',
        tone,
        shape(arrow, 12),
        _with_unit(formats.signed(value, decimals), unit),
        since,
    )


@register.simple_tag
def figure(value: Any, unit: Any = "", url: str = "", decimals: int | None = None, css: str = "") -> SafeString:
    """A figure with its unit; with an address it opens its explanation in the side sheet.

    `value` is a number, a `Known | Missing`, or text already written. The address answers with a
    page that extends `web/sheet.html`.
    """
    is_void = is_absent(value)
    text = value if isinstance(value, str) and value else absent(value) if is_void else formats.number(value, decimals)
    inside, outside = _unit_places("" if is_void else unit)
    if not url:
        return format_html(
            '<span class="mq-nowrap"><span class="mq-num {}">{}{}</span>{}</span>', css, text, inside, outside
        )
    return format_html(
        '<span class="mq-nowrap"><a class="mq-fig mq-num {}" href="{}" data-sheet>{}{}</a>{}</span>',
        *(css, url, text, inside, outside),
    )


@register.simple_tag
def side_link(url: str, label: Any, css: str = "") -> SafeString:
    """A link whose page opens in the side sheet (a full page without JavaScript)."""
    return format_html('<a class="{}" href="{}" data-sheet>{}</a>', css, url, label)


@register.inclusion_tag("web/components/sparkline.html")
def sparkline(values: Sequence[Any], target: Any = None, label: Any = "") -> dict[str, Any]:
    """A small line of the last values, with the target dotted; missing points leave a gap."""
    return {"spark": sparks.spark(values, target), "n": len(values), "target": target, "label": label}


@register.inclusion_tag("web/components/target_bar.html")
def target_bar(value: Any, target: Any = None, state: str = "", full: Any = None, unit: Any = "") -> dict[str, Any]:
    """A bar of the value with the target's tick."""
    words = _("no value") if is_absent(value) else f"{formats.number(value)} {unit}".strip()
    aim = "" if is_absent(target) else f"{formats.number(target)} {unit}".strip()
    return {"bar": sparks.bar(value, target, full), "state": state, "value": words, "target": aim}


@register.simple_tag
def minibar(rate: Any, state: str = "") -> SafeString | str:
    """A tiny bar of a rate between 0 and 1 inside a table row; decoration beside its figure."""
    bare = formats.plain(rate)
    if bare is None:
        return ""
    width = min(max(float(bare), 0.0), 1.0) * 100
    return format_html(
        '<span class="mq-minibar is-{}" style="--v:{}" aria-hidden="true"><i></i></span>',
        state or "none",
        f"{width:.0f}",
    )


# --------------------------------------------------------------- components


@register.inclusion_tag("web/components/kpi.html")
def kpi(card: components.KeyFigure) -> dict[str, Any]:
    """A key figure card."""
    return {"card": card}


@register.inclusion_tag("web/components/strip.html")
def strip(cells: Sequence[components.StripCell]) -> dict[str, Any]:
    """Four to six figures of one object."""
    return {"cells": cells}


@register.inclusion_tag("web/components/stepper.html")
def stepper(steps: Sequence[components.Step]) -> dict[str, Any]:
    """Where an object is on its way."""
    return {"steps": steps}


@register.inclusion_tag("web/components/tasks.html")
def tasks(groups: Sequence[components.TaskGroup]) -> dict[str, Any]:
    """What awaits someone, by deadline."""
    return {"groups": [group for group in groups if group.tasks]}


@register.inclusion_tag("web/components/timeline.html")
def timeline(events: Sequence[components.TimelineEvent]) -> dict[str, Any]:
    """Decisions, latest first."""
    return {"events": events}


@register.inclusion_tag("web/components/next_action.html")
def next_action(action: components.NextAction) -> dict[str, Any]:
    """What is missing to go on, then one button."""
    return {"next": action}


@register.inclusion_tag("web/components/checks.html")
def checks(items: Sequence[components.Check]) -> dict[str, Any]:
    """A check-list."""
    return {"items": items}


@register.inclusion_tag("web/components/approval.html")
def approval(signatures: Sequence[components.Signature]) -> dict[str, Any]:
    """Four eyes: who did each step, who is next."""
    return {"signatures": signatures}


@register.inclusion_tag("web/components/callout.html")
def callout(state: str, text: Any, title: Any = "", role: str = "") -> dict[str, Any]:
    """A short notice of one state."""
    return {"state": state, "text": text, "title": title, "role": role}


@register.inclusion_tag("web/components/empty_state.html")
def empty_state(title: Any, text: Any, url: str = "", action: Any = "") -> dict[str, Any]:
    """What will be here, why it is empty, one action."""
    return {"title": title, "text": text, "url": url, "action": action}


@register.inclusion_tag("web/components/error_state.html")
def error_state(title: Any, why: Any = "", what_to_do: Any = "", items: Sequence[Any] = ()) -> dict[str, Any]:
    """What happened, why, what to do."""
    return {"title": title, "why": why, "what_to_do": what_to_do, "items": items}


@register.inclusion_tag("web/components/conflict_state.html")
def conflict_state(conflict: components.Conflict) -> dict[str, Any]:
    """Two editors: the three values, then a choice."""
    return {"conflict": conflict}


@register.inclusion_tag("web/components/progress_bar.html", takes_context=True)
def progress_bar(
    context: template.Context,
    done: int,
    total: int,
    label: Any = "",
    elapsed: Any = "",
    remaining: Any = "",
    cancel_url: str = "",
    result_url: str = "",
    result_label: Any = "",
) -> dict[str, Any]:
    """Long work: how much is done, time spent and left, a way to stop it or its result."""
    share = min(max(done / total, 0.0), 1.0) * 100 if total else 0.0
    return {
        "done": done,
        "total": total,
        "label": label,
        "elapsed": elapsed,
        "remaining": remaining,
        "share": f"{share:.0f}",
        "rate": share / 100,
        "cancel_url": cancel_url,
        "result_url": result_url,
        "result_label": result_label,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("web/components/confirm_dialog.html", takes_context=True)
def confirm_dialog(
    context: template.Context,
    name: str,
    label: Any,
    title: Any,
    text: Any,
    url: str,
    *,
    reason: str = "required",
    danger: bool = False,
    icon: str = "",
    css: str = "",
    hidden: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """A button and its dialog, which posts to `url` with a field `reason` ("required", "optional", "none").

    Works without JavaScript: the button is a link to the dialog, shown by its `:target`.
    `hidden` gives further fields of the form.
    """
    return {
        "name": name,
        "label": label,
        "title": title,
        "text": text,
        "url": url,
        "reason": reason,
        "danger": danger,
        "icon_name": icon,
        "css": css,
        "hidden": hidden or {},
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("web/components/tabs.html")
def tabs(items: Sequence[components.Tab], label: Any = "") -> dict[str, Any]:
    """The tabs of an object page."""
    return {"items": items, "label": label}


@register.inclusion_tag("web/components/crumbs.html")
def crumbs(items: Sequence[components.Crumb]) -> dict[str, Any]:
    """The path to the page."""
    return {"items": items}


@register.inclusion_tag("web/components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Any, parameter: str = "page") -> dict[str, Any]:
    """Pages of a list (a Django `Page`); keeps the other parameters of the address."""
    query = context["request"].GET.copy()
    query.pop(parameter, None)
    base = f"?{query.urlencode()}&" if query else "?"
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"page": page, "numbers": list(numbers), "base": f"{base}{parameter}=", "ellipsis": page.paginator.ELLIPSIS}


# -------------------------------------------------------------------- forms


@register.inclusion_tag("web/components/field.html")
def field(bound: Any, width: str = "") -> dict[str, Any]:
    """A form field: label, control, help and errors beside it; `width` is "short", "medium" or ""."""
    described = [f"{bound.id_for_label}_help"] if bound.help_text else []
    described += [f"{bound.id_for_label}_error"] if bound.errors else []
    kind = getattr(bound.field.widget, "input_type", "select" if hasattr(bound.field.widget, "choices") else "")
    attrs: dict[str, Any] = {"class": "mq-check" if kind in {"checkbox", "radio"} else "mq-input"}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return {"bound": bound, "control": bound.as_widget(attrs=attrs), "kind": kind, "width": width}


@register.inclusion_tag("web/components/form_errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    """What is wrong with a form as a whole, and how many fields have to be looked at."""
    wrong = [form[name] for name in form.errors if name in form.fields]
    return {"form": form, "wrong": wrong}


@register.simple_tag
def hidden_fields(form: Any) -> SafeString:
    """The hidden fields of a form."""
    return mark_safe("".join(str(bound) for bound in form.hidden_fields()))
