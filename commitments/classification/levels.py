"""Which records contain which others, and how a raised classification passes on to what contains a record.

The pairs are those of `locks.CARRIES`, which the database enforces too. A container is raised before its
content, in one transaction, so that it is never lower after any statement.

Also packets and emails that hold the words of a record that was since raised or made confidential.
"""

import datetime
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Exists, F, Max, Model, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from commitments.access import grants
from commitments.audit import log
from commitments.classification.prepared_sheets import discard_sheets, find_country
from commitments.db import triggers
from commitments.enums import (
    UNPRINTED_STATES,
    ApprovalKind,
    ApprovalState,
    ConsentPurpose,
    EmailState,
    FollowUpState,
    PacketState,
    ReminderState,
)
from commitments.errors import Refused
from commitments.files import storage
from commitments.models import (
    Approval,
    AuditRow,
    Classified,
    Clause,
    Commitment,
    Country,
    Email,
    FollowUp,
    GivenInConfidence,
    Meeting,
    Outcome,
    Packet,
    Record,
    Reminder,
    Statement,
    User,
)
from commitments.models.packets import UNFINISHED

# Under this name a packet's row keeps what its pages are marked with, where the row is marked higher since.
MARKED = "marked"
CONTENT = ".json"
# What was ended before it had a content will never be read by anybody.


def recheck_frozen(row: Classified, *, by: User | None, now: datetime.datetime) -> None:
    """Raise the packets that hold this record and are classified lower, and withdraw emails about it.

    The bytes of a packet stay unchanged; its row and register show that they are classified lower than their
    contents. An email that is just being sent is stopped before its final dot.
    """
    country = find_country(row)
    if country is not None and not isinstance(row, Packet):
        _raise_packets(row, country, by=by, now=now)
        discard_sheets(Q(country=country))
    if isinstance(row, Meeting | Commitment):
        cancel_unsent_emails(row, above=row.classification)


def _raise_packets(row: Classified, country: Country, *, by: User | None, now: datetime.datetime) -> None:
    # Those in the making too, however their row is marked till then: either their worker waits here and then
    # looks at the markings of that moment, or this waits for the worker and then looks at what was filed.
    may_be = Packet.objects.filter(
        Q(classification__lt=row.classification) | Q(state__in=UNFINISHED), country=country
    )
    may_be = may_be.exclude(state__in=UNPRINTED_STATES, content_sha256="").order_by("pk")
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
    log.record_change("raised", packet, by=by, now=now, before=was, after=now_is)


def _holds(packet: Packet, row: Classified) -> bool:
    """Return whether a packet was made from this record; True where its content cannot be read."""
    if not packet.content_sha256:
        # In the making, or printed before contents were kept: by the meetings that it is about.
        meeting = row if isinstance(row, Meeting) else getattr(row, "meeting", None)
        is_made = packet.state == PacketState.READY
        return is_made and packet.of_meetings(manager="objects").filter(meeting=meeting).exists()
    try:
        content = storage.open_packet_store(CONTENT).get(packet.content_sha256)
    except Refused:
        return True
    return mentions_record(content, row)


def mentions_record(content: bytes, row: Model) -> bool:
    """Return whether a frozen content, canonical JSON, names this record among what it was made from."""
    # The keys of canonical JSON stand in order: most contents are passed over without being read.
    if f'{{"key":{row.pk},"label":{json.dumps(row._meta.label)},'.encode() not in content:
        return False
    kept = json.loads(content)
    # Format 1 has the bare content.
    made = kept.get("content", kept)["made_from"]
    return any(one["label"] == row._meta.label and one["key"] == row.pk for one in made)


def highest_now(made: Iterable[tuple[str, int]]) -> int:
    """Return the current highest classification of these records (label, key), in one query for each kind."""
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


def cancel_emails(row: GivenInConfidence) -> None:
    """Withdraw the emails about what may not be emailed any more: confidential, or from a third state."""
    if isinstance(row, Outcome | Statement) and grants.is_confidential(row):
        cancel_unsent_emails(row)


