"""Editions: one signed content, printed for the minister, the adviser and the note taker."""

from dataclasses import replace
from unittest import mock

from django.test import SimpleTestCase

from commitments.enums import PacketEdition
from commitments.errors import Refused
from commitments.models import AuditRow, Packet
from commitments.packets import copies
from commitments.packets.archive import frozen, production, requests
from commitments.packets.content import PacketContent, list_printed
from commitments.packets.content_values import EditionLabel
from commitments.packets.records import build_packet_scope
from commitments.packets.render.pdf import render_html, render_pdf
from commitments.packets.render.printing import PrintedFile
from commitments.verification.packets import check_editions
from commitments.verification.records import check_packet
from tests import make
from tests.cast import NOW
from tests.commitments.packets.reading import pages_of
from tests.commitments.packets.sample import imprint
from tests.commitments.packets.sample_front import topic, with_front
from tests.commitments.packets.shelf import ShelfTestCase

MINISTER, ADVISER, NOTE_TAKER = PacketEdition
ALL = tuple(PacketEdition.values)
MOST_PAGES = 8


def printed(content: PacketContent, kind: str) -> list[str]:
    made = render_pdf(content, replace(imprint(), kind=kind))
    assert made.remarks == (), made.remarks
    return [" ".join(page.split()) for page in pages_of(made.pdf)]


class LayoutTests(SimpleTestCase):
    """What each edition prints of the same content."""

    def test_the_minister_edition_has_the_front_alone_in_eight_pages_at_most(self) -> None:
        content = with_front(3, topics=(topic(1), topic(2), topic(3)))
        pages = printed(content, MINISTER)
        whole = " ".join(pages)
        self.assertLessEqual(len(pages), MOST_PAGES)
        self.assertNotIn("", pages)
        for said in ("Core brief", "Scenario", "People", "Points to make", "Minister edition"):
            self.assertIn(said, whole)
        for left_out in ("Contents, distribution", "NOT TO BE DISCLOSED", "Background that may", "Annex"):
            self.assertNotIn(left_out, whole)
        keys = [heading.key for heading, _templates in list_printed(content, MINISTER)]
        self.assertEqual(keys, ["core", "scenario", "people", "t1", "t2", "t3"])

    def test_the_label_of_a_topic_is_not_parted_from_it(self) -> None:
        whole = with_front(2, topics=(topic(1),))
        table = whole.people[0]
        # With eight people the heading of the topic comes to the foot of a page.
        for count in (7, 8, 9):
            fronts = tuple(replace(part, language="ko") for part in whole.topics[0].front)
            people = replace(table, people=(table.people * count)[:count])
            content = replace(whole, people=(people,), topics=(replace(whole.topics[0], front=fronts),))
            for page in printed(content, MINISTER):
                if "(Korean only)" in page:
                    self.assertIn(fronts[0].label, page, count)

    def test_a_topic_does_not_begin_at_the_foot_of_a_page_with_its_objectives_alone(self) -> None:
        whole = with_front(6)
        front = whole.topics[0].front
        self.assertGreater(len(front), 3)
        first, third = (f"{part.label} " for part in (front[0], front[3]))
        for count in range(1, 12):
            table = whole.people[0]
            people = replace(table, people=(table.people * count)[:count])
            for page in printed(replace(whole, people=(people,)), MINISTER):
                self.assertFalse(first in page and third not in page, count)

    def test_a_topic_without_a_request_is_not_for_the_minister(self) -> None:
        content = with_front(2, topics=(topic(1), topic(2)))
        told = replace(content.topics[1], front=())
        without = replace(content, topics=(content.topics[0], told))
        keys = [heading.key for heading, _templates in list_printed(without, MINISTER)]
        self.assertEqual(keys, ["core", "scenario", "people", "t1"])

    def test_the_note_taker_has_each_open_item_with_room(self) -> None:
        content = with_front(6)
        refs = [row.ref for group in content.groups for row in group.rows]
        whole = " ".join(printed(content, NOTE_TAKER))
        self.assertGreater(len(refs), 1)
        self.assertEqual([ref for ref in refs if ref not in whole], [])
        self.assertIn("Note taker edition", whole)
        self.assertIn("any other commitment", whole)
        self.assertNotIn("Core brief", whole)

    def test_the_note_taker_has_no_column_of_codes_where_no_line_has_one(self) -> None:
        html = render_html(with_front(1), replace(imprint(), kind=NOTE_TAKER))
        tables = [table.split("</table>")[0] for table in html.split('<table class="whole sheet agenda')[1:]]
        self.assertEqual({"c-code" in table for table in tables}, {True, False})
        for table in tables:
            self.assertEqual(table.count("<svg") > 0, "c-code" in table)
            self.assertEqual(">Code</th>" in table, "c-code" in table)

    def test_the_adviser_edition_has_everything(self) -> None:
        content = with_front(1)
        self.assertEqual([one for one, _templates in list_printed(content, ADVISER)], list(content.sections))


