"""A part of a packet printed as it is typed: the words, the marks of a preview, and nothing left behind."""

import io
from unittest import mock

import pikepdf
from django.test import TestCase

from commitments.enums import Classification, CommitmentState, Strength
from commitments.errors import Refused
from commitments.models import AuditRow, Brief, Meeting, Packet, ProposedWording, TopicBrief
from commitments.packets import briefs
from commitments.packets.briefs import render_preview, select_sections, with_written
from commitments.packets.build import build_from_records, gather_records
from commitments.packets.records import PacketRecords, build_meeting_scope
from commitments.packets.sections.topics import sheets_of
from tests import make
from tests.cast import NOW, Cast, gather
from tests.commitments.packets.reading import pages_of, squeezed


class PreviewTests(TestCase):
    cast: Cast
    meeting: Meeting

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.meeting = make.meeting(cls.cast, title="Talks ahead", held=False)

    def test_it_prints_what_is_typed_with_draft_and_preview_and_keeps_nothing(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.IN_PROGRESS)
        topic = TopicBrief(
            meeting=self.meeting,
            number=1,
            title="Harbour lamps",
            points="- **Thank** them for both lamps",
            not_to_be_disclosed="We have no spare.",
            items=item.reference,
            classification=Classification.CONFIDENTIAL,
        )
        rows = AuditRow.objects.count()
        made = render_preview(topic, reader=self.cast.officer, now=NOW)
        printed = made.printed
        self.assertEqual(made.classification, Classification.CONFIDENTIAL)
        with pikepdf.open(io.BytesIO(printed.pdf)) as file:
            self.assertEqual(str(file.docinfo["/Subject"])[-17:], ", DRAFT · PREVIEW")
        self.assertEqual(printed.remarks, ())
        pages = pages_of(printed.pdf)
        for page in pages:
            self.assertEqual(page.count("CONFIDENTIAL"), 2)
            self.assertIn("DRAFT · PREVIEW", page)
        for words in ("Harbour lamps", "Thank them for both lamps", "We have no spare.", item.reference[5:]):
            self.assertIn(words, pages[0])
        self.assertFalse(TopicBrief.objects.exists() or Packet.objects.exists())
        self.assertEqual(AuditRow.objects.count(), rows)

    def test_of_a_brief_the_core_the_scenario_and_the_joint_statement_are_kept(self) -> None:
        brief = Brief(meeting=self.meeting, why="Because.", events="10:05 | Arrival", joint_statement="Met.")
        self.assertEqual(self.sections(brief), ["core", "scenario", "changes"])
        self.assertEqual(self.sections(Brief(meeting=self.meeting, why="Because.")), ["core"])

    def test_a_saved_topic_is_printed_as_it_is_typed_now_and_alone(self) -> None:
        other = TopicBrief(meeting=self.meeting, title="Other")
        briefs.create_written(other, by=self.cast.officer, now=NOW)
        topic = TopicBrief(meeting=self.meeting, title="As saved")
        briefs.create_written(topic, by=self.cast.officer, now=NOW)
        topic.title = "As typed"
        self.assertEqual(self.sections(topic), ["t2"])
        self.assertEqual(self.titles(topic), ["Other", "As typed"])
        self.assertEqual(self.sections(TopicBrief(meeting=self.meeting, number=3, title="New")), ["t3"])

    def test_a_wording_stands_among_the_others(self) -> None:
        new = ProposedWording(
            meeting=self.meeting, number=1, title="A", wording="Both.", strength=Strength.AGREED
        )
        self.assertEqual(self.sections(new), ["changes"])

    def sections(self, written: briefs.Written) -> list[str]:
        records = with_written(self.records(), written)
        content = build_from_records(records, reader=self.cast.officer, reference="P-XV-2026-01", at=NOW)
        return [section.key for section in select_sections(content, written).sections]

    def titles(self, written: briefs.Written) -> list[str]:
        return [sheet.title for sheet in sheets_of(with_written(self.records(), written))]

    def records(self) -> PacketRecords:
        return gather_records(build_meeting_scope(self.meeting), reader=self.cast.officer, today=NOW.date())

    def test_a_topic_is_fitted_as_in_the_packet_and_what_is_too_long_says_so(self) -> None:
        said = "Say this, all of it, and wait for what they answer. "
        known = TopicBrief(meeting=self.meeting, number=1, title="Lamps", background=said * 330)
        pages = pages_of(render_preview(known, reader=self.cast.officer, now=NOW).printed.pdf)
        self.assertIn("in the Annex, page", " ".join(pages[0].split()))
        self.assertNotIn("longer than two pages", " ".join(" ".join(pages).split()))
        aloud = TopicBrief(meeting=self.meeting, number=1, title="Lamps", tactics=said * 330)
        pages = pages_of(render_preview(aloud, reader=self.cast.officer, now=NOW).printed.pdf)
        self.assertIn("longerthantwopages.Shortenthepointstomake.", squeezed(pages[1]))

    def test_a_refusal_names_the_text_to_shorten(self) -> None:
        topic = TopicBrief(meeting=self.meeting, number=1, title="Lamps", tactics="_*" * 900)
        ended = Refused("It took more than it may.", "packet_ended")
        with (
            mock.patch.object(briefs, "print_html", side_effect=ended),
            self.assertRaises(Refused) as said,
        ):
            render_preview(topic, reader=self.cast.officer, now=NOW)
        self.assertIn("T1 Lamps, Talks ahead: Tactics", str(said.exception.message))
