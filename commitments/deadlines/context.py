"""The context in which a deadline is resolved: all facts beside its words, built in one place.

Also what a deadline may depend on: a meeting, a session of a mechanism, another commitment.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, write_rules
from commitments.calendars.holidays import calendar_for
from commitments.calendars.workdays import Calendar
from commitments.db import page_cache
from commitments.enums import (
    CALLED_OFF_STATES,
    COMPLETED_STATES,
    HIDDEN_STATES,
    NOT_YET_ACCEPTED,
    OWING_SIDES,
    UPCOMING_STATES,
    Classification,
    CommitmentState,
    LeadRole,
    Origin,
    OwedBy,
)
from commitments.errors import Refused
from commitments.language.phrases.specification import DeadlineSpec, add_duration
from commitments.models import (
    Commitment,
    Country,
    Deadline,
    Holiday,
    HolidayYear,
    Mechanism,
    Meeting,
    Responsibility,
    User,
)

# Questions about the words that the choice of a meeting answers.
WHICH_EVENT = ("which_meeting", "which_event")
HIGHER = _(
    "The linked record has a higher classification than this commitment. The due date would disclose "
    "the linked record. Raise the classification of the commitment first."
)
ELSEWHERE = _("This record belongs to another partner. Select a record of the same partner.")


@dataclass(frozen=True, slots=True)
class Dependencies:
    """What a deadline depends on.

    `event` is a recorded meeting; `mechanism` with `session_number` a session, recorded or not; without a
    number the next session, which is `event` once it is known; `follows` another commitment whose completion
    starts the clock.
    """

    event: Meeting | None = None
    mechanism: Mechanism | None = None
    session_number: int | None = None
    follows: Commitment | None = None

    @property
    def names_event(self) -> bool:
        return self.event is not None or self.mechanism is not None

    @property
    def keys(self) -> tuple[int | None, int | None, int | None, int | None]:
        """Return the keys that identify the dependencies, for comparison."""
        return (
            self.event.pk if self.event else None,
            self.mechanism.pk if self.mechanism else None,
            self.session_number,
            self.follows.pk if self.follows else None,
        )


NO_HOOKS = Dependencies()


def hooks_of(deadline: Deadline) -> Dependencies:
    """Return what a version depends on."""
    return Dependencies(deadline.event, deadline.mechanism, deadline.session_number, deadline.follows)


def spec_of(deadline: Deadline) -> DeadlineSpec:
    """Return the specification of a version; empty where no deadline was ever stated."""
    stored = deadline.specification or {"kind": deadline.kind, "wording": deadline.wording}
    return DeadlineSpec.from_json(stored)


@dataclass(slots=True)
class DeadlineRecords:
    """Calendars and sessions, each loaded once however many deadlines are resolved."""

    calendars: dict[str, Calendar] = field(default_factory=dict)
    sessions: dict[int, list[Meeting]] = field(default_factory=dict)

    def calendar(self, iso: str) -> Calendar:
        if iso not in self.calendars:
            self.calendars[iso] = calendar_of(iso)
        return self.calendars[iso]

    def sessions_of(self, mechanism: Mechanism) -> list[Meeting]:
        """List the meetings of a mechanism that took or may take place, by day, those without one last."""
        if mechanism.pk not in self.sessions:
            rows = Meeting.objects.filter(mechanism=mechanism).exclude(state__in=CALLED_OFF_STATES)
            self.sessions[mechanism.pk] = list(rows.order_by(F("held_on").asc(nulls_last=True), "pk"))
        return self.sessions[mechanism.pk]


def calendar_of(iso: str) -> Calendar:
    """Return a country's calendar with the days that officers declared and the years they confirmed."""
    return page_cache.of_reference(("calendar", iso), partial(_read_calendar, iso))


def _read_calendar(iso: str) -> Calendar:
    rows = Holiday.objects.filter(country__iso=iso)
    confirmed = HolidayYear.objects.filter(country__iso=iso)
    place = Country.objects.filter(iso=iso).values_list("capital", flat=True).first()
    return calendar_for(
        iso,
        overrides=tuple(rows.values_list("day", "name", "is_non_working")),
        confirmed=tuple(confirmed.values_list("year", flat=True)),
        place=place or "",
    )


