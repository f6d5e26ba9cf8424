"""The register of copies: issue, recall and disposal of each copy; and file names of packets.

Also notices to holders, of an addendum or of a recall; each holder confirms each once. The register, the
classifications and the clearances decide which notices are required. A row is written when the email is
written, and when the notice is confirmed.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.utils.translation import gettext_lazy as _

from commitments.access import grants, policy, querysets, responsibilities, scopes, write_rules
from commitments.access.grants import EachRow
from commitments.audit import log
from commitments.classification.levels import MARKED
from commitments.classification.prepared_sheets import discard_sheets
from commitments.enums import Classification, Disposal, EmailState, PacketState
from commitments.errors import Refused
from commitments.files import storage
from commitments.models import CopyNotice, Email, Packet, PacketCopy, User
from commitments.models.packets import COPY_STANDS
from commitments.packets.archive.frozen import content_of
from commitments.packets.copy_files import find_final_of, mark_draft, render_copy, store_sheet
from commitments.packets.distribution import check_third_states, find_edition
from commitments.records import edits

NOT_READY = gettext_lazy("This packet is not finished yet. Wait for it, or request a new one.")
NO_COPY = gettext_lazy(
    "All %(count)s copies have been issued. Ask a holder to share a copy, or ask the desk for a "
    "version with more copies."
)
RECALLED = gettext_lazy(
    "Your copy %(number)s was recalled. Return or destroy all paper and electronic copies, then "
    "confirm this on “My desk”. The next version replaces your copy."
)
NOT_PRINTED = gettext_lazy("This edition was not requested. Select another, or create the next version.")
EDITION_RECALLED = gettext_lazy("This version was recalled. Create the next version.")
ENDED = gettext_lazy("Your copy %(number)s is recorded as “%(end)s”. Ask the desk for the next version.")
REPLACED = gettext_lazy("Version %(edition)s has replaced this draft. Your comments are kept.")
# In characters, as a row of the register keeps it.
POST_LENGTH = 120


def list_current_copies(packet: Packet) -> QuerySet[PacketCopy]:
    """The copies of what is printed now: of the final once it is cleared, else of the draft."""
    return packet.register(manager="objects").filter(of_final=packet.is_final, is_for_comment=False)


def open_packet(packet: Packet, user: User, *, now: datetime.datetime, edition: str = "") -> bytes:
    """Return the person's own numbered copy, or the next of the reserve where the person has none.

    Without an edition it is the copy that was planned for the person. The first opening issues it, which the
    register records. Raises `Refused` where the packet is not ready, the copy was recalled or has ended, none
    is left, a file is missing or altered, or a final replaced the draft that the person got for comment. Each
    edition of that draft is marked as a draft for comment.
    """
    write_rules.require_permission(policy.can_read(user, packet))
    _check_ready(packet)
    if not packet.content_sha256:
        # Printed before there was a register: the file itself says that it is copy 1 of 1.
        return storage.open_packet_store().get(packet.sha256)
    comment_copy = find_comment_copy(packet, user)
    if comment_copy is not None and has_comment_copy_only(packet, user):
        _check_sources(packet, user)
        edition = edition if packet.is_final else ""
    if said := describe_replaced(packet, user):
        raise Refused(said, code="replaced")
    copy = None if packet.is_final else comment_copy
    if copy is None or edition not in ("", copy.edition):
        copy = own_copy(packet, user, now=now, edition=edition)
    return mark_draft(packet, copy, _open(packet, copy, by=user, now=now))


def find_comment_copy(packet: Packet, user: User) -> PacketCopy | None:
    """Return the copy that was sent to a person for comment."""
    return packet.register(manager="objects").filter(is_for_comment=True, holder=user).first()


def describe_replaced(packet: Packet, user: User) -> str:
    """Return which final replaced the draft that the person got for comment; empty where none did."""
    if packet.is_final or find_comment_copy(packet, user) is None:
        return ""
    final = find_final_of(packet)
    return REPLACED % {"edition": final.edition} if final is not None else ""


def has_comment_copy_only(packet: Packet, user: User) -> bool:
    """Return whether a person knows the packet from its draft for comment alone."""
    if responsibilities.works_on(user, packet.country):
        return False
    return not list_current_copies(packet).filter(holder=user).exists()


def _check_sources(packet: Packet, user: User) -> None:
    """Refuse a packet to whom its records are hidden by now: access may have ended since it was sent."""
    if hidden := describe_hidden(packet, user):
        raise Refused(hidden, code="may_not_read")


def describe_hidden(packet: Packet, reader: User) -> str:
    """Return how many source records of a packet a person may not read now; empty where there is none."""
    keys: dict[str, set[int]] = defaultdict(set)
    for made in content_of(packet.content_sha256).made_from:
        keys[made.label].add(made.key)
    hidden = 0
    for label, wanted in keys.items():
        rows = apps.get_model(label)._base_manager.filter(pk__in=wanted)
        hidden += rows.count() - policy.readable_by(rows, reader).count()
    if not hidden:
        return ""
    said = ngettext(
        "%(person)s has no access to %(count)d record in this packet.",
        "%(person)s has no access to %(count)d records in this packet.",
        hidden,
    )
    return said % {"person": reader, "count": hidden}


def _check_ready(packet: Packet) -> None:
    if packet.state != PacketState.READY:
        raise Refused(NOT_READY, code="not_ready")


def own_copy(packet: Packet, user: User, *, now: datetime.datetime, edition: str = "") -> PacketCopy:
    """Find the person's copy, or take the next of the reserve."""
    copies = list_current_copies(packet).filter(holder=user).order_by("number")
    mine = (copies.filter(edition=edition) if edition else copies).first()
    wanted = edition or find_edition(packet, user)
    return mine or _take_reserve_copy(packet, wanted, by=user, now=now, holder=user)


