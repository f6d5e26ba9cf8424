"""Two presses at the same moment make one packet, and both are shown it."""

import subprocess

import pytest
from django.test import TransactionTestCase

from commitments.models import AuditRow, Packet
from commitments.packets.archive import requests
from tests import make
from tests.apart import apart
from tests.cast import NOW, gather
from tests.together import together

ROUNDS = 12
PRESSER = ("-m", "tests.commitments.packets.presser")
SECONDS = 90


class ThreadTests(TransactionTestCase):
    def test_the_second_press_waits_for_the_first_and_gets_its_packet(self) -> None:
        cast = gather()
        meeting = make.meeting(cast)
        asked: list[Packet] = []

        def press() -> None:
            asked.append(requests.request_packet(meeting, by=cast.officer, now=NOW))

        self.assertEqual(together(press, press), [])
        first, second = asked
        self.assertEqual((first.pk, first.edition), (second.pk, second.edition))
        self.assertEqual(Packet.objects.count(), 1)


@pytest.mark.both
class ProcessTests(TransactionTestCase):
    def test_two_processes_that_press_at_once_make_one_packet_of_each_meeting(self) -> None:
        """On SQLite one waits until the other has written, and then finds its row."""
        cast = gather()
        meetings = [str(make.meeting(cast, title=f"Meeting {number}").pk) for number in range(ROUNDS)]
        with apart() as installation:
            pressers = [
                installation.start(
                    *PRESSER, me, other, str(cast.officer.pk), *meetings, output=subprocess.PIPE
                )
                for me, other in (("left", "right"), ("right", "left"))
            ]
            left, right = (presser.communicate(timeout=SECONDS)[0].split() for presser in pressers)
            ((packets,),) = installation.query("SELECT count(*) FROM commitments_packet")
            asked = f"SELECT count(*) FROM {AuditRow._meta.db_table} WHERE action = 'ask for packet'"
            ((rows,),) = installation.query(asked)
        self.assertEqual([presser.returncode for presser in pressers], [0, 0])
        self.assertEqual((left, len(left)), (right, ROUNDS))
        self.assertEqual((packets, rows), (ROUNDS, ROUNDS))
