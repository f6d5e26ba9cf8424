"""What the tests of followed deadlines share: a mechanism with sessions, and what is due by one."""

import datetime
from typing import ClassVar

from django.test import TestCase

from commitments.calendars.workdays import Calendar
from commitments.deadlines import changes, context, dependencies
from commitments.deadlines.context import Context, Dependencies
from commitments.deadlines.explanation import Remark
from commitments.deadlines.resolution import Resolution, resolve
from commitments.enums import Classification, CommitmentState, MeetingForm, MeetingState, OwedBy
from commitments.language.phrases.specification import DeadlineSpec
from commitments.models import Commitment, Deadline, Mechanism, Meeting, Outcome
from commitments.records import edits
from tests import make
from tests.cast import NOW, Cast, gather

BEFORE_THIRD = DeadlineSpec(
    "event", "before the third Joint Commission", event="third Joint Commission", relation="before"
)
AT_NEXT = DeadlineSpec("event", "at the next session", event="next session", relation="at")


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


class FollowCase(TestCase):
    cast: ClassVar[Cast]
    mechanism: ClassVar[Mechanism]
    point: ClassVar[Outcome]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.mechanism = Mechanism.objects.create(country=cls.cast.valdoria, name="Joint Commission")
        cls.point = make.outcome(cls.cast)

    def session(
        self,
        held_on: str | None,
        number: int | None = None,
        *,
        state: MeetingState = MeetingState.PLANNED,
        level: Classification = Classification.RESTRICTED,
        mechanism: Mechanism | None = None,
    ) -> Meeting:
        """Put a session on record, without letting anything follow it yet."""
        return Meeting.objects.create(
            reference=f"M-XV-2026-9{Meeting.objects.count():02}",
            country=self.cast.valdoria,
            title="Session",
            form=MeetingForm.SESSION,
            mechanism=mechanism or self.mechanism,
            session_number=number,
            held_on=day(held_on) if held_on else None,
            time_zone="Etc/GMT-3",
            state=state,
            classification=level,
            recorded_at=NOW,
        )

    def due(
        self,
        spec: DeadlineSpec,
        hooks: Dependencies = context.Dependencies(),  # noqa: B008 - frozen
        *,
        state: CommitmentState = CommitmentState.DRAFT,
        of: Outcome | None = None,
        condition: str = "",
    ) -> Commitment:
        """Draft an item with a deadline that follows something, and take it to a state."""
        item = make.commitment(self.cast, of or self.point, owed_by=OwedBy.OURS, deadline=spec)
        if condition:
            edits.change_record(item, {"condition": condition}, by=self.cast.officer, now=NOW)
        if condition or hooks != Dependencies():
            changes.correct_deadline(item, spec, hooks=hooks, by=self.cast.officer, now=NOW)
        return make.advance(self.cast, item, state)

    def change(self, meeting: Meeting, **values: object) -> int:
        """Change a meeting, and let what hangs on it follow; give how many did."""
        was_on = meeting.held_on
        edits.change_record(meeting, values, by=self.cast.officer, now=NOW)
        return dependencies.follow_meeting(meeting, was_on=was_on, by=self.cast.officer, now=NOW)

    def planned(self, meeting: Meeting) -> int:
        """Let what waits for a session take note that it is planned."""
        return dependencies.follow_meeting(meeting, was_on=None, by=self.cast.officer, now=NOW)

    def standing(self, item: Commitment) -> Deadline:
        item.refresh_from_db()
        assert item.deadline is not None
        self.assertEqual(item.due_on, item.deadline.due_on)
        self.assertEqual(item.last_working_day, item.deadline.last_working_day)
        return item.deadline

    def cause(self, item: Commitment) -> str:
        stored = self.standing(item).cause
        return Remark.from_json(stored).code if stored else ""


def resolve_known(
    spec: DeadlineSpec,
    *,
    start_date: datetime.date | None,
    recorded_on: datetime.date,
    owner: Calendar,
    partner: Calendar | None = None,
    event_on: datetime.date | None = None,
    held_on: datetime.date | None = None,
    previous_on: datetime.date | None = None,
    joint: bool = False,
) -> Resolution:
    """Resolve a specification with what is known; where the meeting starts it, that is `start_date`."""
    starts_with_meeting = spec.anchor == "meeting"
    known = Context(
        recorded_on,
        owner,
        partner,
        is_joint=joint,
        held_on=held_on or (start_date if starts_with_meeting else None),
        event_on=event_on,
        start_date=None if starts_with_meeting else start_date,
        previous_on=previous_on,
    )
    return resolve(spec, known)
