"""Programs write a translation beside the original, and a second person checks it."""

import json
from typing import Any, ClassVar

from django.test import Client, TestCase

from commitments.enums import CommitmentState, Health, Scope, Side
from commitments.lifecycle import progress
from commitments.models import ProgressUpdate
from tests import make
from tests.cast import NOW, TODAY, Cast, gather
from tests.commitments.api.programs import program


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
