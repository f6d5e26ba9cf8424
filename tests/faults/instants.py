"""The named instants at which a sender is killed: a call, before or after it."""

import os
import signal
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from commitments.reminders import (
    delivery,
    heartbeat,
    journal,
    message_batches,
    messages,
    planner,
    unconfirmed,
)


@dataclass(frozen=True)
class Instant:
    """Where the process dies: at which call (of those whose last argument is `only`), before it or after."""

    owner: Any
    name: str
    is_after: bool
    only: bytes | None = None

    def arm(self) -> None:
        """Let this process be killed there."""
        setattr(self.owner, self.name, self._dying(getattr(self.owner, self.name)))

    def _dying(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def killed(*args: Any, **named: Any) -> Any:
            is_meant = self.only is None or args[-1] == self.only
            if is_meant and not self.is_after:
                os.kill(os.getpid(), signal.SIGKILL)
            result = call(*args, **named)
            if is_meant:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return killed


INSTANTS = {
    "after the dead are looked after": Instant(unconfirmed, "requeue_unsent", is_after=True),
    "before planning": Instant(planner, "plan_rows", is_after=False),
    "after planning": Instant(planner, "plan_rows", is_after=True),
    "while the mail is written": Instant(messages, "render_letter", is_after=False),
    "before the mail is committed": Instant(message_batches, "ComposedEmail", is_after=False),
    "before claim": Instant(journal, "claim_emails", is_after=False),
    "after claim": Instant(journal, "claim_emails", is_after=True),
    "when connected": Instant(delivery.SmtpChannel, "_ready", is_after=True),
    "before the dot": Instant(journal, "write_dot", is_after=False),
    "after the dot is journalled": Instant(journal, "write_dot", is_after=True),
    "after the dot is sent": Instant(smtplib.SMTP, "send", is_after=True, only=b".\r\n"),
    "after 250": Instant(journal, "record_attempt", is_after=False),
    "after commit": Instant(journal, "record_attempt", is_after=True),
    "before the heart beats": Instant(heartbeat, "record_beat", is_after=False),
}
# The dot is journalled and its answer is not: nobody but an oracle can know.
DOUBTFUL = {"after the dot is journalled", "after the dot is sent", "after 250"}
# The server had the mail by then.
ARRIVED = DOUBTFUL - {"after the dot is journalled"}
# Mail to files has no connection.
BY_MAIL_ALONE = {"when connected", "after the dot is sent"}
# The same two sides of the dot for a loop that keeps no journal.
OF_LOOPS = {
    "before it is sent": Instant(smtplib.SMTP, "sendmail", is_after=False),
    "after it is sent": Instant(smtplib.SMTP, "sendmail", is_after=True),
}
