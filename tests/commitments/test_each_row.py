"""A door is looked up by an index: PostgreSQL works it out for no table as a whole."""

from typing import ClassVar

import pytest
from django.db import connection
from django.db.models import Exists, Model, OuterRef, Q
from django.test import TestCase

from commitments import access
from commitments.models import AgendaItem, Approval, Brief, Commitment, Meeting, Reminder
from commitments.vocabulary import MeetingState
from tests import make
from tests.cast import Cast, gather, signed_in

AS_A_WHOLE = "hashed SubPlan"


class EachRowTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def test_the_door_of_a_part_is_looked_up_for_each_row(self) -> None:
        parts: tuple[type[Model], ...] = (AgendaItem, Approval, Reminder)
        for model in parts:
            with self.subTest(model.__name__):
                plan = access.visible_to(model._default_manager.all(), signed_in(self.cast.officer)).explain()
                self.assertIn("SubPlan", plan)
                self.assertNotIn(AS_A_WHOLE, plan)

    def test_the_part_of_a_ministry_is_looked_up_before_the_item_of_a_reminder(self) -> None:
        plan = access.visible_to(Reminder.objects.all(), signed_in(self.cast.focal_point)).explain()
        first, last = plan.index("commitments_responsibility"), plan.index("commitments_commitment")
        self.assertLess(first, last)
        self.assertNotIn(AS_A_WHOLE, plan)

    def test_the_countries_of_a_desk_are_looked_up_before_the_rows_of_a_list(self) -> None:
        plan = access.visible_to(Commitment.objects.all(), signed_in(self.cast.officer)).explain()
        self.assertIn("country_id = ANY ($0)", plan)
        self.assertNotIn("Join", plan)

    def test_what_is_opened_by_name_is_looked_up_first_and_by_index(self) -> None:
        for person in (self.cast.officer, self.cast.reader, self.cast.focal_point):
            for model in (Commitment, Meeting, AgendaItem, Reminder):
                with self.subTest(f"{person} {model.__name__}"):
                    plan = access.visible_to(model._default_manager.all(), person).explain()
                    self.assertNotIn(AS_A_WHOLE, plan)

    def test_no_question_is_compiled(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SHOW jit")
            self.assertEqual(cursor.fetchone(), ("off",))

    def test_without_that_it_is_worked_out_for_the_whole_table(self) -> None:
        seen = access.visible_to(Commitment.objects.filter(pk=OuterRef("commitment")), self.cast.officer)
        plan = Reminder.objects.filter(Q(recipient=self.cast.officer) | Q(Exists(seen))).explain()
        self.assertIn(AS_A_WHOLE, plan)


@pytest.mark.both
class HandTests(TestCase):
    def test_what_is_prepared_for_a_meeting_entered_in_error_is_read_by_the_records_officer_alone(
        self,
    ) -> None:
        cast = gather()
        meeting = make.meeting(cast)
        brief = make.brief(cast, meeting)
        asked = (cast.officer, cast.records_officer)
        for state, seen in ((meeting.state, [1, 1]), (MeetingState.IN_ERROR, [0, 1])):
            with make.unlocked():
                Meeting.objects.filter(pk=meeting.pk).update(state=state)
            found = [access.visible_to(Brief.objects.filter(pk=brief.pk), user).count() for user in asked]
            self.assertEqual(found, seen, state)
