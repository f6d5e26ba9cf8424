"""The page on which the heads of a desk say how it is reminded: sentences, a look ahead, quiet days."""

import datetime

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from commitments.enums import Classification, CommitmentState, DeadlineKind
from commitments.language.phrases.specification import on_day
from commitments.models import AuditRow, QuietDays, Reminder, ReminderSchedule, User
from commitments.reminders.desk_schedules import ReminderSchedules, rules_of
from commitments.reminders.schedule import USUAL
from tests import make
from tests.cast import Cast, gather

DAYS = datetime.timedelta(days=1)


class RemindingCase(TestCase):
    people: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.people = gather()

    def setUp(self) -> None:
        self.client.force_login(self.people.head)

    def address(self, kind: str = "", **more: object) -> str:
        return reverse("admin:reminding", query={"kind": kind, "desk": self.people.desk.pk, **more})

    def fields(self, **more: object) -> dict[str, object]:
        """Give what the page has in its fields, with some typed anew."""
        form = self.client.get(self.address()).context["form"]
        values = {name: form[name].value() for name in form.fields}
        values = {name: value for name, value in {**values, **more}.items() if value not in (None, False)}
        return {"version": "0", **values}


class LadderTests(RemindingCase):
    def test_it_begins_with_the_usual_rules_one_sentence_each(self) -> None:
        page = self.client.get(reverse("admin:reminding"))
        self.assertContains(page, "The default schedule applies.")
        self.assertContains(page, "working days before the last working day")
        sentences = [one for _heading, some in page.context["form"].groups() for one in some]
        self.assertEqual({one.field.name for one in sentences}, set(page.context["form"].fields))
        self.assertEqual(page.context["form"]["before"].value(), "20, 10, 5, 1")

    def test_no_escalation_comes_before_the_one_below_it(self) -> None:
        for typed, field in (
            ({"answer_after": "20"}, "answer_owner_head_after"),
            ({"head_after": "30"}, "division_after"),
        ):
            page = self.client.post(self.address(), {**self.fields(**typed), "keep": "1"})
            self.assertIn(field, page.context["form"].errors)
        self.assertFalse(ReminderSchedule.objects.exists())

    def test_what_is_kept_holds_for_the_desk_and_is_in_the_record(self) -> None:
        done = self.client.post(
            self.address(), {**self.fields(before="12, 3", head_after="7", on_review=False), "keep": "1"}
        )
        self.assertRedirects(done, self.address())
        row = ReminderSchedule.objects.get()
        self.assertEqual((row.desk, row.kind, row.counts, row.head_after), (self.people.desk, "", (12, 3), 7))
        self.assertFalse(row.on_review)
        self.assertEqual(
            ReminderSchedules().find_rules(self.people.valdoria.pk, DeadlineKind.FIXED), rules_of(row)
        )
        self.assertEqual(ReminderSchedules().find_rules(self.people.elsewhere.pk, DeadlineKind.FIXED), USUAL)
        record = AuditRow.objects.get(subject_type="commitments.ReminderSchedule")
        self.assertEqual((record.action, record.by), ("created", self.people.head))

    def test_a_kind_starts_from_the_rules_of_every_kind_and_goes_back_to_them(self) -> None:
        make.ladder(self.people.desk, before="9")
        page = self.client.get(self.address("event"))
        self.assertContains(page, "This kind of deadline has no schedule of its own")
        self.assertEqual(page.context["form"]["before"].value(), "9")
        self.client.post(self.address("event"), {**self.fields(before="4"), "keep": "1"})
        ladders = ReminderSchedules()
        self.assertEqual(ladders.find_rules(self.people.valdoria.pk, DeadlineKind.EVENT).before, (4,))
        self.assertEqual(ladders.find_rules(self.people.valdoria.pk, DeadlineKind.FIXED).before, (9,))
        self.client.post(self.address("event"), {"usual": "1"})
        self.assertEqual(
            ReminderSchedules().find_rules(self.people.valdoria.pk, DeadlineKind.EVENT).before, (9,)
        )

    def test_an_empty_number_means_not_told(self) -> None:
        self.client.post(
            self.address(), {**self.fields(division_after="", first_after="", then_every=""), "keep": "1"}
        )
        rules = rules_of(ReminderSchedule.objects.get())
        self.assertEqual((rules.division_after, rules.first_after), (None, None))

    def test_what_cannot_be_is_said_at_its_sentence_and_nothing_is_lost(self) -> None:
        for name, typed, said in (
            ("before", "ten", "Enter numbers of working days"),
            ("before", "5, 5", "The same number appears twice."),
            ("head_after", "0", "greater than or equal to 1"),
            ("no_response_after", "3", "greater than or equal to 7"),
            ("then_every", "999", "less than or equal to 250"),
            ("first_after", "", "Enter the number of days between the due date and the first reminder"),
        ):
            with self.subTest(f"{name} {typed}"):
                page = self.client.post(
                    self.address(), {**self.fields(answer_after="8", **{name: typed}), "keep": "1"}
                )
                self.assertContains(page, said)
                self.assertContains(page, "<title>Error:")
                self.assertEqual(page.context["form"]["answer_after"].value(), "8")
        self.assertFalse(ReminderSchedule.objects.exists())

    def test_the_second_of_two_who_change_it_is_told(self) -> None:
        fields = self.fields(before="8")
        make.ladder(self.people.desk, before="9")
        page = self.client.post(self.address(), {**fields, "keep": "1"})
        self.assertContains(
            page, "Another user has changed this record. Open it again and compare it with your entries."
        )
        self.assertEqual(page.context["form"]["before"].value(), "8")
        self.assertEqual(ReminderSchedule.objects.get().before, "9")

    def test_who_sets_it_who_looks_and_for_whom_there_is_no_such_page(self) -> None:
        make.ladder(self.people.desk)
        for person in self.people.everybody:
            self.client.force_login(person)
            page = self.client.get(reverse("admin:reminding"))
            with self.subTest(person.username):
                is_of_desk = person in (
                    self.people.head, self.people.division_head, self.people.officer, self.people.stranger
                )  # fmt: skip
                self.assertEqual(page.status_code, 200 if is_of_desk else 404)
        self.client.force_login(self.people.officer)
        self.assertNotContains(self.client.get(self.address()), 'name="keep"')
        for posted in ({"keep": "1"}, {"usual": "1"}, {"quiet": "1"}):
            self.assertEqual(self.client.post(self.address(), posted).status_code, 403)
        self.client.force_login(self.people.stranger)
        self.assertEqual(self.client.get(self.address()).status_code, 404)
        self.assertTrue(ReminderSchedule.objects.exists())