def list_confidential_drafts(row: GivenInConfidence) -> list[FollowUp]:
    """List the questions not asked yet whose saved draft may quote what may not be sent to the partner."""
    if not grants.is_confidential(row, ConsentPurpose.PARTNER):
        return []
    item = getattr(row, "commitment", None)
    if type(row) not in LEADS and item is None:
        return []
    about = {LEADS[type(row)]: row} if type(row) in LEADS else {"commitment": item}
    open_ = FollowUp.objects.filter(**about, state=FollowUpState.OPEN).exclude(text="", copy="")
    return list(open_.order_by("pk"))


# How a reminder leads to what its mail tells of.
LEADS: Mapping[type[Model], str] = {
    Commitment: "commitment",
    Outcome: "commitment__outcome",
    Statement: "commitment__outcome__statement",
    Meeting: "commitment__outcome__meeting",
}


def _list_reminders(row: Model) -> QuerySet[Reminder]:
    """List the reminders about an item, or about all that came out of a point, a text or a meeting."""
    return Reminder.objects.filter(**{LEADS[type(row)]: row}, email=OuterRef("pk"))


def cancel_unsent_emails(row: Model, *, above: int | None = None) -> int:
    """Withdraw emails about a record that are written and not sent; their reminders are planned again.

    With `above`, the record's new classification, only those that may not show it: by the level allowed in
    email, or by the recipient's clearance. One that may have arrived keeps its bytes. Returns the number of
    emails.
    """
    waiting = Email.objects.filter(state=EmailState.READY, final_dot_at=None, unconfirmed_at=None)
    if above is not None and above <= settings.MAIL_CEILING:
        waiting = waiting.filter(recipient__clearance__lt=above)
    mails = waiting.filter(Exists(_list_reminders(row))).select_for_update(of=("self",)).order_by("pk")
    keys = [mail.pk for mail in mails.only("pk")]
    count = Email.objects.filter(pk__in=keys, state=EmailState.READY).update(state=EmailState.WITHDRAWN)
    taken_back = Reminder.objects.filter(email__in=keys, email__state=EmailState.WITHDRAWN)
    taken_back.update(state=ReminderState.PLANNED, email=None)
    return count


ALONE = _(
    "One person alone cannot lower a classification. Use “Request for a lower classification” on "
    "the page “Classification”."
)
TOO_LOW = _(
    "This record contains a record classified above the requested level. Lower the classification of "
    "that record first, or lower both together."
)
NOT_LOWER = _(
    "The new classification must be lower than the current one. Check the current "
    "classification, then select a lower one."
)


@dataclass(frozen=True, slots=True)
class CarriedKind:
    """One kind of record contains another; `key` joins them, on the container where `holds_key`."""

    carrier: type[Classified]
    carried: type[Classified]
    key: str
    holds_key: bool

    def joins(self, row: Classified, values: Mapping[str, Any]) -> int | None:
        """Return the key that joins a contained row with its containers, as stored or as about to be
        written.
        """
        found: int | None = row.pk if self.holds_key else values.get(self.key, getattr(row, self.key))
        return found

    def carriers(self, joined: Iterable[int | None]) -> QuerySet[Any]:
        """List what carries the rows that are joined by these."""
        rows = self.carrier._base_manager.order_by("pk")
        keys = {key for key in joined if key is not None}
        return rows.filter(**{f"{self.key if self.holds_key else 'pk'}__in": keys}) if keys else rows.none()

    def levels(self, rows: Iterable[Classified]) -> list[int]:
        """Return for each of these containers the highest classification of its contents; 0 for none."""
        found = {}
        joined = [getattr(row, self.key) if self.holds_key else row.pk for row in rows]
        if keys := {key for key in joined if key is not None}:
            by = "pk" if self.holds_key else self.key
            held = self.carried._base_manager.order_by().filter(**{f"{by}__in": keys})
            found = dict(held.values_list(by).annotate(highest=Max("classification")))
        return [found.get(key, 0) for key in joined]

    def held(self, row: Classified) -> QuerySet[Any]:
        """List what this row carries."""
        rows = self.carried._base_manager.order_by("pk")
        if self.holds_key:
            return rows.filter(pk=getattr(row, self.key))
        return rows.filter(**{self.key: row.pk}) if row.pk else rows.none()

    def broken(self) -> QuerySet[Any]:
        """List the containers that are classified lower than something they contain."""
        carriers, held = self.carrier._base_manager, self.carried._base_manager
        ours = {"pk": OuterRef(self.key)} if self.holds_key else {self.key: OuterRef("pk")}
        return carriers.filter(
            Exists(held.filter(**ours, classification__gt=OuterRef("classification")))
        ).order_by("pk")


