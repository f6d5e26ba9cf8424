"""Template filters: classifications, dates, counts, health; no queries."""

import datetime
from typing import Any

from django import template
from django.conf import settings
from django.template.defaultfilters import date as format_date
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments.enums import Health, Side

register = template.Library()

COUNTED = 1000
SHAPES = {
    Health.ON_TRACK.value: "circle",
    Health.AT_RISK.value: "triangle",
    Health.OFF_TRACK.value: "diamond",
    Health.NO_RECENT_REPORT.value: "ring",
}


@register.simple_tag
def icon(name: str) -> str:
    """Draw one of the frame's icons; the words beside it are its name."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="#i-{}"/></svg>', name
    )


@register.simple_tag
def side_mark(side: str, code: str) -> str:
    """Draw the code of a country in a box: ours filled, theirs outlined."""
    whose = _("our side") if side == Side.OURS else _("their side")
    shape = "ours" if side == Side.OURS else "theirs"
    return format_html('<abbr class="mark {}" title="{}, {}">{}</abbr>', shape, code, whose, code)


@register.simple_tag
def health_mark(value: str) -> str:
    """Return the health as a word with its shape."""
    shape = SHAPES.get(value, "dash")
    label = Health(value).label if value in SHAPES else _("unknown")
    return format_html(
        '<span class="health {}"><svg aria-hidden="true"><use href="#s-{}"/></svg>{}</span>',
        value,
        shape,
        str(label).capitalize(),
    )


@register.filter(expects_localtime=True)
def day(value: datetime.date | datetime.datetime | None) -> str:
    """Write a date as 6 Nov 2026, or as the language writes it."""
    return format_date(value, "DATE_FORMAT") if value else _("not stated")


@register.filter(expects_localtime=True)
def moment(value: datetime.datetime | None) -> str:
    """Write a moment as 6 Nov 2026, 07:00."""
    return format_date(value, "DATETIME_FORMAT") if value else ""


@register.filter
def counted(value: int) -> str:
    """Write a count that stops at a thousand."""
    return _("1,000+") if value > COUNTED else f"{value:,}"


@register.filter
def days_late(value: int) -> str:
    """Return how late something is."""
    return ngettext("%(days)d day overdue", "%(days)d days overdue", value) % {"days": value}


@register.filter
def days_left(value: int | None) -> str:
    """Return how far in the future a day is."""
    if value is None:
        return ""
    if value == 0:
        return _("today")
    if value < 0:
        return ngettext("%(days)d day ago", "%(days)d days ago", -value) % {"days": -value}
    return ngettext("in %(days)d day", "in %(days)d days", value) % {"days": value}


@register.filter
def ago(value: datetime.datetime | None, now: datetime.datetime) -> str:
    """Return how long ago something was, in the largest fitting unit."""
    if value is None:
        return ""
    seconds = max(0, int((now - value).total_seconds()))
    if seconds < 90:
        return _("just now")
    if seconds < 5400:
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", seconds // 60) % {"n": seconds // 60}
    if seconds < 172800:
        return ngettext("%(n)d hour ago", "%(n)d hours ago", seconds // 3600) % {"n": seconds // 3600}
    return ngettext("%(n)d day ago", "%(n)d days ago", seconds // 86400) % {"n": seconds // 86400}


ADD_LINKS = {
    "ministry": ("admin:commitments_ministry_add", gettext_lazy("Add a ministry")),
    "official": ("admin:commitments_official_add", gettext_lazy("Add an official")),
}


@register.filter
def described_by(field: Any) -> Any:
    """Tie the help and the errors of a field to its input, and add the link that adds what it chooses."""
    drawn, attrs = _draw(field), field.field.widget.attrs
    if "data-adds" not in attrs:
        return drawn
    route, label = ADD_LINKS[attrs["data-adds"]]
    return format_html(
        '{} <a class="add-party" href="{}?{}" target="_blank" data-for="{}">{}'
        '<span class="visually-hidden">: {}</span></a>',
        drawn,
        reverse(route),
        attrs["data-adds-with"],
        field.auto_id,
        label,
        capfirst(str(field.label)),
    )


def _draw(field: Any) -> Any:
    ids = [f"{field.auto_id}_helptext"] if field.help_text else []
    attrs = {"aria-describedby": " ".join([*ids, f"{field.auto_id}_error"])} if field.errors else {}
    return field.as_widget(attrs={**attrs, "aria-invalid": "true"}) if field.errors else field.as_widget()


@register.filter
def chosen(choices: list[dict[str, Any]]) -> str:
    """Name the choice that a filter stands on; empty where it stands on the first, which is all."""
    return next((str(choice["display"]) for choice in choices[1:] if choice["selected"]), "")


@register.simple_tag
def home_code() -> str:
    """Return the code of the country that runs the tracker."""
    return str(settings.HOME_COUNTRY)


@register.simple_tag
def marked(record: Any) -> str:
    """Return a record's classification, whether it is confidential, and the third state that gave it, with a
    link to change them; the discussion of an open item has the classification of its meeting.
    """
    place = reverse("admin:marking", args=(record._meta.model_name, record.pk))
    level = getattr(record, "get_classification_display", None)
    said = format_html('<a href="{}">{}</a>', place, capfirst(level() if level else _("Confidentiality")))
    # Of an item, the outcome that was read for its page.
    given = (record, record._state.fields_cache.get("outcome"))
    names = dict.fromkeys(name for one in given if (name := getattr(one, "originator", "")))
    for name in names:
        told = _("information from %(name)s") % {"name": name}
        said = format_html('{} <span class="tag amber">{}</span>', said, told)
    if not getattr(record, "in_confidence", False):
        return said
    told = (
        _("given in confidence, consent to release recorded") if record.consent else _("given in confidence")
    )
    return format_html('{} <span class="tag amber">{}</span>', said, told)
