"""What officers write for a packet: found on the meeting's page, behind the door, limits only told."""

import datetime
import re
from typing import Any
from unittest import mock

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commitments.access import policy
from commitments.admin.packets import briefs
from commitments.audit import log
from commitments.enums import Classification, CommitmentState, MeetingState
from commitments.errors import Refused
from commitments.lifecycle import approvals
from commitments.models import AuditRow, Brief, Commitment, Meeting, ProposedWording, TopicBrief, User
from commitments.packets.archive import requests
from commitments.packets.briefs import (
    PartPreview,
    create_written,
    edit_written,
    print_earlier,
    remove_written,
    render_preview,
)
from commitments.packets.render.printing import PrintedFile
from commitments.records import edits
from commitments.records.references import shorten_reference
from commitments.search import index
from tests import make
from tests.cast import NOW, Cast, gather
from tests.flat import flat

BASE = "/admin/commitments"


class BriefCase(TestCase):
    cast: Cast
    meeting: Meeting

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.meeting = make.meeting(cls.cast, title="Talks ahead", held=False)

    def setUp(self) -> None:
        self.client.force_login(self.cast.officer)
        self.page = f"{BASE}/meeting/{self.meeting.pk}/change/"

    def add(self, kind: str, **values: Any) -> Any:
        given = {"meeting": self.meeting.pk, "classification": 1, **values}
        return self.client.post(f"{BASE}/{kind}/add/?meeting={self.meeting.pk}", given)

    def change(self, record: Any, **values: Any) -> Any:
        page = f"{BASE}/{record._meta.model_name}/{record.pk}/change/"
        form = self.client.get(page).context["form"]
        standing = {name: form[name].value() for name in form.fields}
        given = {name: value for name, value in standing.items() if value not in (None, False)}
        return self.client.post(page, {**given, **values})

    def brief(self, by: User | None = None, **values: Any) -> Brief:
        made = Brief(meeting=self.meeting, **values)
        create_written(made, by=by or self.cast.officer, now=NOW)
        return made

    def topic(self, title: str, **values: Any) -> TopicBrief:
        made = TopicBrief(meeting=self.meeting, title=title, **values)
        create_written(made, by=self.cast.head, now=NOW)
        return made


