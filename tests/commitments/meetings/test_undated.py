"""A meeting without a date: its reference, the days between which it was held, and where it is sorted."""

import datetime
import json
from typing import Any, ClassVar

from django.test import Client, TestCase
from django.urls import reverse

from commitments.enums import CommitmentState, Scope
from commitments.lifecycle import agendas
from commitments.meetings import meetings
from commitments.models import AgendaItem, Meeting
from commitments.packets.records import build_meeting_scope, load_records
from commitments.records import references
from tests import make
from tests.cast import NOW, TODAY, Cast, gather
from tests.commitments.api.programs import MEETINGS, program, wrong

DAY = datetime.timedelta(days=1)
SOURCE = "Register of visits"


def undated(cast: Cast, **more: Any) -> Meeting:
    """Record a meeting whose date is not stated."""
    bounds = {name: more.pop(name) for name in ("not_before", "not_after") if name in more}
    made = make.meeting(cast, held_on=None, **more)
    values = bounds | {f"{name}_source": SOURCE for name in bounds}
    return (
        meetings.edit_meeting(made, values, expected=made.version, by=cast.officer, now=NOW)
        if bounds
        else made
    )


class ReferenceTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def test_it_shows_no_year_and_each_partner_has_a_series(self) -> None:
        first, dated, second = undated(self.cast), make.meeting(self.cast), undated(self.cast)
        other = undated(self.cast, country=self.cast.elsewhere)
        self.assertEqual((first.reference, second.reference), ("M-XV-U-001", "M-XV-U-002"))
        self.assertEqual(dated.reference, f"M-XV-{make.HELD_ON.year}-001")
        self.assertEqual(other.reference, f"M-{self.cast.elsewhere.iso}-U-001")

    def test_so_do_what_was_agreed_there_and_what_follows_from_it(self) -> None:
        item = make.commitment(self.cast, make.outcome(self.cast, undated(self.cast)))
        self.assertEqual(item.reference, "XV-U-0001")
        self.assertIsNone(references.year_of(item.reference))

    def test_it_stays_when_the_date_becomes_known(self) -> None:
        meeting = undated(self.cast)
        values = {"held_on": TODAY - DAY}
        meetings.edit_meeting(meeting, values, expected=meeting.version, by=self.cast.officer, now=NOW)
        meeting.refresh_from_db()
        self.assertEqual((meeting.reference, meeting.held_on), ("M-XV-U-001", TODAY - DAY))

    def test_it_is_found_however_it_is_typed_and_shortened_on_paper(self) -> None:
        for typed in ("m-xv-u-001", "mxvu1", "m xv u 1", "m-u-001"):
            meant = references.parse_reference(typed)
            assert meant is not None, typed
            self.assertEqual(meant.written(["XV"]), ["M-XV-U-001"], typed)
        self.assertEqual(references.shorten_reference("M-XV-U-001"), "M-U-001")
        self.assertEqual(references.shorten_reference("XV-U-0001"), "U-0001")


class BoundsTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def program(self) -> Client:
        return program(self.cast.officer, Scope.RECORD)

    def test_a_bound_has_a_source_and_a_date_lies_within(self) -> None:
        meeting = undated(self.cast)
        address = f"{MEETINGS}{meeting.reference}/"
        for body, named in (
            ({"not_before": "2026-01-01"}, ["not_before_source"]),
            ({"not_after_source": SOURCE}, ["not_after"]),
            (self.between("2026-02-01", "2026-01-01"), ["not_after"]),
            (self.between("2026-01-01", "2026-01-31") | {"held_on": "2026-02-01"}, ["held_on"]),
        ):
            with self.subTest(body=body):
                self.assertEqual(wrong(self.patched(address, body)), named)
        answer = self.patched(address, self.between("2026-01-01", "2026-01-31")).json()
        self.assertEqual(
            (answer["not_before"], answer["not_after"], answer["sorted_on"]),
            ("2026-01-01", "2026-01-31", "2026-01-31"),
        )

    def patched(self, address: str, body: dict[str, str]) -> Any:
        client = self.program()
        tag = {"If-Match": client.get(address).headers["ETag"]}
        return client.patch(address, json.dumps(body), content_type="application/json", headers=tag)

    @staticmethod
    def between(first: str, last: str) -> dict[str, str]:
        bounds = {"not_before": first, "not_after": last}
        return bounds | {"not_before_source": SOURCE, "not_after_source": SOURCE}

    def test_lists_and_programs_sort_by_them(self) -> None:
        old = make.meeting(self.cast, held_on=make.HELD_ON - 30 * DAY)
        between = undated(self.cast, not_after=make.HELD_ON - 15 * DAY)
        new, unknown = make.meeting(self.cast), undated(self.cast)
        in_order = [unknown, new, between, old]
        self.assertEqual(list(Meeting.objects.all()), in_order)
        self.client.force_login(self.cast.officer)
        page = self.client.get(reverse("admin:commitments_meeting_changelist")).content.decode()
        places = [page.index(meeting.reference) for meeting in in_order]
        self.assertEqual(places, sorted(places))
        found = self.program().get(f"{MEETINGS}?ordering=-sorted_on").json()["results"]
        last = [new.reference, between.reference, old.reference, unknown.reference]
        self.assertEqual([row["reference"] for row in found], last)

    def test_the_page_says_between_which_days_and_by_which_source(self) -> None:
        meeting = undated(self.cast, not_before=datetime.date(2026, 1, 5))
        self.client.force_login(self.cast.officer)
        page = self.client.get(reverse("admin:commitments_meeting_change", args=(meeting.pk,)))
        self.assertContains(page, f"date not stated, not before 5 Jan 2026 ({SOURCE})")

    def test_what_it_left_open_comes_back_later_and_not_before(self) -> None:
        meeting = undated(self.cast, not_before=make.HELD_ON, not_after=make.HELD_ON + DAY)
        item = make.commitment(self.cast, make.outcome(self.cast, meeting), state=CommitmentState.IN_PROGRESS)
        before = make.meeting(self.cast, held_on=make.HELD_ON - DAY)
        after = make.meeting(self.cast, held_on=make.HELD_ON + 2 * DAY)
        for at in (before, after):
            agendas.add_open_items(at, by=self.cast.officer, now=NOW)
        self.assertEqual([row.meeting for row in AgendaItem.objects.filter(commitment=item)], [after])

    def test_a_packet_lists_it_among_the_earlier_meetings_of_a_later_one(self) -> None:
        early = undated(self.cast, not_after=make.HELD_ON - DAY)
        late = undated(self.cast, not_before=make.HELD_ON + DAY)
        for at in (early, late):
            make.outcome(self.cast, at)
        scope = build_meeting_scope(make.meeting(self.cast))
        past = load_records(scope, reader=self.cast.officer, today=TODAY).past
        self.assertEqual([brought.meeting for brought in past], [early])
