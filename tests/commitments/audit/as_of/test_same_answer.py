"""The answer for a day given today is the answer that was given on that day, whole."""

import datetime
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any, ClassVar

import pytest
from django.db.models import F, Model
from django.test import TestCase
from django.utils import timezone

from commitments.access import policy
from commitments.admin.commitments.list import COLUMNS, chosen_from, group_rows, lines_of
from commitments.admin.commitments.page import build_commitment_page
from commitments.admin.commitments.records import read_records
from commitments.audit.as_of import context, tables
from commitments.deadlines import changes
from commitments.enums import Answer, CommitmentState, Health, MoveReason, OutcomeKind, OwedBy, Side, Strength
from commitments.history import history_rows
from commitments.language.phrases.specification import on_day
from commitments.lifecycle import acceptance, drafts, progress, transitions
from commitments.meetings import meetings, outcomes
from commitments.models import Commitment, CountryName, DelegationMember, Meeting, MinistryName, User
from commitments.packets.build import build_content
from commitments.packets.records import build_meeting_scope
from commitments.records import edits
from tests import make
from tests.cast import NOW, Cast, gather

WEEK = datetime.timedelta(days=7)


def answer(reader: User, now: datetime.datetime) -> dict[str, Any]:
    """Read the list and the pages as the screens do."""
    today = timezone.localdate(now)
    rows = policy.readable_by(Commitment.objects.all(), reader).select_related(
        "country", "deadline", "first_deadline"
    )
    ordered = rows.order_by(F("due_on").asc(nulls_last=True), "reference")
    columns = chosen_from([*COLUMNS])
    listed = group_rows(lines_of(list(ordered), columns, reader, today=today), columns, by_due=True)
    pages = {}
    for item in ordered:
        records = read_records(item, reader, today=today)
        shown = build_commitment_page(item, records, today=today)
        pages[item.reference] = (
            shown,
            records.updates,
            records.evidence,
            history_rows(records.history, reader),
        )
    return {"list": listed, "pages": pages}


