"""Topics numbered for one reader: without gaps, and what the texts call them leads to the right one."""

import datetime
from typing import ClassVar

from django.test import SimpleTestCase, TestCase

from commitments.enums import Classification, CommitmentState
from commitments.models import Brief, Commitment, Meeting, Packet, SignOff, TopicBrief
from commitments.packets.build import build_content, gather_records
from commitments.packets.compare import PreviousEdition
from commitments.packets.content import PacketContent
from commitments.packets.edition_state import build_edition_label, insert_topic_numbers
from commitments.packets.records import build_meeting_scope
from commitments.packets.redaction import hidden_from
from commitments.records.references import shorten_reference
from tests import cast, make
from tests.cast import NOW, Cast


class CalledTests(SimpleTestCase):
    def test_a_topic_is_called_by_its_printed_number_and_another_by_none(self) -> None:
        text = "T1, T3에서 (T2); KT1, T-1, T1a and 26-0001 stay."
        self.assertEqual(
            insert_topic_numbers(text, {1: 1, 3: 2}),
            "T1, T2에서 (another topic); KT1, T-1, T1a and 26-0001 stay.",
        )


class NumberingTests(TestCase):
    cast: ClassVar[Cast]
    meeting: ClassVar[Meeting]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = cast.gather()
        cls.meeting = make.meeting(cls.cast, held_on=datetime.date(2026, 12, 17))
        for number, level in ((1, 1), (2, Classification.SECRET), (3, 1)):
            cls.sheet(cls.meeting, number, f"Topic {number}", level, tactics="After T1 comes T3.")
        Brief.objects.create(
            meeting=cls.meeting,
            recorded_at=NOW,
            events="10:00 | T1\n11:00 | T2\n12:00 | T3",
            why="T3 is new.",
        )

    @staticmethod
    def sheet(meeting: Meeting, number: int, title: str, level: int = 1, **written: str) -> None:
        TopicBrief.objects.create(
            meeting=meeting, number=number, title=title, classification=level, recorded_at=NOW, **written
        )

    def packet(
        self, *also: Meeting, before: PacketContent | None = None, language: str = "en"
    ) -> PacketContent:
        return build_content(
            build_meeting_scope(self.meeting, *also),
            reader=self.cast.officer,
            reference="P-XV-2026-01",
            now=NOW,
            before=PreviousEdition("0.1", before) if before else None,
            language=language,
        )

    def test_a_sheet_held_back_leaves_no_gap(self) -> None:
        content = self.packet()
        self.assertEqual(
            [(one.number, one.title) for one in content.topics], [("T1", "Topic 1"), ("T2", "Topic 3")]
        )
        tactics = [part.text for topic in content.topics for part in topic.front if part.name == "tactics"]
        self.assertEqual(tactics, ["After T1 comes T2."] * 2)
        self.assertEqual([event.what for event in content.scenarios[0].events], ["T1", "another topic", "T2"])
        self.assertEqual(content.cores[0].parts[0].text, "T2 is new.")
        self.assertEqual({fact.ref for fact in content.standing if fact.ref.startswith("T")}, {"T1", "T2"})
        self.assertNotIn("T3", str(content).replace("filed='T3'", ""))

    def test_a_sheet_held_back_since_is_no_change_in_any_text(self) -> None:
        of = make.outcome(self.cast, self.meeting)
        item = make.commitment(self.cast, of, state=CommitmentState.ACCEPTED)
        Commitment.objects.filter(pk=item.pk).update(line_to_take="See T2 and T3.")
        other = self.packet(language="ko")
        TopicBrief.objects.filter(number=2).update(classification=1)
        before = self.packet()
        TopicBrief.objects.filter(number=2).update(classification=Classification.SECRET)
        for content in (before, other):
            changes = self.packet(before=content).changes
            assert changes is not None
            self.assertEqual([(row.kind, row.what) for row in changes.rows], [])
        Brief.objects.update(why="After T3, lunch.")
        changes = self.packet(before=before).changes
        assert changes is not None
        self.assertEqual([(row.was, row.now) for row in changes.rows], [("T2 is new.", "After T2, lunch.")])

    def test_a_line_to_take_and_a_step_of_the_sign_off_name_the_sheet_that_is_printed(self) -> None:
        of = make.outcome(self.cast, self.meeting)
        item = make.commitment(self.cast, of, state=CommitmentState.ACCEPTED)
        Commitment.objects.filter(pk=item.pk).update(line_to_take="See T3.")
        content = self.packet()
        self.assertEqual(content.groups[0].rows[0].line, "See T2.")
        steps = [SignOff(officer=self.cast.head, step=number, part=f"T{number}") for number in (1, 2, 3)]
        says = build_edition_label(Packet(reference="P-XV-2026-01"), content, steps)
        self.assertEqual([step.part for step in says.steps], ["T1", "another topic", "T2"])

    def test_a_sheet_held_back_is_not_named_where_every_other_keeps_its_number(self) -> None:
        TopicBrief.objects.filter(number=2).update(classification=1)
        TopicBrief.objects.filter(number=3).update(classification=Classification.SECRET)
        content = self.packet()
        self.assertEqual([one.number for one in content.topics], ["T1", "T2"])
        self.assertEqual([event.what for event in content.scenarios[0].events], ["T1", "T2", "another topic"])
        TopicBrief.objects.update(classification=Classification.SECRET)
        content = self.packet()
        self.assertEqual({event.what for event in content.scenarios[0].events}, {"another topic"})

    def test_where_a_meeting_has_no_sheet_no_text_is_touched(self) -> None:
        TopicBrief.objects.all().delete()
        content = self.packet()
        self.assertEqual([event.what for event in content.scenarios[0].events], ["T1", "T2", "T3"])

    def test_an_item_that_the_reader_may_not_read_is_named_in_no_text(self) -> None:
        items = [
            make.commitment(self.cast, make.outcome(self.cast, self.meeting), state=CommitmentState.ACCEPTED)
            for _one in range(3)
        ]
        refs = [item.reference for item in items]
        with make.unlocked():
            Commitment.objects.filter(pk=items[1].pk).update(classification=Classification.SECRET)
        others = f"not {shorten_reference(refs[0])}, XV-2026-0999 or 02-2026-0009"
        said = f"{refs[1]} and {shorten_reference(refs[1])}와, {others}"
        kept = f"another item and another item와, {others}"
        Brief.objects.update(why=said)
        TopicBrief.objects.update(tactics=said)
        Commitment.objects.filter(pk=items[2].pk).update(line_to_take=said)
        content = self.packet()
        self.assertEqual(content.cores[0].parts[0].text, kept)
        self.assertEqual(content.groups[0].rows[-1].line, kept)
        self.assertNotIn(shorten_reference(refs[1]), str(content))
        scope = build_meeting_scope(self.meeting)
        records = gather_records(scope, reader=self.cast.officer, today=NOW.date())
        with self.assertNumQueries(3):
            found = hidden_from(self.cast.officer, records, [said] * 50)
        self.assertEqual(found.references, {refs[1]})

    def test_two_meetings_are_numbered_through_and_each_topic_says_whose_it_is(self) -> None:
        call = make.meeting(self.cast, title="Call of directors", held_on=datetime.date(2026, 12, 3))
        self.sheet(call, 1, "Buoys", tactics="T1 alone.")
        Brief.objects.create(meeting=call, recorded_at=NOW, why="For T1.")
        content = self.packet(call)
        self.assertEqual([one.number for one in content.topics], ["T1", "T2", "T3"])
        self.assertEqual(
            [one.occasion for one in content.topics],
            [self.meeting.title, self.meeting.title, "Call of directors"],
        )
        self.assertEqual(content.topics[2].front[0].text, "T3 alone.")
        self.assertEqual(content.cores[1].parts[0].text, "For T3.")
        self.assertEqual(content.running_title.rpartition(", ")[2].replace("\u00a0", " "), "3–17 Dec 2026")
        self.assertEqual(content.cover.occasion, "2 meetings")
        self.assertIn("Topic brief, Call of directors", [one.purpose for one in content.sections])
