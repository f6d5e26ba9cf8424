"""How many reminders and mails there are, by state: numbers alone, of items that nobody has to read."""

import datetime
from collections import Counter

from django.db.models import Count

from commitments.models import Commitment, Mail, Reminder
from commitments.vocabulary import OPEN_STATES, MailState, ReminderState

UNFINISHED = (
    MailState.READY,
    MailState.SENDING,
    MailState.IN_DOUBT,
    MailState.HELD,
    MailState.REFUSED,
    MailState.FAILED,
    MailState.QUARANTINED,
    MailState.BOUNCED,
)


def open_items() -> int:
    """Count the commitments in an open state."""
    return Commitment.objects.filter(state__in=OPEN_STATES).count()


def of_reminders() -> Counter[str]:
    """Count all reminders by state: one query."""
    return Counter(dict(Reminder.objects.order_by().values_list("state").annotate(Count("id"))))


def reminders_due(now: datetime.datetime) -> int:
    """Count the reminders whose moment has passed and that wait."""
    return Reminder.objects.filter(state=ReminderState.PLANNED, planned_at__lte=now).count()


def of_mails() -> Counter[str]:
    """Count the mails of `UNFINISHED` by state: one query."""
    rows = Mail.objects.filter(state__in=UNFINISHED).order_by().values_list("state")
    return Counter(dict(rows.annotate(Count("id"))))
