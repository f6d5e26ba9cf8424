"""Answers from mails on the desk's pages: confirmed in two presses, set aside, and links taken back."""

from typing import Any
from unittest import mock

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.enums import CommitmentState, ReplyKind, ReplyState
from commitments.models import Approval, EmailReply, ReplyLink, User
from tests.commitments.reminders.answering import ANSWERED, AnswerCase

LIST = "/admin/commitments/emailreply/"


class AnswersToConfirm(AnswerCase):
    def setUp(self) -> None:
        super().setUp()
        clock = mock.patch.object(timezone, "now", return_value=ANSWERED)
        clock.start()
        self.addCleanup(clock.stop)

    def page(self, person: User, address: str = "/admin/") -> str:
        self.client.force_login(person)
        return str(self.client.get(address).content.decode())

    def act(self, answer: EmailReply, step: str, **said: str) -> Any:
        address = f"/admin/desk/answer/{answer.pk}/confirm/"
        return self.client.post(address, {"step": step, **said}, follow=True)

    def test_my_desk_lists_what_waits_for_whose_desk_it_is(self) -> None:
        self.mailed()
        answer = self.answered(ReplyKind.PROGRESS, health="at_risk", text="The list is late.")
        mine = f"/admin/desk/answer/{answer.pk}/confirm/"
        for person in (self.people.officer, self.people.head):
            page = self.page(person)
            self.assertIn(mine, page)
            self.assertIn("The list is late.", page)
        for person in (self.people.stranger, self.people.focal_point, self.people.reader):
            self.assertNotIn("/admin/desk/answer/", self.page(person))

    def test_it_is_confirmed_in_two_presses(self) -> None:
        item = self.mailed()
        answer = self.answered(ReplyKind.PROGRESS, health="at_risk", text="The list is late.")
        opened = self.page(self.people.officer, f"/admin/desk/answer/{answer.pk}/confirm/")
        for said in ("Focal point (KNPA)", "recorded as a progress update of our side", "Dismiss"):
            self.assertIn(said, opened)
        self.assertContains(self.act(answer, "confirm"), "Confirmed. The reply was recorded")
        self.assertEqual(item.updates.get().recorded_by, self.people.officer)
        self.assertNotIn("/admin/desk/answer/", self.page(self.people.officer))

    def test_it_is_set_aside_with_a_reason_alone(self) -> None:
        self.mailed()
        answer = self.answered()
        self.client.force_login(self.people.officer)
        self.act(answer, "set-aside")
        self.assertEqual(EmailReply.objects.get().state, ReplyState.WAITING)
        self.act(answer, "set-aside", comment="It was not they who wrote it.")
        self.assertEqual(EmailReply.objects.get().state, ReplyState.SET_ASIDE)

    def test_another_date_is_read_before_it_is_asked(self) -> None:
        item = self.mailed()
        answer = self.answered(
            ReplyKind.DATE, wording="by 31 July 2026", text="The list is late.", move_reason="partner"
        )
        opened = self.page(self.people.officer, f"/admin/desk/answer/{answer.pk}/confirm/")
        self.assertIn("Due 31 Jul 2026", opened)
        self.assertIn('value="by 31 July 2026"', opened)
        self.act(answer, "confirm", wording="by 3 August 2026")
        self.assertEqual(Approval.objects.get(commitment=item).terms["spec"]["wording"], "by 3 August 2026")

    def test_what_cannot_be_confirmed_says_why(self) -> None:
        item = self.mailed()
        answer = self.answered()
        item.responsibilities.update(ministry=self.people.mofa)
        opened = self.page(self.people.officer, f"/admin/desk/answer/{answer.pk}/confirm/")
        self.assertIn("now has a different lead", opened)
        self.act(answer, "confirm")
        self.assertEqual(EmailReply.objects.get().state, ReplyState.WAITING)

    def test_its_page_shows_it_beside_the_item_to_who_may_read_it(self) -> None:
        item = self.mailed()
        answer = self.answered(text="Nothing new.")
        page = self.page(self.people.officer, f"{LIST}{answer.pk}/change/")
        for said in ("Nothing new.", item.reference, "Current record of the commitment", "Accepted"):
            self.assertIn(said, page)
        self.assertIn("Nothing new.", self.page(self.people.focal_point, f"{LIST}{answer.pk}/change/"))
        for person in (self.people.stranger, self.people.reader, self.people.validator):
            self.client.force_login(person)
            self.assertEqual(self.client.get(f"{LIST}{answer.pk}/change/").status_code, 404)
            self.assertNotContains(self.client.get(LIST), item.reference)

    def test_the_page_of_the_item_shows_what_waits_and_takes_what_the_desk_makes_of_it(self) -> None:
        item = self.mailed()
        here = f"/admin/commitments/commitment/{item.pk}/change/"
        self.assertNotIn("Replies to confirm", self.page(self.people.officer, here))
        answer = self.answered(ReplyKind.PROGRESS, health="at_risk", text="The list is late.")
        confirm, set_aside = (f"{LIST}{answer.pk}/step/{step}/" for step in ("confirm", "set-aside"))
        shown = self.page(self.people.officer, here)
        for said in ("Replies to confirm", "The list is late.", confirm, set_aside):
            self.assertIn(said, shown)
        # However long an answer is, the next step stands above it, in the first window.
        self.assertLess(shown.index('class="next-step'), shown.index("Replies to confirm"))
        # Who answered sees that it waits, and is told who confirms it.
        own = self.page(self.people.focal_point, here)
        self.assertIn("The list is late.", own)
        self.assertIn("Only the desk can take this step. Contact the desk.", own)
        self.assertNotIn(confirm, own)
        self.assertNotIn("The list is late.", self.page(self.people.validator, here))
        self.client.force_login(self.people.officer)
        self.assertContains(
            self.client.post(confirm, {"comment": ""}, follow=True), "Confirmed. The reply was recorded"
        )
        self.assertEqual(item.updates.get().recorded_by, self.people.officer)
        self.assertNotIn("Replies to confirm", self.page(self.people.officer, here))

    def test_what_cannot_be_confirmed_is_set_aside_on_the_page_of_the_item(self) -> None:
        item = self.mailed()
        answer = self.answered()
        item.responsibilities.update(ministry=self.people.mofa)
        shown = self.page(self.people.officer, f"/admin/commitments/commitment/{item.pk}/change/")
        self.assertIn("now has a different lead", shown)
        self.assertNotIn(">Confirm</button>", shown)
        aside = f"{LIST}{answer.pk}/step/set-aside/"
        self.assertIn(aside, shown)
        self.client.post(aside, {"comment": "It moved."})
        self.assertEqual(EmailReply.objects.get().state, ReplyState.SET_ASIDE)

    def test_words_that_cannot_be_asked_for_are_corrected_in_the_form_of_the_step(self) -> None:
        item = self.mailed()
        answer = self.answered(
            ReplyKind.DATE, wording="before the summit", text="The list is late.", move_reason="partner"
        )
        self.client.force_login(self.people.officer)
        step = f"{LIST}{answer.pk}/step/confirm/"
        refused = self.client.post(step, {"wording": "before the summit"})
        self.assertContains(refused, "This wording depends on another event.")
        self.assertNotContains(refused, "already been decided")
        self.client.post(step, {"wording": "by 3 August 2026"})
        self.assertEqual(Approval.objects.get(commitment=item).terms["spec"]["wording"], "by 3 August 2026")

    def test_the_list_asks_no_more_for_more_rows(self) -> None:
        def asked() -> int:
            with CaptureQueriesContext(connection) as found:
                self.page(self.people.officer, LIST)
            return len(found)

        self.accepted()
        self.mailed()
        first, second = ReplyLink.objects.select_related("recipient", "commitment").order_by("pk")
        give = {"kind": ReplyKind.NO_CHANGE, "given_at": ANSWERED}
        EmailReply.objects.create(link=first, commitment=first.commitment, recorded_at=ANSWERED, **give)
        asked()
        one = asked()
        EmailReply.objects.create(link=second, commitment=second.commitment, recorded_at=ANSWERED, **give)
        self.assertEqual(asked(), one)

    def test_the_links_of_an_item_and_of_a_person_are_taken_back_on_their_pages(self) -> None:
        item = self.mailed()
        pages = {
            f"/admin/commitments/commitment/{item.pk}/": self.people.officer,
            f"/admin/commitments/user/{self.people.focal_point.pk}/": self.people.administrator,
        }
        for address, person in pages.items():
            ReplyLink.objects.update(revoked_at=None, revoked_by=None)
            self.assertIn("step/revoke-links/", self.page(person, f"{address}change/"))
            self.client.post(f"{address}step/revoke-links/")
            self.assertEqual(ReplyLink.objects.get().revoked_by, person)
            self.assertNotIn("step/revoke-links/", self.page(person, f"{address}change/"))
        self.assertEqual(item.state, CommitmentState.ACCEPTED)
