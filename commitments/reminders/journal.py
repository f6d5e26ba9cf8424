"""The journal of each mail: claimed, last dot, answer; every line is a conditional write on the fence.

Leases and moments here go by the database's clock, which all senders share.
"""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commitments import access, audit
from commitments.errors import Refused
from commitments.models import Invitation, Mail, Reminder, Sending, User
from commitments.prepared import planned
from commitments.reminders import bounces, send_log
from commitments.reminders.channels import Answer, Fate, Parcel
from commitments.reminders.mail import alone_in
from commitments.reminders.people import day_of
from commitments.vocabulary import MailState, ReminderState, WhyNot

# Longer than a connection and a mail may take together (`channels`), and the wait of a mail held with others.
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
SET_ASIDE = (MailState.QUARANTINED, MailState.FAILED)
# A mail that waited so long is written anew, with what is true by then.
STALE_HOURS = 12
LONGEST_REPLY = 300
# A mail that is written anew once it is taken back: of reminders, or of the seat in a delegation. Others are
# written once.
HAS_SOURCE = Exists(Reminder.objects.filter(mail=OuterRef("pk"))) | Exists(
    Invitation.objects.filter(mail=OuterRef("pk"))
)

# Written by hand, since they run once a mail and commit on their own: built anew each time by the ORM, they
# would cost more than the mail itself. The first asks once more for what decides: that nobody has paused
# sending, the deadline that stands, an open state, an account that takes mail there, a clearance, and for
# what is not named by its reference alone the level that mail may carry, and that it was not confided since.
# The copy of an answer goes whatever became of the item.
DOT = """
UPDATE commitments_mail SET dot_at = NOW, dotted_fence = fence
WHERE id = %s AND fence = %s AND state = 'sending' AND lease_until > NOW
AND NOT EXISTS (SELECT 1 FROM commitments_sending WHERE is_paused)
AND NOT EXISTS (
  SELECT 1 FROM commitments_reminder r JOIN commitments_commitment c ON c.id = r.commitment_id
  JOIN commitments_outcome o ON o.id = c.outcome_id JOIN commitments_meeting m ON m.id = o.meeting_id
  LEFT JOIN commitments_statement t ON t.id = o.statement_id
  LEFT JOIN commitments_user u ON u.id = r.recipient_id
  WHERE r.mail_id = commitments_mail.id AND (
    NOT u.is_active OR u.mail_bounced_at IS NOT NULL OR u.email <> commitments_mail.address
    OR u.clearance < c.classification
    OR %s NOT LIKE '%% ' || c.reference || ' %%' AND (
      c.classification > %s OR o.in_confidence AND o.consent = '' OR t.in_confidence AND t.consent = ''
      OR (m.classification > u.clearance OR m.classification > %s)
      AND %s NOT LIKE '%% ' || m.reference || ' %%' AND %s NOT LIKE '%% -' || c.reference || ' %%')
    OR r.rule <> 'copy' AND (
      c.deadline_id IS NULL OR c.deadline_id <> r.deadline_id
      OR c.state NOT IN ('proposed', 'declined', 'accepted', 'in_progress', 'dormant'))))
"""
# An answer that comes after the lease was taken for dead still settles the doubt.
ACCEPT = """
UPDATE commitments_mail SET state = 'accepted', accepted_at = NOW, lease_until = NULL, reply = %s
WHERE id = %s AND fence = %s AND state IN ('sending', 'in_doubt')
"""
# The database's clock, as Django writes moments.
NOW = {
    "postgresql": "STATEMENT_TIMESTAMP()",
    "sqlite": "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'now')",
}


@dataclass(frozen=True, slots=True)
class Claim:
    """One mail held for sending; the fence proves it."""

    pk: int
    fence: int
    tries: int
    ready_at: datetime.datetime
    parcel: Parcel
    # What the mail names by its reference alone, between blanks.
    alone: str = ""
    # What was said of it before, by the server or for want of one.
    reply: str = ""

    @property
    def domain(self) -> str:
        """The domain that the mail is for, in small letters."""
        return self.parcel.address.rpartition("@")[2].lower()


