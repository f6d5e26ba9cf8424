"""The answer for parliament: what both sides promised, what was fulfilled and what was missed as of a day.

It is read as of a past moment, within what its officer may read, and holds nothing that must stay inside: as
for a public export, what the partner gave in confidence is left out, and what was withdrawn, raised or voided
since the moment too. What may be published has the approved wording and no column of the internal record.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db.models import QuerySet, TextChoices
from django.template import Context, Engine, Template
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from commitments.access import grants, policy, querysets
from commitments.audit.as_of import context
from commitments.enums import (
    CLOSED_STATES,
    COMPLETED_STATES,
    HIDDEN_STATES,
    PROMISED_STATES,
    Classification,
    CommitmentState,
    ConsentPurpose,
    LeadRole,
    OwedBy,
)
from commitments.errors import Refused
from commitments.lifecycle import progress, publication
from commitments.lifecycle.transitions import owing_sides
from commitments.models import (
    Commitment,
    Country,
    Mechanism,
    Meeting,
    Outcome,
    Release,
    Responsibility,
    Statement,
    User,
)
from commitments.models.commitments import parts_in_order
from commitments.models.translated import find_line
from commitments.packets.edition_state import OTHER_ITEM
from commitments.packets.formats import label_language, quote_text, short_date, with_label
from commitments.packets.redaction import HiddenReferences, hide_references
from commitments.packets.render.printing import print_html
from commitments.tables.matrix import name_side

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
# More is no answer that is read aloud or printed.
MOST_ROWS = 500
CPU_SECONDS, WALL_SECONDS = 40, 60


# Each column by its name in the style sheet, and its heading.
COLUMNS = (
    ("reference", gettext_lazy("Reference")),
    ("promise", gettext_lazy("Commitment")),
    ("owner", gettext_lazy("Responsible")),
    ("deadline", gettext_lazy("Deadline as agreed")),
    ("on_day", gettext_lazy("State on that day")),
    ("source", gettext_lazy("Source")),
)


class PromiseState(TextChoices):
    """What became of a promise by the day of the answer; each promise has exactly one."""

    FULFILLED = "fulfilled", gettext_lazy("fulfilled")
    LATE = "late", gettext_lazy("fulfilled late")
    IN_PART = "in_part", gettext_lazy("fulfilled in part")
    MISSED = "missed", gettext_lazy("deadline missed")
    OPEN = "open", gettext_lazy("open")
    NO_DEADLINE = "no_deadline", gettext_lazy("open without a deadline")
    ENDED = "ended", gettext_lazy("ended without being fulfilled")


@dataclass(frozen=True, slots=True)
class ParliamentScope:
    """What is asked: the partners, the meetings by mechanism or day, and up to which classification.

    Without `ceiling`, only what is approved for publication in the language.
    """

    countries: tuple[Country, ...]
    ceiling: Classification | None
    mechanism: Mechanism | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None

    @property
    def is_public(self) -> bool:
        return self.ceiling is None

    @property
    def purpose(self) -> ConsentPurpose:
        return ConsentPurpose.PUBLISH if self.is_public else ConsentPurpose.EXPORT

    @property
    def reads_up_to(self) -> Classification:
        return publication.PUBLISHED_UP_TO if self.ceiling is None else self.ceiling


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """One promise; `level` is the highest classification of what the row shows."""

    reference: str
    partner: str
    owed_by: OwedBy
    side: str
    title: str
    wording: str
    owner: str
    deadline: str
    state: PromiseState
    note: str
    source: str
    level: Classification

    @property
    def state_text(self) -> str:
        """Return the state with what is to be said about it."""
        label = capfirst(str(self.state.label))
        return f"{label}: {self.note}" if self.note else label

    @property
    def promise(self) -> str:
        return "\n".join(text for text in (self.title, self.wording) if text)

    @property
    def cells(self) -> tuple[str, ...]:
        """Return the cells in the order of the columns."""
        owed_by = "\n".join(dict.fromkeys(text for text in (self.side, self.owner) if text))
        return self.reference, self.promise, owed_by, self.deadline, self.state_text, self.source


@dataclass(frozen=True, slots=True)
class ParliamentAnswer:
    """The answer; `withheld` is for the officer alone, and in no file."""

    rows: tuple[PromiseRow, ...]
    withheld: int
    is_demonstration: bool

    @property
    def level(self) -> Classification:
        """The highest classification of what is shown."""
        return Classification(max((row.level for row in self.rows), default=Classification.PUBLIC))

    @property
    def groups(self) -> list[tuple[OwedBy, list[PromiseRow]]]:
        """The rows by the side that owes; a side without any is left out."""
        found = [(side, [row for row in self.rows if row.owed_by == side]) for side in OwedBy]
        return [(side, rows) for side, rows in found if rows]

    @property
    def counts(self) -> list[tuple[OwedBy, list[int]]]:
        """The number of promises of each side in each state, in the order of the states."""
        found = Counter((row.owed_by, row.state) for row in self.rows)
        return [(side, [found[side, state] for state in PromiseState]) for side in OwedBy]

    @property
    def totals(self) -> list[tuple[PromiseState, int]]:
        found = Counter(row.state for row in self.rows)
        return [(state, found[state]) for state in PromiseState]


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read for the rows, within the ceiling: the records by key, the parts by item."""

    outcomes: Mapping[int, Outcome]
    statements: Mapping[int, Statement]
    meetings: Mapping[int, Meeting]
    parts: Mapping[int, list[Responsibility]]
    releases: Mapping[int, Release]
    home: Country | None


