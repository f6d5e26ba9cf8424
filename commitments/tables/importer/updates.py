"""Check rows that become progress updates of open commitments against earlier reports, and write them.

They are written and undone as dated reports, at most one per item at a time.
"""

import datetime
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commitments.access import policy
from commitments.enums import HIDDEN_STATES, Health, OwedBy, Side
from commitments.lifecycle import progress
from commitments.lifecycle.next_steps import PlannedStep
from commitments.lifecycle.progress import NEEDS_CAUSE, read_reported_values, undo_updates, why_not_update
from commitments.models import (
    Commitment,
    Country,
    Import,
    ImportRow,
    Meeting,
    Ministry,
    Official,
    ProgressUpdate,
    User,
)
from commitments.models.next_steps import NEXT_STEP_LENGTH
from commitments.records import references
from commitments.tables.cells import as_typed, says_nothing, shorten_cell, value_of
from commitments.tables.exporter import LONGEST_CELL
from commitments.tables.importer.commitments import place_of
from commitments.tables.importer.names import Names, check_length, plain_day, read_names
from commitments.tables.importer.results import (
    CheckedRow,
    ImportedRecord,
    ImportLine,
    Rows,
    build_touched,
    seen_by_key,
)

ReportKey = tuple[int, datetime.date, str, str]


class UpdateJudge:
    """Checks rows of progress updates: one is identified by item, day, health and text.

    An item is named by its reference or, where the file belongs to a meeting, by the number of its outcome in
    the list of others.
    """

    def __init__(self, person: User, meeting: Meeting | None, today: datetime.date) -> None:
        self.person, self.meeting, self.today = person, meeting, today
        self.codes = list(Country.objects.values_list("iso", flat=True))
        self.known: dict[str, Commitment] = {}
        self.said: set[ReportKey] = set()
        self.seen: dict[ReportKey, int] = {}
        self.numbers: dict[str, list[str]] = {}
        if meeting is not None:
            items = self._items().filter(outcome__meeting=meeting).exclude(outcome__place_in_text="")
            for reference, place in items.values_list("reference", "outcome__place_in_text"):
                for part in {place, place.partition(" · ")[0]}:
                    self.numbers.setdefault(part.casefold(), []).append(reference)

    def _items(self) -> QuerySet[Commitment]:
        return policy.readable_by(Commitment.objects.exclude(state__in=HIDDEN_STATES), self.person)

    def prepare(self, lines: Sequence[ImportLine]) -> None:
        """Read the items that these rows name, and what was said of them."""
        wanted = {one for line in lines for one in self._written(line["reference"])}
        items = self._items().select_related("country").filter(reference__in=wanted)
        self.known = {item.reference: item for item in items}
        rows = policy.readable_by(
            ProgressUpdate.objects.filter(commitment__in=self.known.values()), self.person
        )
        said = rows.values_list("commitment", "reported_on", "health", "text")
        self.said = {(item, day, health, in_a_cell(text)) for item, day, health, text in said}

    def judge(self, line: ImportLine) -> CheckedRow:
        """Return the result of checking a row, and what importing it would write."""
        judged = CheckedRow(title=shorten_cell(f"{line['reference']} {line['text']}"))
        item = self._item(line, judged)
        day = plain_day("reported_on", line, judged)
        if says_nothing(line["reported_on"]):
            judged.wrong("reported_on", _("The report date is missing. Enter the date of the report."))
        elif day is not None and datetime.date.fromisoformat(day) > self.today:
            judged.wrong("reported_on", _("Enter today’s date or an earlier date for the report."))
        if item is None or day is None or any(fault.is_wrong for fault in judged.faults):
            return judged
        health, text = self._health(line, judged)
        side = self._side(line, item, judged)
        if health in NEEDS_CAUSE and not text:
            judged.wrong("text", _("Enter the cause of the risk and the next steps."))
        key: ReportKey = (item.pk, datetime.date.fromisoformat(day), health, text)
        judged.title = f"{item.reference} {item.title}"
        judged.says = f"{date_format(key[1])} · {Health(health).label} · {shorten_cell(text)}"
        if (*key[:3], in_a_cell(text)) in self.said:
            judged.faults.clear()
            judged.record = item.pk
            return judged
        refusal = why_not_update(item, self.person)
        if refusal is not None:
            judged.wrong("reference", refusal.message)
            return judged
        row = self.seen.setdefault(key, line.number)
        if row != line.number:
            judged.doubt(
                "text",
                _("Row %(row)d has the same report. If this row is a duplicate, delete it.") % {"row": row},
                row=row,
            )
        judged.plan |= {"item": item.pk, "reported_on": day, "health": health, "text": text, "side": side}
        if not (says_nothing(line["next_step"]) and says_nothing(line["next_step_on"])):
            judged.plan |= {"next_step": self._next_step(line, item, day, side, judged)}
        return judged

    def _next_step(
        self, line: ImportLine, item: Commitment, reported_on: str, side: str, judged: CheckedRow
    ) -> dict[str, Any]:
        """Read the next step; an owner that is not known is kept in its text."""
        text = "" if says_nothing(line["next_step"]) else line["next_step"]
        if not text:
            judged.wrong("next_step", _("Describe the next step, or leave its date empty."))
        owner, found = line["next_step_owner"], None
        if not says_nothing(owner):
            found = next(iter(self._names.find(owner, item.country_id) or ()), None)
            word = value_of("side", owner)
            if found is None and word:
                side = word
            elif found is None:
                said = _("“%(name)s” is not a known ministry or official. The name is kept in the next step.")
                judged.doubt("next_step_owner", said % {"name": owner})
                text = f"{text} ({owner})"
        day = plain_day("next_step_on", line, judged)
        if day is not None and day < reported_on:
            judged.wrong(
                "next_step_on", _("Enter a date for the next step on or after the date of the report.")
            )
        check_length("next_step", text, NEXT_STEP_LENGTH, judged)
        return {
            "text": text,
            "side": found.side if found is not None else side,
            "ministry": found.ministry if found is not None else None,
            "official": found.official if found is not None else None,
            "on": day,
        }

    @cached_property
    def _names(self) -> Names:
        return read_names(self.person, self.today)

    def _item(self, line: ImportLine, judged: CheckedRow) -> Commitment | None:
        text = line["reference"]
        found = [self.known[one] for one in self._written(text) if one in self.known]
        if len(found) != 1:
            words = _("There is no commitment “%(name)s” to which you have access. Check the reference.")
            if says_nothing(text):
                words = _("The reference is missing. Enter the reference of the commitment.")
            elif found:
                words = _("“%(name)s” matches several commitments. Enter the full reference.")
            judged.wrong("reference", words % {"name": text})
            return None
        return found[0]

    def _written(self, text: str) -> list[str]:
        """Return the references that a text may mean."""
        if says_nothing(text):
            return []
        meant = references.parse_reference(text.strip().lower())
        if meant is not None and not meant.kind:
            return meant.written(self.codes)
        return self.numbers.get(place_of([text]).casefold(), [text.strip()])

    def _health(self, line: ImportLine, judged: CheckedRow) -> tuple[str, str]:
        """Read health and words; a state in the words of others is kept among them, and sets nothing."""
        text, status, word = line["text"], line["status"], line["health"]
        health = value_of("health", word) if not says_nothing(word) else ""
        if not health and not says_nothing(word):
            judged.doubt(
                "health",
                _("“%(word)s” is not a known status. The word is kept in the text of the report.")
                % {"word": word},
            )
            text = f"{word}: {text}" if text else word
        if not says_nothing(status):
            health = health or value_of("health", status)
            if not value_of("health", status):
                judged.doubt(
                    "status",
                    _(
                        "An import cannot set the stage “%(word)s”. The word is kept in the text of the "
                        "report."
                    )
                    % {"word": status},
                )
                text = f"{status}: {text}" if text else status
        elif says_nothing(word):
            judged.doubt("health", _("The status is missing. “No recent report” is recorded."))
        return health or Health.NO_RECENT_REPORT.value, text

    def _side(self, line: ImportLine, item: Commitment, judged: CheckedRow) -> str:
        word = line["side"]
        value = value_of("side", word) if not says_nothing(word) else ""
        if not value and not says_nothing(word):
            judged.doubt(
                "side",
                _("“%(word)s” is not a side. The responsible side of the commitment is recorded instead.")
                % {"word": word},
            )
        owing = Side.THEIRS if item.owed_by == OwedBy.THEIRS else Side.OURS
        return value or owing.value


