"""The annotated agenda of a meeting, for one reader: a PDF printed in the sandbox, or a document for Word.

Each open item has its history in two lines, our position, the line to take, and the latest update of each
side. It is built from the records and the content of the reader's packet, so that what the partner gave in
confidence is withheld in the same way, and what a third state gave without its consent: to print for the PDF,
to export for Word.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from django.db.models import OuterRef, Subquery
from django.template import Context, Engine, Template
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.access import grants, policy
from commitments.enums import HELD_STATES, Answer, Classification, ConsentPurpose, Side
from commitments.models import (
    AgendaItem,
    AgendaPaper,
    AgendaPoint,
    Classified,
    Commitment,
    GivenInConfidence,
    Meeting,
    Outcome,
    ProgressUpdate,
    User,
)
from commitments.models.base import spoken_in
from commitments.models.translated import find_line
from commitments.packets.build import build_from_records, gather_records, language_of
from commitments.packets.content import PacketContent
from commitments.packets.formats import (
    RESTRICTED_TEXT,
    label_language,
    long_date,
    quote_text,
    short_date,
    shorten_text,
    without_isolates,
)
from commitments.packets.languages import choose_text
from commitments.packets.records import PacketRecords, build_marking, build_meeting_scope
from commitments.packets.redaction import is_confidential_record, without_confided
from commitments.packets.render.printing import print_html
from commitments.packets.section import days_at
from commitments.packets.sections import annex, scorecard, topics
from commitments.packets.sections.topics import Topic
from commitments.records.references import shorten_reference
from commitments.tables import exporter
from commitments.tables.matrix_files import CPU_SECONDS, TEMPLATES, WALL_SECONDS
from commitments.tables.office_documents import About, WordDocument
from commitments.tables.office_papers import MARKDOWN, ExportedPaper

# A longer text ends with a whole word; a clause or an update rarely is.
WORDS_SHOWN, TITLE_SHOWN = 1_200, 120
POSITION, POINTS = ("objective", "response"), ("points",)


@dataclass(frozen=True, slots=True)
class AnnotatedItem:
    """One open item: its reference and title, and what is said about it, label by label."""

    ref: str
    title: str
    status: str
    facts: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class AnnotatedPoint:
    """One line of the agenda; that of the open items has them below it."""

    number: int
    title: str
    about: str
    papers: tuple[str, ...] = ()
    facts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    items: tuple[AnnotatedItem, ...] = ()


@dataclass(slots=True)
class AnnotatedAgenda:
    """The whole paper in one language; `level` is the highest classification of what is in it.

    `marking` is printed on each page: the classification, and the third states whose information is in it.
    """

    language: str
    title: str
    about: str
    day: str
    foot: str
    marking: str
    level: Classification
    points: tuple[AnnotatedPoint, ...]


@dataclass(slots=True)
class AgendaSources:
    """What the paper is made from, as far as the reader may read it.

    `used` are the classified records, and `given` those whose words may be from a third state.
    """

    meeting: Meeting
    records: PacketRecords
    content: PacketContent
    reader: User
    now: datetime.datetime
    used: list[Classified] = field(default_factory=list)
    given: list[GivenInConfidence] = field(default_factory=list)
    updates: dict[tuple[int, str], ProgressUpdate] = field(default_factory=dict)
    earlier: dict[tuple[int | None, int | None], list[AgendaItem]] = field(default_factory=dict)
    agreed_at: dict[int, Meeting] = field(default_factory=dict)


def export_agenda(meeting: Meeting, ending: str, *, by: User, now: datetime.datetime) -> ExportedPaper:
    """Return the annotated agenda for this reader as "pdf" or "docx", and record who took it out.

    Raises `Refused` where it cannot be printed.
    """
    purpose = ConsentPurpose.PRINT if ending == "pdf" else ConsentPurpose.EXPORT
    paper = build_agenda(meeting, reader=by, now=now, purpose=purpose)
    with translation.override(paper.language):
        content = _pdf(paper) if ending == "pdf" else _docx(paper, now)
    exporter.record_export(
        by,
        {"paper": f"{meeting.reference} agenda"},
        kind=ending,
        rows=len(paper.points),
        highest=paper.level,
        now=now,
        of=Meeting,
        country=meeting.country_id,
        record=meeting.pk,
    )
    return ExportedPaper(content, f"{meeting.reference}_agenda.{ending}")


def build_agenda(
    meeting: Meeting,
    *,
    reader: User,
    now: datetime.datetime,
    purpose: ConsentPurpose = ConsentPurpose.PRINT,
) -> AnnotatedAgenda:
    """Build the annotated agenda in the reader's language, with what may leave for a purpose."""
    language = language_of(reader)
    scope = build_meeting_scope(meeting)
    records = gather_records(scope, reader=reader, today=now.date(), purpose=purpose)
    content = build_from_records(records, reader=reader, reference=meeting.reference, at=now)
    sources = AgendaSources(meeting, without_confided(records), content, reader, now, [meeting])
    rows = _load_rows(sources)
    with translation.override(language), spoken_in(language):
        confided = grants.list_confidential(Outcome, [_outcome_of(row).pk for row in rows], purpose)
        points = tuple(_build_points(sources, rows, confided))
        level = Classification(max(one.classification for one in sources.used))
        marking = (build_marking(level, sources.given), content.demonstration)
        day = long_date(meeting.day) if meeting.day else _("date not stated")
        return AnnotatedAgenda(
            language=language,
            title=_("Annotated agenda"),
            about=f"{meeting.reference} {_title_of(meeting)}",
            day=" · ".join(part for part in (day, meeting.place, str(records.country)) if part),
            foot=_("%(reference)s · annotated agenda · for %(reader)s")
            % {"reference": meeting.reference, "reader": reader},
            marking=" · ".join(filter(None, marking)),
            level=level,
            points=points,
        )


