"""How many reminders would follow what is imported, once it is accepted, and when the first."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings

from commitments.calendars.workdays import ONE_DAY
from commitments.models import Meeting
from commitments.phrases import Kind
from commitments.reminders import plan
from commitments.reminders.days import Calendars
from commitments.reminders.ladders import Ladders
from commitments.vocabulary import CommitmentState, OwedBy, Rule

# Up to its day; what is told of something late goes on until it is done.
COUNTED = frozenset({Rule.AHEAD, Rule.DUE, Rule.REVIEW})
# Rungs of what is past already are looked for among these days.
NEXT_DAYS = 8
# No rung lies further ahead: what is due later is counted when it is nearer.
FURTHEST_DAYS = 40 * 366


@dataclass(slots=True)
class Forecast:
    """Counts the rungs of the ladder for many rows; those of the same days are worked out once.

    Told are our owners of what we owe, and the desk of what they owe; nobody is told while it is a draft.
    """

    meeting: Meeting
    now: datetime.datetime
    calendars: Calendars = field(default_factory=Calendars)
    ladders: Ladders = field(default_factory=Ladders)
    kept: dict[tuple[object, ...], tuple[int, datetime.date | None]] = field(default_factory=dict)
    count: int = 0
    first: datetime.date | None = None

    def add(self, row: Mapping[str, object]) -> None:
        """Count what would follow one planned row; what binds nobody is followed by nothing."""
        item, due = row.get("item"), row.get("due")
        if not isinstance(item, dict) or not isinstance(due, Sequence):
            return
        key = (*due, item["owed_by"], item["nature"])
        if key not in self.kept:
            self.kept[key] = self._of(due, str(item["owed_by"]), str(item["nature"]))
        count, first = self.kept[key]
        self.count += count
        if first is not None and (self.first is None or first < self.first):
            self.first = first

    def _of(self, due: Sequence[object], owed_by: str, nature: str) -> tuple[int, datetime.date | None]:
        days = [datetime.date.fromisoformat(str(day)) if day else None for day in due[:3]]
        due_on, act_by, review_on = days
        kind: Kind = str(due[3])  # type: ignore[assignment]
        subject = plan.Subject(
            commitment=0,
            deadline=0,
            recorded_at=self.now,
            state=CommitmentState.ACCEPTED,
            nature=nature,
            owed_by=owed_by,
            act_by=act_by,
            due_on=due_on,
            review_on=None if due_on else review_on,
            kind=kind,
        )
        today = self.now.astimezone(datetime.UTC).date()
        last = max([day for day in (due_on, act_by, review_on) if day] + [today])
        last = min(last, today + FURTHEST_DAYS * ONE_DAY) + NEXT_DAYS * ONE_DAY
        home = self.calendars[settings.HOME_COUNTRY]
        owing = self.calendars[self.meeting.country.iso] if owed_by == OwedBy.THEIRS else home
        rules = self.ladders.of(self.meeting.country_id, str(kind))
        rungs = plan.rungs(subject, rules, owing, home, today + ONE_DAY, last)
        is_late = due_on is not None and due_on < today
        told = [
            rung for rung in rungs if rung.key.rule in COUNTED or is_late and rung.key.rule == Rule.OVERDUE
        ]
        told = told[:1] if is_late else told
        audiences = sum(len(plan.audiences(subject, rung.key.rule)) for rung in told)
        return audiences, told[0].day if told else None