def in_a_cell(text: str) -> str:
    """Return a text in the form in which a spreadsheet cell holds it, for comparison."""
    return as_typed(text)[: LONGEST_CELL - 2]


def item_of(row: ImportRow) -> int:
    """Return the key of the item on which a row reports."""
    return int(row.plan["item"])


def create_updates(_of: Import, rows: Rows, *, by: User, now: datetime.datetime) -> list[ImportedRecord]:
    """Record the reports of rows, each on an item of its own."""
    items = seen_by_key(Commitment, [item_of(row) for row in rows], by)
    before = {key: read_reported_values(item) for key, item in items.items()}
    said = progress.update_many([_word(row, items[item_of(row)]) for row in rows], by=by, now=now)
    return [
        ImportedRecord(one.pk, {"item": item_of(row), "stood": before[item_of(row)]})
        for row, one in zip(rows, said, strict=True)
    ]


def _word(row: ImportRow, item: Commitment) -> progress.ReportedProgress:
    reported_on = parse_date(row.plan["reported_on"])
    assert reported_on is not None
    step = row.plan.get("next_step")
    return progress.ReportedProgress(
        item,
        Health(row.plan["health"]),
        row.plan["text"],
        Side(row.plan["side"]),
        reported_on,
        next_step=_planned_step(step) if step else None,
    )


def _planned_step(step: Mapping[str, Any]) -> PlannedStep:
    """Return the next step of a row; whether its owner may be named is checked when it is written."""
    return PlannedStep(
        step["text"],
        Side(step["side"]),
        Ministry.objects.filter(pk=step["ministry"]).first(),
        Official.objects.filter(pk=step["official"]).first(),
        parse_date(step["on"] or ""),
    )


def remove_updates(rows: Rows, *, by: User, now: datetime.datetime, reason: str) -> None:
    """Take reports back, each where it is the last word on its commitment."""
    items = seen_by_key(Commitment, [row.before["item"] for row in rows], by)
    reports = policy.readable_by(ProgressUpdate.objects.all(), by).in_bulk(
        [row.created_id or 0 for row in rows]
    )
    # Reports of the same import that were taken back before have left their rows too.
    by_item = ProgressUpdate.objects.filter(commitment__in=items).order_by().values_list("commitment")
    last = dict(by_item.annotate(last=Max("pk")))
    taken = []
    for row in rows:
        said = reports.get(row.created_id or 0)
        if said is None or last[said.commitment_id] != said.pk or said.version > 1:
            raise build_touched()
        said.commitment = items[row.before["item"]]
        taken.append((said, row.before["stood"]))
    undo_updates(taken, by=by, now=now, reason=reason)
