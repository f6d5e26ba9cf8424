"""Emails left by dead senders: begun and not finished, or with unknown delivery.

Moments follow the database's clock, except those that decide which email is next.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import DurationField, ExpressionWrapper, F, QuerySet
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext as _
from django.utils.translation import override

from commitments.access import write_rules
from commitments.audit import log
from commitments.enums import AlarmCode, EmailState, NotSentReason, ReminderState
from commitments.errors import Refused
from commitments.models import Email, Reminder, User, zone_of
from commitments.reminders import delivery_log, journal
from commitments.reminders.alarms import clear_alarm, raise_alarm
from commitments.reminders.delivery import Channel

# So long a doubt is left open for an answer that comes late, where no oracle is set.
DOUBT_SECONDS = 600
# An oracle may be so late in any case; after the second it is out of order, and after the third it may have
# been cleared.
LAG = datetime.timedelta(seconds=delivery_log.LAG_SECONDS)
ALARM = datetime.timedelta(minutes=15)
FORGOTTEN = datetime.timedelta(hours=delivery_log.KEPT_HOURS)


def requeue_unsent(channel: Channel, now: datetime.datetime) -> tuple[int, int]:
    """Requeue what dead senders held: without a final dot it is ready again, with one its delivery is
    doubtful.

    Where the channel knows what arrived, the doubt is resolved at once; where it does not, MAIL_IN_DOUBT
    decides what follows. Returns the numbers of both.
    """
    begun = _count_crashes(now)
    dead = Email.objects.filter(state=EmailState.SENDING, lease_until__lt=Now())
    again = dead.filter(final_dot_at=None).update(state=EmailState.READY, lease_until=None)
    doubtful = dead.filter(final_dot_at__isnull=False).update(state=EmailState.NOT_CONFIRMED)
    _settle(channel, now)
    journal.carry_over()
    return begun + again, doubtful


@dataclass(frozen=True, slots=True)
class UnconfirmedEmail:
    """An email of which it is unknown whether it arrived.

    It was handed over at `begun_at` or a little later, and not after `ended_at`: no sender had it any more.
    """

    pk: int
    message_id: str
    begun_at: datetime.datetime
    ended_at: datetime.datetime
    age: datetime.timedelta


@transaction.atomic
def _count_crashes(now: datetime.datetime) -> int:
    """Count a crash for the email that each dead sender was processing: the first that it had not finished.

    Senders process their emails in the order of the claim, and all of one claim end with one lease. A sender
    that died after the final dot of one was processing no other.
    """
    dead = Email.objects.filter(state=EmailState.SENDING, lease_until__lt=Now())
    in_hand: dict[datetime.datetime | None, Email] = {}
    for mail in dead.defer("content").select_for_update().order_by("next_try_at", "pk"):
        in_hand.setdefault(mail.lease_until, mail)
    blamed = [mail for mail in in_hand.values() if mail.final_dot_at is None]
    for mail in blamed:
        crashes = mail.crashes + 1
        if crashes < journal.QUARANTINE_FAILURES:
            later = now + (2 ** (crashes - 1) - 1) * journal.ONE_MINUTE
            again = {"state": EmailState.READY, "next_try_at": later}
        else:
            again = {"state": EmailState.QUARANTINED}
            told = Reminder.objects.filter(email=mail.pk, state=ReminderState.EMAILED)
            told.update(state=ReminderState.FAILED, not_sent_reason=NotSentReason.CRASHED)
        Email.objects.filter(pk=mail.pk).update(crashes=crashes, lease_until=None, **again)
    return len(blamed)


def _settle(channel: Channel, now: datetime.datetime) -> None:
    """Ask what arrived, and settle what is proved; where nothing can be asked, do as MAIL_IN_DOUBT says.

    Files say at once what is there. What an oracle lacks has not arrived once it shows an email that was
    handed over later; until then nothing is guessed.
    """
    doubts = _load_unconfirmed()
    arrived = channel.arrived(_list_message_ids(doubts)) if doubts else frozenset()
    if arrived is not None:
        here = Email.objects.filter(pk__in=[one.pk for one in doubts if one.message_id in arrived])
        here.filter(state=EmailState.NOT_CONFIRMED).update(
            state=EmailState.DELIVERED, delivered_at=F("final_dot_at"), lease_until=None
        )
    left = [one for one in doubts if one.message_id not in (arrived or ())]
    in_doubt = Email.objects.filter(state=EmailState.NOT_CONFIRMED)
    if channel.lag_seconds == 0 and arrived is not None:
        _send_again(in_doubt.filter(pk__in=[one.pk for one in left]), now)
    elif settings.MAIL_ORACLE is None:
        old = in_doubt.filter(final_dot_at__lt=Now() - datetime.timedelta(seconds=DOUBT_SECONDS))
        _resend(old, now) if settings.MAIL_IN_DOUBT == "resend" else journal.hold_emails(old)
    else:
        _settle_by_proof(left, arrived, now)


def _load_unconfirmed() -> list[UnconfirmedEmail]:
    """Load the emails in doubt, as old as they are by the database's clock."""
    rows = Email.objects.filter(state=EmailState.NOT_CONFIRMED).annotate(
        begun_at=Coalesce("unconfirmed_at", "final_dot_at"),
        ended_at=Coalesce(
            "lease_until", F("final_dot_at") + datetime.timedelta(seconds=journal.LEASE_SECONDS)
        ),
        age=ExpressionWrapper(Now() - F("final_dot_at"), output_field=DurationField()),
    )
    columns = ("pk", "message_id", "begun_at", "ended_at", "age")
    return [UnconfirmedEmail(*row) for row in rows.order_by("pk").values_list(*columns)]


