"""The annex: open commitments in full; no queries."""

import datetime

from django.utils.translation import gettext as _

from commitments import models
from commitments.access import querysets
from commitments.enums import Side
from commitments.packets import redaction
from commitments.packets.content_values import Block, Fact
from commitments.packets.formats import capitalise, quote_text, short_date
from commitments.packets.records import Numbers, PacketRecords, format_citation
from commitments.packets.sections.scorecard import (
    build_due,
    day_of,
    format_document,
    health_of,
    is_owed_by,
    is_quoted_of,
    parts_of,
    source_of,
    wording_of,
)
from commitments.records.references import shorten_reference


def build_block(
    item: models.Commitment, records: PacketRecords, today: datetime.date, numbers: Numbers
) -> Block:
    """Return one open item in full."""
    outcome = records.outcomes.get(item.outcome_id)
    warned = redaction.build_warning(item, records)
    facts = [warned] if warned else []
    if outcome is not None:
        facts.append(_clause(outcome, records))
        where = " ".join(
            part for part in (source_of(outcome, records), format_citation(outcome, numbers)) if part
        )
        facts.append(Fact(_("Source"), (where or _("not stated"),)))
    else:
        facts.append(Fact(_("Clause"), (str(querysets.RESTRICTED),)))
    for side, label in ((Side.OURS, _("Ours")), (Side.THEIRS, _("Theirs"))):
        nobody = _("not stated") if is_owed_by(side, item) else _("No part on record.")
        lines = tuple(_part(part) for part in parts_of(side, item, records))
        facts.append(Fact(label, lines or (nobody,)))
    if item.condition:
        facts.append(Fact(_("Condition"), (item.condition,)))
    facts.append(Fact(_("Dates"), _chain(item, records)))
    facts.append(Fact(_("Latest update"), (_update(records.updates.get(item.pk)),)))
    documents = tuple(format_document(evidence) for evidence in records.evidence.get(item.pk, []))
    facts.append(Fact(_("Evidence"), documents or (_("None on file."),)))
    if item.line_to_take:
        facts.append(Fact(_("Line to take"), (item.line_to_take,)))
    standing = (
        capitalise(item.get_owed_by_display()),
        capitalise(item.get_state_display()),
        capitalise(item.get_strength_display()),
        health_of(item, today)[0],
        build_due(item, records, today).status,
    )
    return Block(
        shorten_reference(item.reference),
        item.title,
        " · ".join(part for part in standing if part),
        tuple(facts),
    )


def _clause(outcome: models.Outcome, records: PacketRecords) -> Fact:
    """Quote the words of a document; what was only reported is said to be so."""
    if records.quotes(outcome):
        return Fact(_("Clause"), (quote_text(outcome.clause),), is_quoted=True)
    return Fact(_("Clause, as reported"), (outcome.clause,))


def _part(part: models.Responsibility) -> str:
    """Name one ministry's part, its name in its own language, its official, and what it answered."""
    name = part.ministry.name if part.ministry else _("not stated")
    own = " ".join(row.name for row in part.ministry.names.all()) if part.ministry else ""
    facts = [f"{name} ({part.get_role_display()})", own, str(part.official) if part.official else ""]
    if part.accepted_on:
        facts.append(_("accepted %(date)s") % {"date": short_date(part.accepted_on)})
    if part.reported_on:
        facts.append(_("reported complete %(date)s") % {"date": short_date(part.reported_on)})
    return " · ".join(fact for fact in facts if fact)


def _chain(item: models.Commitment, records: PacketRecords) -> tuple[str, ...]:
    """Write every version of a deadline, the first agreed first."""
    lines = []
    is_quoted = is_quoted_of(item, records)
    for version in records.deadlines.get(item.pk, []):
        date = day_of(version)
        if version.due_on is None and version.review_on:
            date = f"{date}, {_('review %(date)s') % {'date': short_date(version.review_on)}}"
        wording = wording_of(version, is_quoted=is_quoted)
        told = [date, wording, str(version.get_reason_display()), version.note]
        lines.append(" · ".join(part for part in told if part))
    return tuple(lines) or (_("No date"),)


def _update(update: models.ProgressUpdate | None) -> str:
    if update is None:
        return _("No report on file.")
    head = f"{short_date(update.said_on)} · {update.get_side_display()} · {update.get_health_display()}"
    return f"{head}: {update.text}" if update.text else head
