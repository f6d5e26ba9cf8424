"""The register of copies: who is to have which, who was given it, what became of it."""

import datetime
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from commitments import access, audit, editing, files
from commitments.briefings import stamp
from commitments.briefings.archive.frozen import imprint_of
from commitments.briefings.content import Holding
from commitments.briefings.imprint import words_of
from commitments.briefings.words import cap
from commitments.errors import Refused
from commitments.models import Official, Packet, PacketCopy, User
from commitments.models.packet import COPY_STANDS
from commitments.vocabulary import CopyEnd, PacketState

NOT_READY = gettext_lazy("This packet is not ready yet. Wait for it, or ask for a new one.")
NO_COPY = gettext_lazy(
    "All %(count)s copies are given out. Look on with a holder, or ask the desk for the next edition "
    "with more copies."
)
RECALLED = gettext_lazy(
    "Your copy %(number)s was recalled. Return or destroy everything you hold of it, then confirm this on "
    "My desk. The next edition takes its place."
)
EDITION_RECALLED = gettext_lazy("This edition was recalled. Make the next one.")
ENDED = gettext_lazy("Your copy %(number)s is on record as %(end)s. Ask the desk for the next edition.")
# In characters, as a row of the register keeps it.
POST_LENGTH = 120


def plan(packet: Packet) -> int:
    """Write which copies an edition will have, the reader's first, and give how many.

    Who is named for one but may not read the packet gets none. Each holder of a final has one of an addendum.
    """
    officers = [
        one.officer for one in packet.sign_offs(manager="objects").select_related("officer").order_by("step")
    ]
    of_final = _held_of_final(packet)
    with_account = [one.holder for one in of_final if one.holder is not None and one.holder.is_active]
    named = dict.fromkeys([packet.reader, packet.asked_by, *officers, *with_account])
    rows = [PacketCopy(holder=one) for one in named if one.clearance >= packet.classification]
    rows += [PacketCopy(post=one.post) for one in of_final if one.holder is None]
    rows += [PacketCopy() for _spare in range(packet.copies - len(rows))]
    for number, row in enumerate(rows, start=1):
        row.packet, row.number = packet, number
    packet.register(manager="objects").filter(of_final=False).delete()
    PacketCopy.objects.bulk_create(rows)
    return len(rows)


def _held_of_final(packet: Packet) -> list[PacketCopy]:
    """List the copies of the final that an addendum adds to, with their holders."""
    if not packet.addendum:
        return []
    rows = PacketCopy.objects.filter(COPY_STANDS, packet=packet.replaces_id or 0, of_final=True)
    rows = rows.exclude(holder=None, post="").select_related("holder")
    return list(rows.order_by("number"))


def plan_final(packet: Packet) -> None:
    """Give the final the same copies, for whoever holds one of the draft."""
    rows = [
        PacketCopy(packet=packet, number=one.number, holder=one.holder, post=one.post, of_final=True)
        for one in packet.register(manager="objects").filter(of_final=False).select_related("holder")
    ]
    PacketCopy.objects.bulk_create(rows, ignore_conflicts=True)


def distribution(packet: Packet) -> tuple[Holding, ...]:
    """Give the distribution as a packet prints it, in the language that is active."""
    rows = list(
        packet.register(manager="objects").filter(of_final=False).select_related("holder").order_by("number")
    )
    holders = [row.holder for row in rows if row.holder is not None]
    posts = _posts(holders)
    named = tuple(
        Holding(str(row.number), str(row.holder), posts[row.holder.pk]) for row in rows if row.holder
    )
    on_paper = pgettext("copy of a packet", "On paper")
    named += tuple(Holding(str(row.number), row.post, on_paper) for row in rows if row.post)
    spare = [row.number for row in rows if row.holder is None and not row.post]
    if not spare:
        return named
    numbers = str(spare[0]) if len(spare) == 1 else f"{spare[0]}–{spare[-1]}"
    return (*named, Holding(numbers, pgettext("copies of a packet", "Reserve"), _("Kept by the desk")))


def _posts(holders: Iterable[User]) -> dict[int, str]:
    """Say the post of each: that of the official, else the role of the account."""
    people = {one.pk: one for one in holders}
    posts = {
        official.user_id: official.post
        for official in Official.objects.filter(user__in=people, ends_on__isnull=True).order_by("-pk")
    }
    return {pk: posts.get(pk) or cap(one.get_role_display()) for pk, one in people.items()}


def standing(packet: Packet) -> QuerySet[PacketCopy]:
    """The copies of what is printed now: of the final once it is cleared, else of the draft."""
    return packet.register(manager="objects").filter(of_final=packet.is_final)


def open_packet(packet: Packet, user: User, *, now: datetime.datetime) -> bytes:
    """Give a person the own numbered copy, the next of the reserve where the person has none.

    The first opening gives it out, which the register keeps. Raises Refused where the packet is not ready,
    the copy was recalled or has ended, none is left, or a file is missing or altered.
    """
    access.require(access.sees(user, packet))
    _check_ready(packet)
    if not packet.content_sha256:
        # Printed before there was a register: the file itself says that it is copy 1 of 1.
        return files.packets().get(packet.sha256)
    return _open(packet, own_copy(packet, user, now=now), by=user, now=now)


def _check_ready(packet: Packet) -> None:
    if packet.state != PacketState.READY:
        raise Refused(NOT_READY, code="not_ready")


def own_copy(packet: Packet, user: User, *, now: datetime.datetime) -> PacketCopy:
    """Find the person's copy, or take the next of the reserve."""
    mine = standing(packet).filter(holder=user).first()
    return mine or _take(packet, by=user, now=now, holder=user)


