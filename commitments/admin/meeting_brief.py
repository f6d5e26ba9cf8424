"""The brief of a meeting on its page: each part with what is missing or too long, and who wrote it last."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, QuerySet, Subquery, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments import access, audit
from commitments.briefings import limits, lines, writing
from commitments.errors import Refused
from commitments.models import Brief, Meeting, Proposal, TopicSheet, User

# Where it stands on the page.
PLACE = "brief"
# What a part should say before it is printed; everything else may be left out.
CORE = ("why", "objectives", "messages", "ask")
SCENARIO = ("events",)
TOPIC = ("objective", "points")
W = TypeVar("W", Brief, TopicSheet, Proposal)


@dataclass(frozen=True, slots=True)
class PartShown:
    """One part: where it is opened, how it stands in words, and who wrote last, when."""

    number: str
    title: str
    url: str
    stands: str
    wants: str
    by: str = ""
    at: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class NewShown:
    """A part that may be begun, under the next number."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class BriefShown:
    """All parts of a meeting's brief, in the order in which they are printed."""

    parts: tuple[PartShown, ...]
    new: tuple[NewShown, ...]
    is_empty: bool


def brief_shown(meeting: Meeting, person: User) -> BriefShown | None:
    """Read the parts through the door, in a fixed number of queries; None where there is nothing to show."""
    brief = _written(Brief, meeting, person).first()
    topics = list(_written(TopicSheet, meeting, person))
    proposals = list(_written(Proposal, meeting, person))
    may_write = writing.why_not(meeting, person) is None
    is_empty = not (brief or topics or proposals)
    if is_empty and not may_write:
        return None
    parts = [
        *(_of_brief(brief, meeting) if brief or may_write else ()),
        *(_of_topic(topic) for topic in topics),
        *(_of_proposal(proposal) for proposal in proposals),
    ]
    return BriefShown(tuple(parts), _new(meeting) if may_write else (), is_empty)


def written_for(meeting: Meeting, person: User) -> tuple[PartShown, ...]:
    """List the parts where any is written, for the page of a packet."""
    shown = brief_shown(meeting, person)
    return shown.parts if shown and not shown.is_empty else ()


def _written(model: type[W], meeting: Meeting, person: User) -> QuerySet[W]:
    """Read the records of a kind with the last change of each; names of people for who may know them."""
    last = audit.last_of_each(model)
    knows = access.is_open_to_all(User, person)
    rows: QuerySet[W] = access.rows(model, person).filter(meeting=meeting)
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
    """Say what is missing, and what is over its limit."""
    lacking = [_label(model, name) for name in wanted if not texts[name].strip()]
    long = [_label(model, name) for name in texts if name in over]
    said = [_("missing: %(fields)s") % {"fields": ", ".join(lacking)}] if lacking else []
    said += [_("too long: %(fields)s") % {"fields": ", ".join(long)}] if long else []
    return "; ".join(said)


def _of_brief(brief: Brief | None, meeting: Meeting) -> tuple[PartShown, ...]:
    """Show the three parts that one record holds."""
    if brief is None:
        page = f"{_page(Brief, 'add')}?meeting={meeting.pk}"
        return (
            PartShown("", _("Core brief"), f"{page}&part=core", _("not written"), ""),
            PartShown("", _("Scenario"), f"{page}&part=scenario", _("not written"), ""),
        )
    page, texts = _page(Brief, "change", brief.pk), _texts(brief)
    over = set(limits.faults_of_brief(texts))
    words, events = limits.core_words(texts), len(lines.events(brief.events).rows)
    of = {"n": words, "most": limits.CORE_WORDS}
    count = ngettext("%(n)d of %(most)d words", "%(n)d of %(most)d words", words) % of
    listed = ngettext("%(n)d line", "%(n)d lines", events) % {"n": events} if events else ""
    core = _wants(Brief, texts, CORE, over & set(limits.CORE))
    scenario = _wants(Brief, texts, SCENARIO, over & set(limits.SCENARIO))
    last = _last(brief)
    parts = [
        PartShown("", _("Core brief"), f"{page}?part=core", count, core, **last),
        PartShown("", _("Scenario"), f"{page}?part=scenario", listed, scenario),
    ]
    if brief.joint_statement:
        parts.append(PartShown("", _("Joint statement"), f"{page}?part=statement", _("drafted"), ""))
    return tuple(parts)


def _of_topic(topic: TopicSheet) -> PartShown:
    texts = _texts(topic)
    wants = _wants(TopicSheet, texts, TOPIC, set(limits.faults_of_sheet(texts)))
    count = len(lines.entries(topic.points))
    points = ngettext("%(n)d point", "%(n)d points", count) % {"n": count} if count else ""
    page = f"{_page(TopicSheet, 'change', topic.pk)}?part=front"
    return PartShown(f"T{topic.number}", topic.title, page, points, wants, **_last(topic))


def _of_proposal(proposal: Proposal) -> PartShown:
    page = _page(Proposal, "change", proposal.pk)
    strength, texts = proposal.get_strength_display(), _texts(proposal)
    wants = _wants(Proposal, texts, (), set(limits.faults_of_proposal(texts)))
    return PartShown(f"N-{proposal.number}", proposal.title, page, strength, wants, **_last(proposal))


def _new(meeting: Meeting) -> tuple[NewShown, ...]:
    """Offer the next topic and, while there is room, the next wording."""
    topic = _("Topic sheet T%(number)d") % {"number": writing.next_number(TopicSheet, meeting)}
    new = [NewShown(topic, f"{_page(TopicSheet, 'add')}?meeting={meeting.pk}")]
    try:
        number = writing.next_number(Proposal, meeting)
    except Refused:
        return tuple(new)
    wording = _("Wording N-%(number)d") % {"number": number}
    return (*new, NewShown(wording, f"{_page(Proposal, 'add')}?meeting={meeting.pk}"))
