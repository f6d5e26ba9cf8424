"""The steps of a commitment: each is an action of the API, with the rules of the life-cycle and no other."""

import ast
import inspect
from typing import Any, ClassVar

import pytest
import time_machine
from django.db import transaction
from django.test import Client, SimpleTestCase, TestCase

from commitments.api import steps
from commitments.api.serializers import step_input
from commitments.api.views import changes, commitment_steps, commitments
from commitments.api.views.commitment_steps import COMMITMENT_ACTIONS
from commitments.enums import TRANSITIONS, Actor, ApprovalKind, Classification, CommitmentState, Scope, Step
from commitments.models import Approval, AuditRow, Commitment
from tests import make
from tests.cast import NOW, Cast, gather
from tests.commitments.api.programs import COMMITMENTS, program
from tests.commitments.api.writing.steps import cases, made, send

ABSENT = "XV-2026-9999"
S = CommitmentState


class TableTests(SimpleTestCase):
    def test_every_step_of_the_life_cycle_is_an_action_with_a_token_for_it(self) -> None:
        known = {one.name: one for one in COMMITMENT_ACTIONS}
        self.assertEqual(len(known), len(COMMITMENT_ACTIONS))
        for step, row in TRANSITIONS.items():
            wanted = {Scope.REPORT, Scope.RECORD} if row.by == Actor.OWNER else {Scope.RECORD}
            self.assertEqual({*known[step.value].scopes}, wanted, step)

    def test_what_writes_asks_nothing_of_states_and_roles_itself(self) -> None:
        """Which state or role allows what is known to the functions alone: the edge names none of them."""
        words = {"CommitmentState", "OPEN_STATES", "CLOSED_STATES", "HIDDEN_STATES", "Role", "ApprovalState"}
        for module in (steps, commitments, changes, step_input, commitment_steps):
            tree = ast.parse(inspect.getsource(module))
            named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
            read = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
            self.assertEqual(named & words | read & {"state", "role", "clearance", "is_open"}, set(), module)


