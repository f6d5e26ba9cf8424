"""What a deadline may follow, and what stands against it."""

from django.utils.translation import gettext_lazy as _

from commitments import access
from commitments.deadlines.situation import OFF, WHICH_EVENT, Hooks
from commitments.errors import Refused
from commitments.models import Commitment, Meeting, User
from commitments.phrases import DeadlineSpec
from commitments.vocabulary import HIDDEN_STATES

HIGHER = _(
    "What this would follow is marked higher than the item itself, and its date would betray it. Raise the "
    "item's marking first."
)
ELSEWHERE = _("This belongs to another partner. Choose one of the same partner.")


def check(commitment: Commitment, spec: DeadlineSpec, hooks: Hooks, by: User) -> None:
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
    """Say whether the words leave room for an event: they name one, or a length of time."""
    is_length = spec.kind == "relative" and spec.count is not None
    return spec.kind == "event" or spec.ask in WHICH_EVENT or is_length


def _check_event(commitment: Commitment, event: Meeting, by: User) -> None:
    access.require(access.sees(by, event))
    if event.country_id != commitment.country_id:
        raise Refused(ELSEWHERE, "hook")
    is_standing = commitment.deadline is not None and commitment.deadline.event_id == event.pk
    if event.state in OFF and not is_standing:
        raise Refused(_("This meeting will not take place. Choose another."), "hook")
    if event.classification > commitment.classification:
        raise Refused(HIGHER, "hook")


def _check_follows(commitment: Commitment, other: Commitment, by: User) -> None:
    access.require(access.sees(by, other))
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
