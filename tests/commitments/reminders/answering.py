"""What the tests of answers by mail share: an item, the mail about it, and the address that it carries."""

import datetime
import re

from django.conf import settings
from django.test import Client

from commitments.enums import CommitmentState, ReplyKind
from commitments.models import Commitment, EmailReply, ReplyLink
from commitments.reminders import replies
from commitments.reminders.replies import ReplyValues
from tests import make
from tests.commitments.reminders.case import SweepCase, seoul

# The morning of the rung ten working days before 30 June, and an hour later.
MAILED, ANSWERED = seoul(6, 16), seoul(6, 16, 8)
ADDRESS = re.compile(rf"{re.escape(settings.PUBLIC_URL)}(/reply/\S+/)")


class AnswerCase(SweepCase):
    """A mail about an accepted item has gone to the focal point of its lead."""

    def mailed(self, item: Commitment | None = None) -> Commitment:
        """Send the mails of the morning about an item; give the item."""
        item = item or self.accepted()
        self.sweep(MAILED)
        return item

    def address(self) -> str:
        """Read the address of the answer page from the first mail."""
        found = ADDRESS.search(self.text())
        assert found is not None
        return found[1]

    def link(self) -> ReplyLink:
        return ReplyLink.objects.select_related("commitment", "recipient", "email").get()

    def answered(self, kind: ReplyKind = ReplyKind.NO_CHANGE, **said: str) -> EmailReply:
        """Answer from the mail an hour later."""
        return replies.accept_reply(self.link(), ReplyValues(kind, **said), now=ANSWERED)

    def asked_to_accept(self) -> ReplyLink:
        """Give the link of an item that its owner is asked to accept."""
        item = make.commitment(self.people, state=CommitmentState.PROPOSED, now=MAILED)
        assert item.deadline is not None
        return ReplyLink.objects.create(
            commitment=item,
            deadline=item.deadline,
            recipient=self.people.focal_point,
            expires_at=MAILED + replies.VALID + datetime.timedelta(minutes=1),
            shown={"reference": item.reference, "title": item.title, "facts": []},
        )

    def browser(self) -> Client:
        """Give a browser that checks forgery as a real one is checked."""
        return Client(enforce_csrf_checks=True)
