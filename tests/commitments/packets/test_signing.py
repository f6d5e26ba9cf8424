"""Sign-off: in steps, by whom it is named for, on the content; the last one prints the final of it."""

from commitments.enums import CommitmentState, PacketState
from commitments.errors import Refused
from commitments.files import storage
from commitments.models import AuditRow, Commitment, Official, OfficialName, Packet, User
from commitments.packets import copies, sign_off
from commitments.packets.archive import frozen, production, requests
from commitments.packets.build import build_content
from commitments.packets.records import build_packet_scope
from tests import make
from tests.cast import NOW
from tests.commitments.packets.shelf import DRAFT, FINAL, ShelfTestCase


class SignOffTests(ShelfTestCase):
    def refused(self, packet: Packet, by: object, digest: str = "") -> str:
        with self.assertRaises(Refused) as caught:
            sign_off.sign_step(packet, by=by, now=NOW, content_sha256=digest or packet.content_sha256)  # type: ignore[arg-type]
        return caught.exception.code

    def test_who_asks_signs_first_and_the_head_of_the_desk_last(self) -> None:
        packet = self.ready()
        steps = [(one.step, one.officer) for one in packet.sign_offs.order_by("step")]
        self.assertEqual(steps, [(1, self.cast.officer), (2, self.cast.head)])

    def test_the_last_signature_prints_the_frozen_content_again_as_the_final(self) -> None:
        packet = self.ready()
        self.sign(packet, self.cast.officer)
        self.assertEqual((packet.state, packet.edition), (PacketState.READY, "0.1"))
        make.commitment(self.cast, make.outcome(self.cast, self.meeting))
        self.sign(packet, self.cast.head)
        self.assertEqual((packet.state, packet.edition), (PacketState.REQUESTED, "1.0"))
        self.assertEqual(production.list_unfinished_packets(NOW), [packet.pk])
        content = frozen.content_of(packet.content_sha256)
        self.made(packet)
        self.assertEqual(packet.state, PacketState.READY)
        self.assertEqual(storage.open_packet_store().get(packet.sha256), FINAL)
        self.assertEqual(storage.open_packet_store().get(packet.draft_sha256), DRAFT)
        printed, says, *_ = self.printing.call_args.args
        self.assertEqual(printed, content)
        self.assertEqual((says.draft, says.signed), ("", "2 of 2 sign-offs completed"))
        self.assertEqual([step.is_signed for step in says.steps], [True, True])

    def test_a_draft_says_so_and_that_nobody_has_signed(self) -> None:
        self.ready()
        _content, says, *_ = self.printing.call_args.args
        self.assertEqual((says.draft, says.signed), ("DRAFT 1 · NOT APPROVED", "0 of 2 sign-offs completed"))
        self.assertIn("P-XV-2026-01 · v0.1 DRAFT · ", says.footer[0])

    def test_each_step_is_its_officers_own_and_in_its_turn(self) -> None:
        packet = self.ready()
        self.assertEqual(self.refused(packet, self.cast.head), "not_your_step")
        self.assertEqual(self.refused(packet, self.cast.stranger), "nothing_to_sign")
        self.sign(packet, self.cast.officer)
        self.assertEqual(self.refused(packet, self.cast.officer), "not_your_step")
        row = AuditRow.objects.get(action="sign off")
        self.assertEqual(row.after["content_sha256"], packet.content_sha256)
        self.assertEqual((row.by, row.page_id), (self.cast.officer, packet.pk))

    def test_only_the_content_that_was_looked_at_is_signed(self) -> None:
        packet = self.ready()
        self.assertEqual(self.refused(packet, self.cast.officer, "0" * 64), "stale")
        path = storage.open_packet_store(".json").path_of(packet.content_sha256)
        path.write_bytes(b"{}")
        self.assertEqual(self.refused(packet, self.cast.officer), "altered")

    def test_what_does_not_fit_is_not_signed(self) -> None:
        self.too_long = ("Core brief: two pages",)
        packet = self.ready()
        self.assertEqual(packet.too_long, ["Core brief: two pages"])
        self.assertEqual(self.refused(packet, self.cast.officer), "too_long")

    def test_only_the_newest_edition_is_signed(self) -> None:
        old = self.ready()
        waiting = requests.request_packet(self.meeting, by=self.cast.officer, now=NOW)
        self.assertEqual(self.refused(old, self.cast.officer), "newer")
        self.assertEqual(self.refused(waiting, self.cast.officer), "not_ready")

    def test_after_a_final_comes_the_first_draft_of_the_next(self) -> None:
        final = self.cleared()
        after = self.ready()
        self.assertEqual((after.reference, after.edition), (final.reference, "1.1"))
        self.assertEqual(after.replaces, final)
        self.assertEqual(self.refused(final, self.cast.head), "nothing_to_sign")

    def test_a_final_that_could_not_be_printed_is_asked_for_again(self) -> None:
        packet = self.ready()
        self.sign(packet, self.cast.officer)
        self.sign(packet, self.cast.head)
        self.printing.side_effect = Refused("The packet needs too much memory.", "packet_memory")
        self.assertEqual(self.made(packet).state, PacketState.FAILED)
        sign_off.print_again(packet, by=self.cast.officer, now=NOW)
        self.printing.side_effect = self.print_it
        self.assertEqual(self.made(packet).state, PacketState.READY)
        with self.assertRaises(Refused):
            sign_off.print_again(packet, by=self.cast.officer, now=NOW)