class PreviewTests(RemindingCase):
    def look(self, reference: str, kind: str = "", **more: object) -> str:
        fields = {**self.fields(**more), "preview": "1", "reference": reference}
        return str(self.client.post(self.address(kind), fields).content.decode())

    def test_it_says_who_would_get_what_and_when_before_anything_is_kept(self) -> None:
        due_on = timezone.localdate() + 90 * DAYS
        item = make.commitment(self.people, state=CommitmentState.ACCEPTED, deadline=on_day(due_on, ""))
        page = self.look(item.reference.lower(), before="13")
        self.assertIn("13 working days before the last working day", page)
        self.assertNotIn("10 working days before the last working day", page)
        for words in (
            "Focal point",
            "focal point of our lead ministry",
            "head of desk (overdue or no response)",
        ):
            self.assertIn(words, page)
        self.assertFalse(ReminderSchedule.objects.exists() or Reminder.objects.exists())

    def test_without_a_reference_it_takes_the_next_one_due(self) -> None:
        for days in (90, 40, -5):
            due_on = timezone.localdate() + days * DAYS
            make.commitment(
                self.people, state=CommitmentState.ACCEPTED, deadline=on_day(due_on, ""), title=f"{days}"
            )
        page = self.client.post(self.address(), {**self.fields(), "preview": "1", "reference": ""})
        self.assertEqual(page.context["preview"].item.title, "40")

    def test_the_rules_of_a_kind_do_not_show_in_an_item_of_another(self) -> None:
        due_on = timezone.localdate() + 90 * DAYS
        item = make.commitment(self.people, state=CommitmentState.ACCEPTED, deadline=on_day(due_on, ""))
        of_others = self.look(item.reference, "event", before="13")
        self.assertIn("10 working days before", of_others)
        self.assertIn("The schedule above does not apply to this commitment", of_others)
        own = self.look(item.reference, "fixed", before="13")
        self.assertIn("13 working days before", own)
        self.assertIn("and the schedule above", own)
        ReminderSchedule.objects.create(desk=self.people.desk, kind="fixed", recorded_at=timezone.now())
        self.assertIn(
            "The schedule above does not apply to this commitment", self.look(item.reference, before="13")
        )

    def test_what_one_may_not_read_and_what_is_not_there_answer_alike(self) -> None:
        hidden = make.commitment(
            self.people, state=CommitmentState.ACCEPTED, classification=Classification.SECRET
        )
        self.client.force_login(self.people.officer)
        said = "No commitment was found that you have access to."
        for reference in (hidden.reference, "XV-1999-0001", "", "'" * 300):
            self.assertIn(said, self.look(reference))

    def test_the_number_of_queries_does_not_grow(self) -> None:
        item = make.commitment(self.people, state=CommitmentState.ACCEPTED)
        counts = []
        for number in range(2):
            self.look(item.reference)
            with CaptureQueriesContext(connection) as queries:
                self.look(item.reference)
            counts.append(len(queries))
            make.commitment(self.people, state=CommitmentState.ACCEPTED)
            make.ladder(self.people.desk, DeadlineKind.OPEN if number else DeadlineKind.EVENT)
        # A ladder of a kind asks for the partners of its desk once.
        self.assertLessEqual(counts[1] - counts[0], 1)
        self.assertLess(counts[1], 60)


