"""Stories of asks and offers: they bind nobody before an answer, and then as firmly as it says."""

import datetime
from typing import Any

from commitments.enums import Answer, CommitmentState, Strength
from commitments.models import Commitment, Meeting, Outcome
from tests.flows.pages import BASE, Story

S = CommitmentState
ASKED = {
    "outcomes-0-clause": "Our side asked for a contact point at all hours.",
    "outcomes-0-kind": "request",
    "outcomes-0-spoken_by": "ours",
    "outcomes-0-strength": "requested",
}
OWED = {
    "title": "Name a contact",
    "owed_by": "theirs",
    "lead_theirs": "Valdorian Constabulary",
    "nature": "one_off",
    "when": "words",
    "wording": "by 30 June 2026",
}


class AnswerTests(Story):
    def post(self, path: str, items: int = 0, **given: Any) -> Any:
        named = {f"outcomes-0-items-0-{name}": value for name, value in OWED.items()} if items else {}
        counts = {"outcomes-TOTAL_FORMS": 1, "outcomes-0-items-TOTAL_FORMS": items}
        return self.client.post(f"{BASE}/meeting/{path}", {**counts, **ASKED, **named, **given})

    def asked(self) -> Outcome:
        """Record a meeting at which our side asked for something."""
        about: dict[str, Any] = {
            "country": self.cast.valdoria.pk,
            "title": "Talks on contacts",
            "held_on": "2026-03-04",
            "form": "visit",
            "classification": 1,
        }
        wrong = self.post("add/", items=1, **about)
        self.assertContains(wrong, "Record the answer first")
        self.assertFalse(Meeting.objects.exists())
        self.assertEqual(self.post("add/", **about).status_code, 302)
        return Outcome.objects.get()

    def carry(self, point: Outcome, **more: Any) -> Any:
        """Write on the meeting's page what the outcome binds somebody to."""
        meeting = Meeting.objects.get(pk=point.meeting_id)
        point.refresh_from_db()
        about = {
            "as_seen": meeting.version,
            "title": meeting.title,
            "form": meeting.form,
            "held_on": meeting.held_on,
            "time_zone": meeting.time_zone,
            "classification": 1,
            "outcomes-0-id": point.pk,
            "outcomes-0-as_seen": point.version,
        }
        return self.post(f"{meeting.pk}/change/", items=1, **about, **more)

    def answer(self, point: Outcome, **given: str) -> None:
        path = f"{BASE}/outcome/{point.pk}/step/answer/"
        self.assertEqual(self.client.post(path, given).status_code, 302)

    def test_an_ask_binds_nobody_until_its_answer_is_on_record(self) -> None:
        point = self.asked()
        self.assertEqual((point.answer, point.review_on), (Answer.UNANSWERED, datetime.date(2026, 6, 2)))
        shown = self.client.get(f"{BASE}/meeting/{point.meeting_id}/change/")
        self.assertContains(shown, "Not a commitment: an unanswered request or offer is not binding.")
        self.assertContains(self.carry(point), "Record the answer first")
        self.assertFalse(Commitment.objects.exists())
        self.answer(
            point,
            answer="agreed",
            wording="The Constabulary will consider naming one.",
            source="Note 77/26 of 9 March 2026",
            strength="will_consider",
        )
        self.assertEqual(self.carry(point).status_code, 302)
        item = Commitment.objects.get()
        self.assertEqual(item.strength, Strength.WILL_CONSIDER)
        shown_item = self.page(item)
        self.assertIn("The Constabulary will consider naming one.", shown_item)
        self.assertIn("Note 77/26 of 9 March 2026", shown_item)

    def test_what_is_refused_carries_nothing(self) -> None:
        point = self.asked()
        self.answer(point, answer="refused", wording="", source="", strength="not_stated")
        self.assertEqual(self.carry(point).status_code, 200)
        self.assertFalse(Commitment.objects.exists())
        again = self.client.post(f"{BASE}/outcome/{point.pk}/step/answer/", {"answer": "agreed"}, follow=True)
        self.assertContains(again, "The answer is already recorded.")
        point.refresh_from_db()
        self.assertEqual(point.answer, Answer.REFUSED)


class StrengthTests(Story):
    def test_it_never_rises_by_itself_whatever_is_done_with_the_item(self) -> None:
        item = self.record("by 30 June 2026")
        Outcome.objects.filter(pk=item.outcome_id).update(strength=Strength.WILL_ENDEAVOUR)
        Commitment.objects.filter(pk=item.pk).update(strength=Strength.WILL_ENDEAVOUR)
        item.refresh_from_db()
        item = self.under_way(item)
        self.enter(self.cast.head)
        self.step(item, "move", when="day", day="2026-09-30", move_reason="agreed", note="Agreed anew.")
        self.enter(self.cast.focal_point)
        self.step(item, "report-ours", document="Report 7/2026")
        self.client.post(f"{BASE}/commitment/{item.pk}/evidence/", {
            "evidence-kind": "report", "evidence-number": "7", "evidence-description": "Two of three",
        })  # fmt: skip
        self.enter(self.cast.validator)
        self.step(item, "fulfil-in-part", reason="Two of three.", rest_title="The third", when="keep")
        strengths = set(Commitment.objects.values_list("strength", flat=True))
        self.assertEqual((Commitment.objects.count(), strengths), (2, {Strength.WILL_ENDEAVOUR}))
