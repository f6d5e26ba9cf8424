"""The records on a commitment's page, read through the access policy in a fixed number of queries.

Also what decides about the steps of one commitment for one person, loaded once for all buttons.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, querysets, responsibilities, scopes, write_rules
from commitments.access.cached_queries import attach_rows, load_prepared
from commitments.audit import log
from commitments.audit.as_of import context
from commitments.db import page_cache
from commitments.deadlines.triggers import why_no_clock
from commitments.enums import (
    MOVABLE_STATES,
    Actor,
    ApprovalKind,
    ApprovalState,
    CommitmentState,
    PacketState,
    PostFunction,
    ReleaseState,
    Side,
    Step,
)
from commitments.errors import Refused
from commitments.lifecycle import owners, publication, successors, transitions
from commitments.lifecycle.owners import find_absences, reasons_of
from commitments.meetings.texts import OutcomeTexts, texts_of
from commitments.models import (
    Absence,
    AgendaItem,
    Approval,
    AuditRow,
    Closure,
    Commitment,
    Country,
    Deadline,
    Evidence,
    HolidayYear,
    Meeting,
    Official,
    Outcome,
    Packet,
    ProgressUpdate,
    Release,
    Responsibility,
    Statement,
    User,
    leads_of,
)
from commitments.models.accounts import list_name_columns
from commitments.models.parties import not_ended_on
from commitments.records import current_steps, parts
from commitments.tables.minutes import list_languages

ASK = "ask"
FORBIDDEN = "forbidden"
CONTEXT_ATTRIBUTE = "_standing"


@dataclass
class CommitmentContext:
    """One commitment, read through the access policy, in its current state for one person.

    Nothing is cached beyond this object.
    """

    item: Commitment
    person: User

    @cached_property
    def refusals(self) -> dict[Step, Refused | None]:
        """Return why each step cannot be taken now."""
        return {step: transitions.why_not(self.item, step, self.person, self.acts) for step in Step}

    @cached_property
    def acts(self) -> Callable[[Actor], bool]:
        """Return the function that tests in which capacity the person acts on the item."""
        is_open = lambda: self.closure is None  # noqa: E731
        return write_rules.build_acts(self.person, self.item, is_read=True, is_open=is_open)

    @cached_property
    def closure(self) -> Closure | None:
        """Return the closure by which the item is read only, if any."""
        return write_rules.find_closure(self.item) if parts.has_parts(self.item, Closure) else None

    @cached_property
    def requests(self) -> tuple[Approval, ...]:
        """Load the requests about it, through the access policy."""
        if not parts.has_parts(self.item, Approval):
            return ()
        seen = tuple(load_prepared(_list_requests, self.person, self.item.pk))
        for approval in seen:
            approval.commitment = self.item
        return seen

    @cached_property
    def waiting(self) -> tuple[Approval, ...]:
        """Return the pending requests."""
        return tuple(one for one in self.requests if one.state == ApprovalState.PENDING)

    @cached_property
    def is_actor(self) -> bool:
        """Return whether the person takes steps at all: by role, and not only as a reader."""
        if write_rules.may_write(self.person, Commitment):
            return self.is_of_desk
        if self.closure is not None:
            return False
        return self.person.role in scopes.MINISTRY_ROLES and responsibilities.takes_part(
            self.person, self.item
        )

    @cached_property
    def is_of_desk(self) -> bool:
        return self.acts(Actor.DESK)

    @cached_property
    def is_head(self) -> bool:
        return self.acts(Actor.HEAD)

    @cached_property
    def may_ask_for_date(self) -> bool:
        """Return whether the person is of the desk or of the lead ministry, which may request an
        extension.
        """
        return self.acts(Actor.OWNER)

    @cached_property
    def awaited(self) -> frozenset[Side]:
        """Name the sides whose lead has still to accept, or to report."""
        return frozenset(Side(lead.side) for lead in transitions.list_awaited_leads(self.item))

    @cached_property
    def led_by(self) -> frozenset[Side]:
        """Name the sides that have a lead."""
        return frozenset(Side(lead.side) for lead in leads_of(self.item))

    @cached_property
    def newcomers(self) -> tuple[Responsibility, ...]:
        """List the leads named after the item was accepted, who have still to accept."""
        return tuple(owners.list_new_leads(self.item))

    @cached_property
    def waits_for_a_day(self) -> bool:
        """Return whether the clock starts on a day that the officer has yet to enter."""
        standing = self.item.deadline
        if standing is None or standing.start_date is not None or self.item.state not in MOVABLE_STATES:
            return False
        return standing.due_on is None and why_no_clock(standing) is None

    @cached_property
    def next_step(self) -> ProgressUpdate | None:
        """Return the update that states the open next step, as far as the person may read it."""
        return current_steps.find_current(self.item, self.person) if self.item.is_open else None

    @property
    def waits_for_condition(self) -> bool:
        item = self.item
        return bool(item.condition) and item.condition_met_on is None and item.state in MOVABLE_STATES

    def why_not_request(self, matter: ApprovalKind) -> Refused | None:
        """Refuse to ask twice."""
        if any(one.kind == matter for one in self.waiting):
            return Refused(
                _("This request already exists and is pending a decision. Wait for the decision."), "asked"
            )
        return None


def load_context(item: Commitment, person: User) -> CommitmentContext:
    """Return what is known of the commitment for the person; each part is loaded when first used."""
    known: dict[tuple[int, int], CommitmentContext] = item.__dict__.setdefault(CONTEXT_ATTRIBUTE, {})
    return known.setdefault((person.pk, item.version), CommitmentContext(item, person))


SHOWN = 12
NEAR = 4
# As many items of one clause, and as many that wait for this one.
LINKED = 60
POSTS = (PostFunction.FOCAL_POINT, PostFunction.ALTERNATE, PostFunction.VALIDATING_AUTHORITY)


@dataclass(frozen=True, slots=True)
class CommitmentRecords:
    """The records around one commitment that a person may read.

    `kin` follow from the same clause, `linked` are those it supersedes or waits for, or that wait for it.
    `unseen` are related records that this reader may not see. `confirmed` are pairs of country and year whose
    calendar an officer confirmed; `gone` is why the item has no current owner.
    """

    home: Country | None
    outcome: Outcome | None
    texts: OutcomeTexts | None
    meeting: Meeting | None
    event: Meeting | None
    parts: tuple[Responsibility, ...]
    officials: tuple[Official, ...]
    deadlines: tuple[Deadline, ...]
    confirmed: frozenset[tuple[str, int]]
    updates: tuple[ProgressUpdate, ...]
    evidence: tuple[Evidence, ...]
    # The update that states the open next step.
    next_step: ProgressUpdate | None
    kin: tuple[Commitment, ...]
    linked: tuple[Commitment, ...]
    history: tuple[AuditRow, ...]
    unseen: frozenset[int] = frozenset()
    gone: tuple[str, ...] = ()
    away: dict[int, Absence] = field(default_factory=dict)
    # Each state it came to, in order, and when.
    walked: tuple[tuple[CommitmentState, datetime.datetime], ...] = ()
    agenda: tuple[AgendaItem, ...] = ()
    packets: tuple[Packet, ...] = ()
    # Each with whether the item has changed since it was cleared.
    releases: tuple[tuple[Release, bool], ...] = ()
    unpublished: list[str] = field(default_factory=list)
    decided: tuple[Approval, ...] = ()

    @property
    def statement(self) -> Statement | None:
        """Return the document of the first text, where it is recorded and the reader may read it."""
        return self.texts.wordings[0].statement if self.texts else None


def read_records(item: Commitment, person: User, *, today: datetime.date) -> CommitmentRecords:
    """Load everything that the page shows: a dozen queries, however many rows.

    The item was read through the access policy. Its parts are attached to it afterwards, for other code.
    """
    outcome = next(iter(load_prepared(_list_outcomes, person, item.outcome_id)), None)
    if outcome is not None:
        item.outcome = outcome
    event_id = item.deadline.event_id if item.deadline else None
    wanted = sorted({item.outcome.meeting_id, event_id or item.outcome.meeting_id})
    meetings: list[Meeting] = load_prepared(_list_meetings, person, wanted)
    parts = _parts(item, person)
    ministries = sorted({part.ministry_id for part in parts if part.ministry_id})
    officials = load_prepared(_list_officials, person, ministries, today) if ministries else []
    history = load_prepared(_list_history, person, item.pk)
    agenda = _agenda(item, person)
    people = {one.user_id for one in officials if one.user_id}
    is_open = item.is_open
    updates, releases = _updates(item, person), _releases(item, person)
    return CommitmentRecords(
        home=querysets.find_home(),
        outcome=outcome,
        texts=texts_of(outcome, person) if outcome else None,
        meeting=next((row for row in meetings if outcome and row.pk == outcome.meeting_id), None),
        event=next((row for row in meetings if row.pk == event_id), None),
        parts=parts,
        officials=tuple(officials),
        deadlines=tuple(load_prepared(_list_deadlines, person, item.pk)),
        confirmed=_confirmed(item),
        updates=updates,
        next_step=current_steps.select_current(updates) if is_open else None,
        evidence=_evidence(item, person),
        kin=_list_related(item, person),
        linked=_linked(item, person),
        unseen=_unseen(item, person),
        history=tuple(row for row in history if _is_told(row))[:SHOWN],
        gone=tuple(one.why for one in reasons_of(item, today)) if is_open else (),
        away=find_absences(today, people) if people and is_open else {},
        walked=tuple(
            (CommitmentState(state), row.at)
            for row in reversed(history)
            if (state := _find_state(row, item)) is not None
        ),
        agenda=agenda,
        packets=_packets(agenda, person),
        releases=releases,
        unpublished=list_unpublished(item, (release for release, _changed in releases)),
        decided=_decided(item, person),
    )


def _select_names(rows: QuerySet[Any, Any], *people: str) -> QuerySet[Any, Any]:
    """Read with each row whom it names: of a person, no more than the name is shown."""
    own = [column.name for column in rows.model._meta.concrete_fields]
    return rows.select_related(*people).only(*own, *list_name_columns(*people))


def _list_requests(person: User, item: int) -> QuerySet[Approval]:
    rows = querysets.each_part(Commitment, item, Approval, person).filter(commitment=item)
    return rows.select_related("recorded_by").order_by("pk")


def _list_outcomes(person: User, key: int) -> QuerySet[Outcome]:
    return querysets.list_readable(Outcome, person).filter(pk=key)


def _list_meetings(person: User, keys: list[int]) -> QuerySet[Meeting]:
    """Read the meeting it came out of and the one its deadline follows."""
    return querysets.list_readable(Meeting, person).filter(pk__in=keys)


def _list_parts(person: User, item: int) -> QuerySet[Responsibility]:
    rows = querysets.each_part(Commitment, item, Responsibility, person).filter(commitment=item)
    return rows.select_related("ministry__successor", "official__user").order_by("side", "role", "pk")


def _parts(item: Commitment, person: User) -> tuple[Responsibility, ...]:
    found = load_prepared(_list_parts, person, item.pk)
    attach_rows([item], "responsibilities", "commitment", found)
    return tuple(found)


def _list_officials(person: User, ministries: list[int], today: datetime.date) -> QuerySet[Official]:
    """Read who is in post in the ministries that have a part, and who is named."""
    rows = querysets.list_readable(Official, person).filter(ministry__in=ministries, function__in=POSTS)
    return rows.filter(not_ended_on(today)).order_by("precedence", "pk")


def _list_deadlines(person: User, item: int) -> QuerySet[Deadline]:
    versions = querysets.each_part(Commitment, item, Deadline, person).filter(commitment=item)
    return _select_names(versions.select_related("mechanism"), "requested_by", "approved_by").order_by(
        "number"
    )


def _confirmed(item: Commitment) -> frozenset[tuple[str, int]]:
    """Read which years of the calendars that the deadline was counted in are confirmed."""
    used = item.deadline.calendars if item.deadline else []
    if not used:
        return frozenset()
    rows = querysets.open_rows(HolidayYear).values_list("country__iso", "year")
    confirmed = page_cache.of_reference("confirmed years", lambda: frozenset(rows))
    return confirmed & {(code, year) for code, year in used}


def _list_history(person: User, item: int) -> QuerySet[AuditRow]:
    """Read the latest changes that the page shows, and each change of the state of the item itself."""
    every = policy.parts_of_each(Commitment, item, log.list_history(Commitment(pk=item)), person)
    label = Commitment._meta.label
    told = every.exclude(action="health").exclude(action="deadline", subject_type=label)
    states = Q(subject_type=label, subject_id=item, after__has_key="state")
    return _select_names(every.filter(Q(pk__in=told.values("pk")[:SHOWN]) | states), "by").order_by("-pk")


def _is_told(row: AuditRow) -> bool:
    """Return whether the page shows a change: not what follows from another one."""
    is_own_deadline = row.action == "deadline" and row.subject_type == Commitment._meta.label
    return row.action != "health" and not is_own_deadline


def _find_state(row: AuditRow, item: Commitment) -> str | None:
    """Return the state to which a change brought the item itself, if it is such a change."""
    is_own = row.subject_type == Commitment._meta.label and row.subject_id == item.pk
    return row.after.get("state") if is_own else None


def _list_kin(person: User, outcome: int, item: int) -> QuerySet[Commitment]:
    rows = querysets.list_readable(Commitment, person).filter(outcome=outcome).exclude(pk=item)
    return rows.select_related("deadline", "first_deadline").order_by("-pk")[:LINKED]


def _list_related(item: Commitment, person: User) -> tuple[Commitment, ...]:
    if not parts.has_parts(item, parts.OTHERS):
        return ()
    return tuple(load_prepared(_list_kin, person, item.outcome_id, item.pk)[::-1])


def _list_linked(person: User, keys: list[int]) -> QuerySet[Commitment]:
    rows = querysets.list_readable(Commitment, person).filter(pk__in=keys)
    return rows.select_related("deadline").order_by("reference")[:LINKED]


def _linked(item: Commitment, person: User) -> tuple[Commitment, ...]:
    """Read what it waits for or was superseded by, and what waits for it or gave way to it."""
    keys = sorted(successors.linked_to(item))
    return tuple(load_prepared(_list_linked, person, keys)) if keys else ()


def _unseen(item: Commitment, person: User) -> frozenset[int]:
    """Return which of the related items the person may not read: a query where there are any."""
    follows = item.deadline.follows_id if item.deadline else None
    keys = {key for key in (item.origin_id, item.superseded_by_id, follows) if key is not None}
    return frozenset(keys - querysets.filter_readable_keys(Commitment, keys, person))


def _agenda(item: Commitment, person: User) -> tuple[AgendaItem, ...]:
    """Read at which meetings it came back or will, the latest first."""
    if not parts.has_parts(item, AgendaItem):
        return ()
    return tuple(load_prepared(_list_agenda, person, item.pk))


def _list_agenda(person: User, item: int) -> QuerySet[AgendaItem]:
    rows = querysets.each_part(Commitment, item, AgendaItem, person).filter(commitment=item)
    return rows.select_related("meeting").order_by("-pk")[:NEAR]


def _packets(agenda: tuple[AgendaItem, ...], person: User) -> tuple[Packet, ...]:
    """Read the packets made for those meetings; what was printed since tells nothing of a past day."""
    meetings = {row.meeting_id for row in agenda}
    if context.find_as_of() is not None or not meetings:
        return ()
    return tuple(load_prepared(_list_packets, person, sorted(meetings)))


def _list_packets(person: User, meetings: list[int]) -> QuerySet[Packet]:
    rows = querysets.list_readable(Packet, person).filter(meeting__in=meetings, state=PacketState.READY)
    return rows.select_related("reader").order_by("-pk")[:NEAR]


def list_unpublished(item: Commitment, written: Iterable[Release]) -> list[str]:
    """List the languages of both sides and of papers that have no version for publication yet."""
    known = {release.language for release in written}
    return [language for language in list_languages(item.country) if language not in known]


def _releases(item: Commitment, person: User) -> tuple[tuple[Release, bool], ...]:
    """Read what is written for publication; nothing of it is shown of a past day."""
    if context.find_as_of() is not None or not parts.has_parts(item, Release):
        return ()
    rows = querysets.list_parts(item, Release, person).filter(commitment=item)
    found = list(rows.select_related("approved_by").order_by("language"))
    facts = publication.facts_of(item) if found else {}
    return tuple((row, row.state == ReleaseState.APPROVED and row.facts != facts) for row in found)


def _evidence(item: Commitment, person: User) -> tuple[Evidence, ...]:
    if not parts.has_parts(item, Evidence):
        return ()
    return tuple(load_prepared(_list_evidence, person, item.pk))


def _list_evidence(person: User, item: int) -> QuerySet[Evidence]:
    rows = querysets.each_part(Commitment, item, Evidence, person).filter(commitment=item)
    return rows.order_by("-pk")[:SHOWN]


def _decided(item: Commitment, person: User) -> tuple[Approval, ...]:
    """Return the latest decided requests; pending ones are shown beside the steps."""
    latest = reversed(load_context(item, person).requests)
    return tuple([one for one in latest if one.state != ApprovalState.PENDING][:NEAR])


def _updates(item: Commitment, person: User) -> tuple[ProgressUpdate, ...]:
    """Read the latest updates, and with them the one that stated the latest next step."""
    return tuple(load_prepared(_list_updates, person, item.pk))


def _list_updates(person: User, item: int) -> QuerySet[ProgressUpdate]:
    rows = querysets.each_part(Commitment, item, ProgressUpdate, person).filter(commitment=item)
    newest = rows.order_by("-reported_on", "-pk").values("pk")
    shown = rows.filter(Q(pk__in=newest[:SHOWN]) | Q(pk__in=newest.exclude(next_step="")[:1]))
    return shown.select_related("recorded_by", *current_steps.READ_WITH).order_by("-reported_on", "-pk")
