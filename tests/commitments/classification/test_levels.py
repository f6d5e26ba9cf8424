"""What contains something is marked at least as high, whatever is written in whatever order."""

import datetime
import random
from typing import Any, ClassVar

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import TestCase

from commitments.classification import levels
from commitments.db import closed_locks, triggers
from commitments.enums import Classification, CommitmentState, EvidenceKind, Health, Side, StatementKind
from commitments.errors import Refused
from commitments.lifecycle import approvals, progress
from commitments.meetings import meetings
from commitments.meetings.texts import record_wording
from commitments.models import (
    AgendaPoint,
    AuditRow,
    Brief,
    Classified,
    Clause,
    Commitment,
    Evidence,
    Meeting,
    Outcome,
    ProgressUpdate,
    ProposedWording,
    Statement,
    TopicBrief,
)
from commitments.records import edits
from commitments.verification import records
from tests import make
from tests.cast import NOW, TODAY, Cast, gather

KINDS = (
    Meeting,
    Statement,
    Outcome,
    Commitment,
    ProgressUpdate,
    Evidence,
    Brief,
    TopicBrief,
    ProposedWording,
    AgendaPoint,
)
C = Classification
LEVELS = tuple(C)
SEEDS, STEPS = range(3), 36


def broken() -> list[str]:
    """Name what is marked lower than something that it holds."""
    return [f"{row._meta.label} {row.pk}" for pair in levels.PAIRS for row in pair.broken()]