def _list_message_ids(doubts: Sequence[UnconfirmedEmail]) -> list[str]:
    """List what an oracle is asked for: what is in doubt, and what was handed over later."""
    return [*(one.message_id for one in doubts), *_handed_over_after(min(one.ended_at for one in doubts))]


def _handed_over_after(moment: datetime.datetime) -> dict[str, datetime.datetime]:
    """Return when each email was handed over that the server accepted after a moment."""
    later = Email.objects.filter(delivered_at__gt=moment).annotate(
        begun_at=Coalesce("unconfirmed_at", "final_dot_at")
    )
    return dict(later.filter(begun_at__gt=moment).values_list("message_id", "begun_at"))


def _settle_by_proof(
    doubts: Sequence[UnconfirmedEmail], arrived: frozenset[str] | None, now: datetime.datetime
) -> None:
    """End the doubts for which an oracle proves that the email has not arrived; the others wait.

    `hold` keeps such an email for a person, as it keeps one that has waited for so long that an oracle may
    have been cleared.
    """
    later = _handed_over_after(min(one.ended_at for one in doubts)) if doubts else {}
    shown_until = max((moment for key, moment in later.items() if key in (arrived or ())), default=None)
    waiting: list[UnconfirmedEmail] = []
    absent, forgotten = set[int](), set[int]()
    for one in doubts:
        if one.age > FORGOTTEN:
            forgotten.add(one.pk)
        elif shown_until is not None and shown_until > one.ended_at and one.age > LAG:
            absent.add(one.pk)
        else:
            waiting.append(one)
    in_doubt = Email.objects.filter(state=EmailState.NOT_CONFIRMED)
    lacking = in_doubt.filter(pk__in=absent)
    if settings.MAIL_IN_DOUBT == "resend":
        _send_again(lacking, now)
    else:
        journal.hold_emails(lacking, NotSentReason.NOT_ARRIVED)
    journal.hold_emails(in_doubt.filter(pk__in=forgotten))
    _report(waiting, is_read=arrived is not None)


def _report(waiting: Sequence[UnconfirmedEmail], *, is_read: bool) -> None:
    """Raise the alarm of the oracle where a doubt has waited for long, and end it where none has."""
    late = [one for one in waiting if one.age > ALARM]
    if not late:
        clear_alarm(AlarmCode.JOURNAL)
        return
    since = f"{min(one.begun_at for one in late).astimezone(zone_of(None)):%Y-%m-%d %H:%M}"
    with override(settings.LANGUAGE_CODE):
        if is_read:
            said = _(
                "Emails not confirmed: %(count)s, the oldest since %(since)s. The mailbox or log named "
                "in MAIL_ORACLE shows no later email. Check that mailbox or log."
            )
        else:
            said = _(
                "Emails not confirmed: %(count)s, the oldest since %(since)s. The mailbox or log named "
                "in MAIL_ORACLE cannot be read. Check the setting."
            )
        raise_alarm(AlarmCode.JOURNAL, said % {"count": len(late), "since": since})


def _send_again(mails: QuerySet[Email], now: datetime.datetime) -> int:
    """Send emails again that have not arrived."""
    return mails.update(state=EmailState.READY, final_dot_at=None, lease_until=None, next_try_at=now)


def _resend(mails: QuerySet[Email], now: datetime.datetime) -> int:
    """Send emails again with the same bytes, after their reminders are checked once more."""
    return mails.update(
        state=EmailState.READY,
        unconfirmed_at=Coalesce("unconfirmed_at", "final_dot_at"),
        final_dot_at=None,
        lease_until=None,
        next_try_at=now,
    )


@transaction.atomic
def decide_delivery(mail: Email, *, has_arrived: bool, by: User, now: datetime.datetime) -> None:
    """End a doubt by a person's word: it arrived, or it goes out again with the same bytes.

    Raises `Refused` with "forbidden" where the person may not, and with "settled" where it is not in doubt,
    nor held, any more.
    """
    write_rules.require_permission(write_rules.may_settle(by, mail))
    before = {"state": Email.objects.select_for_update().only("state").get(pk=mail.pk).state}
    doubtful = Email.objects.filter(pk=mail.pk, state__in=(EmailState.NOT_CONFIRMED, EmailState.HELD))
    told = Reminder.objects.filter(email=mail.pk)
    if has_arrived:
        done = doubtful.update(
            state=EmailState.DELIVERED,
            delivered_at=Coalesce("final_dot_at", "unconfirmed_at"),
            lease_until=None,
        )
        told.update(state=ReminderState.DELIVERED, not_sent_reason=NotSentReason.NONE)
    else:
        done = _resend(doubtful, now)
        told.update(state=ReminderState.EMAILED, not_sent_reason=NotSentReason.NONE)
    if not done:
        raise Refused(_("Another user has already dealt with this email. Reload the page."), "settled")
    after = {"state": (EmailState.DELIVERED if has_arrived else EmailState.READY).value}
    log.record_change("doubt ended", mail, by=by, now=now, before=before, after=after)
