"""Formats of dates, times and counts in a packet, and the parsing of typed texts: lists, cells, references.

A parser of lines returns what it understood and a sentence with the line number for each fault. The forms
refuse a fault; the printed page still shows everything that was typed. No queries.
"""

import datetime
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from commitments.enums.parties import language_name
from commitments.models.parties import Official
from commitments.models.translated import SCRIPTS, find_text_language
from commitments.packets.content_values import Phrase
from commitments.records.references import SHORT_YEAR, YEAR, long_year

BAR = "|"
# KH-2026-0007 or KH-U-0007, or 26-0007 as it stands on paper; a particle of Hangul may follow at once.
REFERENCE = re.compile(
    rf"(?<![A-Za-z0-9-])(?:(?P<code>[A-Z]{{2}})-(?P<year>{YEAR})|(?P<short>{SHORT_YEAR}))-"
    r"(?P<number>\d{4,6})(?![0-9]|-\d)"
)
_MARKED = re.compile(r"(?:[-*+•]|\d{1,9}[.)])[ \t]+(?=\S)")
_TIME = re.compile(r"(\d{1,2})[:.h](\d{2})")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ParsedText(Generic[T]):
    """The content of a text: its rows in order, and a sentence for each line that was not understood."""

    rows: tuple[T, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventLine:
    """One line of the order of events; `at` is the place's time, None where none could be read."""

    at: datetime.time | None
    what: str
    who: str
    note: str


@dataclass(frozen=True, slots=True)
class CourtesyLine:
    """One courtesy: its meaning, their word, how to say it, our word."""

    meaning: str
    theirs: str
    say: str
    ours: str


@dataclass(frozen=True, slots=True)
class LanguageText:
    """A text in one language (ISO 639 code, empty where none was given)."""

    language: str
    text: str


def parse_events(text: str) -> ParsedText[EventLine]:
    """Read `10:05 | what | who | note`, one a line; who and note may be left out."""
    return _read(text, _event)


def parse_courtesies(text: str) -> ParsedText[CourtesyLine]:
    """Read `meaning | their word | how to say it | our word`, one a line; the last two may be left out."""
    return _read(text, _courtesy)


def parse_sayings(text: str) -> ParsedText[LanguageText]:
    """Read `ko | the text in Korean`, one a line."""
    return _read(text, _parse_language_text)


def split_entries(text: str) -> tuple[str, ...]:
    """Return the entries of a list: lines that begin with - or 1., or without such lines, each line.

    Text before the first mark is an entry too; a line without a mark continues the one before.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not any(_MARKED.match(line) for line in lines):
        return tuple(lines)
    found: list[str] = []
    for line in lines:
        marked = _MARKED.match(line)
        if marked or not found:
            found.append(line[marked.end() :] if marked else line)
        else:
            found[-1] = f"{found[-1]} {line}"
    return tuple(found)


def is_list(text: str) -> bool:
    """Return whether a text is a list or lines with cells, so that each line is separate."""
    return any(_MARKED.match(line.strip()) or BAR in line for line in text.splitlines())


def items_named(text: str, code: str = "") -> tuple[str, ...]:
    """Return the references that a text names, each once and in order, such as `KH-2026-0007`.

    `code` is the partner's: with it `26-0007` is completed as well; without, it is returned as written.
    """
    return tuple(dict.fromkeys(format_reference(found, code) for found in REFERENCE.finditer(text)))


def format_reference(found: re.Match[str], code: str = "") -> str:
    """Write out one match of `REFERENCE`, as far as the partner's code allows."""
    if found["code"] or not code:
        return found[0]
    return f"{code}-{long_year(found['short'])}-{found['number']}"


def is_items(text: str) -> bool:
    """Return whether a text has only references, separated by spaces or commas."""
    return not REFERENCE.sub("", text).strip(" \t\r\n,;.")


def _read(text: str, parse: Callable[[list[str]], tuple[T, str]]) -> ParsedText[T]:
    rows, faults = [], []
    for number, cells in _lines(text):
        row, fault = parse(cells)
        rows.append(row)
        if fault:
            faults.append(_("Line %(number)s: %(fault)s") % {"number": number, "fault": fault})
    return ParsedText(tuple(rows), tuple(faults))


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each line that is not empty, with its number counted from 1."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield number, [cell.strip() for cell in line.split(BAR)]


def _event(cells: list[str]) -> tuple[EventLine, str]:
    at = _time(cells[0])
    if at is None:
        line = EventLine(None, *_filled(cells, 3))
        if _TIME.match(cells[0]):
            return line, _("“%(typed)s” is not a valid time. Use the format 10:05 | what | who | note.") % {
                "typed": cells[0].split()[0]
            }
        return line, _("the time at the start is missing. Use the format 10:05 | what | who | note.")
    line = EventLine(at, *_filled(cells[1:], 3))
    if not line.what:
        return line, _("the text after the time is missing. Use the format 10:05 | what | who | note.")
    return line, _too_many(cells, 4)


def _courtesy(cells: list[str]) -> tuple[CourtesyLine, str]:
    line = CourtesyLine(*_filled(cells, 4))
    if not (line.meaning and line.theirs):
        return line, _(
            "a cell is missing. Use the format meaning | their phrase | pronunciation | our phrase."
        )
    return line, _too_many(cells, 4)


def _parse_language_text(cells: list[str]) -> tuple[LanguageText, str]:
    code = cells[0].lower()
    # A bar may be part of the text itself.
    text = f" {BAR} ".join(cells[1:])
    if not (_LANGUAGE.fullmatch(code) and text):
        return LanguageText("", f" {BAR} ".join(cells)), _(
            "the language code or the text is missing. Use the format ko | text."
        )
    return LanguageText(code, text), ""


def _time(cell: str) -> datetime.time | None:
    found = _TIME.fullmatch(cell)
    if found is None:
        return None
    try:
        return datetime.time(int(found[1]), int(found[2]))
    except ValueError:
        return None


def _filled(cells: list[str], count: int) -> list[str]:
    """Return exactly `count` cells: missing ones empty, surplus ones joined to the last."""
    padded = [*cells, *([""] * count)]
    return [*padded[: count - 1], f" {BAR} ".join(cells[count - 1 :])]


def _too_many(cells: list[str], most: int) -> str:
    if len(cells) <= most:
        return ""
    return _("this line has %(count)s cells; at most %(most)s are allowed. Remove a bar (|).") % {
        "count": len(cells),
        "most": most,
    }


CLAUSE_START = 160
RESTRICTED_TEXT = gettext_lazy("(given in confidence)")
# Around a text that is followed by the name of its language in brackets; neither is printed.
ISOLATE, END_OF_ISOLATE = "\u2068", "\u2069"
LABELLED = re.compile(f"{ISOLATE}([^{ISOLATE}{END_OF_ISOLATE}]*){END_OF_ISOLATE}( \\([^)]*\\))?")
COLON = pgettext_lazy("after a label", ":")
Languages = tuple[str, ...]


def phrases_of(text: str) -> tuple[Phrase, ...]:
    """Return texts typed in other languages, one per line; a line without a language is left out."""
    return tuple(Phrase(line.text, line.language) for line in parse_sayings(text).rows if line.language)


def long_date(day: datetime.date | None) -> str:
    """Write `3 December 2026`, kept on one line, or "not stated"."""
    if day is None:
        return _("not stated")
    return _write_day(day, pgettext("long date", "j F Y")).replace(" ", "\u00a0")


def _write_day(day: datetime.date, pattern: str) -> str:
    """Write a day by a pattern; in French the first of a month is "1er"."""
    written = date_format(day, pattern)
    return re.sub(r"\b1 ", "1er ", written, count=1) if get_language() == "fr" and day.day == 1 else written


def short_date(day: datetime.date) -> str:
    """Write `3 Dec 2026`, kept on one line."""
    return _write_day(day, pgettext("short date", "j M Y")).replace(" ", "\u00a0")


# Before or behind a date that is itself the deadline.
DATE_PARTICLES = frozenset({"", "by", "on", "until", "le", "까지"})


def repeats_date(wording: str, day: datetime.date | None) -> bool:
    """Return whether the wording of a deadline says nothing more than its date."""
    said = " ".join(without_labels(wording).strip("“”").lower().split())
    for code, _name in settings.PRINT_LANGUAGES if day else ():
        with translation.override(code):
            before, found, after = said.partition(long_date(day).replace("\u00a0", " ").lower())
        if found and f"{before.strip()}{after.strip()}" in DATE_PARTICLES:
            return True
    return False


def full_date(day: datetime.date) -> str:
    """Write `Thursday 3 December 2026`."""
    return _write_day(day, pgettext("date with weekday", "l j F Y"))


def format_window(start: datetime.date | None, end: datetime.date) -> str:
    """Write a day, or the window that ends on it."""
    if start is None or start == end:
        return short_date(end)
    begins_with_day = pgettext("short date", "j M Y").startswith("j")
    if begins_with_day and (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{short_date(end)}"
    return f"{short_date(start)} – {short_date(end)}"


def format_clocks(
    moment: datetime.datetime,
    places: Iterable[tuple[str, str]],
    after: datetime.date | None,
    write: Callable[[datetime.date], str],
) -> str:
    """Write `08:48 Seoul · 1 Dec 2026 18:48 Lima`, by the time zone and name of each place.

    `after` is the day that stands before it: a day is written where it differs from the one before.
    """
    clocks = []
    for zone, place in places:
        local = moment.astimezone(ZoneInfo(zone))
        day = "" if local.date() == after else f"{write(local.date())} "
        after = local.date()
        clocks.append(f"{day}{local:%H:%M} {place}".replace(" ", "\u00a0"))
    return " · ".join(clocks)


def quote_text(text: str) -> str:
    return f"“{text}”" if text else ""


def start_of(clause: str, pointer: str, *, is_quoted: bool, language: str = "") -> str:
    """Return the start of a clause, with a pointer to the rest where it is longer."""
    mark = quote_text if is_quoted else str
    flat = " ".join(clause.split())
    start = label_language(mark(shorten_text(flat, CLAUSE_START)), language)
    return f"{start} {pointer}".strip() if len(flat) > CLAUSE_START else start


def count_columns(text: str) -> int:
    """Return the length of a text in letters as wide as those of Latin; a letter of Hangul counts as two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def shorten_text(text: str, letters: int) -> str:
    """Keep a text to so many letters, to the end of a word where there is one; its label stays."""
    begin, end, label = text.partition(END_OF_ISOLATE)
    if end:
        return f"{shorten_text(begin, letters)}{end}{label}"
    if len(text) <= letters:
        return text
    return f"{text[:letters].rsplit(' ', 1)[0] or text[:letters]} …"


def format_days(count: int) -> str:
    """Write `25 d`."""
    return ngettext("%(count)s d", "%(count)s d", count) % {"count": count}


def format_shift(count: int) -> str:
    """Write `+25 d` or `−3 d`, kept on one line."""
    signed = f"{count:+d}".replace("-", "\u2212")
    return (ngettext("%(count)s d", "%(count)s d", abs(count)) % {"count": signed}).replace(" ", "\u00a0")


def with_label(label: object, text: object) -> str:
    """Write a text after its label, with the colon as the language writes it."""
    return f"{label}{COLON} {text}"


def capitalise(text: object) -> str:
    return str(capfirst(str(text)))


def translate_heading(languages: Languages, text: Promise | str) -> tuple[Phrase, ...]:
    """Return a heading in other languages, as far as the catalogues have it.

    Beside small headings of a packet in a language of the screens, only those: Khmer is under titles alone.
    """
    main = dict(settings.LANGUAGES)
    return translate_title([code for code in languages if code in main or get_language() not in main], text)


def translate_title(languages: Iterable[str], text: Promise | str) -> tuple[Phrase, ...]:
    """Return the title of a section in each of the other languages."""
    said = str(text)
    phrases = []
    for code in languages:
        with translation.override(code):
            phrases.append(Phrase(str(text), code))
    return tuple(phrase for phrase in phrases if phrase.text != said)


def format_only(code: str) -> str:
    """Return the label of a text that exists in one language only, such as "English only"."""
    name = language_name(code)
    # French writes names of languages with a small letter.
    return _("%(language)s only") % {"language": name.lower() if get_language() == "fr" else name}


def label_language(text: str, recorded: str = "") -> str:
    """Return a text with the name of its language, where that is not the language of print."""
    code = "" if ISOLATE in text or text == str(RESTRICTED_TEXT) else find_text_language(text, recorded)
    if not code or code == get_language():
        return text
    return f"{ISOLATE}{text}{END_OF_ISOLATE} ({format_only(code)})"


def label_name(name: str) -> str:
    """Return a person's name, with a label where its letters are not those of the language of print."""
    language = get_language() or ""
    return label_language(name, "" if language in SCRIPTS else language)


def label_official(official: Official) -> list[str]:
    """Return the person, which may be empty, and the post; one label follows where both need it."""
    person, post = official.spoken
    return label_once([label_name(person), label_language(post)])


def note_departure(official: Official, today: datetime.date) -> str:
    """Return in brackets when an official left the post; empty while the official is in it."""
    if official.ends_on is None or official.ends_on >= today:
        return ""
    return f" ({_('left the post on %(date)s') % {'date': short_date(official.ends_on)}})"


def label_by_script(text: str) -> str:
    """Return a text that the system may have composed, labelled where its letters show another language."""
    return label_language(text) if get_language() in SCRIPTS else text


def without_isolates(text: str) -> str:
    """Return a text for a drawing: the label of its language stays, the marks around it do not."""
    return text.replace(ISOLATE, "").replace(END_OF_ISOLATE, "")


def label_once(texts: list[str]) -> list[str]:
    """Return the texts of a list; where several have a label, it follows the last one only."""
    if sum(ISOLATE in text for text in texts) < 2:
        return texts
    labels = dict.fromkeys(found[2] or "" for text in texts for found in LABELLED.finditer(text))
    plain = [LABELLED.sub(rf"{ISOLATE}\1{END_OF_ISOLATE}", text) for text in texts]
    return [*plain[:-1], f"{plain[-1]}{''.join(labels)}"] if plain else []


def without_labels(text: str) -> str:
    """Return a text without labels of languages, as it was written."""
    return LABELLED.sub(lambda found: found[1], text)
