"""What a partner gave in confidence: it stands in the annex alone, where it is marked as not to be disclosed.

What is said aloud, carried in a folder or handed round is the front half: there stands only that there is
something. Pure, from rows already read.
"""

from copy import copy
from dataclasses import replace
from typing import TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import models as m
from commitments.briefings.changes import Before
from commitments.briefings.content import Fact, Standing
from commitments.briefings.records import Records
from commitments.briefings.rows import point_ref
from commitments.references import short

KEPT = gettext_lazy("(given in confidence)")
# Facts of an item that bear its words.
WORDS = frozenset({"title", "clause", "condition", "line", "report", "evidence"})
R = TypeVar("R", bound=Model)


def is_kept(row: m.ProgressUpdate | m.Evidence) -> bool:
    """Say whether a report or document was given in confidence, without consent on record."""
    return row.in_confidence and not row.consent


def without_confided(records: Records) -> Records:
    """Give the records with the words left out that the partner gave in confidence; the rows stay."""
    kept = records.confided
    held = {item.pk for item in records.commitments if item.outcome_id in kept}
    updates = {key: _other(row, text="") if is_kept(row) else row for key, row in records.updates.items()}
    return replace(
        records,
        commitments=tuple(_item(item) if item.pk in held else item for item in records.commitments),
        outcomes={key: _point(row) if key in kept else row for key, row in records.outcomes.items()},
        points=tuple(_point(row) if row.pk in kept else row for row in records.points),
        statements={
            key: _other(row, title=str(KEPT), number="") if row.in_confidence and not row.consent else row
            for key, row in records.statements.items()
        },
        deadlines={
            key: [_other(row, wording=str(KEPT), note="") for row in rows] if key in held else rows
            for key, rows in records.deadlines.items()
        },
        updates=updates,
        evidence={
            key: [_other(row, description=str(KEPT), number="") if is_kept(row) else row for row in rows]
            for key, rows in records.evidence.items()
        },
    )


def _other(row: R, **values: object) -> R:
    """Copy a row with other values; what was read with it stays beside it."""
    made = copy(row)
    made._state = copy(row._state)
    made._state.fields_cache = dict(row._state.fields_cache)
    for name, value in values.items():
        setattr(made, name, value)
    return made


def _item(item: m.Commitment) -> m.Commitment:
    made = _other(item, title=str(KEPT), meaning="", condition="", line_to_take="")
    if item.deadline is not None:
        made._state.fields_cache["deadline"] = _other(item.deadline, wording=str(KEPT), note="")
    return made


def _point(outcome: m.Outcome) -> m.Outcome:
    """Leave of a point that it is; whose words they were, and where they stand, is not told either."""
    return _other(outcome, clause=str(KEPT), answer_wording="", place_in_text="", statement_id=None)


def warning(item: m.Commitment, records: Records) -> Fact | None:
    """Say at the head of an item in the annex what of it is not to be disclosed; None where nothing is."""
    told = []
    if item.outcome_id in records.confided:
        told.append(_("the whole item"))
    if (update := records.updates.get(item.pk)) is not None and is_kept(update):
        told.append(_("the latest update"))
    if any(is_kept(row) for row in records.evidence.get(item.pk, [])):
        told.append(_("evidence"))
    if not told:
        return None
    return Fact(_("Not to be disclosed"), (_("Given in confidence: %(what)s") % {"what": ", ".join(told)},))


def forgotten(before: Before, now: tuple[Standing, ...], records: Records) -> Before:
    """Let the edition before say of what is confided what this one says: a change would tell the words."""
    refs = {short(item.reference) for item in records.commitments if item.outcome_id in records.confided}
    refs |= {point_ref(row) for row in records.points if row.pk in records.confided}
    parts = {
        short(i.reference) for i in records.commitments if (u := records.updates.get(i.pk)) and is_kept(u)
    }
    marks = {str(row.pk) for rows in records.evidence.values() for row in rows if is_kept(row)}
    said = {(one.ref, one.kind, one.mark): one.value for one in now}

    def hides(fact: Standing) -> bool:
        return (
            (fact.ref in refs and fact.kind in WORDS)
            or (fact.ref in parts and fact.kind == "report")
            or (fact.kind == "evidence" and fact.mark in marks)
        )

    kept = tuple(
        replace(fact, value=said.get((fact.ref, fact.kind, fact.mark), str(KEPT))) if hides(fact) else fact
        for fact in before.content.standing
    )
    return replace(before, content=replace(before.content, standing=kept))