class ArrangeTests(ShelfTestCase):
    def test_the_desk_arranges_who_signs_which_part_and_the_next_edition_keeps_it(self) -> None:
        packet = self.ready()
        wanted = [(self.cast.division_head, "Core brief"), (self.cast.officer, "")]
        sign_off.set_steps(packet, wanted, by=self.cast.officer, now=NOW)
        self.assertEqual(sign_off.next_step(packet).officer, self.cast.division_head)  # type: ignore[union-attr]
        row = AuditRow.objects.get(action="arrange sign-off")
        self.assertEqual(row.before["steps"], [[self.cast.officer.pk, ""], [self.cast.head.pk, ""]])
        after = self.ready()
        kept = [(one.officer, one.part) for one in after.sign_offs.order_by("step")]
        self.assertEqual(kept, wanted)

    def test_what_cannot_be_arranged_is_refused_with_a_reason(self) -> None:
        packet = self.ready()
        Packet.objects.filter(pk=packet.pk).update(classification=3)
        packet.refresh_from_db()
        head, officer = self.cast.head, self.cast.officer
        cases: tuple[tuple[str, list[tuple[User, str]]], ...] = (
            ("nobody_signs", []),
            ("twice", [(head, "T1"), (head, "T2")]),
            ("may_not_read", [(officer, "")]),
            ("too_many", [(head, "")] * 10),
        )
        for code, wanted in cases:
            with self.assertRaises(Refused) as caught:
                sign_off.set_steps(packet, wanted, by=head, now=NOW)
            self.assertEqual(caught.exception.code, code)

    def test_once_somebody_has_signed_nothing_is_arranged(self) -> None:
        packet = self.ready()
        self.sign(packet, self.cast.officer)
        with self.assertRaises(Refused) as caught:
            sign_off.set_steps(packet, [(self.cast.head, "")], by=self.cast.officer, now=NOW)
        self.assertEqual(caught.exception.code, "signed")

    def test_others_than_the_desk_arrange_nothing(self) -> None:
        packet = self.ready()
        for person in (self.cast.stranger, self.cast.auditor, self.cast.records_officer, self.cast.reader):
            with self.assertRaises(Refused):
                sign_off.set_steps(packet, [(self.cast.head, "")], by=person, now=NOW)


class FrozenTests(ShelfTestCase):
    def test_content_comes_back_from_its_file_as_it_was(self) -> None:
        make.commitment(self.cast, make.outcome(self.cast, self.meeting))
        packet = self.ready()
        content = frozen.content_of(packet.content_sha256)
        self.assertEqual(self.printing.call_args.args[0], content)
        self.assertEqual([one.copies for one in content.distribution], ["1", "2", "3–6"])
        self.assertIn(("commitments.Meeting", self.meeting.pk), [(m.label, m.key) for m in content.made_from])

    def test_holders_and_signatories_have_their_names_in_the_language_of_print(self) -> None:
        post = Official.objects.create(country=self.cast.korea, post="Head of desk", user=self.cast.head)
        OfficialName.objects.create(official=post, language="ko", person="조가람", post="과장")
        packet = requests.request_packet(self.meeting, by=self.cast.officer, now=NOW, language="ko")
        packet = self.made(packet)
        listed = frozen.content_of(packet.content_sha256).distribution
        self.assertIn(("조가람", "과장"), [(one.holder, one.post) for one in listed])
        unnamed = "\u2068Officer\u2069 (영어만)"
        self.assertIn(unnamed, [one.holder for one in listed])
        steps = frozen.imprint_of(packet, "draft").steps
        self.assertEqual([one.officer for one in steps], [unnamed, "조가람"])
        listed = frozen.content_of(self.ready().content_sha256).distribution
        self.assertIn(("Head", "Head of desk"), [(one.holder, one.post) for one in listed])

    def test_what_the_content_says_does_not_hang_on_who_has_signed(self) -> None:
        packet = self.ready()
        scope = build_packet_scope(packet)
        before = build_content(scope, reader=packet.reader, reference=packet.reference, now=NOW)
        self.sign(packet, self.cast.officer)
        after = build_content(scope, reader=packet.reader, reference=packet.reference, now=NOW)
        self.assertEqual(before, after)

    def test_a_file_of_another_version_is_refused_by_name(self) -> None:
        digest = storage.open_packet_store(".json").put(b'{"language":"en"}')
        with self.assertRaises(Refused) as caught:
            frozen.content_of(digest)
        self.assertEqual(caught.exception.code, "other_version")


