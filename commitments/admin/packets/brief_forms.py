"""Forms for the texts that officers write for a packet, in print order, with their length limits.

Length limits are shown while typing, and never prevent saving a draft; a line that cannot be read is refused
at its field. Also the brief of a meeting on its page: each part with what is missing or too long, and its
last author.
"""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial, reduce
from operator import or_
from typing import Any, ClassVar, TypeVar

from django import forms
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import CharField, Model, Q, QuerySet, Subquery, Value
from django.urls import reverse
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from commitments.access import grants, querysets, rules, scopes
from commitments.admin.form_fields import LANGUAGE_FIELDS, DateInput, offer_languages
from commitments.audit import log
from commitments.enums import OPEN_MEETING_STATES, ConsentPurpose
from commitments.errors import Refused
from commitments.models import Brief, Commitment, Meeting, ProposedWording, TopicBrief, User
from commitments.models.translated import ENDING, list_columns
from commitments.packets import briefs, formats, limits
from commitments.packets.field_limits import FieldLimit
from commitments.packets.render.fonts import compose_letters, find_missing_letters
from commitments.packets.sections import core_brief
from commitments.packets.sections.scenario import LIMITS as SCENARIO_LIMITS
from commitments.records.parts import has_parts
from commitments.records.references import long_year, shorten_reference

