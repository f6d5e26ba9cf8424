"""What a record shows, and that its tag changes when anything shown changes."""

import datetime
from typing import Any, ClassVar

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from commitments.deadlines import changes
from commitments.enums import Answer, CommitmentState, Health, MoveReason, OutcomeKind, OwedBy, Side, Strength
from commitments.language.phrases.specification import on_day
from commitments.lifecycle import progress
from commitments.meetings import outcomes
from commitments.models import Meeting, Outcome
from tests import make
from tests.cast import NOW, TODAY, Cast, gather
from tests.commitments.api.programs import COMMITMENTS, MEETINGS, program


@pytest.mark.both
class CommitmentTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        meeting = make.meeting(cls.cast)
        text = make.statement(cls.cast, meeting)
        cls.outcome = make.outcome(cls.cast, meeting, statement=text)
        cls.item = make.commitment(
            cls.cast, cls.outcome, owed_by=OwedBy.JOINT, state=CommitmentState.IN_PROGRESS
        )
        progress.record_update(
            cls.item,
            health=Health.AT_RISK,
            text="The form is not agreed.",
            side=Side.OURS,
            reported_on=TODAY,
            by=cls.cast.officer,
            now=NOW,
        )
        make.evidence(cls.cast, cls.item)
        changes.move_deadline(
            cls.item,
            on_day(datetime.date(2026, 9, 30), "by 30 September 2026"),
            reason=MoveReason.AGREED,
            note="Agreed at the working level.",
            by=cls.cast.head,
            now=NOW,
        )

    outcome: ClassVar[Outcome]
    item: ClassVar[Any]

    def shown(self) -> dict[str, Any]:
        body: dict[str, Any] = program(self.cast.officer).get(f"{COMMITMENTS}{self.item.reference}/").json()
        return body

    def test_it_shows_the_item_with_its_owners_and_where_it_comes_from(self) -> None:
        shown = self.shown()
        self.assertEqual(shown["country"], {"iso": "XV", "name": "Valdoria"})
        self.assertEqual(shown["meeting"]["reference"], self.outcome.meeting.reference)
        self.assertEqual(shown["outcome"]["clause"], self.outcome.clause)
        self.assertEqual(shown["outcome"]["statement"]["title"], "Joint statement")
        self.assertEqual((shown["state"], shown["strength"]), ("in_progress", "agreed"))
        ours = {
            "id": self.cast.police.pk,
            "name": "National Police Agency",
            "short_name": "KNPA",
            "country": "KR",
        }
        theirs = {
            "id": self.cast.their_police.pk,
            "name": "Valdorian Constabulary",
            "short_name": "",
            "country": "XV",
        }
        self.assertEqual(
            shown["leads"], [{"side": "ours", "ministry": ours}, {"side": "theirs", "ministry": theirs}]
        )
        self.assertEqual(
            [part["acceptance"] for part in shown["responsibilities"]], ["Letter 12/2026", "Joint statement"]
        )
        self.assertEqual(shown["evidence"][0]["number"], "7/2026")
        self.assertEqual(shown["latest_update"]["text"], "The form is not agreed.")

    def test_what_hangs_on_it_is_named_by_its_id(self) -> None:
        shown, item = self.shown(), self.item
        for name, rows in (
            ("responsibilities", item.responsibilities),
            ("deadlines", item.deadlines),
            ("evidence", item.evidence),
        ):
            keys = sorted(rows.values_list("pk", flat=True))
            self.assertEqual(sorted(one["id"] for one in shown[name]), keys, name)
        client, said = program(self.cast.officer), shown["latest_update"]
        self.assertEqual(client.get(f"/api/v1/updates/{said['id']}/").json()["text"], said["text"])
        paper = client.get(f"/api/v1/evidence/{shown['evidence'][0]['id']}/").json()
        self.assertEqual(paper["number"], shown["evidence"][0]["number"])

    def test_it_shows_every_version_of_the_deadline_and_which_one_stands(self) -> None:
        first, second = self.shown()["deadlines"]
        self.assertEqual((first["wording"], first["due_on"]), ("by 30 June 2026", "2026-06-30"))
        self.assertEqual((first["is_first_accepted"], first["is_standing"]), (True, False))
        self.assertEqual((second["due_on"], second["reason"]), ("2026-09-30", "agreed"))
        self.assertEqual((second["is_first_accepted"], second["is_standing"]), (False, True))
        self.assertIn("30 September 2026", second["explanation"])
        self.assertEqual(self.shown()["due_on"], "2026-09-30")

    def test_the_tag_stands_while_nothing_shown_changes(self) -> None:
        client = program(self.cast.officer)
        address = f"{COMMITMENTS}{self.item.reference}/"
        tag = client.get(address).headers["ETag"]
        self.item.refresh_from_db()
        self.assertTrue(tag.startswith(f'"{self.item.version}-'))
        for held in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            with self.subTest(held):
                answer = client.get(address, headers={"If-None-Match": held})
                self.assertEqual((answer.status_code, answer.content), (304, b""))
                self.assertEqual(answer.headers["ETag"], tag)
        self.assertEqual(client.get(address, headers={"If-None-Match": '"1-0"'}).status_code, 200)

    def test_each_language_has_a_tag_of_its_own_and_a_cache_is_told_so(self) -> None:
        client, tags = program(self.cast.officer), set()
        for language in ("en", "ko"):
            tag = ""
            for status in (200, 304):
                headers = {"Accept-Language": language, "If-None-Match": tag}
                answer = client.get(f"{COMMITMENTS}{self.item.reference}/", headers=headers)
                self.assertEqual(answer.status_code, status)
                self.assertIn("Accept-Language", answer.headers["Vary"])
                tag = answer.headers["ETag"]
            tags.add(tag)
        self.assertEqual(len(tags), 2)

    def test_the_tag_changes_with_a_part_that_leaves_the_version_alone(self) -> None:
        client = program(self.cast.officer)
        address = f"{COMMITMENTS}{self.item.reference}/"
        before = client.get(address).headers["ETag"]
        make.evidence(self.cast, self.item, description="A second report")
        answer = client.get(address, headers={"If-None-Match": before})
        self.assertEqual(answer.status_code, 200)
        self.assertNotEqual(answer.headers["ETag"], before)

    def test_two_people_never_share_what_is_kept(self) -> None:
        answer = program(self.cast.officer).get(f"{COMMITMENTS}{self.item.reference}/")
        self.assertIn("no-store", answer.headers["Cache-Control"])

    def test_head_gives_the_headers_of_get(self) -> None:
        client = program(self.cast.officer)
        address = f"{COMMITMENTS}{self.item.reference}/"
        whole, headers = client.get(address), client.head(address)
        self.assertEqual((headers.status_code, headers.content), (200, b""))
        self.assertEqual(headers.headers["ETag"], whole.headers["ETag"])

    def test_the_number_of_queries_does_not_grow_with_what_hangs_on_it(self) -> None:
        client = program(self.cast.officer)
        address = f"{COMMITMENTS}{self.item.reference}/"
        with CaptureQueriesContext(connection) as few:
            client.get(address)
        for _ in range(8):
            make.evidence(self.cast, self.item)
        with CaptureQueriesContext(connection) as many:
            client.get(address)
        self.assertEqual(len(few), len(many))