class Story:
    """A lively history, a step a week."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.officer, self.head = cast.officer, cast.head

    def steps(self) -> list[Callable[[datetime.datetime], object]]:
        return [
            self.begin,
            self.propose,
            self.accept,
            self.start_and_report_progress,
            self.move,
            self.retell,
            self.prove_and_report,
            self.rename,
            self.fulfil,
            self.answer_the_ask,
            self.change_owners,
            self.enter_in_error,
            self.close,
            self.seat,
            self.reword_officials,
        ]

    def begin(self, now: datetime.datetime) -> None:
        self.meeting = make.meeting(self.cast, now=now)
        self.text = make.statement(self.cast, self.meeting, now=now)
        self.promise = make.outcome(self.cast, self.meeting, statement=self.text, now=now)
        self.ask = make.outcome(
            self.cast, self.meeting, kind=OutcomeKind.REQUEST, clause="Valdoria asks for ships.",
            spoken_by=OwedBy.THEIRS, strength=Strength.REQUESTED, now=now,
        )  # fmt: skip
        self.item = make.commitment(self.cast, self.promise, owed_by=OwedBy.JOINT, now=now)
        self.other = make.commitment(self.cast, self.promise, title="Second item", parts=(), now=now)
        self.next = make.meeting(self.cast, title="Next session", held=False, held_on=None, now=now)

    def propose(self, now: datetime.datetime) -> None:
        acceptance.propose(self.item, by=self.officer, now=now)

    def accept(self, now: datetime.datetime) -> None:
        make.advance(self.cast, self.item, CommitmentState.ACCEPTED, now=now)

    def start_and_report_progress(self, now: datetime.datetime) -> None:
        progress.start(self.item, by=self.officer, now=now)
        progress.record_update(
            self.item, health=Health.AT_RISK, text="Ships are late.", side=Side.OURS,
            reported_on=timezone.localdate(now), by=self.officer, now=now,
        )  # fmt: skip

    def move(self, now: datetime.datetime) -> None:
        spec = on_day(datetime.date(2026, 9, 30), "by 30 September 2026")
        changes.move_deadline(
            self.item, spec, reason=MoveReason.REQUESTED, note="Parliament sits later", by=self.head, now=now
        )

    def retell(self, now: datetime.datetime) -> None:
        values = {"title": "Share all records", "meaning": "Both ministries open their files."}
        edits.change_record(self.item, values, by=self.officer, now=now)

    def prove_and_report(self, now: datetime.datetime) -> None:
        make.evidence(self.cast, self.item, now=now)
        make.advance(self.cast, self.item, CommitmentState.REPORTED, now=now)

    def rename(self, now: datetime.datetime) -> None:
        edits.change_record(
            self.cast.police, {"name": "Police Authority", "short_name": "PA"}, by=None, now=now
        )
        edits.create_record(
            MinistryName(ministry=self.cast.mofa, language="ko", name="외교부"), by=None, now=now
        )
        name = CountryName(country=self.cast.valdoria, language="ko", name="발도리아")
        edits.create_record(name, by=None, now=now)
        edits.create_record(
            CountryName(country=self.cast.korea, language="ko", name="대한민국"), by=None, now=now
        )

    def fulfil(self, now: datetime.datetime) -> None:
        progress.fulfil(self.item, by=self.cast.validator, now=now)

    def answer_the_ask(self, now: datetime.datetime) -> None:
        outcomes.record_answer(
            self.ask, Answer.AGREED, wording="We give two ships.", source="Note 12", strength=Strength.AGREED,
            by=self.officer, now=now,
        )  # fmt: skip

    def change_owners(self, now: datetime.datetime) -> None:
        parts = [
            transitions.OwnerPart(Side.OURS, self.cast.mofa),
            transitions.OwnerPart(Side.THEIRS, self.cast.their_police),
        ]
        drafts.set_parts(self.other, parts, by=self.officer, now=now)
        spec = on_day(datetime.date(2026, 4, 1), "by 1 April 2026")
        changes.correct_deadline(self.other, spec, by=self.officer, now=now)
        acceptance.propose(self.other, by=self.officer, now=now)

    def enter_in_error(self, now: datetime.datetime) -> None:
        edits.change_record(self.other, {"state": CommitmentState.IN_ERROR}, by=self.head, now=now)

    def close(self, now: datetime.datetime) -> None:
        meetings.close_meeting(self.meeting, by=self.officer, now=now)

    def seat(self, now: datetime.datetime) -> None:
        values = {"held_on": datetime.date(2026, 10, 1), "place": "Seoul", "title": "Second session"}
        meetings.edit_meeting(self.next, values, expected=self.next.version, by=self.officer, now=now)
        member = DelegationMember(meeting=self.next, side=Side.THEIRS, official=self.cast.their_minister)
        meetings.add_delegate(member, by=self.officer, now=now)

    def reword_officials(self, now: datetime.datetime) -> None:
        edits.change_record(self.cast.their_minister, {"person": "Ilva Norrandë"}, by=None, now=now)
        edits.change_record(self.officer, {"name": "Hong Gil-dong"}, by=None, now=now)


@pytest.mark.both
class SameAnswerTests(TestCase):
    cast: ClassVar[Cast]
    answers: ClassVar[list[tuple[datetime.datetime, User, dict[str, Any]]]]
    packets: ClassVar[list[tuple[datetime.datetime, Meeting, Any]]]
    standing: ClassVar[dict[type[Model], set[int]]]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.answers, cls.packets = [], []
        officer = User.objects.get(pk=cls.cast.officer.pk)
        story = Story(cls.cast)
        for number, step in enumerate(story.steps()):
            step(NOW + number * WEEK)
            # Asked a day later, before anything else happens.
            asked = NOW + number * WEEK + WEEK / 7
            for reader in (officer, cls.cast.focal_point, cls.cast.auditor)[: 1 if number % 3 else 3]:
                cls.answers.append((asked, reader, answer(reader, asked)))
            meeting = story.next if number % 2 else story.meeting
            cls.packets.append((asked, meeting, cls.packet(meeting, asked)))
        cls.standing = {
            model: set(model._default_manager.values_list("pk", flat=True))
            for model in tables.list_partner_models()
        }

    @classmethod
    def packet(cls, meeting: Meeting, now: datetime.datetime, **more: Any) -> Any:
        officer = User.objects.get(pk=cls.cast.officer.pk)
        given = build_content(
            build_meeting_scope(meeting), reader=officer, reference="P-XV-2026-01", now=now, **more
        )
        # The history counts no versions: of the records it was made from, which they are.
        return replace(given, made_from=tuple(replace(made, version=0) for made in given.made_from))

    def test_list_and_pages_of_each_day_are_those_given_on_it(self) -> None:
        for asked, reader, stored in self.answers:
            with self.subTest(asked=asked, reader=reader.username):
                with context.show_as_of(asked, reader=reader):
                    again = answer(reader, asked)
                self.assertEqual(again, stored)

    def test_the_packet_of_each_day_is_the_one_given_on_it(self) -> None:
        later = NOW + 20 * WEEK
        for asked, meeting, stored in self.packets:
            with self.subTest(asked=asked):
                self.assertEqual(self.packet(meeting, later, as_of=asked), stored)

    def test_the_answers_differ_as_the_story_goes_on(self) -> None:
        mine = [given for _asked, reader, given in self.answers if reader.pk == self.cast.officer.pk]
        self.assertGreater(sum(one != other for one, other in pairwise(mine)), 9)

    def test_nobody_sees_more_in_the_past_than_is_in_reach_today(self) -> None:
        for reader in self.cast.everybody:
            today = {
                model: set(
                    policy.narrow_to_clearance(model._default_manager.all(), reader).values_list(
                        "pk", flat=True
                    )
                )
                for model in tables.list_partner_models()
            }
            for week in (1, 10):
                with context.show_as_of(NOW + week * WEEK, reader=reader):
                    for model, reached in today.items():
                        rows = policy.readable_by(model._default_manager.all(), reader)
                        removed = set(rows.values_list("pk", flat=True)) - reached
                        standing = removed & self.standing[model]
                        self.assertEqual(standing, set(), (reader, model))
