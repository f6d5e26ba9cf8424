"""The journal of each email: its place in the outbox, claim, final dot, answer.

Every entry of a sender is a conditional write on the fence. Leases and moments follow the database's clock,
which all senders share.
"""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from email.charset import QP, Charset
from email.utils import make_msgid

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commitments.access import querysets, write_rules
from commitments.audit import log
from commitments.db.prepared_queries import open_planned_cursor
from commitments.enums import EmailState, NotSentReason, ReminderState
from commitments.errors import Refused
from commitments.models import Email, EmailDelivery, Invitation, Reminder, User
from commitments.reminders import bounces, delivery_log
from commitments.reminders.delivery import AttemptResult, OutgoingEmail, ServerReply
from commitments.reminders.messages import alone_in
from commitments.reminders.recipients import day_of

LONGEST_SUBJECT = 200
QUOTED = Charset("utf-8")
QUOTED.body_encoding = QP
# Longer than a connection and an email may take together (`delivery`), and the wait of an email reserved with
# others.
LEASE_SECONDS = 120
FIRST_WAIT_MINUTES, LONGEST_WAIT_MINUTES = 1, 60
# A server that puts a mail off is asked for five days (RFC 5321, 4.5.4.1), and for six hours after an outage
# of ours that was as long: so long do so many tries take.
GIVE_UP_DAYS, GIVE_UP_TRIES = 5, 12
# After so many mails in a row that one domain puts off, the others for it wait.
DOMAIN_TRIES, DOMAIN_MINUTES = 3, 10
ONE_MINUTE = datetime.timedelta(minutes=1)
# A mail that stopped its sender, or failed in our own code, so often is set aside.
QUARANTINE_FAILURES = 5
# What a person may send again: the server did not take it.
STOPPED_STATES = (EmailState.QUARANTINED, EmailState.FAILED)
# A mail that waited so long is written anew, with what is true by then.
STALE_HOURS = 12
LONGEST_REPLY = 300
# A mail that is written anew once it is taken back: of reminders, or of the seat in a delegation. Others are
# written once.
HAS_SOURCE = Exists(Reminder.objects.filter(email=OuterRef("pk"))) | Exists(
    Invitation.objects.filter(email=OuterRef("pk"))
)

# Written by hand, since they run once a mail and commit on their own: built anew each time by the ORM, they
# would cost more than the mail itself. The first asks once more for what decides: that nobody has paused
# sending, the deadline that stands, an open state, an account that takes mail there, a clearance, and for
# what is not named by its reference alone the level that mail may carry, and that it was not confided since,
# nor given by a third state that does not consent.
# The copy of an answer goes whatever became of the item.
DOT = """
UPDATE commitments_email SET final_dot_at = NOW, unconfirmed_fence = fence
WHERE id = %s AND fence = %s AND state = 'sending' AND lease_until > NOW
AND NOT EXISTS (SELECT 1 FROM commitments_emaildelivery WHERE is_paused)
AND NOT EXISTS (
  SELECT 1 FROM commitments_reminder r JOIN commitments_commitment c ON c.id = r.commitment_id
  JOIN commitments_outcome o ON o.id = c.outcome_id JOIN commitments_meeting m ON m.id = o.meeting_id
  LEFT JOIN commitments_statement t ON t.id = o.statement_id
  LEFT JOIN commitments_user u ON u.id = r.recipient_id
  WHERE r.email_id = commitments_email.id AND (
    NOT u.is_active OR u.email_bounced_at IS NOT NULL OR u.email <> commitments_email.address
    OR u.clearance < c.classification
    OR %s NOT LIKE '%% ' || c.reference || ' %%' AND (
      c.classification > %s OR o.in_confidence AND o.consent = '' OR t.in_confidence AND t.consent = ''
      OR o.originator <> '' AND NOT EXISTS (CONSENT AND a.outcome_id = o.id)
      OR t.originator <> '' AND NOT EXISTS (CONSENT AND a.statement_id = t.id)
      OR (m.classification > u.clearance OR m.classification > %s)
      AND %s NOT LIKE '%% ' || m.reference || ' %%' AND %s NOT LIKE '%% -' || c.reference || ' %%')
    OR r.kind <> 'reply_copy' AND (
      c.deadline_id IS NULL OR c.deadline_id <> r.deadline_id
      OR c.state NOT IN ('proposed', 'declined', 'accepted', 'in_progress', 'suspended'))))
"""
# The consent of a third state, in force today by the time zone of the installation.
CONSENT = """
SELECT 1 FROM commitments_originatorconsent a WHERE a.purpose = 'export' AND a.revoked_at IS NULL
AND (a.expires_on IS NULL OR a.expires_on >= TODAY)
"""
TODAY = {
    "postgresql": f"(STATEMENT_TIMESTAMP() AT TIME ZONE '{settings.TIME_ZONE}')::date",
    "sqlite": "DATE('now', 'localtime')",
}
# An answer that comes after the lease was taken for dead still settles the doubt.
ACCEPT = """
UPDATE commitments_email SET state = 'delivered', delivered_at = NOW, lease_until = NULL, reply = %s
WHERE id = %s AND fence = %s AND state IN ('sending', 'not_confirmed')
"""
# The database's clock, as Django writes moments.
NOW = {
    "postgresql": "STATEMENT_TIMESTAMP()",
    "sqlite": "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'now')",
}


