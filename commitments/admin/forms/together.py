"""What is asked once for a deed on several commitments, and how it is kept."""

import datetime
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import access, agenda, phrases
from commitments.admin.forms.commitment_dates import line, paper
from commitments.admin.forms.days import DateInput
from commitments.admin.forms.meeting import capitalise
from commitments.admin.forms.plain import PlainForm
from commitments.models import DAY, Meeting, User
from commitments.vocabulary import SLIPS, ChaseWay, Deed, MoveReason

LONGEST_TEXT = 2000


class DeedForm(PlainForm):
    """What a deed asks; without fields it asks nothing."""

    person: User
    today: datetime.date

    def values(self) -> dict[str, Any]:
        """Give what was typed as plain values, to be kept with the batch."""
        return {}


class NoChangeForm(DeedForm):
    text = forms.CharField(
        label=gettext_lazy("Who said so, and what comes next"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("May be empty: “No change.” is recorded then."),
    )

    def values(self) -> dict[str, Any]:
        return {"text": self.cleaned_data["text"].strip(), "said_on": self.today.isoformat()}


class ChaseForm(DeedForm):
    way = forms.ChoiceField(label=gettext_lazy("How they were asked"), choices=ChaseWay.choices)
    document = paper(gettext_lazy("Number and date"), gettext_lazy("of the note or letter; may be empty"))
    said_on = forms.DateField(label=gettext_lazy("On"), widget=DateInput)
    text = line(
        gettext_lazy("Whom, and what was said"), gettext_lazy("may be empty"), required=False, longest=300
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        capitalise(self.fields["way"])
        self.fields["said_on"].initial = self.today

    def clean_said_on(self) -> datetime.date:
        said_on: datetime.date = self.cleaned_data["said_on"]
        if said_on > self.today:
            raise forms.ValidationError(_("Take today or an earlier day."))
        return said_on

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        way = capfirst(str(ChaseWay(given["way"]).label))
        named = f"{way} ({given['document']})" if given["document"] else way
        said = f"{_('Chased: %(way)s.') % {'way': named}} {given['text']}".strip()
        number = given["document"] if given["way"] == ChaseWay.NOTE else ""
        kept = {"way": given["way"], "number": number, "text": given["text"] or said, "said": said}
        return {**kept, "said_on": given["said_on"].isoformat()}


class AskDateForm(DeedForm):
    wording = forms.CharField(
        label=gettext_lazy("New date, in words"),
        max_length=200,
        widget=forms.TextInput(
            attrs={"class": "vTextField", "placeholder": gettext_lazy("by 30 June 2027; within 60 days")}
        ),
    )
    move_reason = forms.ChoiceField(
        label=gettext_lazy("Why it moves"), choices=[(reason.value, reason.label) for reason in SLIPS]
    )
    note = line(gettext_lazy("In a sentence"))
    document = paper(gettext_lazy("Document"), gettext_lazy("letter or note that says so; may be empty"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        capitalise(self.fields["move_reason"])
        self.fields["move_reason"].initial = MoveReason.CAPACITY

    def clean_wording(self) -> str:
        wording = str(self.cleaned_data["wording"])
        ask = phrases.parse_any(wording).ask
        if ask:
            raise forms.ValidationError(str(phrases.ASKS[ask]))
        return wording

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        kept = {name: given[name] for name in ("move_reason", "note", "document")}
        return {"spec": phrases.parse_any(given["wording"]).to_json(), **kept}


class BringUpForm(DeedForm):
    meeting = forms.ModelChoiceField(label=gettext_lazy("Meeting"), queryset=access.nothing(Meeting))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ahead = (
            access.rows(Meeting, self.person)
            .filter(state__in=agenda.AHEAD, country__in=access.countries_of(self.person))
            .order_by(DAY.asc(nulls_last=True), "pk")
        )
        meeting = self.fields["meeting"]
        assert isinstance(meeting, forms.ModelChoiceField)
        meeting.queryset = ahead

    def values(self) -> dict[str, Any]:
        return {"meeting": self.cleaned_data["meeting"].pk}


class ReviewForm(DeedForm):
    on = forms.DateField(
        label=gettext_lazy("Next review on"),
        required=False,
        widget=DateInput,
        help_text=gettext_lazy("Empty: a whole review period from today."),
    )

    def clean_on(self) -> datetime.date | None:
        on: datetime.date | None = self.cleaned_data["on"]
        if on is not None and on <= self.today:
            raise forms.ValidationError(_("A review date lies ahead. Enter a later day."))
        return on

    def values(self) -> dict[str, Any]:
        on = self.cleaned_data["on"]
        return {"on": on.isoformat() if on else ""}


FORMS: dict[Deed, type[DeedForm]] = {
    Deed.NO_CHANGE: NoChangeForm,
    Deed.CHASE: ChaseForm,
    Deed.ASK_DATE: AskDateForm,
    Deed.BRING_UP: BringUpForm,
    Deed.PROPOSE: DeedForm,
    Deed.REVIEW: ReviewForm,
}


def form_of(deed: Deed, person: User, today: datetime.date) -> type[DeedForm]:
    """Give the form of a deed for one person on one day."""
    form = FORMS[deed]
    known = {"person": person, "today": today, "__module__": form.__module__}
    return type(form.__name__, (form,), known)