def _load_rows(sources: AgendaSources) -> list[AgendaItem]:
    """Load the open items with their earlier places, where they were agreed, and the latest updates."""
    reader, meeting = sources.reader, sources.meeting
    here = policy.readable_by(AgendaItem.objects.filter(meeting=meeting), reader)
    rows = list(here.select_related("commitment__outcome", "commitment__deadline", "outcome").order_by("pk"))
    rows = [row for row in rows if _is_open(row)]
    items = [row.commitment_id for row in rows if row.commitment_id]
    points = [row.outcome_id for row in rows if row.outcome_id]
    past = AgendaItem.objects.filter(meeting__state__in=HELD_STATES).exclude(meeting=meeting)
    past = past.filter(commitment__in=items) | past.filter(outcome__in=points)
    for row in policy.readable_by(past, reader).select_related("meeting"):
        sources.earlier.setdefault((row.commitment_id, row.outcome_id), []).append(row)
    for places in sources.earlier.values():
        places.sort(key=lambda row: (row.raised_on or row.meeting.day or datetime.date.max, row.pk))
    meetings = {_outcome_of(row).meeting_id for row in rows}
    found = policy.readable_by(Meeting.objects.filter(pk__in=meetings), reader)
    sources.agreed_at = {one.pk: one for one in found}
    mine = policy.readable_by(ProgressUpdate.objects.filter(commitment__in=items), reader)
    same = ProgressUpdate.objects.filter(commitment=OuterRef("commitment"), side=OuterRef("side"))
    newest = policy.readable_by(same, reader).order_by("-reported_on", "-pk").values("pk")[:1]
    for update in mine.filter(pk=Subquery(newest)):
        sources.updates[update.commitment_id, update.side] = update
    return sorted(rows, key=_by_date)


def _is_open(row: AgendaItem) -> bool:
    return row.commitment.is_open if row.commitment else _outcome_of(row).answer == Answer.UNANSWERED


def _outcome_of(row: AgendaItem) -> Outcome:
    outcome = row.commitment.outcome if row.commitment else row.outcome
    assert outcome is not None
    return outcome


def _by_date(row: AgendaItem) -> tuple[bool, datetime.date, int]:
    due = row.commitment.due_on if row.commitment else None
    return row.commitment is None, due or datetime.date.max, row.pk


def _build_points(
    sources: AgendaSources, rows: list[AgendaItem], confided: frozenset[int]
) -> Iterator[AnnotatedPoint]:
    """Yield the lines of the agenda: items before, the open items, items after."""
    there = AgendaPoint.objects.filter(meeting=sources.meeting, is_removed=False)
    leads = ("our_ministry", "our_official", "their_ministry", "their_official")
    points = list(policy.readable_by(there, sources.reader).select_related(*leads))
    papers = AgendaPaper.objects.filter(point__in=points, is_removed=False)
    filed = list(policy.readable_by(papers, sources.reader).order_by("pk"))
    before = [one for one in points if not one.is_after_open_items]
    for number, point in enumerate((*before, None, *points[len(before) :]), 1):
        if point is not None:
            told = tuple(paper.description for paper in filed if paper.point_id == point.pk)
            yield _build_point(number, point, told, sources)
            continue
        items = tuple(_build_item(row, sources, confided) for row in rows)
        about = ngettext("%(n)d item", "%(n)d items", len(items)) % {"n": len(items)}
        yield AnnotatedPoint(number, _("Open items"), about, items=items)


