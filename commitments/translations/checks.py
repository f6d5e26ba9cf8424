"""Checks of translations by a second person, and the note that a translation still fits.

Both are rows of the history: the texts do not change. A check holds while the original and the translation
are the ones that were checked.
"""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from commitments import models
from commitments.access import policy, responsibilities, write_rules
from commitments.audit import log
from commitments.enums import HEAD_ROLES, OPEN_MEETING_STATES
from commitments.errors import Refused, build_closed
from commitments.models.audit import CHECKED, READ_OVER, UNCHECKED
from commitments.models.translated import parse_lines
from commitments.records import edits
from commitments.translations.kinds import Kind, digest_of
from commitments.translations.states import load_checks

SAME_PERSON = _("You entered this translation. Another officer must check it.")
NONE_YET = _("This text has no translation in this language yet.")
NOT_CHECKED = _("This translation is not checked.")
# These are locked with the record of their meeting.
OF_AGENDA = (models.AgendaPoint, models.AgendaItem)


def why_not_write(kind: Kind, record: Any, by: models.User) -> Refused | None:
    """Explain why a person may not write or check the translations of a record, or return None."""
    if not write_rules.may_write(by, kind.parts) or not policy.can_read(by, record):
        return write_rules.build_forbidden()
    worked = _find_worked(record)
    if worked is not None:
        is_of_update = isinstance(record, models.ProgressUpdate)
        takes_part = responsibilities.takes_part if is_of_update else _is_of_desk
        if not takes_part(by, worked):
            return write_rules.build_forbidden()
        if write_rules.find_closure(worked) is not None:
            return build_closed()
    if isinstance(record, OF_AGENDA) and record.meeting.state not in OPEN_MEETING_STATES:
        return Refused(
            _("The meeting is closed. The texts of its agenda can no longer be changed."), "closed_meeting"
        )
    return None


def why_not_check(kind: Kind, record: Any, by: models.User) -> Refused | None:
    """Explain why a person cannot check any translation of a record that holds them, or return None."""
    if (refusal := why_not_write(kind, record, by)) is not None:
        return refusal
    return None if any(getattr(record, name) for name in kind.columns) else Refused(NONE_YET, "missing")


def why_not_withdraw(kind: Kind, record: Any, by: models.User) -> Refused | None:
    """Explain why a person cannot take back a check of a record that holds its translations."""
    if (refusal := why_not_write(kind, record, by)) is not None:
        return refusal
    return None if load_checks(kind, [record.pk]) else Refused(NOT_CHECKED, "not_checked")


def _is_of_desk(by: models.User, worked: Any) -> bool:
    return responsibilities.works_on(by, write_rules.partner_of(worked))


def _find_worked(record: Any) -> Any:
    """Return the record whose desk, ministries and closure decide; None of reference data."""
    if isinstance(record, models.ProgressUpdate):
        return record.commitment
    if isinstance(record, models.Brief | models.TopicBrief | models.ProposedWording):
        return record.meeting
    return record if isinstance(record, write_rules.Worked) else None


def _require(kind: Kind, record: Any, part: Model, by: models.User) -> None:
    if (refusal := why_not_write(kind, record, by)) is not None:
        raise refusal
    write_rules.require_permission(policy.can_read(by, part))
    write_rules.check_write(by, part, {})


@transaction.atomic
def read_over(kind: Kind, part: Model, *, by: models.User, now: datetime.datetime) -> models.AuditRow:
    """Record that a translation still matches its original; the translation is not changed.

    Raises `Refused` for a person who may not write it.
    """
    _require(kind, kind.record_of(part), part, by)
    column = "translation_language" if kind.has_columns else "language"
    noted = {"of": kind.name, "language": getattr(part, column, "")}
    return log.record_change(READ_OVER, part, by=by, now=now, after=noted)


@transaction.atomic
def check_translation(
    kind: Kind, part: Model, language: str, *, seen: str = "", by: models.User, now: datetime.datetime
) -> models.AuditRow:
    """Record that a second person checked a translation; `seen` is the digest of the texts on their page.

    Raises `Refused` for the person who entered it, for a missing or a checked one, and where a text was
    changed meanwhile.
    """
    part = edits.lock_record(part)
    record = kind.record_of(part)
    _require(kind, record, part, by)
    texts = kind.read_texts(record, part, language)
    if not any(said for _text, said in texts):
        raise Refused(NONE_YET, "missing")
    digest = digest_of(texts)
    if seen and seen != digest:
        raise edits.changed_meanwhile()
    known = load_checks(kind, [part.pk]).get((part.pk, language))
    if known is not None and known.digest == digest:
        raise Refused(_("This translation is already checked."), "checked_already")
    if by.pk in {person.pk for person in find_writers(kind, part, language)}:
        raise Refused(SAME_PERSON, "same_person")
    noted = {"of": kind.name, "language": language, "sha256": digest}
    return log.record_change(CHECKED, part, by=by, now=now, after=noted)


@transaction.atomic
def withdraw_check(
    kind: Kind, part: Model, language: str, *, by: models.User, now: datetime.datetime
) -> models.AuditRow:
    """Take back a check: the person who made it, or a head. Raises `Refused`."""
    part = edits.lock_record(part)
    _require(kind, kind.record_of(part), part, by)
    known = load_checks(kind, [part.pk]).get((part.pk, language))
    if known is None:
        raise Refused(NOT_CHECKED, "not_checked")
    write_rules.require_permission(known.by == by or by.role in HEAD_ROLES)
    return log.record_change(UNCHECKED, part, by=by, now=now, after={"of": kind.name, "language": language})


def find_writers(kind: Kind, part: Model, language: str) -> list[models.User]:
    """Return who entered the words of a translation as they are now, each once."""
    rows = models.AuditRow.objects.filter(subject_type=kind.parts._meta.label, subject_id=part.pk)
    wrote = rows.filter(after__has_any_keys=kind.columns).exclude(action__in=log.ACTIONS_WITHOUT_STATE)
    found: dict[str, models.User | None] = {}
    for row in wrote.select_related("by").order_by("id"):
        found |= dict.fromkeys(_list_written(kind, row, language), row.by)
    return list(dict.fromkeys(person for person in found.values() if person is not None))


def _list_written(kind: Kind, row: models.AuditRow, language: str) -> Iterator[str]:
    """Yield the columns whose words a row of history wrote; of lines, only that of the language counts."""
    for column in kind.columns:
        if column not in row.after:
            continue
        was, now = str(row.before.get(column) or ""), str(row.after[column] or "")
        if kind.lines:
            was, now = (parse_lines(text).get(language, "") for text in (was, now))
        if was != now:
            yield column
