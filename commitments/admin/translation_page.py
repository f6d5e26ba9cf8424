"""The page of one translation: the original and the translation side by side, its state, and the check by a
second person.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Field
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from commitments.access import querysets, write_rules
from commitments.admin.form_fields import plain_words
from commitments.admin.meetings.text_columns import names_of
from commitments.admin.packets.brief_forms import BriefForm, ProposalForm, ProseForm, TopicForm
from commitments.admin.pages import ActionPage, AdminPage
from commitments.admin.translations import address_of, describe_state, name_record
from commitments.admin.undo import confirm_step
from commitments.enums import HEAD_ROLES
from commitments.enums.parties import language_name
from commitments.errors import Refused
from commitments.models import AgendaItem, Classified, Outcome, Statement, User
from commitments.models.translated import ENDING
from commitments.packets import briefs
from commitments.translations import checks, editing
from commitments.translations.kinds import (
    BY_NAME,
    Kind,
    digest_of,
    list_known_languages,
    list_wanted_languages,
)
from commitments.translations.states import State, Version, load_versions

FORMS: dict[Any, type[ProseForm]] = {one.Meta.model: one for one in (BriefForm, TopicForm, ProposalForm)}
CHECK, WITHDRAW = "check", "withdraw"
LINES = 5


@dataclass(frozen=True, slots=True)
class TextPair:
    """One text beside its translation; `field` is None where it is only read here."""

    label: str
    original: str
    translated: str
    field: Any = None


@dataclass(frozen=True, slots=True)
class VersionOnPage:
    """One translation: its state, who entered it, and what the person may do about it."""

    part: int
    state: State
    told: str
    writers: str
    pairs: tuple[TextPair, ...]
    digest: str
    may_check: bool
    why_not_check: str
    may_withdraw: bool


def label_of(kind: Kind, name: str) -> str:
    """Return the label of a text, by its column."""
    column = kind.model._meta.get_field(name)
    assert isinstance(column, Field)
    return str(capfirst(column.verbose_name))


class TranslationForm(forms.Form):
    """The translations of the texts of one record in one language."""

    as_seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, kind: Kind, record: Any, language: str, pairs: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"label_suffix": ""})
        self.initial["as_seen"] = getattr(record, "version", None)
        self.readers = FORMS[kind.model].readers if kind.is_chosen else {}
        if kind.has_columns and not kind.is_chosen:
            known = {
                code: language_name(code) for code, _name in settings.PRINT_LANGUAGES if code != language
            }
            own = kind.base_of(record)
            self.fields["text_language"] = forms.ChoiceField(
                label=_("Language of the text"),
                choices=[*({own: language_name(own)} | known).items()],
                initial=own,
            )
        for number, (name, (original, translated)) in enumerate(zip(kind.words, pairs, strict=True)):
            if not original:
                continue
            most = editing.limit_of(kind, number)
            is_long = most is None
            size: dict[str, Any] = {"rows": LINES} if is_long else {"class": "vTextField"}
            self.fields[name] = forms.CharField(
                label=label_of(kind, name),
                required=False,
                max_length=most,
                initial=translated,
                widget=(forms.Textarea if is_long else forms.TextInput)(attrs={"lang": language, **size}),
            )
        for field in self.fields.values():
            plain_words(field)

    def clean(self) -> dict[str, Any]:
        """Refuse lines of a brief that could not be read, as its own page does."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        for name, read in self.readers.items():
            for fault in read(found.get(name) or "").faults:
                self.add_error(name, fault)
        return found


class OneTranslation(AdminPage):
    """A page about the translations of one record in one language."""

    @cached_property
    def kind(self) -> Kind:
        kind = BY_NAME.get(self.kwargs["name"])
        if kind is None or not write_rules.may_write(self.person, kind.parts):
            raise Http404
        return kind

    @cached_property
    def record(self) -> Any:
        """The record of the address; raises Http404 where it is hidden or missing."""
        rows = querysets.list_readable(self.kind.model, self.person)
        near = () if self.kind.country == "pk" else (self.kind.country,)
        return get_object_or_404(rows.select_related(*near), pk=self.kwargs["key"])

    @cached_property
    def language(self) -> str:
        """The language of the address: one of those that texts have, other than that of the original."""
        code = str(self.kwargs["language"])
        if code not in list_known_languages() or code == self.kind.base_of(self.record):
            raise Http404
        return code

    @cached_property
    def versions(self) -> list[Version]:
        """The translations in this language; of an outcome there may be several."""
        found = load_versions(self.kind, [self.record], self.person, list_wanted_languages())
        own = [one for one in found[self.record.pk] if one.language == self.language]
        part = editing.find_part(self.kind, self.record, self.language, self.person)
        texts = self.kind.read_texts(self.record, part, self.language)
        return own or [Version(self.language, State.MISSING, 0, texts)]

    @property
    def address(self) -> str:
        return reverse("admin:translation", args=(self.kind.name, self.record.pk, self.language))


