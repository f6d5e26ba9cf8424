"""Compare the facts of two packets; no queries.

The facts of each packet are stored independent of language. `previous.py` decides which of them may be
compared, `reasons.py` finds when and why a fact changed.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from commitments.enums import Answer, CommitmentState, EvidenceKind, Health, LeadRole, Side, Strength
from commitments.models import ProposedWording
from commitments.models.commitments import STALE_DAYS
from commitments.packets import content as packet_content
from commitments.packets import redaction
from commitments.packets.content import PacketContent
from commitments.packets.content_values import ComparedFact
from commitments.packets.formats import (
    BAR,
    capitalise,
    is_list,
    label_by_script,
    label_language,
    quote_text,
    short_date,
    split_entries,
    with_label,
)
from commitments.packets.reasons import UNKNOWN, Key, Reason
from commitments.packets.records import PacketRecords
from commitments.packets.section import SideDays
from commitments.packets.sections.changes import Change, Changes
from commitments.packets.sections.scorecard import is_point_ref

TEXT, STEP = "text", "step"
# The kinds of facts about items; those of other records are declared by their sections.
KINDS = {
    "title": gettext_lazy("Title"),
    "clause": gettext_lazy("Clause"),
    "state": gettext_lazy("Stage"),
    "health": gettext_lazy("Status"),
    "due": gettext_lazy("Due date"),
    "review": gettext_lazy("Review date"),
    "overdue": gettext_lazy("Due date"),
    "strength": gettext_lazy("Strength"),
    "condition": gettext_lazy("Condition"),
    "line": gettext_lazy("Line to take"),
    "part": gettext_lazy("Owner"),
    "evidence": gettext_lazy("Evidence"),
    "report": gettext_lazy("Report"),
    STEP: gettext_lazy("Next step"),
    "answer": gettext_lazy("Answer"),
}
# Those that bear no words of an item.
PLAIN = frozenset({"state", "health", "due", "review", "overdue", "strength", "part", "answer"})
# Those whose values are quoted in a sentence. The wording of a clause may be a summary or unconfirmed; the
# title of a point is its clause.
QUOTED = frozenset({"title", "condition", "line", TEXT})
# Those whose values hold words of people beside those of the system.
WORDED = frozenset({"clause", "evidence", "report", STEP})
NEW, GONE = pgettext_lazy("an item of a packet", "New"), pgettext_lazy("a part of a packet", "Removed")
NOTHING = "–"
# What the note taker edition has of an item or a request, and of proposed wording.
AGENDA = frozenset({"title", "state", "due", "review", "overdue", "answer"})
WORDS_SHOWN, WORDS_BEFORE = 90, 24
# A fact that only follows from another of the same item is not told twice; what a closed item has no more
# follows from its state.
FOLLOWS = {"overdue": {"due", "state"}, "report": {"health"}, "review": {"due", "health", "report"}}
ENDS = frozenset({"health", "review", STEP})
ONE_DAY, TOO_OLD = datetime.timedelta(days=1), datetime.timedelta(days=STALE_DAYS + 1)


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
    """The edition that the reader holds: its name, its facts, and the reader's time zone."""

    edition: str
    content: PacketContent
    zone: datetime.tzinfo = datetime.UTC

    @property
    def moment(self) -> datetime.datetime:
        return datetime.datetime.fromisoformat(self.content.created)

    @property
    def day(self) -> datetime.date:
        """Return the day of the content for its reader."""
        return self.moment.astimezone(self.zone).date()