def _take_reserve_copy(
    packet: Packet,
    edition: str,
    *,
    by: User,
    now: datetime.datetime,
    holder: User | None = None,
    post: str = "",
) -> PacketCopy:
    """Take the lowest number of the reserve, of this edition if one is left; two who take at once get two."""
    if edition not in packet.editions:
        raise Refused(NOT_PRINTED, code="no_edition")
    is_other = Case(When(edition=edition, then=0), default=1)
    while (free := _reserve(packet).order_by(is_other, "number").first()) is not None:
        try:
            with transaction.atomic():
                if _reserve(packet).filter(pk=free.pk).update(holder=holder, post=post, edition=edition):
                    free.refresh_from_db()
                    told = {"number": free.number, "holder_id": free.holder_id, "post": post}
                    log.record_change("take copy", free, by=by, now=now, after=told | {"edition": edition})
                    return free
        except IntegrityError:
            # The same person asked twice at once; the other request has taken one.
            return list_current_copies(packet).get(holder=holder, edition=edition)
    raise Refused(NO_COPY % {"count": packet.copies}, code="no_copy_left")


def _reserve(packet: Packet) -> QuerySet[PacketCopy]:
    free = list_current_copies(packet).filter(
        holder=None, post="", given_at=None, recalled_at=None, disposal=""
    )
    return free.order_by("number")


def _open(packet: Packet, copy: PacketCopy, *, by: User, now: datetime.datetime) -> bytes:
    if copy.disposal:
        raise Refused(ENDED % {"number": copy.number, "end": copy.get_disposal_display()}, code="copy_ended")
    if copy.recalled_at:
        raise Refused(RECALLED % {"number": copy.number}, code="recalled")
    if copy.sha256:
        return storage.open_packet_store().get(copy.sha256)
    check_third_states(packet, by)
    sheet = store_sheet(packet, copy)
    pdf = render_copy(packet, copy, sheet=sheet)
    digest = storage.open_packet_store().put(pdf)
    with transaction.atomic():
        given = PacketCopy.objects.filter(pk=copy.pk, sha256="", recalled_at=None, disposal="")
        if given.update(sha256=digest, sheet_sha256=sheet, given_at=now):
            told = {"number": copy.number, "sha256": digest, "sheet_sha256": sheet}
            log.record_change("give copy", copy, by=by, now=now, after=told)
            return pdf
    # Another request issued it meanwhile, or it was recalled.
    copy.refresh_from_db()
    return _open(packet, copy, by=by, now=now)


