"""Packets: each edition with how far it is."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from commitments import access
from commitments.api.reading.rows import MARKINGS, Row, Rows
from commitments.models import Meeting, Packet, User
from commitments.vocabulary import PacketState

_PLAIN = ("reference", "state", "done", "total", "pages", "asked_at", "as_of", "ready_at", "signed_at")
_EDITION = ("number", "draft", "addendum", "signed_at")
PACKETS: Rows = access.shaped(Packet).values(
    "pk",
    "country",
    "country__iso",
    "country__name",
    "meeting",
    "meeting__reference",
    "meeting__title",
    "reader__username",
    "classification",
    "failure",
    "content_sha256",
    "number",
    "draft",
    "addendum",
    *_PLAIN,
)


def packets(rows: Collection[Row], user: User) -> list[Row]:
    """Shape rows of PACKETS; one query for the meetings that are open."""
    keys = {row["meeting"] for row in rows} - {None}
    there = set(access.rows(Meeting, user).filter(pk__in=keys).values_list("pk", flat=True))
    return [_packet(row, row["meeting"] in there) for row in rows]


def _packet(row: Row, is_open: bool) -> Row:
    link = {"reference": row["meeting__reference"], "title": row["meeting__title"]} if is_open else None
    return {
        "id": row["pk"],
        **{name: row[name] for name in _PLAIN},
        "edition": Packet(**{name: row[name] for name in _EDITION}).edition,
        "country": {"iso": row["country__iso"], "name": row["country__name"]},
        "meeting": link,
        "restricted": access.names_of_restricted([("meeting", row["meeting"], link)]),
        "reader": row["reader__username"],
        "told": _told(row),
        # The marking stands only once the packet is made.
        "classification": MARKINGS[row["classification"]] if row["state"] == PacketState.READY else None,
        "content_sha256": row["content_sha256"],
    }


def _told(row: Row) -> str:
    if row["failure"]:
        return str(row["failure"])
    if row["state"] == PacketState.MAKING and row["total"]:
        return _("%(done)s of %(total)s pages' worth") % {"done": row["done"], "total": row["total"]}
    return str(PacketState(row["state"]).label)
