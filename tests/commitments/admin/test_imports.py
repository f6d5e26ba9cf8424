"""The pages of imports: a table brought, mapped, looked at, taken and taken back; nobody sees another's."""

import csv
import datetime
import io
from typing import Any
from unittest import mock

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commitments import tasks
from commitments.admin.imports import pages
from commitments.admin.imports.forms import UploadForm
from commitments.enums import ImportSelection, ImportState, ImportSubject
from commitments.lifecycle import acceptance
from commitments.meetings.meetings import close_meeting
from commitments.models import Approval, Commitment, Import, ImportRow, Meeting, Ministry
from commitments.tables.importer import runs
from tests import make
from tests.cast import NOW
from tests.commitments.tables.importer.case import ImportCase, as_csv
from tests.flat import flat

LIST = "/admin/imports/"
HEADS = ["Commitment", "Lead", "Due date"]
GOOD = ["Our side will send trainers.", "KNPA", "2026-06-30"]
DOUBTFUL = ["Our side will send books.", "Ministry of Silence; KNPA", ""]
WRONG = ["", "KNPA", "=1+1"]


class ImportPages(ImportCase):
    def setUp(self) -> None:
        self.client.force_login(self.cast.officer)

    def bring(self, *rows: list[str], name: str = "list.csv", **more: Any) -> Any:
        """Post a table as the officer does."""
        file = SimpleUploadedFile(name, as_csv([HEADS, *rows]))
        given = {"file": file, "subject": "commitments", "meeting": self.meeting.pk, "sender": "KNPA", **more}
        return self.client.post(LIST, given, follow=True)

    def step(self, of: Import, name: str, **given: Any) -> Any:
        return self.client.post(reverse(f"admin:import_{name}", args=(of.pk,)), given, follow=True)

    def looked_at(self, *rows: list[str]) -> tuple[Import, Any]:
        """Bring a table and take its columns as they were guessed."""
        self.bring(*rows)
        of = Import.objects.latest("pk")
        chosen = {f"c{column}": name for name, column in of.columns.items()}
        return of, self.step(of, "columns", **chosen)


