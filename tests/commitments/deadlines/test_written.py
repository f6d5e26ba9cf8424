"""What each step of a deadline writes with all that hangs on it, and that none is taken on what changed."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from commitments.deadlines import changes, holidays, reviews, triggers
from commitments.deadlines.context import Dependencies
from commitments.enums import CommitmentState, MeetingForm, MoveReason, Nature, OwedBy
from commitments.language.phrases import parse_deadline
from commitments.language.phrases.specification import DeadlineSpec, build_after, not_stated, on_day
from commitments.meetings import meetings
from commitments.models import Commitment, Country, Holiday, HolidayYear, Mechanism, Meeting, User
from tests import make
from tests.cast import NOW, TODAY, Cast, gather
from tests.written import LATER, NEWER, WrittenCase

DAY = datetime.timedelta(days=1)
S = CommitmentState
THIRTY, TEN = (
    build_after(30, "days", "within 30 days"),
    build_after(10, "working_days", "within ten working days"),
)
SIGNED = parse_deadline("within 30 days of signature")
BEFORE_THIRD = DeadlineSpec("event", "before the third session", event="third session", relation="before")
SEPTEMBER = on_day(datetime.date(2026, 9, 15), "by 15 September 2026")


class DeadlineTests(WrittenCase):
    FILE = Path(__file__).with_name("written.txt")
    cast: ClassVar[Cast]
    body: ClassVar[Mechanism]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.body = Mechanism.objects.create(country=cls.cast.valdoria, name="Joint Commission")

    def there(self, state: CommitmentState = S.IN_PROGRESS, **more: Any) -> Commitment:
        return make.commitment(self.cast, state=state, **more)

    def takes(self, step: str, item: Commitment, do: Callable[..., Any], *, by: User, **more: Any) -> Any:
        """Assert what a step of an item writes, and that it is refused where the item changed meanwhile."""
        return self.writes(step, item, lambda one, **who: do(one, **more, **who), by=by, beneath=[NEWER])

    def session(self, held_on: datetime.date | None, number: int | None = 3) -> Meeting:
        return make.meeting(
            self.cast,
            form=MeetingForm.SESSION,
            mechanism=self.body,
            session_number=number,
            held_on=held_on,
            held=False,
        )

    def test_correcting_and_moving(self) -> None:
        cast = self.cast
        draft = self.there(S.DRAFT)
        self.takes("correct", draft, changes.correct_deadline, spec=TEN, by=cast.officer)
        nothing = not_stated("soon")
        self.takes(
            "correct to no date",
            draft,
            changes.correct_deadline,
            spec=nothing,
            review_on=TODAY + 40 * DAY,
            by=cast.head,
        )
        session = self.session(TODAY + 90 * DAY)
        hooks = Dependencies(event=session)
        self.takes(
            "correct to an event",
            draft,
            changes.correct_deadline,
            spec=BEFORE_THIRD,
            hooks=hooks,
            by=cast.officer,
        )
        hooks = Dependencies(mechanism=self.body, session_number=3)
        self.takes(
            "correct to a session",
            draft,
            changes.correct_deadline,
            spec=BEFORE_THIRD,
            hooks=hooks,
            by=cast.officer,
        )
        item = self.there(S.ACCEPTED)
        moved: dict[str, Any] = {
            "reason": MoveReason.CAPACITY,
            "note": "Staff changed.",
            "document": "Note 3",
        }
        self.takes("move", item, changes.move_deadline, spec=SEPTEMBER, by=cast.head, **moved)
        self.takes(
            "move to no date",
            item,
            changes.move_deadline,
            spec=nothing,
            review_on=TODAY + 40 * DAY,
            requested_by=cast.officer,
            by=cast.division_head,
            **moved,
        )
        followed = self.there(S.ACCEPTED)
        self.takes(
            "move to follow another",
            item,
            changes.move_deadline,
            spec=THIRTY,
            hooks=Dependencies(follows=followed),
            by=cast.head,
            **moved,
        )

    def test_clocks(self) -> None:
        cast = self.cast
        item = self.there(S.ACCEPTED, deadline=SIGNED)
        said: dict[str, Any] = {"on": TODAY - DAY, "document": "MoU of 10 March"}
        self.takes("start clock", item, triggers.start_clock, by=cast.officer, **said)
        waits = self.there(S.DRAFT, deadline=THIRTY)
        waits.condition = "subject to ratification"
        waits.save(update_fields=["condition"])
        changes.correct_deadline(waits, THIRTY, by=cast.officer, now=NOW)
        make.advance(cast, waits, S.ACCEPTED)
        self.takes("meet condition", waits, triggers.meet_condition, by=cast.head, **said)
        agreed = self.there(S.PROPOSED, deadline=parse_deadline("within one month of acceptance"))
        self.takes("accepted", agreed, triggers.start_on_acceptance, on=TODAY - DAY, by=cast.officer)

    def test_reviews(self) -> None:
        item = self.there(deadline=not_stated())
        self.takes("review", item, reviews.set_review, by=self.cast.officer)
        self.takes("review on a day", item, reviews.set_review, on=TODAY + 40 * DAY, by=self.cast.head)
        going = self.there(deadline=parse_deadline("annually"), nature=Nature.ONGOING)
        self.takes("review of what continues", going, reviews.set_review, by=self.cast.officer)

    def test_what_counts_from_its_completion(self) -> None:
        first = self.there()
        for number in (1, 2):
            self.there(
                S.ACCEPTED, title=f"After it {number}", deadline=THIRTY, hooks=Dependencies(follows=first)
            )
        first.refresh_from_db()
        self.writes(
            "completed",
            first,
            lambda one, **who: triggers.start_on_completion(one, on=TODAY - DAY, **who),
            by=self.cast.head,
        )
        self.writes("uncompleted", first, triggers.stop_on_reopening, by=self.cast.officer)
        Commitment.objects.filter(pk=first.pk).update(state=S.WITHDRAWN, closed_on=TODAY)
        first.refresh_from_db()
        self.writes(
            "never completed",
            first,
            lambda one, **who: triggers.start_on_completion(one, on=TODAY, **who),
            by=self.cast.head,
        )

    def test_a_session_that_moves(self) -> None:
        cast = self.cast
        waits = self.there(
            S.DRAFT, deadline=BEFORE_THIRD, hooks=Dependencies(mechanism=self.body, session_number=3)
        )
        new = Meeting(
            country=cast.valdoria,
            title="Session",
            form=MeetingForm.SESSION,
            mechanism=self.body,
            session_number=3,
        )
        self.writes("session planned without a day", new, meetings.record_meeting, by=cast.officer)
        for name, values in (
            ("session dated", {"held_on": TODAY + 90 * DAY}),
            ("session moved", {"held_on": TODAY + 120 * DAY}),
            ("session of another number", {"session_number": 4}),
            ("session of that number again", {"session_number": 3}),
        ):
            self.writes(
                name,
                new,
                lambda one, values=values, **who: meetings.edit_meeting(
                    one, values, expected=one.version, **who
                ),
                by=cast.head,
            )
        self.writes(
            "session put off to no day",
            new,
            lambda one, **who: meetings.postpone_meeting(one, None, reason="A storm.", **who),
            by=cast.officer,
        )
        self.writes(
            "session cancelled",
            new,
            lambda one, **who: meetings.cancel_meeting(one, reason="A storm.", **who),
            by=cast.officer,
        )
        self.assertIsNone(Commitment.objects.get(pk=waits.pk).due_on)

    def test_the_day_of_the_own_meeting(self) -> None:
        item = self.there(S.DRAFT, deadline=TEN)
        meeting = item.outcome.meeting
        for name, day in (
            ("own meeting moved", TODAY),
            ("own meeting undated", None),
            ("own meeting dated", TODAY - DAY),
        ):
            self.writes(
                name,
                meeting,
                lambda one, day=day, **who: meetings.edit_meeting(
                    one, {"held_on": day}, expected=one.version, **who
                ),
                by=self.cast.officer,
            )

    def test_calendars(self) -> None:
        cast = self.cast
        for owed_by in OwedBy:
            self.there(S.ACCEPTED, title=owed_by.value, owed_by=owed_by, deadline=TEN)
        day = Holiday(country=cast.korea, day=datetime.date(2026, 3, 17), name="Declared")
        self.writes("declare", day, holidays.record_holiday, by=cast.officer)
        values = {"country": cast.valdoria}
        self.writes(
            "declare anew for the partner",
            day,
            lambda one, **who: holidays.declare_anew(one, values, reason="Slip.", **who),
            by=cast.head,
        )
        self.writes(
            "declare anew",
            day,
            lambda one, **who: holidays.declare_anew(one, {"day": TODAY}, reason="Slip.", **who),
            by=cast.officer,
        )
        self.writes(
            "take back",
            day,
            lambda one, **who: holidays.undo_holiday(one, reason="Wrong.", **who),
            by=cast.head,
        )

    def test_years(self) -> None:
        cast = self.cast
        self.there(S.ACCEPTED, deadline=on_day(datetime.date(2150, 6, 30)))
        row = HolidayYear(country=cast.korea, year=2150)
        self.writes("confirm year", row, holidays.confirm_year, by=cast.officer)
        self.writes(
            "unconfirm year",
            row,
            lambda one, **who: holidays.unconfirm_year(one, reason="Not yet.", **who),
            by=cast.head,
        )
        known = holidays.known_years(Country.objects.order_by("iso"), TODAY, with_asked=True)
        self.assertEqual(
            [(one.key, one.status, str(one)) for one in known],
            [
                ("KR-2026", "calculated", "Republic of Korea 2026"),
                ("KR-2027", "calculated", "Republic of Korea 2027"),
                ("KR-2150", "absent", "Republic of Korea 2150"),
                ("XV-2026", "calculated", "Valdoria 2026"),
                ("XV-2027", "calculated", "Valdoria 2027"),
                ("XW-2026", "absent", "Westmark 2026"),
                ("XW-2027", "absent", "Westmark 2027"),
            ],
        )
        later = HolidayYear(country=cast.korea, year=2027, confirmed_on=TODAY - DAY)
        holidays.confirm_year(later, by=cast.officer, now=LATER)
        known = holidays.known_years([cast.korea], TODAY)
        self.assertEqual(
            [(one.year, one.status, one.confirmed_on) for one in known],
            [(2026, "calculated", None), (2027, "confirmed", TODAY - DAY)],
        )
