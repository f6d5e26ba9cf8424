"""Packets asked for, made once, kept under their hash, taken up again."""

import datetime
import time
from unittest import mock
from urllib.parse import quote

from django.utils import translation

from commitments.access import policy
from commitments.enums import Classification, CommitmentState, PacketState
from commitments.errors import Refused
from commitments.files import storage
from commitments.models import AuditRow, Meeting, Packet, User
from commitments.packets import copies
from commitments.packets.archive import production, requests
from commitments.packets.failures import translate_failure
from commitments.packets.render import pdf
from commitments.packets.render.pdf import render_pdf
from commitments.packets.render.printing import KILLED, REFUSALS, PrintedFile, Tell
from commitments.records.references import shorten_reference
from tests import make
from tests.cast import NOW
from tests.commitments.packets.shelf import FiledTestCase

LATER = NOW + datetime.timedelta(seconds=production.LEASE_SECONDS + 1)
PDF = make.pdf()


class ArchiveTests(FiledTestCase):
    def setUp(self) -> None:
        super().setUp()
        printing = mock.patch.object(production, "render_pdf", return_value=PrintedFile(PDF, 5, ()))
        self.printing = printing.start()
        self.addCleanup(printing.stop)

    def ask(self) -> Packet:
        return requests.request_packet(self.meeting, by=self.cast.officer, now=NOW)

    def test_two_presses_make_one_packet(self) -> None:
        first, second = self.ask(), self.ask()
        self.assertEqual(first, second)
        self.assertEqual(first.reference, "P-XV-2026-01")
        self.assertEqual(first.state, PacketState.REQUESTED)

    def test_a_finished_packet_does_not_stand_in_the_way_of_the_next(self) -> None:
        production.make_packet(self.ask().pk, now=NOW)
        second = self.ask()
        self.assertEqual((second.reference, second.edition), ("P-XV-2026-01", "0.2"))
        self.assertEqual(second.replaces, Packet.objects.get(draft=1))

    def test_a_postponed_meeting_keeps_the_series_of_its_first_packet(self) -> None:
        Meeting.objects.filter(pk=self.meeting.pk).update(held_on=datetime.date(2027, 1, 11))
        self.meeting.refresh_from_db()
        production.make_packet(self.ask().pk, now=NOW)
        Meeting.objects.filter(pk=self.meeting.pk).update(held_on=datetime.date(2026, 12, 28))
        self.meeting.refresh_from_db()
        others = requests.request_packet(self.meeting, by=self.cast.officer, reader=self.cast.head, now=NOW)
        self.assertEqual(others.reference, "P-XV-2027-02")
        later = make.meeting(self.cast, held_on=datetime.date(2026, 12, 29))
        self.assertEqual(
            requests.request_packet(later, by=self.cast.officer, now=NOW).reference, "P-XV-2026-01"
        )

    def test_a_journey_keeps_its_series_where_the_other_meeting_leads(self) -> None:
        other = make.meeting(self.cast, held_on=datetime.date(2027, 1, 10))
        first = requests.request_packet(self.meeting, other, by=self.cast.officer, now=NOW)
        others = requests.request_packet(
            other, self.meeting, by=self.cast.officer, reader=self.cast.head, now=NOW
        )
        self.assertEqual((first.meeting, others.meeting), (self.meeting, other))
        self.assertEqual((first.reference, others.reference), ("P-XV-2026-01", "P-XV-2026-02"))

    def test_it_makes_and_files_a_packet(self) -> None:
        packet = self.ask()
        self.assertTrue(production.make_packet(packet.pk, now=NOW))
        packet.refresh_from_db()
        self.assertEqual((packet.state, packet.pages, packet.done), (PacketState.READY, 5, packet.total))
        self.assertEqual(storage.open_packet_store().get(packet.sha256), PDF)
        self.assertEqual(storage.open_packet_store().path_of(packet.sha256).stat().st_mode & 0o777, 0o600)
        actions = AuditRow.objects.filter(subject_type="commitments.Packet", subject_id=packet.pk)
        self.assertEqual({row.action for row in actions}, {"ask for packet", "make packet"})

    def test_a_packet_of_another_moment_waits_for_the_one_under_way(self) -> None:
        self.ask()
        with self.assertRaises(Refused) as refused:
            requests.request_packet(self.meeting, by=self.cast.officer, now=LATER, as_of=NOW)
        self.assertEqual(refused.exception.code, "under_way")

    def test_a_packet_as_of_the_past_keeps_its_moment(self) -> None:
        packet = requests.request_packet(self.meeting, by=self.cast.officer, now=LATER, as_of=NOW)
        production.make_packet(packet.pk, now=LATER)
        packet.refresh_from_db()
        self.assertEqual((packet.as_of, packet.ready_at), (NOW, LATER))
        row = AuditRow.objects.get(action="ask for packet", subject_id=packet.pk)
        self.assertEqual(row.after["as_of"], NOW.isoformat())

    def test_it_is_made_once(self) -> None:
        packet = self.ask()
        production.make_packet(packet.pk, now=NOW)
        calls = self.printing.call_count
        self.assertFalse(production.make_packet(packet.pk, now=NOW))
        self.assertEqual(self.printing.call_count, calls)

    def test_a_packet_being_made_is_left_alone_until_its_lease_ends(self) -> None:
        packet = self.ask()
        Packet.objects.filter(pk=packet.pk).update(
            state=PacketState.MAKING, tries=1, lease_until=NOW + datetime.timedelta(seconds=10)
        )
        self.assertFalse(production.make_packet(packet.pk, now=NOW))
        self.assertEqual(production.list_unfinished_packets(NOW), [])
        self.assertEqual(production.list_unfinished_packets(LATER), [packet.pk])
        self.assertTrue(production.make_packet(packet.pk, now=LATER))

    def test_each_word_of_how_far_it_is_holds_it_for_one_more_lease(self) -> None:
        packet = self.ask()
        later = time.monotonic() + 100

        def printing(_content: object, _imprint: object, tell: Tell) -> PrintedFile:
            with mock.patch("time.monotonic", return_value=later):
                tell(1, 0, 0)
            self.assertEqual(production.list_unfinished_packets(LATER), [])
            self.assertEqual(production.list_unfinished_packets(LATER + datetime.timedelta(seconds=30)), [])
            return PrintedFile(PDF, 5, ())

        self.printing.side_effect = printing
        self.assertTrue(production.make_packet(packet.pk, now=NOW))

    def test_a_worker_that_was_overtaken_writes_nothing(self) -> None:
        packet = self.ask()

        def overtaken(_content: object, _imprint: object, _tell: object) -> PrintedFile:
            Packet.objects.filter(pk=packet.pk).update(tries=2)
            return PrintedFile(PDF, 5, ())

        self.printing.side_effect = overtaken
        self.assertFalse(production.make_packet(packet.pk, now=NOW))
        packet.refresh_from_db()
        self.assertEqual(packet.state, PacketState.MAKING)

    def test_three_dead_workers_are_enough(self) -> None:
        packet = self.ask()
        Packet.objects.filter(pk=packet.pk).update(
            state=PacketState.MAKING, tries=production.MOST_TRIES, lease_until=NOW
        )
        self.assertEqual(production.list_unfinished_packets(LATER), [])
        packet.refresh_from_db()
        self.assertEqual(packet.state, PacketState.FAILED)
        self.assertIn("three attempts", packet.failure)

    def test_a_refusal_is_written_on_the_row(self) -> None:
        self.printing.side_effect = Refused("The packet needs too much memory.", "packet_memory")
        packet = self.ask()
        production.make_packet(packet.pk, now=NOW)
        packet.refresh_from_db()
        self.assertEqual(packet.state, PacketState.FAILED)
        self.assertEqual(packet.failure, "The packet needs too much memory.")
        with self.assertRaises(Refused):
            copies.open_packet(packet, self.cast.officer, now=NOW)

    def test_a_failure_is_stored_in_english_and_shown_in_the_language_of_its_reader(self) -> None:
        User.objects.filter(pk=self.cast.officer.pk).update(language="ko", name="J. Officer")
        self.printing.side_effect = render_pdf
        fault = Refused(REFUSALS["memory"], "packet_memory")
        with translation.override("ko"), mock.patch.object(pdf, "print_html", side_effect=fault):
            packet = self.ask()
            production.make_packet(packet.pk, now=NOW)
            other = requests.request_packet(
                self.meeting, by=self.cast.officer, reader=self.cast.head, now=NOW
            )
            production.cancel_packet(other, by=User.objects.get(pk=self.cast.officer.pk), now=NOW)
        for one in (packet, other):
            one.refresh_from_db()
        self.assertRegex(
            packet.failure, r"^The packet needs .* items\. The longest text is in “.*characters\.$"
        )
        self.assertEqual(other.failure, "Cancelled by J. Officer.")
        self.client.force_login(User.objects.get(pk=self.cast.officer.pk))
        for one, said in ((packet, "가장 긴 글은"), (other, "J. Officer")):
            for part in ("change", "history"):
                shown = self.client.get(f"/admin/commitments/packet/{one.pk}/{part}/").content.decode()
                self.assertNotIn(one.failure, shown)
                self.assertIn(said, shown)
        with translation.override("ko"):
            known = translate_failure(packet.failure)
        self.assertNotRegex(known, "[A-Za-z]{3}")

    def test_a_printing_ended_from_outside_is_taken_up_again_three_times_at_most(self) -> None:
        packet = self.ask()
        self.printing.side_effect = Refused("Ended from outside.", KILLED)
        for _try in range(2):
            production.make_packet(packet.pk, now=NOW)
            self.assertEqual(production.list_unfinished_packets(NOW), [packet.pk])
        production.make_packet(packet.pk, now=NOW)
        packet.refresh_from_db()
        self.assertEqual((packet.state, packet.failure), (PacketState.FAILED, "Ended from outside."))
        again = self.ask()
        production.make_packet(again.pk, now=NOW)
        self.printing.side_effect = None
        production.make_packet(again.pk, now=NOW)
        again.refresh_from_db()
        self.assertEqual((again.state, again.failure), (PacketState.READY, ""))

    def test_its_classification_is_that_of_its_content(self) -> None:
        make.commitment(
            self.cast,
            make.outcome(self.cast, self.meeting),
            classification=Classification.CONFIDENTIAL,
            state=CommitmentState.ACCEPTED,
        )
        packet = self.ask()
        production.make_packet(packet.pk, now=NOW)
        packet.refresh_from_db()
        self.assertEqual(packet.classification, Classification.CONFIDENTIAL)
        self.assertFalse(policy.can_read(self.cast.focal_point, packet))

    def test_an_altered_or_missing_file_is_refused(self) -> None:
        packet = self.ask()
        production.make_packet(packet.pk, now=NOW)
        packet.refresh_from_db()
        path = storage.open_packet_store().path_of(packet.sha256)
        path.write_bytes(PDF + b"!")
        with self.assertRaises(Refused) as caught:
            copies.open_packet(packet, self.cast.officer, now=NOW)
        self.assertEqual(caught.exception.code, "altered")
        path.unlink()
        with self.assertRaises(Refused) as caught:
            copies.open_packet(packet, self.cast.officer, now=NOW)
        self.assertEqual(caught.exception.code, "missing")

    def test_who_may_not_see_it_gets_no_file(self) -> None:
        packet = self.ask()
        production.make_packet(packet.pk, now=NOW)
        packet.refresh_from_db()
        with self.assertRaises(Refused):
            copies.open_packet(packet, self.cast.stranger, now=NOW)

    def test_nobody_has_a_packet_made_that_is_above_the_own_clearance(self) -> None:
        outcome = make.outcome(self.cast, self.meeting)
        secret = make.commitment(
            self.cast, outcome, state=CommitmentState.ACCEPTED, classification=Classification.SECRET
        )

        def made(by: User) -> Packet:
            packet = requests.request_packet(self.meeting, by=by, reader=self.cast.head, now=NOW)
            production.make_packet(packet.pk, now=NOW)
            packet.refresh_from_db()
            return packet

        def holds(packet: Packet) -> bool:
            return (
                shorten_reference(secret.reference)
                in storage.open_packet_store(".json").get(packet.content_sha256).decode()
            )

        own, given = made(self.cast.head), made(self.cast.officer)
        self.assertTrue(holds(own))
        self.assertFalse(holds(given))
        self.assertLess(given.classification, own.classification)
        self.assertTrue(policy.can_read(self.cast.officer, given))
        # Nor do number, predecessor or steps tell of the one above.
        self.assertNotEqual(given.reference, own.reference)
        self.assertIsNone(given.replaces)
        again = made(self.cast.officer)
        self.assertEqual((again.reference, again.edition, again.replaces), (given.reference, "0.2", given))

    def test_who_may_not_read_a_packet_neither_signs_it_nor_gets_a_copy(self) -> None:
        User.objects.filter(pk=self.cast.head.pk).update(clearance=Classification.PUBLIC)
        packet = requests.request_packet(self.meeting, by=self.cast.officer, now=NOW)
        self.assertEqual(packet.sign_offs.count(), 2)
        make.commitment(
            self.cast,
            make.outcome(self.cast, self.meeting),
            state=CommitmentState.ACCEPTED,
            classification=Classification.CONFIDENTIAL,
        )
        production.make_packet(packet.pk, now=NOW)
        self.assertEqual([one.officer for one in packet.sign_offs.all()], [self.cast.officer])
        holders = {one.holder for one in packet.register.all()}
        self.assertEqual(holders, {self.cast.officer, None})
        told = AuditRow.objects.get(action="arrange sign-off")
        self.assertEqual(told.after, {"steps": [[self.cast.officer.pk, ""]]})

    def test_a_packet_under_way_for_another_clearance_is_not_the_same(self) -> None:
        requests.request_packet(self.meeting, by=self.cast.head, now=NOW)
        with self.assertRaises(Refused) as caught:
            requests.request_packet(self.meeting, by=self.cast.officer, reader=self.cast.head, now=NOW)
        self.assertEqual(caught.exception.code, "under_way")

    def test_a_packet_for_the_ministers_office_opens_the_meeting_to_it(self) -> None:
        self.assertFalse(policy.can_read(self.cast.reader, self.meeting))
        packet = requests.request_packet(self.meeting, by=self.cast.officer, now=NOW, reader=self.cast.reader)
        self.assertTrue(production.make_packet(packet.pk, now=NOW))
        packet.refresh_from_db()
        self.assertEqual(packet.state, PacketState.READY)

    def test_nobody_asks_for_a_meeting_they_may_not_see(self) -> None:
        with self.assertRaises(Refused):
            requests.request_packet(self.meeting, by=self.cast.stranger, now=NOW)
        with self.assertRaises(Refused):
            requests.request_packet(self.meeting, by=self.cast.officer, now=NOW, reader=self.cast.stranger)

    def test_the_file_name_says_number_edition_and_marking(self) -> None:
        self.assertEqual(copies.file_name(self.ask()), "P-XV-2026-01 v0.1 RESTRICTED.pdf")

    def test_the_header_words_the_marking_as_the_installation_does(self) -> None:
        packet = self.ask()
        with translation.override("ko"):
            header = copies.build_disposition(packet)
        self.assertTrue(header.isascii())
        self.assertIn('filename="P-XV-2026-01 v0.1 RESTRICTED.pdf"', header)
        marking = str(translation_of(packet)).upper()
        self.assertIn(f"filename*=UTF-8''P-XV-2026-01%20v0.1%20{quote(marking)}.pdf", header)


def translation_of(packet: Packet) -> str:
    with translation.override("ko"):
        return str(Classification(packet.classification).label)