def _take(
    packet: Packet, *, by: User, now: datetime.datetime, holder: User | None = None, post: str = ""
) -> PacketCopy:
    """Take the lowest number of the reserve; two who take at once get two."""
    while (free := _reserve(packet).first()) is not None:
        try:
            with transaction.atomic():
                if _reserve(packet).filter(pk=free.pk).update(holder=holder, post=post):
                    free.refresh_from_db()
                    told = {"number": free.number, "holder_id": free.holder_id, "post": post}
                    audit.record("take copy", free, by=by, now=now, after=told)
                    return free
        except IntegrityError:
            # The same person asked twice at once; the other request has taken one.
            return standing(packet).get(holder=holder)
    raise Refused(NO_COPY % {"count": packet.copies}, code="no_copy_left")


def _reserve(packet: Packet) -> QuerySet[PacketCopy]:
    free = standing(packet).filter(holder=None, post="", given_at=None, recalled_at=None, end="")
    return free.order_by("number")


def _open(packet: Packet, copy: PacketCopy, *, by: User, now: datetime.datetime) -> bytes:
    if copy.end:
        raise Refused(ENDED % {"number": copy.number, "end": copy.get_end_display()}, code="copy_ended")
    if copy.recalled_at:
        raise Refused(RECALLED % {"number": copy.number}, code="recalled")
    if copy.sha256:
        return files.packets().get(copy.sha256)
    pdf = stamped(packet, copy.number, of_final=copy.of_final)
    digest = files.packets().put(pdf)
    with transaction.atomic():
        given = PacketCopy.objects.filter(pk=copy.pk, sha256="", recalled_at=None, end="")
        if given.update(sha256=digest, given_at=now):
            told = {"number": copy.number, "sha256": digest}
            audit.record("give copy", copy, by=by, now=now, after=told)
    return pdf


def stamped(packet: Packet, number: int, *, of_final: bool) -> bytes:
    """Make one copy from its master: the same bytes each time."""
    imprint = imprint_of(packet, "final" if of_final else "draft")
    master = files.packets().get(packet.sha256 if of_final else packet.draft_sha256)
    return stamp.stamp(master, words_of(imprint.copy, number), imprint.footer[0])


def hand_out(packet: Packet, post: str, *, by: User, now: datetime.datetime) -> PacketCopy:
    """Take a copy of the reserve for somebody without an account, whom the desk gives it on paper."""
    access.require(access.keeps_packet(by, packet))
    _check_ready(packet)
    named = editing.fitting(post, POST_LENGTH)
    if not named:
        raise Refused(_("Name the post that gets the copy."), code="no_post")
    copy = _take(packet, by=by, now=now, post=named)
    _open(packet, copy, by=by, now=now)
    copy.refresh_from_db()
    return copy


def open_handed_out(packet: Packet, number: int, *, by: User, now: datetime.datetime) -> bytes:
    """Give the desk a copy that it hands out on paper, to be printed."""
    access.require(access.keeps_packet(by, packet))
    _check_ready(packet)
    copy = standing(packet).filter(number=number, holder=None).exclude(post="").first()
    if copy is None:
        raise Refused(_("This copy is not one that the desk hands out. Look again."), code="not_found")
    return _open(packet, copy, by=by, now=now)


def was_recalled(packet: Packet) -> bool:
    """Say whether an edition was recalled, and not only the copy of somebody who left."""
    recalled = packet.register(manager="objects").filter(recalled_at__isnull=False).exists()
    return recalled and not packet.register(manager="objects").filter(COPY_STANDS).exists()


def with_recalled(packets: QuerySet[Packet], user: User) -> QuerySet[Packet]:
    """Annotate editions that the person reads with `is_recalled`, as `was_recalled` says it."""
    copies = access.each_part(Packet, OuterRef("pk"), PacketCopy, user)
    recalled = access.EachRow(copies.filter(recalled_at__isnull=False))
    return packets.annotate(is_recalled=Q(recalled, ~access.EachRow(copies.filter(COPY_STANDS))))


def recall(packet: Packet, *, by: User, now: datetime.datetime, reason: str) -> int:
    """Recall an edition: every copy that is out, and none is given out any more; give how many are out."""
    access.require(access.keeps_packet(by, packet))
    said = editing.fitting(reason, editing.REASON_LENGTH, "long_reason")
    if not said:
        raise Refused(_("Say why it is recalled."), code="no_reason")
    with transaction.atomic():
        standing_copies = packet.register(manager="objects").filter(COPY_STANDS)
        out = list(standing_copies.exclude(given_at=None).values_list("number", flat=True))
        if not standing_copies.update(recalled_at=now):
            raise Refused(_("It is recalled already."), code="changed_meanwhile")
        audit.record("recall packet", packet, by=by, now=now, after={"copies": sorted(set(out))}, reason=said)
    return len(out)


def end_copy(copy: PacketCopy, end: CopyEnd, *, by: User, now: datetime.datetime) -> None:
    """Write down what became of a copy that was given out: returned, destroyed or lost."""
    access.require(access.keeps_packet(by, copy.packet))
    with transaction.atomic():
        given = PacketCopy.objects.filter(pk=copy.pk, end="", given_at__isnull=False)
        if not given.update(end=end, ended_at=now):
            raise Refused(_("This copy is not out, or not any more. Look again."), code="changed_meanwhile")
        audit.record("end copy", copy, by=by, now=now, after={"number": copy.number, "end": str(end)})
