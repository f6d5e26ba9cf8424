"""Programs write a translation beside the original, and a second person checks it."""

import json
from typing import Any, ClassVar

from django.test import Client, TestCase

from commitments.enums import CommitmentState, Health, Scope, Side
from commitments.lifecycle import progress
from commitments.models import AgendaItem, ProgressUpdate, User
from commitments.records import edits
from tests import make
from tests.cast import NOW, TODAY, Cast, gather
from tests.commitments.api.programs import COMMITMENTS, MEETINGS, changed, program, sent, stepped


class TranslationTests(TestCase):
    people: ClassVar[Cast]
    update: ClassVar[ProgressUpdate]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.people = gather()
        item = make.commitment(cls.people, state=CommitmentState.IN_PROGRESS)
        given: dict[str, Any] = {"health": Health.ON_TRACK, "side": Side.OURS, "reported_on": TODAY}
        cls.update = progress.record_update(
            item, text="The lists were exchanged.", by=cls.people.officer, now=NOW, **given
        )

    def send(self, client: Client, step: str, **body: str) -> Any:
        address = f"/api/v1/updates/{self.update.pk}/"
        tag = client.get(address).headers.get("ETag", "*")
        return client.post(
            f"{address}steps/{step}/",
            json.dumps(body),
            content_type="application/json",
            headers={"If-Match": tag},
        )

    def test_a_program_writes_it_and_that_of_another_person_checks_it(self) -> None:
        officer, head = (program(one, Scope.RECORD) for one in (self.people.officer, self.people.head))
        written = self.send(officer, "translate", language="ko", text="명단을 교환하였다.")
        self.assertEqual(written.status_code, 200, written.content)
        shown = written.json()
        self.assertEqual(
            (shown["translation_language"], shown["text_translation"]), ("ko", "명단을 교환하였다.")
        )
        self.assertEqual([one["state"] for one in shown["translations"]], ["unchecked"])
        refused = self.send(officer, "check_translation", language="ko")
        self.assertEqual((refused.status_code, refused.json()["code"]), (409, "same_person"))
        checked = self.send(head, "check_translation", language="ko").json()
        (one,) = checked["translations"]
        self.assertEqual((one["state"], one["checked_by"]), ("checked", self.people.head.username))

    def test_an_unknown_language_is_refused_and_another_one_replaces_the_whole_translation(self) -> None:
        officer = program(self.people.officer, Scope.RECORD)
        for body in (
            {"language": "../.."},
            {"language": "xx"},
            {"language": "ko", "text_language": "zz"},
        ):
            with self.subTest(**body):
                refused = self.send(officer, "translate", text="Les listes", **body)
                self.assertEqual((refused.status_code, refused.json()["code"]), (409, "unknown_language"))
        self.send(officer, "translate", language="ko", text="명단을 교환하였다.", next_step="명단 송부")
        shown = self.send(officer, "translate", language="fr", text="Les listes").json()
        found = (shown["translation_language"], shown["text_translation"], shown["next_step_translation"])
        self.assertEqual(found, ("fr", "Les listes", ""))

    def test_who_does_not_read_the_update_finds_nothing_and_who_only_reads_is_refused(self) -> None:
        for person, status in ((self.people.stranger, 404), (self.people.auditor, 403)):
            with self.subTest(person.username):
                answer = self.send(
                    program(person, Scope.RECORD), "translate", language="ko", text="명단을 교환하였다."
                )
                self.assertEqual(answer.status_code, status, answer.content)


