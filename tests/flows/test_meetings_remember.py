"""Meetings that remember, told through the admin's own pages: carried over, put off, entered in error."""

import datetime
from typing import Any

from django.http import HttpResponse
from django.test import TestCase
from django.utils import timezone

from commitments.deadlines.context import Dependencies
from commitments.enums import CommitmentState, MeetingState
from commitments.language.phrases.specification import DeadlineSpec
from commitments.models import AgendaItem, Approval, Commitment, Mechanism, Meeting
from tests import make
from tests.cast import Cast, gather
from tests.flat import flat

BASE = "/admin/commitments/meeting"
NO_ROWS = {f"{name}-TOTAL_FORMS": 0 for name in ("agenda", "statements", "ours", "theirs", "outcomes")}


class Pages(TestCase):
    """The pages read the real clock, so that days are counted from it."""

    cast: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.body = Mechanism.objects.create(country=cls.cast.valdoria, name="Joint Commission")

    body: Mechanism

    def setUp(self) -> None:
        self.today = timezone.localdate()
        self.client.force_login(self.cast.officer)

    def day(self, days: int) -> datetime.date:
        return self.today + datetime.timedelta(days=days)

    def page(self, meeting: Meeting) -> str:
        return f"{BASE}/{meeting.pk}/change/"

    def shown(self, meeting: Meeting, form: str = "") -> str:
        response = self.client.get(self.page(meeting) + form)
        self.assertEqual(response.status_code, 200)
        return flat(response.content.decode())

    def step(self, meeting: Meeting, name: str, **given: Any) -> HttpResponse:
        return self.client.post(f"{BASE}/{meeting.pk}/step/{name}/", given, follow=True)  # type: ignore[return-value]

    def record(self, title: str, **given: Any) -> Meeting:
        about = {"country": self.cast.valdoria.pk, "title": title, "form": "session", "classification": 1}
        response = self.client.post(f"{BASE}/add/", {**about, **NO_ROWS, **given})
        self.assertEqual(response.status_code, 302, response.content.decode()[:4000])
        return Meeting.objects.get(title=title)

    def save(self, meeting: Meeting, **given: Any) -> HttpResponse:
        """Save the page as it stands but for what is given."""
        meeting.refresh_from_db()
        data = {
            "as_seen": meeting.version,
            "title": meeting.title,
            "form": meeting.form,
            "held_on": meeting.held_on or "",
            "mechanism": meeting.mechanism_id or "",
            "session_number": meeting.session_number or "",
            "time_zone": meeting.time_zone,
            "place": meeting.place,
            "classification": meeting.classification,
            **NO_ROWS,
            **given,
        }
        return self.client.post(self.page(meeting), data, follow=True)  # type: ignore[return-value]

    def owed(self, title: str, at: Meeting) -> Commitment:
        return make.commitment(
            self.cast,
            make.outcome(self.cast, at, now=timezone.now()),
            title=title,
            state=CommitmentState.IN_PROGRESS,
            now=timezone.now(),
        )


class CarryOverTests(Pages):
    def say(self, meeting: Meeting, *told: tuple[Commitment, str, str]) -> HttpResponse:
        """Write what was said about several items on the one form."""
        rows: dict[str, Any] = {"agenda-TOTAL_FORMS": len(told)}
        for number, (item, said, health) in enumerate(told):
            row = AgendaItem.objects.get(meeting=meeting, commitment=item)
            rows |= {
                f"agenda-{number}-id": row.pk,
                f"agenda-{number}-as_seen": row.version,
                f"agenda-{number}-discussion": said,
                f"agenda-{number}-health": health,
            }
        return self.save(meeting, **rows)

    def test_an_item_comes_back_until_it_is_done_each_time_with_what_was_said_before(self) -> None:
        first = self.record("First session", mechanism=self.body.pk, held_on=self.day(-30))
        spoken, silent = self.owed("Send the draft", first), self.owed("Name a contact", first)
        last = self.record("Third session", mechanism=self.body.pk, held_on=self.day(200), was_held="planned")
        second = self.record("Second session", mechanism=self.body.pk, held_on=self.today, was_held="planned")
        before = self.shown(second)
        self.assertIn("from earlier meetings · 2 items", before)
        self.assertIn("first time on an agenda", before)
        self.assertNotIn('name="agenda-0-discussion"', before)

        self.assertContains(self.step(second, "hold"), "Meeting marked as held.")
        self.assertIn('name="agenda-1-discussion"', self.shown(second, "?edit=page"))
        told = (spoken, "The text is with their ministry.", "at_risk")
        wrong = self.say(second, told, (silent, "", "at_risk"))
        self.assertContains(wrong, "Enter what was discussed and the next steps.")
        self.assertContains(wrong, "The text is with their ministry.")
        self.assertFalse(AgendaItem.objects.exclude(discussion="").exists())
        right = self.say(second, told, (silent, "", ""))
        self.assertContains(right, "1 of 2 items discussed")
        spoken.refresh_from_db()
        self.assertEqual(spoken.health, "at_risk")

        self.assertContains(self.step(second, "close"), "Open items move to the next meetings.")
        self.assertIn("Not raised.", self.shown(second))
        after = self.shown(last)
        self.assertIn("raised", after)
        self.assertIn("“The text is with their ministry.”", after)
        self.assertIn("not raised", after)
        self.assertEqual(after.count("1 earlier agenda"), 2)

        make.advance(self.cast, silent, CommitmentState.FULFILLED, now=timezone.now())
        now_closed = self.shown(last)
        self.assertIn("Items closed before the meeting", now_closed)
        self.assertIn("from earlier meetings · 1 item", now_closed)
        for _time in range(2):
            self.step(last, "postpone", held_on=self.day(300), reason="Elections.")
        fourth = self.record("Fourth session", mechanism=self.body.pk, was_held="planned")
        self.assertEqual(AgendaItem.objects.filter(meeting=last, commitment=spoken).count(), 1)
        self.assertEqual([row.commitment for row in fourth.agenda.all()], [spoken])

    def test_a_meeting_recorded_after_it_was_held_takes_up_open_items_on_asking(self) -> None:
        first = self.record("First session", held_on=self.day(-30))
        self.owed("Send the draft", first)
        second = self.record("Second talks", form="visit", held_on=self.today)
        self.assertIn("This meeting was recorded after it was held", self.shown(second))
        self.assertContains(self.step(second, "add-open-items"), "Send the draft")

    def test_many_items_are_gone_through_page_by_page_and_turning_the_page_saves(self) -> None:
        first = self.record("First session", held_on=self.day(-30))
        items = [self.owed(f"Item {number:02}", first) for number in range(12)]
        second = self.record("Second talks", form="visit", held_on=self.today, was_held="planned")
        self.step(second, "hold")
        self.assertEqual(self.shown(second, "?edit=page").count('<textarea name="agenda-'), 10)
        row = AgendaItem.objects.get(meeting=second, commitment=items[0])
        data = {"agenda-TOTAL_FORMS": 1, "agenda-0-id": row.pk, "agenda-0-as_seen": 1}
        second.refresh_from_db()
        about = {"as_seen": second.version, "title": "Second talks", "form": "visit", "classification": 1}
        more = {**NO_ROWS, **about, "held_on": self.today, **data, "agenda-0-discussion": "Yes."}
        path = f"{self.page(second)}?edit=page&items=2"
        turned = self.client.post(path, {**more, "_continue": 1}, follow=True)
        self.assertContains(turned, "Item 11")
        self.assertNotContains(turned, "Item 00")
        self.assertContains(turned, '<textarea name="agenda-', count=2)
        row.refresh_from_db()
        self.assertEqual(row.discussion, "Yes.")


