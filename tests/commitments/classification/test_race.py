"""A record is raised at the moment a packet that holds it is filed: whoever comes second sees to it."""

import tempfile
from pathlib import Path
from threading import Event, Thread
from typing import Any
from unittest import mock

from django.db import connection, transaction
from django.test import TransactionTestCase, override_settings

from commitments.classification.levels import MARKED
from commitments.enums import Classification, CommitmentState
from commitments.lifecycle import approvals
from commitments.models import Commitment, Packet
from commitments.packets.archive import production, requests
from commitments.packets.render.printing import PrintedFile
from tests import make
from tests.cast import NOW, gather
from tests.together import until_one_waits

C = Classification
PRINTED = PrintedFile(make.pdf(1), 1, (), printer="press")
# How the row of the packet is marked while it waits for its content, and how high the item is raised. A row
# may be marked higher than what it comes to hold: its meeting was lowered since it was asked for.
RISES = ((C.RESTRICTED, C.SECRET), (C.CONFIDENTIAL, C.CONFIDENTIAL))


class RaceTests(TransactionTestCase):
    """Two connections: one that files, one that raises. Each rise is tried in both orders."""

    def setUp(self) -> None:
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.enterContext(override_settings(DATA=Path(folder)))
        self.enterContext(mock.patch.object(production, "render_pdf", return_value=PRINTED))
        self.cast = gather()

    def asked(self, level: C) -> tuple[Packet, Commitment]:
        """Ask for a packet of one restricted item, whose row is marked so till it is filed."""
        meeting = make.meeting(self.cast, title=f"Marked {level}")
        item = make.commitment(self.cast, make.outcome(self.cast, meeting), state=CommitmentState.ACCEPTED)
        packet = requests.request_packet(meeting, by=self.cast.officer, now=NOW)
        Packet.objects.filter(pk=packet.pk).update(classification=level)
        return packet, item

    def rise(self, item: Commitment, level: C) -> None:
        approvals.raise_classification(Commitment.objects.get(pk=item.pk), level, by=self.cast.head, now=NOW)

    def assert_marked(self, packet: Packet, level: C) -> None:
        packet.refresh_from_db()
        self.assertTrue(packet.draft_sha256)
        self.assertEqual((packet.classification, packet.imprints.get(MARKED)), (level, C.RESTRICTED))

    def test_a_record_that_is_raised_between_the_last_look_and_the_commit_of_the_packet(self) -> None:
        look = production._mark
        for waits_as, after in RISES:
            packet, item = self.asked(waits_as)
            rising = Thread(target=self.on_its_own, args=(item, after))

            def looked(*given: Any, rising: Thread = rising) -> None:
                look(*given)
                rising.start()
                until_one_waits(rising.is_alive)

            with self.subTest(after.name):
                with mock.patch.object(production, "_mark", looked):
                    production.make_packet(packet.pk, now=NOW)
                rising.join(10)
                self.assert_marked(packet, after)

    def test_a_packet_that_was_read_before_the_rise_and_is_filed_before_its_commit(self) -> None:
        for waits_as, after in RISES:
            packet, item = self.asked(waits_as)
            written = Event()
            rising = Thread(target=self.on_its_own, args=(item, after, written))

            def printed(*_given: Any, rising: Thread = rising, written: Event = written) -> PrintedFile:
                # Pages without a place for words are printed a second time.
                if rising.ident is None:
                    rising.start()
                self.assertTrue(written.wait(10))
                return PRINTED

            with self.subTest(after.name):
                with mock.patch.object(production, "render_pdf", printed):
                    production.make_packet(packet.pk, now=NOW)
                rising.join(10)
                self.assert_marked(packet, after)

    def on_its_own(self, item: Commitment, level: C, written: Event | None = None) -> None:
        """Raise on a connection of its own; with `written`, say so and commit once the other waits for it."""
        try:
            with transaction.atomic():
                self.rise(item, level)
                if written is not None:
                    written.set()
                    until_one_waits()
        finally:
            connection.close()
