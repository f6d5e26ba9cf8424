"""Draws random rows: what records share is drawn here, the same for the same seed."""

import datetime
import random
from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model

from commitments import enums, models

T = TypeVar("T", bound=Model)
NOW = datetime.datetime(2026, 3, 11, 1, 0, tzinfo=datetime.UTC)
REFUSED = {"reason": "x", "state": enums.ApprovalState.REFUSED, "decided_at": NOW}
DAY = datetime.timedelta(days=1)
DAYS = (-9, -1, 0, 1, 9)


class Draw:
    """Rows by kind, of one seed and one day."""

    def __init__(self, seed: int, today: datetime.date) -> None:
        self.rng, self.seed, self.today = random.Random(seed), seed, today
        self.rows: dict[type[Model], list[Any]] = defaultdict(list)

    def of(self, model: type[T]) -> list[T]:
        return self.rows[model]

    def some(self, model: type[T], empty: float = 0.0) -> Any:
        """Draw a row, or nothing once in a while."""
        rows = self.rows[model]
        return None if not rows or self.rng.random() < empty else self.rng.choice(rows)

    def make(self, model: type[T], number: int, row: Callable[[int], dict[str, Any]]) -> None:
        """Write so many rows, each with what `row` gives; what records share is drawn here."""
        made = []
        for index in range(number):
            values = row(index)
            if issubclass(model, models.Record) or model is models.Deadline:
                values = {"recorded_at": NOW, "recorded_by": self.some(models.User, 0.3), **values}
            if issubclass(model, models.Classified):
                values = {"classification": self.rng.randrange(4), **values}
            made.append(model(**values))
        self.rows[model] += model._default_manager.bulk_create(made)

    def days(self) -> dict[str, datetime.date]:
        first, last = sorted((self.rng.choice(DAYS), self.rng.choice(DAYS)))
        return {"starts_on": self.today + first * DAY, "ends_on": self.today + last * DAY}

    def person(self) -> Any:
        return self.some(models.User)

    def at(self) -> dict[str, Any]:
        return {"meeting": self.some(models.Meeting)}

    def of_item(self) -> dict[str, Any]:
        return {"commitment": self.some(models.Commitment)}
