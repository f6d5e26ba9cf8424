"""Produce packets: claim the row, build and print, store the files under their SHA-256, report progress.

One worker at a time holds a lease on a row, and another takes over once it is gone; this applies to every row
whose progress is in `models.base.Made`, packets and matrices. Progress is reported in pages, at most twice a
second, and never decreases.

The pages of a version are laid out once, without what differs in a draft and a final, which is stamped on
them. They are laid out again only where they have no room for it, or where the signatories changed.
"""

import datetime
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Model, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from commitments.access import policy, responsibilities, write_rules
from commitments.audit import chain
from commitments.audit import log as audit_log
from commitments.classification import levels
from commitments.enums import PacketEdition, PacketState
from commitments.errors import Refused
from commitments.files import storage
from commitments.models import Packet, User, zone_of
from commitments.models.base import spoken_in
from commitments.models.packets import UNFINISHED
from commitments.packets import failures
from commitments.packets.archive import frozen
from commitments.packets.archive.frozen import content_of, freeze_content, freeze_imprint
from commitments.packets.build import build_content, restrict_to_changes
from commitments.packets.compare import PreviousEdition
from commitments.packets.content import PacketContent
from commitments.packets.content_values import EditionLabel
from commitments.packets.copy_files import limit_reader, prepare_sheets
from commitments.packets.distribution import list_distribution, plan_copies, plan_final
from commitments.packets.edition_state import (
    build_edition_label,
    build_layout_label,
    fits_layout,
    list_label_words,
)
from commitments.packets.records import build_packet_scope
from commitments.packets.render import copy_numbers
from commitments.packets.render.pdf import render_pdf
from commitments.packets.render.printing import KILLED, PrintedFile
from commitments.packets.sign_off import remove_signers
from commitments.records import edits
from commitments.records.edits import REASON_LENGTH, shorten_text

# Pages are laid out first and written after; so much of the work is the first.
LAYOUT_SHARE = 0.65
SECONDS_BETWEEN = 0.5
ROWS_A_PAGE = 9
BLOCKS_A_PAGE = 3.3


def estimate_pages(content: PacketContent, edition: str = PacketEdition.ADVISER) -> int:
    """Estimate the pages of an edition from what the packet holds, before any is laid out."""
    rows = sum(len(group.rows) for group in content.groups)
    if edition == PacketEdition.MINISTER:
        return 4 + len(content.topics)
    if edition == PacketEdition.NOTE_TAKER:
        return 1 + math.ceil(rows / ROWS_A_PAGE)
    # Cover, contents, and one for what a section takes beyond its first page; a topic may fill two sides.
    whole = 3 + len(content.sections) + len(content.topics)
    return whole + math.ceil(rows / ROWS_A_PAGE) + math.ceil(len(content.blocks) / BLOCKS_A_PAGE)