@transaction.atomic
def claim(now: datetime.datetime, limit: int) -> list[Claim]:
    """Hold the next mails whose turn has come for LEASE_SECONDS; other senders pass them over.

    What is of a backlog comes last, and no more of it than may go out in a minute.
    """
    ready = Mail.objects.filter(state=MailState.READY, next_try_at__lte=now).order_by("next_try_at", "pk")
    mails = list(ready.filter(is_backlog=False).select_for_update(skip_locked=True)[:limit])
    if not mails and ready.filter(is_backlog=True).exists():
        mails = list(ready.filter(is_backlog=True).select_for_update(skip_locked=True)[: _room(limit)])
    Mail.objects.filter(pk__in=[mail.pk for mail in mails]).update(
        state=MailState.SENDING,
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
            Parcel(one.address, one.message_id, bytes(one.content), bounces.return_path(one.pk)),
            f" {' '.join(alone_in(bytes(one.content)))} ",
            one.reply,
        )
        for one in mails
    ]


def _room(limit: int) -> int:
    """Give how many mails of a backlog may be held now; senders ask one after the other."""
    list(Sending.objects.select_for_update())
    # What is in doubt may have gone as well.
    since = Now() - ONE_MINUTE
    lately = Q(state=MailState.SENDING) | Q(accepted_at__gt=since) | Q(dot_at__gt=since)
    gone = Mail.objects.filter(lately, is_backlog=True).count()
    return max(0, min(limit, settings.BACKLOG_PER_MINUTE - gone))


def release(claims: Sequence[Claim]) -> None:
    """Let go of mails that were held and not begun."""
    for fence in {held.fence for held in claims}:
        mine = Mail.objects.filter(pk__in=[held.pk for held in claims if held.fence == fence], fence=fence)
        mine.filter(state=MailState.SENDING, dot_at=None).update(
            state=MailState.READY, lease_until=None, tries=F("tries") - 1
        )


def put_off_domain(domain: str, now: datetime.datetime) -> int:
    """Let all that waits for one domain wait longer: it puts everything off; give the number of mails."""
    until = now + DOMAIN_MINUTES * ONE_MINUTE
    waiting = Mail.objects.filter(state=MailState.READY, next_try_at__lt=until)
    return waiting.filter(address__iendswith=f"@{domain}").update(next_try_at=until)


def write_dot(held: Claim) -> bool:
    """Commit that the last dot follows: only while the claim stands and nothing in the mail has changed.

    It is noted outside of the database too, before the dot: a database that does not know it lacks writes.
    """
    level = int(settings.MAIL_CEILING)
    with send_log.held() as log:
        is_ours = _write(DOT, (held.pk, held.fence, held.alone, level, level, held.alone, held.alone))
        if is_ours:
            log.note(held.pk, held.fence)
    return is_ours


def _write(statement: str, values: Sequence[str | int]) -> bool:
    """Run one of the two statements of every mail; say whether the row was still ours."""
    statement = statement.replace("NOW", NOW[connection.vendor])
    with planned() as cursor:
        cursor.execute(statement, values)
        return bool(cursor.rowcount)


