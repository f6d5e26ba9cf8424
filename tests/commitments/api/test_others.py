"""Parties, texts, reports and documents: read through the door, at a constant cost, as described."""

from typing import Any, ClassVar

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from commitments.enums import Classification, CommitmentState, Health, Side
from commitments.files import storage
from commitments.lifecycle import progress
from commitments.models import (
    AccessLogEntry,
    Commitment,
    CountryName,
    Evidence,
    MinistryName,
    Official,
    OfficialName,
    ProgressUpdate,
    Statement,
)
from commitments.search.query import LONGEST_SEARCH
from tests import make
from tests.cast import NOW, TODAY, Cast, gather
from tests.commitments.api.programs import program, wrong
from tests.commitments.api.test_schema import document, fits

OPEN = {
    "countries": "CountryRecord",
    "ministries": "MinistryRecord",
    "officials": "OfficialRecord",
    "mechanisms": "Mechanism",
}
CLOSED = {"statements": "StatementRecord", "updates": "UpdateRecord", "evidence": "EvidenceRecord"}


@pytest.mark.both
class OthersTests(TestCase):
    cast: ClassVar[Cast]
    item: ClassVar[Commitment]
    text: ClassVar[Statement]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        meeting = make.meeting(cls.cast)
        cls.text = make.statement(cls.cast, meeting)
        cls.item = make.commitment(
            cls.cast, make.outcome(cls.cast, meeting), state=CommitmentState.IN_PROGRESS
        )
        cls.add()

    @classmethod
    def add(cls) -> None:
        """Add one row of each kind that is not open to everybody."""
        make.evidence(cls.cast, cls.item)
        make.statement(cls.cast, cls.text.meeting)
        progress.record_update(
            cls.item,
            health=Health.ON_TRACK,
            text="plain",
            side=Side.OURS,
            reported_on=TODAY,
            by=cls.cast.officer,
            now=NOW,
        )

    def rows(self, user: Any, noun: str, **asked: str) -> list[dict[str, Any]]:
        answer = program(user).get(f"/api/v1/{noun}/", asked)
        self.assertEqual(answer.status_code, 200, answer.content)
        rows: list[dict[str, Any]] = answer.json()["results"]
        return rows

    def test_each_list_and_record_is_as_it_is_described(self) -> None:
        client, described = program(self.cast.officer), document()
        for noun, name in (OPEN | CLOSED).items():
            with self.subTest(noun):
                rows = self.rows(self.cast.officer, noun)
                self.assertTrue(rows or noun == "mechanisms")
                self.assertEqual([fault for row in rows for fault in fits(row, described, name)], [])
                for row in rows[:1]:
                    one = client.get(f"/api/v1/{noun}/{row.get('id', row.get('iso'))}/")
                    shape = "StatementDetail" if noun == "statements" else name
                    self.assertEqual(fits(one.json(), described, shape), [])

    def test_whoever_may_not_read_them_is_given_none_and_no_sign_of_one(self) -> None:
        for noun in CLOSED:
            [row, *_more] = self.rows(self.cast.officer, noun)
            client = program(self.cast.stranger)
            self.assertEqual(self.rows(self.cast.stranger, noun), [])
            hidden, absent = (client.get(f"/api/v1/{noun}/{key}/") for key in (row["id"], 987654))
            self.assertEqual((hidden.status_code, hidden.content), (404, absent.content))

    def test_what_is_marked_above_the_clearance_is_left_out(self) -> None:
        with make.unlocked():
            for model in (Statement, ProgressUpdate, Evidence):
                model.objects.update(classification=Classification.SECRET)
        for noun in CLOSED:
            self.assertEqual(self.rows(self.cast.officer, noun), [])
            self.assertTrue(self.rows(self.cast.head, noun))

    def test_the_number_of_queries_does_not_grow_with_the_rows(self) -> None:
        client = program(self.cast.officer)

        def asked(noun: str) -> int:
            with CaptureQueriesContext(connection) as queries:
                client.get(f"/api/v1/{noun}/")
            return len(queries)

        few = {noun: asked(noun) for noun in CLOSED}
        for _ in range(3):
            self.add()
        self.assertEqual({noun: asked(noun) for noun in CLOSED}, few)
        # The token with its person and the rows, and the names in other languages where there are any.
        self.assertEqual([asked(noun) for noun in OPEN], [3, 3, 3, 2])

    def test_parties_tell_their_names_in_other_languages(self) -> None:
        police = self.cast.police
        for language, name in (("km", "ប៉ូលិស"), ("fr", "Police nationale")):
            MinistryName.objects.create(ministry=police, language=language, name=name)
        CountryName.objects.create(country=self.cast.valdoria, language="fr", name="Valdorie")
        post = Official.objects.filter(country=self.cast.valdoria).latest("pk")
        OfficialName.objects.create(official=post, language="fr", post="Directeur")
        client = program(self.cast.focal_point)
        found = {row["id"]: row for row in self.rows(self.cast.focal_point, "ministries")}
        languages = [(one["language"], one["name"], one["short_name"]) for one in found[police.pk]["names"]]
        self.assertEqual(languages[:1] + languages[-1:], [("fr", "Police nationale", ""), ("km", "ប៉ូលិស", "")])
        country = client.get("/api/v1/countries/XV/").json()
        self.assertIn({"language": "fr", "name": "Valdorie", "short_name": ""}, country["names"])
        official = client.get(f"/api/v1/officials/{post.pk}/").json()
        self.assertEqual(official["names"], [{"language": "fr", "person": "", "post": "Directeur"}])
        self.assertEqual(fits(official, document(), "OfficialRecord"), [])

    def test_lists_are_narrowed_by_their_record_and_searched(self) -> None:
        officer, reference = self.cast.officer, self.item.reference
        self.assertEqual(len(self.rows(officer, "updates", commitment=reference)), 1)
        self.assertEqual(self.rows(officer, "evidence", commitment="XV-2026-9999"), [])
        self.assertEqual(len(self.rows(officer, "statements", meeting=self.text.meeting.reference)), 2)
        self.assertEqual([row["iso"] for row in self.rows(officer, "countries", q="nowhere")], [])
        self.assertEqual([row["iso"] for row in self.rows(officer, "countries", q="valdoria")], ["XV"])

    def test_a_search_of_which_something_would_be_left_out_is_refused(self) -> None:
        officer, eight, phrase = self.cast.officer, "valdoria " * 8, '"v a l d o r i a n"'
        self.assertEqual([row["iso"] for row in self.rows(officer, "countries", q=eight)], ["XV"])
        self.assertEqual(self.rows(officer, "countries", q=phrase), [])
        for longer in (f"{eight}nowhere", f"valdoria{' ' * LONGEST_SEARCH}nowhere"):
            with self.subTest(longer):
                answer = program(officer).get("/api/v1/countries/", {"q": longer})
                self.assertEqual(wrong(answer), ["q"])

    def test_a_file_is_given_as_it_was_filed_and_the_log_tells_who_fetched_it(self) -> None:
        [row] = self.rows(self.cast.officer, "evidence")
        with make.unlocked():
            Evidence.objects.filter(pk=row["id"]).update(
                sha256=storage.open_evidence_store().put(b"%PDF-"),
                file_name="a.pdf",
                media_type="application/pdf",
            )
        answer = program(self.cast.officer).get(f"/api/v1/evidence/{row['id']}/file/")
        self.assertEqual((answer.status_code, answer.content), (200, b"%PDF-"))
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        looks = AccessLogEntry.objects.filter(subject_type="commitments.Evidence", subject_id=row["id"])
        self.assertEqual(looks.values_list("kind", flat=True).get(), "fetched")

    def test_a_document_without_a_file_says_so(self) -> None:
        [row] = self.rows(self.cast.officer, "evidence")
        answer = program(self.cast.officer).get(f"/api/v1/evidence/{row['id']}/file/")
        self.assertEqual((answer.status_code, answer.json()["code"]), (409, "no_file"))
        hidden = program(self.cast.stranger).get(f"/api/v1/evidence/{row['id']}/file/")
        self.assertEqual(hidden.status_code, 404)
