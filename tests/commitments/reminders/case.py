"""What the tests of the sweep share: mail into files of the test, read back, and mornings in Seoul."""

import datetime
import email
import email.policy
import tempfile
from collections import Counter
from email.message import EmailMessage
from pathlib import Path
from typing import ClassVar

from django.test import TestCase, override_settings
from django.utils import timezone

from commitments.enums import CommitmentState, ReminderState
from commitments.models import Commitment, Grant, Heartbeat, Meeting, Reminder, User
from commitments.reminders import outbox
from commitments.reminders.outbox import ReminderRunResult
from tests import make
from tests.cast import Cast, gather


def seoul(month: int, day: int, hour: int = 7, minute: int = 0) -> datetime.datetime:
    """Give a moment of 2026 in Seoul, where the home desk reads its mail."""
    zone = datetime.timezone(datetime.timedelta(hours=9))
    return datetime.datetime(2026, month, day, hour, minute, tzinfo=zone)


class SweepCase(TestCase):
    """Mail goes to files in a folder of the test."""

    people: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.people = gather()
        User.objects.update(time_zone="Asia/Seoul")

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        changed = override_settings(MAIL_TO_FILES=True, MAIL_FOLDER=self.folder, DUTY_BOX="duty@example.org")
        changed.enable()
        self.addCleanup(changed.disable)

    def mails(self) -> list[EmailMessage]:
        """Read the mails that have arrived."""
        return [
            email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            for file in sorted(self.folder.glob("*.eml"))
        ]

    def text(self) -> str:
        """Read the plain text of the first mail."""
        part = self.mails()[0].get_body(("plain",))
        assert part is not None
        return str(part.get_content())

    def html(self) -> str:
        """Read the HTML of the first mail."""
        part = self.mails()[0].get_body(("html",))
        assert part is not None
        return str(part.get_content())

    def arrived(self) -> Counter[str]:
        """Count the mails that have arrived by address."""
        return Counter(one["To"].addresses[0].addr_spec for one in self.mails())

    def sweep(self, now: datetime.datetime) -> ReminderRunResult:
        """Sweep as a tracker does that has swept the minute before."""
        Heartbeat.objects.update_or_create(
            name="sweep", defaults={"beat_at": now - datetime.timedelta(minutes=1)}
        )
        return outbox.run_outbox(now)

    def accepted(self, **more: object) -> Commitment:
        return make.commitment(self.people, state=CommitmentState.ACCEPTED, **more)  # type: ignore[arg-type]

    def let_read(self, meeting: Meeting) -> None:
        """Open a meeting to the focal point, who reads the items of the ministry and no meeting."""
        today = timezone.localdate()
        Grant.objects.create(
            person=self.people.focal_point,
            meeting=meeting,
            starts_on=today,
            ends_on=today,
            reason="Was there.",
            recorded_at=timezone.now(),
        )

    def reasons(self, item: Commitment) -> dict[str, str]:
        rows = Reminder.objects.filter(commitment=item, state=ReminderState.DROPPED)
        return {row.recipient.username if row.recipient else "": row.not_sent_reason for row in rows}
