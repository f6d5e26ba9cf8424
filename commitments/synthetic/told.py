"""What is told beside a commitment's life: reports of progress, requests, reminders and their mails."""

import datetime
import random
from collections.abc import Sequence
from itertools import count

from commitments import models as m
from commitments.synthetic.book import Book, Values
from commitments.synthetic.words import Words
from commitments.vocabulary import (
    CLOSED_STATES,
    ApprovalState,
    Health,
    MailState,
    Matter,
    MoveReason,
    ReminderState,
    Rule,
)

DAY = datetime.timedelta(days=1)
AHEAD = 5
REMEMBERED = 400
PLANNED = 60
HEALTHS = ((Health.ON_TRACK, 60), (Health.AT_RISK, 27), (Health.OFF_TRACK, 13))


class Told:
    """Writes what hangs on a commitment."""

    def __init__(self, book: Book, words: Words, chance: random.Random, today: datetime.date) -> None:
        self._book, self._words, self._chance, self._today = book, words, chance, today
        self._numbers: dict[int, int] = {}
        self._mails = count(1)

    def next_number(self, row: Values) -> int:
        """Give the number of the next version of a commitment's deadline, the second and on."""
        self._numbers = {row["id"]: self._numbers.get(row["id"], 1) + 1}
        return self._numbers[row["id"]]

    def reported(
        self, row: Values, parts: Sequence[Values], first: datetime.date, last: datetime.date
    ) -> None:
        """File one to three reports; of what is open half have a fresh one."""
        days = [
            first + (last - first) * self._chance.random() for _report in range(self._chance.randint(1, 3))
        ]
        if last == self._today and self._chance.random() < 0.5:
            days.append(max(first, self._today - DAY * self._chance.randint(0, 30)))
        for day in sorted(days):
            at = f"{day.isoformat()}T10:00:00+00:00"
            by = row["recorded_by_id"]
            health = self._chance.choices([h for h, _w in HEALTHS], [w for _h, w in HEALTHS])[0].value
            self._book.add(
                m.ProgressUpdate,
                at=at,
                by=by,
                commitment_id=row["id"],
                side=parts[0]["side"],
                said_on=day.isoformat(),
                health=health,
                text=self._words.report(),
                classification=row["classification"],
            )
            values: Values = {"health": health, "health_on": day.isoformat()}
            self._book.change(m.Commitment, row, at=at, by=by, action="health", **values)
            row["heard_on"] = day.isoformat()

    def asked(
        self,
        row: Values,
        own: Values,
        day: datetime.date,
        by: int,
        state: ApprovalState = ApprovalState.ASKED,
        head: int | None = None,
    ) -> None:
        """Ask for another date; where somebody has decided, tell that too."""
        at = f"{day.isoformat()}T08:00:00+00:00"
        made = self._book.add(
            m.Approval,
            at=at,
            by=by,
            commitment_id=row["id"],
            matter=Matter.DATE.value,
            terms={"spec": own["specification"], "review_on": None},
            move_reason=MoveReason.CAPACITY.value,
            reason="Needs longer.",
            state=ApprovalState.ASKED.value,
        )
        if state != ApprovalState.ASKED:
            values: Values = {"state": state.value, "decided_by_id": head, "decided_at": at}
            self._book.change(m.Approval, made, at=at, by=head, action=state.value, **values)

    def reminded(self, row: Values, part: Values, recipient: int) -> None:
        """Plan what lies ahead, and tell of what was mailed within a year or so."""
        if not row["due_on"] or not row["act_by"]:
            return
        day = datetime.date.fromisoformat(row["act_by"])
        away = (day - self._today).days
        if not -REMEMBERED <= away <= PLANNED or (away > 0 and row["state"] in CLOSED_STATES):
            return
        for rule, offset in ((Rule.AHEAD, -AHEAD), (Rule.DUE, 0)):
            planned = day + DAY * offset
            is_sent = planned < self._today
            at = f"{planned.isoformat()}T07:00:00+00:00"
            self._book.untold(
                m.Reminder,
                commitment_id=row["id"],
                deadline_id=row["deadline_id"],
                rule=rule.value,
                offset=offset,
                anchor_on=row["act_by"],
                recipient_id=recipient,
                planned_at=at,
                state=(ReminderState.DELIVERED if is_sent else ReminderState.PLANNED).value,
                mail_id=self._mail(row, recipient, at) if is_sent else None,
            )

    def _mail(self, row: Values, recipient: int, at: str) -> int:
        subject = f"{row['reference']} {row['title']}"
        made = self._book.untold(
            m.Mail,
            recipient_id=recipient,
            address=f"account-{recipient}@example.org",
            message_id=f"<s{next(self._mails)}.{row['id']}@example.org>",
            subject=subject,
            content=f"Subject: {subject}\n\n{subject}\n".encode(),
            state=MailState.ACCEPTED.value,
            ready_at=at,
            next_try_at=at,
            tries=1,
            dot_at=at,
            accepted_at=at,
            reply="250 OK",
        )
        return int(made["id"])
