"""Which session is meant, what words count from once something is chosen, and what is known of an event."""

import datetime
from dataclasses import replace
from typing import Any

from django.test import SimpleTestCase

from commitments.deadlines.context import (
    DeadlineRecords,
    Dependencies,
    day_of,
    select_meeting,
)
from commitments.deadlines.resolution import fit_to_dependencies
from commitments.enums import Classification, MeetingState
from commitments.language.phrases import parse_deadline
from commitments.language.phrases.specification import DeadlineSpec, build_after, on_day
from commitments.models import Commitment, Mechanism, Meeting

HELD_ON = datetime.date(2026, 3, 4)
DAY = datetime.timedelta(days=1)
BODY, OTHER = Mechanism(pk=1), Mechanism(pk=2)


def session(key: int, days: int | None, number: int | None = None, **more: Any) -> Meeting:
    """Make a session so many days after the meeting of the deadline, or without a day."""
    values = {"state": MeetingState.PLANNED, "classification": Classification.RESTRICTED, "mechanism": BODY}
    held_on = None if days is None else HELD_ON + days * DAY
    return Meeting(**{"pk": key, "held_on": held_on, "session_number": number, **values, **more})


class BoundTests(SimpleTestCase):
    def meant(self, hooks: Dependencies, *rows: Meeting, **more: Any) -> int | None:
        """Give the key of the meeting that is meant among the sessions of the mechanism."""
        known: dict[str, Any] = {"held_on": HELD_ON, "own": 99, "level": Classification.RESTRICTED}
        found = select_meeting(hooks, DeadlineRecords(sessions={BODY.pk: list(rows)}), **{**known, **more})
        return found.event.pk if found.event else None

    def test_the_next_one_is_the_first_after_the_meeting(self) -> None:
        next_one = Dependencies(mechanism=BODY)
        rows = [session(1, -1), session(2, 0), session(3, 1), session(4, 2), session(5, None)]
        self.assertEqual(self.meant(next_one, *rows), 3)
        self.assertEqual(self.meant(next_one, *rows, own=3), 4)
        self.assertEqual(self.meant(next_one, *rows[:2], rows[4]), 5)
        self.assertIsNone(self.meant(next_one, *rows[:2]))
        held = session(6, None, state=MeetingState.HELD)
        self.assertIsNone(self.meant(next_one, held))
        put_off = session(7, None, state=MeetingState.POSTPONED)
        self.assertEqual(self.meant(next_one, held, put_off), 7)

    def test_after_a_meeting_without_a_day_it_is_the_first_that_lies_ahead(self) -> None:
        rows = [session(1, -1, state=MeetingState.HELD), session(2, 5), session(3, 6)]
        self.assertEqual(self.meant(Dependencies(mechanism=BODY), *rows, held_on=None), 2)

    def test_a_number_names_it_whenever_it_was(self) -> None:
        rows = [session(1, -9, 3), session(2, 5, 4)]
        for number, key in ((3, 1), (4, 2), (5, None)):
            self.assertEqual(self.meant(Dependencies(mechanism=BODY, session_number=number), *rows), key)

    def test_what_is_marked_higher_is_not_seen(self) -> None:
        rows = [session(1, 1, classification=Classification.SECRET), session(2, 2)]
        self.assertEqual(self.meant(Dependencies(mechanism=BODY), *rows), 2)
        self.assertEqual(self.meant(Dependencies(mechanism=BODY), *rows, level=Classification.SECRET), 1)

    def test_what_was_chosen_stays_while_it_fits(self) -> None:
        first, second = session(1, 1, 3), session(2, 2, 4)
        for hooks, key in (
            (Dependencies(event=second), 2),
            (Dependencies(event=second, mechanism=BODY), 2),
            (Dependencies(event=second, mechanism=BODY, session_number=4), 2),
            (Dependencies(event=second, mechanism=BODY, session_number=3), 1),
            (Dependencies(event=session(3, 3, mechanism=OTHER), mechanism=BODY), 1),
            (Dependencies(), None),
        ):
            self.assertEqual(self.meant(hooks, first, second), key)

    def test_what_is_called_off_gives_way_to_the_next_of_its_mechanism(self) -> None:
        off = session(1, 3, 4, state=MeetingState.CANCELLED)
        earlier, later, unnumbered = session(2, 1, 3), session(3, 5, 5), session(4, 6)
        for hooks in (Dependencies(event=off), Dependencies(event=off, mechanism=BODY)):
            self.assertEqual(self.meant(hooks, earlier, later, unnumbered), 3)
            self.assertEqual(self.meant(hooks, earlier, unnumbered), 4)
            self.assertIsNone(self.meant(hooks, earlier))
        same = session(5, 2, 4)
        self.assertEqual(self.meant(Dependencies(event=off), same), 5)
        alone = session(6, 3, mechanism=None, state=MeetingState.IN_ERROR)
        self.assertEqual(self.meant(Dependencies(event=alone), later), 6)
        self.assertEqual([day_of(one) for one in (None, alone, later)], [None, None, HELD_ON + 5 * DAY])

    def test_what_else_is_followed_stays(self) -> None:
        follows = Commitment(pk=7)
        found = select_meeting(
            Dependencies(mechanism=BODY, session_number=3, follows=follows),
            DeadlineRecords(sessions={BODY.pk: []}),
            held_on=HELD_ON,
            level=Classification.RESTRICTED,
        )
        self.assertEqual(found.keys, (None, BODY.pk, 3, 7))
        self.assertEqual(Dependencies(event=session(4, 1)).keys, (4, None, None, None))
        self.assertEqual(
            [
                one.names_event
                for one in (
                    Dependencies(),
                    Dependencies(follows=follows),
                    Dependencies(event=Meeting()),
                    Dependencies(mechanism=BODY),
                )
            ],
            [False, False, True, True],
        )


class FittedTests(SimpleTestCase):
    def test_a_length_counts_from_what_was_chosen(self) -> None:
        length, alone = build_after(30, "days", "within 30 days"), parse_deadline("30 days")
        event, mechanism, follows = (
            Dependencies(event=Meeting()),
            Dependencies(mechanism=BODY),
            Dependencies(follows=Commitment()),
        )
        self.assertEqual(alone.ask, "length_alone")
        for spec in (length, alone):
            for hooks in (event, mechanism):
                self.assertEqual(fit_to_dependencies(spec, hooks), replace(spec, anchor="event", ask=""))
            self.assertEqual(fit_to_dependencies(spec, follows), replace(spec, anchor="completion", ask=""))
            self.assertEqual(fit_to_dependencies(spec, Dependencies()), spec)

    def test_the_choice_of_a_meeting_answers_which_one(self) -> None:
        before = parse_deadline("before the meeting")
        self.assertEqual(before.ask, "which_meeting")
        event = Dependencies(event=Meeting())
        self.assertEqual(
            fit_to_dependencies(before, event), replace(before, kind="event", relation="before", ask="")
        )
        self.assertEqual(fit_to_dependencies(before, Dependencies(follows=Commitment())), before)
        asked = DeadlineSpec("open", "at the next meeting", ask="which_meeting")
        self.assertEqual(
            fit_to_dependencies(asked, event), replace(asked, kind="event", relation="at", ask="")
        )
        unclear = DeadlineSpec("open", "soon", ask="weekday")
        fixed = on_day(HELD_ON)
        self.assertEqual([fit_to_dependencies(one, event) for one in (unclear, fixed)], [unclear, fixed])
