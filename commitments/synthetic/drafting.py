"""How a commitment begins: as a draft, with the ministries of both sides and the first deadline."""

import datetime
import random
from typing import Any

from commitments import models as m
from commitments.synthetic import dates
from commitments.synthetic.book import Book, Values
from commitments.synthetic.dates import moment
from commitments.synthetic.parties import House, Partner, World
from commitments.synthetic.words import Words
from commitments.vocabulary import LeadRole, MoveReason, Nature, OwedBy, Side

OWED = ((OwedBy.OURS, 50), (OwedBy.THEIRS, 33), (OwedBy.JOINT, 17))
CONTINUING, SERIES, SUPPORTED, OTHER_LEAD, NOT_STATED = 0.12, 0.3, 0.15, 0.6, 0.03


class Drafts:
    """Writes drafts, and every version of their deadlines."""

    def __init__(
        self, book: Book, words: Words, chance: random.Random, world: World, today: datetime.date
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
        """Write a draft with its owners and its first deadline; give it, and its leads, who owes first."""
        roll = self._chance.random
        is_continuing = roll() < CONTINUING
        is_series = not is_continuing and (self._today - held).days < 360 and roll() < SERIES
        owed_by = self._chance.choices([o for o, _w in OWED], [w for _o, w in OWED])[0].value
        number = self._book.number("commitment", partner.iso, held.year)
        at = moment(recorded)
        row = self._book.add(
            m.Commitment,
            at=at,
            by=officer,
            reference=f"{partner.iso}-{held.year}-{number:04}",
            outcome_id=outcome["id"],
            country_id=partner.pk,
            title=title[: m.commitment.TITLE_LETTERS].rstrip(),
            meaning=f"{title}: the desk reads it as {self._words.name()} does." if roll() < 0.2 else "",
            owed_by=owed_by,
            nature=(Nature.CONTINUING if is_continuing else Nature.DISCRETE).value,
            strength=outcome["strength"],
            classification=outcome["classification"],
            occurrence=1 if is_series else None,
        )
        parts = self._parts(row, partner, at, officer)
        own, due = dates.first_version(
            held, recorded, self._chance, is_continuing=is_continuing, is_series=is_series
        )
        if own["kind"] == "event":
            own["mechanism_id"] = partner.mechanism
        own |= {"reason": MoveReason.FIRST.value, **dates.dated(due, owed_by, partner.iso)}
        self.version(row, own, recorded, officer)
        return row, parts

    def version(
        self, row: Values, own: Values, day: datetime.date, by: int, note: str = "", **also: Any
    ) -> Values:
        """Write a version of the deadline, to which the commitment then points."""
        at = moment(day)
        made = self._book.add(
            m.Deadline,
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
            "act_by": made["act_by"],
            "review_on": made["review_on"],
            **also,
        }
        self._book.change(m.Commitment, row, at=at, by=by, action="deadline", why=note, **values)
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

    def _part(self, row: Values, side: str, role: LeadRole, house: House, at: str, officer: int) -> Values:
        is_stated = self._chance.random() >= NOT_STATED
        official = self._chance.choice(house.officials) if self._chance.random() < 0.7 else None
        return self._book.add(
            m.Responsibility,
            at=at,
            by=officer,
            commitment_id=row["id"],
            side=side,
            role=role.value,
            ministry_id=house.pk if is_stated else None,
            official_id=official if is_stated else None,
        )
