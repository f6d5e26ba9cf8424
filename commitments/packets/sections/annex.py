"""The annex: open commitments in full, earlier meetings, numbered sources with whose account each is; no
queries.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from commitments import models
from commitments.access import querysets
from commitments.enums import JOINT_TEXTS, CommitmentState, LeadRole, Side, StatementKind
from commitments.packets import redaction
from commitments.packets.content_values import Fact, Section, Whole
from commitments.packets.formats import (
    capitalise,
    label_language,
    label_official,
    note_departure,
    quote_text,
    repeats_date,
    short_date,
    translate_heading,
    with_label,
)
from commitments.packets.records import (
    BroughtOutcomes,
    Numbers,
    PacketRecords,
    format_citation,
    order_sources,
)
from commitments.packets.section import PARTS, Building, Kept, PacketSection
from commitments.packets.sections.scorecard import (
    NEXT_STEP,
    Row,
    build_due,
    build_sort_key,
    day_of,
    format_document,
    health_of,
    is_owed_by,
    is_quoted_of,
    parts_of,
    source_of,
    wording_of,
)
from commitments.records import current_steps
from commitments.records.references import shorten_reference


@dataclass(frozen=True, slots=True)
class Block:
    """One item of the annex, in full."""

    ref: str
    title: str
    standing: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class PastMeeting:
    """The results of an earlier meeting of the two sides, in counts."""

    reference: str
    date: str
    title: str
    brought: str


@dataclass(frozen=True, slots=True)
class Source:
    """A text that the packet cites: date, kind, and whose account it is."""

    number: str
    date: str
    text: str
    kind: str
    account: str


@dataclass(frozen=True, kw_only=True)
class AnnexFields:
    """What the content has of the annex."""

    blocks: Whole[tuple[Block, ...]] = ()
    past: tuple[PastMeeting, ...] = ()
    sources: tuple[Source, ...] = ()
    sources_note: str = ""


def build_block(
    item: models.Commitment, records: PacketRecords, today: datetime.date, numbers: Numbers
) -> Block:
    """Return one open item in full; what is not recorded is left out."""
    outcome = records.outcomes.get(item.outcome_id)
    warned = _build_warning(item, records)
    facts = [warned] if warned else []
    if outcome is not None:
        facts.append(_clause(outcome, records))
        where = " ".join(
            part for part in (source_of(outcome, records), format_citation(outcome, numbers)) if part
        )
        if where:
            facts.append(Fact(_("Source"), (where,)))
    else:
        facts.append(Fact(_("Clause"), (str(querysets.RESTRICTED),)))
    for side, label in ((Side.OURS, _("Ours")), (Side.THEIRS, _("Theirs"))):
        if lines := tuple(_part(part, item, today) for part in parts_of(side, item, records)):
            facts.append(Fact(label, lines))
    if item.condition:
        facts.append(Fact(_("Condition"), (item.condition,)))
    facts.append(Fact(_("Dates"), _chain(item, records)))
    if (update := records.updates.get(item.pk)) is not None:
        facts.append(Fact(_("Latest update"), (_update(update),)))
    if (step := records.next_steps.get(item.pk)) is not None:
        facts.append(Fact(str(NEXT_STEP), (current_steps.describe_step(step, today, is_open=True),)))
    if documents := tuple(format_document(evidence) for evidence in records.evidence.get(item.pk, [])):
        facts.append(Fact(_("Evidence"), documents))
    if item.line_to_take:
        facts.append(Fact(_("Line to take"), (item.line_to_take,)))
    standing = (
        capitalise(item.get_owed_by_display()),
        capitalise(item.get_state_display()),
        capitalise(item.get_strength_display()),
        health_of(item, today)[0],
        build_due(item, records, today).status,
    )
    return Block(
        shorten_reference(item.reference),
        item.title,
        " · ".join(part for part in standing if part),
        tuple(facts),
    )


def _build_warning(item: models.Commitment, records: PacketRecords) -> Fact | None:
    """Return the warning at the head of an annex item about what is not to be disclosed; None where
    nothing is.
    """
    parts: list[tuple[str, list[models.ProgressUpdate | models.Evidence]]] = [
        (_("the latest update"), [row for row in (records.updates.get(item.pk),) if row]),
        (_("the next step"), [row for row in (records.next_steps.get(item.pk),) if row]),
        (_("evidence"), [*records.evidence.get(item.pk, [])]),
    ]
    is_whole = item.outcome_id in records.confided
    is_left_out = (models.Outcome, item.outcome_id) in records.third_state
    told = [_("the whole item")] if is_whole and not is_left_out else []
    told += [name for name, rows in parts if any(map(redaction.is_confidential_record, rows))]
    left_out = [_("the whole item")] if is_left_out else []
    left_out += [
        name for name, rows in parts if any((type(row), row.pk) in records.third_state for row in rows)
    ]
    lines = [_("Given in confidence: %(what)s") % {"what": ", ".join(told)}] if told else []
    if left_out:
        said = _("Left out, as a third state has not consented: %(what)s")
        lines.append(said % {"what": ", ".join(left_out)})
    return Fact(_("Not to be disclosed"), tuple(lines)) if lines else None


def _clause(outcome: models.Outcome, records: PacketRecords) -> Fact:
    """Quote the words of a document; what was only reported is said to be so."""
    if records.quotes(outcome):
        words = label_language(quote_text(outcome.clause), outcome.language)
        return Fact(_("Clause"), (words,), is_quoted=True)
    return Fact(_("Clause, as reported"), (label_language(outcome.clause, outcome.language),))


def _part(part: models.Responsibility, item: models.Commitment, today: datetime.date) -> str:
    """Name one ministry's part, its official, and what it answered; the list of names has other languages."""
    name = str(part.ministry or _("not stated"))
    official = ""
    if part.official:
        named = ", ".join(filter(None, label_official(part.official)))
        official = f"{named}{note_departure(part.official, today)}"
    facts = [f"{name} ({part.get_role_display()})", official]
    if part.role == LeadRole.LEAD and is_owed_by(Side(part.side), item) and not part.accepted_on:
        facts.append(describe_silence(item))
    if part.accepted_on:
        facts.append(_("accepted %(date)s") % {"date": short_date(part.accepted_on)})
    if part.reported_on:
        facts.append(_("reported complete %(date)s") % {"date": short_date(part.reported_on)})
    return " · ".join(fact for fact in facts if fact)


