"""Generate the life of one commitment up to today, as the life cycle would have written it.

A commitment begins as a draft, with the ministries of both sides and the first deadline. Reports, requests,
reminders and their emails follow.
"""

import datetime
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from commitments import models
from commitments.enums import (
    CLOSED_STATES,
    SLIPS,
    ApprovalKind,
    ApprovalState,
    CommitmentState,
    EmailState,
    EvidenceKind,
    Health,
    LeadRole,
    MoveReason,
    Nature,
    OwedBy,
    ReminderKind,
    ReminderState,
    Side,
    Step,
)
from commitments.models import commitments
from commitments.seed.parties import MinistryStaff, Partner, SeedParties
from commitments.seed.rows import SeedBook, Values
from commitments.seed.values import SeedWords, build_date_values, first_version, format_moment, moved_to

OWED = ((OwedBy.OURS, 50), (OwedBy.THEIRS, 33), (OwedBy.JOINT, 17))
CONTINUING, SERIES, SUPPORTED, OTHER_LEAD, NOT_STATED = 0.12, 0.3, 0.15, 0.6, 0.03


class DraftWriter:
    """Writes drafts, and every version of their deadlines."""

    def __init__(
        self,
        book: SeedBook,
        words: SeedWords,
        chance: random.Random,
        world: SeedParties,
        today: datetime.date,
    ) -> None:
        self._book, self._words, self._chance = book, words, chance
        self._world, self._today = world, today

    def draft(
        self,
        partner: Partner,
        outcome: Values,
        title: str,
        held: datetime.date,
        recorded: datetime.date,
        officer: int,
    ) -> tuple[Values, list[Values]]:
        """Write a draft with its owners and its first deadline; return it, and its leads, the owing one
        first.
        """
        roll = self._chance.random
        is_continuing = roll() < CONTINUING
        is_series = not is_continuing and (self._today - held).days < 360 and roll() < SERIES
        owed_by = self._chance.choices([o for o, _w in OWED], [w for _o, w in OWED])[0].value
        number = self._book.number("commitment", partner.iso, held.year)
        at = format_moment(recorded)
        row = self._book.add(
            models.Commitment,
            at=at,
            by=officer,
            reference=f"{partner.iso}-{held.year}-{number:04}",
            outcome_id=outcome["id"],
            country_id=partner.pk,
            title=title[: commitments.TITLE_LETTERS].rstrip(),
            meaning=f"{title}: the desk reads it as {self._words.name()} does." if roll() < 0.2 else "",
            owed_by=owed_by,
            nature=(Nature.ONGOING if is_continuing else Nature.ONE_OFF).value,
            strength=outcome["strength"],
            classification=outcome["classification"],
            occurrence=1 if is_series else None,
        )
        parts = self._parts(row, partner, at, officer)
        own, due = first_version(
            held, recorded, self._chance, is_continuing=is_continuing, is_series=is_series
        )
        if own["kind"] == "event":
            own["mechanism_id"] = partner.mechanism
        own |= {"reason": MoveReason.FIRST.value, **build_date_values(due, owed_by, partner.iso)}
        self.version(row, own, recorded, officer)
        return row, parts

    def version(
        self, row: Values, own: Values, day: datetime.date, by: int, note: str = "", **also: Any
    ) -> Values:
        """Write a version of the deadline, to which the commitment then points."""
        at = format_moment(day)
        made = self._book.add(
            models.Deadline,
            at=at,
            by=by,
            action="deadline",
            why=note,
            commitment_id=row["id"],
            note=note,
            **own,
        )
        values = {
            "deadline_id": made["id"],
            "due_on": made["due_on"],
            "last_working_day": made["last_working_day"],
            "review_on": made["review_on"],
            **also,
        }
        self._book.change(models.Commitment, row, at=at, by=by, action="deadline", why=note, **values)
        return made

    def _parts(self, row: Values, partner: Partner, at: str, officer: int) -> list[Values]:
        """Name the leads, who owes first; now and then a ministry that supports."""
        owed_by = row["owed_by"]
        sides = [side.value for side in Side if owed_by in (side, OwedBy.JOINT)]
        sides += [s.value for s in Side if s not in sides and self._chance.random() < OTHER_LEAD]
        parts = []
        for side in sides:
            houses = self._world.houses if side == Side.OURS else partner.houses
            house = houses[int(len(houses) * self._chance.random() ** 2)]
            parts.append(self._part(row, side, LeadRole.LEAD, house, at, officer))
            if side == Side.OURS and self._chance.random() < SUPPORTED:
                other = houses[(houses.index(house) + 1) % len(houses)]
                self._part(row, side, LeadRole.SUPPORTING, other, at, officer)
        return parts

    def _part(
        self, row: Values, side: str, role: LeadRole, house: MinistryStaff, at: str, officer: int
    ) -> Values:
        is_stated = self._chance.random() >= NOT_STATED
        official = self._chance.choice(house.officials) if self._chance.random() < 0.7 else None
        return self._book.add(
            models.Responsibility,
            at=at,
            by=officer,
            commitment_id=row["id"],
            side=side,
            role=role.value,
            ministry_id=house.pk if is_stated else None,
            official_id=official if is_stated else None,
        )


