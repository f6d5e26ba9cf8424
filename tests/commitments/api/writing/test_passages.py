"""A text read through the API: its passages wait, and an officer decides."""

from typing import ClassVar

from django.test import TestCase

from commitments.enums import Classification, Scope
from commitments.models import Outcome, Passage, Statement
from commitments.statements import decisions
from tests import make
from tests.cast import NOW, Cast, gather
from tests.commitments.api.programs import program, sent
from tests.commitments.api.test_schema import document, fits
from tests.commitments.statements.texts import AFFIRMED, READOUT, of

STATEMENTS = "/api/v1/statements/"


class PassageTests(TestCase):
    cast: ClassVar[Cast]
    readout: ClassVar[Statement]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.readout = make.statement(cls.cast, text=READOUT)

    def setUp(self) -> None:
        self.officer = program(self.cast.officer, Scope.RECORD)
        self.address = f"{STATEMENTS}{self.readout.pk}/reading/"

    def test_a_text_is_read_and_its_passages_wait(self) -> None:
        unread = self.officer.get(self.address).json()
        self.assertEqual((unread["read_at"], unread["is_changed"], unread["passages"]), (None, False, []))
        answer = sent(self.officer, self.address, {})
        self.assertEqual(answer.status_code, 200, answer.content)
        read = self.officer.get(self.address)
        self.assertEqual((read.json(), read.headers["ETag"]), (answer.json(), answer.headers["ETag"]))
        self.assertEqual(fits(read.json(), document(), "Reading"), [])
        shown = {one["words"]: one for one in read.json()["passages"]}
        self.assertEqual({one["state"] for one in shown.values()}, {"waiting"})
        self.assertEqual(
            [shown[AFFIRMED][name] for name in ("kind", "owes", "deadline", "deadline_kind", "outcome")],
            ["commitment", "theirs", "by 30 June 2026", "fixed", None],
        )
        self.assertEqual(READOUT[shown[AFFIRMED]["start"] : shown[AFFIRMED]["end"]], AFFIRMED)
        self.assertFalse(Outcome.objects.exists())

    def test_what_is_decided_stays_decided_and_a_change_is_told(self) -> None:
        sent(self.officer, self.address, {})
        decisions.reject_passage(
            of(self.readout, AFFIRMED), reason="Courtesy.", by=self.cast.officer, now=NOW
        )
        with make.unlocked():
            Statement.objects.filter(pk=self.readout.pk).update(text=READOUT + "\nBoth sides agreed to meet.")
        self.assertTrue(self.officer.get(self.address).json()["is_changed"])
        again = sent(self.officer, self.address, {}).json()
        states = {one["words"]: (one["state"], one["reason"]) for one in again["passages"]}
        self.assertEqual((states[AFFIRMED], again["is_changed"]), (("rejected", "Courtesy."), False))

    def test_a_text_without_words_is_a_conflict_and_what_nobody_asks_for_is_named(self) -> None:
        empty = make.statement(self.cast, self.readout.meeting, text="")
        answer = sent(self.officer, f"{STATEMENTS}{empty.pk}/reading/", {})
        self.assertEqual((answer.status_code, answer.json()["code"]), (409, "no_text"))
        self.assertEqual(sent(self.officer, self.address, {"accept": True}).status_code, 400)

    def test_scope_and_role_decide(self) -> None:
        self.assertEqual(sent(program(self.cast.officer), self.address, {}).json()["code"], "scope")
        auditor = sent(program(self.cast.auditor, Scope.RECORD), self.address, {})
        self.assertEqual((auditor.status_code, auditor.json()["code"]), (403, "forbidden"))
        self.assertFalse(Passage.objects.exists())

    def test_hidden_and_absent_texts_answer_alike(self) -> None:
        hidden = make.statement(self.cast, classification=Classification.SECRET)
        addresses = [f"{STATEMENTS}{key}/reading/" for key in (hidden.pk, hidden.pk + 99)]
        answers = [self.officer.get(one) for one in addresses]
        answers += [sent(self.officer, one, {}) for one in addresses]
        self.assertEqual({(one.status_code, one.content) for one in answers}.__len__(), 1)
        self.assertEqual(answers[0].status_code, 404)
