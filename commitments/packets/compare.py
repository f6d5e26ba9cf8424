"""Compare a packet with the reader's previous edition; no queries except for the reasons of changes.

The facts of each edition are stored independent of language. The history that the reader may read gives why a
fact changed and who approved or wrote it.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from commitments import models
from commitments.access import policy
from commitments.enums import Answer, CommitmentState, EvidenceKind, Health, LeadRole, Side, Strength
from commitments.packets import content as packet_content
from commitments.packets import redaction
from commitments.packets.content import PacketContent
from commitments.packets.content_values import ComparedFact
from commitments.packets.formats import (
    BAR,
    capitalise,
    is_list,
    short_date,
    split_entries,
    start_of,
    with_label,
)
from commitments.packets.records import PacketRecords
from commitments.packets.section import SideDays
from commitments.packets.sections.changes import Change, Changes
from commitments.packets.sections.scorecard import point_ref
from commitments.records.references import shorten_reference

# The kinds of facts about items; those of other records are declared by their sections.
KINDS = {
    "title": gettext_lazy("Title"),
    "clause": gettext_lazy("Clause"),
    "state": gettext_lazy("Stage"),
    "health": gettext_lazy("Status"),
    "due": gettext_lazy("Date"),
    "review": gettext_lazy("Review"),
    "overdue": gettext_lazy("Date"),
    "strength": gettext_lazy("Strength"),
    "condition": gettext_lazy("Condition"),
    "line": gettext_lazy("Line to take"),
    "part": gettext_lazy("Owner"),
    "evidence": gettext_lazy("Evidence"),
    "report": gettext_lazy("Report"),
    "answer": gettext_lazy("Answer"),
}
# Those that bear no words of an item.
PLAIN = frozenset({"state", "health", "due", "review", "overdue", "strength", "part", "answer"})
TEXT = "text"
NEW, GONE = pgettext_lazy("an item of a packet", "New"), gettext_lazy("No longer included")
NOTHING = "–"
WORDS_SHOWN, WORDS_BEFORE = 90, 24
# A fact that only follows from another of the same item is not told twice; what a closed item has no more
# follows from its state.
FOLLOWS = {"overdue": {"due", "state"}, "report": {"health"}, "review": {"due", "health", "report"}}
ENDS = frozenset({"health", "review"})
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class FactPair:
    """A fact of one edition and the same of the next; None where it is missing."""

    was: ComparedFact | None
    now: ComparedFact | None

    @property
    def current(self) -> ComparedFact:
        found = self.now or self.was
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class PreviousEdition:
    """The edition that the reader holds: its name, and its facts."""

    edition: str
    content: PacketContent

    @property
    def moment(self) -> datetime.datetime:
        return datetime.datetime.fromisoformat(self.content.created)


@dataclass(frozen=True, slots=True)
class FirstPacket:
    """What the register shows about a reader where a packet is compared with nothing.

    `unread` is the previous edition, whose content cannot be read; `packet` and `on` the last other packet
    given to the reader; `is_more` means that there was one that is not named here.
    """

    unread: str = ""
    packet: str = ""
    on: datetime.date | None = None
    is_more: bool = False


NO_FIRST_PACKET = FirstPacket()


def _explain_first(given: FirstPacket) -> str:
    """Return why nothing is compared, according to the register."""
    if given.unread:
        return _(
            "The content of version %(edition)s cannot be read, so changes since then are not shown."
        ) % {"edition": given.unread}
    if given.packet and given.on:
        told = {"packet": given.packet, "date": short_date(given.on)}
        return _("First version of this packet. This reader received %(packet)s on %(date)s.") % told
    return _("First version of this packet.") if given.is_more else _("First packet for this reader.")


def compare_facts(
    before: PreviousEdition | None,
    now: Sequence[ComparedFact],
    *,
    given: FirstPacket = NO_FIRST_PACKET,
    why: Mapping[Key, str],
    balance: tuple[str, ...],
) -> Changes:
    """Return one line for each fact that differs, and the items without a change.

    `given` is used where there is nothing to compare with. `why` gives reason and approval by ref and kind,
    and for written texts and delegation members by mark and kind.
    """
    if before is None:
        return Changes("", (), _explain_first(given), (), balance)
    told = before.content.standing
    since = _("Since version %(edition)s of %(date)s") % {
        "edition": before.edition,
        "date": short_date(before.moment.date()),
    }
    was = {(_record(fact), fact.kind, fact.mark): fact for fact in told}
    stands = {(_record(fact), fact.kind, fact.mark): fact for fact in now}
    keys = dict.fromkeys((*stands, *was))
    pairs = [FactPair(was.get(key), stands.get(key)) for key in keys]
    differing = [pair for pair in pairs if _value(pair.was) != _value(pair.now)]
    old, new = {_record(fact) for fact in told}, {_record(fact) for fact in now}
    rows = _rows(differing, old, new, why)
    items = [fact.ref for fact in now if fact.kind == "state"]
    touched = {row.ref for row in rows}
    left = tuple(ref for ref in items if ref not in touched)
    said = ngettext(
        "No change in %(left)s of %(count)s item:", "No change in %(left)s of %(count)s items:", len(items)
    )
    words = said % {"left": len(left), "count": len(items)} if left and rows else ""
    return Changes(since, rows, words if rows else _("No change."), left if rows else (), balance)


def _record(fact: ComparedFact) -> str:
    """Return what a fact belongs to: a topic or proposed wording by its record, since its number may
    change.
    """
    is_record = fact.kind == TEXT and fact.ref not in packet_content.list_pages()
    return fact.mark.rpartition(".")[0] if is_record else fact.ref


def _value(fact: ComparedFact | None) -> str:
    return fact.value if fact else ""


def _rows(
    differing: list[FactPair], old: set[str], new: set[str], why: Mapping[Key, str]
) -> tuple[Change, ...]:
    told: dict[str, set[str]] = {}
    for pair in differing:
        told.setdefault(pair.current.ref, set()).add(pair.current.kind)
    rows: list[Change] = []
    whole: set[str] = set()
    for pair in differing:
        fact = pair.current
        record = _record(fact)
        if record not in old or record not in new:
            if fact.kind == "title" or (fact.kind == "text" and record not in whole):
                rows.append(_whole(pair, why))
                whole.add(record)
            continue
        ended = fact.kind in ENDS and not _value(pair.now) and "state" in told[fact.ref]
        if ended or told[fact.ref] & FOLLOWS.get(fact.kind, set()):
            continue
        rows.append(_row(pair, why))
    return tuple(rows)


def _whole(pair: FactPair, why: Mapping[Key, str]) -> Change:
    """Return the change for an item that is new, or no longer in the packet."""
    fact = pair.current
    kind, was, now = (
        (NEW, NOTHING, _start(fact.value)) if pair.was is None else (GONE, _start(fact.value), NOTHING)
    )
    told = (fact.ref, "state") if fact.kind == "title" else (fact.mark.rpartition(".")[0], "text")
    return Change(_name(fact.ref), str(kind), was, now, why.get(told, ""))


def _row(pair: FactPair, why: Mapping[Key, str]) -> Change:
    fact = pair.current
    own = packet_content.list_kinds().get(fact.kind)
    is_marked = fact.kind == TEXT or (own is not None and own.model is not None)
    reason = why.get((fact.mark if is_marked else fact.ref, fact.kind), "")
    if fact.kind == "text":
        model, _key, name = fact.mark.split(".")
        field = apps.get_model("commitments", model)._meta.get_field(name)
        kind = capitalise(getattr(field, "verbose_name", name))
    else:
        kind = str(KINDS[fact.kind] if own is None else own.label)
    shape = fact.value if fact.kind == "health" and pair.now else ""
    was, now = _cut_differing(_format_fact(fact.kind, pair.was), _format_fact(fact.kind, pair.now))
    return Change(_name(fact.ref), kind, was, now, reason, shape)


def _cut_differing(was: str, now: str) -> tuple[str, str]:
    """Cut two texts so that what differs is seen: from a few words before it."""
    same = next((i for i, pair in enumerate(zip(was, now, strict=False)) if pair[0] != pair[1]), 0)
    begin = max(0, was[:same].rfind(" ", 0, max(0, same - WORDS_BEFORE))) if same > WORDS_SHOWN // 2 else 0
    return tuple(_cut(text, begin) for text in (was, now))  # type: ignore[return-value]


def _cut(text: str, begin: int) -> str:
    """Return the start of a text, cut between words."""
    rest = text[begin:].lstrip()
    head = "… " if begin else ""
    return f"{head}{rest}" if len(rest) <= WORDS_SHOWN else f"{head}{rest[:WORDS_SHOWN].rsplit(' ', 1)[0]} …"


def _name(ref: str) -> str:
    return str(packet_content.list_pages().get(ref, ref))


def _format_fact(kind: str, fact: ComparedFact | None) -> str:
    """Return a value as text in the active language."""
    value = _value(fact)
    if kind in ("due", "review"):
        return short_date(datetime.date.fromisoformat(value)) if value else _("No date")
    if kind == "overdue":
        return _("overdue") if value else _("not overdue")
    if not value:
        return NOTHING
    labels = {"state": CommitmentState, "health": Health, "strength": Strength, "answer": Answer}
    if kind in labels:
        return capitalise(labels[kind](value).label)
    if kind == "part":
        side, role, name = value.split("|", 2)
        return with_label(f"{capitalise(Side(side).label)}, {LeadRole(role).label}", name or _("not stated"))
    if kind == "evidence":
        document, number, told = value.split("|", 2)
        return _flat(with_label(f"{capitalise(EvidenceKind(document).label)} {number}", told))
    if kind == "report":
        day, text = value.split("|", 1)
        return _flat(with_label(short_date(datetime.date.fromisoformat(day)), text))
    return _flat(value)


def _flat(text: str) -> str:
    """Return a text on one line, without the marks of emphasis, of lists and of cells."""
    listed = "; ".join(split_entries(text.replace("**", ""))) if is_list(text) else text.replace("**", "")
    return " ".join(listed.replace(BAR, " · ").split())


def _start(text: str) -> str:
    return _cut(_flat(text), 0)


def list_facts(records: PacketRecords, today: SideDays) -> tuple[ComparedFact, ...]:
    """List every fact that a reader would want to hear of when it differs: items, texts, then the rest."""
    facts = [
        fact for one in packet_content.SECTIONS if one.list_facts for fact in one.list_facts(records, today)
    ]
    pages = packet_content.list_pages()
    about_items = [fact for fact in facts if fact.ref not in pages]
    rest = [fact for fact in facts if fact.ref in pages]
    return (*about_items, *_list_text_facts(records), *rest)


def _list_text_facts(records: PacketRecords) -> Iterator[ComparedFact]:
    """Yield what officers wrote, record by record, each field that is not empty."""
    texts = packet_content.list_officer_texts()
    for key in dict.fromkeys(text.of for text in texts):
        for row in records.own.get(key, ()):
            for text in (one for one in texts if one.of == key):
                ref = text.ref_of(row, records)
                for name in text.fields:
                    if value := str(getattr(row, name)):
                        mark = f"{row._meta.model_name}.{row.pk}.{name}"
                        yield ComparedFact(ref, TEXT, mark, value)


# The column of the history that tells of each fact.
COLUMNS = {
    "title": "title",
    "state": "state",
    "health": "health",
    "due_on": "due",
    "review_on": "review",
    "strength": "strength",
    "condition": "condition",
    "line_to_take": "line",
    "clause": "clause",
    "ministry_id": "part",
}


def list_reasons(
    records: PacketRecords, *, reader: models.User, since: datetime.datetime, until: datetime.datetime
) -> dict[Key, str]:
    """Return reason and approval of the latest change of each fact, in two queries.

    By ref and kind; for texts that officers write, by the mark of the field, and for a delegation member by
    its own, and kind.
    """
    refs = {item.pk: shorten_reference(item.reference) for item in records.commitments}
    found: dict[Key, str] = {}
    rows = _between(models.Commitment, refs, since, until)
    for row in policy.readable_by(rows, reader):
        who = _joined((_shorten_text(row.reason), str(row.by or "")))
        for column, kind in COLUMNS.items():
            if column in row.after:
                found[refs[row.page_id], kind] = who
        if row.subject_type == models.Evidence._meta.label:
            found[refs[row.page_id], "evidence"] = str(row.by or "")
    for item in records.commitments:
        found |= _find_date_reason(item, records, since)
        found |= _find_report_reason(item, records, since)
    rows = _between(models.Meeting, [meeting.pk for meeting in records.meetings], since, until)
    for row in policy.readable_by(rows, reader):
        found |= dict.fromkeys(
            _list_changed_keys(row), _joined((_shorten_text(row.reason), str(row.by or "")))
        )
    return found


def _between(
    page: type[models.Commitment] | type[models.Meeting],
    keys: Iterable[int],
    since: datetime.datetime,
    until: datetime.datetime,
) -> QuerySet[models.AuditRow]:
    rows = models.AuditRow.objects.filter(page_type=page._meta.label, page_id__in=list(keys))
    return rows.filter(at__gt=since, at__lte=until).select_related("by").order_by("at", "pk")


def _list_changed_keys(row: models.AuditRow) -> Iterator[Key]:
    """Name what a row of a meeting's history tells of: a seat, or a text, as a whole and its fields."""
    for kind, own in packet_content.list_kinds().items():
        if own.model is not None and row.subject_type == own.model._meta.label:
            yield str(row.subject_id), kind
    for model in packet_content.list_written_models():
        if row.subject_type == model._meta.label:
            record = f"{model._meta.model_name}.{row.subject_id}"
            yield record, "text"
            yield from ((f"{record}.{name}", "text") for name in {**row.before, **row.after})


