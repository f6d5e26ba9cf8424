"""Texts of a packet in the language of print: the translation where there is one, else with its language.

Facts that are compared with other packets are taken from the records before this. No queries.
"""

import re
from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Model
from django.utils.translation import gettext as _

from commitments import models
from commitments.enums import Side
from commitments.language.lexicon.countries import find_capital
from commitments.models.translated import ENDING, find_line, find_text_language, list_translated
from commitments.packets.formats import label_language
from commitments.packets.records import PacketRecords

M = TypeVar("M", bound=Model)
# Where the text of a record in another language is, by the column of the original.
TITLES: Mapping[type[Model], tuple[str, str]] = {
    models.Meeting: ("title", "titles"),
    models.Commitment: ("title", "titles"),
    models.TopicBrief: ("title", "titles"),
    models.Mechanism: ("name", "names"),
    models.Desk: ("name", "names"),
    models.Division: ("name", "names"),
}
# What is recorded in one language only.
SINGLE: Mapping[type[Model], tuple[str, ...]] = {
    models.Meeting: ("purpose",),
    models.Commitment: ("line_to_take", "condition"),
    models.Evidence: ("description",),
    models.Deadline: ("note",),
    models.Statement: ("title",),
    models.Official: ("note",),
    models.BackgroundFact: ("text", "source", "dated"),
}
# Texts of briefs that are printed on a line with others; the rest have a label of their own.
ON_A_LINE = frozenset({"duty_officer", "title", "terms", "fallback", "text", "next_step"})
PLACE_IN_TEXT = re.compile(r"(paragraph|article|section|page|chapter) (\d+)")
LANGUAGES_OF_TEXTS = "languages_of_texts"


def localise_records(records: PacketRecords, language: str) -> PacketRecords:
    """Return the records with names and texts in a language, the active one."""
    meetings = {one.pk: _localise_meeting(one, records, language) for one in records.meetings}

    def one(row: M) -> M:
        return _localise(row, language)

    def outcome(row: models.Outcome) -> models.Outcome:
        return _localise_outcome(row, records.wordings.get(row.pk))

    return replace(
        records,
        country=_localise_country(records.country, language),
        home=_localise_country(records.home, language) if records.home else None,
        meeting=meetings[records.meeting.pk] if records.meeting else None,
        meetings=tuple(meetings.values()),
        seats=tuple(_localise_seat(seat, records, language) for seat in records.seats),
        commitments=tuple(map(one, records.commitments)),
        outcomes={key: outcome(row) for key, row in records.outcomes.items()},
        points=tuple(map(outcome, records.points)),
        said=tuple(map(outcome, records.said)),
        statements={key: one(row) for key, row in records.statements.items()},
        deadlines={key: [one(row) for row in rows] for key, rows in records.deadlines.items()},
        updates={key: _localise_written(row, language) for key, row in records.updates.items()},
        next_steps={key: _localise_written(row, language) for key, row in records.next_steps.items()},
        evidence={key: [one(row) for row in rows] for key, rows in records.evidence.items()},
        past=tuple(
            replace(brought, meeting=_localise_meeting(brought.meeting, records, language))
            for brought in records.past
        ),
        own={
            key: tuple(_localise_written(row, language) for row in rows) for key, rows in records.own.items()
        },
    )


def language_of(row: Model, name: str) -> str:
    """Return the language of a printed text of a brief; empty where it is the language of print."""
    found: Mapping[str, str] = getattr(row, LANGUAGES_OF_TEXTS, {})
    return found.get(name, "")


def _localise(row: M, language: str) -> M:
    """Return a row with its title in a language, and each text in another one with a label."""
    changed = {name: label_language(getattr(row, name)) for name in SINGLE.get(type(row), ())}
    if type(row) in TITLES:
        name, lines = TITLES[type(row)]
        changed[name] = find_line(getattr(row, lines), language) or label_language(getattr(row, name))
    return _with(row, changed)


def _with(row: M, values: Mapping[str, Any]) -> M:
    twin = copy(row)
    for name, value in values.items():
        setattr(twin, name, value)
    return twin


def _replace_related(row: M, name: str, language: str) -> M:
    """Return a row that leads to a localised record."""
    related = row._state.fields_cache.get(name)
    if related is None:
        return row
    twin = copy(row)
    twin._state = copy(row._state)
    twin._state.fields_cache = {**row._state.fields_cache, name: _localise(related, language)}
    return twin


