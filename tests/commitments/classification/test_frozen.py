"""What was frozen or waits when a marking goes up: packets, their copies, mails not yet sent."""

from commitments import verification
from commitments.classification.levels import MARKED
from commitments.dashboard import work_queue
from commitments.dashboard.questions import copies_to_call_in
from commitments.enums import (
    Classification,
    CommitmentState,
    Disposal,
    EmailState,
    PacketState,
    ReminderState,
)
from commitments.errors import Refused
from commitments.files import storage
from commitments.lifecycle import approvals
from commitments.models import AuditRow, Commitment, Email, Meeting, Packet, Reminder, User
from commitments.packets import copies, copy_files
from commitments.packets.archive import production, requests
from tests import make
from tests.cast import NOW
from tests.commitments.packets.shelf import ShelfTestCase
from tests.commitments.reminders.test_journal import MINUTE, MORNING, JournalCase
from tests.sealed import seal_all, tell_all

C = Classification


class PacketTests(ShelfTestCase):
    def setUp(self) -> None:
        super().setUp()
        point = make.outcome(self.cast, self.meeting)
        self.item = make.commitment(self.cast, point, state=CommitmentState.ACCEPTED)

    def rise(self, level: C = C.SECRET) -> None:
        approvals.raise_classification(
            Commitment.objects.get(pk=self.item.pk), level, by=self.cast.head, now=NOW
        )

    def failures(self) -> list[str]:
        tell_all()
        seal_all()
        found = verification.verify_everything(rebuild=False, show=lambda _done, _total: None)
        return [str(one) for one in found if one.is_failure]

    def test_a_packet_is_raised_with_what_it_holds_and_its_bytes_stay(self) -> None:
        packet = self.ready()
        digest, kept = packet.sha256, copies.open_packet(packet, self.cast.officer, now=NOW)
        self.rise()
        packet.refresh_from_db()
        self.assertEqual((packet.classification, packet.sha256), (C.SECRET, digest))
        self.assertEqual(packet.imprints[MARKED], C.RESTRICTED)
        copy = packet.register.get(holder=self.cast.officer)
        self.assertEqual(kept, copy_files.render_copy(packet, copy, sheet=copy.sheet_sha256))
        told = AuditRow.objects.get(action="raised", subject_type="commitments.Packet")
        self.assertEqual(told.before | told.after, {"classification": C.SECRET})
        self.assertEqual(self.failures(), [])

    def test_a_packet_without_the_record_and_one_marked_higher_stay(self) -> None:
        packet = self.ready()
        other = make.commitment(self.cast, make.outcome(self.cast, make.meeting(self.cast, title="Other")))
        approvals.raise_classification(other, C.SECRET, by=self.cast.head, now=NOW)
        packet.refresh_from_db()
        self.assertEqual(packet.classification, C.RESTRICTED)
        Packet.objects.filter(pk=packet.pk).update(classification=C.SECRET)
        self.rise()
        self.assertNotIn(MARKED, Packet.objects.get(pk=packet.pk).imprints)

    def test_who_holds_a_copy_above_the_clearance_stands_on_the_recall_list_until_it_is_back(self) -> None:
        packet = self.ready()
        copies.open_packet(packet, self.cast.officer, now=NOW)
        copies.open_packet(packet, self.cast.head, now=NOW)
        copies.hand_out(packet, "Interpreter", by=self.cast.officer, now=NOW)
        self.assertEqual(copies_to_call_in(self.cast.head), ())
        self.rise()
        listed = [one.holder for one in copies_to_call_in(self.cast.head)]
        self.assertEqual(sorted(listed), ["Interpreter", str(self.cast.officer)])
        # The officer may not know of a packet above the clearance; a stranger keeps none.
        for person in (self.cast.officer, self.cast.stranger, self.cast.auditor):
            self.assertEqual(copies_to_call_in(person), ())
        self.assertEqual(len(work_queue.build_desk(self.cast.head, now=NOW).to_call_in), 2)
        copy = packet.register.get(holder=self.cast.officer)
        copies.end_copy(copy, Disposal.RETURNED, by=self.cast.head, now=NOW)
        self.assertEqual([one.holder for one in copies_to_call_in(self.cast.head)], ["Interpreter"])

    def test_a_clearance_that_was_cut_puts_the_copy_on_the_list_too(self) -> None:
        packet = self.ready()
        copies.open_packet(packet, self.cast.officer, now=NOW)
        User.objects.filter(pk=self.cast.officer.pk).update(clearance=C.PUBLIC)
        self.assertEqual([one.packet for one in copies_to_call_in(self.cast.head)], [packet.pk])

    def test_what_is_marked_lower_than_it_holds_is_not_signed_off(self) -> None:
        packet = self.ready()
        self.rise(C.CONFIDENTIAL)
        packet.refresh_from_db()
        with self.assertRaises(Refused) as refused:
            self.sign(packet, self.cast.officer)
        self.assertEqual(refused.exception.code, "marked")

    def test_one_that_is_raised_while_the_packet_is_made_is_found_when_it_is_filed(self) -> None:
        packet = requests.request_packet(self.meeting, by=self.cast.officer, now=NOW)
        printed = self.printing.side_effect

        # Pages without a place for words are printed a second time.
        once = iter([self.rise])

        def meanwhile(*given: object) -> object:
            next(once, lambda: None)()
            return printed(*given)

        self.printing.side_effect = meanwhile
        production.make_packet(packet.pk, now=NOW)
        packet.refresh_from_db()
        self.assertEqual((packet.classification, packet.imprints[MARKED]), (C.SECRET, C.RESTRICTED))
        self.assertEqual(self.failures(), [])

    def test_a_final_that_is_raised_while_it_is_printed_keeps_what_its_pages_bear(self) -> None:
        packet = self.ready()
        for officer in (self.cast.officer, self.cast.head):
            self.sign(packet, officer)
        printed = self.printing.side_effect

        # Pages without a place for words are printed a second time.
        once = iter([self.rise])

        def meanwhile(*given: object) -> object:
            next(once, lambda: None)()
            return printed(*given)

        self.printing.side_effect = meanwhile
        self.made(packet)
        self.assertEqual((packet.classification, packet.imprints.get(MARKED)), (C.SECRET, C.RESTRICTED))
        self.assertIn("final", packet.imprints)
        self.assertEqual(self.failures(), [])

    def test_the_drafts_of_a_final_that_could_not_be_printed_are_called_in(self) -> None:
        packet = self.ready()
        copies.open_packet(packet, self.cast.officer, now=NOW)
        for officer in (self.cast.officer, self.cast.head):
            self.sign(packet, officer)
        self.printing.side_effect = Refused("no paper", code="none")
        self.made(packet)
        self.assertEqual(packet.state, PacketState.FAILED)
        self.rise()
        packet.refresh_from_db()
        self.assertEqual((packet.classification, packet.imprints.get(MARKED)), (C.SECRET, C.RESTRICTED))
        self.assertEqual([one.holder for one in copies_to_call_in(self.cast.head)], [str(self.cast.officer)])

    def test_one_whose_content_cannot_be_read_is_taken_to_hold_it(self) -> None:
        packet = self.ready()
        storage.open_packet_store(".json").path_of(packet.content_sha256).unlink()
        self.rise()
        self.assertEqual(Packet.objects.get(pk=packet.pk).classification, C.SECRET)

    def test_a_row_below_its_records_is_named(self) -> None:
        packet = self.ready()
        self.rise()
        Packet.objects.filter(pk=packet.pk).update(classification=C.RESTRICTED, imprints=packet.imprints)
        self.assertTrue(
            any("lower than that of a source record" in one for one in self.failures()), self.failures()
        )