def _find_date_reason(
    item: models.Commitment, records: PacketRecords, since: datetime.datetime
) -> dict[Key, str]:
    """A move of the date says who approved it."""
    chain = records.deadlines.get(item.pk, [])
    if not chain or chain[-1].recorded_at <= since:
        return {}
    version = chain[-1]
    approved = _("approved by %(name)s") % {"name": version.approved_by} if version.approved_by else ""
    why = _joined((str(version.get_reason_display()), _shorten_text(version.note, item), approved))
    return {(shorten_reference(item.reference), kind): why for kind in ("due", "review")}


def _find_report_reason(
    item: models.Commitment, records: PacketRecords, since: datetime.datetime
) -> dict[Key, str]:
    update = records.updates.get(item.pk)
    if update is None or update.recorded_at <= since or not update.text:
        return {}
    return {
        (shorten_reference(item.reference), kind): _shorten_text(update.text, item)
        for kind in ("health", "report")
    }


def _shorten_text(text: str, item: models.Commitment | None = None) -> str:
    """Return the start of a text: a row is never as long as a report, and the annex has all open items in
    full.
    """
    return start_of(text, _("full text: Annex") if item and item.is_open else "", is_quoted=False)


def _joined(parts: Iterable[str]) -> str:
    return " · ".join(part for part in parts if part)


