"""Frozen contents and imprints as files: canonical JSON under its SHA-256, with the number of its format.

Also what the history records about an edition under `log.FILED_ACTION`, which no page shows, so that its rows
can be verified.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, field, fields, is_dataclass
from functools import lru_cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from django.utils.functional import lazy
from django.utils.translation import gettext as _

from commitments.audit import log
from commitments.errors import Refused
from commitments.files import storage
from commitments.models import Packet
from commitments.packets import content as packet_content
from commitments.packets.content import PacketContent
from commitments.packets.content_values import EditionLabel
from commitments.packets.failures import UNKNOWN_FORMAT
from commitments.packets.render.copy_numbers import LabelWords, stamp_label

ENDING = ".json"
Names = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Format:
    """What one format changed in the one before it, by the name of the frozen class.

    An `added` field has a default, with which older contents are read. A `renamed` field takes the value of
    its old name; the values of a `dropped` field are left out.
    """

    added: Names = field(default_factory=dict)
    renamed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dropped: Names = field(default_factory=dict)


NO_CHANGE = Format()
# Format 1 had no number; format 2 writes it down. A change to a frozen class belongs to the next format.
FORMATS: Mapping[int, Format] = {
    2: Format(),
    3: Format(
        added={
            "Core": frozenset({"recorded"}),
            "StateOfPlay": frozenset({"on_time"}),
        }
    ),
    4: Format(
        added={
            "Change": frozenset({"subject", "what", "when", "approver"}),
            "EditionLabel": frozenset({"kind"}),
            "Holding": frozenset({"edition"}),
            "Row": frozenset({"title"}),
        }
    ),
    5: Format(
        added={
            "PacketContent": frozenset({"joint_statement_language"}),
            **dict.fromkeys(("Courtesies", "Part", "Proposed", "Scenario"), frozenset({"language"})),
        }
    ),
}
# The fields of a section are added by the format that its declaration names.
FORMAT = max(*FORMATS, *(one.since for one in packet_content.SECTIONS))


def freeze_content(content: PacketContent) -> str:
    """Store a content and return its SHA-256: the same content gives the same bytes."""
    return storage.open_packet_store(ENDING).put(
        render_canonical({"format": FORMAT, "content": asdict(content)})
    )


def freeze_imprint(says: EditionLabel) -> dict[str, Any]:
    """Return what is kept of what a master says of itself."""
    return {"format": FORMAT, "says": asdict(says)}


def render_canonical(value: Any) -> bytes:
    """Write JSON in the one way: keys sorted, no blanks, UTF-8."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def content_of(digest: str) -> PacketContent:
    """Read a filed content; Refused where it is missing, altered, or of a format that is not known."""
    kept = json.loads(storage.open_packet_store(ENDING).get(digest))
    # Format 1 has the bare content.
    version, value = (kept["format"], kept["content"]) if "format" in kept else (1, kept)
    content: PacketContent = _read(packet_content.PacketContent, value, version)
    return content


def imprint_of(packet: Packet, master: str) -> EditionLabel:
    """Read what a master, the draft or the final, says of itself; Refused where it is lost."""
    kept = packet.imprints.get(master, {})
    if not kept.get("says"):
        raise Refused(
            _("The version details of this packet file are missing. Create the next version."),
            code="no_imprint",
        )
    imprint: EditionLabel = _read(EditionLabel, kept["says"], kept.get("format", 1))
    return imprint


@dataclass(frozen=True, slots=True)
class Master:
    """The printed file of one edition, without a copy number; `name` is that of its imprint."""

    edition: str
    name: str
    sha256: str
    pages: int


# The state under which pages are kept that were laid out for the final alone.
LAYOUT = "layout"


def stamp_master(layout: Mapping[str, Any], words: LabelWords) -> bytes:
    """Return a draft or a final: its words stamped on the stored pages that were laid out once."""
    pages = storage.open_packet_store().get(layout["sha256"])
    return stamp_label(pages, words, [tuple(slot) for slot in layout["slots"]])


def find_layout_label(packet: Packet, master: str) -> EditionLabel:
    """Return the label for which the pages of a master were laid out: a final has those of its draft."""
    wanted = packet.imprints[master]["layout"]
    earlier = (master.replace("final", state, 1) for state in ("draft", LAYOUT))
    found = (name for name in earlier if packet.imprints.get(name, {}).get("layout") == wanted)
    return imprint_of(packet, next(found, master))


def name_master(packet: Packet, edition: str, state: str) -> str:
    """Return the name under which a packet keeps what is stored about a printed file."""
    return state if edition == packet.main_edition else f"{state} {edition}"


def find_master(packet: Packet, edition: str, *, of_final: bool) -> Master:
    """Return the printed file of an edition; without a hash where it was not printed."""
    state = "final" if of_final else "draft"
    name = name_master(packet, edition, state)
    if name == state:
        return Master(edition, name, packet.sha256 if of_final else packet.draft_sha256, packet.pages)
    kept = packet.imprints.get(name, {})
    return Master(edition, name, kept.get("sha256", ""), kept.get("pages", 0))