DAY = datetime.timedelta(days=1)
AHEAD = 5
REMEMBERED = 400
PLANNED = 60
HEALTHS = ((Health.ON_TRACK, 60), (Health.AT_RISK, 27), (Health.OFF_TRACK, 13))


class HistoryWriter:
    """Writes the records that belong to a commitment."""

    def __init__(self, book: SeedBook, words: SeedWords, chance: random.Random, today: datetime.date) -> None:
        self._book, self._words, self._chance, self._today = book, words, chance, today
        self._numbers: dict[int, int] = {}
        self._mails = count(1)

    def next_number(self, row: Values) -> int:
        """Return the number of the next version of a commitment's deadline, from the second on."""
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
                models.ProgressUpdate,
                at=at,
                by=by,
                commitment_id=row["id"],
                side=parts[0]["side"],
                reported_on=day.isoformat(),
                health=health,
                text=self._words.report(),
                classification=row["classification"],
            )
            values: Values = {"health": health, "health_on": day.isoformat()}
            self._book.change(models.Commitment, row, at=at, by=by, action="health", **values)
            row["last_contact_on"] = day.isoformat()

    def write_request(
        self,
        row: Values,
        own: Values,
        day: datetime.date,
        by: int,
        state: ApprovalState = ApprovalState.PENDING,
        head: int | None = None,
    ) -> None:
        """Write a request for another date and, where it was decided, the decision."""
        at = f"{day.isoformat()}T08:00:00+00:00"
        made = self._book.add(
            models.Approval,
            at=at,
            by=by,
            commitment_id=row["id"],
            kind=ApprovalKind.DATE.value,
            terms={"spec": own["specification"], "review_on": None},
            move_reason=MoveReason.CAPACITY.value,
            reason="Needs longer.",
            state=ApprovalState.PENDING.value,
        )
        if state != ApprovalState.PENDING:
            values: Values = {"state": state.value, "decided_by_id": head, "decided_at": at}
            self._book.change(models.Approval, made, at=at, by=head, action=state.value, **values)

    def reminded(self, row: Values, part: Values, recipient: int) -> None:
        """Plan upcoming reminders, and write those that were emailed within a year or so."""
        if not row["due_on"] or not row["last_working_day"]:
            return
        day = datetime.date.fromisoformat(row["last_working_day"])
        away = (day - self._today).days
        if not -REMEMBERED <= away <= PLANNED or (away > 0 and row["state"] in CLOSED_STATES):
            return
        for rule, offset in ((ReminderKind.AHEAD, -AHEAD), (ReminderKind.DUE, 0)):
            planned = day + DAY * offset
            is_sent = planned < self._today
            at = f"{planned.isoformat()}T07:00:00+00:00"
            self._book.untold(
                models.Reminder,
                commitment_id=row["id"],
                deadline_id=row["deadline_id"],
                kind=rule.value,
                offset=offset,
                start_date=row["last_working_day"],
                recipient_id=recipient,
                planned_at=at,
                state=(ReminderState.DELIVERED if is_sent else ReminderState.PLANNED).value,
                email_id=self._mail(row, recipient, at) if is_sent else None,
            )

    def _mail(self, row: Values, recipient: int, at: str) -> int:
        subject = f"{row['reference']} {row['title']}"
        made = self._book.untold(
            models.Email,
            recipient_id=recipient,
            address=f"account-{recipient}@example.org",
            message_id=f"<s{next(self._mails)}.{row['id']}@example.org>",
            subject=subject,
            content=f"Subject: {subject}\n\n{subject}\n".encode(),
            state=EmailState.DELIVERED.value,
            ready_at=at,
            next_try_at=at,
            tries=1,
            final_dot_at=at,
            delivered_at=at,
            reply="250 OK",
        )
        return int(made["id"])


