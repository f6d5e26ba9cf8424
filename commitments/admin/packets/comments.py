"""The comments on a packet on its page: by part, with a short form each. The desk answers them.

Also what the page and the sign-off state of open comments and outdated translations.
"""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from commitments.access import policy
from commitments.admin.packets.register import PacketPart
from commitments.admin.pages import ActionPage
from commitments.enums import Classification, PacketCommentState
from commitments.errors import Refused
from commitments.models import Packet, PacketComment, User
from commitments.packets import comments
from commitments.packets.copies import describe_replaced
from commitments.packets.copy_files import find_final_of
from commitments.translations.kinds import list_wanted_languages
from commitments.translations.states import State, list_packet_versions


@dataclass(frozen=True, slots=True)
class CommentShown:
    """One comment, and what the person may do with it."""

    row: PacketComment
    is_open: bool
    may_answer: bool
    may_withdraw: bool

    @property
    def edition(self) -> str:
        """Return the version that was commented on: that of the draft, where it became the final later."""
        return self.row.packet.draft_edition


@dataclass(slots=True)
class PartShown:
    """A part of the packet with the comments on it; one that this version has not takes no comments."""

    key: str
    title: str
    takes_comments: bool
    comments: list[CommentShown] = field(default_factory=list)


def build_comments(packet: Packet, person: User) -> dict[str, Any]:
    """Return what the page shows of comments: all by part, how many are open, and who got the draft."""
    if not packet.content_sha256:
        return {}
    may_comment = comments.why_not_comment(packet, person) is None
    try:
        parts = {key: PartShown(key, title, may_comment) for key, title in comments.list_parts(packet)}
    except Refused:
        return {}
    rows = [_build_comment(row, person) for row in comments.list_comments(packet, person)]
    for shown in rows:
        part = parts.setdefault(shown.row.part, PartShown(shown.row.part, shown.row.title, False))
        part.comments.append(shown)
    sent = policy.parts_of(packet, packet.register.filter(is_for_comment=True).order_by("number"), person)
    highest = min(packet.classification, person.reads_up_to)
    final = find_final_of(packet)
    newer = final if final is not None and final.pk != packet.pk else None
    return {
        "comment_parts": [one for one in parts.values() if may_comment or one.comments],
        "open_comments": sum(one.is_open for one in rows),
        "sent_copies": list(sent.select_related("holder")),
        "draft_is_replaced": describe_replaced(packet, person),
        "replacing_final": newer,
        "may_read_final": newer is not None and policy.can_read(person, newer),
        "levels": [choice for choice in Classification.choices if choice[0] <= highest],
    }


def _build_comment(row: PacketComment, person: User) -> CommentShown:
    """Return a comment with what the person may do; of one that is closed, nothing has to be looked up."""
    is_open = row.state == PacketCommentState.OPEN
    return CommentShown(
        row,
        is_open,
        may_answer=is_open and comments.why_not_answer(row, person) is None,
        may_withdraw=is_open and comments.why_not_withdraw(row, person) is None,
    )


def describe_open_comments(packet: Packet, person: User) -> str:
    """Return the open comments for the person who signs: it is shown, and does not prevent the sign-off."""
    rows = list(comments.list_open_comments(packet, person))
    if not rows:
        return ""
    named = "; ".join(f"{row.title} ({row.recorded_by})" for row in rows)
    said = {"count": len(rows), "comments": named}
    return _("Comments that are still open: %(count)d. %(comments)s.") % said


def describe_outdated_texts(packet: Packet, person: User) -> str:
    """Return which translations in the language of print are older than their originals, and how many are
    not checked; none of a final.
    """
    if packet.is_final or not packet.content_sha256:
        return ""
    found = list_packet_versions(packet, person, list_wanted_languages())
    older = [name for name, version in found if version.state == State.OLDER]
    unchecked = [name for name, version in found if version.state == State.UNCHECKED]
    said = []
    if older:
        names = {"texts": "; ".join(older)}
        said.append(_("These translations are older than their originals: %(texts)s.") % names)
    if unchecked:
        names = {"texts": "; ".join(unchecked)}
        said.append(_("No second officer has checked these translations: %(texts)s.") % names)
    return " ".join(said)


class CommentAction(ActionPage, PacketPart):
    """A step of one comment, or of all on a packet."""

    @cached_property
    def comment(self) -> PacketComment:
        rows = comments.list_comments(self.record, self.person)
        return get_object_or_404(rows, pk=self.kwargs["key"])

    def find_way_back(self) -> str:
        return f"{self.address('change')}#comments"


class AddComment(CommentAction):
    """Adds a comment on one part of a draft."""

    route, name = "<path:object_id>/comments/add/", "comment_add"

    def act(self) -> None:
        sent = self.request.POST
        level = sent.get("classification", "")
        comments.add_comment(
            self.record,
            part=sent.get("part", ""),
            text=sent.get("text", ""),
            classification=int(level) if level in map(str, Classification.values) else None,
            by=self.person,
            now=self.now,
        )
        messages.success(self.request, _("Comment recorded."))


class AnswerComment(CommentAction):
    """Answers a comment, or marks it as dealt with."""

    route, name = "<path:object_id>/comments/<int:key>/answer/", "comment_answer"

    def act(self) -> None:
        comments.answer_comment(
            self.comment,
            answer=self.request.POST.get("answer", ""),
            is_dealt_with="dealt_with" in self.request.POST,
            by=self.person,
            now=self.now,
        )
        messages.success(self.request, _("Answer recorded."))


class WithdrawComment(CommentAction):
    """Withdraws the person's own comment."""

    route, name = "<path:object_id>/comments/<int:key>/withdraw/", "comment_withdraw"

    def act(self) -> None:
        comments.withdraw_comment(self.comment, by=self.person, now=self.now)
        messages.success(self.request, _("Comment withdrawn."))
