"""What officers wrote, from the records to the pages: in order, through the door, computed where empty."""

import datetime
from typing import ClassVar

from django.test import TestCase

from commitments.enums import Answer, Classification, CommitmentState, OutcomeKind, OwedBy
from commitments.models import Brief, Commitment, Meeting, Outcome, ProposedWording, TopicBrief, User
from commitments.packets.briefs import draft_from_record
from commitments.packets.build import build_content
from commitments.packets.content import PacketContent
from commitments.packets.records import build_meeting_scope
from commitments.packets.sections.scenario import Scenario
from commitments.packets.sections.topics import Topic
from commitments.records.references import shorten_reference
from tests import cast, make
from tests.cast import NOW, TODAY, Cast


class ProseTests(TestCase):
    cast: ClassVar[Cast]
    meeting: ClassVar[Meeting]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = cast.gather()
        cls.meeting = make.meeting(cls.cast, held_on=datetime.date(2026, 12, 17))

    def packet(self, *also: Meeting, reader: User | None = None) -> PacketContent:
        scope = build_meeting_scope(self.meeting, *also)
        return build_content(scope, reader=reader or self.cast.officer, reference="P-XV-2026-01", now=NOW)

    def brief(self, at: Meeting | None = None, **written: object) -> Brief:
        return Brief.objects.create(meeting=at or self.meeting, recorded_at=NOW, **written)

    def sheet(self, number: int = 1, at: Meeting | None = None, **written: object) -> TopicBrief:
        values = {"title": "Harbours", **written}
        return TopicBrief.objects.create(meeting=at or self.meeting, number=number, recorded_at=NOW, **values)

    def item(self, **named: object) -> Commitment:
        of = make.outcome(self.cast, self.meeting)
        return make.commitment(self.cast, of, state=CommitmentState.ACCEPTED, **named)  # type: ignore[arg-type]

    def topic(self, **written: object) -> Topic:
        self.sheet(1, None, **written)
        (topic,) = self.packet().topics
        return topic

    def scenario(self) -> Scenario:
        (found,) = self.packet().scenarios
        return found

    def test_the_core_has_its_parts_in_order_and_lists_as_lists(self) -> None:
        self.brief(
            why="They asked.",
            objectives="A list\nA clock",
            messages="- One\n- Two",
            ask="Will you?",
            not_to_say="Nothing",
        )
        (core,) = self.packet().cores
        self.assertEqual([part.name for part in core.parts], ["why", "objectives", "messages"])
        self.assertEqual([part.text for part in core.parts[1:]], ["1. A list\n2. A clock", "1. One\n2. Two"])
        self.assertEqual(core.after[0].text, "- Nothing")
        assert core.ask is not None
        self.assertEqual((core.ask.text, core.occasion), ("“Will you?”", ""))

    def test_an_ask_in_quotation_marks_gets_no_others(self) -> None:
        self.brief(ask="“Will you?”")
        ask = self.packet().cores[0].ask
        assert ask is not None
        self.assertEqual(ask.text, "“Will you?”")

    def test_the_state_of_play_is_computed_also_where_nothing_is_written(self) -> None:
        late = self.item()
        Commitment.objects.filter(pk=late.pk).update(due_on=TODAY - datetime.timedelta(days=5))
        content = self.packet()
        (core,) = content.cores
        assert core.play is not None
        self.assertEqual(core.parts, ())
        self.assertEqual((core.play.overdue, core.play.on_time), ((), "Late items are listed above."))
        groups = {group.label: [line.text for line in group.said] for group in core.recorded[0].spoken}
        self.assertEqual(groups["Our side is late"], [f"{late.title}: ours, 5 days late"])
        keys = [section.key for section in content.sections]
        self.assertEqual(keys[:2], ["core", "glance"])

    def test_page_one_is_composed_from_what_is_open_with_the_partner(self) -> None:
        asked = make.outcome(self.cast, self.meeting, kind=OutcomeKind.REQUEST, clause="Open a port office.")
        Outcome.objects.filter(pk=asked.pk).update(answer=Answer.UNANSWERED)
        theirs, waiting = self.item(title="Harbour contact list"), self.item(title="Tide tables")
        Commitment.objects.filter(pk=theirs.pk).update(
            owed_by=OwedBy.THEIRS, due_on=TODAY - datetime.timedelta(days=45)
        )
        Commitment.objects.filter(pk=waiting.pk).update(state=CommitmentState.REPORTED)
        (core,) = self.packet().cores
        (first, *_others) = core.recorded
        groups = {group.label: [(line.text, line.ref) for line in group.said] for group in first.spoken}
        self.assertIn("Open a port office.", groups["Unanswered requests and offers"][0][0])
        reference = shorten_reference(theirs.reference)
        self.assertEqual(
            groups["Their side is late"], [("Harbour contact list: theirs, 45 days late", reference)]
        )
        told = "Tide tables: reported complete, not confirmed"
        self.assertEqual(groups["Decisions needed"], [(told, shorten_reference(waiting.reference))])
        self.assertEqual(groups["Delegation of Valdoria"], [("Not stated.", "")])
        # Also a label with a name in it is there in the other language of the packet, with the name in it.
        names = {group.label: {one.language: one.text for one in group.names} for group in first.spoken}
        self.assertEqual(names["Their side is late"].keys(), names["Delegation of Valdoria"].keys())
        self.assertRegex(names["Delegation of Valdoria"]["ko"], r"^\S+ 대표단$")

    def test_page_one_gives_the_day_of_completion_as_the_scorecard_does(self) -> None:
        kept = make.advance(self.cast, self.item(title="Tide tables"), CommitmentState.FULFILLED)
        reported = TODAY - datetime.timedelta(days=20)
        for closed, told in (
            (TODAY, "Tide tables: fulfilled on 19 Feb 2026, closed 11 Mar 2026"),
            (reported, "Tide tables: fulfilled on 19 Feb 2026"),
        ):
            Commitment.objects.filter(pk=kept.pk).update(closed_on=closed, due_on=None)
            kept.responsibilities.update(reported_on=reported)
            content = self.packet()
            (first, *_others) = content.cores[0].recorded
            said = [line.text.replace("\u00a0", " ") for group in first.spoken for line in group.said]
            self.assertIn(told, said)
            rows = [row for group in content.groups for row in group.rows if row.title == "Tide tables"]
            self.assertIn("completed 19 Feb 2026", str(rows).replace("\\xa0", " "))

    def test_what_was_given_in_confidence_is_not_on_page_one(self) -> None:
        late = self.item(title="Patrol routes")
        Commitment.objects.filter(pk=late.pk).update(due_on=TODAY - datetime.timedelta(days=5))
        Outcome.objects.filter(pk=late.outcome_id).update(in_confidence=True)
        said = str(self.packet().cores)
        self.assertNotIn("Patrol routes", said)
        draft = draft_from_record(self.meeting, reader=self.cast.officer, now=NOW)
        self.assertEqual((draft.objectives, draft.messages), ("", ""))

    def test_a_brief_names_late_items_in_words_with_their_numbers_after(self) -> None:
        self.brief(why="They asked.")
        late = self.item()
        Commitment.objects.filter(pk=late.pk).update(due_on=TODAY - datetime.timedelta(days=1))
        (core,) = self.packet().cores
        assert core.play is not None
        told = f"{late.title}: ours, 1 day late ({shorten_reference(late.reference)})"
        self.assertEqual((core.play.overdue, core.recorded), ((told,), ()))

    def test_an_officer_can_begin_with_what_the_record_has(self) -> None:
        ours, theirs = self.item(title="Tide tables"), self.item(title="Harbour contact list")
        Commitment.objects.update(due_on=TODAY - datetime.timedelta(days=2))
        Commitment.objects.filter(pk=theirs.pk).update(
            owed_by=OwedBy.THEIRS, classification=Classification.CONFIDENTIAL
        )
        draft = draft_from_record(self.meeting, reader=self.cast.officer, now=NOW)
        reference = shorten_reference(theirs.reference)
        self.assertEqual(draft.objectives, f"- Harbour contact list: theirs, 2 days late ({reference})")
        self.assertEqual(
            draft.messages, f"- Tide tables: ours, 2 days late ({shorten_reference(ours.reference)})"
        )
        self.assertEqual((draft.pk, draft.classification), (None, Classification.CONFIDENTIAL))

    def test_times_are_told_in_the_place_and_in_both_capitals(self) -> None:
        self.brief(events="10:05 | We open | Minister | First\n01:00 | Night\nlater | Close")
        Meeting.objects.filter(pk=self.meeting.pk).update(time_zone="Asia/Seoul")
        found = self.scenario()
        self.assertEqual(found.places, ("Seoul", "Port Serin"))
        self.assertEqual(
            [event.times for event in found.events[:2]],
            [("10:05", "04:05"), ("01:00", "19:00\u00a0−1\u00a0d")],
        )
        self.assertEqual((found.events[2].times, found.events[2].what), (("", ""), "later"))
        Meeting.objects.filter(pk=self.meeting.pk).update(time_zone="America/New_York")
        self.assertEqual(self.scenario().places, ("New York", "Seoul", "Port Serin"))
        Meeting.objects.filter(pk=self.meeting.pk).update(time_zone="", held_on=None)
        undated = self.scenario()
        self.assertEqual((undated.places, undated.events[0].times), (("Port Serin",), ("10:05",)))

    def test_courtesy_words_stand_under_the_languages_of_both_sides(self) -> None:
        self.brief(courtesy="Thank you | Thanks | thanks | 감사합니다")
        courtesies = self.scenario().courtesies
        assert courtesies is not None
        self.assertEqual(courtesies.heads, ("Meaning", "English", "Pronunciation", "Korean"))
        self.assertEqual(courtesies.rows[0].ours, "감사합니다")

    def test_items_touched_are_those_that_the_reader_may_read(self) -> None:
        named, hidden = self.item(title="Share records"), self.item(classification=Classification.SECRET)
        text = f"{named.reference} {shorten_reference(hidden.reference)} XV-2020-0001 KH-2026-0001"
        topic = self.topic(items=text)
        self.assertEqual([item.title for item in topic.touched], ["Share records"])
        cleared = self.packet(reader=self.cast.head).topics[0].touched
        self.assertEqual(
            [item.ref for item in cleared],
            [shorten_reference(named.reference), shorten_reference(hidden.reference)],
        )

    def test_items_that_the_texts_name_are_touched_where_none_are_listed(self) -> None:
        item = self.item()
        topic = self.topic(points=f"**Ask.** When? ({shorten_reference(item.reference)})")
        self.assertEqual([touched.ref for touched in topic.touched], [shorten_reference(item.reference)])

    def test_last_time_is_the_last_meeting_on_record_where_none_is_written(self) -> None:
        self.assertNotIn("last_time", [part.name for part in self.topic().front])
        earlier = make.meeting(self.cast, title="Earlier talks", held_on=datetime.date(2025, 3, 4))
        make.outcome(self.cast, earlier)
        last = self.packet().topics[0].front[-1]
        self.assertEqual((last.lead, last.text), ("4\u00a0March\u00a02025, Earlier talks.", "1 outcome."))
        TopicBrief.objects.update(last_time="As we remember it.")
        last = self.packet().topics[0].front[-1]
        self.assertEqual((last.lead, last.text), ("", "As we remember it."))

    def test_a_press_line_says_until_when(self) -> None:
        line = self.topic(press_line="We met.", press_until=TODAY).front[-1]
        self.assertEqual((line.text, line.note[:32]), ("“We met.”", "The press line may be used until"))
        TopicBrief.objects.update(press_until=TODAY - datetime.timedelta(days=1))
        self.assertIn("The press line must not be used", self.packet().topics[0].front[-1].note)

    def test_titles_in_other_languages_and_the_running_title(self) -> None:
        topic = self.topic(titles="ko | 항만\nno language", running_title="Harbours, rescue at sea!")
        self.assertEqual([(name.language, name.text) for name in topic.names], [("ko", "항만")])
        self.assertEqual(topic.short, "T1 Harbours, rescue at s")
        self.assertEqual(topic.division, "Asia")

    def test_several_meetings_stand_in_the_order_in_which_they_were_asked_for(self) -> None:
        second = make.meeting(self.cast, title="A call on the way", held_on=datetime.date(2026, 12, 18))
        first = make.meeting(self.cast, title="A visit before", held_on=datetime.date(2026, 12, 16))
        for at in (second, self.meeting, first):
            self.brief(at, why=f"Why {at.title}", place="Here", duty_officer=f"Duty {at.pk}")
            Brief.objects.filter(meeting=at).update(joint_statement=f"Said at {at.title}")
            self.sheet(at=at, title=f"Topic of {at.title}")
        content = self.packet(second, first)
        asked = [self.meeting.title, second.title, first.title]
        self.assertEqual([core.occasion for core in content.cores], asked)
        self.assertEqual([core.play is not None for core in content.cores], [True, False, False])
        self.assertEqual([scenario.occasion for scenario in content.scenarios], asked)
        self.assertEqual([topic.title for topic in content.topics], [f"Topic of {title}" for title in asked])
        self.assertEqual([topic.number for topic in content.topics], ["T1", "T2", "T3"])
        whens = [fact.lines[0] for fact in content.cover.facts if fact.label == "Date and time"]
        self.assertEqual(whens, asked)
        duty = content.cover.duty
        assert duty is not None
        named = [f"{at.title}: Duty {at.pk}" for at in (self.meeting, second, first)]
        self.assertEqual(list(duty.lines), named)
        self.assertEqual(content.joint_statement.split("\n\n"), [f"Said at {title}" for title in asked])
        Brief.objects.update(duty_officer="Duty")
        of_one = self.packet(second, first).cover.duty
        self.assertEqual(of_one and of_one.lines, ("Duty",))
        keys = [section.key for section in content.sections]
        self.assertEqual(keys[: keys.index("t3") + 1], ["core", "scenario", "t1", "t2", "t3"])

    def test_wordings_of_two_meetings_say_at_which_their_number_holds(self) -> None:
        second = make.meeting(self.cast, title="A call on the way", held_on=datetime.date(2026, 12, 18))
        for at in (second, self.meeting):
            ProposedWording.objects.create(
                meeting=at, number=1, title="List", wording="Both sides will.", recorded_at=NOW
            )
        content = self.packet(second)
        asked = [("N-1", self.meeting.title), ("N-1", second.title)]
        self.assertEqual([(one.number, one.occasion) for one in content.proposed], asked)
        assert content.notes is not None
        titles = [note.title for note in content.notes.rows]
        self.assertEqual(titles, [f"List · {title}" for _number, title in asked])
        self.assertEqual([one.occasion for one in self.packet().proposed], [""])

    def test_what_is_above_the_reader_is_not_there_and_what_is_there_marks_the_packet(self) -> None:
        self.brief(why="The canary sings.", classification=Classification.SECRET)
        self.sheet(not_to_be_disclosed="The canary sings.", classification=Classification.SECRET)
        self.assertNotIn("canary", repr(self.packet()))
        cleared = self.packet(reader=self.cast.head)
        self.assertEqual(cleared.marking, "SECRET")
        self.assertIn("canary", repr(cleared.cores))
        self.assertIn("canary", repr(cleared.topics))

    def test_what_is_over_its_limits_is_said_under_its_label(self) -> None:
        self.brief(messages="a\nb\nc\nd", why="word " * 400)
        faults = self.packet().cores[0].faults
        self.assertTrue(faults[0].startswith("Key messages: At most 3"))
        self.assertTrue(faults[1].startswith("Purpose of the meeting: The core brief has 404 words"))
        self.assertEqual(self.packet().cores[0].shorten, "Purpose of the meeting")
        self.assertTrue(
            self.topic(points="a\nb\nc\nd\ne\nf").faults[0].startswith("Points to make: At most 5")
        )