def build_date_terms(
    spec: DeadlineSpec, hooks: Dependencies, review_on: datetime.date | None
) -> dict[str, Any]:
    """Build the terms of a request for another deadline."""
    return {
        "spec": spec.to_json(),
        "review_on": review_on.isoformat() if review_on else None,
        "event": hooks.event.pk if hooks.event else None,
        "mechanism": hooks.mechanism.pk if hooks.mechanism else None,
        "session_number": hooks.session_number,
        "follows": hooks.follows.pk if hooks.follows else None,
    }


def build_review_terms(review_on: datetime.date) -> dict[str, Any]:
    """Build the terms of a request with a review date."""
    return {"review_on": review_on.isoformat()}


def load_dependencies(keys: Mapping[str, Any], user: User) -> Dependencies:
    """Load what a requested deadline depends on, by its keys; raise `Refused` for what the person may not
    read.
    """
    follows = _load(Commitment, keys.get("follows"), user)
    if follows is not None and follows.state == CommitmentState.DRAFT:
        raise Refused(
            _("A deadline cannot be calculated from a draft. Select another commitment."), "needs_terms"
        )
    return Dependencies(
        event=_load(Meeting, keys.get("event"), user),
        mechanism=_load(Mechanism, keys.get("mechanism"), user),
        session_number=keys.get("session_number"),
        follows=follows,
    )


def _load(model: Any, pk: Any, user: User) -> Any:
    if pk is None:
        return None
    if (found := policy.readable_by(model.objects.all(), user).filter(pk=pk).first()) is not None:
        return found
    raise Refused(_("The linked record was not found. Select a record again."), "needs_terms")


def select_meeting(
    hooks: Dependencies,
    records: DeadlineRecords,
    *,
    held_on: datetime.date | None,
    own: int | None = None,
    level: int,
) -> Dependencies:
    """Find the meeting that a deadline depends on: keep the one that still fits, else take the awaited
    session.

    The next session is the first recorded after the meeting on `held_on` (`own`), a numbered one the one with
    that number. A session classified above `level` is ignored: its day would reveal it. A cancelled meeting
    is replaced by the next of its mechanism.
    """
    event, mechanism, floor = hooks.event, hooks.mechanism, None
    if event is not None and event.state in CALLED_OFF_STATES:
        mechanism, floor = mechanism or event.mechanism, event.session_number
        if mechanism is None:
            return hooks
        event = None
    if event is not None and mechanism is not None:
        is_other = hooks.session_number not in (None, event.session_number)
        if event.mechanism_id != mechanism.pk or is_other:
            event = None
    if event is None and mechanism is not None:
        rows = records.sessions_of(mechanism)
        listed = [row for row in rows if row.pk != own and row.classification <= level]
        event = _session(listed, hooks.session_number, held_on, floor)
    return replace(hooks, event=event, mechanism=mechanism)


def _session(
    listed: Sequence[Meeting], number: int | None, held_on: datetime.date | None, floor: int | None
) -> Meeting | None:
    """Choose among a mechanism's sessions, in the order of their days."""
    if number is not None:
        return next((row for row in listed if row.session_number == number), None)
    for row in listed:
        is_later = (
            row.state in UPCOMING_STATES if row.held_on is None or held_on is None else row.held_on > held_on
        )
        if is_later and (floor is None or row.session_number is None or row.session_number >= floor):
            return row
    return None


def day_of(event: Meeting | None) -> datetime.date | None:
    """Return the day of an event; None where it has none, or will not take place."""
    return event.held_on if event is not None and event.state not in CALLED_OFF_STATES else None


def check_dependencies(commitment: Commitment, spec: DeadlineSpec, hooks: Dependencies, by: User) -> None:
    """Raise `Refused` where the deadline cannot follow what was chosen."""
    if hooks.session_number is not None and hooks.mechanism is None:
        raise Refused(_("Select the mechanism of the session."), "hook")
    if hooks.mechanism is not None and hooks.mechanism.country_id != commitment.country_id:
        raise Refused(ELSEWHERE, "hook")
    if hooks.names_event and not may_follow_event(spec):
        raise Refused(
            _(
                "This wording does not depend on a meeting. Clear the selection, or enter a deadline "
                "before or after the meeting."
            ),
            "hook",
        )
    if hooks.event is not None:
        _check_event(commitment, hooks.event, by)
    if hooks.follows is not None:
        _check_follows(commitment, hooks.follows, by)
        if spec.count is None or spec.kind != "relative":
            raise Refused(
                _(
                    "Only a period, for example “within 30 days”, can follow another commitment. Enter a "
                    "period."
                ),
                "hook",
            )


