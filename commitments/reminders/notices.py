"""Notices by email: to holders of copies and readers of drafts, to heads about absences, and daily anchors.

Notices of an addendum or a recall name the packet only by its reference, so that they may go to a holder who
may not read it any more. A head is notified of a deputy, who gets the scope of the absent person, unless the
head recorded it. An anchor is a line in a file every hour, and an email a day to each records officer.
"""

import datetime

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from commitments.access import policy
from commitments.audit import chain
from commitments.enums import Role
from commitments.models import Absence, AuditRow, Email, PacketCopy, User, spoken_as, zone_of
from commitments.models.packets import COPY_STANDS
from commitments.packets import copies
from commitments.packets.copies import CopyNoticeShown
from commitments.reminders import messages
from commitments.reminders.calendars import Calendars
from commitments.reminders.recipients import day_of
from commitments.reminders.schedule import find_moment

log = structlog.get_logger("tracker.reminders")


def notify_copy_holders(now: datetime.datetime) -> int:
    """Write an email of each notice that is not confirmed and was not sent yet; return their number.

    A holder without an account is told by the person who handed the copy out, who is asked to do so.
    """
    return messages.for_each(copies.list_unsent_notices(), lambda notice: _notify_holder(notice, now))


@transaction.atomic
def _notify_holder(notice: CopyNoticeShown, now: datetime.datetime) -> int:
    recipient = notice.copy.holder if notice.has_account else _find_desk_user(notice)
    if recipient is None or not recipient.can_be_told or not recipient.email:
        return 0
    made = _build_copy_email(notice, recipient, now)
    if made is None:
        return 0
    messages.create_email(made)
    copies.note_sent(notice, Email.objects.defer("content").get(message_id=made.message_id))
    return 1


def _find_desk_user(notice: CopyNoticeShown) -> User | None:
    """Return who tells a holder without an account: who gave the copy out, else who asked, else a head."""
    copy, packet = notice.copy, notice.copy.packet
    given = AuditRow.objects.filter(
        action="give copy", subject_type=PacketCopy._meta.label, subject_id=copy.pk
    ).select_related("by")
    people = [row.by for row in given if row.by is not None]
    people.append(packet.requested_by)
    heads = User.objects.filter(is_active=True, role=Role.HEAD_OF_DESK, desk__countries=packet.country)
    people += heads.order_by("pk")
    return next((one for one in people if one.can_be_told and copies.may_confirm(one, notice)), None)


def _build_copy_email(notice: CopyNoticeShown, recipient: User, now: datetime.datetime) -> Email | None:
    """Write the email in the recipient's language; None where the address can stand in no header."""
    copy, packet = notice.copy, notice.copy.packet
    with spoken_as(recipient, is_letter=True):
        context = {
            "packet": packet,
            "number": copy.number,
            "addendum": "" if notice.is_recall else notice.about,
            "holder": "" if notice.has_account else notice.holder,
            "is_demonstration": packet.country.is_demonstration,
        }
        # One that was taken back unsent is written again.
        lost = notice.row.email_id if notice.row else ""
        key = messages.hash_key(f"copy notice {copy.pk} {notice.about.pk} {lost}")
        try:
            made = messages.render_template_email("copy_notice", recipient, context, key=key, now=now)
        except ValueError:
            log.error("holder of a copy not told", user=recipient.pk)
            return None
    return messages.row_of(made, recipient, planned_at=now, now=now)


def notify_comment_readers(now: datetime.datetime) -> int:
    """Write an email to each person to whom a draft was sent for comment; return their number.

    The Message-ID is made from the copy, so that only one of several reminder runs writes it. A draft that
    was recalled or approved meanwhile is skipped.
    """
    sent = PacketCopy.objects.filter(
        COPY_STANDS, is_for_comment=True, sent_at__gt=now - NEWS, packet__signed_at=None
    )
    rows = sent.select_related("holder", "packet__country", "packet__meeting").order_by("pk")
    news = {messages.hash_key(f"comment copy {row.pk}"): row for row in rows}
    return messages.for_each(
        messages.filter_new(news).items(),
        lambda one: messages.create_email(_build_comment_email(one[1], one[0], now)),
    )


def _build_comment_email(copy: PacketCopy, key: str, now: datetime.datetime) -> Email | None:
    """Write the email in the reader's language; above the ceiling of email it has only the reference."""
    packet, reader = copy.packet, copy.holder
    if reader is None or not reader.can_be_told or not reader.email:
        return None
    meeting = packet.meeting
    levels = [packet.classification, *([meeting.classification] if meeting else [])]
    is_told = max(levels) <= min(settings.MAIL_CEILING, reader.clearance)
    with spoken_as(reader, is_letter=True):
        context = {
            "packet": packet,
            "number": copy.number,
            "meeting": str(meeting) if meeting and is_told and policy.can_read(reader, meeting) else "",
            "message": copy.message if is_told else "",
            "reply_by": copy.reply_by,
            "url": settings.PUBLIC_URL + reverse("admin:commitments_packet_change", args=(packet.pk,)),
            "is_demonstration": packet.country.is_demonstration,
        }
        try:
            made = messages.render_template_email("comment_copy", reader, context, key=key, now=now)
        except ValueError:
            log.error("reader of a draft not told", user=reader.pk)
            return None
    return messages.row_of(made, reader, planned_at=copy.sent_at or now, now=now)


