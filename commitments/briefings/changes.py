"""What changed for this reader since the edition before; pure, from the facts of both."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from commitments.briefings.content import Change, Changes, PacketContent, Standing
from commitments.briefings.lines import BAR, entries, is_list
from commitments.briefings.words import cap, short_date
from commitments.vocabulary import Answer, CommitmentState, EvidenceKind, Health, LeadRole, Side, Strength

KINDS = {
    "title": gettext_lazy("Title"),
    "clause": gettext_lazy("Clause"),
    "state": gettext_lazy("State"),
    "health": gettext_lazy("Health"),
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
    "seat": gettext_lazy("Delegation"),
}
PAGES = {
    "core": gettext_lazy("Core brief"),
    "scenario": gettext_lazy("Scenario"),
    "people": gettext_lazy("People"),
    "cover": gettext_lazy("Cover"),
    "statement": gettext_lazy("Joint statement"),
    "background": gettext_lazy("Background"),
}
NEW, GONE = pgettext_lazy("an item of a packet", "New"), gettext_lazy("No longer in it")
NOTHING = "–"
WORDS_SHOWN, WORDS_BEFORE = 90, 24
# A fact that only follows from another of the same item is not told twice; what a closed item has no more
# follows from its state.
FOLLOWS = {"overdue": {"due", "state"}, "report": {"health"}, "review": {"due", "health", "report"}}
ENDS = frozenset({"health", "review"})
# Kinds of facts whose history is that of a record of its own.
MARKED = frozenset({"text", "seat"})
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of one edition beside the same of the next; None where it was not, or is no more."""

    was: Standing | None
    now: Standing | None

    @property
    def standing(self) -> Standing:
        found = self.now or self.was
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class Before:
    """The edition that the reader holds: what it is called, and what it told."""

    edition: str
    content: PacketContent

    @property
    def moment(self) -> datetime.datetime:
        return datetime.datetime.fromisoformat(self.content.created)


@dataclass(frozen=True, slots=True)
class Given:
    """What the register shows of a reader where a packet is compared with nothing.

    `unread` is the edition before, whose content cannot be read; `packet` and `on` the last other packet that
    the reader was given; `is_more` says that there was one that is not named here.
    """

    unread: str = ""
    packet: str = ""
    on: datetime.date | None = None
    is_more: bool = False


NOTHING_GIVEN = Given()


def _of_the_first(given: Given) -> str:
    """Say why nothing is compared, as the register has it."""
    if given.unread:
        return _("The content of version %(edition)s cannot be read: what changed since is not shown.") % {
            "edition": given.unread
        }
    if given.packet and given.on:
        told = {"packet": given.packet, "date": short_date(given.on)}
        return _("The first edition of this packet. This reader was given %(packet)s on %(date)s.") % told
    return _("The first edition of this packet.") if given.is_more else _("The first packet for this reader.")


def compare(
    before: Before | None,
    now: Sequence[Standing],
    *,
    given: Given = NOTHING_GIVEN,
    why: Mapping[Key, str],
    balance: tuple[str, ...],
) -> Changes:
    """Give one line for each fact that differs, and say what stands as it did.

    `given` is said where there is nothing to compare with. `why` gives reason and approval by ref and kind,
    and of what is written and of seats by mark and kind.
    """
    if before is None:
        return Changes("", (), _of_the_first(given), (), balance)
    told = before.content.standing
    since = _("Since version %(edition)s of %(date)s") % {
        "edition": before.edition,
        "date": short_date(before.moment.date()),
    }
    was = {(_record(fact), fact.kind, fact.mark): fact for fact in told}
    stands = {(_record(fact), fact.kind, fact.mark): fact for fact in now}
    keys = dict.fromkeys((*stands, *was))
    pairs = [Fact(was.get(key), stands.get(key)) for key in keys]
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


def _record(fact: Standing) -> str:
    """Say what a fact is of: a topic or a wording by its record, since its number may be another now."""
    return fact.mark.rpartition(".")[0] if fact.kind == "text" and fact.ref not in PAGES else fact.ref


