"""Bulk actions on commitments: selected in the list, previewed row by row, done, and undone.

Nothing is done before it is confirmed; only the versions that the person saw in the preview are changed.
"""

import datetime
import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import tasks
from commitments.access import querysets, scopes
from commitments.admin.as_of import AS_OF
from commitments.admin.commitments.bulk_pages import (
    ABOUT,
    LOOKED_AT,
    batch_rows,
    build_preview,
    format_confirmation,
    list_buttons,
    load_progress,
    title_of,
)
from commitments.admin.commitments.list_preferences import back_to_the_list
from commitments.admin.commitments.step_forms import build_document_field, build_line_field
from commitments.admin.form_fields import DateInput, PlainForm
from commitments.admin.lists import build_change_list
from commitments.admin.meetings.forms import capitalise_choices
from commitments.admin.pages import NounPage
from commitments.admin.permissions import key_of, signed_in
from commitments.enums import SLIPS, UPCOMING_STATES, BulkActionKind, FollowUpMethod, MoveReason
from commitments.errors import Refused
from commitments.language import phrases
from commitments.language.phrases import specification
from commitments.lifecycle import bulk_actions
from commitments.lifecycle.bulk_actions import MOST_ITEMS, SeenItem
from commitments.models import DAY, BulkAction, Commitment, Meeting, User
from commitments.tasks import enqueue

LONGEST_TEXT = 2000


class BulkActionForm(PlainForm):
    """The input of an action; without fields it asks nothing."""

    person: User
    today: datetime.date

    def values(self) -> dict[str, Any]:
        """Return the input as plain values, to be stored with the bulk action."""
        return {}


