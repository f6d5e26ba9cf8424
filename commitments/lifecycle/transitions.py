"""Steps of the life cycle: checked, written if the old state is unchanged, and audited.

Also who owes a commitment, which steps it may take now and why not, who may take part on which side, and the
day of the last contact, copied to the commitment with every report or acceptance.
"""

import datetime
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, write_rules
from commitments.deadlines.context import NO_HOOKS, Dependencies
from commitments.enums import (
    CLOSED_STATES,
    HIDDEN_STATES,
    MOVABLE_STATES,
    OWING_SIDES,
    TRANSITIONS,
    Actor,
    CommitmentState,
    LeadRole,
    Nature,
    Origin,
    OwedBy,
    Side,
    Step,
)
from commitments.errors import Refused, build_closed
from commitments.models import Commitment, Meeting, Ministry, Official, Responsibility, User, leads_of
from commitments.models.commitments import TITLE_LETTERS
from commitments.records import edits

# What a head decides, and a second person of the desk: others ask for it.
REQUESTED_STEPS = frozenset(step for step, row in TRANSITIONS.items() if row.by in {Actor.HEAD, Actor.SECOND})
FORBIDDEN = {
    Actor.DESK: _("Only the desk can take this step. Contact the desk."),
    Actor.OWNER: _("Only the lead ministry or the desk can take this step. Contact the desk."),
    Actor.VALIDATOR: _(
        "Only the validator can take this step. If no validator is named, only the head of desk can "
        "take this step."
    ),
    Actor.HEAD: _("The head of desk must decide this at the request of the desk. Contact the desk."),
    Actor.SECOND: _(
        "Two people at the desk must take this step: one requests it, and the other "
        "decides. Contact the desk."
    ),
}


def owing_sides(commitment: Commitment) -> tuple[Side, ...]:
    """Return the owing sides; a joint commitment has both."""
    return OWING_SIDES[OwedBy(commitment.owed_by)]


def owing_leads(commitment: Commitment) -> list[Responsibility]:
    """List the lead of each owing side, ours first."""
    sides = owing_sides(commitment)
    leads = [part for part in leads_of(commitment) if part.side in sides]
    return sorted(leads, key=lambda lead: lead.side != Side.OURS)


def sides_without_lead(commitment: Commitment) -> list[Side]:
    """List the owing sides for which no lead ministry is named, ours first: they cannot accept."""
    named = {lead.side for lead in owing_leads(commitment) if lead.ministry_id is not None}
    return [side for side in owing_sides(commitment) if side not in named]


def list_awaited_leads(commitment: Commitment) -> list[Responsibility]:
    """List the owing leads whose acceptance, or whose report, is pending."""
    if commitment.state == CommitmentState.PROPOSED:
        return [lead for lead in owing_leads(commitment) if lead.accepted_on is None]
    if commitment.state in {CommitmentState.ACCEPTED, CommitmentState.IN_PROGRESS}:
        return [lead for lead in owing_leads(commitment) if lead.reported_on is None]
    return []


def why_not(
    commitment: Commitment, step: Step, user: User, acts: write_rules.Acts | None = None
) -> Refused | None:
    """Explain why the step cannot be taken now, or return None where it can.

    The reasons come in the order in which a person can correct them: state, role, what is missing. Code "ask"
    means that the person may request the step, and another decides. `acts` is the result of
    `write_rules.build_acts`, where it is known already.
    """
    if commitment.state not in TRANSITIONS[step].sources:
        return Refused(TRANSITIONS[step].explanation, "wrong_state")
    acts = acts or write_rules.build_acts(user, commitment)
    return _forbidden(step, acts) or why_not_yet(commitment, step, user)


def _forbidden(step: Step, acts: write_rules.Acts) -> Refused | None:
    """Explain that the role does not allow it, and whether the person may request it."""
    actor = TRANSITIONS[step].by
    allowed = acts(actor)
    if allowed and actor != Actor.SECOND:
        return None
    if actor == Actor.SECOND and allowed:
        return Refused(_("A second person at the desk must decide this. Send a request."), "ask")
    if actor == Actor.HEAD and acts(Actor.DESK):
        return Refused(_("The head of desk must decide this. Send a request."), "ask")
    return Refused(FORBIDDEN[actor], "forbidden")