DECLINED, DISCARDED, SUSPENDED_SHARE, NEVER, REQUESTED_SHARE = 0.04, 0.02, 0.02, 0.03, 0.02
ENDINGS = (
    (CommitmentState.FULFILLED, Step.FULFIL, 82),
    (CommitmentState.WITHDRAWN, Step.WITHDRAW, 6),
    (CommitmentState.DISCONTINUED, Step.DISCONTINUE, 12),
)
ENDINGS_OF_CONTINUING = (
    (CommitmentState.CONCLUDED, Step.CONCLUDE, 70),
    (CommitmentState.OVERTAKEN, Step.OVERTAKE, 30),
)


@dataclass(slots=True)
class LifeItem:
    """What later meetings need of a commitment: until when it was open, and its last place on an agenda."""

    pk: int
    closed_on: datetime.date | None
    place: int | None = None

    def is_open_on(self, day: datetime.date) -> bool:
        return self.closed_on is None or self.closed_on > day


class CommitmentWriter:
    """Writes lives of commitments; nothing after today is written."""

    def __init__(
        self,
        book: SeedBook,
        words: SeedWords,
        chance: random.Random,
        world: SeedParties,
        today: datetime.date,
    ) -> None:
        self._book, self._words, self._chance = book, words, chance
        self._world, self._today = world, today
        self._drafts = DraftWriter(book, words, chance, world, today)
        self._said = HistoryWriter(book, words, chance, today)

    def live(
        self, partner: Partner, outcome: Values, title: str, held: datetime.date, recorded: datetime.date
    ) -> LifeItem:
        """Write one life, from its recording to today."""
        officer = self._chance.choice(partner.officers)
        row, parts = self._drafts.draft(partner, outcome, title, held, recorded, officer)
        if row["due_on"] is None:
            due = held + DAY * self._chance.randint(60, 900)
        else:
            due = datetime.date.fromisoformat(row["due_on"])
        accepted = self._accepted(row, parts, recorded, officer)
        if accepted is None:
            gone = row["state"] in (CommitmentState.DRAFT, CommitmentState.DISCARDED)
            return LifeItem(row["id"], recorded if gone else None)
        due = self._moved(row, partner, due, accepted)
        closed = self._ended(row, parts, partner, due, accepted, officer)
        self._said.reminded(row, parts[0], self._recipient(parts, officer))
        return LifeItem(row["id"], closed)

    # -- Until it is accepted
    def _accepted(
        self, row: Values, parts: Sequence[Values], recorded: datetime.date, officer: int
    ) -> datetime.date | None:
        """Write proposal and acceptance; return the day on which work began, if it did."""
        proposed = recorded + DAY * self._chance.randint(0, 25)
        if self._chance.random() < DISCARDED / 10:
            self._step(row, Step.DISCARD, CommitmentState.DISCARDED, recorded, officer)
            return None
        if proposed > self._today:
            return None
        self._step(
            row, Step.PROPOSE, CommitmentState.PROPOSED, proposed, officer, proposed_on=proposed.isoformat()
        )
        accepted = proposed + DAY * self._chance.randint(2, 45)
        is_young = (self._today - proposed).days < 120
        if is_young and accepted <= self._today and self._chance.random() < DECLINED:
            self._step(
                row, Step.DECLINE, CommitmentState.DECLINED, accepted, officer, "Another lead is meant."
            )
            return None
        if accepted > self._today:
            return None
        for part in parts:
            if row["owed_by"] in (part["side"], OwedBy.JOINT):
                self._book.change(
                    models.Responsibility, part, at=format_moment(accepted), by=officer, action="accepted",
                    accepted_on=accepted.isoformat(), accepted_by_id=officer,
                    acceptance=self._paper(accepted),
                )  # fmt: skip
        first = {"first_deadline_id": row["deadline_id"]} if row["due_on"] else {}
        self._step(row, Step.ACCEPT, CommitmentState.ACCEPTED, accepted, officer, **first)
        # The history does not tell it: it tells the days that it is a copy of.
        row["last_contact_on"] = accepted.isoformat()
        started = accepted + DAY * self._chance.randint(1, 25)
        if started <= self._today:
            self._step(row, Step.START, CommitmentState.IN_PROGRESS, started, officer)
        return accepted

    def _step(
        self,
        row: Values,
        step: Step,
        state: CommitmentState,
        day: datetime.date,
        by: int,
        reason: str = "",
        **also: Any,
    ) -> None:
        self._book.change(
            models.Commitment,
            row,
            at=format_moment(day),
            by=by,
            action=step.value,
            why=reason,
            state=state.value,
            **also,
        )

    # -- Afterwards
    def _moved(
        self, row: Values, partner: Partner, due: datetime.date, accepted: datetime.date
    ) -> datetime.date:
        """Move the date up to three times, each approved by the head; return the current day."""
        if row["due_on"] is None or row["occurrence"]:
            return due
        asked_on = accepted
        for _move in range(self._chance.choices((0, 1, 2, 3), (70, 18, 8, 4))[0]):
            asked_on = max(asked_on + DAY, due - DAY * self._chance.randint(1, 40))
            if asked_on > self._today:
                return due
            due = max(due, asked_on) + DAY * self._chance.randint(15, 200)
            officer = self._chance.choice(partner.officers)
            own = {**moved_to(due), **build_date_values(due, row["owed_by"], partner.iso)}
            self._said.write_request(row, own, asked_on, officer, ApprovalState.GRANTED, partner.head)
            own |= {
                "number": self._said.next_number(row),
                "start_date": accepted.isoformat(),
                "reason": self._chance.choice(SLIPS).value,
                "requested_by_id": officer,
                "approved_by_id": partner.head,
            }
            self._drafts.version(row, own, asked_on, partner.head, "Needs longer.")
        return due

    def _ended(
        self,
        row: Values,
        parts: Sequence[Values],
        partner: Partner,
        due: datetime.date,
        accepted: datetime.date,
        officer: int,
    ) -> datetime.date | None:
        """Write report, evidence and closing, where they happened by today; return the day of closing."""
        roll, between = self._chance.random, self._chance.randint
        late = between(-40, 40) if roll() < 0.85 else between(40, 400)
        closing = max(accepted + DAY * 3, due + DAY * late)
        never = roll() < NEVER or row["state"] == CommitmentState.ACCEPTED
        until = self._today if never else min(closing, self._today)
        self._said.reported(row, parts, accepted, until)
        endings = ENDINGS_OF_CONTINUING if row["nature"] == Nature.ONGOING else ENDINGS
        state, step, _weight = self._chance.choices(endings, [weight for *_rest, weight in endings])[0]
        report_on = max(accepted, closing - DAY * between(1, 40))
        if state == CommitmentState.FULFILLED and not never and report_on <= self._today:
            self._reported(row, parts, report_on, officer)
        if closing > self._today or never:
            self._still_open(row, partner, due, officer)
            return None
        why = "" if state == CommitmentState.FULFILLED else "Agreed."
        self._step(row, step, state, closing, partner.head, why, closed_on=closing.isoformat())
        return closing

    def _still_open(self, row: Values, partner: Partner, due: datetime.date, officer: int) -> None:
        """Let some of what is under way rest, and of some another date be asked for."""
        if row["state"] != CommitmentState.IN_PROGRESS:
            return
        roll = self._chance.random()
        if roll < SUSPENDED_SHARE:
            woken = (self._today + DAY * self._chance.randint(10, 300)).isoformat()
            self._step(
                row, Step.SUSPEND, CommitmentState.SUSPENDED, self._today - DAY, partner.head,
                "Waits for a law.", review_on=woken,
            )  # fmt: skip
        elif roll < SUSPENDED_SHARE + REQUESTED_SHARE:
            own = moved_to(max(due, self._today) + DAY * 60)
            self._said.write_request(row, own, self._today - DAY * self._chance.randint(0, 20), officer)

    def _reported(self, row: Values, parts: Sequence[Values], day: datetime.date, officer: int) -> None:
        at, paper = format_moment(day), self._paper(day)
        self._book.add(
            models.Evidence, at=at, by=officer, commitment_id=row["id"], kind=EvidenceKind.REPORT.value,
            number=paper, dated_on=day.isoformat(), description=f"{row['title'][:80]}: done",
            classification=row["classification"],
        )  # fmt: skip
        for part in parts:
            if row["owed_by"] in (part["side"], OwedBy.JOINT):
                self._book.change(
                    models.Responsibility, part, at=at, by=officer, action="reported",
                    reported_on=day.isoformat(), reported_by_id=officer, report=paper,
                )  # fmt: skip
        self._step(row, Step.REPORT, CommitmentState.REPORTED, day, officer)

    def _paper(self, day: datetime.date) -> str:
        return f"Letter {self._chance.randint(1, 999)}/{day.year}"

    def _recipient(self, parts: Sequence[Values], officer: int) -> int:
        for house in self._world.houses:
            if house.pk == parts[0]["ministry_id"]:
                return house.accounts[0]
        return officer
