"""The life of one commitment, told step by step up to today, as the life-cycle would have written it."""

import datetime
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from commitments import models as m
from commitments.synthetic import dates
from commitments.synthetic.book import Book, Values
from commitments.synthetic.dates import moment
from commitments.synthetic.drafting import Drafts
from commitments.synthetic.parties import Partner, World
from commitments.synthetic.told import Told
from commitments.synthetic.words import Words
from commitments.vocabulary import (
    SLIPS,
    ApprovalState,
    CommitmentState,
    EvidenceKind,
    Nature,
    OwedBy,
    Step,
)

DAY = datetime.timedelta(days=1)
DECLINED, DISCARDED, DORMANT, NEVER, ASKED = 0.04, 0.02, 0.02, 0.03, 0.02
ENDINGS = (
    (CommitmentState.FULFILLED, Step.FULFIL, 82),
    (CommitmentState.WITHDRAWN, Step.WITHDRAW, 6),
    (CommitmentState.NOT_PURSUED, Step.DROP, 12),
)
ENDINGS_OF_CONTINUING = (
    (CommitmentState.CONCLUDED, Step.CONCLUDE, 70),
    (CommitmentState.OVERTAKEN, Step.OVERTAKE, 30),
)


@dataclass(slots=True)
class Item:
    """What later meetings ask of a commitment: until when it was open, and its last place on an agenda."""

    pk: int
    closed_on: datetime.date | None
    place: int | None = None

    def is_open_on(self, day: datetime.date) -> bool:
        return self.closed_on is None or self.closed_on > day


class Lives:
    """Tells lives; what would lie after today is not told."""

    def __init__(
        self, book: Book, words: Words, chance: random.Random, world: World, today: datetime.date
    ) -> None:
        self._book, self._words, self._chance = book, words, chance
        self._world, self._today = world, today
        self._drafts = Drafts(book, words, chance, world, today)
        self._said = Told(book, words, chance, today)

    def live(
        self, partner: Partner, outcome: Values, title: str, held: datetime.date, recorded: datetime.date
    ) -> Item:
        """Tell one life, from its recording to today."""
        officer = self._chance.choice(partner.officers)
        row, parts = self._drafts.draft(partner, outcome, title, held, recorded, officer)
        if row["due_on"] is None:
            due = held + DAY * self._chance.randint(60, 900)
        else:
            due = datetime.date.fromisoformat(row["due_on"])
        accepted = self._accepted(row, parts, recorded, officer)
        if accepted is None:
            gone = row["state"] in (CommitmentState.DRAFT, CommitmentState.DISCARDED)
            return Item(row["id"], recorded if gone else None)
        due = self._moved(row, partner, due, accepted)
        closed = self._ended(row, parts, partner, due, accepted, officer)
        self._said.reminded(row, parts[0], self._recipient(parts, officer))
        return Item(row["id"], closed)

    # -- Until it is accepted
    def _accepted(
        self, row: Values, parts: Sequence[Values], recorded: datetime.date, officer: int
    ) -> datetime.date | None:
        """Take it through proposal and acceptance; give the day on which work began, if it did."""
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
                    m.Responsibility, part, at=moment(accepted), by=officer, action="accepted",
                    accepted_on=accepted.isoformat(), accepted_by_id=officer,
                    acceptance=self._paper(accepted),
                )  # fmt: skip
        first = {"first_deadline_id": row["deadline_id"]} if row["due_on"] else {}
        self._step(row, Step.ACCEPT, CommitmentState.ACCEPTED, accepted, officer, **first)
        # The history does not tell it: it tells the days that it is a copy of.
        row["heard_on"] = accepted.isoformat()
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
            m.Commitment,
            row,
            at=moment(day),
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
        """Move the date up to three times, each by the head's leave; give the day that stands."""
        if row["due_on"] is None or row["occurrence"]:
            return due
        asked_on = accepted
        for _move in range(self._chance.choices((0, 1, 2, 3), (70, 18, 8, 4))[0]):
            asked_on = max(asked_on + DAY, due - DAY * self._chance.randint(1, 40))
            if asked_on > self._today:
                return due
            due = max(due, asked_on) + DAY * self._chance.randint(15, 200)
            officer = self._chance.choice(partner.officers)
            own = {**dates.moved_to(due), **dates.dated(due, row["owed_by"], partner.iso)}
            self._said.asked(row, own, asked_on, officer, ApprovalState.GRANTED, partner.head)
            own |= {
                "number": self._said.next_number(row),
                "anchor_on": accepted.isoformat(),
                "reason": self._chance.choice(SLIPS).value,
                "asked_by_id": officer,
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
        """Report, prove and close, where that has happened by today; give the day of closing."""
        roll, between = self._chance.random, self._chance.randint
        late = between(-40, 40) if roll() < 0.85 else between(40, 400)
        closing = max(accepted + DAY * 3, due + DAY * late)
        never = roll() < NEVER or row["state"] == CommitmentState.ACCEPTED
        until = self._today if never else min(closing, self._today)
        self._said.reported(row, parts, accepted, until)
        endings = ENDINGS_OF_CONTINUING if row["nature"] == Nature.CONTINUING else ENDINGS
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
        if roll < DORMANT:
            woken = (self._today + DAY * self._chance.randint(10, 300)).isoformat()
            self._step(
                row, Step.REST, CommitmentState.DORMANT, self._today - DAY, partner.head, "Waits for a law.",
                review_on=woken,
            )  # fmt: skip
        elif roll < DORMANT + ASKED:
            own = dates.moved_to(max(due, self._today) + DAY * 60)
            self._said.asked(row, own, self._today - DAY * self._chance.randint(0, 20), officer)

    def _reported(self, row: Values, parts: Sequence[Values], day: datetime.date, officer: int) -> None:
        at, paper = moment(day), self._paper(day)
        self._book.add(
            m.Evidence, at=at, by=officer, commitment_id=row["id"], kind=EvidenceKind.REPORT.value,
            number=paper, dated_on=day.isoformat(), description=f"{row['title'][:80]}: done",
            classification=row["classification"],
        )  # fmt: skip
        for part in parts:
            if row["owed_by"] in (part["side"], OwedBy.JOINT):
                self._book.change(
                    m.Responsibility, part, at=at, by=officer, action="reported",
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
