"""The steps of a commitment: of each its address, what it asks, and the function of the life-cycle it is."""

from collections.abc import Callable
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commitments import deadlines, lifecycle
from commitments.api.writing import bodies
from commitments.api.writing import step_bodies as asked
from commitments.api.writing.actions import Action, Asker, WhyNot, by_acts, names
from commitments.api.writing.asking import ASKING, DATE, MOVED, ON_AUTHORITY, RESTS, WHY, ask, why_not_ask
from commitments.errors import Refused
from commitments.lifecycle import owners
from commitments.models import Commitment
from commitments.vocabulary import TRANSITIONS, Actor, Matter, Scope, Step

BY_WHOM = {
    Actor.DESK: _("By the desk."),
    Actor.OWNER: _("By the lead ministry, or the desk."),
    Actor.VALIDATOR: _("By the validating authority or, where none is named, the head of desk."),
    Actor.HEAD: _("By the head of desk or of division; others ask for it."),
    Actor.SECOND: _("By two persons of the desk: this asks, another one decides it at `/requests/`."),
}


def _step(
    step: Step,
    run: Callable[..., Any],
    body: type[bodies.Shape] | None = None,
    example: dict[str, Any] | None = None,
    why_not: WhyNot | None = None,
    **more: Any,
) -> Action:
    """Give a step of the life-cycle's own table, which says who takes it and from where."""
    row = TRANSITIONS[step]
    scope = Scope.REPORT if row.by == Actor.OWNER else Scope.RECORD
    meaning = format_lazy("{} {}", row.explanation, BY_WHOM[row.by])
    examples = {"As it may be sent": example} if example else {}
    return Action(
        step.value, step.label, meaning, run, why_not or _why_not(step), body, examples, scope, **more
    )


def _why_not(step: Step) -> WhyNot:
    return lambda item, asker: lifecycle.why_not(item, step, asker.person, asker.acts)


def _why_not_accept(item: Commitment, asker: Asker) -> Refused | None:
    return lifecycle.why_not_record_acceptance(item, asker.person, asker.acts)


def _why_not_reassign(item: Commitment, asker: Asker) -> Refused | None:
    return owners.why_not_reassign(item, asker.person, asker.acts)


def _fulfil_in_part(item: Commitment, *, deadline: dict[str, Any] | None, **values: Any) -> None:
    lifecycle.fulfil_in_part(item, **values, **(deadline or {}))


def _set_deadline(item: Commitment, *, deadline: dict[str, Any], **values: Any) -> None:
    deadlines.correct(item, **deadline, **values)


def _move(item: Commitment, *, deadline: dict[str, Any], move_reason: Any, **values: Any) -> None:
    deadlines.move(item, **deadline, reason=move_reason, **values)


def _name_owners(item: Commitment, *, responsibilities: Any, **values: Any) -> None:
    lifecycle.set_parts(item, responsibilities, **values)


OWNERS = [{"side": "ours", "role": "lead", "ministry": 4, "official": 12}]