def why_not_yet(commitment: Commitment, step: Step, user: User) -> Refused | None:
    """Explain what the record still lacks for a step, whoever takes it; None where nothing."""
    is_continuing = commitment.nature == Nature.ONGOING
    match step:
        case Step.ACCEPT | Step.DECLINE | Step.REDRAFT if commitment.is_countered:
            return Refused(
                _("A counter-proposal is pending. Accept or reject it first, or withdraw your own."),
                "countered",
            )
        case Step.PROPOSE if len(owing_leads(commitment)) < len(owing_sides(commitment)):
            return Refused(
                _("Name a lead ministry for each responsible side first, or select “not stated”."),
                "needs_lead",
            )
        case Step.FULFIL | Step.FULFIL_IN_PART:
            return _why_not_fulfil(commitment, user)
        case Step.CONCLUDE if not is_continuing:
            return Refused(
                _("Only an ongoing commitment can be concluded. Confirm a one-off commitment as fulfilled."),
                "discrete",
            )
        case Step.OVERTAKE if not is_continuing:
            return Refused(
                _(
                    "Only an ongoing commitment can be closed as overtaken by events. Supersede or "
                    "discontinue a one-off commitment."
                ),
                "discrete",
            )
        case Step.REPORT if is_continuing:
            return Refused(
                _("An ongoing commitment cannot be reported as complete. Conclude it instead."), "continuing"
            )
        case Step.REOPEN | Step.ENTER_IN_ERROR:
            return _why_not_with_a_rest(commitment, user)
    return None


def _why_not_fulfil(commitment: Commitment, user: User) -> Refused | None:
    if any(lead.reported_by_id == user.pk for lead in owing_leads(commitment)):
        return Refused(_("You made this report. Another person must confirm it."), "own_report")
    if not commitment.evidence(manager="objects").exists():
        return Refused(
            _("Add evidence first. The number and date of a document are enough."), "needs_evidence"
        )
    return None


def _why_not_with_a_rest(commitment: Commitment, user: User) -> Refused | None:
    """Explain that its successor continues what was left open: reopening would count it twice."""
    rest = (
        commitment.successors(manager="objects")
        .filter(origin_kind=Origin.REMAINDER)
        .exclude(state__in=HIDDEN_STATES)
        .first()
    )
    if rest is None:
        return None
    if policy.can_read(user, rest):
        return Refused(
            _("The remainder is a separate commitment, %(reference)s. Change that commitment.")
            % {"reference": rest.reference},
            "has_rest",
        )
    return Refused(_("The remainder is a separate commitment. Change that commitment."), "has_rest")


def check_and_lock(
    commitment: Commitment, step: Step, user: User, *, beside: Commitment | None = None
) -> None:
    """Raise the refusal that `why_not` finds; otherwise hold the row until the transaction ends.

    Two leads who accept at once come one after the other, so that the second sees the first.
    """
    refusal = why_not(commitment, step, user)
    if refusal is not None:
        is_closed = refusal.code == "forbidden" and write_rules.find_closure(commitment) is not None
        raise build_closed() if is_closed else refusal
    lock(commitment, beside=beside)


def lock(commitment: Commitment, *, beside: Commitment | None = None, hooks: Dependencies = NO_HOOKS) -> None:
    """Lock the row, and another beside it, until the transaction ends; refuse where it changed meanwhile.

    `hooks` is what its deadline follows or shall follow: what is counted from is locked before what counts.
    """
    _lock([commitment], [] if beside is None else [beside], hooks)


def lock_all(commitments: Sequence[Commitment]) -> None:
    """Lock the rows until the transaction ends; refuse where one changed meanwhile."""
    _lock(commitments, [], NO_HOOKS)


def lock_dependencies(
    meetings: Iterable[int], hooks: Iterable[Dependencies], items: Iterable[int] = ()
) -> dict[int, int]:
    """Lock meetings by key, with those that deadlines depend on, then items with those they depend on.

    Meetings are locked first, as when one is moved with all its dependents, and all items at once in one
    order, to prevent deadlocks. Returns the versions of the items by their keys.
    """
    named = list(hooks)
    keys = {*meetings, *(one.event.pk for one in named if one.event is not None)}
    list(Meeting.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))
    wanted = {*items, *(one.follows.pk for one in named if one.follows is not None)}
    if not wanted:
        return {}
    held = Commitment.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    return dict(held.values_list("pk", "version"))


def _lock(seen: Sequence[Commitment], beside: Sequence[Commitment], hooks: Dependencies) -> None:
    """Lock rows with what they count from and what counts from them: an end starts or stops those clocks.

    What begins to count from one of them in this very moment is locked only after it.
    """
    rows = [*seen, *beside]
    standing = [row.deadline for row in rows if row.deadline is not None]
    meetings = {row.outcome.meeting_id for row in rows}
    meetings |= {one.event_id for one in standing if one.event_id is not None}
    counting = Commitment.objects.filter(deadline__follows__in=seen, state__in=MOVABLE_STATES).order_by()
    items = {row.pk for row in rows} | {one.follows_id for one in standing if one.follows_id is not None}
    versions = lock_dependencies(meetings, [hooks], {*items, *counting.values_list("pk", flat=True)})
    if any(versions.get(row.pk) != row.version for row in seen):
        raise edits.changed_meanwhile()