def _build_point(
    number: int, point: AgendaPoint, papers: tuple[str, ...], sources: AgendaSources
) -> AnnotatedPoint:
    """Return an item with its leads and time, and the position of the topic brief with the same title."""
    sources.used.append(point)
    if _is_withheld(point, sources):
        return AnnotatedPoint(number, str(RESTRICTED_TEXT), "")
    leads = [str(lead) for lead in (point.lead_of(side) for side in Side) if lead is not None]
    minutes = _("%(n)d min") % {"n": point.minutes_allotted} if point.minutes_allotted else ""
    title = _title_of(point)
    same = {point.title.casefold(), title.casefold()}
    topic = next(
        (one for one in sources.content.topics if without_isolates(one.title).casefold() in same), None
    )
    about = " · ".join(filter(None, (*leads, minutes)))
    return AnnotatedPoint(number, title, about, papers, tuple(_list_positions(topic, "", sources)))


def _is_withheld(row: GivenInConfidence, sources: AgendaSources) -> bool:
    """Return whether the words of a record are left out; else note that they are shown."""
    purpose = sources.records.purpose
    if is_confidential_record(row):
        return True
    if row.originator and grants.list_from_third_states(type(row), [row.pk], purpose):
        return True
    sources.given.append(row)
    return False


def _build_item(row: AgendaItem, sources: AgendaSources, confided: frozenset[int]) -> AnnotatedItem:
    """Return an open item; of one that was given in confidence, its reference alone."""
    outcome, item = _outcome_of(row), row.commitment
    sources.used += [one for one in (outcome, item) if one is not None]
    there = sources.agreed_at.get(outcome.meeting_id)
    ref = shorten_reference(item.reference) if item else capfirst(str(outcome.get_kind_display()))
    if outcome.pk in confided:
        return AnnotatedItem(ref, str(RESTRICTED_TEXT), "", ())
    text = sources.records.statements.get(outcome.statement_id or 0)
    sources.given += [outcome, *([text] if text else [])]
    title = _title_of(item) if item else _shorten(outcome.clause, TITLE_SHOWN)
    status, moves, read = "", tuple[str, ...](), item is None
    known = next((one for one in sources.records.commitments if item and one.pk == item.pk), None)
    if known is not None:
        today = days_at(sources.now, sources.records).for_side(known.owed_by)
        due, read = scorecard.build_due(known, sources.records, today), outcome.pk in sources.records.outcomes
        told = (due.date, due.status, annex.describe_silence(known))
        status, moves = " · ".join(filter(None, told)), due.moves
    history = (
        _describe_origin(outcome, there, sources) if read else "",
        _describe_places(row, moves, sources),
    )
    topic = next(
        (one for one in sources.content.topics if any(touched.ref == ref for touched in one.touched)), None
    )
    facts = [(_("History"), tuple(filter(None, history)))]
    facts += _list_positions(topic, item.line_to_take if item else "", sources)
    if item is not None:
        facts += [(_name_update(side), (_describe_update(item, side, sources),)) for side in Side]
    return AnnotatedItem(ref, title, status, tuple(facts))


def _name_update(side: Side) -> str:
    return _("Latest update of our side") if side == Side.OURS else _("Latest update of their side")


def _describe_origin(outcome: Outcome, there: Meeting | None, sources: AgendaSources) -> str:
    """Return the first line of history: when and where it was said, and its wording."""
    words = without_isolates(label_language(quote_text(_shorten(outcome.clause)), outcome.language))
    if there is None:
        return words
    sources.used.append(there)
    day = short_date(there.day) if there.day else _("date not stated")
    values = {"meeting": _title_of(there), "day": day}
    return f"{_('%(day)s, %(meeting)s') % values}: {words}"


