"""What the stories in a real browser share: the cast, each signed in, and a service that is alive."""

from typing import Any

from django.utils import timezone

from commitments.models import Heartbeat
from tests.cast import Cast, gather
from tests.pages.served import Served


class Stories(Served):
    """Tells stories of the cast to a browser."""

    cast: Cast

    def setUp(self) -> None:
        self.cast = gather()
        Heartbeat.objects.create(name="sweep", beat_at=timezone.now())

    def tell(self, module: str, story: str, **task: Any) -> None:
        """Let the browser live a story; fail with its findings."""
        people = (self.cast.officer, self.cast.head, self.cast.focal_point, self.cast.validator)
        sessions = {user.username: self.session(user) for user in people}
        self.in_browser(module, story, **{"sessions": sessions, "session": sessions["officer"], **task})
