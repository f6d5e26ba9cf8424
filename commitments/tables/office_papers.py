"""Papers that offices edit in Word: a topic brief, an item in full, a draft to the partner.

Each has the content of its page or of the packet's, with its classification above and below. Officers' texts
(emphasis and lists) become paragraphs with the document's own styles.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from commitments.access import write_rules
from commitments.classification import third_states
from commitments.enums import Classification, ConsentPurpose, FollowUpMethod, FollowUpState
from commitments.errors import Refused
from commitments.models import Classified, Commitment, FollowUp, Outcome, TopicBrief, User
from commitments.packets.build import build_from_records, gather_records, language_of
from commitments.packets.content_values import Part
from commitments.packets.formats import capitalise, format_only, without_isolates
from commitments.packets.records import PacketRecords, PacketScope, build_meeting_scope
from commitments.packets.section import days_at
from commitments.packets.sections import annex
from commitments.packets.sections.annex import Block
from commitments.packets.sections.topics import Topic
from commitments.tables import exporter
from commitments.tables.office_documents import About, WordDocument, remove_invalid

# The same of markdown as on paper and pages; HTML in it is text.
MARKDOWN = MarkdownIt("zero", {"maxNesting": 60}).enable(["emphasis", "list", "newline"])
NUMBERED = "List Number"
STYLES = {"bullet_list_open": "List Bullet", "ordered_list_open": NUMBERED}
DEEPEST = 3


def write_prose(paper: WordDocument, text: str) -> None:
    """Write prose as paragraphs and entries of lists, with bold and italic where it has them."""
    lists: list[str] = []
    numbers: list[int | None] = []
    for token in MARKDOWN.parse(text):
        if token.type in STYLES:
            lists.append(STYLES[token.type])
            numbers.append(paper.counting(_style(lists)) if lists[-1] == NUMBERED else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
            numbers.pop()
        elif token.type == "inline":
            made = paper.document.add_paragraph(style=_style(lists))
            if numbers and numbers[-1] is not None:
                made._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = numbers[-1]
            _runs(made, token.children or ())


def _style(lists: Sequence[str]) -> str:
    """Return the style of a paragraph: for a nested list, that of its depth."""
    if not lists:
        return "Normal"
    depth = min(len(lists), DEEPEST)
    return lists[-1] if depth == 1 else f"{lists[-1]} {depth}"


def _runs(paragraph: Any, tokens: Sequence[Token]) -> None:
    within = {"strong": 0, "em": 0}
    for token in tokens:
        kind, _, end = token.type.rpartition("_")
        if kind in within:
            within[kind] += 1 if end == "open" else -1
        elif token.type in ("softbreak", "hardbreak"):
            paragraph.add_run().add_break()
        elif token.content:
            run = paragraph.add_run(remove_invalid(token.content))
            run.bold, run.italic = bool(within["strong"]) or None, bool(within["em"]) or None


KIND = "docx"


@dataclass(frozen=True, slots=True)
class ExportedPaper:
    """A paper: its bytes and file name."""

    content: bytes
    name: str


@dataclass(frozen=True, slots=True)
class PaperWords:
    """What is given to the other side, or a copy of it: its language, text and date."""

    language: str
    text: str
    day: str = ""


def export_topic(sheet: TopicBrief, *, by: User, now: datetime.datetime) -> ExportedPaper:
    """Return a topic brief as in the packet of this reader; raises `Refused` where there is none."""
    records = gather_records(
        build_meeting_scope(sheet.meeting), reader=by, today=now.date(), purpose=ConsentPurpose.EXPORT
    )
    content = build_from_records(records, reader=by, reference=sheet.meeting.reference, at=now)
    found = next((one for one in content.topics if one.number == f"T{records.number_of(sheet)}"), None)
    if found is None:
        raise Refused(_("This topic brief is not in a packet created for you."), "not_found")
    level = Classification(max(sheet.classification, sheet.meeting.classification))
    with translation.override(content.language):
        paper = _paper(
            without_isolates(found.title),
            content.language,
            records.mark(level),
            f"{sheet.meeting.reference} · {found.number}",
            content.demonstration,
            now,
        )
        _write_topic(paper, found)
    name = f"{sheet.meeting.reference} {found.number}"
    _record(name, sheet, level, sheet.meeting.country_id, by=by, now=now)
    return ExportedPaper(paper.content(), f"{sheet.meeting.reference}_{found.number}.docx")


def _record(
    name: str, of: Model, level: Classification, country: int, *, by: User, now: datetime.datetime
) -> None:
    """Record that a paper about one record was taken out."""
    exporter.record_export(
        by,
        {"paper": name},
        kind=KIND,
        rows=1,
        highest=level,
        now=now,
        of=type(of),
        country=country,
        record=of.pk,
    )


def _paper(
    title: str, language: str, marking: str, foot: str, demonstration: str, now: datetime.datetime
) -> WordDocument:
    marking = " · ".join(part for part in (marking, demonstration) if part)
    return WordDocument(About(title=title, language=language, marking=marking, foot=foot, at=now))


def _write_topic(paper: WordDocument, found: Topic) -> None:
    paper.title(f"{found.number} {without_isolates(found.title)}")
    for name in found.names:
        paper.paragraph(name.text, language=name.language)
    if found.division:
        paper.paragraph(found.division)
    for part in found.front:
        _write_part(paper, part, level=1)
    for back in (found.background, found.not_to_be_disclosed):
        if back is not None:
            _write_part(paper, back, level=1)
    if found.touched:
        paper.heading(found.touched_label)
        paper.table(
            [_("Item"), _("Subject"), _("Side"), _("Due or review date"), _("Status")],
            [
                (one.ref, without_isolates(one.title), one.account, one.due, one.health)
                for one in found.touched
            ],
            (2, 6, 2, 3, 2),
            [""] * 5,
        )
    paper.paragraph(found.end)


def _write_part(paper: WordDocument, part: Part, *, level: int) -> None:
    label = f"{part.label} ({format_only(part.language)})" if part.language else part.label
    paper.heading(label, level)
    if part.lead:
        paper.paragraph(without_isolates(part.lead), style="Intense Quote")
    write_prose(paper, part.text)
    if part.note:
        paper.paragraph(part.note)


def export_item(found: Commitment, *, by: User, now: datetime.datetime) -> ExportedPaper:
    """Return one item in full, as the annex of this reader's packet has it."""
    records = gather_records(
        PacketScope(found.country, None, ()),
        reader=by,
        today=now.date(),
        item=found,
        purpose=ConsentPurpose.EXPORT,
    )
    language = language_of(by)
    with translation.override(language):
        today = days_at(now, records).for_side(found.owed_by)
        mine = next((one for one in records.commitments if one.pk == found.pk), None)
        if mine is None:
            raise write_rules.build_forbidden()
        if (Outcome, mine.outcome_id) in records.third_state:
            third_states.require_consents({Commitment: [found.pk]}, ConsentPurpose.EXPORT, by)
        # Each source is named where it stands: the numbers of a packet's list would lead nowhere here.
        block = annex.build_block(mine, records, today, {})
        level = _level_of(mine, records)
        demonstration = _("Demonstration data") if found.country.is_demonstration else ""
        paper = _paper(found.title, language, records.mark(level), found.reference, demonstration, now)
        _write_item(paper, block, found.reference)
    _record(found.reference, found, level, found.country_id, by=by, now=now)
    return ExportedPaper(paper.content(), f"{found.reference}.docx")