class AddendumTests(ShelfTestCase):
    def changed(self) -> Packet:
        """Clear a packet of two items, and change one of them afterwards."""
        item = make.commitment(
            self.cast, make.outcome(self.cast, self.meeting), state=CommitmentState.ACCEPTED
        )
        make.commitment(self.cast, make.outcome(self.cast, self.meeting), state=CommitmentState.ACCEPTED)
        final = self.cleared()
        Commitment.objects.filter(pk=item.pk).update(title="Share the records of the year")
        return final

    def test_it_holds_what_changed_since_the_final_under_its_number(self) -> None:
        final = self.changed()
        added = self.made(requests.request_addendum(final, by=self.cast.officer, now=NOW))
        self.assertEqual((added.reference, added.edition), (final.reference, "1.0 Add. 1"))
        content = frozen.content_of(added.content_sha256)
        self.assertEqual([one.key for one in content.sections], ["changes", "items"])
        self.assertEqual(len(content.blocks), 1)
        self.assertEqual((content.groups, content.cores, content.people), ((), (), ()))
        self.assertEqual(content.cover.facts[-1].lines[0][:28], "P-XV-2026-01, version 1.0 of")
        _content, says = self.printing.call_args.args[:2]
        self.assertIn("DRAFT", says.draft)

    def test_it_is_signed_off_in_its_turn_and_the_next_is_add_2(self) -> None:
        final = self.changed()
        added = self.made(requests.request_addendum(final, by=self.cast.officer, now=NOW))
        self.sign(added, self.cast.officer)
        self.sign(added, self.cast.head)
        self.assertEqual(self.made(added).state, PacketState.READY)
        self.assertEqual(self.printing.call_args.args[1].draft, "")
        second = requests.request_addendum(final, by=self.cast.officer, now=NOW)
        self.assertEqual(second.edition, "1.0 Add. 2")
        with self.assertRaises(Refused) as caught:
            requests.request_addendum(final, by=self.cast.officer, now=NOW)
        self.assertEqual(caught.exception.code, "under_way")
        self.assertEqual(self.made(second).state, PacketState.READY)
        self.assertEqual(self.ready().edition, "1.1")

    def test_where_nothing_changed_it_says_so(self) -> None:
        added = self.made(requests.request_addendum(self.cleared(), by=self.cast.officer, now=NOW))
        self.assertEqual(added.state, PacketState.FAILED)
        self.assertIn("no changes since the final version", added.failure)

    def test_one_that_was_refused_leaves_no_gap(self) -> None:
        final = self.cleared()
        refused = self.made(requests.request_addendum(final, by=self.cast.officer, now=NOW))
        make.commitment(self.cast, make.outcome(self.cast, self.meeting), state=CommitmentState.ACCEPTED)
        added = self.made(requests.request_addendum(final, by=self.cast.officer, now=NOW))
        self.assertEqual((added.state, added.edition), (PacketState.READY, "1.0 Add. 1"))
        self.assertEqual((added.pk, added.sign_offs.count()), (refused.pk, 2))

    def test_it_is_signed_beside_drafts_of_the_next_final_and_not_beside_that(self) -> None:
        final = self.changed()
        draft = self.ready()
        added = self.made(requests.request_addendum(final, by=self.cast.officer, now=NOW))
        self.sign(added, self.cast.officer)
        self.sign(draft, self.cast.officer)
        self.sign(draft, self.cast.head)
        with self.assertRaisesMessage(Refused, "There is a newer version."):
            self.sign(added, self.cast.head)
        with self.assertRaisesMessage(Refused, "A later final version has replaced this one."):
            requests.request_addendum(final, by=self.cast.officer, now=NOW)

    def test_a_final_that_was_recalled_gets_none(self) -> None:
        final = self.changed()
        copies.recall_edition(final, by=self.cast.officer, now=NOW, reason="A wrong figure.")
        with self.assertRaisesMessage(Refused, "This version was recalled."):
            requests.request_addendum(final, by=self.cast.officer, now=NOW)

    def test_only_a_final_of_the_desk_gets_one(self) -> None:
        draft = self.ready()
        for person in (self.cast.officer, self.cast.auditor):
            with self.assertRaises(Refused):
                requests.request_addendum(draft, by=person, now=NOW)