ACTIONS = (
    _step(Step.PROPOSE, lifecycle.propose),
    _step(
        Step.ACCEPT,
        lifecycle.record_acceptance,
        asked.AcceptBody,
        {"side": "ours", "answer": "Letter 12/2026", "on": "2026-03-10"},
        _why_not_accept,
    ),
    _step(Step.DECLINE, lifecycle.decline, bodies.ReasonBody, {"reason": "It belongs to the coast guard."}),
    _step(Step.REDRAFT, lifecycle.redraft, bodies.ReasonBody, {"reason": "They propose other words."}),
    _step(Step.DISCARD, lifecycle.discard, asked.RemarkBody, {"reason": "Typed twice."}, may_go=True),
    _step(Step.START, lifecycle.start),
    _step(
        Step.REPORT,
        lifecycle.report,
        asked.ReportBody,
        {"side": "ours", "document": "Report 7/2026", "on": "2026-06-20"},
    ),
    _step(Step.SEND_BACK, lifecycle.send_back, bodies.ReasonBody, {"reason": "The list is missing."}),
    _step(Step.FULFIL, lifecycle.fulfil, asked.RemarkBody, {"reason": "Both copies are on file."}),
    _step(
        Step.FULFIL_IN_PART,
        _fulfil_in_part,
        asked.InPartBody,
        {
            "reason": "Records of 2024 are shared.",
            "rest_title": "Share records of 2025",
            "deadline": DATE,
        },
    ),
    _step(Step.CONCLUDE, lifecycle.conclude, asked.EndBody, {"reason": "It has served its purpose."}),
    _step(Step.OVERTAKE, lifecycle.overtake, asked.EndBody, WHY),
    _step(
        Step.REST,
        lifecycle.rest,
        asked.RestBody,
        RESTS,
    ),
    _step(Step.WAKE, lifecycle.wake, asked.RemarkBody, {"reason": "Parliament sits again."}),
    _step(Step.WITHDRAW, lifecycle.withdraw, asked.AuthorityBody, ON_AUTHORITY),
    _step(Step.SUPERSEDE, lifecycle.supersede, asked.SupersedeBody, {"other": "XV-2026-0117", **WHY}),
    _step(Step.DROP, lifecycle.drop, asked.AuthorityBody, ON_AUTHORITY),
    _step(Step.REOPEN, lifecycle.reopen, asked.ReopenBody, {"reason": "Two records were missing."}),
    _step(
        Step.ENTER_IN_ERROR,
        ask(Matter.ENTER_IN_ERROR),
        bodies.ReasonBody,
        {"reason": "It was recorded twice."},
        why_not_ask(Matter.ENTER_IN_ERROR),
    ),
    *ASKING,
    Action(
        "meet_condition",
        _("The condition is met"),
        _("What is counted runs from that day. By the desk."),
        deadlines.meet_condition,
        by_acts(deadlines.why_not_meet_condition),
        asked.ConditionBody,
        {"As it may be sent": {"on": "2026-03-09", "document": "Note 7/2026 of 9 March 2026"}},
    ),
    Action(
        "start_clock",
        _("Enter the day the clock starts"),
        _("The day on which a signature or another event came from which it counts. By the desk."),
        deadlines.start_clock,
        by_acts(deadlines.why_not_start_clock),
        asked.ClockBody,
        {"As it may be sent": {"on": "2026-03-09", "document": "Note 7/2026"}},
    ),
    Action(
        "review",
        _("Reviewed, look again later"),
        _("Puts the review of what has no date, or continues, off. By the desk."),
        deadlines.review,
        by_acts(deadlines.why_not_review),
        asked.ReviewBody,
        {"As it may be sent": {"on": "2026-12-01"}},
    ),
    Action(
        "set_deadline",
        _("Correct the deadline"),
        _("Until somebody has accepted; afterwards it is moved. By the desk."),
        _set_deadline,
        by_acts(deadlines.why_not_correct),
        asked.SetDeadlineBody,
        {"As it may be sent": {"deadline": DATE}},
    ),
    Action(
        "move_date",
        _("Move the date"),
        _("The chain keeps what stood before. By the head of desk or of division; others ask for it."),
        _move,
        by_acts(deadlines.why_not_move),
        asked.MoveBody,
        {"As it may be sent": MOVED},
    ),
    Action(
        "name_owners",
        _("Name the owners"),
        _("All who have a part, until somebody has accepted. By the desk."),
        _name_owners,
        by_acts(lifecycle.why_not_set_parts),
        asked.OwnersBody,
        {"As it may be sent": {"responsibilities": OWNERS}},
    ),
    Action(
        "name_owner",
        _("Name another owner"),
        _("Another lead of one side, once it was accepted; the history keeps who was before. By the desk."),
        owners.reassign_lead,
        _why_not_reassign,
        asked.OwnerBody,
        {"As it may be sent": {"side": "ours", "ministry": 4, "official": None, "reason": "The task moved."}},
    ),
)
NAMES = names(ACTIONS)
