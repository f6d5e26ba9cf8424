"""An import begun, told how its columns are read, answered and thrown away; and those left lying."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from commitments import access, editing, files
from commitments.documents.kinds import ending_of
from commitments.errors import Refused
from commitments.imports import reading
from commitments.imports.cells import key_of
from commitments.imports.columns import SECTION
from commitments.imports.fields import FIELDS
from commitments.imports.preparing import choose
from commitments.meetings import OPEN_MEETINGS
from commitments.models import Commitment, Holiday, Import, Meeting, Ministry, Official, ProgressUpdate, User
from commitments.models.table_import import AT_WORK
from commitments.vocabulary import ImportState, ImportSubject

WRITES = {
    ImportSubject.COMMITMENTS: Commitment,
    ImportSubject.UPDATES: ProgressUpdate,
    ImportSubject.MINISTRIES: Ministry,
    ImportSubject.OFFICIALS: Official,
    ImportSubject.HOLIDAYS: Holiday,
}
NAME_LETTERS, SENDER_LETTERS = 200, 120
# An import that nobody decides is thrown away, and what undoing one needs is kept no longer.
LEFT_DAYS, KEPT_DAYS = 30, 90
# When a worker that was rung for should have begun.
RUNG_SECONDS = 60
WAITING = (ImportState.COLUMNS, ImportState.READ)
ENDED = (ImportState.DONE, ImportState.TAKEN_BACK, ImportState.STOPPED)


def subjects_of(person: User) -> list[ImportSubject]:
    """List what the person may bring in: whatever the person writes one by one."""
    return [subject for subject, model in WRITES.items() if access.may_write(person, model)]


def why_not_into(meeting: Meeting, person: User) -> Refused | None:
    """Explain why nothing is brought into a meeting by this person now, or give None."""
    if not (access.sees(person, meeting) and access.works_on(person, meeting.country)):
        return access.forbidden()
    if meeting.state not in OPEN_MEETINGS:
        return Refused(_("The record of this meeting is closed: nothing is added to it."), "wrong_state")
    return None


def start(
    subject: ImportSubject,
    name: str,
    content: bytes,
    *,
    meeting: Meeting | None = None,
    sender: str = "",
    by: User,
    now: datetime.datetime,
) -> Import:
    """Keep a file that somebody brings; nothing of it is read yet.

    Commitments need the meeting at which they were agreed; progress updates may have one. Raises `Refused`
    where the file is of no kind that is read, or the person does not write such records.
    """
    access.require(subject in subjects_of(by))
    if subject == ImportSubject.COMMITMENTS:
        if meeting is None:
            raise Refused(_("Choose the meeting at which these were agreed."), "no_meeting")
        refusal = why_not_into(meeting, by)
        if refusal is not None:
            raise refusal
    elif meeting is not None:
        access.require(subject == ImportSubject.UPDATES and access.sees(by, meeting))
    ending_of(name, content, is_table=True)
    files.let_pass(content)
    return Import.objects.create(
        by=by,
        at=now,
        subject=subject,
        meeting=meeting,
        sender=editing.fitting(" ".join(sender.split()), SENDER_LETTERS),
        # The end of a long name says what kind of file it is.
        file_name=name if len(name) <= NAME_LETTERS else f"…{name[1 - NAME_LETTERS :]}",
        sha256=reading.shelf().put(content),
    )


def choose_table(of: Import, number: int, *, by: User) -> None:
    """Take another table of the file, with its columns as they are guessed or remembered."""
    access.require(of.by_id == by.pk)
    table = next((one for one in of.tables if one["number"] == number), None)
    if table is None:
        raise Refused(_("Choose one of the tables of the file."), "no_table")
    _move(of, WAITING, state=ImportState.COLUMNS, **choose(of, table))


def map_columns(of: Import, columns: Mapping[str, int], fixed: Mapping[str, str], *, by: User) -> None:
    """Say which column fills which field, and what holds for all rows; the rows are judged next.

    Raises `Refused` where a column fills two fields, or a field that is needed has none.
    """
    access.require(of.by_id == by.pk)
    known = {field.name for field in FIELDS[of.subject]}
    width = max([len(of.heads), *(len(row) for table in of.tables for row in table["shown"])], default=0)
    if not set(columns) | set(fixed) <= known or any(not SECTION <= one < width for one in columns.values()):
        raise Refused(_("Choose among the columns of the table."), "no_column")
    taken = list(columns.values())
    if len(taken) != len(set(taken)):
        raise Refused(_("A column fills one field: two name the same."), "twice")
    missing = [
        str(field.label)
        for field in FIELDS[of.subject]
        if field.is_needed and field.name not in columns and field.name not in fixed
    ]
    # Of items on file that are named by their references, the wording need not be told again.
    if missing and not (of.subject == ImportSubject.COMMITMENTS and {"reference", "title"} & set(columns)):
        raise Refused(
            _("Say which column holds: %(fields)s.") % {"fields": ", ".join(missing)}, "missing_column"
        )
    judge_again(of, by=by, columns=dict(columns), fixed=dict(fixed))


def answer(of: Import, answers: Mapping[str, int | None], *, by: User) -> None:
    """Say what names mean that nobody knew, for all rows; they are judged again.

    A name that was answered before is answered anew, or asked about again where its answer is None.
    """
    known = {str(key) for key, _field, _count in of.asked} | set(of.answers)
    given = {name: key for name, key in answers.items() if name in known}
    ministries = access.visible_to(Ministry.objects.all(), by).in_bulk([key for key in given.values() if key])
    if any(key and key not in ministries for key in given.values()):
        raise Refused(_("Choose among the ministries on record."), "no_ministry")
    anew = {key_of(name) for name in given}
    stand = {name: key for name, key in of.answers.items() if key_of(name) not in anew}
    judge_again(of, by=by, answers=stand | {name: key for name, key in given.items() if key is not None})


def judge_again(of: Import, *, by: User, **values: Any) -> None:
    """Let the rows be judged, with what was said anew."""
    access.require(of.by_id == by.pk)
    _move(of, WAITING, state=ImportState.READING, done=0, lease_until=None, **values)


def back_to_columns(of: Import, *, by: User) -> None:
    """Go back to the columns before anything is decided."""
    access.require(of.by_id == by.pk)
    _move(of, (ImportState.READ,), state=ImportState.COLUMNS)


def _move(of: Import, states: tuple[ImportState, ...], **values: Any) -> None:
    if not Import.objects.filter(pk=of.pk, state__in=states).update(**values):
        raise Refused(_("This was decided already. Look at what came of it."), "decided")
    of.refresh_from_db()


@transaction.atomic
def throw_away(of: Import, *, by: User) -> None:
    """Throw an import away of which nothing was taken, with its file; what was taken stays listed."""
    access.require(of.by_id == by.pk)
    undecided = (ImportState.LOOKING, *WAITING, ImportState.READING, ImportState.STOPPED)
    if not Import.objects.filter(pk=of.pk, state__in=undecided).update(state=ImportState.STOPPED):
        raise Refused(_("What was taken stays listed; it can be taken back."), "decided")
    _forget(of.pk, of.sha256)


def forget(now: datetime.datetime) -> int:
    """Throw away what nobody decided for a month, and what is long done; give their number.

    What was written stays, and its history: only the file and the list of its rows go.
    """
    left = Q(state__in=WAITING, at__lt=now - datetime.timedelta(days=LEFT_DAYS))
    done = Q(state__in=ENDED, at__lt=now - datetime.timedelta(days=KEPT_DAYS))
    found = list(Import.objects.filter(left | done).values_list("pk", "sha256"))
    for key, sha256 in found:
        with transaction.atomic():
            _forget(key, sha256)
    return len(found)


def _forget(key: int, sha256: str) -> None:
    Import.objects.filter(pk=key).delete()
    if not Import.objects.filter(sha256=sha256).exists():
        transaction.on_commit(lambda: reading.shelf().path_of(sha256).unlink(missing_ok=True))


def unfinished(now: datetime.datetime) -> list[int]:
    """Give the imports that a worker should have in hand and none has."""
    free = Q(lease_until__isnull=True, at__lt=now - datetime.timedelta(seconds=RUNG_SECONDS))
    left = Import.objects.filter(free | Q(lease_until__lt=now), state__in=AT_WORK)
    return list(left.order_by("pk").values_list("pk", flat=True))
