"""Rows of the history: what each holds, on whose page it stands, and how it is found again."""

import datetime
import uuid
from typing import ClassVar

import pytest
from django.test import TestCase

from commitments.audit import log, origin
from commitments.enums import OwedBy
from commitments.models import (
    AuditRow,
    Country,
    Desk,
    Division,
    Official,
    Packet,
    Responsibility,
    SignOff,
    User,
)
from tests import make
from tests.cast import NOW, Cast, gather

HOUR = datetime.timedelta(hours=1)


def _row(action: str, subject: tuple[str, int], page: tuple[str, int]) -> AuditRow:
    (subject_type, subject_id), (page_type, page_id) = subject, page
    return AuditRow(
        at=NOW,
        action=action,
        subject_type=subject_type,
        subject_id=subject_id,
        page_type=page_type,
        page_id=page_id,
    )


@pytest.mark.both
class RowTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def test_a_state_is_the_columns_without_secrets_as_json_knows_them(self) -> None:
        post = Official.objects.get(user=self.cast.validator)
        post.starts_on = datetime.date(2026, 1, 2)
        state = log.state_of(post)
        self.assertEqual((state["starts_on"], state["user_id"]), ("2026-01-02", self.cast.validator.pk))
        known = set(log.state_of(self.cast.officer))
        columns = {field.attname for field in User._meta.concrete_fields}
        self.assertEqual(columns - known, log.LEFT_OUT & columns)
        self.assertTrue({"id", "password", "last_login"} <= log.LEFT_OUT)

    def test_what_json_knows_stays_and_all_else_is_text(self) -> None:
        for value in (None, True, 3, 0.5, "x", {"a": 1}, [1, None]):
            self.assertIs(log.to_plain(value), value)
        moment = datetime.datetime(2026, 3, 4, 5, 6, tzinfo=datetime.UTC)
        for given, plain in (
            (moment.date(), "2026-03-04"),
            (moment, "2026-03-04T05:06:00+00:00"),
            (moment.time(), "05:06:00"),
            (uuid.UUID(int=7), str(uuid.UUID(int=7))),
        ):
            self.assertEqual(log.to_plain(given), plain)

    def test_a_row_says_all_that_it_is_given(self) -> None:
        row = log.record_change(
            "renamed",
            self.cast.desk,
            by=self.cast.officer,
            now=NOW,
            before={"name": "A"},
            after={"name": "B"},
            reason="Asked for",
        )
        row.refresh_from_db()
        self.assertEqual(
            (row.action, row.at, row.by, row.reason), ("renamed", NOW, self.cast.officer, "Asked for")
        )
        self.assertEqual((row.before, row.after), ({"name": "A"}, {"name": "B"}))
        self.assertEqual((row.subject_type, row.subject_id), ("commitments.Desk", self.cast.desk.pk))
        self.assertEqual((row.page_type, row.page_id), ("commitments.Desk", self.cast.desk.pk))
        bare = log.record_change("looked over", self.cast.desk, by=None, now=NOW)
        bare.refresh_from_db()
        self.assertEqual((bare.by, bare.before, bare.after, bare.reason), (None, {}, {}, ""))

    def test_a_part_stands_on_the_page_of_its_record_and_finds_its_own_rows_too(self) -> None:
        item = make.commitment(self.cast, owed_by=OwedBy.JOINT)
        part = Responsibility.objects.filter(commitment=item)[0]
        row = log.record_change("changed", part, by=None, now=NOW)
        self.assertEqual((row.page_type, row.page_id), ("commitments.Commitment", item.pk))
        self.assertEqual((row.subject_type, row.subject_id), ("commitments.Responsibility", part.pk))
        self.assertIn(row, log.list_history(item))
        told = log.list_history(part)
        self.assertEqual({one.subject_id for one in told}, {part.pk})
        self.assertEqual([one.action for one in told], ["changed", "created"])
        self.assertEqual({one.page_id for one in log.list_history(item)}, {item.pk})
        # A record that has a page of its own finds no row that tells of it on another one's.
        subject, page = ("commitments.Desk", 7), ("commitments.Division", 7)
        log.write_rows([_row("told", subject, page)])
        self.assertEqual(list(log.list_history(Desk(pk=7))), [])

    def test_a_part_whose_record_is_not_named_stands_on_its_own_page(self) -> None:
        row = log.record_change("signed", Packet(pk=5), by=None, now=NOW)
        self.assertEqual((row.page_type, row.page_id), (row.subject_type, 5))
        # What is signed there stands beside what is told of itself.
        step = log.record_change("signed", SignOff(pk=6, packet=Packet(pk=5)), by=None, now=NOW)
        self.assertEqual(list(log.list_history(Packet(pk=5))), [step, row])

    def test_the_history_comes_with_who_wrote_it(self) -> None:
        log.record_change("changed", self.cast.desk, by=self.cast.officer, now=NOW)
        with self.assertNumQueries(1):
            self.assertEqual([row.by for row in log.list_history(self.cast.desk)], [self.cast.officer])

    def test_rows_made_elsewhere_keep_their_source_and_others_are_given_one(self) -> None:
        made = [_row("swept", ("x", 1), ("x", 1)), _row("changed", ("x", 1), ("x", 1))]
        made[0].source = "sweep"
        with origin.written_from("admin", "192.0.2.7"):
            log.write_rows(iter(made))
        self.assertEqual([row.source for row in made], ["sweep", "admin 192.0.2.7"])
        kept = AuditRow.objects.filter(pk__in=[row.pk for row in made]).order_by("pk")
        self.assertEqual([row.source for row in kept], ["sweep", "admin 192.0.2.7"])

    def test_the_difference_is_what_the_later_state_says_otherwise(self) -> None:
        before, after = {"a": 1, "b": 2, "gone": 3}, {"a": 1, "b": 4, "new": None, "more": 5}
        self.assertEqual(log.find_difference(before, after), ({"b": 2, "more": None}, {"b": 4, "more": 5}))


