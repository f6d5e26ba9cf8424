"""What a deadline may depend on, and how all dependents of a meeting are resolved again together."""

import datetime
from collections.abc import Callable, Iterable, Iterator

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, write_rules
from commitments.deadlines.context import OFF, WHICH_EVENT, DeadlineRecords, Dependencies
from commitments.deadlines.explanation import Remark, build_remark
from commitments.deadlines.versions import (
    MOVABLE,
    VersionReason,
    VersionTerms,
    append_all,
    build_version,
    hooks_of,
    same_occurrence,
    says_the_same,
    spec_of,
    terms_of,
)
from commitments.enums import HIDDEN_STATES, MoveReason
from commitments.errors import Refused
from commitments.language.phrases.specification import DeadlineSpec
from commitments.models import Commitment, Deadline, Meeting, User

HIGHER = _(
    "What this would follow is marked higher than the item itself, and its date would betray it. Raise the "
    "item's marking first."
)
ELSEWHERE = _("This belongs to another partner. Choose one of the same partner.")


def check_dependencies(commitment: Commitment, spec: DeadlineSpec, hooks: Dependencies, by: User) -> None:
    """Raise `Refused` where the deadline cannot follow what was chosen."""
    if hooks.session_number is not None and hooks.mechanism is None:
        raise Refused(_("Choose the mechanism whose session is meant."), "hook")
    if hooks.mechanism is not None and hooks.mechanism.country_id != commitment.country_id:
        raise Refused(ELSEWHERE, "hook")
    if hooks.names_event and not may_follow_event(spec):
        raise Refused(
            _("These words follow no meeting. Leave it out, or write what is due before or after it."), "hook"
        )
    if hooks.event is not None:
        _check_event(commitment, hooks.event, by)
    if hooks.follows is not None:
        _check_follows(commitment, hooks.follows, by)
        if spec.count is None or spec.kind != "relative":
            raise Refused(
                _("Only a length of time, such as “within 30 days”, counts from another commitment."), "hook"
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
    if event.state in OFF and not is_standing:
        raise Refused(_("This meeting will not take place. Choose another."), "hook")
    if event.classification > commitment.classification:
        raise Refused(HIGHER, "hook")


def _check_follows(commitment: Commitment, other: Commitment, by: User) -> None:
    write_rules.require_permission(policy.can_read(by, other))
    if other.country_id != commitment.country_id:
        raise Refused(ELSEWHERE, "hook")
    if other.state in HIDDEN_STATES:
        raise Refused(_("This item is no longer on any list. Choose another."), "hook")
    if other.classification > commitment.classification:
        raise Refused(HIGHER, "hook")
    passed: Commitment | None = other
    while passed is not None:
        if passed.pk == commitment.pk:
            raise Refused(_("Each of these would wait for the other. Choose another item."), "loop")
        passed = passed.deadline.follows if passed.deadline is not None else None


IDS_AT_ONCE = 2000
# What is read with every dependent, so that their number adds no queries.
READ_WITH = (
    "country",
    "outcome__meeting",
    "deadline__event__mechanism",
    "deadline__mechanism",
    "deadline__follows",
    "origin__deadline",
)
Reasons = Callable[[Commitment, Deadline, VersionTerms], VersionReason]


def resolve_again(
    keys: Iterable[int],
    why: Reasons,
    *,
    by: User | None,
    now: datetime.datetime,
    world: DeadlineRecords | None = None,
    anchor_on: datetime.date | None = None,
) -> int:
    """Resolve the current deadlines of these commitments again; write a version where a date changed.

    The rows are locked before they are read, so that changes by others are included, and concurrent ones are
    refused. Returns how many changed.
    """
    world, today, count = world or DeadlineRecords(), timezone.localdate(now), 0
    for rows in lock_movable(keys):
        written = []
        for row in rows:
            standing = row.deadline
            if standing is None:
                continue
            terms = _again(row, standing, world, today, anchor_on)
            if not says_the_same(standing, terms):
                number = standing.number + 1
                written.append(
                    build_version(row, terms, why(row, standing, terms), number=number, by=by, now=now)
                )
        append_all(written, by=by, now=now)
        count += len(written)
    return count


def lock_movable(keys: Iterable[int]) -> Iterator[list[Commitment]]:
    """Lock commitments that still may move, some at a time and always in one order, and read them."""
    wanted = sorted(set(keys))
    for start in range(0, len(wanted), IDS_AT_ONCE):
        some = wanted[start : start + IDS_AT_ONCE]
        rows = Commitment.objects.filter(pk__in=some).order_by("pk")
        # Read by a statement of its own: one that waited for a lock would join to what stood before.
        held = list(rows.select_for_update(no_key=True).values_list("pk", flat=True))
        yield list(
            Commitment.objects.filter(pk__in=held, state__in=MOVABLE)
            .select_related(*READ_WITH)
            .order_by("pk")
        )


def _again(
    row: Commitment,
    standing: Deadline,
    world: DeadlineRecords,
    today: datetime.date,
    anchor_on: datetime.date | None,
) -> VersionTerms:
    """Resolve a current deadline with what is known now; an upcoming review date stays."""
    review_on = row.review_on if row.review_on is not None and row.review_on >= today else None
    return terms_of(
        row,
        spec_of(standing),
        hooks_of(standing),
        today=today,
        review_on=review_on,
        previous_on=same_occurrence(row, standing),
        anchor_on=anchor_on,
        world=world,
        meeting=row.outcome.meeting,
    )


@transaction.atomic
def follow_meeting(
    meeting: Meeting, *, was_on: datetime.date | None, by: User | None, now: datetime.datetime
) -> int:
    """Update everything that depends on a meeting; return how many deadlines changed.

    Called when its day, mechanism, session number or state has changed, and when it was planned: `was_on` is
    its previous day. Deadlines that depend on it, count from it, or wait for a session of its mechanism are
    resolved again; each changed one gets a version with the cause, in the caller's transaction.
    """
    rows = Commitment.objects.filter(state__in=MOVABLE).order_by().values_list("pk", flat=True)
    # Three questions, each on an index of its own, in place of one that could use none.
    keys = {*rows.filter(deadline__event=meeting), *rows.filter(outcome__meeting=meeting)}
    if meeting.mechanism_id is not None and meeting.state not in OFF:
        keys |= {*rows.filter(deadline__mechanism=meeting.mechanism_id, deadline__event__isnull=True)}

    def why(row: Commitment, standing: Deadline, terms: VersionTerms) -> VersionReason:
        return VersionReason(MoveReason.EVENT_MOVED, cause=_cause(meeting, was_on, standing, terms))

    return resolve_again(keys, why, by=by, now=now)


def _cause(meeting: Meeting, was_on: datetime.date | None, standing: Deadline, terms: VersionTerms) -> Remark:
    """Return what happened to the meeting, from the view of the dependent deadline."""
    before = standing.event_id == meeting.pk
    after = terms.hooks.event is not None and terms.hooks.event.pk == meeting.pk
    if before and meeting.state in OFF:
        return build_remark("event_cancelled")
    if before and not after:
        return build_remark("session_other")
    if after and not before:
        return _dated("session", None, meeting.held_on)
    return _dated("event" if before else "meeting", was_on, meeting.held_on)


def _dated(what: str, was_on: datetime.date | None, is_on: datetime.date | None) -> Remark:
    """Return the values of the day before and the day now, where there is one."""
    if is_on is None:
        return build_remark(f"{what}_undated", **({"start": was_on} if was_on else {}))
    if was_on is None:
        return build_remark(f"{what}_planned" if what == "session" else f"{what}_dated", day=is_on)
    return build_remark(f"{what}_moved", start=was_on, day=is_on)
