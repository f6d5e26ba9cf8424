"""The list and the page of commitments: views, owners, steps, reports, evidence, and a constant cost."""

import datetime
from typing import Any

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.admin.commitments.rows import build_due
from commitments.deadlines import changes
from commitments.deadlines.context import Dependencies
from commitments.enums import Classification, CommitmentState, Health, MoveReason, Nature, OwedBy, Role, Side
from commitments.language.phrases.specification import DeadlineSpec, not_stated, on_day
from commitments.lifecycle import acceptance, progress
from commitments.models import Commitment, MinistryName, ProgressUpdate
from commitments.records import edits
from tests import make
from tests.cast import NOW, TODAY, Cast, gather

LIST = "/admin/commitments/commitment/"
LONG_AGO = datetime.date(2020, 1, 31)


def page(item: Commitment) -> str:
    return f"{LIST}{item.pk}/change/"


class Pages(TestCase):
    cast: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def setUp(self) -> None:
        self.client.force_login(self.cast.officer)

    def titles(self, query: str = "") -> list[str]:
        response = self.client.get(LIST + query)
        return [row.title for group in response.context["groups"] for row in group.rows]


class ListTests(Pages):
    ours: Commitment
    theirs: Commitment

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        late = on_day(LONG_AGO)
        going = CommitmentState.IN_PROGRESS
        cls.ours = make.commitment(cls.cast, title="Ours late", deadline=late, state=going)
        cls.theirs = make.commitment(
            cls.cast, title="Theirs late", owed_by=OwedBy.THEIRS, deadline=late, state=going
        )
        make.commitment(cls.cast, title="Undated", deadline=not_stated(), state=going)
        make.commitment(cls.cast, title="Only a draft")
        make.commitment(cls.cast, title="Done", state=CommitmentState.FULFILLED)
        make.commitment(cls.cast, title="Far ahead", deadline=on_day(datetime.date(2090, 1, 31)), state=going)

    def test_the_views_are_tabs_and_what_is_open_comes_first(self) -> None:
        self.assertEqual(self.titles(), ["Ours late", "Theirs late", "Far ahead", "Undated"])
        self.assertEqual(self.titles("?view=ours"), ["Ours late"])
        self.assertEqual(self.titles("?view=theirs"), ["Theirs late"])
        self.assertEqual(self.titles("?view=no-date"), ["Undated"])
        self.assertEqual(self.titles("?view=drafts"), ["Only a draft"])
        self.assertEqual(self.titles("?view=closed"), ["Done"])
        self.assertEqual(len(self.titles("?view=all")), 6)

    def test_only_views_that_can_differ_for_the_person_are_offered(self) -> None:
        offered = {}
        for person in (self.cast.officer, self.cast.focal_point, self.cast.auditor):
            self.client.force_login(person)
            offered[person.role] = {tab.label for tab in self.client.get(LIST).context["tabs"]}
        self.assertLessEqual({"Mine", "Drafts"}, offered[Role.DESK_OFFICER])
        self.assertFalse({"Mine", "Drafts"} & offered[Role.FOCAL_POINT])
        self.assertEqual({"Mine", "Drafts"} & offered[Role.AUDITOR], {"Drafts"})

    def test_the_view_looked_at_is_always_marked(self) -> None:
        self.client.force_login(self.cast.auditor)
        for view, marked in (("mine", "Mine"), ("no such view", "All open"), ("closed", "Closed")):
            tabs = self.client.get(LIST, {"view": view}).context["tabs"]
            self.assertEqual([tab.label for tab in tabs if tab.is_current], [marked])

    def test_rows_stand_under_what_they_ask_of_the_reader(self) -> None:
        groups = self.client.get(LIST).context["groups"]
        headings = [group.heading for group in groups]
        self.assertEqual(headings, ["Overdue", "Later", "No due date, awaiting review"])
        sorted_by_title = self.client.get(f"{LIST}?o=2").context["groups"]
        self.assertEqual([group.heading for group in sorted_by_title], [""])

    def test_a_row_names_owners_due_day_and_health_in_words(self) -> None:
        body = self.client.get(LIST).content.decode()
        for words in ("KNPA", "31 Jan 2020", "days overdue", "No recent report", "In progress"):
            self.assertIn(words, body)

    def test_it_is_found_by_ministry_in_any_language_by_clause_and_by_reference(self) -> None:
        named = MinistryName(ministry=self.cast.police, language="ko", name="경찰청")
        edits.create_record(named, by=None, now=NOW)
        self.assertIn("Ours late", self.titles("?q=경찰"))
        self.assertNotIn("Theirs late", self.titles("?q=경찰"))
        self.assertIn("Theirs late", self.titles("?q=constabulary"))
        self.assertEqual(len(self.titles("?q=joint+investigations")), 4)
        self.assertEqual(self.titles(f"?q={self.theirs.reference}"), ["Theirs late"])

    def test_a_word_of_a_hidden_clause_finds_nothing(self) -> None:
        point = self.ours.outcome
        with make.unlocked():
            type(point).objects.filter(pk=point.pk).update(
                clause="ZANZIBAR", classification=Classification.SECRET
            )
        self.assertEqual(self.titles("?q=zanzibar"), [])

    def test_filters_narrow_a_view(self) -> None:
        self.assertEqual(self.titles("?view=all&side=theirs"), ["Theirs late"])

    def test_a_ministry_sees_its_own_items_only(self) -> None:
        self.client.force_login(self.cast.focal_point)
        self.assertEqual(self.titles("?view=all"), ["Ours late", "Done", "Far ahead", "Undated"])


