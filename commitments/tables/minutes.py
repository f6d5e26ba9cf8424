"""The content of minutes: what both sides said and agreed, in one language or two side by side.

It lists the delegations, the agenda with the discussion that the desk cleared, the outcomes with their
wording, and the commitments with owners and agreed deadlines. No note, assessment or position leaves. The
partner was there: a high classification leaves nothing out, and the highest is printed as the marking.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import F, Prefetch, Q, QuerySet
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from commitments.access import grants, policy, querysets
from commitments.enums import (
    JOINT_TEXTS,
    Classification,
    ConsentPurpose,
    LeadRole,
    OwedBy,
    Side,
    SpokenBy,
    StatementKind,
)
from commitments.enums.parties import language_name
from commitments.language.reader.blocks import language_of
from commitments.lifecycle import publication
from commitments.models import (
    AgendaItem,
    AgendaPoint,
    Clause,
    Commitment,
    Country,
    DelegationMember,
    Meeting,
    Outcome,
    Statement,
    User,
)
from commitments.models.commitments import parts_in_order
from commitments.models.translated import TranslatedText, find_line
from commitments.packets.formats import long_date
from commitments.tables.matrix import (
    Spoken,
    name_home,
    name_side,
    say_in_each,
    speak,
    stack_languages,
)

# Format 1 has no level: all was marked restricted.
FORMAT = 2
# Where words are recorded: the kind of record, and its key. Others are not changed from here.
CLAUSE, WORDING, SAID, POINT_SAID, OTHER = "outcome", "clause", "said", "point", "other"
NOTHING_SAID = TranslatedText("", "", "", "")
COMMITMENT, OUTCOME, POINT = "commitment", "outcome", "point"
# The texts from which the wording in another language is taken; a later one wins over those before.
TRANSLATED_IN = (StatementKind.THEIR_READOUT, StatementKind.OUR_READOUT, *sorted(JOINT_TEXTS))


@dataclass(frozen=True, slots=True)
class Cell:
    """One text: its language, empty for both, and `part`, where it is recorded, empty for what is fixed."""

    text: str
    language: str = ""
    part: str = ""
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a section: its number, its texts, and the commitment or the outcome that it is about."""

    label: str
    cells: tuple[Cell, ...]
    kind: str = ""
    key: int = 0

    @property
    def item(self) -> int | None:
        """The key of the open item whose discussion the line is, or None."""
        parts = (cell.part.partition("-") for cell in self.cells)
        return next((int(key) for name, _dash, key in parts if name == SAID), None)


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its title, its column headings, each with its language, and its lines."""

    title: str
    heads: tuple[Cell, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class MinutesContent:
    """Minutes as frozen: `about` are the lines under the title in each language, `signing` those to sign."""

    reference: str
    number: int
    languages: Spoken
    title: str
    about: Spoken
    marking: str
    sections: tuple[Section, ...]
    signing: Spoken
    level: int = Classification.RESTRICTED

    @property
    def rows(self) -> Iterator[Row]:
        return (row for section in self.sections for row in section.rows)

    def keys_of(self, kind: str) -> set[int]:
        """Return the keys of the records of one kind that it contains."""
        return {row.key for row in self.rows if row.kind == kind}

    @property
    def discussed(self) -> set[int]:
        """The keys of the open items whose discussion it contains."""
        return {row.item for row in self.rows if row.item is not None}

    def filter_rows(self, is_kept: Callable[[Row], bool]) -> "MinutesContent":
        """Return the content with the lines that a condition keeps."""
        sections = (replace(one, rows=tuple(filter(is_kept, one.rows))) for one in self.sections)
        return replace(self, sections=tuple(one for one in sections if one.rows))


def pack_content(content: MinutesContent) -> bytes:
    """Return a content as bytes; the same content gives the same bytes."""
    return json.dumps({"format": FORMAT, "content": asdict(content)}, ensure_ascii=False, indent=1).encode()


def unpack_content(kept: bytes) -> MinutesContent:
    """Read a content as it was frozen; an unknown field or format is an error."""
    told = json.loads(kept)
    values = told["content"]
    if told["format"] not in (1, FORMAT) or ("level" in values) != (told["format"] == FORMAT):
        raise ValueError(told["format"])

    def cells(found: Sequence[Mapping[str, Any]]) -> tuple[Cell, ...]:
        return tuple(Cell(**one) for one in found)

    def rows(found: Sequence[Mapping[str, Any]]) -> tuple[Row, ...]:
        return tuple(Row(**{**one, "cells": cells(one["cells"])}) for one in found)

    sections = tuple(
        Section(**{**one, "heads": cells(one["heads"]), "rows": rows(one["rows"])})
        for one in values["sections"]
    )
    lists = {name: tuple(values[name]) for name in ("languages", "about", "signing")}
    return MinutesContent(**{**values, **lists, "sections": sections})


def digest_of(text: str) -> str:
    """Return the SHA-256 by which a discussion is cleared: another text is not."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Discussion:
    """What was said about one item of the agenda, for the desk to clear."""

    part: str
    title: str
    text: str
    is_cleared: bool

    @property
    def digest(self) -> str:
        """The digest by which this text is cleared."""
        return digest_of(self.text)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One record that the minutes do not contain, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class BuiltMinutes:
    """Minutes as built for one person, what the desk may clear, and what is left out."""

    content: MinutesContent
    discussions: tuple[Discussion, ...]
    left_out: tuple[LeftOut, ...]


