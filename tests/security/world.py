"""Random people and records of every kind, written past the capabilities: any state, marking and place."""

import datetime
from typing import Any

from commitments import models as m
from commitments import vocabulary as v
from tests.security.draw import NOW, REFUSED
from tests.security.told import Told

POSTS = (v.PostFunction.VALIDATING_AUTHORITY, v.PostFunction.FOCAL_POINT)


class World(Told):
    """All rows of one draw, by kind; the same seed makes the same rows."""

    def __init__(self, seed: int, today: datetime.date, size: int = 1) -> None:
        super().__init__(seed, today)
        self._places()
        self._people(12 * size)
        self._meetings(5 * size)
        self._commitments(14 * size)
        self._packets(6 * size)
        self._named(8 * size)
        self._told(10 * size)
        self._own(4 * size)
        self._exchanged(10 * size)
        self._readings()
        self._history(40 * size)

    def _places(self) -> None:
        self.make(m.Division, 2, lambda n: {"name": f"Division {n}"})
        self.make(m.Desk, 3, lambda n: {"name": f"Desk {n}", "division": self.some(m.Division)})
        self.make(m.Country, 4, lambda n: {**_land(n), "desk": self.some(m.Desk, 0.1)})
        for _generation in range(3):
            start = len(self.of(m.Ministry))
            self.make(
                m.Ministry,
                2,
                lambda n: {
                    "country": self.some(m.Country),
                    "name": f"Ministry {start + n}",  # noqa: B023
                    "successor": self.some(m.Ministry, 0.4),
                },
            )
        self.make(
            m.CountryName, 1, lambda n: {"country": self.some(m.Country), "language": "ko", "name": "x"}
        )
        self.make(m.Ladder, 1, lambda n: {"desk": self.some(m.Desk)})

    def _people(self, number: int) -> None:
        roles = [*v.Role, *(self.rng.choice(list(v.Role)) for _n in range(max(0, number - len(v.Role))))]
        place = 0.15
        self.make(
            m.User,
            len(roles),
            lambda n: {
                "username": f"person {n}",
                "name": f"Person {n}",
                "role": roles[n],
                "clearance": self.rng.randrange(4),
                "desk": self.some(m.Desk, place),
                "division": self.some(m.Division, place),
                "ministry": self.some(m.Ministry, place),
                "host_country": self.some(m.Country, place),
                "is_active": self.rng.random() > 0.08,
                "is_superuser": self.rng.random() < 0.3,
            },
        )
        users = list(self.of(m.User))
        self.rng.shuffle(users)
        self.make(
            m.Official,
            5,
            lambda n: {
                "country": self.some(m.Country),
                "ministry": users[n].ministry if self.rng.random() < 0.7 else self.some(m.Ministry),
                "post": f"Post {n}",
                "function": self.rng.choice(
                    (v.PostFunction.VALIDATING_AUTHORITY, v.PostFunction.FOCAL_POINT)
                ),
                "user": users[n],
                **self.days(),
            },
        )
        self.make(
            m.Absence,
            max(8, number),
            lambda n: dict(zip(("person", "deputy"), self.rng.sample(users, 2), strict=True)) | self.days(),
        )

    def _meetings(self, number: int) -> None:
        draw = self.rng
        self.make(
            m.Meeting,
            number,
            lambda n: {
                "reference": f"M-{n}",
                "country": self.some(m.Country),
                "title": f"Meeting {n}",
                "state": draw.choice((*v.MeetingState, v.MeetingState.HELD, v.MeetingState.CLOSED)),
            },
        )
        self.make(
            m.Statement,
            2 * number,
            lambda n: {**self.at(), "kind": v.StatementKind.JOINT_STATEMENT, "title": "x"},
        )
        self.make(
            m.Outcome,
            3 * number,
            lambda n: {**self.at(), "number": n + 1, "clause": "Words.", "spoken_by": "joint"},
        )
        pairs = [(one, two) for one in self.of(m.Outcome) for two in self.of(m.Statement)]
        pairs = [pair for pair in pairs if draw.random() < 0.2]
        self.make(m.Clause, len(pairs), lambda n: {"outcome": pairs[n][0], "statement": pairs[n][1]})
        self.make(m.DelegationMember, number, lambda n: {**self.at(), "side": "ours", "post": f"Post {n}"})
        meetings = self.of(m.Meeting)
        facts = {"text": "A fact.", "source": "x"}
        self.make(m.BackgroundFact, number, lambda n: {"meeting": meetings[n], **facts})
        self.make(m.Brief, number // 2 + 1, lambda n: {"meeting": meetings[n]})
        self.make(m.TopicSheet, number, lambda n: {"meeting": meetings[n], "number": 1, "title": "x"})
        self.make(
            m.Proposal, number, lambda n: {"meeting": meetings[n], "number": 1, "title": "x", "wording": "x"}
        )

    def _readings(self) -> None:
        texts = self.of(m.Statement)
        read = {"digest": "x", "read_at": NOW}
        self.make(m.Reading, len(texts), lambda n: {"statement": texts[n], **read})
        self.make(m.Passage, len(texts), lambda n: {"statement": texts[n], "words": "Words."})

    def _commitments(self, number: int) -> None:
        draw = self.rng
        states = [s for s in v.CommitmentState if s not in v.CLOSED_STATES]

        def item(n: int) -> dict[str, Any]:
            outcome = self.some(m.Outcome)
            return {
                "reference": f"C-{n}",
                "outcome": outcome,
                "country": outcome.meeting.country,
                "title": f"Item {n}",
                "owed_by": v.OwedBy.JOINT,
                "strength": v.Strength.AGREED,
                "state": draw.choice(states),
            }

        self.make(m.Commitment, number, item)
        items = self.of(m.Commitment)
        ministries = self.of(m.Ministry)
        chosen = [draw.sample(ministries, 2) for _item in items]
        for index, role in enumerate((v.LeadRole.LEAD, v.LeadRole.SUPPORTING)):
            self.make(
                m.Responsibility,
                len(items),
                lambda n: {
                    "commitment": items[n],
                    "side": draw.choice(list(v.Side)),
                    "role": role,  # noqa: B023
                    "ministry": chosen[n][index],  # noqa: B023
                },
            )
        self.make(
            m.Deadline, len(items), lambda n: {"commitment": items[n], "number": 1, "review_on": self.today}
        )
        self.make(
            m.ProgressUpdate,
            number,
            lambda n: {**self.of_item(), "said_on": self.today, "health": v.Health.ON_TRACK},
        )
        self.make(
            m.Evidence,
            number,
            lambda n: {**self.of_item(), "kind": v.EvidenceKind.REPORT, "description": "x"},
        )
        self.make(
            m.Release, len(items), lambda n: {"commitment": items[n], "wording": "x", "status": "limited"}
        )
        self.make(
            m.AgendaItem,
            len(items),
            lambda n: (
                {"meeting": self.some(m.Meeting)}
                | ({"commitment": items[n]} if n % 2 else {"outcome": self.of(m.Outcome)[n]})
            ),
        )
        self.make(
            m.Approval,
            len(items),
            lambda n: (
                {"matter": v.Matter.REST, **REFUSED, **self.asked_of()}
                | ({"commitment": items[n]} if n % 2 else {"meeting": self.some(m.Meeting)})
            ),
        )

    def asked_of(self) -> dict[str, Any]:
        """Ask of the record, or of the marking of a part."""
        level = self.rng.randrange(4)
        return self.rng.choice(({}, {"part": "commitments.Brief:1", "terms": {"from": level}}))

    def _packets(self, number: int) -> None:
        readers = [one for one in self.of(m.User) if one.role == v.Role.READER]
        self.make(
            m.Packet,
            number,
            lambda n: {
                "reference": f"P-{n}",
                "country": self.some(m.Country),
                "meeting": self.some(m.Meeting, 0.3),
                "reader": self.rng.choice([*readers, self.person()]),
                "asked_by": self.person(),
                "asked_at": NOW,
                "state": v.PacketState.FAILED,
                "signed_at": self.rng.choice((None, NOW)),
                "content_sha256": "0" * 64,
            },
        )
        packets = self.of(m.Packet)
        self.make(m.PacketMeeting, number, lambda n: {"packet": packets[n], "meeting": self.some(m.Meeting)})
        self.make(
            m.PacketCopy, number, lambda n: {"packet": packets[n], "number": 1, "holder": self.person()}
        )
        self.make(m.SignOff, number, lambda n: {"packet": packets[n], "step": 1, "officer": self.person()})


def _land(number: int) -> dict[str, Any]:
    return {"iso": f"X{'ABCDEFG'[number]}", "name": f"Land {number}", "capital": "Town", "time_zone": "UTC"}