def _localise_seat(
    seat: models.DelegationMember, records: PacketRecords, language: str
) -> models.DelegationMember:
    """Return a delegate in a language. One in words is called as the official of this very name or post,
    where there is one; else the words have a label.
    """
    if seat.official_id is not None:
        return _replace_related(seat, "official", language)
    country = records.home if seat.side == Side.OURS else records.country
    found: set[str] = set()
    for official in records.officeholders:
        if country and official.country_id == country.pk:
            names = {row.language: (row.person, row.post) for row in official.names.all()}
            names.setdefault(settings.LANGUAGE_CODE, (official.person, official.post))
            here = _list_ways(*names.get(language, ("", "")))
            for written in names.values():
                ways = zip(_list_ways(*written), here, strict=True)
                found |= {said for way, said in ways if said and way.casefold() == seat.post.casefold()}
    # Two officials of one post may be called differently.
    return _with(seat, {"post": found.pop() if len(found) == 1 else label_language(seat.post)})


def _list_ways(person: str, post: str) -> tuple[str, str, str]:
    """Return how one is named in words: by name and post, by name, or by post."""
    return f"{person}, {post}" if person and post else "", person, post


def _localise_country(country: models.Country, language: str) -> models.Country:
    names = {row.language: row.capital for row in country.names.all()}
    capital = names.get(language) or find_capital(country.iso, country.capital, language)
    twin = _replace_related(_with(country, {"capital": capital or country.capital}), "desk", language)
    if twin.desk is not None:
        twin._state.fields_cache["desk"] = _replace_related(twin.desk, "division", language)
    return twin


def _localise_meeting(meeting: models.Meeting, records: PacketRecords, language: str) -> models.Meeting:
    for country in filter(None, (records.home, records.country)):
        if meeting.place == country.capital:
            # A capital without a name in this language is called as it is recorded.
            place = _localise_country(country, language).capital
            return _with(_localise(meeting, language), {"place": place})
    return _with(_localise(meeting, language), {"place": label_language(meeting.place)})


def _localise_outcome(outcome: models.Outcome, wording: models.Clause | None) -> models.Outcome:
    """Return an outcome with its wording in the language of print, where a text has it."""
    if wording is not None:
        names = ("statement_id", "place_in_text", "language")
        values = {name: getattr(wording, name) for name in names} | {"clause": wording.wording}
        outcome = _with(outcome, values)
    found = PLACE_IN_TEXT.fullmatch(outcome.place_in_text)
    if found is None:
        return outcome
    words = {
        "paragraph": _("paragraph %(number)s"),
        "article": _("article %(number)s"),
        "section": _("section %(number)s"),
        "page": _("page %(number)s"),
        "chapter": _("chapter %(number)s"),
    }
    return _with(outcome, {"place_in_text": words[found[1]] % {"number": found[2]}})


def _localise_written(row: M, language: str) -> M:
    """Return what an officer wrote, each part in the language of print where it is written in it."""
    names = list_translated(type(row))
    if not names:
        return _localise(row, language)
    values: dict[str, Any] = {}
    languages: dict[str, str] = {}
    for name in names:
        text, code = choose_text(row, name, language)
        languages[name] = "" if code == language else code
        values[name] = label_language(text, code) if name in ON_A_LINE else text
    if type(row) in TITLES:
        name, lines = TITLES[type(row)]
        title = find_line(getattr(row, lines), language)
        written = str(getattr(row, name))
        code = find_text_language(written, getattr(row, "text_language", ""))
        values[name] = title or label_language(written, code)
        values[lines] = f"{code} | {written}\n{getattr(row, lines)}"
        if title and languages.get("running_title"):
            values["running_title"] = title
    twin = _with(row, values | {LANGUAGES_OF_TEXTS: languages})
    return _replace_related(twin, "division", language)


def choose_text(row: Model, name: str, language: str) -> tuple[str, str]:
    """Return a text of a brief in a language, or the one that there is, with its language."""
    written, translated = str(getattr(row, name)), str(getattr(row, f"{name}{ENDING}"))
    recorded, other = (str(getattr(row, of)) for of in ("text_language", "translation_language"))
    if translated and (not written or (other == language and recorded != language)):
        written, recorded = translated, other
    # Courtesy phrases are in several languages.
    return written, recorded if name == "courtesy" else find_text_language(written, recorded)
