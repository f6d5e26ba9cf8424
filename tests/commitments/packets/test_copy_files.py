"""Each holder's own comparison: three meetings, and four holders with different clearances."""

import datetime
from typing import ClassVar

from commitments.deadlines import changes
from commitments.enums import (
    Answer,
    Classification,
    CommitmentState,
    MoveReason,
    OutcomeKind,
    OwedBy,
    PacketEdition,
    Strength,
)
from commitments.files import storage
from commitments.language.phrases.specification import on_day
from commitments.lifecycle import approvals
from commitments.meetings import outcomes
from commitments.models import Commitment, Meeting, Outcome, Packet, PacketCopy, User
from commitments.packets import copies, copy_files, sign_off
from commitments.packets.archive import production, requests
from commitments.packets.archive.frozen import content_of
from commitments.packets.copy_files import HolderSheet, build_sheet, find_last_given
from commitments.packets.sections.changes import Change
from commitments.records import edits
from commitments.records.references import shorten_reference
from tests import make
from tests.cast import NOW
from tests.commitments.packets.shelf import ShelfTestCase

DAY = datetime.timedelta(days=1)
JUNE = datetime.date(2026, 6, 1)


class HolderTests(ShelfTestCase):
    """The minister's office reads RESTRICTED, the officer CONFIDENTIAL, the head and the auditor SECRET."""

    contacts: ClassVar[Commitment]
    patrols: ClassVar[Commitment]
    radar: ClassVar[Commitment]
    request: ClassVar[Outcome]
    second: ClassVar[Meeting]
    third: ClassVar[Meeting]

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.cast.reader.clearance = Classification.RESTRICTED
        cls.cast.reader.save(update_fields=["clearance"])
        cls.contacts = cls.item("Harbour contact list", OwedBy.THEIRS)
        cls.patrols = cls.item("Joint patrol schedule", OwedBy.OURS)
        cls.radar = cls.item("Radar data canary", OwedBy.OURS)
        cls.request = make.outcome(
            cls.cast,
            cls.meeting,
            kind=OutcomeKind.REQUEST,
            clause="Open a second pilot station.",
            spoken_by=OwedBy.OURS,
        )
        cls.second = make.meeting(cls.cast, title="Talks of the coast guards", held=False, held_on=None)
        cls.third = make.meeting(cls.cast, title="Visit of the president", held=False, held_on=None)

    @classmethod
    def item(cls, title: str, owed_by: OwedBy, now: datetime.datetime = NOW) -> Commitment:
        point = make.outcome(cls.cast, cls.meeting, clause=f"{title}, in words.", now=now)
        return make.commitment(
            cls.cast, point, title=title, owed_by=owed_by, state=CommitmentState.ACCEPTED, now=now
        )

    def final(self, meeting: Meeting, day: int, reader: User | None = None, language: str = "") -> Packet:
        """Make the final of a packet on a day, for the minister's office."""
        now = NOW + day * DAY
        packet = requests.request_packet(
            meeting,
            by=self.cast.head,
            reader=reader or self.cast.reader,
            now=now,
            copies=9,
            language=language,
        )
        production.make_packet(packet.pk, now=now)
        packet.refresh_from_db()
        for step in packet.sign_offs(manager="objects").select_related("officer").order_by("step"):
            sign_off.sign_step(packet, by=step.officer, now=now, content_sha256=packet.content_sha256)
        production.make_packet(packet.pk, now=now)
        packet.refresh_from_db()
        return packet

    def give(self, packet: Packet, *holders: User, day: int) -> None:
        for holder in holders:
            copies.open_packet(packet, holder, now=NOW + day * DAY)

    def sheet(self, packet: Packet, holder: User) -> HolderSheet:
        holder = User.objects.get(pk=holder.pk)
        copy = PacketCopy(packet=packet, holder=holder, number=1, of_final=True)
        return build_sheet(Packet.objects.get(pk=packet.pk), copy, content_of(packet.content_sha256))

    def rows(self, packet: Packet, holder: User) -> dict[tuple[str, str], Change]:
        changes = self.sheet(packet, holder).changes
        assert changes is not None
        return {(row.subject, row.kind): row for row in changes.rows}

    def move(self, item: Commitment, day: int, reason: MoveReason = MoveReason.REQUESTED) -> None:
        now, spec = NOW + day * DAY, on_day(JUNE, "by 1 June 2026")
        changes.move_deadline(
            item, spec, reason=reason, note="Their port is closed.", by=self.cast.head, now=now
        )

    def answer(self, day: int) -> None:
        outcomes.record_answer(
            self.request,
            Answer.AGREED,
            wording="The station opens in autumn.",
            source="Note verbale 4/2026",
            strength=Strength.AGREED,
            by=self.cast.officer,
            now=NOW + day * DAY,
        )

    def test_the_first_packet_says_so_only_where_it_is_true(self) -> None:
        first = self.final(self.meeting, 1)
        self.assertEqual(self.sheet(first, self.cast.reader).since, "This is your first packet on Valdoria.")
        self.give(first, self.cast.reader, day=2)
        second = self.final(self.second, 3)
        self.assertIn("Compared with", self.sheet(second, self.cast.reader).since)
        self.assertEqual(
            self.sheet(second, self.cast.officer).since, "This is your first packet on Valdoria."
        )
        # Drawn up for the holder, and never opened.
        self.assertTrue(first.register.filter(holder=self.cast.head, given_at=None).exists())
        self.assertIn("first packet", self.sheet(second, self.cast.head).since)
        # The same packet, as a draft and as a final, is no earlier one.
        copies.open_packet(second, self.cast.officer, now=NOW + 4 * DAY)
        self.assertIn("first packet", self.sheet(second, self.cast.officer).since)
        # Printed before there was a register.
        Packet.objects.filter(pk=first.pk).update(content_sha256="", signed_at=None, reader=self.cast.head)
        self.assertIn("does not show", self.sheet(second, self.cast.head).since)

    def test_it_compares_with_the_last_packet_of_any_meeting_that_the_holder_was_given(self) -> None:
        reader, officer, head, auditor = self.holders()
        first = self.final(self.meeting, 1)
        self.give(first, reader, officer, head, day=2)
        self.move(self.contacts, 3)
        second = self.final(self.second, 4, head)
        self.give(second, head, auditor, day=5)
        make.advance(self.cast, self.patrols, CommitmentState.IN_PROGRESS, now=NOW + 6 * DAY)
        third = self.final(self.third, 7)
        moved, begun = ("Harbour contact list", "Due date"), ("Joint patrol schedule", "Stage")
        self.assertEqual(set(self.rows(third, reader)), {moved, begun})
        self.assertEqual(set(self.rows(third, officer)), {moved, begun})
        self.assertEqual(set(self.rows(third, head)), {begun})
        self.assertEqual(set(self.rows(third, auditor)), {begun})
        self.assertIn(first.reference, self.sheet(third, reader).since)
        self.assertIn(second.reference, self.sheet(third, head).since)
        self.assertIn("Talks of the coast guards", self.sheet(third, head).since)
        self.assertEqual(find_last_given(third, PacketCopy(packet=third, post="Protocol")), None)

    def test_it_is_in_the_language_of_the_packet(self) -> None:
        reader, officer = self.cast.reader, self.cast.officer
        first = self.final(self.meeting, 1)
        self.give(first, reader, day=2)
        edits.change_record(self.contacts, {"titles": "ko | 항만 연락처"}, by=officer, now=NOW + 3 * DAY)
        self.contacts.refresh_from_db()
        self.move(self.contacts, 3)
        edits.change_record(self.patrols, {"line_to_take": "Ask for a date."}, by=officer, now=NOW + 3 * DAY)
        self.meeting.titles = "ko | 해양경찰 회의"
        self.meeting.save(update_fields=["titles"])
        sheet = self.sheet(self.final(self.second, 4, language="ko"), reader)
        self.assertIn(f"{self.meeting.reference} 해양경찰 회의", sheet.since)
        changes = sheet.changes
        assert changes is not None
        rows = {row.ref: row for row in changes.rows}
        moved = rows[shorten_reference(self.contacts.reference)]
        self.assertEqual(moved.subject, "항만 연락처")
        self.assertIn("\u2069 (영어만)", moved.why)
        line = rows[shorten_reference(self.patrols.reference)]
        self.assertEqual(line.subject, "\u2068Joint patrol schedule\u2069 (영어만)")
        self.assertIn("\u2068“Ask for a date.”\u2069 (영어만)", line.what)

    def test_a_subject_that_is_compared_as_recorded_has_a_label_in_print(self) -> None:
        reader = self.cast.reader
        first = self.final(self.meeting, 1)
        self.give(first, reader, day=2)
        self.answer(3)
        self.move(self.contacts, 3)
        second = self.final(self.second, 4, language="ko")
        copy = second.register(manager="objects").get(of_final=True, holder=reader)
        changes = self.sheet(second, reader).changes
        assert changes is not None
        moved, answered = changes.rows
        self.assertEqual(answered.subject, "Open a second pilot station.")
        self.assertEqual(answered.approver, "기록: \u2068Officer\u2069 (영어만)")
        self.assertIn("\u2068Head\u2069 (영어만)", moved.approver)
        printed = copy_files.render_copy_sheet(second, copy, is_named=True)
        assert printed is not None
        html = " ".join(printed.html.replace("\u2060", "").split())
        self.assertIn(
            '<span lang="en">Open a second pilot station.</span> <span lang="ko">(영어만)</span>', html
        )
        self.assertRegex(html, rf'<span lang="en">{reader.name}</span> <span lang="ko">\(영어만\)')
        self.assertIn('<col class="c-subject"/>', html)

    def test_subjects_have_half_the_width_where_there_is_one_other_column(self) -> None:
        first = self.final(self.meeting, 1)
        self.give(first, self.cast.reader, day=2)
        Commitment.objects.filter(pk=self.radar.pk).update(classification=Classification.SECRET)
        second = self.final(self.second, 3)
        self.give(second, self.cast.reader, day=4)
        Commitment.objects.filter(pk=self.radar.pk).update(classification=Classification.RESTRICTED)
        third = self.final(self.third, 5)
        copy = third.register(manager="objects").get(of_final=True, holder=self.cast.reader)
        printed = copy_files.render_copy_sheet(third, copy)
        assert printed is not None
        self.assertIn("Radar data canary", printed.html)
        self.assertNotIn('class="c-subject"', printed.html)

    def holders(self) -> tuple[User, User, User, User]:
        return self.cast.reader, self.cast.officer, self.cast.head, self.cast.auditor

    def test_a_row_states_in_words_what_changed_when_why_and_who_approved_it(self) -> None:
        first = self.final(self.meeting, 1)
        self.give(first, self.cast.reader, day=2)
        self.move(self.contacts, 3)
        self.answer(4)
        edits.change_record(
            self.patrols, {"title": "Patrol plan"}, by=self.cast.officer, now=NOW + 5 * DAY, reason="Shorter."
        )
        self.item("Fishing zones", OwedBy.JOINT, NOW + 5 * DAY)
        third = self.final(self.third, 7)
        rows = self.rows(third, self.cast.reader)
        moved = rows["Harbour contact list", "Due date"]
        self.assertEqual(moved.what.replace("\u00a0", " "), "Due date moved from 30 Jun 2026 to 1 Jun 2026")
        self.assertEqual(moved.when.replace("\u00a0", " "), "14 Mar 2026")
        self.assertEqual(moved.why, "Requested by Valdoria. Their port is closed.")
        self.assertEqual(moved.approver, "Approved by Head, head of desk")
        answered = rows["Open a second pilot station.", "Answer"]
        self.assertEqual((answered.what, answered.why), ("Answered: Agreed", "The station opens in autumn."))
        self.assertEqual(answered.approver, "Recorded by Officer")
        renamed = rows["Patrol plan", "Title"]
        self.assertEqual(renamed.what, "Title changed from “Joint patrol schedule” to “Patrol plan”")
        self.assertEqual((renamed.why, renamed.approver), ("Shorter.", "Recorded by Officer"))
        self.assertEqual(rows["Fishing zones", "New"].what, "New in this packet")
        self.assertEqual(len(rows), 4)

    def test_what_was_withheld_since_leaves_no_row_and_no_count(self) -> None:
        first = self.final(self.meeting, 1)
        self.give(first, self.cast.reader, self.cast.head, day=2)
        self.move(self.radar, 3)
        approvals.raise_classification(
            self.radar, Classification.SECRET, by=self.cast.head, now=NOW + 3 * DAY
        )
        self.move(self.contacts, 3)
        third = self.final(self.third, 4)
        sheet = self.sheet(third, self.cast.reader)
        assert sheet.changes is not None
        self.assertNotIn("canary", str(sheet))
        self.assertNotIn(shorten_reference(self.radar.reference), str(sheet))
        self.assertNotIn("3 items", sheet.changes.unchanged)
        self.assertEqual([row.subject for row in sheet.changes.rows], ["Harbour contact list"])
        # The copy that was given is now above the clearance: it is still the last one, but not named.
        self.assertNotIn(first.reference, sheet.since)
        self.assertIn("Compared with the packet that you received on", sheet.since)
        # The head may read it, but this packet has not got it.
        self.assertNotIn("canary", str(self.sheet(third, self.cast.head)))
        whole = self.final(self.second, 5, self.cast.head)
        self.assertIn(("Radar data canary", "Due date"), self.rows(whole, self.cast.head))

    def test_an_item_that_becomes_visible_is_new_without_the_day_it_was_recorded(self) -> None:
        Commitment.objects.filter(pk=self.radar.pk).update(classification=Classification.SECRET)
        first = self.final(self.meeting, 1)
        self.give(first, self.cast.reader, day=2)
        Commitment.objects.filter(pk=self.radar.pk).update(classification=Classification.RESTRICTED)
        row = self.rows(self.final(self.third, 4), self.cast.reader)["Radar data canary", "New"]
        self.assertEqual((row.what, row.when, row.why, row.approver), ("New in this packet", "", "", ""))

    def test_a_recalled_copy_was_given_all_the_same(self) -> None:
        first = self.final(self.meeting, 1)
        self.give(first, self.cast.reader, day=2)
        copies.recall_edition(first, by=self.cast.head, now=NOW + 2 * DAY, reason="A name stands in it.")
        self.move(self.contacts, 3)
        third = self.final(self.third, 4)
        self.assertEqual(set(self.rows(third, self.cast.reader)), {("Harbour contact list", "Due date")})

    def test_what_was_given_in_confidence_since_is_compared_without_words(self) -> None:
        first = self.final(self.meeting, 1)
        self.give(first, self.cast.reader, day=2)
        edits.change_record(
            self.radar, {"title": "Radar canary two"}, by=self.cast.officer, now=NOW + 2 * DAY
        )
        self.move(self.radar, 3)
        approvals.mark_confidential(self.radar.outcome, by=self.cast.officer, now=NOW + 3 * DAY)
        sheet = self.sheet(self.final(self.third, 4), self.cast.reader)
        assert sheet.changes is not None
        self.assertNotIn("canary", str(sheet))
        self.assertNotIn("port is closed", str(sheet))
        (row,) = sheet.changes.rows
        self.assertEqual((row.subject, row.kind), ("(given in confidence)", "Due date"))

    def test_one_content_and_one_sign_off_and_a_sheet_with_its_own_hash_for_each_copy(self) -> None:
        first = self.final(self.meeting, 1)
        self.give(first, self.cast.reader, day=2)
        self.move(self.contacts, 3)
        third = self.final(self.third, 4)
        self.give(third, self.cast.reader, self.cast.head, day=5)
        sheets = dict(
            third.register.filter(of_final=True, given_at__isnull=False).values_list(
                "holder__username", "sheet_sha256"
            )
        )
        self.assertEqual(set(sheets), {"reader", "head"})
        copy = third.register.get(of_final=True, holder=self.cast.reader)
        again = copy_files.render_copy(third, copy, sheet=copy.sheet_sha256)
        self.assertEqual(again, storage.open_packet_store().get(copy.sha256))
        content = content_of(third.content_sha256)
        assert content.changes is not None
        self.assertTrue(content.changes.are_on_sheet)
        self.assertNotIn("port is closed", str(content.changes))

    def test_a_post_without_account_is_compared_with_what_the_post_was_given(self) -> None:
        first = self.final(self.meeting, 1)
        third = self.final(self.third, 4)
        copies.hand_out(first, "Protocol", by=self.cast.head, now=NOW + 5 * DAY)
        for post, said in (("Protocol", "Compared with"), ("Registry", "no earlier packet on Valdoria")):
            copy = copies.hand_out(third, post, by=self.cast.head, now=NOW + 6 * DAY)
            self.assertIn(said, build_sheet(third, copy, content_of(third.content_sha256)).since)

    def test_a_text_that_names_what_was_withheld_since_did_not_change(self) -> None:
        edits.change_record(
            self.contacts,
            {"line_to_take": f"Link it to {self.radar.reference}."},
            by=self.cast.officer,
            now=NOW + DAY,
        )
        first = self.final(self.meeting, 1)
        self.give(first, self.cast.reader, day=2)
        approvals.raise_classification(
            self.radar, Classification.SECRET, by=self.cast.head, now=NOW + 3 * DAY
        )
        self.assertEqual(self.rows(self.final(self.third, 4), self.cast.reader), {})
        # The sheet is also printed for a packet that still names it.
        self.assertEqual(self.rows(self.final(self.second, 5, self.cast.head), self.cast.reader), {})

    def test_a_sheet_has_nothing_above_the_marking_that_is_printed(self) -> None:
        first = self.final(self.meeting, 1, self.cast.head)
        self.give(first, self.cast.head, day=2)
        self.move(self.contacts, 3)
        third = self.final(self.third, 4, self.cast.head)
        approvals.raise_classification(
            self.contacts, Classification.SECRET, by=self.cast.head, now=NOW + 5 * DAY
        )
        before = content_of(third.content_sha256).classification
        self.assertGreater(Packet.objects.get(pk=third.pk).classification, before)
        sheet = self.sheet(third, self.cast.head)
        self.assertNotIn("port is closed", str(sheet))
        self.assertNotIn(first.reference, sheet.since)

    def test_a_clause_that_may_be_a_summary_is_not_quoted(self) -> None:
        first = self.final(self.meeting, 1)
        self.give(first, self.cast.reader, day=2)
        for point in (self.request, self.radar.outcome):
            edits.change_record(point, {"clause": "Send it."}, by=self.cast.officer, now=NOW + 3 * DAY)
        third = self.final(self.third, 4)
        told = [row.what for row in self.rows(third, self.cast.reader).values()]
        self.assertEqual(
            sorted(told),
            [
                "Clause changed from Radar data canary, in words. to Send it.",
                "Title changed from Open a second pilot station. to Send it.",
            ],
        )

    def test_the_note_taker_whose_copy_the_other_side_signs_has_no_sheet(self) -> None:
        packet = requests.request_packet(
            self.meeting,
            by=self.cast.head,
            now=NOW,
            editions=(PacketEdition.ADVISER, PacketEdition.NOTE_TAKER),
        )
        packet = self.made(packet)
        copies.open_packet(packet, self.cast.head, now=NOW)
        copies.open_packet(packet, self.cast.head, now=NOW, edition=PacketEdition.NOTE_TAKER)
        given = packet.register.filter(holder=self.cast.head).order_by("number")
        self.assertEqual([bool(one.sheet_sha256) for one in given], [True, False])

    def test_who_got_only_the_note_takers_copy_is_compared_with_what_it_has(self) -> None:
        officer, both = self.cast.officer, (PacketEdition.ADVISER, PacketEdition.NOTE_TAKER)
        packets = {}
        for day, meeting in ((1, self.meeting), (5, self.second)):
            now = NOW + day * DAY
            packet = requests.request_packet(meeting, by=self.cast.head, now=now, copies=9, editions=both)
            production.make_packet(packet.pk, now=now)
            packets[day] = Packet.objects.get(pk=packet.pk)
            if day == 1:
                copies.open_packet(packets[1], officer, now=now, edition=PacketEdition.NOTE_TAKER)
                self.give(packets[1], self.cast.head, day=1)
                self.move(self.contacts, 3)
                later = NOW + 3 * DAY
                edits.change_record(self.patrols, {"line_to_take": "Ask for a date."}, by=officer, now=later)
        moved = ("Harbour contact list", "Due date")
        self.assertEqual(set(self.rows(packets[5], officer)), {moved})
        told = self.sheet(packets[5], officer).since
        self.assertIn(packets[1].reference, told)
        self.assertIn("note taker edition", told)
        line = ("Joint patrol schedule", "Line to take")
        self.assertEqual(set(self.rows(packets[5], self.cast.head)), {moved, line})
        # With both editions of a packet, the one that has more is compared.
        copies.open_packet(packets[1], officer, now=NOW + 2 * DAY, edition=PacketEdition.ADVISER)
        copies.open_packet(packets[5], officer, now=NOW + 6 * DAY, edition=PacketEdition.NOTE_TAKER)
        third = self.final(self.third, 7, self.cast.head)
        self.assertEqual(set(self.rows(third, officer)), {moved, line})
        self.assertNotIn("note taker edition", self.sheet(third, officer).since)
