"""Content and imprint as files: canonical JSON under its SHA-256, with the number of its format, and back."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, field, fields, is_dataclass
from functools import lru_cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from django.utils.translation import gettext as _

from commitments import files
from commitments.briefings.content import Imprint, PacketContent
from commitments.errors import Refused
from commitments.models import Packet

ENDING = ".json"
Names = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Format:
    """What one format changed in the one before it, by the name of the frozen class.

    An `added` field has a default, with which older contents are read. A field is `renamed` from its old name
    to its new one; the values of a `dropped` one are left out.
    """

    added: Names = field(default_factory=dict)
    renamed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dropped: Names = field(default_factory=dict)


# Format 1 had no number; format 2 writes it down. A change to a frozen class belongs to the next format.
FORMATS: Mapping[int, Format] = {
    2: Format(),
    3: Format(
        added={
            "PacketContent": frozenset({"background"}),
            "Core": frozenset({"recorded"}),
            "Play": frozenset({"on_time"}),
        }
    ),
}
FORMAT = max(FORMATS)


def freeze(content: PacketContent) -> str:
    """File a content and give its SHA-256: the same content gives the same bytes."""
    return files.packets(ENDING).put(canonical({"format": FORMAT, "content": asdict(content)}))


def freeze_imprint(says: Imprint) -> dict[str, Any]:
    """Return what is kept of what a master says of itself."""
    return {"format": FORMAT, "says": asdict(says)}


def canonical(value: Any) -> bytes:
    """Write JSON in the one way: keys sorted, no blanks, UTF-8."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def content_of(digest: str) -> PacketContent:
    """Read a filed content; Refused where it is missing, altered, or of a format that is not known."""
    kept = json.loads(files.packets(ENDING).get(digest))
    # Format 1 has the bare content.
    version, value = (kept["format"], kept["content"]) if "format" in kept else (1, kept)
    content: PacketContent = _read(PacketContent, value, version)
    return content


def imprint_of(packet: Packet, master: str) -> Imprint:
    """Read what a master, the draft or the final, says of itself; Refused where it is lost."""
    kept = packet.imprints.get(master, {})
    if not kept.get("says"):
        raise Refused(_("What this master says of itself is not on record any more."), code="no_imprint")
    imprint: Imprint = _read(Imprint, kept["says"], kept.get("format", 1))
    return imprint


def _read(kind: type[Any], value: Any, version: int) -> Any:
    try:
        return load(kind, value, version)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused(
            _("Another version of the tracker froze this, in a format that is not known here: %(error)s.")
            % {"error": error},
            code="other_version",
        ) from error


def load(kind: Any, value: Any, version: int = FORMAT) -> Any:
    """Return the frozen dataclass, tuple or plain value that JSON of a format was made from.

    Raises KeyError for a field that this format should have and has not, or has and should not have.
    """
    if version not in range(1, FORMAT + 1):
        raise ValueError(version)
    if isinstance(kind, type) and is_dataclass(kind):
        value, later = upgraded(kind.__name__, value, version)
        hints = _hints(kind)
        if unknown := sorted(set(value) - set(hints)):
            raise KeyError(*unknown)
        if missing := sorted(set(hints) - set(value) - (later & _defaults(kind))):
            raise KeyError(*missing)
        return kind(**{name: load(hints[name], value[name], version) for name in value})
    if get_origin(kind) is tuple:
        kinds = get_args(kind)
        each = kinds[:1] * len(value) if kinds[1:] == (...,) else kinds
        return tuple(load(one, item, version) for one, item in zip(each, value, strict=True))
    if isinstance(kind, UnionType):
        return None if value is None else load(get_args(kind)[0], value, version)
    return value


def upgraded(name: str, value: Mapping[str, Any], version: int) -> tuple[dict[str, Any], set[str]]:
    """Return the values of one class by today's names, and the fields that later formats added to it."""
    values, added = dict(value), set[str]()
    for number in range(version + 1, FORMAT + 1):
        step = FORMATS[number]
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
        added |= step.added.get(name, frozenset())
    return values, added


@lru_cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    told = get_type_hints(kind)
    return {field.name: told[field.name] for field in fields(kind)}


@lru_cache
def _defaults(kind: type[Any]) -> frozenset[str]:
    return frozenset(
        one.name for one in fields(kind) if one.default is not MISSING or one.default_factory is not MISSING
    )