def _describe_places(row: AgendaItem, moves: tuple[str, ...], sources: AgendaSources) -> str:
    """Return the second line: how the date moved, on how many agendas it was, and its last discussion."""
    places = sources.earlier.get((row.commitment_id, row.outcome_id), [])
    told = list(moves)
    if places:
        count = ngettext("on %(n)d earlier agenda", "on %(n)d earlier agendas", len(places))
        told.append(count % {"n": len(places)})
    said = next((place for place in reversed(places) if place.discussion and place.raised_on), None)
    if said is not None and said.raised_on is not None:
        sources.used.append(said.meeting)
        words = str(RESTRICTED_TEXT) if _is_withheld(said, sources) else _read(said, "discussion")
        values = {"day": short_date(said.raised_on), "words": words}
        told.append(_("last discussed %(day)s: %(words)s") % values)
    return str(capfirst("; ".join(told) or _("first time on an agenda")))


def _list_positions(
    topic: Topic | None, line: str, sources: AgendaSources
) -> list[tuple[str, tuple[str, ...]]]:
    """Return our position from a topic brief, and the line to take, the item's own before the brief's."""
    if topic is not None:
        sheets = topics.sheets_of(sources.records)
        sources.used += [one for one in sheets if f"T{sources.records.number_of(one)}" == topic.number]
    position, points = (tuple(_texts_of(topic, names)) for names in (POSITION, POINTS))
    told = [
        (_("Our position"), position),
        (_("Line to take"), (without_isolates(label_language(line)),) if line else points),
    ]
    return [(label, lines) for label, lines in told if lines]


def _texts_of(topic: Topic | None, names: Iterable[str]) -> Iterator[str]:
    for part in topic.front if topic else ():
        if part.name in names:
            yield from _list_lines(part.text)


def _list_lines(text: str) -> Iterator[str]:
    """Yield the paragraphs of an officer's text and the entries of its lists, without emphasis."""
    depth = 0
    for token in MARKDOWN.parse(without_isolates(text)):
        depth += token.nesting if token.type.partition("_list_")[0] in ("bullet", "ordered") else 0
        if token.type == "inline":
            said = "".join(one.content or " " * one.type.endswith("break") for one in token.children or ())
            yield f"– {said}" if depth else said


def _describe_update(item: Commitment, side: Side, sources: AgendaSources) -> str:
    """Return what a side said last, with its day; of what was given in confidence, only that it was said."""
    update = sources.updates.get((item.pk, side))
    if update is None:
        return _("No report recorded.")
    sources.used.append(update)
    head = f"{short_date(update.reported_on)}, {update.get_health_display()}"
    if _is_withheld(update, sources):
        return f"{head}: {RESTRICTED_TEXT}"
    return f"{head}: {_read(update, 'text')}" if update.text else head


def _title_of(record: Meeting | Commitment | AgendaPoint) -> str:
    return find_line(record.titles, translation.get_language() or "") or record.title


def _read(record: ProgressUpdate | AgendaItem, name: str) -> str:
    """Return a text in the language of the paper, or as it was written, with the name of its language."""
    text, code = choose_text(record, name, translation.get_language() or "")
    return without_isolates(label_language(_shorten(text), code))


def _shorten(text: str, letters: int = WORDS_SHOWN) -> str:
    return shorten_text(" ".join(text.split()), letters)


def _pdf(paper: AnnotatedAgenda) -> bytes:
    html = _template().render(Context({"paper": paper}))
    return print_html(html, cpu_seconds=CPU_SECONDS, wall_seconds=WALL_SECONDS).pdf


@lru_cache(maxsize=1)
def _template() -> Template:
    """The template of the PDF in an engine of its own, with nothing of the request in it."""
    engine = Engine(
        dirs=[str(TEMPLATES)],
        libraries={"i18n": "django.templatetags.i18n"},
        builtins=["django.templatetags.i18n", "commitments.packets.render.typeset"],
    )
    return engine.get_template("tables/annotated_agenda.html")


def _docx(paper: AnnotatedAgenda, at: datetime.datetime) -> bytes:
    about = About(paper.title, paper.language, paper.marking, paper.foot, at)
    made = WordDocument(about)
    made.title(paper.title)
    made.paragraph(f"{paper.about}\n{paper.day}")
    for point in paper.points:
        made.heading(f"{point.number}. {point.title}")
        if point.about:
            made.paragraph(point.about)
        for line in point.papers:
            made.paragraph(line, style="List Bullet")
        if point.facts:
            made.facts([(label, "\n".join(lines)) for label, lines in point.facts])
        for item in point.items:
            made.heading(f"{item.ref} {item.title}", 2)
            if item.status:
                made.paragraph(item.status)
            if item.facts:
                made.facts([(label, "\n".join(lines)) for label, lines in item.facts])
    return made.content()
