"""Under which name a packet leaves: its number, its edition, its marking."""

from urllib.parse import quote

from commitments.models import Packet
from commitments.vocabulary import Classification


def file_name(packet: Packet) -> str:
    """Give the name in ASCII, whatever the words of an installation: `P-KH-2026-01 v0.2 CONFIDENTIAL.pdf`."""
    return _ascii(_edition(packet), packet.classification)


def disposition(packet: Packet) -> str:
    """Give the header Content-Disposition of a copy."""
    return shown_as(_edition(packet), packet.classification)


def shown_as(name: str, classification: int) -> str:
    """Give the header Content-Disposition, with the marking as the installation words it (RFC 5987)."""
    said = f"{name} {str(Classification(classification).label).upper()}.pdf"
    return f"inline; filename=\"{_ascii(name, classification)}\"; filename*=UTF-8''{quote(said, safe='')}"


def _edition(packet: Packet) -> str:
    return f"{packet.reference} v{packet.edition}"


def _ascii(name: str, classification: int) -> str:
    return f"{name} {Classification(classification).name}.pdf"
