"""Signs of life."""

from django.db import models


class Heartbeat(models.Model):
    """When a service last completed its round."""

    name = models.CharField(max_length=30, primary_key=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
