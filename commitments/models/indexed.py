"""What records are found by."""

from django.db import models

from commitments.models.narrowing import NarrowedModel


class Indexed(NarrowedModel):
    """The terms by which one record is found, as `commitments.finding` keeps them.

    It holds nothing that the record does not say. Nobody reads it: what is found passes the record's door.
    """

    kind = models.CharField(max_length=40)
    key = models.PositiveBigIntegerField()
    terms = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("kind", "key"), name="indexed_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