def describe_silence(item: models.Commitment) -> str:
    """Return since when a proposal or a counter-proposal has no answer; empty where none is pending."""
    if item.state != CommitmentState.PROPOSED or item.proposed_on is None:
        return ""
    told = _("no answer since %(date)s")
    if item.is_countered:
        told = _("counter-proposal of %(date)s not answered")
    return told % {"date": short_date(item.proposed_on)}


def _chain(item: models.Commitment, records: PacketRecords) -> tuple[str, ...]:
    """Write every version of a deadline, the first agreed first."""
    lines = []
    is_quoted = is_quoted_of(item, records)
    for version in records.deadlines.get(item.pk, []):
        date = day_of(version)
        if version.due_on is None and version.review_on:
            date = f"{date}, {_('review %(date)s') % {'date': short_date(version.review_on)}}"
        wording = wording_of(version, is_quoted=is_quoted)
        wording = "" if repeats_date(wording, version.due_on) else wording
        told = [date, wording, str(version.get_reason_display()), version.note]
        lines.append(" · ".join(part for part in told if part))
    return tuple(lines) or (_("No date"),)


def _update(update: models.ProgressUpdate) -> str:
    head = f"{short_date(update.reported_on)} · {update.get_side_display()} · {update.get_health_display()}"
    return with_label(head, update.text) if update.text else head


PARTS_OF_DATE = 3


def is_in_row(fact: Fact, row: Row) -> bool:
    """Return whether the scorecard, printed in the same edition, states a fact of the annex already.

    The clause in full, the line to take, or a deadline that never moved: date, wording and how it came.
    """
    if len(fact.lines) > 1 or fact.label != _("Dates"):
        return all(line in (row.clause, row.line) for line in fact.lines)
    date, *rest = fact.lines[0].split(" · ")
    said = f"{row.clause} {row.due.wording}".lower()
    is_dated = date in (row.due.date, f"{row.due.date}, {row.due.status}")
    return (
        is_dated and len(rest) < PARTS_OF_DATE and all(one.strip("“”").lower() in said for one in rest[:-1])
    )


