"""The oracle's half about people: their places, for whom they stand in, and what they need to know."""

import datetime
from typing import Any

from commitments import models
from tests.security.world import World

DESK = {"desk_officer", "head_of_desk", "division_head", "embassy_officer"}
HEADS = {"head_of_desk", "division_head"}
MINISTRY = {"focal_point", "validating_authority"}
OFFICE = {"records_officer", "auditor"}
HIDDEN = {"discarded", "in_error"}


class Knowing:
    """Answers about the people of one world on one day."""

    def __init__(self, world: World) -> None:
        self.world, self.today = world, world.today
        self.by_key = {(type(row).__name__, row.pk): row for rows in world.rows.values() for row in rows}

    # -- Who somebody is
    def lasts(self, row: Any) -> bool:
        first: datetime.date | None = row.starts_on
        last: datetime.date | None = row.ends_on
        return (first is None or first <= self.today) and (last is None or self.today <= last)

    def away(self, deputy: models.User, own: set[str], roles: set[str]) -> list[models.User]:
        """Name for whom a person of such a role stands in today, of some roles."""
        if deputy.role not in own:
            return []
        rows = [
            row for row in self.world.of(models.Absence) if row.deputy_id == deputy.pk and self.lasts(row)
        ]
        return [row.person for row in rows if row.person.is_active and row.person.role in roles]

    def _covered(self, user: models.User) -> set[int]:
        """Name the partners of a person's own place."""
        found = set()
        for country in self.world.of(models.Country):
            desk = country.desk
            match user.role:
                case "desk_officer" | "head_of_desk" | "administrator":
                    is_own = desk is not None and desk.pk == user.desk_id
                case "division_head":
                    is_own = desk is not None and desk.division_id == user.division_id
                case "embassy_officer":
                    is_own = country.pk == user.host_country_id
                case _:
                    is_own = False
            if is_own:
                found.add(country.pk)
        return found

    def place(self, user: models.User, left_by: set[str] = DESK) -> set[int]:
        """Name the partners of a person's place, and of the places left to the person."""
        found = self._covered(user)
        for person in self.away(user, DESK, left_by):
            found |= self._covered(person)
        return found

    def ministries(self, user: models.User) -> set[int | None]:
        if user.role not in MINISTRY:
            return set()
        return {user.ministry_id, *(one.ministry_id for one in self.away(user, MINISTRY, MINISTRY))} - {None}

    # -- Need to know
    def is_granted(self, user: models.User, obj: Any) -> bool:
        """Say whether a grant names this meeting or commitment, or something that it is part of."""
        if user.role in OFFICE:
            return False
        country = obj.country_id
        meeting = obj.pk if isinstance(obj, models.Meeting) else obj.outcome.meeting_id
        for row in self.world.of(models.Grant):
            if row.person_id == user.pk and row.ended_at is None and self.lasts(row):
                by_itself = isinstance(obj, models.Commitment) and row.commitment_id == obj.pk
                if by_itself or country == row.country_id or meeting == row.meeting_id:
                    return True
        return False

    def is_briefed(self, user: models.User, meeting: int) -> bool:
        rows = self.world.of(models.PacketMeeting)
        return user.role == "reader" and any(
            row.meeting_id == meeting and row.packet.reader_id == user.pk for row in rows
        )

    def has_part(self, user: models.User, item: models.Commitment) -> bool:
        own = self.ministries(user)
        for part in self.world.of(models.Responsibility):
            if part.commitment_id != item.pk:
                continue
            house, names = part.ministry, 0
            while house is not None and names < 3:
                if house.pk in own:
                    return True
                house, names = house.successor, names + 1
        return False

    def is_known(self, user: models.User, obj: Any, with_grants: bool) -> bool:
        """Say whether there is need to know of a meeting or a commitment, the marking apart."""
        if user.role in OFFICE:
            return True
        if obj.state in HIDDEN:
            return False
        if obj.country_id in self.place(user):
            return True
        granted = with_grants and self.is_granted(user, obj)
        if isinstance(obj, models.Meeting):
            return granted or self.is_briefed(user, obj.pk)
        if obj.state == "draft":
            return False
        return granted or self.is_briefed(user, obj.outcome.meeting_id) or self.has_part(user, obj)
