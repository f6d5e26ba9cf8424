"""Go to: what is found, in which order, with which passage, by whom, at what cost."""

import datetime
import unicodedata
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils.formats import date_format

from commitments.access import grants, querysets
from commitments.admin.search_texts import HitGroup, SearchHit
from commitments.enums import ApprovalKind, Classification, CommitmentState, Health, OutcomeKind, OwedBy, Side
from commitments.language.phrases.specification import on_day
from commitments.lifecycle import progress
from commitments.lifecycle.next_steps import PlannedStep
from commitments.meetings import agenda
from commitments.models import (
    AgendaItem,
    AgendaPaper,
    AgendaPoint,
    Approval,
    Clause,
    Commitment,
    DelegationMember,
    FollowUp,
    Holiday,
    Meeting,
    Ministry,
    MinistryName,
    Minutes,
    MinutesChange,
    Official,
    OfficialName,
    Outcome,
    TopicBrief,
)
from commitments.records import edits
from commitments.search import index, query
from commitments.tables.minutes import digest_of
from tests import make
from tests.cast import NOW, TODAY, Cast, gather

LATER = TODAY + datetime.timedelta(days=60)
FIND = "/admin/search/"
COOPERATION = "កិច្ចសហប្រតិបត្តិការ"


class Finding(TestCase):
    cast: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def setUp(self) -> None:
        self.client.force_login(self.cast.officer)

    def groups(self, words: str) -> list[HitGroup]:
        response = self.client.get(FIND, {"q": words})
        self.assertEqual(response.status_code, 200, words)
        found: list[HitGroup] = response.context["groups"]
        return found

    def hits(self, words: str) -> list[SearchHit]:
        return [hit for group in self.groups(words) for hit in group.hits]

    def said(self, words: str) -> list[str]:
        return [hit.reference or said(hit.title) for hit in self.hits(words)]


def change_page(record: Any) -> str:
    return f"/admin/commitments/{record._meta.model_name}/{record.pk}/change/"


def said(pieces: Any, *, marked: bool = False) -> str:
    return "".join(piece.text for piece in pieces if piece.is_found or not marked)


@pytest.mark.both
class WordTests(Finding):
    def test_an_agreed_word_finds_its_commitment_with_the_passage(self) -> None:
        point = make.outcome(self.cast, clause="양국은 초국경 범죄수사에서 협력을 강화하기로 하였다.")
        edits.change_record(point, {"language": "ko"}, by=self.cast.officer, now=NOW)
        item = make.commitment(self.cast, point, title="Investigate together")
        for typed in ("협력", unicodedata.normalize("NFD", "협력"), "범죄 협력"):
            (hit,) = self.hits(typed)
            self.assertEqual(hit.reference, item.reference)
            self.assertEqual((hit.about, hit.state), ("Valdoria", item.get_state_display()))
            assert hit.passage is not None
            self.assertIn("협력", said(hit.passage.pieces, marked=True))
            self.assertEqual((hit.passage.language, hit.passage.is_record), ("ko", True))
        page = self.client.get(FIND, {"q": "협력"})
        self.assertContains(page, '<span lang="ko" class="said">')
        self.assertContains(page, "<mark>협력</mark>")

    def test_a_word_of_another_text_in_khmer_finds_it_too(self) -> None:
        point = make.outcome(self.cast)
        item = make.commitment(self.cast, point)
        paper = make.statement(self.cast, point.meeting, text="")
        clause = Clause(outcome=point, statement=paper, wording=f"ភាគីទាំងពីរពង្រឹង{COOPERATION}។", language="km")
        edits.create_record(clause, by=self.cast.officer, now=NOW)
        for typed in (COOPERATION, "សហប្រតិបត្តិការ", "កិច្ច\u200bសហ"):
            self.assertEqual(self.said(typed), [item.reference], typed)

    def test_titles_go_before_wording_and_people_come_last(self) -> None:
        worded = make.commitment(self.cast, make.outcome(self.cast, clause="We will mend the ferry."))
        titled = make.commitment(self.cast, title="Ferry to Port Serin")
        visit = make.meeting(self.cast, title="Talks on the ferry")
        house = edits.create_record(
            Ministry(country=self.cast.valdoria, name="Ferry Authority"), by=None, now=NOW
        )
        self.assertEqual(
            self.said("ferry"), [titled.reference, worded.reference, visit.reference, house.name]
        )

    def test_a_point_that_became_no_commitment_is_found_with_its_meeting(self) -> None:
        point = make.outcome(self.cast, kind=OutcomeKind.TOPIC, clause="The lighthouse was discussed.")
        (hit,) = self.hits("lighthouse")
        self.assertEqual(hit.reference, point.meeting.reference)
        self.assertIn(f"/outcome/{point.pk}/", hit.url)

    def test_names_in_every_language_seats_and_old_ministries_are_found(self) -> None:
        for name in (
            MinistryName(ministry=self.cast.their_police, language="km", name="នគរបាលវ៉ាល់ដូរី"),
            OfficialName(
                official=self.cast.their_minister, language="ko", person="홍길동", post="대외관계부 장관"
            ),
            DelegationMember(
                meeting=(visit := make.meeting(self.cast)), side=Side.THEIRS, post="Duchess Ysolde"
            ),
        ):
            edits.create_record(name, by=None, now=NOW)
        old = Ministry(country=self.cast.korea, name="Bureau of Semaphores", valid_until=NOW.date())
        edits.create_record(old, by=None, now=NOW)
        self.assertEqual(self.said("នគរបាល"), ["Valdorian Constabulary"])
        self.assertEqual(self.said("길동"), ["Minister of External Relations"])
        self.assertEqual(self.said("ysolde"), [visit.reference])
        self.assertEqual(self.said("semaph"), ["Bureau of Semaphores"])
        self.assertIn("Officer", self.said("officer"))

    def test_nothing_found_says_what_to_try(self) -> None:
        page = self.client.get(FIND, {"q": "xyzzy"})
        self.assertContains(page, "No record that you have access to contains these words.")
        self.assertEqual(self.groups("!!"), [])


