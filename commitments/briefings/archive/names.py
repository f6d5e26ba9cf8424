"""Under which name a packet leaves: its number, its edition, its marking."""

from urllib.parse import quote

from commitments.models import Packet
from commitments.vocabulary import Classification


def file_name(packet: Packet) -> str:
    """Give the name in ASCII, whatever the words of an installation: `P-KH-2026-01 v0.2 CONFIDENTIAL.pdf`."""
    return f"{packet.reference} v{packet.edition} {Classification(packet.classification).name}.pdf"


def disposition(packet: Packet) -> str:
    """Give the header Content-Disposition, with the marking as the installation words it (RFC 5987)."""
    marking = str(Classification(packet.classification).label).upper()
    said = f"{packet.reference} v{packet.edition} {marking}.pdf"
    return f"inline; filename=\"{file_name(packet)}\"; filename*=UTF-8''{quote(said, safe='')}"
