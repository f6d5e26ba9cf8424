"""Compare a packet with an earlier one, so that nothing withheld since leaves a trace.

A fact of the earlier packet is compared only where its record was read for the later packet as well, or no
longer exists. A record that was withheld gives no row and no count. An item that was closed, or a request
that was answered, and is no longer in the later packet, gives one row if all readers may still read it.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from django.apps import apps
from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise

from commitments import models
from commitments.access import grants, policy
from commitments.enums import Answer, CommitmentState, ConsentPurpose
from commitments.packets import content as packet_content
from commitments.packets import redaction
from commitments.packets.compare import (
    PLAIN,
    QUOTED,
    STEP,
    TEXT,
    PreviousEdition,
    compare_facts,
    identify,
    list_subjects,
)
from commitments.packets.content import PacketContent
from commitments.packets.content_values import ComparedFact, Made
from commitments.packets.edition_state import (
    OTHER_ITEM,
    OTHER_TOPIC,
    insert_topic_numbers,
    without_hidden,
)
from commitments.packets.formats import RESTRICTED_TEXT
from commitments.packets.reasons import Period, list_reasons
from commitments.packets.sections.changes import Change, Changes
from commitments.packets.sections.scorecard import is_point_ref, point_ref
from commitments.records.references import shorten_reference

Facts = tuple[ComparedFact, ...]
Pairs = list[tuple[ComparedFact, ComparedFact]]
# What follows from the latest report of an item.
REPORTED = frozenset({"report", "health", STEP})
# Those in whose words officers name items and topics.
NAMING = QUOTED | {"report", STEP}


@dataclass(frozen=True, slots=True)
class LaterPacket:
    """The packet that is compared with an earlier one: its facts, its records, and the readers of the result.

    The first reader has the least clearance of all and reads the history; what the packet no longer has is
    stated only if each of the readers may read it. Texts and delegations are compared only between packets
    of the same meetings.
    """

    country: models.Country
    facts: Facts
    made_from: tuple[Made, ...]
    moment: datetime.datetime
    readers: tuple[models.User, ...]
    is_same_meeting: bool = True
    # By ref, the titles in the language of print, as the content has them.
    titles: Mapping[str, str] = field(default_factory=dict)


def list_changes(before: PreviousEdition, later: LaterPacket) -> Changes:
    """Return what changed between two packets, in the active language."""
    known = KnownRecords(before, later)
    old, now = _align_names(*known.select_comparable(), known)
    meetings = [one.key for one in later.made_from if one.label == models.Meeting._meta.label]
    period = Period(
        str(later.country), later.readers[0], before.moment, later.moment, frozenset(known.confided)
    )
    reasons = list_reasons(known.items.values(), known.points.values(), meetings, period)
    for was, fact in known.list_ended():
        if (fact.ref, fact.kind) in reasons:
            title = ComparedFact(fact.ref, "title", "", known.name_record(fact.ref))
            old, now = (*old, title, was), (*now, title, fact)
    shown = replace(before, content=replace(before.content, standing=old))
    changes = compare_facts(shown, now, reasons)
    rows = _without_hidden(changes.rows, known)
    recorded = list_subjects(later.facts)
    return replace(changes, rows=tuple(_with_title(row, recorded, later.titles, known) for row in rows))


def list_titles(content: PacketContent) -> dict[str, str]:
    """Return the titles of items, topics and proposed wording of a content, by ref."""
    rows = {row.ref: row.title for group in content.groups for row in group.rows}
    topics = {topic.number: topic.title for topic in content.topics}
    proposed = {one.number: one.title for one in content.proposed}
    return {ref: title for ref, title in (rows | topics | proposed).items() if title}


def _with_title(
    row: Change, recorded: Mapping[str, str], titles: Mapping[str, str], known: "KnownRecords"
) -> Change:
    """Return a change with its subject in the language of print, where it is that of the later packet."""
    is_same = bool(row.subject) and row.subject == recorded.get(row.ref)
    is_withheld = row.ref in known.confided or row.subject in list_restricted_words()
    return replace(row, subject=titles.get(row.ref, row.subject)) if is_same and not is_withheld else row


def _align_names(old: Facts, now: Facts, known: "KnownRecords") -> tuple[Facts, Facts]:
    """Return the facts without references that a reader may not read, and with the later topic numbers.

    What is withheld has no number or name in the later packet, and others are numbered in its place. A text
    that differs only in that did not change.
    """
    hidden = known.hide_references(fact.value for fact in (*old, *now))
    shown = tuple(replace(fact, value=without_hidden(fact.value, hidden)) for fact in now)
    said = {identify(fact): fact.value for fact in shown}
    numbers = _renumber_topics(known.before.content.standing, now)

    def align(fact: ComparedFact) -> ComparedFact:
        value = without_hidden(fact.value, hidden)
        later = said.get(identify(fact), "")
        if value != later and fact.kind in NAMING and not is_point_ref(fact.ref):
            is_same = _mask_names(value) == _mask_names(later)
            value = later if is_same else insert_topic_numbers(value, numbers) if numbers else value
        return replace(fact, value=value)

    return tuple(align(fact) for fact in old), shown


def _renumber_topics(old: Facts, now: Facts) -> dict[int, int]:
    """Return the number of each earlier topic in the later packet; 0 where it has none."""
    label = f"{models.TopicBrief._meta.model_name}."
    later = {identify(fact)[0]: int(fact.ref[1:]) for fact in now if fact.mark.startswith(label)}
    # In an earlier format, a topic may have been named in another way.
    topics = (fact for fact in old if fact.mark.startswith(label) and fact.ref[1:].isdecimal())
    return {int(fact.ref[1:]): later.get(identify(fact)[0], 0) for fact in topics}


def _mask_names(text: str) -> str:
    """Return a text in which all topics are called alike, and so are all items without a name."""
    masked = insert_topic_numbers(text, {})
    for number, words in enumerate((OTHER_TOPIC, OTHER_ITEM)):
        for word in sorted(_translate(words), key=len, reverse=True):
            masked = masked.replace(word, f"\0{number}")
    return masked


def _without_hidden(rows: tuple[Change, ...], known: "KnownRecords") -> tuple[Change, ...]:
    """Return the rows without references of items that a reader may not read."""
    hidden = known.hide_references(
        text for row in rows for text in (row.subject, row.was, row.now, row.what, row.why)
    )

    def without(text: str) -> str:
        return without_hidden(text, hidden)

    return tuple(
        replace(
            row,
            subject=without(row.subject),
            was=without(row.was),
            now=without(row.now),
            what=without(row.what),
            why=without(row.why),
        )
        for row in rows
    )


class KnownRecords:
    """The records of two packets, as far as the readers of the later one may know of them.

    `items` and `points` are those that were read for the later packet, and those that each reader may read.
    """

    def __init__(self, before: PreviousEdition, later: LaterPacket) -> None:
        self.before, self.later = before, later
        self.read = {(one.label, one.key) for one in later.made_from}
        self.there = {fact.ref for fact in later.facts}
        self.keys: dict[str, set[int]] = defaultdict(set)
        for one in (*before.content.made_from, *later.made_from):
            self.keys[one.label].add(one.key)
        self.items = {
            row.pk: row for row in models.Commitment.objects.filter(pk__in=self._known(models.Commitment))
        }
        points = models.Outcome.objects.filter(pk__in=self._known(models.Outcome))
        self.points = {row.pk: row for row in points.select_related("meeting")}
        self.item_refs = {shorten_reference(row.reference): row for row in self.items.values()}
        self.point_refs = {point_ref(row): row for row in self.points.values()}
        self.confided = self._list_confided()
        self.confided_papers, self.confided_reports = self._list_confided_parts()
        self.hidden_reports = self._list_hidden_reports()
        self.existing = self._list_existing()

    def hide_references(self, texts: Iterable[str]) -> redaction.HiddenReferences:
        """Look up which items these texts name that a reader may not read."""
        shown = frozenset(item.reference for item in self.items.values())
        return redaction.hide_references(self.later.readers[0], self.later.country.iso, texts, shown)

    def _known(self, model: type[models.Classified]) -> set[int]:
        """Return the keys of the records that the later packet has, or that each reader may read."""
        label = model._meta.label
        keys = self.keys[label]
        mine = {key for key in keys if (label, key) in self.read}
        others = keys - mine
        for reader in self.later.readers:
            found = policy.readable_by(model._default_manager.filter(pk__in=others), reader)
            others = set(found.values_list("pk", flat=True)) if others else others
        return mine | others

    def _list_confided(self) -> set[str]:
        """Name the items and points that were given in confidence."""
        keys = {*self.points, *(item.outcome_id for item in self.items.values())}
        found = grants.list_confidential(models.Outcome, keys, ConsentPurpose.PRINT)
        refs = {ref for ref, item in self.item_refs.items() if item.outcome_id in found}
        return refs | {ref for ref, point in self.point_refs.items() if point.pk in found}

    def _list_confided_parts(self) -> tuple[set[str], set[str]]:
        """Return the keys of evidence, and the refs of items with reports, given in confidence."""
        label, reports = models.Evidence._meta.label, models.ProgressUpdate._meta.label
        papers = grants.list_confidential(models.Evidence, self.keys[label], ConsentPurpose.PRINT)
        found = grants.list_confidential(models.ProgressUpdate, self.keys[reports], ConsentPurpose.PRINT)
        return {str(key) for key in papers}, self._name_items(found)

    def _list_hidden_reports(self) -> set[str]:
        """Name the items of which the earlier packet had a report that may not be read any more."""
        keys = self.keys[models.ProgressUpdate._meta.label]
        rows = models.ProgressUpdate.objects.filter(pk__in=keys)
        seen = policy.readable_by(rows, self.later.readers[0]).values_list("pk", flat=True)
        return self._name_items(keys - set(seen))

    def _name_items(self, updates: Collection[int]) -> set[str]:
        rows = models.ProgressUpdate.objects.filter(pk__in=updates)
        return {shorten_reference(one) for one in rows.values_list("commitment__reference", flat=True)}

    def _list_existing(self) -> set[tuple[str, int]]:
        """Return the records of the earlier packet's facts that were not read again, and still exist."""
        asked: dict[str, set[int]] = defaultdict(set)
        for fact in self.before.content.standing:
            if (record := find_record(fact)) and record not in self.read:
                asked[record[0]].add(record[1])
        return {
            (label, key)
            for label, keys in asked.items()
            for key in apps.get_model(label)._base_manager.filter(pk__in=keys).values_list("pk", flat=True)
        }

    def select_comparable(self) -> tuple[Facts, Facts]:
        """Return the facts of the earlier packet and of the later one that are compared."""
        old = [fact for fact in self.before.content.standing if self._is_comparable(fact)]
        now = [fact for fact in self.later.facts if self._is_stated(fact)]
        if not any(fact.kind == STEP for fact in old):
            # Contents of earlier formats have no next steps: none of them is new.
            now = [fact for fact in now if fact.kind != STEP]
        hidden = {_key(fact) for fact in (*old, *now) if self._hides_words(fact)}
        titles = {fact.ref: fact for fact in now if fact.kind == "title"}
        shown = [
            titles.get(fact.ref, fact) if fact.kind == "title" and _key(fact) in hidden else fact
            for fact in old
            if fact.kind == "title" or _key(fact) not in hidden
        ]
        said = [fact for fact in now if fact.kind == "title" or _key(fact) not in hidden]
        return tuple(shown), tuple(said)

    def _is_comparable(self, fact: ComparedFact) -> bool:
        """Return whether a fact of the earlier packet may be mentioned."""
        record = find_record(fact)
        # A text of an earlier format may be of a kind that has another name now.
        if record in self.existing or (record is None and fact.kind == TEXT):
            return False
        if is_of_record(fact) and fact.ref not in self.there:
            return False
        return self._is_stated(fact)

    def _is_stated(self, fact: ComparedFact) -> bool:
        if fact.ref in self.hidden_reports and fact.kind in REPORTED:
            return False
        return self.later.is_same_meeting or is_of_record(fact)

    def _hides_words(self, fact: ComparedFact) -> bool:
        """Return whether the words of a fact are not repeated: given in confidence, then or now, or too high.

        An earlier packet above the clearance of the readers is compared only in what bears no words.
        """
        if fact.kind in PLAIN:
            return False
        is_above = self.before.content.classification > self.later.readers[0].clearance
        is_part = (fact.kind == "evidence" and fact.mark in self.confided_papers) or (
            fact.kind in {"report", STEP} and fact.ref in self.confided_reports
        )
        return is_above or is_part or fact.ref in self.confided or fact.value in list_restricted_words()

    def list_ended(self) -> Pairs:
        """Return the stage or answer of what ended since and is not in the later packet, then and now."""
        found: Pairs = []
        for fact in self.before.content.standing:
            now = self._find_end(fact) if fact.ref not in self.there else ""
            if now and now != fact.value:
                found.append((fact, replace(fact, value=now)))
        return found

    def _find_end(self, fact: ComparedFact) -> str:
        """Return the stage of a closed item, or the answer to a request or an offer; else empty."""
        item, point = self.item_refs.get(fact.ref), self.point_refs.get(fact.ref)
        if fact.kind == "state" and item and not item.is_open and item.state != CommitmentState.DRAFT:
            return str(item.state)
        if fact.kind == "answer" and point and point.answer != Answer.UNANSWERED:
            return str(point.answer)
        return ""

    def name_record(self, ref: str) -> str:
        """Return the subject of an item or a point in words."""
        if ref in self.confided:
            return str(RESTRICTED_TEXT)
        item = self.item_refs.get(ref)
        return item.title if item else self.point_refs[ref].clause


