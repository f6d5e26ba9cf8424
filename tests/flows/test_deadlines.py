"""Stories of deadlines on the pages: worked out while typed, following events, conditions, other items."""

import datetime

from commitments.enums import ApprovalKind, CommitmentState, MoveReason, Nature
from commitments.models import Commitment
from tests import make
from tests.flows.pages import BASE, Story

S = CommitmentState


class TypingTests(Story):
    def test_a_relative_deadline_is_worked_out_while_it_is_typed_and_recorded_as_shown(self) -> None:
        about = {"country": self.cast.valdoria.pk, "held_on": "2026-05-17", "owed_by": "ours"}
        for words in (
            "within ten working days of the meeting",
            "회담일로부터 10근무일 이내",
            "dans un délai de dix jours ouvrés à compter de la réunion",
        ):
            told = self.preview(**about, when="words", wording=words)
            self.assertIn(
                "Due 1 Jun 2026. 10 working days after 17 May 2026, counted in Seoul, is 1 June 2026. "
                "Holidays account for 1 day",
                told["text"],
            )
            self.assertEqual((told["which"], told["asks"]), ([], False))
        item = self.record("within ten working days of the meeting")
        self.assertEqual(item.due_on, datetime.date(2026, 3, 18))
        self.assertIn("10 working days after 4 March 2026, counted in Seoul", self.page(item))

    def test_words_that_are_not_understood_are_left_to_the_officer_with_the_reason(self) -> None:
        told = self.preview(
            country=self.cast.valdoria.pk, held_on="2026-03-04", wording="in the spring of 2027"
        )
        self.assertTrue(told["asks"])
        self.assertIn("Needs your input: Seasons depend on the hemisphere", told["text"])
        item = self.record("in the spring of 2027")
        self.assertIsNone(item.due_on)
        self.assertIn("Needs your input:", self.page(item))
        self.assertEqual(self.offered(item)["deadline"], "")
        item = self.step(item, "deadline", when="day", day="2027-05-31", wording="in the spring of 2027")
        self.assertEqual(item.due_on, datetime.date(2027, 5, 31))
        self.assertNotIn("Needs your input:", self.page(item))

    def test_which_event_is_meant_is_offered_and_never_chosen_by_guess(self) -> None:
        third = self.session(3, "2027-05-12")
        about = {"country": self.cast.valdoria.pk, "held_on": "2026-03-04", "owed_by": "ours"}
        told = self.preview(**about, wording="before the third Joint Commission")
        self.assertIn("No due date; review on", told["text"])
        self.assertIn("Select the event.", told["text"])
        named, offers = told["which"][0]
        self.assertEqual(named, "Named in the wording")
        self.assertEqual(offers[0][1], "session 3 of Joint Commission, 12 May 2027")
        later = [label for _group, rest in told["which"][1:] for _value, label in rest]
        self.assertIn("the next session of Joint Commission", later)
        self.assertIn(f"{third}, 12 May 2027", later)
        chosen = self.preview(**about, wording="before the third Joint Commission", which=offers[0][0])
        self.assertIn("Due 11 May 2027.", chosen["text"])
        left = self.record("before the third Joint Commission")
        self.assertIsNone(left.due_on)
        self.assertIsNotNone(left.review_on)

    def test_an_event_of_another_partner_cannot_be_chosen(self) -> None:
        hidden = make.meeting(
            self.cast, country=self.cast.elsewhere, held=False, held_on=datetime.date(2027, 1, 1)
        )
        item = self.record("before the next summit")
        said = self.refused(item, "deadline", wording="before the next summit", which=f"m{hidden.pk}")
        self.assertIn("This record no longer exists, or you have no access to it.", said)

    def test_conditional_words_say_that_no_clock_runs(self) -> None:
        about = {"country": self.cast.valdoria.pk, "held_on": "2026-03-04", "wording": "within 60 days"}
        told = self.preview(**about, condition="subject to ratification")
        self.assertIn("No deadline is calculated", told["text"])
        self.assertNotIn("Due", told["text"])
        self.assertFalse(told["asks"])