def compare_facts(
    before: PreviousEdition, now: Sequence[ComparedFact], reasons: Mapping[Key, Reason]
) -> Changes:
    """Return one row for each fact that differs, and the items without a change.

    `reasons` are by ref and kind, and for written texts and delegation members by mark and kind.
    """
    since = _("Since version %(edition)s of %(date)s") % {
        "edition": before.edition,
        "date": short_date(before.day),
    }
    was = {identify(fact): fact for fact in before.content.standing}
    stands = {identify(fact): fact for fact in now}
    reasons = {**reasons, **_find_time_reasons(now)}
    keys = dict.fromkeys((*stands, *was))
    pairs = [FactPair(was.get(key), stands.get(key)) for key in keys]
    differing = [pair for pair in pairs if _value(pair.was) != _value(pair.now)]
    old, new = {_record(fact) for fact in was.values()}, {_record(fact) for fact in now}
    titles = list_subjects((*was.values(), *now))
    rows = tuple(replace(row, subject=titles.get(row.ref, "")) for row in _rows(differing, old, new, reasons))
    items = [fact.ref for fact in now if fact.kind == "state"]
    touched = {row.ref for row in rows}
    left = tuple(ref for ref in items if ref not in touched)
    said = ngettext(
        "No change in %(left)s of %(count)s item:", "No change in %(left)s of %(count)s items:", len(items)
    )
    words = said % {"left": len(left), "count": len(items)} if left and rows else ""
    return Changes(since, rows, words if rows else _("No change."), left if rows else (), ())


def _find_time_reasons(facts: Sequence[ComparedFact]) -> dict[Key, Reason]:
    """Return when and why items became overdue, or their reports too old: no person changed that."""
    values = {(fact.ref, fact.kind): fact.value for fact in facts}
    found: dict[Key, Reason] = {}
    for (ref, kind), value in values.items():
        due, (reported, _bar, _text) = (
            values.get((ref, "due")),
            values.get((ref, "report"), "").partition("|"),
        )
        if kind == "overdue" and value and due:
            day, why = datetime.date.fromisoformat(due), _("The due date was %(date)s.")
            found[ref, kind] = Reason(day + ONE_DAY, why % {"date": short_date(day)}, _("Calculated"))
        elif kind == "health" and value == Health.NO_RECENT_REPORT and reported:
            day, why = datetime.date.fromisoformat(reported), _("The latest report is of %(date)s.")
            found[ref, kind] = Reason(day + TOO_OLD, why % {"date": short_date(day)}, _("Calculated"))
    return found


def identify(fact: ComparedFact) -> tuple[str, str, str]:
    """Return by what the same fact of two packets is recognised: of a side, there is one lead."""
    side, _bar, rest = fact.value.partition("|")
    is_lead = fact.kind == "part" and rest.startswith(f"{LeadRole.LEAD}|")
    return _record(fact), fact.kind, f"{LeadRole.LEAD} {side}" if is_lead else fact.mark


def list_agenda_facts(facts: Sequence[ComparedFact]) -> tuple[ComparedFact, ...]:
    """Return the facts that the note taker edition has."""
    proposed = f"{ProposedWording._meta.model_name}."

    def is_printed(fact: ComparedFact) -> bool:
        is_proposed = fact.mark.startswith(proposed) and fact.mark.endswith(".title")
        return fact.kind in AGENDA or (fact.kind == TEXT and is_proposed)

    return tuple(fact for fact in facts if is_printed(fact))


def list_subjects(facts: Sequence[ComparedFact]) -> dict[str, str]:
    """Return the subject of each ref in words, the newest last."""
    is_title = (fact for fact in facts if fact.kind == "title" or fact.mark.endswith(".title"))
    return {fact.ref: _start(fact.value) for fact in is_title}


def _record(fact: ComparedFact) -> str:
    """Return what a fact belongs to: a topic or proposed wording by its record, since its number may
    change.
    """
    is_record = fact.kind == TEXT and fact.ref not in packet_content.list_pages()
    return fact.mark.rpartition(".")[0] if is_record else fact.ref


def _value(fact: ComparedFact | None) -> str:
    return fact.value if fact else ""


