"""Copies: numbered, each holder's own, the reserve for who else may read; recalled and ended on record."""

from commitments.dashboard.meetings import packets_for
from commitments.dashboard.questions import copies_to_call_in, to_confirm
from commitments.enums import Classification, Disposal
from commitments.errors import Refused
from commitments.files import storage
from commitments.models import AuditRow, Packet, PacketCopy, User
from commitments.packets import copies, copy_files
from commitments.packets.archive import frozen
from commitments.packets.copy_files import build_sheet
from commitments.parties import staff_changes
from tests import make
from tests.cast import NOW
from tests.commitments.packets.reading import pages_of
from tests.commitments.packets.shelf import ShelfTestCase


class CopyTests(ShelfTestCase):
    def open(self, packet: Packet, user: User) -> str:
        pdf = copies.open_packet(packet, user, now=NOW)
        return " ".join(pages_of(pdf)[0].split())

    def refused(self, packet: Packet, user: User) -> str:
        with self.assertRaises(Refused) as caught:
            copies.open_packet(packet, user, now=NOW)
        return caught.exception.code

    def test_the_reader_has_copy_one_who_asks_two_then_who_signs_then_a_reserve(self) -> None:
        packet = self.ready(reader=self.cast.reader)
        holders = [one.holder for one in packet.register.order_by("number")]
        self.assertEqual(holders, [self.cast.reader, self.cast.officer, self.cast.head, None, None, None])
        self.assertEqual(packet.copies, 6)

    def test_as_many_copies_as_were_asked_for(self) -> None:
        self.assertEqual(self.ready(copies=9).register.count(), 9)

    def test_who_opens_it_gets_the_own_copy_and_the_register_its_hash(self) -> None:
        packet = self.ready()
        self.assertEqual(self.open(packet, self.cast.head).count("Copy 2 of 6"), 2)
        copy = packet.register.get(number=2)
        self.assertEqual(copy.given_at, NOW)
        self.assertEqual(
            copies.open_packet(packet, self.cast.head, now=NOW), storage.open_packet_store().get(copy.sha256)
        )
        self.assertEqual(
            copy_files.render_copy(packet, copy, sheet=copy.sheet_sha256),
            storage.open_packet_store().get(copy.sha256),
        )
        self.assertEqual(AuditRow.objects.filter(action="give copy", page_id=packet.pk).count(), 1)

    def test_who_has_none_takes_the_next_of_the_reserve(self) -> None:
        packet = self.ready()
        self.assertIn("Copy 3 of 6", self.open(packet, self.cast.auditor))
        self.assertIn("Copy 4 of 6", self.open(packet, self.cast.records_officer))
        self.assertIn("Copy 3 of 6", self.open(packet, self.cast.auditor))
        taken = AuditRow.objects.filter(action="take copy").values_list("by", flat=True)
        self.assertEqual(set(taken), {self.cast.auditor.pk, self.cast.records_officer.pk})

    def test_an_earlier_packet_that_cannot_be_read_makes_no_first_packet(self) -> None:
        first = self.ready()
        copies.open_packet(first, self.cast.officer, now=NOW)
        Packet.objects.filter(pk=first.pk).update(content_sha256="f" * 64)
        second = self.ready()
        copy = second.register.select_related("holder").get(holder=self.cast.officer)
        sheet = build_sheet(second, copy, frozen.content_of(second.content_sha256))
        self.assertIn("version 0.1", sheet.since)
        self.assertIn("Its content cannot be read", sheet.since)
        self.assertIsNone(sheet.changes)

    def test_where_none_is_left_it_says_what_to_do(self) -> None:
        packet = self.ready()
        for post in ("Registry", "Press office", "Protocol", "Interpreter"):
            copies.hand_out(packet, post, by=self.cast.officer, now=NOW)
        self.assertEqual(self.refused(packet, self.cast.auditor), "no_copy_left")
        self.assertIn("Copy 1 of 6", self.open(packet, self.cast.officer))

    def test_the_desk_hands_out_a_copy_on_paper(self) -> None:
        packet = self.ready()
        copy = copies.hand_out(packet, "Protocol, for the ambassador", by=self.cast.officer, now=NOW)
        self.assertEqual((copy.number, copy.given_at), (3, NOW))
        pdf = copies.open_handed_out(packet, 3, by=self.cast.head, now=NOW)
        self.assertIn("Copy 3 of 6", " ".join(pages_of(pdf)[0].split()))
        with self.assertRaises(Refused):
            copies.open_handed_out(packet, 1, by=self.cast.head, now=NOW)
        with self.assertRaises(Refused):
            copies.hand_out(packet, " ", by=self.cast.officer, now=NOW)
        with self.assertRaisesMessage(Refused, "Use at most 120 characters. This text has 121."):
            copies.hand_out(packet, "P" * 121, by=self.cast.officer, now=NOW)
        with self.assertRaisesMessage(Refused, "Use at most 300 characters. This text has 10000."):
            copies.recall_edition(packet, by=self.cast.officer, now=NOW, reason="r" * 10_000)

    def test_who_may_not_read_it_gets_no_copy(self) -> None:
        packet = self.ready()
        self.refused(packet, self.cast.stranger)
        Packet.objects.filter(pk=packet.pk).update(classification=Classification.SECRET)
        packet.refresh_from_db()
        self.refused(packet, self.cast.officer)
        self.assertFalse(packet.register.filter(given_at__isnull=False).exists())

    def test_the_final_has_copies_of_its_own_for_the_same_holders(self) -> None:
        packet = self.ready()
        self.open(packet, self.cast.auditor)
        self.sign(packet, self.cast.officer)
        self.sign(packet, self.cast.head)
        self.made(packet)
        draft = packet.register.get(of_final=False, number=3)
        self.assertIn("Copy 3 of 6", self.open(packet, self.cast.auditor))
        final = packet.register.get(of_final=True, number=3)
        self.assertEqual((final.holder, draft.holder), (self.cast.auditor, self.cast.auditor))
        self.assertNotEqual(final.sha256, draft.sha256)

    def test_one_recall_marks_all_copies_and_tells_who_holds_one(self) -> None:
        packet = self.ready()
        self.open(packet, self.cast.officer)
        self.open(packet, self.cast.auditor)
        out = copies.recall_edition(packet, by=self.cast.head, now=NOW, reason="The annex names a source.")
        self.assertEqual(out, 2)
        self.assertEqual(self.refused(packet, self.cast.officer), "recalled")
        self.assertEqual(self.refused(packet, self.cast.records_officer), "no_copy_left")
        self.assertEqual([one.number for one in to_confirm(self.cast.auditor)], [3])
        self.assertEqual(to_confirm(self.cast.head), ())
        with self.assertRaises(Refused):
            copies.recall_edition(packet, by=self.cast.head, now=NOW, reason="Again.")
        with self.assertRaises(Refused) as caught:
            self.sign(packet, self.cast.officer)
        self.assertEqual(caught.exception.code, "recalled")

    def test_a_reader_is_told_of_a_recall_on_my_desk(self) -> None:
        packet = self.approved(reader=self.cast.reader)
        self.open(packet, self.cast.reader)
        self.assertEqual([line.is_recalled for line in packets_for(self.cast.reader)], [False])
        copies.recall_edition(packet, by=self.cast.head, now=NOW, reason="A name stands in it.")
        self.assertEqual([line.is_recalled for line in packets_for(self.cast.reader)], [True])
        self.assertEqual([one.number for one in to_confirm(self.cast.reader)], [1])

    def test_what_became_of_a_copy_is_written_down_once(self) -> None:
        packet = self.ready()
        copy = packet.register.get(number=1)
        with self.assertRaises(Refused):
            copies.end_copy(copy, Disposal.RETURNED, by=self.cast.officer, now=NOW)
        self.open(packet, self.cast.officer)
        copies.end_copy(copy, Disposal.DESTROYED, by=self.cast.officer, now=NOW)
        copy.refresh_from_db()
        self.assertEqual((copy.disposal, copy.disposed_at), (Disposal.DESTROYED, NOW))
        self.assertEqual(self.refused(packet, self.cast.officer), "copy_ended")
        with self.assertRaises(Refused):
            copies.end_copy(copy, Disposal.LOST, by=self.cast.officer, now=NOW)

    def test_only_the_desk_keeps_the_register(self) -> None:
        packet = self.ready()
        self.open(packet, self.cast.auditor)
        copy = packet.register.get(number=3)
        for person in (self.cast.auditor, self.cast.records_officer, self.cast.stranger):
            with self.assertRaises(Refused):
                copies.recall_edition(packet, by=person, now=NOW, reason="No reason.")
            with self.assertRaises(Refused):
                copies.end_copy(copy, Disposal.LOST, by=person, now=NOW)
            with self.assertRaises(Refused):
                copies.hand_out(packet, "Registry", by=person, now=NOW)
        self.assertFalse(PacketCopy.objects.exclude(recalled_at=None).exists())

    def test_a_packet_from_before_the_register_opens_as_it_is(self) -> None:
        packet = self.ready()
        digest = storage.open_packet_store().put(make.pdf(1))
        Packet.objects.filter(pk=packet.pk).update(content_sha256="", sha256=digest)
        packet.refresh_from_db()
        self.assertEqual(copies.open_packet(packet, self.cast.officer, now=NOW), make.pdf(1))

    def test_the_copies_of_who_leaves_are_recalled_and_the_edition_goes_on(self) -> None:
        packet = self.approved(reader=self.cast.reader)
        for person in (self.cast.reader, self.cast.head):
            self.open(packet, person)
        held = staff_changes.foresee_leaving(self.cast.reader, reader=self.cast.head, today=NOW.date())
        self.assertEqual(held.copies.count, 1)
        staff_changes.remove_user(self.cast.reader, left_on=NOW.date(), by=self.cast.administrator, now=NOW)
        told = [(copy.number, copy.recalled_at) for copy in packet.register.exclude(given_at=None)]
        self.assertEqual(sorted(told), [(1, NOW), (3, None)])
        row = AuditRow.objects.get(action="recall copy")
        self.assertEqual((row.after["number"], row.by), (1, self.cast.administrator))
        [called_in] = copies_to_call_in(self.cast.officer)
        self.assertEqual((called_in.number, called_in.has_left), (1, True))
        # The edition itself stands: it is still signed and given out.
        self.assertFalse(copies.was_recalled(packet))
        copies.recall_edition(packet, by=self.cast.officer, now=NOW, reason="A page was wrong.")
        self.assertTrue(copies.was_recalled(packet))
