"""From the records one reader may read to the content of a packet."""

import datetime
from collections.abc import Iterable
from dataclasses import replace

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments import models as m
from commitments import past
from commitments.briefings import (
    annex,
    blocks,
    confided,
    contacts,
    front,
    glance,
    notes,
    numbering,
    people,
    proposals,
    prose,
    recorded,
    rows,
    scenario,
    scorecard,
    sources,
    terms,
    topics,
)
from commitments.briefings.changes import NOTHING_GIVEN, Before, Given, compare
from commitments.briefings.content import PacketContent, Section, Topic
from commitments.briefings.hidden import hidden_from
from commitments.briefings.reasons import reasons
from commitments.briefings.records import Records, read
from commitments.briefings.rows import days_at
from commitments.briefings.scope import Scope
from commitments.briefings.standing import standing
from commitments.briefings.withheld import without_withheld
from commitments.briefings.words import Languages, said_in
from commitments.vocabulary import Classification


def gather(
    scope: Scope,
    *,
    reader: m.User,
    reference: str,
    now: datetime.datetime,
    as_of: datetime.datetime | None = None,
    before: Before | None = None,
    given: Given = NOTHING_GIVEN,
) -> PacketContent:
    """Read what a packet holds for one reader and set it in the reader's language.

    With `as_of` it holds what stood at that past moment; `before` is the edition it is compared with,
    `given` what the register shows where there is none. The
    number of queries is constant, but for the kinds of changes taken back. Raises Refused where the reader
    may not see the meeting, then or now.
    """
    if as_of is None:
        return _gathered(scope, reader=reader, reference=reference, at=now, before=before, given=given)
    with past.standing_at(as_of, reader=reader, partner=scope.country):
        named = m.User.objects.get(pk=reader.pk)
        named.clearance = min(named.clearance, reader.clearance)
        content = _gathered(scope, reader=named, reference=reference, at=as_of, before=before, given=given)
    # What stood at a past moment is rebuilt from the history, which counts no versions.
    made = tuple(replace(one, version=0) for one in content.made_from)
    return replace(content, made_from=made)


def language_of(reader: m.User) -> str:
    """Give the language of a reader's packet: the account's where there is a catalogue of it."""
    return reader.language if reader.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _gathered(
    scope: Scope,
    *,
    reader: m.User,
    reference: str,
    at: datetime.datetime,
    before: Before | None,
    given: Given,
) -> PacketContent:
    found = read(scope, reader=reader, today=_minute(at).date())
    unread = hidden_from(reader, found, numbering.texts_of(found))
    with translation.override(language_of(reader)):
        records = numbering.numbered(found, unread)
    content = of_records(records, reader=reader, reference=reference, at=at)
    with translation.override(content.language):
        said = confided.without_confided(records)
        today = days_at(_minute(at), said)
        facts = confided.without_words(standing(said, today), records)
        since = reasons(said, reader=reader, since=before.moment, until=at) if before else {}
        since = {key: numbering.without_hidden(why, unread) for key, why in since.items()}
        if before is not None:
            before = confided.forgotten(without_withheld(before, reader), facts, records)
        changes = compare(before, facts, given=given, why=since, balance=proposals.balance(said, today))
        return confided.withheld(replace(content, standing=facts, changes=changes), records)


def of_records(records: Records, *, reader: m.User, reference: str, at: datetime.datetime) -> PacketContent:
    """Set records that are read already in the reader's language; compared with nothing."""
    language = language_of(reader)
    with translation.override(language):
        content = _content(records, reader=reader, reference=reference, moment=_minute(at), language=language)
        return confided.withheld(content, records)


def _minute(at: datetime.datetime) -> datetime.datetime:
    return at.astimezone(datetime.UTC).replace(second=0, microsecond=0)


def _content(
    records: Records, *, reader: m.User, reference: str, moment: datetime.datetime, language: str
) -> PacketContent:
    whole, records = records, confided.without_confided(records)
    today = days_at(moment, records)
    others = tuple(code for code in _languages(records) if code != language)
    numbers = sources.numbered(records)
    classification = records.classification()
    items = sorted(
        (item for item in records.commitments if item.is_open),
        key=lambda item: rows.order(item, today.of(item.owed_by)),
    )
    place = {item.pk: item for item in whole.commitments}
    in_full = [place[item.pk] for item in items]
    proposed = proposals.proposed(records)
    sheet = notes.sheet(records, proposed, today)
    ahead = scenario.scenarios(records, others)
    sheets = topics.topics(records, today, others, as_of=moment.date())
    charts = glance.glance(records, today)
    behind = recorded.background(records)
    parts = {"notes": sheet, "scenario": ahead, "glance": charts, "background": behind}
    left_out = {key for key, part in parts.items() if not part}
    return PacketContent(
        language=language,
        reference=reference,
        classification=classification,
        marking=str(Classification(classification).label).upper(),
        demonstration=_("Demonstration data") if records.country.is_demonstration else "",
        running_title=front.running_title(records),
        moment=front.moment_lines(records, moment),
        cover=front.cover(records, reader=reader, as_of=moment),
        beside=others,
        distribution=(),
        sections=_sections(len(records.commitments), others, left_out, sheets),
        cores=prose.cores(records, today, others, recorded.recorded(records, today, numbers, others)),
        scenarios=ahead,
        topics=sheets,
        glance=charts,
        groups=scorecard.groups(records, today, numbers, others),
        points=scorecard.points(records, today, numbers, others),
        changes=None,
        proposed=proposed,
        joint_statement=proposals.joint_statement(records),
        people=people.tables(records, others),
        contacts=contacts.contacts(records),
        blocks=tuple(blocks.block(item, whole, today.of(item.owed_by), numbers) for item in in_full),
        past=tuple(annex.meeting_row(brought) for brought in records.past),
        sources=sources.cited(records),
        sources_note=sources.note(records),
        terms=terms.glossary(records),
        notes=sheet,
        standing=(),
        made_from=records.made_from(),
        head="",
        created=moment.isoformat(),
        background=behind,
    )


def _languages(records: Records) -> Languages:
    """Give the catalogues' languages that either side speaks."""
    return tuple(code for code, _name in settings.LANGUAGES if code in records.spoken)


def _sections(
    count: int, others: Languages, left_out: set[str], sheets: tuple[Topic, ...]
) -> tuple[Section, ...]:
    """Give the sections in order; each bears the same number whatever others are left out."""
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
        *_said(front_half, others, left_out),
        *(
            Section(one.key, one.number, one.title, one.names, one.short, _purpose(said, one), is_topic=True)
            for one in sheets
        ),
        *_said(table, others, left_out),
    )


def _purpose(said: str, topic: Topic) -> str:
    return f"{said}, {topic.occasion}" if topic.occasion else said


def _said(
    table: Iterable[tuple[str, str, Promise, str, str]], others: Languages, left_out: set[str]
) -> tuple[Section, ...]:
    return tuple(
        Section(key, number, str(title), said_in(others, title), short, purpose)
        for key, number, title, short, purpose in table
        if key not in left_out
    )
