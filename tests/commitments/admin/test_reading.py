"""A text is brought to a meeting and read on its page, without script: cards, deeds, what is refused."""

import io
import re
from typing import Any
from zipfile import ZipFile

import docx
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from commitments.enums import CommitmentState, OutcomeKind, OwedBy, PassageState, Strength
from commitments.lifecycle import acceptance
from commitments.meetings import meetings, outcomes
from commitments.models import Commitment, Meeting, Outcome, Passage, Statement
from commitments.statements import reading
from tests import make
from tests.cast import NOW, Cast, gather
from tests.commitments.documents.scans import mixed, scan
from tests.commitments.statements.texts import AFFIRMED, ASK, JOINT, READOUT, RECALLED, WELCOMED, of, waiting

PAGE_BYTES = 80_000
READOUT_LINES = "Agreed minutes of the consultations in Port Serin on 4 March 2026."


class Pages(TestCase):
    cast: Cast
    meeting: Meeting

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.meeting = make.meeting(cls.cast)

    def setUp(self) -> None:
        self.enterContext(time_machine.travel(NOW, tick=False))
        self.client.force_login(self.cast.officer)


class FilingTests(Pages):
    def file(self, **more: Any) -> Any:
        given = {"text": "", "kind": "our_readout", "classification": 1, **more}
        return self.client.post(f"/admin/commitments/meeting/{self.meeting.pk}/text/", given)

    def told(self, response: Any) -> str:
        self.assertEqual(response.status_code, 200)
        return str(response.context["form"].errors)

    def test_a_pasted_text_is_filed_with_its_meeting_and_read_at_once(self) -> None:
        page = f"/admin/commitments/meeting/{self.meeting.pk}"
        self.assertContains(self.client.get(f"{page}/change/"), f"{page}/text/")
        response = self.file(text=READOUT, dated_on="5 Mar 2026", in_confidence="on")
        statement = Statement.objects.get()
        self.assertRedirects(response, f"/admin/commitments/statement/{statement.pk}/reading/")
        self.assertEqual((statement.title, statement.language), ("Our readout", "en"))
        self.assertTrue(statement.in_confidence)
        self.assertEqual(len(waiting(statement)), 3)
        self.assertContains(self.client.get(f"{page}/change/"), "3 passages undecided")

    def test_a_text_of_a_closed_meeting_is_filed_and_not_analysed(self) -> None:
        meetings.close_meeting(self.meeting, by=self.cast.officer, now=NOW)
        response = self.file(text=f"{ASK} {AFFIRMED}", title="Sent later")
        statement = Statement.objects.get()
        page = f"/admin/commitments/statement/{statement.pk}"
        self.assertRedirects(response, f"{page}/change/", fetch_redirect_response=False)
        response = self.client.get(f"{page}/change/")
        self.assertContains(response, "Statement added: Sent later.")
        self.assertNotContains(response, "Analyse this text")
        shown = self.client.get(f"{page}/reading/")
        self.assertContains(shown, "The meeting is closed. No more passages can be accepted.")
        self.assertNotContains(shown, 'value="read"')
        for posted in (f"{page}/step/read/", f"{page}/reading/"):
            refused = self.client.post(posted, {"_do": "read"}, follow=True)
            self.assertContains(refused, "No more passages can be accepted.")
        self.assertFalse(statement.passages.exists())

    def test_a_word_document_is_read_and_its_name_kept(self) -> None:
        made, content = docx.Document(), io.BytesIO()
        for words in (ASK, AFFIRMED):
            made.add_paragraph(words)
        made.save(content)
        self.file(file=SimpleUploadedFile("readout.docx", content.getvalue()), title="Readout of 4 March")
        statement = Statement.objects.get()
        self.assertEqual((statement.title, statement.source), ("Readout of 4 March", "readout.docx"))
        self.assertEqual([one.words for one in waiting(statement)], [ASK, AFFIRMED])

    def test_a_scan_is_labelled_and_its_wording_confirmed_on_the_card(self) -> None:
        content = scan(f"{READOUT_LINES}\n{AFFIRMED}")
        self.file(file=SimpleUploadedFile("minutes.pdf", content), kind="agreed_minutes")
        statement = Statement.objects.get()
        self.assertTrue(statement.is_ocr)
        page = f"/admin/commitments/statement/{statement.pk}/reading/"
        shown = self.client.get(page)
        self.assertContains(shown, "Words and numbers may be wrong.")
        self.assertContains(shown, '<span class="tag amber">Read by OCR</span>', count=2)
        self.assertContains(shown, "I have compared the wording with the document")
        passage = statement.passages.get()
        given = {"passage": passage.pk, "seen": passage.version, "_do": "accept"}
        values = {"kind": "commitment", "owed_by": "theirs", "strength": "agreed", "title": "Contact point"}
        self.client.post(page, given | values | {"when": "none", "nature": "one_off"})
        point = Outcome.objects.get()
        self.assertTrue(point.is_unconfirmed)
        meeting = self.client.get(f"/admin/commitments/meeting/{self.meeting.pk}/change/")
        self.assertContains(meeting, "wording not confirmed")
        self.assertContains(meeting, "read by OCR")
        passage.refresh_from_db()
        given = {"passage": passage.pk, "seen": passage.version, "_do": "confirm"}
        self.assertContains(self.client.post(page, given, follow=True), "Wording confirmed.")
        self.assertFalse(Outcome.objects.get().is_unconfirmed)

    def test_only_the_cards_of_scanned_pages_are_labelled(self) -> None:
        content = mixed(f"{READOUT_LINES}\n{AFFIRMED}", None)
        self.file(file=SimpleUploadedFile("minutes.pdf", content), kind="agreed_minutes")
        statement = Statement.objects.get()
        page = self.client.get(f"/admin/commitments/statement/{statement.pk}/reading/")
        self.assertContains(page, "These pages were read from images (OCR): 2.")
        self.assertContains(page, "Some pages of this text were read from images (OCR).")
        first, second = page.context["part"].cards
        self.assertEqual((first.passage.words, first.is_ocr, second.is_ocr), (AFFIRMED, False, True))
        self.assertNotContains(page, "I have compared the wording with the document")

    def test_what_is_not_read_says_what_to_do_and_nothing_is_filed(self) -> None:
        empty = io.BytesIO()
        with ZipFile(empty, "w") as packed:
            packed.writestr("nothing", "")
        for name, content, said in (
            ("minutes.hwp", b"HWP Document File", "save it as .hwpx"),
            ("minutes.docx", empty.getvalue(), "does not match its extension"),
            ("minutes.txt", b"", "The file is empty. Check the file, then select it again."),
        ):
            told = self.told(self.file(file=SimpleUploadedFile(name, content)))
            self.assertIn(said, told)
        self.assertIn("or select a file", self.told(self.file()))
        self.assertNotIn("or select a file", self.told(self.file(text=f"{ASK}\0")))
        self.assertIn("characters", self.told(self.file(text="Word. " * 20_000)))
        both = self.file(text=READOUT, file=SimpleUploadedFile("a.txt", READOUT.encode()))
        self.assertIn("not both", self.told(both))
        self.assertIn("This field is required", self.told(self.file(text=READOUT, kind="")))
        self.assertFalse(Statement.objects.exists())

    def test_nobody_files_above_the_own_clearance_and_others_find_no_page(self) -> None:
        self.assertIn("not one of the available", self.told(self.file(text=READOUT, classification=3)))
        for person in (self.cast.stranger, self.cast.focal_point, self.cast.auditor):
            self.client.force_login(person)
            self.assertEqual(self.file(text=READOUT).status_code, 404)


