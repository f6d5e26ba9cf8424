"""The page of a record's classification: raise it, request a lower one, or record who gave it."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, querysets
from commitments.admin.commitments.step_forms import build_line_field
from commitments.admin.form_fields import DateInput, PlainForm
from commitments.admin.meetings.forms import capitalise_choices
from commitments.admin.pages import AdminPage
from commitments.audit import access_log
from commitments.classification import levels
from commitments.enums import HEAD_ROLES, Classification, ConsentPurpose
from commitments.errors import Refused
from commitments.lifecycle import approvals, originators
from commitments.models import (
    AgendaItem,
    AgendaPoint,
    Brief,
    Classified,
    Commitment,
    Evidence,
    GivenInConfidence,
    Meeting,
    OriginatorConsent,
    Outcome,
    ProgressUpdate,
    ProposedWording,
    Statement,
    TopicBrief,
    User,
)

# Under the name that stands in the address.
KINDS: Mapping[str, type[Classified | AgendaItem]] = {
    str(model._meta.model_name): model
    for model in (
        *(Meeting, Statement, Outcome, Commitment, ProgressUpdate, Evidence),
        *(Brief, TopicBrief, ProposedWording, AgendaPoint, AgendaItem),
    )
}
PAGED = (Meeting, Commitment, Statement, Brief, TopicBrief, ProposedWording, Outcome)


def page_of(record: Classified | AgendaItem) -> str:
    """Return the page on which a record is shown."""
    shown = record if isinstance(record, PAGED) else approvals.subject_of(record)
    return reverse(f"admin:commitments_{shown._meta.model_name}_change", args=(shown.pk,))


def find_highest_level(records: Any, *own: Classified) -> str:
    """Return the highest classification on a page: of its records, and of those loaded with them."""
    level = max((row.classification for row in (*own, *_classified(records))), default=0)
    return str(Classification(level).label)


def _classified(value: Any) -> Iterable[Classified]:
    """Walk through what was read for a page; what hangs on a row and was not read costs no query."""
    if isinstance(value, Classified):
        yield value
        beside = value._state.fields_cache.values()
        yield from (one for one in beside if isinstance(one, Classified))
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _classified(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _classified(getattr(value, field.name))
    elif hasattr(value, "_state"):
        yield from (one for one in value._state.fields_cache.values() if isinstance(one, Classified))


class LevelForm(PlainForm):
    """The new classification; the choices depend on the record."""

    level = forms.TypedChoiceField(label=_("Classification"), coerce=int)

    def offer(self, levels: Iterable[Classification]) -> None:
        field = self.fields["level"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(level.value, capfirst(str(level.label))) for level in levels]


class LowerForm(LevelForm):
    """The lower classification, the reason, and whether the parts are lowered too."""

    reason = build_line_field(_("Reason"))
    with_parts = forms.BooleanField(
        label=_("Include related records with a higher classification"),
        required=False,
        help_text=_(
            "For a commitment: its updates and evidence. For a meeting: its statements and "
            "outcomes. They get the same classification."
        ),
    )


class ConfidenceForm(PlainForm):
    """Whether the partner consents that it is passed on."""

    consent = build_line_field(
        _("Recorded consent"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent"].help_text = _(
            "Enter the partner’s official who agreed to disclosure, and the date and document of the "
            "consent. Without consent, the text is not released outside the ministry."
        )


class OriginatorForm(PlainForm):
    """The third state or organisation that gave the information."""

    originator = build_line_field(
        _("Country or organisation"),
        _("Leave empty if the information is from one of the two sides."),
        required=False,
        longest=120,
    )


class ConsentForm(PlainForm):
    """The consent of the originator to one or more purposes."""

    purposes = forms.MultipleChoiceField(
        label=_("Purposes"), choices=ConsentPurpose.choices, widget=forms.CheckboxSelectMultiple
    )
    given_by = build_line_field(
        _("Consent given by"), _("The person or office of the originator."), longest=200
    )
    given_on = forms.DateField(label=_("Date of the consent"), widget=DateInput)
    document = build_line_field(_("Filed document"), _("For example, note verbale 12/2026 of 3 March 2026."))
    expires_on = forms.DateField(
        label=_("Last day of the consent"),
        widget=DateInput,
        required=False,
        help_text=_("Leave empty if it does not expire."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        capitalise_choices(self.fields["purposes"])

    def clean(self) -> dict[str, Any]:
        """Check that the last day is not before the first."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = found.get("given_on"), found.get("expires_on")
        if first and last and last < first:
            self.add_error("expires_on", _("The last day must not be before the date of the consent."))
        return found


class RevokeForm(PlainForm):
    """Which consent is revoked, and why."""

    which = forms.ModelChoiceField(label=_("Consent"), queryset=querysets.list_none(OriginatorConsent))
    reason = build_line_field(_("Reason"))


FORMS: Mapping[str, type[PlainForm]] = {
    "raise": LevelForm,
    "lower": LowerForm,
    "confide": ConfidenceForm,
    "originator": OriginatorForm,
    "consent": ConsentForm,
    "revoke": RevokeForm,
}


