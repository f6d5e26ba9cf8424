"""Pages made by prepared SQL are those made without, for each role, whatever changed before."""

import datetime
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar
from unittest import mock

import pytest
import time_machine
from django.core.cache import caches
from django.test import TestCase, override_settings
from django.utils import timezone

from commitments.access.cached_queries import QUERIES
from commitments.db import page_cache
from commitments.enums import Classification, CommitmentState, DateFormat, OwedBy, Role
from commitments.models import (
    Absence,
    Commitment,
    Country,
    Grant,
    Meeting,
    Outcome,
    Packet,
    PacketMeeting,
    Statement,
    User,
)
from tests import make
from tests.cast import NOW, Cast, gather

pytestmark = pytest.mark.both

DAY = datetime.timedelta(days=1)
# A token of a form is drawn anew for each page.
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')


@contextmanager
def unprepared() -> Iterator[None]:
    """Build each query for its reader."""
    with mock.patch.object(page_cache, "is_reading", return_value=False):
        yield


@time_machine.travel(timezone.now(), tick=False)
class PreparedPagesTests(TestCase):
    cast: ClassVar[Cast]
    item: ClassVar[Commitment]
    meeting: ClassVar[Meeting]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.meeting = make.meeting(cls.cast)
        point = make.outcome(cls.cast, cls.meeting, statement=make.statement(cls.cast, cls.meeting))
        cls.item = make.commitment(cls.cast, point, state=CommitmentState.IN_PROGRESS)
        today = timezone.localdate()
        for number, owed_by in enumerate(OwedBy):
            for state in (CommitmentState.DRAFT, CommitmentState.PROPOSED, CommitmentState.REPORTED):
                title = f"Share part {number} that is {state}"
                made = make.commitment(cls.cast, point, title=title, owed_by=owed_by, state=state)
                Commitment.objects.filter(pk=made.pk).update(due_on=today + (number * 9 - 7) * DAY)
        secret, going = Classification.SECRET, CommitmentState.ACCEPTED
        make.commitment(cls.cast, point, title="Secret", classification=secret, state=going)
        make.brief(cls.cast, cls.meeting)
        make.evidence(cls.cast, cls.item)

    def read(self, person: User, page: str) -> tuple[int, bytes]:
        self.client.force_login(person)
        caches["process"].clear()
        answer = self.client.get(page)
        return answer.status_code, TOKEN.sub(b"", answer.content)

    def list_pages(self) -> tuple[str, ...]:
        base = "/admin/commitments/"
        return (
            *("/admin/", f"{base}commitment/", f"{base}meeting/"),
            *(f"{base}commitment/{self.item.pk}/change/", f"{base}meeting/{self.meeting.pk}/change/"),
        )

    def compare(self, *people: User) -> dict[str, tuple[int, ...]]:
        """Read each page as each person; return the status codes of each."""
        pages = self.list_pages()
        # The first visit of a day changes My desk.
        for person in people:
            self.read(person, "/admin/")
        found = {(one.username, page): self.read(one, page) for one in people for page in pages}
        for one in people:
            for page in pages:
                with unprepared():
                    plain = self.read(one, page)
                self.assertEqual(found[one.username, page], plain, f"{one.username} {page}")
        return {one.username: tuple(found[one.username, page][0] for page in pages) for one in people}

    def change(self, person: User, **values: Any) -> None:
        User.objects.filter(pk=person.pk).update(**values)

    def opens(self, person: User) -> tuple[bool, bool]:
        """Compare all pages of a person; return whether the commitment and the meeting open."""
        found = self.compare(person)[person.username]
        return found[-2] == 200, found[-1] == 200

    def test_each_role_in_each_language_and_time_zone(self) -> None:
        everybody = self.cast.everybody
        self.compare(*everybody)
        zones = ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Seoul")
        for number, person in enumerate(everybody):
            told = {"language": ("ko", "fr", "en")[number % 3], "time_zone": zones[number % 3]}
            self.change(person, **told, date_format=DateFormat.values[number % len(DateFormat.values)])
        self.compare(*everybody)

    def test_people_in_either_order_and_page_by_page(self) -> None:
        people, pages = self.cast.everybody, self.list_pages()
        for person in people:
            self.read(person, "/admin/")
        with unprepared():
            plain = {(one.username, page): self.read(one, page) for one in people for page in pages}
        self.assertGreater(len({body for _status, body in plain.values()}), len(people))
        for order in (people, people[::-1]):
            QUERIES.forget()
            for page in pages:
                for one in (*order, *order[::-1]):
                    self.assertEqual(self.read(one, page), plain[one.username, page], f"{one} {page}")

    def test_two_people_with_one_text_whose_rights_change_by_turns(self) -> None:
        cast, today = self.cast, timezone.localdate()
        one, other = cast.officer, cast.stranger
        self.change(other, role=one.role, clearance=one.clearance, desk=cast.other_desk, division=None)

        def check(is_open: bool) -> None:
            for people in ((one, other), (other, one)):
                found = self.compare(*people)
                self.assertEqual(found[one.username][-2:], (200, 200))
                self.assertEqual(found[other.username][-2:] == (200, 200), is_open)

        check(False)
        days = {"starts_on": today, "ends_on": today, "recorded_at": NOW}
        given = Grant.objects.create(meeting=self.meeting, person=other, reason="Prepares a visit.", **days)
        check(True)
        Grant.objects.filter(pk=given.pk).update(ended_at=timezone.now())
        check(False)
        self.change(other, desk=cast.desk)
        check(True)
        self.change(other, clearance=Classification.PUBLIC)
        check(False)
        self.change(other, clearance=Classification.SECRET, desk=None)
        check(False)
        absence = Absence.objects.create(person=one, deputy=other, **days)
        check(True)
        Absence.objects.filter(pk=absence.pk).delete()
        check(False)

    def test_a_session_without_a_second_factor(self) -> None:
        for level, is_open in ((Classification.PUBLIC, False), (Classification.SECRET, True)) * 2:
            with override_settings(SECOND_FACTOR_ABOVE=int(level)):
                self.assertEqual(self.opens(self.cast.officer), (is_open, is_open), level)

    def test_the_same_permissions_in_other_zones_on_other_days(self) -> None:
        people = (self.cast.officer, self.cast.head, self.cast.stranger)
        values = {"role": Role.HEAD_OF_DESK, "desk": self.cast.desk, "clearance": Classification.SECRET}
        zones = ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Seoul")
        for person, zone in zip(people, zones, strict=True):
            self.change(person, **values, time_zone=zone)
        self.compare(*people)
        with time_machine.travel(timezone.now() + 40 * DAY, tick=False):
            self.compare(*people)

    def test_a_change_of_the_account(self) -> None:
        cast = self.cast
        self.assertEqual(self.opens(cast.stranger), (False, False))
        self.change(cast.stranger, desk=cast.desk)
        self.assertEqual(self.opens(cast.stranger), (True, True))
        self.change(cast.stranger, clearance=Classification.PUBLIC)
        self.assertEqual(self.opens(cast.stranger), (False, False))
        self.assertEqual(self.opens(cast.officer), (True, True))
        self.change(cast.officer, desk=cast.other_desk)
        self.change(cast.embassy_officer, host_country=cast.elsewhere)
        self.change(cast.focal_point, ministry=cast.mofa, clearance=Classification.SECRET)
        self.assertEqual(self.opens(cast.officer), (False, False))
        self.change(cast.officer, role=Role.FOCAL_POINT, ministry=cast.police, desk=None)
        self.change(cast.reader, role=Role.VALIDATING_AUTHORITY, ministry=cast.police)
        self.change(cast.division_head, division=None)
        self.assertTrue(self.opens(cast.officer)[0])
        self.compare(cast.embassy_officer, cast.focal_point, cast.reader, cast.division_head)
        self.change(cast.auditor, is_superuser=True, is_staff=True)
        self.change(cast.stranger, is_superuser=True, is_staff=True)
        self.assertEqual(self.opens(cast.stranger), (False, False))

    def test_a_grant_that_begins_and_ends(self) -> None:
        self.assertEqual(self.opens(self.cast.stranger), (False, False))
        today = timezone.localdate()
        for subject, opened in (
            ({"commitment": self.item}, (True, False)),
            ({"meeting": self.meeting}, (True, True)),
            ({"country": self.cast.valdoria}, (True, True)),
        ):
            given = Grant.objects.create(
                **subject,
                person=self.cast.stranger,
                starts_on=today,
                ends_on=today,
                reason="Prepares a visit.",
                recorded_at=NOW,
            )
            self.assertEqual(self.opens(self.cast.stranger), opened)
            Grant.objects.filter(pk=given.pk).update(starts_on=today - 9 * DAY, ends_on=today - 2 * DAY)
            self.assertEqual(self.opens(self.cast.stranger), (False, False))

    def test_a_deputy_of_each_kind(self) -> None:
        cast, today = self.cast, timezone.localdate()
        for away, deputy in (
            (cast.officer, cast.stranger),
            (cast.division_head, cast.stranger),
            (cast.embassy_officer, cast.stranger),
        ):
            days = {"starts_on": today - DAY, "ends_on": today + DAY}
            absence = Absence.objects.create(person=away, deputy=deputy, recorded_at=NOW, **days)
            self.assertEqual(self.opens(deputy), (True, True), away.username)
            Absence.objects.filter(pk=absence.pk).update(ends_on=today - DAY, starts_on=today - 5 * DAY)
            self.assertEqual(self.opens(deputy), (False, False), away.username)
        self.change(cast.focal_point, ministry=cast.mofa)
        self.assertFalse(self.opens(cast.focal_point)[0])
        Absence.objects.create(person=cast.validator, deputy=cast.focal_point, recorded_at=NOW, **days)
        self.assertTrue(self.opens(cast.focal_point)[0])

    def test_a_packet_for_a_reader(self) -> None:
        self.assertEqual(self.opens(self.cast.reader), (False, False))
        packet = Packet.objects.create(
            meeting=self.meeting,
            country=self.cast.valdoria,
            reader=self.cast.reader,
            requested_by=self.cast.officer,
            requested_at=NOW,
            classification=Classification.RESTRICTED,
        )
        PacketMeeting.objects.create(packet=packet, meeting=self.meeting)
        self.assertEqual(self.opens(self.cast.reader), (True, True))

    def test_what_was_written_since(self) -> None:
        self.assertEqual(self.opens(self.cast.officer), (True, True))
        with make.unlocked():
            Commitment.objects.filter(pk=self.item.pk).update(title="Another <title>")
            Meeting.objects.filter(pk=self.meeting.pk).update(title="Another meeting")
            Outcome.objects.filter(meeting=self.meeting).update(in_confidence=True, originator="Westmark")
            Statement.objects.filter(meeting=self.meeting).update(originator="Westmark")
            Country.objects.filter(pk=self.cast.valdoria.pk).update(name="Valdoria and Serin")
        self.assertEqual(self.opens(self.cast.officer), (True, True))
        with make.unlocked():
            Commitment.objects.filter(pk=self.item.pk).update(classification=Classification.SECRET)
        self.assertEqual(self.opens(self.cast.officer), (False, True))
