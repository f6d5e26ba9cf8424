"""Whether email may be sent: a person can pause it, and a database that may lack sent emails starts paused.

A copy of a database knows less than its original: what it takes for unsent may have been sent. So does a
standby that took over before it had received the last writes; one that has them all continues. Each data
folder keeps a record of what it sent outside the database (`delivery_log`). The row here shows which runs the
database has seen, and on which server each folder has found nothing missing. Where anything is missing, email
waits for a person.
"""

import datetime
import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from commitments.audit import log
from commitments.enums import EmailState, NotSentReason, ReminderState
from commitments.models import Email, EmailDelivery, Reminder, User
from commitments.reminders import delivery_log
from commitments.reminders.delivery_log import SendLogEntry

THE_ROW = 1
# So long a new database server waits for every data folder that has sent before.
CONFIRM_MINUTES = 5
# A folder that has missed so many runs is forgotten.
FORGOTTEN_RUNS = 10_000
# The cluster, the database and the table: the last two are others after a restore by pg_dump. A standby is of
# the same cluster, on a higher timeline.
_PLACE = """
SELECT concat_ws(':', s.system_identifier, d.oid, 'commitments_emaildelivery'::regclass::oid)
FROM pg_control_system() s, pg_database d WHERE d.datname = current_database()
"""
# Another after a failover, after the recovery of a backup, and after a restart.
_SERVER = "SELECT extract(epoch FROM pg_postmaster_start_time())::text"
MOVED: Promise = _("The database was restored from a backup, or moved.")
BEHIND: Promise = _(
    "The database lacks recent changes: it was restored from a backup, or a standby server took "
    "over without them."
)
UNCONFIRMED: Promise = _(
    "The database server changed. These hosts have made no reminder run since then: %(hosts)s."
)


def load_pause() -> EmailDelivery:
    """Return the row that decides whether email is sent, unsaved where there is none."""
    return EmailDelivery.objects.select_related("changed_by").first() or EmailDelivery()


def note_place() -> None:
    """Note which database this is, where no reminder run has done so."""
    EmailDelivery.objects.get_or_create(pk=THE_ROW, defaults={"database_id": identify_database()})


def is_paused(now: datetime.datetime) -> bool:
    """Return whether email waits; notice what the database lacks, and count this run otherwise.

    The run is counted in the database first and in the file after the commit, before anything is sent: the
    file is never ahead of a database that has all its writes.
    """
    with delivery_log.lock_send_log() as log:
        with transaction.atomic():
            row, _made = EmailDelivery.objects.select_for_update().get_or_create(
                pk=THE_ROW, defaults={"database_id": identify_database()}
            )
            if row.is_paused:
                return True
            entry = log.read()
            if entry.folder not in row.folders:
                # A person has resumed since: what the folder sent before is settled.
                entry = replace(entry, mail=0, fence=0)
            if row.database_id != identify_database():
                return _pause_unasked(row, MOVED, now)
            if _is_behind(row, entry):
                return _pause_unasked(row, BEHIND, now)
            absent, since = _confirm(row, entry, now)
            if absent and now - since > datetime.timedelta(minutes=CONFIRM_MINUTES):
                return _pause_unasked(row, UNCONFIRMED, now, hosts=", ".join(absent))
            if not absent:
                _count(row, entry)
                entry = SendLogEntry(entry.folder, row.run_number)
            row.save(update_fields=["run_number", "folders"])
        log.write(entry)
    return bool(absent)


def _is_behind(row: EmailDelivery, entry: SendLogEntry) -> bool:
    """Return whether the database lacks a run or an email that this folder has sent."""
    if row.run_number < entry.round:
        return True
    latest = Email.objects.filter(pk=entry.mail, unconfirmed_fence__gte=entry.fence)
    return bool(entry.mail) and not latest.exists()


