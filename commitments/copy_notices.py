"""Notices to those who hold copies of packets: of an addendum, of a recall; each holder confirms each once.

Which notices are required follows from the register, the markings and the clearances. A row is written when
the email is, and when the notice is confirmed.
"""

import datetime
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from commitments import access, audit
from commitments.access.looking import EachRow
from commitments.errors import Refused
from commitments.marking import MARKED
from commitments.models import CopyNotice, Mail, Packet, PacketCopy, User
from commitments.models.packet import COPY_STANDS
from commitments.vocabulary import MailState, PacketState

OUT = Q(given_at__isnull=False, end="")
# Of a holder without an account no clearance is on record: listed where the marking went up since.
ABOVE_HOLDER = Q(holder__clearance__lt=F("packet__classification"))
ABOVE_HOLDER |= Q(holder=None, packet__imprints__has_key=MARKED)
CALLED_IN = Q(recalled_at__isnull=False) | ABOVE_HOLDER
# The holder signs in and confirms; for any other holder the desk does.
HAS_ACCOUNT = Q(holder__is_active=True)
CONFIRM_ADDENDUM, CONFIRM_RECALL = "confirm addendum", "confirm recall"


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice: the copy, what it is about, and what is on record of it."""

    copy: PacketCopy
    about: Packet
    row: CopyNotice | None = None

    @property
    def is_recall(self) -> bool:
        """Whether the copy itself is called in; else there is an addendum to it."""
        return self.about.pk == self.copy.packet_id

    @property
    def holder(self) -> str:
        return str(self.copy.holder or self.copy.post)

    @property
    def has_account(self) -> bool:
        """Whether the holder confirms; else the desk confirms for the holder."""
        return self.copy.holder is not None and self.copy.holder.is_active

    @property
    def email(self) -> Mail | None:
        return self.row.mail if self.row else None

    @property
    def is_confirmed(self) -> bool:
        return self.row is not None and self.row.confirmed_at is not None


def above_holders() -> QuerySet[PacketCopy]:
    """Return the copies that are out with holders cleared for less than their packet is marked now."""
    return PacketCopy.objects.filter(OUT).filter(ABOVE_HOLDER)


def waiting_for(user: User) -> list[Notice]:
    """List what the person has to confirm, as the holder: two queries where there is nothing.

    A recall is told to a holder who may not read the packet any more: its reference, and nothing of it.
    """
    if not user.is_active:
        return []
    return _required(PacketCopy.objects.filter(holder=user), addenda=access.visible_to(_addenda(), user))


def waiting_outside(user: User) -> list[Notice]:
    """List the addenda that the desk has to tell holders without an account of, and confirm for them."""
    held = access.visible_to(PacketCopy.objects.filter(OUT).exclude(HAS_ACCOUNT), user)
    held = held.filter(packet__country__in=access.countries_of(user))
    return _listed(_with_addenda(_of(held), access.visible_to(_addenda(), user)))


def of_packet(packet: Packet, user: User) -> list[Notice]:
    """List the notices about an edition and its addenda, confirmed or not, that the person may read."""
    copies = _of(access.parts_of(packet, packet.register.all(), user))
    addenda = access.visible_to(_addenda(), user)
    required = {(one.copy.pk, one.about.pk): one for one in _required(copies, addenda=addenda)}
    if packet.addendum:
        of_final = access.visible_to(PacketCopy.objects.filter(packet=packet.replaces_id or 0), user)
        added = _listed(_with_addenda(_of(of_final), addenda.filter(pk=packet.pk)))
        required |= {(one.copy.pk, one.about.pk): one for one in added}
    about = Q(about=packet.pk) | Q(copy__packet=packet.pk, about__in=addenda.values("pk"))
    rows = CopyNotice.objects.filter(about).select_related(
        "copy__holder", "copy__packet__country", "about", "mail", "confirmed_by"
    )
    known = {
        (row.copy_id, row.about_id): Notice(row.copy, row.about, row)
        for row in rows.defer("mail__content", "mail__reply")
        if row.confirmed_at is not None or (row.copy_id, row.about_id) in required
    }
    return sorted((required | known).values(), key=lambda one: (one.about.pk, one.copy.number, one.copy.pk))


def to_send() -> list[Notice]:
    """List the notices that no email was written of yet; what was taken back unsent is written again."""
    written = CopyNotice.objects.filter(copy=OuterRef("pk"), about=OuterRef("about_id"), mail__isnull=False)
    written = written.exclude(mail__state=MailState.WITHDRAWN)
    found = _required(PacketCopy.objects.all(), addenda=_addenda(), unwritten=~Exists(written))
    rows = CopyNotice.objects.filter(copy__in=[one.copy.pk for one in found])
    known = {(row.copy_id, row.about_id): row for row in rows} if found else {}
    return [replace(one, row=known.get((one.copy.pk, one.about.pk))) for one in found]


def note_sent(notice: Notice, mail: Mail) -> None:
    """Keep which email a notice was written in."""
    CopyNotice.objects.get_or_create(copy=notice.copy, about=notice.about)
    CopyNotice.objects.filter(copy=notice.copy, about=notice.about).update(mail=mail)


def may_confirm(user: User, notice: Notice) -> bool:
    """Return whether the person confirms this notice: the holder or, for one without an account, the desk.

    An addendum is confirmed by who may read it.
    """
    if not notice.has_account:
        return access.keeps_packet(user, notice.copy.packet) and access.sees(user, notice.about)
    is_own = user.is_active and notice.copy.holder_id == user.pk
    return is_own and (notice.is_recall or access.sees(user, notice.about))


def find(copy: int, about: int) -> Notice | None:
    """Find a notice that is required, or was confirmed, by its copy and what it is about."""
    row = CopyNotice.objects.filter(copy=copy, about=about, confirmed_at__isnull=False)
    kept = row.select_related("copy__holder", "copy__packet__country", "about").first()
    if kept is not None:
        return Notice(kept.copy, kept.about, kept)
    copies = PacketCopy.objects.filter(pk=copy).select_related("packet__country")
    found = _required(copies, addenda=_addenda())
    return next((one for one in found if one.about.pk == about), None)


@transaction.atomic
def confirm(notice: Notice, *, by: User, now: datetime.datetime) -> bool:
    """Record that the holder read the addendum, or returned or destroyed the copy; return whether it is new.

    Raise `Refused` where the person is not the holder, nor the desk of a holder without an account, and
    where there is nothing to confirm any more.
    """
    access.require(may_confirm(by, notice))
    # The row of the copy is what two people wait for.
    PacketCopy.objects.select_for_update(no_key=True).get(pk=notice.copy.pk)
    standing = find(notice.copy.pk, notice.about.pk)
    if standing is None:
        raise Refused(_("There is nothing to confirm here, or not any more."), code="changed_meanwhile")
    if standing.is_confirmed:
        return False
    CopyNotice.objects.get_or_create(copy=notice.copy, about=notice.about)
    row = CopyNotice.objects.filter(copy=notice.copy, about=notice.about)
    row.update(confirmed_at=now, confirmed_by=by)
    told = {"copy": notice.copy.number, audit.FILED: {"copy_id": notice.copy.pk}}
    action = CONFIRM_RECALL if notice.is_recall else CONFIRM_ADDENDUM
    audit.record(action, notice.about, by=by, now=now, after=told)
    return True


def _of(seen: QuerySet[PacketCopy]) -> QuerySet[PacketCopy]:
    """Return these copies, narrowed to the reader, for a query that joins addenda narrowed by themselves."""
    return PacketCopy.objects.filter(pk__one_of_few=seen.order_by().values("pk"))


def _addenda() -> QuerySet[Packet]:
    """Return the addenda that were approved and not recalled."""
    copies = PacketCopy.objects.filter(packet=OuterRef("pk"))
    goes_on = ~EachRow(copies.filter(recalled_at__isnull=False)) | EachRow(copies.filter(COPY_STANDS))
    approved = Packet.objects.filter(addendum__gt=0, signed_at__isnull=False, state=PacketState.READY)
    return approved.filter(goes_on)


def _required(
    copies: QuerySet[PacketCopy], *, addenda: QuerySet[Packet], unwritten: Any = None
) -> list[Notice]:
    """List the notices of these copies that are not confirmed."""
    called_in = copies.filter(OUT).filter(CALLED_IN).annotate(about_id=F("packet"))
    added = _with_addenda(copies, addenda)
    if unwritten is not None:
        called_in, added = called_in.filter(unwritten), added.filter(unwritten)
    return [*_listed(called_in), *_listed(added)]


def _with_addenda(copies: QuerySet[PacketCopy], addenda: QuerySet[Packet]) -> QuerySet[PacketCopy]:
    """Return the copies of finals with each addendum to them that their holder may read."""
    is_cleared = Q(holder__clearance__gte=F("packet__replaced_by__classification")) | Q(holder=None)
    return (
        copies.filter(OUT, of_final=True)
        .exclude(CALLED_IN)
        .filter(is_cleared, packet__replaced_by__isnull=False)
        .annotate(about_id=F("packet__replaced_by"))
        .filter(EachRow(addenda.filter(pk=OuterRef("about_id"))))
    )


def _listed(copies: QuerySet[PacketCopy]) -> list[Notice]:
    """List the notices about copies that bear `about_id`, without those confirmed: two queries.

    Of a draft and its final, which bear the same number and are with the same holder, one notice tells.
    """
    of_copy = CopyNotice.objects.filter(
        copy=OuterRef("pk"), about=OuterRef(OuterRef("about_id")), confirmed_at__isnull=False
    )
    same = PacketCopy.objects.filter(packet=OuterRef("packet"), number=OuterRef("number"))
    confirmed = same.filter(EachRow(of_copy))
    rows = copies.filter(~EachRow(confirmed)).select_related("packet", "holder")
    rows = rows.defer("packet__imprints", "packet__too_long")
    first: dict[tuple[int, int, int], PacketCopy] = {}
    # Put in order here: the database would read all copies in their order for it.
    for row in sorted(rows.order_by(), key=lambda row: (row.packet_id, not row.of_final, row.number)):
        about_id: int = row.about_id  # type: ignore[attr-defined]
        first.setdefault((row.packet_id, row.number, about_id), row)
    keys = {about for _packet, _number, about in first}
    about = Packet.objects.defer("imprints").in_bulk(keys) if keys else {}
    return [Notice(row, about[key]) for (_packet, _number, key), row in first.items()]
