"""The access policy is looked up by an index for each row: PostgreSQL works it out for no table as a whole.

What is measured is how many rows are read, which no other version of PostgreSQL can put into other words.
"""

from unittest import mock

import pytest
from django.db import connection
from django.db.models import Exists, Model
from django.test import TestCase
from django.utils import timezone

from commitments.access import policy
from commitments.access.grants import EachRow
from commitments.enums import MeetingState
from commitments.models import AgendaItem, Approval, Brief, Commitment, Meeting, Reminder, User
from commitments.seed import loader
from tests import make
from tests.cast import gather, signed_in
from tests.commitments.admin.plans import plan_for_many_rows, rows_read

ROWS, SEED, PAGE = 300, 5, 5
OFFICER, FOCAL_POINT, READER = "s-desk-1-1", "s-focal-1-1", "s-reader-1"
ITEMS, RESPONSIBILITIES = "commitments_commitment", "commitments_responsibility"
PARTS: tuple[type[Model], ...] = (AgendaItem, Approval, Reminder)


class EachRowTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        loader.load_commitments(ROWS, SEED, now=timezone.now())
        loader.analyse_tables()

    def check_page(self, model: type[Model], person: User) -> None:
        """A page looks up no more commitments than it reads rows of its own."""
        read = rows_read(policy.readable_by(model._default_manager.order_by("pk"), person)[:PAGE])
        self.assertGreater(read[ITEMS], 0)
        self.assertLessEqual(read[ITEMS], read[model._meta.db_table])

    def test_the_door_of_a_part_is_looked_up_for_each_row(self) -> None:
        for model in PARTS:
            with self.subTest(model.__name__):
                self.check_page(model, account(OFFICER))

    def test_so_is_what_is_opened_by_name(self) -> None:
        for name in (OFFICER, READER, FOCAL_POINT):
            for model in PARTS:
                with self.subTest(f"{name} {model.__name__}"):
                    # Loaded without whether anything is opened to it, an account is asked for all of it.
                    self.check_page(model, User.objects.get(username=name))

    def test_without_that_it_is_worked_out_for_the_whole_table(self) -> None:
        page = policy.readable_by(Reminder.objects.order_by("pk"), account(OFFICER))[:PAGE]
        with mock.patch.object(EachRow, "template", Exists.template):
            read = rows_read(page)
        self.assertGreater(read[ITEMS], read["commitments_reminder"])

    def test_the_part_of_a_ministry_is_looked_up_before_the_item_of_a_reminder(self) -> None:
        person = account(FOCAL_POINT)
        own = Reminder.objects.filter(commitment__responsibilities__ministry=person.ministry).distinct()
        read = rows_read(policy.readable_by(Reminder.objects.all(), person))
        self.assertGreater(read[RESPONSIBILITIES], read[ITEMS])
        self.assertLessEqual(read[ITEMS], own.count())

    def test_a_list_reads_the_items_of_the_countries_of_a_desk_and_no_others(self) -> None:
        person = account(OFFICER)
        own = Commitment.objects.filter(country__desk=person.desk).count()
        plan_for_many_rows()
        read = rows_read(policy.readable_by(Commitment.objects.all(), person))
        self.assertLessEqual(read[ITEMS], own)
        self.assertLess(own, ROWS)

    def test_no_question_is_compiled(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SHOW jit")
            self.assertEqual(cursor.fetchone(), ("off",))


def account(name: str) -> User:
    """Load an account as a request does."""
    return signed_in(User.objects.get(username=name))


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
            found = [policy.readable_by(Brief.objects.filter(pk=brief.pk), user).count() for user in asked]
            self.assertEqual(found, seen, state)
