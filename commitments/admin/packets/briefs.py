"""Pages of what officers write for the minister: brief, topic briefs, proposed wording; in print groups, with
a preview.

The preview prints the text as typed; nothing is stored.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin, display, register
from django.contrib.admin.utils import display_for_field
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, Field, Model, TextField
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.defaultfilters import linebreaksbr
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils.functional import Promise, cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from commitments.access import querysets, scopes
from commitments.admin.base import RecordAdmin
from commitments.admin.form_fields import LANGUAGE_FIELDS, list_other_languages
from commitments.admin.packets.brief_forms import (
    CORE_BRIEF,
    PLACE,
    BriefForm,
    FieldHint,
    ProposalForm,
    ProseForm,
    TopicForm,
    describe_limits,
    texts_of,
)
from commitments.admin.pages import EditPage, NounPage
from commitments.admin.papers import TopicPaper
from commitments.admin.permissions import key_of, signed_in
from commitments.admin.site import site
from commitments.admin.steps import StepButton
from commitments.enums import OPEN_MEETING_STATES
from commitments.errors import Refused
from commitments.models import Brief, Meeting, ProposedWording, TopicBrief, User
from commitments.models.translated import ENDING, list_columns
from commitments.packets import briefs, copies
from commitments.packets.briefs import WALL_SECONDS, render_preview
from commitments.translations import states

# Whoever left meanwhile is let in again after this.
FREE_AGAIN_SECONDS = 2 * WALL_SECONDS


@contextmanager
def _turn_of(person: User) -> Iterator[None]:
    """Let one preview of a person be printed at a time; Refused while another is."""
    turn = f"preview-{person.pk}"
    if not cache.add(turn, 1, FREE_AGAIN_SECONDS):
        raise Refused(
            gettext(
                "Your previous preview is still being created. Wait a moment, then select “Preview” again."
            ),
            "printing",
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
        raise Refused(gettext("Select the meeting first."), "needs_meeting")
    for name in form.errors:
        column = next((one for one in written._meta.concrete_fields if one.name == name), None)
        if isinstance(column, CharField | TextField) and not column.choices:
            setattr(written, name, str(form.data.get(name, "")))
    written.classification = max(written.classification, written.meeting.classification)
    if not isinstance(written, Brief) and not written.number:
        written.number = briefs.next_number(type(written), written.meeting)
    return written


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
    # How the text in the second language compares with the first.
    state: str = ""


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


class ProsePage(EditPage):
    """A part of a packet, written in the groups in which it is printed."""

    template_name = "admin/commitments/brief/change_form.html"
    form_class: type[ProseForm]
    groups: ClassVar[tuple[tuple[str, Promise, Promise | str, tuple[Names, ...]], ...]]
    # Who reads it reads its meeting.
    shown_relations = ()
    # Of what is found of each meeting, the one to open in place of a second.
    is_single = False
    # Whether a new one can begin with a draft that is composed from the record.
    takes_record = False
    # Whether the address prints what was typed, and saves nothing.
    is_preview = False

    @classmethod
    def urls(cls, noun: ModelAdmin[Any]) -> list[URLPattern]:
        """Return the addresses of the page, of its preview, and of the limits of its texts."""
        printed = {"is_preview": True, "http_method_names": ["post"]}
        return [
            LimitsAnswer.url_of_noun("limits/", "limits", noun, form_class=cls.form_class),
            cls.url_of_noun("preview/", "preview_new", noun, **printed),
            cls.url_of_noun("<path:object_id>/preview/", "preview", noun, **printed),
            cls.add_url(noun),
            *cls.main_urls(noun),
        ]

    @cached_property
    def named_meeting(self) -> Meeting | None:
        """The meeting in the address, where the person writes for it."""
        key = key_of(self.request.GET.get("meeting", "")) or 0
        rows = querysets.list_readable(Meeting, self.person).filter(pk=key, state__in=OPEN_MEETING_STATES)
        own = scopes.countries_of(self.person)
        return rows.filter(country__in=own).select_related("country").first() if key else None

    # -- The form
    def list_left_out(self) -> Sequence[str]:
        """Leave out the meeting once it is written: it stays; and the second language until it is chosen."""
        columns = () if self.second_language else list_columns(self.form_class._meta.model)
        return columns if self.is_new else ("meeting", *columns)

    @cached_property
    def second_language(self) -> str:
        """The second language of the texts: as sent, as the address names it, or as saved."""
        if self.is_sent:
            return self.request.POST.get("translation_language", "")
        named = self.request.GET.get("in", "")
        saved = "" if self.is_new else str(self.record.translation_language)
        return saved or (named if named in dict(settings.PRINT_LANGUAGES) else "")

    @cached_property
    def text_states(self) -> dict[str, str]:
        """The state of each translation, in words, by the column."""
        if self.is_new or not self.second_language:
            return {}
        found = states.states_of_texts(self.record)
        return {f"{name}{ENDING}": str(state.label) for name, state in found.items()}

    def get_form_class(self) -> type[ModelForm[Any]]:
        form = super().get_form_class()
        assert issubclass(form, ProseForm)
        form.for_meeting = self.named_meeting if self.is_new else None
        form.begins_at = self.find_beginning(self.request.GET.get("part", ""))
        return form

    @property
    def is_from_record(self) -> bool:
        """Whether the new text begins with a draft that is composed from the record."""
        is_wanted = self.request.GET.get("from") == "record" and not self.is_sent
        return self.takes_record and self.is_new and is_wanted and self.named_meeting is not None

    def get_form_kwargs(self) -> dict[str, Any]:
        given = super().get_form_kwargs()
        if self.second_language and not self.is_sent:
            given["initial"] = {**(given.get("initial") or {}), "translation_language": self.second_language}
        if self.is_from_record and self.named_meeting is not None:
            given["instance"] = briefs.draft_from_record(self.named_meeting, reader=self.person, now=self.now)
        return given

    def find_beginning(self, part: str) -> str:
        """Name the first field of the part that the address names."""
        first = next((names[0] for key, _title, _note, names in self.groups if key == part), "")
        return first if isinstance(first, str) else first[0]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Open what a meeting has already, where it has one."""
        named = self.named_meeting if self.is_single and self.is_new and self.may_edit else None
        standing = self.noun.get_queryset(request).filter(meeting=named).first() if named else None
        if standing is not None:
            return HttpResponseRedirect(reverse(f"admin:{_name(self.noun)}_change", args=(standing.pk,)))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        name = f"admin:{_name(self.noun)}"
        if self.is_new:
            meeting = self.named_meeting
            preview = reverse(f"{name}_preview_new") + (f"?meeting={meeting.pk}" if meeting else "")
        else:
            meeting, preview = self.record.meeting, self.address("preview")
        hints = describe_limits(self.form_class, texts_of(self.form_class, self.read_text), self.person)
        shown = super().get_context_data(
            groups=self.build_groups(hints),
            meeting=meeting,
            place=PLACE,
            limits=reverse(f"{name}_limits"),
            preview=preview,
            offers_record=self.takes_record and self.is_new and meeting is not None,
            is_from_record=self.is_from_record,
            second_language=self.second_language,
            second_languages=()
            if self.second_language
            else list_other_languages(self.read_text("text_language")),
            is_outdated=str(states.TextState.OUTDATED.label) in self.text_states.values(),
            **kwargs,
        )
        # What is rare stands in the bar; the fields have the width.
        shown["others"] = shown.pop("steps", ())
        return shown

    def read_text(self, name: str) -> Any:
        """Return the text of a field as the page shows it."""
        if self.may_edit:
            return self.form[name].value() if name in self.form.fields else None
        return None

    def build_groups(self, hints: dict[str, FieldHint]) -> tuple[GroupShown, ...]:
        """Return the fields in print order; the meeting of a new record before them."""
        shown = []
        for number, (key, title, note, names) in enumerate(self.groups):
            lines = ("meeting", *names) if self.is_new and number == 0 else names
            lines = (*lines, LANGUAGE_FIELDS) if number == 0 else lines
            fields = (self.build_line(line, hints) for one in lines for line in self.split_line(one))
            shown.append(GroupShown(key, title, note, hints.get(key), tuple(fields)))
        return tuple(shown)

    def split_line(self, line: Names) -> Iterator[Names]:
        """Yield each text beside its translation where there is one, else the line as it is."""
        columns = list_columns(self.form_class._meta.model) if self.second_language else ()
        names = (line,) if isinstance(line, str) else line
        pairs = {name: (name, f"{name}{ENDING}") for name in names if f"{name}{ENDING}" in columns}
        if not pairs:
            yield line
            return
        yield from (pairs.get(name, name) for name in names)

    def build_line(self, line: Names, hints: dict[str, FieldHint]) -> tuple[FieldShown, ...]:
        names = (line,) if isinstance(line, str) else line
        if self.may_edit:
            bound = [self.form[name] for name in names]
            shown = [
                FieldShown(one.name, str(one.label), one, hints.get(one.name, FieldHint())) for one in bound
            ]
        else:
            shown = [show_text(self.record, name) for name in names]
        return tuple(replace(one, state=self.text_states.get(one.name, "")) for one in shown)

    # -- Writing
    def create(self) -> None:
        briefs.create_written(self.form.instance, by=self.person, now=self.now)

    def change(self, values: dict[str, Any]) -> None:
        written = self.form.instance
        briefs.edit_written(written, values, expected=written.version, by=self.person, now=self.now)

    def respond_saved(self) -> HttpResponse:
        """Go back to the meeting, where the next part is, unless the person stays."""
        said, written = gettext("Recorded: {}.") if self.is_new else gettext("Saved: {}."), self.form.instance
        messages.success(self.request, format_html(said, written))
        stays = "_continue" in self.request.POST
        page = reverse(f"admin:{_name(self.noun)}_change", args=(written.pk,))
        return HttpResponseRedirect(page if stays else meeting_page(written))

    # -- The preview
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.preview() if self.is_preview else super().post(request, *args, **kwargs)

    def preview(self) -> HttpResponse:
        """Print the form as it was typed, and show the file; one at a time for a person."""
        if not self.may_edit:
            raise PermissionDenied
        form = self.form
        form.is_valid()
        try:
            with _turn_of(self.person):
                written = as_typed(form)
                made = render_preview(written, reader=self.person, now=self.now)
        except Refused as refused:
            told = {"title": gettext("Preview"), "sentence": str(refused)}
            return TemplateResponse(self.request, "admin/commitments/brief/no_preview.html", told, status=409)
        response = HttpResponse(made.printed.pdf, content_type="application/pdf")
        name = f"{written.meeting.reference} preview"
        response.headers["Content-Disposition"] = copies.build_marked_disposition(name, made.classification)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "no-store, private"
        return response


