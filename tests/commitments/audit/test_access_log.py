"""Who looked at what: one row for each record that an answer held, none for lists, no word of the record."""

import tempfile
from io import StringIO
from pathlib import Path
from typing import Any, ClassVar
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import TestCase, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from structlog.testing import capture_logs

from commitments.audit import access_log, origin
from commitments.enums import AccessKind, Classification, CommitmentState, ReminderKind
from commitments.models import AccessLogEntry, Commitment, Email, Evidence, Grant, Meeting, Outcome, Reminder
from commitments.packets.archive import production, requests
from commitments.packets.render.printing import PrintedFile
from tests import make
from tests.cast import NOW, Cast, gather
from tests.commitments.api.programs import COMMITMENTS, program
from tests.commitments.reminders.answering import ANSWERED, AnswerCase

LOG = "/admin/commitments/accesslogentry/"
SECRET_TITLE = "A title that no log repeats"
Row = tuple[str, str, str, int | None]


def rows() -> list[Row]:
    """Give who, what kind of look, at which kind of record and which, in order."""
    found = AccessLogEntry.objects.order_by("pk").values_list(
        "by__username", "kind", "subject_type", "subject_id"
    )
    return [(by, kind, label.removeprefix("commitments."), key) for by, kind, label, key in found]


class Case(TestCase):
    cast: ClassVar[Cast]
    meeting: ClassVar[Meeting]
    outcome: ClassVar[Outcome]
    item: ClassVar[Commitment]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.meeting = make.meeting(cls.cast)
        cls.outcome = make.outcome(cls.cast, cls.meeting)
        state = CommitmentState.IN_PROGRESS
        cls.item = make.commitment(cls.cast, cls.outcome, state=state, title=SECRET_TITLE)

    def setUp(self) -> None:
        self.client.force_login(self.cast.officer)

    def page(self, record: Any, what: str = "change") -> str:
        return reverse(f"admin:commitments_{record._meta.model_name}_{what}", args=(record.pk,))