class OpenItemTests(TestCase):
    """The discussion of an open item: written, translated, checked, and listed by its state."""

    people: ClassVar[Cast]
    item: ClassVar[AgendaItem]
    address: ClassVar[str]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.people = gather()
        commitment = make.commitment(cls.people, state=CommitmentState.IN_PROGRESS)
        meeting = make.meeting(cls.people)
        said = {"discussion": "The draft is ready.", "raised_on": TODAY}
        row = AgendaItem(meeting=meeting, commitment=commitment, **said)
        cls.item = edits.create_record(row, by=cls.people.officer, now=NOW)
        cls.address = f"/api/v1/meetings/{meeting.reference}/agenda/{cls.item.pk}/"

    def send(self, person: User, step: str, **body: str) -> Any:
        client = program(person, Scope.RECORD)
        tag = client.get(self.address).headers.get("ETag", "*")
        return client.post(
            f"{self.address}steps/{step}/",
            json.dumps(body),
            content_type="application/json",
            headers={"If-Match": tag},
        )

    def rows(self, person: User, **asked: Any) -> list[Any]:
        answer = program(person).get("/api/v1/translations/", asked)
        self.assertEqual(answer.status_code, 200, answer.content)
        found: list[Any] = answer.json()["results"]
        return found

    def test_it_is_written_checked_and_the_check_taken_back(self) -> None:
        officer, head = self.people.officer, self.people.head
        written = self.send(officer, "translate", language="ko", discussion="초안이 준비되었다.")
        self.assertEqual(written.status_code, 200, written.content)
        shown = written.json()
        self.assertEqual(
            (shown["text_language"], shown["translation_language"], shown["discussion_translation"]),
            ("en", "ko", "초안이 준비되었다."),
        )
        self.assertEqual(self.send(officer, "check_translation", language="ko").json()["code"], "same_person")
        (checked,) = self.send(head, "check_translation", language="ko").json()["translations"]
        self.assertEqual((checked["state"], checked["checked_by"]), ("checked", head.username))
        self.assertEqual(self.send(officer, "withdraw_check", language="ko").status_code, 403)
        (open_again,) = self.send(head, "withdraw_check", language="ko").json()["translations"]
        self.assertEqual((open_again["state"], open_again["checked_by"]), ("unchecked", None))
        self.assertEqual(self.send(head, "withdraw_check", language="ko").json()["code"], "not_checked")

    def test_the_list_gives_each_text_once_with_its_state_and_address_and_no_word_of_it(self) -> None:
        self.send(self.people.officer, "translate", language="ko", discussion="초안이 준비되었다.")
        (row,) = self.rows(self.people.officer, kind="agendaitem")
        self.assertEqual((row["id"], row["country"], row["language"]), (self.item.pk, "XV", "en"))
        self.assertEqual([one["state"] for one in row["translations"]], ["unchecked"])
        self.assertTrue(row["url"].endswith(self.address))
        self.assertNotIn("초안", json.dumps(row, ensure_ascii=False))
        self.assertEqual(self.rows(self.people.officer, kind="agendaitem", state="missing"), [])
        self.assertEqual(self.rows(self.people.officer, kind="agendaitem", language="fr"), [])
        self.assertEqual(self.rows(self.people.officer, kind="agendaitem", country="ZZ"), [])
        self.assertEqual(self.rows(self.people.stranger, kind="agendaitem"), [])

    def test_its_pages_follow_each_other_over_all_kinds(self) -> None:
        client = program(self.people.officer)
        whole = self.rows(self.people.officer, page_size=100)
        self.assertGreater(len({row["kind"] for row in whole}), 3)
        seen, link = [], "/api/v1/translations/?page_size=2"
        while link:
            page = client.get(link).json()
            seen += [(row["kind"], row["id"]) for row in page["results"]]
            link = page["next"]
        self.assertEqual(seen, [(row["kind"], row["id"]) for row in whole])
        answers = [client.get(f"/api/v1/translations/?{wrong}") for wrong in ("kind=x", "state=x", "a=1")]
        self.assertEqual({answer.status_code for answer in answers}, {400})
        past = client.get("/api/v1/translations/?as_of=2026-01-01")
        self.assertEqual((past.status_code, past["Content-Type"]), (400, "application/problem+json"))

    def test_the_addresses_in_the_list_lead_to_their_records(self) -> None:
        client = program(self.people.head)
        urls = [row["url"] for row in self.rows(self.people.head, page_size=100) if row["url"]]
        self.assertEqual({client.get(url).status_code for url in urls}, {200})

    def test_titles_of_meetings_and_commitments_have_their_states(self) -> None:
        client = program(self.people.officer)
        for record in (self.item.meeting, self.item.commitment):
            assert record is not None
            noun = record._meta.model_name
            shown = client.get(f"/api/v1/{noun}s/{record.reference}/").json()["translations"]
            self.assertEqual({(one["text"], one["state"]) for one in shown}, {(noun, "missing")})


class TitleTests(TestCase):
    """The title of a meeting or commitment in another language: checked, and the check taken back."""

    people: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.people = gather()

    def check(self, address: str, code: str = "ko") -> None:
        officer, head, auditor, stranger = (
            program(one, Scope.RECORD)
            for one in (self.people.officer, self.people.head, self.people.auditor, self.people.stranger)
        )
        told = {one["step"]: one["code"] for one in officer.get(f"{address}steps/").json()["steps"]}
        self.assertEqual((told["check_title"], told["withdraw_title_check"]), ("missing", "not_checked"))
        titles = {"titles": {code: "영사 협의"}}
        self.assertEqual(changed(officer, address, titles).status_code, 200)
        own = stepped(officer, address, "check_title", {"language": code})
        self.assertEqual((own.status_code, own.json()["code"]), (409, "same_person"))
        self.assertEqual(stepped(head, address, "check_title", {"language": "fr"}).json()["code"], "missing")
        done = stepped(head, address, "check_title", {"language": code})
        (one,) = [one for one in done.json()["translations"] if one["language"] == code]
        self.assertEqual((one["state"], one["checked_by"]), ("checked", self.people.head.username))
        again = stepped(head, address, "check_title", {"language": code})
        self.assertEqual(again.json()["code"], "checked_already")
        self.assertEqual(
            stepped(officer, address, "withdraw_title_check", {"language": code}).status_code, 403
        )
        back = stepped(head, address, "withdraw_title_check", {"language": code}).json()
        (one,) = [one for one in back["translations"] if one["language"] == code]
        self.assertEqual(one["state"], "unchecked")
        self.assertEqual(stepped(auditor, address, "check_title", {"language": code}).status_code, 403)
        hidden = sent(stranger, f"{address}steps/check_title/", {"language": code}, **{"If-Match": "*"})
        self.assertEqual(hidden.status_code, 404)

    def test_of_a_meeting(self) -> None:
        self.check(f"{MEETINGS}{make.meeting(self.people).reference}/")

    def test_of_a_commitment(self) -> None:
        item = make.commitment(self.people, state=CommitmentState.IN_PROGRESS)
        self.check(f"{COMMITMENTS}{item.reference}/")
