"""The page behind a mail's link: it asks, takes one answer, explains itself; opening it changes nothing."""

import datetime
import re
from typing import Any
from unittest import mock

from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.enums import Classification, CommitmentState, ReminderKind, ReplyKind
from commitments.language.phrases.specification import on_day
from commitments.models import AuditRow, Commitment, Country, EmailReply, Reminder, ReplyLink, User
from commitments.reminders import replies
from tests import make
from tests.commitments.reminders.answering import ANSWERED, MAILED, AnswerCase

LATER = MAILED + replies.VALID
CHANGED = (EmailReply, AuditRow, Reminder, ReplyLink)


class PageCase(AnswerCase):
    def setUp(self) -> None:
        super().setUp()
        self.at(ANSWERED)
        self.client = self.browser()

    def at(self, now: datetime.datetime) -> None:
        """Let the page read this moment from the clock."""
        clock = mock.patch.object(timezone, "now", return_value=now)
        clock.start()
        self.addCleanup(clock.stop)

    def get(self, address: str = "") -> Any:
        return self.client.get(address or self.address())

    def post(self, address: str = "", **said: str) -> Any:
        return self.client.post(address or self.address(), said)

    def ended(self, response: HttpResponse, *said: str) -> None:
        """It explains itself, and of the item tells the reference alone."""
        self.assertEqual(response.status_code, 410)
        for text in (Commitment.objects.get().reference, *said):
            self.assertContains(response, text, status_code=410)
        for text in ("Share investigation records", "<form"):
            self.assertNotContains(response, text, status_code=410)


class OpenTests(PageCase):
    def test_it_shows_what_the_mail_said_and_asks(self) -> None:
        self.mailed()
        response = self.get()
        text, mailed = response.content.decode(), " ".join(self.text().split())
        for said in (
            "Share investigation records",
            "Report progress",
            "Request an extension",
            "Send reply",
        ):
            self.assertIn(said, text)
        for _label, fact in response.context["shown"]["facts"]:
            self.assertIn(fact, mailed)

    def test_it_does_not_show_what_was_written_after_the_mail(self) -> None:
        item = self.mailed()
        Commitment.objects.filter(pk=item.pk).update(title="Hand over the names of informants")
        self.assertNotContains(self.get(), "informants")

    def test_opening_it_changes_nothing(self) -> None:
        self.mailed()
        address = self.address()
        before = [list(model.objects.order_by("pk").values()) for model in CHANGED]
        for ask in (self.client.get, self.client.head, self.client.options):
            ask(address, headers={"sec-purpose": "prefetch"})
            ask(f"{address}?kind=no_change&text=scanned")
        self.assertEqual([list(model.objects.order_by("pk").values()) for model in CHANGED], before)

    def test_a_head_request_is_answered_as_opening_it(self) -> None:
        self.mailed()
        response = self.client.head(self.address())
        self.assertEqual((response.status_code, response.content), (200, b""))

    def test_no_cookie_no_script_no_trace(self) -> None:
        self.mailed()
        for response in (self.get(), self.post(kind="no_change"), self.get(), self.get("/reply/forged/")):
            self.assertFalse(response.cookies)
            self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
            self.assertIn("noindex", response.headers["X-Robots-Tag"])
            self.assertIn("no-store", response.headers["Cache-Control"])
            policy = response.headers["Content-Security-Policy"]
            self.assertIn("script-src 'none'", policy)
            self.assertNotContains(response, "<script", response.status_code)
            led_to = re.findall(r'<a href="([^"]*)"', response.content.decode())
            self.assertTrue(all(one.startswith("/admin/") for one in led_to), led_to)

    def test_it_speaks_the_addressee_s_language_whoever_opens_it(self) -> None:
        User.objects.filter(pk=self.people.focal_point.pk).update(language="ko")
        self.mailed()
        self.client.force_login(self.people.officer)
        response = self.client.get(self.address(), headers={"accept-language": "en"})
        self.assertEqual(response.headers["Content-Language"], "ko")
        self.assertContains(response, '<html lang="ko"')

    def test_its_number_of_queries_is_small(self) -> None:
        self.mailed()
        address = self.address()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            self.client.get(address)
        # The last of them writes who opened it, once the answer is out.
        self.assertLessEqual(len(asked), 8)


