"""Check every row against its history: records by one rule, packets by acts, credentials by digest, files by
hash.

Every credential of an account must be one that an act of the history wrote, and none may be missing.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from knox.models import AuthToken

from commitments.audit import log
from commitments.audit.as_of import context
from commitments.audit.log import COLUMNS, CREDENTIALS, OWNER, OWNERS
from commitments.classification import levels
from commitments.enums import PacketState
from commitments.errors import Refused
from commitments.files import storage
from commitments.models import (
    AgendaPaper,
    AuditRow,
    Evidence,
    Matrix,
    Minutes,
    Packet,
    ReturnedMatrix,
    Seal,
    User,
)
from commitments.packets import copy_files
from commitments.packets.archive import frozen
from commitments.packets.content import PacketContent
from commitments.packets.edition_state import build_layout_label, list_label_words
from commitments.packets.render import copy_numbers
from commitments.packets.render.pdf import render_pdf
from commitments.packets.render.printing import PrintedFile
from commitments.verification import packets
from commitments.verification.findings import Show, VerificationFinding
from commitments.verification.packets import copy_named, format_gone, format_unrecorded, state_of

ROWS_AT_ONCE = 1000


def check_credentials() -> Iterator[VerificationFinding]:
    """Compare each credential with the fingerprint that the history files of it."""
    told = _load_last_filed()
    for model in COLUMNS:
        for record in _records(model).iterator(chunk_size=ROWS_AT_ONCE):
            name = log.key_of(record)
            said, stands = told.pop(name, None), log.fingerprint_credentials([record])[name]
            if said is None:
                yield VerificationFinding(_name_credential(record), format_unrecorded())
            elif said != stands:
                yield VerificationFinding(
                    _name_credential(record), _("the record differs from the one in the history.")
                )
    for name, said in told.items():
        if said is not None:
            yield VerificationFinding(name, format_gone())


def _load_last_filed() -> dict[str, str | None]:
    """Return what the history files last of each credential; None of one that ended."""
    rows = AuditRow.objects.filter(subject_type=User._meta.label, after__has_key=log.FILED_ACTION).order_by(
        "pk"
    )
    found: dict[str, str | None] = {}
    for after in rows.values_list("after", flat=True).iterator(chunk_size=ROWS_AT_ONCE):
        found |= after[log.FILED_ACTION].get(CREDENTIALS, {})
    return found


def _records(model: type[Model]) -> QuerySet[Model]:
    rows = model._base_manager.order_by("pk")
    return rows if model is User else rows.select_related(OWNERS.get(model, OWNER))


def _name_credential(record: Model) -> str:
    """Name a credential by its owner, its kind and its key; of a token, by how it begins."""
    if isinstance(record, User):
        return _("%(account)s, the password") % {"account": record.username}
    owner: Any = record
    for step in OWNERS.get(type(record), OWNER).split("__"):
        owner = getattr(owner, step)
    key = record.token_key if isinstance(record, AuthToken) else record.pk
    return f"{owner.username}, {record._meta.verbose_name} {key}"


# Of records that are wrong throughout no more is told than this.
MOST = 1000


def check_history() -> list[VerificationFinding]:
    """Compare each record with what its history leads to, all as they stand at one moment."""
    with context.hold_snapshot():
        found = [_build_finding(astray) for astray in islice(context.list_differences(), MOST + 1)]
        if len(found) > MOST:
            found[MOST:] = [
                VerificationFinding(_("history"), _("there are more mismatches than listed here."))
            ]
        return [*found, *packets.check_editions(), *check_credentials()]


def _build_finding(astray: context.HistoryMismatch) -> VerificationFinding:
    name = _name_record(astray)
    if astray.what == context.NO_HISTORY:
        return VerificationFinding(name, packets.format_unrecorded())
    if astray.what == context.GONE:
        return VerificationFinding(name, packets.format_gone())
    fields = {one.attname: one for one in astray.model._meta.concrete_fields}
    return VerificationFinding(
        name, packets.format_differing(getattr(fields[astray.what], "verbose_name", astray.what))
    )


def _name_record(astray: context.HistoryMismatch) -> str:
    """Name a record by its reference, or that of its page, its kind and its key; never by what it says."""
    kind = f"{astray.model._meta.verbose_name} {astray.key}"
    record = astray.model._base_manager.filter(pk=astray.key).first()
    reference = getattr(record, "reference", "")
    if not reference and record is not None and astray.model in log.PAGES:
        reference = getattr(getattr(record, log.PAGES[astray.model]), "reference", "")
    if not reference and record is None:
        told = AuditRow.objects.filter(subject_type=astray.model._meta.label, subject_id=astray.key)
        for page, key in told.order_by("-pk").values_list("page_type", "page_id")[:1]:
            reference = getattr(apps.get_model(page)._base_manager.filter(pk=key).first(), "reference", "")
    return f"{reference}, {kind}" if reference else kind


KINDS = (Matrix, ReturnedMatrix)
OTHER_VERSION = "other_version"


def check_files(*, rebuild: bool, show: Show) -> Iterator[VerificationFinding]:
    """Check every packet and every file of evidence; with `rebuild` print each master again."""
    packets = _on_file().order_by("pk")
    papers = Evidence.objects.exclude(sha256="").select_related("commitment").order_by("pk")
    of_agendas = AgendaPaper.objects.exclude(sha256="").select_related("point__meeting").order_by("pk")
    total, done = packets.count() + papers.count() + of_agendas.count(), 0
    yield from check_classification()
    for packet in packets.iterator(chunk_size=100):
        yield from check_packet(packet, rebuild=rebuild)
        show(done := done + 1, total)
    for paper in papers.iterator(chunk_size=100):
        yield from _read(
            storage.open_evidence_store(), paper.sha256, f"{paper.commitment.reference}, evidence {paper.pk}"
        )
        show(done := done + 1, total)
    for one in of_agendas.iterator(chunk_size=100):
        yield from _read(
            storage.open_evidence_store(), one.sha256, f"{one.meeting.reference}, paper {one.pk}"
        )
        show(done := done + 1, total)
    yield from check_matrices()


def check_matrices() -> Iterator[VerificationFinding]:
    """Check what every matrix was made from, the files it has, and every one that came back."""
    for matrix in Matrix.objects.exclude(content_sha256="").order_by("pk").iterator(chunk_size=100):
        digests = {"json": matrix.content_sha256, "docx": matrix.docx_sha256}
        for ending, digest in {**digests, "xlsx": matrix.xlsx_sha256, "pdf": matrix.pdf_sha256}.items():
            if digest or matrix.is_ready:
                yield from _read(storage.open_file_store(ending), digest, f"{matrix}, {ending}")
    for back in ReturnedMatrix.objects.select_related("matrix").order_by("pk").iterator(chunk_size=100):
        kept = storage.open_file_store(back.file_name.rpartition(".")[2].lower())
        yield from _read(kept, back.sha256, f"{back.matrix}, {back}")
    yield from check_minutes()


def check_minutes() -> Iterator[VerificationFinding]:
    """Check the frozen content of minutes, the signed document, and the files that came back."""
    frozen = Minutes.objects.exclude(content_sha256="").select_related("meeting").order_by("pk")
    for one in frozen.iterator(chunk_size=100):
        yield from _read(storage.open_file_store("json"), one.content_sha256, str(one))
        for name, digest in ((one.signed_name, one.signed_sha256), (one.returned_name, one.returned_sha256)):
            if digest:
                kept = storage.open_file_store(name.rpartition(".")[2].lower())
                yield from _read(kept, digest, f"{one}, {name}")


def check_classification() -> Iterator[VerificationFinding]:
    """Name what is marked lower than something that it contains; one query for each pair of kinds."""
    for pair in levels.PAIRS:
        for row in pair.broken().iterator(chunk_size=100):
            name = f"{row._meta.verbose_name} {row.pk}, {row}"
            said = _("the record has a lower classification than a record that it contains (%(kind)s).")
            yield VerificationFinding(name, said % {"kind": pair.carried._meta.verbose_name})


def _on_file() -> QuerySet[Packet]:
    return Packet.objects.filter(~Q(content_sha256="") | Q(state=PacketState.READY))


def check_packet(packet: Packet, *, rebuild: bool) -> Iterator[VerificationFinding]:
    """Check one edition: content, masters, copies, signatures and, where asked, that it prints the same."""
    row = str(packet)
    if not packet.content_sha256:
        yield from _read(storage.open_packet_store(), packet.sha256, row)
        return
    yield from _signatures(packet, row)
    found = frozen.list_masters(packet, of_final=False)
    if packet.is_final and packet.state == PacketState.READY:
        found += frozen.list_masters(packet, of_final=True)
    masters = {master.name: master.sha256 for master in found}
    whole = True
    for master, digest in masters.items():
        name = _("%(row)s, stored %(state)s version") % {"row": row, "state": state_of(master)}
        for finding in _read(storage.open_packet_store(), digest, name):
            whole = False
            yield finding
    if whole:
        yield from _copies(packet, row)
    try:
        content = frozen.content_of(packet.content_sha256)
    except Refused as refused:
        is_failure = refused.code != OTHER_VERSION
        yield VerificationFinding(_("%(row)s, the content") % {"row": row}, str(refused), is_failure)
        return
    printed = packet.imprints.get(levels.MARKED, packet.classification)
    if (content.reference, content.classification) != (packet.reference, printed):
        yield VerificationFinding(
            row, _("the reference or classification of the packet differs from that in its content.")
        )
    yield from _anchored(packet, content, row)
    if levels.highest_now((one.label, one.key) for one in content.made_from) > packet.classification:
        yield VerificationFinding(row, _("the classification is lower than that of a source record."))
    for master, digest in masters.items() if rebuild else ():
        yield from _rebuilt(packet, content, master, digest, row)


def _anchored(packet: Packet, content: PacketContent, row: str) -> Iterator[VerificationFinding]:
    """Compare the history with how far it reached when the packet was made, as the packet says.

    An imported packet names a seal of the tracker from which it came, which the import recorded.
    """
    count, _blank, digits = content.head.partition(" ")
    kept = Seal.objects.filter(position=int(count or 0)).values_list("hash", flat=True).first()
    if int(count or 0) and not (kept or "").startswith(digits):
        kept = log.load_imported_anchors().get(packet.pk)
    if int(count or 0) and not (kept or "").startswith(digits):
        said = _(
            "the history does not match this packet. When the packet was created, the history ended at "
            "seal %(head)s."
        )
        yield VerificationFinding(row, said % {"head": content.head})


def _read(shelf: storage.FileStore, digest: str, row: str) -> Iterator[VerificationFinding]:
    """Find fault where a file is missing or is not the bytes of its hash."""
    try:
        shelf.get(digest)
    except Refused as refused:
        yield VerificationFinding(row, str(refused))


def _signatures(packet: Packet, row: str) -> Iterator[VerificationFinding]:
    steps = list(packet.sign_offs(manager="objects").select_related("officer").order_by("step"))
    for step in steps:
        if step.signed_at and step.content_sha256 != packet.content_sha256:
            yield VerificationFinding(
                _("%(row)s, sign-off step %(step)s of %(officer)s")
                % {"row": row, "step": step.step, "officer": step.officer},
                _("the sign-off belongs to different content."),
            )
    if packet.is_final and not (steps and all(step.signed_at for step in steps)):
        yield VerificationFinding(row, _("the packet is final, but not every step is signed off."))


def _copies(packet: Packet, row: str) -> Iterator[VerificationFinding]:
    """Compare each copy that was given out with its file, and with the stamp of its master."""
    for copy in packet.register(manager="objects").exclude(sha256="").order_by("of_final", "number"):
        master = frozen.find_master(packet, copy.edition, of_final=copy.of_final).name
        name = copy_named(row, copy.of_final, copy.number)
        yield from _read(storage.open_packet_store(), copy.sha256, name)
        try:
            again = copy_files.render_copy(packet, copy, sheet=copy.sheet_sha256)
        except Refused as refused:
            yield VerificationFinding(name, str(refused), refused.code != OTHER_VERSION)
            continue
        if hashlib.sha256(again).hexdigest() == copy.sha256:
            continue
        if packet.imprints[master].get("stamp") != copy_numbers.fingerprint_stamp():
            yield VerificationFinding(
                name,
                _("the copy was stamped with other versions of the libraries, so it was not compared."),
                False,
            )
        else:
            yield VerificationFinding(name, _("the copy does not match its original."))


def _print_again(packet: Packet, content: PacketContent, master: str) -> PrintedFile:
    """Print a master as it was made: whole, or by a stamp on pages that are laid out again."""
    label = frozen.imprint_of(packet, master)
    if not packet.imprints[master].get("layout"):
        return render_pdf(content, label)
    layout = render_pdf(content, build_layout_label(frozen.find_layout_label(packet, master)))
    with translation.override(content.language):
        words = list_label_words(label, content)
    return replace(layout, pdf=copy_numbers.stamp_label(layout.pdf, words, layout.slots))


def _rebuilt(
    packet: Packet, content: PacketContent, master: str, digest: str, row: str
) -> Iterator[VerificationFinding]:
    """Print a master again from the frozen content; other bytes from the same printer are a failure."""
    name = _("%(row)s, stored %(state)s version") % {"row": row, "state": state_of(master)}
    try:
        printed = _print_again(packet, content, master)
    except Refused as refused:
        yield VerificationFinding(name, str(refused), refused.code != OTHER_VERSION)
        return
    if hashlib.sha256(printed.pdf).hexdigest() == digest:
        return
    if printed.printer != packet.imprints[master].get("printer"):
        yield VerificationFinding(
            name,
            _(
                "the file was rendered by another version of the system or its libraries; a new "
                "rendering differs."
            ),
            False,
        )
    else:
        yield VerificationFinding(name, _("a new rendering of the content differs from the file."))
