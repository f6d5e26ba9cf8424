"""Several commitments at once: chosen in the list, looked at row by row, done, and taken back.

Nothing is done before it is confirmed, and what is confirmed is what was looked at, as it was seen.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_GET, require_POST

from commitments import access, batches, overview, tasks
from commitments.admin.as_of import AS_OF
from commitments.admin.commitment_arranged import back_to_the_list
from commitments.admin.doors import signed_in
from commitments.admin.forms.together import form_of
from commitments.admin.lists import narrowed
from commitments.admin.posted import key_of
from commitments.admin.together_shown import (
    ABOUT,
    LOOKED_AT,
    batch_rows,
    batch_shown,
    buttons,
    confirmation,
    preview,
    title_of,
)
from commitments.batches import MOST_ITEMS, Seen
from commitments.errors import Refused
from commitments.models import Batch, Commitment, Meeting
from commitments.tasks import ring
from commitments.vocabulary import Deed

# Where the session keeps the batch whose line stands above the list until it was read.
DONE = "done_together"
READ_WITH = ("country", "deadline", "outcome__meeting", "origin__deadline")


def line_above(request: HttpRequest) -> dict[str, Any]:
    """Give the line that says what was done last, until it is done and was read once."""
    key = request.session.get(DONE)
    if key is None:
        return {}
    batch = access.rows(Batch, signed_in(request)).filter(pk=key).first()
    shown = batch_shown(batch) if batch is not None else None
    if shown is None or not shown.is_under_way:
        del request.session[DONE]
    return {"together": shown}


def offered(request: HttpRequest, cl: Any) -> dict[str, Any]:
    """Give what the list needs to let rows be chosen."""
    deeds = buttons(signed_in(request), request.GET)
    return {
        "deeds": deeds,
        "may_choose": bool(deeds) and bool(cl.result_count),
        "choosable": cl.result_count if cl.multi_page and cl.result_count <= MOST_ITEMS else 0,
        "too_many": cl.result_count > MOST_ITEMS,
    }


class TogetherPages:
    """Adds to the list of commitments what is done to several at once."""

    def get_urls(self) -> list[Any]:
        def own(view: Any, allowed: Any) -> Any:
            return self.admin_site.admin_view(csrf_protect(allowed(view)))  # type: ignore[attr-defined]

        name = "commitments_commitment_together"
        return [
            path("together/<int:batch_id>/", own(self.batch_view, require_GET), name=f"{name}_batch"),
            path("together/<int:batch_id>/on/", own(self.on_view, require_POST), name=f"{name}_on"),
            path("together/<int:batch_id>/undo/", own(self.undo_view, require_POST), name=f"{name}_undo"),
            path(
                "together/<int:batch_id>/progress/", own(self.far_view, require_GET), name=f"{name}_progress"
            ),
            path("together/<slug:deed>/", own(self.together_view, require_POST), name=name),
            *super().get_urls(),  # type: ignore[misc]
        ]

    # -- Looked at, and done
    def together_view(self, request: HttpRequest, deed: str) -> HttpResponse:
        """Show what would come of each chosen item; with a confirmation, do what was shown."""
        if deed not in {button.name for button in buttons(signed_in(request), {"view": "all"})}:
            raise Http404
        try:
            items, posted = self._chosen(request)
        except Refused as refused:
            messages.error(request, str(refused))
            return back_to_the_list(request.POST.get("back", ""))
        return self._previewed(request, Deed(deed), items, posted)

    def _previewed(
        self, request: HttpRequest, deed: Deed, items: Sequence[Commitment], seen: dict[int, int]
    ) -> HttpResponse:
        person = signed_in(request)
        today = overview.today_of(person, timezone.now())
        is_sent = "preview" in request.POST or "confirm" in request.POST
        form = form_of(deed, person, today)(request.POST if is_sent else None, label_suffix="")
        has_values = not form.fields or (is_sent and form.is_valid())
        values = form.values() if has_values and (is_sent or not form.fields) else None
        meeting = form.cleaned_data["meeting"] if deed == Deed.BRING_UP and values else None
        crowd = batches.crowd_of(items, person, meeting)
        is_looked_at = deed not in LOOKED_AT or request.POST.get("looked_at") == _mark(values)
        if values is not None and "confirm" in request.POST and is_looked_at:
            chosen = [Seen(item.pk, seen.get(item.pk, item.version)) for item in items]
            return self._done(request, deed, chosen, values)
        for field in () if is_sent else list(form.fields.values())[:1]:
            field.widget.attrs["autofocus"] = True
        can, cannot = preview(deed, items, crowd, values, today)
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": title_of(deed),
            "about": ABOUT[deed],
            "opts": self.opts,  # type: ignore[attr-defined]
            "deed": deed.value,
            "form": form,
            "can": can,
            "cannot": cannot,
            "items": ",".join(f"{item.pk}-{seen.get(item.pk, item.version)}" for item in items),
            "back": request.POST.get("back", ""),
            "absent": len(seen) - len(items) if seen else 0,
            "confirmation": confirmation(deed, can.count),
            "looked_at": _mark(values),
            "may_confirm": can.count > 0 and (deed not in LOOKED_AT or values is not None),
            "may_preview": deed in LOOKED_AT,
        }
        return TemplateResponse(request, "admin/commitments/commitment/together.html", context)

    def _done(
        self, request: HttpRequest, deed: Deed, chosen: Sequence[Seen], values: dict[str, Any]
    ) -> HttpResponse:
        """Write the batch; a short one is carried out at once, a long one by a worker meanwhile."""
        now = timezone.now()
        try:
            batch = batches.begin(deed, chosen, values, by=signed_in(request), now=now)
        except Refused as refused:
            messages.error(request, str(refused))
            return back_to_the_list(request.POST.get("back", ""))
        request.session[DONE] = batch.pk
        if len(chosen) > batches.AT_ONCE:
            ring(batch.pk, tasks.carry_out)
            return HttpResponseRedirect(_page(batch))
        batches.carry_out(batch.pk, now=now)
        return back_to_the_list(request.POST.get("back", ""))

    def _chosen(self, request: HttpRequest) -> tuple[list[Commitment], dict[int, int]]:
        """Read what was chosen, through the door, with the versions seen so far; raises `Refused`.

        What is hidden is like what is not there: it is counted as absent, and not named.
        """
        rows = self.get_queryset(request).select_related(*READ_WITH)  # type: ignore[attr-defined]
        order = (F("due_on").asc(nulls_last=True), "reference")
        if request.POST.get("all") == "1":
            found = self._whole_list(request)
            items = list(rows.filter(pk__in=[row.pk for row in found]).order_by(*order))
            return items, {}
        seen = _seen(request.POST.get("items", ""))
        seen |= dict.fromkeys(_keys(request.POST.getlist("pick")), 0)
        if not seen:
            raise Refused(_("Nothing is chosen. Choose commitments first."), "nothing")
        if len(seen) > MOST_ITEMS:
            raise Refused(_("At most 1,000 commitments are dealt with at once. Narrow the list."), "too_many")
        items = list(rows.filter(pk__in=seen).order_by(*order))
        if not items:
            raise Refused(_("None of what was chosen is there any more, or it is not open to you."), "absent")
        for item in items:
            seen[item.pk] = seen[item.pk] or item.version
        return items, seen

    def _whole_list(self, request: HttpRequest) -> list[Any]:
        asked = QueryDict(request.POST.get("back", ""), mutable=True)
        for name in ("p", "all", "e"):
            asked.pop(name, None)
        if any("\x00" in value for _name, values in asked.lists() for value in values):
            raise Refused(_("This list cannot be read. Choose again."), "nothing")
        if AS_OF in asked:
            raise Refused(_("Nothing can be changed in the past. Go back to today."), "past")
        request.GET = asked  # type: ignore[assignment]
        try:
            cl = narrowed(self, request)
        except IncorrectLookupParameters as error:
            raise Refused(_("This list cannot be read. Choose again."), "nothing") from error
        found = list(cl.queryset[: MOST_ITEMS + 1])
        if len(found) > MOST_ITEMS:
            raise Refused(_("At most 1,000 commitments are dealt with at once. Narrow the list."), "too_many")
        if not found:
            raise Refused(_("Nothing is chosen. Choose commitments first."), "nothing")
        return found

    # -- What was done
    def _batch(self, request: HttpRequest, batch_id: int) -> Batch:
        rows = access.rows(Batch, signed_in(request)).filter(pk=batch_id)
        batch: Batch | None = rows.first()
        if batch is None:
            raise Http404
        return batch

    def batch_view(self, request: HttpRequest, batch_id: int) -> HttpResponse:
        """Show what was done to which items, or how far it is."""
        batch = self._batch(request, batch_id)
        shown = batch_shown(batch)
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": shown.label,
            "opts": self.opts,  # type: ignore[attr-defined]
            "shown": shown,
            "items": batch_rows(batch, signed_in(request)),
            "meeting": _meeting(batch, request),
        }
        return TemplateResponse(request, "admin/commitments/commitment/batch.html", context)

    def far_view(self, request: HttpRequest, batch_id: int) -> HttpResponse:
        """Say how far it is, for the page that waits."""
        shown = batch_shown(self._batch(request, batch_id))
        return JsonResponse({"done": shown.settled, "total": shown.total, "is_under_way": shown.is_under_way})

    def on_view(self, request: HttpRequest, batch_id: int) -> HttpResponse:
        """Carry on with the next items here and now, where no worker does."""
        batch = self._batch(request, batch_id)
        batches.carry_out(batch.pk, now=timezone.now(), most=batches.AT_ONCE)
        return HttpResponseRedirect(_page(batch))

    def undo_view(self, request: HttpRequest, batch_id: int) -> HttpResponse:
        """Take it back, as far as nothing has come of it since."""
        batch, now = self._batch(request, batch_id), timezone.now()
        count = batches.take_back(batch, by=signed_in(request), now=now)
        if count > batches.AT_ONCE:
            ring(batch.pk, tasks.carry_out)
        elif count:
            batches.carry_out(batch.pk, now=now)
        request.session.pop(DONE, None)
        return HttpResponseRedirect(_page(batch))


def _meeting(batch: Batch, request: HttpRequest) -> Meeting | None:
    key = batch.values.get("meeting")
    return access.rows(Meeting, signed_in(request)).filter(pk=key).first() if key else None


def _page(batch: Batch) -> str:
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