class NoChangeForm(BulkActionForm):
    text = forms.CharField(
        label=gettext_lazy("Person who reported, and next steps"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Optional. If empty, “No change.” is recorded."),
    )

    def values(self) -> dict[str, Any]:
        return {"text": self.cleaned_data["text"].strip(), "reported_on": self.today.isoformat()}


class BulkFollowUpForm(BulkActionForm):
    method = forms.ChoiceField(label=gettext_lazy("Contact method"), choices=FollowUpMethod.choices)
    document = build_document_field(
        gettext_lazy("Number and date"), gettext_lazy("of the note or letter (optional)")
    )
    reported_on = forms.DateField(label=gettext_lazy("Date"), widget=DateInput)
    text = build_line_field(
        gettext_lazy("Contact and summary"), gettext_lazy("optional"), required=False, longest=300
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        capitalise_choices(self.fields["method"])
        self.fields["reported_on"].initial = self.today

    def clean_reported_on(self) -> datetime.date:
        reported_on: datetime.date = self.cleaned_data["reported_on"]
        if reported_on > self.today:
            raise forms.ValidationError(_("Enter today’s date or an earlier date."))
        return reported_on

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        way = capfirst(str(FollowUpMethod(given["method"]).label))
        named = f"{way} ({given['document']})" if given["document"] else way
        said = f"{_('Followed up: %(way)s.') % {'way': named}} {given['text']}".strip()
        number = given["document"] if given["method"] == FollowUpMethod.NOTE else ""
        kept = {"method": given["method"], "number": number, "text": given["text"] or said, "said": said}
        return {**kept, "reported_on": given["reported_on"].isoformat()}


class AskDateForm(BulkActionForm):
    wording = forms.CharField(
        label=gettext_lazy("New deadline, in words"),
        max_length=200,
        widget=forms.TextInput(
            attrs={"class": "vTextField", "placeholder": gettext_lazy("by 30 June 2027; within 60 days")}
        ),
    )
    move_reason = forms.ChoiceField(
        label=gettext_lazy("Reason"), choices=[(reason.value, reason.label) for reason in SLIPS]
    )
    note = build_line_field(gettext_lazy("Explanation"))
    document = build_document_field(gettext_lazy("Document"), gettext_lazy("letter or note (optional)"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        capitalise_choices(self.fields["move_reason"])
        self.fields["move_reason"].initial = MoveReason.CAPACITY

    def clean_wording(self) -> str:
        wording = str(self.cleaned_data["wording"])
        ask = phrases.parse_any(wording).ask
        if ask:
            raise forms.ValidationError(str(specification.ASKS[ask]))
        return wording

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        kept = {name: given[name] for name in ("move_reason", "note", "document")}
        return {"spec": phrases.parse_any(given["wording"]).to_json(), **kept}


class BringUpForm(BulkActionForm):
    meeting = forms.ModelChoiceField(label=gettext_lazy("Meeting"), queryset=querysets.list_none(Meeting))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ahead = (
            querysets.list_readable(Meeting, self.person)
            .filter(state__in=UPCOMING_STATES, country__in=scopes.countries_of(self.person))
            .order_by(DAY.asc(nulls_last=True), "pk")
        )
        meeting = self.fields["meeting"]
        assert isinstance(meeting, forms.ModelChoiceField)
        meeting.queryset = ahead

    def values(self) -> dict[str, Any]:
        return {"meeting": self.cleaned_data["meeting"].pk}


class ReviewForm(BulkActionForm):
    on = forms.DateField(
        label=gettext_lazy("Next review date"),
        required=False,
        widget=DateInput,
        help_text=gettext_lazy("If empty, the review date is one review period from today."),
    )

    def clean_on(self) -> datetime.date | None:
        on: datetime.date | None = self.cleaned_data["on"]
        if on is not None and on <= self.today:
            raise forms.ValidationError(_("Enter a review date after today."))
        return on

    def values(self) -> dict[str, Any]:
        on = self.cleaned_data["on"]
        return {"on": on.isoformat() if on else ""}


FORMS: dict[BulkActionKind, type[BulkActionForm]] = {
    BulkActionKind.NO_CHANGE: NoChangeForm,
    BulkActionKind.FOLLOW_UP: BulkFollowUpForm,
    BulkActionKind.REQUEST_EXTENSION: AskDateForm,
    BulkActionKind.ADD_TO_AGENDA: BringUpForm,
    BulkActionKind.PROPOSE: BulkActionForm,
    BulkActionKind.REVIEW: ReviewForm,
}


def form_of(deed: BulkActionKind, person: User, today: datetime.date) -> type[BulkActionForm]:
    """Return the form of an action for one person on one day."""
    form = FORMS[deed]
    known = {"person": person, "today": today, "__module__": form.__module__}
    return type(form.__name__, (form,), known)


# Where the session keeps the batch whose line stands above the list until it was read.
DONE = "done_together"
READ_WITH = ("country", "deadline", "outcome__meeting", "origin__deadline")


def line_above(request: HttpRequest) -> dict[str, Any]:
    """Return the line about the last action, until it is done and was read once."""
    key = request.session.get(DONE)
    if key is None:
        return {}
    batch = querysets.list_readable(BulkAction, signed_in(request)).filter(pk=key).first()
    shown = load_progress(batch) if batch is not None else None
    if shown is None or not shown.is_under_way:
        del request.session[DONE]
    return {"together": shown}


def build_selection_context(request: HttpRequest, cl: Any) -> dict[str, Any]:
    """Return what the list needs for selecting rows."""
    deeds = list_buttons(signed_in(request), request.GET)
    return {
        "deeds": deeds,
        "may_choose": bool(deeds) and bool(cl.result_count),
        "choosable": cl.result_count if cl.multi_page and cl.result_count <= MOST_ITEMS else 0,
        "too_many": cl.result_count > MOST_ITEMS,
    }


class BulkActionPreview(NounPage):
    """Shows what would come of each chosen item; with a confirmation, does what was shown."""

    route, name = "bulk-actions/<slug:deed>/", "together"
    http_method_names = ["post"]
    template_name = "admin/commitments/commitment/together.html"

    @cached_property
    def deed(self) -> BulkActionKind:
        named = self.kwargs["deed"]
        if named not in {button.name for button in list_buttons(self.person, {"view": "all"})}:
            raise Http404
        return BulkActionKind(named)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        deed = self.deed
        try:
            items, seen = self.load_chosen()
        except Refused as refused:
            messages.error(request, str(refused))
            return back_to_the_list(request.POST.get("back", ""))
        is_sent = "preview" in request.POST or "confirm" in request.POST
        form = form_of(deed, self.person, self.today)(request.POST if is_sent else None, label_suffix="")
        has_values = not form.fields or (is_sent and form.is_valid())
        values = form.values() if has_values and (is_sent or not form.fields) else None
        meeting = form.cleaned_data["meeting"] if deed == BulkActionKind.ADD_TO_AGENDA and values else None
        crowd = bulk_actions.crowd_of(items, self.person, meeting)
        is_looked_at = deed not in LOOKED_AT or request.POST.get("looked_at") == _mark(values)
        if values is not None and "confirm" in request.POST and is_looked_at:
            chosen = [SeenItem(item.pk, seen.get(item.pk, item.version)) for item in items]
            return self.carry_out(chosen, values)
        for field in () if is_sent else list(form.fields.values())[:1]:
            field.widget.attrs["autofocus"] = True
        can, cannot = build_preview(deed, items, crowd, values, self.today)
        context = self.get_context_data(
            title=title_of(deed),
            about=ABOUT[deed],
            deed=deed.value,
            form=form,
            can=can,
            cannot=cannot,
            items=",".join(f"{item.pk}-{seen.get(item.pk, item.version)}" for item in items),
            back=request.POST.get("back", ""),
            absent=len(seen) - len(items) if seen else 0,
            confirmation=format_confirmation(deed, can.count),
            looked_at=_mark(values),
            may_confirm=can.count > 0 and (deed not in LOOKED_AT or values is not None),
            may_preview=deed in LOOKED_AT,
        )
        return self.render_to_response(context)

    def carry_out(self, chosen: Sequence[SeenItem], values: dict[str, Any]) -> HttpResponse:
        """Write the batch; a short one is carried out at once, a long one by a worker meanwhile."""
        request = self.request
        try:
            batch = bulk_actions.create_bulk_action(self.deed, chosen, values, by=self.person, now=self.now)
        except Refused as refused:
            messages.error(request, str(refused))
            return back_to_the_list(request.POST.get("back", ""))
        request.session[DONE] = batch.pk
        if len(chosen) > bulk_actions.AT_ONCE:
            enqueue(batch.pk, tasks.carry_out)
            return HttpResponseRedirect(_page(batch))
        bulk_actions.carry_out(batch.pk, now=self.now)
        return back_to_the_list(request.POST.get("back", ""))

    def load_chosen(self) -> tuple[list[Commitment], dict[int, int]]:
        """Load the selection through the access policy, with the versions seen so far; raises `Refused`.

        Hidden records count as missing, and are not named.
        """
        posted = self.request.POST
        rows = self.noun.get_queryset(self.request).select_related(*READ_WITH)
        order = (F("due_on").asc(nulls_last=True), "reference")
        if posted.get("all") == "1":
            found = self.load_whole_list()
            items = list(rows.filter(pk__in=[row.pk for row in found]).order_by(*order))
            return items, {}
        seen = _seen(posted.get("items", ""))
        seen |= dict.fromkeys(_keys(posted.getlist("pick")), 0)
        if not seen:
            raise Refused(_("No commitments are selected. Select commitments first."), "nothing")
        if len(seen) > MOST_ITEMS:
            raise Refused(_("A bulk action takes at most 1,000 commitments. Narrow the list."), "too_many")
        items = list(rows.filter(pk__in=seen).order_by(*order))
        if not items:
            raise Refused(
                _(
                    "The selected commitments no longer exist, or you have no access to them. Select "
                    "other commitments."
                ),
                "absent",
            )
        for item in items:
            seen[item.pk] = seen[item.pk] or item.version
        return items, seen

    def load_whole_list(self) -> list[Any]:
        """Load the list as it was asked for; raises `Refused`."""
        asked = QueryDict(self.request.POST.get("back", ""), mutable=True)
        for name in ("p", "all", "e"):
            asked.pop(name, None)
        if any("\x00" in value for _name, values in asked.lists() for value in values):
            raise Refused(_("The selection could not be read. Select the commitments again."), "nothing")
        if AS_OF in asked:
            raise Refused(_("You cannot change records while viewing a past date. Go back to today."), "past")
        self.request.GET = asked  # type: ignore[assignment]
        try:
            cl = build_change_list(self.noun, self.request)
        except IncorrectLookupParameters as error:
            raise Refused(
                _("The selection could not be read. Select the commitments again."), "nothing"
            ) from error
        found = list(cl.queryset[: MOST_ITEMS + 1])
        if len(found) > MOST_ITEMS:
            raise Refused(_("A bulk action takes at most 1,000 commitments. Narrow the list."), "too_many")
        if not found:
            raise Refused(_("No commitments are selected. Select commitments first."), "nothing")
        return found


class BulkActionPage(NounPage):
    """What was done to which items, or how far it is."""

    route, name = "bulk-actions/<int:batch_id>/", "together_batch"
    http_method_names = ["get"]
    template_name = "admin/commitments/commitment/batch.html"

    @cached_property
    def batch(self) -> BulkAction:
        """The bulk action of the address, where the person may read it."""
        rows = querysets.list_readable(BulkAction, self.person)
        return get_object_or_404(rows, pk=self.kwargs["batch_id"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = load_progress(self.batch)
        return super().get_context_data(
            title=shown.label,
            shown=shown,
            items=batch_rows(self.batch, self.person),
            meeting=_meeting(self.batch, self.person),
            **kwargs,
        )


class BulkActionProgress(BulkActionPage):
    """The progress, for the page that waits."""

    route, name = "bulk-actions/<int:batch_id>/progress/", "together_progress"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        shown = load_progress(self.batch)
        return JsonResponse({"done": shown.settled, "total": shown.total, "is_under_way": shown.is_under_way})


class ContinueBulkAction(BulkActionPage):
    """Carries on with the next items here and now, where no worker does."""

    route, name = "bulk-actions/<int:batch_id>/on/", "together_on"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        bulk_actions.carry_out(self.batch.pk, now=self.now, most=bulk_actions.AT_ONCE)
        return HttpResponseRedirect(_page(self.batch))


class UndoBulkAction(BulkActionPage):
    """Takes it back, as far as nothing has come of it since."""

    route, name = "bulk-actions/<int:batch_id>/undo/", "together_undo"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        count = bulk_actions.undo_bulk_action(self.batch, by=self.person, now=self.now)
        if count > bulk_actions.AT_ONCE:
            enqueue(self.batch.pk, tasks.carry_out)
        elif count:
            bulk_actions.carry_out(self.batch.pk, now=self.now)
        request.session.pop(DONE, None)
        return HttpResponseRedirect(_page(self.batch))


def _meeting(batch: BulkAction, person: User) -> Meeting | None:
    key = batch.values.get("meeting")
    return querysets.list_readable(Meeting, person).filter(pk=key).first() if key else None


def _page(batch: BulkAction) -> str:
    return reverse("admin:commitments_commitment_together_batch", args=(batch.pk,))


def _mark(values: dict[str, Any] | None) -> str:
    """Digest what was typed, so that only what was looked at is done."""
    if values is None:
        return ""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


def _keys(texts: Iterable[str]) -> list[int]:
    return [key for text in texts if (key := key_of(text)) is not None]


def _seen(text: str) -> dict[int, int]:
    """Read keys with the versions that the preview showed."""
    pairs = [part.partition("-") for part in text.split(",")] if text else []
    read = ((key_of(key), key_of(version)) for key, _dash, version in pairs)
    return {key: version for key, version in read if key is not None and version is not None}