class MeetingsPageTests(BriefCase):
    def test_a_new_brief_can_start_from_the_record(self) -> None:
        item = make.commitment(
            self.cast,
            make.outcome(self.cast, self.meeting),
            title="Tide tables",
            state=CommitmentState.ACCEPTED,
        )
        Commitment.objects.filter(pk=item.pk).update(due_on=NOW.date() - datetime.timedelta(days=3))
        page = f"{BASE}/brief/add/?meeting={self.meeting.pk}"
        self.assertContains(self.client.get(page), "Start from the record")
        begun = self.client.get(f"{page}&from=record")
        self.assertContains(begun, "Composed from the record. Edit the text")
        self.assertIn("Tide tables: ours", begun.context["form"]["messages"].value())
        self.assertFalse(Brief.objects.exists())

    def test_an_empty_brief_teaches_and_each_part_is_begun_in_one_press(self) -> None:
        shown = self.client.get(self.page)
        self.assertContains(shown, "Start with the core brief")
        for kind, label in (
            ("brief", "Core brief"),
            ("topicbrief", "Topic brief T1"),
            ("proposedwording", "Proposed wording N-1"),
        ):
            page = f"{BASE}/{kind}/add/?meeting={self.meeting.pk}"
            self.assertContains(shown, f'href="{page}')
            self.assertContains(shown, label)
            self.assertContains(self.client.get(page), 'type="hidden" name="meeting"')

    def test_each_part_says_what_is_missing_or_too_long_and_who_wrote_it(self) -> None:
        self.brief(why="word " * 301, messages="- a\n- b\n- c\n- d", events="10:05 | Arrival")
        self.topic("Harbours", points="- **Thank** them", objective="Sign")
        shown = self.client.get(self.page)
        for words in (
            "missing: objectives, main request",
            "too long: purpose of the meeting, key messages",
            "305 of 300 words",
            "1 line",
            "T1 Harbours",
            "1 point",
            "Topic brief T2",
            "Officer, ",
            "Head, ",
        ):
            self.assertContains(shown, words)
        self.assertNotContains(shown, "Start with the core brief")

    def test_the_page_of_a_packet_leads_to_what_was_written_for_it(self) -> None:
        topic = self.topic("Harbours")
        packet = requests.request_packet(self.meeting, by=self.cast.officer, now=NOW)
        page = reverse("admin:commitments_packet_change", args=(packet.pk,))
        link = f'<a href="{BASE}/topicbrief/{topic.pk}/change/?part=front">T1 Harbours</a>'
        self.assertIn(link, flat(self.client.get(page).content.decode()))
        TopicBrief.objects.update(classification=Classification.SECRET)
        self.assertNotContains(self.client.get(page), "Harbours")

    def test_a_part_above_the_clearance_is_not_there_and_a_focal_point_sees_none(self) -> None:
        hidden = self.topic("Zanzibar", classification=Classification.SECRET)
        self.assertNotContains(self.client.get(self.page), "Zanzibar")
        for key in (hidden.pk, 999_999):
            page = f"{BASE}/topicbrief/{key}/change/"
            self.assertEqual(self.client.get(page).status_code, 404)
            self.assertEqual(self.client.post(page, {"title": "x"}).status_code, 404)
        self.assertNotContains(self.client.get(f"{BASE}/topicbrief/"), "Zanzibar")
        self.client.force_login(self.cast.focal_point)
        self.assertEqual(self.client.get(self.page).status_code, 404)
        self.assertEqual(self.client.get(f"{BASE}/topicbrief/").context["cl"].result_count, 0)

    def test_who_reads_the_meeting_reads_its_brief_and_writes_none(self) -> None:
        brief = self.brief(why="Because.")
        self.client.force_login(self.cast.auditor)
        self.assertContains(self.client.get(self.page), "Core brief")
        self.assertNotContains(self.client.get(self.page), "Topic brief T1")
        shown = self.client.get(f"{BASE}/brief/{brief.pk}/change/")
        self.assertContains(shown, "Because.")
        self.assertNotContains(shown, "<textarea")

    def test_its_queries_do_not_grow(self) -> None:
        self.topic("First")
        self.client.get(self.page)
        with CaptureQueriesContext(connection) as caught:
            self.client.get(self.page)
        for number in range(3):
            self.topic(f"More {number}")
        with self.assertNumQueries(len(caught)):
            self.client.get(self.page)


class TwoLanguagesTests(BriefCase):
    def page_of(self, record: Any) -> str:
        return f"{BASE}/{record._meta.model_name}/{record.pk}/change/"

    def test_a_second_language_is_offered_and_then_stands_beside_the_text(self) -> None:
        brief = self.brief(why="To open the ports.")
        page = flat(self.client.get(self.page_of(brief)).content.decode())
        self.assertIn('href="?in=ko"', page)
        self.assertNotIn("why_translation", page)
        shown = self.client.get(f"{self.page_of(brief)}?in=ko")
        line = next(line for line in shown.context["groups"][0].lines if line[0].name == "why")
        self.assertEqual([one.name for one in line], ["why", "why_translation"])
        self.assertEqual(shown.context["form"]["translation_language"].value(), "ko")

    def test_both_texts_are_saved_and_their_limits_are_told(self) -> None:
        brief = self.brief(why="To open the ports.", translation_language="ko")
        entries = "\n".join(f"- 항만 {number}" for number in range(5))
        self.change(brief, why_translation="항만을 연다.", objectives_translation=entries)
        both = Brief.objects.values_list("why", "why_translation").get(pk=brief.pk)
        self.assertEqual(both, ("To open the ports.", "항만을 연다."))
        told = self.client.get(self.page_of(brief)).context["groups"][0].lines[1][1].told
        self.assertIn("5 of 3 entries", told.text)
        self.assertTrue(told.is_over)

    def test_the_second_language_is_another_and_its_lines_are_read(self) -> None:
        brief = self.brief(why="To open the ports.", translation_language="ko")
        answer = self.change(brief, translation_language="en", text_language="en")
        self.assertContains(answer, "Select a language other than that of the text.")
        self.assertContains(self.change(brief, events_translation="25:99 | 도착"), "25:99")

    def test_the_preview_is_in_the_language_of_the_reader(self) -> None:
        User.objects.filter(pk=self.cast.officer.pk).update(language="ko")
        brief = self.brief(
            why="To open the ports.", why_translation="항만을 연다.", translation_language="ko"
        )
        reader = User.objects.get(pk=self.cast.officer.pk)
        with mock.patch("commitments.packets.briefs.print_html") as printer:
            printer.return_value = PrintedFile(b"", 1, (), (), ())
            render_preview(brief, reader=reader, now=NOW)
        self.assertIn("연다", printer.call_args[0][0].replace("\u2060", ""))
        self.assertNotIn("To open the ports.", printer.call_args[0][0])