def _pairs() -> Iterator[CarriedKind]:
    by_table = {model._meta.db_table: model for model in apps.get_app_config("commitments").get_models()}
    for pair in triggers.CARRIES:
        carrier, carried = by_table[pair.table], by_table[pair.carried]
        assert issubclass(carrier, Classified)
        assert issubclass(carried, Classified)
        yield CarriedKind(carrier, carried, pair.key, pair.holds_key)


PAIRS = tuple(_pairs())


def carriers_of(model: type[Classified]) -> tuple[CarriedKind, ...]:
    """Return the pairs in which this kind of record is contained."""
    return tuple(pair for pair in PAIRS if pair.carried is model)


def carried_by(model: type[Classified]) -> tuple[CarriedKind, ...]:
    """Return the pairs in which this kind of record contains others."""
    return tuple(pair for pair in PAIRS if pair.carrier is model)


def find_floor(row: Classified) -> int:
    """Return the highest classification of what this record contains, whoever may read it.

    The clauses of a document repeat its words, so they do not count: they are lowered with the document.
    """
    return find_floors([row])[0]


def find_floors(rows: Sequence[Classified]) -> list[int]:
    """Return the floor of each of some records of one kind, in one query for each kind of content."""
    pairs = [pair for pair in carried_by(type(rows[0])) if pair.carried is not Clause]
    return [
        max(levels) for levels in zip([0] * len(rows), *(pair.levels(rows) for pair in pairs), strict=True)
    ]


def list_above_level(row: Classified, level: int) -> list[Classified]:
    """List what this record contains, classified above a level; clauses count with their document."""
    pairs = [pair for pair in carried_by(type(row)) if pair.carried is not Clause]
    return [one for pair in pairs for one in pair.held(row).filter(classification__gt=level)]


def prepare_levels(
    rows: Sequence[Classified],
    levels: Sequence[int],
    *,
    by: User | None,
    now: datetime.datetime,
    values: Mapping[str, Any] | None = None,
) -> None:
    """Raise all that carries records of one kind to the levels at which these are about to be written.

    A new record takes at least the level of what it carries from the start, its `find_floor`. `values` are
    the columns that are about to be written; only where they decide of it is anything asked.
    """
    for pair in carriers_of(type(rows[0])):
        if values is not None and not {"classification", pair.key} & set(values):
            continue
        joined = [pair.joins(row, values or {}) for row in rows]
        for carrier in pair.carriers(joined).filter(classification__lt=max(levels)):
            key = getattr(carrier, pair.key) if pair.holds_key else carrier.pk
            level = max(level for level, to in zip(levels, joined, strict=True) if to == key)
            if carrier.classification < level:
                _raise_record(carrier, level, by=by, now=now)
                for row in rows:
                    _refresh_carrier(row, pair, carrier)


def raise_older_versions(*, now: datetime.datetime) -> int:
    """Raise records that a version before this rule left lower than their contents; return how many.

    A record whose history has another classification was changed outside the tracker and is left for
    verification. The caller holds the transaction.
    """
    count = 0
    for pair in PAIRS:
        for row in pair.broken():
            if _last_level(row) == row.classification:
                _raise_record(row, pair.levels([row])[0], by=None, now=now)
                count += 1
    return count


def _last_level(row: Classified) -> int | None:
    """Return the classification that the history recorded last."""
    told = AuditRow.objects.filter(subject_type=row._meta.label, subject_id=row.pk)
    told = told.filter(after__has_key="classification").order_by("-pk")
    return told.values_list("after__classification", flat=True).first()