def build_answer(
    scope: ParliamentScope, *, reader: User, moment: datetime.datetime, today: datetime.date, language: str
) -> ParliamentAnswer:
    """Read the answer as of a moment; `today` is its day where the officer works.

    What may leave is decided twice, as of the moment and as of now: a promise that was raised, voided or made
    confidential since is withheld. Raises `Refused` for more promises than an answer holds.
    """
    fit_now = _list_fit_now(scope, reader, language)
    partner = scope.countries[0] if len(scope.countries) == 1 else None
    with context.show_as_of(moment, reader=reader, partner=partner):
        items = _list_promises(scope, reader)
        fit = grants.fit_for_outside(
            Commitment.objects.filter(classification__lte=scope.reads_up_to), scope.purpose
        )
        chosen = list(
            items.filter(pk__in=fit.order_by().values("pk"))
            .select_related("country", "deadline", "first_deadline")
            .order_by("country__name", "reference")
        )
        total = items.count()
        chosen = [item for item in chosen if item.pk in fit_now]
        if len(chosen) > MOST_ROWS:
            raise Refused(
                _("An answer holds at most 500 commitments. Select fewer partners or a shorter period."),
                "too_many",
            )
        read = _read_records(chosen, scope, reader, language)
        rows = [row for item in chosen if (row := _build_row(item, read, scope, today)) is not None]
        references = items.order_by().values_list("reference", flat=True)
        shown = _hide_references(rows, references, scope, reader)
    return ParliamentAnswer(
        rows=tuple(shown),
        withheld=total - len(shown),
        is_demonstration=any(country.is_demonstration for country in scope.countries),
    )


def _list_fit_now(scope: ParliamentScope, reader: User, language: str) -> frozenset[int]:
    """Return the keys of what may leave as things are now."""
    seen = policy.readable_by(Commitment.objects.filter(country__in=scope.countries), reader)
    if scope.is_public:
        fit_releases = publication.list_published(seen, language).order_by()
        return frozenset(fit_releases.values_list("commitment", flat=True))
    fit = grants.fit_for_outside(seen, scope.purpose).filter(classification__lte=scope.reads_up_to)
    return frozenset(fit.exclude(state__in=HIDDEN_STATES).order_by().values_list("pk", flat=True))


def _list_promises(scope: ParliamentScope, reader: User) -> QuerySet[Commitment]:
    """List what the officer may read of the promises asked about, whatever may leave of it."""
    rows = policy.readable_by(Commitment.objects.filter(country__in=scope.countries), reader)
    rows = rows.filter(state__in=(*PROMISED_STATES, *CLOSED_STATES))
    if scope.mechanism is None and scope.since is None and scope.until is None:
        return rows
    meetings = policy.readable_by(Meeting.objects.filter(country__in=scope.countries), reader)
    if scope.mechanism is not None:
        meetings = meetings.filter(mechanism=scope.mechanism)
    if scope.since is not None:
        meetings = meetings.filter(held_on__gte=scope.since)
    if scope.until is not None:
        meetings = meetings.filter(held_on__lte=scope.until)
    of_meetings = Outcome.objects.filter(meeting__in=meetings.order_by().values("pk"))
    return rows.filter(outcome__in=of_meetings.order_by().values("pk"))


