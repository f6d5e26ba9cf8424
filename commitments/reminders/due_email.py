"""The oldest email that is due and not accepted by the mail server, and why it waits, in words."""

import datetime
import re
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Min, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext as _

from commitments.models import Heartbeat, Mail, Reminder, WaitingLink
from commitments.reminders.ladders import Peace
from commitments.reminders.pulse import TRIED
from commitments.vocabulary import MailState, ReminderState, Rule

WAITING = (MailState.READY, MailState.SENDING, MailState.IN_DOUBT)
# Refused for good. Until the server accepts another email there is no proof that it accepts any.
REFUSED = (MailState.REFUSED, MailState.FAILED)
# When the content of an email was due, or else when it was written.
DUE_AT = Coalesce("planned_at", "ready_at")
NEVER = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
# A backlog moves while one of its emails was accepted so lately: two reminder runs, and a minute's limit.
MOVING = datetime.timedelta(minutes=2)
ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>@]+>?")


@dataclass(frozen=True, slots=True)
class DueEmail:
    """Since when the oldest is due, and how many emails and unwritten reminders wait, or were refused."""

    since: datetime.datetime
    waiting: int
    refused: int

    def seconds(self, now: datetime.datetime) -> float:
        """Return the age of the oldest."""
        return max(0.0, (now - self.since).total_seconds())


@dataclass(frozen=True, slots=True)
class Unsent:
    """What is due and not accepted, None where there is none, and the number of emails in quarantine."""

    due: DueEmail | None
    quarantined: int


def unsent(now: datetime.datetime) -> Unsent:
    """Return what is due and not accepted by the mail server: four queries.

    It counts reminders that are due and not yet written, since reminder runs may have stopped or be paused,
    invitations and links of accounts, and emails that the server refused after it last accepted one. What
    waits for the end of quiet days is not due.
    """
    quiet = Peace(now).countries
    waiting, refused = _waiting(quiet), _refused()
    mails = Mail.objects.filter(state__in=(*WAITING, *REFUSED, MailState.QUARANTINED)).aggregate(
        waiting=Count("pk", filter=waiting),
        since=Min(DUE_AT, filter=waiting),
        refused=Count("pk", filter=refused),
        refused_since=Min(DUE_AT, filter=refused),
        quarantined=Count("pk", filter=Q(state=MailState.QUARANTINED)),
    )
    reminders = _unwritten(now, quiet).aggregate(waiting=Count("pk"), since=Min("planned_at"))
    links = WaitingLink.objects.aggregate(
        waiting=Count("pk", filter=Q(is_quarantined=False)),
        since=Min("asked_at", filter=Q(is_quarantined=False)),
        quarantined=Count("pk", filter=Q(is_quarantined=True)),
    )
    counts = (mails, reminders, links)
    moments = (mails["refused_since"], *(one["since"] for one in counts))
    found = [one for one in moments if one is not None]
    number = sum(one["waiting"] for one in counts)
    due = DueEmail(min(found), number, mails["refused"]) if found else None
    return Unsent(due, mails["quarantined"] + links["quarantined"])


def _waiting(quiet: Collection[int]) -> Q:
    waiting = Q(state__in=WAITING)
    if not quiet:
        return waiting
    held_back = Reminder.objects.filter(commitment__country__in=quiet, mail__state__in=WAITING)
    return waiting & ~Q(pk__in=held_back.exclude(rule=Rule.COPY).values("mail"))


def _unwritten(now: datetime.datetime, quiet: Collection[int]) -> QuerySet[Reminder]:
    due = Reminder.objects.filter(state=ReminderState.PLANNED, planned_at__lte=now)
    return due.exclude(~Q(rule=Rule.COPY), commitment__country__in=quiet) if quiet else due


def _refused() -> Q:
    """Return what an email refused since the server last accepted one is; a test email counts too."""
    accepted = Mail.objects.filter(accepted_at__isnull=False).order_by("-accepted_at").values("accepted_at")
    tried = Heartbeat.objects.filter(name=TRIED).values("beat_at")
    last = (Coalesce(Subquery(one[:1]), Value(NEVER)) for one in (accepted, tried))
    return Q(*(Q(ready_at__gt=moment) for moment in last), state__in=REFUSED)


def why_not_accepted(due: DueEmail) -> str:
    """Return in words why due email waits while reminder runs go on and sending is not paused."""
    waiting = Mail.objects.filter(state__in=WAITING)
    links = WaitingLink.objects.filter(is_quarantined=False)
    oldest = waiting.order_by(DUE_AT, "pk").only("reply", "is_backlog").first()
    if oldest is not None and oldest.is_backlog and not oldest.reply and _is_moving():
        said = _("A backlog is being sent: %(number)d emails wait, and at most %(limit)d a minute go out.")
        number = waiting.filter(is_backlog=True).count()
        return said % {"number": number, "limit": settings.BACKLOG_PER_MINUTE}
    if answer := _last_answer(waiting) or _last_answer(links):
        return _("The mail server answered: %(answer)s") % {"answer": answer}
    if due.refused and not due.waiting:
        answer = _last_answer(Mail.objects.filter(_refused()))
        said = _("The mail server refused the last emails (%(number)d). It answered: %(answer)s")
        return said % {"number": due.refused, "answer": answer}
    return _("It waits for the next reminder run.")


def _is_moving() -> bool:
    return Mail.objects.filter(is_backlog=True, accepted_at__gt=Now() - MOVING).exists()


def _last_answer(mails: QuerySet[Mail] | QuerySet[WaitingLink]) -> str:
    """Return the server's latest answer about one of these emails, without the addresses in it."""
    told = mails.exclude(reply="").order_by("-next_try_at", "-pk").values_list("reply", flat=True).first()
    return without_addresses(told or "")


def without_addresses(said: str) -> str:
    """Return what a server said with every email address left out: it names a person."""
    return ADDRESS.sub("…", said)
