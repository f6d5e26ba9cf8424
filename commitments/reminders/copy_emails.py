"""Emails to those who hold copies of packets: an addendum was approved, a copy was recalled.

They name the packet by its reference alone, so that they may go to a holder who may not read it any more.
"""

import datetime

import structlog
from django.db import transaction
from django.utils import translation

from commitments import copy_notices
from commitments.copy_notices import Notice
from commitments.models import AuditRow, Mail, PacketCopy, User
from commitments.reminders import mail, once
from commitments.vocabulary import Role

log = structlog.get_logger("tracker.reminders")


def tell(now: datetime.datetime) -> int:
    """Write an email of each notice that is not confirmed and was not sent yet; return their number.

    A holder without an account is told by the person who handed the copy out, who is asked to do so.
    """
    return once.for_each(copy_notices.to_send(), lambda notice: _tell(notice, now))


@transaction.atomic
def _tell(notice: Notice, now: datetime.datetime) -> int:
    recipient = notice.copy.holder if notice.has_account else _of_desk(notice)
    if recipient is None or not recipient.can_be_told or not recipient.email:
        return 0
    made = _mail(notice, recipient, now)
    if made is None:
        return 0
    once.write(made)
    copy_notices.note_sent(notice, Mail.objects.defer("content").get(message_id=made.message_id))
    return 1


def _of_desk(notice: Notice) -> User | None:
    """Return who tells a holder without an account: who gave the copy out, else who asked, else a head."""
    copy, packet = notice.copy, notice.copy.packet
    given = AuditRow.objects.filter(
        action="give copy", subject_type=PacketCopy._meta.label, subject_id=copy.pk
    ).select_related("by")
    people = [row.by for row in given if row.by is not None]
    people.append(packet.asked_by)
    heads = User.objects.filter(is_active=True, role=Role.HEAD_OF_DESK, desk__countries=packet.country)
    people += heads.order_by("pk")
    return next((one for one in people if one.can_be_told and copy_notices.may_confirm(one, notice)), None)


def _mail(notice: Notice, recipient: User, now: datetime.datetime) -> Mail | None:
    """Write the email in the recipient's language; None where the address can stand in no header."""
    copy, packet = notice.copy, notice.copy.packet
    with translation.override(mail.language_of(recipient)):
        context = {
            "packet": packet,
            "number": copy.number,
            "addendum": "" if notice.is_recall else notice.about,
            "holder": "" if notice.has_account else notice.holder,
            "is_demonstration": packet.country.is_demonstration,
        }
        # One that was taken back unsent is written again.
        lost = notice.row.mail_id if notice.row else ""
        key = once.hashed(f"copy notice {copy.pk} {notice.about.pk} {lost}")
        try:
            made = mail.of_template("copy_notice", recipient, context, key=key, now=now)
        except ValueError:
            log.error("holder of a copy not told", user=recipient.pk)
            return None
    return once.row_of(made, recipient, planned_at=now, now=now)
