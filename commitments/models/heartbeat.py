"""Signs of life."""

from django.db import models

from commitments.models.narrowing import NarrowedModel


class Heartbeat(NarrowedModel):
    """When a service last completed its round."""

    name = models.CharField(max_length=30, primary_key=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