@dataclass(frozen=True, slots=True)
class Claim:
    """One email reserved for sending; the fence proves it."""

    pk: int
    fence: int
    tries: int
    ready_at: datetime.datetime
    parcel: OutgoingEmail
    # What the mail names by its reference alone, between blanks.
    alone: str = ""
    # What was said of it before, by the server or for want of one.
    reply: str = ""

    @property
    def domain(self) -> str:
        """Return the domain of the recipient's address, in lower case."""
        return self.parcel.address.rpartition("@")[2].lower()


def queue_messages(messages: Iterable[EmailMessage], *, now: datetime.datetime) -> None:
    """Add each message to the outbox, once for each recipient: it is sent, and retried, like any other."""
    Email.objects.bulk_create(
        _email_of(one, address, now) for one in messages for address in one.recipients()
    )


def _email_of(message: EmailMessage, address: str, now: datetime.datetime) -> Email:
    """Return an email to one recipient that is ready to be sent, with a Message-ID of its own."""
    # As our own mails: seven bits, which every server takes, and never answered by a robot.
    message.encoding = QUOTED
    message.extra_headers.setdefault("Auto-Submitted", "auto-generated")
    made = message.message()
    del made["Message-ID"]
    made["Message-ID"] = make_msgid(domain=settings.PUBLIC_HOST)
    return Email(
        recipient=User.objects.filter(email__iexact=address).order_by("-is_active", "pk").first(),
        address=address,
        message_id=made["Message-ID"],
        subject=message.subject[:LONGEST_SUBJECT],
        # By the bytes of the message as SMTP has them: its lines end with CR and LF.
        content=made.as_bytes(linesep="\r\n"),  # type: ignore[call-arg]
        ready_at=now,
        next_try_at=now,
        planned_at=now,
    )


@transaction.atomic
def claim_emails(now: datetime.datetime, limit: int) -> list[Claim]:
    """Reserve the next due emails for LEASE_SECONDS; other senders skip them.

    Backlog emails come last, and no more of them than may be sent in a minute.
    """
    ready = Email.objects.filter(state=EmailState.READY, next_try_at__lte=now).order_by("next_try_at", "pk")
    mails = list(ready.filter(is_backlog=False).select_for_update(skip_locked=True)[:limit])
    if not mails and ready.filter(is_backlog=True).exists():
        mails = list(
            ready.filter(is_backlog=True).select_for_update(skip_locked=True)[: _count_free_places(limit)]
        )
    Email.objects.filter(pk__in=[mail.pk for mail in mails]).update(
        state=EmailState.SENDING,
        lease_until=Now() + datetime.timedelta(seconds=LEASE_SECONDS),
        fence=F("fence") + 1,
        tries=F("tries") + 1,
    )
    return [
        Claim(
            one.pk,
            one.fence + 1,
            one.tries + 1,
            one.ready_at,
            OutgoingEmail(one.address, one.message_id, bytes(one.content), bounces.return_path(one.pk)),
            f" {' '.join(alone_in(bytes(one.content)))} ",
            one.reply,
        )
        for one in mails
    ]


