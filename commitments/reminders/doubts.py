"""What dead senders left behind: mails begun and not finished, and mails of which nobody knows the end.

Moments here go by the database's clock, but for those that decide whose turn it is.
"""

import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import BooleanField, Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from commitments import access, audit
from commitments.errors import Refused
from commitments.models import Mail, Reminder, User
from commitments.reminders import journal, oracle
from commitments.reminders.channels import Channel
from commitments.vocabulary import MailState, ReminderState, WhyNot

# So long a doubt is left open for an oracle, or for an answer that comes late.
DOUBT_SECONDS = 600


def requeue(channel: Channel, now: datetime.datetime) -> tuple[int, int]:
    """Take back what dead senders held: without a last dot it is ready again, with one it is in doubt.

    Where the channel knows what arrived, the doubt is settled at once; where it does not, MAIL_IN_DOUBT says
    what follows. Give the numbers of both.
    """
    begun = _count_crashes(now)
    dead = Mail.objects.filter(state=MailState.SENDING, lease_until__lt=Now())
    again = dead.filter(dot_at=None).update(state=MailState.READY, lease_until=None)
    doubtful = dead.filter(dot_at__isnull=False).update(state=MailState.IN_DOUBT, lease_until=None)
    _settle(channel, now)
    journal.carry_over()
    return begun + again, doubtful


@transaction.atomic
def _count_crashes(now: datetime.datetime) -> int:
    """Count a crash against the mail that each dead sender had in hand: the first that it had not finished.

    Senders take their mails in the order in which they are held, and all of one claim end with one lease. Who
    died past the last dot of one had no other in hand.
    """
    dead = Mail.objects.filter(state=MailState.SENDING, lease_until__lt=Now())
    in_hand: dict[datetime.datetime | None, Mail] = {}
    for mail in dead.defer("content").select_for_update().order_by("next_try_at", "pk"):
        in_hand.setdefault(mail.lease_until, mail)
    blamed = [mail for mail in in_hand.values() if mail.dot_at is None]
    for mail in blamed:
        crashes = mail.crashes + 1
        if crashes < journal.QUARANTINE_FAILURES:
            later = now + (2 ** (crashes - 1) - 1) * journal.ONE_MINUTE
            again = {"state": MailState.READY, "next_try_at": later}
        else:
            again = {"state": MailState.QUARANTINED}
            told = Reminder.objects.filter(mail=mail.pk, state=ReminderState.MAILED)
            told.update(state=ReminderState.FAILED, why_not=WhyNot.CRASHED)
        Mail.objects.filter(pk=mail.pk).update(crashes=crashes, lease_until=None, **again)
    return len(blamed)


def _settle(channel: Channel, now: datetime.datetime) -> None:
    """Ask what arrived, and where nothing tells, do as MAIL_IN_DOUBT says once a doubt is old enough."""
    doubtful = Mail.objects.filter(state=MailState.IN_DOUBT)
    lagging = Q(dot_at__gt=Now() - datetime.timedelta(seconds=channel.lag_seconds))
    forgotten = Q(dot_at__lt=Now() - datetime.timedelta(hours=oracle.KEPT_HOURS))
    unproved = Case(When(lagging | forgotten, then=Value(True)), default=False, output_field=BooleanField())
    columns = ("message_id", "is_unproved")
    asked = dict(doubtful.annotate(is_unproved=unproved).values_list(*columns))
    arrived = channel.arrived(asked) if asked else None
    if arrived is not None:
        doubtful.filter(message_id__in=arrived).update(state=MailState.ACCEPTED, accepted_at=F("dot_at"))
        proved = {one for one, is_unproved in asked.items() if not (is_unproved and channel.lag_seconds)}
        again = doubtful.filter(message_id__in=proved - arrived)
        again.update(state=MailState.READY, dot_at=None, next_try_at=now)
    old = doubtful.filter(dot_at__lt=Now() - datetime.timedelta(seconds=DOUBT_SECONDS))
    if settings.MAIL_IN_DOUBT == "resend":
        _resend(old, now)
    else:
        journal.hold(old)


def _resend(mails: QuerySet[Mail], now: datetime.datetime) -> int:
    """Let mails go out again with the same bytes; what they say is looked at once more before."""
    return mails.update(
        state=MailState.READY, doubted_at=Coalesce("doubted_at", "dot_at"), dot_at=None, next_try_at=now
    )


@transaction.atomic
def decide(mail: Mail, *, has_arrived: bool, by: User, now: datetime.datetime) -> None:
    """End a doubt by a person's word: it arrived, or it goes out again with the same bytes.

    Raises `Refused` with "forbidden" where the person may not, and with "settled" where it is not in doubt,
    nor held, any more.
    """
    access.require(access.may_settle(by, mail))
    before = {"state": Mail.objects.select_for_update().only("state").get(pk=mail.pk).state}
    doubtful = Mail.objects.filter(pk=mail.pk, state__in=(MailState.IN_DOUBT, MailState.HELD))
    told = Reminder.objects.filter(mail=mail.pk)
    if has_arrived:
        done = doubtful.update(
            state=MailState.ACCEPTED, accepted_at=Coalesce("dot_at", "doubted_at"), lease_until=None
        )
        told.update(state=ReminderState.DELIVERED, why_not=WhyNot.NOT_SAID)
    else:
        done = _resend(doubtful, now)
        told.update(state=ReminderState.MAILED, why_not=WhyNot.NOT_SAID)
    if not done:
        raise Refused(_("Somebody settled this meanwhile. Open it again."), "settled")
    after = {"state": (MailState.ACCEPTED if has_arrived else MailState.READY).value}
    audit.record("doubt ended", mail, by=by, now=now, before=before, after=after)
