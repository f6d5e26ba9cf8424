"""Stories of how commitments end, rest, return and recur, taken on the pages by those who may."""

import datetime

from django.utils import timezone

from commitments.enums import ApprovalKind, CommitmentState, MeetingState, Nature, Origin
from commitments.lifecycle import successors
from commitments.models import Approval, AuditRow, Commitment, Meeting
from tests import make
from tests.flows.pages import BASE, Story

S = CommitmentState
AUTHORITY = {"reason": "Both sides let it go.", "document": "Minutes of 10 March, point 4"}


class EndingTests(Story):
    def test_the_officer_asks_to_withdraw_and_the_head_grants_with_the_authority_on_file(self) -> None:
        item = self.under_way(self.record("by 30 June 2026"))
        self.assertNotIn("withdraw", self.offered(item))
        self.assertIn(
            "This field is required.", self.refused(item, "request-withdraw", reason="They let it go.")
        )
        self.step(item, "request-withdraw", **AUTHORITY)
        self.enter(self.cast.head)
        self.assertIn("<strong>withdrawn by agreement</strong>", self.page(item))
        item = self.decide(self.request(item, ApprovalKind.WITHDRAW), "grant")
        self.is_in(item, S.WITHDRAWN)
        shown = self.page(item)
        self.assertIn("Withdrawn by agreement", shown)
        self.assertIn("Approval request approved", shown)
        self.assertIn("Commitment withdrawn by agreement", shown)

    def test_the_head_withdraws_at_once_and_reopens_what_was_closed(self) -> None:
        item = self.under_way(self.record("by 30 June 2026"))
        self.enter(self.cast.head)
        self.step(item, "withdraw", **AUTHORITY)
        self.is_in(item, S.WITHDRAWN)
        self.assertEqual(Approval.objects.get().decided_by, self.cast.head)
        self.enter(self.cast.officer)
        self.assertEqual(self.offered(item), {"request-reopen": "", "request-enter-in-error": ""})
        self.step(item, "request-reopen", reason="They want it after all.")
        self.enter(self.cast.head)
        self.decide(self.request(item, ApprovalKind.REOPEN), "grant")
        self.is_in(item, S.IN_PROGRESS)

    def test_another_is_put_in_its_place_and_each_names_the_other(self) -> None:
        old = self.under_way(self.record("by 30 June 2026"))
        new = self.record("by 30 September 2026")
        self.enter(self.cast.head)
        wrong = self.refused(old, "supersede", other="XV-1999-0001", reason="The new text replaces it.")
        self.assertIn("No commitment of this partner has that reference", wrong)
        draft = self.refused(old, "supersede", other=new.reference, reason="The new text replaces it.")
        self.assertIn("No commitment of this partner has that reference", draft)
        self.enter(self.cast.officer)
        self.step(new, "propose")
        self.enter(self.cast.head)
        self.step(old, "supersede", other=f"{new.reference} {new.title}", reason="The new text replaces it.")
        self.is_in(old, S.SUPERSEDED)
        self.assertIn("supersedes this commitment", self.page(old))
        self.assertIn("superseded by this commitment", self.page(new))

    def test_what_is_no_longer_pursued_says_on_whose_authority(self) -> None:
        item = self.under_way(self.record("by 30 June 2026"))
        self.step(item, "request-discontinue", **AUTHORITY)
        self.enter(self.cast.division_head)
        self.decide(self.request(item, ApprovalKind.DISCONTINUE), "grant", answer="Yes.")
        self.is_in(item, S.DISCONTINUED)

    def test_it_rests_until_its_review_and_is_taken_up_again(self) -> None:
        item = self.under_way(self.record("by 30 June 2026"))
        far = self.refused(item, "request-suspend", review_on="2028-01-01", reason="Elections.")
        self.assertIn("within twelve months", far)
        self.step(item, "request-suspend", review_on="2026-10-01", reason="Elections.")
        self.enter(self.cast.head)
        self.assertIn("suspended, review on 1 Oct 2026", self.page(item))
        self.decide(self.request(item, ApprovalKind.SUSPEND), "grant")
        self.is_in(item, S.SUSPENDED)
        self.enter(self.cast.officer)
        offered = self.offered(item)
        self.assertEqual(offered["resume"], "")
        self.step(item, "resume")
        self.is_in(item, S.IN_PROGRESS)

    def test_a_continuing_one_is_concluded_or_overtaken_by_the_desk(self) -> None:
        for name, state in (("conclude", S.CONCLUDED), ("overtake", S.OVERTAKEN)):
            item = self.under_way(self.record("regularly", nature=Nature.ONGOING))
            self.assertNotIn("report-ours", self.offered(item))
            self.step(item, name, reason="It has served its purpose.")
            self.is_in(item, state)

    def test_what_is_fulfilled_in_part_lives_on_in_its_rest(self) -> None:
        item = self.under_way(self.record("by 30 June 2026"))
        self.enter(self.cast.focal_point)
        self.step(item, "report-ours", document="Report 7/2026")
        make.evidence(self.cast, item)
        self.enter(self.cast.validator)
        given = {"reason": "Two of three courses.", "rest_title": "Hold the third course", "when": "keep"}
        self.step(item, "fulfil-in-part", **given)
        self.is_in(item, S.IN_PART)
        rest = Commitment.objects.get(origin=item)
        self.assertEqual(
            (rest.origin_kind, rest.title, rest.due_on),
            (Origin.REMAINDER, "Hold the third course", datetime.date(2026, 6, 30)),
        )
        self.enter(self.cast.officer)
        self.assertIn("remainder of this commitment", self.page(item))
        self.assertIn("fulfilled in part; this commitment is the remainder", self.page(rest))


