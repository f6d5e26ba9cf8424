"""The step "Propose other terms", and the chain of proposals on the page of a commitment."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.access import responsibilities
from commitments.admin.commitments import deadline_steps, step_forms
from commitments.admin.commitments.decision_pages import RequestShown, build_requests
from commitments.admin.commitments.records import load_context
from commitments.admin.form_fields import check_title, count_letters
from commitments.admin.meetings.forms import NameBook, capitalise_choices
from commitments.admin.steps import StepButton
from commitments.deadlines import inputs
from commitments.enums import ApprovalKind, CommitmentState, Proposer, Side
from commitments.lifecycle.counter_proposals import OtherTerms, propose_terms
from commitments.lifecycle.transitions import owing_sides
from commitments.models import Approval, Commitment, Ministry, User


class OtherTermsForm(step_forms.DeadlineForm):
    """Another deadline, title or lead ministry; what stays as it is changes nothing."""

    proposers: tuple[Proposer, ...] = (Proposer.OURS,)
    ministries: dict[str, Ministry] = {}
    field_order = ("proposed_by", "title", "ministry")

    proposed_by = forms.ChoiceField(label=_("Proposed by"), choices=Proposer)
    title = step_forms.build_line_field(_("Short title"), required=False, longest=120)
    ministry = forms.ChoiceField(label=_("Lead ministry"), required=False)
    reason = step_forms.build_line_field(_("Reason"))
    document = step_forms.build_document_field(
        _("Document"),
        _(
            "Letter, note or email, with number, date and page. Required for the partner, and for an owner "
            "who does not enter it."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = self.fields
        fields["proposed_by"].choices = [(one.value, one.label) for one in self.proposers]  # type: ignore[attr-defined]
        capitalise_choices(fields["proposed_by"])
        fields["when"].choices = [(inputs.KEEP, _("keep current")), *inputs.CHOICES]  # type: ignore[attr-defined]
        fields["wording"].label = _("New deadline, in words")
        named = [(key, str(row)) for key, row in self.ministries.items()]
        fields["ministry"].choices = [("", _("keep current")), *named]  # type: ignore[attr-defined]
        if len(self.proposers) == 1:
            fields["proposed_by"].widget = forms.HiddenInput()
            fields["proposed_by"].initial = self.proposers[0].value
        count_letters(fields["title"])

    def clean_title(self) -> str:
        return check_title(self.cleaned_data["title"], self.initial.get("title", ""))

    def clean_ministry(self) -> Ministry | None:
        """Return the selected ministry, or None for the current one."""
        return self.ministries.get(self.cleaned_data["ministry"])


def _list_proposers(item: Commitment, user: User) -> tuple[Proposer, ...]:
    """List for whom the person may propose: an owner for the own ministry, the desk for all."""
    rights = load_context(item, user)
    if not rights.is_of_desk:
        return (Proposer.OURS,)
    return (*(Proposer(side.value) for side in Side if side in rights.awaited), Proposer.DESK)


def _list_ministries(book: NameBook, sides: tuple[Side, ...]) -> dict[str, Ministry]:
    found = (row for side in sides for rows in book.ministries[side].values() for row in rows)
    lasting = {row for row in found if row.valid_until is None or row.valid_until >= book.today}
    return {str(row.pk): row for row in sorted(lasting, key=str)}


def _form(item: Commitment, user: User) -> type[forms.Form]:
    proposers = _list_proposers(item, user)
    sides = owing_sides(item) if Proposer.DESK in proposers else (Side.OURS,)
    known = {
        "proposers": proposers,
        "ministries": _list_ministries(deadline_steps.read_names(item, user), sides),
    }
    wording = item.deadline.wording if item.deadline else ""
    start = {"when": inputs.KEEP, "wording": wording, "title": item.title}
    form = deadline_steps.form_of(item, user, OtherTermsForm, start)
    return type(form.__name__, (form,), {**known, "__module__": form.__module__})


def _propose(item: Commitment, *, by: User, now: datetime.datetime, **values: Any) -> Approval:
    is_kept = values["when"] == inputs.KEEP
    other = OtherTerms(
        title=values["title"],
        ministry=values["ministry"],
        spec=None if is_kept else inputs.spec_of(values),
        hooks=values["hooks"],
        review_on=None if is_kept else values["review_on"],
    )
    return propose_terms(
        item,
        Proposer(values["proposed_by"]),
        other,
        reason=values["reason"],
        document=values["document"],
        by=by,
        now=now,
    )


def _is_offered(item: Commitment, user: User) -> bool:
    """Offer it to the desk always; to an owner who is asked, until other terms are proposed."""
    rights = load_context(item, user)
    if item.state != CommitmentState.PROPOSED or not rights.is_actor:
        return False
    if rights.is_of_desk:
        return True
    is_lead = responsibilities.is_in_lead_ministry(user, item)
    return is_lead and Side.OURS in rights.awaited and not item.is_countered


PROPOSE_TERMS = StepButton(
    "other-terms",
    _("Propose other terms"),
    _propose,
    lambda item, user: None,
    offered=_is_offered,
    form_for=_form,
    done=_("Other terms recorded. Nobody has accepted the commitment yet."),
    rare_for=lambda item, user: load_context(item, user).is_of_desk,
    group=_("Answer"),
    template="admin/commitments/commitment/other_terms.html",
)


def build_proposals(item: Commitment, person: User, today: datetime.date) -> tuple[RequestShown, ...]:
    """Make the chain of counter-proposals, the oldest first, each with its answer."""
    requests = load_context(item, person).requests
    chain = [one for one in requests if one.kind == ApprovalKind.COUNTER_PROPOSAL]
    return build_requests(chain, person, today=today)
