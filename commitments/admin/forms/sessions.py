"""The choice of a mechanism, which knows the number of its next session."""

from typing import Any

from django import forms
from django.db.models import Max
from django.utils.translation import gettext as _

from commitments import access
from commitments.models import Mechanism, Meeting, User
from commitments.vocabulary import MeetingState

NOT_COUNTED = (MeetingState.CANCELLED, MeetingState.IN_ERROR)


class MechanismSelect(forms.Select):
    """A choice whose options carry partner and number of the next session, for a script to propose."""

    facts: dict[str, dict[str, str]] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"] |= self.facts.get(str(value), {})
        return option


def next_numbers(person: User, mechanism: int | None = None) -> dict[int, int]:
    """Give the number of the next session of each mechanism, or of one, as far as the person may read it."""
    counted = access.rows(Meeting, person).exclude(state__in=NOT_COUNTED).filter(session_number__isnull=False)
    if mechanism is not None:
        counted = counted.filter(mechanism=mechanism)
    last = counted.order_by().values_list("mechanism")
    return {key: number + 1 for key, number in last.annotate(last=Max("session_number"))}


def offer_mechanisms(field: forms.ModelChoiceField[Mechanism], person: User) -> dict[int, int]:
    """Let a field offer the mechanisms of the person's partners; give the numbers of their next sessions."""
    rows = list(access.open_rows(Mechanism).filter(country__in=access.countries_of(person)))
    numbers = next_numbers(person)
    widget = MechanismSelect()
    field.queryset = access.open_rows(Mechanism).filter(pk__in=[row.pk for row in rows])
    field.widget = widget
    named = _("%(mechanism)s (next: session %(n)d)")
    field.choices = [
        ("", _("none")),
        *((row.pk, named % {"mechanism": row, "n": numbers.get(row.pk, 1)}) for row in rows),
    ]
    widget.choices = field.choices
    widget.facts = {
        str(row.pk): {"data-country": str(row.country_id), "data-next": str(numbers.get(row.pk, 1))}
        for row in rows
    }
    return numbers
