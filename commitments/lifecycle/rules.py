"""Who owes a commitment, which steps it may take now, and why not."""

from django.utils.translation import gettext_lazy as _

from commitments import access
from commitments.errors import Refused
from commitments.models import Commitment, Responsibility, User, leads_of
from commitments.vocabulary import (
    HIDDEN_STATES,
    TRANSITIONS,
    Actor,
    CommitmentState,
    Nature,
    Origin,
    OwedBy,
    Side,
    Step,
)

# What a head decides, and a second person of the desk: others ask for it.
ASKED_FOR = frozenset(step for step, row in TRANSITIONS.items() if row.by in {Actor.HEAD, Actor.SECOND})
FORBIDDEN = {
    Actor.DESK: _("The desk takes this step."),
    Actor.OWNER: _("The lead ministry or the desk takes this step."),
    Actor.VALIDATOR: _("The validating authority confirms; where none is named, the head of desk."),
    Actor.HEAD: _("The head of desk decides this; the desk asks for it."),
    Actor.SECOND: _("Two persons of the desk do this: one asks, another decides."),
}


def owing_sides(commitment: Commitment) -> tuple[Side, ...]:
    """Name the sides that owe it; a joint commitment has both."""
    return {
        OwedBy.OURS: (Side.OURS,),
        OwedBy.THEIRS: (Side.THEIRS,),
        OwedBy.JOINT: (Side.OURS, Side.THEIRS),
    }[OwedBy(commitment.owed_by)]


def owing_leads(commitment: Commitment) -> list[Responsibility]:
    """List the lead of each owing side, ours first."""
    sides = owing_sides(commitment)
    leads = [part for part in leads_of(commitment) if part.side in sides]
    return sorted(leads, key=lambda lead: lead.side != Side.OURS)


def sides_without_lead(commitment: Commitment) -> list[Side]:
    """List the owing sides for which no lead ministry is named, ours first: nobody there can accept."""
    named = {lead.side for lead in owing_leads(commitment) if lead.ministry_id is not None}
    return [side for side in owing_sides(commitment) if side not in named]


def awaited(commitment: Commitment) -> list[Responsibility]:
    """List the owing leads whose acceptance, or whose report, is still awaited."""
    if commitment.state == CommitmentState.PROPOSED:
        return [lead for lead in owing_leads(commitment) if lead.accepted_on is None]
    if commitment.state in {CommitmentState.ACCEPTED, CommitmentState.IN_PROGRESS}:
        return [lead for lead in owing_leads(commitment) if lead.reported_on is None]
    return []


def why_not(
    commitment: Commitment, step: Step, user: User, acts: access.Acts | None = None
) -> Refused | None:
    """Explain why the step cannot be taken now, or give None where it can.

    The order of the reasons is the order in which a person can mend them: state, role, what is missing. Code
    "ask" says that the person may ask for it, and another decides. `acts` is what `access.acts` gave, where
    it was asked already.
    """
    if commitment.state not in TRANSITIONS[step].sources:
        return Refused(TRANSITIONS[step].explanation, "wrong_state")
    acts = acts or access.acts(user, commitment)
    return _forbidden(step, acts) or why_not_yet(commitment, step, user)


def _forbidden(step: Step, acts: access.Acts) -> Refused | None:
    """Explain that the role does not allow it; who may ask for it is told so."""
    actor = TRANSITIONS[step].by
    allowed = acts(actor)
    if allowed and actor != Actor.SECOND:
        return None
    if actor == Actor.SECOND and allowed:
        return Refused(_("A second person of the desk decides this; ask for it."), "ask")
    if actor == Actor.HEAD and acts(Actor.DESK):
        return Refused(_("The head of desk decides this; ask for it."), "ask")
    return Refused(FORBIDDEN[actor], "forbidden")


def why_not_yet(commitment: Commitment, step: Step, user: User) -> Refused | None:
    """Explain what the record itself still lacks for a step, whoever takes it; None where nothing."""
    is_continuing = commitment.nature == Nature.CONTINUING
    match step:
        case Step.PROPOSE if len(owing_leads(commitment)) < len(owing_sides(commitment)):
            return Refused(
                _("Name a lead on each owing side first, or say that it is not stated."), "needs_lead"
            )
        case Step.FULFIL | Step.FULFIL_IN_PART:
            return _why_not_fulfil(commitment, user)
        case Step.CONCLUDE if not is_continuing:
            return Refused(
                _("Only a continuing commitment is concluded; a discrete one is fulfilled."), "discrete"
            )
        case Step.OVERTAKE if not is_continuing:
            return Refused(
                _("Only a continuing commitment is overtaken; a discrete one is superseded or dropped."),
                "discrete",
            )
        case Step.REPORT if is_continuing:
            return Refused(_("A continuing commitment is never complete; it is concluded."), "continuing")
        case Step.REOPEN | Step.ENTER_IN_ERROR:
            return _why_not_with_a_rest(commitment, user)
    return None


def _why_not_fulfil(commitment: Commitment, user: User) -> Refused | None:
    if any(lead.reported_by_id == user.pk for lead in owing_leads(commitment)):
        return Refused(_("You reported this yourself; another person confirms it."), "own_report")
    if not commitment.evidence(manager="objects").exists():
        return Refused(
            _("It needs evidence first: the number and date of a document are enough."), "needs_evidence"
        )
    return None


def _why_not_with_a_rest(commitment: Commitment, user: User) -> Refused | None:
    """The rest carries on what this one left open: opening both would count it twice."""
    rest = (
        commitment.successors(manager="objects")
        .filter(origin_kind=Origin.REST)
        .exclude(state__in=HIDDEN_STATES)
        .first()
    )
    if rest is None:
        return None
    if access.sees(user, rest):
        return Refused(
            _("The rest of it lives on as %(reference)s; change that one.") % {"reference": rest.reference},
            "has_rest",
        )
    return Refused(_("The rest of it lives on as another item; change that one."), "has_rest")