@pytest.mark.both
class ReferenceTests(Finding):
    def test_a_reference_opens_its_record_however_it_is_typed(self) -> None:
        item = make.commitment(self.cast)
        code, year, number = item.reference.lower().split("-")
        there = f"/admin/commitments/commitment/{item.pk}/change/"
        for typed in (
            item.reference,
            f"{code}{year}{number}",
            f" {code} {year}/{int(number)}",
            f"{code}-{year[2:]}-{int(number)}",
            f"{year[2:]}-{number}",
            f"{code.upper()}\u2013{year}\u2013{number}",
        ):
            self.assertRedirects(self.client.get(FIND, {"q": typed}), there, fetch_redirect_response=False)
        visit = item.outcome.meeting
        answer = self.client.get(FIND, {"q": visit.reference.replace("-", " ").lower()})
        self.assertRedirects(
            answer, f"/admin/commitments/meeting/{visit.pk}/change/", fetch_redirect_response=False
        )

    def test_what_is_no_reference_is_words(self) -> None:
        make.commitment(self.cast)
        for typed in ("2026-03", "XV 2026", "2026", "XV-2026-0", "0001"):
            self.assertEqual(self.client.get(FIND, {"q": typed}).status_code, 200, typed)


@pytest.mark.both
class DoorTests(Finding):
    def test_what_a_reader_may_not_read_is_not_found_and_changes_nothing(self) -> None:
        seen = make.commitment(self.cast, make.outcome(self.cast, clause="The open canal is dredged."))
        before = self.said("canal")
        secret = make.meeting(self.cast, title="Canal talks", classification=Classification.SECRET)
        make.outcome(self.cast, secret, clause="The canal is closed.", classification=Classification.SECRET)
        make.meeting(self.cast, title="Canal elsewhere", country=self.cast.elsewhere)
        self.assertEqual(before, [seen.reference])
        self.assertEqual(self.said("canal"), before)

    def test_many_hidden_records_crowd_nothing_out(self) -> None:
        seen = make.meeting(self.cast, title="Canal talks")
        for number in range(3):
            make.meeting(self.cast, title=f"Canal {number}", country=self.cast.elsewhere)
        for name, value in (("FEW", 1), ("NEWEST", 1)):
            self.addCleanup(setattr, query, name, getattr(query, name))
            setattr(query, name, value)
        self.assertEqual(self.said("canal"), [seen.reference])

    def test_the_wording_of_a_hidden_text_finds_no_commitment(self) -> None:
        point = make.outcome(self.cast)
        make.commitment(self.cast, point)
        paper = make.statement(self.cast, point.meeting, text="", classification=Classification.SECRET)
        clause = Clause(
            outcome=point,
            statement=paper,
            wording="The zeppelin flies.",
            classification=Classification.SECRET,
        )
        edits.create_record(clause, by=self.cast.head, now=NOW)
        self.assertEqual(self.said("zeppelin"), [])
        self.client.force_login(self.cast.head)
        self.assertEqual(len(self.said("zeppelin")), 1)

    def test_a_focal_point_finds_the_items_of_the_ministry_alone(self) -> None:
        mine = make.commitment(self.cast, title="Dredge the canal", state=CommitmentState.PROPOSED)
        make.commitment(
            self.cast, title="Dredge another", owed_by=OwedBy.THEIRS, state=CommitmentState.PROPOSED
        )
        self.client.force_login(self.cast.focal_point)
        self.assertEqual(self.said("dredge"), [mine.reference])

    def test_what_was_entered_in_error_is_found_no_more(self) -> None:
        visit = make.meeting(self.cast, title="Canal talks")
        Meeting.objects.filter(pk=visit.pk).update(state="in_error")
        self.assertEqual(self.said("canal"), [])


