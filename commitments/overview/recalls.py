"""What is out and should not be as it is: copies above the clearance of their holders, releases outdated."""

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from commitments import access, releases
from commitments.marking import MARKED
from commitments.models import Meeting, PacketCopy, User


@dataclass(frozen=True, slots=True)
class CallIn:
    """One copy that is out, with whom, of an edition that the holder may not read any more, or who left."""

    packet: int
    edition: str
    number: int
    holder: str
    # Whether the holder has left, and may read what it says all the same.
    has_left: bool = False


def above_holders() -> QuerySet[PacketCopy]:
    """List the copies that are out with people cleared for less than their packet is marked now.

    Of who holds a copy without an account no clearance is on record: listed where the marking went up since.
    """
    out = PacketCopy.objects.filter(given_at__isnull=False, end="")
    handed = Q(holder=None, packet__imprints__has_key=MARKED)
    return out.filter(Q(holder__clearance__lt=F("packet__classification")) | handed)


def copies_to_call_in(user: User) -> tuple[CallIn, ...]:
    """List those of the packets that the person keeps, and those of who left: one query, or none."""
    if not access.may_write(user, Meeting):
        return ()
    wanted = above_holders() | PacketCopy.objects.filter(
        given_at__isnull=False, end="", recalled_at__isnull=False, holder__is_active=False
    )
    rows = access.visible_to(wanted, user).filter(packet__country__in=access.countries_of(user))
    listed = rows.select_related("packet", "holder").order_by("packet", "number")
    named = (
        CallIn(
            row.packet_id,
            str(row.packet),
            row.number,
            str(row.holder or row.post),
            row.holder is not None and not row.holder.is_active,
        )
        for row in listed
    )
    # Of a draft and its final, which bear the same number, one line tells.
    return tuple(dict.fromkeys(named))


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
