"""What was frozen or waits with the words of a record that is marked higher now, or is kept in confidence."""

import datetime
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.apps import apps
from django.conf import settings
from django.db.models import Exists, Max, Model, OuterRef, Q, QuerySet

from commitments import audit, files
from commitments.errors import Refused
from commitments.models import (
    Chase,
    Classified,
    Commitment,
    Confided,
    Country,
    Mail,
    Meeting,
    Outcome,
    Packet,
    Reminder,
    Statement,
    User,
)
from commitments.models.packet import UNFINISHED
from commitments.vocabulary import ChaseState, MailState, PacketState, ReminderState

# Under this name a packet's row keeps what its pages are marked with, where the row is marked higher since.
MARKED = "marked"
CONTENT = ".json"
# What was ended before it had a content will never be read by anybody.
ENDED = (PacketState.FAILED, PacketState.CANCELLED)


def recheck(row: Classified, *, by: User | None, now: datetime.datetime) -> None:
    """Raise the packets that hold this record and are marked lower, and take back the mails that tell of it.

    The bytes of a packet stay as they are; its row and register tell that they are marked lower than what
    they hold. A mail that is in a sender's hands is stopped at its last dot.
    """
    _raise_packets(row, by=by, now=now)
    if isinstance(row, Meeting | Commitment):
        withdraw_mails(row, above=row.classification)


def _raise_packets(row: Classified, *, by: User | None, now: datetime.datetime) -> None:
    country = _country_of(row)
    if country is None or isinstance(row, Packet):
        return
    # Those in the making too, however their row is marked till then: either their worker waits here and then
    # looks at the markings of that moment, or this waits for the worker and then looks at what was filed.
    may_be = Packet.objects.filter(
        Q(classification__lt=row.classification) | Q(state__in=UNFINISHED), country=country
    )
    may_be = may_be.exclude(state__in=ENDED, content_sha256="").order_by("pk")
    for packet in may_be.select_for_update(no_key=True):
        if packet.classification < row.classification and _holds(packet, row):
            raise_packet(packet, row.classification, by=by, now=now)


def raise_packet(packet: Packet, level: int, *, by: User | None, now: datetime.datetime) -> None:
    """Mark the row of an edition higher than its pages are, and keep what those bear."""
    before = packet.classification
    kept = {MARKED: before} | packet.imprints
    Packet.objects.filter(pk=packet.pk).update(classification=level, imprints=kept)
    packet.classification, packet.imprints = level, kept
    was, now_is = {"classification": before}, {"classification": level}
    audit.record("raised", packet, by=by, now=now, before=was, after=now_is)


def _country_of(row: Classified) -> Country | None:
    """Give the partner of a record, by whatever it stands on."""
    for name in ("country", "meeting", "commitment"):
        beside = getattr(row, name, None)
        if isinstance(beside, Country):
            return beside
        if isinstance(beside, Classified):
            return _country_of(beside)
    return None


def _holds(packet: Packet, row: Classified) -> bool:
    """Say whether a packet was made of this record; where its content cannot be read, it is taken to be."""
    if not packet.content_sha256:
        # In the making, or printed before contents were kept: by the meetings that it is about.
        meeting = row if isinstance(row, Meeting) else getattr(row, "meeting", None)
        is_made = packet.state == PacketState.READY
        return is_made and packet.of_meetings(manager="objects").filter(meeting=meeting).exists()
    try:
        content = files.packets(CONTENT).get(packet.content_sha256)
    except Refused:
        return True
    return names(content, row)


def names(content: bytes, row: Model) -> bool:
    """Say whether a frozen content, canonical JSON, names this record among what it was made from."""
    # The keys of canonical JSON stand in order: most contents are passed over without being read.
    if f'{{"key":{row.pk},"label":{json.dumps(row._meta.label)},'.encode() not in content:
        return False
    kept = json.loads(content)
    # Format 1 has the bare content.
    made = kept.get("content", kept)["made_from"]
    return any(one["label"] == row._meta.label and one["key"] == row.pk for one in made)


def highest_now(made: Iterable[tuple[str, int]]) -> int:
    """Give the highest marking that these records (label, key) bear now; one query for each kind."""
    keys: dict[str, list[int]] = defaultdict(list)
    for label, key in made:
        keys[label].append(key)
    highest = 0
    for label, found in keys.items():
        model = apps.get_model(label)
        if issubclass(model, Classified):
            rows = model._base_manager.filter(pk__in=found).order_by()
            highest = max(highest, rows.aggregate(level=Max("classification"))["level"] or 0)
    return highest


def confided(row: Confided) -> None:
    """Take back the mails that tell of what is kept between the two governments from now on."""
    if row.in_confidence and not row.consent and isinstance(row, Outcome | Statement):
        withdraw_mails(row)


def kept_drafts(row: Confided) -> list[Chase]:
    """List the questions not asked yet whose kept draft may quote what is kept in confidence from now on."""
    if not row.in_confidence or row.consent or not isinstance(row, Outcome | Statement):
        return []
    about = {LEADS[type(row)]: row}
    open_ = Chase.objects.filter(**about, state=ChaseState.OPEN).exclude(text="", copy="")
    return list(open_.order_by("pk"))


# How a reminder leads to what its mail tells of.
LEADS: Mapping[type[Model], str] = {
    Commitment: "commitment",
    Outcome: "commitment__outcome",
    Statement: "commitment__outcome__statement",
    Meeting: "commitment__outcome__meeting",
}


def _told(row: Model) -> QuerySet[Reminder]:
    """List the reminders about an item, or about all that came out of a point, a text or a meeting."""
    return Reminder.objects.filter(**{LEADS[type(row)]: row}, mail=OuterRef("pk"))


def withdraw_mails(row: Model, *, above: int | None = None) -> int:
    """Take back mails about a record that are written and not sent; their reminders are planned anew.

    With `above`, the record's new marking, only those that may not tell it: by the level that mail carries,
    or by the recipient's clearance. One that may have arrived keeps its bytes. Give the number of mails.
    """
    waiting = Mail.objects.filter(state=MailState.READY, dot_at=None, doubted_at=None)
    if above is not None and above <= settings.MAIL_CEILING:
        waiting = waiting.filter(recipient__clearance__lt=above)
    mails = waiting.filter(Exists(_told(row))).select_for_update(of=("self",)).order_by("pk")
    keys = [mail.pk for mail in mails.only("pk")]
    count = Mail.objects.filter(pk__in=keys, state=MailState.READY).update(state=MailState.WITHDRAWN)
    taken_back = Reminder.objects.filter(mail__in=keys, mail__state=MailState.WITHDRAWN)
    taken_back.update(state=ReminderState.PLANNED, mail=None)
    return count