def align_redaction(
    before: PreviousEdition, now: tuple[ComparedFact, ...], records: PacketRecords
) -> PreviousEdition:
    """Let the edition before say of what is confided what this one says: a change would tell the words."""
    refs = redaction.list_confided_refs(records)
    parts = {
        shorten_reference(i.reference)
        for i in records.commitments
        if (u := records.updates.get(i.pk)) and redaction.is_confidential_record(u)
    }
    papers = chain.from_iterable(records.evidence.values())
    marks = {str(row.pk) for row in papers if redaction.is_confidential_record(row)}
    said = {(one.ref, one.kind, one.mark): one.value for one in now}

    def hides(fact: ComparedFact) -> bool:
        return (
            (fact.ref in refs and fact.kind not in PLAIN)
            or (fact.ref in parts and fact.kind == "report")
            or (fact.kind == "evidence" and fact.mark in marks)
        )

    kept = tuple(
        replace(fact, value=said.get((fact.ref, fact.kind, fact.mark), str(redaction.RESTRICTED_TEXT)))
        if hides(fact)
        else fact
        for fact in before.content.standing
    )
    return replace(before, content=replace(before.content, standing=kept))


def without_words(facts: tuple[ComparedFact, ...], records: PacketRecords) -> tuple[ComparedFact, ...]:
    """Return the facts to be compared, without the words of confided items and points."""
    refs = redaction.list_confided_refs(records)

    def hides(fact: ComparedFact) -> bool:
        return fact.ref in refs and fact.kind not in PLAIN

    return tuple(replace(fact, value=redaction.blank(fact.value)) if hides(fact) else fact for fact in facts)


