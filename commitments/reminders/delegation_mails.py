"""Mails by which our delegation has a meeting in its calendars: what was told is compared with what is.

Who sits for us is told up to the own clearance and what mail may carry; who may not read the meeting in the
tracker is told its reference and hours.
"""

import datetime
from collections.abc import Iterator
from dataclasses import replace
from email.headerregistry import Address
from email.utils import parseaddr
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import translation
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from commitments import access, feeds
from commitments.feeds import Entry
from commitments.models import DelegationMember, Invitation, Mail
from commitments.reminders import mail, once
from commitments.reminders.delegations import AHEAD, may_have
from commitments.vocabulary import Classification, MailState, MeetingState, Side

# In these something may have to be told; what was held is past.
TOLD_IN = (*AHEAD, MeetingState.CANCELLED, MeetingState.IN_ERROR)
ONE_DAY = datetime.timedelta(days=1)
log = structlog.get_logger("tracker.reminders")


def tell(now: datetime.datetime) -> int:
    """Write a mail to each invited person for whom something changed since the last one; give their number.

    What is compared is what was told, so that any number of sweeps tell a change once.
    """
    return once.for_each(_changed(), lambda one: _look(one, now))


def _changed() -> Iterator[Invitation]:
    """Give the invitations of which something may have to be told.

    The meeting was written since, the seat is gone, the account was closed or reads less than the meeting is
    marked, or the mail never went.
    """
    seats = DelegationMember.objects.filter(meeting=OuterRef("meeting"), side=Side.OURS)
    seated = Exists(seats.filter(official__user=OuterRef("person")))
    is_new = Q(seen_version__isnull=True) | ~Q(seen_version=F("meeting__version"))
    rows = Invitation.objects.filter(meeting__state__in=TOLD_IN).annotate(is_seated=seated)
    is_out = Q(is_seated=False) | Q(person__is_active=False)
    is_out |= Q(person__clearance__lt=F("meeting__classification"))
    rows = rows.filter(is_new | is_out & Q(is_cancelled=False) | Q(mail__state=MailState.WITHDRAWN))
    return rows.select_related("meeting__country", "person", "mail").order_by("pk").iterator()


def _is_lost(one: Invitation) -> bool:
    """Say whether the last mail was taken back after hours without a mail server: nobody has read it."""
    return one.mail is not None and one.mail.state == MailState.WITHDRAWN


@transaction.atomic
def _look(one: Invitation, now: datetime.datetime) -> int:
    """Tell one person what changed, where anything did; another sweep that was quicker has told it."""
    meeting, person = one.meeting, one.person
    seen: dict[str, Any] = {"seen_version": meeting.version}
    with translation.override(mail.language_of(person)):
        is_on, entry, told = _standing(one, now)
        made = None
        if entry is not None and person.can_be_told and person.email:
            sequence = max(meeting.version, one.sequence + 1)
            entry = replace(entry, sequence=sequence, changed_at=now)
            made = _mail(one, entry, is_on=is_on, now=now)
            seen |= {"sequence": sequence, "told": told}
    seen |= {"is_cancelled": not is_on} | ({"mail": None} if _is_lost(one) else {})
    mine = Invitation.objects.filter(pk=one.pk, sequence=one.sequence, seen_version=one.seen_version)
    if not mine.update(**seen):
        return 0
    if entry is not None and one.mail_id is not None:
        # What was written and is not on its way is overtaken; where nothing is news, it still has to go.
        Mail.objects.filter(pk=one.mail_id, state=MailState.READY).update(state=MailState.WITHDRAWN)
    if made is not None:
        made.save(force_insert=True)
        Invitation.objects.filter(pk=one.pk).update(mail=made)
    return int(made is not None)


def _standing(one: Invitation, now: datetime.datetime) -> tuple[bool, Entry | None, dict[str, Any]]:
    """Say whether the person is expected, with the entry to be told where that is news, as it is kept."""
    meeting, person = one.meeting, one.person
    up_to = feeds.told_up_to(person) if access.sees(person, meeting) else -1
    is_seated: bool = one.is_seated  # type: ignore[attr-defined]
    day = meeting.held_on if meeting.state in AHEAD else None
    if is_seated and day is not None and may_have(person, meeting):
        entry = feeds.of_meeting(meeting, up_to)
        if up_to < 0:
            # No page of it is open to the person.
            entry = replace(entry, description="", url="")
        told = _kept(entry)
        is_same = told == one.told and not one.is_cancelled and not _is_lost(one)
        is_past = day < now.date() - ONE_DAY
        return True, None if is_same or is_past else entry, told
    if not one.told or (one.is_cancelled and not _is_lost(one)):
        return False, None, one.told
    return False, _called_off(one, up_to), one.told


def _kept(entry: Entry) -> dict[str, Any]:
    """Give what is kept of an entry: what a person would miss."""
    zone = entry.first.tzinfo if isinstance(entry.first, datetime.datetime) else None
    return {
        "summary": entry.summary,
        "place": entry.place,
        "first": entry.first.isoformat(),
        "last": entry.last.isoformat() if entry.last else "",
        "zone": str(zone or ""),
    }


def _called_off(one: Invitation, up_to: int) -> Entry:
    """Make the entry that takes back what was told, by the dates that were told."""
    told, meeting = one.told, one.meeting
    may_say = meeting.classification <= up_to
    name = told["summary"] if may_say else meeting.reference
    return Entry(
        uid=feeds.uid(meeting.reference),
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


def _mail(one: Invitation, entry: Entry, *, is_on: bool, now: datetime.datetime) -> Mail | None:
    """Write the mail in the language that is active; None where the address can stand in no header."""
    person, meeting = one.person, one.meeting
    sender_name, sender = parseaddr(settings.MAIL_FROM)
    told = meeting.classification if entry.place or entry.summary != meeting.reference else 0
    context = {
        "said": _said(one, is_on=is_on),
        "name": entry.summary,
        "when": _when(entry),
        "place": entry.place,
        "url": entry.url,
        "marking": str(Classification(told).label),
        "is_demonstration": meeting.country.is_demonstration,
        "is_on": is_on,
    }
    key = once.hashed(f"invitation {one.pk} {entry.sequence}")
    method = "REQUEST" if is_on else "CANCEL"
    try:
        organizer = Address(sender_name or _("Commitments tracker"), addr_spec=sender)
        guest = Address(mail.shown_name(person.name), addr_spec=person.email)
        content = feeds.invitation(entry, method=method, organizer=organizer, guest=guest)
        made = mail.of_template(
            "delegation", person, context, key=key, now=now, calendar=(method, content.decode())
        )
    except ValueError:
        log.error("not invited", user=person.pk)
        return None
    return once.row_of(made, person, planned_at=now, now=now)


def _said(one: Invitation, *, is_on: bool) -> str:
    if not is_on:
        return _("Called off")
    return _("Changed") if one.told and not one.is_cancelled else _("Invitation")


def _when(entry: Entry) -> str:
    """Write the day and, where they are known, the hours with the time zone of the place."""
    text = date_format(entry.first, "DATE_FORMAT")
    if not isinstance(entry.first, datetime.datetime):
        return text
    hours = time_format(entry.first.time())
    if isinstance(entry.last, datetime.datetime):
        hours += f"–{time_format(entry.last.time())}"
    return f"{text}, {hours} ({entry.first.tzinfo})"
