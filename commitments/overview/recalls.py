"""What is out and should not be as it is: copies called in, copies with an addendum, releases outdated."""

from dataclasses import dataclass

from commitments import access, copy_notices, releases
from commitments.models import Meeting, Packet, PacketCopy, User


@dataclass(frozen=True, slots=True)
class CallIn:
    """One copy that is out, with whom: above the holder's clearance, or recalled of one without account."""

    packet: int
    edition: str
    number: int
    holder: str
    # Whether the holder has left, and may read what it says all the same.
    has_left: bool = False
    # Whether it was recalled of a post without an account.
    is_outside: bool = False


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """One notice that waits to be confirmed: by its holder or, with `holder`, by the desk for the holder."""

    copy: int
    about: int
    packet: int
    edition: str
    number: int
    addendum: str = ""
    holder: str = ""
    # Whether the person may open what it is about.
    is_open: bool = True

    @property
    def is_recall(self) -> bool:
        return not self.addendum


def copies_to_call_in(user: User) -> tuple[CallIn, ...]:
    """List those of the packets that the person keeps, and those of who left: one query, or none."""
    if not access.may_write(user, Meeting):
        return ()
    recalled = PacketCopy.objects.filter(given_at__isnull=False, end="", recalled_at__isnull=False)
    wanted = copy_notices.above_holders() | recalled.exclude(copy_notices.HAS_ACCOUNT)
    rows = access.visible_to(wanted, user).filter(packet__country__in=access.countries_of(user))
    listed = rows.select_related("packet", "holder").order_by("packet", "number")
    named = (
        CallIn(
            row.packet_id,
            str(row.packet),
            row.number,
            str(row.holder or row.post),
            has_left=row.holder is not None and not row.holder.is_active,
            is_outside=row.holder is None and row.recalled_at is not None,
        )
        for row in listed
    )
    # Of a draft and its final, which bear the same number, one line tells.
    return tuple(dict.fromkeys(named))


def to_confirm(user: User) -> tuple[ToConfirm, ...]:
    """List what the person confirms as a holder, and for holders without an account: at most six queries."""
    own = copy_notices.waiting_for(user)
    outside = copy_notices.waiting_outside(user) if access.may_write(user, Meeting) else []
    packets = Packet.objects.filter(pk__in=[one.about.pk for one in own])
    seen = set(access.visible_to(packets, user).values_list("pk", flat=True)) if own else set()
    return tuple(_to_confirm(one, one.about.pk in seen, "") for one in own) + tuple(
        _to_confirm(one, True, one.holder) for one in outside
    )


def _to_confirm(notice: copy_notices.Notice, is_open: bool, holder: str) -> ToConfirm:
    copy, about = notice.copy, notice.about
    return ToConfirm(
        copy=copy.pk,
        about=about.pk,
        packet=copy.packet_id,
        edition=str(copy.packet),
        number=copy.number,
        addendum="" if notice.is_recall else str(about),
        holder=holder,
        is_open=is_open,
    )


@dataclass(frozen=True, slots=True)
class Outdated:
    """One release that the person cleared, whose commitment says something else since."""

    pk: int
    reference: str
    language: str


def releases_outdated(user: User) -> tuple[Outdated, ...]:
    """List what the person cleared for publication and has changed since: one query, for heads alone."""
    if user.role not in access.HEADS:
        return ()
    rows = releases.changed_of(user)
    return tuple(Outdated(row.pk, row.commitment.reference, row.language) for row in rows)
