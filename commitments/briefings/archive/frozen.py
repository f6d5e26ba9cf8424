"""Content and imprint as files: canonical JSON under its SHA-256, and back."""

import json
from dataclasses import asdict, fields, is_dataclass
from functools import lru_cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from django.utils.translation import gettext as _

from commitments import files
from commitments.briefings.content import Imprint, PacketContent
from commitments.errors import Refused
from commitments.models import Packet

ENDING = ".json"


def freeze(content: PacketContent) -> str:
    """File a content and give its SHA-256: the same content gives the same bytes."""
    return files.packets(ENDING).put(canonical(asdict(content)))


def canonical(value: Any) -> bytes:
    """Write JSON in the one way: keys sorted, no blanks, UTF-8."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def content_of(digest: str) -> PacketContent:
    """Read a filed content; Refused where it is missing, altered, or of another version of the packet."""
    content: PacketContent = _read(PacketContent, json.loads(files.packets(ENDING).get(digest)))
    return content


def imprint_of(packet: Packet, master: str) -> Imprint:
    """Read what a master, the draft or the final, says of itself; Refused where it is lost or too old."""
    kept = packet.imprints.get(master, {}).get("says")
    if not kept:
        raise Refused(_("What this master says of itself is not on record any more."), code="no_imprint")
    imprint: Imprint = _read(Imprint, kept)
    return imprint


def _read(kind: type[Any], value: Any) -> Any:
    try:
        return load(kind, value)
    except (KeyError, TypeError, AttributeError) as error:
        raise Refused(
            f"It was frozen by another version of the tracker, which set packets otherwise ({error}).",
            code="other_version",
        ) from error


def load(kind: Any, value: Any) -> Any:
    """Give back the frozen dataclass, tuple or plain value that JSON was made from."""
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        if set(value) - set(hints):
            raise KeyError(*sorted(set(value) - set(hints)))
        return kind(**{name: load(hint, value[name]) for name, hint in hints.items()})
    if get_origin(kind) is tuple:
        kinds = get_args(kind)
        each = kinds[:1] * len(value) if kinds[1:] == (...,) else kinds
        return tuple(load(one, item) for one, item in zip(each, value, strict=True))
    if isinstance(kind, UnionType):
        return None if value is None else load(get_args(kind)[0], value)
    return value


@lru_cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    told = get_type_hints(kind)
    return {field.name: told[field.name] for field in fields(kind)}