class Progress:
    """Counts the pages done, and reports them; `write` gets the count."""

    def __init__(
        self,
        total: int,
        write: Callable[[int], None],
        *,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self.total = total
        self.write = write
        self.seconds = seconds
        self.done = 0
        self.told_at = -math.inf

    def __call__(self, laid: int, drawn: int, pages: int) -> None:
        """Take how many pages are laid out and how many of all `pages` (0: not known) are written.

        Called with what was known before, it only gives `write` the chance to stop the printing.
        """
        layout = 1.0 if pages else min(1.0, laid / self.total)
        share = LAYOUT_SHARE * layout + (1 - LAYOUT_SHARE) * (drawn / pages if pages else 0)
        # The last page's worth is done when the file is kept.
        self.done = max(self.done, min(int(share * self.total), self.total - 1))
        if self.seconds() - self.told_at >= SECONDS_BETWEEN:
            self.told_at = self.seconds()
            self.write(self.done)


MOST_TRIES = 3


@dataclass(frozen=True, slots=True)
class PrintedEdition:
    """A printed edition: its label, its file, and the stored pages that the label was stamped on, if any."""

    label: EditionLabel
    printed: PrintedFile
    layout: dict[str, Any] | None = None


M = TypeVar("M", bound=Model)


def claim_row(
    model: type[Model], key: int, *, lease: datetime.timedelta, now: datetime.datetime, **also: Any
) -> int:
    """Claim the row for one lease; return the number of the attempt, or 0 where it cannot be claimed."""
    rows = model._base_manager
    with transaction.atomic():
        claimed = rows.filter(_left(now), pk=key, tries__lt=MOST_TRIES).update(
            state=PacketState.MAKING, lease_until=now + lease, tries=F("tries") + 1, **also
        )
        return rows.values_list("tries", flat=True).get(pk=key) if claimed else 0


def filter_held(model: type[M], key: int, tries: int) -> QuerySet[M]:
    """The row as long as this try holds it: a worker that was overtaken writes nothing."""
    return model._base_manager.filter(pk=key, state=PacketState.MAKING, tries=tries)


def release_row(model: type[Model], key: int, tries: int) -> None:
    """Release the row as if the worker had died with it, so that any other can claim it."""
    filter_held(model, key, tries).update(state=PacketState.REQUESTED, lease_until=None)


def record_failure(
    obj: Model, tries: int, refused: Refused, *, by: Any, now: datetime.datetime, action: str
) -> None:
    """Write why nothing came of it, where this try still holds the row; in English, for any reader."""
    with translation.override(failures.STORED):
        said = edits.shorten_text(str(refused), edits.REASON_LENGTH)
    _end(obj, filter_held(type(obj), obj.pk, tries), said, by=by, now=now, action=action)


def list_unfinished(
    model: type[Model], asked: str, *, said: str, now: datetime.datetime, action: str
) -> list[int]:
    """Return the ids of rows that no worker holds, by the time of request; end the hopeless, as `said`."""
    rows = model._base_manager.filter(_left(now))
    for obj in rows.filter(tries__gte=MOST_TRIES).order_by("pk"):
        _end(obj, rows.filter(pk=obj.pk, tries__gte=MOST_TRIES), said, by=None, now=now, action=action)
    return list(rows.order_by(asked).values_list("pk", flat=True))


def _left(now: datetime.datetime) -> Q:
    return Q(state=PacketState.REQUESTED) | Q(state=PacketState.MAKING, lease_until__lt=now)


def _end(
    obj: Model, rows: QuerySet[Any], reason: str, *, by: Any, now: datetime.datetime, action: str
) -> None:
    with transaction.atomic():
        if rows.update(state=PacketState.FAILED, lease_until=None, failure=reason):
            audit_log.record_change(action, obj, by=by, now=now, reason=reason)


# From one word of how far it is to the next; the first comes when records are read and the child is there.
LEASE_SECONDS = 60
# What the history calls it.
FAILED = "fail packet"
_LEASE = datetime.timedelta(seconds=LEASE_SECONDS)

log = structlog.get_logger(__name__)


def make_packet(packet_id: int, *, now: datetime.datetime) -> bool:
    """Claim one packet, make it, and file it; give False where another worker has it or it is finished.

    1. Claim the row by a conditional update with a lease. 2. Read the records for its reader and freeze the
    content; of one that is signed off, take the frozen content as it is. 3. Print in a throw-away child,
    outside any transaction; stamp a final on the pages that were approved. 4. File the bytes, then the row; a
    refusal goes on the row. What was ended from outside is left to be asked for again, three times at most.
    """
    begun = time.monotonic()
    tries = claim_row(Packet, packet_id, lease=_LEASE, now=now, done=0)
    if not tries:
        return False
    packet = Packet.objects.select_related("country", "meeting", "reader", "requested_by", "replaces").get(
        pk=packet_id
    )
    try:
        content = content_of(packet.content_sha256) if packet.is_final else _gathered(packet, now)
        made = _stamp_final(packet, content) or _print_editions(
            packet, content, lambda **far: _report_progress(packet_id, tries, now + _since(begun), **far)
        )
    except Refused as refused:
        if refused.code == KILLED and tries < MOST_TRIES:
            release_row(Packet, packet_id, tries)
            log.warning("packet killed", packet=packet_id, tries=tries)
            return True
        record_failure(packet, tries, refused, by=packet.requested_by, now=now, action=FAILED)
        log.warning("packet refused", packet=packet_id, code=refused.code)
        return True
    if remarks := sum(len(one.printed.remarks) for one in made):
        log.warning("packet printed with remarks", packet=packet_id, remarks=remarks)
    is_filed = _file(packet, tries, content, made, now)
    if is_filed:
        prepare_sheets(packet)
    return is_filed


def prepare_copies(packet_id: int) -> None:
    """Lay out what a finished packet will need: pages for other signatories, sheets of planned copies."""
    packets = Packet.objects.select_related("country", "meeting", "reader", "requested_by", "replaces")
    packet = packets.filter(pk=packet_id, state=PacketState.READY).exclude(content_sha256="").first()
    if packet is not None:
        if not packet.is_final:
            _lay_out_again(packet)
        prepare_sheets(packet)


def _lay_out_again(packet: Packet) -> None:
    """Lay out the pages of a draft for its final, where the signatories have changed since."""
    content = content_of(packet.content_sha256)
    made = {}
    for edition in packet.editions:
        label = _build_label(packet, content, edition)
        draft = packet.imprints.get(frozen.name_master(packet, edition, "draft"), {})
        # Pages that were printed whole are printed whole again.
        if draft.get("layout") and _find_layout(packet, edition, label) is None:
            again = _print_edition(content, label, None)
            kept = {"printer": again.printed.printer, "pages": again.printed.pages, "layout": again.layout}
            made[frozen.name_master(packet, edition, frozen.LAYOUT)] = freeze_imprint(label) | kept
    if not made:
        return
    with transaction.atomic():
        held = Packet.objects.select_for_update(no_key=True).get(pk=packet.pk)
        Packet.objects.filter(pk=packet.pk).update(imprints=held.imprints | made)


def _build_label(packet: Packet, content: PacketContent, edition: str) -> EditionLabel:
    sign_offs = list(packet.sign_offs(manager="objects").select_related("officer"))
    with translation.override(content.language), spoken_in(content.language):
        return build_edition_label(packet, content, sign_offs, edition)


def _find_layout(packet: Packet, edition: str, label: EditionLabel) -> dict[str, Any] | None:
    """Return what is stored of laid-out pages that fit this label: of the draft, or those made later."""
    for state in ("draft", frozen.LAYOUT):
        name = frozen.name_master(packet, edition, state)
        kept: dict[str, Any] = packet.imprints.get(name, {})
        slots = (kept.get("layout") or {}).get("slots", ())
        # Earlier versions printed the sentence about the word DRAFT in the contents, where a final kept it.
        is_old = edition == PacketEdition.ADVISER and all(slot[0] != "draft" for slot in slots)
        if slots and not is_old and fits_layout(label, frozen.imprint_of(packet, name)):
            return kept
    return None


def _print_editions(
    packet: Packet, content: PacketContent, report: Callable[..., None]
) -> list[PrintedEdition]:
    """Print the content in each edition; `report` gets the pages done, and first how many are expected."""
    expected = {edition: estimate_pages(content, edition) for edition in packet.editions}
    report(done=0, total=sum(expected.values()))
    made: list[PrintedEdition] = []
    before = 0
    for edition, pages in expected.items():
        label = _build_label(packet, content, edition)
        far = Progress(pages, partial(_report_further, report, before))
        # What is wrong with it is shown on the screens of the requester.
        with translation.override(packet.requested_by.language):
            made.append(_print_edition(content, label, far))
        before += pages
    return made


def _print_edition(content: PacketContent, label: EditionLabel, far: Progress | None) -> PrintedEdition:
    """Lay out the pages of an edition and stamp its label, or print it whole where that cannot be done."""
    try:
        words = _list_words(content, label)
        copy_numbers.check_letters(words.list_words())
        layout = render_pdf(content, build_layout_label(label), far)
        if layout.slots:
            pdf = copy_numbers.stamp_label(layout.pdf, words, layout.slots)
            kept = {"sha256": storage.open_packet_store().put(layout.pdf), "slots": layout.slots}
            return PrintedEdition(label, replace(layout, pdf=pdf), kept)
    except copy_numbers.NoRoomError as error:
        log.info("packet printed whole", packet=content.reference, place=str(error)[:80])
    return PrintedEdition(label, render_pdf(content, label, far))


def _list_words(content: PacketContent, label: EditionLabel) -> copy_numbers.LabelWords:
    with translation.override(content.language):
        return list_label_words(label, content)


def _stamp_final(packet: Packet, content: PacketContent) -> list[PrintedEdition]:
    """Make a final from the pages that were approved; nothing where they have to be laid out again."""
    if not packet.is_final:
        return []
    made: list[PrintedEdition] = []
    try:
        for edition in packet.editions:
            label = _build_label(packet, content, edition)
            kept = _find_layout(packet, edition, label)
            if kept is None:
                return []
            pdf = frozen.stamp_master(kept["layout"], _list_words(content, label))
            printed = PrintedFile(pdf, kept["pages"], (), printer=kept["printer"])
            made.append(PrintedEdition(label, printed, kept["layout"]))
    except (copy_numbers.NoRoomError, Refused) as error:
        log.info("final laid out again", packet=packet.pk, cause=str(error)[:80])
        return []
    return made


def _report_further(report: Callable[..., None], before: int, done: int) -> None:
    report(done=before + done)


def _gathered(packet: Packet, now: datetime.datetime) -> PacketContent:
    """Read what the packet holds, then plan the copies; the distribution is part of it."""
    before = _find_final(packet) if packet.addendum else None
    # An anchor of the history: the same for the same moment, whatever was sealed since.
    head = chain.find_head(packet.as_of or now)
    content = build_content(
        build_packet_scope(packet),
        reader=limit_reader(packet),
        reference=packet.reference,
        now=now,
        language=packet.language,
        as_of=packet.as_of,
        before=before,
    )
    with translation.override(content.language):
        if packet.addendum:
            if before is None:
                raise Refused(
                    _("The content of the final version cannot be read. Create the next version."),
                    code="no_final",
                )
            content = restrict_to_changes(content, before)
    packet.classification = content.classification
    remove_signers(packet, now=now)
    packet.copies = plan_copies(packet)
    with translation.override(content.language), spoken_in(content.language):
        return replace(content, distribution=list_distribution(packet), head=str(head))


def _find_final(packet: Packet) -> PreviousEdition | None:
    """Return the final to which this is an addendum; None where it cannot be read any more."""
    replaced = packet.replaces
    if replaced is None or not replaced.content_sha256:
        return None
    try:
        return PreviousEdition(replaced.edition, content_of(replaced.content_sha256), zone_of(packet.reader))
    except Refused as refused:
        log.warning("edition before not read", packet=packet.pk, before=replaced.pk, code=refused.code)
        return None


def _build_master_values(made: PrintedEdition) -> dict[str, Any]:
    """Store a printed file, and return what is stored about it, to make it and its copies again."""
    digest = storage.open_packet_store().put(made.printed.pdf)
    told: dict[str, Any] = {"printer": made.printed.printer, "stamp": copy_numbers.fingerprint_stamp()}
    told |= {"layout": made.layout} if made.layout else {}
    return freeze_imprint(made.label) | told | {"sha256": digest, "pages": made.printed.pages}


def _file(
    packet: Packet,
    tries: int,
    content: PacketContent,
    made: list[PrintedEdition],
    now: datetime.datetime,
) -> bool:
    """File the masters and what they were printed from, then write the row; False where it was overtaken."""
    imprints = {one.label.kind: _build_master_values(one) for one in made}
    main = imprints[packet.main_edition]
    pages = sum(one.printed.pages for one in made)
    columns: dict[str, Any] = {
        "state": PacketState.READY,
        "ready_at": now,
        "lease_until": None,
        "done": pages,
        "total": pages,
        "pages": main["pages"],
        "sha256": main["sha256"],
        "printer": main["printer"],
        "failure": "",
    }
    if not packet.is_final:
        columns |= {
            "classification": content.classification,
            "as_of": packet.as_of or now,
            "copies": packet.copies,
            "content_sha256": freeze_content(content),
            "draft_sha256": main["sha256"],
            "too_long": list(dict.fromkeys(said for one in made for said in one.printed.too_long)),
        }
    with transaction.atomic():
        # As it stands now: a record of it may have been raised while it was printed, and the row says so.
        standing = _mine(packet.pk, tries).select_for_update(no_key=True).first()
        if standing is not None:
            state = "final" if packet.is_final else "draft"
            kept = {frozen.name_master(packet, kind, state): value for kind, value in imprints.items()}
            columns["imprints"] = standing.imprints | kept
            _mine(packet.pk, tries).update(**columns)
            if packet.is_final:
                plan_final(packet)
            _mark(packet.pk, content, now)
            standing.refresh_from_db()
            told = {"sha256": main["sha256"]}
            told["content_sha256"] = columns.get("content_sha256", packet.content_sha256)
            told |= frozen.describe_made(standing, is_final=packet.is_final)
            audit_log.record_change("make packet", packet, by=packet.requested_by, now=now, after=told)
    if standing is not None:
        chain.append_anchor(settings.ANCHORS_FILE, content.head, packet.as_of or now)
    return standing is not None


def _mark(packet_id: int, content: PacketContent, now: datetime.datetime) -> None:
    """Raise the row where a record was raised since it was read: who raised it did not find it here yet."""
    packet = Packet.objects.get(pk=packet_id)
    level = levels.highest_now((one.label, one.key) for one in content.made_from)
    if level > packet.classification:
        levels.raise_packet(packet, level, by=None, now=now)


def _since(begun: float) -> datetime.timedelta:
    """Return the time since a moment of the monotonic clock."""
    return datetime.timedelta(seconds=time.monotonic() - begun)


def _mine(packet_id: int, tries: int) -> QuerySet[Packet]:
    return filter_held(Packet, packet_id, tries)


def _report_progress(packet_id: int, tries: int, now: datetime.datetime, **far: int) -> None:
    """Write how far a packet is, for one more lease; stop it where it was cancelled or overtaken."""
    if not _mine(packet_id, tries).update(lease_until=now + _LEASE, **far):
        raise Refused(
            _("The packet was cancelled, or another process is creating it. Check the packet again."),
            code="packet_stopped",
        )


def cancel_packet(packet: Packet, *, by: User, now: datetime.datetime) -> None:
    """Stop a packet that is asked for or being made; its child dies at the next count, within half a second.

    Raises Refused where it is finished or signed off, and for who neither asked nor works on the country.
    """
    write_rules.require_permission(policy.can_read(by, packet))
    write_rules.require_permission(packet.requested_by == by or responsibilities.works_on(by, packet.country))
    with transaction.atomic():
        said = shorten_text(failures.CANCELLED % {"person": by}, REASON_LENGTH)
        under_way = Packet.objects.filter(pk=packet.pk, state__in=UNFINISHED, signed_at__isnull=True)
        if not under_way.update(state=PacketState.CANCELLED, lease_until=None, failure=said):
            raise Refused(
                _("This packet is already finished or signed off. Reload the page."), code="not_under_way"
            )
        audit_log.record_change("cancel packet", packet, by=by, now=now)


def list_unfinished_packets(now: datetime.datetime) -> list[int]:
    """Return the ids of packets that no worker holds, never begun or left by a dead worker; end the
    hopeless.
    """
    said = gettext_noop("The packet could not be created in three attempts. Contact the administrator.")
    return list_unfinished(Packet, "requested_at", said=said, now=now, action=FAILED)
