"""What is opened and told to people, what is their own, and the history of a random world."""

from typing import Any

from knox.models import AuthToken

from commitments import models as m
from commitments import vocabulary as v
from tests.security.draw import DAY, NOW, REFUSED, Draw

# What a row of history may stand on; the last is a kind of page that is nobody's.
PAGES = (
    *(m.Meeting, m.Commitment, m.Packet, m.Grant, m.Mail, m.User, m.Country, m.Ladder, m.Batch),
    *(m.Matrix, m.WorkSheet, m.Statement),
)
PARTS = (
    *(m.Statement, m.Outcome, m.Clause, m.AgendaItem, m.Brief, m.Responsibility, m.ProgressUpdate),
    *(m.Evidence, m.Chase, m.Packet, m.PacketCopy, m.SignOff, m.MailAnswer, m.Country, m.User),
    *(m.PartnerRemark, m.MatrixReturn, m.Passage, m.Reading),
)


class Told(Draw):
    """Draws what concerns people, of records that stand already."""

    def _named(self, number: int) -> None:
        def grant(n: int) -> dict[str, Any]:
            kind = self.rng.choice((m.Country, m.Meeting, m.Commitment, m.Commitment))
            ended = NOW if self.rng.random() < 0.15 else None
            subject = {str(kind._meta.model_name): self.some(kind)}
            return {"person": self.some(m.User), "reason": "x", "ended_at": ended, **subject, **self.days()}

        self.make(m.Grant, 3 * number, grant)

    def _told(self, number: int) -> None:
        draw = self.rng
        self.make(
            m.Mail,
            number,
            lambda n: {
                "recipient": self.some(m.User, 0.2),
                "address": "a@example.org",
                "message_id": f"<{n}@example.org>",
                "subject": "x",
                "content": b"x",
                "ready_at": NOW,
                "next_try_at": NOW,
                "state": draw.choice(list(v.MailState)),
            },
        )
        deadlines = self.of(m.Deadline)

        def told(n: int) -> dict[str, Any]:
            deadline = deadlines[n % len(deadlines)]
            return {"commitment": deadline.commitment, "deadline": deadline}

        more = {"rule": v.Rule.DUE, "planned_at": NOW}
        self.make(
            m.Reminder,
            2 * number,
            lambda n: {
                **told(n),
                **more,
                "anchor_on": self.today + n * DAY,
                "recipient": self.some(m.User, 0.2),
                "mail": self.some(m.Mail, 0.2),
            },
        )
        self.make(
            m.Chase, number, lambda n: {**told(n), "anchor_on": self.today, "state": v.ChaseState.DROPPED}
        )
        self.make(
            m.MailLink, number, lambda n: {**told(n), "recipient": self.some(m.User), "expires_at": NOW}
        )
        links = self.of(m.MailLink)
        answer = {"kind": v.AnswerKind.ACCEPT, "given_at": NOW}
        self.make(
            m.MailAnswer, number, lambda n: {"link": links[n], "commitment": links[n].commitment, **answer}
        )

    def _exchanged(self, number: int) -> None:
        users, items = self.of(m.User), self.of(m.Commitment)
        self.make(
            m.Matrix, number, lambda n: {"reference": f"FM-{n}", "country": self.some(m.Country), "rows": 1}
        )
        matrices = self.of(m.Matrix)
        self.make(
            m.MatrixReturn, number, lambda n: {"matrix": matrices[n], "file_name": "x", "sha256": str(n)}
        )
        returns = self.of(m.MatrixReturn)
        self.make(
            m.PartnerRemark,
            number,
            lambda n: {"returned": returns[n], "commitment": items[n], "column": v.MatrixColumn.DUE},
        )
        self.make(
            m.WorkSheet,
            number,
            lambda n: {
                "code": str(n),
                "person": users[n],
                "ministry": self.some(m.Ministry),
                "recorded_by": self.person(),
            },
        )
        sheets = self.of(m.WorkSheet)
        self.make(
            m.MailAnswer,
            number,
            lambda n: {
                "sheet": sheets[n],
                "commitment": items[n],
                "kind": v.AnswerKind.PROGRESS,
                "given_at": NOW,
            },
        )

    def _own(self, number: int) -> None:
        users = self.of(m.User)
        self.make(
            m.Opening,
            2 * number,
            lambda n: {
                "at": NOW,
                "by": self.person(),
                "kind": next(iter(v.OpeningKind)),
                "country": self.some(m.Country, 0.2),
                "classification": self.rng.randrange(4),
            },
        )
        self.make(
            m.AccountChange,
            number,
            lambda n: {"person": self.person(), "recorded_by": users[n], **REFUSED},
        )
        self.make(m.ListColumns, number, lambda n: {"owner": users[n]})
        self.make(m.SavedView, number, lambda n: {"owner": users[n], "name": "x", "query": "x"})
        self.make(m.Batch, number, lambda n: {"by": self.person(), "at": NOW, "deed": v.Deed.CHASE})
        batches, items = self.of(m.Batch), self.of(m.Commitment)
        self.make(m.BatchItem, number, lambda n: {"batch": batches[n], "commitment": items[n], "seen": 1})
        file = {"at": NOW, "subject": v.ImportSubject.COMMITMENTS, "file_name": "x.csv", "sha256": "0" * 64}
        meetings = self.of(m.Meeting)
        # One for each account, every third of a meeting.
        self.make(
            m.Import,
            len(users),
            lambda n: {"by": users[n], "meeting": None if n % 3 else meetings[n % len(meetings)], **file},
        )
        brought = self.of(m.Import)
        row = {"number": 2, "verdict": v.RowVerdict.NEW}
        self.make(m.ImportRow, len(users), lambda n: {"of": brought[n], **row})
        for user in users[:number]:
            token, _secret = AuthToken.objects.create(user)
            self.make(m.TokenTerms, 1, lambda n: {"token": token, "label": "x"})  # noqa: B023
        self.make(
            m.Feed,
            number,
            lambda n: {"person": users[n], "label": "x", "digest": f"{n:064}", "made_at": NOW},
        )

    def _history(self, number: int) -> None:
        def row(n: int) -> dict[str, Any]:
            page, part = self.rng.choice(PAGES), self.rng.choice(PARTS)
            on, told = self.some(page), self.some(part)
            return {
                "at": NOW,
                "action": "changed",
                "page_type": page._meta.label,
                "page_id": on.pk if on else 0,
                "subject_type": (part if n % 3 else page)._meta.label,
                # Some parts were removed since.
                "subject_id": (told.pk if told and n % 7 else 10**6 + n % 2)
                if n % 3
                else (on.pk if on else 0),
                "after": {"classification": n // 3 % 4} if n % 4 else {},
            }

        self.make(m.AuditRow, number, row)
