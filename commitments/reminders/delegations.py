"""Who of our own delegation is sent a meeting: asked for by the desk. The other side is sent nothing."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import access, audit
from commitments.errors import Refused
from commitments.models import DelegationMember, Invitation, Meeting, User
from commitments.vocabulary import MeetingState, Side

AHEAD = (MeetingState.PLANNED, MeetingState.POSTPONED)
NO_ACCOUNT: Promise = gettext_lazy("no account")
NO_MAIL: Promise = gettext_lazy("no mail reaches the account")
TOO_HIGH: Promise = gettext_lazy("the meeting is above the clearance")


@dataclass(frozen=True, slots=True)
class Guest:
    """One seat of our delegation: the account that is told, or why nobody is."""

    name: str
    person: User | None
    why_not: str | Promise = ""


def guests(meeting: Meeting) -> list[Guest]:
    """List the seats of our delegation in order, each with the account that an invitation goes to."""
    seats = DelegationMember.objects.filter(meeting=meeting, side=Side.OURS)
    return [_guest(seat, meeting) for seat in seats.select_related("official__user").order_by("order", "pk")]


def _guest(seat: DelegationMember, meeting: Meeting) -> Guest:
    person = seat.official.user if seat.official else None
    why_not = NO_ACCOUNT if person is None else _why_untold(person, meeting)
    return Guest(str(seat), None if why_not else person, why_not)


def may_have(person: User, meeting: Meeting) -> bool:
    """Say whether an account may have a meeting in its calendar at all: it is open and cleared for it."""
    return person.is_active and meeting.classification <= person.clearance


def _why_untold(person: User, meeting: Meeting) -> str | Promise:
    """Say why an account is told nothing of a meeting; empty where it is."""
    if not person.is_active:
        return NO_ACCOUNT
    if not person.can_be_told or not person.email:
        return NO_MAIL
    return "" if may_have(person, meeting) else TOO_HIGH


@dataclass(frozen=True, slots=True)
class Invited:
    """One account that the meeting was sent to: who asked for it and when, and the last word with its number.

    `number` is the one that the calendar program compares, 0 before the first word; `why_not` says why the
    account is told nothing more.
    """

    name: str
    asked_at: datetime.datetime
    asked_by: str
    number: int
    state: str
    mail: str
    why_not: str | Promise = ""


def invited(meeting: Meeting, by: User) -> list[Invited]:
    """List who was invited to a meeting, in the order of asking, for its desk; anybody else is given none."""
    if not _is_of_desk(meeting, by):
        return []
    rows = Invitation.objects.filter(meeting=meeting).select_related("person", "asked_by", "mail")
    rows = rows.defer("mail__content", "mail__reply")
    return [
        Invited(
            name=row.person.name,
            asked_at=row.asked_at,
            asked_by=row.asked_by.name,
            number=row.sequence,
            state=_state(row),
            mail=row.mail.get_state_display() if row.mail else "",
            why_not=_why_untold(row.person, meeting),
        )
        for row in rows.order_by("pk")
    ]


def _state(row: Invitation) -> str:
    if row.seen_version is None:
        return _("to be told within a minute")
    if not row.is_cancelled:
        return _("expected")
    return _("no longer expected") if row.told else _("not told")


def _is_of_desk(meeting: Meeting, by: User) -> bool:
    return access.sees(by, meeting) and access.works_on(by, meeting.country)


def why_not_invite(meeting: Meeting, by: User) -> Refused | None:
    """Say what stands against sending a meeting to our delegation now."""
    if not _is_of_desk(meeting, by):
        return Refused(_("Your role does not allow this step."), "forbidden")
    if meeting.state not in AHEAD or meeting.held_on is None:
        return Refused(_("An invitation is sent for a meeting ahead that has a day."), "wrong_state")
    if not any(guest.person for guest in guests(meeting)):
        return Refused(_("Nobody of our delegation has an account that can be told of it."), "nobody")
    return None


def says_who(meeting: Meeting, _by: User) -> str:
    """Say beforehand to whom an invitation goes, and to whom of our delegation it does not."""
    found = guests(meeting)
    goes = "; ".join(guest.name for guest in found if guest.person)
    not_to = "; ".join(f"{guest.name} ({guest.why_not})" for guest in found if guest.person is None)
    said = [_("It goes by mail to: %(people)s. The other side is sent nothing.") % {"people": goes}]
    if not_to:
        said.append(_("It does not go to: %(people)s.") % {"people": not_to})
    said.append(_("When the meeting moves or is called off, they are told by themselves."))
    return " ".join(said)


@transaction.atomic
def invite(meeting: Meeting, *, by: User, now: datetime.datetime) -> int:
    """Let our delegation be told of a meeting and of every move; give how many are new to it.

    The mails are written by the next sweep. Who was unseated and sits there again is told again. Raises
    `Refused` where nobody is new.
    """
    refusal = why_not_invite(meeting, by)
    if refusal is not None:
        raise refusal
    people = {guest.person.pk: guest.person for guest in guests(meeting) if guest.person}
    known = Invitation.objects.filter(meeting=meeting)
    again = known.filter(person__in=people, is_cancelled=True).exclude(seen_version=None)
    told = set(known.values_list("person", flat=True)) - set(again.values_list("person", flat=True))
    new = [person for key, person in people.items() if key not in told]
    if not new:
        raise Refused(_("Everybody of our delegation who can be told has it already."), "same")
    again.update(seen_version=None)
    made = [Invitation(meeting=meeting, person=one, asked_at=now, asked_by=by) for one in new]
    Invitation.objects.bulk_create(made, ignore_conflicts=True)
    after = {"invited": sorted(person.name for person in new)}
    audit.record("delegation invited", meeting, by=by, now=now, after=after)
    return len(new)
