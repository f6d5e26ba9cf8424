"""Who has an import in hand: one worker for a while, and another once that one is gone."""

import datetime
import time
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from commitments.models import Import

# Longer than any chunk takes; a dead worker's import is taken up when it is over.
LEASE_SECONDS = 120
_LEASE = datetime.timedelta(seconds=LEASE_SECONDS)


class Lost(Exception):  # noqa: N818 - not wrong: somebody else has it, or it was stopped
    """The import is in other hands, or in another state, and this worker leaves it."""


@dataclass(slots=True)
class Lease:
    """An import taken in one state: `now` is when it was taken, and the time since is measured."""

    key: int
    state: str
    now: datetime.datetime
    until: datetime.datetime
    begun: float = field(default_factory=time.monotonic)

    def moment(self) -> datetime.datetime:
        """Give the moment it is, counted from when the import was taken."""
        return self.now + datetime.timedelta(seconds=time.monotonic() - self.begun)

    def keep(self, **values: Any) -> None:
        """Write some columns while it is still in hand, for one more lease; raises `Lost`."""
        until = self.moment() + _LEASE
        if not self._mine().update(lease_until=until, **values):
            raise Lost
        self.until = until

    def give_up(self, **values: Any) -> None:
        """Write some columns, and let it go."""
        if not self._mine().update(lease_until=None, **values):
            raise Lost

    def _mine(self) -> Any:
        return Import.objects.filter(pk=self.key, state=self.state, lease_until=self.until)


def take(key: int, state: str, now: datetime.datetime) -> Lease | None:
    """Take an import in this state, where nobody has it in hand; None where somebody has."""
    until = now + _LEASE
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    if not Import.objects.filter(free, pk=key, state=state).update(lease_until=until):
        return None
    return Lease(key, state, now, until)
