"""Pages of what officers write for the minister: brief, topic briefs, proposed wording; in print groups, with
a preview.

The preview prints the text as typed; nothing is stored.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from django.contrib.admin import register
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, Model, QuerySet, TextField
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from commitments.access import querysets, rules
from commitments.admin.base import RecordAdmin
from commitments.admin.list_exports import TopicPaper
from commitments.admin.packets.brief_forms import (
    CORE_BRIEF,
    PLACE,
    BriefForm,
    FieldHint,
    ProposalForm,
    ProseForm,
    TopicForm,
    as_json,
    describe_limits,
    texts_of,
)
from commitments.admin.permissions import key_of, signed_in
from commitments.admin.site import site
from commitments.admin.steps import StepButton
from commitments.enums import OPEN_MEETING_STATES
from commitments.errors import Refused
from commitments.models import Brief, Meeting, ProposedWording, TopicBrief, User
from commitments.packets import briefs, copies
from commitments.packets.briefs import WALL_SECONDS, render_preview

# Whoever left meanwhile is let in again after this.
FREE_AGAIN_SECONDS = 2 * WALL_SECONDS


def preview_view(page: Any, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
    """Print the form as it was typed, and show the file; one at a time for a person."""
    person = signed_in(request)
    standing = page.get_object(request, object_id) if object_id else None
    if object_id and standing is None:
        raise Http404
    allowed = page.has_change_permission(request, standing) if standing else page.has_add_permission(request)
    if not allowed:
        raise PermissionDenied
    form = page.get_form(request, standing, change=standing is not None)(request.POST, instance=standing)
    form.is_valid()
    try:
        with _turn_of(person):
            written = as_typed(form)
            made = render_preview(written, reader=person, now=timezone.now())
    except Refused as refused:
        return _explain_no_preview(page, request, str(refused))
    response = HttpResponse(made.printed.pdf, content_type="application/pdf")
    name = f"{written.meeting.reference} preview"
    response.headers["Content-Disposition"] = copies.build_marked_disposition(name, made.classification)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store, private"
    return response


@contextmanager
def _turn_of(person: User) -> Iterator[None]:
    """Let one preview of a person be printed at a time; Refused while another is."""
    turn = f"preview-{person.pk}"
    if not cache.add(turn, 1, FREE_AGAIN_SECONDS):
        raise Refused(
            gettext("Your last preview is still being printed. Wait, then press again."), "printing"
        )
    try:
        yield
    finally:
        cache.delete(turn)


def as_typed(form: Any) -> briefs.Written:
    """Return the record as typed, including values that could not be saved; raises `Refused` without a
    meeting.
    """
    written: briefs.Written = form.instance
    if not written.meeting_id:
        raise Refused(gettext("Choose the meeting first."), "needs_meeting")
    for name in form.errors:
        column = next((one for one in written._meta.concrete_fields if one.name == name), None)
        if isinstance(column, CharField | TextField) and not column.choices:
            setattr(written, name, str(form.data.get(name, "")))
    written.classification = max(written.classification, written.meeting.classification)
    if not isinstance(written, Brief) and not written.number:
        written.number = briefs.next_number(type(written), written.meeting)
    return written


def _explain_no_preview(page: Any, request: HttpRequest, sentence: str) -> HttpResponse:
    """Return why there is nothing to see."""
    context = {**page.admin_site.each_context(request), "title": gettext("Preview"), "sentence": sentence}
    return TemplateResponse(request, "admin/commitments/brief/no_preview.html", context, status=409)


# One field, or some that stand beside each other.
Names = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldShown:
    """A field with its hint, or its text where it is read-only."""

    name: str
    label: str
    field: Any
    told: FieldHint
    text: SafeString | str = ""


@dataclass(frozen=True, slots=True)
class GroupShown:
    """The fields that are printed together, some side by side."""

    key: str
    title: Promise
    note: Promise | str
    told: FieldHint | None
    lines: tuple[tuple[FieldShown, ...], ...]


def meeting_page(written: Any) -> str:
    """Lead to the brief on the page of its meeting."""
    return f"{reverse('admin:commitments_meeting_change', args=(written.meeting_id,))}#{PLACE}"


class ProseAdmin(RecordAdmin):
    """A part of a packet, written in the groups in which it is printed."""

    form: type[ProseForm]
    change_form_template = "admin/commitments/brief/change_form.html"
    groups: ClassVar[tuple[tuple[str, Promise, Promise | str, tuple[Names, ...]], ...]]
    # Who reads it reads its meeting.
    shown_relations = ()
    page_relations = ()
    list_filter = ("classification",)
    ordering = ("-meeting", "pk")
    # Of what is found of each meeting, the one to open in place of a second.
    is_single = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("meeting__country")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let the desk write until the meeting is closed."""
        if obj is None or not super().has_change_permission(request, obj):
            return super().has_change_permission(request, obj)
        known: dict[int, bool] = request.__dict__.setdefault("writes_for", {})
        if obj.meeting_id not in known:
            known[obj.meeting_id] = briefs.why_not(obj.meeting, signed_in(request)) is None
        return known[obj.meeting_id]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Use plain fields: what they choose from is few."""
        return db_field.formfield(**kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave out the meeting once it is written: it stays."""
        (_key, title, _note, names), *rest = self.groups
        first = names if obj is not None else ("meeting", *names)
        return [(title, {"fields": first}), *((of, {"fields": fields}) for _k, of, _n, fields in rest)]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.for_meeting = None if change else self._find_meeting(request)
        form.begins_at = self._begins_at(request.GET.get("part", ""))
        return form

    def _begins_at(self, part: str) -> str:
        """Name the first field of the part that the address names."""
        first = next((names[0] for key, _title, _note, names in self.groups if key == part), "")
        return first if isinstance(first, str) else first[0]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        limits = view(require_POST(partial(as_json, self.form)))
        printed = view(require_POST(partial(preview_view, self)))
        return [
            path("limits/", limits, name=f"{self._name}_limits"),
            path("preview/", printed, name=f"{self._name}_preview_new"),
            path("<path:object_id>/preview/", printed, name=f"{self._name}_preview"),
            *super().get_urls(),
        ]

    @property
    def _name(self) -> str:
        return f"commitments_{self.opts.model_name}"

    @staticmethod
    def _find_meeting(request: HttpRequest) -> Meeting | None:
        """Return the meeting in the address, where the person writes for it."""
        key = key_of(request.GET.get("meeting", "")) or 0
        rows = querysets.list_readable(Meeting, request.user).filter(pk=key, state__in=OPEN_MEETING_STATES)
        own = rules.countries_of(request.user)
        return rows.filter(country__in=own).select_related("country").first() if key else None

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Open what a meeting has already, where it has one."""
        named = self._find_meeting(request) if self.is_single and request.method == "GET" else None
        standing = self.get_queryset(request).filter(meeting=named).first() if named else None
        if standing is not None:
            return HttpResponseRedirect(reverse(f"admin:{self._name}_change", args=(standing.pk,)))
        return super().add_view(request, form_url, extra_context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        written = context.get("original")
        form = context["adminform"].form
        texts = texts_of(self.form, lambda name: form[name].value() if name in form.fields else None)
        context |= {
            "groups": self._groups(
                context["adminform"], describe_limits(self.form, texts, signed_in(request))
            ),
            "meeting": written.meeting if written else self._find_meeting(request),
            "place": PLACE,
            "limits": reverse(f"admin:{self._name}_limits"),
            "preview": self._preview(request, written),
            "show_save_and_add_another": False,
            "writes": self.has_change_permission(request, written) if written else True,
        }
        response = super().render_change_form(request, context, *args, **kwargs)
        # What is rare stands in the bar; the fields have the width.
        context["others"] = context.pop("steps", ())
        return response

    def _preview(self, request: HttpRequest, written: Any) -> str:
        """Return the address that prints the page as typed."""
        if written is not None:
            return reverse(f"admin:{self._name}_preview", args=(written.pk,))
        named = self._find_meeting(request)
        query = f"?meeting={named.pk}" if named else ""
        return f"{reverse(f'admin:{self._name}_preview_new')}{query}"

    def _groups(self, adminform: Any, counts: dict[str, FieldHint]) -> tuple[GroupShown, ...]:
        shown = []
        for (key, title, note, _names), fieldset in zip(self.groups, adminform, strict=True):
            lines = tuple(tuple(_field(field, counts) for field in line) for line in fieldset)
            shown.append(GroupShown(key, title, note, counts.get(key), lines))
        return tuple(shown)

    # -- Writing
    def create(self, request: HttpRequest, obj: Model, form: ModelForm[Any]) -> None:
        assert isinstance(obj, Brief | TopicBrief | ProposedWording)
        briefs.create_written(obj, by=signed_in(request), now=timezone.now())

    def change(self, request: HttpRequest, obj: Model, values: dict[str, Any], form: ModelForm[Any]) -> None:
        assert isinstance(obj, Brief | TopicBrief | ProposedWording)
        briefs.edit_written(obj, values, expected=obj.version, by=signed_in(request), now=timezone.now())

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        """Go back to the meeting, where the next part is."""
        return HttpResponseRedirect(meeting_page(obj))

    response_post_save_change = response_post_save_add


def _field(field: Any, counts: dict[str, FieldHint]) -> FieldShown:
    if getattr(field, "is_readonly", False):
        name = str(field.field["name"])
        return FieldShown(name, str(field.field["label"]), None, FieldHint(), field.contents())
    bound = field.field
    return FieldShown(bound.name, str(bound.label), bound, counts.get(bound.name, FieldHint()))


def _build_remove_step(name: str, label: Promise) -> StepButton:
    return StepButton(
        name,
        label,
        briefs.remove_written,
        lambda written, user: briefs.why_not(written.meeting, user),
        offered=lambda written, user: briefs.why_not(written.meeting, user) is None,
        warning=_("It will not be printed any more. The history of the meeting keeps what it said."),
        done=_("Taken off."),
        lands_gone=meeting_page,
        is_rare=True,
    )


EARLIER = StepButton(
    "earlier",
    _("Print it before the one above"),
    briefs.print_earlier,
    lambda topic, user: briefs.why_not(topic.meeting, user),
    offered=lambda topic, user: briefs.find_previous_sheet(topic, user) is not None,
    done=_("Both have changed places and numbers."),
    lands=meeting_page,
    is_rare=True,
)


@register(Brief, site=site)
class BriefAdmin(ProseAdmin):
    """The page that the minister reads, and the order of events."""

    form = BriefForm
    teaches = _("No brief is written yet. It is begun on the page of a meeting, under “Brief”.")
    list_display = ("meeting", "classification")
    search_fields = ("meeting__title", "meeting__reference", "why", "ask")
    is_single = True
    groups = (
        (
            CORE_BRIEF,
            _("Core brief"),
            _("the one page the minister reads"),
            (
                *("why", "objectives", "messages", "ask", ("if_accepted", "if_refused")),
                *("not_to_say", "classification"),
            ),
        ),
        (
            "scenario",
            _("Scenario"),
            _("the order of events, and what stands around it"),
            (
                *("events", ("place", "language"), ("press", "if_plans_change"), "courtesy"),
                "duty_officer",
            ),
        ),
        ("statement", _("Joint statement"), _("the draft, as it would be issued"), ("joint_statement",)),
    )


@register(TopicBrief, site=site)
class TopicSheetAdmin(TopicPaper, ProseAdmin):
    """A topic: the front is said aloud, the back is background."""

    form = TopicForm
    teaches = _("No topic sheet is written yet. It is begun on the page of a meeting, under “Brief”.")
    list_display = ("title", "number", "meeting", "classification")
    search_fields = ("title", "meeting__title", "meeting__reference")
    steps = (EARLIER, _build_remove_step("take-off", _("Take this topic off")))
    groups = (
        (
            "topic",
            _("Topic"),
            "",
            (("title", "running_title"), ("division", "classification"), "titles"),
        ),
        (
            "front",
            pgettext_lazy("side of a topic sheet", "Front"),
            _("said aloud"),
            (
                *("objective", ("their_objective", "response"), "points", "if_raised", "tactics"),
                *(("press_line", "press_until"), "last_time"),
            ),
        ),
        (
            "back",
            pgettext_lazy("side of a topic sheet", "Back"),
            _("only known"),
            ("background", "not_to_be_disclosed", "items"),
        ),
    )


@register(ProposedWording, site=site)
class ProposalAdmin(ProseAdmin):
    """Proposed wording."""

    form = ProposalForm
    teaches = _("No wording to propose is written yet. It is begun on the page of a meeting, under “Brief”.")
    list_display = ("title", "number", "meeting", "classification")
    search_fields = ("title", "wording", "meeting__title", "meeting__reference")
    steps = (_build_remove_step("take-off", _("Take this wording off")),)
    groups = (
        (
            "proposal",
            _("Wording to propose"),
            _("read back at the meeting, with what is sought"),
            (
                *("title", "wording", "wordings", "is_checked", ("strength", "terms")),
                *("fallback", "classification"),
            ),
        ),
    )
