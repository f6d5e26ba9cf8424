"""What a deadline resolves to, told while the officer types."""

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from commitments import access, deadlines, overview
from commitments.admin.doors import signed_in
from commitments.admin.forms import deadline
from commitments.admin.shown import BEFORE_MEETING
from commitments.models import Country
from commitments.vocabulary import OwedBy


class PreviewForm(deadline.DeadlineFields):
    """A deadline as typed, with what it is counted from and who owes it."""

    held_on = forms.DateField(required=False)
    owed_by = forms.ChoiceField(choices=OwedBy.choices, required=False)
    country = forms.IntegerField(required=False)


@require_GET
def deadline_view(request: HttpRequest) -> HttpResponse:
    """Answer in one sentence what the words come to, or why the officer has to decide."""
    person = signed_in(request)
    form = PreviewForm(request.GET)
    if not form.is_valid():
        return JsonResponse({"text": ""})
    values = form.cleaned_data
    name, said = deadline.missing(values) or ("", "")
    if name:
        return JsonResponse({"text": str(said) if name == "wording" else ""})
    partner = access.countries_of(person).filter(pk=values["country"] or 0).first()
    if partner is None:
        return JsonResponse({"text": ""})
    return JsonResponse({"text": _sentence(values, partner, request)})


def _sentence(values: dict[str, object], partner: Country, request: HttpRequest) -> str:
    spec = deadline.spec_of(values)
    held_on, owed_by, review_on = values["held_on"], values["owed_by"], values["review_on"]
    found = deadlines.work_out(
        spec,
        owed_by=str(owed_by or OwedBy.OURS),
        partner=partner,
        held_on=held_on,  # type: ignore[arg-type]
        today=overview.today_of(signed_in(request), timezone.now()),
    )
    review = review_on or found.review_on
    said = []
    if found.due_on:
        said.append(_("Due %(date)s.") % {"date": date_format(found.due_on)})
    elif review:
        said.append(_("No date; review on %(date)s.") % {"date": date_format(review)})  # type: ignore[arg-type]
    if found.needs_officer:
        said.append(_("Needs you: %(reason)s") % {"reason": found.needs_officer})
        said += [str(step) for step in found.working if step.code == BEFORE_MEETING]
    elif found.due_on:
        said.append(found.explanation)
    return " ".join(said)