def _count_free_places(limit: int) -> int:
    """Return how many backlog emails may be reserved now; senders check one after the other."""
    list(EmailDelivery.objects.select_for_update())
    # What is in doubt may have gone as well.
    since = Now() - ONE_MINUTE
    lately = Q(state=EmailState.SENDING) | Q(delivered_at__gt=since) | Q(final_dot_at__gt=since)
    gone = Email.objects.filter(lately, is_backlog=True).count()
    return max(0, min(limit, settings.BACKLOG_PER_MINUTE - gone))


def release_claims(claims: Sequence[Claim]) -> None:
    """Release reserved emails that were not begun."""
    for fence in {held.fence for held in claims}:
        mine = Email.objects.filter(pk__in=[held.pk for held in claims if held.fence == fence], fence=fence)
        mine.filter(state=EmailState.SENDING, final_dot_at=None).update(
            state=EmailState.READY, lease_until=None, tries=F("tries") - 1
        )


def postpone_domain(domain: str, now: datetime.datetime) -> int:
    """Postpone all waiting emails for one domain that defers everything; return the number of emails."""
    until = now + DOMAIN_MINUTES * ONE_MINUTE
    waiting = Email.objects.filter(state=EmailState.READY, next_try_at__lt=until)
    return waiting.filter(address__iendswith=f"@{domain}").update(next_try_at=until)


def write_dot(held: Claim) -> bool:
    """Commit that the final dot follows, while the claim is valid and nothing in the email has changed.

    It is noted outside the database too, before the dot: a database without it lacks writes.
    """
    level = int(settings.MAIL_CEILING)
    with delivery_log.lock_send_log() as log:
        is_ours = _write(DOT, (held.pk, held.fence, held.alone, level, level, held.alone, held.alone))
        if is_ours:
            log.note(held.pk, held.fence)
    return is_ours


def _write(statement: str, values: Sequence[str | int]) -> bool:
    """Run one of the two statements of every email; return whether the row was still ours."""
    statement = statement.replace("CONSENT", CONSENT).replace("TODAY", TODAY[connection.vendor])
    statement = statement.replace("NOW", NOW[connection.vendor])
    with open_planned_cursor() as cursor:
        cursor.execute(statement, values)
        return bool(cursor.rowcount)


def record_attempt(held: Claim, answer: ServerReply, now: datetime.datetime) -> EmailState:
    """Write down what became of an attempt; a claim that was lost meanwhile writes nothing."""
    reply = answer.text[:LONGEST_REPLY]
    match answer.fate:
        case AttemptResult.ACCEPTED:
            _write(ACCEPT, (reply, held.pk, held.fence))
            return EmailState.DELIVERED
        case AttemptResult.REFUSED:
            return _refuse(held, answer, reply, now)
        case AttemptResult.QUARANTINED:
            return _end(held, EmailState.QUARANTINED, reply, NotSentReason.NOT_ACCEPTED)
        case AttemptResult.FAILED:
            return _fail(held, reply, now)
        case AttemptResult.IN_DOUBT:
            # From now on nobody has it in hand: what is handed over later comes after it.
            _mine(held).update(state=EmailState.NOT_CONFIRMED, lease_until=Now(), reply=reply)
            return EmailState.NOT_CONFIRMED
        case AttemptResult.LOST:
            return EmailState.SENDING
    if answer.is_down:
        # The server is away, or refuses us: that says nothing about this mail, which is as ready as before.
        # But where it answered the recipient, the other mails have their turn first.
        until = now + ONE_MINUTE if answer.is_to_recipient else now
        _postpone(held, until, reply=reply, tries=F("tries") - 1)
        return EmailState.READY
    if held.tries >= GIVE_UP_TRIES and not _has_younger(held, now - datetime.timedelta(days=GIVE_UP_DAYS)):
        return _end(held, EmailState.FAILED, reply, NotSentReason.GIVEN_UP)
    minutes = min(FIRST_WAIT_MINUTES * 2 ** min(held.tries - 1, 10), LONGEST_WAIT_MINUTES)
    _postpone(held, now + minutes * ONE_MINUTE, reply=reply, crashes=0)
    return EmailState.READY


