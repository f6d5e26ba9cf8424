"""Wordings to propose, and how the two accounts stand; pure, from rows already read."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments import models as m
from commitments.briefings.content import Proposed
from commitments.briefings.glance.balance import NO_PROMISE
from commitments.briefings.prose import in_order, occasion
from commitments.briefings.records import Records
from commitments.briefings.rows import Days
from commitments.briefings.words import cap, phrases_of
from commitments.references import short
from commitments.vocabulary import OwedBy


def proposed(records: Records) -> tuple[Proposed, ...]:
    """Give the wordings to propose, with the strength sought and what to fall back on."""
    return tuple(_one(row, records) for row in in_order(records.proposals, records))


def joint_statement(records: Records) -> str:
    """Give the draft of what both sides will say."""
    briefs = in_order(records.briefs, records)
    return "\n\n".join(brief.joint_statement for brief in briefs if brief.joint_statement)


def balance(records: Records, today: Days) -> tuple[str, ...]:
    """Say what is on each account in two sentences; joint items are left out and said so."""
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


def _account(items: list[m.Commitment], today: Days) -> str:
    count = ngettext("%(n)s open promise", "%(n)s open promises", len(items)) % {"n": len(items)}
    late = [short(item.reference) for item in items if item.is_overdue(today.of(item.owed_by))]
    if not late:
        return count
    said = ngettext("%(n)s overdue (%(refs)s)", "%(n)s overdue (%(refs)s)", len(late))
    return f"{count}, {said % {'n': len(late), 'refs': ', '.join(late)}}"


def _one(row: m.Proposal, records: Records) -> Proposed:
    strength = ", ".join(part for part in (cap(row.get_strength_display()), row.terms) if part)
    return Proposed(
        number=f"N-{row.number}",
        title=row.title,
        wording=row.wording,
        strength=strength,
        fallback=row.fallback,
        wordings=phrases_of(row.wordings),
        is_checked=row.is_checked,
        occasion=occasion(row, records),
    )
