"""What is asked of the head of desk, or of a second person: each matter a step of the commitment."""

from collections.abc import Callable
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commitments.api.writing import bodies
from commitments.api.writing import step_bodies as asked
from commitments.api.writing.actions import Action, WhyNot
from commitments.lifecycle import approvals, terms
from commitments.models import Commitment
from commitments.vocabulary import Matter, Scope

BY_DESK = _("Nothing changes until the head of desk or of division decides, at `/requests/`. By the desk.")
BY_OWNER = _("The date stands until the head decides, at `/requests/`. By the lead ministry, or the desk.")
DATE = {"wording": "by 30 September 2026"}
MOVED = {
    "deadline": DATE,
    "move_reason": "capacity",
    "note": "The laboratory needs longer.",
    "document": "Letter 41/2026",
}
RESTS = {"review_on": "2027-01-15", "reason": "Their parliament is dissolved."}
WHY = {"reason": "Overtaken by the new agreement."}
ON_AUTHORITY = {"reason": "Not needed any more.", "document": "Director-General, 2 July 2026"}


def ask(matter: Matter) -> Callable[..., Any]:
    """Give what asks for a matter, with what its body says."""

    def run(item: Commitment, *, review_on: Any = None, **values: Any) -> None:
        asked_for = terms.of_review(review_on) if review_on else None
        approvals.ask(item, matter, terms=asked_for, **values)

    return run


def why_not_ask(matter: Matter) -> WhyNot:
    """Give what says why a matter cannot be asked now."""
    return lambda subject, asker: approvals.why_not_ask(subject, matter, asker.person, asker.acts)


def _ask_for_date(item: Commitment, *, deadline: dict[str, Any], note: str, **values: Any) -> None:
    approvals.ask(item, Matter.DATE, terms=terms.of_date(**deadline), reason=note, **values)


def _asked(matter: Matter, body: type[bodies.Shape], example: dict[str, Any]) -> Action:
    label = format_lazy(_("Ask: {what}"), what=matter.label)
    examples = {"As it may be sent": example}
    return Action(f"ask_{matter.value}", label, BY_DESK, ask(matter), why_not_ask(matter), body, examples)


ASKING = (
    Action(
        "ask_date",
        _("Ask for another date"),
        BY_OWNER,
        _ask_for_date,
        why_not_ask(Matter.DATE),
        asked.MoveBody,
        {"As it may be sent": MOVED},
        Scope.REPORT,
    ),
    _asked(Matter.REST, asked.RestBody, RESTS),
    _asked(Matter.WITHDRAW, asked.AuthorityBody, ON_AUTHORITY),
    _asked(Matter.SUPERSEDE, asked.SupersedeBody, {"other": "XV-2026-0117", **WHY}),
    _asked(Matter.DROP, asked.AuthorityBody, ON_AUTHORITY),
    _asked(Matter.REOPEN, asked.ReopenBody, {"reason": "Two records were missing."}),
)