def _postpone(held: Claim, until: datetime.datetime, **values: object) -> None:
    values |= {"state": EmailState.READY, "next_try_at": until, "lease_until": None, "final_dot_at": None}
    _mine(held).update(**values)


def _fail(held: Claim, reply: str, now: datetime.datetime) -> EmailState:
    """Postpone an email that our own code could not hand over, longer each time; the fifth time is the
    last.
    """
    failures = Email.objects.values_list("crashes", flat=True).get(pk=held.pk) + 1
    if failures >= QUARANTINE_FAILURES:
        _mine(held).update(crashes=failures)
        return _end(held, EmailState.QUARANTINED, reply, NotSentReason.CRASHED)
    _postpone(held, now + 2 ** (failures - 1) * ONE_MINUTE, reply=reply, crashes=failures)
    return EmailState.READY


def retry_all(*, by: User, now: datetime.datetime) -> int:
    """Send again every quarantined email that this person may send again; return their number."""
    mails = querysets.list_readable(Email, by).filter(state__in=STOPPED_STATES).defer("content")
    mine = [mail for mail in mails.order_by("pk") if write_rules.may_settle(by, mail)]
    for mail in mine:
        retry_email(mail, by=by, now=now)
    return len(mine)


@transaction.atomic
def retry_email(mail: Email, *, by: User, now: datetime.datetime) -> None:
    """Send a quarantined or given up email with the next reminder run.

    Raises `Refused` with "forbidden" where the person may not, and with "settled" where it is waiting
    already.
    """
    write_rules.require_permission(write_rules.may_settle(by, mail))
    state = Email.objects.select_for_update().only("state").get(pk=mail.pk).state
    if state not in STOPPED_STATES:
        raise Refused(_("This email is no longer in quarantine. Reload the page."), "settled")
    again = {"state": EmailState.READY, "next_try_at": now, "lease_until": None, "final_dot_at": None}
    Email.objects.filter(pk=mail.pk).update(**again, tries=0, crashes=0)
    failed = Reminder.objects.filter(email=mail.pk, state=ReminderState.FAILED)
    failed.update(state=ReminderState.EMAILED, not_sent_reason=NotSentReason.NONE)
    after = {"state": EmailState.READY.value}
    log.record_change("email retried", mail, by=by, now=now, before={"state": state}, after=after)


def _has_younger(held: Claim, moment: datetime.datetime) -> bool:
    """Return whether the latest of what an email says was planned after a moment."""
    return Email.objects.filter(Q(planned_at__gt=moment) | Q(planned_at=None), pk=held.pk).exists()


def _mine(held: Claim) -> QuerySet[Email]:
    return Email.objects.filter(
        pk=held.pk, fence=held.fence, state__in=(EmailState.SENDING, EmailState.NOT_CONFIRMED)
    )


@transaction.atomic
def _end(held: Claim, state: EmailState, reply: str, why_not: NotSentReason) -> EmailState:
    if _mine(held).update(state=state, lease_until=None, reply=reply):
        Reminder.objects.filter(email=held.pk).update(state=ReminderState.FAILED, not_sent_reason=why_not)
    return state


