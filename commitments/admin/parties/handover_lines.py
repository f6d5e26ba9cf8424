"""The lines of a handover in words: each record with its link, and its history in two lines."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from commitments.enums import CommitmentState, HandoverSection, SpokenBy, StatementKind, Strength
from commitments.models import Commitment, HandoverItem, Meeting, Official, Outcome, Packet, Statement
from commitments.models.translated import find_line
from commitments.packets.formats import label_language, shorten_text
from commitments.parties.handover_items import WRITTEN

LONGEST_TITLE = 160


@dataclass(frozen=True, slots=True)
class ItemShown:
    """One line: its record with a link, its history in two lines, and what the successor said about it.

    `due` is the due date at the start; `now` says what has changed since.
    """

    pk: int
    number: int
    reference: str
    title: str
    url: str
    lines: tuple[str, str]
    due: datetime.date | None
    now: str
    is_accepted: bool
    question: str
    answer: str
    answered_by: str


@dataclass(frozen=True, slots=True)
class SectionShown:
    """The lines of one section."""

    key: str
    title: str
    items: tuple[ItemShown, ...]


def build_sections(items: Sequence[HandoverItem]) -> list[SectionShown]:
    """Return the lines by section, in the order of the sections."""
    order = list(HandoverSection)
    rows = sorted(items, key=lambda item: (order.index(HandoverSection(item.section)), item.number))
    return [
        SectionShown(
            key, capfirst(str(HandoverSection(key).label)), tuple(build_item(item) for item in group)
        )
        for key, group in groupby(rows, key=lambda item: item.section)
    ]


def build_item(item: HandoverItem) -> ItemShown:
    """Return one line in the reader's language."""
    subject, facts = item.subject, item.facts
    reference, title = _name(subject, facts)
    return ItemShown(
        pk=item.pk,
        number=item.number,
        reference=reference,
        title=title,
        url=reverse(f"admin:commitments_{subject._meta.model_name}_change", args=(subject.pk,)),
        lines=_history(subject, facts),
        due=_read_day(facts, "due_on"),
        now=_say_change(subject, facts),
        is_accepted=item.accepted_at is not None,
        question=item.question,
        answer=item.answer,
        answered_by=str(item.answered_by or ""),
    )


def _name(subject: Model, facts: Mapping[str, Any]) -> tuple[str, str]:
    match subject:
        case Commitment() | Meeting():
            title = find_line(subject.titles, get_language() or "")
            return subject.reference, title or label_language(subject.title)
        case Outcome():
            clause = shorten_text(subject.clause, LONGEST_TITLE)
            return str(facts.get("meeting", "")), label_language(clause, subject.language)
        case Official():
            return subject.country.iso, str(subject)
        case Packet():
            return subject.reference, str(subject)
        case _:
            return str(facts.get("meeting", "")), label_language(str(subject))


def _read_day(facts: Mapping[str, Any], name: str) -> datetime.date | None:
    return datetime.date.fromisoformat(facts[name]) if facts.get(name) else None


def _format_day(facts: Mapping[str, Any], name: str) -> str:
    day = _read_day(facts, name)
    return date_format(day) if day else ""


def _history(subject: Model, facts: Mapping[str, Any]) -> tuple[str, str]:
    match subject:
        case Commitment():
            return _join(*_say_source(facts), _say_moves(facts)), _say_latest(facts)
        case Outcome():
            review = _format_day(facts, "review_on")
            kind = capfirst(subject.get_kind_display())
            side = SpokenBy(facts["side"]).label if facts.get("side") else ""
            second = _("review %(date)s") % {"date": review} if review else ""
            return _join(kind, side, *_say_source(facts)), second
        case Official():
            return _join(subject.ministry, subject.email), _say_role(facts)
        case Meeting():
            return _join(subject.get_state_display(), _format_day(facts, "day")), ""
        case Statement():
            return _join(subject.get_kind_display(), _format_day(facts, "day")), ""
        case _:
            return _("last final packet"), ""


def _join(*parts: Any) -> str:
    return " · ".join(str(part) for part in parts if part)


def _say_source(facts: Mapping[str, Any]) -> list[str]:
    """Return where it was agreed, on which day, and whether a text of both sides contains it."""
    if "meeting" not in facts:
        return []
    text, strength = facts.get("text", ""), facts.get("strength", Strength.NOT_STATED)
    day = _format_day(facts, "said_on")
    source = StatementKind(text).label if text in StatementKind.values else _("our notes")
    told = _("oral, from %(source)s") % {"source": source} if text not in WRITTEN else str(source)
    known = Strength(strength).label if strength != Strength.NOT_STATED else ""
    return [_join(facts["meeting"], day), str(known), told]


def _say_moves(facts: Mapping[str, Any]) -> str:
    if not facts.get("moves"):
        return ""
    values = {"date": _format_day(facts, "first_due_on"), "n": facts["moves"]}
    return (
        ngettext("originally %(date)s, moved once", "originally %(date)s, moved %(n)d times", values["n"])
        % values
    )


def _say_latest(facts: Mapping[str, Any]) -> str:
    asked = _format_day(facts, "asked_on")
    waits = _("partner asked on %(date)s, no answer") % {"date": asked} if asked else ""
    if "update_on" not in facts:
        return _join(_("no update recorded"), waits)
    side = SpokenBy(facts["update_side"]).label
    said = _join(_format_day(facts, "update_on"), side, waits)
    return f"{said}: {label_language(facts['update'])}" if facts.get("update") else said


def _say_role(facts: Mapping[str, Any]) -> str:
    named, headed = facts.get("named", 0), facts.get("headed", 0)
    items = ngettext("named in %(n)d open commitment", "named in %(n)d open commitments", named)
    led = ngettext(
        "headed the delegation at %(n)d meeting", "headed the delegation at %(n)d meetings", headed
    )
    return _join(items % {"n": named} if named else "", led % {"n": headed} if headed else "")


def _say_change(subject: Model, facts: Mapping[str, Any]) -> str:
    """Return what a commitment is now, where state or due date differ from the start."""
    if not isinstance(subject, Commitment) or "state" not in facts:
        return ""
    if (subject.state, subject.due_on) == (facts["state"], _read_day(facts, "due_on")):
        return ""
    due = date_format(subject.due_on) if subject.due_on else ""
    return _("now: %(state)s") % {"state": _join(CommitmentState(subject.state).label, due)}