@pytest.mark.both
class CostTests(Finding):
    def queries(self, words: str, **more: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            self.client.get(FIND, {"q": words, **more})
        return len(seen)

    def test_more_records_take_no_more_queries(self) -> None:
        point = make.outcome(self.cast, clause="The canal is dredged.")
        for number in range(2):
            make.commitment(self.cast, point, title=f"Canal {number}")
            make.meeting(self.cast, title=f"Canal talks {number}")
        self.queries("canal")
        few = self.queries("canal"), self.queries("canal", part="options")
        for number in range(12):
            make.commitment(self.cast, make.outcome(self.cast, clause="A canal."), title=f"Canal {number}")
            make.meeting(self.cast, title=f"Canal talks {number}")
        self.assertEqual((self.queries("canal"), self.queries("canal", part="options")), few)
        more = [group.more for group in self.groups("canal")]
        self.assertTrue(more[0].endswith("/commitment/?view=all&q=canal"))

    def test_the_answer_while_typing_is_a_short_list_and_nothing_else(self) -> None:
        for number in range(12):
            make.meeting(self.cast, title=f"Canal talks {number} <b>")
        answer = self.client.get(FIND, {"q": "canal", "part": "options"})
        text = answer.content.decode()
        self.assertEqual(text.count('role="option"'), 4)
        self.assertNotIn("<html", text)
        self.assertNotIn("<b>", text)
        item = make.commitment(self.cast)
        exact = self.client.get(FIND, {"q": item.reference, "part": "options"})
        self.assertContains(exact, f"/commitment/{item.pk}/change/")
        self.assertContains(exact, "1 record listed")
        self.assertEqual(index.list_outdated(), [])


@pytest.mark.both
class EverythingTests(Finding):
    """Updates, discussions and briefs are found, each by who may read it, and by nobody else."""

    def test_an_update_finds_its_commitment_for_who_may_read_it(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.IN_PROGRESS)
        update = progress.record_update(
            item,
            health=Health.ON_TRACK,
            text="The dredger left Westhaven.",
            side=Side.OURS,
            reported_on=TODAY,
            next_step=PlannedStep("Hire the trawler.", Side.OURS),
            by=self.cast.officer,
            now=NOW,
        )
        self.assertEqual(self.said("trawler"), [item.reference])
        (hit,) = self.hits("dredger")
        self.assertEqual(hit.reference, item.reference)
        self.assertTrue(hit.url.endswith("#progress-part"))
        assert hit.passage is not None
        self.assertEqual(said(hit.passage.pieces, marked=True), "dredger")
        with make.unlocked():
            type(update).objects.filter(pk=update.pk).update(classification=Classification.SECRET)
        self.assertEqual(self.hits("dredger"), [])
        self.client.force_login(self.cast.head)
        self.assertEqual(self.said("dredger"), [item.reference])
        self.client.force_login(self.cast.stranger)
        for word in ("dredger", "trawler"):
            self.assertEqual(self.hits(word), [], word)

    def test_notes_and_briefs_are_found_by_the_desk_alone(self) -> None:
        visit = make.meeting(self.cast)
        make.write(self.cast, visit, note="Keep the wharf quiet.")
        make.brief(self.cast, visit, why="The wharf is the price.")
        topic = TopicBrief(meeting=visit, number=1, title="Ports", tactics="Wharf last.")
        edits.create_record(topic, by=self.cast.officer, now=NOW)
        self.assertEqual(len(self.hits("wharf")), 3)
        for person in (self.cast.focal_point, self.cast.stranger, self.cast.reader):
            self.client.force_login(person)
            self.assertEqual(self.hits("wharf"), [], person)

    def test_what_was_said_of_an_agenda_item_finds_the_meeting(self) -> None:
        body = self.cast.valdoria.mechanisms.create(name="Joint Commission")
        item = make.commitment(
            self.cast,
            make.outcome(self.cast, make.meeting(self.cast, mechanism=body)),
            state=CommitmentState.IN_PROGRESS,
        )
        visit = make.meeting(self.cast, mechanism=body, title="Second session")
        row = AgendaItem(meeting=visit, commitment=item, discussion="They mentioned the lighthouse.")
        row.raised_on = visit.held_on
        edits.create_record(row, by=self.cast.officer, now=NOW)
        (hit,) = self.hits("lighthouse")
        self.assertEqual(hit.reference, visit.reference)

    def test_an_agenda_item_finds_its_meeting_by_title_words_and_papers_until_it_is_removed(self) -> None:
        visit = make.meeting(self.cast, title="Talks ahead", held=False)
        row = agenda.add_point(
            AgendaPoint(meeting=visit, title="The breakwater"), by=self.cast.officer, now=NOW
        )
        paper = AgendaPaper(point=row, description="Estimate of the quarry")
        agenda.add_paper(paper, by=self.cast.officer, now=NOW)
        for word in ("breakwater", "quarry"):
            self.assertEqual([hit.reference for hit in self.hits(word)], [visit.reference])
        self.client.force_login(self.cast.stranger)
        for word in ("breakwater", "quarry"):
            self.assertEqual(self.hits(word), [], word)
        self.client.force_login(self.cast.officer)
        with make.unlocked():
            AgendaPoint.objects.filter(pk=row.pk).update(classification=Classification.SECRET)
        for word in ("breakwater", "quarry"):
            self.assertEqual(self.hits(word), [], word)
        self.client.force_login(self.cast.head)
        for word in ("breakwater", "quarry"):
            self.assertEqual([hit.reference for hit in self.hits(word)], [visit.reference])
        with make.unlocked():
            AgendaPoint.objects.filter(pk=row.pk).update(classification=Classification.RESTRICTED)
        self.client.force_login(self.cast.officer)
        agenda.remove_point(row, by=self.cast.officer, now=NOW)
        self.assertEqual(self.hits("breakwater"), [])

    def test_a_change_to_minutes_finds_the_minutes_for_who_may_read_the_record_that_it_is_about(self) -> None:
        visit = make.meeting(self.cast, title="Third session")
        outcome = make.outcome(self.cast, visit)
        minutes = Minutes(meeting=visit, number=1, language="en")
        edits.create_record(minutes, by=self.cast.officer, now=NOW)
        change = MinutesChange(
            minutes=minutes, outcome=outcome, part="x-1", label="1", theirs="The jetty too.", file_name="x"
        )
        edits.create_record(change, by=self.cast.officer, now=NOW)
        (hit,) = self.hits("jetty")
        self.assertEqual((hit.reference, hit.url), (visit.reference, change_page(minutes)))
        assert hit.passage is not None
        self.assertEqual(said(hit.passage.pieces, marked=True), "jetty")
        with make.unlocked():
            Outcome.objects.filter(pk=outcome.pk).update(classification=Classification.SECRET)
        self.assertEqual(self.hits("jetty"), [])
        self.client.force_login(self.cast.stranger)
        self.assertEqual(self.hits("jetty"), [])

    def test_the_discussion_that_the_desk_cleared_finds_the_minutes(
        self,
    ) -> None:
        visit = make.meeting(self.cast, title="Third session", held=False)
        make.hold(self.cast, visit)
        row = AgendaPoint(meeting=visit, title="Coast", said="The pontoon drifts.")
        point = agenda.add_point(row, by=self.cast.officer, now=NOW)
        minutes = Minutes(meeting=visit, number=1, language="en")
        edits.create_record(minutes, by=self.cast.officer, now=NOW)
        self.assertEqual([hit.url for hit in self.hits("pontoon")], [f"{change_page(visit)}#agenda"])
        cleared = {f"point-{point.pk}": digest_of(point.said)}
        edits.change_record(minutes, {"cleared": cleared}, by=self.cast.officer, now=NOW)
        self.assertEqual(
            [hit.url for hit in self.hits("pontoon")], [f"{change_page(visit)}#agenda", change_page(minutes)]
        )
        # A reader of the meeting who is not of the desk does not learn that there are minutes.
        self.client.force_login(self.cast.focal_point)
        self.assertNotIn(change_page(minutes), [hit.url for hit in self.hits("pontoon")])
        with make.unlocked():
            AgendaPoint.objects.filter(pk=point.pk).update(classification=Classification.SECRET)
        self.client.force_login(self.cast.officer)
        self.assertEqual(self.hits("pontoon"), [])

    def test_the_wording_of_each_deadline_finds_its_commitment(self) -> None:
        item = make.commitment(
            self.cast, deadline=on_day(LATER, "before the equinox"), state=CommitmentState.ACCEPTED
        )
        self.assertEqual(self.said("equinox"), [item.reference])
        make.move(self.cast, item, on_day(LATER + datetime.timedelta(days=9), "after the solstice"))
        (hit,) = self.hits("equinox")
        assert hit.passage is not None
        self.assertEqual((hit.reference, hit.passage.where), (item.reference, "Earlier deadline"))
        (hit,) = self.hits("solstice")
        assert hit.passage is not None
        self.assertEqual((hit.reference, hit.passage.where), (item.reference, "Deadline"))
        self.assertEqual(index.list_outdated(), [])
        self.client.force_login(self.cast.stranger)
        self.assertEqual(self.hits("solstice"), [])
        self.assertEqual(self.hits("equinox"), [])

    def test_interpretation_and_line_to_take_find_their_commitment_for_its_readers(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.ACCEPTED)
        make.write(self.cast, item, meaning="All herons count.", line_to_take="Ask about the egrets.")
        for word, where in (("herons", "Our interpretation"), ("egrets", "Line to take")):
            (hit,) = self.hits(word)
            assert hit.passage is not None
            self.assertEqual((hit.reference, hit.passage.where), (item.reference, where))
        self.client.force_login(self.cast.stranger)
        self.assertEqual([*self.hits("herons"), *self.hits("egrets")], [])

    def test_a_public_holiday_is_found_by_its_name_in_both_languages_on_the_page_of_its_year(self) -> None:
        with time_machine.travel(NOW, tick=False):
            for word in ("Chuseok", "추석"):
                hits = self.hits(word)
                self.assertIn("/admin/commitments/holiday/year/KR-2026/", {hit.url for hit in hits}, word)
            self.assertEqual(self.hits("Chuseok ferry"), [])

    def test_days_that_officers_declared_are_kept_between_searches_and_a_new_one_is_found_at_once(
        self,
    ) -> None:
        with time_machine.travel(NOW, tick=False):
            self.hits("Chuseok")
            with CaptureQueriesContext(connection) as queries:
                self.hits("Seollal")
            self.assertNotIn('FROM "commitments_holiday"', str(queries.captured_queries))
            edits.create_record(Holiday(country=self.cast.korea, day=TODAY, name="Regatta"), by=None, now=NOW)
            self.assertEqual(self.said("Regatta"), [str(date_format(TODAY))])

    def test_reason_and_answer_of_a_request_find_it_for_who_may_read_its_record(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.IN_PROGRESS)
        asked = Approval(
            commitment=item, kind=ApprovalKind.DATE, reason="The sluice is late.", answer="Drain the moat."
        )
        edits.create_record(asked, by=self.cast.officer, now=NOW)
        for word in ("sluice", "moat"):
            (hit,) = self.hits(word)
            self.assertEqual((hit.reference, hit.url), (item.reference, change_page(asked)))
            listed = self.client.get("/admin/commitments/approval/", {"q": word, "view": "waiting"})
            self.assertContains(listed, item.reference)
        self.client.force_login(self.cast.stranger)
        for word in ("sluice", "moat"):
            self.assertEqual(self.hits(word), [], word)
        self.client.force_login(self.cast.officer)
        with make.unlocked():
            Commitment.objects.filter(pk=item.pk).update(classification=Classification.SECRET)
        self.assertEqual(self.hits("sluice"), [])

    def test_addressee_and_signatory_find_a_follow_up_for_the_desk_alone(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.IN_PROGRESS)
        row = FollowUp(
            commitment=item,
            deadline=item.deadline,
            start_date=TODAY,
            addressee="Warden of the Weir",
            signatory="Envoy Plenty",
        )
        edits.create_record(row, by=self.cast.officer, now=NOW)
        for word in ("warden", "plenty"):
            self.assertEqual(self.said(word), [item.reference])
        for person in (self.cast.stranger, self.cast.focal_point, self.cast.reader):
            self.client.force_login(person)
            for word in ("warden", "plenty"):
                self.assertEqual(self.hits(word), [], (person, word))

    def test_an_outside_program_does_not_find_records_by_internal_texts(self) -> None:
        item = make.commitment(self.cast, title="Ferry records", state=CommitmentState.ACCEPTED)
        make.write(self.cast, item, line_to_take="Ask about the egrets.")
        rows: Any = querysets.list_readable(Commitment, self.cast.officer)
        fields = query.SEARCHED[Commitment]

        def find(word: str) -> list[Commitment]:
            return list(query.search_records(rows, fields, word, self.cast.officer)[0])

        self.assertEqual((find("egrets"), find("ferry")), ([item], [item]))
        with grants.one_request():
            grants.go_outside()
            self.assertEqual((find("egrets"), find("ferry")), ([], [item]))
        visit = make.meeting(self.cast)
        make.write(self.cast, visit, note="Keep the wharf quiet.")
        fields = query.SEARCHED[Meeting]
        rows = querysets.list_readable(Meeting, self.cast.officer)
        found, _count = query.search_records(rows, fields, "wharf", self.cast.officer)
        self.assertEqual(list(found), [visit])
        with grants.one_request():
            grants.go_outside()
            found, _count = query.search_records(rows, fields, "wharf", self.cast.officer)
            self.assertEqual(list(found), [])


@pytest.mark.both
class TypingErrorTests(Finding):
    def test_one_error_shows_what_was_meant_and_says_so(self) -> None:
        item = make.commitment(self.cast, title="Ferry timetable for Port Serin")
        for typed in ("fery timetable", "ferry timetabel", "fferry"):
            page = self.client.get(FIND, {"q": typed})
            self.assertContains(page, "No exact match. Showing results for “ferry")
            self.assertContains(page, item.reference)
        self.assertNotContains(self.client.get(FIND, {"q": "ferry"}), "No exact match")

    def test_a_typing_error_in_a_name_leads_to_the_name_as_it_is_recorded(self) -> None:
        person = Official(country=self.cast.korea, post="Director", person="Hong Gil-dong")
        edits.create_record(person, by=self.cast.officer, now=NOW)
        page = self.client.get(FIND, {"q": "Hong Gildnog"})
        self.assertContains(page, "No exact match. Showing results for “hong gil-dong”")
        self.assertEqual(
            [hit.url for group in page.context["groups"] for hit in group.hits], [change_page(person)]
        )
        self.assertContains(self.client.get(FIND, {"q": "fxrxy"}), "No record that you have access to")

    def test_a_likely_word_is_offered_where_only_a_name_is_spelt_alike(self) -> None:
        make.commitment(self.cast, title="Commission on ferries")
        self.assertNotContains(self.client.get(FIND, {"q": "commission"}), "instead")
        page = self.client.get(FIND, {"q": "commision"})
        self.assertContains(page, "commission”")

    def test_a_word_of_a_hidden_record_is_neither_shown_nor_named(self) -> None:
        make.commitment(
            self.cast,
            make.outcome(
                self.cast,
                make.meeting(self.cast, classification=Classification.SECRET),
                classification=Classification.SECRET,
            ),
            title="Zephyr protocol",
        )
        for person, is_found in (
            (self.cast.head, True),
            (self.cast.officer, False),
            (self.cast.stranger, False),
        ):
            self.client.force_login(person)
            page = self.client.get(FIND, {"q": "zephir"})
            self.assertEqual("zephyr" in page.text.lower(), is_found, person)
            self.assertEqual("No exact match" in page.text, is_found, person)

    def test_a_hidden_word_does_not_prevent_a_correction(self) -> None:
        """A hidden record with the typed word itself must not change what is shown."""
        item = make.commitment(self.cast, title="Ferry timetable")
        before = self.client.get(FIND, {"q": "terry"})
        secret = make.meeting(self.cast, classification=Classification.SECRET)
        point = make.outcome(self.cast, secret, classification=Classification.SECRET)
        make.commitment(self.cast, point, title="Terry cloth")
        after = self.client.get(FIND, {"q": "terry"})
        for page in (before, after):
            self.assertContains(page, "Showing results for “ferry”")
            self.assertContains(page, item.reference)