class WritingTests(BriefCase):
    def test_what_is_written_has_its_number_its_history_and_leads_back_to_the_meeting(self) -> None:
        answer = self.add("topicbrief", title="Harbours")
        self.assertRedirects(answer, f"{self.page}#brief", fetch_redirect_response=False)
        topic = TopicBrief.objects.get()
        self.assertEqual((topic.number, topic.recorded_by), (1, self.cast.officer))
        self.change(topic, points="- **Ask** for it")
        topic.refresh_from_db()
        self.assertEqual((topic.points, topic.version), ("- **Ask** for it", 2))
        rows = AuditRow.objects.filter(subject_type="commitments.TopicBrief", page_id=self.meeting.pk)
        self.assertEqual([row.action for row in rows], ["changed", "created"])
        history = self.client.get(f"{BASE}/topicbrief/{topic.pk}/history/")
        self.assertContains(history, "**Ask** for it")

    def test_what_stands_on_a_meetings_page_has_a_history_of_its_own(self) -> None:
        text = make.statement(self.cast, self.meeting, title="Our account")
        other = make.statement(self.cast, self.meeting, title="Their account")
        edits.change_record(text, {"title": "Our own account"}, by=self.cast.head, now=NOW)
        rows = policy.parts_of(text, log.list_history(text), self.cast.officer)
        self.assertEqual([row.action for row in rows], ["changed", "created"])
        self.assertNotIn(other.pk, {row.subject_id for row in rows})
        secret = self.topic("Zanzibar", classification=Classification.SECRET)
        rows = policy.parts_of(self.meeting, log.list_history(self.meeting), self.cast.officer)
        self.assertNotIn(
            ("commitments.TopicBrief", secret.pk), {(r.subject_type, r.subject_id) for r in rows}
        )

    def test_limits_are_told_and_stop_no_draft_but_letters_do(self) -> None:
        long = "\n".join(f"- message {n}" for n in range(5))
        self.assertEqual(self.add("brief", messages=long, why="word " * 400).status_code, 302)
        brief = Brief.objects.get()
        shown = self.client.get(f"{BASE}/brief/{brief.pk}/change/")
        self.assertContains(
            shown, "5 of 3 entries. At most 3 entries fit; this field has 5. Remove or combine entries."
        )
        self.assertContains(shown, 'class="told over" role="status" data-told="core"')
        refused = self.change(brief, ask="x" * 181)
        self.assertContains(refused, 'id="id_ask_error"')
        self.assertContains(refused, "x" * 181)
        told = self.client.post(f"{BASE}/brief/limits/", {"ask": "x" * 181, "messages": "- a\n- b"}).json()
        self.assertEqual(
            told["ask"],
            {"text": "181 of 180 characters. This text is too long to save. Shorten it.", "over": True},
        )
        self.assertEqual(told["messages"], {"text": "2 of 3 entries", "over": False})
        # What is longer than any word counts by its letters.
        self.assertEqual(told["core"]["text"], "33 of 300 words")

    def test_a_core_that_will_not_fit_on_its_page_says_so_whatever_its_words(self) -> None:
        lists = {
            name: "\n".join(f"- {number}" for number in range(14)) for name in ("messages", "not_to_say")
        }
        told = self.client.post(f"{BASE}/brief/limits/", lists | {"objectives": "1. A\n2. B"}).json()["core"]
        self.assertEqual(
            told, {"text": "32 of 300 words. The core brief must fit on one page. Shorten it.", "over": True}
        )
        told = self.client.post(f"{BASE}/brief/limits/", {"why": "word " * 290}).json()["core"]
        self.assertFalse(told["over"])
        lists["messages"] = "- a\n- b\n- c"
        told = self.client.post(f"{BASE}/brief/limits/", lists | {"why": "word " * 160}).json()["core"]
        self.assertTrue(
            told["text"].endswith("The core brief may take more than one page. Check the preview."), told
        )

    def test_a_wording_too_long_to_be_read_back_is_told_while_typing_and_once_saved(self) -> None:
        wording = "x" * 601
        told = self.client.post(f"{BASE}/brief/limits/", {"why": "外交 \U00013000"}).json()["why"]
        self.assertIn("prints their codes: \U00013000", told["text"])
        self.assertFalse(told["over"])
        told = self.client.post(f"{BASE}/proposedwording/limits/", {"wording": wording}).json()["wording"]
        said = "At most 600 characters can be read back; this wording has 601. Shorten it."
        self.assertEqual(told, {"text": f"601 of 600 characters. {said}", "over": True})
        self.assertEqual(
            self.add("proposedwording", title="W", wording=wording, strength="agreed").status_code, 302
        )
        self.assertContains(self.client.get(self.page), "too long: draft wording")
        proposal = ProposedWording.objects.get()
        self.assertContains(self.client.get(f"{BASE}/proposedwording/{proposal.pk}/change/"), said)

    def test_what_was_given_in_confidence_is_told_where_it_is_named(self) -> None:
        point = make.outcome(self.cast, self.meeting)
        item = make.commitment(self.cast, point)
        approvals.mark_confidential(point, by=self.cast.officer, now=NOW)
        typed = {
            "background": f"See {shorten_reference(item.reference)}.",
            "not_to_be_disclosed": item.reference,
            "points": "- None.",
        }
        told = self.client.post(f"{BASE}/topicbrief/limits/", typed).json()
        self.assertIn("was given in confidence", told["background"]["text"])
        for name in ("not_to_be_disclosed", "points"):
            self.assertNotIn("in confidence", told[name]["text"])
        typed["background"] = f"See {item.reference}."
        told = self.client.post(f"{BASE}/topicbrief/limits/", typed).json()
        self.assertIn("was given in confidence", told["background"]["text"])

    def test_a_bad_line_is_refused_at_its_field_with_its_number(self) -> None:
        answer = self.add("brief", events="10:05 | Arrival\nlater | Lunch", courtesy="Thank you")
        self.assertContains(answer, "Line 2: the time at the start is missing.")
        self.assertContains(answer, "Line 1: a cell is missing.")
        self.assertContains(
            self.add("topicbrief", title="T", titles="x"), "Line 1: the language code or the text is missing."
        )
        self.assertFalse(Brief.objects.exists())

    def test_items_touched_are_there_for_the_writer(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.IN_PROGRESS)
        secret = make.commitment(self.cast, classification=Classification.SECRET, title="Zanzibar")
        short = item.reference[5:]
        self.assertEqual(self.add("topicbrief", title="A", items=short).status_code, 302)
        said = "No item has this reference, or you have no access to the item: {}."
        for name in (secret.reference, "XV-2026-9999"):
            self.assertContains(self.add("topicbrief", title="B", items=name), said.format(name))
        self.assertContains(self.add("topicbrief", title="B", items="the first"), "Enter only references")

    def test_the_marking_lies_between_the_meetings_and_the_writers(self) -> None:
        self.assertContains(
            self.add("brief", classification=0), "Select the same or a higher classification."
        )
        self.assertContains(self.add("brief", classification=3), "above your clearance")
        self.assertEqual(self.add("brief", classification=2).status_code, 302)

    def test_a_late_save_shows_both_versions_and_who_saved(self) -> None:
        brief = self.brief(why="Mine")
        standing = {"as_seen": 1, "classification": 1, "why": "Typed late"}
        edit_written(brief, {"why": "Saved first"}, expected=1, by=self.cast.head, now=NOW)
        late = self.client.post(f"{BASE}/brief/{brief.pk}/change/", standing)
        self.assertContains(late, "Saved first", status_code=409)
        self.assertContains(late, "Typed late", status_code=409)
        self.assertContains(late, "Head saved this record on", status_code=409)

    def test_a_meeting_has_one_brief_and_three_wordings(self) -> None:
        brief = self.brief()
        again = self.client.get(f"{BASE}/brief/add/?meeting={self.meeting.pk}")
        self.assertRedirects(again, reverse("admin:commitments_brief_change", args=(brief.pk,)))
        self.assertContains(self.add("brief"), "This meeting already has a brief. Open that brief.")
        for number in (1, 2, 3):
            self.add("proposedwording", title=f"W{number}", wording="Both will.", strength="agreed")
        refused = self.add("proposedwording", title="W4", wording="Both will.", strength="agreed")
        self.assertContains(refused, "A packet has space for three proposed texts.")
        self.assertNotContains(self.client.get(self.page), "Proposed wording N-")
        second = ProposedWording.objects.get(number=2)
        page = self.client.get(f"{BASE}/proposedwording/{second.pk}/change/")
        self.assertContains(page, '<select name="strength"')
        self.assertContains(page, "Remove this wording…")
        step = f"{BASE}/proposedwording/{second.pk}/step/take-off/"
        self.assertContains(self.client.get(step), "Its text stays in the history of the meeting")
        self.assertRedirects(self.client.post(step), f"{self.page}#brief", fetch_redirect_response=False)
        self.assertContains(self.client.get(self.page), "Proposed wording N-2")

    def test_a_topic_changes_places_with_the_one_before_it_that_is_seen(self) -> None:
        first = self.topic("First")
        hidden = self.topic("Zanzibar", classification=Classification.SECRET)
        third = self.topic("Third")
        page = f"{BASE}/topicbrief/{third.pk}/change/"
        self.assertContains(self.client.get(page), "Move this topic up one place")
        self.assertNotContains(
            self.client.get(f"{BASE}/topicbrief/{first.pk}/change/"), "Move this topic up one place"
        )
        self.client.post(f"{BASE}/topicbrief/{third.pk}/step/earlier/")
        order = TopicBrief.objects.order_by("number").values_list("title", "number")
        self.assertEqual(list(order), [("Third", 1), ("Zanzibar", 2), ("First", 3)])
        hidden.refresh_from_db()
        self.assertEqual(hidden.version, 1)
        with self.assertRaises(Refused):
            print_earlier(TopicBrief.objects.get(number=1), by=self.cast.head, now=NOW)

    def test_another_desk_writes_nothing_and_nobody_after_the_closing(self) -> None:
        topic = self.topic("Harbours")
        self.client.force_login(self.cast.stranger)
        self.assertEqual(self.client.get(f"{BASE}/topicbrief/{topic.pk}/change/").status_code, 404)
        self.assertContains(self.add("topicbrief", title="x"), 'id="id_meeting_error"')
        self.assertEqual(TopicBrief.objects.count(), 1)
        self.client.force_login(self.cast.officer)
        Meeting.objects.filter(pk=self.meeting.pk).update(state=MeetingState.CLOSED)
        page = f"{BASE}/topicbrief/{topic.pk}/change/"
        self.assertNotContains(self.client.get(page), "<textarea")
        self.assertEqual(self.client.post(page, {"title": "y"}).status_code, 403)
        self.assertEqual(self.add("topicbrief", title="z").status_code, 200)
        self.assertEqual(TopicBrief.objects.get().title, "Harbours")


