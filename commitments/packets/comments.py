"""Drafts sent to named readers for comment, the comments on their parts, and what became of each comment.

A draft is sent as a numbered copy with its reader's name on each page. Comments end with the final of the
draft: it replaces every draft with its number.
"""

import datetime
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Max, OuterRef, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, querysets, responsibilities, write_rules
from commitments.access.grants import EachRow
from commitments.audit import log
from commitments.enums import PacketCommentState, PacketState, Role
from commitments.errors import Refused
from commitments.models import Packet, PacketComment, PacketCopy, User
from commitments.models.packet_comments import COMMENT_LETTERS
from commitments.models.packets import COPY_STANDS, MESSAGE_LETTERS
from commitments.packets import copies
from commitments.packets.archive.frozen import content_of
from commitments.packets.content import list_printed
from commitments.packets.copies import EDITION_RECALLED, NOT_READY, was_recalled
from commitments.packets.copy_files import find_final_of
from commitments.packets.distribution import check_third_states, find_edition
from commitments.packets.sign_off import has_newer_edition
from commitments.records import edits

COVER = "cover"
ACCESS_ENDED = _(
    "You no longer have access to all records in this packet. Its parts, its comments and your draft are "
    "not shown. Ask the desk for access."
)
FINAL_ONLY = _("A minister’s office can only read approved packets.")
REPLACED = _("The final version has replaced this draft. It can no longer be commented on.")
SENT = "send for comment"


def why_not_send(packet: Packet, by: User) -> Refused | None:
    """Explain why the person cannot send this draft for comment now, or return None."""
    if not responsibilities.keeps_packet(by, packet):
        return write_rules.build_forbidden()
    if (refusal := _why_closed(packet)) is not None:
        return refusal
    if has_newer_edition(packet):
        return Refused(_("There is a newer version. Send that version for comment."), code="newer")
    return None


def _why_closed(packet: Packet) -> Refused | None:
    """Explain why no comments on this version are wanted, or return None."""
    if packet.is_final or find_final_of(packet) is not None:
        return Refused(REPLACED, code="final")
    if packet.state != PacketState.READY or not packet.content_sha256:
        return Refused(NOT_READY, code="not_ready")
    if was_recalled(packet):
        return Refused(EDITION_RECALLED, code="recalled")
    return None


def why_not_reader(packet: Packet, reader: User) -> str:
    """Return why a draft cannot be sent to a person: only to who may read all that it was made from."""
    name = {"person": reader}
    if not reader.is_active:
        return gettext("%(person)s has no active account.") % name
    if reader.role == Role.READER:
        return f"{reader}: {FINAL_ONLY}"
    if not write_rules.may_write(reader, PacketComment):
        return gettext("%(person)s has a role that cannot comment on drafts.") % name
    if reader.clearance < packet.classification:
        return gettext("The clearance of %(person)s is lower than the classification of this packet.") % name
    if hidden := copies.describe_hidden(packet, reader):
        return hidden
    if packet.register(manager="objects").filter(is_for_comment=True, holder=reader).exists():
        return gettext("This version was already sent to %(person)s.") % name
    return ""


@transaction.atomic
def send_for_comment(
    packet: Packet,
    readers: Sequence[User],
    *,
    by: User,
    now: datetime.datetime,
    message: str = "",
    reply_by: datetime.date | None = None,
) -> list[PacketCopy]:
    """Send a draft to named readers, each a copy of their own; the reminder run writes the emails.

    Raises `Refused` where one of them may not read all of it, with the reason for each; then none gets it.
    """
    held = Packet.objects.select_for_update(no_key=True).get(pk=packet.pk)
    if (refusal := why_not_send(held, by)) is not None:
        raise refusal
    check_third_states(held, by)
    if not readers:
        raise Refused(_("Select at least one reader."), code="no_reader")
    if reply_by is not None and reply_by < timezone.localdate(now):
        raise Refused(_("Enter today or a later day for the comments."), code="past")
    if reasons := [why for one in readers if (why := why_not_reader(held, one))]:
        raise Refused(" ".join(reasons), code="may_not_read")
    said = edits.fit_text(message, MESSAGE_LETTERS)
    last = held.register(manager="objects").filter(of_final=False).aggregate(last=Max("number"))["last"] or 0
    rows = [
        PacketCopy(
            packet=held,
            number=number,
            holder=reader,
            edition=find_edition(held, reader),
            is_for_comment=True,
            sent_at=now,
            message=said,
            reply_by=reply_by,
        )
        for number, reader in enumerate(readers, start=max(last, held.copies) + 1)
    ]
    for row in rows:
        row.save(force_insert=True)
        told = {name: getattr(row, name) for name in ("number", "holder_id", "edition", "message")}
        told |= {"reply_by": log.to_plain(reply_by), "is_for_comment": True}
        log.record_change(SENT, row, by=by, now=now, after=told)
    return rows


def list_parts(packet: Packet) -> list[tuple[str, str]]:
    """Return the parts that can be commented on, by their keys: the cover, and what its editions print."""
    content = content_of(packet.content_sha256)
    printed = {one.key for edition in packet.editions for one, _templates in list_printed(content, edition)}
    with translation.override(content.language):
        cover = gettext("Cover")
    return [
        (COVER, cover),
        *((one.key, f"{one.number} {one.title}") for one in content.sections if one.key in printed),
    ]


def has_access_ended(packet: Packet, person: User) -> bool:
    """Return whether a person got a draft for comment alone and may not read all its records any more."""
    if copies.find_comment_copy(packet, person) is None or not copies.has_comment_copy_only(packet, person):
        return False
    return bool(copies.describe_hidden(packet, person))


