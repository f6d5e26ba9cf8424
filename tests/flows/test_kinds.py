"""Stories of the seven kinds of deadline: typed, told at once, recorded, and shown as what they are."""

import datetime

from commitments.enums import DeadlineKind, Nature
from commitments.models import Commitment
from tests.flows.pages import BASE, Story

K = DeadlineKind


class KindTests(Story):
    def told(self, words: str) -> str:
        """Say what the page tells while the words are typed."""
        about = {"country": self.cast.valdoria.pk, "held_on": "2026-03-04", "owed_by": "ours"}
        text: str = self.preview(**about, wording=words)["text"]
        return text

    def test_each_of_the_seven_is_told_while_typed_and_recorded_as_told(self) -> None:
        third = self.session(3, "2027-05-12")
        kinds: dict[DeadlineKind, tuple[str, str, str | None]] = {
            K.FIXED: ("by 30 June 2027", "Due 30 Jun 2027.", "2027-06-30"),
            K.RELATIVE: ("within 30 days", "Due 3 Apr 2026. 30 days after 4 March 2026", "2026-04-03"),
            K.EVENT: ("before the third Joint Commission", "Select the event.", "2027-05-11"),
            K.RECURRING: ("by 1 November each year", "Due 1 Nov 2026.", "2026-11-01"),
            K.APPROXIMATE: ("early October", "Due 1 Oct 2026 – 10 Oct 2026.", "2026-10-10"),
            K.OPEN: ("as soon as possible", "No due date; review on 3 Apr 2026.", None),
            K.NONE: ("", "", None),
        }
        self.assertEqual(set(kinds), set(DeadlineKind))
        for kind, (words, told, due_on) in kinds.items():
            with self.subTest(kind):
                self.assertIn(told, self.told(words))
                which = {"which": f"s{third.mechanism_id}-3"} if kind == K.EVENT else {}
                item = self.record(words, **which)
                assert item.deadline is not None
                self.assertEqual(item.deadline.kind, kind)
                self.assertEqual(item.due_on and item.due_on.isoformat(), due_on)
                self.assertEqual(item.review_on is None, due_on is not None)
                shown = self.page(item)
                self.assertIn(words or "no date", shown)
                self.assertNotIn("Needs your input:", shown)

    def test_an_approximate_one_is_a_window_and_never_a_day(self) -> None:
        shown = self.page(self.record("early October"))
        self.assertIn("<strong>1 Oct 2026 – 10 Oct 2026</strong>", shown)
        self.assertNotIn("<strong>10 Oct 2026</strong>", shown)
        self.assertIn("by 10 Oct 2026 at the latest", shown)

    def test_an_event_that_nobody_chose_is_asked_for_until_it_is_chosen(self) -> None:
        third = self.session(3, "2027-05-12")
        item = self.record("before the third Joint Commission")
        shown = self.page(item)
        self.assertIn("Needs your input: Select the event.", shown)
        self.assertNotIn("The due date will be calculated when the date is known", shown)
        meeting = self.client.get(f"{BASE}/meeting/{item.outcome.meeting_id}/change/")
        self.assertContains(meeting, "Select the event.")
        given = {"when": "words", "wording": "before the third Joint Commission"}
        item = self.step(item, "deadline", **given, which=f"s{third.mechanism_id}-3")
        self.assertEqual(item.due_on, datetime.date(2027, 5, 11))
        self.assertNotIn("Needs your input:", self.page(item))

    def test_a_continuing_one_is_reviewed_in_cycles_and_never_overdue(self) -> None:
        item = self.under_way(self.record("", nature=Nature.ONGOING))
        self.assertEqual(item.review_on, datetime.date(2026, 6, 2))
        self.later(days=120)
        self.assertFalse(Commitment.objects.overdue(datetime.date(2026, 7, 9)).exists())
        self.assertEqual(self.offered(item)["review"], "")
        item = self.step(item, "review")
        self.assertEqual(item.review_on, datetime.date(2026, 10, 7))


class HolidayTests(Story):
    """Ten working days from 4 March 2026 are the 18th."""

    def declare(self, day: str, **more: str) -> str:
        given = {"country": self.cast.korea.pk, "day": day, "name": "Day of mourning", "is_non_working": "on"}
        declared = {"declared_on": "2026-03-11", "_save": "1"}
        page = self.client.post(f"{BASE}/holiday/add/", {**given, **declared, **more}, follow=True)
        return str(page.content.decode())

    def test_a_declared_day_moves_what_counts_across_it_and_the_chain_says_why(self) -> None:
        item = self.under_way(self.record("within 10 working days"))
        self.assertEqual(item.due_on, datetime.date(2026, 3, 18))
        self.assertIn("1 deadline changed.", self.declare("2026-03-16"))
        item.refresh_from_db()
        self.assertEqual(item.due_on, datetime.date(2026, 3, 19))
        shown = self.page(item)
        self.assertIn("Moved +1 day: calendar changed", shown)
        self.assertIn("Holidays account for 1 day: 16 March 2026 (Day of mourning)", shown)
        self.assertNotIn("originally", shown)

    def test_a_day_outside_moves_nothing(self) -> None:
        item = self.under_way(self.record("within 10 working days"))
        self.declare("2026-03-20")
        item.refresh_from_db()
        self.assertEqual((item.due_on, item.deadlines.count()), (datetime.date(2026, 3, 18), 1))

    def test_a_computed_year_says_so_until_an_officer_confirms_it(self) -> None:
        item = self.record("within 10 working days")
        self.assertIn("Seoul 2026 (calculated)", self.page(item))
        self.assertContains(self.client.get("/admin/"), "Republic of Korea 2026")
        self.client.post(f"{BASE}/holiday/year/KR-2026/", {})
        self.assertIn("Seoul 2026 (confirmed)", self.page(item))
        self.assertNotContains(self.client.get("/admin/"), "Republic of Korea 2026")
