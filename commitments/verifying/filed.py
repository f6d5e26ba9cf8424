"""Whether packets, their contents and copies, evidence and what was exchanged are what was filed."""

import hashlib
from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from commitments import files, marking
from commitments.briefings import archive, stamp
from commitments.briefings.content import PacketContent
from commitments.briefings.render import render_pdf
from commitments.errors import Refused
from commitments.exchange import shelf
from commitments.models import Evidence, Matrix, MatrixReturn, Packet, Seal
from commitments.verifying.editions import copy_named, state_of
from commitments.verifying.found import Finding, Show
from commitments.vocabulary import PacketState

KINDS = (Matrix, MatrixReturn)
OTHER_VERSION = "other_version"


def everything(*, rebuild: bool, show: Show) -> Iterator[Finding]:
    """Check every packet and every file of evidence; with `rebuild` print each master again."""
    packets = _on_file().order_by("pk")
    papers = Evidence.objects.exclude(sha256="").select_related("commitment").order_by("pk")
    total, done = packets.count() + papers.count(), 0
    yield from markings()
    for packet in packets.iterator(chunk_size=100):
        yield from of_packet(packet, rebuild=rebuild)
        show(done := done + 1, total)
    for paper in papers.iterator(chunk_size=100):
        yield from _read(files.evidence(), paper.sha256, f"{paper.commitment.reference}, evidence {paper.pk}")
        show(done := done + 1, total)
    yield from exchanged()


def exchanged() -> Iterator[Finding]:
    """Check what every matrix was made from, the files it has, and every one that came back."""
    for matrix in Matrix.objects.exclude(content_sha256="").order_by("pk").iterator(chunk_size=100):
        digests = {"json": matrix.content_sha256, "docx": matrix.docx_sha256}
        for ending, digest in {**digests, "xlsx": matrix.xlsx_sha256, "pdf": matrix.pdf_sha256}.items():
            if digest or matrix.is_ready:
                yield from _read(shelf.of_kind(ending), digest, f"{matrix}, {ending}")
    for back in MatrixReturn.objects.select_related("matrix").order_by("pk").iterator(chunk_size=100):
        kept = shelf.of_kind(back.file_name.rpartition(".")[2].lower())
        yield from _read(kept, back.sha256, f"{back.matrix}, {back}")


def markings() -> Iterator[Finding]:
    """Name what is marked lower than something that it contains; one query for each pair of kinds."""
    for pair in marking.PAIRS:
        for row in pair.broken().iterator(chunk_size=100):
            name = f"{row._meta.verbose_name} {row.pk}, {row}"
            yield Finding(name, _("it is marked lower than the %(kind)s that it contains.") % {
                "kind": pair.carried._meta.verbose_name
            })  # fmt: skip


def _on_file() -> QuerySet[Packet]:
    return Packet.objects.filter(~Q(content_sha256="") | Q(state=PacketState.READY))


def of_packet(packet: Packet, *, rebuild: bool) -> Iterator[Finding]:
    """Check one edition: content, masters, copies, signatures and, where asked, that it prints the same."""
    row = str(packet)
    if not packet.content_sha256:
        yield from _read(files.packets(), packet.sha256, row)
        return
    yield from _signatures(packet, row)
    masters = {"draft": packet.draft_sha256}
    if packet.is_final and packet.state == PacketState.READY:
        masters["final"] = packet.sha256
    whole = True
    for master, digest in masters.items():
        for finding in _read(files.packets(), digest, _("%(row)s, the master of the %(state)s") % {
            "row": row, "state": state_of(master)
        }):  # fmt: skip
            whole = False
            yield finding
    if whole:
        yield from _copies(packet, row)
    try:
        content = archive.content_of(packet.content_sha256)
    except Refused as refused:
        is_failure = refused.code != OTHER_VERSION
        yield Finding(_("%(row)s, the content") % {"row": row}, str(refused), is_failure)
        return
    printed = packet.imprints.get(marking.MARKED, packet.classification)
    if (content.reference, content.classification) != (packet.reference, printed):
        yield Finding(row, _("the row bears another number or marking than the content."))
    yield from _anchored(content, row)
    if marking.highest_now((one.label, one.key) for one in content.made_from) > packet.classification:
        yield Finding(row, _("it is marked lower than a record that it was made from."))
    for master, digest in masters.items() if rebuild else ():
        yield from _rebuilt(packet, content, master, digest, row)


def _anchored(content: PacketContent, row: str) -> Iterator[Finding]:
    """Compare the history with how far it reached when the packet was made, as the packet says."""
    count, _blank, digits = content.head.partition(" ")
    kept = Seal.objects.filter(position=int(count or 0)).values_list("hash", flat=True).first()
    if int(count or 0) and not (kept or "").startswith(digits):
        said = _("the history is not what it was when this was made: it then reached seal %(head)s.")
        yield Finding(row, said % {"head": content.head})


def _read(shelf: files.Shelf, digest: str, row: str) -> Iterator[Finding]:
    """Find fault where a file is missing or is not the bytes of its hash."""
    try:
        shelf.get(digest)
    except Refused as refused:
        yield Finding(row, str(refused))


def _signatures(packet: Packet, row: str) -> Iterator[Finding]:
    steps = list(packet.sign_offs(manager="objects").select_related("officer").order_by("step"))
    for step in steps:
        if step.signed_at and step.content_sha256 != packet.content_sha256:
            yield Finding(
                _("%(row)s, step %(step)s of %(officer)s")
                % {"row": row, "step": step.step, "officer": step.officer},
                _("the signature is on another content."),
            )
    if packet.is_final and not (steps and all(step.signed_at for step in steps)):
        yield Finding(row, _("it is a final, and not every step is signed."))


def _copies(packet: Packet, row: str) -> Iterator[Finding]:
    """Compare each copy that was given out with its file, and with the stamp of its master."""
    for copy in packet.register(manager="objects").exclude(sha256="").order_by("of_final", "number"):
        master = "final" if copy.of_final else "draft"
        name = copy_named(row, copy.of_final, copy.number)
        yield from _read(files.packets(), copy.sha256, name)
        try:
            again = archive.stamped(packet, copy.number, of_final=copy.of_final)
        except Refused as refused:
            yield Finding(name, str(refused), refused.code != OTHER_VERSION)
            continue
        if hashlib.sha256(again).hexdigest() == copy.sha256:
            continue
        if packet.imprints[master].get("stamp") != stamp.fingerprint():
            yield Finding(name, _("stamped by other versions of the libraries; not compared."), False)
        else:
            yield Finding(name, _("it is not the stamp of its master."))


def _rebuilt(packet: Packet, content: PacketContent, master: str, digest: str, row: str) -> Iterator[Finding]:
    """Print a master again from the frozen content; other bytes from the same printer are a failure."""
    name = _("%(row)s, the master of the %(state)s") % {"row": row, "state": state_of(master)}
    try:
        printed = render_pdf(content, archive.imprint_of(packet, master))
    except Refused as refused:
        yield Finding(name, str(refused), refused.code != OTHER_VERSION)
        return
    if hashlib.sha256(printed.pdf).hexdigest() == digest:
        return
    if printed.printer != packet.imprints[master].get("printer"):
        yield Finding(
            name,
            _("printed by another version of the tracker or of its libraries; printed again it differs."),
            False,
        )
    else:
        yield Finding(name, _("printed again from its content it differs from the file."))
