"""Papers for Word: the content of their pages, real styles, marking above and below, nothing hidden."""

import io
from typing import Any

import docx
from django.utils import timezone
from docx.oxml.ns import qn

from commitments.documents.reader import text_of
from commitments.enums import Classification, CommitmentState, FollowUpMethod, FollowUpState, OwedBy
from commitments.lifecycle import follow_ups
from commitments.models import AuditRow, Commitment, Deadline, FollowUp, Outcome, TopicBrief
from commitments.packets import briefs
from commitments.tables import office_papers
from tests import make
from tests.cast import NOW, TODAY
from tests.commitments.tables.matrix_case import INNER, ExchangeCase

POINTS = "**Thank** them for the *list*.\nAsk for a day."
BACKGROUND = "1. One.\n2. Two.\n\nThen wait."


def told(content: bytes) -> str:
    return "\n".join(line.text for line in text_of("x.docx", content).lines)


def marked(content: bytes) -> tuple[str, str]:
    page = docx.Document(io.BytesIO(content)).sections[0]
    return page.header.paragraphs[0].text, page.footer.paragraphs[0].text


class TopicTests(ExchangeCase):
    def setUp(self) -> None:
        super().setUp()
        self.meeting = make.meeting(self.cast, title="Next talks", held=False, held_on=None)
        sheet = TopicBrief(
            meeting=self.meeting,
            number=1,
            title="Records",
            objective="A date.",
            points=POINTS,
            if_raised="Say so.",
            background=BACKGROUND,
            not_to_be_disclosed="Only known.",
            items=self.item.reference,
        )
        self.sheet = briefs.create_written(sheet, by=self.cast.officer, now=NOW)
        assert isinstance(self.sheet, TopicBrief)

    def test_the_marking_keeps_clear_of_the_text(self) -> None:
        page = docx.Document(io.BytesIO(self.paper().content)).sections[0]
        assert page.top_margin is not None
        assert page.header_distance is not None
        self.assertGreater(page.top_margin.mm - page.header_distance.mm, 10)

    def paper(self) -> office_papers.ExportedPaper:
        assert isinstance(self.sheet, TopicBrief)
        return office_papers.export_topic(self.sheet, by=self.cast.officer, now=NOW)

    def test_it_has_headings_lists_and_emphasis_of_word_itself(self) -> None:
        made = self.paper()
        paper: Any = docx.Document(io.BytesIO(made.content))
        styled = {(one.style.name, one.text) for one in paper.paragraphs}
        for one in (
            ("Title", "T1 Records"),
            ("Heading 1", "Points to make"),
            ("Heading 1", "Not to be disclosed"),
            ("List Bullet", "Thank them for the list."),
            ("List Number", "One."),
            ("Normal", "Then wait."),
        ):
            self.assertIn(one, styled)
        runs = [run for one in paper.paragraphs for run in one.runs if run.bold]
        self.assertEqual([run.text for run in runs], ["Thank"])
        counted = {
            one.text: one._p.pPr.numPr.numId.val
            for one in paper.paragraphs
            if one.style.name == "List Number"
        }
        self.assertEqual(counted["One."], counted["Two."])
        self.assertEqual(made.name, f"{self.meeting.reference}_T1.docx")
        self.assertEqual(marked(made.content), ("RESTRICTED", "RESTRICTED"))
        self.assertIn(INNER[2], str(self.rows("x.docx", made.content)))

    def test_its_language_is_that_of_its_reader(self) -> None:
        self.cast.officer.language = "ko"
        paper: Any = docx.Document(io.BytesIO(self.paper().content))
        defaults = paper.styles.element.find(qn("w:docDefaults"))
        self.assertEqual([one.get(qn("w:eastAsia")) for one in defaults.iter(qn("w:lang"))], ["ko-KR"])
        self.cast.officer.language = "en"

    def test_the_page_gives_it_out_and_keeps_who_took_it(self) -> None:
        address = f"/admin/commitments/topicbrief/{self.sheet.pk}/"
        self.client.force_login(self.cast.officer)
        self.assertContains(self.client.get(f"{address}change/"), f"{address}docx/")
        answer = self.client.get(f"{address}docx/")
        self.assertIn("Thank them for the list.", told(answer.content))
        self.assertEqual(AuditRow.objects.get(action="exported").by, self.cast.officer)
        self.client.force_login(self.cast.stranger)
        self.assertEqual(self.client.get(f"{address}docx/").status_code, 404)


