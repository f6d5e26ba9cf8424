"""A commitment as shown in a row: owners of both sides, the due day as agreed and the current one."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.deadlines.explanation import Remark
from commitments.deadlines.versions import Slips, count_slips
from commitments.enums import (
    CLOSED_STATES,
    HIDDEN_STATES,
    OWING_SIDES,
    CommitmentState,
    DeadlineKind,
    Health,
    LeadRole,
    OwedBy,
    Side,
)
from commitments.models import Commitment, Deadline, Responsibility

# Kinds whose promise is a day; the others are shown in their own words, never as a day they do not give.
DATED = frozenset({DeadlineKind.FIXED, DeadlineKind.RELATIVE, DeadlineKind.RECURRING})


# The remark of a deadline that lies before the meeting.
BEFORE_MEETING = "before_meeting"
# What is asked while a condition is unmet: it waits, and nobody has to decide.
UNMET = "unmet"
# The remark of a deadline whose event has no day yet.
EVENT_UNKNOWN = "event_unknown"


@dataclass(frozen=True, slots=True)
class OwnerShown:
    """The lead of one side; an empty name is "not stated", or no owner on the receiving side."""

    side: Side
    code: str
    name: str
    full_name: str
    is_owing: bool


@dataclass(frozen=True, slots=True)
class DueShown:
    """Line 1 is the promise, line 2 its current meaning; `moved` is how far it slipped."""

    promise: str
    now: str
    is_late: bool
    kind: str
    moved: str
    date: datetime.date | None


@dataclass(frozen=True, slots=True)
class ItemShown:
    """One commitment in a list."""

    pk: int
    reference: str
    title: str
    state: CommitmentState
    health: Health
    owners: tuple[OwnerShown, ...]
    due: DueShown
    is_editable: bool = False
    # Why the deadline is left to the officer.
    ask: str = ""

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED_STATES

    @property
    def lacks_owner(self) -> bool:
        return any(owner.is_owing and not owner.name for owner in self.owners)


def format_owners(
    commitment: Commitment, parts: Iterable[Responsibility], partner: str
) -> tuple[OwnerShown, ...]:
    """Name the leads: who owes first, then who receives, a side alone where it has none."""
    owners = []
    for part in parts:
        if part.role != LeadRole.LEAD:
            continue
        side = Side(part.side)
        owners.append(
            OwnerShown(
                side=side,
                code=settings.HOME_COUNTRY if side == Side.OURS else partner,
                name=part.ministry.label if part.ministry else "",
                full_name=str(part.ministry or ""),
                is_owing=side in OWING_SIDES[OwedBy(commitment.owed_by)],
            )
        )
    if len(owners) == 1 and owners[0].is_owing and commitment.owed_by != OwedBy.JOINT:
        receives = Side.THEIRS if owners[0].side == Side.OURS else Side.OURS
        code = settings.HOME_COUNTRY if receives == Side.OURS else partner
        owners.append(OwnerShown(receives, code, "", "", is_owing=False))
    return tuple(sorted(owners, key=lambda owner: (not owner.is_owing, owner.side != Side.OURS)))


def build_due(
    commitment: Commitment, today: datetime.date, versions: Sequence[Deadline] | None = None
) -> DueShown:
    """Return the due day in its two lines. The commitment's deadlines must have been loaded with it.

    `versions` is the whole chain, in order; without it the badge shows how far, not how often.
    """
    deadline = commitment.deadline
    kind = deadline.kind if deadline else DeadlineKind.NONE
    due_on = commitment.due_on
    wording = deadline.wording if deadline else ""
    day = due_on if kind in DATED or not wording else None
    promise = date_format(day) if day else wording or _("no date")
    return DueShown(
        promise=promise,
        now=_now(commitment, kind, today),
        is_late=commitment.is_overdue(today),
        kind=str(DeadlineKind(kind).label),
        moved=format_moves(commitment, versions),
        date=due_on,
    )


def format_window(kind: str, first: datetime.date | None, last: datetime.date) -> str:
    """Return the day of a deadline; for an approximate one its window, since no day was promised."""
    if kind == DeadlineKind.APPROXIMATE and first is not None and first != last:
        return f"{date_format(first)} – {date_format(last)}"
    return date_format(last)


def _now(commitment: Commitment, kind: str, today: datetime.date) -> str:
    if commitment.state in CLOSED_STATES:
        closed = commitment.closed_on
        return _("closed %(date)s") % {"date": date_format(closed)} if closed else ""
    if commitment.state in HIDDEN_STATES:
        return ""
    late = commitment.days_late(today)
    if late:
        return ngettext("%(days)d day overdue", "%(days)d days overdue", late) % {"days": late}
    if commitment.due_on is None:
        review = commitment.review_on
        return _("review %(date)s") % {"date": date_format(review)} if review else ""
    left = (commitment.due_on - today).days
    if kind not in DATED:
        return _("by %(date)s at the latest") % {"date": date_format(commitment.due_on)}
    if left < 0:
        return ngettext("%(days)d day ago", "%(days)d days ago", -left) % {"days": -left}
    return ngettext("in %(days)d day", "in %(days)d days", left) % {"days": left} if left else _("today")


def format_moves(commitment: Commitment, versions: Sequence[Deadline] | None = None) -> str:
    """Return how often and how far the deadline slipped since it was first accepted; moves by events
    separately.
    """
    first, last = commitment.first_deadline, commitment.deadline
    if versions is not None:
        found = count_slips(versions, first) if first is not None else Slips()
        return _moved(found.count, found.days) if found.count else ""
    if first is None or last is None or first.due_on is None or last.due_on in (first.due_on, None):
        return ""
    return _moved(1, (last.due_on - first.due_on).days)


def _moved(times: int, days: int) -> str:
    values = {"times": times, "days": f"{days:+d}".replace("-", "−")}
    if times == 1:
        return ngettext("moved %(days)s day", "moved %(days)s days", abs(days)) % values
    moves = ngettext("moved %(times)d×, %(days)s day", "moved %(times)d×, %(days)s days", abs(days))
    return moves % values


def build_item_row(
    commitment: Commitment,
    parts: Iterable[Responsibility],
    *,
    partner: str,
    today: datetime.date,
    is_editable: bool = False,
    versions: Sequence[Deadline] | None = None,
) -> ItemShown:
    """Make the row of one commitment, read with its deadlines."""
    return ItemShown(
        pk=commitment.pk,
        reference=commitment.reference,
        title=commitment.title,
        state=CommitmentState(commitment.state),
        health=commitment.health_at(today),
        owners=format_owners(commitment, parts, partner),
        due=build_due(commitment, today, versions),
        is_editable=is_editable,
        ask=ask_of(commitment),
    )


def ask_of(commitment: Commitment) -> str:
    """Return why the deadline is left to the officer; empty where it is not, or nothing is owed any more."""
    standing = commitment.deadline
    if standing is None or commitment.state in CLOSED_STATES:
        return ""
    if standing.needs_officer:
        return (
            str(Remark.from_json(standing.needs_officer)) if standing.needs_officer["code"] != UNMET else ""
        )
    return _("Select the event. Until then, there is no due date.") if awaits_choice(standing) else ""


def awaits_choice(standing: Deadline) -> bool:
    """Return whether it names an event, and neither the event nor its day is recorded."""
    is_hooked = standing.event_id or standing.mechanism_id or standing.follows_id
    return standing.kind == DeadlineKind.EVENT and standing.due_on is None and not is_hooked


def no_reminders(state: str) -> str:
    """Return why there is no reminder yet, or no more."""
    if state in CLOSED_STATES:
        return _("None. The commitment needs no further action.")
    if state in {CommitmentState.DRAFT, CommitmentState.DECLINED}:
        return _("None yet. Reminders are scheduled when the commitment is sent to its owners.")
    return _("None scheduled in the next four months.")


def lies_before_meeting(commitment: Commitment) -> bool:
    """Return whether the deadline resolved to a day before the meeting at which it was agreed."""
    standing = commitment.deadline
    return standing is not None and any(step["code"] == BEFORE_MEETING for step in standing.explanation)
