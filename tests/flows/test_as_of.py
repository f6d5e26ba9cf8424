"""A parliamentary question: what stood on the list, on the item's page and in the packet on a past day?"""

import datetime
import re
from dataclasses import replace

import pytest
import time_machine
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from commitments.deadlines import changes
from commitments.enums import CommitmentState, Health, MoveReason, PostFunction, Side
from commitments.language.phrases.specification import on_day
from commitments.lifecycle import acceptance, progress
from commitments.meetings import meetings
from commitments.models import Commitment, Official, Packet
from commitments.packets.build import build_content
from commitments.packets.records import build_meeting_scope
from commitments.records import edits
from tests import make
from tests.cast import NOW, Cast, gather

LIST = "/admin/commitments/commitment/"
DAYS = (1, 8, 15, 22, 29, 36)


def on(day: int, hour: int = 0) -> datetime.datetime:
    return NOW + datetime.timedelta(days=day, hours=hour)


def without_ways(page: str, of: str, to: str) -> str:
    """Cut a part out of a page, without blank space and without its links, which lead elsewhere then."""
    part = page[page.index(of) :]
    return re.sub(r'(href|action)="[^"]*"|\s+', " ", part[: part.index(to)]).replace("> <", "><")


@pytest.mark.both
class QuestionInParliament(TestCase):
    cast: Cast

    def setUp(self) -> None:
        self.cast = gather()
        self.item = make.commitment(self.cast, now=on(0))
        self.meeting = self.item.outcome.meeting
        self.next = make.meeting(self.cast, title="Next session", held=False, held_on=None, now=on(0))

    def live(self, day: int) -> None:
        """Let one week's work be done."""
        cast, item, now = self.cast, self.item, on(day)
        by = cast.officer
        match DAYS.index(day):
            case 0:
                acceptance.propose(item, by=by, now=now)
                make.commitment(cast, title="Buy a second ship", now=now)
            case 1:
                make.advance(cast, item, CommitmentState.IN_PROGRESS, now=now)
                edits.change_record(
                    cast.police, {"name": "Police Authority", "short_name": "PA"}, by=None, now=now
                )
            case 2:
                progress.record_update(
                    item, health=Health.AT_RISK, text="Slow", side=Side.OURS,
                    reported_on=timezone.localdate(now), by=by, now=now,
                )  # fmt: skip
                edits.change_record(item, {"title": "Share all records"}, by=by, now=now)
            case 3:
                spec = on_day(datetime.date(2026, 4, 3), "by 3 April 2026")
                changes.move_deadline(
                    item, spec, reason=MoveReason.REQUESTED, note="Earlier", by=cast.head, now=now
                )
            case 4:
                make.evidence(cast, item, now=now)
                make.advance(cast, item, CommitmentState.FULFILLED, now=now)
            case 5:
                meetings.close_meeting(self.meeting, by=by, now=now)
                other = Commitment.objects.get(title="Buy a second ship")
                edits.change_record(other, {"state": CommitmentState.IN_ERROR}, by=cast.head, now=now)

    def read(self, now: datetime.datetime, **params: str) -> tuple[str, str]:
        """Read the list and the item's page as the auditor's browser gets them."""
        page = "as_of" if params else "change"
        with time_machine.travel(now, tick=False):
            self.client.force_login(self.cast.auditor)
            listed = self.client.get(LIST, {"view": "all", **params}).content.decode()
            address = reverse(f"admin:commitments_commitment_{page}", args=(self.item.pk,))
            shown = self.client.get(address, params).content.decode()
        return (
            without_ways(listed, '<table id="result_list"', "</table>"),
            without_ways(shown, '<div id="content-main"', 'aria-labelledby="reminders"'),
        )

    def test_the_pages_of_each_day_are_read_again_to_the_letter(self) -> None:
        given = {}
        for day in DAYS:
            self.live(day)
            given[day] = self.read(on(day, hour=1))
        self.assertEqual(len(set(given.values())), len(DAYS))
        for day in DAYS:
            with self.subTest(day):
                moment = on(day, hour=1).isoformat()
                listed, shown = self.read(on(100), as_of=moment)
                self.assertEqual(listed, given[day][0])
                self.assertEqual(shown, given[day][1])

    def test_an_owner_whose_account_is_closed_since_answered_for_it_then(self) -> None:
        make.advance(self.cast, self.item, CommitmentState.IN_PROGRESS, now=on(0))
        post = Official(
            country=self.cast.korea,
            ministry=self.cast.police,
            post="Attaché",
            function=PostFunction.FOCAL_POINT,
            user=self.cast.focal_point,
        )
        edits.create_record(post, by=self.cast.administrator, now=on(0))
        with time_machine.travel(on(8), tick=False):
            self.client.force_login(self.cast.administrator)
            left = {"left_on": on(7).date(), "close_account": "on"}
            self.client.post(f"/admin/commitments/official/{post.pk}/step/left/", left)
        self.assertIn("No current owner", self.read(on(9))[1])
        self.assertNotIn("No current owner", self.read(on(9), as_of=on(6).isoformat())[1])
        self.assertIn("Attaché", self.read(on(9), as_of=on(6).isoformat())[1])

    def test_the_packet_asked_for_as_of_a_day_holds_what_stood_on_it(self) -> None:
        make.advance(self.cast, self.item, CommitmentState.IN_PROGRESS, now=on(1))
        before = build_content(
            build_meeting_scope(self.next), reader=self.cast.officer, reference="P-1", now=on(2)
        )
        edits.change_record(self.item, {"title": "Share all records"}, by=self.cast.officer, now=on(3))
        with time_machine.travel(on(9), tick=False):
            self.client.force_login(self.cast.officer)
            path = f"/admin/commitments/meeting/{self.next.pk}/packet/"
            asked = self.client.post(path, {"as_of": on(2).isoformat()}, follow=True)
            self.assertContains(asked, self.next.title)
        packet = Packet.objects.get()
        self.assertEqual(packet.as_of, on(2))
        again = build_content(
            build_meeting_scope(self.next),
            reader=self.cast.officer,
            reference="P-1",
            now=on(9),
            as_of=packet.as_of,
        )
        # The past keeps no versions of its records; all that is printed is the same.
        self.assertEqual(replace(again, made_from=()), replace(before, made_from=()))
        self.assertNotIn("Share all records", str(again))
        self.assertIn("Share investigation records", str(again))
