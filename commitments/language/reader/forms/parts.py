"""Take a text apart by its form: what is read as sentences, the rows of its tables, and who writes it."""

import datetime
import re
from dataclasses import dataclass

from commitments.language.reader.forms import minutes, notes, reports, speeches, task_lines, treaties
from commitments.language.reader.forms.authors import author_of_email, publisher_of, speaks_for_both
from commitments.language.reader.forms.emails import Email
from commitments.language.reader.forms.tables import Row
from commitments.language.reader.french_people import introduce_french, introduce_french_bodies
from commitments.language.reader.grammar import blank
from commitments.language.reader.head_lines import read_head
from commitments.language.reader.participants import Participants

# "NOTE à l'attention de M. le Directeur", "MÉMORANDUM POUR INFORMATION".
INTERNAL = re.compile(
    r"^[ \t#*]*(?:(?:NOTE|FICHE|MÉMORANDUM|MEMO|MÉMO|Note|Fiche|Mémo)(?: (?:INTERNE|interne|DE SERVICE|"
    r"de service|POUR|pour|AU|au|À|à|DE SYNTHÈSE|de synthèse|D'INFORMATION|d'information|DE DOSSIER|"
    r"de dossier|CONFIDENTIELLE|confidentielle)\b[^\n]*)?[ \t]*$|(?:TD|Télégramme diplomatique)\b)",
    re.MULTILINE,
)
FACT_SHEET = re.compile(r"fact[ -]?sheet|fiche d['’]information", re.IGNORECASE)
OF_US = re.compile(r"\b(?:[Nn]ous|[Nn]otre|[Nn]os|[Jj]e)\b")
HEAD = 400


@dataclass(frozen=True, slots=True)
class Parts:
    """A text taken apart: `prose` has its sentences, at their places, and blanks instead of all else."""

    prose: str
    rows: tuple[Row, ...]
    written_on: datetime.date | None = None


def take_apart(text: str, email: Email | None, cast: Participants, language: str) -> Parts:
    """Take a text apart; `cast` learns who writes, and what the text calls the two sides.

    `email` is the text as an email, None where it is none.
    """
    introduce_french(text, cast)
    introduce_french_bodies(text, cast)
    found = task_lines.tables_in(text)
    outside = [table.place for table in found]
    if email:
        outside += email.outside
    if treaties.is_treaty(text):
        # What its articles say of an authority without a country holds for both.
        cast.is_treaty, cast.common = True, cast.common or "joint"
        treaties.introduce_parties(text, cast)
        outside += [
            *treaties.titles(text),
            *treaties.final_clauses(text),
            *treaties.preamble(text),
            *treaties.numbers(text),
        ]
    minutes.introduce_short_forms(text, cast)
    minutes.introduce_heads(text, cast)
    if not cast.is_treaty:
        notes.introduce_host(text, cast)
    outside += minutes.introduce_delegations(text, cast)
    if email is None:
        outside += read_head(text, language).places
    _introduce_writer(text, email, cast)
    prose = blank(text, outside)
    rows = tuple(row for table in found for row in table.rows if not _is_in(row, email))
    return Parts(prose, rows, email.written_on if email else None)


def _introduce_writer(text: str, email: Email | None, cast: Participants) -> None:
    """Enter who writes or speaks: of a note verbale, an email, a speech."""
    cast.is_sheet = FACT_SHEET.search(text[:HEAD]) is not None
    sender = notes.introduce_note(text, cast)
    if sender:
        cast.own, cast.writer, cast.is_letter = cast.own or sender, sender, True
    elif email:
        cast.is_letter = True
        cast.own = cast.writer = cast.own or author_of_email(email, blank(text, email.outside), cast)
    elif speeches.is_speech(text, cast) and cast.common is None:
        cast.is_speech = True
        cast.own = cast.writer = cast.own or speeches.speaker_of_speech(text, cast)
    elif cast.common is None and (side := speeches.briefed_side(text, cast)):
        cast.is_speech = True
        cast.own = cast.writer = cast.own or side
    elif cast.own is None and cast.names_each and speaks_for_both(text):
        cast.common = cast.common or "joint"
    elif cast.common is None and INTERNAL.search(text[:HEAD]) and OF_US.search(text):
        # What a ministry writes to its own people is in the hands of that ministry.
        cast.is_speech = True
        cast.own = cast.writer = cast.own or "ours"
        cast.common = cast.writer
    elif cast.own is None:
        cast.own = publisher_of(text, cast)
    if not sender and not cast.is_treaty and cast.common != "joint" and reports.is_report(text, email):
        # What a ministry writes to its own people is in the hands of that ministry.
        cast.is_letter = cast.is_letter or not cast.is_speech
        cast.own = cast.writer = cast.own or reports.side_that_reports(text, cast)
        cast.common, cast.own_offices = None, reports.own_offices(text, email)


def _is_in(row: Row, email: Email | None) -> bool:
    """Return whether a row is part of an earlier email."""
    return email is not None and any(start <= row.start < end for start, end in email.outside)