def _refresh_carrier(row: Classified, pair: CarriedKind, carrier: Classified) -> None:
    """Update the caller's object with the raised values."""
    name = pair.key.removesuffix("_id")
    if pair.holds_key or not row._meta.get_field(name).is_cached(row):  # type: ignore[union-attr]
        return
    known = getattr(row, name)
    if known.pk == carrier.pk:
        known.classification = carrier.classification
        known.version = carrier.version  # type: ignore[attr-defined]


def _raise_record(row: Classified, level: int, *, by: User | None, now: datetime.datetime) -> None:
    """Raise one record for what it carries: all that carries it first, then itself, then what is frozen."""
    assert isinstance(row, Record)
    manager = type(row)._base_manager
    standing = manager.select_for_update(no_key=True).filter(pk=row.pk)
    if standing.values_list("classification", flat=True).get() < level:
        prepare_levels([row], [level], by=by, now=now)
        _write(row, level, "raised", by=by, now=now)
        propagate_raise(row, by=by, now=now)
    else:
        row.refresh_from_db()


def _write(
    row: Classified, level: int, action: str, *, by: User | None, now: datetime.datetime, reason: str = ""
) -> None:
    """Write the classification of a locked row, with its history row."""
    manager: Any = type(row)._base_manager
    before = manager.values_list("classification", flat=True).get(pk=row.pk)
    manager.filter(pk=row.pk).update(classification=level, version=F("version") + 1)
    row.refresh_from_db()
    was, now_is = {"classification": before}, {"classification": level}
    log.record_change(action, row, by=by, now=now, before=was, after=now_is, reason=reason)


def propagate_raise(row: Classified, *, by: User | None, now: datetime.datetime) -> None:
    """Check again everything frozen or waiting with the text of this record, after it was raised.

    The text of a document is classified as the document.
    """
    if isinstance(row, Statement):
        for clause in row.clauses(manager="objects").filter(classification__lt=row.classification):
            _raise_record(clause, row.classification, by=by, now=now)
    recheck_frozen(row, by=by, now=now)


def parts_above(row: Classified, level: int) -> list[Classified]:
    """List the parts of a record that are classified above a level, contents before containers.

    What it only refers to, an item its outcome or a brief its meeting, is no part of it.
    """
    found: dict[tuple[type[Classified], int], Classified] = {}
    for pair in carried_by(type(row)):
        if pair.holds_key or pair.carried is Clause:
            continue
        for part in pair.held(row).filter(classification__gt=level):
            found |= {(type(one), one.pk): one for one in (*parts_above(part, level), part)}
    return list(found.values())


def lower_level(
    row: Classified,
    level: int,
    *,
    approval: Approval,
    with_parts: bool = False,
    by: User,
    now: datetime.datetime,
) -> None:
    """Lower a classification that one person requested with a reason and another grants.

    Raises `Refused` below the level of the contents, and where the two are the same person. The caller checks
    their permissions.
    """
    requested_by = approval.recorded_by_id
    is_granted = (
        approval.kind == ApprovalKind.LOWER_CLASSIFICATION and approval.state == ApprovalState.GRANTED
    )
    if not is_granted or requested_by in (None, by.pk) or approval.decided_by_id != by.pk:
        raise Refused(ALONE, "lowering")
    # Not without its key: what somebody files with it at this moment waits, and is then looked at.
    manager = type(row)._base_manager
    standing = manager.select_for_update().get(pk=row.pk)
    if standing.classification <= level:
        raise Refused(NOT_LOWER, "outdated")
    for one in (*(parts_above(standing, level) if with_parts else ()), standing):
        if find_floor(one) > level:
            raise Refused(TOO_LOW, "too_low")
        if isinstance(one, Statement):
            for clause in one.clauses(manager="objects").filter(classification__gt=level):
                _write(clause, level, "lowered", by=by, now=now, reason=approval.reason)
        _write(one, level, "lowered", by=by, now=now, reason=approval.reason)
    row.refresh_from_db()