UNREADABLE = ngettext_lazy(
    "No item has this reference, or you have no access to the item: %(references)s. Check the reference.",
    "No items have these references, or you have no access to the items: %(references)s. Check the "
    "references.",
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
    readers: ClassVar[dict[str, Callable[[str], formats.ParsedText[Any]]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in self.fields.values():
            # A browser would cut what is pasted without a word; the form says that it is too long.
            one.widget.attrs.pop("maxlength", None)
            if isinstance(one.widget, forms.Textarea):
                one.widget.attrs["rows"] = 3
        offer_languages(self, self.instance)
        meeting = self.fields.get("meeting")
        if isinstance(meeting, forms.ModelChoiceField) and meeting.queryset is not None:
            own = meeting.queryset.filter(country__in=scopes.countries_of(self.person))
            meeting.queryset = own.filter(state__in=OPEN_MEETING_STATES).order_by("-pk")
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
        """Return the meeting it is written for, once that is known."""
        named: Meeting | None = self.cleaned_data.get("meeting")
        return named or (self.instance.meeting if self.instance.meeting_id else None)

    def clean(self) -> dict[str, Any]:
        """Refuse lines that could not be read, each with its number; check the classification."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        for name, read in self.all_readers.items():
            faults = read(found.get(name) or "").faults
            if faults:
                self.add_error(name, ValidationError([ValidationError(fault) for fault in faults]))
        if "text_language" in found and not found["text_language"]:
            found["text_language"] = str(self.instance.text_language)
        if found.get("translation_language") and found["translation_language"] == found.get("text_language"):
            self.add_error("translation_language", _("Select a language other than that of the text."))
        level, meeting = found.get("classification"), self.meeting
        if level is not None and level > self.person.reads_up_to:
            self.add_error(
                "classification",
                _(
                    "This classification is above your clearance. Select a lower classification, or "
                    "ask a person with the required clearance to set this one."
                ),
            )
        elif meeting is not None and level is not None and level < meeting.classification:
            self.add_error("classification", briefs.too_low(meeting))
        return found

    @property
    def all_readers(self) -> dict[str, Callable[[str], formats.ParsedText[Any]]]:
        """The readers of the fields, also for the same in a second language."""
        return self.readers | {f"{name}{ENDING}": read for name, read in self.readers.items()}


class BriefForm(ProseForm):
    """The page that the minister reads, the order of events, the draft joint statement."""

    readers = {"events": formats.parse_events, "courtesy": formats.parse_courtesies}

    class Meta:
        model: type[Model] = Brief
        fields = (
            *("meeting", "why", "objectives", "messages", "ask", "if_accepted", "if_refused"),
            *("not_to_say", "classification", "events", "place", "language", "press", "if_plans_change"),
            *("courtesy", "duty_officer", "joint_statement"),
            *LANGUAGE_FIELDS,
            *list_columns(Brief),
        )


class TopicForm(ProseForm):
    """A topic: the front is said aloud, the back is background."""

    readers = {"titles": formats.parse_sayings}

    class Meta:
        model: type[Model] = TopicBrief
        fields = (
            *("meeting", "title", "running_title", "division", "classification", "titles", "objective"),
            *("their_objective", "response", "points", "if_raised", "tactics", "press_line"),
            *("press_until", "last_time", "background", "not_to_be_disclosed", "items"),
            *LANGUAGE_FIELDS,
            *list_columns(TopicBrief),
        )
        widgets = {"press_until": DateInput}

    def clean(self) -> dict[str, Any]:
        """Check that each item touched is there, for who writes; what is hidden is not."""
        found = super().clean()
        text = found.get("items") or ""
        code = self.meeting.country.iso if self.meeting else ""
        named = formats.items_named(text, code)
        if not formats.is_items(text):
            self.add_error("items", _("Enter only references such as KH-2026-0007, separated by spaces."))
        elif named:
            rows = querysets.list_readable(Commitment, self.person).filter(reference__in=named)
            there = set(rows.values_list("reference", flat=True))
            lacking = [name for name in named if name not in there]
            if lacking:
                values = {"references": ", ".join(lacking), "count": len(lacking)}
                self.add_error("items", UNREADABLE % values)
        return found


class ProposalForm(ProseForm):
    """Proposed wording, with the strength sought and the fallback."""

    readers = {"wordings": formats.parse_sayings}

    class Meta:
        model: type[Model] = ProposedWording
        fields = (
            *("meeting", "title", "wording", "wordings", "is_checked", "strength", "terms", "fallback"),
            "classification",
            *LANGUAGE_FIELDS,
            *list_columns(ProposedWording),
        )


Sentences = Mapping[str, list[str]]
Texts = Mapping[str, str]
Judge = Callable[[Texts], dict[str, list[str]]]


@dataclass(frozen=True, slots=True)
class FieldHint:
    """The hint below one field: its length and limit, what exceeds it, and what would be better."""

    count: str = ""
    over: list[str] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        return bool(self.over)

    @property
    def text(self) -> str:
        """Return it as one line."""
        said = " ".join((*self.over, *self.advice))
        return f"{self.count}. {said}" if self.count and said else self.count or said


@dataclass(frozen=True, slots=True)
class BriefRules:
    """The limits of a kind of record."""

    lists: Mapping[str, FieldLimit] = field(default_factory=dict)
    faults: Judge = lambda _texts: {}
    advice: Judge = lambda _texts: {}


RULES: dict[type[Model], BriefRules] = {
    Brief: BriefRules(limits.BRIEF, limits.faults_of_brief, limits.advice_for_brief),
    TopicBrief: BriefRules(limits.SHEET, limits.faults_of_sheet, limits.advice_for_sheet),
    ProposedWording: BriefRules(limits.PROPOSAL, limits.faults_of_proposal),
}
CORE_BRIEF = "core"
# Named one by one up to here; a text of a script that no font has is told by its first.
MOST_CODES = 60
# So many items are looked up; nobody names more in one part.
MOST_NAMED = 60


def texts_of(form: type[ProseForm], read: Callable[[str], Any]) -> dict[str, str]:
    """Return the text in each field of a form."""
    names = form._meta.fields or ()
    return {str(name): str(read(str(name)) or "") for name in names if name != "meeting"}


def describe_limits(form: type[ProseForm], texts: Texts, person: User) -> dict[str, FieldHint]:
    """Return for each field how much of its limit is used; for a brief, also of the whole core.

    The hint also warns where a field names something that, as the person knows, was given in confidence. The
    limits hold for each language.
    """
    columns = list_columns(form._meta.model)
    second = {name.removesuffix(ENDING): texts[name] for name in columns if texts.get(name)}
    found = _describe_texts(form, {name: text for name, text in texts.items() if name not in columns}, person)
    told = _describe_texts(form, second, person) if second else {}
    return found | {f"{name}{ENDING}": hint for name, hint in told.items() if name in second}


def _describe_texts(form: type[ProseForm], texts: Texts, person: User) -> dict[str, FieldHint]:
    model = form._meta.model
    rules = RULES.get(model, BriefRules())
    over, advice = rules.faults(texts), rules.advice(texts)
    found: dict[str, FieldHint] = {}
    confided = _list_confidential_items(texts, person)
    for name, text in texts.items():
        read = form.readers.get(name)
        beyond = [*over.get(name, ()), *(read(text).faults if read else ())]
        letters = _letters(model, name)
        if letters and len(text) > letters:
            beyond.append(gettext("This text is too long to save. Shorten it."))
        said = [*advice.get(name, ()), *_codes(text), *confided.get(name, ())]
        found[name] = FieldHint(_count(text, rules.lists.get(name, FieldLimit()), letters), beyond, said)
    if model is Brief:
        words = core_brief.count_core_words(texts)
        values = {"n": words, "most": core_brief.CORE_WORDS}
        count = ngettext("%(n)d of %(most)d words", "%(n)d of %(most)d words", words) % values
        beyond = (
            []
            if words <= core_brief.CORE_WORDS and limits.fits_one_page(texts)
            else [gettext("The core brief must fit on one page. Shorten it.")]
        )
        doubt = gettext("The core brief may take more than one page. Check the preview.")
        found[CORE_BRIEF] = FieldHint(
            count, beyond, [] if beyond or not limits.is_doubtful(texts) else [doubt]
        )
    return found


def _list_confidential_items(texts: Texts, person: User) -> dict[str, list[str]]:
    """Return which items named in each field, except the one not to be disclosed, were given in
    confidence.
    """
    named = {
        name: set(map(_format_reference_end, formats.REFERENCE.finditer(text)))
        for name, text in texts.items()
    }
    named.pop("not_to_be_disclosed", None)
    endings = sorted(set().union(*named.values()))[:MOST_NAMED]
    if not endings:
        return {}
    is_named = reduce(or_, (Q(reference__endswith=ending) for ending in endings))
    known = dict(querysets.list_readable(Commitment, person).filter(is_named).values_list("pk", "reference"))
    kept = [known[key] for key in sorted(grants.list_confidential(Commitment, known, ConsentPurpose.PRINT))]
    said = gettext("%(ref)s was given in confidence. Move the text about it to “Not to be disclosed”.")
    return {
        name: [
            said % {"ref": shorten_reference(one)}
            for one in kept
            if any(one.endswith(ending) for ending in found)
        ]
        for name, found in named.items()
    }


def _format_reference_end(found: re.Match[str]) -> str:
    """Return how the typed reference ends: in full, or as on paper for any partner."""
    year = found["year"] or long_year(found["short"])
    return f"{found['code'] or ''}-{year}-{found['number']}"


def _codes(text: str) -> list[str]:
    """Return which letters no font of the packet has."""
    lacking = "" if text.isascii() else " ".join(sorted(find_missing_letters(compose_letters(text))))
    if not lacking:
        return []
    said = gettext(
        "Replace these characters if possible. The packet has no font for them and prints "
        "their codes: %(letters)s"
    )
    return [said % {"letters": lacking[:MOST_CODES]}]


def _count(text: str, limit: FieldLimit, letters: int) -> str:
    if limit.most:
        n = len(formats.split_entries(text))
        return ngettext("%(n)d of %(most)d entries", "%(n)d of %(most)d entries", n) % {
            "n": n,
            "most": limit.most,
        }
    if letters := letters or limit.letters:
        n = len(text)
        return ngettext("%(n)d of %(most)d characters", "%(n)d of %(most)d characters", n) % {
            "n": n,
            "most": letters,
        }
    return ""


def _letters(model: type[Model], name: str) -> int:
    try:
        column = model._meta.get_field(name)
    except FieldDoesNotExist:
        return 0
    is_typed = isinstance(column, CharField) and not column.choices
    return int(column.max_length or 0) if is_typed and isinstance(column, CharField) else 0


# Where it stands on the page.
PLACE = "brief"
# What a part should say before it is printed; everything else may be left out.
CORE_BRIEF_FIELDS = ("why", "objectives", "messages", "ask")
SCENARIO = ("events",)
TOPIC = ("objective", "points")
W = TypeVar("W", Brief, TopicBrief, ProposedWording)


@dataclass(frozen=True, slots=True)
class PartShown:
    """One part: its address, its state in words, its last author and time."""

    number: str
    title: str
    url: str
    stands: str
    wants: str
    by: str = ""
    at: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class NewShown:
    """A part that may be created, with the next number."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class BriefShown:
    """All parts of a meeting's brief, in print order."""

    parts: tuple[PartShown, ...]
    new: tuple[NewShown, ...]
    is_empty: bool


def build_brief(meeting: Meeting, person: User) -> BriefShown | None:
    """Load the parts through the access policy, in a fixed number of queries; None where there are none to
    show.
    """
    has = partial(has_parts, meeting)
    brief = _written(Brief, meeting, person).first() if has(Brief) else None
    topics = list(_written(TopicBrief, meeting, person)) if has(TopicBrief) else []
    proposals = list(_written(ProposedWording, meeting, person)) if has(ProposedWording) else []
    may_write = briefs.why_not(meeting, person) is None
    is_empty = not (brief or topics or proposals)
    if is_empty and not may_write:
        return None
    parts = [
        *(_show_brief(brief, meeting) if brief or may_write else ()),
        *(_show_topic(topic) for topic in topics),
        *(_show_proposal(proposal) for proposal in proposals),
    ]
    return BriefShown(tuple(parts), _new(meeting) if may_write else (), is_empty)


def written_for(meeting: Meeting, person: User) -> tuple[PartShown, ...]:
    """List the parts where any is written, for the page of a packet."""
    shown = build_brief(meeting, person)
    return shown.parts if shown and not shown.is_empty else ()


def _written(model: type[W], meeting: Meeting, person: User) -> QuerySet[W]:
    """Read the records of a kind with the last change of each; names of people for who may know them."""
    last = log.select_last_changes(model)
    knows = rules.is_open_to_all(User, person)
    rows: QuerySet[W] = querysets.list_parts(meeting, model, person).filter(meeting=meeting)
    by = Subquery(last.values("by__name")[:1]) if knows else Value("")
    return rows.annotate(written_at=Subquery(last.values("at")[:1]), written_by=by)


def _last(record: Any) -> dict[str, Any]:
    return {"by": record.written_by or "", "at": record.written_at}


def _page(model: type[Model], what: str, *args: Any) -> str:
    return reverse(f"admin:commitments_{model._meta.model_name}_{what}", args=args)


def _texts(record: Model) -> dict[str, str]:
    return {field.name: str(getattr(record, field.attname) or "") for field in record._meta.concrete_fields}


def _label(model: type[Model], name: str) -> str:
    return str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _wants(model: type[Model], texts: Mapping[str, str], wanted: tuple[str, ...], over: set[str]) -> str:
    """Return what is missing, and what exceeds its limit."""
    lacking = [_label(model, name) for name in wanted if not texts[name].strip()]
    long = [_label(model, name) for name in texts if name in over]
    said = [gettext("missing: %(fields)s") % {"fields": ", ".join(lacking)}] if lacking else []
    said += [gettext("too long: %(fields)s") % {"fields": ", ".join(long)}] if long else []
    return "; ".join(said)


def _show_brief(brief: Brief | None, meeting: Meeting) -> tuple[PartShown, ...]:
    """Show the three parts that one record holds."""
    if brief is None:
        page = f"{_page(Brief, 'add')}?meeting={meeting.pk}"
        return (
            PartShown("", gettext("Core brief"), f"{page}&part=core", gettext("not written"), ""),
            PartShown("", gettext("Scenario"), f"{page}&part=scenario", gettext("not written"), ""),
        )
    page, texts = _page(Brief, "change", brief.pk), _texts(brief)
    over = set(limits.faults_of_brief(texts))
    words, events = core_brief.count_core_words(texts), len(formats.parse_events(brief.events).rows)
    of = {"n": words, "most": core_brief.CORE_WORDS}
    count = ngettext("%(n)d of %(most)d words", "%(n)d of %(most)d words", words) % of
    listed = ngettext("%(n)d line", "%(n)d lines", events) % {"n": events} if events else ""
    core = _wants(Brief, texts, CORE_BRIEF_FIELDS, over & set(core_brief.LIMITS))
    scenario = _wants(Brief, texts, SCENARIO, over & set(SCENARIO_LIMITS))
    last = _last(brief)
    parts = [
        PartShown("", gettext("Core brief"), f"{page}?part=core", count, core, **last),
        PartShown("", gettext("Scenario"), f"{page}?part=scenario", listed, scenario),
    ]
    if brief.joint_statement:
        parts.append(
            PartShown("", gettext("Joint statement"), f"{page}?part=statement", gettext("drafted"), "")
        )
    return tuple(parts)


def _show_topic(topic: TopicBrief) -> PartShown:
    texts = _texts(topic)
    wants = _wants(TopicBrief, texts, TOPIC, set(limits.faults_of_sheet(texts)))
    count = len(formats.split_entries(topic.points))
    points = ngettext("%(n)d point", "%(n)d points", count) % {"n": count} if count else ""
    page = f"{_page(TopicBrief, 'change', topic.pk)}?part=front"
    return PartShown(f"T{topic.number}", topic.spoken_title, page, points, wants, **_last(topic))


def _show_proposal(proposal: ProposedWording) -> PartShown:
    page = _page(ProposedWording, "change", proposal.pk)
    strength, texts = proposal.get_strength_display(), _texts(proposal)
    wants = _wants(ProposedWording, texts, (), set(limits.faults_of_proposal(texts)))
    return PartShown(f"N-{proposal.number}", proposal.title, page, strength, wants, **_last(proposal))


def _new(meeting: Meeting) -> tuple[NewShown, ...]:
    """Offer the next topic and, while there is room, the next wording."""
    topic = gettext("Topic brief T%(number)d") % {"number": briefs.next_number(TopicBrief, meeting)}
    new = [NewShown(topic, f"{_page(TopicBrief, 'add')}?meeting={meeting.pk}")]
    try:
        number = briefs.next_number(ProposedWording, meeting)
    except Refused:
        return tuple(new)
    wording = gettext("Proposed wording N-%(number)d") % {"number": number}
    return (*new, NewShown(wording, f"{_page(ProposedWording, 'add')}?meeting={meeting.pk}"))