def _rows(
    differing: list[FactPair], old: set[str], new: set[str], reasons: Mapping[Key, Reason]
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
                rows.append(_whole(pair, reasons))
                whole.add(record)
            continue
        ended = fact.kind in ENDS and not _value(pair.now) and "state" in told[fact.ref]
        if ended or told[fact.ref] & FOLLOWS.get(fact.kind, set()):
            continue
        rows.append(_row(pair, reasons))
    return tuple(rows)


def _whole(pair: FactPair, reasons: Mapping[Key, Reason]) -> Change:
    """Return the change for an item that is new, or a text that was removed."""
    fact = pair.current
    start = _start(fact.value)
    kind, was, now = (NEW, NOTHING, start) if pair.was is None else (GONE, start, NOTHING)
    what = _("New in this packet") if pair.was is None else _("Removed from this packet")
    told = (fact.ref, "state") if fact.kind == "title" else (fact.mark.rpartition(".")[0], TEXT)
    return _change(_name(fact.ref), str(kind), (was, now), what, reasons.get(told, UNKNOWN))


def _row(pair: FactPair, reasons: Mapping[Key, Reason]) -> Change:
    fact = pair.current
    own = packet_content.list_kinds().get(fact.kind)
    is_marked = fact.kind == TEXT or (own is not None and own.model is not None)
    reason = reasons.get((fact.mark if is_marked else fact.ref, fact.kind), UNKNOWN)
    if fact.kind == TEXT:
        model, _key, name = fact.mark.split(".")
        field = apps.get_model("commitments", model)._meta.get_field(name)
        kind = capitalise(getattr(field, "verbose_name", name))
    else:
        kind = str(KINDS[fact.kind] if own is None else own.label)
    values = _cut_differing(_format_fact(fact.kind, pair.was), _format_fact(fact.kind, pair.now))
    return _change(_name(fact.ref), kind, values, _describe(fact.kind, kind, pair, values), reason)


def _change(ref: str, kind: str, values: tuple[str, str], what: str, reason: Reason) -> Change:
    was, now = values
    when = short_date(reason.on) if reason.on else ""
    why = label_by_script(reason.why)
    return Change(ref, kind, was, now, why, what=what, when=when, approver=reason.approver)


def _describe(kind: str, label: str, pair: FactPair, values: tuple[str, str]) -> str:
    """Return in words what changed."""
    if kind == "overdue":
        return _("Now overdue") if pair.now and pair.now.value else _("No longer overdue")
    is_quoted = kind in QUOTED and not is_point_ref(pair.current.ref)
    was, now = (label_language(quote_text(text)) for text in values) if is_quoted else values
    if kind in WORDED:
        was, now = label_by_script(was), label_by_script(now)
    told = {"kind": label, "was": was, "now": now}
    if kind == "answer" and pair.now and pair.now.value not in (Answer.NONE, Answer.UNANSWERED):
        return _("Answered: %(now)s") % told
    if not _value(pair.was):
        return _("%(kind)s added: %(now)s") % told
    if not _value(pair.now):
        return _("%(kind)s removed: %(was)s") % told
    if kind in ("due", "review"):
        return _("%(kind)s moved from %(was)s to %(now)s") % told
    return _("%(kind)s changed from %(was)s to %(now)s") % told


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
    if kind == STEP:
        day, owner, text = value.split("|", 2)
        on = short_date(datetime.date.fromisoformat(day)) if day else ""
        when = _("by %(date)s") % {"date": on} if on else _("no date")
        return ", ".join((_flat(text.rstrip(".")), owner, when))
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


def without_words(facts: tuple[ComparedFact, ...], records: PacketRecords) -> tuple[ComparedFact, ...]:
    """Return the facts to be compared, without the words of confided items and points."""
    refs = redaction.list_confided_refs(records)

    def hides(fact: ComparedFact) -> bool:
        return fact.ref in refs and fact.kind not in PLAIN

    return tuple(replace(fact, value=redaction.blank(fact.value)) if hides(fact) else fact for fact in facts)