def hand_out(packet: Packet, post: str, *, by: User, now: datetime.datetime, edition: str = "") -> PacketCopy:
    """Issue a copy of the reserve to a person without an account, to whom the desk gives it on paper."""
    write_rules.require_permission(responsibilities.keeps_packet(by, packet))
    _check_ready(packet)
    named = edits.fit_text(post, POST_LENGTH)
    if not named:
        raise Refused(gettext("Enter the post of the recipient."), code="no_post")
    copy = _take_reserve_copy(packet, edition or packet.main_edition, by=by, now=now, post=named)
    _open(packet, copy, by=by, now=now)
    copy.refresh_from_db()
    return copy


def open_handed_out(packet: Packet, number: int, *, by: User, now: datetime.datetime) -> bytes:
    """Return to the desk the file of a copy that it gives out on paper, for printing."""
    write_rules.require_permission(responsibilities.keeps_packet(by, packet))
    _check_ready(packet)
    copy = list_current_copies(packet).filter(number=number, holder=None).exclude(post="").first()
    if copy is None:
        raise Refused(gettext("The desk does not issue this copy. Check the register."), code="not_found")
    # It is printed again, so third states are asked again.
    check_third_states(packet, by)
    return mark_draft(packet, copy, _open(packet, copy, by=by, now=now))


def was_recalled(packet: Packet) -> bool:
    """Return whether the edition was recalled, and not only the copy of a person who left."""
    recalled = packet.register(manager="objects").filter(recalled_at__isnull=False).exists()
    return recalled and not packet.register(manager="objects").filter(COPY_STANDS).exists()


def with_recalled(of: QuerySet[Packet], user: User, at: datetime.datetime | None = None) -> QuerySet[Packet]:
    """Annotate editions that the person reads with `is_recalled`, as `was_recalled` says it, now or then."""
    copies = querysets.each_part(Packet, OuterRef("pk"), PacketCopy, user)
    recalled = grants.EachRow(copies.filter(Q(recalled_at__lte=at) if at else Q(recalled_at__isnull=False)))
    stands = COPY_STANDS | Q(recalled_at__gt=at) if at else COPY_STANDS
    return of.annotate(is_recalled=Q(recalled, ~grants.EachRow(copies.filter(stands))))


def recall_edition(packet: Packet, *, by: User, now: datetime.datetime, reason: str) -> int:
    """Recall every copy of an edition that is out, and issue no more; return how many are out."""
    write_rules.require_permission(responsibilities.keeps_packet(by, packet))
    said = edits.fit_text(reason, edits.REASON_LENGTH, "long_reason")
    if not said:
        raise Refused(gettext("Enter the reason for the recall."), code="no_reason")
    with transaction.atomic():
        standing_copies = packet.register(manager="objects").filter(COPY_STANDS)
        out = list(standing_copies.exclude(given_at=None).values_list("number", flat=True))
        if not standing_copies.update(recalled_at=now):
            raise Refused(
                gettext("This version is already recalled. Check the register."), code="changed_meanwhile"
            )
        discard_sheets(Q(pk=packet.pk))
        log.record_change(
            "recall packet", packet, by=by, now=now, after={"copies": sorted(set(out))}, reason=said
        )
    return len(out)


def end_copy(copy: PacketCopy, end: Disposal, *, by: User, now: datetime.datetime) -> None:
    """Write down what became of a copy that was given out: returned, destroyed or lost."""
    write_rules.require_permission(responsibilities.keeps_packet(by, copy.packet))
    with transaction.atomic():
        given = PacketCopy.objects.filter(pk=copy.pk, disposal="", given_at__isnull=False)
        if not given.update(disposal=end, disposed_at=now):
            raise Refused(
                gettext("This copy was not issued, or its disposal is already recorded. Check the register."),
                code="changed_meanwhile",
            )
        log.record_change(
            "end copy", copy, by=by, now=now, after={"number": copy.number, "disposal": str(end)}
        )


def file_name(packet: Packet) -> str:
    """Return the name in ASCII, whatever the installation's words: `P-KH-2026-01 v0.2 CONFIDENTIAL.pdf`."""
    return _ascii(_edition(packet), packet.classification)


