"""Proposed wording, and the balance of both sides in sentences; no queries."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments import models
from commitments.enums import OwedBy
from commitments.packets.content import Proposed
from commitments.packets.formats import capitalise, phrases_of
from commitments.packets.records import PacketRecords
from commitments.packets.sections.core_brief import format_occasion, in_order
from commitments.packets.sections.glance import NO_PROMISE
from commitments.packets.sections.scorecard import SideDays
from commitments.records.references import shorten_reference


def build_proposals(records: PacketRecords) -> tuple[Proposed, ...]:
    """Return the proposed wordings, with the strength sought and the fallback."""
    return tuple(_one(row, records) for row in in_order(records.proposals, records))


def joint_statement(records: PacketRecords) -> str:
    """Return the draft of the joint statement."""
    briefs = in_order(records.briefs, records)
    return "\n\n".join(brief.joint_statement for brief in briefs if brief.joint_statement)


def format_balance(records: PacketRecords, today: SideDays) -> tuple[str, ...]:
    """Return the balance of both sides in two sentences; joint items are left out, with a note."""
    open_items = [item for item in records.commitments if item.is_open]
    if not open_items:
        return ()
    promised = [item for item in open_items if item.is_promised]
    theirs = [item for item in promised if item.owed_by == OwedBy.THEIRS]
    ours = [item for item in promised if item.owed_by == OwedBy.OURS]
    sentences = [
        _("On their account: %(items)s.") % {"items": _account(theirs, today)},
        _("On ours: %(items)s.") % {"items": _account(ours, today)},
    ]
    if joint := len(promised) - len(theirs) - len(ours):
        left_out = ngettext("%(n)s joint item is left out.", "%(n)s joint items are left out.", joint)
        sentences.append(left_out % {"n": joint})
    if len(promised) < len(open_items):
        sentences.append(str(NO_PROMISE))
    return tuple(sentences)


def _account(items: list[models.Commitment], today: SideDays) -> str:
    count = ngettext("%(n)s open promise", "%(n)s open promises", len(items)) % {"n": len(items)}
    late = [shorten_reference(item.reference) for item in items if item.is_overdue(today.of(item.owed_by))]
    if not late:
        return count
    said = ngettext("%(n)s overdue (%(refs)s)", "%(n)s overdue (%(refs)s)", len(late))
    return f"{count}, {said % {'n': len(late), 'refs': ', '.join(late)}}"


def _one(row: models.Proposal, records: PacketRecords) -> Proposed:
    strength = ", ".join(part for part in (capitalise(row.get_strength_display()), row.terms) if part)
    return Proposed(
        number=f"N-{row.number}",
        title=row.title,
        wording=row.wording,
        strength=strength,
        fallback=row.fallback,
        wordings=phrases_of(row.wordings),
        is_checked=row.is_checked,
        occasion=format_occasion(row, records),
    )