def may_follow_event(spec: DeadlineSpec) -> bool:
    """Return whether the wording allows a dependency on an event: it names one, or a length of time."""
    is_length = spec.kind == "relative" and spec.count is not None
    return spec.kind == "event" or spec.ask in WHICH_EVENT or is_length


def _check_event(commitment: Commitment, event: Meeting, by: User) -> None:
    write_rules.require_permission(policy.can_read(by, event))
    if event.country_id != commitment.country_id:
        raise Refused(ELSEWHERE, "hook")
    is_standing = commitment.deadline is not None and commitment.deadline.event_id == event.pk
    if event.state in CALLED_OFF_STATES and not is_standing:
        raise Refused(_("This meeting will not take place. Select another meeting."), "hook")
    if event.classification > commitment.classification:
        raise Refused(HIGHER, "hook")


def _check_follows(commitment: Commitment, other: Commitment, by: User) -> None:
    write_rules.require_permission(policy.can_read(by, other))
    if other.country_id != commitment.country_id:
        raise Refused(ELSEWHERE, "hook")
    if other.state in HIDDEN_STATES:
        raise Refused(
            _("This commitment has been removed from all lists. Select another commitment."), "hook"
        )
    if other.classification > commitment.classification:
        raise Refused(HIGHER, "hook")
    passed: Commitment | None = other
    while passed is not None:
        if passed.pk == commitment.pk:
            raise Refused(
                _(
                    "The deadlines of the two commitments would depend on each other. Select another "
                    "commitment."
                ),
                "loop",
            )
        passed = passed.deadline.follows if passed.deadline is not None else None


@dataclass(frozen=True, slots=True)
class Context:
    """All facts from which a deadline is resolved, besides its specification.

    `today` is the day of recording; `owner` the calendar of the side that owes it, `partner` that of the
    other side. `start_date` is the day its clock started where that is not the meeting, `event_on` the day of
    the event it depends on, `previous_on` the due day of the previous occurrence. `review_on` is the review
    date that the officer chose for a deadline without a date.
    """

    today: datetime.date
    owner: Calendar
    partner: Calendar | None = None
    is_joint: bool = False
    held_on: datetime.date | None = None
    dependencies: Dependencies = NO_HOOKS
    event_on: datetime.date | None = None
    start_date: datetime.date | None = None
    previous_on: datetime.date | None = None
    condition: str = ""
    condition_met_on: datetime.date | None = None
    review_on: datetime.date | None = None


def build_context(
    *,
    owed_by: str,
    partner: str,
    held_on: datetime.date | None,
    today: datetime.date,
    hooks: Dependencies = NO_HOOKS,
    condition: str = "",
    condition_met_on: datetime.date | None = None,
    start_date: datetime.date | None = None,
    previous_on: datetime.date | None = None,
    review_on: datetime.date | None = None,
    own: int | None = None,
    level: int = Classification.RESTRICTED,
    records: DeadlineRecords | None = None,
) -> Context:
    """Build the context of one side's obligation from a meeting held on a day, or undated.

    `partner` is the partner's ISO code, `own` the key of the meeting, `start_date` the day the clock started,
    where neither the meeting nor a completed commitment starts it. Sessions classified above `level`, the
    classification of the commitment, are ignored. `records` caches calendars and sessions for many deadlines.
    """
    records = records or DeadlineRecords()
    hooks = select_meeting(hooks, records, held_on=held_on, own=own, level=level)
    if start_date is None and hooks.follows is not None and hooks.follows.state in COMPLETED_STATES:
        start_date = hooks.follows.closed_on
    ours, theirs = records.calendar(settings.HOME_COUNTRY), records.calendar(partner)
    owner, other = (theirs, ours) if owed_by == OwedBy.THEIRS else (ours, theirs)
    return Context(
        today=today,
        owner=owner,
        partner=other,
        is_joint=owed_by == OwedBy.JOINT,
        held_on=held_on,
        dependencies=hooks,
        event_on=day_of(hooks.event),
        start_date=start_date,
        previous_on=previous_on,
        condition=condition,
        condition_met_on=condition_met_on,
        review_on=review_on,
    )


