"""Invitations to meetings for our own delegation, requested by the desk; the other side gets none.

Emails put a meeting into the calendars of the delegates; the last email is compared with the current meeting.
A delegate gets details up to their own clearance and the level that email may carry; one who may not read the
meeting in the tracker gets its reference and hours.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.headerregistry import Address
from email.utils import parseaddr
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.formats import date_format, time_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.access import policy, responsibilities
from commitments.audit import log as audit_log
from commitments.calendar_feeds import entries, icalendar
from commitments.calendar_feeds.icalendar import CalendarEntry
from commitments.enums import (
    CALLED_OFF_STATES,
    UPCOMING_STATES,
    Classification,
    EmailState,
    Side,
)
from commitments.errors import Refused
from commitments.models import DelegationMember, Email, Invitation, Meeting, User, spoken_as
from commitments.records import parts
from commitments.reminders import messages

NO_ACCOUNT: Promise = gettext_lazy("no account")
NO_EMAIL: Promise = gettext_lazy("no working email address")
TOO_HIGH: Promise = gettext_lazy("classification of the meeting above the user’s clearance")


@dataclass(frozen=True, slots=True)
class DelegateGuest:
    """One member of our delegation: the account that is invited, or why it is not."""

    name: str
    person: User | None
    why_not: str | Promise = ""


def list_guests(meeting: Meeting) -> list[DelegateGuest]:
    """List the seats of our delegation in order, each with the account that an invitation goes to."""
    seats = DelegationMember.objects.filter(meeting=meeting, side=Side.OURS)
    return [_guest(seat, meeting) for seat in seats.select_related("official__user").order_by("order", "pk")]


def _guest(seat: DelegationMember, meeting: Meeting) -> DelegateGuest:
    person = seat.official.user if seat.official else None
    why_not = NO_ACCOUNT if person is None else _why_untold(person, meeting)
    return DelegateGuest(str(seat), None if why_not else person, why_not)


def may_have(person: User, meeting: Meeting) -> bool:
    """Return whether an account may have a meeting in its calendar at all: it is open and cleared for it."""
    return person.is_active and meeting.classification <= person.clearance


def _why_untold(person: User, meeting: Meeting) -> str | Promise:
    """Return why an account gets no invitation to a meeting; empty where it does."""
    if not person.is_active:
        return NO_ACCOUNT
    if not person.can_be_told or not person.email:
        return NO_EMAIL
    return "" if may_have(person, meeting) else TOO_HIGH


@dataclass(frozen=True, slots=True)
class InvitedAccount:
    """One invited account: who requested it and when, and the last email with its number.

    `number` is the one that the calendar program compares, 0 before the first email; `why_not` explains why
    the account gets no more emails.
    """

    name: str
    requested_at: datetime.datetime
    requested_by: str
    number: int
    state: str
    mail: str
    why_not: str | Promise = ""


def list_invited(meeting: Meeting, by: User) -> list[InvitedAccount]:
    """List who was invited to a meeting, in the order of asking, for its desk; anybody else is given none."""
    if not _is_of_desk(meeting, by) or not parts.has_parts(meeting, Invitation):
        return []
    rows = Invitation.objects.filter(meeting=meeting).select_related("person", "requested_by", "email")
    rows = rows.defer("email__content", "email__reply")
    return [
        InvitedAccount(
            name=str(row.person),
            requested_at=row.requested_at,
            requested_by=str(row.requested_by),
            number=row.sequence,
            state=_state(row),
            mail=row.email.get_state_display() if row.email else "",
            why_not=_why_untold(row.person, meeting),
        )
        for row in rows.order_by("pk")
    ]


def _state(row: Invitation) -> str:
    if row.seen_version is None:
        return _("invitation will be sent within a minute")
    if not row.is_cancelled:
        return _("expected to attend")
    return _("no longer expected to attend") if row.last_sent else _("not notified")


def _is_of_desk(meeting: Meeting, by: User) -> bool:
    return policy.can_read(by, meeting) and responsibilities.works_on(by, meeting.country)


def why_not_invite(meeting: Meeting, by: User) -> Refused | None:
    """Explain why a meeting cannot be sent to our delegation now, or return None."""
    if not _is_of_desk(meeting, by):
        return Refused(_("Your role does not allow this step. Ask the head of desk."), "forbidden")
    if meeting.state not in UPCOMING_STATES or meeting.held_on is None:
        return Refused(_("Invitations can be sent only for upcoming meetings with a date."), "wrong_state")
    if not any(guest.person for guest in list_guests(meeting)):
        return Refused(
            _(
                "No member of our delegation has an account that can be notified. Inform the "
                "delegation yourself."
            ),
            "nobody",
        )
    return None


def says_who(meeting: Meeting, _by: User) -> str:
    """Return who will get an invitation and which delegates will not, to show beforehand."""
    found = list_guests(meeting)
    goes = "; ".join(guest.name for guest in found if guest.person)
    not_to = "; ".join(f"{guest.name} ({guest.why_not})" for guest in found if guest.person is None)
    said = [
        _("The invitation will be sent by email to: %(people)s. The other side will receive no email.")
        % {"people": goes}
    ]
    if not_to:
        said.append(_("The invitation will not be sent to: %(people)s.") % {"people": not_to})
    said.append(
        _("If the meeting changes or is cancelled, the invited delegates are notified automatically.")
    )
    return " ".join(said)


@transaction.atomic
def invite_delegation(meeting: Meeting, *, by: User, now: datetime.datetime) -> int:
    """Invite our delegation to a meeting, with every later change; return how many are new to it.

    The next reminder run writes the emails. A delegate who was removed and added again is invited again.
    Raises `Refused` where no one is new.
    """
    refusal = why_not_invite(meeting, by)
    if refusal is not None:
        raise refusal
    people = {guest.person.pk: guest.person for guest in list_guests(meeting) if guest.person}
    known = Invitation.objects.filter(meeting=meeting)
    again = known.filter(person__in=people, is_cancelled=True).exclude(seen_version=None)
    told = set(known.values_list("person", flat=True)) - set(again.values_list("person", flat=True))
    new = [person for key, person in people.items() if key not in told]
    if not new:
        raise Refused(
            _("All members of our delegation who can be notified already have the invitation."), "same"
        )
    again.update(seen_version=None)
    made = [Invitation(meeting=meeting, person=one, requested_at=now, requested_by=by) for one in new]
    Invitation.objects.bulk_create(made, ignore_conflicts=True)
    after = {"invited": sorted(person.name for person in new)}
    audit_log.record_change("delegation invited", meeting, by=by, now=now, after=after)
    return len(new)


# In these something may have to be told; what was held is past.
NOTIFIED_STATES = (*UPCOMING_STATES, *CALLED_OFF_STATES)
ONE_DAY = datetime.timedelta(days=1)
log = structlog.get_logger("tracker.reminders")


def notify_invited(now: datetime.datetime) -> int:
    """Write an email to each invited person for whom something changed since the last one; return their
    number.

    The stored last email is compared, so that only one of several reminder runs writes a change.
    """
    return messages.for_each(_changed(), lambda one: _notify_one(one, now))


def _changed() -> Iterator[Invitation]:
    """Yield the invitations for which something may have changed.

    The meeting was changed since, the delegate was removed, the account was closed or may read less than the
    meeting's classification, or the email was never sent.
    """
    seats = DelegationMember.objects.filter(meeting=OuterRef("meeting"), side=Side.OURS)
    seated = Exists(seats.filter(official__user=OuterRef("person")))
    is_new = Q(seen_version__isnull=True) | ~Q(seen_version=F("meeting__version"))
    rows = Invitation.objects.filter(meeting__state__in=NOTIFIED_STATES).annotate(is_seated=seated)
    is_out = Q(is_seated=False) | Q(person__is_active=False)
    is_out |= Q(person__clearance__lt=F("meeting__classification"))
    rows = rows.filter(is_new | is_out & Q(is_cancelled=False) | Q(email__state=EmailState.WITHDRAWN))
    return rows.select_related("meeting__country", "person", "email").order_by("pk").iterator()


def _is_lost(one: Invitation) -> bool:
    """Return whether the last email was withdrawn after hours without a mail server, and so never read."""
    return one.email is not None and one.email.state == EmailState.WITHDRAWN


@transaction.atomic
def _notify_one(one: Invitation, now: datetime.datetime) -> int:
    """Notify one person of what changed, if anything, unless another reminder run has done so."""
    meeting, person = one.meeting, one.person
    seen: dict[str, Any] = {"seen_version": meeting.version}
    with spoken_as(person, is_letter=True):
        is_on, entry, told = _find_news(one, now)
        made = None
        if entry is not None and person.can_be_told and person.email:
            sequence = max(meeting.version, one.sequence + 1)
            entry = replace(entry, sequence=sequence, changed_at=now)
            made = _build_email(one, entry, is_on=is_on, now=now)
            seen |= {"sequence": sequence, "last_sent": told}
    seen |= {"is_cancelled": not is_on} | ({"email": None} if _is_lost(one) else {})
    mine = Invitation.objects.filter(pk=one.pk, sequence=one.sequence, seen_version=one.seen_version)
    if not mine.update(**seen):
        return 0
    if entry is not None and one.email_id is not None:
        # What was written and is not on its way is overtaken; where nothing is news, it still has to go.
        Email.objects.filter(pk=one.email_id, state=EmailState.READY).update(state=EmailState.WITHDRAWN)
    if made is not None:
        made.save(force_insert=True)
        Invitation.objects.filter(pk=one.pk).update(email=made)
    return int(made is not None)


def _find_news(one: Invitation, now: datetime.datetime) -> tuple[bool, CalendarEntry | None, dict[str, Any]]:
    """Return whether the person is expected, with the entry to send where it is new, and its stored form."""
    meeting, person = one.meeting, one.person
    up_to = entries.find_highest_level(person) if policy.can_read(person, meeting) else -1
    is_seated: bool = one.is_seated  # type: ignore[attr-defined]
    day = meeting.held_on if meeting.state in UPCOMING_STATES else None
    if is_seated and day is not None and may_have(person, meeting):
        entry = entries.load_meeting_entry(meeting, up_to)
        if up_to < 0:
            # No page of it is open to the person.
            entry = replace(entry, description="", url="")
        told = _build_stored_entry(entry)
        is_same = told == one.last_sent and not one.is_cancelled and not _is_lost(one)
        is_past = day < now.date() - ONE_DAY
        return True, None if is_same or is_past else entry, told
    if not one.last_sent or (one.is_cancelled and not _is_lost(one)):
        return False, None, one.last_sent
    return False, _build_cancellation(one, up_to), one.last_sent


def _build_stored_entry(entry: CalendarEntry) -> dict[str, Any]:
    """Return the stored form of an entry: what matters to a person."""
    zone = entry.first.tzinfo if isinstance(entry.first, datetime.datetime) else None
    return {
        "summary": entry.summary,
        "place": entry.place,
        "first": entry.first.isoformat(),
        "last": entry.last.isoformat() if entry.last else "",
        "zone": str(zone or ""),
    }


def _build_cancellation(one: Invitation, up_to: int) -> CalendarEntry:
    """Make the entry that takes back what was told, by the dates that were told."""
    told, meeting = one.last_sent, one.meeting
    may_say = meeting.classification <= up_to
    name = told["summary"] if may_say else meeting.reference
    return CalendarEntry(
        uid=entries.build_uid(meeting.reference),
        sequence=0,
        changed_at=meeting.recorded_at,
        first=_moment(told["first"], told["zone"]),
        last=_moment(told["last"], told["zone"]) if told["last"] else None,
        summary=name,
        status="CANCELLED",
    )


def _moment(text: str, zone: str) -> datetime.date:
    if not zone:
        return datetime.date.fromisoformat(text)
    return datetime.datetime.fromisoformat(text).astimezone(ZoneInfo(zone))


def _build_email(
    one: Invitation, entry: CalendarEntry, *, is_on: bool, now: datetime.datetime
) -> Email | None:
    """Build the email in the active language; None where the address is not valid in a header."""
    person, meeting = one.person, one.meeting
    sender_name, sender = parseaddr(settings.MAIL_FROM)
    told = meeting.classification if entry.place or entry.summary != meeting.reference else 0
    said, what = _describe_invitation(one, is_on=is_on)
    context = {
        "said": said,
        "what": what,
        "name": entry.summary,
        "when": _when(entry),
        "place": entry.place,
        "url": entry.url,
        "marking": str(Classification(told).label),
        "is_demonstration": meeting.country.is_demonstration,
        "is_on": is_on,
    }
    key = messages.hash_key(f"invitation {one.pk} {entry.sequence}")
    method = "REQUEST" if is_on else "CANCEL"
    try:
        organizer = Address(sender_name or _("Commitments tracker"), addr_spec=sender)
        guest = Address(messages.shown_name(person.name), addr_spec=person.email)
        content = icalendar.render_invitation(entry, method=method, organizer=organizer, guest=guest)
        made = messages.render_template_email(
            "delegation", person, context, key=key, now=now, calendar=(method, content.decode())
        )
    except ValueError:
        log.error("not invited", user=person.pk)
        return None
    return messages.row_of(made, person, planned_at=now, now=now)


def _describe_invitation(one: Invitation, *, is_on: bool) -> tuple[str, str]:
    """Return what happened, as one word for the subject and as a sentence."""
    if is_on and one.last_sent and not one.is_cancelled:
        return _("Changed"), _("The details of this meeting have changed. The current details are below.")
    if is_on:
        return _("Invitation"), _("You are expected to attend this meeting as a member of our delegation.")
    is_expected: bool = one.is_seated and may_have(one.person, one.meeting)  # type: ignore[attr-defined]
    if not is_expected:
        return _("Invitation withdrawn"), _("You are no longer expected to attend this meeting.")
    if one.meeting.state in CALLED_OFF_STATES:
        return _("Cancelled"), _("This meeting was cancelled.")
    return _("Postponed"), _("This meeting was postponed. You will receive the new date by email.")


def _when(entry: CalendarEntry) -> str:
    """Write the day and, where they are known, the hours with the time zone of the place."""
    text = date_format(entry.first, "DATE_FORMAT")
    if not isinstance(entry.first, datetime.datetime):
        return text
    hours = time_format(entry.first.time())
    if isinstance(entry.last, datetime.datetime):
        hours += f"–{time_format(entry.last.time())}"
    return f"{text}, {hours} ({entry.first.tzinfo})"
