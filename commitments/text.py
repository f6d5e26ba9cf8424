"""Normalise text that people and programs type: one line where it is one, plausible days, line breaks.

A run in which no line may end is refused where it is typed, and split where it is printed. Line breaks follow
Unicode Standard Annex 14, as far as every renderer does: after a space, a hyphen or a mark that ends a
sentence, and beside an ideograph, kana or Hangul. Khmer is split into words, Thai, Lao and Burmese where a
syllable must begin: no word list of these is available.
"""

import datetime
import re
import unicodedata
from functools import lru_cache
from zoneinfo import available_timezones

import khmercut
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

FIRST_DAY, LAST_DAY = datetime.date(1900, 1, 1), datetime.date(2200, 12, 31)
# Line ends, tabs and other controls; the null character is refused where it is read.
CONTROLS = re.compile("[\x01-\x1f\x7f-\x9f\u2028\u2029]+")
NO_ZONE = _("Enter a valid time zone, for example Asia/Phnom_Penh.")
# Names of the tz database that are no place: whatever the machine is set to, and none chosen yet.
NO_PLACES = frozenset({"localtime", "Factory"})
LINE_ENDS = re.compile("\r\n?")


def one_line(text: str) -> str:
    """Return the text with each run of line ends and control characters replaced by a space."""
    return CONTROLS.sub(" ", text)


def normalise_lines(text: str) -> str:
    """Return the text with line feeds for all kinds of line ends."""
    return LINE_ENDS.sub("\n", text)


def is_zone(name: str) -> bool:
    """Return whether the tz database has a time zone with that name, which is a place's; False for no
    name.
    """
    return not name or name in available_timezones() - NO_PLACES


# So many characters a line must be able to end in; what is printed may end in far fewer.
LONGEST_RUN, LONGEST_PRINTED, PART = 2000, 200, 40
ZERO_WIDTH_SPACE = "\u200b"
# Khmer and its symbols.
KHMER = "\u1780-\u17ff\u19e0-\u19ff"
# Spaces, but those that hold together what stands beside them.
SPACES = f"\\t-\\r \x85\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000{ZERO_WIDTH_SPACE}"
# Hyphens, dashes, word dividers of Tibetan, Ethiopic and others; what ends a sentence or a part of a path.
ENDS = "\\-\u00ad\u058a\u05be\u2010\u2012\u2013\u2014\u0f0b\u1361\u104a\u104b\u0964\u0965|/!?\u061b\u061f"
WIDE = (
    "\u2e80-\u2fff\u3041-\u30ff\u3105-\u318f\u31a0-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\U0001f300-\U0003fffd"
)
# What begins no line: kana that are written small or prolong another, closing marks, iteration marks.
NO_START = (
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶーゝゞヽヾ々〻\u309b\u309c"
    "、。，．」』】〉》〕〗〙〟！？：；・…"
)
NO_END = "「『【〈《〔〖〘〝"
# Vowels of Thai and Lao that stand before their consonant, and begin a syllable; those that end one.
VOWELS, LAST_VOWELS, CONSONANTS = (
    "\u0e40-\u0e44\u0ec0-\u0ec4",
    "\u0e30\u0e33\u0eb0\u0eb3",
    "\u0e01-\u0e2e\u0e81-\u0eae",
)
MYANMAR = "(?<!\u1039)[\u1000-\u1021](?![\u1039\u103a])"
LETTER = "[^\\W\\d_]"
MAY_BREAK = re.compile(
    f"(?<=[{SPACES}])|(?<=[{ENDS}、。，．」』】〉》！？])(?={LETTER})(?![{NO_START}])"
    f"|(?<=[{WIDE}])(?<![{NO_END}])(?=[{WIDE}])(?![{NO_START}])|(?<=[A-Za-z])(?=[\u3041-\u3096\u4e00-\u9fff])"
    f"(?![{NO_START}])|(?<=[\u3042-\u3096\u4e00-\u9fff])(?=[A-Za-z])|(?<=.)(?=[{VOWELS}])"
    f"|(?<=[{LAST_VOWELS}])(?=[{CONSONANTS}])|(?<=.)(?={MYANMAR})",
    re.DOTALL,
)
KHMER_RUN = re.compile(f"[{KHMER}]+")
# Scripts whose syllables the printer does not know.
SYLLABLES = re.compile("[\u0e00-\u0eff\u1000-\u109f]")
UNBROKEN = re.compile(f"[^{SPACES}]{{{LONGEST_PRINTED + 1},}}")
TOO_LONG = _(
    "The text from “%(start)s …” continues for %(count)s characters without a place for a line break. "
    "At most %(most)s such characters can be printed in a row. Add spaces or line breaks, or delete "
    "the text."
)
SHOWN = 24