def list_hidden_drafts(person: User, among: QuerySet[Packet] | None = None) -> tuple[int, ...]:
    """Return the drafts with comments that were sent to a person whose access to them has ended since.

    It is read from their frozen contents, which no query can do; with `among` of these packets alone.
    """
    sent = PacketCopy.objects.filter(packet=OuterRef("pk"), holder=person, is_for_comment=True)
    commented = PacketComment.objects.filter(packet=OuterRef("pk"))
    drafts = Packet.objects.all() if among is None else among
    drafts = drafts.filter(EachRow(sent), EachRow(commented)).select_related("country")
    return tuple(draft.pk for draft in drafts if has_access_ended(draft, person))


def why_not_comment(packet: Packet, by: User) -> Refused | None:
    """Explain why the person cannot comment on this version now, or return None."""
    if not write_rules.may_write(by, PacketComment) or not policy.can_read(by, packet):
        return write_rules.build_forbidden()
    if has_access_ended(packet, by):
        return Refused(ACCESS_ENDED, code="may_not_read")
    return _why_closed(packet)


def add_comment(
    packet: Packet,
    *,
    part: str,
    text: str,
    by: User,
    now: datetime.datetime,
    classification: int | None = None,
) -> PacketComment:
    """Write a comment on one part of a draft, classified at most as the draft; by default like it."""
    if (refusal := why_not_comment(packet, by)) is not None:
        raise refusal
    titles = dict(list_parts(packet))
    if part not in titles:
        raise Refused(_("Select a part of this version."), code="no_part")
    said = edits.fit_text(text, COMMENT_LETTERS)
    if not said:
        raise Refused(_("Enter the comment."), code="no_text")
    level = packet.classification if classification is None else classification
    if level > packet.classification:
        raise Refused(_("A comment is classified at most as its packet."), code="above_packet")
    comment = PacketComment(packet=packet, part=part, title=titles[part], text=said, classification=level)
    return edits.create_record(comment, by=by, now=now)


def why_not_answer(comment: PacketComment, by: User) -> Refused | None:
    """Explain why the person cannot answer the comment or mark it as dealt with, or return None."""
    if not (policy.can_read(by, comment) and responsibilities.keeps_packet(by, comment.packet)):
        return write_rules.build_forbidden()
    return _why_not_open(comment)


def why_not_withdraw(comment: PacketComment, by: User) -> Refused | None:
    """Explain why the person cannot withdraw the comment, or return None."""
    if comment.recorded_by_id != by.pk or not policy.can_read(by, comment):
        return Refused(_("Only the author can withdraw a comment."), code="forbidden")
    if has_access_ended(comment.packet, by):
        return Refused(ACCESS_ENDED, code="may_not_read")
    return _why_not_open(comment)


def _why_not_open(comment: PacketComment) -> Refused | None:
    if comment.state == PacketCommentState.OPEN:
        return None
    return Refused(_("This comment was already dealt with or withdrawn."), code="not_open")


def answer_comment(
    comment: PacketComment,
    *,
    by: User,
    now: datetime.datetime,
    answer: str = "",
    is_dealt_with: bool = True,
) -> PacketComment:
    """Answer an open comment, or mark it as dealt with, with or without an answer; the desk does it."""
    if (refusal := why_not_answer(comment, by)) is not None:
        raise refusal
    said = edits.fit_text(answer, MESSAGE_LETTERS)
    if not said and not is_dealt_with:
        raise Refused(_("Enter the answer."), code="no_answer")
    values = {"answer": said or comment.answer, "answered_by": by, "answered_at": now}
    action = "comment answered"
    if is_dealt_with:
        values["state"], action = PacketCommentState.DEALT_WITH, "comment dealt with"
    return _change(comment, values, by=by, now=now, action=action)


def withdraw_comment(comment: PacketComment, *, by: User, now: datetime.datetime) -> PacketComment:
    """Withdraw one's own comment before it is dealt with; it stays in the list and in the history."""
    if (refusal := why_not_withdraw(comment, by)) is not None:
        raise refusal
    values = {"state": PacketCommentState.WITHDRAWN}
    return _change(comment, values, by=by, now=now, action="comment withdrawn")


def _change(
    comment: PacketComment, values: Mapping[str, object], *, by: User, now: datetime.datetime, action: str
) -> PacketComment:
    where = {"state": PacketCommentState.OPEN}
    return edits.change_record(comment, values, by=by, now=now, action=action, where=where)


def list_comments(packet: Packet, user: User) -> QuerySet[PacketComment]:
    """Return the comments on the drafts of this version's final that the person may read now."""
    same = querysets.list_readable(Packet, user).filter(
        reference=packet.reference, number=packet.number, addendum=packet.addendum
    )
    keys = set(same.values_list("pk", flat=True)).difference(list_hidden_drafts(user, same))
    rows = querysets.list_readable(PacketComment, user).filter(packet__in=keys)
    return rows.select_related("packet", "recorded_by", "answered_by").order_by("pk")


def list_open_comments(packet: Packet, user: User) -> QuerySet[PacketComment]:
    """Return the comments that the desk has not dealt with."""
    return list_comments(packet, user).filter(state=PacketCommentState.OPEN)


def list_sent(user: User) -> QuerySet[PacketCopy]:
    """Return the copies on which a person may still comment: of drafts that no final has replaced."""
    rows = querysets.list_readable(PacketCopy, user).filter(COPY_STANDS, holder=user, is_for_comment=True)
    seen = querysets.list_readable(Packet, user)
    same = {name: OuterRef(name) for name in ("reference", "number", "addendum")}
    finals = seen.filter(**same, signed_at__isnull=False)
    drafts = seen.filter(~EachRow(finals), signed_at=None, state=PacketState.READY)
    return rows.filter(packet__in=drafts.values("pk"))
