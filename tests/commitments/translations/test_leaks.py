"""What a third state gave or the partner confided stays inside in its translation too."""

from typing import Any

from django.test import Client
from django.urls import reverse

from commitments.closeout import package
from commitments.closeout.bag import BagMaker
from commitments.closeout.selection import Selection
from commitments.enums import ConsentPurpose, Health, Side, WebhookEvent
from commitments.errors import Refused
from commitments.lifecycle import originators, progress
from commitments.meetings import agenda
from commitments.models import AgendaPoint, AuditRow, User, WebhookDelivery, WebhookSubscription
from commitments.packets.build import build_content
from commitments.packets.records import build_meeting_scope
from commitments.records import edits
from commitments.tables import annotated_agenda
from commitments.translations import editing
from commitments.translations.kinds import BY_NAME
from commitments.webhooks import payload
from tests import make
from tests.cast import NOW, TODAY
from tests.commitments.api.programs import program
from tests.commitments.tables.minutes_case import MinutesCase
from tests.sealed import seal_all

# In the translations, and nowhere else; as it is, and as the search is asked for it.
CANARY = "카나리아"
ITEM, POINT, UPDATE, TITLE = (f"{CANARY} {word}" for word in ("가운데", "나머지", "다음번", "라디오"))
STATE = "Ruritania"