def _level_of(found: Commitment, records: PacketRecords) -> Classification:
    """Return the highest classification in the text about an item."""
    outcome = records.outcomes.get(found.outcome_id)
    update = records.updates.get(found.pk)
    cited = records.statements.get(outcome.statement_id) if outcome and outcome.statement_id else None
    marked: list[Classified] = [found, *records.evidence.get(found.pk, [])]
    marked += [one for one in (outcome, update, cited) if one is not None]
    return Classification(max(one.classification for one in marked))


def _write_item(paper: WordDocument, block: Block, reference: str) -> None:
    paper.title(f"{reference} {block.title}")
    paper.paragraph(block.standing)
    lines = ((fact.label, without_isolates("\n".join(fact.lines))) for fact in block.facts)
    paper.facts([(capitalise(label), text) for label, text in lines])


def export_draft(
    question: FollowUp, words: Sequence[PaperWords], *, by: User, now: datetime.datetime
) -> ExportedPaper:
    """Return a note to the partner, or its draft, a page for each language; the caller passes the text."""
    found = question.commitment
    level = Classification(found.classification)
    name = question.number or found.reference
    first = words[0].language if words else language_of(by)
    demonstration = _("Demonstration data") if found.country.is_demonstration else ""
    way = capfirst(str(FollowUpMethod(question.method).label))
    marking = str(level.label).upper()
    paper = _paper(f"{way} {name}", first, marking, name, demonstration, now)
    for number, one in enumerate(words):
        if number:
            paper.next_page()
        paper.heading(f"{way} {name}" if not number else _("Copy for our files"))
        if question.state == FollowUpState.OPEN:
            paper.paragraph(_("Draft, not sent yet"), style="Intense Quote")
        for text in one.text.split("\n\n"):
            paper.paragraph(text.strip(), language=one.language)
        if one.day:
            paper.paragraph(one.day, language=one.language)
    _record(name, question, level, found.country_id, by=by, now=now)
    day = timezone.localdate(now).isoformat()
    return ExportedPaper(paper.content(), f"{name}_{day}.docx")
