"""Whether mail may leave: a person pauses it, and a restored database starts paused.

A copy of a database knows less than the one it was made from: what it takes for unsent may have been sent.
So the row that says whether mail goes out also says of which database it speaks, and how many sweeps it has
seen; beside the data a file counts them too. Where either differs, mail waits for a person.
"""

import datetime
import os
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from commitments import audit
from commitments.models import Mail, Reminder, Sending, User
from commitments.vocabulary import MailState, ReminderState, WhyNot

THE_ROW = 1
# The cluster, its timeline (another after a recovery), the database and the table (others after a restore).
_PLACE = """
SELECT concat_ws(':', s.system_identifier, c.timeline_id, d.oid, 'commitments_sending'::regclass::oid)
FROM pg_control_system() s, pg_control_checkpoint() c, pg_database d WHERE d.datname = current_database()
"""


def state() -> Sending:
    """Give the row that says whether mail goes out, as it would be made where there is none."""
    return Sending.objects.select_related("changed_by").first() or Sending()


def is_paused(now: datetime.datetime) -> bool:
    """Say whether mail waits; notice a restored database, and count this sweep otherwise."""
    with transaction.atomic():
        row, _made = Sending.objects.select_for_update().get_or_create(
            pk=THE_ROW, defaults={"place": place()}
        )
        if not row.is_paused and (row.place != place() or row.round < _counted()):
            with override(settings.LANGUAGE_CODE):
                reason = _("The database was restored from a backup, or moved.")
            Sending.objects.filter(pk=row.pk).update(
                is_paused=True, reason=reason, changed_at=now, changed_by=None
            )
            return True
        if row.is_paused:
            return True
        Sending.objects.filter(pk=row.pk).update(round=F("round") + 1)
    # After the commit: what is counted beside the database is never ahead of it.
    _count(row.round + 1)
    return False


def place() -> str:
    """Name the database as its server, or the file system, knows it; another after it was restored."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_PLACE)
            return str(cursor.fetchone()[0])
    file = Path(str(connection.settings_dict["NAME"]))
    return str(file.stat().st_ino) if file.is_file() else "memory"


def _file() -> Path:
    return settings.DATA / "sweeps"


def _counted() -> int:
    """Read how many sweeps the file beside the data has seen; 0 where there is none."""
    try:
        return int(_file().read_text())
    except (FileNotFoundError, ValueError):
        return 0


def _count(number: int) -> None:
    part = _file().with_suffix(f".{os.getpid()}.part")
    part.parent.mkdir(parents=True, exist_ok=True)
    part.write_text(str(number))
    part.replace(_file())


@transaction.atomic
def pause(reason: str, *, by: User | None, now: datetime.datetime) -> None:
    """Let no mail leave from now on; what is due waits."""
    _write(is_paused=True, reason=reason, by=by, now=now)


@transaction.atomic
def resume(*, by: User | None, now: datetime.datetime, without_due: bool) -> int:
    """Let mail leave again; give how many reminders were left out.

    `without_due` leaves out what fell due by now: after a restore it may have been sent before.
    """
    left_out = _leave_out(now) if without_due else 0
    _write(is_paused=False, reason="", by=by, now=now, place=place())
    reached = state().round
    transaction.on_commit(lambda: _count(reached))
    return left_out


def _write(*, by: User | None, now: datetime.datetime, **values: object) -> None:
    row, _made = Sending.objects.select_for_update().get_or_create(pk=THE_ROW, defaults={"place": place()})
    before = audit.state_of(row)
    for name, value in {**values, "changed_at": now, "changed_by": by}.items():
        setattr(row, name, value)
    row.save()
    audit.record("changed", row, by=by, now=now, before=before, after=audit.state_of(row))


def _leave_out(now: datetime.datetime) -> int:
    """Drop what was due, take back the mails that are not finished, and hold those that may have arrived."""
    unfinished = (MailState.READY, MailState.SENDING, MailState.IN_DOUBT)
    mails = Mail.objects.filter(state__in=unfinished)
    in_mails = Reminder.objects.filter(state=ReminderState.MAILED, mail__in=mails)
    count = in_mails.update(state=ReminderState.DROPPED, why_not=WhyNot.RESTORED)
    doubtful = Q(dot_at__isnull=False) | Q(doubted_at__isnull=False)
    mails.filter(doubtful).update(state=MailState.HELD, lease_until=None)
    mails.update(state=MailState.WITHDRAWN, lease_until=None)
    due = Reminder.objects.filter(state=ReminderState.PLANNED, planned_at__lte=now)
    return count + due.update(state=ReminderState.DROPPED, why_not=WhyNot.RESTORED)