class PageTests(Pages):
    def test_it_shows_wording_owners_deadline_and_the_next_step(self) -> None:
        item = make.commitment(self.cast, owed_by=OwedBy.JOINT)
        body = self.client.get(page(item)).content.decode()
        for words in (
            "Both sides will share records",
            "National Police Agency",
            "Valdorian Constabulary",
            "30 Jun 2026",
            "by 30 June 2026",
            "Send to owners",
            "not named",
            "Reminders are scheduled when the commitment is sent to its owners.",
        ):
            self.assertIn(words, body)

    def test_a_closed_item_has_no_health_any_more(self) -> None:
        done = make.commitment(self.cast, state=CommitmentState.FULFILLED)
        self.assertNotContains(self.client.get(page(done)), 'class="health no_recent_report"')
        self.assertContains(self.client.get(page(done)), "The commitment needs no further action.")
        self.assertNotContains(self.client.get(f"{LIST}?view=closed"), 'class="health')

    def test_what_we_take_it_to_mean_is_saved_and_the_agreed_wording_is_no_field(self) -> None:
        item = make.commitment(self.cast)
        shown = self.client.get(page(item))
        self.assertNotContains(shown, 'name="clause"')
        given = {
            "as_seen": item.version,
            "meaning": "One named officer.",
            "line_to_take": "Named by June; ask for theirs.",
            "title": item.title,
            "nature": "one_off",
            "condition": "",
            "classification": item.classification,
            "_continue": "1",
        }
        self.assertRedirects(self.client.post(page(item), given), page(item))
        item.refresh_from_db()
        self.assertEqual(item.meaning, "One named officer.")
        self.assertEqual(item.line_to_take, "Named by June; ask for theirs.")
        long = self.client.post(page(item), {**given, "as_seen": item.version, "line_to_take": "x" * 91})
        self.assertContains(long, 'id="id_line_to_take_error"')
        stale = self.client.post(page(item), {**given, "meaning": "Another."})
        self.assertContains(stale, "One named officer.", status_code=409)

    def test_nature_stays_as_the_first_lead_accepted_it(self) -> None:
        item = make.commitment(self.cast, owed_by=OwedBy.JOINT, state=CommitmentState.PROPOSED)
        self.assertContains(self.client.get(page(item)), 'name="nature"')
        acceptance.accept(item, Side.OURS, by=self.cast.focal_point, now=NOW)
        self.assertNotContains(self.client.get(page(item)), 'name="nature"')

    def test_what_was_discarded_has_no_day_to_come(self) -> None:
        item = make.commitment(self.cast)
        self.assertTrue(build_due(item, TODAY).now)
        acceptance.discard(item, reason="Twice.", by=self.cast.officer, now=NOW)
        self.assertEqual(build_due(item, TODAY).now, "")

    def test_steps_are_taken_and_refused_with_their_reason(self) -> None:
        item = make.commitment(self.cast)
        step = f"{LIST}{item.pk}/step"
        self.client.post(f"{step}/propose/")
        refused = self.client.post(f"{step}/accept-ours/", {"answer": ""})
        self.assertContains(refused, "This field is required.")
        self.client.post(f"{step}/accept-ours/", {"answer": "Letter 12/2026"})
        item.refresh_from_db()
        self.assertEqual(item.state, CommitmentState.ACCEPTED)
        self.client.post(f"{step}/start/")
        self.client.post(f"{step}/report-ours/", {"document": "Report 7"})
        self.assertContains(self.client.get(page(item)), "Only the validator can take this step.")
        self.client.force_login(self.cast.validator)
        self.assertContains(self.client.get(page(item)), "Add evidence first")

    def test_owners_are_named_from_what_may_be_read(self) -> None:
        item = make.commitment(self.cast, parts=())
        step = f"{LIST}{item.pk}/step/owners/"
        self.assertContains(self.client.get(step), "Valdorian Constabulary")
        given = {
            "lead_ours": self.cast.mofa.pk,
            "with_ours": [self.cast.police.pk],
            "lead_theirs": self.cast.their_ministry.pk,
            "official_theirs": self.cast.their_minister.pk,
        }
        self.client.post(step, given)
        parts = {(part.side, part.role, part.ministry) for part in item.responsibilities.all()}
        self.assertEqual(
            parts,
            {
                ("ours", "lead", self.cast.mofa),
                ("ours", "supporting", self.cast.police),
                ("theirs", "lead", self.cast.their_ministry),
            },
        )
        wrong = self.client.post(step, {**given, "lead_theirs": self.cast.their_police.pk})
        self.assertContains(wrong, "belongs to another ministry")

    def test_the_deadline_is_corrected_before_and_moved_after_acceptance(self) -> None:
        item = make.commitment(self.cast)
        self.client.post(f"{LIST}{item.pk}/step/deadline/", {"when": "day", "day": "2026-07-31"})
        item.refresh_from_db()
        self.assertEqual(str(item.due_on), "2026-07-31")
        make.advance(self.cast, item, CommitmentState.IN_PROGRESS)
        move = f"{LIST}{item.pk}/step/move/"
        given = {"when": "day", "day": "2026-09-30", "move_reason": "requested", "note": "Storm."}
        self.assertContains(self.client.post(move, given, follow=True), "This action is not available here")
        self.client.force_login(self.cast.head)
        wanting = self.client.post(move, {**given, "day": ""})
        self.assertContains(wanting, "Enter the date, or select")
        self.client.post(move, given)
        shown = self.client.get(page(item))
        self.assertContains(shown, "Moved +61 days")
        self.assertContains(shown, "moved +61 d")

    def test_an_update_needs_words_and_no_change_needs_none(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.IN_PROGRESS)
        today = timezone.localdate()
        given = {"update-health": "at_risk", "update-side": "ours", "update-reported_on": today.isoformat()}
        wanting = self.client.post(f"{LIST}{item.pk}/update/", {**given, "update-text": ""})
        self.assertContains(wanting, "Enter the progress")
        self.client.post(f"{LIST}{item.pk}/update/", {**given, "update-text": "The clerk is ill."})
        self.client.post(f"{LIST}{item.pk}/update/", {**given, "update-health": "on_track", "no_change": "1"})
        healths = ProgressUpdate.objects.order_by("pk").values_list("health", "text")
        self.assertEqual(list(healths), [("at_risk", "The clerk is ill."), ("at_risk", "No change.")])

    def test_the_health_is_chosen_already_only_where_a_fresh_report_says_it(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.IN_PROGRESS)
        shown = self.client.get(page(item))
        self.assertNotContains(shown, "checked")
        given = {"update-text": "Done half.", "update-side": "ours"}
        given["update-reported_on"] = timezone.localdate().isoformat()
        wanting = self.client.post(f"{LIST}{item.pk}/update/", given)
        self.assertContains(wanting, "Select a status.")
        self.assertContains(wanting, 'id="id_update-health_error"')
        self.assertFalse(ProgressUpdate.objects.exists())
        self.client.post(f"{LIST}{item.pk}/update/", {**given, "update-health": "off_track"})
        self.client.post(f"{LIST}{item.pk}/update/", {**given, "update-text": "", "no_change": "1"})
        self.assertEqual(ProgressUpdate.objects.filter(health="off_track").count(), 2)
        self.assertContains(self.client.get(page(item)), "checked", count=1)

    def test_evidence_is_filed_or_asked_for_at_the_field(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.IN_PROGRESS)
        path = f"{LIST}{item.pk}/evidence/"
        wanting = self.client.post(path, {"evidence-kind": "letter", "evidence-number": "kept"})
        self.assertContains(wanting, "kept")
        self.assertContains(wanting, 'id="errors"')
        self.client.post(path, {"evidence-kind": "letter", "evidence-description": "List of names"})
        self.assertEqual(item.evidence.get().description, "List of names")

    def test_hidden_and_absent_items_take_no_report(self) -> None:
        hidden = make.commitment(self.cast, classification=Classification.SECRET)
        for name in ("update", "evidence"):
            for key in (hidden.pk, 999_999):
                self.assertEqual(self.client.post(f"{LIST}{key}/{name}/").status_code, 404)

    def test_a_ministry_reads_its_item_without_the_meeting(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.IN_PROGRESS)
        self.client.force_login(self.cast.focal_point)
        shown = self.client.get(page(item))
        self.assertContains(shown, "Both sides will share records")
        self.assertNotContains(shown, item.outcome.meeting.title)
        self.assertNotContains(shown, 'name="meaning"')

    def test_the_working_and_what_is_left_to_the_officer_are_said(self) -> None:
        spec = DeadlineSpec("none", "when the swallows return", ask="not_understood")
        item = make.commitment(self.cast, deadline=spec)
        self.assertContains(self.client.get(page(item)), "The wording could not be interpreted.")
        counted = make.commitment(self.cast, deadline=DeadlineSpec("relative", count=10, unit="working_days"))
        self.assertContains(self.client.get(page(counted)), "10 working days after 4 March 2026")