def list_cited(records: PacketRecords) -> tuple[Source, ...]:
    """List the cited texts by their numbers."""
    return tuple(_source(number, statement) for number, statement in enumerate(order_sources(records), 1))


def format_source_note(records: PacketRecords) -> str:
    """Return the note that no cited source was agreed by both sides; empty where one was."""
    if any(statement.kind in JOINT_TEXTS for statement in records.statements.values()):
        return ""
    return _("No text agreed by both sides is recorded for any item.")


def _source(number: int, statement: models.Statement) -> Source:
    return Source(
        number=str(number),
        date=short_date(statement.dated_on) if statement.dated_on else _("not stated"),
        text=" · ".join(part for part in (statement.title, statement.number.replace(" ", "\u00a0")) if part),
        kind=capitalise(statement.get_kind_display()),
        account=_account(statement),
    )


def _account(statement: models.Statement) -> str:
    """Return whose account a text is; a note verbale is that of the side that wrote it."""
    if statement.kind in JOINT_TEXTS:
        return pgettext("whose account", "Both sides")
    told = {
        StatementKind.OUR_READOUT: pgettext("whose account", "Our side"),
        StatementKind.THEIR_READOUT: pgettext("whose account", "Their side"),
        StatementKind.PRESS_REPORT: pgettext("whose account", "A third party"),
    }
    return told.get(StatementKind(statement.kind), pgettext("whose account", "One side"))


def meeting_row(brought: BroughtOutcomes) -> PastMeeting:
    meeting = brought.meeting
    counts = [ngettext("%(n)s outcome", "%(n)s outcomes", brought.outcomes) % {"n": brought.outcomes}]
    if brought.commitments:
        counts.append(
            ngettext("%(n)s commitment", "%(n)s commitments", brought.commitments)
            % {"n": brought.commitments}
        )
        counts.append(_("%(n)s still open") % {"n": brought.still_open})
    date = short_date(meeting.held_on) if meeting.held_on else _("not stated")
    return PastMeeting(shorten_reference(meeting.reference), date, meeting.title, ", ".join(counts))


def _build(building: Building) -> Mapping[str, Any]:
    """The blocks alone are of the whole records: they are marked as not to be disclosed."""
    records, whole, today = building.records, building.whole, building.today
    items = sorted(
        (item for item in records.commitments if item.is_open),
        key=lambda item: build_sort_key(item, today.for_side(item.owed_by)),
    )
    place = {item.pk: item for item in whole.commitments}
    in_full = [place[item.pk] for item in items]
    return {
        "blocks": tuple(
            build_block(one, whole, today.for_side(one.owed_by), building.numbers) for one in in_full
        ),
        "past": tuple(meeting_row(brought) for brought in records.past),
        "sources": list_cited(records),
        "sources_note": format_source_note(records),
    }


def _restrict(content: Any, touched: frozenset[str]) -> Kept:
    """An addendum has the blocks of changed items, under a heading of its own."""
    blocks = tuple(block for block in content.blocks if block.ref in touched)
    title = str(CHANGED)
    names = translate_heading(content.beside, CHANGED)
    heading = Section(ITEMS, "A", title, names, title, _("Current details"))
    return {"blocks": blocks}, (heading,) if blocks else ()


# The key of the part of an addendum that prints the changed items in full.
ITEMS = "items"
CHANGED = gettext_lazy("Changed items")
SECTION = PacketSection(
    key="annex",
    values=AnnexFields,
    build=_build,
    number="A",
    title=gettext_lazy("Annex: items, sources, terms, method"),
    short=gettext_lazy("Annex"),
    purpose=gettext_lazy("For reference only"),
    templates=tuple(
        f"{PARTS}{name}.html" for name in ("annex", "carried", "past", "sources", "terms", "method")
    ),
    is_always_printed=True,
    restrict=_restrict,
)