class FindingTests(BriefCase):
    def found(self, words: str) -> set[str]:
        """Name the records that are found, as their pages do."""
        body = self.client.get("/admin/search/", {"q": words}).content.decode()
        return set(re.findall(rf"{BASE}/((?:topicbrief|proposedwording)/\d+)/change/", body))

    def test_topics_and_wordings_are_found_by_all_their_parts(self) -> None:
        background = "A seaplane of theirs is missing."
        lamps = self.topic("Harbour lamps", titles="ko | 항구 등불", background=background)
        wording = ProposedWording(
            meeting=self.meeting, title="Lamps", wording="Both sides will lend beacons."
        )
        create_written(wording, by=self.cast.officer, now=NOW)
        secret = self.topic("Zanzibar", classification=Classification.SECRET)
        named = {"harbour lamps": lamps, "등불": lamps, "seaplane": lamps, "beacons": wording}
        for words, record in named.items():
            self.assertEqual(self.found(words), {f"{record._meta.model_name}/{record.pk}"})
        self.assertEqual(self.found("Zanzibar"), set())
        self.assertContains(self.client.get(f"{BASE}/topicbrief/", {"q": "harbour"}), "Harbour lamps")
        remove_written(secret, by=self.cast.head, now=NOW)
        self.assertEqual(index.list_outdated(), [])