def load_context(
    commitment: Commitment,
    spec: DeadlineSpec,
    hooks: Dependencies,
    *,
    today: datetime.date,
    review_on: datetime.date | None = None,
    previous_on: datetime.date | None = None,
    start_date: datetime.date | None = None,
    records: DeadlineRecords | None = None,
    meeting: Meeting | None = None,
) -> Context:
    """Load what is known now about a commitment's deadline, whatever it resolved to before.

    `start_date` is the day its clock starts, where that does not come from the records; `meeting` its own
    meeting as loaded in this transaction, otherwise it is loaded and locked.
    """
    own = meeting
    if own is None:
        own, hooks = _lock_dependencies(commitment, hooks)
    before = occurrence_before(commitment)
    return build_context(
        owed_by=commitment.owed_by,
        partner=commitment.country.iso,
        held_on=own.held_on,
        today=today,
        hooks=hooks,
        condition=commitment.condition,
        condition_met_on=commitment.condition_met_on,
        start_date=start_date or _started(commitment, spec, hooks, commitment.deadline or before),
        previous_on=previous_on or (before.due_on if before else None),
        review_on=review_on,
        own=own.pk,
        level=commitment.classification,
        records=records,
    )


def _lock_dependencies(commitment: Commitment, hooks: Dependencies) -> tuple[Meeting, Dependencies]:
    """Read again what the dates depend on, and lock it."""
    own = commitment.outcome.meeting_id
    keys = {own, hooks.event.pk if hooks.event else own}
    rows = Meeting.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    found = {row.pk: row for row in rows}
    mechanism = hooks.mechanism
    if mechanism is not None:
        mechanism = Mechanism.objects.select_for_update().get(pk=mechanism.pk)
    event = found[hooks.event.pk] if hooks.event else None
    follows = hooks.follows
    if follows is not None:
        # With the item itself, which is written next: what is held is held in one order.
        items = Commitment.objects.select_for_update(no_key=True).order_by("pk")
        follows = {row.pk: row for row in items.filter(pk__in={follows.pk, commitment.pk})}[follows.pk]
    return found[own], Dependencies(event, mechanism, hooks.session_number, follows)


def _started(
    commitment: Commitment, spec: DeadlineSpec, hooks: Dependencies, standing: Deadline | None
) -> datetime.date | None:
    """Return the day on which the clock started, where the meeting does not start it.

    `standing` is the version so far, or that of the previous occurrence: its day stays while the wording
    does.
    """
    if hooks.follows is not None:
        return hooks.follows.closed_on if hooks.follows.state in COMPLETED_STATES else None
    if (spec.anchor == "meeting" and spec.kind != "event") or hooks.names_event:
        return None
    if standing is not None and standing.start_date is not None and standing.follows_id is None:
        said = spec_of(standing)
        if (said.kind, said.anchor, said.event) == (spec.kind, spec.anchor, spec.event):
            return standing.start_date
    if spec.anchor == "acceptance" and commitment.state not in NOT_YET_ACCEPTED:
        leads = Responsibility.objects.filter(commitment=commitment, role=LeadRole.LEAD)
        owing = leads.filter(side__in=OWING_SIDES[OwedBy(commitment.owed_by)])
        last: datetime.date | None = owing.aggregate(last=Max("accepted_on"))["last"]
        return last
    return None


def occurrence_before(commitment: Commitment) -> Deadline | None:
    """Find the version with the regular due day of the previous occurrence; None where there is none.

    A version that moved only that occurrence to another day does not affect the next one.
    """
    origin = commitment.origin
    if commitment.origin_kind != Origin.OCCURRENCE or origin is None:
        return None
    standing = origin.deadline
    if standing is not None and standing.every and standing.due_on:
        return standing
    regular = origin.deadlines(manager="objects").filter(due_on__isnull=False).exclude(every="")
    return regular.order_by("-number").first()


def same_occurrence(commitment: Commitment, standing: Deadline) -> datetime.date | None:
    """Return a day half a period before the current occurrence, so that calculating again finds the same one.

    The previous occurrence may be closed, and is then not calculated again. None for the first of a series.
    """
    if commitment.origin_kind != Origin.OCCURRENCE or not standing.every or standing.due_on is None:
        return None
    return standing.due_on - (add_duration(standing.due_on, standing.every) - standing.due_on) // 2