def _name(noun: ModelAdmin[Any]) -> str:
    return f"commitments_{noun.opts.model_name}"


def show_text(written: Model, name: str) -> FieldShown:
    """Return a field for those who only read it."""
    field = written._meta.get_field(name)
    assert isinstance(field, Field)
    value = getattr(written, name)
    if isinstance(value, Model):
        page = reverse(f"admin:commitments_{value._meta.model_name}_change", args=(value.pk,))
        text = format_html('<a href="{}">{}</a>', page, value)
    else:
        text = linebreaksbr(display_for_field(value, field, "–"))
    return FieldShown(name, str(field.verbose_name), None, FieldHint(), text)


class LimitsAnswer(NounPage):
    """What is said of the texts that were posted, while they are typed."""

    http_method_names = ["post", "options"]
    form_class: type[ProseForm] = ProseForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        texts = texts_of(self.form_class, lambda name: request.POST.get(name, ""))
        found = describe_limits(self.form_class, texts, self.person)
        return JsonResponse({name: {"text": one.text, "over": one.is_over} for name, one in found.items()})


def _build_remove_step(name: str, label: Promise) -> StepButton:
    return StepButton(
        name,
        label,
        briefs.remove_written,
        lambda written, user: briefs.why_not(written.meeting, user),
        offered=lambda written, user: briefs.why_not(written.meeting, user) is None,
        warning=_("This part will no longer be printed. Its text stays in the history of the meeting."),
        done=_("Removed from the packet."),
        lands_gone=meeting_page,
        is_rare=True,
    )