class MeetingTests(TestCase):
    cast: ClassVar[Cast]
    meeting: ClassVar[Meeting]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.meeting = make.meeting(cls.cast, held_on=None)
        owed = make.outcome(cls.cast, cls.meeting)
        make.commitment(cls.cast, owed)
        asked = make.outcome(
            cls.cast,
            cls.meeting,
            kind=OutcomeKind.REQUEST,
            clause="Valdoria asked for visas.",
            strength=Strength.REQUESTED,
        )
        outcomes.record_answer(
            asked,
            Answer.AGREED,
            wording="Granted.",
            source="Note 4/2026",
            strength=Strength.WILL_CONSIDER,
            by=cls.cast.officer,
            now=NOW,
        )

    def address(self) -> str:
        return f"{MEETINGS}{self.meeting.reference}/"

    def test_it_shows_the_outcomes_in_order_with_their_answers_and_what_is_owed(self) -> None:
        shown = program(self.cast.officer).get(self.address()).json()
        first, second = shown["outcomes"]
        self.assertEqual((first["number"], first["answer"], first["answer_strength"]), (1, None, None))
        self.assertEqual(first["commitments"], ["XV-U-0001"])
        self.assertEqual((second["kind"], second["answer"]), ("request", "agreed"))
        self.assertEqual(second["answer_strength"], "will_consider")
        self.assertEqual(second["commitments"], [])

    def test_a_date_that_is_not_stated_is_null_and_never_invented(self) -> None:
        shown = program(self.cast.officer).get(self.address()).json()
        self.assertEqual((shown["held_on"], shown["starts_at"]), (None, None))

    def test_the_number_of_queries_does_not_grow_with_its_outcomes(self) -> None:
        client = program(self.cast.officer)
        with CaptureQueriesContext(connection) as few:
            client.get(self.address())
        for number in range(10):
            make.commitment(self.cast, make.outcome(self.cast, self.meeting, clause=f"Point {number}"))
        with CaptureQueriesContext(connection) as many:
            client.get(self.address())
        self.assertEqual(len(few), len(many))