def record(held: Claim, answer: Answer, now: datetime.datetime) -> MailState:
    """Write down what became of an attempt; a claim that was lost meanwhile writes nothing."""
    reply = answer.text[:LONGEST_REPLY]
    match answer.fate:
        case Fate.ACCEPTED:
            _write(ACCEPT, (reply, held.pk, held.fence))
            return MailState.ACCEPTED
        case Fate.REFUSED:
            return _refuse(held, answer, reply, now)
        case Fate.QUARANTINED:
            return _end(held, MailState.QUARANTINED, reply, WhyNot.NOT_TAKEN)
        case Fate.FAILED:
            return _fail(held, reply, now)
        case Fate.IN_DOUBT:
            # From now on nobody has it in hand: what is handed over later comes after it.
            _mine(held).update(state=MailState.IN_DOUBT, lease_until=Now(), reply=reply)
            return MailState.IN_DOUBT
        case Fate.LOST:
            return MailState.SENDING
    if answer.is_down:
        # The server is away, or refuses us: that says nothing about this mail, which is as ready as before.
        # But where it answered the recipient, the other mails have their turn first.
        until = now + ONE_MINUTE if answer.is_to_recipient else now
        _put_off(held, until, reply=reply, tries=F("tries") - 1)
        return MailState.READY
    if held.tries >= GIVE_UP_TRIES and not _has_younger(held, now - datetime.timedelta(days=GIVE_UP_DAYS)):
        return _end(held, MailState.FAILED, reply, WhyNot.GIVEN_UP)
    minutes = min(FIRST_WAIT_MINUTES * 2 ** min(held.tries - 1, 10), LONGEST_WAIT_MINUTES)
    _put_off(held, now + minutes * ONE_MINUTE, reply=reply, crashes=0)
    return MailState.READY


def _put_off(held: Claim, until: datetime.datetime, **values: object) -> None:
    values |= {"state": MailState.READY, "next_try_at": until, "lease_until": None, "dot_at": None}
    _mine(held).update(**values)


def _fail(held: Claim, reply: str, now: datetime.datetime) -> MailState:
    """Put off a mail that our own code could not hand over, longer each time; the fifth time is the last."""
    failures = Mail.objects.values_list("crashes", flat=True).get(pk=held.pk) + 1
    if failures >= QUARANTINE_FAILURES:
        _mine(held).update(crashes=failures)
        return _end(held, MailState.QUARANTINED, reply, WhyNot.CRASHED)
    _put_off(held, now + 2 ** (failures - 1) * ONE_MINUTE, reply=reply, crashes=failures)
    return MailState.READY


def retry_all(*, by: User, now: datetime.datetime) -> int:
    """Send every mail that is set aside and may be sent again by this person; return their number."""
    mails = access.rows(Mail, by).filter(state__in=SET_ASIDE).defer("content")
    mine = [mail for mail in mails.order_by("pk") if access.may_settle(by, mail)]
    for mail in mine:
        retry(mail, by=by, now=now)
    return len(mine)


@transaction.atomic
def retry(mail: Mail, *, by: User, now: datetime.datetime) -> None:
    """Send a mail of the quarantine, or one that was given up, with the next reminder run.

    Raises `Refused` with "forbidden" where the person may not, and with "settled" where it waits already.
    """
    access.require(access.may_settle(by, mail))
    state = Mail.objects.select_for_update().only("state").get(pk=mail.pk).state
    if state not in SET_ASIDE:
        raise Refused(_("This email is no longer in quarantine. Reload the page."), "settled")
    again = {"state": MailState.READY, "next_try_at": now, "lease_until": None, "dot_at": None}
    Mail.objects.filter(pk=mail.pk).update(**again, tries=0, crashes=0)
    failed = Reminder.objects.filter(mail=mail.pk, state=ReminderState.FAILED)
    failed.update(state=ReminderState.MAILED, why_not=WhyNot.NOT_SAID)
    after = {"state": MailState.READY.value}
    audit.record("email retried", mail, by=by, now=now, before={"state": state}, after=after)


def _has_younger(held: Claim, moment: datetime.datetime) -> bool:
    """Return whether the latest of what an email says was planned after a moment."""
    return Mail.objects.filter(Q(planned_at__gt=moment) | Q(planned_at=None), pk=held.pk).exists()


def _mine(held: Claim) -> QuerySet[Mail]:
    return Mail.objects.filter(
        pk=held.pk, fence=held.fence, state__in=(MailState.SENDING, MailState.IN_DOUBT)
    )


@transaction.atomic
def _end(held: Claim, state: MailState, reply: str, why_not: WhyNot) -> MailState:
    if _mine(held).update(state=state, lease_until=None, reply=reply):
        Reminder.objects.filter(mail=held.pk).update(state=ReminderState.FAILED, why_not=why_not)
    return state