def list_masters(packet: Packet, *, of_final: bool) -> list[Master]:
    """Return the printed files of all editions."""
    return [find_master(packet, edition, of_final=of_final) for edition in packet.editions]


def _read(kind: type[Any], value: Any, version: int) -> Any:
    try:
        return load_frozen(kind, value, version)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        reason = str(error)
        raise Refused(
            lazy(lambda: _(UNKNOWN_FORMAT) % {"error": reason}, str)(),
            code="other_version",
        ) from error


def load_frozen(kind: Any, value: Any, version: int = FORMAT) -> Any:
    """Return the frozen dataclass, tuple or plain value that JSON of a format was made from.

    Raises KeyError for a field that this format should have and has not, or has and should not have.
    """
    if version not in range(1, FORMAT + 1):
        raise ValueError(version)
    if isinstance(kind, type) and is_dataclass(kind):
        value, later = upgrade_values(kind.__name__, value, version)
        hints = _hints(kind)
        if unknown := sorted(set(value) - set(hints)):
            raise KeyError(*unknown)
        if missing := sorted(set(hints) - set(value) - (later & _defaults(kind))):
            raise KeyError(*missing)
        return kind(**{name: load_frozen(hints[name], value[name], version) for name in value})
    if get_origin(kind) is tuple:
        kinds = get_args(kind)
        each = kinds[:1] * len(value) if kinds[1:] == (...,) else kinds
        return tuple(load_frozen(one, item, version) for one, item in zip(each, value, strict=True))
    if isinstance(kind, UnionType):
        return None if value is None else load_frozen(get_args(kind)[0], value, version)
    return value


def upgrade_values(name: str, value: Mapping[str, Any], version: int) -> tuple[dict[str, Any], set[str]]:
    """Return the values of one class by today's names, and the fields that later formats added to it."""
    values, added = dict(value), set[str]()
    for number in range(version + 1, FORMAT + 1):
        step = FORMATS.get(number, NO_CHANGE)
        for old in step.dropped.get(name, ()):
            if old in added:
                added.remove(old)
            else:
                del values[old]
        for old, new in step.renamed.get(name, {}).items():
            if old in added:
                added.remove(old)
                added.add(new)
            else:
                values[new] = values.pop(old)
        added |= step.added.get(name, frozenset()) | _list_section_fields(name, number)
    return values, added


def _list_section_fields(name: str, number: int) -> frozenset[str]:
    """Return the fields of the content that belong to the sections added by a format."""
    if name != packet_content.PacketContent.__name__:
        return frozenset()
    return frozenset().union(*(one.fields for one in packet_content.SECTIONS if one.since == number))


@lru_cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    told = get_type_hints(kind)
    return {field.name: told[field.name] for field in fields(kind)}


@lru_cache
def _defaults(kind: type[Any]) -> frozenset[str]:
    return frozenset(
        one.name for one in fields(kind) if one.default is not MISSING or one.default_factory is not MISSING
    )


REQUESTED_FIELDS = (
    *("reference", "number", "draft", "addendum", "country_id", "meeting_id", "reader_id", "requested_by_id"),
    *("requested_at", "replaces_id", "language", "as_of", "copies", "classification", "editions"),
)
MADE = (
    *("as_of", "ready_at", "pages", "copies", "classification", "content_sha256", "draft_sha256", "sha256"),
    *("printer", "too_long"),
)


def describe_requested(packet: Packet) -> dict[str, Any]:
    """Return what the history records about a requested edition: its reader, its meetings, and its
    sign-off.
    """
    meetings = (
        packet.of_meetings(manager="objects").order_by("meeting_id").values_list("meeting_id", "is_subject")
    )
    steps = packet.sign_offs(manager="objects").order_by("step").values_list("officer_id", "part")
    told = {"meetings": [list(one) for one in meetings], "steps": [list(one) for one in steps]}
    return {log.FILED_ACTION: {"row": _columns(packet, REQUESTED_FIELDS)} | told}


def describe_made(packet: Packet, *, is_final: bool) -> dict[str, Any]:
    """Return what the history records about a printed version: its row, its imprints, and its copies."""
    copies = packet.register(manager="objects").filter(of_final=is_final).order_by("number")
    masters = [master.name for master in list_masters(packet, of_final=is_final)]
    told = {
        "row": _columns(packet, MADE),
        "imprints": {name: digest_of(packet.imprints[name]) for name in masters},
        "register": [list(one) for one in copies.values_list("number", "holder_id", "post", "edition")],
    }
    return {log.FILED_ACTION: told}


def digest_of(kept: Any) -> str:
    """Return the SHA-256 of what is stored about a printed file."""
    return hashlib.sha256(render_canonical(kept)).hexdigest()


def _columns(packet: Packet, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: log.to_plain(getattr(packet, name)) for name in names}
