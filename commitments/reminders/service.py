"""How the reminders of one person's items fare today: sent, to be sent, held back and why, for nobody."""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone

from commitments import access
from commitments.models import Reminder, User
from commitments.vocabulary import MailState, ReminderState, WhyNot

ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Service:
    """Counts of the reminders planned for today that the person may read; `held` says why, with numbers."""

    sent: int
    to_come: int
    held: tuple[tuple[str, int], ...]
    failed: int
    for_nobody: int

    @property
    def held_back(self) -> int:
        return sum(count for _why, count in self.held)


def service_of(person: User, now: datetime.datetime) -> Service:
    """Count the reminders of the day it is in the active time zone: one query."""
    first = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Reminder.objects.filter(
        state__in=ReminderState.values, planned_at__gte=first, planned_at__lt=first + ONE_DAY
    )
    counted = access.visible_to(rows, person).order_by().values_list("state", "why_not", "mail__state")
    states: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for_nobody = 0
    for state, why_not, mail, count in counted.annotate(Count("pk")):
        if state == ReminderState.DROPPED and why_not == WhyNot.NOBODY:
            for_nobody += count
        elif state == ReminderState.DROPPED:
            held[str(WhyNot(why_not).label)] += count
        elif state == ReminderState.MAILED:
            held[str(MailState(mail).label if mail else ReminderState.MAILED.label)] += count
        else:
            states[state] += count
    return Service(
        sent=states[ReminderState.DELIVERED],
        to_come=states[ReminderState.PLANNED],
        held=tuple(held.most_common()),
        failed=states[ReminderState.FAILED],
        for_nobody=for_nobody,
    )