@pytest.mark.both
class FindingTests(TestCase):
    cast: ClassVar[Cast]
    made: ClassVar[list[AuditRow]]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        desks = (cls.cast.desk, cls.cast.other_desk)
        cls.made = [
            log.record_change(f"deed {number}", desk, by=by, now=NOW + number * HOUR)
            for number, (desk, by) in enumerate(
                (desk, by) for by in (cls.cast.officer, cls.cast.head) for desk in desks
            )
        ]

    def test_of_each_record_the_last_row_comes_first(self) -> None:
        # It has the key of the first desk, and is of another kind.
        log.record_change("no desk", Division(pk=self.cast.desk.pk), by=None, now=NOW)
        last = log.select_last_changes(Desk).values("action")[:1]
        found = Desk.objects.annotate(last=last).order_by("pk").values_list("last", flat=True)
        self.assertEqual(list(found), ["deed 2", "deed 3"])

    def test_the_last_act_of_a_person_is_that_persons(self) -> None:
        self.assertEqual(log.last_act_of(self.cast.officer), self.made[1].pk)
        self.assertEqual(log.last_act_of(self.cast.head), self.made[3].pk)
        self.assertIsNone(log.last_act_of(self.cast.reader))

    def test_between_two_moments_is_after_the_first_and_up_to_the_second(self) -> None:
        found = log.list_changes_between(Desk, NOW, NOW + 2 * HOUR).order_by("pk")
        self.assertEqual(list(found), self.made[1:3])
        self.assertFalse(log.list_changes_between(Country, NOW - HOUR, NOW + 9 * HOUR).exists())

    def test_newest_first(self) -> None:
        self.assertEqual([row.action for row in log.list_history(self.cast.desk)], ["deed 2", "deed 0"])
