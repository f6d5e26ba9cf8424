"""What is opened and told to people, what is their own, and the history of a random world."""

from typing import Any

from knox.models import AuthToken

from commitments import enums, models
from tests.security.draw import DAY, NOW, REFUSED, Draw

# What a row of history may stand on; the last is a kind of page that is nobody's.
PAGES = (
    *(
        models.Meeting,
        models.Commitment,
        models.Packet,
        models.Grant,
        models.Mail,
        models.User,
        models.Country,
        models.Ladder,
        models.Batch,
    ),
    *(models.Matrix, models.WorkSheet, models.Statement),
)
PARTS = (
    *(
        models.Statement,
        models.Outcome,
        models.Clause,
        models.AgendaItem,
        models.Brief,
        models.Responsibility,
        models.ProgressUpdate,
    ),
    *(
        models.Evidence,
        models.Chase,
        models.Packet,
        models.PacketCopy,
        models.SignOff,
        models.MailAnswer,
        models.Country,
        models.User,
    ),
    *(models.PartnerRemark, models.MatrixReturn, models.Passage, models.Reading),
)


class Told(Draw):
    """Draws what concerns people, of records that stand already."""

    def _named(self, number: int) -> None:
        def grant(n: int) -> dict[str, Any]:
            kind = self.rng.choice((models.Country, models.Meeting, models.Commitment, models.Commitment))
            ended = NOW if self.rng.random() < 0.15 else None
            subject = {str(kind._meta.model_name): self.some(kind)}
            return {
                "person": self.some(models.User),
                "reason": "x",
                "ended_at": ended,
                **subject,
                **self.days(),
            }

        self.make(models.Grant, 3 * number, grant)

    def _told(self, number: int) -> None:
        draw = self.rng
        self.make(
            models.Mail,
            number,
            lambda n: {
                "recipient": self.some(models.User, 0.2),
                "address": "a@example.org",
                "message_id": f"<{n}@example.org>",
                "subject": "x",
                "content": b"x",
                "ready_at": NOW,
                "next_try_at": NOW,
                "state": draw.choice(list(enums.MailState)),
            },
        )
        deadlines = self.of(models.Deadline)

        def told(n: int) -> dict[str, Any]:
            deadline = deadlines[n % len(deadlines)]
            return {"commitment": deadline.commitment, "deadline": deadline}

        more = {"rule": enums.Rule.DUE, "planned_at": NOW}
        self.make(
            models.Reminder,
            2 * number,
            lambda n: {
                **told(n),
                **more,
                "anchor_on": self.today + n * DAY,
                "recipient": self.some(models.User, 0.2),
                "mail": self.some(models.Mail, 0.2),
            },
        )
        self.make(
            models.Chase,
            number,
            lambda n: {**told(n), "anchor_on": self.today, "state": enums.ChaseState.DROPPED},
        )
        self.make(
            models.MailLink,
            number,
            lambda n: {**told(n), "recipient": self.some(models.User), "expires_at": NOW},
        )
        links = self.of(models.MailLink)
        answer = {"kind": enums.AnswerKind.ACCEPT, "given_at": NOW}
        self.make(
            models.MailAnswer,
            number,
            lambda n: {"link": links[n], "commitment": links[n].commitment, **answer},
        )

    def _exchanged(self, number: int) -> None:
        users, items = self.of(models.User), self.of(models.Commitment)
        self.make(
            models.Matrix,
            number,
            lambda n: {"reference": f"FM-{n}", "country": self.some(models.Country), "rows": 1},
        )
        matrices = self.of(models.Matrix)
        self.make(
            models.MatrixReturn, number, lambda n: {"matrix": matrices[n], "file_name": "x", "sha256": str(n)}
        )
        returns = self.of(models.MatrixReturn)
        self.make(
            models.PartnerRemark,
            number,
            lambda n: {"returned": returns[n], "commitment": items[n], "column": enums.MatrixColumn.DUE},
        )
        self.make(
            models.WorkSheet,
            number,
            lambda n: {
                "code": str(n),
                "person": users[n],
                "ministry": self.some(models.Ministry),
                "recorded_by": self.person(),
            },
        )
        sheets = self.of(models.WorkSheet)
        self.make(
            models.MailAnswer,
            number,
            lambda n: {
                "sheet": sheets[n],
                "commitment": items[n],
                "kind": enums.AnswerKind.PROGRESS,
                "given_at": NOW,
            },
        )

    def _own(self, number: int) -> None:
        users = self.of(models.User)
        self.make(
            models.Opening,
            2 * number,
            lambda n: {
                "at": NOW,
                "by": self.person(),
                "kind": next(iter(enums.OpeningKind)),
                "country": self.some(models.Country, 0.2),
                "classification": self.rng.randrange(4),
            },
        )
        self.make(
            models.AccountChange,
            number,
            lambda n: {"person": self.person(), "recorded_by": users[n], **REFUSED},
        )
        self.make(models.ListColumns, number, lambda n: {"owner": users[n]})
        self.make(models.SavedView, number, lambda n: {"owner": users[n], "name": "x", "query": "x"})
        self.make(models.Batch, number, lambda n: {"by": self.person(), "at": NOW, "deed": enums.Deed.CHASE})
        batches, items = self.of(models.Batch), self.of(models.Commitment)
        self.make(
            models.BatchItem, number, lambda n: {"batch": batches[n], "commitment": items[n], "seen": 1}
        )
        file = {
            "at": NOW,
            "subject": enums.ImportSubject.COMMITMENTS,
            "file_name": "x.csv",
            "sha256": "0" * 64,
        }
        meetings = self.of(models.Meeting)
        # One for each account, every third of a meeting.
        self.make(
            models.Import,
            len(users),
            lambda n: {"by": users[n], "meeting": None if n % 3 else meetings[n % len(meetings)], **file},
        )
        brought = self.of(models.Import)
        row = {"number": 2, "verdict": enums.RowVerdict.NEW}
        self.make(models.ImportRow, len(users), lambda n: {"of": brought[n], **row})
        for user in users[:number]:
            token, _secret = AuthToken.objects.create(user)
            self.make(models.TokenTerms, 1, lambda n: {"token": token, "label": "x"})  # noqa: B023
        self.make(
            models.Feed,
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

        self.make(models.AuditRow, number, row)
