"""Who has to do with a commitment: the parts of both sides, what each has said, and who is gone or away."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.admin.commitment_records import Records
from commitments.lifecycle import Awaited
from commitments.lifecycle.owners import away
from commitments.models import Commitment, Official, Responsibility
from commitments.vocabulary import (
    CLOSED_STATES,
    CommitmentState,
    Health,
    LeadRole,
    OwedBy,
    PostFunction,
    Side,
    Step,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One line about a side; a gap that matters is said in red."""

    label: str
    text: str
    is_gap: bool = False


@dataclass(frozen=True, slots=True)
class SideShown:
    """One side's part: who leads, who helps, who answers, and what it has said."""

    side: Side
    code: str
    name: str
    owes: bool
    facts: tuple[Fact, ...]


def sides_shown(item: Commitment, records: Records, awaited: Sequence[Awaited]) -> tuple[SideShown, ...]:
    """Make both sides, the owing one first."""
    order = (Side.THEIRS, Side.OURS) if item.owed_by == OwedBy.THEIRS else (Side.OURS, Side.THEIRS)
    return tuple(_side(side, item, records, awaited) for side in order)


def _side(side: Side, item: Commitment, records: Records, awaited: Sequence[Awaited]) -> SideShown:
    parts = [part for part in records.parts if part.side == side]
    lead = next((part for part in parts if part.role == LeadRole.LEAD), None)
    owes = item.owed_by in {side, OwedBy.JOINT}
    country = item.country if side == Side.THEIRS else records.home
    wants = owes and side == Side.OURS and item.state == CommitmentState.DRAFT
    facts = [Fact(_("Lead"), _name(lead, item, wants), is_gap=wants and not (lead and lead.ministry))]
    others = [part.ministry.name for part in parts if part.role == LeadRole.SUPPORTING and part.ministry]
    if others:
        facts.append(Fact(_("With"), "; ".join(others)))
    facts += _posts(side, owes, wants, lead, records)
    if owes and lead is not None:
        facts += _word_of(lead, next((one for one in awaited if one.side == side), None))
    said = next((update for update in records.updates if update.side == side), None)
    if said is not None:
        words = said.text or str(Health(said.health).label)
        facts.append(Fact(_("Last word"), f"{date_format(said.said_on)}: {words[:160]}"))
    code = settings.HOME_COUNTRY if side == Side.OURS else item.country.iso
    return SideShown(side, code, country.name if country else "", owes, tuple(facts))


def _name(lead: Responsibility | None, item: Commitment, wants: bool) -> str:
    """Name the lead; where an open item's ministry has ended, also what came after it."""
    if lead is None or lead.ministry is None:
        return _nobody(wants)
    after = lead.ministry.successor
    if after is not None and item.state not in CLOSED_STATES:
        return _("%(ministry)s, now %(successor)s") % {
            "ministry": lead.ministry.name,
            "successor": after.name,
        }
    return lead.ministry.name


def _nobody(wants: bool) -> str:
    """Say that a name is missing where we still have to give it, and else that it is not stated."""
    return _("none named") if wants else _("not stated")


def _posts(side: Side, owes: bool, wants: bool, lead: Responsibility | None, records: Records) -> list[Fact]:
    """Name who answers for the lead: the official of the item, else the ministry's own posts."""
    if lead is None or lead.ministry is None:
        return []
    own = [one for one in records.officials if one.ministry_id == lead.ministry_id]
    by_function = {one.function: one for one in reversed(own)}
    focal = lead.official or by_function.get(PostFunction.FOCAL_POINT)
    alternate = by_function.get(PostFunction.ALTERNATE)
    facts = [
        Fact(_("Focal point"), _person(focal, records) or _nobody(wants), is_gap=wants and focal is None)
    ]
    if alternate or owes:
        named = _person(alternate, records) or _nobody(wants)
        facts.append(Fact(_("Alternate"), named, is_gap=wants and alternate is None))
    if side == Side.OURS:
        validator = by_function.get(PostFunction.VALIDATING_AUTHORITY)
        facts.append(Fact(_("Validates"), _person(validator, records) or _("the head of desk")))
    return facts


def _person(official: Official | None, records: Records) -> str:
    """Name an official, and who stands in while the person is away."""
    if official is None:
        return ""
    absence = records.away.get(official.user_id or 0)
    return f"{official} ({away(absence)})" if absence else str(official)


def _word_of(lead: Responsibility, awaited: Awaited | None) -> list[Fact]:
    """Say whether the lead has accepted and reported, by which paper, or how long it is awaited."""
    facts = []
    if lead.accepted_on:
        facts.append(Fact(_("Accepted"), _dated(lead.accepted_on, lead.acceptance)))
    elif awaited is not None and awaited.step == Step.ACCEPT:
        facts.append(Fact(_("Accepted"), awaited_in_words(awaited), is_gap=True))
    if lead.reported_on:
        facts.append(Fact(_("Reported"), _dated(lead.reported_on, lead.report)))
    return facts


def awaited_in_words(awaited: Awaited) -> str:
    """Say since when an answer is awaited, and how many working days are left or over."""
    since = _("awaited since %(day)s") % {"day": date_format(awaited.since)}
    left = awaited.days_left
    if left is None:
        return since
    if left < 0:
        over = ngettext("%(days)d working day over", "%(days)d working days over", -left) % {"days": -left}
        return f"{since}, {over}"
    rest = ngettext("%(days)d working day left", "%(days)d working days left", left) % {"days": left}
    return f"{since}, {rest}"


def _dated(day: datetime.date, paper: str) -> str:
    return f"{date_format(day)}, {paper}" if paper else date_format(day)
