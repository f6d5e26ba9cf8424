"""Papers that offices edit in Word: a topic sheet, an item in full, a draft to the partner.

Each has the content of its page or of the packet's, and its marking above and below.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Model
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commitments import access, export
from commitments.briefings import blocks, rows
from commitments.briefings.content import Block, Part, Topic
from commitments.briefings.gather import language_of, of_records
from commitments.briefings.records import Records, read
from commitments.briefings.scope import Scope, of_meeting
from commitments.briefings.words import cap
from commitments.errors import Refused
from commitments.exchange.markdown import written
from commitments.exchange.word import About, Paper
from commitments.models import Chase, Classified, Commitment, TopicSheet, User
from commitments.vocabulary import ChaseState, ChaseWay, Classification

KIND = "docx"


@dataclass(frozen=True, slots=True)
class Made:
    """A paper: its bytes, and the name of its file."""

    content: bytes
    name: str


@dataclass(frozen=True, slots=True)
class Words:
    """What is given to the other side, or a copy of it: its language, its text, and the day on it."""

    language: str
    text: str
    day: str = ""


def topic(sheet: TopicSheet, *, by: User, now: datetime.datetime) -> Made:
    """Give a topic sheet as it stands in the packet of this reader; Refused where there is none."""
    records = read(of_meeting(sheet.meeting), reader=by, today=now.date())
    content = of_records(records, reader=by, reference=sheet.meeting.reference, at=now)
    found = next((one for one in content.topics if one.number == f"T{records.number_of(sheet)}"), None)
    if found is None:
        raise Refused(_("This sheet stands in no packet of yours."), "not_found")
    level = Classification(max(sheet.classification, sheet.meeting.classification))
    with translation.override(content.language):
        paper = _paper(
            found.title,
            content.language,
            level,
            f"{sheet.meeting.reference} · {found.number}",
            content.demonstration,
            now,
        )
        _write_topic(paper, found)
    name = f"{sheet.meeting.reference} {found.number}"
    _record(name, sheet, level, sheet.meeting.country_id, by=by, now=now)
    return Made(paper.content(), f"{sheet.meeting.reference}_{found.number}.docx")


def _record(
    name: str, of: Model, level: Classification, country: int, *, by: User, now: datetime.datetime
) -> None:
    """Record that a paper about one record was taken out."""
    export.record(
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
    title: str, language: str, level: Classification, foot: str, demonstration: str, now: datetime.datetime
) -> Paper:
    marking = " · ".join(part for part in (str(level.label).upper(), demonstration) if part)
    return Paper(About(title=title, language=language, marking=marking, foot=foot, at=now))


def _write_topic(paper: Paper, found: Topic) -> None:
    paper.title(f"{found.number} {found.title}")
    for name in found.names:
        paper.paragraph(name.text, language=name.language)
    if found.division:
        paper.paragraph(found.division)
    for part in found.front:
        _write_part(paper, part, level=1)
    for back in (found.background, found.not_disclosed):
        if back is not None:
            _write_part(paper, back, level=1)
    if found.touched:
        paper.heading(found.touched_label)
        paper.table(
            [_("Item"), _("Subject"), _("Account"), _("Due or review"), _("Health")],
            [(one.ref, one.title, one.account, one.due, one.health) for one in found.touched],
            (2, 6, 2, 3, 2),
            [""] * 5,
        )
    paper.paragraph(found.end)


def _write_part(paper: Paper, part: Part, *, level: int) -> None:
    paper.heading(part.label, level)
    if part.lead:
        paper.paragraph(part.lead, style="Intense Quote")
    written(paper, part.text)
    if part.note:
        paper.paragraph(part.note)


def item(found: Commitment, *, by: User, now: datetime.datetime) -> Made:
    """Give one item in full, as the annex of a packet has it for this reader."""
    records = read(Scope(found.country, None, ()), reader=by, today=now.date(), item=found)
    language = language_of(by)
    with translation.override(language):
        today = rows.days_at(now, records).of(found.owed_by)
        mine = next((one for one in records.commitments if one.pk == found.pk), None)
        if mine is None:
            raise access.forbidden()
        # Each source is named where it stands: the numbers of a packet's list would lead nowhere here.
        block = blocks.block(mine, records, today, {})
        level = _level_of(mine, records)
        demonstration = _("Demonstration data") if found.country.is_demonstration else ""
        paper = _paper(found.title, language, level, found.reference, demonstration, now)
        _write_item(paper, block, found.reference)
    _record(found.reference, found, level, found.country_id, by=by, now=now)
    return Made(paper.content(), f"{found.reference}.docx")


def _level_of(found: Commitment, records: Records) -> Classification:
    """Give the highest marking of what is said of an item."""
    outcome = records.outcomes.get(found.outcome_id)
    update = records.updates.get(found.pk)
    cited = records.statements.get(outcome.statement_id) if outcome and outcome.statement_id else None
    marked: list[Classified] = [found, *records.evidence.get(found.pk, [])]
    marked += [one for one in (outcome, update, cited) if one is not None]
    return Classification(max(one.classification for one in marked))


def _write_item(paper: Paper, block: Block, reference: str) -> None:
    paper.title(f"{reference} {block.title}")
    paper.paragraph(block.standing)
    paper.facts([(cap(fact.label), "\n".join(fact.lines)) for fact in block.facts])


def draft(question: Chase, words: Sequence[Words], *, by: User, now: datetime.datetime) -> Made:
    """Give what is asked of the partner, or its draft, a page for each language; the text is the caller's."""
    found = question.commitment
    level = Classification(found.classification)
    name = question.number or found.reference
    first = words[0].language if words else language_of(by)
    demonstration = _("Demonstration data") if found.country.is_demonstration else ""
    way = capfirst(str(ChaseWay(question.way).label))
    paper = _paper(f"{way} {name}", first, level, name, demonstration, now)
    for number, one in enumerate(words):
        if number:
            paper.next_page()
        paper.heading(f"{way} {name}" if not number else _("Copy for our file"))
        if question.state == ChaseState.OPEN:
            paper.paragraph(_("Draft, not asked yet"), style="Intense Quote")
        for text in one.text.split("\n\n"):
            paper.paragraph(text.strip(), language=one.language)
        if one.day:
            paper.paragraph(one.day, language=one.language)
    _record(name, question, level, found.country_id, by=by, now=now)
    day = timezone.localdate(now).isoformat()
    return Made(paper.content(), f"{name}_{day}.docx")
