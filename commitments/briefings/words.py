"""Dates, times and counts as the packet writes them, in the language that is active."""

import datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from commitments.briefings.content import Phrase
from commitments.briefings.lines import sayings

CLAUSE_START = 160
Languages = tuple[str, ...]


def phrases_of(text: str) -> tuple[Phrase, ...]:
    """Give what was typed in other languages, one a line; a line that names none is left out."""
    return tuple(Phrase(line.text, line.language) for line in sayings(text).rows if line.language)


def long_date(day: datetime.date | None) -> str:
    """Write `3 December 2026`, kept on one line, or "not stated"."""
    if day is None:
        return _("not stated")
    return date_format(day, pgettext("long date", "j F Y")).replace(" ", "\u00a0")


def short_date(day: datetime.date) -> str:
    """Write `3 Dec 2026`, kept on one line."""
    return date_format(day, pgettext("short date", "j M Y")).replace(" ", "\u00a0")


def full_date(day: datetime.date) -> str:
    """Write `Thursday 3 December 2026`."""
    return date_format(day, pgettext("date with weekday", "l j F Y"))


def window(start: datetime.date | None, end: datetime.date) -> str:
    """Write a day, or the window that ends on it."""
    if start is None or start == end:
        return short_date(end)
    begins_with_day = pgettext("short date", "j M Y").startswith("j")
    if begins_with_day and (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{short_date(end)}"
    return f"{short_date(start)} – {short_date(end)}"


def clock(moment: datetime.datetime, zone: str, place: str) -> str:
    """Write `15:00 Seoul`."""
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M}\u00a0{place}".replace(" ", "\u00a0")


def quoted(text: str) -> str:
    return f"“{text}”" if text else ""


def start_of(clause: str, pointer: str, *, is_quoted: bool) -> str:
    """Give the start of a clause, with a pointer to the rest where it is longer."""
    mark = quoted if is_quoted else str
    flat = " ".join(clause.split())
    if len(flat) <= CLAUSE_START:
        return mark(flat)
    return f"{mark(shortened(flat, CLAUSE_START))} {pointer}".strip()


def shortened(text: str, letters: int) -> str:
    """Keep a text to so many letters, to the end of a word where there is one."""
    if len(text) <= letters:
        return text
    return f"{text[:letters].rsplit(' ', 1)[0] or text[:letters]} …"


def days(count: int) -> str:
    """Write `25 d`."""
    return ngettext("%(count)s d", "%(count)s d", count) % {"count": count}


def shift(count: int) -> str:
    """Write `+25 d` or `−3 d`, kept on one line."""
    signed = f"{count:+d}".replace("-", "\u2212")
    return (ngettext("%(count)s d", "%(count)s d", abs(count)) % {"count": signed}).replace(" ", "\u00a0")


def cap(text: object) -> str:
    return str(capfirst(str(text)))


def said_in(languages: Languages, text: Promise) -> tuple[Phrase, ...]:
    """Say a heading in other languages, as far as the catalogues have it."""
    said = str(text)
    phrases = []
    for code in languages:
        with translation.override(code):
            phrases.append(Phrase(str(text), code))
    return tuple(phrase for phrase in phrases if phrase.text != said)