def _read_records(
    items: Collection[Commitment], scope: ParliamentScope, reader: User, language: str
) -> _Read:
    """Read what the rows show, each record within the ceiling: six queries at most."""
    outcomes = _read_fit(Outcome, {item.outcome_id for item in items}, scope, reader)
    cited = {row.statement_id for row in outcomes.values() if row.statement_id is not None}
    statements = _read_fit(Statement, cited, scope, reader, left_out=("text", "text_layer"))
    meetings = _read_fit(Meeting, {row.meeting_id for row in outcomes.values()}, scope, reader)
    parts: defaultdict[int, list[Responsibility]] = defaultdict(list)
    for part in parts_in_order("ministry").filter(commitment__in=[item.pk for item in items]):
        parts[part.commitment_id].append(part)
    approved: QuerySet[Release] = Release.objects.none()
    if scope.is_public:
        approved = publication.list_published(
            Commitment.objects.filter(pk__in=[i.pk for i in items]), language
        )
    releases = {row.commitment_id: row for row in approved}
    return _Read(outcomes, statements, meetings, parts, releases, querysets.find_home())


def _read_fit(
    model: type[Any],
    keys: Collection[int],
    scope: ParliamentScope,
    reader: User,
    left_out: Iterable[str] = (),
) -> dict[int, Any]:
    """Read records that the officer may read, within the ceiling, and that may leave."""
    rows = policy.readable_by(model.objects.filter(pk__in=keys), reader)
    fit = grants.fit_for_outside(rows, scope.purpose).filter(classification__lte=scope.reads_up_to)
    return {row.pk: row for row in fit.defer(*left_out)}


def _build_row(
    item: Commitment, read: _Read, scope: ParliamentScope, today: datetime.date
) -> PromiseRow | None:
    """Return the row of a promise; None where its words or its source must stay inside."""
    outcome = read.outcomes.get(item.outcome_id)
    if scope.is_public:
        return _build_public_row(item, read, today)
    if outcome is None:
        return None
    source, marked = _name_source(outcome, read)
    if not source:
        return None
    leads = [part for part in read.parts.get(item.pk, ()) if part.role == LeadRole.LEAD]
    state, note = assess(item, leads, today)
    clause = " ".join(outcome.clause.split())
    said = [label_language(quote_text(clause), outcome.language)]
    said += [_("wording not confirmed")] if outcome.is_unconfirmed else []
    return PromiseRow(
        reference=item.reference,
        partner=str(item.country),
        owed_by=OwedBy(item.owed_by),
        side=capfirst(name_side(OwedBy(item.owed_by), home=read.home, partner=item.country)),
        title=find_line(item.titles, get_language() or "") or item.title,
        wording=" · ".join(said),
        owner=_name_owners(item, leads, read.home),
        deadline=_format_deadline(item),
        state=state,
        note=note,
        source=source,
        level=Classification(max(item.classification, outcome.classification, *marked)),
    )


def _build_public_row(item: Commitment, read: _Read, today: datetime.date) -> PromiseRow | None:
    """Return the row of what is approved: the approved text, and a source that is itself public."""
    release = read.releases.get(item.pk)
    if release is None:
        return None
    outcome = read.outcomes.get(item.outcome_id)
    source, marked = _name_source(outcome, read) if outcome is not None else ("", ())
    is_open = bool(source) and max(marked, default=Classification.SECRET) <= Classification.PUBLIC
    state, _note = assess(item, read.parts.get(item.pk, ()), today)
    return PromiseRow(
        reference=item.reference,
        partner=str(item.country),
        owed_by=OwedBy(item.owed_by),
        side=capfirst(name_side(OwedBy(item.owed_by), home=read.home, partner=item.country)),
        title="",
        wording=release.wording,
        owner="",
        deadline=release.due,
        state=state,
        note="",
        source=source if is_open else _("not public"),
        level=Classification.PUBLIC,
    )


def assess(
    item: Commitment, leads: Iterable[Responsibility], today: datetime.date
) -> tuple[PromiseState, str]:
    """Return what became of a promise by a day, and what is to be said about it.

    A fulfilled one is judged by the day of the last report that was confirmed, against the day agreed.
    """
    ended = short_date(item.closed_on) if item.closed_on else ""
    if item.state == CommitmentState.IN_PART:
        return PromiseState.IN_PART, ended
    if item.state in COMPLETED_STATES:
        days = progress.count_days_late(item, leads)
        if not days:
            return PromiseState.FULFILLED, ended
        late = ngettext("%(n)d day after the deadline", "%(n)d days after the deadline", days)
        return PromiseState.LATE, late % {"n": days}
    if item.state in CLOSED_STATES:
        return PromiseState.ENDED, f"{capfirst(item.get_state_display())}, {ended}"
    if item.is_overdue(today):
        days = item.days_late(today)
        overdue = ngettext("%(n)d day overdue", "%(n)d days overdue", days)
        return PromiseState.MISSED, overdue % {"n": days}
    if item.due_on is None:
        return PromiseState.NO_DEADLINE, ""
    is_reported = item.state == CommitmentState.REPORTED
    return PromiseState.OPEN, _("reported complete, not confirmed") if is_reported else ""