@time_machine.travel(NOW, tick=False)
class StoryTests(ImportPages):
    def test_a_table_is_mapped_looked_at_taken_in_part_given_back_in_part_and_undone(self) -> None:
        mapped = self.bring(GOOD, DOUBTFUL, WRONG)
        self.assertContains(mapped, "3 rows below the column headings.")
        self.assertContains(mapped, '<option value="due_on" selected>Due date</option>', html=True)
        of, shown = self.looked_at(GOOD, DOUBTFUL, WRONG)
        self.assertContains(
            shown, "3 rows were checked. No records have been created yet. The import sends no emails."
        )
        self.assertContains(shown, "5 reminders are sent before the due dates, the first on 1 Jun 2026.")
        self.assertContains(shown, "Import 1 valid row")
        fault = '<strong>Commitment</strong> <span class="quiet">(row 4, column 1)</span>: The'
        self.assertIn(fault, flat(shown.content.decode()))
        self.assertFalse(Commitment.objects.exists())
        done = self.step(of, "take", way="valid")
        self.assertContains(done, "1 row was imported.")
        self.assertEqual(Commitment.objects.get().title, "Our side will send trainers")
        bad = self.client.get(reverse("admin:import_bad", args=(of.pk, "csv")))
        text = b"".join(bad).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline="")))
        self.assertEqual(rows[0], [*HEADS, "reason"])
        self.assertEqual([row[:3] for row in rows[1:]], [DOUBTFUL, ["", "KNPA", "'=1+1"]])
        back = self.step(of, "undo")
        self.assertContains(back, "The import of 1 row was undone.")
        self.assertFalse(Commitment.objects.exists())

    def test_names_are_settled_once_for_all_rows(self) -> None:
        of, shown = self.looked_at(GOOD, DOUBTFUL, ["Another one.", "Ministry of Silence", ""])
        self.assertContains(shown, "Unknown names")
        wrong = self.step(of, "names", n0="Nonesuch")
        self.assertContains(wrong, "No ministry has this name.")
        shown = self.step(of, "names", n0="ministry of foreign affairs")
        self.assertNotContains(shown, "Unknown names")
        # What was said stands there, to be changed or taken away.
        self.assertContains(shown, 'value="Ministry of Foreign Affairs"')
        self.assertContains(self.step(of, "names"), "Unknown names")
        self.step(of, "names", x0="on")
        of.refresh_from_db()
        self.assertEqual(of.name_choices, {"Ministry of Silence": 0})
        shown = self.step(of, "names", n0="national police agency")
        of.refresh_from_db()
        self.assertEqual(of.counts, {"new": 3})
        self.assertContains(shown, "Import all 3 rows")
        again, _shown = self.looked_at(["One more.", "Ministry of Silence", ""])
        again.refresh_from_db()
        self.assertEqual(again.name_choices, {"Ministry of Silence": self.cast.police.pk})

    def test_status_words_are_chosen_on_the_page_of_the_columns_and_kept(self) -> None:
        rows = [
            ["Commitment", "Owner", "State of play", "Budget"],
            ["Send trainers.", "Valdoria", "Done", "5"],
        ]
        rows.append(["Send books.", "Secretariat", "cancelled", "5"])
        file = SimpleUploadedFile("list.csv", as_csv(rows))
        given = {"file": file, "subject": "commitments", "meeting": self.meeting.pk, "sender": "KNPA"}
        mapped = self.client.post(LIST, given, follow=True)
        self.assertContains(mapped, "Not imported unless you select a field: Budget")
        choice = '<option value="note" selected>As a draft, with the word as a note</option>'
        self.assertContains(mapped, choice, html=True)
        of = Import.objects.latest("pk")
        columns = {f"c{column}": name for name, column in of.columns.items()}
        shown = self.step(of, "columns", **columns, **{"status-0": "draft", "status-1": ""})
        self.assertContains(shown, "Columns not imported: Budget")
        self.assertContains(shown, "Status in the file")
        shown = self.step(of, "names", n0="both sides", **{"status-0": "skip"})
        of.refresh_from_db()
        self.assertEqual(of.status_choices, {"Done": "draft", "cancelled": "skip"})
        self.assertEqual((of.name_choices, of.counts), ({"Secretariat": "joint"}, {"new": 1}))
        self.assertContains(shown, "1 row was left out because of its status: 3")
        self.assertContains(shown, 'value="Both sides"')

    def test_what_stands_after_an_undo_is_shown_first_and_leads_to_its_record(self) -> None:
        of, _shown = self.looked_at(GOOD, ["Another point.", "KNPA", ""], WRONG)
        self.step(of, "take", way="valid")
        item = Commitment.objects.order_by("pk").first()
        assert item is not None
        acceptance.propose(item, by=self.cast.officer, now=NOW)
        shown = self.step(of, "undo")
        self.assertContains(shown, '<span aria-current="page">Kept <span class="count num">1</span></span>')
        self.assertContains(shown, f"/admin/commitments/commitment/{item.pk}/change/")
        self.assertNotContains(shown, "Another point")
        shown = self.client.get(reverse("admin:import_page", args=(of.pk,)), {"show": "all"})
        self.assertContains(shown, "Another point")

    def test_rows_for_a_closed_meeting_are_proposed_and_a_head_approves_them(self) -> None:
        close_meeting(self.meeting, by=self.cast.officer, now=NOW)
        meeting = f"/admin/commitments/meeting/{self.meeting.pk}/change/"
        self.assertContains(self.client.get(meeting), "Propose a supplement")
        of, shown = self.looked_at(GOOD, WRONG)
        self.assertContains(shown, "New rows are proposed as a supplement.")
        self.assertContains(shown, "Propose 1 valid row")
        again = self.step(of, "take", way="valid", reason=" ")
        self.assertContains(again, "Enter the reason in one sentence.")
        proposed = self.step(of, "take", way="valid", reason="The annex came later.")
        self.assertContains(proposed, "Supplement proposed. The head of desk decides.")
        self.assertContains(proposed, "pending decision")
        self.assertNotContains(proposed, "could not be imported")
        asked = Approval.objects.get()
        page = self.client.get(meeting)
        self.assertContains(page, "A supplement with 1 outcome is waiting for the head of desk.")
        self.assertContains(page, "The annex came later.")
        self.assertFalse(Commitment.objects.exists())
        request = f"/admin/commitments/approval/{asked.pk}"
        self.client.force_login(self.cast.head)
        shown = self.client.get(f"{request}/change/")
        self.assertContains(shown, "1 outcome is added to the closed meeting.")
        self.assertContains(shown, "Our side will send trainers")
        self.client.post(reverse("admin:commitments_approval_step_grant", args=(asked.pk,)), {"answer": ""})
        item = Commitment.objects.get()
        page = self.client.get(meeting)
        self.assertContains(
            page, f"Proposed by {self.cast.officer}, approved by {self.cast.head} on 11 Mar 2026."
        )
        self.assertContains(page, "supplement of")
        history = self.client.get(f"/admin/commitments/commitment/{item.pk}/history/")
        self.assertContains(history, f"proposed by {self.cast.officer}, approved by {self.cast.head}.")
        self.client.force_login(self.cast.officer)
        done = self.client.get(reverse("admin:import_page", args=(of.pk,)))
        self.assertContains(done, "1 row was imported.")
        self.assertNotContains(done, "Undo import")

    def test_a_closed_meeting_is_offered_apart(self) -> None:
        closed, cancelled = (make.meeting(self.cast, title=title) for title in ("Shut", "Called off"))
        Meeting.objects.filter(pk=closed.pk).update(state="closed")
        Meeting.objects.filter(pk=cancelled.pk).update(state="cancelled")
        field = UploadForm(person=self.cast.officer).fields["meeting"]
        _none, *groups = field.choices  # type: ignore[attr-defined]
        offered = [[int(str(key)) for key, _label in choices] for _group, choices in groups]
        self.assertEqual(offered, [[self.meeting.pk], [closed.pk]])
        self.client.force_login(self.cast.officer)
        self.assertContains(
            self.client.get(LIST), 'label="Closed meetings (progress updates, or a supplement)"'
        )

    def test_a_page_of_a_long_list_is_light_and_an_older_meeting_is_offered_from_its_own_page(self) -> None:
        long = [f"Our side will send {n} trainers to the harbour academy. " * 3 for n in range(200)]
        rows = [[text, f"Ministry of Silence {n % 60}; KNPA", "next spring"] for n, text in enumerate(long)]
        self.cast.officer.language = "ko"
        self.cast.officer.save(update_fields=["language"])
        _of, shown = self.looked_at(*rows)
        self.assertLess(len(shown.content), 80_000)
        self.assertContains(shown, "1/8")
        with mock.patch("commitments.admin.imports.forms.MEETINGS_SHOWN", 1):
            newer = make.meeting(self.cast, title="Newer")
            for asked, count in ((self.meeting.pk, 1), (newer.pk, 0)):
                listed = self.client.get(LIST, {"meeting": asked})
                self.assertContains(listed, f'<option value="{self.meeting.pk}"', count=count)

    def test_one_side_holds_for_all_rows_and_two_columns_fill_no_one_field(self) -> None:
        self.bring(["A point.", "", ""])
        of = Import.objects.get()
        twice = self.step(of, "columns", c0="clause", c1="clause")
        self.assertContains(twice, "Column A already uses this field. Select another field.")
        none = self.step(of, "columns", c1="lead")
        self.assertContains(none, "Select the column for: clause.")
        shown = self.step(of, "columns", c0="clause", **{"fixed-owed_by": "theirs"})
        self.assertContains(shown, "Import 1 row")
        self.step(of, "take", way="all")
        self.assertEqual(Commitment.objects.get().owed_by, "theirs")

    def test_a_long_import_is_left_to_a_worker_and_can_be_left_and_come_back_to(self) -> None:
        with mock.patch.object(pages, "FEW_ROWS", 1), mock.patch.object(pages, "enqueue") as rung:
            of, waits = self.looked_at(GOOD, ["Another point.", "KNPA", ""])
        rung.assert_called_once_with(of.pk, tasks.work_on_import)
        self.assertContains(waits, "You can leave this page")
        far = self.client.get(reverse("admin:import_progress", args=(of.pk,))).json()
        self.assertEqual(far, {"done": 0, "total": 2, "is_under_way": True})
        runs.run_import(of.pk, now=NOW)
        with mock.patch.object(pages, "SMALL_BATCH", 1), mock.patch.object(pages, "enqueue") as rung:
            self.step(of, "take", way="all")
            rung.assert_called_once_with(of.pk, tasks.work_on_import)
            self.assertContains(self.client.get(LIST), "Importing rows")
            self.step(of, "on")
        of.refresh_from_db()
        self.assertEqual((of.state, Commitment.objects.count()), (ImportState.DONE, 2))

    def test_rows_are_judged_again_where_something_was_recorded_meanwhile(self) -> None:
        of, _shown = self.looked_at(GOOD)
        make.outcome(self.cast, self.meeting, clause=GOOD[0], now=NOW + datetime.timedelta(minutes=1))
        shown = self.step(of, "take", way="all")
        self.assertContains(shown, "A new record was added to this meeting, so the rows were checked again.")
        self.assertFalse(Commitment.objects.exists())

    def test_what_was_brought_is_thrown_away_and_what_was_taken_is_not(self) -> None:
        of, _shown = self.looked_at(GOOD)
        self.assertContains(self.step(of, "away"), "Import discarded. No rows were imported.")
        self.assertFalse(Import.objects.exists() or ImportRow.objects.exists())
        of, _shown = self.looked_at(GOOD)
        self.step(of, "take", way="all")
        self.assertContains(self.step(of, "away"), "it can be undone")

    def test_the_other_lists_are_brought_by_whoever_writes_them(self) -> None:
        self.client.force_login(self.cast.administrator)
        file = SimpleUploadedFile("m.csv", as_csv([["Country", "Name"], ["KR", "Coast Guard"]]))
        self.client.post(LIST, {"file": file, "subject": "ministries"})
        of = Import.objects.get()
        self.step(of, "columns", c0="country", c1="name")
        self.step(of, "take", way="all")
        self.assertTrue(Ministry.objects.filter(name="Coast Guard").exists())