@transaction.atomic
def _refuse(held: Claim, answer: ServerReply, reply: str, now: datetime.datetime) -> EmailState:
    """End an email that the server refuses; where the address does not exist, notify the next in the
    chain.
    """
    state = _end(held, EmailState.REJECTED, reply, NotSentReason.REJECTED)
    if answer.is_nobody and Email.objects.filter(pk=held.pk, fence=held.fence, state=state).exists():
        bounces.come_back(held.pk, reply, now=now)
    return state


def carry_over() -> None:
    """Copy the result of accepted emails to their reminders: the email's own row is written first, and
    decides.
    """
    arrived = Reminder.objects.filter(state=ReminderState.EMAILED, email__state=EmailState.DELIVERED)
    arrived.update(state=ReminderState.DELIVERED)


@transaction.atomic
def withdraw_email(held: Claim, now: datetime.datetime) -> bool:
    """Withdraw a reserved email that was never finished; its reminders are checked again.

    One that nothing would write again waits for a minute instead. One that is resent after a doubtful
    delivery may have arrived: it is held back, and shown.
    """
    mail = Email.objects.filter(pk=held.pk, fence=held.fence, state=EmailState.SENDING, final_dot_at=None)
    unsent = mail.filter(unconfirmed_at=None)
    again = {"state": EmailState.READY, "next_try_at": now + ONE_MINUTE, "lease_until": None}
    if unsent.exclude(HAS_SOURCE).update(**again, tries=F("tries") - 1):
        return False
    if unsent.update(state=EmailState.WITHDRAWN, lease_until=None):
        _release((held.pk,))
        return True
    hold_emails(mail)
    return False


@transaction.atomic
def postpone_email(held: Claim, now: datetime.datetime) -> None:
    """Keep back a reserved email during quiet days: it is written again after them.

    One that is resent after a doubtful delivery keeps its bytes, and is checked again in an hour.
    """
    mail = _mine(held).filter(final_dot_at=None)
    if not mail.filter(unconfirmed_at=None).exists():
        later = now + LONGEST_WAIT_MINUTES * ONE_MINUTE
        mail.update(state=EmailState.READY, next_try_at=later, lease_until=None, tries=F("tries") - 1)
    else:
        withdraw_email(held, now)


@transaction.atomic
def hold_emails(mails: QuerySet[Email], why_not: NotSentReason = NotSentReason.HELD) -> int:
    """Keep back emails until a person decides about them; return the number of emails."""
    keys = list(mails.select_for_update().values_list("pk", flat=True))
    Email.objects.filter(pk__in=keys).update(state=EmailState.HELD, lease_until=None)
    told = Reminder.objects.filter(email__in=keys, state=ReminderState.EMAILED)
    told.update(state=ReminderState.FAILED, not_sent_reason=why_not)
    return len(keys)


@transaction.atomic
def withdraw_stale(now: datetime.datetime) -> int:
    """Withdraw emails that have waited for hours, or into another day, since their text is outdated.

    Their reminders are written again. Emails that nothing would write again (about an account) wait on.
    """
    waiting = Email.objects.filter(HAS_SOURCE, state=EmailState.READY, final_dot_at=None, unconfirmed_at=None)
    written = waiting.select_related("recipient").defer("content")
    keys = [mail.pk for mail in written if _is_stale(mail, now)]
    count = Email.objects.filter(pk__in=keys, state=EmailState.READY).update(state=EmailState.WITHDRAWN)
    _release(keys)
    return count


def _is_stale(mail: Email, now: datetime.datetime) -> bool:
    """Return whether an email was written hours ago, or on an earlier day of its reader."""
    is_old = mail.ready_at < now - datetime.timedelta(hours=STALE_HOURS)
    return is_old or day_of(mail.ready_at, mail.recipient) < day_of(now, mail.recipient)


def _release(mails: Collection[int]) -> None:
    taken_back = Reminder.objects.filter(email__in=mails, email__state=EmailState.WITHDRAWN)
    taken_back.update(state=ReminderState.PLANNED, email=None)