def _name_owners(item: Commitment, leads: Iterable[Responsibility], home: Country | None) -> str:
    """Name the lead of each side that owes; "not stated" where there is none."""
    of_side = {part.side: str(part.ministry) for part in leads if part.ministry is not None}
    named = {side: of_side.get(side, _("not stated")) for side in owing_sides(item)}
    if len(named) == 1:
        return next(iter(named.values()))
    countries = {side: name_side(OwedBy(side), home=home, partner=item.country) for side in named}
    return "\n".join(with_label(countries[side], name) for side, name in named.items())


def _format_deadline(item: Commitment) -> str:
    """Write the deadline as agreed: its words, its day, and the first day where it was moved."""
    agreed, first = item.deadline, item.first_deadline
    parts = [quote_text(" ".join(agreed.wording.split()))] if agreed is not None else []
    parts += [short_date(item.due_on)] if item.due_on is not None else []
    if first is not None and first.due_on is not None and first.due_on != item.due_on:
        parts.append(_("originally %(date)s") % {"date": short_date(first.due_on)})
    return "\n".join(part for part in parts if part) or _("No deadline")


def _name_source(outcome: Outcome, read: _Read) -> tuple[str, tuple[int, ...]]:
    """Name the document, its date and the place in it, or the meeting where no document was filed.

    Also the classifications of what is named; empty where the source must stay inside.
    """
    if outcome.statement_id is not None:
        text = read.statements.get(outcome.statement_id)
        if text is None:
            return "", ()
        dated = short_date(text.dated_on) if text.dated_on else ""
        named = (text.title, text.number, dated, outcome.place_in_text)
        return ", ".join(part for part in named if part), (text.classification,)
    meeting = read.meetings.get(outcome.meeting_id)
    if meeting is None:
        return "", ()
    held = short_date(meeting.held_on) if meeting.held_on else ""
    point = _("outcome %(number)s") % {"number": outcome.number}
    named = (meeting.reference, meeting.title, held, point)
    return ", ".join(part for part in named if part), (meeting.classification,)


def _hide_references(
    rows: list[PromiseRow], readable: Iterable[str], scope: ParliamentScope, reader: User
) -> list[PromiseRow]:
    """Replace in the words of the rows each reference of a promise that the reader may not read, or that is
    withheld here.
    """
    shown = frozenset(row.reference for row in rows)
    withheld = frozenset(readable) - shown
    by_partner: defaultdict[str, list[PromiseRow]] = defaultdict(list)
    for row in rows:
        by_partner[row.reference[:2]].append(row)
    hidden = {}
    for code, some in by_partner.items():
        texts = [text for row in some for text in (row.title, row.wording, row.deadline, row.source)]
        found = hide_references(reader, code, texts, shown)
        hidden[code] = replace(found, references=found.references | withheld)
    return [_without_references(row, hidden[row.reference[:2]]) for row in rows]


def _without_references(row: PromiseRow, hidden: HiddenReferences) -> PromiseRow:
    other = str(OTHER_ITEM)
    return replace(
        row,
        title=hidden.without(row.title, other),
        wording=hidden.without(row.wording, other),
        deadline=hidden.without(row.deadline, other),
        source=hidden.without(row.source, other),
    )


def print_answer(answer: ParliamentAnswer, *, about: str, moment: str, marking: str, language: str) -> bytes:
    """Return the answer as a PDF with the moment and the marking on each page, printed in the sandbox.

    `about` names the partners and the meetings. Raises `Refused` where it cannot be printed.
    """
    values = {
        "answer": answer,
        "title": _("Answer for parliament"),
        "about": about,
        "marking": marking,
        "language": language,
        "foot": _("Answer for parliament, as of %(moment)s") % {"moment": moment},
        "columns": COLUMNS,
        "states": [capfirst(str(state.label)) for state in PromiseState],
        "counts": [(capfirst(str(side.label)), numbers) for side, numbers in answer.counts],
        "totals": [number for _state, number in answer.totals],
        "groups": [
            (capfirst(str(side.label)), [[cell.split("\n") for cell in row.cells] for row in rows])
            for side, rows in answer.groups
        ],
    }
    html = _template().render(Context(values))
    return print_html(html, cpu_seconds=CPU_SECONDS, wall_seconds=WALL_SECONDS).pdf


@lru_cache(maxsize=1)
def _template() -> Template:
    """Return the template in an engine of its own, with nothing of the request in it."""
    engine = Engine(
        dirs=[str(TEMPLATES)],
        libraries={"i18n": "django.templatetags.i18n"},
        builtins=["django.templatetags.i18n", "commitments.packets.render.typeset"],
    )
    return engine.get_template("tables/parliament.html")
