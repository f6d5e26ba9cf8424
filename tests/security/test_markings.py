"""A packet is marked as its highest item: on every page, in its name and in what the file says of itself."""

import io
import tempfile
from pathlib import Path

import pikepdf
from django.test import TestCase, override_settings

from commitments.enums import Classification, CommitmentState
from commitments.files import storage
from commitments.models import Packet
from commitments.packets import copies
from commitments.packets.archive import production, requests
from tests import make
from tests.cast import NOW, gather
from tests.commitments.packets.reading import pages_of

ITEMS = 10


class MarkingsTests(TestCase):
    def setUp(self) -> None:
        self.enterContext(override_settings(DATA=Path(self.enterContext(tempfile.TemporaryDirectory()))))
        self.cast = gather()
        self.meeting = make.meeting(self.cast)

    def agreed(self, highest: Classification) -> None:
        """Record ten items, one of them marked higher or not."""
        for number in range(ITEMS):
            level = highest if number == 4 else Classification.RESTRICTED
            clause = f"Both sides will do the thing of number {number}."
            point = make.outcome(self.cast, self.meeting, clause=clause, classification=level)
            make.commitment(self.cast, point, title=f"Thing {number}", state=CommitmentState.PROPOSED)

    def printed(self, asker: str) -> tuple[Packet, str, list[str], str]:
        """Print it for somebody; give the packet, its file's name, its pages, and what the file says."""
        packet = requests.request_packet(self.meeting, by=getattr(self.cast, asker), now=NOW)
        production.make_packet(packet.pk, now=NOW)
        packet.refresh_from_db()
        pdf = storage.open_packet_store().get(packet.draft_sha256)
        with pikepdf.open(io.BytesIO(pdf)) as read:
            said = " ".join(map(str, read.docinfo.values())) + str(read.open_metadata())
        return packet, copies.build_disposition(packet), pages_of(pdf), said

    def test_one_secret_item_of_ten_marks_everything(self) -> None:
        self.agreed(Classification.SECRET)
        packet, name, pages, said = self.printed("head")
        self.assertEqual(packet.classification, Classification.SECRET)
        self.assertIn("Thing 4", "".join(pages))
        self.assertEqual([number for number, page in enumerate(pages, 1) if "SECRET" not in page.upper()], [])
        self.assertIn("secret", name.lower())
        self.assertIn("secret", said.lower())

    def test_without_it_the_packet_is_lower(self) -> None:
        self.agreed(Classification.RESTRICTED)
        packet, name, pages, said = self.printed("head")
        self.assertEqual(packet.classification, Classification.RESTRICTED)
        self.assertIn("Thing 4", "".join(pages))
        self.assertEqual([page for page in pages if "RESTRICTED" not in page.upper()], [])
        self.assertNotIn("secret", name.lower() + said.lower())