class ItemTests(ExchangeCase):
    def test_it_is_the_item_in_full_as_the_annex_has_it(self) -> None:
        cited = make.statement(self.cast, self.item.outcome.meeting)
        Outcome.objects.filter(pk=self.item.outcome_id).update(statement=cited)
        made = office_papers.export_item(self.item, by=self.cast.officer, now=NOW)
        text = told(made.content) + str(self.rows("x.docx", made.content))
        self.assertIn("Source", text)
        for one in (self.item.reference, INNER[1], INNER[2], INNER[3], "National Police Agency"):
            self.assertIn(one, text)
        self.assertNotIn(INNER[0], text)
        # The numbers of a packet's list of sources would lead nowhere.
        self.assertNotIn("[1]", text)
        self.assertEqual(marked(made.content), ("RESTRICTED", "RESTRICTED"))

    def test_what_the_reader_may_not_read_of_it_is_left_out(self) -> None:
        with make.unlocked():
            Outcome.objects.filter(pk=self.item.outcome_id).update(classification=Classification.SECRET)
        made = office_papers.export_item(self.item, by=self.cast.officer, now=NOW)
        self.assertNotIn(INNER[3], str(self.rows("x.docx", made.content)))
        self.assertEqual(marked(made.content)[0], "RESTRICTED")
        whole = office_papers.export_item(self.item, by=self.cast.head, now=NOW)
        self.assertEqual(marked(whole.content)[0], "SECRET")

    def test_the_page_gives_it_out_whatever_its_state_and_hidden_is_absent(self) -> None:
        make.advance(self.cast, self.item, CommitmentState.FULFILLED)
        self.client.force_login(self.cast.officer)
        address = "/admin/commitments/commitment/{}/docx/"
        self.assertEqual(self.client.get(address.format(self.item.pk)).status_code, 200)
        with make.unlocked():
            Commitment.objects.filter(pk=self.item.pk).update(classification=Classification.SECRET)
        for key in (self.item.pk, 987_654):
            self.assertEqual(self.client.get(address.format(key)).status_code, 404)


class DraftTests(ExchangeCase):
    def setUp(self) -> None:
        super().setUp()
        self.theirs = self.opened("Publish dues", clause="They will publish.", owed_by=OwedBy.THEIRS)
        deadline = Deadline.objects.get(commitment=self.theirs)
        self.question = FollowUp.objects.create(
            commitment=self.theirs, deadline=deadline, recorded_at=timezone.now(), start_date=TODAY
        )
        self.client.force_login(self.cast.officer)

    def text(self) -> str:
        return told(self.client.get(f"/admin/commitments/followup/{self.question.pk}/docx/").content)

    def test_the_draft_is_that_of_its_page_and_says_that_it_is_one(self) -> None:
        text = self.text()
        for one in ("Draft, not sent yet", self.theirs.reference, "Publish dues"):
            self.assertIn(one, text)

    def test_of_what_was_confided_it_names_the_reference_alone(self) -> None:
        Outcome.objects.filter(pk=self.theirs.outcome_id).update(in_confidence=True)
        text = self.text()
        self.assertIn(self.theirs.reference, text)
        for one in ("Publish dues", "They will publish"):
            self.assertNotIn(one, text)

    def test_what_was_asked_stands_with_its_number_and_no_word_of_a_draft(self) -> None:
        asking = follow_ups.FollowUpText(
            method=FollowUpMethod.NOTE, text="Kindly tell us.\n\nWith regards.", on=TODAY
        )
        asked = follow_ups.log_follow_up(self.theirs, asking, by=self.cast.officer, now=NOW)
        self.assertEqual(asked.state, FollowUpState.ASKED)
        text = self.text()
        for one in ("Kindly tell us.", "With regards.", asked.number):
            self.assertIn(one, text)
        self.assertNotIn("Draft", text)
