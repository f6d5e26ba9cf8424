"""The counters from which references are drawn."""

from django.db import models

from commitments.models.narrowing import NarrowedModel


class Counter(NarrowedModel):
    """The last number given out for one kind of record, partner and year (0 for none)."""

    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=2)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("kind", "code", "year"), name="counter_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.code} {self.year}"