class QuietDaysTests(RemindingCase):
    def add(self, **more: str) -> QuietDays | None:
        first = timezone.localdate() + 3 * DAYS
        days = {"starts_on": f"{first}", "ends_on": f"{first + 2 * DAYS}", "reason": "summit", **more}
        self.page = self.client.post(self.address(), {**days, "quiet": "1"})
        return QuietDays.objects.first()

    def test_they_are_added_listed_and_taken_away(self) -> None:
        days = self.add()
        assert days is not None
        self.assertEqual((days.desk, days.reason), (self.people.desk, "summit"))
        self.assertContains(self.client.get(self.address()), "Remove: summit")
        self.client.post(reverse("admin:reminding_quiet", args=[days.pk]))
        self.assertFalse(QuietDays.objects.exists())
        actions = AuditRow.objects.filter(subject_type="commitments.QuietDays").order_by("pk")
        self.assertEqual(list(actions.values_list("action", flat=True)), ["created", "removed"])

    def test_what_cannot_be_is_said_at_its_field(self) -> None:
        first = timezone.localdate()
        for more, said in (
            ({"ends_on": f"{first}"}, "Enter a last quiet day that is not before the first."),
            ({"ends_on": f"{first + 60 * DAYS}"}, "Enter at most 31 quiet days in a row"),
            ({"reason": ""}, "This field is required."),
            ({"starts_on": "some day"}, "Enter a valid date, for example"),
        ):
            with self.subTest(said):
                self.assertIsNone(self.add(**more))
                self.assertEqual(self.page.status_code, 200)
                self.assertContains(self.page, said)
                self.assertContains(self.page, "<title>Error:")

    def test_those_of_another_desk_are_out_of_reach(self) -> None:
        days = self.add()
        assert days is not None
        QuietDays.objects.update(desk=self.people.other_desk)
        for person, status in ((self.people.head, 404), (self.people.officer, 403)):
            self.client.force_login(User.objects.get(pk=person.pk))
            done = self.client.post(reverse("admin:reminding_quiet", args=[days.pk]))
            self.assertEqual(done.status_code, status)
        self.assertTrue(QuietDays.objects.exists())