class SeriesTests(Story):
    def test_fulfilling_an_occurrence_opens_the_next_and_the_page_lists_them(self) -> None:
        item = self.under_way(self.record("by 1 May each year"))
        self.assertEqual(item.due_on, datetime.date(2026, 5, 1))
        self.enter(self.cast.focal_point)
        self.step(item, "report-ours")
        make.evidence(self.cast, item)
        self.enter(self.cast.validator)
        self.step(item, "fulfil")
        following = Commitment.objects.get(origin=item)
        self.assertEqual(following.due_on, datetime.date(2027, 5, 1))
        self.enter(self.cast.officer)
        self.assertIn("Occurrences", self.page(item))
        self.assertIn(f"/commitment/{following.pk}/change/", self.page(item))
        self.assertIn("next occurrence", self.page(following).casefold())

    def test_a_missed_occurrence_stays_visible_beside_the_next(self) -> None:
        item = self.under_way(self.record("by 1 May each year"))
        self.later(days=90)
        successors.open_occurrences(timezone.now())
        following = Commitment.objects.get(origin=item)
        shown = self.page(following)
        self.assertIn('<span class="tag red">missed</span>', shown)
        self.assertIn(f"/commitment/{item.pk}/change/", shown)
        overdue = self.client.get(f"{BASE}/commitment/?view=ours").content.decode()
        self.assertIn(item.reference, overdue)
        self.assertNotIn(following.reference, overdue)


class ErrorTests(Story):
    def test_a_draft_is_discarded_after_a_word_of_warning_and_leaves_the_lists(self) -> None:
        item = self.record("by 30 June 2026")
        asked = self.client.get(f"{BASE}/commitment/{item.pk}/step/discard/")
        self.assertContains(asked, "cannot be restored")
        response = self.client.post(f"{BASE}/commitment/{item.pk}/step/discard/", {}, follow=True)
        self.assertContains(response, "Draft discarded.")
        self.assertEqual(self.client.get(f"{BASE}/commitment/{item.pk}/change/").status_code, 404)
        self.assertNotContains(self.client.get(f"{BASE}/commitment/?view=all"), item.reference)
        Commitment.objects.get(pk=item.pk, state=S.DISCARDED)

    def test_two_persons_enter_it_in_error_and_only_the_record_keeps_it(self) -> None:
        item = self.under_way(self.record("by 30 June 2026"))
        self.step(item, "request-enter-in-error", reason="Recorded under the wrong partner.")
        approval = self.request(item, ApprovalKind.ENTER_IN_ERROR)
        self.assertIn("You made this request.", self.page(item))
        self.client.post(f"{BASE}/approval/{approval.pk}/step/grant/", {})
        self.is_in(item, S.IN_PROGRESS)
        self.enter(self.cast.head)
        response = self.client.post(f"{BASE}/approval/{approval.pk}/step/grant/", {}, follow=True)
        self.assertContains(response, "Approved. The change has been made.")
        self.is_in(item, S.IN_ERROR)
        for view in ("all", "closed", "open"):
            self.assertNotContains(self.client.get(f"{BASE}/commitment/?view={view}"), item.reference)
        self.enter(self.cast.auditor)
        self.assertNotContains(self.client.get(f"{BASE}/commitment/?view=all"), item.reference)
        self.assertIn("Entered in error", self.page(item))

    def test_the_history_tells_every_step_in_words(self) -> None:
        item = self.under_way(self.record("by 30 June 2026"))
        self.step(item, "request-withdraw", **AUTHORITY)
        self.enter(self.cast.head)
        self.decide(self.request(item, ApprovalKind.WITHDRAW), "refuse", answer="Not yet.")
        self.step(item, "move", when="day", day="2026-09-30", move_reason="partner", note="They are late.")
        self.step(item, "suspend", review_on="2026-10-01", reason="Elections.")
        history = self.client.get(f"{BASE}/commitment/{item.pk}/history/").content.decode()
        for words in (
            "Approval request submitted",
            "Approval request rejected",
            "Commitment suspended",
            "set: waiting for the other side",
        ):
            self.assertIn(words, history)
        self.assertNotIn("fulfil_in_part", history)
        actions = set(AuditRow.objects.values_list("action", flat=True))
        self.assertGreater(len(actions), 6)


class MeetingErrorTests(Story):
    def test_a_request_about_a_meeting_is_decided_among_the_requests(self) -> None:
        item = self.under_way(self.record("by 30 June 2026"))
        meeting = item.outcome.meeting
        path = f"{BASE}/meeting/{meeting.pk}/step/in-error/"
        self.assertEqual(self.client.post(path, {"reason": "Wrong partner."}).status_code, 302)
        approval = Approval.objects.get(meeting=meeting)
        self.enter(self.cast.head)
        shown = self.client.get(f"{BASE}/approval/{approval.pk}/change/")
        self.assertContains(
            shown, "The meeting, its outcomes and its commitments are removed from all lists."
        )
        self.client.post(f"{BASE}/approval/{approval.pk}/step/grant/", {}, follow=True)
        self.assertEqual(Meeting.objects.get(pk=meeting.pk).state, MeetingState.IN_ERROR)
        self.is_in(item, S.IN_ERROR)