def build_disposition(packet: Packet) -> str:
    """Return the Content-Disposition header of a copy."""
    return build_marked_disposition(_edition(packet), packet.classification)


def build_marked_disposition(name: str, classification: int) -> str:
    """Return the Content-Disposition header, with the classification in the installation's words (RFC
    5987).
    """
    said = f"{name} {str(Classification(classification).label).upper()}.pdf"
    return f"inline; filename=\"{_ascii(name, classification)}\"; filename*=UTF-8''{quote(said, safe='')}"


def _edition(packet: Packet) -> str:
    return f"{packet.reference} v{packet.edition}"


def _ascii(name: str, classification: int) -> str:
    return f"{name} {Classification(classification).name}.pdf"


OUT = Q(given_at__isnull=False, disposal="")
# Of a holder without an account no clearance is on record: listed where the marking went up since.
ABOVE_HOLDER = Q(holder__clearance__lt=F("packet__classification"))
ABOVE_HOLDER |= Q(holder=None, packet__imprints__has_key=MARKED)
CALLED_IN = Q(recalled_at__isnull=False) | ABOVE_HOLDER
# The holder signs in and confirms; for any other holder the desk does.
HAS_ACCOUNT = Q(holder__is_active=True)
CONFIRM_ADDENDUM, CONFIRM_RECALL = "confirm addendum", "confirm recall"


@dataclass(frozen=True, slots=True)
class CopyNoticeShown:
    """One notice: the copy, its subject, and what is recorded of it."""

    copy: PacketCopy
    about: Packet
    row: CopyNotice | None = None

    @property
    def is_recall(self) -> bool:
        """Return whether the copy itself is recalled; otherwise there is an addendum to it."""
        return self.about.pk == self.copy.packet_id

    @property
    def holder(self) -> str:
        return str(self.copy.holder or self.copy.post)

    @property
    def has_account(self) -> bool:
        """Return whether the holder confirms; otherwise the desk confirms for the holder."""
        return self.copy.holder is not None and self.copy.holder.is_active

    @property
    def email(self) -> Email | None:
        return self.row.email if self.row else None

    @property
    def is_confirmed(self) -> bool:
        return self.row is not None and self.row.confirmed_at is not None


def above_holders() -> QuerySet[PacketCopy]:
    """Return the copies that are out with holders cleared for less than their packet is marked now."""
    return PacketCopy.objects.filter(OUT).filter(ABOVE_HOLDER)


def waiting_for(user: User) -> list[CopyNoticeShown]:
    """List what the person has to confirm, as the holder: two queries where there is nothing.

    A recall is told to a holder who may not read the packet any more: its reference, and nothing of it.
    """
    if not user.is_active:
        return []
    return _required(PacketCopy.objects.filter(holder=user), addenda=policy.readable_by(_addenda(), user))


def waiting_outside(user: User) -> list[CopyNoticeShown]:
    """List the addenda that the desk has to tell holders without an account of, and confirm for them."""
    held = policy.readable_by(PacketCopy.objects.filter(OUT).exclude(HAS_ACCOUNT), user)
    held = held.filter(packet__country__in=scopes.countries_of(user))
    return _listed(_with_addenda(_narrow_to_reader(held), policy.readable_by(_addenda(), user)))


def list_packet_notices(packet: Packet, user: User) -> list[CopyNoticeShown]:
    """List the notices about an edition and its addenda, confirmed or not, that the person may read."""
    copies = _narrow_to_reader(policy.parts_of(packet, packet.register.all(), user))
    addenda = policy.readable_by(_addenda(), user)
    required = {(one.copy.pk, one.about.pk): one for one in _required(copies, addenda=addenda)}
    if packet.addendum:
        of_final = policy.readable_by(PacketCopy.objects.filter(packet=packet.replaces_id or 0), user)
        added = _listed(_with_addenda(_narrow_to_reader(of_final), addenda.filter(pk=packet.pk)))
        required |= {(one.copy.pk, one.about.pk): one for one in added}
    about = Q(about=packet.pk) | Q(copy__packet=packet.pk, about__in=addenda.values("pk"))
    rows = CopyNotice.objects.filter(about).select_related(
        "copy__holder", "copy__packet__country", "about", "email", "confirmed_by"
    )
    known = {
        (row.copy_id, row.about_id): CopyNoticeShown(row.copy, row.about, row)
        for row in rows.defer("email__content", "email__reply")
        if row.confirmed_at is not None or (row.copy_id, row.about_id) in required
    }
    return sorted((required | known).values(), key=lambda one: (one.about.pk, one.copy.number, one.copy.pk))