class MailTests(JournalCase):
    """A mail is written; before it is sent, what it tells of is raised."""

    def written(self) -> Email:
        self.sink.ways["*"] = "defer"
        self.sweep(MORNING)
        self.sink.ways.clear()
        return Email.objects.get(state=EmailState.READY)

    def rise(self, level: C) -> None:
        approvals.raise_classification(self.item, level, by=self.people.head, now=MORNING)

    def test_it_is_withdrawn_at_once_and_written_anew_without_the_words(self) -> None:
        mail = self.written()
        self.rise(C.CONFIDENTIAL)
        mail.refresh_from_db()
        self.assertEqual(mail.state, EmailState.WITHDRAWN)
        self.assertEqual(
            set(Reminder.objects.filter(commitment=self.item, email=None).values_list("state", flat=True)),
            {ReminderState.PLANNED},
        )
        later = MORNING + 90 * MINUTE
        self.sweep(later)
        said = "\n".join(one.content.decode() for one in self.sink.received)
        self.assertIn(self.item.reference, said)
        self.assertNotIn(self.item.title, said)

    def test_a_meeting_that_is_raised_takes_it_back_too(self) -> None:
        mail = self.written()
        meeting = Meeting.objects.get(pk=self.item.outcome.meeting_id)
        approvals.raise_classification(meeting, C.CONFIDENTIAL, by=self.people.head, now=MORNING)
        mail.refresh_from_db()
        self.assertEqual(mail.state, EmailState.WITHDRAWN)

    def test_one_that_may_still_be_told_stays(self) -> None:
        mail = self.written()
        User.objects.filter(emails=mail).update(clearance=C.SECRET)
        with self.settings(MAIL_CEILING=C.CONFIDENTIAL):
            self.rise(C.CONFIDENTIAL)
        mail.refresh_from_db()
        self.assertEqual(mail.state, EmailState.READY)
