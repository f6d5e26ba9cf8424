"""The next meeting of a mechanism is planned with the title of the last, and its own number."""

from django.test import TestCase

from commitments.admin.meetings.steps import next_title, plan_next
from commitments.meetings import meetings
from commitments.models import Mechanism
from tests import make
from tests.cast import NOW, gather


class NextMeeting(TestCase):
    def test_it_proposes_the_next_number_where_the_title_names_it(self) -> None:
        cast = gather()
        body = Mechanism.objects.create(country=cast.valdoria, name="Joint Commission")
        last = make.meeting(cast, title="2nd Joint Commission 2026", mechanism=body, session_number=2)
        address = plan_next(last, cast.officer)
        self.assertIn("title=3rd+Joint+Commission+2026", address)
        self.client.force_login(cast.officer)
        self.assertContains(self.client.get(address), 'value="3rd Joint Commission 2026"')
        for title, number, said in (
            ("제2차 공동위원회", 3, "제3차 공동위원회"),
            ("Joint Commission, 22nd floor", 3, "Joint Commission, 22nd floor"),
            ("2nd Joint Commission", 11, "11th Joint Commission"),
            ("2nd Joint Commission", 21, "21st Joint Commission"),
        ):
            last.title = title
            self.assertEqual(next_title(last, number), said)

    def test_a_visit_has_a_title_of_its_own(self) -> None:
        cast = gather()
        visit = make.meeting(cast, title="Visit of the minister")
        meetings.close_meeting(visit, by=cast.officer, now=NOW)
        self.assertNotIn("title=", plan_next(visit, cast.officer))
