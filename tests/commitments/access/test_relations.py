"""Where a record that is read leads to one that is not, "(no access)" stands; where to nothing, it does not.

Each place is tried by somebody who reads what it leads to and by somebody who does not.
"""

import csv
import io
from typing import Any, ClassVar

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from commitments.access import querysets
from commitments.audit import log
from commitments.dashboard import list_preferences
from commitments.enums import Answer, Classification, CommitmentState, OutcomeKind
from commitments.history import history_rows
from commitments.models import Commitment, Deadline, Mechanism, Meeting, Outcome, Statement, User
from commitments.packets.build import build_content
from commitments.packets.content import PacketContent
from commitments.packets.records import build_meeting_scope
from commitments.records.references import shorten_reference
from tests import cast, make
from tests.cast import NOW, Cast
from tests.commitments.api.programs import COMMITMENTS, MEETINGS, program
from tests.flat import flat

RESTRICTED = "(no access)"
LIST = "/admin/commitments/commitment/"
CANARY = "Velvet"


@pytest.mark.both
class RelationTests(TestCase):
    """An item whose text, and the item it waits for, are above the officer; the head reads them."""

    cast: ClassVar[Cast]
    meeting: ClassVar[Meeting]
    outcome: ClassVar[Outcome]
    text: ClassVar[Statement]
    before: ClassVar[Commitment]
    item: ClassVar[Commitment]
    lone: ClassVar[Commitment]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = cast.gather()
        cls.meeting = make.meeting(cls.cast, title="Open talks")
        cls.text = make.statement(cls.cast, cls.meeting, title=f"{CANARY} statement")
        cls.outcome = make.outcome(cls.cast, cls.meeting, statement=cls.text)
        going = CommitmentState.IN_PROGRESS
        cls.before = make.commitment(
            cls.cast, make.outcome(cls.cast, cls.meeting), title=f"{CANARY} item", state=going
        )
        cls.item = make.commitment(cls.cast, cls.outcome, title="An open item", state=going)
        cls.lone = make.commitment(
            cls.cast, make.outcome(cls.cast, cls.meeting), title="A lone item", state=going
        )
        secret = {"classification": Classification.SECRET}
        with make.unlocked():
            Statement.objects.filter(pk=cls.text.pk).update(**secret)
            Commitment.objects.filter(pk=cls.before.pk).update(**secret)
            Deadline.objects.filter(commitment=cls.item).update(
                follows=cls.before, due_on=None, due_start=None, last_working_day=None, review_on=NOW.date()
            )
            Commitment.objects.filter(pk=cls.item.pk).update(
                superseded_by=cls.before, due_on=None, last_working_day=None, review_on=NOW.date()
            )

    def page(self, person: User, path: str, **asked: Any) -> str:
        self.client.force_login(person)
        response = self.client.get(path, asked)
        self.assertEqual(response.status_code, 200)
        return response.content.decode()

    def both(self, path: str) -> tuple[str, str]:
        """Give a page as the head sees it, who reads all, and as the officer does."""
        return self.page(self.cast.head, path), self.page(self.cast.officer, path)

    def test_a_page_names_what_is_open_and_says_of_the_rest_that_it_is_there(self) -> None:
        seen, hidden = self.both(f"{LIST}{self.item.pk}/change/")
        self.assertIn(self.before.reference, seen)
        self.assertIn(f"{CANARY} statement", seen)
        self.assertNotIn(RESTRICTED, seen)
        self.assertNotIn(self.before.reference, hidden)
        self.assertNotIn(CANARY, hidden)
        # The text it was taken from, what it waits for, and what stands in its place.
        hidden = flat(hidden)
        self.assertIn(f'<p class="source">{RESTRICTED}</p>', hidden)
        self.assertNotIn("The source is not stated.", hidden)
        self.assertIn(f'{RESTRICTED} <span class="quiet">supersedes this commitment</span>', hidden)

    def test_where_there_is_nothing_nothing_is_restricted(self) -> None:
        for shown in self.both(f"{LIST}{self.lone.pk}/change/"):
            self.assertNotIn(RESTRICTED, shown)
            self.assertIn("The source is not stated.", shown)

    def test_the_page_of_the_meeting_says_so_of_a_text(self) -> None:
        seen, hidden = self.both(f"/admin/commitments/meeting/{self.meeting.pk}/change/")
        self.assertNotIn(RESTRICTED, seen)
        self.assertEqual(hidden.count(RESTRICTED), 1)

    def test_the_list_and_its_file_name_the_meeting_or_say_that_there_is_one(self) -> None:
        for person in (self.cast.officer, self.cast.focal_point):
            list_preferences.choose_columns(person, ["reference", "title", "meeting"])
        self.assertNotIn(RESTRICTED, self.page(self.cast.officer, LIST))
        hidden = self.page(self.cast.focal_point, LIST)
        self.assertEqual(hidden.count(RESTRICTED), 2)
        self.assertNotIn("Open talks", hidden)
        for person, named in ((self.cast.officer, "Open talks"), (self.cast.focal_point, RESTRICTED)):
            file = self.page(person, f"{LIST}export/csv/").removeprefix("\ufeff")
            rows = list(csv.reader(io.StringIO(file, newline="")))[2:]
            self.assertEqual([named in row[2] for row in rows], [True, True])

    def test_a_list_reads_the_same_number_of_times_however_many_rows(self) -> None:
        list_preferences.choose_columns(self.cast.focal_point, ["reference", "title", "meeting"])
        self.client.force_login(self.cast.focal_point)
        self.client.get(LIST)
        with CaptureQueriesContext(connection) as few:
            self.client.get(LIST)
        for number in range(3):
            of = make.outcome(self.cast, make.meeting(self.cast, title=f"Talks {number}"))
            make.commitment(self.cast, of, state=CommitmentState.IN_PROGRESS)
        with CaptureQueriesContext(connection) as many:
            self.client.get(LIST)
        self.assertEqual(len(many), len(few))

    def test_the_history_says_so_of_what_a_change_named(self) -> None:
        rows = log.list_history(self.outcome).filter(subject_type="commitments.Outcome")
        for person, named in ((self.cast.head, str(self.text)), (self.cast.officer, RESTRICTED)):
            told = [change.after for change in history_rows(rows, person)[0].changes]
            self.assertEqual([one for one in told if one in (str(self.text), RESTRICTED)], [named])

    def test_the_api_tells_hidden_from_none(self) -> None:
        def asked(person: User, item: Commitment) -> dict[str, Any]:
            body: dict[str, Any] = program(person).get(f"{COMMITMENTS}{item.reference}/").json()
            return body

        seen, hidden = asked(self.cast.head, self.item), asked(self.cast.officer, self.item)
        self.assertEqual((seen["restricted"], seen["outcome"]["restricted"]), ([], []))
        self.assertEqual(
            (hidden["outcome"]["statement"], hidden["outcome"]["restricted"]), (None, ["statement"])
        )
        lone = asked(self.cast.officer, self.lone)["outcome"]
        self.assertEqual((lone["statement"], lone["restricted"]), (None, []))
        owner = asked(self.cast.focal_point, self.item)
        self.assertEqual((owner["meeting"], owner["restricted"]), (None, ["meeting"]))
        points = program(self.cast.officer).get(f"{MEETINGS}{self.meeting.reference}/").json()["outcomes"]
        self.assertEqual([one["restricted"] for one in points], [["statement"], [], []])

    def test_an_outcome_that_is_not_open_is_named_as_such(self) -> None:
        with make.unlocked():
            Outcome.objects.filter(pk=self.outcome.pk).update(classification=Classification.SECRET)
        body = program(self.cast.officer).get(f"{COMMITMENTS}{self.item.reference}/").json()
        self.assertEqual((body["outcome"], body["restricted"]), (None, ["outcome"]))
        page = flat(self.page(self.cast.officer, f"{LIST}{self.item.pk}/change/"))
        self.assertIn(f'<p class="empty">{RESTRICTED}</p>', page)

    def packet(self, reader: User) -> PacketContent:
        return build_content(
            build_meeting_scope(self.meeting), reader=reader, reference="P-XV-2026-01", now=NOW
        )

    def test_a_packet_says_so_of_a_source_and_of_what_is_waited_for(self) -> None:
        for reader, is_open in ((self.cast.head, True), (self.cast.officer, False)):
            content, ref = self.packet(reader), shorten_reference(self.item.reference)
            row = next(row for group in content.groups for row in group.rows if row.ref == ref)
            block = next(one for one in content.blocks if one.ref == ref)
            source = next(fact.lines[0] for fact in block.facts if fact.label == "Source")
            waits = f"depends on: {shorten_reference(self.before.reference) if is_open else RESTRICTED}"
            self.assertEqual(row.due.moves, (waits,))
            self.assertEqual(row.source, "[1]" if is_open else RESTRICTED)
            self.assertEqual(RESTRICTED in source, not is_open)
        lone = next(
            one
            for one in self.packet(self.cast.officer).blocks
            if one.ref == shorten_reference(self.lone.reference)
        )
        self.assertNotIn("Source", [fact.label for fact in lone.facts])

    def test_what_is_looked_for_by_a_hidden_relation_is_not_found(self) -> None:
        body = Mechanism.objects.create(country=self.cast.valdoria, name="Joint Commission")
        ask = make.outcome(self.cast, self.meeting, kind=OutcomeKind.REQUEST, clause="An open ask.")
        with make.unlocked():
            Outcome.objects.filter(pk=ask.pk).update(answer=Answer.UNANSWERED, review_on=NOW.date())
            Meeting.objects.filter(pk=self.meeting.pk).update(
                mechanism=body, classification=Classification.SECRET
            )
        seen, hidden = self.both(f"/admin/commitments/mechanism/{body.pk}/change/")
        for said in ("An open ask.", self.item.reference):
            self.assertIn(said, seen)
            self.assertNotIn(said, hidden)
        seen, hidden = self.both("/admin/")
        self.assertIn(f"{self.meeting.reference}, {ask.number}", flat(seen))
        self.assertIn(f"{RESTRICTED}, {ask.number}", flat(hidden))
        self.assertNotIn(self.meeting.reference, hidden)

    def test_a_record_in_memory_names_what_is_hidden_and_leads_nowhere(self) -> None:
        rows = [Outcome.objects.get(pk=self.outcome.pk), Outcome.objects.get(pk=self.lone.outcome_id)]
        querysets.hide_related(rows, self.cast.officer, ("statement",))
        self.assertEqual([str(row.statement) for row in rows], [RESTRICTED, "None"])
        self.assertEqual((rows[0].statement_id, rows[0].statement.pk), (None, ""))  # type: ignore[union-attr]
        self.assertEqual(querysets.name_of(None, None), "")