def _value(fact: Standing | None) -> str:
    return fact.value if fact else ""


def _rows(differing: list[Fact], old: set[str], new: set[str], why: Mapping[Key, str]) -> tuple[Change, ...]:
    told: dict[str, set[str]] = {}
    for pair in differing:
        told.setdefault(pair.standing.ref, set()).add(pair.standing.kind)
    rows: list[Change] = []
    whole: set[str] = set()
    for pair in differing:
        fact = pair.standing
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


def _whole(pair: Fact, why: Mapping[Key, str]) -> Change:
    """Tell of an item that is new, or stands in the packet no more."""
    fact = pair.standing
    kind, was, now = (
        (NEW, NOTHING, _start(fact.value)) if pair.was is None else (GONE, _start(fact.value), NOTHING)
    )
    told = (fact.ref, "state") if fact.kind == "title" else (fact.mark.rpartition(".")[0], "text")
    return Change(_name(fact.ref), str(kind), was, now, why.get(told, ""))


def _row(pair: Fact, why: Mapping[Key, str]) -> Change:
    fact = pair.standing
    reason = why.get((fact.mark if fact.kind in MARKED else fact.ref, fact.kind), "")
    if fact.kind == "text":
        model, _key, name = fact.mark.split(".")
        field = apps.get_model("commitments", model)._meta.get_field(name)
        kind = cap(getattr(field, "verbose_name", name))
    else:
        kind = str(KINDS[fact.kind])
    shape = fact.value if fact.kind == "health" and pair.now else ""
    was, now = _apart(_said(fact.kind, pair.was), _said(fact.kind, pair.now))
    return Change(_name(fact.ref), kind, was, now, reason, shape)


def _apart(was: str, now: str) -> tuple[str, str]:
    """Cut two texts so that what differs is seen: from a few words before it."""
    same = next((i for i, pair in enumerate(zip(was, now, strict=False)) if pair[0] != pair[1]), 0)
    begin = max(0, was[:same].rfind(" ", 0, max(0, same - WORDS_BEFORE))) if same > WORDS_SHOWN // 2 else 0
    return tuple(_cut(text, begin) for text in (was, now))  # type: ignore[return-value]


def _cut(text: str, begin: int) -> str:
    """Give part of a text, cut at words."""
    rest = text[begin:].lstrip()
    head = "… " if begin else ""
    return f"{head}{rest}" if len(rest) <= WORDS_SHOWN else f"{head}{rest[:WORDS_SHOWN].rsplit(' ', 1)[0]} …"


def _name(ref: str) -> str:
    return str(PAGES.get(ref, ref))


def _said(kind: str, fact: Standing | None) -> str:
    """Say a value in the language that is active."""
    value = _value(fact)
    if kind in ("due", "review"):
        return short_date(datetime.date.fromisoformat(value)) if value else _("No date")
    if kind == "overdue":
        return _("overdue") if value else _("not overdue")
    if not value:
        return NOTHING
    labels = {"state": CommitmentState, "health": Health, "strength": Strength, "answer": Answer}
    if kind in labels:
        return cap(labels[kind](value).label)
    if kind == "part":
        side, role, name = value.split("|", 2)
        return f"{cap(Side(side).label)}, {LeadRole(role).label}: {name or _('not stated')}"
    if kind == "evidence":
        document, number, told = value.split("|", 2)
        return _flat(f"{cap(EvidenceKind(document).label)} {number}: {told}")
    if kind == "report":
        day, text = value.split("|", 1)
        return _flat(f"{short_date(datetime.date.fromisoformat(day))}: {text}")
    return _flat(value)


def _flat(text: str) -> str:
    """Give a text on one line, without the marks of emphasis, of lists and of cells."""
    listed = "; ".join(entries(text.replace("**", ""))) if is_list(text) else text.replace("**", "")
    return " ".join(listed.replace(BAR, " · ").split())


def _start(text: str) -> str:
    return _cut(_flat(text), 0)
