"""Texts in capitals, as telegrams are: read as if written in sentences, and quoted as written."""

import re
from dataclasses import replace

from commitments.language.lexicon.offices import is_agency
from commitments.language.phrases import english_words
from commitments.language.reader.forms.reports import HEAD, REPORT
from commitments.language.reader.grammar import ParsedClause
from commitments.language.reader.participants import Participants

FEWEST_CAPITALS = 120
# How many capitals a letter in lower case has beside it.
CAPITALS_EACH = 4
OPENS = re.compile(r"(?:^|[.:!?]\s)[\W\d_]*([^\W\d_])", re.MULTILINE)
DAYS = re.compile(
    rf"\b(?:{'|'.join(english_words.WEEKDAYS)}|(?<=\d\x20)(?:{'|'.join(english_words.MONTH_NUMBERS)})|"
    rf"(?:{'|'.join(english_words.MONTH_NUMBERS)})(?=\x20\d)|"
    r"January|February|April|June|July|August|September|October|November|December)\b",
    re.IGNORECASE,
)
LETTERS = re.compile(r"\b[A-Z]{2,9}\b")
NAMED = re.compile(r"\b(?:M\.|Mm\.|Mme|Mr|Mrs|Ms|Dr)\.? [A-ZÀ-Ý][\w'-]+")


def is_in_capitals(text: str) -> bool:
    """Return whether a text is written in capitals, and not only its headings."""
    capitals = sum(letter.isupper() for letter in text)
    return capitals >= FEWEST_CAPITALS and capitals > CAPITALS_EACH * sum(letter.islower() for letter in text)


def in_sentences(text: str, cast: Participants) -> str:
    """Return a text in capitals as it is usually written, each letter at its place.

    Capitals are left for the beginnings of sentences, names of countries, seats and agencies, and days.
    """
    plain, title = text.lower(), text.title()
    if not len(plain) == len(title) == len(text):
        return text
    letters = [*plain]
    seats = re.compile(rf"\b(?:{'|'.join(map(re.escape, cast.seats))})\b") if cast.seats else None
    for found in OPENS.finditer(text):
        letters[found.start(1)] = found[1]
    for pattern in (cast.pattern, DAYS, NAMED, seats):
        for found in pattern.finditer(title) if pattern else ():
            letters[slice(*found.span())] = found[0]
    for found in REPORT.finditer(text[:HEAD]):
        letters[slice(*found.span())] = found[0]
    for found in LETTERS.finditer(text):
        if is_agency(found[0]) or cast.agency(found[0]):
            letters[slice(*found.span())] = found[0]
    return "".join(letters)


def as_written(one: ParsedClause, text: str) -> ParsedClause:
    """Return a clause with its words as the text in capitals has them."""
    due = replace(one.due, wording=text[slice(*one.due_place)]) if one.due_place else one.due
    dates = tuple(
        replace(date, spec=replace(date.spec, wording=text[slice(*date.place)]))
        for date in one.mentioned_dates
    )
    return replace(one, clause=text[slice(*one.place)], due=due, mentioned_dates=dates)
