"""The page of a part of a packet: its fields in the groups in which they are printed, with their limits."""

from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from commitments import access
from commitments.admin.base import RecordAdmin
from commitments.admin.brief_limits import Told, as_json, texts_of, told
from commitments.admin.brief_preview import preview_view
from commitments.admin.doors import signed_in
from commitments.admin.forms.brief import ProseForm
from commitments.admin.meeting_brief import PLACE
from commitments.admin.posted import key_of
from commitments.briefings import writing
from commitments.models import Brief, Meeting, Proposal, TopicSheet

# One field, or some that stand beside each other.
Names = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldShown:
    """A field with what is said of its length, or the text of one that is only read."""

    name: str
    label: str
    field: Any
    told: Told
    text: SafeString | str = ""


@dataclass(frozen=True, slots=True)
class GroupShown:
    """The fields that are printed together, some beside each other."""

    key: str
    title: Promise
    note: Promise | str
    told: Told | None
    lines: tuple[tuple[FieldShown, ...], ...]


def meeting_page(written: Any) -> str:
    """Lead to the brief on the page of its meeting."""
    return f"{reverse('admin:commitments_meeting_change', args=(written.meeting_id,))}#{PLACE}"


class ProseAdmin(RecordAdmin):
    """A part of a packet, written in groups as it is printed."""

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
            known[obj.meeting_id] = writing.why_not(obj.meeting, signed_in(request)) is None
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
        form.for_meeting = None if change else self._named(request)
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
    def _named(request: HttpRequest) -> Meeting | None:
        """Give the meeting in the address, where the person writes for it."""
        key = key_of(request.GET.get("meeting", "")) or 0
        rows = access.rows(Meeting, request.user).filter(pk=key, state__in=writing.WRITABLE)
        own = access.countries_of(request.user)
        return rows.filter(country__in=own).select_related("country").first() if key else None

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Open what a meeting has already, where it has one."""
        named = self._named(request) if self.is_single and request.method == "GET" else None
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
            "groups": self._groups(context["adminform"], told(self.form, texts, signed_in(request))),
            "meeting": written.meeting if written else self._named(request),
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
        """Give where the page is printed as it is typed."""
        if written is not None:
            return reverse(f"admin:{self._name}_preview", args=(written.pk,))
        named = self._named(request)
        query = f"?meeting={named.pk}" if named else ""
        return f"{reverse(f'admin:{self._name}_preview_new')}{query}"

    def _groups(self, adminform: Any, counts: dict[str, Told]) -> tuple[GroupShown, ...]:
        shown = []
        for (key, title, note, _names), fieldset in zip(self.groups, adminform, strict=True):
            lines = tuple(tuple(_field(field, counts) for field in line) for line in fieldset)
            shown.append(GroupShown(key, title, note, counts.get(key), lines))
        return tuple(shown)

    # -- Writing
    def create(self, request: HttpRequest, obj: Model, form: ModelForm[Any]) -> None:
        assert isinstance(obj, Brief | TopicSheet | Proposal)
        writing.write(obj, by=signed_in(request), now=timezone.now())

    def change(self, request: HttpRequest, obj: Model, values: dict[str, Any], form: ModelForm[Any]) -> None:
        assert isinstance(obj, Brief | TopicSheet | Proposal)
        writing.change(obj, values, expected=obj.version, by=signed_in(request), now=timezone.now())

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        """Go back to the meeting, where the next part is."""
        return HttpResponseRedirect(meeting_page(obj))

    response_post_save_change = response_post_save_add


def _field(field: Any, counts: dict[str, Told]) -> FieldShown:
    if getattr(field, "is_readonly", False):
        name = str(field.field["name"])
        return FieldShown(name, str(field.field["label"]), None, Told(), field.contents())
    bound = field.field
    return FieldShown(bound.name, str(bound.label), bound, counts.get(bound.name, Told()))
