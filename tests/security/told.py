"""What is opened and told to people, what is their own, and the history of a random world."""

from typing import Any
from uuid import uuid4

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
        models.Email,
        models.User,
        models.Country,
        models.ReminderSchedule,
        models.BulkAction,
    ),
    *(models.Matrix, models.UpdateForm, models.Statement, models.Handover, models.WebhookSubscription),
    *(models.Minutes, models.Closure),
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
        models.FollowUp,
        models.Packet,
        models.PacketCopy,
        models.SignOff,
        models.PacketComment,
        models.EmailReply,
        models.Country,
        models.User,
    ),
    *(models.PartnerComment, models.ReturnedMatrix, models.Passage, models.TextReading),
    *(models.HandoverItem, models.WebhookDelivery, models.OriginatorConsent, models.ClosurePackage),
    *(models.AgendaPoint, models.AgendaPaper, models.MinutesChange),
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

    def _consented(self, number: int) -> None:
        kinds: dict[str, Any] = {
            "statement": models.Statement,
            "outcome": models.Outcome,
            "progress_update": models.ProgressUpdate,
            "evidence": models.Evidence,
            "agenda_point": models.AgendaPoint,
            "agenda_item": models.AgendaItem,
        }

        def consent(_n: int) -> dict[str, Any]:
            name = self.rng.choice(list(kinds))
            told = {"purpose": "print", "given_by": "x", "given_on": self.today, "document": "x"}
            return {**told, name: self.some(kinds[name])}

        self.make(models.OriginatorConsent, 2 * number, consent)

    def _told(self, number: int) -> None:
        draw = self.rng
        self.make(
            models.Email,
            number,
            lambda n: {
                "recipient": self.some(models.User, 0.2),
                "address": "a@example.org",
                "message_id": f"<{n}@example.org>",
                "subject": "x",
                "content": b"x",
                "ready_at": NOW,
                "next_try_at": NOW,
                "state": draw.choice(list(enums.EmailState)),
            },
        )
        deadlines = self.of(models.Deadline)

        def told(n: int) -> dict[str, Any]:
            deadline = deadlines[n % len(deadlines)]
            return {"commitment": deadline.commitment, "deadline": deadline}

        more = {"kind": enums.ReminderKind.DUE, "planned_at": NOW}
        self.make(
            models.Reminder,
            2 * number,
            lambda n: {
                **told(n),
                **more,
                "start_date": self.today + n * DAY,
                "recipient": self.some(models.User, 0.2),
                "email": self.some(models.Email, 0.2),
            },
        )
        self.make(
            models.FollowUp,
            number,
            lambda n: {**told(n), "start_date": self.today, "state": enums.FollowUpState.DROPPED},
        )
        self.make(
            models.ReplyLink,
            number,
            lambda n: {**told(n), "recipient": self.some(models.User), "expires_at": NOW},
        )
        links = self.of(models.ReplyLink)
        answer = {"kind": enums.ReplyKind.ACCEPT, "given_at": NOW}
        self.make(
            models.EmailReply,
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
            models.ReturnedMatrix,
            number,
            lambda n: {"matrix": matrices[n], "file_name": "x", "sha256": str(n)},
        )
        meetings, about = self.of(models.Meeting), ("commitment", "outcome", "point", "")
        of_meeting = {"number": 1, "language": "en"}
        self.make(models.Minutes, len(meetings), lambda n: {"meeting": meetings[n], **of_meeting})
        records: dict[str, Any] = {
            "commitment": items,
            "outcome": self.of(models.Outcome),
            "point": self.of(models.AgendaPoint),
        }

        def change(n: int) -> dict[str, Any]:
            kind = about[n % len(about)]
            found = {kind: records[kind][n % len(records[kind])]} if kind else {}
            fixed = {"label": "3.1", "file_name": "x", "sha256": "x"}
            return {"minutes": self.some(models.Minutes), **fixed, **found}

        self.make(models.MinutesChange, 2 * number, change)
        returns = self.of(models.ReturnedMatrix)
        self.make(
            models.PartnerComment,
            number,
            lambda n: {
                "returned_matrix": returns[n],
                "commitment": items[n],
                "column": enums.MatrixColumn.DUE,
            },
        )
        self.make(
            models.UpdateForm,
            number,
            lambda n: {
                "code": str(n),
                "person": users[n],
                "ministry": self.some(models.Ministry),
                "recorded_by": self.person(),
            },
        )
        sheets = self.of(models.UpdateForm)
        self.make(
            models.EmailReply,
            number,
            lambda n: {
                "update_form": sheets[n],
                "commitment": items[n],
                "kind": enums.ReplyKind.PROGRESS,
                "given_at": NOW,
            },
        )

    def _handed_over(self, number: int) -> None:
        def handover(n: int) -> dict[str, Any]:
            person, successor = self.rng.sample(list(self.of(models.User)), 2)
            return {"desk": self.some(models.Desk), "person": person, "successor": successor}

        self.make(models.Handover, number, handover)
        kinds = (
            *(models.Commitment, models.Commitment, models.Outcome, models.Meeting),
            *(models.Statement, models.Packet, models.Official),
        )

        def item(n: int) -> dict[str, Any]:
            kind = kinds[n % len(kinds)]
            rows = self.of(kind)
            return {
                "handover": self.of(models.Handover)[n // 7 % number],
                "section": enums.HandoverSection.OPEN,
                "number": n + 1,
                str(kind._meta.model_name): rows[n % len(rows)],
            }

        # Seven lines of each, one twice of a kind: two following items differ.
        self.make(models.HandoverItem, 7 * number, item)

    def _closed(self, number: int) -> None:
        """Draw closures that lock nothing, without chance: the rest of the world stays as it was."""
        users, lands = self.of(models.User), self.of(models.Country)
        rejected = {"stage": enums.ClosureStage.REJECTED, "recorded_at": NOW}
        self.rows[models.Closure] += models.Closure.objects.bulk_create(
            models.Closure(country=lands[n % len(lands)], reason=f"x{n}", **rejected) for n in range(number)
        )
        ready = {"state": enums.PacketState.READY, "requested_at": NOW}
        self.rows[models.ClosurePackage] += models.ClosurePackage.objects.bulk_create(
            models.ClosurePackage(
                closure=one, requested_by=users[n % len(users)], classification=n % 4, **ready
            )
            for n, one in enumerate(self.of(models.Closure))
        )

    def _reported(self, number: int) -> None:
        self.make(
            models.WebhookSubscription, number, lambda n: {"name": f"x{n}", "desk": self.some(models.Desk)}
        )
        message = {"event": enums.WebhookEvent.TEST, "queued_at": NOW, "next_try_at": NOW}
        self.make(
            models.WebhookDelivery,
            number,
            lambda n: {
                "subscription": self.some(models.WebhookSubscription),
                "message_id": uuid4(),
                **message,
            },
        )

    def _own(self, number: int) -> None:
        users = self.of(models.User)
        self.make(
            models.AccessLogEntry,
            2 * number,
            lambda n: {
                "at": NOW,
                "by": self.person(),
                "kind": next(iter(enums.AccessKind)),
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
        self.make(
            models.BulkAction,
            number,
            lambda n: {"by": self.person(), "at": NOW, "action": enums.BulkActionKind.FOLLOW_UP},
        )
        batches, items = self.of(models.BulkAction), self.of(models.Commitment)
        self.make(
            models.BulkActionItem,
            number,
            lambda n: {"bulk_action": batches[n], "commitment": items[n], "seen_version": 1},
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
        row = {"number": 2, "status": enums.RowStatus.NEW}
        self.make(models.ImportRow, len(users), lambda n: {"spreadsheet": brought[n], **row})
        for user in users[:number]:
            token, _secret = AuthToken.objects.create(user)
            self.make(models.TokenTerms, 1, lambda n: {"token": token, "label": "x"})  # noqa: B023
        self.make(
            models.CalendarSubscription,
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