def is_of_record(fact: ComparedFact) -> bool:
    """Return whether a fact is of an item, a request, an offer or an understanding."""
    return fact.kind != TEXT and fact.ref not in packet_content.list_pages()


def find_record(fact: ComparedFact) -> tuple[str, int] | None:
    """Return the label and key of the record whose own fact this is, where its mark names one."""
    own = packet_content.list_kinds().get(fact.kind)
    if fact.kind == TEXT:
        name, key, _field = fact.mark.split(".")
        written = (model for model in packet_content.list_written_models() if model._meta.model_name == name)
        return next(((model._meta.label, int(key)) for model in written), None)
    if fact.kind == "evidence":
        return models.Evidence._meta.label, int(fact.mark)
    if own is not None and own.model is not None:
        return own.model._meta.label, int(fact.mark)
    return None


def _key(fact: ComparedFact) -> tuple[str, str, str]:
    return fact.ref, fact.kind, fact.mark


@lru_cache
def list_restricted_words() -> frozenset[str]:
    """Return what stands for words given in confidence, in each language of packets."""
    return _translate(RESTRICTED_TEXT)


def _translate(text: str | Promise) -> frozenset[str]:
    """Return a text in each language of packets."""
    said = set[str]()
    for code, _name in (*settings.LANGUAGES, *settings.PRINT_LANGUAGES):
        with translation.override(code):
            said.add(str(text))
    return frozenset(said)