class SendTests(PageCase):
    def test_the_button_answers_without_a_session(self) -> None:
        self.mailed()
        response = self.post(kind="progress", health="at_risk", text="The list is late.")
        self.assertRedirects(response, self.address(), status_code=303)
        answer = EmailReply.objects.get()
        self.assertEqual((answer.kind, answer.health), (ReplyKind.PROGRESS, "at_risk"))
        self.assertEqual(answer.recorded_by, self.people.focal_point)
        self.assertEqual(Reminder.objects.filter(kind=ReminderKind.REPLY_COPY).count(), 1)

    def test_who_is_signed_in_answers_in_the_addressee_s_name_too(self) -> None:
        self.mailed()
        self.client.force_login(self.people.officer)
        self.post(kind="no_change")
        self.assertEqual(EmailReply.objects.get().recorded_by, self.people.focal_point)

    def test_a_second_post_finds_it_used_and_is_told_what_was_answered(self) -> None:
        self.mailed()
        self.post(kind="no_change", text="First words")
        response = self.post(kind="progress", health="on_track")
        self.assertContains(response, "The desk must confirm the reply.")
        self.assertContains(response, "no change")
        self.assertNotContains(response, "First words")
        self.assertEqual(EmailReply.objects.count(), 1)

    def test_two_posts_that_both_found_it_open_answer_once(self) -> None:
        self.mailed()
        stale = self.link()
        self.post(kind="no_change")
        with mock.patch.object(replies, "find_link", return_value=stale):
            response = self.post(kind="progress", health="on_track")
        self.assertContains(response, "no change")
        self.assertEqual(EmailReply.objects.count(), 1)

    def test_what_is_lacking_is_asked_with_what_was_typed(self) -> None:
        self.mailed()
        response = self.post(kind="date", wording="31 July 2026", move_reason="partner")
        self.assertContains(response, "Enter the reason in one sentence.")
        self.assertContains(response, 'value="31 July 2026"')
        for said in ({}, {"kind": "accept"}, {"kind": "none"}, {"kind": "no_change", "text": "\x00"}):
            self.assertContains(self.post(**said), 'role="alert"')
        self.assertContains(self.post(kind="no_change", text="x" * 2001), "2000")
        self.assertFalse(EmailReply.objects.exists())

    def test_a_day_that_does_not_exist_is_told_at_its_field_and_nothing_is_cut(self) -> None:
        self.mailed()
        self.assertNotIn("maxlength", self.get().content.decode())
        response = self.post(
            kind="date", wording="31 Feb 2027", move_reason="partner", text="The list is late."
        )
        self.assertIn(
            "This date does not exist. Correct the day.", response.context["form"].errors["wording"]
        )
        self.assertContains(response, 'value="31 Feb 2027"')
        long = "The list is late. " * 20
        response = self.post(kind="date", wording="31 July 2026", move_reason="partner", text=long)
        self.assertContains(response, "Use at most 300 characters. This text has 359.")
        self.assertContains(response, long.strip())
        self.assertFalse(EmailReply.objects.exists())

    def test_who_is_asked_to_accept_has_one_button(self) -> None:
        link = self.asked_to_accept()
        address = f"/reply/{replies.build_token(link.commitment_id, link.recipient_id, link.expires_at)}/"
        self.assertRegex(self.get(address).content.decode(), r">\s*Accept\s*</button>")
        self.assertNotContains(self.get(address), 'type="radio"')
        self.post(address, kind="accept")
        self.assertEqual(EmailReply.objects.get().kind, ReplyKind.ACCEPT)