CONFIDENTIAL = gettext_lazy("given in confidence")
NO_CONSENT = gettext_lazy("given by a third state, which has not consented")
UNCONFIRMED = gettext_lazy("wording read by OCR and not confirmed")


def list_languages(country: Country) -> Spoken:
    """List the languages of minutes with a partner: those of both sides, and those of papers."""
    home = querysets.find_home()
    printed = (code for code, _name in settings.PRINT_LANGUAGES)
    liked = ("en", *(home.spoken if home else ()), *country.spoken, *printed)
    return tuple(dict.fromkeys(liked))


def choose_languages(country: Country) -> Spoken:
    """Return the usual languages: the first of the partner in which papers are printed, beside our own or
    English.
    """
    home, printed = querysets.find_home(), dict(settings.PRINT_LANGUAGES)
    theirs = [language for language in country.spoken if language in printed] or ["en"]
    ours = home.spoken[:1] if home else []
    return tuple(dict.fromkeys([theirs[0], *ours, "en"]))[:2]


def build_minutes(
    meeting: Meeting, person: User, languages: Spoken, *, number: int, cleared: Mapping[str, str]
) -> BuiltMinutes:
    """Build the minutes of a meeting from what the person may read and the partner may have."""
    return _Builder(meeting, person, languages, cleared).build(number)


