"""Drafts for comment: who may be sent one, what its pages say, comments on its parts, and their end."""

import datetime
import html
import re
from functools import partial
from typing import Any
from unittest import mock

from django.test import override_settings

from commitments.access import policy
from commitments.admin.packets.comments import describe_outdated_texts
from commitments.dashboard.questions import drafts_to_comment
from commitments.enums import Classification, CommitmentState, PacketCommentState
from commitments.errors import Refused
from commitments.models import AuditRow, Email, Packet, PacketComment, PacketCopy, User
from commitments.packets import comments, copies
from commitments.packets.archive import production, requests
from commitments.records import edits
from commitments.reminders import notices
from commitments.translations.checks import check_translation
from commitments.translations.kinds import BY_NAME
from commitments.verification.packets import check_editions
from tests import make
from tests.cast import NOW
from tests.commitments.packets.reading import as_laid_out
from tests.commitments.packets.shelf import FiledTestCase, ShelfTestCase

HOUR = datetime.timedelta(hours=1)
DUE = NOW.date() + datetime.timedelta(days=3)


class CommentTests(ShelfTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.officer, self.head = self.cast.officer, self.cast.head
        self.draft = self.ready()

    def send(self, *readers: User, packet: Packet | None = None, **given: Any) -> list[PacketCopy]:
        return comments.send_for_comment(packet or self.draft, readers, by=self.officer, now=NOW, **given)

    def comment(self, by: User, text: str = "Name the harbour.", **given: Any) -> PacketComment:
        values = {"part": "cover", "text": text} | given
        return comments.add_comment(self.draft, by=by, now=NOW, **values)

    def test_a_draft_is_sent_as_a_numbered_copy_of_the_register(self) -> None:
        (copy,) = self.send(self.head, message="Check page one.", reply_by=DUE)
        self.assertTrue(copy.is_for_comment)
        self.assertGreater(copy.number, self.draft.copies)
        copies.open_packet(self.draft, self.head, now=NOW)
        copy.refresh_from_db()
        self.assertTrue(copy.sha256)
        self.assertEqual(list(check_editions()), [])

    def test_only_who_may_read_all_of_it_is_sent_it_and_each_refusal_has_its_reason(self) -> None:
        item = make.commitment(
            self.cast, make.outcome(self.cast, self.meeting), state=CommitmentState.ACCEPTED
        )
        packet = self.ready()
        for person, why in (
            (self.cast.reader, "minister’s office"),
            (self.cast.auditor, "role"),
            (self.cast.focal_point, "access"),
        ):
            with self.assertRaises(Refused) as caught:
                self.send(self.head, person, packet=packet)
            self.assertIn(str(person), str(caught.exception))
            self.assertIn(why, str(caught.exception), item)
        self.assertFalse(PacketCopy.objects.filter(is_for_comment=True).exists())

    def test_a_low_clearance_is_a_reason_too(self) -> None:
        User.objects.filter(pk=self.head.pk).update(clearance=Classification.PUBLIC)
        self.head.refresh_from_db()
        self.assertIn("clearance", comments.why_not_reader(self.draft, self.head))

    def test_only_the_desk_sends_a_draft_and_not_once_it_is_final_or_replaced(self) -> None:
        self.assertIsNotNone(comments.why_not_send(self.draft, self.cast.stranger))
        newer = self.ready()
        self.assertEqual(getattr(comments.why_not_send(self.draft, self.officer), "code", ""), "newer")
        self.assertIsNone(comments.why_not_send(newer, self.officer))
        self.sign(newer, self.officer)
        self.sign(newer, self.head)
        self.assertEqual(getattr(comments.why_not_send(newer, self.officer), "code", ""), "final")

    def test_the_day_of_the_answer_is_not_past(self) -> None:
        with self.assertRaises(Refused):
            self.send(self.head, reply_by=NOW.date() - datetime.timedelta(days=2))

    def test_each_reader_gets_one_email_and_a_line_on_my_desk_until_there_is_a_comment(self) -> None:
        self.send(self.head, message="Check page one.", reply_by=DUE)
        self.assertEqual(notices.notify_comment_readers(NOW), 1)
        self.assertEqual(notices.notify_comment_readers(NOW + HOUR), 0)
        written = Email.objects.get(recipient=self.head)
        self.assertIn(self.draft.reference, written.subject)
        self.assertEqual([one.packet for one in drafts_to_comment(self.head)], [self.draft.pk])
        self.comment(self.head)
        self.assertEqual(drafts_to_comment(self.head), ())

    @override_settings(MAIL_CEILING=Classification.PUBLIC)
    def test_above_the_ceiling_the_email_has_only_the_reference(self) -> None:
        self.send(self.head, message="Check page one.")
        notices.notify_comment_readers(NOW)
        content = bytes(Email.objects.get(recipient=self.head).content).decode()
        self.assertIn(self.draft.reference, content)
        self.assertNotIn("page one", content)
        self.assertNotIn(self.meeting.title, content)

    def test_a_comment_is_marked_at_most_as_the_packet_and_read_by_its_readers(self) -> None:
        with self.assertRaises(Refused):
            self.comment(self.head, classification=self.draft.classification + 1)
        made = self.comment(self.head)
        self.assertEqual(made.classification, self.draft.classification)
        for person, reads in ((self.officer, True), (self.cast.stranger, False), (self.cast.reader, False)):
            self.assertEqual(policy.can_read(person, made), reads, person)

    def test_the_desk_deals_with_a_comment_and_only_its_author_withdraws_it_before(self) -> None:
        first, second = self.comment(self.head), self.comment(self.officer, "Shorten this.")
        with self.assertRaises(Refused):
            comments.withdraw_comment(first, by=self.officer, now=NOW)
        comments.withdraw_comment(second, by=self.officer, now=NOW)
        comments.answer_comment(first, answer="Which one?", is_dealt_with=False, by=self.officer, now=NOW)
        self.assertEqual(comments.list_open_comments(self.draft, self.officer).count(), 1)
        comments.answer_comment(first, by=self.officer, now=NOW)
        self.assertEqual((first.state, first.answer), (PacketCommentState.DEALT_WITH, "Which one?"))
        for change in (comments.withdraw_comment, comments.answer_comment):
            with self.assertRaises(Refused):
                change(first, by=self.head, now=NOW)
        told = AuditRow.objects.filter(subject_type=PacketComment._meta.label).values_list(
            "action", flat=True
        )
        self.assertEqual(
            sorted(told),
            ["comment answered", "comment dealt with", "comment withdrawn", "created", "created"],
        )

    def test_open_comments_are_listed_at_the_sign_off_and_do_not_prevent_it(self) -> None:
        self.comment(self.head)
        self.client.force_login(self.officer)
        page = self.page(f"/admin/commitments/packet/{self.draft.pk}/step/sign/")
        self.assertIn("Comments that are still open: 1. Cover", page)
        self.sign(self.draft, self.officer)

    def test_translations_older_than_their_originals_are_stated_before_the_sign_off(self) -> None:
        brief = make.brief(self.cast, self.meeting, why="To open the ports.", translation_language="ko")
        packet = self.ready()
        Packet.objects.filter(pk=packet.pk).update(language="ko")
        packet.refresh_from_db()
        edits.change_record(brief, {"why_translation": "항만을 연다."}, by=self.officer, now=NOW)
        unchecked = "No second officer has checked these translations: Brief."
        self.assertEqual(describe_outdated_texts(packet, self.officer), unchecked)
        check_translation(BY_NAME["brief"], brief, "ko", by=self.head, now=NOW)
        self.assertEqual(describe_outdated_texts(packet, self.officer), "")
        brief.refresh_from_db()
        edits.change_record(brief, {"why": "To close the ports."}, by=self.officer, now=NOW)
        said = "These translations are older than their originals: Brief."
        self.assertEqual(describe_outdated_texts(packet, self.officer), said)
        self.client.force_login(self.officer)
        for page in ("change", "step/sign"):
            self.assertIn(said, self.page(f"/admin/commitments/packet/{packet.pk}/{page}/"))

    def test_who_was_sent_a_draft_finds_the_label_on_each_edition_of_it(self) -> None:
        asked = requests.request_packet(
            self.meeting, by=self.officer, now=NOW, editions=("minister", "adviser")
        )
        self.draft = self.made(asked)
        self.client.force_login(self.head)
        address = f"/admin/commitments/packet/{self.draft.pk}/open/"
        # Issued to the signatory before the draft was sent for comment.
        early = as_laid_out(self.client.get(f"{address}?edition=adviser").content)
        self.send(self.head)
        self.assertFalse([page for page in early if "Draft for comment" in page])
        for edition in ("adviser", "", "minister"):
            pages = as_laid_out(self.client.get(f"{address}?edition={edition}").content)
            copy = self.draft.register.filter(edition=edition or "adviser", holder=self.head).latest("number")
            said = f"Draft for comment · Copy {copy.number} · Head"
            self.assertEqual([said in page for page in pages], [True] * len(pages), edition)
        self.assertEqual(list(check_editions()), [])
        self.approve(self.draft)
        pages = as_laid_out(self.client.get(f"{address}?edition=adviser").content)
        self.assertFalse([page for page in pages if "Draft for comment" in page])

    def test_no_edition_of_a_replaced_draft_is_opened_by_who_was_sent_it(self) -> None:
        self.send(self.head)
        self.approve(self.ready())
        with self.assertRaises(Refused) as caught:
            copies.open_packet(self.draft, self.head, now=NOW, edition=self.draft.main_edition)
        self.assertEqual(caught.exception.code, "replaced")

    def approve(self, packet: Packet) -> Packet:
        self.sign(packet, self.officer)
        self.sign(packet, self.head)
        return self.made(packet)

    def test_a_final_ends_comments_and_leads_the_reader_of_a_draft_to_it(self) -> None:
        self.send(self.head)
        said = self.comment(self.head)
        for person in (self.head, self.officer):
            copies.open_packet(self.draft, person, now=NOW)
        final = self.approve(self.ready())
        with self.assertRaises(Refused):
            self.comment(self.head)
        with self.assertRaises(Refused) as caught:
            copies.open_packet(self.draft, self.head, now=NOW)
        self.assertEqual(caught.exception.code, "replaced")
        of_desk = copies.open_packet(self.draft, self.officer, now=NOW)
        self.assertIn("Superseded by version 1.0", as_laid_out(of_desk)[0])
        self.client.force_login(self.head)
        address = f"/admin/commitments/packet/{self.draft.pk}"
        final_page = f"/admin/commitments/packet/{final.pk}/change/"
        page = self.page(f"{address}/change/")
        self.assertNotIn("Open the packet", page)
        self.assertNotIn("Open copy", page)
        self.assertIn("Version 1.0 has replaced this draft. Your comments are kept. View", page)
        answer = self.client.get(f"{address}/open/")
        self.assertRedirects(answer, final_page, fetch_redirect_response=False)
        self.assertIn(said.text, self.page(final_page))
        self.assertEqual(drafts_to_comment(self.head), ())
        self.assertFalse(final.register.filter(of_final=True, is_for_comment=True).exists())
        self.client.force_login(self.officer)
        superseded = "This draft was superseded by version 1.0. Copies that you open are marked"
        self.assertIn(superseded, self.page(f"{address}/change/"))
        self.assertNotIn("superseded by version", self.page(final_page))

    def test_who_may_not_read_the_final_is_told_that_it_replaced_the_draft(self) -> None:
        embassy = self.cast.embassy_officer
        self.send(embassy)
        final = self.approve(self.ready())
        self.client.force_login(embassy)
        address = f"/admin/commitments/packet/{self.draft.pk}"
        with mock.patch.object(policy, "can_read", lambda _person, record: record != final):
            answer = self.client.get(f"{address}/open/")
            page = self.page(f"{address}/change/")
        self.assertRedirects(answer, f"{address}/change/", fetch_redirect_response=False)
        self.assertIn("Version 1.0 has replaced this draft. Your comments are kept. Stage", page)

    def test_the_reader_of_the_draft_of_a_final_opens_the_final(self) -> None:
        self.send(self.head)
        self.comment(self.head)
        final = self.approve(self.draft)
        self.client.force_login(self.officer)
        page = self.page(f"/admin/commitments/packet/{final.pk}/change/")
        self.assertIn("version 0.1 · restricted · open", page)
        copies.open_packet(final, self.head, now=NOW)
        self.assertTrue(final.register.filter(holder=self.head, of_final=True, given_at=NOW).exists())

    def test_what_was_said_of_a_draft_is_not_for_who_holds_the_final_alone(self) -> None:
        made = self.comment(self.head)
        self.sign(self.draft, self.officer)
        self.sign(self.draft, self.head)
        final = self.made(self.draft)
        spare = PacketCopy.objects.filter(packet=final, of_final=True, holder=None).order_by("number").first()
        assert spare is not None
        User.objects.filter(pk=self.cast.stranger.pk).update(clearance=Classification.SECRET)
        PacketCopy.objects.filter(pk=spare.pk).update(holder=self.cast.stranger)
        self.assertTrue(policy.can_read(self.cast.stranger, final))
        self.assertFalse(policy.can_read(self.cast.stranger, made))
        self.assertEqual(list(comments.list_comments(final, self.cast.stranger)), [])
        for person in (self.officer, self.head):
            self.assertTrue(policy.can_read(person, made), person)

    def test_a_reader_whose_access_ended_opens_no_page_of_the_draft(self) -> None:
        embassy = self.cast.embassy_officer
        self.send(embassy)
        copies.open_packet(self.draft, embassy, now=NOW)
        User.objects.filter(pk=embassy.pk).update(host_country=self.cast.elsewhere)
        embassy = User.objects.get(pk=embassy.pk)
        self.assertTrue(policy.can_read(embassy, self.draft))
        openings = (
            partial(copies.open_packet, self.draft),
            partial(copies.open_packet, self.draft, edition=self.draft.main_edition),
        )
        for opening in openings:
            with self.assertRaises(Refused) as caught:
                opening(embassy, now=NOW)
            self.assertEqual(caught.exception.code, "may_not_read")

    def test_a_reader_whose_access_ended_sees_a_notice_and_no_part_of_the_packet(self) -> None:
        embassy = self.cast.embassy_officer
        self.send(embassy)
        self.comment(self.head, "Name the harbour.")
        Packet.objects.filter(pk=self.draft.pk).update(too_long=["T1 Ports is too long."])
        self.client.force_login(embassy)
        address = f"/admin/commitments/packet/{self.draft.pk}/"
        shown = (
            "Name the harbour.",
            "Add a comment",
            "T1 Ports",
            "Open the packet",
            "Source records",
            "Responsible",
        )
        self.assertIn("Name the harbour.", self.page(f"{address}history/"))
        page = self.page(f"{address}change/")
        for words in shown:
            self.assertIn(words, page)
        User.objects.filter(pk=embassy.pk).update(host_country=self.cast.elsewhere)
        page = self.page(f"{address}change/")
        self.assertIn("You no longer have access to all records in this packet.", page)
        for words in shown:
            self.assertNotIn(words, page)
        self.assertIn("You no longer have access", self.page(f"{address}made-from/"))
        self.assertNotIn("Name the harbour.", self.page(f"{address}history/"))
        embassy = User.objects.get(pk=embassy.pk)
        self.assertEqual(list(comments.list_comments(self.draft, embassy)), [])
        with self.assertRaises(Refused) as caught:
            self.comment(embassy)
        self.assertEqual(caught.exception.code, "may_not_read")

    def test_a_paper_copy_of_a_replaced_draft_is_marked_when_it_is_printed_again(self) -> None:
        copy = copies.hand_out(self.draft, "Interpreter", by=self.officer, now=NOW)
        final = self.ready()
        self.sign(final, self.officer)
        self.sign(final, self.head)
        self.made(final)
        opened = copies.open_handed_out(self.draft, copy.number, by=self.officer, now=NOW)
        self.assertIn("Superseded by version 1.0", as_laid_out(opened)[0])

    def test_the_page_has_a_form_for_each_part_and_shows_who_said_what(self) -> None:
        self.client.force_login(self.head)
        address = f"/admin/commitments/packet/{self.draft.pk}/"
        answer = self.client.post(f"{address}comments/add/", {"part": "cover", "text": "Name the harbour."})
        self.assertRedirects(answer, f"{address}change/#comments", fetch_redirect_response=False)
        self.client.force_login(self.officer)
        page = self.page(f"{address}change/")
        self.assertIn("Name the harbour.", page)
        self.assertIn(str(self.head), page)
        made = PacketComment.objects.get()
        self.client.post(f"{address}comments/{made.pk}/answer/", {"answer": "Done.", "dealt_with": "1"})
        made.refresh_from_db()
        self.assertEqual((made.state, made.answer), (PacketCommentState.DEALT_WITH, "Done."))
        self.assertEqual(
            self.client.post(
                f"/admin/commitments/packet/{self.draft.pk + 99}/comments/{made.pk}/answer/"
            ).status_code,
            404,
        )

    def test_only_parts_that_an_edition_of_it_prints_can_be_commented_on(self) -> None:
        every = [key for key, _title in comments.list_parts(self.draft)]
        self.assertIn("annex", every)
        self.draft.editions = ["minister"]
        printed = [key for key, _title in comments.list_parts(self.draft)]
        self.assertIn("core", printed)
        self.assertFalse({"glance", "scorecard", "annex", "notes"} & set(printed))
        self.draft.editions = ["minister", "adviser"]
        self.assertEqual([key for key, _title in comments.list_parts(self.draft)], every)

    def test_the_step_sends_it_to_those_selected(self) -> None:
        self.client.force_login(self.officer)
        address = f"/admin/commitments/packet/{self.draft.pk}/step/send/"
        page = self.page(address)
        self.assertIn(f"{self.head}, {self.head.get_role_display()}", page)
        self.assertNotIn(f"{self.officer}, {self.officer.get_role_display()}", page)
        self.client.post(address, {"readers": [self.head.pk], "message": "Check.", "reply_by": ""})
        self.assertEqual(PacketCopy.objects.get(is_for_comment=True).holder, self.head)

    def page(self, path: str) -> str:
        answer: Any = self.client.get(path, follow=True)
        self.assertEqual(answer.status_code, 200, path)
        return " ".join(html.unescape(re.sub("<[^>]+>", " ", answer.content.decode())).split())


class PrintedDraftTests(FiledTestCase):
    def test_each_page_says_that_it_is_a_draft_for_comment_and_for_whom(self) -> None:
        for language, said in (("en", "Draft for comment"), ("ko", "의견 조회용 초안")):
            packet = requests.request_packet(self.meeting, by=self.cast.officer, now=NOW, language=language)
            production.make_packet(packet.pk, now=NOW)
            packet.refresh_from_db()
            (copy,) = comments.send_for_comment(packet, [self.cast.head], by=self.cast.officer, now=NOW)
            pages = as_laid_out(copies.open_packet(packet, self.cast.head, now=NOW))
            for page in pages:
                self.assertIn(said, page)
                self.assertIn(str(self.cast.head), page)
                self.assertIn(str(copy.number), page)