class EditionTests(ShelfTestCase):
    """One content and one sign-off, a file for each edition, and an edition for each copy."""

    def print_it(self, content: object, imprint: object, _tell: object = None) -> PrintedFile:
        assert isinstance(imprint, EditionLabel)
        pages = {MINISTER: 5, ADVISER: 9, NOTE_TAKER: 2}[PacketEdition(imprint.kind)]
        pdf = make.pdf(pages + bool(imprint.draft))
        return PrintedFile(pdf, pages + bool(imprint.draft), (), printer="press")

    def in_editions(self, *editions: str) -> Packet:
        packet = requests.request_packet(
            self.meeting, by=self.cast.officer, reader=self.cast.reader, now=NOW, editions=editions or ALL
        )
        return self.made(packet)

    def test_each_edition_has_its_file_and_all_have_one_content(self) -> None:
        packet = self.in_editions()
        masters = frozen.list_masters(packet, of_final=False)
        self.assertEqual([one.edition for one in masters], list(ALL))
        self.assertEqual([one.pages for one in masters], [6, 10, 3])
        self.assertEqual(len({one.sha256 for one in masters}), 3)
        self.assertEqual(packet.sha256, masters[1].sha256)
        self.assertEqual((packet.pages, packet.done), (10, 19))
        row = AuditRow.objects.get(action="make packet", subject_id=packet.pk)
        self.assertEqual(row.after["content_sha256"], packet.content_sha256)

    def test_the_list_and_the_register_name_the_edition_of_each_copy(self) -> None:
        packet = self.in_editions()
        held = [one.edition for one in packet.register.order_by("number")]
        self.assertEqual(held, [MINISTER, ADVISER, ADVISER, ADVISER, ADVISER, NOTE_TAKER])
        listed = frozen.content_of(packet.content_sha256).distribution
        self.assertEqual([one.edition for one in listed], ["minister", "adviser", "adviser", ""])
        self.assertEqual([one.copies for one in listed], ["1", "2", "3", "4–6"])

    def test_one_sign_off_makes_the_final_of_all_editions(self) -> None:
        packet = self.in_editions()
        self.sign(packet, self.cast.officer)
        self.sign(packet, self.cast.head)
        packet = self.made(packet)
        self.assertTrue(packet.is_final)
        self.assertEqual([one.pages for one in frozen.list_masters(packet, of_final=True)], [5, 9, 2])
        copies.open_packet(packet, self.cast.reader, now=NOW)
        own = packet.register.get(of_final=True, holder=self.cast.reader)
        self.assertEqual((own.edition, own.number), (MINISTER, 1))
        self.assertEqual([str(one) for one in check_editions()], [])
        self.assertEqual([str(one) for one in check_packet(packet, rebuild=False)], [])

    def test_a_holder_can_take_a_copy_of_another_edition(self) -> None:
        packet = self.in_editions()
        own = copies.open_packet(packet, self.cast.officer, now=NOW)
        other = copies.open_packet(packet, self.cast.officer, now=NOW, edition=NOTE_TAKER)
        self.assertNotEqual(own, other)
        held = packet.register.filter(holder=self.cast.officer).order_by("number")
        self.assertEqual([(one.number, one.edition) for one in held], [(2, ADVISER), (6, NOTE_TAKER)])
        again = copies.open_packet(packet, self.cast.officer, now=NOW, edition=NOTE_TAKER)
        self.assertEqual(again, other)
        self.assertEqual([str(one) for one in check_editions()], [])

    def test_a_paper_copy_is_of_the_selected_edition(self) -> None:
        packet = self.in_editions()
        given = copies.hand_out(packet, "Interpreter", by=self.cast.officer, now=NOW, edition=MINISTER)
        self.assertEqual((given.number, given.edition), (4, MINISTER))

    def test_an_edition_that_was_not_requested_is_refused(self) -> None:
        packet = self.in_editions(MINISTER)
        self.assertEqual(packet.main_edition, MINISTER)
        with self.assertRaises(Refused) as caught:
            copies.open_packet(packet, self.cast.officer, now=NOW, edition=ADVISER)
        self.assertEqual(caught.exception.code, "no_edition")
        with self.assertRaises(Refused) as caught:
            self.in_editions("everything")
        self.assertEqual(caught.exception.code, "no_edition")

    def test_a_finished_packet_without_the_edition_is_not_the_one_asked_for(self) -> None:
        packet = self.in_editions(ADVISER)
        about, officer, reader = build_packet_scope(packet), self.cast.officer, self.cast.reader
        self.assertEqual(requests.find_finished(about, by=officer, reader=reader), packet)
        self.assertIsNone(requests.find_finished(about, by=officer, reader=reader, editions=ALL))

    def test_a_packet_from_before_there_were_editions_is_the_adviser_edition(self) -> None:
        packet = self.ready()
        self.assertEqual(packet.editions, [ADVISER])
        kept = {name: values | {"sha256": ""} for name, values in packet.imprints.items()}
        Packet.objects.filter(pk=packet.pk).update(imprints=kept)
        self.assertTrue(copies.open_packet(packet, self.cast.officer, now=NOW))

    def test_the_lease_is_renewed_for_each_edition(self) -> None:
        with mock.patch.object(production, "_report_progress") as report:
            self.in_editions()
        self.assertEqual(report.call_args_list[0].kwargs["done"], 0)
