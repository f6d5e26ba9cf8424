"""The texts that a packet cites: numbered by date, each with whose account it is; pure."""

import datetime
from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commitments import models as m
from commitments.briefings.content import Source
from commitments.briefings.records import Records
from commitments.briefings.words import cap, short_date
from commitments.vocabulary import JOINT_TEXTS, StatementKind

Numbers = Mapping[int, int]


def numbered(records: Records) -> Numbers:
    """Number the cited texts by their keys, the oldest first; those without a date before them."""
    return {statement.pk: number for number, statement in enumerate(_in_order(records), 1)}


def cited(records: Records) -> tuple[Source, ...]:
    """List the cited texts by their numbers."""
    return tuple(_source(number, statement) for number, statement in enumerate(_in_order(records), 1))


def note(records: Records) -> str:
    """Say so where nothing that is cited was agreed by both sides."""
    if any(statement.kind in JOINT_TEXTS for statement in records.statements.values()):
        return ""
    return _("No text agreed by both sides is on file for any item.")


def cite(outcome: m.Outcome | None, numbers: Numbers) -> str:
    """Give the `[3]` that stands after a clause; nothing where it has no text, or one not for the reader."""
    number = numbers.get(outcome.statement_id) if outcome and outcome.statement_id else None
    return f"[{number}]" if number else ""


def _in_order(records: Records) -> list[m.Statement]:
    def when(statement: m.Statement) -> tuple[datetime.date, int]:
        return statement.dated_on or datetime.date.min, statement.pk

    return sorted(records.statements.values(), key=when)


def _source(number: int, statement: m.Statement) -> Source:
    return Source(
        number=str(number),
        date=short_date(statement.dated_on) if statement.dated_on else _("not stated"),
        text=" · ".join(part for part in (statement.title, statement.number.replace(" ", "\u00a0")) if part),
        kind=cap(statement.get_kind_display()),
        account=_account(statement),
    )


def _account(statement: m.Statement) -> str:
    """Say whose telling a text is; a note verbale is that of the side that wrote it."""
    if statement.kind in JOINT_TEXTS:
        return pgettext("whose account", "Both sides'")
    told = {
        StatementKind.OUR_READOUT: pgettext("whose account", "Ours"),
        StatementKind.THEIR_READOUT: pgettext("whose account", "Theirs"),
        StatementKind.PRESS_REPORT: pgettext("whose account", "A third party's"),
    }
    return told.get(StatementKind(statement.kind), pgettext("whose account", "One side's"))