def _confirm(
    row: EmailDelivery, entry: SendLogEntry, now: datetime.datetime
) -> tuple[list[str], datetime.datetime]:
    """Note that this folder misses nothing on this server; list the hosts of those that have not said so,
    with the moment from which this one has waited for them."""
    here = identify_server()
    mine = row.folders.get(entry.folder)
    if mine is None or mine["server"] != here:
        mine = {"server": here, "since": now.isoformat(), "round": row.run_number}
    row.folders[entry.folder] = {**mine, "host": socket.gethostname()}
    absent = {one["host"] for one in row.folders.values() if one["server"] != here}
    return sorted(absent), datetime.datetime.fromisoformat(mine["since"])


def _count(row: EmailDelivery, entry: SendLogEntry) -> None:
    """Count a run of this folder, and forget the folders that have long not run."""
    row.run_number += 1
    row.folders[entry.folder]["round"] = row.run_number
    oldest = row.run_number - FORGOTTEN_RUNS
    row.folders = {name: one for name, one in row.folders.items() if one["round"] >= oldest}


def _pause_unasked(row: EmailDelivery, reason: Promise, now: datetime.datetime, **said: str) -> bool:
    """Pause until a person decides; return that email waits."""
    with override(settings.LANGUAGE_CODE):
        reason_said = str(reason) % said
    row.is_paused, row.reason, row.changed_at, row.changed_by = True, reason_said[:200], now, None
    row.save(update_fields=["is_paused", "reason", "changed_at", "changed_by"])
    return True


def identify_database() -> str:
    """Name the database as its server, or the file system, knows it; another after it was restored."""
    if connection.vendor == "postgresql":
        return _query_text(_PLACE)
    file = Path(str(connection.settings_dict["NAME"]))
    return str(file.stat().st_ino) if file.is_file() else "memory"


def identify_server() -> str:
    """Name the run of the database server; empty for SQLite, which has none."""
    return _query_text(_SERVER) if connection.vendor == "postgresql" else ""


def _query_text(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return str(cursor.fetchone()[0])


@transaction.atomic
def pause_email(reason: str, *, by: User | None, now: datetime.datetime) -> None:
    """Pause all email from now on; what is due waits."""
    _write(_locked(), is_paused=True, reason=reason, by=by, now=now)


@transaction.atomic
def resume_email(*, by: User | None, now: datetime.datetime, without_due: bool) -> int:
    """Resume sending email; return how many reminders were left out.

    `without_due` leaves out what is due by now: after a restore it may have been sent before. The person
    confirms what every folder has sent: runs continue from a number that none has reached, since there are
    fewer of them than seconds.
    """
    left_out = _drop_due(now) if without_due else 0
    row = _locked()
    reached = max(row.run_number + 1, int(now.timestamp()))
    _write(
        row,
        is_paused=False,
        reason="",
        by=by,
        now=now,
        database_id=identify_database(),
        run_number=reached,
        folders={},
    )
    return left_out


def _locked() -> EmailDelivery:
    return EmailDelivery.objects.select_for_update().get_or_create(
        pk=THE_ROW, defaults={"database_id": identify_database()}
    )[0]


def _write(row: EmailDelivery, *, by: User | None, now: datetime.datetime, **values: Any) -> None:
    before = log.state_of(row)
    for name, value in {**values, "changed_at": now, "changed_by": by}.items():
        setattr(row, name, value)
    row.save()
    log.record_change("changed", row, by=by, now=now, before=before, after=log.state_of(row))


def _drop_due(now: datetime.datetime) -> int:
    """Drop what was due, withdraw unfinished emails, and hold back those that may have arrived."""
    unfinished = (EmailState.READY, EmailState.SENDING, EmailState.NOT_CONFIRMED)
    mails = Email.objects.filter(state__in=unfinished)
    in_mails = Reminder.objects.filter(state=ReminderState.EMAILED, email__in=mails)
    count = in_mails.update(state=ReminderState.DROPPED, not_sent_reason=NotSentReason.RESTORED)
    doubtful = Q(final_dot_at__isnull=False) | Q(unconfirmed_at__isnull=False)
    mails.filter(doubtful).update(state=EmailState.HELD, lease_until=None)
    mails.update(state=EmailState.WITHDRAWN, lease_until=None)
    due = Reminder.objects.filter(state=ReminderState.PLANNED, planned_at__lte=now)
    return count + due.update(state=ReminderState.DROPPED, not_sent_reason=NotSentReason.RESTORED)
