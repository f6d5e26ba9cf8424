"""One deadline reminder for each person, item and day: what is due waits, or is left out, for another one.

The day is that of the reader. Requests to accept, notices of a decided date and copies of answers are
separate. Of several reminders that are due in one run, `planner` keeps the latest and most urgent; here is
what holds between runs.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from commitments.models import Reminder, User
from commitments.reminders.people import day_of
from commitments.reminders.plan import FAINT, SEPARATE
from commitments.vocabulary import MailState, ReminderState

# No day is longer, not even one on which clocks are set back.
LONGEST_DAY = datetime.timedelta(hours=25)
# An email that may still be taken back, and one that has arrived or may have.
UNSENT = frozenset({MailState.READY, MailState.SENDING})
ARRIVED = frozenset({MailState.ACCEPTED, MailState.IN_DOUBT, MailState.HELD})
OTHERS = ("pk", "commitment", "recipient", "rule", "state", "planned_at", "mail__state", "mail__ready_at")


@dataclass(frozen=True, slots=True)
class Limited:
    """Which reminders wait for another of the same day, and which are left out because one was sent."""

    waiting: frozenset[int] = frozenset()
    repeated: frozenset[int] = frozenset()

    @property
    def all(self) -> frozenset[int]:
        return self.waiting | self.repeated


@dataclass(frozen=True, slots=True)
class Other:
    """Another reminder of the same person and item: planned for later, or in an email."""

    pk: int
    rule: str
    state: str
    planned_at: datetime.datetime
    mail_state: str | None
    written_at: datetime.datetime | None


def limit(rows: Sequence[Reminder], now: datetime.datetime, people: Mapping[int, User]) -> Limited:
    """Return which of some reminders are not to be sent now, in one query for all.

    A reminder of an earlier day waits for one that is planned for later today, unless that one is faint. It
    waits as well while an email of today that names the item is not sent: that one may be taken back. Once
    such an email has arrived, or may have, the reminder is left out.
    """
    asked = {row.pk for row in rows}
    limited = [row for row in rows if row.rule not in SEPARATE]
    others = _others(limited, now)
    waiting, repeated = set[int](), set[int]()
    for row in limited:
        reader = people.get(row.recipient_id) if row.recipient_id else None
        today = day_of(now, reader)
        for other in others[row.recipient_id, row.commitment_id]:
            if other.pk in asked:
                continue
            if other.written_at is None:
                if _replaces(other, row, today, reader):
                    waiting.add(row.pk)
            elif day_of(other.written_at, reader) == today:
                (repeated if other.mail_state in ARRIVED else waiting).add(row.pk)
    return Limited(frozenset(waiting - repeated), frozenset(repeated))


def _replaces(other: Other, row: Reminder, today: datetime.date, reader: User | None) -> bool:
    """Return whether a reminder of an earlier day is better left to another, planned for later today."""
    is_earlier = day_of(row.planned_at, reader) < today == day_of(other.planned_at, reader)
    return is_earlier and (other.rule not in FAINT or row.rule in FAINT)


def _others(rows: Collection[Reminder], now: datetime.datetime) -> dict[tuple[int | None, int], list[Other]]:
    """Load what is planned for the next hours, or in an email of the last ones, about the same items."""
    found: dict[tuple[int | None, int], list[Other]] = defaultdict(list)
    if not rows:
        return found
    later = Q(state=ReminderState.PLANNED, planned_at__gt=now, planned_at__lt=now + LONGEST_DAY)
    in_email = Q(mail__ready_at__gt=now - LONGEST_DAY, mail__state__in=UNSENT | ARRIVED)
    about = Reminder.objects.filter(commitment__in={row.commitment_id for row in rows})
    people = {row.recipient_id for row in rows}
    mine = Q(recipient__in=people - {None}) | (Q(recipient=None) if None in people else Q(pk__in=()))
    others = about.filter(mine, later | in_email).exclude(rule__in=SEPARATE).order_by()
    for pk, commitment, recipient, *other in others.values_list(*OTHERS):
        found[recipient, commitment].append(Other(pk, *other))
    return found
