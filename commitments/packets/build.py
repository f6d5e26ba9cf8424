"""Build the content of a packet from the records that its reader may read."""

import datetime
from collections.abc import Iterable
from dataclasses import replace

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments import models
from commitments.audit.as_of import context
from commitments.enums import Classification
from commitments.packets import edition_state, redaction
from commitments.packets.compare import (
    NO_FIRST_PACKET,
    FirstPacket,
    PreviousEdition,
    compare_facts,
    list_facts,
    list_reasons,
)
from commitments.packets.content import PacketContent
from commitments.packets.content_values import Section, Topic
from commitments.packets.formats import Languages, translate_heading
from commitments.packets.records import (
    PacketRecords,
    PacketScope,
    format_source_note,
    list_cited,
    load_records,
    meeting_row,
    number_sources,
)
from commitments.packets.redaction import hidden_from, without_withheld
from commitments.packets.sections import (
    annex,
    core_brief,
    cover,
    glance,
    meeting_record,
    notes,
    people,
    proposals,
    scenario,
    scorecard,
    topics,
)
from commitments.packets.sections.scorecard import days_at


def build_content(
    scope: PacketScope,
    *,
    reader: models.User,
    reference: str,
    now: datetime.datetime,
    as_of: datetime.datetime | None = None,
    before: PreviousEdition | None = None,
    given: FirstPacket = NO_FIRST_PACKET,
) -> PacketContent:
    """Load what a packet holds for one reader and build it in the reader's language.

    With `as_of` it holds the state of that past moment; `before` is the edition it is compared with, `given`
    what the register shows where there is none. The number of queries is constant, except for the kinds of
    changes that are undone. Raises `Refused` where the reader may not see the meeting, then or now.
    """
    if as_of is None:
        return _gathered(scope, reader=reader, reference=reference, at=now, before=before, given=given)
    with context.show_as_of(as_of, reader=reader, partner=scope.country):
        named = models.User.objects.get(pk=reader.pk)
        named.clearance = min(named.clearance, reader.clearance)
        content = _gathered(scope, reader=named, reference=reference, at=as_of, before=before, given=given)
    # What stood at a past moment is rebuilt from the history, which counts no versions.
    made = tuple(replace(one, version=0) for one in content.made_from)
    return replace(content, made_from=made)


def language_of(reader: models.User) -> str:
    """Return the language of a reader's packet: the account's where there is a catalogue for it."""
    return reader.language if reader.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _gathered(
    scope: PacketScope,
    *,
    reader: models.User,
    reference: str,
    at: datetime.datetime,
    before: PreviousEdition | None,
    given: FirstPacket,
) -> PacketContent:
    found = load_records(scope, reader=reader, today=_minute(at).date())
    unread = hidden_from(reader, found, edition_state.texts_of(found))
    with translation.override(language_of(reader)):
        records = edition_state.number_sheets(found, unread)
    content = build_from_records(records, reader=reader, reference=reference, at=at)
    with translation.override(content.language):
        said = redaction.without_confided(records)
        today = days_at(_minute(at), said)
        facts = redaction.without_words(list_facts(said, today), records)
        since = list_reasons(said, reader=reader, since=before.moment, until=at) if before else {}
        since = {key: edition_state.without_hidden(why, unread) for key, why in since.items()}
        if before is not None:
            before = redaction.align_redaction(without_withheld(before, reader), facts, records)
        changes = compare_facts(
            before, facts, given=given, why=since, balance=proposals.format_balance(said, today)
        )
        return redaction.redact_content(replace(content, standing=facts, changes=changes), records)


def build_from_records(
    records: PacketRecords, *, reader: models.User, reference: str, at: datetime.datetime
) -> PacketContent:
    """Set records that are read already in the reader's language; compared with nothing."""
    language = language_of(reader)
    with translation.override(language):
        content = _content(records, reader=reader, reference=reference, moment=_minute(at), language=language)
        return redaction.redact_content(content, records)


def _minute(at: datetime.datetime) -> datetime.datetime:
    return at.astimezone(datetime.UTC).replace(second=0, microsecond=0)