@transaction.atomic
def _refuse(held: Claim, answer: Answer, reply: str, now: datetime.datetime) -> MailState:
    """End a mail that the server will not take; where the address is nobody's, the next is told."""
    state = _end(held, MailState.REFUSED, reply, WhyNot.REFUSED)
    if answer.is_nobody and Mail.objects.filter(pk=held.pk, fence=held.fence, state=state).exists():
        bounces.come_back(held.pk, reply, now=now)
    return state


def carry_over() -> None:
    """Let reminders follow the mails that were accepted: the mail's own row came first, and decides."""
    arrived = Reminder.objects.filter(state=ReminderState.MAILED, mail__state=MailState.ACCEPTED)
    arrived.update(state=ReminderState.DELIVERED)


@transaction.atomic
def withdraw(held: Claim, now: datetime.datetime) -> bool:
    """Take back a mail that is held and was never finished; its reminders are looked at again.

    One that nothing would write anew waits for a minute instead. One that is sent a second time after a doubt
    may have arrived: it is kept back, and shown.
    """
    mail = Mail.objects.filter(pk=held.pk, fence=held.fence, state=MailState.SENDING, dot_at=None)
    unsent = mail.filter(doubted_at=None)
    again = {"state": MailState.READY, "next_try_at": now + ONE_MINUTE, "lease_until": None}
    if unsent.exclude(HAS_SOURCE).update(**again, tries=F("tries") - 1):
        return False
    if unsent.update(state=MailState.WITHDRAWN, lease_until=None):
        _release((held.pk,))
        return True
    hold(mail)
    return False


@transaction.atomic
def wait(held: Claim, now: datetime.datetime) -> None:
    """Keep back a mail that is held while days are quiet: it is written anew after them.

    One that is sent a second time after a doubt keeps its bytes, and is looked at again in an hour.
    """
    mail = _mine(held).filter(dot_at=None)
    if not mail.filter(doubted_at=None).exists():
        later = now + LONGEST_WAIT_MINUTES * ONE_MINUTE
        mail.update(state=MailState.READY, next_try_at=later, lease_until=None, tries=F("tries") - 1)
    else:
        withdraw(held, now)


@transaction.atomic
def hold(mails: QuerySet[Mail], why_not: WhyNot = WhyNot.HELD) -> int:
    """Keep back for good what is not to be sent again unasked: a person looks; give the number of mails."""
    keys = list(mails.select_for_update().values_list("pk", flat=True))
    Mail.objects.filter(pk__in=keys).update(state=MailState.HELD, lease_until=None)
    told = Reminder.objects.filter(mail__in=keys, state=ReminderState.MAILED)
    told.update(state=ReminderState.FAILED, why_not=why_not)
    return len(keys)


@transaction.atomic
def withdraw_stale(now: datetime.datetime) -> int:
    """Take back what has waited for hours, or into another day: what it says is no longer true to the day.

    Its reminders are written anew. What nothing would write anew (a message about an account) waits on.
    """
    waiting = Mail.objects.filter(HAS_SOURCE, state=MailState.READY, dot_at=None, doubted_at=None)
    written = waiting.select_related("recipient").defer("content")
    keys = [mail.pk for mail in written if _is_stale(mail, now)]
    count = Mail.objects.filter(pk__in=keys, state=MailState.READY).update(state=MailState.WITHDRAWN)
    _release(keys)
    return count


def _is_stale(mail: Mail, now: datetime.datetime) -> bool:
    """Return whether a mail was written hours ago, or on an earlier day of its reader."""
    is_old = mail.ready_at < now - datetime.timedelta(hours=STALE_HOURS)
    return is_old or day_of(mail.ready_at, mail.recipient) < day_of(now, mail.recipient)


def _release(mails: Collection[int]) -> None:
    taken_back = Reminder.objects.filter(mail__in=mails, mail__state=MailState.WITHDRAWN)
    taken_back.update(state=ReminderState.PLANNED, mail=None)
