"""Every kind of email of the tracker, as it is sent: by a reminder run, or alone by a worker."""

import datetime
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import SMTP

from allauth.mfa.models import Authenticator
from django.core.mail import EmailMessage

from commitments.accounts import emails, invitations, second_factors
from commitments.api import tokens
from commitments.enums import (
    Classification,
    CommitmentState,
    EmailState,
    LinkKind,
    MeetingForm,
    OwedBy,
    Role,
    Side,
)
from commitments.lifecycle.transitions import OwnerPart
from commitments.meetings import meetings
from commitments.models import DelegationMember, Email, Meeting, Ministry, Official, User, WaitingLink
from commitments.reminders import delivery, journal, notices, outbox
from commitments.reminders import invitations as reminder_invitations
from tests import make
from tests.cast import NOW, Cast

MINUTE = datetime.timedelta(minutes=1)
MEETS_ON = datetime.date(2026, 7, 6)


@dataclass(frozen=True)
class Count:
    """What arrived of what was written, by recipient and Message-ID."""

    written: int
    arrived: int
    lost: int
    doubled: int


@dataclass
class Emails:
    """The emails of a test: `alone` are those without a row, each with whether it has been accepted."""

    people: Cast
    alone: dict[str, Callable[[datetime.datetime], bool]] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)

    def run(self, now: datetime.datetime) -> outbox.ReminderRunResult:
        """Do one reminder run, and let the workers try again what they have not sent."""
        for tell in (
            emails.notify_account_holders,
            notices.notify_heads_of_absences,
            reminder_invitations.notify_invited,
        ):
            tell(now)
        swept = outbox.run_outbox(now)
        emails.send_waiting(now)
        for address in sorted(self.waiting):
            if self.alone[address](now):
                self.waiting.discard(address)
        return swept

    @property
    def is_done(self) -> bool:
        """Whether nothing waits any more."""
        unfinished = (EmailState.READY, EmailState.SENDING, EmailState.NOT_CONFIRMED)
        return not self.waiting and not Email.objects.filter(state__in=unfinished).exists()

    def count(self, received: list[bytes]) -> Count:
        """Compare what the server has with what was written."""
        rows = set(Email.objects.exclude(state=EmailState.WITHDRAWN).values_list("message_id", flat=True))
        by_id: Counter[str] = Counter()
        alone: Counter[str] = Counter()
        for content in received:
            read = message_from_bytes(content, policy=SMTP)
            identifier = str(read["Message-ID"]).strip()
            if identifier in rows:
                by_id[identifier] += 1
            else:
                alone[str(read["X-Original-To"]).strip()] += 1
        arrived = len(by_id) + len(alone)
        written = len(rows) + len(self.alone)
        doubled = sum(by_id.values()) + sum(alone.values()) - arrived
        return Count(written, arrived, written - arrived, doubled)


def prepare(people: Cast, officers: int, now: datetime.datetime) -> Emails:
    """Make due: digests for a desk, one reminder elsewhere, and one email of each other kind."""
    made = Emails(people)
    User.objects.bulk_create(
        User(
            username=f"officer{number}",
            email=f"officer{number}@example.org",
            name=f"Officer {number}",
            role=Role.DESK_OFFICER,
            desk=people.desk,
            clearance=people.officer.clearance,
        )
        for number in range(2, officers + 1)
    )
    User.objects.update(time_zone="Asia/Seoul")
    westmark = Ministry.objects.create(country=people.elsewhere, name="Ministry of the Interior")
    for ministry in (people.their_police, people.their_police, westmark):
        _chased(people, ministry)
    _seat(people)
    tokens.create_token(people.reader, days=7, now=now)
    for name in ("invited", "forgetful", "careful"):
        person = User.objects.create_user(
            name, f"{name}@example.org", role=Role.READER, name=name.capitalize(), clearance=0
        )
        if name == "invited":
            person.invited_at = now
            person.save()
        made.alone[person.email] = _SENDERS[name](person)
    made.alone["trial@example.org"] = lambda at: delivery.send_trial("trial@example.org", now=at).is_accepted
    # What the account pages send, through Django.
    notice = EmailMessage("Account", "A passkey was set up.", to=["notice@example.org"])
    journal.queue_messages([notice], now=now)
    made.waiting = set(made.alone)
    return made


def _chased(people: Cast, ministry: Ministry) -> None:
    outcome = make.outcome(people, make.meeting(people, country=ministry.country))
    make.commitment(
        people,
        outcome,
        owed_by=OwedBy.THEIRS,
        parts=(OwnerPart(Side.THEIRS, ministry),),
        state=CommitmentState.ACCEPTED,
    )


def _seat(people: Cast) -> None:
    """Invite the head of the desk to a meeting of the own delegation."""
    meeting = Meeting(
        country=people.valdoria,
        title="Talks",
        form=MeetingForm.VISIT,
        held_on=MEETS_ON,
        place="Port Serin",
        time_zone="Etc/GMT-3",
        classification=Classification.RESTRICTED,
        starts_at=datetime.time(9, 30),
        ends_at=datetime.time(11),
    )
    meeting = meetings.record_meeting(meeting, by=people.head, now=NOW)
    official = Official.objects.create(
        country=people.korea, ministry=people.mofa, post="Head of the desk", user=people.head
    )
    member = DelegationMember(meeting=meeting, side=Side.OURS, official=official)
    meetings.add_delegate(member, by=people.head, now=NOW)
    reminder_invitations.invite_delegation(meeting, by=people.head, now=NOW)


def _invitation(person: User) -> Callable[[datetime.datetime], bool]:
    invited_at = person.invited_at
    assert invited_at is not None
    _request(LinkKind.INVITATION, person, invited_at)
    return lambda _now: not WaitingLink.objects.filter(person=person).exists()


def _factor(person: User) -> Callable[[datetime.datetime], bool]:
    second_factors.require_confirmation(
        Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    )
    return _link(LinkKind.TWO_STEP, person)


def _request(kind: LinkKind, person: User, now: datetime.datetime) -> None:
    """Request a link by the clock of the test."""
    invitations.request_links(kind, [person.pk])
    WaitingLink.objects.filter(kind=kind, person=person).update(requested_at=now, next_try_at=now)


def _link(kind: LinkKind, person: User) -> Callable[[datetime.datetime], bool]:
    """Ask for a link once; reminder runs try it again until the row that waits is gone."""
    asked = list[datetime.datetime]()

    def send(now: datetime.datetime) -> bool:
        if not asked:
            asked.append(now)
            _request(kind, person, now)
            emails.send_waiting(now, person_ids=[person.pk])
        return not WaitingLink.objects.filter(kind=kind, person=person).exists()

    return send


_SENDERS: dict[str, Callable[[User], Callable[[datetime.datetime], bool]]] = {
    "invited": _invitation,
    "forgetful": lambda person: _link(LinkKind.PASSWORD, person),
    "careful": _factor,
}