class EventTests(Story):
    def test_a_deadline_follows_its_session_and_the_chain_tells_the_move_apart_from_a_slip(self) -> None:
        third = self.session(3, "2027-05-12")
        item = self.record("before the third Joint Commission", which=f"s{third.mechanism_id}-3")
        self.assertEqual(item.due_on, datetime.date(2027, 5, 11))
        item = self.under_way(item)
        put_off = {"held_on": "2027-06-30", "reason": "Elections."}
        self.client.post(f"{BASE}/meeting/{third.pk}/step/postpone/", put_off)
        item.refresh_from_db()
        self.assertEqual(item.due_on, datetime.date(2027, 6, 29))
        shown = self.page(item)
        self.assertIn("Moved +49 days: event date changed", shown)
        self.assertIn("The linked meeting moved from 12 May 2027 to 30 June 2027.", shown)
        self.assertIn("moved once because the linked event or the calendar changed, 49 days later", shown)
        self.assertNotIn("originally", shown)
        self.assertIn(f"/admin/commitments/meeting/{third.pk}/change/", shown)
        self.enter(self.cast.head)
        self.step(item, "move", when="day", day="2027-07-31", move_reason="capacity", note="Short of staff.")
        shown = self.page(item)
        self.assertIn("originally 11 May 2027, moved once, 32 days later", shown)
        self.assertIn("moved once because the linked event or the calendar changed, 49 days later", shown)

    def test_a_session_not_yet_planned_is_waited_for(self) -> None:
        third = self.session(3, "2026-04-15")
        item = self.record("at the fourth Joint Commission", which=f"s{third.mechanism_id}-4")
        self.assertIsNone(item.due_on)
        self.assertIn("session 4 of Joint Commission, not yet recorded", self.page(item))
        self.session(4, "2027-04-20")
        item.refresh_from_db()
        self.assertEqual(item.due_on, datetime.date(2027, 4, 20))
        self.assertIn("The linked session is planned for 20 April 2027.", self.page(item))


class ClockTests(Story):
    def test_what_depends_on_another_starts_when_that_closes(self) -> None:
        first = self.under_way(self.record("by 30 June 2026"))
        words = "within 30 days of completion of the transfer"
        second = self.under_way(self.record(words, which=f"c{first.pk}"))
        self.assertIsNone(second.due_on)
        self.assertIn("Calculated from the completion of", self.page(second))
        self.assertIn("waits for this commitment", self.page(first))
        self.enter(self.cast.focal_point)
        self.step(first, "report-ours", document="Report 7/2026")
        self.client.post(
            f"{BASE}/commitment/{first.pk}/evidence/",
            {"evidence-kind": "report", "evidence-description": "Handed over"},
        )
        self.enter(self.cast.validator)
        self.step(first, "fulfil")
        second.refresh_from_db()
        self.assertEqual(second.due_on, datetime.date(2026, 4, 10))
        self.enter(self.cast.officer)
        self.assertIn(
            "was completed on 11 March 2026. The deadline is calculated from that day.", self.page(second)
        )

    def test_a_condition_that_is_met_starts_the_clock(self) -> None:
        item = self.record("within 60 days", condition="subject to ratification")
        item = self.under_way(item)
        self.assertIsNone(item.due_on)
        shown = self.page(item)
        self.assertIn("subject to ratification: not met; no deadline calculated", shown)
        self.assertNotIn("Needs your input:", shown)
        self.assertEqual(self.offered(item)["condition"], "")
        item = self.step(item, "condition", on="2026-03-10", document="Gazette 412")
        self.assertEqual(item.due_on, datetime.date(2026, 5, 9))
        self.assertIn("met on 10 Mar 2026, Gazette 412", self.page(item))
        self.assertNotIn("condition", self.offered(item))

    def test_the_day_of_a_signature_is_entered_when_it_comes(self) -> None:
        item = self.under_way(self.record("within 10 working days of signature"))
        self.assertIsNone(item.due_on)
        self.assertIn("This date is in the future.", self.refused(item, "clock", on="2026-03-31"))
        item = self.step(item, "clock", on="2026-03-10", document="MoU of 10 March")
        self.assertEqual(item.due_on, datetime.date(2026, 3, 24))
        self.assertIn("The start date is 10 March 2026.", self.page(item))

    def test_a_review_is_put_off_by_its_cycle_or_to_a_day(self) -> None:
        item = self.under_way(self.record("as soon as possible"))
        item = self.step(item, "review")
        self.assertEqual(item.review_on, datetime.date(2026, 4, 10))
        item = self.step(item, "review", on="2026-09-01")
        self.assertEqual(item.review_on, datetime.date(2026, 9, 1))
        self.assertIn("reviewed, next review date set", self.page(item))

    def test_another_condition_on_a_draft_is_worked_out_anew(self) -> None:
        item = self.record("within 60 days")
        self.assertIsNotNone(item.due_on)
        given = {
            "as_seen": item.version,
            "title": item.title,
            "nature": Nature.ONE_OFF,
            "classification": 1,
            "condition": "subject to ratification",
        }
        self.client.post(f"{BASE}/commitment/{item.pk}/change/", given)
        item.refresh_from_db()
        self.assertIsNone(item.due_on)