class PreviewTests(BriefCase):
    """The printing itself is tried with the packet; here, what is handed to it and who is let in."""

    def setUp(self) -> None:
        super().setUp()
        made = PartPreview(PrintedFile(b"%PDF-1.7 a part", 1, ()), Classification.CONFIDENTIAL)
        self.printing = self.enterContext(mock.patch.object(briefs, "render_preview", return_value=made))

    def preview(self, path: str, **values: Any) -> Any:
        return self.client.post(f"{BASE}/{path}", {"classification": 1, **values})

    def test_what_is_typed_is_handed_on_however_wrong_and_nothing_is_saved(self) -> None:
        brief = self.brief(why="As saved")
        answer = self.preview(f"brief/{brief.pk}/preview/", why="As typed", ask="x" * 181, events="later | x")
        self.assertEqual((answer["Content-Type"], answer.content), ("application/pdf", b"%PDF-1.7 a part"))
        self.assertIn("no-store", answer["Cache-Control"])
        name = f'inline; filename="{self.meeting.reference} preview CONFIDENTIAL.pdf"'
        self.assertTrue(answer["Content-Disposition"].startswith(name))
        written = self.printing.call_args.args[0]
        self.assertEqual((written.why, len(written.ask), written.events), ("As typed", 181, "later | x"))
        brief.refresh_from_db()
        self.assertEqual((brief.why, brief.version), ("As saved", 1))

    def test_a_new_topic_is_previewed_under_its_number_and_marked_as_the_meeting_is(self) -> None:
        self.topic("First")
        self.preview(
            f"topicbrief/preview/?meeting={self.meeting.pk}", meeting=self.meeting.pk, title="Second"
        )
        written = self.printing.call_args.args[0]
        self.assertEqual((written.number, written.classification), (2, self.meeting.classification))
        self.assertEqual(TopicBrief.objects.count(), 1)
        nowhere = self.preview("topicbrief/preview/", title="Second")
        self.assertContains(nowhere, "Select the meeting first.", status_code=409)

    def test_one_at_a_time_is_printed_for_a_person(self) -> None:
        brief = self.brief()
        path = f"brief/{brief.pk}/preview/"

        def meanwhile(*_args: Any, **_more: Any) -> PartPreview:
            second = self.preview(path)
            self.assertContains(second, "still being created", status_code=409)
            raise Refused("It is too long.", "packet_ended")

        self.printing.side_effect = meanwhile
        self.assertContains(self.preview(path), "It is too long.", status_code=409)
        self.printing.side_effect = None
        self.assertEqual(self.preview(path).status_code, 200)

    def test_who_may_not_write_it_sees_no_preview(self) -> None:
        brief = self.brief(by=self.cast.head, classification=Classification.SECRET)
        for key in (brief.pk, 999_999):
            self.assertEqual(self.preview(f"brief/{key}/preview/").status_code, 404)
        self.client.force_login(self.cast.auditor)
        self.assertEqual(self.preview(f"brief/{brief.pk}/preview/").status_code, 403)
        self.assertEqual(self.preview("brief/preview/", meeting=self.meeting.pk).status_code, 403)
        self.printing.assert_not_called()
        with self.assertLogs("django.request"):
            self.assertEqual(self.client.get(f"{BASE}/brief/{brief.pk}/preview/").status_code, 405)
