"""Whatever is altered in the rows of a packet is found and the row is named; nothing else is."""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from commitments.audit import log
from commitments.db import triggers
from commitments.enums import Disposal, PacketState
from commitments.history import history_rows
from commitments.models import AuditRow, Packet, PacketCopy, PacketMeeting, SignOff
from commitments.packets import copies
from commitments.packets.archive import requests
from commitments.verification import packets, records
from tests import make
from tests.cast import NOW
from tests.commitments.packets.shelf import ShelfTestCase
from tests.sealed import tell_all

pytestmark = pytest.mark.both

DAY = datetime.timedelta(days=1)


class EditionsTests(ShelfTestCase):
    """A draft that was replaced, its final, what became of their copies, and one in the making."""

    def setUp(self) -> None:
        super().setUp()
        self.too_long = ("T1",)
        self.first = self.ready()
        copies.open_packet(self.first, self.cast.officer, now=NOW)
        self.too_long = ()
        self.packet = self.cleared()
        copies.open_packet(self.packet, self.cast.officer, now=NOW)
        copies.open_packet(self.packet, self.cast.head, now=NOW)
        copies.hand_out(self.packet, "Interpreter", by=self.cast.officer, now=NOW)
        copies.end_copy(self.copy(2), Disposal.RETURNED, by=self.cast.officer, now=NOW)
        copies.recall_edition(self.first, by=self.cast.officer, now=NOW, reason="replaced")
        self.next = requests.request_packet(self.meeting, by=self.cast.officer, now=NOW)
        tell_all()

    def copy(self, number: int) -> PacketCopy:
        return self.packet.register.get(of_final=True, number=number)

    def row(self, **columns: Any) -> Callable[[], object]:
        return lambda: Packet.objects.filter(pk=self.packet.pk).update(**columns)

    def step(self, **columns: Any) -> Callable[[], object]:
        return lambda: SignOff.objects.filter(packet=self.packet, step=2).update(**columns)

    def of_copy(self, which: int, **columns: Any) -> Callable[[], object]:
        return lambda: PacketCopy.objects.filter(pk=self.copy(which).pk).update(**columns)

    @contextmanager
    def altered(self, alter: Callable[[], object]) -> Iterator[list[str]]:
        """Alter what the history is not told of, and take it back."""
        with transaction.atomic():
            alter()
            yield [str(one) for one in records.check_history() if one.is_failure]
            transaction.set_rollback(True)

    def assert_found(self, kinds: dict[str, tuple[Callable[[], object], str]]) -> None:
        for kind, (alter, said) in kinds.items():
            with self.subTest(kind), self.altered(alter) as found:
                self.assertTrue(any(said in one for one in found), found)
                self.assertTrue(all("P-XV-2026-01" in one for one in found), found)

    def test_an_untouched_register_raises_no_alarm(self) -> None:
        with self.altered(lambda: None) as found:
            self.assertEqual(found, [])

    def test_each_column_of_the_row_is_compared(self) -> None:
        head, name = self.cast.head, "P-XV-2026-01 1.0: “"
        self.assert_found(
            {
                "as of": (self.row(as_of=NOW - DAY), f"{name}as of"),
                "reader": (self.row(reader=head), f"{name}prepared for"),
                "asked by": (self.row(requested_by=head), f"{name}requested by"),
                "asked at": (self.row(requested_at=NOW - DAY), f"{name}requested at"),
                "replaces": (self.row(replaces=None), f"{name}replaces"),
                "pages": (self.row(pages=2), f"{name}pages"),
                "printer": (self.row(printer="another"), f"{name}rendering software"),
                "not signed": (self.row(signed_at=None), "“signed off at"),
                "copies": (self.row(copies=7), f"{name}copies"),
                "number": (self.row(number=2), "“final”"),
                "draft": (self.row(draft=7), f"{name}draft"),
                "too long": (self.row(too_long=["T2"]), f"{name}parts over the length limit"),
                "ready at": (self.row(ready_at=NOW - DAY), f"{name}ready at"),
                "hash": (self.row(sha256=self.packet.draft_sha256), f"{name}SHA-256"),
                "meeting": (self.row(meeting=None), f"{name}meeting"),
                "state": (self.row(state=PacketState.CANCELLED), f"{name}state"),
                "reference": (self.row(reference="P-XV-2026-01X"), "“reference”"),
            }
        )

    def test_what_a_master_says_and_what_its_pages_are_marked_with_is_compared(self) -> None:
        kept = self.packet.imprints
        other = kept | {"final": kept["final"] | {"printer": "another"}}
        self.assert_found(
            {
                "imprint": (
                    self.row(imprints=other),
                    "stored final version: the details stored in the document",
                ),
                "marked": (self.row(imprints=kept | {"marked": 0}), "1.0: the classification on the pages"),
            }
        )

    def test_each_signature_is_compared(self) -> None:
        name = "P-XV-2026-01 1.0, sign-off step 2"
        steps = SignOff.objects.filter(packet=self.packet)
        waiting = SignOff.objects.filter(packet=self.next)
        self.assert_found(
            {
                "officer": (self.step(officer=self.cast.stranger), f"{name} of Stranger: “user”"),
                "day": (self.step(signed_at=NOW - DAY), f"{name} of Head: “signed off at”"),
                "part": (self.step(part="T1"), f"{name} of Head: “part”"),
                "gone": (lambda: steps.filter(step=2).delete(), f"{name}: the record is missing"),
                "taken back": (
                    self.step(signed_at=None, content_sha256=""),
                    f"{name} of Head: “signed off at”",
                ),
                "who is to sign": (
                    lambda: waiting.filter(step=2).update(officer=self.cast.stranger),
                    "P-XV-2026-01 1.1, sign-off step 2 of Stranger: “user”",
                ),
                "forged": (
                    lambda: waiting.filter(step=1).update(signed_at=NOW, content_sha256="0" * 64),
                    (
                        "1.1, sign-off step 1 of Officer: the step is signed off, but the history has "
                        "no entry for the sign-off."
                    ),
                ),
            }
        )

    def test_each_copy_is_compared(self) -> None:
        name = "P-XV-2026-01 1.0, copy"
        copies, first = self.packet.register.all(), self.first.register.filter(number=1)
        self.assert_found(
            {
                "holder": (
                    self.of_copy(1, holder=self.cast.stranger),
                    f"{name} 1 of the final version: “holder”",
                ),
                "of the draft": (
                    lambda: copies.get(of_final=False, number=5).delete(),
                    "5 of the draft version: the record is missing",
                ),
                "post": (
                    self.of_copy(3, post="Guest"),
                    f"{name} 3 of the final version: “holder’s position”",
                ),
                "gone": (
                    lambda: self.copy(1).delete(),
                    f"{name} 1 of the final version: the record is missing",
                ),
                "of the reserve": (
                    lambda: self.copy(6).delete(),
                    f"{name} 6 of the final version: the record is missing",
                ),
                "not given": (
                    self.of_copy(1, sha256="", given_at=None),
                    "1 of the final version: “issued at”",
                ),
                "not back": (
                    self.of_copy(2, disposal="", disposed_at=None),
                    "2 of the final version: “disposal”",
                ),
                "number": (
                    self.of_copy(6, number=9),
                    f"{name} 9 of the final version: the history has no entry",
                ),
                "not recalled": (
                    lambda: first.update(recalled_at=None),
                    "0.1, copy 1 of the draft version: “recalled",
                ),
            }
        )

    def test_the_meetings_and_the_edition_itself_are_compared(self) -> None:
        other = make.meeting(self.cast)
        held = PacketMeeting.objects.filter(packet=self.packet)
        said = "P-XV-2026-01 1.0: the meetings differ from those requested."
        tell_all()
        self.assert_found(
            {
                "another": (lambda: PacketMeeting.objects.create(packet=self.packet, meeting=other), said),
                "none": (lambda: held.delete(), said),
                "what it is about": (lambda: held.update(is_subject=False), said),
                "gone": (self.without_the_next, "P-XV-2026-01 1.1: the record is missing"),
            }
        )

    def without_the_next(self) -> None:
        SignOff.objects.filter(packet=self.next).delete()
        Packet.objects.filter(pk=self.next.pk).delete()

    def test_an_edition_that_was_asked_for_before_is_compared_with_what_was_told_then(self) -> None:
        with triggers.lift_triggers(connection):
            for row in AuditRow.objects.filter(after__has_key=log.FILED_ACTION).exclude(
                subject_type="commitments.User"
            ):
                del row.after[log.FILED_ACTION]
                row.save()
        with self.altered(lambda: None) as found:
            self.assertEqual(found, [])
        (remark,) = records.check_history()
        self.assertIn("3 versions predate the full history", str(remark))
        self.assert_found(
            {
                "as of": (self.row(as_of=NOW - DAY), "1.0: “as of"),
                "asked by": (self.row(requested_by=self.cast.head), "1.0: “requested by"),
                "not signed": (self.row(signed_at=None), "“signed off at"),
                "number": (self.row(number=2), "“final”"),
                "officer": (self.step(officer=self.cast.stranger), "step 2 of Stranger: “user”"),
                "a signature": (
                    lambda: SignOff.objects.filter(step=2).delete(),
                    "step 2: the record is missing",
                ),
                "a copy": (
                    lambda: self.first.register.filter(number=6).delete(),
                    "6 of the draft version: the record is missing",
                ),
                "not given": (
                    self.of_copy(1, sha256="", given_at=None),
                    "1 of the final version: “issued at”",
                ),
            }
        )

    def test_what_is_told_to_be_compared_is_shown_on_no_page(self) -> None:
        told = AuditRow.objects.filter(after__has_key=log.FILED_ACTION)
        self.assertEqual(told.exclude(subject_type="commitments.User").count(), 6)
        labels = {one.label for row in history_rows(told, self.cast.auditor) for one in row.changes}
        self.assertNotIn(log.FILED_ACTION.capitalize(), labels)

    def test_the_number_of_queries_does_not_grow_with_the_editions(self) -> None:
        with CaptureQueriesContext(connection) as few:
            self.assertEqual(list(packets.check_editions()), [])
        self.made(self.next)
        self.ready()
        with self.assertNumQueries(len(few)):
            self.assertEqual(list(packets.check_editions()), [])
