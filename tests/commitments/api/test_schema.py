"""The description is valid, complete and true: what it promises is what is given."""

import io
import json
import re
from typing import Any, ClassVar

import jsonschema
from django.core.management import call_command
from django.test import Client, SimpleTestCase, TestCase
from django.urls import URLPattern

from commitments import enums
from commitments.api import schema, urls
from commitments.api.schema_hooks import list_operations
from commitments.enums import CommitmentState, Health, OwedBy, Side
from commitments.lifecycle import progress
from tests import make
from tests.cast import NOW, TODAY, Cast, gather
from tests.commitments.api.programs import COMMITMENTS, MEETINGS, program


def document() -> dict[str, Any]:
    described: dict[str, Any] = json.loads(schema.render_schema("en"))
    return described


def closed(part: Any) -> Any:
    """Say of every object in a description that it has no other members, so that a surplus one is found."""
    if isinstance(part, list):
        return [closed(item) for item in part]
    if not isinstance(part, dict):
        return part
    walked = {key: closed(value) for key, value in part.items()}
    if "properties" in part and part.get("type") == "object":
        walked["additionalProperties"] = False
    return walked


def fits(body: Any, described: dict[str, Any], name: str) -> list[str]:
    """Check a body against a component; give what does not fit."""
    whole = closed(described["components"])
    validator = jsonschema.Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": whole})
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(body)]


# A named part of an address, which may hold a group of its own.
NAMED = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")


class DescriptionTests(SimpleTestCase):
    def test_it_is_valid_and_made_without_a_warning(self) -> None:
        out = io.StringIO()
        call_command("spectacular", "--fail-on-warn", "--validate", "--format", "openapi-json", stdout=out)
        self.assertTrue(json.loads(out.getvalue())["openapi"].startswith("3.1"))

    def test_it_names_every_address_and_no_other(self) -> None:
        routes = [pattern for pattern in urls.urlpatterns if isinstance(pattern, URLPattern)]
        wanted = {
            "/api/v1/" + NAMED.sub(r"{\1}", str(route.pattern).strip("^$"))
            for route in routes
            # Pages for people are no part of what programs are told.
            if route.name not in ("absent", "reference", "reference_of")
        }
        self.assertEqual(set(document()["paths"]), wanted)

    def test_nothing_is_replaced_or_deleted(self) -> None:
        verbs = {verb for path in document()["paths"].values() for verb in path}
        self.assertEqual(verbs, {"get", "post", "patch"} & verbs)

    def test_every_address_but_the_description_itself_needs_the_token(self) -> None:
        described = document()
        self.assertEqual(described["components"]["securitySchemes"]["token"]["scheme"], "bearer")
        needed = {(verb, path): one["security"] for verb, path, one in list_operations(described)}
        self.assertEqual(needed.pop(("get", "/api/v1/schema/")), [{}])
        self.assertEqual([wanted for wanted in needed.values() if wanted != [{"token": []}]], [])

    def test_every_word_stands_there_with_its_meaning(self) -> None:
        components = document()["components"]["schemas"]
        for name in (
            "CommitmentState",
            "DeadlineKind",
            "Health",
            "MeetingState",
            "MoveReason",
            "OutcomeKind",
            "Strength",
        ):
            words = getattr(enums, name)
            with self.subTest(name):
                self.assertEqual(set(components[name]["enum"]), set(words.values))
                for word in words:
                    self.assertIn(f"* `{word.value}` - {word.label}", components[name]["description"])

    def test_every_problem_is_described_as_one(self) -> None:
        for verb, path, operation in list_operations(document()):
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    with self.subTest(f"{verb} {path} {status}"):
                        self.assertEqual(list(answer["content"]), ["application/problem+json"])
                        self.assertTrue(answer["description"])

    def test_every_operation_and_parameter_says_what_it_is(self) -> None:
        for verb, path, operation in list_operations(document()):
            self.assertTrue(operation["summary"] and operation["description"], path)
            for parameter in operation.get("parameters", []):
                with self.subTest(f"{verb} {path} {parameter['name']}"):
                    self.assertTrue(parameter["in"] == "path" or parameter["description"])


class TruthTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        meeting = make.meeting(cls.cast)
        make.statement(cls.cast, meeting)
        for owed_by in OwedBy:
            for state in make.WAY:
                item = make.commitment(
                    cls.cast, make.outcome(cls.cast, meeting), owed_by=owed_by, state=state
                )
        cls.item = make.commitment(cls.cast, item.outcome, parts=(), state=CommitmentState.IN_PROGRESS)
        progress.record_update(
            cls.item,
            health=Health.AT_RISK,
            text="The list is missing.",
            side=Side.OURS,
            reported_on=TODAY,
            by=cls.cast.officer,
            now=NOW,
        )

    item: ClassVar[Any]

    def test_what_is_given_is_what_is_described(self) -> None:
        described = document()
        client = program(self.cast.officer)
        meeting = self.item.outcome.meeting.reference
        for address, name in (
            ("/api/v1/", "Index"),
            (COMMITMENTS, "PaginatedCommitmentList"),
            (f"{COMMITMENTS}?page_size=1", "PaginatedCommitmentList"),
            (f"{COMMITMENTS}{self.item.reference}/", "CommitmentDetail"),
            (MEETINGS, "PaginatedMeetingList"),
            (f"{MEETINGS}{meeting}/", "MeetingDetail"),
            (f"{MEETINGS}M-XV-2026-999/", "Problem"),
            (f"{MEETINGS}?state=lost", "Problem"),
        ):
            with self.subTest(address):
                self.assertEqual(fits(client.get(address).json(), described, name), [])
        focal_point = program(self.cast.focal_point)
        items = focal_point.get(COMMITMENTS).json()
        self.assertTrue(all(row["meeting"] is None for row in items["results"]))
        self.assertEqual(fits(items, described, "PaginatedCommitmentList"), [])

    def test_the_check_finds_a_member_too_many_and_one_too_few(self) -> None:
        body = program(self.cast.officer).get(f"{COMMITMENTS}{self.item.reference}/").json()
        short = {name: value for name, value in body.items() if name != "title"}
        self.assertEqual(len(fits(body | {"pk": 7}, document(), "CommitmentDetail")), 1)
        self.assertEqual(len(fits(short, document(), "CommitmentDetail")), 1)

    def test_the_description_is_served_without_a_token_and_made_once(self) -> None:
        schema.render_schema.cache_clear()
        answers = [Client().get("/api/v1/schema/") for _ in range(3)]
        self.assertEqual({answer.status_code for answer in answers}, {200})
        self.assertEqual(answers[0].json()["paths"].keys(), document()["paths"].keys())
        self.assertEqual(schema.render_schema.cache_info().misses, 1)

    def test_it_speaks_korean_where_korean_is_asked_for(self) -> None:
        answer = Client().get("/api/v1/schema/", headers={"Accept-Language": "ko"})
        self.assertEqual((answer.status_code, answer.headers["Content-Language"]), (200, "ko"))