def list_unsent_notices() -> list[CopyNoticeShown]:
    """List the notices for which no email was written yet; emails withdrawn unsent are written again."""
    written = CopyNotice.objects.filter(copy=OuterRef("pk"), about=OuterRef("about_id"), email__isnull=False)
    written = written.exclude(email__state=EmailState.WITHDRAWN)
    found = _required(PacketCopy.objects.all(), addenda=_addenda(), unwritten=~Exists(written))
    rows = CopyNotice.objects.filter(copy__in=[one.copy.pk for one in found])
    known = {(row.copy_id, row.about_id): row for row in rows} if found else {}
    return [replace(one, row=known.get((one.copy.pk, one.about.pk))) for one in found]


def note_sent(notice: CopyNoticeShown, mail: Email) -> None:
    """Keep which email a notice was written in."""
    CopyNotice.objects.get_or_create(copy=notice.copy, about=notice.about)
    CopyNotice.objects.filter(copy=notice.copy, about=notice.about).update(email=mail)


def may_confirm(user: User, notice: CopyNoticeShown) -> bool:
    """Return whether the person confirms this notice: the holder or, for one without an account, the desk.

    An addendum is confirmed by who may read it.
    """
    if not notice.has_account:
        return responsibilities.keeps_packet(user, notice.copy.packet) and policy.can_read(user, notice.about)
    is_own = user.is_active and notice.copy.holder_id == user.pk
    return is_own and (notice.is_recall or policy.can_read(user, notice.about))


def find_notice(copy: int, about: int) -> CopyNoticeShown | None:
    """Find a notice that is required, or was confirmed, by its copy and what it is about."""
    row = CopyNotice.objects.filter(copy=copy, about=about, confirmed_at__isnull=False)
    kept = row.select_related("copy__holder", "copy__packet__country", "about").first()
    if kept is not None:
        return CopyNoticeShown(kept.copy, kept.about, kept)
    copies = PacketCopy.objects.filter(pk=copy).select_related("packet__country")
    found = _required(copies, addenda=_addenda())
    return next((one for one in found if one.about.pk == about), None)


@transaction.atomic
def confirm_notice(notice: CopyNoticeShown, *, by: User, now: datetime.datetime) -> bool:
    """Record that the holder read the addendum, or returned or destroyed the copy; return whether it is new.

    Raise `Refused` where the person is not the holder, nor the desk of a holder without an account, and
    where there is nothing to confirm any more.
    """
    write_rules.require_permission(may_confirm(by, notice))
    # The row of the copy is what two people wait for.
    PacketCopy.objects.select_for_update(no_key=True).get(pk=notice.copy.pk)
    standing = find_notice(notice.copy.pk, notice.about.pk)
    if standing is None:
        raise Refused(
            _("This notice no longer needs to be confirmed. Reload the page."),
            code="changed_meanwhile",
        )
    if standing.is_confirmed:
        return False
    CopyNotice.objects.get_or_create(copy=notice.copy, about=notice.about)
    row = CopyNotice.objects.filter(copy=notice.copy, about=notice.about)
    row.update(confirmed_at=now, confirmed_by=by)
    told = {"copy": notice.copy.number, log.FILED_ACTION: {"copy_id": notice.copy.pk}}
    action = CONFIRM_RECALL if notice.is_recall else CONFIRM_ADDENDUM
    log.record_change(action, notice.about, by=by, now=now, after=told)
    return True


def _narrow_to_reader(seen: QuerySet[PacketCopy]) -> QuerySet[PacketCopy]:
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
) -> list[CopyNoticeShown]:
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


def _listed(copies: QuerySet[PacketCopy]) -> list[CopyNoticeShown]:
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
    return [CopyNoticeShown(row, about[key]) for (_packet, _number, key), row in first.items()]
