"""What the description says of each problem, its codes and its examples, is what is answered."""

import re
from typing import Any, ClassVar
from unittest import mock

from django.test import Client, TestCase

from commitments.api.reference import EXAMPLES
from commitments.api.schema_hooks import list_operations
from commitments.api.tokens import PersonThrottle
from commitments.enums import CommitmentState, Scope
from commitments.models import Commitment
from tests import make
from tests.cast import Cast, gather
from tests.commitments.api.programs import COMMITMENTS, program, sent
from tests.commitments.api.test_schema import document, fits


class ProblemExampleTests(TestCase):
    cast: ClassVar[Cast]
    item: ClassVar[Commitment]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.item = make.commitment(cls.cast, state=CommitmentState.PROPOSED)

    def answers(self) -> dict[str, Any]:
        """Provoke each problem that is shown; give the answers by their codes."""
        one, every = f"{COMMITMENTS}{self.item.reference}/", {"If-Match": "*"}
        officer, auditor = program(self.cast.officer, Scope.RECORD), program(self.cast.auditor, Scope.RECORD)
        stranger = Client(headers={"Authorization": "Bearer tracker_" + "0" * 64})
        outside = program(self.cast.officer, is_external=True)
        found = {
            "invalid": officer.get(COMMITMENTS, {"limit": 5}),
            "malformed": officer.post(COMMITMENTS, "x", content_type="application/json"),
            "not_authenticated": Client().get(COMMITMENTS),
            "authentication_failed": stranger.get(COMMITMENTS),
            "scope": sent(program(self.cast.officer), COMMITMENTS, {}),
            "outside": outside.get(f"{one}history/"),
            "forbidden": auditor.patch(one, "{}", content_type="application/json", headers=every),
            "not_found": officer.get(f"{COMMITMENTS}XV-2026-9999/"),
            "no_such_page": officer.get(COMMITMENTS, {"cursor": "x"}),
            "not_acceptable": officer.get(one, headers={"Accept": "text/html"}),
            "wrong_state": sent(officer, f"{one}steps/fulfil/", {}, **every),
            "changed": sent(officer, f"{one}steps/redraft/", {"reason": "So."}, **{"If-Match": '"0"'}),
            "too_large": officer.post(COMMITMENTS, " " * 2_000_001, content_type="application/json"),
            "unsupported_media_type": officer.post(COMMITMENTS, "x", content_type="text/plain"),
            "if_match": sent(officer, f"{one}steps/redraft/", {"reason": "So."}),
        }
        with mock.patch.dict(PersonThrottle.THROTTLE_RATES, {"user": "1/min"}):
            return found | {"throttled": [program(self.cast.head).get(one) for _time in range(2)][1]}

    def test_every_problem_is_answered_as_it_is_shown(self) -> None:
        described = document()
        shown = described["components"]["examples"]
        answers = self.answers()
        self.assertEqual({*answers}, {*shown})
        for code, answer in answers.items():
            with self.subTest(code):
                body, said = answer.json(), shown[code]["value"]
                self.assertEqual((answer.status_code, body["code"]), (said["status"], code))
                # Of two sentences with a number in them, the numbers are not compared.
                self.assertEqual(re.sub(r"\d+", "1", str(body)), re.sub(r"\d+", "1", str(said)))
                self.assertEqual(fits(body, described, f"Problem{answer.status_code}"), [])

    def test_every_refusal_of_every_operation_is_narrowed_to_its_status(self) -> None:
        described = document()
        for verb, path, operation in list_operations(described):
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    given = answer["content"]["application/problem+json"]
                    with self.subTest(f"{verb} {path} {status}"):
                        self.assertEqual(given["schema"]["$ref"], f"#/components/schemas/Problem{status}")
                        self.assertEqual([*given["examples"]], [one.code for one in EXAMPLES[int(status)]])

    def test_a_code_of_another_status_is_found(self) -> None:
        described, body = document(), self.client.get(COMMITMENTS).json()
        self.assertEqual(fits(body, described, "Problem401"), [])
        self.assertEqual(len(fits(body | {"code": "throttled"}, described, "Problem401")), 1)
        self.assertEqual(len(fits(body, described, "Problem404")), 2)
        words = described["components"]["schemas"]["Problem409"]["allOf"][1]["properties"]["code"]
        self.assertNotIn("enum", words)
