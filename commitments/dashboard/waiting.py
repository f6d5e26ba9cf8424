"""What waits for a person on My desk: one query finds which kinds there are, and only these are read."""

import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from commitments.access import grants, scopes
from commitments.access.cached_queries import load_prepared
from commitments.dashboard import closures
from commitments.dashboard.handovers import PENDING, list_handovers
from commitments.dashboard.meetings import list_deputies, packets_to_sign
from commitments.dashboard.questions import (
    QueueQuestions,
    copies_to_call_in,
    drafts_to_comment,
    list_decisions,
    list_partly_read,
    list_replies,
    list_returned_matrices,
    to_confirm,
)
from commitments.enums import ApprovalState, CommentState, PassageState, ReplyState
from commitments.models import (
    Absence,
    Approval,
    Closure,
    EmailReply,
    Handover,
    Packet,
    PacketCopy,
    PartnerComment,
    Passage,
    SignOff,
    User,
)
from commitments.packets import copies

NOTHING: QueueQuestions[Any] = QueueQuestions()


def list_waiting(user: User, today: datetime.date, country: str = "") -> dict[str, Any]:
    """List what waits for the person, by the name that it has on `MyDesk`; most days nearly nothing does.

    `country` narrows the questions about records to one partner.
    """
    [kinds] = load_prepared(_find_kinds, user, is_planned=True) or [{}]
    found = {name for name, is_there in kinds.items() if is_there}
    return {
        "decisions": list_decisions(user, country) if "decisions" in found else NOTHING,
        "answered": list_replies(user, country) if "replies" in found else NOTHING,
        "returned": list_returned_matrices(user, country) if "remarks" in found else NOTHING,
        "half_read": list_partly_read(user, country) if "passages" in found else NOTHING,
        "to_sign": packets_to_sign(user) if "signatures" in found else (),
        "to_confirm": to_confirm(user) if found & {"held", "outside"} else (),
        "to_comment": drafts_to_comment(user) if "held" in found else (),
        "to_call_in": copies_to_call_in(user) if found & {"above", "outside"} else (),
        "handovers": list_handovers(user) if "handovers" in found else (),
        "closures": closures.list_closures(user) if "closures" in found else (),
        "stands_in": list_deputies(user, today) if "away" in found else (),
    }


def _find_kinds(user: User) -> QuerySet[Any, Any]:
    """Find what there may be for the account; what of it the person may read is asked afterwards."""
    own = scopes.countries_of(user).order_by().values("pk")
    packets = Packet.objects.filter(country__in=own)
    out = PacketCopy.objects.filter(copies.OUT, packet=OuterRef("pk"))
    above = out.filter(holder__clearance__lt=OuterRef("classification"))
    person = OuterRef("pk")
    kinds = {
        "decisions": Approval.objects.filter(state=ApprovalState.PENDING),
        "replies": EmailReply.objects.filter(state=ReplyState.WAITING),
        "remarks": PartnerComment.objects.filter(state=CommentState.WAITING),
        "passages": Passage.objects.filter(state=PassageState.WAITING),
        "signatures": SignOff.objects.filter(officer=person, signed_at__isnull=True),
        "held": PacketCopy.objects.filter(holder=person),
        "outside": packets.filter(grants.EachRow(out.exclude(copies.HAS_ACCOUNT))),
        "above": packets.filter(grants.EachRow(above)),
        "handovers": Handover.objects.filter(PENDING),
        "closures": Closure.objects.filter(closures.WAITING),
        "away": Absence.objects.filter(Q(deputy=person) | Q(person=person)),
    }
    named = {name: Exists(rows.order_by()) for name, rows in kinds.items()}
    found: QuerySet[Any, Any] = User.objects.filter(pk=user.pk).annotate(**named).order_by().values(*kinds)
    return found
