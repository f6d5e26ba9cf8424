"""The pages of minutes: begun on a held meeting, printed, sent, returned with changes, and agreed."""

import datetime
from typing import Any
from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from commitments.enums import Classification, MinutesState
from commitments.meetings import meetings, outcomes
from commitments.models import Minutes, MinutesChange, User
from commitments.tables.minutes import digest_of
from tests import make
from tests.cast import NOW, TODAY
from tests.commitments.tables.minutes_case import CLAUSE, INNER, KOREAN, SAID, SIGNED
from tests.commitments.tables.test_minutes_returns import SOURCE, THEIRS, ReturnedCase
from tests.flat import flat

MEETING, MINUTES = "/admin/commitments/meeting/", "/admin/commitments/minutes/"


class MinutesPagesCase(ReturnedCase):
    def setUp(self) -> None:
        super().setUp()
        clock = mock.patch.object(timezone, "now", return_value=NOW)
        clock.start()
        self.addCleanup(clock.stop)

    def get(self, person: User, address: str, status: int = 200) -> str:
        self.client.force_login(person)
        answer = self.client.get(address)
        self.assertEqual(answer.status_code, status, address)
        return flat(answer.content.decode()) if status == 200 else ""

    def post(self, person: User, address: str, **data: Any) -> Any:
        self.client.force_login(person)
        return self.client.post(address, data, follow=True)

    def address(self, *parts: object) -> str:
        return f"{MINUTES}{'/'.join(map(str, (self.minutes.pk, *parts)))}/"


class DraftTests(MinutesPagesCase):
    def setUp(self) -> None:
        super().setUp()
        Minutes.objects.all().delete()

    def begin(self) -> Any:
        page = self.post(self.cast.officer, f"{MEETING}{self.meeting.pk}/minutes/")
        self.minutes = Minutes.objects.get()
        return page

    def test_minutes_are_begun_on_the_page_of_a_held_meeting(self) -> None:
        page = f"{MEETING}{self.meeting.pk}/change/"
        self.assertIn("Write the minutes", self.get(self.cast.officer, page))
        self.assertNotIn("Write the minutes", self.get(self.cast.auditor, page))
        ahead = make.meeting(self.cast, held_on=TODAY + datetime.timedelta(days=5), held=False)
        self.assertNotIn("Write the minutes", self.get(self.cast.officer, f"{MEETING}{ahead.pk}/change/"))
        begun = flat(self.begin().content.decode())
        for text in (
            CLAUSE,
            KOREAN,
            "Exchange contact points",
            "번역 없음",
            "Print PDF",
            "Download Word",
        ):
            self.assertIn(text, begun)
        self.assertNotIn(INNER, begun)
        self.assertIn("Minutes, version 1", self.get(self.cast.officer, page))
        self.begin()

    def test_the_discussion_is_shown_once_it_is_selected(self) -> None:
        self.begin()
        page = self.get(self.cast.officer, self.address("change"))
        self.assertEqual(page.count(SAID), 1)
        given = {
            "language": "en",
            "other": "",
            "version": 1,
            "cleared": f"{self.part_of_said()}:{digest_of(SAID)}",
        }
        saved = self.post(self.cast.officer, self.address("draft"), **given)
        self.assertContains(saved, SAID, count=2)
        self.assertNotContains(saved, KOREAN)
        conflict = self.post(self.cast.officer, self.address("draft"), **given)
        self.assertContains(conflict, "Another user has changed this record")

    def test_what_is_left_out_is_named_to_the_desk_alone(self) -> None:
        self.hidden(f"{INNER} confided clause", Classification.RESTRICTED, in_confidence=True)
        self.begin()
        page = self.get(self.cast.officer, self.address("change"))
        self.assertIn("given in confidence", page)
        self.assertNotIn("Left out", self.get(self.cast.auditor, self.address("change")))

    def test_files_are_downloaded_and_other_addresses_are_missing(self) -> None:
        self.begin()
        self.client.force_login(self.cast.officer)
        answer = self.client.get(self.address("file", "docx"))
        self.assertIn(f"{self.meeting.reference}-minutes-1.docx", answer.headers["Content-Disposition"])
        self.get(self.cast.officer, self.address("file", "xlsx"), 404)
        self.get(self.cast.officer, self.address("signed"), 404)
        for person in (self.cast.stranger, self.cast.focal_point, self.cast.reader):
            self.client.force_login(person)
            self.assertIn(self.client.get(self.address("change")).status_code, (403, 404))
        self.assertNotIn("Print PDF", self.get(self.cast.auditor, self.address("change")))


