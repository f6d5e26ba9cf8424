"""Rows that become progress updates of open commitments, held against what was said already."""

import datetime
from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commitments import access, references
from commitments.export.table import LONGEST_CELL
from commitments.imports.cells import as_typed, glimpse, says_nothing
from commitments.imports.judged import Judged, Line
from commitments.imports.of_commitments import place_of
from commitments.imports.places import plain_day
from commitments.imports.words import value_of
from commitments.lifecycle.progress import NEEDS_CAUSE, why_not_update
from commitments.models import Commitment, Country, Meeting, ProgressUpdate, User
from commitments.vocabulary import HIDDEN_STATES, Health, OwedBy, Side

Said = tuple[int, datetime.date, str, str]


class UpdateJudge:
    """Judges rows of progress updates: one is the same by item, day, health and words.

    An item is named by its reference or, where the file belongs to a meeting, by the number that its point
    has in the list of others.
    """

    def __init__(self, person: User, meeting: Meeting | None, today: datetime.date) -> None:
        self.person, self.meeting, self.today = person, meeting, today
        self.codes = list(Country.objects.values_list("iso", flat=True))
        self.known: dict[str, Commitment] = {}
        self.said: set[Said] = set()
        self.seen: dict[Said, int] = {}
        self.numbers: dict[str, list[str]] = {}
        if meeting is not None:
            items = self._items().filter(outcome__meeting=meeting).exclude(outcome__place_in_text="")
            for reference, place in items.values_list("reference", "outcome__place_in_text"):
                for part in {place, place.partition(" · ")[0]}:
                    self.numbers.setdefault(part.casefold(), []).append(reference)

    def _items(self) -> QuerySet[Commitment]:
        return access.visible_to(Commitment.objects.exclude(state__in=HIDDEN_STATES), self.person)

    def prepare(self, lines: Sequence[Line]) -> None:
        """Read the items that these rows name, and what was said of them."""
        wanted = {one for line in lines for one in self._written(line["reference"])}
        items = self._items().select_related("country").filter(reference__in=wanted)
        self.known = {item.reference: item for item in items}
        rows = access.visible_to(
            ProgressUpdate.objects.filter(commitment__in=self.known.values()), self.person
        )
        said = rows.values_list("commitment", "said_on", "health", "text")
        self.said = {(item, day, health, in_a_cell(text)) for item, day, health, text in said}

    def judge(self, line: Line) -> Judged:
        """Say what a row is, and what taking it would write."""
        judged = Judged(title=glimpse(f"{line['reference']} {line['text']}"))
        item = self._item(line, judged)
        day = plain_day("said_on", line, judged)
        if says_nothing(line["said_on"]):
            judged.wrong("said_on", _("The day of the report is missing."))
        elif day is not None and datetime.date.fromisoformat(day) > self.today:
            judged.wrong("said_on", _("A report is dated today or earlier."))
        if item is None or day is None or any(fault.is_wrong for fault in judged.faults):
            return judged
        health, text = self._health(line, judged)
        side = self._side(line, item, judged)
        if health in NEEDS_CAUSE and not text:
            judged.wrong("text", _("Say what puts it at risk, and what comes next."))
        key: Said = (item.pk, datetime.date.fromisoformat(day), health, text)
        judged.title = f"{item.reference} {item.title}"
        judged.says = f"{date_format(key[1])} · {Health(health).label} · {glimpse(text)}"
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
            judged.doubt("text", _("The same report stands in row %(row)d.") % {"row": row}, row=row)
        judged.plan |= {"item": item.pk, "said_on": day, "health": health, "text": text, "side": side}
        return judged

    def _item(self, line: Line, judged: Judged) -> Commitment | None:
        text = line["reference"]
        found = [self.known[one] for one in self._written(text) if one in self.known]
        if len(found) != 1:
            words = _("No commitment “%(name)s” is open to you.")
            if says_nothing(text):
                words = _("The reference is missing: which commitment does it report on?")
            elif found:
                words = _("“%(name)s” may mean several commitments: give the whole reference.")
            judged.wrong("reference", words % {"name": text})
            return None
        return found[0]

    def _written(self, text: str) -> list[str]:
        """Give the references that a text may mean."""
        if says_nothing(text):
            return []
        meant = references.meant(text.strip().lower())
        if meant is not None and not meant.kind:
            return meant.written(self.codes)
        return self.numbers.get(place_of([text]).casefold(), [text.strip()])

    def _health(self, line: Line, judged: Judged) -> tuple[str, str]:
        """Read health and words; a state in the words of others is kept among them, and sets nothing."""
        text, status, word = line["text"], line["status"], line["health"]
        health = value_of("health", word) if not says_nothing(word) else ""
        if not health and not says_nothing(word):
            judged.doubt("health", _("“%(word)s” is no health: no evidence is recorded.") % {"word": word})
            text = f"{word}: {text}" if text else word
        if not says_nothing(status):
            health = health or value_of("health", status)
            if not value_of("health", status):
                judged.doubt(
                    "status", _("“%(word)s” sets no state: it is kept in the words.") % {"word": status}
                )
                text = f"{status}: {text}" if text else status
        elif says_nothing(word):
            judged.doubt("health", _("No health is given: no evidence is recorded."))
        return health or Health.NO_EVIDENCE.value, text

    def _side(self, line: Line, item: Commitment, judged: Judged) -> str:
        word = line["side"]
        value = value_of("side", word) if not says_nothing(word) else ""
        if not value and not says_nothing(word):
            judged.doubt(
                "side", _("“%(word)s” names no side: the side that owes it is taken.") % {"word": word}
            )
        owing = Side.THEIRS if item.owed_by == OwedBy.THEIRS else Side.OURS
        return value or owing.value


def in_a_cell(text: str) -> str:
    """Give of a text what a cell of a spreadsheet holds of it, for texts that are the same there."""
    return as_typed(text)[: LONGEST_CELL - 2]