class ClassificationPage(AdminPage):
    """The classification of a record, with the forms to change it."""

    title = _("Classification")
    template_name = "admin/marking.html"

    @cached_property
    def record(self) -> Classified | AgendaItem:
        """The record of the address, logged as opened."""
        model = KINDS.get(self.kwargs["kind"])
        rows = querysets.list_readable(model, self.person).filter(pk=self.kwargs["pk"]) if model else None
        record = rows.first() if rows is not None else None
        if record is None:
            raise Http404
        access_log.log_opened(self.request, self.person, record)
        return record

    @property
    def deed(self) -> str:
        """The name of the form that was sent; empty where none was."""
        return str(self.request.POST.get("deed", ""))

    @cached_property
    def forms(self) -> dict[str, PlainForm]:
        """The forms of what the person may do here now, that which was sent with what was typed."""
        return build_forms(self.record, self.person, self.deed, self.request.POST)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record = self.record
        shown = {
            "record": record,
            "level": Classification(_level_of(record)).label,
            "kind": capfirst(str(record._meta.verbose_name)),
            "back": page_of(record),
            "waiting": approvals.find_waiting_request(record),
            "is_confided": isinstance(record, GivenInConfidence) and record.in_confidence,
            "consents": list_shown_consents(record, self.person, timezone.localdate(self.now)),
            "form": self.forms.get(self.deed),
            **{f"{name}_form": one for name, one in self.forms.items()},
        }
        return super().get_context_data(**shown | kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the form that was sent; show it again where it is refused."""
        record, form = self.record, self.forms.get(self.deed)
        if form is not None and form.is_valid():
            try:
                said = _do(self.deed, record, form.cleaned_data, self.person)
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, said)
                seen = policy.can_read(self.person, record)
                return HttpResponseRedirect(page_of(record) if seen else reverse("admin:index"))
        return self.render_to_response(self.get_context_data())


@dataclass(frozen=True, slots=True)
class ShownConsent:
    """One consent of the originator, and whether it is in force."""

    row: OriginatorConsent
    state: str


def _level_of(record: Classified | AgendaItem) -> int:
    """Return the classification of a record; a discussion of an open item has that of its meeting."""
    return record.classification if isinstance(record, Classified) else record.meeting.classification


def list_shown_consents(record: Model, person: User, today: datetime.date) -> list[ShownConsent]:
    """List the consents about a record; no query where it is not from a third state."""
    if not isinstance(record, GivenInConfidence) or not record.originator:
        return []
    rows = originators.list_consents(record, person)
    return [ShownConsent(row, str(_describe_state(row, today))) for row in rows]


def _describe_state(row: OriginatorConsent, today: datetime.date) -> Any:
    if row.revoked_at is not None:
        return _("revoked")
    if row.expires_on is not None and row.expires_on < today:
        return _("expired")
    return _("in force")


def build_forms(
    record: Classified | AgendaItem, person: User, deed: str, posted: Mapping[str, Any]
) -> dict[str, PlainForm]:
    """Return the forms of what the person may do with the record now, one of them as posted."""
    made: dict[str, PlainForm] = {}
    # A third state consents, and withdraws its consent, also after the records were closed.
    may_mark = approvals.why_not_mark(record, person) is None
    own = record if isinstance(record, Classified) else None
    up = [one for one in Classification if own and own.classification < one <= person.reads_up_to]
    down = [one for one in Classification if own and one < own.classification]
    given = record if isinstance(record, GivenInConfidence) else None
    is_head = given is not None and originators.why_not_consent(given, person) is None
    current = originators.list_consents(given, person).filter(revoked_at=None) if given and is_head else None
    is_open = {
        "raise": may_mark and bool(up),
        "lower": bool(own and down and approvals.why_not_request_lower(own, person) is None),
        "confide": may_mark and given is not None,
        "originator": may_mark and given is not None and (not given.originator or person.role in HEAD_ROLES),
        "consent": is_head,
        "revoke": current is not None and current.exists(),
    }
    for name, kind in FORMS.items():
        if not is_open[name]:
            continue
        data = posted if name == deed else None
        initial: dict[str, str] = {}
        if given:
            initial = {"consent": given.consent, "originator": given.originator}
        form = kind(data, prefix=name, label_suffix="", initial=initial)
        if isinstance(form, LevelForm):
            form.offer(up if name == "raise" else reversed(down))
        if own and isinstance(form, LowerForm) and not levels.parts_above(own, Classification.PUBLIC):
            del form.fields["with_parts"]
        if isinstance(form, RevokeForm):
            field = form.fields["which"]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = current
        made[name] = form
    return made


def _do(deed: str, record: Classified | AgendaItem, asked: Mapping[str, Any], person: User) -> str:
    now = timezone.now()
    if deed == "raise":
        assert isinstance(record, Classified)
        approvals.raise_classification(record, asked["level"], by=person, now=now)
        return str(_("The classification was raised for this record and for the records that contain it."))
    if deed == "lower":
        assert isinstance(record, Classified)
        approvals.request_lower_classification(record, asked["level"], reason=asked["reason"],
                            with_parts=asked.get("with_parts", False), by=person, now=now)  # fmt: skip
        return str(_("Approval requested. Approval must come from a head who did not make the request."))
    assert isinstance(record, GivenInConfidence)
    if deed == "confide":
        approvals.mark_confidential(record, consent=asked["consent"], by=person, now=now)
        return str(_("Recorded as given in confidence."))
    if deed == "revoke":
        originators.revoke_consent(asked["which"], reason=asked["reason"], by=person, now=now)
        return str(_("Consent revoked. The information is not used for this purpose any more."))
    if deed == "originator":
        originators.set_originator(record, asked["originator"], by=person, now=now)
        return str(_("Originator recorded."))
    purposes = [ConsentPurpose(one) for one in asked["purposes"]]
    values = {name: value for name, value in asked.items() if name != "purposes"}
    originators.record_consents(record, purposes, **values, by=person, now=now)
    return str(_("Consent recorded."))
