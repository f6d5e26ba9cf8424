"""Random people and records of every kind, written past the capabilities: any state, marking and place."""

import datetime
from typing import Any

from commitments import enums, models
from tests.security.draw import NOW, REFUSED
from tests.security.told import Told

POSTS = (enums.PostFunction.VALIDATING_AUTHORITY, enums.PostFunction.FOCAL_POINT)


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
        self._handed_over(6 * size)
        self._readings()
        self._reported(6 * size)
        self._consented(6 * size)
        self._closed(8 * size)
        self._history(40 * size)

    def _places(self) -> None:
        self.make(models.Division, 2, lambda n: {"name": f"Division {n}"})
        self.make(models.Desk, 3, lambda n: {"name": f"Desk {n}", "division": self.some(models.Division)})
        self.make(models.Country, 4, lambda n: {**_land(n), "desk": self.some(models.Desk, 0.1)})
        for _generation in range(3):
            start = len(self.of(models.Ministry))
            self.make(
                models.Ministry,
                2,
                lambda n: {
                    "country": self.some(models.Country),
                    "name": f"Ministry {start + n}",  # noqa: B023
                    "successor": self.some(models.Ministry, 0.4),
                },
            )
        self.make(
            models.CountryName,
            1,
            lambda n: {"country": self.some(models.Country), "language": "ko", "name": "x"},
        )
        self.make(models.ReminderSchedule, 1, lambda n: {"desk": self.some(models.Desk)})

    def _people(self, number: int) -> None:
        roles = [
            *enums.Role,
            *(self.rng.choice(list(enums.Role)) for _n in range(max(0, number - len(enums.Role)))),
        ]
        place = 0.15
        self.make(
            models.User,
            len(roles),
            lambda n: {
                "username": f"person {n}",
                "name": f"Person {n}",
                "role": roles[n],
                "clearance": self.rng.randrange(4),
                "desk": self.some(models.Desk, place),
                "division": self.some(models.Division, place),
                "ministry": self.some(models.Ministry, place),
                "host_country": self.some(models.Country, place),
                "is_active": self.rng.random() > 0.08,
                "is_superuser": self.rng.random() < 0.3,
            },
        )
        users = list(self.of(models.User))
        self.rng.shuffle(users)
        self.make(
            models.Official,
            5,
            lambda n: {
                "country": self.some(models.Country),
                "ministry": users[n].ministry if self.rng.random() < 0.7 else self.some(models.Ministry),
                "post": f"Post {n}",
                "function": self.rng.choice(
                    (enums.PostFunction.VALIDATING_AUTHORITY, enums.PostFunction.FOCAL_POINT)
                ),
                "user": users[n],
                **self.days(),
            },
        )
        self.make(
            models.Absence,
            max(8, number),
            lambda n: dict(zip(("person", "deputy"), self.rng.sample(users, 2), strict=True)) | self.days(),
        )

    def _meetings(self, number: int) -> None:
        draw = self.rng
        self.make(
            models.Meeting,
            number,
            lambda n: {
                "reference": f"M-{n}",
                "country": self.some(models.Country),
                "title": f"Meeting {n}",
                "state": draw.choice(
                    (*enums.MeetingState, enums.MeetingState.HELD, enums.MeetingState.CLOSED)
                ),
            },
        )
        self.make(
            models.Statement,
            2 * number,
            lambda n: {**self.at(), "kind": enums.StatementKind.JOINT_STATEMENT, "title": "x"},
        )
        self.make(
            models.Outcome,
            3 * number,
            lambda n: {**self.at(), "number": n + 1, "clause": "Words.", "spoken_by": "joint"},
        )
        pairs = [(one, two) for one in self.of(models.Outcome) for two in self.of(models.Statement)]
        pairs = [pair for pair in pairs if draw.random() < 0.2]
        self.make(models.Clause, len(pairs), lambda n: {"outcome": pairs[n][0], "statement": pairs[n][1]})
        self.make(
            models.DelegationMember, number, lambda n: {**self.at(), "side": "ours", "post": f"Post {n}"}
        )
        meetings = self.of(models.Meeting)
        facts = {"text": "A fact.", "source": "x"}
        self.make(models.BackgroundFact, number, lambda n: {"meeting": meetings[n], **facts})
        self.make(models.AgendaPoint, number, lambda n: {**self.at(), "title": "x"})
        points = self.of(models.AgendaPoint)
        self.make(models.AgendaPaper, number, lambda n: {"point": points[n], "description": "x"})
        self.make(models.Brief, number // 2 + 1, lambda n: {"meeting": meetings[n]})
        self.make(models.TopicBrief, number, lambda n: {"meeting": meetings[n], "number": 1, "title": "x"})
        self.make(
            models.ProposedWording,
            number,
            lambda n: {"meeting": meetings[n], "number": 1, "title": "x", "wording": "x"},
        )

    def _readings(self) -> None:
        texts = self.of(models.Statement)
        read = {"digest": "x", "read_at": NOW}
        self.make(models.TextReading, len(texts), lambda n: {"statement": texts[n], **read})
        self.make(models.Passage, len(texts), lambda n: {"statement": texts[n], "words": "Words."})

    def _commitments(self, number: int) -> None:
        draw = self.rng
        states = [s for s in enums.CommitmentState if s not in enums.CLOSED_STATES]

        def item(n: int) -> dict[str, Any]:
            outcome = self.some(models.Outcome)
            return {
                "reference": f"C-{n}",
                "outcome": outcome,
                "country": outcome.meeting.country,
                "title": f"Item {n}",
                "owed_by": enums.OwedBy.JOINT,
                "strength": enums.Strength.AGREED,
                "state": draw.choice(states),
            }

        self.make(models.Commitment, number, item)
        items = self.of(models.Commitment)
        ministries = self.of(models.Ministry)
        chosen = [draw.sample(ministries, 2) for _item in items]
        for index, role in enumerate((enums.LeadRole.LEAD, enums.LeadRole.SUPPORTING)):
            self.make(
                models.Responsibility,
                len(items),
                lambda n: {
                    "commitment": items[n],
                    "side": draw.choice(list(enums.Side)),
                    "role": role,  # noqa: B023
                    "ministry": chosen[n][index],  # noqa: B023
                },
            )
        self.make(
            models.Deadline,
            len(items),
            lambda n: {"commitment": items[n], "number": 1, "review_on": self.today},
        )
        self.make(
            models.ProgressUpdate,
            number,
            lambda n: {**self.of_item(), "reported_on": self.today, "health": enums.Health.ON_TRACK},
        )
        self.make(
            models.Evidence,
            number,
            lambda n: {**self.of_item(), "kind": enums.EvidenceKind.REPORT, "description": "x"},
        )
        self.make(
            models.Release,
            len(items),
            lambda n: {"commitment": items[n], "wording": "x", "status": "limited"},
        )
        self.make(
            models.AgendaItem,
            len(items),
            lambda n: (
                {"meeting": self.some(models.Meeting)}
                | ({"commitment": items[n]} if n % 2 else {"outcome": self.of(models.Outcome)[n]})
            ),
        )
        self.make(
            models.Approval,
            len(items),
            lambda n: (
                {"kind": enums.ApprovalKind.SUSPEND, **REFUSED, **self.asked_of()}
                | ({"commitment": items[n]} if n % 2 else {"meeting": self.some(models.Meeting)})
            ),
        )

    def asked_of(self) -> dict[str, Any]:
        """Ask of the record, or of the marking of a part."""
        level = self.rng.randrange(4)
        return self.rng.choice(({}, {"part": "commitments.Brief:1", "terms": {"from": level}}))

    def _packets(self, number: int) -> None:
        readers = [one for one in self.of(models.User) if one.role == enums.Role.READER]
        self.make(
            models.Packet,
            number,
            lambda n: {
                "reference": f"P-{n}",
                "country": self.some(models.Country),
                "meeting": self.some(models.Meeting, 0.3),
                "reader": self.rng.choice([*readers, self.person()]),
                "requested_by": self.person(),
                "requested_at": NOW,
                "state": enums.PacketState.FAILED,
                "signed_at": self.rng.choice((None, NOW)),
                "content_sha256": "0" * 64,
            },
        )
        packets = self.of(models.Packet)
        self.make(
            models.PacketMeeting,
            number,
            lambda n: {"packet": packets[n], "meeting": self.some(models.Meeting)},
        )
        self.make(
            models.PacketCopy,
            number,
            lambda n: {
                "packet": packets[n],
                "number": 1,
                "holder": self.person(),
                "is_for_comment": n % 2 == 0,
                "sent_at": NOW,
            },
        )
        self.make(
            models.PacketComment,
            number,
            lambda n: {"packet": packets[n], "part": "cover", "title": "Cover", "text": "x"},
        )
        self.make(
            models.SignOff, number, lambda n: {"packet": packets[n], "step": 1, "officer": self.person()}
        )


def _land(number: int) -> dict[str, Any]:
    return {"iso": f"X{'ABCDEFG'[number]}", "name": f"Land {number}", "capital": "Town", "time_zone": "UTC"}
