"""The doors of the API are shut to the programs of every role."""

from typing import ClassVar

from django.test import TestCase

from commitments import models
from tests.cast import Cast, gather
from tests.commitments.api import doors
from tests.commitments.api.programs import COMMITMENTS, program
from tests.security import canaries
from tests.security.people import probed


class ApiDoorsTests(TestCase):
    made: ClassVar[canaries.World]
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.made = canaries.gather(cls.cast)

    def test_every_door_is_shut(self) -> None:
        self.assertGreaterEqual(len(doors.DOORS), 16)
        hidden, meeting = self.made.hidden_items[0], self.made.hidden[models.Meeting]
        for user in probed(self.cast):
            asked = doors.World(
                program(user),
                COMMITMENTS,
                self.made.items[0],
                hidden,
                meeting,
                canary=canaries.CANARY.lower(),
                key=canaries.FIRST_KEY,
            )
            for name, probe in doors.DOORS.items():
                # Two items are open to the desk: what counts says nothing of the hidden ones there.
                if name != "counts":
                    with self.subTest(f"{user.username} {name}"):
                        self.assertFalse(probe(asked))
