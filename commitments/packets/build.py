"""Build the content of a packet from the records that its reader may read."""

import datetime
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import models
from commitments.audit.as_of import context
from commitments.enums import ConsentPurpose
from commitments.errors import Refused
from commitments.models.base import spoken_in
from commitments.packets import content as packet_content
from commitments.packets import edition_state, redaction
from commitments.packets.compare import PreviousEdition, list_facts, without_words
from commitments.packets.content import PacketContent
from commitments.packets.content_values import Fact, Section
from commitments.packets.formats import short_date
from commitments.packets.languages import localise_records
from commitments.packets.previous import LaterPacket, list_changes, list_titles
from commitments.packets.records import PacketRecords, PacketScope, load_records, number_sources
from commitments.packets.redaction import hidden_from
from commitments.packets.section import Building, days_at
from commitments.packets.sections.changes import Changes, format_balance


def build_content(
    scope: PacketScope,
    *,
    reader: models.User,
    reference: str,
    now: datetime.datetime,
    language: str = "",
    as_of: datetime.datetime | None = None,
    before: PreviousEdition | None = None,
) -> PacketContent:
    """Load what a packet holds for one reader and build it in a language, by default the reader's.

    With `as_of` it holds the state of that past moment; `before` is the final to which it is an addendum. The
    number of queries is constant, except for the kinds of changes that are undone. Raises `Refused` where the
    reader may not see the meeting, then or now.
    """
    language = language or language_of(reader)
    if as_of is None:
        return _gathered(scope, reader=reader, reference=reference, language=language, at=now, before=before)
    with context.show_as_of(as_of, reader=reader, partner=scope.country):
        named = models.User.objects.get(pk=reader.pk)
        named.clearance = min(named.clearance, reader.clearance)
        content = _gathered(
            scope, reader=named, reference=reference, language=language, at=as_of, before=before
        )
    # What stood at a past moment is rebuilt from the history, which counts no versions.
    made = tuple(replace(one, version=0) for one in content.made_from)
    return replace(content, made_from=made)


def gather_records(
    scope: PacketScope,
    *,
    reader: models.User,
    today: datetime.date,
    item: models.Commitment | None = None,
    language: str = "",
    purpose: ConsentPurpose = ConsentPurpose.PRINT,
) -> PacketRecords:
    """Read all that a packet prints for one reader, or of all items one: what sections share, and their own.

    Information from third states that do not consent to the purpose stays without its words. Raises `Refused`
    where the reader may not see the meeting.
    """
    language = language or language_of(reader)
    found = load_records(scope, reader=reader, today=today, item=item, language=language, purpose=purpose)
    own = {one.key: one.load(found.meetings, reader) for one in packet_content.SECTIONS if one.load}
    return redaction.without_third_states(replace(found, own=own))


def language_of(reader: models.User) -> str:
    """Return the language of a reader's packet: the account's where there is a catalogue for it."""
    return reader.language if reader.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _gathered(
    scope: PacketScope,
    *,
    reader: models.User,
    reference: str,
    language: str,
    at: datetime.datetime,
    before: PreviousEdition | None,
) -> PacketContent:
    found = gather_records(scope, reader=reader, today=_minute(at).date(), language=language)
    unread = hidden_from(reader, found, edition_state.texts_of(found))
    with translation.override(language):
        records = edition_state.number_sheets(found, unread)
    content = build_from_records(records, reader=reader, reference=reference, at=at, language=language)
    with translation.override(language):
        said = redaction.without_confided(records)
        today = days_at(_minute(at), said)
        facts = without_words(list_facts(said, today), records)
        changes = Changes("", (), "", (), ())
        if before is not None:
            later = LaterPacket(
                records.country, facts, content.made_from, at, (reader,), titles=list_titles(content)
            )
            changes = list_changes(before, later)
        changes = replace(changes, balance=format_balance(said, today))
        return redaction.redact_content(replace(content, standing=facts, changes=changes), records)


def build_from_records(
    records: PacketRecords, *, reader: models.User, reference: str, at: datetime.datetime, language: str = ""
) -> PacketContent:
    """Set records that are read already in a language, by default the reader's; compared with nothing."""
    language = language or language_of(reader)
    with translation.override(language), spoken_in(language):
        content = _content(records, reader=reader, reference=reference, moment=_minute(at), language=language)
        return redaction.redact_content(content, records)


def _minute(at: datetime.datetime) -> datetime.datetime:
    return at.astimezone(datetime.UTC).replace(second=0, microsecond=0)


def _content(
    records: PacketRecords, *, reader: models.User, reference: str, moment: datetime.datetime, language: str
) -> PacketContent:
    records = localise_records(records, language)
    said = redaction.without_confided(records)
    others = tuple(
        code for code, _name in settings.PRINT_LANGUAGES if code in records.spoken and code != language
    )
    building = Building(
        records=said,
        whole=records,
        reader=reader,
        moment=moment,
        today=days_at(moment, said),
        others=others,
        numbers=number_sources(said),
    )
    values: dict[str, Any] = {}
    headings: list[Section] = []
    for section in packet_content.SECTIONS:
        built = section.build(building)
        headings += section.headings(built, said, others)
        values |= built
    classification = said.classification()
    return packet_content.PacketContent(
        language=language,
        reference=reference,
        classification=classification,
        marking=records.mark(classification),
        demonstration=_("Demonstration data") if said.country.is_demonstration else "",
        beside=others,
        distribution=(),
        sections=tuple(headings),
        standing=(),
        made_from=said.made_from(),
        head="",
        created=moment.isoformat(),
        **values,
    )


def restrict_to_changes(content: PacketContent, final: PreviousEdition) -> PacketContent:
    """Keep cover, control, changes and the blocks of changed items; raises `Refused` where nothing changed.

    The classification stays that of all that was read: the changes may come from any of it.
    """
    changes = content.changes
    if changes is None or not changes.rows:
        raise Refused(
            gettext_lazy("There are no changes since the final version, so no addendum is needed."),
            code="no_change",
        )
    touched = frozenset(row.ref for row in changes.rows)
    values: dict[str, Any] = {}
    headings: list[Section] = []
    for section in packet_content.SECTIONS:
        kept, printed = section.restrict(content, touched) if section.restrict else ({}, ())
        values |= section.empty() | dict(kept)
        headings += printed
    final_of = _("version %(edition)s of %(date)s") % {
        "edition": final.edition,
        "date": short_date(final.day),
    }
    fact = Fact(_("Addendum to"), (f"{content.reference}, {final_of}",))
    cover = replace(content.cover, facts=(*content.cover.facts, fact))
    return replace(content, **values | {"sections": tuple(headings), "cover": cover})