@pytest.mark.both
class PageTests(Case):
    def test_pages_of_a_record_are_kept_with_its_place_and_marking_and_none_of_its_words(self) -> None:
        for what in ("change", "history"):
            self.assertEqual(self.client.get(self.page(self.item, what)).status_code, 200)
        self.assertEqual(rows(), [("officer", "opened", "Commitment", self.item.pk)] * 2)
        row = AccessLogEntry.objects.order_by("pk")[0]
        self.assertEqual(row.country, self.cast.valdoria)
        self.assertEqual(row.classification, self.item.classification)
        told = " ".join(map(str, AccessLogEntry.objects.values().first().values()))  # type: ignore[union-attr]
        self.assertNotIn(SECRET_TITLE, told)
        self.assertNotIn(self.item.reference, told)

    def test_parts_are_placed_where_their_page_is(self) -> None:
        text = make.statement(self.cast, self.meeting)
        self.client.get(self.page(text))
        self.client.get(reverse("admin:text", args=("outcome", self.outcome.pk, "clause")))
        self.assertEqual([row[2:] for row in rows()], [("Statement", text.pk), ("Outcome", self.outcome.pk)])
        countries = AccessLogEntry.objects.values_list("country", flat=True)
        self.assertEqual(set(countries), {self.cast.valdoria.pk})

    def test_a_reminder_a_mail_and_a_grant_are_placed_where_what_they_tell_of_is(self) -> None:
        officer = self.cast.officer
        times = dict.fromkeys(("ready_at", "next_try_at", "planned_at"), NOW)
        sent = Email.objects.create(
            recipient=officer, address=officer.email, message_id="<a@b>", subject="x", content=b"x", **times
        )
        told: dict[str, Any] = {
            "recipient": officer,
            "kind": ReminderKind.AHEAD,
            "start_date": NOW.date(),
            "planned_at": NOW,
        }
        reminder = Reminder.objects.create(
            commitment=self.item, offset=3, email=sent, **told | {"deadline_id": self.item.deadline_id}
        )
        today = timezone.localdate()
        grant = Grant.objects.create(
            person=officer, meeting=self.meeting, starts_on=today, ends_on=today, reason="x", recorded_at=NOW
        )
        seen = (reminder, sent, grant)
        for record in seen:
            self.assertEqual(self.client.get(self.page(record)).status_code, 200)
        self.assertEqual([row[3] for row in rows()], [record.pk for record in seen])
        placed = set(AccessLogEntry.objects.values_list("country", "classification"))
        self.assertEqual(placed, {(self.cast.valdoria.pk, Classification.RESTRICTED)})
        # Of two partners it has none.
        other = make.commitment(
            self.cast, make.outcome(self.cast, make.meeting(self.cast, country=self.cast.elsewhere))
        )
        Reminder.objects.create(
            commitment=other, offset=3, email=sent, **told | {"deadline_id": other.deadline_id}
        )
        self.assertIsNone(access_log.build_entry(officer, sent).country_id)

    def test_the_log_of_changes_taken_out_is_kept_with_its_one_partner(self) -> None:
        self.client.force_login(self.cast.auditor)
        page, asked = "/admin/audit-log/export/csv/", {"since": "2026-01-01", "kind": "commitments.Meeting"}
        self.client.get(page, asked)
        make.meeting(self.cast, country=self.cast.elsewhere)
        self.client.get(page, asked)
        taken = list(AccessLogEntry.objects.order_by("pk").values_list("subject_type", "country"))
        self.assertEqual(
            taken, [("commitments.AuditRow", self.cast.valdoria.pk), ("commitments.AuditRow", None)]
        )

    def test_lists_what_is_hidden_or_open_to_all_and_what_leads_elsewhere_are_not_kept(self) -> None:
        listed = self.client.get("/admin/commitments/commitment/")
        led_on = self.client.get(self.page(self.outcome))
        open_to_all = self.client.get(self.page(self.cast.mofa))
        only_asked = self.client.head(self.page(self.item))
        self.client.force_login(self.cast.stranger)
        hidden = self.client.get(self.page(self.item))
        codes = [one.status_code for one in (listed, led_on, open_to_all, only_asked, hidden)]
        self.assertEqual(codes, [200, 302, 200, 200, 404])
        self.assertEqual(rows(), [])

    def test_a_file_is_kept_beside_the_item_it_proves(self) -> None:
        with tempfile.TemporaryDirectory() as folder, override_settings(DATA=folder):
            values = {
                "evidence-kind": "letter",
                "evidence-file": SimpleUploadedFile("a.pdf", b"%PDF-1.7\nletter\n%%EOF"),
            }
            self.client.post(self.page(self.item, "evidence"), values)
            paper = Evidence.objects.get()
            self.assertEqual(rows(), [])
            answer = self.client.get(
                reverse("admin:commitments_commitment_paper", args=(self.item.pk, paper.pk))
            )
        self.assertEqual(answer.status_code, 200)
        self.assertIn(("officer", "printed", "Evidence", paper.pk), rows())

    def test_a_page_costs_one_query_more_however_much_is_on_it(self) -> None:
        with CaptureQueriesContext(connection) as seen:
            self.client.get(self.page(self.item))
        written = [one["sql"] for one in seen if "commitments_accesslogentry" in one["sql"]]
        self.assertEqual(len(written), 1)
        self.assertEqual(seen.captured_queries[-1]["sql"], written[0])

    def test_a_log_that_cannot_be_written_is_an_error_and_the_page_stands(self) -> None:
        broken = mock.patch.object(access_log, "write_entries", side_effect=DatabaseError("read-only"))
        with broken, capture_logs() as lines:
            self.assertEqual(self.client.get(self.page(self.item)).status_code, 200)
        [line] = [line for line in lines if line["event"] == "openings not written"]
        self.assertEqual(line["log_level"], "critical")
        self.assertEqual(
            line["lost"], [f"{self.cast.officer.pk} opened commitments.Commitment {self.item.pk}"]
        )

    def test_a_row_says_from_where_and_is_never_altered(self) -> None:
        with origin.written_from("admin", "192.0.2.7"):
            access_log.write_entries([access_log.build_entry(self.cast.officer, self.item)], now=NOW)
        self.assertEqual(AccessLogEntry.objects.get().source, "admin 192.0.2.7")
        for deed in (
            lambda: AccessLogEntry.objects.update(note="nobody"),
            lambda: AccessLogEntry.objects.all().delete(),
        ):
            with self.assertRaises(DatabaseError), transaction.atomic():
                deed()


