"""Forms of the steps of a commitment: document of an answer, reason, authority, deadline, clock, review,
evidence.

For evidence, its number and date are enough; a file may be attached.
"""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.access import querysets, write_rules
from commitments.admin.commitments import deadline_forms
from commitments.admin.form_fields import DateInput, PlainForm, check_title, count_letters, plain_words
from commitments.admin.meetings.forms import capitalise_choices
from commitments.db import page_cache
from commitments.deadlines import inputs
from commitments.enums import HIDDEN_STATES, SLIPS, CommitmentState, EvidenceKind, Health, MoveReason, Side
from commitments.errors import Refused
from commitments.files import checks
from commitments.lifecycle import progress
from commitments.lifecycle.next_steps import build_planned_step
from commitments.lifecycle.transitions import owing_sides
from commitments.models import Commitment, Evidence, Ministry, Official, ProgressUpdate, User
from commitments.models.commitments import parts_in_order
from commitments.models.next_steps import NEXT_STEP_LENGTH
from commitments.models.parties import not_ended_on

WIDE = {"class": "vTextField"}


def build_line_field(
    label: Any, help_text: Any = "", *, required: bool = True, longest: int = 300
) -> forms.CharField:
    """Ask for one line of text."""
    widget = forms.TextInput(attrs=WIDE)
    return forms.CharField(
        label=label, max_length=longest, required=required, widget=widget, help_text=help_text
    )


def build_document_field(label: Any, help_text: Any, *, required: bool = False) -> forms.CharField:
    """Ask for a document on file: its kind, number and date in one line."""
    return build_line_field(label, help_text, required=required, longest=200)


class DeadlineForm(deadline_forms.DeadlineFields):
    """Another deadline, before the first was accepted."""

    # What the inputs show at first.
    start: dict[str, Any] = {}
    # Whether nothing typed is no deadline.
    must_say = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {**self.start, **(kwargs.get("initial") or {})}})

    def clean(self) -> dict[str, Any]:
        """Check what the selected kind needs; add errors at the fields.

        Words that only stayed in their input are those of the current deadline, not of another one.
        """
        found = super().clean()
        is_other = found.get("when") not in (inputs.KEEP, inputs.WORDS)
        if self.start.get("when") == inputs.KEEP and is_other and "wording" not in self.changed_data:
            found["wording"] = ""
        wanted = inputs.find_missing_input(found, must_say=self.must_say)
        if wanted and wanted[0] not in self.errors:
            self.add_error(*wanted)
        return found