class _Builder:
    """Reads the records of one meeting once, and makes the sections from them."""

    def __init__(self, meeting: Meeting, person: User, languages: Spoken, cleared: Mapping[str, str]) -> None:
        self.meeting, self.person, self.languages, self.cleared = meeting, person, languages, cleared
        self.home = querysets.find_home()
        self.left_out: dict[str, str] = {}
        items = self._read(AgendaItem, Q(meeting=meeting)).select_related("commitment", "outcome")
        self.items = list(items.order_by("pk"))
        # What was said in confidence, or a third state gave, is left out; the item itself may be named.
        self.kept_words = grants.list_confidential(
            AgendaItem, [one.pk for one in self.items if one.discussion], ConsentPurpose.PARTNER
        )
        kept = [one for one in self.items if one.discussion and one.pk in self.kept_words]
        for one, why in zip(kept, self._explain(kept), strict=True):
            self.left_out[str(_("Discussion: %(item)s") % {"item": one})] = why
        self.outcomes = list(self._read(Outcome, Q(meeting=meeting)).order_by("number"))
        asked = [*self.outcomes, *(one.outcome for one in self.items if one.outcome)]
        texts = self._read(Statement, Q(meeting__in={one.meeting_id for one in asked}))
        fit = publication.list_given(texts).values_list("pk", "kind")
        self.kinds: dict[int, StatementKind] = {pk: StatementKind(kind) for pk, kind in fit}
        self.clauses = self._load_clauses(asked)
        self.fit_outcomes = self._find_fit(Outcome, asked)
        # A wording read by OCR is quoted only once it is confirmed.
        self.fit_outcomes -= {one.pk for one in asked if one.is_unconfirmed}
        self._note(one for one in asked if one.pk not in self.fit_outcomes)

    def _load_clauses(self, outcomes: Iterable[Outcome]) -> Mapping[int, list[Clause]]:
        """Return how other texts word outcomes, those that win last.

        No text is classified above the outcome: who reads the outcome reads its line when it is frozen.
        """
        rows = self._read(Clause, Q(outcome__in=[one.pk for one in outcomes], statement__in=self.kinds))
        found: dict[int, list[Clause]] = defaultdict(list)
        rows = rows.filter(is_unconfirmed=False, classification__lte=F("outcome__classification"))
        fit = publication.list_given(rows).exclude(wording="").order_by("pk")
        known = [one for one in fit if self.kinds[one.statement_id] in TRANSLATED_IN]
        for one in sorted(known, key=lambda one: TRANSLATED_IN.index(self.kinds[one.statement_id])):
            found[one.outcome_id].append(one)
        return found

    def build(self, number: int) -> BuiltMinutes:
        """Return the content in the order of the paper: delegations, agenda, outcomes, commitments."""
        agenda, discussions = self._build_agenda()
        delegations = (self._build_delegation(side) for side in Side)
        made = (*delegations, agenda, self._build_outcomes(), self._build_commitments())
        content = MinutesContent(
            reference=self.meeting.reference,
            number=number,
            languages=self.languages,
            title=self._say_beside(lambda: _("Minutes of the meeting")),
            about=self._say(self._describe_meeting),
            marking="",
            sections=_number_sections(made),
            signing=tuple(self._say_beside(partial(self._name_signing, side)) for side in Side),
            level=Classification.PUBLIC,
        )
        return BuiltMinutes(content, discussions, tuple(LeftOut(*one) for one in self.left_out.items()))

    def _read(self, model: type[Any], which: Q) -> QuerySet[Any]:
        return policy.readable_by(model.objects.filter(which), self.person)

    @staticmethod
    def _find_fit(model: type[Any], rows: Iterable[Any]) -> set[int]:
        """Return the keys of the records that the partner may have."""
        found = publication.list_given(model.objects.filter(pk__in=[row.pk for row in rows]))
        return set(found.order_by().values_list("pk", flat=True))

    @staticmethod
    def _explain(rows: Sequence[Any]) -> Iterator[str]:
        """Yield why each of some records of one kind is kept back."""
        keys = [row.pk for row in rows]
        given = grants.list_from_third_states(type(rows[0]), keys, ConsentPurpose.PARTNER) if keys else ()
        yield from (str(NO_CONSENT if key in given else CONFIDENTIAL) for key in keys)

    def _note(self, rows: Iterable[Any]) -> None:
        """Note which records of one kind are left out, and why."""
        left = list(rows)
        keys = [row.pk for row in left]
        kept = grants.list_confidential(type(left[0]), keys, ConsentPurpose.PARTNER) if left else frozenset()
        for row, why in zip(left, self._explain(left), strict=True):
            if row.pk in kept or getattr(row, "is_unconfirmed", False):
                self.left_out[str(row)] = why if row.pk in kept else str(UNCONFIRMED)

    # -- Words
    def _say(self, text: Callable[[], str]) -> Spoken:
        return say_in_each(self.languages, text)

    def _say_beside(self, text: Callable[[], str]) -> str:
        return " · ".join(dict.fromkeys(self._say(text)))

    def _stack(self, text: Callable[[], str]) -> str:
        return stack_languages(self._say(text))

    def _name(self, side: str) -> str:
        return name_side(OwedBy(side), home=self.home, partner=self.meeting.country)

    def _name_signing(self, side: Side) -> str:
        return _("For the delegation: %(country)s") % {"country": self._name(side)}

    def _name_delegation(self, side: Side) -> str:
        return _("Delegation: %(country)s") % {"country": self._name(side)}

    def _describe_meeting(self) -> str:
        """Return the title, the parties, the day and the place in the current language."""
        meeting, language = self.meeting, get_language() or settings.LANGUAGE_CODE
        title = find_line(meeting.titles, language)
        if not title:
            is_own = language == settings.LANGUAGE_CODE
            title = meeting.title if is_own else f"{meeting.title} ({_('not translated')})"
        day = long_date(meeting.held_on) if meeting.held_on else _("date not stated")
        parties = f"{name_home(self.home)} – {meeting.country}"
        return " · ".join(part for part in (title, parties, day, meeting.place) if part)

    def _build_cells(
        self, language: str, text: str, part: str, others: Mapping[str, Cell]
    ) -> tuple[Cell, ...]:
        """Return a cell for each language: the text, how it is translated, or that it is not.

        A text of which no language is one of the paper's stands in the first column, as it was recorded.
        """
        known = {**others, language: Cell(text, language, part)}
        if not set(known) & set(self.languages):
            known[self.languages[0]] = known[language]
        return tuple(known.get(one) or self._build_missing(one, part) for one in self.languages)

    @staticmethod
    def _build_missing(language: str, part: str) -> Cell:
        with speak(language):
            return Cell(_("Not translated"), language, f"{OTHER}-{part}", is_missing=True)

    # -- Sections
    def _build_heads(self, *further: str) -> tuple[Cell, ...]:
        number = Cell(self._stack(lambda: pgettext("column of numbers", "No.")))
        named = zip(self._say(lambda: language_name(get_language() or "")), self.languages, strict=True)
        return (number, *(Cell(*one) for one in named), *map(Cell, further))

    def _build_delegation(self, side: Side) -> Section:
        seats = self._read(DelegationMember, Q(meeting=self.meeting, side=side))
        rows = tuple(
            Row("", tuple(map(Cell, self._say(partial(_name_seat, seat)), self.languages)))
            for seat in seats.select_related("official").order_by("order", "pk")
        )
        return Section(self._say_beside(partial(self._name_delegation, side)), self._build_heads(), rows)

    def _build_agenda(self) -> tuple[Section, tuple[Discussion, ...]]:
        """Return the agenda with the discussion that was cleared, and all discussions for the desk.

        The open items that come back stand between the other items of the agenda.
        """
        points = list(self._read(AgendaPoint, Q(meeting=self.meeting, is_removed=False)))
        fit = self._find_fit(AgendaPoint, points)
        self._note(one for one in points if one.pk not in fit)
        entries = [self._build_point(one) for one in points if one.pk in fit and not one.is_after_open_items]
        entries += self._build_open_items()
        entries += [self._build_point(one) for one in points if one.pk in fit and one.is_after_open_items]
        rows, discussions = list[Row](), list[Discussion]()
        for row, name, part, text in entries:
            rows.append(row)
            if text.original:
                is_cleared = self.cleared.get(part) == digest_of(text.whole)
                discussions.append(Discussion(part, name, text.whole, is_cleared))
                if is_cleared:
                    said = self._build_said(text, part)
                    rows.append(Row(SAID, said, row.kind, row.key))
        section = Section(self._say_beside(lambda: _("Agenda")), self._build_heads(), tuple(rows))
        return section, tuple(discussions)

    def _build_said(self, said: TranslatedText, part: str) -> tuple[Cell, ...]:
        """Return what was said in each language: as recorded, and the translation."""
        if not said.translation:
            return self._build_cells(language_of(said.original), said.original, part, {})
        others = {said.other_language: Cell(said.translation, said.other_language, f"{OTHER}-{part}")}
        return self._build_cells(said.language, said.original, part, others)

    def _build_point(self, point: AgendaPoint) -> tuple[Row, str, str, TranslatedText]:
        row = Row("", self._build_titles(point), POINT, point.pk)
        return row, point.title, f"{POINT_SAID}-{point.pk}", TranslatedText.read(point, "said")

    def _build_open_items(self) -> Iterator[tuple[Row, str, str, TranslatedText]]:
        """Yield the line of each open item, its name, and what was said with its part."""
        asked = [one.commitment for one in self.items if one.commitment]
        fit = self._find_fit(Commitment, asked)
        self._note(one for one in asked if one.pk not in fit)
        for item in self.items:
            part = f"{SAID}-{item.pk}"
            said = NOTHING_SAID if item.pk in self.kept_words else TranslatedText.read(item, "discussion")
            if item.commitment is not None and item.commitment.pk in fit:
                cells = self._build_titles(item.commitment)
                yield Row("", cells, COMMITMENT, item.commitment.pk), str(item.commitment), part, said
            elif item.outcome is not None and item.outcome.pk in self.fit_outcomes:
                cells = tuple(replace(one, part="") for one in self._build_clauses(item.outcome))
                yield Row("", cells, OUTCOME, item.outcome.pk), str(item.outcome), part, said

    def _build_outcomes(self) -> Section:
        rows = []
        for one in self.outcomes:
            if one.pk in self.fit_outcomes:
                side = Cell(self._stack(partial(self._name_speaker, one)))
                rows.append(Row("", (*self._build_clauses(one), side), OUTCOME, one.pk))
        heads = self._build_heads(self._stack(lambda: _("Side")))
        return Section(self._say_beside(lambda: _("Outcomes")), heads, tuple(rows))

    def _name_speaker(self, outcome: Outcome) -> str:
        is_stated = outcome.spoken_by != SpokenBy.NOT_STATED
        return self._name(outcome.spoken_by) if is_stated else _("not stated")

    def _build_clauses(self, outcome: Outcome) -> tuple[Cell, ...]:
        """Return the wording in each language: the clause, and how another text of the meeting words it."""
        others = {
            one.language: Cell(one.wording, one.language, f"{WORDING}-{one.pk}")
            for one in self.clauses[outcome.pk]
            if one.language != outcome.language
        }
        return self._build_cells(outcome.language, outcome.clause, f"{CLAUSE}-{outcome.pk}", others)

    def _build_titles(self, item: Commitment | AgendaPoint) -> tuple[Cell, ...]:
        part, own = f"{OTHER}-title-{item.pk}", settings.LANGUAGE_CODE
        lines = ((one, find_line(item.titles, one)) for one in self.languages)
        others = {one: Cell(text, one, part) for one, text in lines if text and one != own}
        return self._build_cells(own, item.title, part, others)

    def _build_commitments(self) -> Section:
        found = self._read(Commitment, Q(outcome__meeting=self.meeting))
        parts = Prefetch("responsibilities", parts_in_order("ministry"))
        items = list(
            found.select_related("first_deadline", "deadline").prefetch_related(parts).order_by("reference")
        )
        fit = self._find_fit(Commitment, items)
        self._note(one for one in items if one.pk not in fit)
        rows = tuple(self._build_commitment(one) for one in items if one.pk in fit)
        heads = (self._stack(lambda: _("Owner")), self._stack(lambda: _("Deadline as agreed")))
        return Section(self._say_beside(lambda: _("Commitments")), self._build_heads(*heads), rows)

    def _build_commitment(self, item: Commitment) -> Row:
        owner = Cell(self._stack(partial(self._name_owner, item)), "", f"{OTHER}-owner-{item.pk}")
        deadline = Cell(self._stack(partial(_say_deadline, item)), "", f"{OTHER}-deadline-{item.pk}")
        return Row(item.reference, (*self._build_titles(item), owner, deadline), COMMITMENT, item.pk)

    def _name_owner(self, item: Commitment) -> str:
        """Return the lead of each owing side, or the side where no ministry is stated."""
        sides = [side for side in Side if item.owed_by in (side.value, OwedBy.JOINT)]
        leads = {one.side: one.ministry for one in item.responsibilities.all() if one.role == LeadRole.LEAD}
        return "; ".join(str(leads.get(side) or self._name(side)) for side in sides)


def _name_seat(seat: DelegationMember) -> str:
    who = str(seat.official) if seat.official else seat.post
    return f"{who} ({_('head of delegation')})" if seat.is_head else who


def _say_deadline(item: Commitment) -> str:
    """Return the deadline in the words that were agreed, else its day."""
    first = item.first_deadline or item.deadline
    return (first and first.wording) or long_date(first.due_on if first else None)


def _number_sections(made: Iterable[Section]) -> tuple[Section, ...]:
    """Number the sections that have lines, and their lines; a discussion bears the number of its item."""
    found = []
    for number, section in enumerate((one for one in made if one.rows), start=1):
        rows, last = list[Row](), 0
        for row in section.rows:
            last += row.label != SAID
            of_discussion = "a" if row.label == SAID else ""
            is_named = row.label not in ("", SAID)
            rows.append(row if is_named else replace(row, label=f"{number}.{last}{of_discussion}"))
        found.append(replace(section, title=f"{number} {section.title}", rows=tuple(rows)))
    return tuple(found)