@pytest.mark.both
class StepTests(TestCase):
    cast: ClassVar[Cast]
    other: ClassVar[Commitment]
    hidden: ClassVar[Commitment]
    # By step, a commitment of which it may be taken; steps that start alike have the same one.
    items: ClassVar[dict[str, Commitment]]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.other = make.commitment(cls.cast, state=S.IN_PROGRESS)
        cls.hidden = make.commitment(cls.cast, classification=Classification.SECRET)
        cls.items, alike = {}, dict[Any, Commitment]()
        for name, case in cases(cls.cast, cls.other).items():
            start = (case.start, case.before, *case.made)
            cls.items[name] = alike.get(start) or alike.setdefault(start, made(cls.cast, case))

    def setUp(self) -> None:
        self.enterContext(time_machine.travel(NOW, tick=True))
        self.clients: dict[tuple[str, ...], Client] = {}

    def client_of(self, who: str, *scopes: Scope) -> Client:
        key = (who, *scopes)
        if key not in self.clients:
            self.clients[key] = program(getattr(self.cast, who), *(scopes or (Scope.RECORD,)))
        return self.clients[key]

    def test_each_step_is_taken_as_on_the_page_and_answers_with_what_stands(self) -> None:
        given = cases(self.cast, self.other)
        self.assertEqual({*given}, {one.name for one in COMMITMENT_ACTIONS})
        for name, case in given.items():
            client = self.client_of(case.who, Scope.RECORD)
            with self.subTest(name), transaction.atomic():
                item = Commitment.objects.get(pk=self.items[name].pk)
                answer = send(client, item, name, case.body)
                gone = name == "discard"
                self.assertEqual(answer.status_code, 204 if gone else 200, answer.content)
                item.refresh_from_db()
                self.assertEqual(item.state, case.end)
                row = AuditRow.objects.latest("pk")
                self.assertEqual((row.by, row.source), (getattr(self.cast, case.who), "api 127.0.0.1"))
                read = client.get(f"{COMMITMENTS}{item.reference}/")
                if gone:
                    self.assertEqual(read.status_code, 404)
                else:
                    self.assertEqual((answer.json(), answer["ETag"]), (read.json(), read["ETag"]))
                transaction.set_rollback(True)

    def test_an_entry_in_error_is_asked_for(self) -> None:
        item = self.items["enter_in_error"]
        send(self.client_of("officer"), item, "enter_in_error", {"reason": "Recorded twice."})
        asked = Approval.objects.get(commitment=item)
        self.assertEqual((asked.kind, asked.reason), (ApprovalKind.ENTER_IN_ERROR, "Recorded twice."))

    def test_hidden_and_absent_answer_alike(self) -> None:
        client = self.client_of("officer")
        ways: list[tuple[str, Any, str]] = []
        ways += [(one.name, next(iter(one.examples.values()), {}), "*") for one in COMMITMENT_ACTIONS]
        ways += [("start", body, tag) for body in ({}, {"nothing": 1}) for tag in ("", '"1-0"')]
        for name, body, tag in ways:
            answers = [send(client, ref, name, body, tag) for ref in (self.hidden.reference, ABSENT)]
            seen = {(one.status_code, one.content) for one in answers}
            self.assertEqual((len(seen), answers[0].status_code), (1, 404), name)

    def test_a_record_that_a_body_names_is_hidden_like_an_absent_one(self) -> None:
        client = self.client_of("officer")
        for name, body, member in (
            ("supersede", {"reason": "Renewed.", "other": "%s"}, "other"),
            (
                "set_deadline",
                {"deadline": {"wording": "within 30 days", "follows": "%s"}},
                "deadline.follows",
            ),
        ):
            contents = []
            for reference in (self.hidden.reference, ABSENT):
                text = str(body).replace("%s", reference)
                answer = send(client, self.other, name, ast.literal_eval(text))
                self.assertEqual(answer.status_code, 400, answer.content)
                self.assertEqual([one["parameter"] for one in answer.json()["errors"]], [member])
                contents.append(answer.content)
            self.assertEqual(contents[0], contents[1])

    def test_a_token_needs_the_scope_of_the_step(self) -> None:
        reading, reporting = self.client_of("officer", Scope.READ), self.client_of("officer", Scope.REPORT)
        for action in COMMITMENT_ACTIONS:
            answer = send(reading, self.other, action.name, tag="*")
            self.assertEqual((answer.status_code, answer.json()["code"]), (403, "scope"), action.name)
            is_open = Scope.REPORT in action.scopes
            answer = send(reporting, self.other, action.name, {"nothing": 1}, tag="*")
            self.assertEqual(answer.status_code, 400 if is_open else 403, action.name)

    def test_whose_role_does_not_allow_it_is_refused(self) -> None:
        client = self.client_of("auditor")
        for name, case in cases(self.cast, self.other).items():
            item = self.items[name]
            answer = send(client, item, name, case.body, "*")
            self.assertEqual((answer.status_code, answer.json()["code"]), (403, "forbidden"), name)
            version = item.version
            item.refresh_from_db()
            self.assertEqual(item.version, version)

    def test_what_the_head_decides_is_asked_for_by_others(self) -> None:
        answer = send(self.client_of("officer"), self.other, "discontinue", {"reason": "x", "document": "y"})
        self.assertEqual((answer.status_code, answer.json()["code"]), (409, "ask"))

    def test_a_step_asks_for_the_tag_and_a_late_one_takes_nothing(self) -> None:
        client = self.client_of("officer")
        for name, case in cases(self.cast, self.other).items():
            self.assertEqual(send(client, self.other, name, case.body, "").status_code, 428, name)
            late = send(client, self.other, name, case.body, '"1-0000000000000000"')
            self.assertEqual((late.status_code, late.json()["code"]), (412, "changed"), name)
            self.assertTrue(late.headers["ETag"])

    def test_a_step_that_the_state_does_not_allow_says_why(self) -> None:
        answer = send(self.client_of("officer"), self.other, "propose")
        self.assertEqual((answer.status_code, answer.json()["code"]), (409, "wrong_state"))
        self.assertEqual(answer.json()["detail"], str(TRANSITIONS[Step.PROPOSE].explanation))

    def test_only_post_takes_a_step(self) -> None:
        answer = self.client_of("officer").get(f"{COMMITMENTS}{self.other.reference}/steps/start/")
        self.assertEqual((answer.status_code, answer.headers["Allow"]), (405, "POST"))