class SentTests(MinutesPagesCase):
    def returned_page(self) -> Any:
        file = SimpleUploadedFile("back.docx", self.edited((CLAUSE, THEIRS)))
        return self.post(self.cast.officer, self.address("return"), file=file)

    def test_a_draft_is_sent_by_the_step(self) -> None:
        Minutes.objects.all().delete()
        self.minutes = self.begun()
        form = self.get(self.cast.officer, self.address("step", "send"))
        self.assertIn("The system does not write to the partner", form)
        sent = self.post(
            self.cast.officer, self.address("step", "send"), sent_to="Embassy", sent_on="2026-03-11"
        )
        self.assertContains(sent, "to Embassy")
        self.assertEqual(Minutes.objects.get().state, MinutesState.SENT)

    def test_a_returned_document_shows_the_changes_and_an_accepted_one_is_written(self) -> None:
        page = self.returned_page()
        self.assertContains(page, "has 1 change")
        self.assertContains(page, "Accept the change")
        self.outcome.refresh_from_db()
        self.assertEqual(self.outcome.clause, CLAUSE)
        change = MinutesChange.objects.get()
        accept = self.address("changes", change.pk, "accept")
        self.assertContains(self.post(self.cast.officer, accept, source=SOURCE), "Enter the reason")
        self.assertContains(
            self.post(self.cast.officer, accept, reason="As agreed by phone.", source=SOURCE), "Accepted."
        )
        self.outcome.refresh_from_db()
        self.assertEqual(self.outcome.clause, THEIRS)
        # What was sent stays as it was sent.
        self.assertIn(CLAUSE, self.get(self.cast.officer, self.address("change")))

    def test_a_change_of_a_closed_meeting_cannot_be_accepted_and_is_not_offered_for_it(self) -> None:
        self.assertContains(self.returned_page(), "Accept the change")
        meetings.close_meeting(self.meeting, by=self.cast.officer, now=NOW)
        page = self.get(self.cast.officer, self.address("change"))
        self.assertNotIn("Accept the change", page)
        self.assertIn("Open the record", page)
        self.assertIn("not possible at the current stage of the meeting", page)
        change = MinutesChange.objects.get()
        act = self.address("changes", change.pk, "act")
        self.assertContains(self.post(self.cast.officer, act, reason="Noted."), "Marked as acted on")

    def test_a_change_of_words_that_changed_since_is_not_offered_and_the_reason_is_said(self) -> None:
        file = SimpleUploadedFile("back.docx", self.edited((CLAUSE, THEIRS), (SAID, "They said more.")))
        page = self.post(self.cast.officer, self.address("return"), file=file)
        self.assertContains(page, "Accept the change", count=2)
        self.outcome.refresh_from_db()
        outcomes.change_outcome(
            self.outcome,
            {"clause": "Other words."},
            expected=self.outcome.version,
            by=self.cast.officer,
            now=NOW,
        )
        page = self.get(self.cast.officer, self.address("change"))
        self.assertEqual(page.count("Accept the change"), 1)
        self.assertIn("Our text has changed since the minutes were sent", page)
        change = MinutesChange.objects.get(outcome=self.outcome)
        accept = self.address("changes", change.pk, "accept")
        posted = self.post(self.cast.officer, accept, reason="As agreed by phone.", source=SOURCE)
        self.assertContains(posted, "Our text has changed since")
        self.outcome.refresh_from_db()
        self.assertEqual(self.outcome.clause, "Other words.")

    def test_a_change_is_left(self) -> None:
        self.returned_page()
        change = MinutesChange.objects.get()
        self.assertContains(
            self.post(self.cast.officer, self.address("changes", change.pk, "leave")), "Our words stay"
        )
        self.assertEqual(self.post(self.cast.officer, self.address("changes", 999, "leave")).status_code, 404)
        self.assertEqual(
            self.post(self.cast.stranger, self.address("changes", change.pk, "leave")).status_code, 404
        )

    def test_it_is_recorded_as_agreed_with_the_signed_document(self) -> None:
        self.assertIn("Document signed by both sides", self.get(self.cast.officer, self.address("agree")))
        none = self.post(self.cast.officer, self.address("agree"), agreed_on="2026-03-11")
        self.assertContains(none, "Correct")
        file = SimpleUploadedFile("signed.pdf", SIGNED)
        page = self.post(self.cast.officer, self.address("agree"), agreed_on="2026-03-11", file=file)
        self.assertContains(page, "The minutes are locked")
        answer = self.client.get(self.address("signed"))
        self.assertEqual(answer.content, SIGNED)
        self.assertNotIn("Record as agreed", self.get(self.cast.officer, self.address("change")))

    def test_the_list_and_the_history_are_shown(self) -> None:
        self.assertIn("Second joint commission", self.get(self.cast.auditor, MINUTES))
        history = self.get(self.cast.officer, self.address("history"))
        self.assertIn("sent for comment", history)
        after = self.post(self.cast.officer, self.address("step", "continue"))
        self.assertContains(after, "Minutes, version 2")
