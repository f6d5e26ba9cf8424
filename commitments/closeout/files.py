"""Filed documents of a close-out package, each under its SHA-256, and the anchors of the history in them."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from commitments.audit import chain, log
from commitments.closeout.selection import GatheredRows, split_keys
from commitments.errors import Refused
from commitments.files import storage
from commitments.models import (
    AgendaPaper,
    Evidence,
    Matrix,
    Minutes,
    MinutesChange,
    Packet,
    PacketCopy,
    ReturnedMatrix,
    Seal,
)
from commitments.packets.archive.frozen import ENDING, render_canonical

# A store by name, and the SHA-256 of a file in it.
Document = tuple[str, str]
EVIDENCE, PACKETS, EXCHANGE = "evidence", "packets", "exchange"


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_store(name: str) -> storage.FileStore:
    """Return a store by the name that a package has for it: evidence, packets.pdf, exchange.docx."""
    kind, _dot, ending = name.partition(".")
    if kind == EVIDENCE:
        return storage.open_evidence_store()
    if kind == PACKETS:
        return storage.open_packet_store(f".{ending}")
    return storage.open_file_store(ending)


def write_documents(data: Path, found: GatheredRows) -> tuple[int, int]:
    """Write the documents and their list; return how many there are, and how many have no file.

    A file may be gone where a copy of a packet was disposed of. Raises `Refused` for an altered file.
    """
    kept = lost = 0
    with (data / "files.jsonl").open("wb") as list_of_files:
        for store, digest in sorted(set(_list_documents(found))):
            content = _read(store, digest)
            row = {"store": store, "sha256": digest, "is_kept": content is not None}
            list_of_files.write(render_canonical(row) + b"\n")
            if content is None:
                lost += 1
                continue
            kept += 1
            path = data / "files" / digest[:2] / digest
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
    return kept, lost


def _read(store: str, digest: str) -> bytes | None:
    try:
        return open_store(store).get(digest)
    except Refused as refused:
        if refused.code != "missing":
            raise
        return None


def _list_documents(found: GatheredRows) -> Iterator[Document]:
    for part in split_keys(sorted(found.keys[Evidence])):
        rows = Evidence.objects.filter(pk__in=part).exclude(sha256="")
        yield from ((EVIDENCE, digest) for digest in rows.values_list("sha256", flat=True))
    yield from _list_meeting_files(found)
    for part in split_keys(sorted(found.keys[Packet])):
        for packet in Packet.objects.filter(pk__in=part):
            yield from _list_packet_files(packet)
    for part in split_keys(sorted(found.keys[PacketCopy])):
        for digests in PacketCopy.objects.filter(pk__in=part).values_list("sha256", "sheet_sha256"):
            yield from ((f"{PACKETS}.pdf", digest) for digest in digests if digest)
    for matrix in Matrix.objects.filter(pk__in=found.keys[Matrix]):
        endings = {"json": matrix.content_sha256, "docx": matrix.docx_sha256}
        endings |= {"xlsx": matrix.xlsx_sha256, "pdf": matrix.pdf_sha256}
        yield from ((f"{EXCHANGE}.{ending}", digest) for ending, digest in endings.items() if digest)
    for back in ReturnedMatrix.objects.filter(pk__in=found.keys[ReturnedMatrix]):
        yield f"{EXCHANGE}.{back.file_name.rpartition('.')[2].lower()}", back.sha256


def _list_meeting_files(found: GatheredRows) -> Iterator[Document]:
    """Yield the papers of agenda items; of minutes the frozen content, and what came back or was signed."""
    for part in split_keys(sorted(found.keys[AgendaPaper])):
        papers = AgendaPaper.objects.filter(pk__in=part).exclude(sha256="")
        yield from ((EVIDENCE, digest) for digest in papers.values_list("sha256", flat=True))
    for minutes in Minutes.objects.filter(pk__in=found.keys[Minutes]):
        if minutes.content_sha256:
            yield f"{EXCHANGE}.json", minutes.content_sha256
        filed = {
            minutes.returned_sha256: minutes.returned_name,
            minutes.signed_sha256: minutes.signed_name,
        }
        for digest, name in filed.items():
            if digest:
                yield f"{EXCHANGE}.{name.rpartition('.')[2].lower()}", digest
    # A version may have been returned more than once.
    for part in split_keys(sorted(found.keys[MinutesChange])):
        for digest, name in MinutesChange.objects.filter(pk__in=part).values_list("sha256", "file_name"):
            yield f"{EXCHANGE}.{name.rpartition('.')[2].lower()}", digest


def _list_packet_files(packet: Packet) -> Iterator[Document]:
    """Yield the frozen content of a packet, its printed files, and the pages laid out for them."""
    if packet.content_sha256:
        yield f"{PACKETS}{ENDING}", packet.content_sha256
    digests = {packet.sha256, packet.draft_sha256, *_find_digests(packet.imprints)} - {""}
    yield from ((f"{PACKETS}.pdf", digest) for digest in digests)


def _find_digests(value: Any) -> Iterator[str]:
    """Yield each SHA-256 in what a packet keeps of its printed files."""
    if isinstance(value, Mapping):
        for name, held in value.items():
            if name == "sha256" and isinstance(held, str):
                yield held
            else:
                yield from _find_digests(held)
    elif isinstance(value, list):
        for held in value:
            yield from _find_digests(held)


def list_anchors(found: GatheredRows, known: Mapping[int, str]) -> Iterator[dict[str, Any]]:
    """Yield how far the history reached, as each packet says, and as the file of anchors says of known seals.

    A packet that was imported has its anchor in the chain of the tracker from which it came.
    """
    imported = log.load_imported_anchors()
    for part in split_keys(sorted(found.keys[Packet])):
        for packet in Packet.objects.filter(pk__in=part).exclude(content_sha256="").order_by("pk"):
            content = _read(f"{PACKETS}{ENDING}", packet.content_sha256)
            told = json.loads(content) if content else {}
            count, _blank, digits = told.get("content", told).get("head", "").partition(" ")
            if not int(count or 0):
                continue
            row = {"position": int(count), "digits": digits, "of": str(packet), "packet": packet.pk}
            if packet.pk in imported:
                yield row | {"chain": "earlier", "hash": imported[packet.pk]}
            else:
                seal = Seal.objects.filter(position=int(count)).values_list("hash", flat=True).first()
                yield row | {"chain": "this", "hash": seal}
    for anchor in _read_anchor_file():
        if anchor.count in known:
            row = {
                "position": anchor.count,
                "digits": anchor.hash,
                "of": "the file of anchors",
                "packet": None,
            }
            yield row | {"chain": "this", "hash": known[anchor.count]}


def _read_anchor_file() -> tuple[chain.ChainHead, ...]:
    try:
        return chain.read_anchors(settings.ANCHORS_FILE)
    except (OSError, ValueError):
        return ()
