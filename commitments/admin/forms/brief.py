"""What officers write for a packet, in the order in which it is printed.

A line that could not be read is refused at its field; what is too long is only said, until it is signed off.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from commitments import access
from commitments.admin.forms.days import DateInput
from commitments.briefings import lines, writing
from commitments.models import Brief, Commitment, Meeting, Proposal, TopicSheet, User

UNREADABLE = ngettext_lazy(
    "No item that you may read has this reference: %(references)s.",
    "No items that you may read have these references: %(references)s.",
    "count",
)


class ProseForm(forms.ModelForm[Any]):
    """A part of a packet; it stays with its meeting and keeps its number."""

    person: User
    instance: Any
    # The meeting that the address names, of a new record.
    for_meeting: Meeting | None = None
    # The field in which one begins to write.
    begins_at = ""
    # How the fields are read whose lines have cells.
    readers: ClassVar[dict[str, Callable[[str], lines.Read[Any]]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # A browser would cut what is pasted without a word; the form says that it is too long.
            field.widget.attrs.pop("maxlength", None)
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 3
        meeting = self.fields.get("meeting")
        if isinstance(meeting, forms.ModelChoiceField) and meeting.queryset is not None:
            own = meeting.queryset.filter(country__in=access.countries_of(self.person))
            meeting.queryset = own.filter(state__in=writing.WRITABLE).order_by("-pk")
            if self.for_meeting is not None:
                meeting.initial, meeting.widget = self.for_meeting.pk, forms.HiddenInput()
        if self.instance.pk is None and "classification" in self.fields:
            of_meeting = self.for_meeting.classification if self.for_meeting else 0
            level = max(of_meeting, self.instance.classification)
            self.initial["classification"] = min(level, self.person.reads_up_to)
        shown = [name for name, field in self.fields.items() if not field.widget.is_hidden]
        begun = self.begins_at or (shown[0] if shown and self.instance.pk is None else "")
        if begun in shown and not self.is_bound:
            self.fields[begun].widget.attrs["autofocus"] = True

    def validate_unique(self) -> None:
        """Leave it to the writing, which holds the meeting and says what to do."""

    @property
    def meeting(self) -> Meeting | None:
        """Give the meeting it is written for, once that is known."""
        named: Meeting | None = self.cleaned_data.get("meeting")
        return named or (self.instance.meeting if self.instance.meeting_id else None)

    def _clean_fields(self) -> None:
        """Refuse lines that could not be read, each in a sentence with its number."""
        super()._clean_fields()  # type: ignore[misc]
        for name, read in self.readers.items():
            faults = read(self.cleaned_data.get(name) or "").faults
            if faults:
                self.add_error(name, ValidationError([ValidationError(fault) for fault in faults]))

    def clean(self) -> dict[str, Any]:
        """Say at the field what the marking may be."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        level, meeting = found.get("classification"), self.meeting
        if level is not None and level > self.person.reads_up_to:
            self.add_error("classification", _("This is above your clearance; ask somebody who has it."))
        elif meeting is not None and level is not None and level < meeting.classification:
            self.add_error("classification", writing.too_low(meeting))
        return found


class BriefForm(ProseForm):
    """The page the minister reads, the order of events, the draft joint statement."""

    readers = {"events": lines.events, "courtesy": lines.courtesies}

    class Meta:
        model: type[Model] = Brief
        fields = (
            *("meeting", "classification", "why", "objectives", "messages", "ask", "if_accepted"),
            *("if_refused", "not_to_say", "events", "place", "language", "press", "courtesy"),
            *("if_plans_change", "duty_officer", "joint_statement"),
        )


class TopicForm(ProseForm):
    """A topic: said aloud on the front, only known on the back."""

    readers = {"titles": lines.sayings}

    class Meta:
        model: type[Model] = TopicSheet
        fields = (
            *("meeting", "classification", "title", "running_title", "titles", "division", "objective"),
            *("their_objective", "response", "points", "if_raised", "tactics", "press_line"),
            *("press_until", "last_time", "background", "not_disclosed", "items"),
        )
        widgets = {"press_until": DateInput}

    def clean(self) -> dict[str, Any]:
        """Check that each item touched is there, for who writes; what is hidden is not."""
        found = super().clean()
        text = found.get("items") or ""
        code = self.meeting.country.iso if self.meeting else ""
        named = lines.items_named(text, code)
        if not lines.is_items(text):
            self.add_error("items", _("Write references alone, such as KH-2026-0007, with spaces between."))
        elif named:
            rows = access.rows(Commitment, self.person).filter(reference__in=named)
            there = set(rows.values_list("reference", flat=True))
            lacking = [name for name in named if name not in there]
            if lacking:
                values = {"references": ", ".join(lacking), "count": len(lacking)}
                self.add_error("items", UNREADABLE % values)
        return found


class ProposalForm(ProseForm):
    """A wording to propose, with the strength sought and what to fall back on."""

    readers = {"wordings": lines.sayings}

    class Meta:
        model: type[Model] = Proposal
        fields = (
            *("meeting", "classification", "title", "wording", "wordings", "is_checked", "strength"),
            *("terms", "fallback"),
        )