# Older than this it is no news.
NEWS = datetime.timedelta(days=3)


def notify_heads_of_absences(now: datetime.datetime) -> int:
    """Write an email to each head about each absence recorded or changed; return their number.

    The history is read for this; the Message-ID is made from the row and the head, so that only one of
    several reminder runs writes it. The person who recorded it gets none; an absence that was cancelled
    meanwhile, or is over, is skipped.
    """
    rows = AuditRow.objects.filter(
        Q(after__has_key="deputy_id") | Q(after__has_key="ends_on"),
        subject_type=Absence._meta.label,
        at__gt=now - NEWS,
        at__lte=now,
    )
    found = list(rows.select_related("by").order_by("pk"))
    standing = Absence.objects.filter(ends_on__gte=timezone.localdate(now)).select_related(
        "deputy", "person__desk", "person__host_country__desk"
    )
    absences = standing.in_bulk({row.subject_id for row in found})
    news = {
        messages.key_of(row, head.pk): (row, absences[row.subject_id], head)
        for row in found
        if row.subject_id in absences
        for head in _list_heads(absences[row.subject_id].person)
        if head.pk not in {row.by_id, absences[row.subject_id].person_id}
    }
    return messages.for_each(
        messages.filter_new(news).items(),
        lambda one: messages.create_email(_build_deputy_email(*one[1], one[0], now)),
    )


def _list_heads(person: User) -> list[User]:
    """List who heads the desk of the person, or of the host country; of a head of desk, the division."""
    desk = person.desk or (person.host_country.desk if person.host_country else None)
    if desk is None:
        return []
    of = Q(role=Role.HEAD_OF_DESK, desk=desk)
    if person.role == Role.HEAD_OF_DESK:
        of = Q(role=Role.DIVISION_HEAD, division=desk.division_id)
    heads = User.objects.filter(of, is_active=True, email_bounced_at=None).exclude(email="")
    return list(heads.order_by("pk"))


def _build_deputy_email(
    row: AuditRow, absence: Absence, head: User, key: str, now: datetime.datetime
) -> Email | None:
    """Build the email in the head's language; None where the address is not valid in a header."""
    with spoken_as(head, is_letter=True):
        context = {
            "person": absence.person,
            "deputy": absence.deputy,
            "by": row.by or "–",
            "first": date_format(absence.starts_on),
            "last": date_format(absence.ends_on),
        }
        try:
            made = messages.render_template_email("deputy", head, context, key=key, now=now)
        except ValueError:
            log.error("deputy not told of", user=head.pk)
            return None
    return messages.row_of(made, head, planned_at=row.at, now=now)


def record_anchor(now: datetime.datetime) -> int:
    """Keep how far the seals reach, unless done this hour; return the number of emails written.

    The email is planned like any daily email: for DAILY_MAIL_AT where the person is, on a working day at
    home. Its Message-ID is made from the person and the day, so that only one of several reminder runs writes
    it. Without seals there is nothing to keep.
    """
    head = chain.find_head()
    if not head.count:
        return 0
    chain.append_anchor(settings.ANCHORS_FILE, str(head), now, once_an_hour=True)
    officers = User.objects.filter(role=Role.RECORDS_OFFICER, is_active=True, email_bounced_at=None)
    due = {_key(person, now): person for person in officers.exclude(email="") if now >= _moment(person, now)}
    wanted = messages.filter_new(due)
    home = Calendars().home if wanted else None
    told = [one for one in wanted.items() if home and home.is_workday(day_of(now, one[1]))]
    return messages.for_each(
        told, lambda one: messages.create_email(_build_anchor_email(one[1], head, one[0], now))
    )


def _key(person: User, now: datetime.datetime) -> str:
    return f"{day_of(now, person):%Y%m%d}.seals.{person.pk}"


def _moment(person: User, now: datetime.datetime) -> datetime.datetime:
    """Return the time of today's email, in the time zone of the person."""
    return find_moment(day_of(now, person), settings.DAILY_MAIL_AT, zone_of(person))


def _build_anchor_email(
    person: User, head: chain.ChainHead, key: str, now: datetime.datetime
) -> Email | None:
    """Build the email in the person's language; None where the address is not valid in a header."""
    with spoken_as(person, is_letter=True):
        try:
            line = chain.line_of(str(head), now)
            made = messages.render_anchor(person, line, key=key, now=now)
        except ValueError:
            log.error("anchor not mailed", user=person.pk)
            return None
    return messages.row_of(made, person, planned_at=_moment(person, now), now=now)