def without_withheld(before: PreviousEdition, reader: models.User) -> PreviousEdition:
    """Return the previous edition without what has since been raised above the reader's clearance.

    An edition has the classification of its contents: what a record stated while it was lower is left out
    too. An item is named only by its number, which the reader has. One query for each kind of record.
    """
    made: dict[str, list[int]] = defaultdict(list)
    for one in before.content.made_from:
        made[one.label].append(one.key)
    raised = Q(classification__gt=reader.clearance)

    def keys(model: type[models.Classified]) -> Q:
        return Q(pk__in=made[model._meta.label])

    refs = {
        shorten_reference(reference)
        for reference in models.Commitment.objects.filter(keys(models.Commitment), raised).values_list(
            "reference", flat=True
        )
    }
    above = raised | Q(meeting__classification__gt=reader.clearance)
    points = models.Outcome.objects.filter(keys(models.Outcome), above).select_related("meeting")
    refs |= {point_ref(outcome) for outcome in points}
    papers = models.Evidence.objects.filter(keys(models.Evidence), raised)
    marks = {("evidence", str(key)) for key in papers.values_list("pk", flat=True)}
    updates = models.ProgressUpdate.objects.filter(keys(models.ProgressUpdate), raised)
    reported = {shorten_reference(one) for one in updates.values_list("commitment__reference", flat=True)}
    texts = {
        f"{model._meta.model_name}.{key}."
        for model in packet_content.list_written_models()
        if issubclass(model, models.Classified)
        for key in model._base_manager.filter(keys(model), raised).values_list("pk", flat=True)
    }

    def stays(fact: ComparedFact) -> bool:
        return not (
            fact.ref in refs
            or (fact.kind, fact.mark) in marks
            or (fact.kind in ("report", "health") and fact.ref in reported)
            or (fact.kind == "text" and f"{fact.mark.rsplit('.', 1)[0]}." in texts)
        )

    kept = tuple(
        fact if stays(fact) else replace(fact, value=NOTHING)
        for fact in before.content.standing
        if stays(fact) or (fact.kind == "title" and fact.ref in refs)
    )
    return replace(before, content=replace(before.content, standing=kept))
