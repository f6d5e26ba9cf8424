"""What the history is told of an edition beside its acts: how its rows stand, for these to be compared with.

It stands under `audit.FILED`, which no page shows.
"""

import hashlib
from typing import Any

from commitments import audit
from commitments.briefings.archive.frozen import canonical
from commitments.models import Packet

ASKED = (
    *("reference", "number", "draft", "addendum", "country_id", "meeting_id", "reader_id", "asked_by_id"),
    *("asked_at", "replaces_id", "as_of", "copies", "classification"),
)
MADE = (
    *("as_of", "ready_at", "pages", "copies", "classification", "content_sha256", "draft_sha256", "sha256"),
    *("printer", "too_long"),
)


def asked(packet: Packet) -> dict[str, Any]:
    """Tell of an edition that is asked for: whose, about which meetings, and who signs it."""
    meetings = (
        packet.of_meetings(manager="objects").order_by("meeting_id").values_list("meeting_id", "is_subject")
    )
    steps = packet.sign_offs(manager="objects").order_by("step").values_list("officer_id", "part")
    told = {"meetings": [list(one) for one in meetings], "steps": [list(one) for one in steps]}
    return {audit.FILED: {"row": _columns(packet, ASKED)} | told}


def made(packet: Packet, master: str) -> dict[str, Any]:
    """Tell of a master that is made: what the row bears now, what the master says of itself, the copies."""
    copies = packet.register(manager="objects").filter(of_final=master == "final").order_by("number")
    told = {
        "row": _columns(packet, MADE),
        "imprint": digest_of(packet.imprints[master]),
        "register": [list(one) for one in copies.values_list("number", "holder_id", "post")],
    }
    return {audit.FILED: told}


def digest_of(kept: Any) -> str:
    """Give the SHA-256 of what is kept of a master."""
    return hashlib.sha256(canonical(kept)).hexdigest()


def _columns(packet: Packet, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: audit.plain(getattr(packet, name)) for name in names}