class TranslationLeakTests(MinutesCase):
    """Each record has a translation with a canary, which is sought in all that leaves."""

    def setUp(self) -> None:
        super().setUp()
        by: dict[str, Any] = {"by": self.cast.officer, "now": NOW}
        self.agenda_item.refresh_from_db()
        point = AgendaPoint(meeting=self.meeting, title="Ferries")
        self.point = agenda.add_point(point, **by)
        agenda.change_point(self.point, {"said": "Two ferries."}, expected=self.point.version, **by)
        self.earlier.refresh_from_db()
        told: dict[str, Any] = {"health": Health.ON_TRACK, "side": Side.OURS, "reported_on": TODAY}
        self.update = progress.record_update(
            self.earlier, text="Half of the officers are trained.", **told, **by
        )
        self.ahead = make.meeting(self.cast, title="Third joint commission", held_on=None, held=False)
        for kind, record, texts in (
            ("agendaitem", self.agenda_item, {"discussion": ITEM}),
            ("agendasaid", self.point, {"said": POINT}),
            ("agendapoint", self.point, {"title": TITLE}),
            ("progressupdate", self.update, {"text": UPDATE}),
        ):
            record.refresh_from_db()
            editing.write_translation(BY_NAME[kind], record, "ko", texts, **by)
        for record in self.records():
            record.refresh_from_db()
        User.objects.filter(pk=self.cast.officer.pk).update(language="ko")
        self.cast.officer.refresh_from_db()

    def outside(self) -> Client:
        return program(self.cast.officer, is_external=True)

    def records(self) -> tuple[Any, ...]:
        return (self.agenda_item, self.point, self.update)

    def mark(self, **values: Any) -> None:
        for record in self.records():
            edits.change_record(record, values, by=self.cast.officer, now=NOW)

    def consent(self, *purposes: ConsentPurpose) -> None:
        told: dict[str, Any] = {"given_by": "Embassy", "given_on": TODAY, "document": "Note 12"}
        for record in self.records():
            originators.record_consents(record, purposes, **told, by=self.cast.head, now=NOW)

    def minutes(self) -> str:
        minutes = self.begun()
        self.cleared(minutes, self.part_of_said(), f"point-{self.point.pk}", languages=("ko", "en"))
        return self.text_of(minutes)

    def annotated(self) -> str:
        return str(annotated_agenda.build_agenda(self.ahead, reader=self.cast.officer, now=NOW))

    def packet(self) -> str:
        scope = build_meeting_scope(self.ahead)
        return str(build_content(scope, reader=self.cast.officer, reference="P-XV-1", now=NOW, language="ko"))

    def api(self) -> str:
        """All that a program outside reads: each list, and the search for the words."""
        client = self.outside()
        base, place = "/api/v1/", f"/api/v1/meetings/{self.meeting.reference}"
        addresses = [
            *(f"{base}{noun}/" for noun in ("updates", "agenda-items", "commitments", "meetings", "minutes")),
            *(f"{place}/agenda/", f"{place}/agenda/{self.agenda_item.pk}/", f"{place}/"),
            *(f"{base}agenda-items/{self.point.pk}/", f"{base}updates/{self.update.pk}/"),
            *(f"{base}commitments/{self.earlier.reference}/",),
        ]
        return "\n".join(client.get(address).content.decode() for address in addresses)

    def found(self) -> set[str]:
        """What the search of a program outside finds by words that are in the translations alone."""
        client, found = self.outside(), set()
        for noun, words in (("agenda-items", TITLE), ("agenda-items", POINT)):
            for row in client.get(f"/api/v1/{noun}/", {"q": words}).json()["results"]:
                found.add(f"{noun} {row['id']}")
        return found

    def listed(self) -> set[str]:
        """Records of which the list of translations tells a program outside."""
        rows = self.outside().get("/api/v1/translations/", {"page_size": 100}).json()["results"]
        return {row["kind"] for row in rows} & {"agendaitem", "agendasaid", "agendapoint", "progressupdate"}

    def exports(self) -> str:
        self.client.force_login(self.cast.officer)
        page = reverse("admin:translations")
        files = [
            b"".join(self.client.get(f"{page}export/csv/", {"kind": kind, "state": "unchecked"}))
            for kind in ("agendaitem", "agendasaid", "agendapoint", "progressupdate")
        ]
        for record in (self.meeting, self.earlier):
            name = record._meta.model_name
            answer = self.client.get(f"/admin/commitments/{name}/{record.pk}/history/export/csv/")
            files.append(b"".join(answer))
        return b"\n".join(files).decode("utf-8-sig")

    def webhook(self) -> str:
        """The messages that the last events about the commitment and its meetings would send."""
        hook = WebhookSubscription(name="Archive", desk=self.cast.desk, clearance=self.cast.officer.clearance)
        said = []
        for event, record in (
            (WebhookEvent.COMMITMENT_ACCEPTED, self.earlier),
            (WebhookEvent.MEETING_HELD, self.meeting),
        ):
            for row in AuditRow.objects.filter(subject_type=record._meta.label, subject_id=record.pk):
                body = payload.build_body(WebhookDelivery(subscription=hook, row=row, event=event), NOW)
                said.append((body or b"").decode())
        return "\n".join(said)

    def package(self) -> str:
        """All files of a close-out package of the partner."""
        seal_all()
        folder = self.folder / "bag"
        package.export_folder(folder, Selection(self.cast.valdoria), BagMaker(NOW, "test"), reader=None)
        return "\n".join(path.read_text() for path in folder.rglob("*.jsonl"))

    def test_the_control_finds_the_words_in_each_way_out(self) -> None:
        for read in (self.minutes, self.annotated, self.packet, self.api, self.exports, self.package):
            with self.subTest(read.__name__):
                self.assertIn(CANARY, read())
        self.assertEqual(self.found(), {f"agenda-items {self.point.pk}"})
        self.assertEqual(len(self.listed()), 4)
        self.assertIn(self.earlier.reference, self.webhook())

    def test_what_a_third_state_gave_leaves_only_with_its_consent(self) -> None:
        self.mark(originator=STATE)
        for read in (self.minutes, self.annotated, self.packet, self.api, self.exports, self.webhook):
            with self.subTest(read.__name__):
                self.assertNotIn(CANARY, read())
        self.assertEqual((self.found(), self.listed()), (set(), set()))
        with self.assertRaises(Refused) as refused:
            self.package()
        self.assertEqual(refused.exception.code, "third_state")
        for purpose, ways in (
            (ConsentPurpose.PRINT, (self.annotated, self.packet)),
            (ConsentPurpose.PARTNER, (self.minutes,)),
            (ConsentPurpose.EXPORT, (self.api, self.exports, self.package)),
        ):
            for read in ways:
                with self.subTest(f"{purpose} {read.__name__}"):
                    if read != self.package:
                        self.assertNotIn(CANARY, read())
            self.consent(purpose)
            for read in ways:
                with self.subTest(f"{purpose} {read.__name__} with consent"):
                    self.assertIn(CANARY, read())
        self.assertNotIn(CANARY, self.webhook())

    def test_what_the_partner_confided_goes_to_no_program_outside_and_into_no_minutes(self) -> None:
        self.mark(in_confidence=True)
        for read in (self.minutes, self.api, self.webhook):
            with self.subTest(read.__name__):
                self.assertNotIn(CANARY, read())
        self.assertEqual((self.found(), self.listed()), (set(), set()))