class TakenTests(Case):
    def test_a_program_fetches_a_record_and_not_what_it_holds_already(self) -> None:
        ask = program(self.cast.officer)
        answer = ask.get(f"{COMMITMENTS}{self.item.reference}/")
        ask.get(COMMITMENTS)
        again = ask.get(f"{COMMITMENTS}{self.item.reference}/", headers={"If-None-Match": answer["ETag"]})
        self.assertEqual((answer.status_code, again.status_code), (200, 304))
        one, many = (
            ("officer", "fetched", "Commitment", self.item.pk),
            ("officer", "fetched", "Commitment", None),
        )
        self.assertEqual(rows(), [one, many])
        for row, note in zip(AccessLogEntry.objects.order_by("pk"), ("", "1"), strict=True):
            self.assertEqual(
                (row.country, row.classification), (self.cast.valdoria, self.item.classification)
            )
            self.assertEqual(row.note, note)

    def test_a_list_taken_out_is_kept_with_its_kind_and_rows(self) -> None:
        self.client.get("/admin/commitments/commitment/export/csv/")
        self.assertEqual(rows(), [("officer", "exported", "Commitment", None)])
        row = AccessLogEntry.objects.get()
        self.assertEqual((row.note, row.country), ("csv 1", self.cast.valdoria))

    def test_a_packet_is_printed_and_asking_how_far_it_is_is_no_look(self) -> None:
        packet = requests.request_packet(self.meeting, by=self.cast.officer, now=NOW)
        self.client.get(self.page(packet, "progress"))
        self.assertEqual(rows(), [])
        with mock.patch.object(production, "render_pdf", return_value=PrintedFile(make.pdf(), 3, ())):
            production.make_packet(packet.pk, now=NOW)
        self.client.get(self.page(packet, "open"))
        self.assertEqual(rows(), [("officer", "printed", "Packet", packet.pk)])

    def test_the_command_that_writes_a_packet_keeps_for_whom(self) -> None:
        printing = mock.patch.object(production, "render_pdf", return_value=PrintedFile(make.pdf(), 3, ()))
        with printing, tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "packet.pdf")
            call_command("make_packet", meeting=self.meeting.reference, output=file, stdout=StringIO())
            self.assertTrue(file.read_bytes().startswith(b"%PDF"))
        self.assertEqual([row[:3] for row in rows()], [("officer", "printed", "Packet")])


class LinkTests(AnswerCase):
    def test_what_is_opened_from_a_mail_is_kept_for_whom_it_was_sent_to(self) -> None:
        self.mailed()
        with mock.patch("django.utils.timezone.now", return_value=ANSWERED):
            self.assertEqual(self.browser().get(self.address()).status_code, 200)
        [(by, kind, label, _key)] = rows()
        self.assertEqual((kind, label), ("opened", "Commitment"))
        self.assertEqual(by, AccessLogEntry.objects.get().by.username)