def _content(
    records: PacketRecords, *, reader: models.User, reference: str, moment: datetime.datetime, language: str
) -> PacketContent:
    whole, records = records, redaction.without_confided(records)
    today = days_at(moment, records)
    others = tuple(code for code in _languages(records) if code != language)
    numbers = number_sources(records)
    classification = records.classification()
    items = sorted(
        (item for item in records.commitments if item.is_open),
        key=lambda item: scorecard.build_sort_key(item, today.of(item.owed_by)),
    )
    place = {item.pk: item for item in whole.commitments}
    in_full = [place[item.pk] for item in items]
    proposed = proposals.build_proposals(records)
    sheet = notes.build_note_sheet(records, proposed, today)
    ahead = scenario.build_scenarios(records, others)
    sheets = topics.build_topics(records, today, others, as_of=moment.date())
    charts = glance.build_glance(records, today)
    behind = meeting_record.build_background(records)
    parts = {"notes": sheet, "scenario": ahead, "glance": charts, "background": behind}
    left_out = {key for key, part in parts.items() if not part}
    return PacketContent(
        language=language,
        reference=reference,
        classification=classification,
        marking=str(Classification(classification).label).upper(),
        demonstration=_("Demonstration data") if records.country.is_demonstration else "",
        running_title=cover.running_title(records),
        moment=cover.moment_lines(records, moment),
        cover=cover.build_cover(records, reader=reader, as_of=moment),
        beside=others,
        distribution=(),
        sections=_sections(len(records.commitments), others, left_out, sheets),
        cores=core_brief.build_core_briefs(
            records, today, others, meeting_record.build_records(records, today, numbers, others)
        ),
        scenarios=ahead,
        topics=sheets,
        glance=charts,
        groups=scorecard.build_groups(records, today, numbers, others),
        points=scorecard.build_points(records, today, numbers, others),
        changes=None,
        proposed=proposed,
        joint_statement=proposals.joint_statement(records),
        people=people.build_people_tables(records, others),
        contacts=people.build_contacts(records),
        blocks=tuple(annex.build_block(item, whole, today.of(item.owed_by), numbers) for item in in_full),
        past=tuple(meeting_row(brought) for brought in records.past),
        sources=list_cited(records),
        sources_note=format_source_note(records),
        terms=people.build_glossary(records),
        notes=sheet,
        standing=(),
        made_from=records.made_from(),
        head="",
        created=moment.isoformat(),
        background=behind,
    )


def _languages(records: PacketRecords) -> Languages:
    """Return the languages with a catalogue that either side speaks."""
    return tuple(code for code, _name in settings.LANGUAGES if code in records.spoken)


def _sections(
    count: int, others: Languages, left_out: set[str], sheets: tuple[Topic, ...]
) -> tuple[Section, ...]:
    """Return the sections in order; each has the same number whatever others are left out."""
    items = ngettext("%(n)s item", "%(n)s items", count) % {"n": count}
    front_half = (
        ("core", "1", gettext_lazy("Core brief"), _("Core brief"), _("Read this if you read one page")),
        ("scenario", "2", gettext_lazy("Scenario"), _("Scenario"), _("Minute by minute")),
    )
    table = (
        (
            "glance",
            "3",
            gettext_lazy("Commitments at a glance"),
            _("At a glance"),
            _("Dates, kept or not, the balance"),
        ),
        ("scorecard", "4", gettext_lazy("Commitment scorecard"), _("Scorecard"), items),
        (
            "changes",
            "5",
            gettext_lazy("Changes and proposals"),
            _("Changes"),
            _("Since the last packet; wordings"),
        ),
        ("people", "6", gettext_lazy("People"), _("People"), _("Names, rank, how to say them")),
        (
            "background",
            "7",
            gettext_lazy("Background"),
            _("Background"),
            _("Facts with their sources"),
        ),
        ("annex", "A", gettext_lazy("Annex: items, sources, terms, method"), _("Annex"), _("Reference only")),
        ("notes", "N", gettext_lazy("Note sheet"), _("Note sheet"), _("Fill in, tear off, hand in")),
    )
    said = _("Topic sheet")
    return (
        *_build_sections(front_half, others, left_out),
        *(
            Section(one.key, one.number, one.title, one.names, one.short, _purpose(said, one), is_topic=True)
            for one in sheets
        ),
        *_build_sections(table, others, left_out),
    )


def _purpose(said: str, topic: Topic) -> str:
    return f"{said}, {topic.occasion}" if topic.occasion else said


def _build_sections(
    table: Iterable[tuple[str, str, Promise, str, str]], others: Languages, left_out: set[str]
) -> tuple[Section, ...]:
    return tuple(
        Section(key, number, str(title), translate_heading(others, title), short, purpose)
        for key, number, title, short, purpose in table
        if key not in left_out
    )