class DoorTests(ImportPages):
    def test_another_persons_import_is_like_one_that_is_not_there(self) -> None:
        of, _shown = self.looked_at(GOOD)
        addresses = [
            reverse("admin:import_page", args=(0,)),
            reverse("admin:import_progress", args=(0,)),
            reverse("admin:import_bad", args=(0, "csv")),
        ]
        posts = [
            reverse(f"admin:import_{name}", args=(0,))
            for name in ("table", "columns", "names", "again", "take", "undo", "on", "away")
        ]
        for person in (self.cast.head, self.cast.stranger, self.cast.administrator, self.cast.focal_point):
            self.client.force_login(person)
            self.assertNotContains(self.client.get(LIST), "list.csv")
            for key in (of.pk, 987654):
                for address in addresses:
                    self.assertEqual(self.client.get(address.replace("/0/", f"/{key}/")).status_code, 404)
                for address in posts:
                    self.assertEqual(self.client.post(address.replace("/0/", f"/{key}/")).status_code, 404)
        of.refresh_from_db()
        self.assertEqual(of.state, ImportState.CHECKED)

    def test_who_writes_nothing_has_no_such_page(self) -> None:
        for person in (self.cast.reader, self.cast.auditor, self.cast.records_officer):
            self.client.force_login(person)
            self.assertEqual(self.client.get(LIST).status_code, 404)
            self.assertNotContains(self.client.get("/admin/"), "/admin/imports/")
        self.client.logout()
        self.assertEqual(self.client.get(LIST).status_code, 302)

    def test_only_what_the_person_writes_and_may_read_is_offered(self) -> None:
        hidden = make.meeting(self.cast, title="Closely held talks", classification=3)  # type: ignore[arg-type]
        self.assertNotContains(self.client.get(LIST), "Closely held talks")
        self.assertContains(self.bring(GOOD, meeting=hidden.pk), "Select a valid choice")
        self.client.force_login(self.cast.focal_point)
        self.assertContains(self.client.get(LIST), 'value="updates"')
        self.assertNotContains(self.client.get(LIST), 'value="commitments"')
        self.assertContains(self.bring(GOOD), "Select a valid choice")
        self.assertFalse(Import.objects.exists())

    def test_who_loses_the_meeting_loses_the_import(self) -> None:
        of, _shown = self.looked_at(GOOD)
        type(self.meeting).objects.filter(pk=self.meeting.pk).update(classification=3)
        self.assertEqual(self.client.get(reverse("admin:import_page", args=(of.pk,))).status_code, 404)

    def test_a_file_that_is_not_read_is_told_at_its_field(self) -> None:
        for name, content, said in (
            ("a.pdf", b"%PDF-1.7", "Tables in a PDF cannot be read."),
            ("a.xlsx", b"PK\x03\x04damaged", "does not match its extension"),
            ("a.csv", b"", "The submitted file is empty"),
        ):
            with self.subTest(name):
                file = SimpleUploadedFile(name, content)
                shown = self.client.post(LIST, {"file": file, "subject": "holidays"})
                self.assertContains(shown, said)
        shown = self.client.post(
            LIST, {"file": SimpleUploadedFile("a.csv", b"x,y\n"), "subject": "commitments"}
        )
        self.assertContains(shown, "Select the meeting at which the commitments were agreed.")
        self.assertFalse(Import.objects.exists())


class CostTests(ImportPages):
    def test_a_page_of_many_rows_takes_the_queries_of_one_and_stays_small(self) -> None:
        def opened(count: int) -> tuple[int, int]:
            of, _shown = self.looked_at(
                *([f"Point {n}. {'x' * 200}", f"Nobody {n}", "soon"] for n in range(count))
            )
            with CaptureQueriesContext(connection) as seen:
                shown = self.client.get(reverse("admin:import_page", args=(of.pk,)))
            self.step(of, "away")
            return len(seen), len(shown.content)

        opened(1)
        self.assertEqual(opened(1)[0], opened(120)[0])
        self.assertLess(opened(120)[1], 80_000)

    def test_the_way_is_one_of_those_that_there_are(self) -> None:
        of, _shown = self.looked_at(GOOD)
        self.assertEqual(self.step(of, "take", way="any").status_code, 404)
        self.assertEqual(set(ImportSelection.values), {"all", "valid", "warnings"})
        self.assertEqual(ImportSubject(of.subject), ImportSubject.COMMITMENTS)
