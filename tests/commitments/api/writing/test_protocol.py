"""Titles of levels and blackout periods through the API, by who may on their pages."""

from typing import Any, ClassVar

from django.test import TestCase

from commitments.enums import ProtocolLevel, Scope
from commitments.lifecycle import protocol
from commitments.models import AuditRow, BlackoutPeriod, LevelTitle, User
from tests.cast import TODAY, Cast, gather
from tests.commitments.api.programs import changed, program, sent, stepped, wrong
from tests.commitments.api.test_schema import document, fits

TITLES, PERIODS = "/api/v1/level-titles/", "/api/v1/blackout-periods/"
TITLE = {"country": "XV", "level": "vice_minister", "title": "Secretary of State"}
PERIOD = {"country": "XV", "starts_on": "2026-03-10", "ends_on": "2026-03-12", "reason": "Mourning"}
WHY = {"reason": "It was entered twice."}


class ProtocolTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def program(self, person: User | None = None) -> Any:
        return program(person or self.cast.officer, Scope.MANAGE)

    def test_a_title_is_recorded_changed_and_removed_with_its_history(self) -> None:
        client = self.program()
        made = sent(client, TITLES, TITLE)
        self.assertEqual(made.status_code, 201, made.content)
        self.assertEqual(fits(made.json(), document(), "LevelTitle"), [])
        address = f"{TITLES}{made.json()['id']}/"
        titles = protocol.list_titles(self.cast.valdoria)
        self.assertEqual(titles[ProtocolLevel.VICE_MINISTER], "Secretary of State")
        self.assertEqual(
            changed(client, address, {"title": "State Secretary"}).json()["title"], "State Secretary"
        )
        self.assertEqual(wrong(changed(client, address, {"level": "minister", "title": "x"})), ["level"])
        listed = client.get(TITLES, {"country": "XV", "level": "vice_minister"}).json()["results"]
        self.assertEqual([one["title"] for one in listed], ["State Secretary"])
        self.assertEqual(stepped(client, address, "remove").status_code, 400)
        self.assertEqual(stepped(client, address, "remove", WHY).status_code, 204)
        self.assertEqual(client.get(address).status_code, 404)
        rows = AuditRow.objects.filter(subject_type=LevelTitle._meta.label).order_by("pk")
        self.assertEqual([row.action for row in rows], ["created", "changed", "removed"])
        self.assertEqual((rows[2].reason, rows[2].by), (WHY["reason"], self.cast.officer))

    def test_one_title_of_a_level_in_a_country_or_in_general(self) -> None:
        client = self.program()
        for body in (TITLE, TITLE | {"country": None}):
            self.assertEqual(sent(client, TITLES, body).status_code, 201)
            again = sent(client, TITLES, body)
            self.assertEqual(again.status_code, 400, again.content)

    def test_blackout_days_hold_back_questions_until_they_are_removed(self) -> None:
        client = self.program()
        made = sent(client, PERIODS, PERIOD)
        self.assertEqual(made.status_code, 201, made.content)
        self.assertEqual(fits(made.json(), document(), "BlackoutPeriod"), [])
        address = f"{PERIODS}{made.json()['id']}/"
        self.assertEqual(len(protocol.list_blackouts(self.cast.valdoria.pk, TODAY)), 1)
        self.assertEqual(wrong(changed(client, address, {"ends_on": "2026-03-01"})), [""])
        self.assertEqual(changed(client, address, {"ends_on": "2026-03-14"}).json()["ends_on"], "2026-03-14")
        unchanged = changed(client, address, {"ends_on": "2026-03-14"})
        self.assertEqual(unchanged.status_code, 200)
        rows = AuditRow.objects.filter(subject_type=BlackoutPeriod._meta.label)
        self.assertEqual(rows.count(), 2)
        late = client.get(PERIODS, {"country": "XV", "day_from": "2026-03-15"}).json()
        self.assertEqual(late["results"], [])
        self.assertEqual(stepped(client, address, "remove", WHY).status_code, 204)
        self.assertEqual(protocol.list_blackouts(self.cast.valdoria.pk, TODAY), [])

    def test_only_who_records_the_days_of_a_partner_reads_their_reason(self) -> None:
        address = f"{PERIODS}{sent(self.program(), PERIODS, PERIOD).json()['id']}/"
        cast = self.cast
        for person in (cast.officer, cast.head, cast.embassy_officer, cast.administrator):
            for shown in (self.program(person).get(address).json(), *self.listed(person)):
                self.assertEqual((shown["reason"], shown["restricted"]), ("Mourning", []), person)
        for person in (cast.focal_point, cast.auditor, cast.reader, cast.records_officer, cast.stranger):
            for shown in (self.program(person).get(address).json(), *self.listed(person)):
                self.assertEqual((shown["reason"], shown["restricted"]), (None, ["reason"]), person)
                self.assertEqual(shown["ends_on"], PERIOD["ends_on"])
                self.assertEqual(fits(shown, document(), "BlackoutPeriod"), [])

    def listed(self, person: User) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.program(person).get(PERIODS).json()["results"]
        self.assertEqual(len(found), 1)
        return found

    def test_a_late_change_is_told(self) -> None:
        client = self.program()
        address = f"{PERIODS}{sent(client, PERIODS, PERIOD).json()['id']}/"
        answer = client.patch(
            address, {"reason": "Visit"}, content_type="application/json", headers={"If-Match": '"0-0"'}
        )
        self.assertEqual(answer.status_code, 412)

    def test_only_who_may_on_the_page_writes_and_only_with_the_scope(self) -> None:
        address = f"{PERIODS}{sent(self.program(), PERIODS, PERIOD).json()['id']}/"
        for person in (self.cast.focal_point, self.cast.auditor, self.cast.reader, self.cast.records_officer):
            client = self.program(person)
            self.assertEqual(client.get(address).status_code, 200)
            for answer in (
                sent(client, PERIODS, PERIOD),
                sent(client, TITLES, TITLE),
                changed(client, address, {"reason": "Visit"}),
                stepped(client, address, "remove", WHY),
            ):
                self.assertEqual((answer.status_code, answer.json()["code"]), (403, "forbidden"), person)
            (told,) = client.get(f"{address}steps/").json()["steps"]
            self.assertEqual(told["code"], "forbidden")
        # An embassy officer keeps the data of the host country alone.
        embassy = self.program(self.cast.embassy_officer)
        self.assertEqual(changed(embassy, address, {"reason": "Visit"}).status_code, 200)
        self.assertEqual(changed(embassy, address, {"country": "XW"}).status_code, 403)
        self.assertEqual(sent(embassy, PERIODS, PERIOD | {"country": "XW"}).status_code, 403)
        # The desk of another partner writes nothing of this one, and leads nothing away.
        other = self.program(self.cast.stranger)
        for answer in (
            sent(other, PERIODS, PERIOD),
            sent(other, TITLES, TITLE),
            changed(other, address, {"reason": "Summit"}),
            changed(other, address, {"country": "XW"}),
            stepped(other, address, "remove", WHY),
        ):
            self.assertEqual((answer.status_code, answer.json().get("code")), (403, "forbidden"))
        self.assertEqual(sent(other, PERIODS, PERIOD | {"country": "XW"}).status_code, 201)
        self.assertEqual(sent(other, TITLES, TITLE | {"country": "KR"}).status_code, 201)
        recorder = program(self.cast.officer, Scope.RECORD)
        self.assertEqual(sent(recorder, PERIODS, PERIOD).json()["code"], "scope")
        self.assertEqual(recorder.get(PERIODS, {"as_of": "2026-03-01"}).status_code, 400)
        self.assertEqual(BlackoutPeriod.objects.filter(country=self.cast.valdoria).count(), 1)