class EndedTests(PageCase):
    def test_it_says_that_it_expired(self) -> None:
        self.mailed()
        self.at(LATER)
        self.ended(self.get(), "expired on 16 Jul 2026", "sign in")
        self.ended(self.post(kind="no_change"), "expired")

    def test_what_was_typed_before_it_ended_is_given_back_and_shown_to_nobody_else(self) -> None:
        self.mailed()
        self.post(kind="no_change", text="First words")
        self.assertNotContains(self.post(kind="no_change", text="First words"), "First words")
        response = self.post(kind="no_change", text="Second <b>words\r\nof mine")
        self.assertContains(response, "<blockquote>Second &lt;b&gt;words<br>of mine</blockquote>")
        self.assertNotContains(self.get(), "words")
        self.at(LATER)
        ReplyLink.objects.update(used_at=None)
        self.assertContains(self.post(kind="no_change", text="Too late"), "Too late", status_code=410)

    def test_it_says_where_the_data_is_a_demonstration(self) -> None:
        Country.objects.update(is_demonstration=True)
        self.mailed()
        self.at(LATER)
        self.ended(self.get(), "Demonstration data")

    def test_it_leads_on_to_the_item_for_who_signs_in_but_not_where_nothing_is_left_to_do(self) -> None:
        item = self.mailed()
        page = f"/admin/commitments/commitment/{item.pk}/change/"
        self.assertContains(self.get(), page)
        replies.revoke_links(replies.list_live(ANSWERED), by=self.people.officer, now=ANSWERED)
        self.assertContains(self.get(), page, status_code=410)
        ReplyLink.objects.update(revoked_at=None, revoked_by=None)
        closed = {"state": CommitmentState.WITHDRAWN, "closed_on": ANSWERED.date()}
        Commitment.objects.filter(pk=item.pk).update(**closed)
        self.assertNotContains(self.get(), page, status_code=410)
        self.assertContains(self.get("/reply/forged/"), 'href="/admin/"', status_code=404)

    def test_it_says_that_it_was_taken_back(self) -> None:
        self.mailed()
        replies.revoke_links(replies.list_live(ANSWERED), by=self.people.officer, now=ANSWERED)
        self.ended(self.get(), "Link revoked on")

    def test_it_says_that_the_item_is_closed_between_opening_and_sending(self) -> None:
        item = self.mailed()
        self.assertEqual(self.get().status_code, 200)
        closed = {"state": CommitmentState.WITHDRAWN, "closed_on": ANSWERED.date()}
        Commitment.objects.filter(pk=item.pk).update(**closed)
        self.ended(self.post(kind="no_change"), "Closed commitment")

    def test_it_says_that_the_item_was_raised(self) -> None:
        item = self.mailed()
        Commitment.objects.filter(pk=item.pk).update(classification=Classification.CONFIDENTIAL)
        self.ended(self.get(), "Sign-in required to read this commitment")

    def test_it_says_that_the_date_moved(self) -> None:
        item = self.mailed()
        make.move(self.people, item, on_day(datetime.date(2026, 9, 30), ""), now=ANSWERED)
        self.ended(self.get(), "Commitment changed since the email")

    def test_it_says_that_the_item_is_with_others(self) -> None:
        self.mailed()
        User.objects.filter(pk=self.people.focal_point.pk).update(is_active=False)
        self.ended(self.get(), "no longer assigned to you")

    def test_it_says_what_the_desk_made_of_it(self) -> None:
        self.mailed()
        given = self.answered()
        self.assertContains(self.get(), "The desk must confirm the reply.")
        replies.dismiss_reply(given, comment="Internal words", by=self.people.officer, now=ANSWERED)
        self.assertContains(self.get(), "The desk dismissed the reply.")
        self.assertNotContains(self.get(), "Internal words")


class GuessTests(PageCase):
    def test_forged_and_absent_addresses_are_answered_alike(self) -> None:
        self.mailed()
        link = self.link()
        absent = replies.build_token(link.commitment_id, link.recipient_id + 1, link.expires_at)
        token = self.address()[len("/reply/") : -1]
        forged = token[:-1] + ("B" if token.endswith("A") else "A")
        pages = [self.get(f"/reply/{token}/") for token in (absent, forged, "x")]
        self.assertEqual({response.status_code for response in pages}, {404})
        self.assertEqual(len({response.content for response in pages}), 1)

    def test_guessing_is_slowed_down_and_the_right_address_still_opens(self) -> None:
        self.mailed()
        found = [self.get(f"/reply/{number}/").status_code for number in range(12)]
        self.assertEqual(found, [404] * 10 + [429] * 2)
        self.assertEqual(self.client.post("/reply/x/").status_code, 429)
        self.assertEqual(self.get().status_code, 200)

    def test_sending_is_slowed_down_too(self) -> None:
        self.mailed()
        found = [self.post(kind="").status_code for _number in range(31)]
        self.assertEqual(found, [200] * 30 + [429])