EARLIER = StepButton(
    "earlier",
    _("Move this topic up one place"),
    briefs.print_earlier,
    lambda topic, user: briefs.why_not(topic.meeting, user),
    offered=lambda topic, user: briefs.find_previous_sheet(topic, user) is not None,
    done=_("The two topic briefs have been swapped and renumbered."),
    lands=meeting_page,
    is_rare=True,
)


class BriefPage(ProsePage):
    """The page that the minister reads, and the order of events."""

    form_class = BriefForm
    is_single = True
    takes_record = True
    groups = (
        (
            CORE_BRIEF,
            _("Core brief"),
            _("one page for the minister"),
            (
                *("why", "objectives", "messages", "ask", ("if_accepted", "if_refused")),
                *("not_to_say", "classification"),
            ),
        ),
        (
            "scenario",
            _("Scenario"),
            _("the order of events and the arrangements"),
            (
                *("events", ("place", "language"), ("press", "if_plans_change"), "courtesy"),
                "duty_officer",
            ),
        ),
        (
            "statement",
            _("Joint statement"),
            _("the draft as it would be issued"),
            ("joint_statement",),
        ),
    )


class TopicPage(ProsePage):
    """A topic: the front is said aloud, the back is background."""

    form_class = TopicForm
    steps = (EARLIER, _build_remove_step("take-off", _("Remove this topic")))
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
            _("for use in the meeting"),
            (
                *("objective", ("their_objective", "response"), "points", "if_raised", "tactics"),
                *(("press_line", "press_until"), "last_time"),
            ),
        ),
        (
            "back",
            pgettext_lazy("side of a topic sheet", "Back"),
            _("for background only"),
            ("background", "not_to_be_disclosed", "items"),
        ),
    )