class PostponementTests(Pages):
    def test_what_is_due_before_a_meeting_follows_it_and_the_officer_is_told_how_many(self) -> None:
        of_body = {"mechanism": self.body.pk}
        first = self.record("First session", **of_body, session_number=1, held_on=self.day(-30))
        later = {**of_body, "session_number": 2, "held_on": self.day(60), "was_held": "planned"}
        ahead = self.record("Second session", **later)
        item = make.commitment(
            self.cast,
            make.outcome(self.cast, first, now=timezone.now()),
            deadline=DeadlineSpec("event", "before the session", event="the session", relation="before"),
            hooks=Dependencies(event=ahead),
            state=CommitmentState.IN_PROGRESS,
            now=timezone.now(),
        )
        self.assertEqual(item.due_on, self.day(59))
        said = self.step(ahead, "postpone", held_on=self.day(90), reason="Elections.")
        self.assertContains(said, "Meeting postponed. 1 deadline changed as a result.")
        item.refresh_from_db()
        self.assertEqual(item.due_on, self.day(89))
        saved = self.save(ahead, held_on=self.day(100))
        self.assertContains(saved, "1 deadline changed as a result.")
        item.refresh_from_db()
        self.assertEqual(item.due_on, self.day(99))
        nothing = self.step(ahead, "cancel", reason="")
        self.assertContains(nothing, "This field is required.")
        self.step(ahead, "cancel", reason="No need any more.")
        item.refresh_from_db()
        ahead.refresh_from_db()
        self.assertEqual((ahead.state, item.due_on), (MeetingState.CANCELLED, None))


class InErrorTests(Pages):
    def test_a_record_under_the_wrong_country_is_taken_out_of_sight_by_two_persons(self) -> None:
        wrong = self.record("Talks with Westmark", held_on=self.day(-3))
        item = self.owed("Send the draft", wrong)
        ahead = self.record("Next talks", form="visit", held_on=self.day(60), was_held="planned")
        self.assertIn(item.reference, self.shown(ahead))
        asked = self.step(wrong, "in-error", reason="Westmark, not Valdoria.")
        self.assertContains(asked, "A second person at the desk decides")
        request = Approval.objects.get()
        decide = f"/admin/commitments/approval/{request.pk}/step/grant/"
        self.client.post(decide, {"answer": ""})
        self.assertIn("you requested that this record be marked as entered in error", self.shown(wrong))

        self.client.force_login(self.cast.head)
        self.assertIn("Westmark, not Valdoria.", self.shown(wrong))
        granted = self.client.post(decide, {"answer": "Seen."}, follow=True)
        self.assertContains(granted, "Approved. The change has been made.")
        self.assertNotIn(item.reference, self.shown(ahead))
        paths = (self.page(wrong), f"/admin/commitments/commitment/{item.pk}/change/")
        for person in (self.cast.officer, self.cast.head, self.cast.focal_point, self.cast.reader):
            self.client.force_login(person)
            for path in paths:
                self.assertEqual(self.client.get(path).status_code, 404, (person, path))
        for person in (self.cast.records_officer, self.cast.auditor):
            self.client.force_login(person)
            self.assertIn("This record should not exist.", self.shown(wrong))
            self.assertEqual(self.client.get(paths[1]).status_code, 200)