class World:
    """One partner's records, written and marked by chance; by the head, who may read them all."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.chance, self.minute = cast, random.Random(seed), 0
        self.refused: set[str] = set()

    @property
    def by_and_now(self) -> dict[str, Any]:
        self.minute += 1
        return {"by": self.cast.head, "now": NOW + datetime.timedelta(minutes=self.minute)}

    def level(self) -> C:
        return self.chance.choice(LEVELS)

    def any(self, *kinds: type[Classified]) -> Classified | None:
        rows = [row for kind in kinds for row in kind._default_manager.order_by("pk")]
        return self.chance.choice(rows) if rows else None

    def meet(self) -> None:
        make.meeting(self.cast, classification=self.level(), by=self.cast.head)

    def file(self) -> None:
        if isinstance(at := self.any(Meeting), Meeting):
            make.statement(self.cast, at, classification=self.level(), by=self.cast.head)

    def agree(self) -> None:
        if isinstance(at := self.any(Meeting), Meeting):
            text = self.chance.choice([None, *at.statements.order_by("pk")])
            make.outcome(self.cast, at, classification=self.level(), statement=text, by=self.cast.head)

    def owe(self) -> None:
        if isinstance(of := self.any(Outcome), Outcome):
            going = CommitmentState.PROPOSED
            make.commitment(self.cast, of, classification=self.level(), state=going, by=self.cast.head)

    def report(self) -> None:
        if isinstance(item := self.any(Commitment), Commitment):
            progress.record_update(
                item,
                health=Health.ON_TRACK,
                text="Goes on",
                side=Side.OURS,
                reported_on=TODAY,
                **self.by_and_now,
            )
            paper = Evidence(
                commitment=item,
                kind=EvidenceKind.REPORT,
                number="1",
                description="x",
                classification=self.level(),
            )
            progress.add_evidence(paper, **self.by_and_now)

    def write(self) -> None:
        if isinstance(at := self.any(Meeting), Meeting):
            kind = self.chance.choice((Brief, TopicBrief))
            words = {"why": "why"} if kind is Brief else {"title": "t", "number": self.minute + 1}
            if kind is TopicBrief or not Brief.objects.filter(meeting=at).exists():
                edits.create_record(kind(meeting=at, classification=self.level(), **words), **self.by_and_now)

    def quote(self) -> None:
        point, text = self.any(Outcome), self.any(Statement)
        if isinstance(point, Outcome) and isinstance(text, Statement):
            record_wording(point, text, "The words", **self.by_and_now)

    def up(self) -> None:
        if (row := self.any(*KINDS)) is not None:
            approvals.raise_classification(row, self.level(), **self.by_and_now)

    def down(self) -> None:
        if (row := self.any(*KINDS)) is not None:
            asked = approvals.request_lower_classification(
                row,
                self.level(),
                reason="Published since.",
                with_parts=self.chance.random() < 0.5,
                by=self.cast.officer if row.classification <= C.CONFIDENTIAL else self.cast.division_head,
                now=NOW,
            )
            approvals.grant_request(asked, **self.by_and_now)

    def step(self) -> None:
        deeds = (self.meet, self.file, self.agree, self.owe, self.report, self.write, self.quote)
        deed = self.chance.choice((*deeds, self.up, self.up, self.up, self.down, self.down, self.down))
        try:
            with transaction.atomic():
                deed()
        except Refused as refused:
            self.refused.add(refused.code)


@pytest.mark.both
class ChanceTests(TestCase):
    def test_no_order_of_edits_leaves_the_container_below_the_contained(self) -> None:
        cast, refused = gather(), set[str]()
        for seed in SEEDS:
            world = World(cast, seed)
            for step in range(STEPS):
                world.step()
                if step % 3 == 0:
                    self.assertEqual(broken(), [], f"seed {seed}, step {step}")
            refused |= world.refused
        # It was tried: markings went up by themselves and down by two, and some could not.
        done = set(AuditRow.objects.values_list("action", flat=True))
        self.assertLessEqual({"raised", "lowered"}, done)
        self.assertIn("too_low", refused)
        self.assertTrue({Meeting, Commitment, Statement} <= {
            kind for kind in KINDS if AuditRow.objects.filter(action="raised", subject_type=kind._meta.label)
        })  # fmt: skip


@pytest.mark.both
class CarryTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def setUp(self) -> None:
        self.meeting = make.meeting(self.cast)
        self.text = make.statement(self.cast, self.meeting)
        self.point = make.outcome(self.cast, self.meeting, statement=self.text)
        self.item = make.commitment(self.cast, self.point, state=CommitmentState.ACCEPTED)

    def levels(self, *rows: Classified) -> list[int]:
        return [type(row)._default_manager.get(pk=row.pk).classification for row in rows]

    def refused(self, statement: str) -> str:
        with self.assertRaises(DatabaseError) as raised, transaction.atomic():
            self.execute(statement)
        return str(raised.exception)

    def execute(self, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    def test_evidence_raises_its_item_and_not_the_meeting_at_which_it_was_agreed(self) -> None:
        paper = Evidence(
            commitment=self.item,
            kind=EvidenceKind.REPORT,
            number="1",
            description="x",
            classification=C.SECRET,
        )
        progress.add_evidence(paper, by=self.cast.head, now=NOW)
        self.assertEqual(self.levels(self.item, self.point, self.meeting), [C.SECRET, 1, 1])
        # The caller's own object is up to date, so that what it writes next is no lost race.
        self.assertEqual(self.item.classification, C.SECRET)
        edits.change_record(self.item, {"meaning": "x"}, by=self.cast.head, now=NOW)

    def test_a_point_raises_its_text_its_meeting_and_what_is_owed_because_of_it(self) -> None:
        approvals.raise_classification(self.point, C.CONFIDENTIAL, by=self.cast.officer, now=NOW)
        self.assertEqual(self.levels(self.point, self.text, self.meeting, self.item), [2, 2, 2, 2])
        row = AuditRow.objects.get(action="raised", subject_type=Commitment._meta.label)
        self.assertEqual((row.before, row.after), ({"classification": 1}, {"classification": 2}))

    def test_a_meeting_raises_what_was_written_for_it_and_a_text_its_clauses(self) -> None:
        brief = make.brief(self.cast, self.meeting)
        other = make.statement(self.cast, self.meeting, kind=StatementKind.OUR_READOUT)
        clause = record_wording(self.point, other, "We share.", by=self.cast.officer, now=NOW)
        approvals.raise_classification(other, C.CONFIDENTIAL, by=self.cast.officer, now=NOW)
        self.assertEqual(self.levels(other, clause, self.meeting, brief, self.point), [2, 2, 2, 2, 1])

    def test_a_closed_record_is_raised_too_and_only_within_the_own_clearance(self) -> None:
        meetings.close_meeting(self.meeting, by=self.cast.officer, now=NOW)
        approvals.raise_classification(self.point, C.CONFIDENTIAL, by=self.cast.officer, now=NOW)
        self.assertEqual(self.levels(self.point, self.meeting), [2, 2])
        for by, code in ((self.cast.officer, "clearance"), (self.cast.stranger, "forbidden")):
            with self.assertRaises(Refused) as refused, transaction.atomic():
                approvals.raise_classification(self.point, C.SECRET, by=by, now=NOW)
            self.assertEqual(refused.exception.code, code)

    def test_the_database_itself_refuses_each_pair_from_either_side(self) -> None:
        make.evidence(self.cast, self.item)
        progress.record_update(
            self.item,
            health=Health.ON_TRACK,
            text="x",
            side=Side.OURS,
            reported_on=TODAY,
            by=self.cast.officer,
            now=NOW,
        )
        make.brief(self.cast, self.meeting)
        for kind, words in ((TopicBrief, {"title": "t"}), (ProposedWording, {"title": "t", "wording": "w"})):
            edits.create_record(kind(meeting=self.meeting, number=1, **words), by=self.cast.officer, now=NOW)
        edits.create_record(AgendaPoint(meeting=self.meeting, title="t"), by=self.cast.officer, now=NOW)
        other = make.statement(self.cast, self.meeting, kind=StatementKind.OUR_READOUT)
        record_wording(self.point, other, "We share.", by=self.cast.officer, now=NOW)
        lowest = make.meeting(self.cast, classification=C.PUBLIC)
        control = f"UPDATE {closed_locks.MEETING} SET classification = 0 WHERE id = {lowest.pk}"
        self.execute(control)
        for pair in triggers.CARRIES:
            up, down = (
                f"UPDATE {table} SET classification = {level}"
                for table, level in ((pair.carried, 3), (pair.table, 0))
            )
            for statement in (up, down):
                with self.subTest(statement):
                    self.assertIn("lower classification than its parts", self.refused(statement))

    def test_the_database_refuses_a_new_row_above_what_holds_it(self) -> None:
        for made in (
            Statement(meeting=self.meeting, kind="our_readout", title="t", classification=3),
            Outcome(
                spoken_by="joint", meeting=self.meeting, number=9, kind="topic", clause="c", classification=3
            ),
            ProgressUpdate(commitment=self.item, reported_on=TODAY, health="on_track", classification=3),
            Brief(meeting=self.meeting, classification=0),
        ):
            made.recorded_at = NOW
            with self.subTest(type(made)), self.assertRaises(DatabaseError), transaction.atomic():
                made.save()

    def test_what_breaks_the_rule_is_named(self) -> None:
        paper = make.evidence(self.cast, self.item)
        self.assertEqual(list(records.check_classification()), [])
        with triggers.lift_triggers(connection):
            Evidence.objects.filter(pk=paper.pk).update(classification=C.SECRET)
        (found,) = records.check_classification()
        self.assertIn(self.item.reference, str(found))
        self.assertTrue(found.is_failure)

    def test_a_clause_is_no_hindrance_to_its_text(self) -> None:
        other = make.statement(self.cast, self.meeting, kind=StatementKind.OUR_READOUT)
        clause = record_wording(self.point, other, "We share.", by=self.cast.officer, now=NOW)
        asked = approvals.request_lower_classification(
            other, C.PUBLIC, reason="Published.", by=self.cast.officer, now=NOW
        )
        approvals.grant_request(asked, by=self.cast.head, now=NOW)
        self.assertEqual(self.levels(other, clause), [0, 0])
        self.assertEqual(Clause.objects.get().classification, C.PUBLIC)