class TranslationPage(OneTranslation):
    """The side-by-side editor."""

    title = _("Translation")
    template_name = "admin/translation.html"

    @cached_property
    def refusal(self) -> Refused | None:
        return checks.why_not_write(self.kind, self.record, self.person)

    @cached_property
    def is_written_here(self) -> bool:
        """Whether the person writes this translation here: of a brief, in its second language."""
        if self.refusal is not None:
            return False
        if not self.kind.is_chosen:
            return editing.is_written_here(self.kind)
        is_second = self.record.translation_language in ("", self.language)
        return is_second and briefs.why_not(self.record.meeting, self.person) is None

    @cached_property
    def editors(self) -> list[tuple[str, str]]:
        """The texts in this language in which the wording of an outcome is written, each with its page."""
        if self.kind.model is not Outcome:
            return []
        rows = querysets.list_readable(Statement, self.person).filter(meeting=self.record.meeting_id)
        texts = list(rows.filter(language=self.language).exclude(pk=self.record.statement_id).order_by("pk"))
        names = names_of(texts)
        page = "admin:commitments_outcome_wording"
        return [(names[one.pk], reverse(page, args=(self.record.pk, one.pk))) for one in texts]

    @cached_property
    def form(self) -> Form:
        data = self.request.POST if self.request.method == "POST" else None
        return TranslationForm(self.kind, self.record, self.language, self.versions[0].texts, data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        base = self.kind.base_of(self.record)
        return super().get_context_data(
            kind=self.kind,
            key=self.record.pk,
            record=self.record if isinstance(self.record, Classified | AgendaItem) else None,
            name=name_record(self.kind, self.record),
            page=address_of(self.kind, self.record),
            form=self.form if self.is_written_here else None,
            versions=[self.show_version(one) for one in self.versions],
            base=(base, language_name(base)),
            other=(self.language, language_name(self.language)),
            refusal=str(self.refusal or ""),
            is_elsewhere=not editing.is_written_here(self.kind),
            editors=self.editors,
            **kwargs,
        )

    def show_version(self, version: Version) -> VersionOnPage:
        kind, form = self.kind, self.form if self.is_written_here else None
        pairs = tuple(
            TextPair(
                label_of(kind, name),
                original,
                translated,
                form[name] if form is not None and name in form.fields else None,
            )
            for name, (original, translated) in zip(kind.words, version.texts, strict=True)
            if original or translated
        )
        part = querysets.list_readable(kind.parts, self.person).filter(pk=version.part).first()
        writers: list[User] = []
        if part is not None and version.state != State.MISSING:
            writers = checks.find_writers(kind, part, version.language)
        is_open = version.state in (State.OLDER, State.UNCHECKED) and self.refusal is None
        is_own = self.person in writers
        check = version.check
        return VersionOnPage(
            part=version.part,
            state=version.state,
            told=describe_state(version),
            writers=", ".join(map(str, writers)),
            pairs=pairs,
            digest=digest_of(version.texts),
            may_check=is_open and not is_own,
            why_not_check=str(checks.SAME_PERSON) if is_open and is_own else "",
            may_withdraw=check is not None
            and self.refusal is None
            and (check.by == self.person or self.person.role in HEAD_ROLES),
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.kind.model is Outcome or (self.kind.is_chosen and not self.is_written_here):
            raise Http404
        form = self.form
        if form.is_valid():
            values = form.cleaned_data
            try:
                self.write({name: values[name] for name in self.kind.words if name in values}, values)
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                confirm_step(request, _("Translation saved."), self.now)
                return HttpResponseRedirect(self.address)
        return self.render_to_response(self.get_context_data())

    def write(self, texts: dict[str, str], values: dict[str, Any]) -> None:
        """Write the texts by the function of their page; raises `Refused`."""
        given: dict[str, Any] = {"expected": values["as_seen"], "by": self.person, "now": self.now}
        if not self.kind.is_chosen:
            base = values.get("text_language", "")
            editing.write_translation(
                self.kind, self.record, self.language, texts, text_language=base, **given
            )
            return
        columns = {f"{name}{ENDING}": text for name, text in texts.items()}
        columns["translation_language"] = self.language
        changed = {name: text for name, text in columns.items() if getattr(self.record, name) != text}
        if changed:
            briefs.edit_written(self.record, changed, **given)


class CheckTranslation(ActionPage, OneTranslation):
    """Marks a translation as checked, or takes that back."""

    def act(self) -> None:
        step, part = self.kwargs["step"], self.request.POST.get("part", "")
        version = next((one for one in self.versions if str(one.part) == part), None)
        if step not in (CHECK, WITHDRAW) or version is None:
            raise Http404
        row = get_object_or_404(querysets.list_readable(self.kind.parts, self.person), pk=version.part)
        given: dict[str, Any] = {"by": self.person, "now": self.now}
        if step == CHECK:
            seen = self.request.POST.get("seen", "")
            checks.check_translation(self.kind, row, self.language, seen=seen, **given)
            messages.success(self.request, _("Translation marked as checked."))
        else:
            checks.withdraw_check(self.kind, row, self.language, **given)
            messages.success(self.request, _("Check withdrawn."))

    def find_way_back(self) -> str:
        return self.address