def find_endless_run(text: str, most: int = LONGEST_RUN) -> tuple[int, int] | None:
    """Return start and end of the first run of more than `most` characters in which no line may end."""
    if len(text) <= most:
        return None
    start = 0
    for place in (*_find_breaks(text), len(text)):
        if place - start > most:
            return start, place
        start = place
    return None


def why_not_print(text: str) -> str | None:
    """Return why a text cannot be printed and what to do: a run in which no line may end; else None."""
    found = find_endless_run(text)
    if found is None:
        return None
    start, end = found
    return TOO_LONG % {"count": end - start, "start": text[start : start + SHOWN], "most": LONGEST_RUN}


def check_line_breaks(text: str) -> None:
    """Raise ValidationError for a text that cannot be printed; a validator of fields."""
    if (why := why_not_print(text)) is not None:
        raise ValidationError(why, code="endless")


def _find_breaks(text: str) -> list[int]:
    """Return the places of a text where a line may end."""
    places = {found.start() for found in MAY_BREAK.finditer(text)}
    for run in KHMER_RUN.finditer(text):
        places.update((run.start(), run.end()))
        if len(run[0]) > LONGEST_RUN:
            place = run.start()
            for word in _words(run[0]):
                place += len(word)
                places.add(place)
    return sorted(places - {0})


def _words(run: str) -> list[str]:
    """Part a run of Khmer into words; what is longer than any word stays together."""
    words: list[str] = []
    for start in range(0, len(run), LONGEST_RUN):
        parts = khmercut.tokenize(run[start : start + LONGEST_RUN])
        if words and len(parts) == 1 and len(words[-1]) + len(parts[0]) > LONGEST_RUN:
            words[-1] += parts[0]
        else:
            words += parts
    return words


@lru_cache(maxsize=1)
def _part() -> re.Pattern[str]:
    """Return the pattern of a part that is kept on one line: a mark stays with its letter."""
    marks = "".join(chr(code) for code in range(0x300, 0x20000) if unicodedata.category(chr(code))[0] == "M")
    letter = f"(?:.(?:[{marks}\u200c\u200d]|(?<=\u200d).)*)"
    return re.compile(f"{letter}{{1,{PART}}}", re.DOTALL)


def insert_breaks(text: str) -> str:
    """Return a text in which lines may end in every run that is too long for one: parts of 40 characters."""
    if len(text) <= LONGEST_PRINTED:
        return text
    return UNBROKEN.sub(_parted, text)


def _parted(run: re.Match[str]) -> str:
    """Part a run where a line could not end for long; what is broken by its script is left alone."""
    text, start = run[0], 0
    pieces = []
    for place in (*_find_breaks(text), len(text)):
        piece = text[start:place]
        is_long = len(piece) > LONGEST_PRINTED and not KHMER_RUN.fullmatch(piece)
        pieces.append(ZERO_WIDTH_SPACE.join(_part().findall(piece)) if is_long else piece)
        if SYLLABLES.match(text, place):
            pieces.append(ZERO_WIDTH_SPACE)
        start = place
    return "".join(pieces)
