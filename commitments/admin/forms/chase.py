"""What is asked for a question to the partner: in which words it is put, and what they answered."""

import datetime
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.admin.forms.days import DateInput
from commitments.admin.forms.meeting import capitalise
from commitments.admin.forms.plain import PlainForm
from commitments.lifecycle.chasing import LONGEST_NUMBER
from commitments.reminders.drafts import Draft
from commitments.vocabulary import ChaseWay, Health

NOTHING = Draft()


class DraftForm(PlainForm):
    """The words of a question; `drafts` are those that are ready, by way, and `kept` what somebody left."""

    drafts: Mapping[str, Draft] = {}
    kept: Mapping[str, Any] = {}

    way = forms.ChoiceField(label=gettext_lazy("How"), choices=ChaseWay.choices, initial=ChaseWay.NOTE)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "class": "record"}),
        help_text=gettext_lazy("A draft of the facts on record; change it as you like. Nothing is sent."),
    )
    copy = forms.CharField(
        label=gettext_lazy("Copy in our language"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10, "class": "record", "lang": "ko"}),
        help_text=gettext_lazy("For the file of our side; it is not for the partner."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        capitalise(self.fields["way"])
        way = self.kept.get("way") or ChaseWay.NOTE
        ready = self.drafts.get(way, NOTHING)
        self.fields["way"].initial = way
        self.fields["text"].initial = self.kept.get("text") or ready.text
        self.fields["copy"].initial = self.kept.get("copy") or ready.copy
        if not (self.fields["copy"].initial or any(one.copy for one in self.drafts.values())):
            del self.fields["copy"]
        self.fields["way"].widget.attrs["data-drafts"] = json.dumps(
            {way: {"text": one.text, "copy": one.copy} for way, one in self.drafts.items()}
        )

    def clean(self) -> dict[str, Any]:
        """Give each text as it was left; an untouched draft of another way gives place to that of the way."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        ready = self.drafts.get(str(found.get("way")), NOTHING)
        for name in ("text", "copy"):
            said = "\n".join(str(found.get(name) or "").split("\r\n")).strip()
            drafted = {getattr(one, name) for one in self.drafts.values()}
            found[name] = getattr(ready, name) if said in drafted else said
        return found


class AskingForm(DraftForm):
    """How the partner was asked, and when."""

    said_on = forms.DateField(label=gettext_lazy("Asked on"), widget=DateInput)
    number = forms.CharField(
        label=gettext_lazy("Number of the note"),
        required=False,
        max_length=LONGEST_NUMBER,
        help_text=gettext_lazy("Where your registry gave one; empty takes the next of the tracker's own."),
    )
    field_order: Sequence[str] = ("way", "said_on", "number", "text", "copy")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["said_on"].initial = self.kept.get("said_on")

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if not found["text"]:
            self.add_error("text", _("Say whom you asked, and what was said."))
        return found


class DeskAskingForm(AskingForm):
    """The same in the line of My desk: the number is the tracker's."""

    number = None  # type: ignore[assignment]
    field_order: Sequence[str] = ("way", "text", "copy", "said_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["rows"] = 8
        if "copy" in self.fields:
            self.fields["copy"].widget.attrs["rows"] = 6


class TheirAnswerForm(PlainForm):
    """What the partner answered, and how it stands after that: `day` it is, `health_now` as last reported."""

    day: datetime.date
    health_now: str = ""

    text = forms.CharField(
        label=gettext_lazy("What they answered, and who said so"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    health = forms.ChoiceField(label=gettext_lazy("Health"), choices=Health.choices, widget=forms.RadioSelect)
    said_on = forms.DateField(label=gettext_lazy("said on"), widget=DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        capitalise(self.fields["health"])
        self.fields["health"].error_messages["required"] = _("Say how it stands.")
        self.fields["health"].initial, self.fields["said_on"].initial = self.health_now, self.day


def drafted(
    form: type[DraftForm], drafts: Mapping[str, Draft], kept: Mapping[str, Any], today: datetime.date
) -> type[DraftForm]:
    """Give a form its drafts, what was kept of them, and the day it is."""
    known = {"drafts": drafts, "kept": {**kept, "said_on": today}, "__module__": form.__module__}
    return type(form.__name__, (form,), known)