def apply(
    commitment: Commitment,
    step: Step,
    *,
    by: User,
    now: datetime.datetime,
    reason: str = "",
    also: Mapping[str, Any] | None = None,
    target: CommitmentState | None = None,
) -> Commitment:
    """Write the target state of the step, or the other one that the table allows, with `also`."""
    state = target or TRANSITIONS[step].target
    values: dict[str, Any] = {"state": state, "closed_on": None}
    if state in CLOSED_STATES:
        values["closed_on"] = timezone.localdate(now)
    values |= also or {}
    return edits.change_record(
        commitment,
        values,
        by=by,
        now=now,
        action=step.value,
        reason=reason,
        where={"state": commitment.state},
    )


def day_of(on: datetime.date | None, now: datetime.datetime) -> datetime.date:
    """Return the day of an act: that of its document, never a future one, or today."""
    today = timezone.localdate(now)
    if on is not None and on > today:
        raise Refused(_("Enter today’s date or an earlier date for the document."), "future")
    return on or today


def need_title(title: str, *, stood: str = "") -> str:
    """Return the short title of the remaining part in its stored form; raise `Refused` where it is empty
    or too long.
    """
    said = short_title(title, stood=stood)
    if not said:
        raise Refused(_("Enter a short title for the remainder."), "needs_title")
    return said


def short_title(title: str, *, stood: str = "") -> str:
    """Return a short title in its stored form; raise `Refused` where it is too long for its chart, unless
    unchanged.

    Letters are counted as they are read: a combining accent or a part of a syllable is none.
    """
    said, stood = (unicodedata.normalize("NFC", text.strip()) for text in (title, stood))
    letters = len(said)
    if letters > TITLE_LETTERS and said != stood:
        raise Refused(
            _("A short title can have up to %(most)s characters. This one has %(count)s. Shorten it.")
            % {"most": TITLE_LETTERS, "count": letters},
            "long_title",
        )
    return said


def shorten_clause(clause: str) -> str:
    """Return the beginning of a clause, to the last whole word that fits, as a short title."""
    words = " ".join(clause.split()).rstrip(".")
    if len(words) <= TITLE_LETTERS:
        return words
    cut = words[: TITLE_LETTERS - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"


@dataclass(frozen=True, slots=True)
class OwnerPart:
    """The part of one ministry in a commitment; no ministry means "not stated"."""

    side: Side
    ministry: Ministry | None = None
    role: LeadRole = LeadRole.LEAD
    official: Official | None = None


def check_side(side: str, partner: int, named: Ministry | Official) -> None:
    """Refuse a ministry or an official of the other side, or of another country; `partner` is the key."""
    is_home = named.country.iso == settings.HOME_COUNTRY
    if is_home if side == Side.THEIRS else not is_home:
        raise Refused(
            _(
                "The selected side and the selected official or ministry do not match. Select an "
                "official or ministry of that side."
            ),
            "country",
        )
    if side == Side.THEIRS and named.country_id != partner:
        raise Refused(
            _("The selected official or ministry belongs to another country. Select one of the partner."),
            "country",
        )


def check_official(side: str, partner: int, official: Official, ministry: Ministry | None) -> None:
    """Refuse an official of the other side, of another country, or of another ministry than the one named."""
    check_side(side, partner, official)
    if official.ministry_id and (ministry is None or official.ministry_id != ministry.pk):
        raise Refused(
            _("This official belongs to another ministry. Select an official of the selected ministry."),
            "other_ministry",
        )


def check_parts(parts: Sequence[OwnerPart], partner: int) -> None:
    """Refuse parts that one commitment cannot have: of another side, or a ministry or a lead named twice."""
    ministries = [part.ministry.pk for part in parts if part.ministry is not None]
    if len(ministries) > len(set(ministries)):
        raise Refused(_("A ministry can have only one role in a commitment. Name it once."), "named_twice")
    leads = [part.side for part in parts if part.role == LeadRole.LEAD]
    if len(leads) > len(set(leads)):
        raise Refused(_("Each side can have only one lead ministry. Select one."), "two_leads")
    for part in parts:
        if part.ministry is not None:
            check_side(part.side, partner, part.ministry)
        if part.official is not None:
            check_official(part.side, partner, part.official, part.ministry)


def update_last_contact(*commitments: Commitment) -> None:
    """Copy to each the day of the last report, or else of the last acceptance; the caller has locked the
    rows.

    The history has both already: the copy has no history row, and makes no new version.
    """
    accepted = Responsibility.objects.filter(
        commitment=OuterRef("pk"), role=LeadRole.LEAD, accepted_on__isnull=False
    ).order_by("-accepted_on")
    last = Subquery(accepted.values("accepted_on")[:1])
    keys = [commitment.pk for commitment in commitments]
    Commitment.objects.filter(pk__in=keys).update(last_contact_on=Coalesce("health_on", last))