class MoveForm(DeadlineForm):
    """Another deadline for an accepted commitment, with the reason and the document."""

    must_say = True

    move_reason = forms.ChoiceField(
        label=_("Reason"), choices=[(reason.value, reason.label) for reason in SLIPS]
    )
    note = build_line_field(_("Explanation"))
    document = build_document_field(_("Document"), _("letter or note (optional)"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        capitalise_choices(self.fields["move_reason"])
        self.fields["wording"].label = _("New deadline, in words")


class AskForDateForm(MoveForm):
    """The same as a request to the head."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["move_reason"].initial = MoveReason.CAPACITY


class ClockForm(PlainForm):
    """The day from which a deadline counts."""

    on = forms.DateField(label=_("Start date"), widget=DateInput)
    document = build_document_field(_("Document"), _("supporting document (optional)"))


class ConditionForm(PlainForm):
    """The day on which the condition was met, with its proof."""

    on = forms.DateField(label=_("Met on"), widget=DateInput)
    document = build_document_field(_("Proof that the condition is met"), _("document, number and date"))


class ReviewForm(PlainForm):
    """The date of the next review."""

    on = forms.DateField(
        label=_("Next review date"),
        required=False,
        widget=DateInput,
        help_text=_("If empty, the review date is one review period from today."),
    )


OFFERED = 60


class ReasonForm(PlainForm):
    """The reason."""

    reason = build_line_field(_("Reason"))


class DatedForm(PlainForm):
    """The date of the document: acceptance and completion count from it."""

    on = forms.DateField(
        label=_("Document date"),
        required=False,
        widget=DateInput,
        help_text=_("If empty, today’s date is used."),
    )
    field_order = ("answer", "document", "on")


class AnswerForm(DatedForm):
    """The document by which a ministry answered."""

    answer = build_document_field(
        _("Answer document"),
        _("Letter, note or email, with number and date. Silence does not count as acceptance."),
        required=True,
    )


class OwnAnswerForm(DatedForm):
    """The document, where the person's own statement does not suffice."""

    answer = build_document_field(
        _("Answer document"),
        _("letter, note or email, with number and date; optional if you accept for your own ministry"),
    )


class ReportForm(DatedForm):
    """The document by which a ministry reports completion."""

    document = build_document_field(
        _("Their report document"), _("letter, note or email, with number and date"), required=True
    )


class OwnReportForm(DatedForm):
    """The document by which our side reports, if there is one."""

    document = build_document_field(
        _("Report document"),
        _("letter, note or email, with number and date (optional)"),
    )


class FulfilForm(PlainForm):
    """An optional note on what proved the completion."""

    reason = build_line_field(_("Note"), required=False)


class InPartForm(DeadlineForm):
    """What was done, and the remaining part with its deadline."""

    reason = build_line_field(_("Work completed and work not completed"))
    rest_title = build_line_field(_("Short title of the remainder"), longest=120)

    field_order = ("reason", "rest_title")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        when = self.fields["when"]
        if isinstance(when, forms.ChoiceField):
            when.choices = [(inputs.KEEP, _("keep current")), *inputs.CHOICES]
        when.label = _("Deadline of the remainder")
        count_letters(self.fields["rest_title"])

    def clean_rest_title(self) -> str:
        return check_title(self.cleaned_data["rest_title"], self.initial.get("rest_title", ""))


class RestForm(PlainForm):
    """Until when, and why."""

    review_on = forms.DateField(label=_("Review date"), widget=DateInput, help_text=_("within twelve months"))
    reason = build_line_field(_("Reason"))
    document = build_document_field(
        _("Authority for the decision"), _("the person who decided, or the document (optional)")
    )


class AuthorityForm(PlainForm):
    """The reason and the authority."""

    reason = build_line_field(_("Reason"))
    document = build_document_field(
        _("Authority for the decision"),
        _("the person who decided, or the supporting document"),
        required=True,
    )


class ReopenForm(PlainForm):
    """Why it is open again."""

    reason = build_line_field(_("Reason"))
    document = build_document_field(_("Document"), _("supporting document (optional)"))


class SupersedeForm(PlainForm):
    """The other commitment that supersedes this one; found by its reference, offered while typing."""

    commitment: Commitment
    person: User

    other = forms.CharField(
        label=_("Superseding commitment"),
        max_length=160,
        widget=forms.TextInput(attrs={"class": "vTextField", "list": "others", "autocomplete": "off"}),
        help_text=_("its reference, for example %(reference)s"),
    )
    reason = build_line_field(_("Reason"))
    document = build_document_field(
        _("Authority for the decision"), _("if empty: the clause of the superseding commitment")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = str(self.fields["other"].help_text)
        self.fields["other"].help_text = text % {"reference": self.commitment.reference}

    @property
    def offers(self) -> list[str]:
        """Return the latest items of the partner, each as it may be typed."""
        return [str(row) for row in self._others().order_by("-pk")[:OFFERED]]

    def _others(self) -> Any:
        rows = querysets.list_readable(Commitment, self.person).filter(country=self.commitment.country_id)
        hidden = (CommitmentState.DRAFT, *HIDDEN_STATES)
        return rows.exclude(pk=self.commitment.pk).exclude(state__in=hidden)

    def clean_other(self) -> Commitment:
        """Find the commitment whose reference stands first in what was typed."""
        typed = str(self.cleaned_data["other"]).split()
        rows = self._others().filter(reference=typed[0].upper() if typed else "")
        found: Commitment | None = rows.first()
        if found is None:
            raise ValidationError(
                _("No commitment of this partner has that reference. Select one from the list.")
            )
        return found


class ProgressUpdateForm(PlainForm):
    """What happened, who reported it, and the health."""

    text = forms.CharField(
        label=_("Progress, person who reported it, and next steps"),
        required=False,
        widget=forms.Textarea(
            attrs={"rows": 2, "placeholder": _("Progress, person who reported it, and next steps")}
        ),
    )
    health = forms.ChoiceField(label=_("Status"), choices=Health.choices, widget=forms.RadioSelect)
    side = forms.ChoiceField(label=_("reported by"), choices=Side.choices, initial=Side.OURS)
    reported_on = forms.DateField(label=_("reported on"), widget=DateInput)
    in_confidence = forms.BooleanField(label=_("given in confidence"), required=False)
    originator = build_line_field(_("Information from a third state"), required=False, longest=120)
    next_step = build_line_field(_("Next step"), required=False, longest=NEXT_STEP_LENGTH)
    next_step_owner = forms.ChoiceField(label=_("Who takes it"), required=False)
    next_step_on = forms.DateField(label=_("By (optional)"), required=False, widget=DateInput)
    commitment: Commitment
    person: User
    officials: Sequence[Official] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["next_step_owner"]
        assert isinstance(owner, forms.ChoiceField)
        owner.choices = self._list_owners
        owner.initial = owing_sides(self.commitment)[0]
        capitalise_choices(self.fields["health"])
        if "no_change" in self.data:
            # What was said last stands; there is nothing to choose.
            self.fields["health"].required = False
        self.fields["health"].error_messages["required"] = _("Select a status.")

    def clean(self) -> dict[str, Any]:
        """Check that there is a text: a health without a cause helps no one."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if not str(found.get("text") or "").strip() and "no_change" not in self.data:
            self.add_error("text", _("Enter the progress, or report no change."))
        owner = self._owners.get(str(found.pop("next_step_owner", "")))
        try:
            found["next_step"] = build_planned_step(
                str(found.get("next_step") or ""),
                side=owner if isinstance(owner, Side) else owing_sides(self.commitment)[0],
                ministry=owner if isinstance(owner, Ministry) else None,
                official=owner if isinstance(owner, Official) else None,
                on=found.pop("next_step_on", None),
            )
        except Refused as refused:
            self.add_error("next_step", str(refused))
        return found

    @property
    def has_next_step(self) -> bool:
        """Return whether the part of the next step is to be shown open: something is typed in it."""
        return self.is_bound and any(self[name].data or self[name].errors for name in NEXT_STEP_FIELDS)

    @cached_property
    def _owners(self) -> dict[str, Side | Ministry | Official]:
        """Return who may be named, by key: a side alone, its ministries, and officials of those involved."""
        today = timezone.localdate()
        sides = Q(country=self.commitment.country_id) | Q(country__iso=settings.HOME_COUNTRY)
        lasting = querysets.open_rows(Ministry).filter(
            sides, Q(valid_until__isnull=True) | Q(valid_until__gte=today)
        )
        named = lasting.select_related("country").order_by("name")
        key = ("lasting ministries", self.commitment.country_id, today)
        ministries = page_cache.of_reference(key, lambda: list(named))
        officials = self.officials
        if officials is None:
            involved = parts_in_order().filter(commitment=self.commitment).values("ministry")
            posts = querysets.list_readable(Official, self.person).filter(sides, ministry__in=involved)
            in_post = posts.filter(not_ended_on(today))
            officials = list(in_post.select_related("country", "ministry").order_by("precedence", "post"))
        return {
            **{side.value: side for side in Side},
            **{f"m{one.pk}": one for one in ministries},
            **{f"o{one.pk}": one for one in officials},
        }

    def _list_owners(self) -> list[tuple[str, Any]]:
        named: dict[type, list[tuple[str, str]]] = {Side: [], Ministry: [], Official: []}
        for key, one in self._owners.items():
            label = capfirst(str(one.label)) if isinstance(one, Side) else str(one)
            named[type(one)].append((key, label))
        groups: list[tuple[str, Any]] = [
            (gettext("Ministries"), named[Ministry]),
            (gettext("Officials"), named[Official]),
        ]
        return [*named[Side], *(group for group in groups if group[1])]


NEXT_STEP_FIELDS = ("next_step", "next_step_on")


def update_form_for(
    item: Commitment, person: User, officials: Sequence[Official] | None = None
) -> type[ProgressUpdateForm]:
    """Return the form of an update of one commitment, with those who may take its next step.

    `officials` are those of the ministries involved, where they were read already.
    """
    known: dict[str, Any] = {"commitment": item, "person": person, "officials": officials}
    known["__module__"] = ProgressUpdateForm.__module__
    return type("ProgressUpdateForm", (ProgressUpdateForm,), known)


def record_reported(
    item: Commitment,
    values: Mapping[str, Any],
    *,
    standing: Health | None = None,
    by: User,
    now: datetime.datetime,
) -> ProgressUpdate:
    """Record what a form of an update reports; `standing` is the current status where nothing has changed."""
    return progress.record_update(
        item,
        health=Health(values["health"]) if standing is None else standing,
        text=values["text"] or ("" if standing is None else gettext("No change.")),
        side=Side(values["side"]),
        reported_on=values["reported_on"],
        in_confidence=values["in_confidence"],
        originator=values.get("originator") or "",
        next_step=values.get("next_step"),
        by=by,
        now=now,
    )


def may_report(person: User) -> bool:
    """Return whether the person's role writes updates and evidence at all."""
    return write_rules.may_write(person, ProgressUpdate)


def last_health(item: Commitment, today: datetime.date) -> str | None:
    """Return the health last reported, as the initial value; None where the report is old or there is
    none.
    """
    fresh = item.health_at(today)
    return None if fresh == Health.NO_RECENT_REPORT else fresh.value


ACCEPTED = ",".join(ending for kind in checks.KINDS for ending in kind.endings)


def check_upload(given: UploadedFile[bytes] | None) -> checks.CheckedFile | None:
    """Check an uploaded file by its own bytes; raises ValidationError with what is wrong with it."""
    if given is None:
        return None
    if (given.size or 0) > checks.MOST_BYTES:
        raise ValidationError(
            _("The file is larger than 25 MB. Upload a smaller copy, or enter only the document number.")
        )
    try:
        return checks.check_and_scan(given.name or "", given.read())
    except Refused as refused:
        raise ValidationError(str(refused)) from refused


class EvidenceForm(forms.ModelForm[Evidence]):
    """A document that proves progress; the name of its file may be enough to describe it."""

    file = forms.FileField(
        label=_("file"),
        required=False,
        max_length=255,
        help_text=_("PDF, office document, image, email or text, up to 25 MB"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"max_length": _("The file name is too long. Rename the file and select it again.")},
    )

    class Meta:
        model = Evidence
        fields = ("kind", "number", "dated_on", "description", "in_confidence", "originator")
        widgets = {"dated_on": DateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["description"].required = False
        self.fields["file"].label = capfirst(str(self.fields["file"].label))
        kind = self.fields["kind"]
        if isinstance(kind, forms.ChoiceField):
            kind.choices = [("", _("select…")), *EvidenceKind.choices]
        for field in self.fields.values():
            plain_words(field)

    def clean_file(self) -> checks.CheckedFile | None:
        """Check the file by its own bytes; say at the field what is wrong with it."""
        return check_upload(self.cleaned_data.get("file"))