@pytest.mark.both
class LogPageTests(Case):
    kept: ClassVar[Commitment]

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        level = Classification.SECRET
        cls.kept = make.commitment(
            cls.cast, make.outcome(cls.cast, cls.meeting), title="Closely held", classification=level
        )
        with origin.written_from("admin", "192.0.2.7"):
            looks = (
                access_log.build_entry(cls.cast.officer, cls.item),
                access_log.build_entry(cls.cast.division_head, cls.meeting),
            )
            access_log.write_entries(
                [*looks, access_log.build_entry(cls.cast.head, cls.kept, AccessKind.PRINTED)], now=NOW
            )

    def listed(self, query: str = "") -> list[tuple[str, int]]:
        answer: Any = self.client.get(f"{LOG}{query}")
        self.assertEqual(answer.status_code, 200)
        return [(row.by.username, row.subject_id) for row in answer.context_data["cl"].result_list]

    def test_heads_read_of_their_desk_the_auditor_of_all_and_others_nothing(self) -> None:
        for person, count in ((self.cast.head, 3), (self.cast.division_head, 3), (self.cast.auditor, 3)):
            self.client.force_login(person)
            self.assertEqual(len(self.listed()), count, person)
        others = (
            self.cast.officer,
            self.cast.administrator,
            self.cast.records_officer,
            self.cast.focal_point,
        )
        for person in others:
            self.client.force_login(person)
            self.assertEqual(self.client.get(LOG).status_code, 403, person)
            self.assertNotContains(self.client.get("/admin/"), LOG)

    def test_the_clearance_and_the_desk_of_a_head_narrow_it(self) -> None:
        self.cast.head.clearance = Classification.CONFIDENTIAL
        self.cast.head.save()
        self.client.force_login(self.cast.head)
        self.assertNotIn(("head", self.kept.pk), self.listed())
        self.assertEqual(len(self.listed()), 2)
        self.cast.head.desk = self.cast.other_desk
        self.cast.head.save()
        self.client.force_login(self.cast.head)
        self.assertEqual(self.listed(), [])

    def test_it_is_narrowed_by_record_person_kind_reference_name_and_day(self) -> None:
        self.client.force_login(self.cast.auditor)
        mine, hers = ("officer", self.item.pk), ("division_head", self.meeting.pk)
        self.assertEqual(self.listed(f"?record=commitment-{self.item.pk}"), [mine])
        self.assertEqual(self.listed(f"?who={self.cast.division_head.pk}"), [hers])
        self.assertEqual(self.listed("?kind__exact=printed"), [("head", self.kept.pk)])
        self.assertEqual(self.listed(f"?q={self.meeting.reference}"), [hers])
        self.assertEqual(self.listed("?q=Officer"), [mine])
        self.assertEqual(len(self.listed(f"?q={NOW.date().isoformat()}")), 3)
        self.assertEqual(self.listed("?q=2026-03-09"), [])
        for odd in (
            "record=meeting-x",
            "record=nothing-1",
            "who=x",
            "who=²",
            "record=meeting-99999999999999999999",
        ):
            self.assertEqual(self.listed(f"?{odd}"), [], odd)

    def test_a_record_that_the_reader_may_not_read_any_more_is_not_named(self) -> None:
        self.client.force_login(self.cast.head)
        page = self.client.get(LOG)
        self.assertContains(page, self.kept.reference)
        self.assertContains(page, "192.0.2.7")
        with make.unlocked():
            Commitment.objects.filter(pk=self.item.pk).update(classification=Classification.SECRET)
            Meeting.objects.filter(pk=self.meeting.pk).update(country=self.cast.elsewhere)
        page = self.client.get(LOG)
        self.assertNotContains(page, self.meeting.reference)
        self.assertContains(page, "(no access)")

    def test_the_page_of_a_record_leads_to_its_log_for_whom_the_log_is(self) -> None:
        for record in (self.item, self.meeting):
            link = f"{LOG}?record={record._meta.model_name}-{record.pk}"
            self.client.force_login(self.cast.head)
            self.assertContains(self.client.get(self.page(record)), link)
            self.client.force_login(self.cast.officer)
            self.assertNotContains(self.client.get(self.page(record)), LOG)

    def test_it_is_taken_out_as_it_is_narrowed_and_that_is_kept_too(self) -> None:
        self.client.force_login(self.cast.auditor)
        answer = self.client.get(f"{LOG}export/csv/?who={self.cast.officer.pk}")
        self.assertContains(answer, self.item.reference)
        self.assertNotContains(answer, self.meeting.reference)
        last = AccessLogEntry.objects.latest("pk")
        self.assertEqual(
            (last.kind, last.subject_type, last.note), ("exported", "commitments.AccessLogEntry", "csv 1")
        )
        self.client.force_login(self.cast.officer)
        self.assertEqual(self.client.get(f"{LOG}export/csv/").status_code, 403)

    def test_its_queries_do_not_grow_with_its_rows(self) -> None:
        self.client.force_login(self.cast.auditor)
        self.listed()
        with CaptureQueriesContext(connection) as few:
            self.listed()
        access_log.write_entries([access_log.build_entry(self.cast.officer, self.item)] * 15, now=NOW)
        with self.assertNumQueries(len(few)):
            self.assertEqual(len(self.listed()), 18)
