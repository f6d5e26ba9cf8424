"""The annotated agenda: each item in order; history, position, line and latest updates of each open item."""

import datetime
from dataclasses import replace
from itertools import chain
from typing import Any, ClassVar

from django.test import TestCase
from django.urls import reverse

from commitments.enums import AccessKind, Classification, CommitmentState, ConsentPurpose, Health, Side
from commitments.lifecycle import originators, progress
from commitments.meetings import agenda
from commitments.models import (
    AccessLogEntry,
    AgendaItem,
    AgendaPaper,
    AgendaPoint,
    Commitment,
    Meeting,
    ProgressUpdate,
    TopicBrief,
    User,
)
from commitments.records import edits
from commitments.tables import annotated_agenda
from tests import make
from tests.cast import NOW, TODAY, Cast, gather
from tests.commitments.api.programs import MEETINGS, program
from tests.commitments.packets.reading import MM, latin_words, outer_lines


class AnnotatedAgendaTests(TestCase):
    cast: ClassVar[Cast]
    item: ClassVar[Commitment]
    meeting: ClassVar[Meeting]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.item = make.commitment(cls.cast, state=CommitmentState.IN_PROGRESS, title="Share ferry records")
        cls.meeting = make.meeting(cls.cast, title="The next talks", held=False)
        point = AgendaPoint(meeting=cls.meeting, title="Harbours", minutes_allotted=15)
        agenda.add_point(point, by=cls.cast.officer, now=NOW)
        sheet = TopicBrief(
            meeting=cls.meeting,
            number=1,
            title="Harbours",
            objective="A new breakwater",
            points="- **Ask** for the plans",
            items=cls.item.reference,
        )
        edits.create_record(sheet, by=cls.cast.officer, now=NOW)

    def report(self, text: str, side: Side, *, in_confidence: bool = False) -> None:
        progress.record_update(
            self.item,
            text=text,
            side=side,
            health=Health.ON_TRACK,
            reported_on=TODAY,
            in_confidence=in_confidence,
            by=self.cast.officer,
            now=NOW,
        )

    def build(self, reader: Any = None) -> annotated_agenda.AnnotatedAgenda:
        return annotated_agenda.build_agenda(self.meeting, reader=reader or self.cast.officer, now=NOW)

    def facts(self) -> dict[str, str]:
        (item,) = self.build().points[0].items
        return {label: " / ".join(lines) for label, lines in item.facts}

    def test_an_open_item_has_its_history_position_line_and_latest_updates(self) -> None:
        self.report("The records are copied.", Side.OURS)
        self.report("They will come in May.", Side.THEIRS)
        told = self.facts()
        self.assertIn("4\N{NO-BREAK SPACE}Mar\N{NO-BREAK SPACE}2026", told["History"])
        self.assertIn("First time on an agenda", told["History"])
        self.assertEqual(told["Our position"], "A new breakwater")
        self.assertEqual(told["Line to take"], "– Ask for the plans")
        self.assertIn("The records are copied.", told["Latest update of our side"])
        self.assertIn("They will come in May.", told["Latest update of their side"])
        edits.change_record(
            self.item, {"line_to_take": "We need all of them."}, by=self.cast.officer, now=NOW
        )
        self.assertEqual(self.facts()["Line to take"], "We need all of them.")

    def test_in_korean_the_earlier_meeting_has_its_korean_title_and_english_texts_are_labelled(self) -> None:
        earlier = self.item.outcome.meeting
        edits.change_record(earlier, {"titles": "ko | 제1차 회담"}, by=self.cast.officer, now=NOW)
        edits.change_record(self.item, {"line_to_take": "We need them."}, by=self.cast.officer, now=NOW)
        User.objects.filter(pk=self.cast.officer.pk).update(language="ko")
        (item,) = self.build(User.objects.get(pk=self.cast.officer.pk)).points[0].items
        history, line = ("\n".join(lines) for _label, lines in (item.facts[0], item.facts[2]))
        self.assertRegex(history, "제1차 회담: “[^”]+” [(]영어만[)]")
        self.assertNotIn(earlier.title, history)
        self.assertEqual(line, "We need them. (영어만)")

    def test_clauses_and_updates_are_whole_and_a_very_long_text_ends_with_a_word(self) -> None:
        clause = " ".join(f"Article {number} is applied." for number in range(40))
        self.item.outcome.__class__.objects.filter(pk=self.item.outcome_id).update(clause=clause)
        self.report(f"{clause} All is said.", Side.OURS)
        self.report("ferries " * 400, Side.THEIRS)
        told = self.facts()
        self.assertIn(clause, told["History"])
        self.assertTrue(told["Latest update of our side"].endswith("All is said."))
        self.assertTrue(told["Latest update of their side"].endswith(" ferries …"))

    def test_a_proposal_or_counter_proposal_without_an_answer_says_since_when(self) -> None:
        for is_countered, told in ((False, "no answer since"), (True, "counter-proposal of")):
            Commitment.objects.update(
                state=CommitmentState.PROPOSED, is_countered=is_countered, proposed_on=TODAY
            )
            (item,) = self.build().points[0].items
            self.assertIn(told, item.status)

    def test_the_items_stand_in_the_order_of_the_agenda(self) -> None:
        points = self.build().points
        self.assertEqual([point.title for point in points], ["Open items", "Harbours"])
        self.assertEqual(points[1].about, "15 min")
        self.assertEqual(dict(points[1].facts)["Our position"], ("A new breakwater",))

    def test_what_was_given_in_confidence_is_withheld_and_the_paper_is_marked_as_its_highest(self) -> None:
        self.report("A promise behind closed doors.", Side.THEIRS, in_confidence=True)
        self.assertNotIn("closed doors", str(self.build()))
        self.assertIn("given in confidence", self.facts()["Latest update of their side"])
        self.assertEqual(self.build().level, Classification.RESTRICTED)
        secret = AgendaPoint(meeting=self.meeting, title="Wrecks", classification=Classification.CONFIDENTIAL)
        agenda.add_point(secret, by=self.cast.head, now=NOW)
        self.meeting.refresh_from_db()
        self.assertEqual(self.build(self.cast.head).marking, "CONFIDENTIAL")
        agenda.change_point(
            secret, {"in_confidence": True}, expected=secret.version, by=self.cast.head, now=NOW
        )
        self.assertNotIn("Wrecks", str(self.build(self.cast.head)))

    def test_what_a_third_state_gave_needs_its_consent_to_each_kind_of_file_and_is_named(self) -> None:
        self.report("Ruritania says that they have no ferries.", Side.THEIRS)
        wrecks = AgendaPoint(meeting=self.meeting, title="Wrecks off Ruritania", originator="Ruritania")
        agenda.add_point(wrecks, by=self.cast.officer, now=NOW)
        chart = AgendaPaper(point=wrecks, description="Chart of the wrecks")
        agenda.add_paper(chart, by=self.cast.officer, now=NOW)
        update = ProgressUpdate.objects.get()
        originators.set_originator(update, "Ruritania", by=self.cast.officer, now=NOW)
        given = ("they have no ferries", "Wrecks off Ruritania", "Chart of the wrecks")
        for purpose in (ConsentPurpose.PRINT, ConsentPurpose.EXPORT):
            paper = annotated_agenda.build_agenda(
                self.meeting, reader=self.cast.officer, now=NOW, purpose=purpose
            )
            self.assertEqual([text for text in (*given, "Ruritania") if text in str(paper)], [])
            for record in (update, wrecks):
                originators.record_consents(
                    record,
                    [purpose],
                    given_by="Their embassy",
                    given_on=TODAY,
                    document="Note 12/2026",
                    by=self.cast.head,
                    now=NOW,
                )
            paper = annotated_agenda.build_agenda(
                self.meeting, reader=self.cast.officer, now=NOW, purpose=purpose
            )
            self.assertEqual([text for text in given if text not in str(paper)], [])
            self.assertEqual(paper.marking, "RESTRICTED · Information from Ruritania")

    def test_a_marking_with_third_states_takes_two_lines_at_most(self) -> None:
        made = annotated_agenda.build_agenda(
            self.meeting, reader=self.cast.officer, now=NOW, purpose=ConsentPurpose.PRINT
        )
        names = "Ruritania", "United Provinces of Graustark and the Islands", "Kingdom of Syldavia"
        for count in (1, 3):
            marking = f"RESTRICTED · Information from {', '.join(names[:count])} · Demonstration data"
            pages = outer_lines(annotated_agenda._pdf(replace(made, marking=marking)), 16 * MM, 288 * MM)
            for lines in chain.from_iterable(pages):
                self.assertEqual(latin_words(" ".join(lines)), latin_words(marking))
                self.assertLessEqual(len(lines), 2)

    def test_the_words_of_an_outcome_need_consent_to_the_kind_of_file(self) -> None:
        originators.set_originator(self.item.outcome, "Ruritania", by=self.cast.officer, now=NOW)
        originators.record_consents(
            self.item.outcome,
            [ConsentPurpose.EXPORT],
            given_by="Their embassy",
            given_on=TODAY,
            document="Note 12/2026",
            by=self.cast.head,
            now=NOW,
        )
        self.assertNotIn("Share ferry records", str(self.build()))
        word = annotated_agenda.build_agenda(
            self.meeting, reader=self.cast.officer, now=NOW, purpose=ConsentPurpose.EXPORT
        )
        self.assertIn("Share ferry records", str(word))

    def test_the_paper_is_marked_as_the_earlier_meetings_that_it_quotes(self) -> None:
        self.assertEqual(self.build().level, Classification.RESTRICTED)
        held = make.meeting(self.cast, title="Talks in camera", held_on=TODAY - datetime.timedelta(days=5))
        place = AgendaItem(meeting=held, commitment=self.item, discussion="They asked for time.")
        place.raised_on = held.held_on
        edits.create_record(place, by=self.cast.head, now=NOW)
        Meeting.objects.filter(pk=held.pk).update(classification=Classification.CONFIDENTIAL)
        paper = self.build(self.cast.head)
        self.assertIn("They asked for time.", str(paper))
        self.assertEqual(paper.level, Classification.CONFIDENTIAL)

    def test_an_item_or_an_update_that_the_reader_may_not_read_is_not_in_it(self) -> None:
        hidden = make.outcome(self.cast, classification=Classification.SECRET, by=self.cast.head)
        secret: dict[str, Any] = {
            "classification": Classification.SECRET,
            "state": CommitmentState.IN_PROGRESS,
        }
        item = make.commitment(self.cast, hidden, title="Wrecks at sea", by=self.cast.head, **secret)
        self.assertTrue(AgendaItem.objects.filter(meeting=self.meeting, commitment=item).exists())
        update: dict[str, Any] = {
            "side": Side.OURS,
            "health": Health.ON_TRACK,
            "reported_on": TODAY,
            "recorded_at": NOW,
        }
        ProgressUpdate.objects.create(
            commitment=item, text="The divers left.", classification=Classification.SECRET, **update
        )
        for text in ("Wrecks at sea", "The divers left."):
            self.assertIn(text, str(self.build(self.cast.head)))
            self.assertNotIn(text, str(self.build()))
        self.assertEqual(self.build(self.cast.head).level, Classification.SECRET)
        self.assertEqual(self.build().level, Classification.RESTRICTED)

    def test_both_files_are_made_and_logged(self) -> None:
        self.client.force_login(self.cast.officer)
        for ending, start in (("pdf", b"%PDF"), ("docx", b"PK")):
            address = reverse("admin:commitments_meeting_annotated", args=(self.meeting.pk, ending))
            answer = self.client.get(address)
            self.assertTrue(answer.content.startswith(start), ending)
            taken = AccessLogEntry.objects.filter(kind=AccessKind.EXPORTED, subject_id=self.meeting.pk)
            self.assertIn(ending, taken.latest("pk").note)
        wrong = reverse("admin:commitments_meeting_annotated", args=(self.meeting.pk, "exe"))
        self.assertEqual(self.client.get(wrong).status_code, 404)
        self.client.force_login(self.cast.stranger)
        self.assertEqual(self.client.get(address).status_code, 404)

    def test_a_program_downloads_the_same_files_by_the_same_rules(self) -> None:
        address = f"{MEETINGS}{self.meeting.reference}/annotated-agenda/"
        client = program(self.cast.officer)
        for query, start in (({}, b"%PDF"), ({"kind": "docx"}, b"PK")):
            answer = client.get(address, query)
            self.assertTrue(answer.content.startswith(start), answer.content[:200])
            self.assertIn("_agenda.", answer.headers["Content-Disposition"])
        taken = AccessLogEntry.objects.filter(kind=AccessKind.EXPORTED, subject_id=self.meeting.pk)
        self.assertEqual(taken.count(), 2)
        for query in ({"kind": "exe"}, {"as_of": "2026-03-01"}, {"other": "x"}):
            self.assertEqual(client.get(address, query).status_code, 400)
        absent = f"{MEETINGS}M-XV-2026-999/annotated-agenda/"
        for person in (self.cast.stranger, self.cast.reader, self.cast.administrator):
            other = program(person)
            hidden = other.get(address)
            self.assertEqual((hidden.status_code, hidden.content), (404, other.get(absent).content))
        outside = program(self.cast.officer, is_external=True).get(address)
        self.assertEqual((outside.status_code, outside.json()["code"]), (403, "outside"))
