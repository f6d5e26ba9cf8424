"""Who has to do with a commitment: the parts of both sides, what each has said, and who is gone or away."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.admin.commitment_records import Records
from commitments.lifecycle import Awaited
from commitments.lifecycle.owners import away
from commitments.models import Commitment, Official, Responsibility
from commitments.vocabulary import (
    CLOSED_STATES,
    OPEN_STATES,
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
    """What one side has in a row, empty where the row is not about it; a gap that matters is red."""

    text: str = ""
    is_gap: bool = False


@dataclass(frozen=True, slots=True)
class SideShown:
    """One side: its country, and whether it owes the item or receives it."""

    side: Side
    code: str
    name: str
    owes: bool


@dataclass(frozen=True, slots=True)
class SidesShown:
    """Both sides, who owes first, and the same rows of both: a label with what each has there."""

    heads: tuple[SideShown, ...]
    rows: tuple[tuple[str, tuple[Fact, ...]], ...]


def sides_shown(item: Commitment, records: Records, awaited: Sequence[Awaited]) -> SidesShown:
    """Make both sides. Who leads, who answers for it and the alternate have a row whatever is missing."""
    order = (Side.THEIRS, Side.OURS) if item.owed_by == OwedBy.THEIRS else (Side.OURS, Side.THEIRS)
    found = [_side(side, item, records, awaited) for side in order]
    labels = (
        _("Lead"), _("With"), _("Focal point"), _("Alternate"), _("Validates"), _("Accepted"), _("Reported"),
        _("Last word"),
    )  # fmt: skip
    rows = tuple((label, tuple(facts.get(label, Fact()) for facts in found)) for label in labels)
    heads = tuple(_head(side, item, records) for side in order)
    return SidesShown(heads, tuple(row for row in rows if any(fact.text for fact in row[1])))


def _head(side: Side, item: Commitment, records: Records) -> SideShown:
    country = item.country if side == Side.THEIRS else records.home
    code = settings.HOME_COUNTRY if side == Side.OURS else item.country.iso
    return SideShown(side, code, str(country or ""), item.owed_by in {side, OwedBy.JOINT})


def _side(side: Side, item: Commitment, records: Records, awaited: Sequence[Awaited]) -> dict[str, Fact]:
    parts = [part for part in records.parts if part.side == side]
    lead = next((part for part in parts if part.role == LeadRole.LEAD), None)
    owes = item.owed_by in {side, OwedBy.JOINT}
    wants = owes and side == Side.OURS and item.state == CommitmentState.DRAFT
    is_led = lead is not None and lead.ministry is not None
    facts = {_("Lead"): Fact(_name(lead, item, wants), is_gap=wants and not is_led)}
    others = [str(part.ministry) for part in parts if part.role == LeadRole.SUPPORTING and part.ministry]
    if others:
        facts[_("With")] = Fact("; ".join(others))
    is_owed = wants or (owes and is_led and item.state in OPEN_STATES)
    facts |= _posts(side, is_owed, lead, records)
    if owes and lead is not None:
        facts |= _word_of(lead, next((one for one in awaited if one.side == side), None))
    said = next((update for update in records.updates if update.side == side), None)
    if said is not None:
        words = said.text or str(Health(said.health).label)
        facts[_("Last word")] = Fact(f"{date_format(said.said_on)}: {Truncator(words).chars(160)}")
    return facts


def _name(lead: Responsibility | None, item: Commitment, wants: bool) -> str:
    """Name the lead, or say that we still have to, else that it is not stated.

    Where an open item's ministry has ended, also what came after it.
    """
    if lead is None or lead.ministry is None:
        return _("none named") if wants else _("not stated")
    after = lead.ministry.successor
    if after is not None and item.state not in CLOSED_STATES:
        return _("%(ministry)s, now %(successor)s") % {
            "ministry": lead.ministry,
            "successor": after,
        }
    return str(lead.ministry)


def _posts(side: Side, is_owed: bool, lead: Responsibility | None, records: Records) -> dict[str, Fact]:
    """Name who answers for the lead: the official of the item, else the ministry's own posts."""
    ministry = lead.ministry_id if lead is not None else None
    own = [one for one in records.officials if ministry is not None and one.ministry_id == ministry]
    by_function = {one.function: one for one in reversed(own)}
    focal = (lead.official if lead is not None else None) or by_function.get(PostFunction.FOCAL_POINT)
    facts = {
        label: Fact(_person(named, records) or _("none named"), is_gap=is_owed and named is None)
        for label, named in (
            (_("Focal point"), focal),
            (_("Alternate"), by_function.get(PostFunction.ALTERNATE)),
        )
    }
    if side == Side.OURS and ministry is not None:
        validator = by_function.get(PostFunction.VALIDATING_AUTHORITY)
        facts[_("Validates")] = Fact(_person(validator, records) or _("the head of desk"))
    return facts


def _person(official: Official | None, records: Records) -> str:
    """Name an official, and who stands in while the person is away."""
    if official is None:
        return ""
    absence = records.away.get(official.user_id or 0)
    return f"{official} ({away(absence)})" if absence else str(official)


def _word_of(lead: Responsibility, awaited: Awaited | None) -> dict[str, Fact]:
    """Say whether the lead has accepted and reported, by which paper, or how long it is awaited."""
    facts = {}
    if lead.accepted_on:
        facts[_("Accepted")] = Fact(_dated(lead.accepted_on, lead.acceptance))
    elif awaited is not None and awaited.step == Step.ACCEPT:
        facts[_("Accepted")] = Fact(awaited_in_words(awaited), is_gap=True)
    if lead.reported_on:
        facts[_("Reported")] = Fact(_dated(lead.reported_on, lead.report))
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