class ProposalPage(ProsePage):
    """Proposed wording."""

    form_class = ProposalForm
    steps = (_build_remove_step("take-off", _("Remove this wording")),)
    groups = (
        (
            "proposal",
            _("Proposed wording"),
            _("read back at the meeting, with the intended result"),
            (
                *("title", "wording", "wordings", "is_checked", ("strength", "terms")),
                *("fallback", "classification"),
            ),
        ),
    )


class ProseAdmin(RecordAdmin):
    """The list of one kind of part."""

    shown_relations = ()
    list_filter = ("classification",)
    ordering = ("-meeting", "pk")
    joined = ("meeting__country",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let the desk write until the meeting is closed."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or briefs.why_not(obj.meeting, signed_in(request)) is None)


@register(Brief, site=site)
class BriefAdmin(ProseAdmin):
    pages = (BriefPage,)
    list_display = ("meeting", "classification")
    search_fields = ("meeting__title", "meeting__reference", "why", "ask")


@register(TopicBrief, site=site)
class TopicSheetAdmin(ProseAdmin):
    pages = (TopicPage, TopicPaper)
    list_display = ("called", "number", "meeting", "classification")
    file_columns = ("title", "number", "meeting", "classification")
    search_fields = ("title", "titles", "meeting__title", "meeting__reference")

    @display(description=_("title"), ordering="title")
    def called(self, obj: TopicBrief) -> str:
        """Return its title in the reader's language."""
        return obj.spoken_title


@register(ProposedWording, site=site)
class ProposalAdmin(ProseAdmin):
    pages = (ProposalPage,)
    list_display = ("title", "number", "meeting", "classification")
    search_fields = ("title", "wording", "meeting__title", "meeting__reference")