class RequestTests(Story):
    def test_a_focal_point_asks_for_another_date_and_the_head_grants_it_in_place(self) -> None:
        item = self.under_way(self.record("by 30 June 2026"))
        self.enter(self.cast.focal_point)
        self.assertNotIn("move", self.offered(item))
        told = self.preview(item=item.pk, wording="by 30 September 2026")
        self.assertIn("Due 30 Sep 2026.", told["text"])
        asked = {"when": "words", "wording": "by 30 September 2026", "move_reason": "capacity"}
        self.assertIn("This field is required.", self.refused(item, "request-date", **asked))
        empty = self.refused(item, "request-date", when="words")
        self.assertIn("This field is required.", empty)
        self.assertIn("Enter the new deadline", empty)
        self.step(item, "request-date", **asked, note="The clerk is ill.", document="Letter 9/2026")
        self.assertEqual(
            self.offered(item)["request-date"],
            "This request already exists and is pending a decision. Wait for the decision.",
        )
        self.enter(self.cast.head)
        shown = self.page(item)
        self.assertIn("<del>30 Jun 2026</del>", shown)
        self.assertIn("<strong>30 Sep 2026</strong>", shown)
        self.assertIn("The clerk is ill.", shown)
        waiting = self.client.get(f"{BASE}/approval/").content.decode()
        self.assertIn("Change of deadline", waiting)
        item = self.decide(self.request(item, ApprovalKind.DATE), "grant", answer="Agreed.")
        self.assertEqual(item.due_on, datetime.date(2026, 9, 30))
        shown = self.page(item)
        self.assertIn("Requested by Focal point, approved by Head.", shown)
        self.assertIn("Document: Letter 9/2026.", shown)
        self.assertIn("originally 30 Jun 2026, moved once, 92 days later", shown)
        version = item.deadline
        assert version is not None
        self.assertEqual(version.reason, MoveReason.CAPACITY)

    def test_a_request_is_refused_with_a_reason_or_taken_back_by_who_asked(self) -> None:
        item = self.under_way(self.record("by 30 June 2026"))
        asked = {"when": "day", "day": "2026-12-31", "move_reason": "partner", "note": "They are late."}
        self.step(item, "request-date", **asked)
        approval = self.request(item, ApprovalKind.DATE)
        self.enter(self.cast.head)
        path = f"{BASE}/approval/{approval.pk}/step/refuse/"
        self.assertContains(self.client.post(path, {"answer": ""}), "This field is required.")
        item = self.decide(approval, "refuse", answer="The other side has not asked.")
        self.assertEqual(item.due_on, datetime.date(2026, 6, 30))
        decided = self.client.get(f"{BASE}/approval/{approval.pk}/change/").content.decode()
        self.assertIn("Rejected by Head on 11 Mar 2026", decided)
        self.enter(self.cast.officer)
        self.step(item, "request-date", **asked)
        self.decide(self.request(item, ApprovalKind.DATE), "take-back")
        self.assertIn("request-date", self.offered(item))
        self.assertEqual(self.offered(item)["request-date"], "")

    def test_who_may_not_decide_is_told_who_does(self) -> None:
        item = self.under_way(self.record("by 30 June 2026"))
        asked = {"when": "day", "day": "2026-12-31", "move_reason": "partner", "note": "They are late."}
        self.step(item, "request-date", **asked)
        approval = self.request(item, ApprovalKind.DATE)
        self.assertIn("The head of desk or the division head must decide this.", self.page(item))
        self.client.post(f"{BASE}/approval/{approval.pk}/step/grant/", {})
        self.assertEqual(Commitment.objects.get(pk=item.pk).due_on, datetime.date(2026, 6, 30))
        self.enter(self.cast.stranger)
        self.assertEqual(self.client.get(f"{BASE}/approval/{approval.pk}/change/").status_code, 404)
        self.assertNotContains(self.client.get(f"{BASE}/approval/?view=waiting"), item.reference)

    def test_no_date_at_all_is_no_other_date(self) -> None:
        item = self.under_way(self.record("by 30 June 2026"))
        said = self.refused(
            item, "request-date", when="words", wording="", move_reason="partner", note="Why not."
        )
        self.assertIn("Enter the new deadline", said)