class QueryTests(Pages):
    def queries(self, path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            self.assertEqual(self.client.get(path).status_code, 200)
        return len(seen)

    def test_the_list_takes_the_same_queries_at_ten_and_sixty_rows(self) -> None:
        point = make.outcome(self.cast)

        def grow(to: int) -> None:
            for number in range(Commitment.objects.count(), to):
                state = CommitmentState.PROPOSED if number % 2 else CommitmentState.DRAFT
                make.commitment(self.cast, point, title=f"Item {number}", owed_by=OwedBy.JOINT, state=state)

        grow(10)
        paths = [f"{LIST}?view=all&all=", f"{LIST}?view=all&all=&q=item"]
        for path in paths:
            self.queries(path)
        few = [self.queries(path) for path in paths]
        grow(60)
        many = [self.queries(path) for path in paths]
        self.assertLessEqual([b - a for a, b in zip(few, many, strict=True)], [1, 1])

    def test_a_page_takes_the_same_queries_with_few_and_many_reports(self) -> None:
        item = make.commitment(self.cast, nature=Nature.ONE_OFF, state=CommitmentState.IN_PROGRESS)
        now = timezone.now()

        def grow(count: int) -> None:
            for number in range(count):
                said: dict[str, Any] = {"side": Side.OURS, "reported_on": timezone.localdate()}
                progress.record_update(
                    item, health=Health.AT_RISK, text=str(number), by=self.cast.officer, now=now, **said
                )
                make.evidence(self.cast, item, description=str(number))
                changes.move_deadline(
                    item,
                    on_day(datetime.date(2030, 1, 1) + datetime.timedelta(days=number)),
                    reason=MoveReason.REQUESTED,
                    note="later",
                    by=self.cast.head,
                    now=now,
                )
                item.refresh_from_db()

        grow(8)
        self.queries(page(item))
        few = self.queries(page(item))
        grow(24)
        self.assertEqual(self.queries(page(item)), few)

    def test_a_page_takes_the_same_queries_with_few_and_many_links_and_at_most_58(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.IN_PROGRESS)
        spec = DeadlineSpec("relative", count=30, unit="days", anchor="completion")

        def grow(count: int) -> None:
            for number in range(count):
                make.commitment(self.cast, item.outcome, title=f"Kin {number}")
                other = make.commitment(self.cast, item.outcome, title=f"Waits {number}")
                changes.correct_deadline(
                    other, spec, hooks=Dependencies(follows=item), by=self.cast.officer, now=timezone.now()
                )

        grow(2)
        self.queries(page(item))
        few = self.queries(page(item))
        grow(8)
        self.assertEqual(self.queries(page(item)), few)
        self.assertLessEqual(few, 58)