class ReadingPageTests(Pages):
    statement: Statement

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.statement = make.statement(cls.cast, cls.meeting, text=READOUT, title="Readout")
        reading.read_text(cls.statement, by=cls.cast.officer, now=NOW)

    @property
    def address(self) -> str:
        return f"/admin/commitments/statement/{self.statement.pk}/reading/"

    def page(self, **query: Any) -> str:
        response = self.client.get(self.address, query)
        self.assertEqual(response.status_code, 200)
        return response.content.decode()

    def card(self, words: str) -> dict[str, Any]:
        """Give what the open card of a passage would post as it stands."""
        passage = of(self.statement, words)
        form = self.client.get(self.address, {"at": passage.pk}).context["form"]
        values = {field.name: field.value() for field in form}
        given = {name: "" if value is None else value for name, value in values.items()}
        return given | {"passage": passage.pk, "review_on": str(given["review_on"] or "")}

    def do(self, deed: str, card: str = "", **more: Any) -> Any:
        given = self.card(card) if card else {}
        return self.client.post(self.address, {**given, "_do": deed, **more}, follow=True)

    def test_the_text_stands_beside_its_cards_with_where_each_value_comes_from(self) -> None:
        page = self.page()
        for words in (
            "3 passages look like outcomes.",
            "2 state a deadline.",
            "0 of 3 decided",
            WELCOMED,
        ):
            self.assertIn(words, page)
        for line in ("asked", "owed"):
            self.assertIn(f'class="passage {line}"', page)
        self.assertIn("from the verb “asked”", page)
        page = self.page(at=of(self.statement, AFFIRMED).pk)
        for words in (
            "from the verb “will”",
            "from “the Valdorian side”".replace("the", "The"),
            "not named in the passage",
            "from “by 30 June 2026”",
            "Due 30 Jun 2026.",
        ):
            self.assertIn(words, page)
        self.assertEqual(page.count('class="card current"'), 1)

    def test_a_card_is_accepted_as_it_stands_and_leads_to_the_next(self) -> None:
        response = self.do("accept", ASK)
        self.assertContains(response, "Accepted as outcome 1.")
        self.assertEqual(
            response.redirect_chain[-1][0], f"{self.address}?at={of(self.statement, AFFIRMED).pk}"
        )
        ask = Outcome.objects.get()
        self.assertEqual((ask.kind, ask.spoken_by, ask.clause), (OutcomeKind.REQUEST, OwedBy.OURS, ASK))
        response = self.do("accept", AFFIRMED, lead_theirs=self.cast.their_police.pk)
        item = Commitment.objects.get()
        self.assertContains(response, f"Draft created: {item.reference}.")
        self.assertEqual((item.owed_by, item.due_on), (OwedBy.THEIRS, make.DUE_ON))
        self.assertEqual(item.responsibilities.get().ministry, self.cast.their_police)
        meeting = self.client.get(f"/admin/commitments/meeting/{self.meeting.pk}/change/").content.decode()
        self.assertIn("Readout, paragraph 2", meeting)
        self.assertIn(item.reference, meeting)

    def test_a_card_is_edited_and_what_is_wrong_is_told_at_its_field(self) -> None:
        response = self.do("accept", JOINT, when="day", day="", title="x" * 60)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(set(response.context["form"].errors), {"title", "day"})
        self.assertContains(response, "x" * 60)
        self.do("accept", JOINT, kind="understanding", strength="noted", owed_by="joint")
        point = Outcome.objects.get()
        self.assertEqual((point.kind, point.strength), (OutcomeKind.UNDERSTANDING, Strength.NOTED))
        self.assertFalse(Commitment.objects.exists())

    def test_words_without_a_day_keep_the_review_date_of_their_own(self) -> None:
        soon = "The Valdorian side will name a contact point as soon as possible."
        self.statement = make.statement(self.cast, self.meeting, text=soon)
        reading.read_text(self.statement, by=self.cast.officer, now=NOW)
        self.assertIn("No due date; review on 3 Apr 2026.", self.page())
        self.do("accept", soon)
        item = Commitment.objects.get()
        self.assertEqual((item.due_on, str(item.review_on)), (None, "2026-04-03"))

    def test_a_mentioned_date_becomes_the_deadline_only_when_the_officer_uses_it(self) -> None:
        clause = "The Valdorian side will support the summit of 3 May 2021, which will be held in May 2027."
        self.statement = make.statement(self.cast, self.meeting, text=clause)
        reading.read_text(self.statement, by=self.cast.officer, now=NOW)
        first = self.statement.passages.order_by("pk")[0]
        self.assertEqual(first.guess["mentioned"], ["in May 2027"])
        self.assertEqual(first.guess["deadline"]["kind"], "none")
        page = self.page(at=first.pk)
        for words in (
            "Mentioned: in May 2027",
            "Use as deadline",
            'data-key="d"',
            "no deadline in the passage",
        ):
            self.assertIn(words, page)
        self.assertNotIn("Mentioned: 3 May 2021", page)
        used = self.page(at=first.pk, date="in May 2027")
        self.assertIn("from “in May 2027”", used)
        self.assertIn("31 May 2027", used)
        self.assertNotIn("31 May 2027", self.page(at=first.pk, date="in June 2027"))

    def test_a_side_that_the_words_do_not_name_is_asked(self) -> None:
        self.do("mark", words=RECALLED)
        response = self.do("accept", RECALLED)
        self.assertEqual(set(response.context["form"].errors), {"owed_by"})
        self.do("accept", RECALLED, owed_by="joint")
        self.assertEqual(Outcome.objects.get().kind, OutcomeKind.TOPIC)

    def test_a_passage_is_rejected_with_a_reason_and_taken_back(self) -> None:
        response = self.do("reject", ASK, reason="the reporter’s\0 words")
        self.assertContains(response, "Excluded: the reporter’s words")
        passage = of(self.statement, ASK)
        self.do("undo", passage=passage.pk, seen=passage.version)
        self.assertEqual(of(self.statement, ASK).state, PassageState.WAITING)

    def test_an_acceptance_is_taken_back_until_its_draft_is_put_before_its_owners(self) -> None:
        self.do("accept", AFFIRMED)
        passage = of(self.statement, AFFIRMED)
        self.assertContains(self.do("undo", passage=passage.pk, seen=passage.version), "Decision undone.")
        self.assertFalse(Outcome.objects.exists() or Commitment.objects.exists())
        self.do("accept", AFFIRMED)
        acceptance.propose(Commitment.objects.get(), by=self.cast.officer, now=NOW)
        passage = of(self.statement, AFFIRMED)
        response = self.do("undo", passage=passage.pk, seen=passage.version)
        self.assertContains(response, "is no longer a draft and is kept")
        self.assertNotEqual(Commitment.objects.get().state, CommitmentState.DRAFT)

    def test_who_comes_second_is_told_and_changes_nothing(self) -> None:
        stale = self.card(ASK)
        self.do("reject", ASK)
        response = self.client.post(self.address, {**stale, "_do": "accept"})
        self.assertContains(response, "is no longer undecided (excluded)")
        self.assertFalse(Outcome.objects.exists())

    def test_passages_are_taken_apart_and_joined_on_the_card(self) -> None:
        shown = re.findall(r'name="next" value="(\d+)"', self.page())
        # As if what stands between had been marked since the page was shown.
        stale = self.do("merge", ASK, next=of(self.statement, JOINT).pk)
        self.assertContains(
            stale, "Another user has changed this record. Open it again and compare it with your entries."
        )
        self.do("merge", ASK, next=shown[0])
        whole = of(self.statement, f"{ASK} {AFFIRMED}")
        self.do("split", whole.words, second="The Valdorian side will name")
        self.assertEqual([one.words for one in waiting(self.statement)], [ASK, AFFIRMED, JOINT])
        self.assertContains(
            self.do("split", ASK, second="nowhere"), "Copy the first words of the second part."
        )

    def test_a_corrected_text_says_so_and_read_again_shows_only_the_difference(self) -> None:
        self.do("reject", ASK)
        outcomes.change_statement(
            Statement.objects.get(),
            {"text": READOUT.replace("30 June", "31 July")},
            expected=1,
            by=self.cast.officer,
            now=NOW,
        )
        self.assertIn("text was changed after the analysis", self.page())
        response = self.do("read")
        self.assertNotContains(response, "text was changed after the analysis")
        self.assertContains(response, "1 of 3 decided")
        self.assertFalse(Passage.objects.filter(words=AFFIRMED).exclude(state=PassageState.GONE).exists())

    def test_finish_names_what_is_undecided_and_rejects_the_rest_or_leaves_it(self) -> None:
        self.do("accept", ASK)
        page = self.page(finish=1)
        self.assertIn("2 undecided passages", page)
        self.assertIn("Decide later", page)
        left = re.findall(r'name="left" value="([\d,]+)"', page)[0]
        self.do("mark", words=RECALLED)
        self.assertContains(
            self.do("rest", left=left),
            "Another user has changed this record. Open it again and compare it with your entries.",
        )
        self.do("reject", RECALLED)
        response = self.do("rest", left=left)
        self.assertIn(f"/meeting/{self.meeting.pk}/change/", response.redirect_chain[-1][0])
        self.assertContains(response, "2 passages excluded.")
        self.assertIn("4 of 4 decided", self.page())

    def test_a_text_without_any_item_says_so_and_how_to_mark_one(self) -> None:
        self.statement = make.statement(self.cast, self.meeting, text=f"{WELCOMED} {RECALLED}")
        self.assertIn("has not been analysed yet", self.page())
        read = f"/admin/commitments/statement/{self.statement.pk}/step/read/"
        self.assertRedirects(self.client.post(read), self.address)
        page = self.page()
        self.assertIn("No passage in this text looks like an outcome.", page)
        self.assertIn("copy it into the field below", page)
        self.assertContains(self.do("mark", words="Nonesuch"), "does not match the text")
        self.do("mark", words=WELCOMED)
        self.assertIn("1 passage looks like an outcome.", self.page())

    def test_what_is_only_mentioned_is_listed_on_request_and_is_no_passage(self) -> None:
        hope = "The Valdorian minister expressed the hope that Korea would ratify the treaty in 2027."
        self.statement = make.statement(self.cast, self.meeting, text=f"{hope} {ASK}")
        reading.read_text(self.statement, by=self.cast.officer, now=NOW)
        self.assertEqual([one.words for one in waiting(self.statement)], [ASK])
        self.assertIn("Also mentioned", self.page())
        self.assertNotIn(f'value="{hope}"', self.page())
        self.assertIn(f'value="{hope}"', self.page(mentioned="1"))
        self.do("mark", words=hope)
        self.assertIn("2 passages look like outcomes.", self.page())

    def test_an_email_file_is_read_without_its_headers_and_signature(self) -> None:
        email = (
            "From: Anna Weiss <weiss@mfa.example.org>\r\nTo: desk@mofa.example.org\r\nSubject: Ports\r\n\r\n"
            "Dear colleagues,\r\n\r\nPlease send the list of ports by 5 June 2026.\r\n\r\n"
            "Kind regards,\r\nAnna Weiss\r\n"
        )
        given = {"text": "", "kind": "note_verbale", "classification": 1}
        file = SimpleUploadedFile("mail.eml", email.encode())
        self.client.post(f"/admin/commitments/meeting/{self.meeting.pk}/text/", {**given, "file": file})
        statement = Statement.objects.exclude(pk=self.statement.pk).get()
        self.assertEqual(
            [one.words for one in waiting(statement)], ["Please send the list of ports by 5 June 2026."]
        )

    def test_a_closed_meeting_is_said_and_takes_nothing(self) -> None:
        card = self.card(ASK)
        own = f"/admin/commitments/statement/{self.statement.pk}/"
        self.assertContains(self.client.get(f"{own}change/"), "Analyse this text")
        meetings.close_meeting(Meeting.objects.get(), by=self.cast.officer, now=NOW)
        page = self.page()
        self.assertIn("No more passages can be accepted", page)
        self.assertNotIn('value="read"', page)
        self.assertNotIn('value="mark"', page)
        self.assertContains(
            self.client.post(self.address, {"_do": "read"}), "No more passages can be accepted"
        )
        self.assertNotContains(self.client.get(f"{own}change/"), "Analyse this text")
        self.assertContains(self.client.post(f"{own}step/read/", follow=True), "no longer available")
        response = self.client.post(self.address, {**card, "_do": "accept"})
        self.assertContains(response, "not possible at the current stage of the meeting (closed)")

    def test_others_find_no_page(self) -> None:
        for person in (self.cast.stranger, self.cast.focal_point, self.cast.reader, self.cast.auditor):
            self.client.force_login(person)
            self.assertEqual(self.client.get(self.address).status_code, 404)
            self.assertEqual(self.client.post(self.address, {"_do": "rest"}).status_code, 404)

    def test_a_long_text_is_shown_in_light_parts_at_a_fixed_number_of_queries(self) -> None:
        with CaptureQueriesContext(
            connection,
        ) as few:
            self.page()
        many = "\n\n".join(f"The Valdorian side will send {n} trainers to the academy." for n in range(2, 90))
        korean = "양측은 합동 수사 기록을 공유하기로 하였다. " * 700
        for text, least in ((many, 3), (korean.strip(), 2)):
            self.statement = make.statement(self.cast, self.meeting, text=text)
            reading.read_text(self.statement, by=self.cast.officer, now=NOW)
            with CaptureQueriesContext(connection) as queries:
                page = self.page()
            self.assertLessEqual(len(queries), len(few))
            self.assertLess(len(page.encode()), PAGE_BYTES)
            parts = re.findall(r'<a href="\?at=(\d+)">\d+</a>', page)
            self.assertGreaterEqual(len(parts), least - 1)
            self.assertLess(len(self.page(at=parts[-1]).encode()), PAGE_BYTES)
