"""Who owes a commitment, which steps it may take now, and why not."""

from django.utils.translation import gettext_lazy as _

from commitments import access
from commitments.errors import Refused
from commitments.models import Commitment, Responsibility, User
from commitments.vocabulary import TRANSITIONS, CommitmentState, LeadRole, Nature, OwedBy, Side, Step


def owing_sides(commitment: Commitment) -> tuple[Side, ...]:
    """Name the sides that owe it; a joint commitment has both."""
    return {
        OwedBy.OURS: (Side.OURS,),
        OwedBy.THEIRS: (Side.THEIRS,),
        OwedBy.JOINT: (Side.OURS, Side.THEIRS),
    }[OwedBy(commitment.owed_by)]


def owing_leads(commitment: Commitment) -> list[Responsibility]:
    """List the lead of each owing side, ours first."""
    leads = commitment.responsibilities.filter(role=LeadRole.LEAD, side__in=owing_sides(commitment))
    return sorted(leads.select_related("ministry"), key=lambda lead: lead.side != Side.OURS)


def why_not(commitment: Commitment, step: Step, user: User) -> Refused | None:
    """Explain why the step cannot be taken now, or give None where it can.

    The order of the reasons is the order in which a person can mend them: state, role, what is missing.
    """
    transition = TRANSITIONS[step]
    if commitment.state not in transition.sources:
        return Refused(transition.explanation, "wrong_state")
    if not access.may_step(user, step, commitment):
        if step in {Step.SEND_BACK, Step.FULFIL}:
            return Refused(
                _("The validating authority confirms; where none is named, the head of desk."), "forbidden"
            )
        return Refused(_("Your role does not allow this step."), "forbidden")
    if step == Step.PROPOSE and len(owing_leads(commitment)) < len(owing_sides(commitment)):
        return Refused(_("Name a lead on each owing side first, or say that it is not stated."), "needs_lead")
    if step == Step.FULFIL:
        return _why_not_fulfil(commitment, user)
    if step == Step.CONCLUDE and commitment.nature != Nature.CONTINUING:
        return Refused(
            _("Only a continuing commitment is concluded; a discrete one is fulfilled."), "discrete"
        )
    if step == Step.REPORT and commitment.nature == Nature.CONTINUING:
        return Refused(_("A continuing commitment is never complete; it is concluded."), "continuing")
    return None


def _why_not_fulfil(commitment: Commitment, user: User) -> Refused | None:
    if any(lead.reported_by_id == user.pk for lead in owing_leads(commitment)):
        return Refused(_("You reported this yourself; another person confirms it."), "own_report")
    if not commitment.evidence.exists():
        return Refused(
            _("It needs evidence first: the number and date of a document are enough."), "needs_evidence"
        )
    return None


def steps(commitment: Commitment, user: User) -> list[tuple[Step, Refused | None]]:
    """List every step with why it cannot be taken now, or None; those that can come first."""
    listed = [(step, why_not(commitment, step, user)) for step in Step]
    return sorted(listed, key=lambda pair: pair[1] is not None)


def awaited(commitment: Commitment) -> list[Responsibility]:
    """List the owing leads whose acceptance, or whose report, is still awaited."""
    leads = owing_leads(commitment)
    if commitment.state == CommitmentState.PROPOSED:
        return [lead for lead in leads if lead.accepted_on is None]
    if commitment.state in {CommitmentState.ACCEPTED, CommitmentState.IN_PROGRESS}:
        return [lead for lead in leads if lead.reported_on is None]
    return []
