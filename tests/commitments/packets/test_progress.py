"""How far a packet is, in pages; stopped by a person, it dies at once."""

import datetime
import os
from typing import Any
from unittest import mock

from django.test import SimpleTestCase

from commitments.enums import PacketState
from commitments.errors import Refused
from commitments.models import AuditRow, Packet
from commitments.packets.archive import production, requests
from commitments.packets.archive.production import Progress, estimate_pages
from commitments.packets.render.pdf import render_html
from commitments.packets.render.printing import PrintedFile, print_html
from tests import make
from tests.cast import NOW
from tests.commitments.packets.sample import content, imprint
from tests.commitments.packets.shelf import FiledTestCase


class CountingTests(SimpleTestCase):
    def test_it_never_goes_back_and_is_whole_only_when_the_file_is_kept(self) -> None:
        told: list[int] = []
        far = Progress(30, told.append, seconds=iter(range(100)).__next__)
        for laid in (1, 20, 12, 60, 5):
            far(laid, 0, 0)
        for drawn in range(0, 61, 20):
            far(60, drawn, 60)
        self.assertEqual(told, sorted(told))
        self.assertEqual(told[-1], 29)
        self.assertGreater(told[1], 10)

    def test_it_is_told_twice_a_second_at_most(self) -> None:
        told: list[int] = []
        moments = iter([0, 0, 0.1, 0.2, 0.4, 0.6, 0.6])
        far = Progress(10, told.append, seconds=lambda: next(moments, 0.7))
        for laid in range(1, 6):
            far(laid, 0, 0)
        self.assertEqual(len(told), 2)

    def test_the_estimate_grows_with_the_content(self) -> None:
        few, many = estimate_pages(content(3)), estimate_pages(content(300))
        self.assertLess(few, 16)
        self.assertGreater(many, 100)


class PressTests(SimpleTestCase):
    def test_a_child_tells_the_pages_it_has_laid_out_and_written(self) -> None:
        heard: list[tuple[int, int, int]] = []
        printed = print_html(render_html(content(20), imprint()), lambda *far: heard.append(far))
        self.assertEqual(heard, sorted(heard))
        self.assertTrue(any(laid and not pages for laid, _drawn, pages in heard))
        self.assertIn(printed.pages, {pages for _laid, _drawn, pages in heard})
        self.assertGreater(printed.cpu_seconds, 0.1)
        self.assertGreater(printed.peak_kib, 50_000)

    def test_a_child_that_is_stopped_dies_at_once(self) -> None:
        killed: list[int] = []
        kill = os.kill

        def watched(child: int, sign: int) -> None:
            killed.append(child)
            kill(child, sign)

        def stop(laid: int, _drawn: int, _pages: int) -> None:
            if laid > 1:
                raise Refused("stop", code="packet_stopped")

        with mock.patch("os.kill", watched), self.assertRaises(Refused) as caught:
            print_html(render_html(content(20), imprint()), stop)
        self.assertEqual(caught.exception.code, "packet_stopped")
        self.assertEqual(len(killed), 1)
        self.assertEqual(print_html(render_html(content(1), imprint())).remarks, ())


class CancelTests(FiledTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.packet = requests.request_packet(self.meeting, by=self.cast.officer, now=NOW)

    def make_telling(self, *far: tuple[int, int, int], then: Any = None) -> None:
        def printing(_content: object, _imprint: object, tell: Any) -> PrintedFile:
            for count in far:
                tell.told_at = -1000
                tell(*count)
                self.packet.refresh_from_db()
            if then:
                then()
                tell.told_at = -1000
                tell(*far[-1])
            return PrintedFile(make.pdf(), 7, ())

        with mock.patch.object(production, "render_pdf", printing):
            production.make_packet(self.packet.pk, now=NOW)
        self.packet.refresh_from_db()

    def cancel(self) -> None:
        production.cancel_packet(self.packet, by=self.cast.officer, now=NOW + datetime.timedelta(seconds=5))

    def test_the_row_counts_pages_and_ends_whole(self) -> None:
        seen: list[tuple[int, int]] = []
        self.make_telling((3, 0, 0), then=lambda: seen.append((self.packet.done, self.packet.total)))
        self.assertTrue(0 < seen[0][0] < seen[0][1])
        self.assertEqual((self.packet.done, self.packet.total), (7, 7))

    def test_one_cancelled_while_it_is_made_stops_and_says_who(self) -> None:
        self.make_telling((1, 0, 0), then=self.cancel)
        self.assertEqual(self.packet.state, PacketState.CANCELLED)
        self.assertEqual(self.packet.sha256, "")
        self.assertIn(str(self.cast.officer), self.packet.failure)
        actions = AuditRow.objects.filter(subject_type="commitments.Packet", subject_id=self.packet.pk)
        self.assertEqual([row.action for row in actions.order_by("pk")], ["ask for packet", "cancel packet"])

    def test_one_cancelled_before_a_worker_takes_it_is_never_made(self) -> None:
        self.cancel()
        self.assertFalse(production.make_packet(self.packet.pk, now=NOW))
        self.assertEqual(production.list_unfinished_packets(NOW + datetime.timedelta(days=1)), [])

    def test_a_finished_one_cannot_be_cancelled(self) -> None:
        self.make_telling((1, 0, 0))
        with self.assertRaises(Refused) as caught:
            self.cancel()
        self.assertEqual(caught.exception.code, "not_under_way")

    def test_after_a_cancelled_one_the_next_press_makes_another(self) -> None:
        self.cancel()
        again = requests.request_packet(self.meeting, by=self.cast.officer, now=NOW)
        self.assertNotEqual(again.pk, self.packet.pk)
        self.assertEqual(Packet.objects.filter(state=PacketState.REQUESTED).count(), 1)