@pytest.mark.both
class TermsTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def setUp(self) -> None:
        self.item = make.commitment(self.cast)
        self.officer = program(self.cast.officer, Scope.RECORD)

    def wrong(self, deadline: object, step: str = "set_deadline", **more: object) -> dict[str, str]:
        answer = send(self.officer, self.item, step, {"deadline": deadline, **more})
        self.assertEqual(answer.status_code, 400, answer.content)
        return {one["parameter"]: one["detail"] for one in answer.json()["errors"]}

    def test_words_that_leave_something_open_are_asked_back_at_the_member(self) -> None:
        self.assertIn(
            "does not name the meeting", self.wrong({"wording": "before the meeting"})["deadline.event"]
        )
        said = self.wrong({"wording": "in the coming years"})["deadline.wording"]
        self.assertIn("review_on", said)
        for deadline, member in (
            ({"wording": "by 31 June 2026"}, "wording"),
            ({"when": "day"}, "day"),
            ({"when": "days"}, "count"),
            ({"wording": "x" * 201}, "wording"),
            ({"when": "soon"}, "when"),
            ({"until": "2026"}, "until"),
            ({"session_number": 0}, "session_number"),
            ({"mechanism": 2**63}, "mechanism"),
        ):
            self.assertEqual([*self.wrong(deadline)], [f"deadline.{member}"], deadline)

    def test_another_date_has_to_be_said(self) -> None:
        said = {"move_reason": "capacity", "note": "Late."}
        self.assertEqual([*self.wrong({}, "move_date", **said)], ["deadline.wording"])

    def test_with_a_review_day_the_question_stays_for_the_officer(self) -> None:
        deadline = {"wording": "in the coming years", "review_on": "2027-01-15"}
        answer = send(self.officer, self.item, "set_deadline", {"deadline": deadline})
        standing = answer.json()["deadlines"][-1]
        self.assertEqual((standing["due_on"], standing["review_on"]), (None, "2027-01-15"))
        self.assertIn("has no fixed length", standing["needs_officer"])

    def test_a_deadline_follows_what_is_named(self) -> None:
        meeting = make.meeting(self.cast, title="Second session", held=False, held_on=None)
        answer = send(
            self.officer,
            self.item,
            "set_deadline",
            {"deadline": {"wording": "before the meeting", "event": meeting.reference}},
        )
        self.assertEqual(answer.status_code, 200, answer.content)
        self.item.refresh_from_db()
        assert self.item.deadline is not None
        self.assertEqual(self.item.deadline.event, meeting)
        other = make.commitment(self.cast)
        deadline = {"wording": "within 30 days", "follows": other.reference}
        send(self.officer, self.item, "set_deadline", {"deadline": deadline})
        self.item.refresh_from_db()
        assert self.item.deadline is not None
        self.assertEqual(self.item.deadline.follows, other)

    def test_owners_that_a_commitment_cannot_have_are_refused(self) -> None:
        police, theirs = self.cast.police.pk, self.cast.their_police.pk
        lead = {"side": "ours", "ministry": police}
        for parts, code in (
            ([{"side": "ours", "ministry": theirs}], "country"),
            ([{"side": "theirs", "ministry": police}], "country"),
            ([lead, {**lead, "role": "supporting"}], "named_twice"),
            ([lead, {"side": "ours"}], "two_leads"),
            (
                [{"side": "theirs", "ministry": theirs, "official": self.cast.their_minister.pk}],
                "other_ministry",
            ),
        ):
            answer = send(self.officer, self.item, "name_owners", {"responsibilities": parts})
            self.assertEqual((answer.status_code, answer.json()["code"]), (409, code), parts)
        answer = send(self.officer, self.item, "name_owners", {"responsibilities": [{"side": "us"}]})
        self.assertEqual(answer.json()["errors"][0]["parameter"], "responsibilities[0].side")
