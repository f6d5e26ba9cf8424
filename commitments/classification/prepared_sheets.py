"""Pages of personal sheets that are laid out before a copy is issued: found, kept and deleted.

They are a cache of the packet store: a sheet is made again from the record and the rights of the moment, and
only the same text has the same pages. They are deleted when a packet is recalled, and when its records or the
rights of its readers and holders change, so that no withheld words remain in storage.
"""

import datetime
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

from django.db import transaction
from django.db.models import Model, Q

from commitments.access.write_rules import DEFAULT_PERMISSIONS
from commitments.enums import HIDDEN_STATES, MeetingState
from commitments.errors import Refused
from commitments.files import storage
from commitments.models import (
    Classified,
    Commitment,
    Country,
    GivenInConfidence,
    Grant,
    Meeting,
    OriginatorConsent,
    Packet,
    PacketCopy,
    User,
)

# Under this name a packet keeps which sheets are laid out, and the run that may add to them.
SHEETS = "sheets"
ENDING = ".sheet"
UNFINISHED_AGE = datetime.timedelta(hours=1)
RIGHTS = frozenset({*DEFAULT_PERMISSIONS, "is_active"})
CONFIDED = frozenset({"in_confidence", "consent", "originator"})
HIDDEN = frozenset({*HIDDEN_STATES, MeetingState.IN_ERROR})


@dataclass(frozen=True, slots=True)
class SheetFile:
    """The laid-out pages of a sheet, and the places that are left for words to be stamped."""

    pdf: bytes
    slots: tuple[Any, ...]


def list_pages(imprints: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a packet keeps of its laid-out sheets, by their keys."""
    pages: Mapping[str, Any] = imprints.get(SHEETS, {}).get("pages", {})
    return pages


def find_pages(packet: Packet, key: str) -> SheetFile | None:
    """Return the pages of a sheet that were laid out before; None where there are none any more."""
    kept = list_pages(packet.imprints).get(key)
    if kept is None:
        return None
    try:
        pdf = storage.open_packet_store(ENDING).get(kept["sha256"])
    except Refused:
        return None
    return SheetFile(pdf, tuple(tuple(slot) for slot in kept["slots"]))


def start_run(packet: Packet) -> str:
    """Note that sheets of a packet are laid out from now on; what is deleted meanwhile ends the run."""
    run = secrets.token_hex(8)
    with transaction.atomic():
        held = Packet.objects.select_for_update(no_key=True).get(pk=packet.pk)
        packet.imprints = held.imprints | {SHEETS: {"run": run, "pages": list_pages(held.imprints)}}
        Packet.objects.filter(pk=packet.pk).update(imprints=packet.imprints)
    return run


def keep_pages(packet: Packet, run: str, made: Mapping[str, SheetFile], wanted: Iterable[str]) -> None:
    """Keep the wanted sheets and delete the others; keep nothing where the run was ended meanwhile."""
    store, names = storage.open_packet_store(ENDING), set(wanted)
    with transaction.atomic():
        held = Packet.objects.select_for_update(no_key=True).get(pk=packet.pk)
        if held.imprints.get(SHEETS, {}).get("run") != run:
            return
        before = list_pages(held.imprints)
        sheets = {key: kept for key, kept in before.items() if key in names}
        for key, pages in made.items():
            sheets[key] = {"sha256": store.put(pages.pdf), "slots": pages.slots}
        _write(held, sheets, run)
    _delete(before, sheets)


def discard_sheets(packets: Q) -> None:
    """Delete the prepared sheets of these packets after the transaction, also those just being laid out."""
    transaction.on_commit(partial(_discard, packets), robust=True)


def discard_after_change(rows: Iterable[tuple[Model, Mapping[str, Any]]]) -> None:
    """Delete the sheets that a change of records or of rights concerns; the values are what is new."""
    countries, people = set[int](), set[int]()
    for row, new in rows:
        if isinstance(row, User) and not RIGHTS.isdisjoint(new):
            people.add(row.pk)
        elif isinstance(row, Grant) and "ended_at" in new:
            people.add(row.person_id)
        elif _is_withheld(row, new):
            country = find_country(row.record if isinstance(row, OriginatorConsent) else row)
            countries |= {country.pk} if country is not None else set()
    if countries:
        discard_sheets(Q(country__in=countries))
    if people:
        copies = PacketCopy.objects.filter(holder__in=people).values("packet")
        discard_sheets(Q(reader__in=people) | Q(requested_by__in=people) | Q(pk__in=copies))


def _is_withheld(row: Model, new: Mapping[str, Any]) -> bool:
    """Return whether a record was hidden or made confidential; `levels` deletes where one was raised."""
    if isinstance(row, Commitment | Meeting) and new.get("state") in HIDDEN:
        return True
    if isinstance(row, OriginatorConsent):
        return "revoked_at" in new
    return isinstance(row, GivenInConfidence) and not CONFIDED.isdisjoint(new)


def find_country(row: Model) -> Country | None:
    """Return the partner of a record, whatever it belongs to."""
    for name in ("country", "meeting", "commitment", "outcome"):
        beside = getattr(row, name, None)
        if isinstance(beside, Country):
            return beside
        if isinstance(beside, Classified):
            return find_country(beside)
    return None


def _discard(packets: Q) -> None:
    keys = Packet.objects.filter(packets, imprints__has_key=SHEETS).values_list("pk", flat=True)
    for key in sorted(keys):
        with transaction.atomic():
            held = Packet.objects.select_for_update(no_key=True).get(pk=key)
            # Before the row says so: a missing file is laid out again, one that no row names is not found.
            _delete(list_pages(held.imprints), {})
            _write(held, {}, "")


def delete_orphans(now: datetime.datetime) -> int:
    """Delete files of the packet store that a process left unfinished, or whose sheet no packet has.

    Returns how many. What is younger than an hour may belong to a process that still writes.
    """
    packets = Packet.objects.filter(imprints__has_key=SHEETS).values_list("imprints", flat=True)
    known = {page["sha256"] for imprints in packets for page in list_pages(imprints).values()}
    before = (now - UNFINISHED_AGE).timestamp()
    folder = storage.open_packet_store().folder
    files = chain(folder.glob(f"*/*{ENDING}"), folder.glob(f"*/{storage.UNFINISHED}*"))
    orphans = [file for file in files if file.stem not in known and file.stat().st_mtime < before]
    for file in orphans:
        file.unlink(missing_ok=True)
    return len(orphans)


def _write(held: Packet, sheets: Mapping[str, Any], run: str) -> None:
    """Write which sheets a locked packet has; without any, it is as if none had been laid out."""
    kept = {name: value for name, value in held.imprints.items() if name != SHEETS}
    if sheets:
        kept[SHEETS] = {"run": run, "pages": dict(sheets)}
    Packet.objects.filter(pk=held.pk).update(imprints=kept)


def _delete(before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    store = storage.open_packet_store(ENDING)
    for digest in {one["sha256"] for one in before.values()} - {one["sha256"] for one in after.values()}:
        store.path_of(digest).unlink(missing_ok=True)
