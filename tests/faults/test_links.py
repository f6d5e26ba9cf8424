"""One answer link of a mail, posted by many at once: one answer is taken, the others are told so."""

import datetime
import threading
from collections import Counter
from unittest import mock

from django.core.cache import cache
from django.db import connection
from django.test import Client, TransactionTestCase
from django.urls import reverse
from django.utils import timezone

from commitments.enums import CommitmentState, ReminderKind, ReplyKind, ReplyState
from commitments.models import EmailReply, Reminder, ReplyLink
from commitments.reminders import replies
from commitments.reminders.replies import ReplyValues
from tests import make
from tests.cast import gather
from tests.faults.stage import IS_FULL, note

AT_ONCE, ROUNDS = 6, 20 if IS_FULL else 2
PATIENCE_SECONDS = 30


def naive(link: ReplyLink, said: ReplyValues, *, now: datetime.datetime) -> None:
    """Look whether the link was used, and then use it."""
    if not EmailReply.objects.filter(link=link).exists():
        BETWEEN.wait(PATIENCE_SECONDS)
        EmailReply.objects.create(
            link=link,
            commitment=link.commitment,
            kind=said.kind,
            given_at=now,
            recorded_at=now,
            state=ReplyState.WAITING,
        )


GIVE = replies.accept_reply
BETWEEN = threading.Barrier(AT_ONCE)


class OneLinkTests(TransactionTestCase):
    """On PostgreSQL, each with a connection of its own; SQLite lets one write at a time."""

    def link(self) -> str:
        """Make the link of a mail to the focal point; give the address of its page."""
        people, now = gather(), timezone.now()
        item = make.commitment(people, state=CommitmentState.PROPOSED)
        assert item.deadline
        link = ReplyLink.objects.create(
            commitment=item,
            deadline=item.deadline,
            recipient=people.focal_point,
            expires_at=now + replies.VALID,
            shown={"reference": item.reference, "title": item.title, "facts": []},
        )
        return reverse("answer", args=[replies.build_token(item.pk, people.focal_point.pk, link.expires_at)])

    def post(self, address: str) -> Counter[int]:
        """Post the same answer from many browsers at once; count the statuses."""
        statuses: list[int] = []

        def answer() -> None:
            # An error of one is signalled to the clients of all.
            client = Client(raise_request_exception=False)
            try:
                statuses.append(client.post(address, {"kind": ReplyKind.ACCEPT}).status_code)
            finally:
                connection.close()

        browsers = [threading.Thread(target=answer) for _number in range(AT_ONCE)]
        for browser in browsers:
            browser.start()
        for browser in browsers:
            browser.join(PATIENCE_SECONDS)
        return Counter(statuses)

    def test_one_of_many_posts_at_once_is_taken_and_the_others_say_that_it_was_answered(self) -> None:
        # All have looked at the link and found it open before the first uses it.
        def give(link: ReplyLink, said: ReplyValues, *, now: datetime.datetime) -> EmailReply:
            BETWEEN.wait(PATIENCE_SECONDS)
            return GIVE(link, said, now=now)

        for _number in range(ROUNDS):
            # No client sends so many in a minute.
            cache.clear()
            with mock.patch.object(replies, "accept_reply", give):
                self.assertEqual(self.post(self.link()), {303: 1, 200: AT_ONCE - 1})
                self.assertEqual(EmailReply.objects.count(), 1)
                self.assertEqual(Reminder.objects.filter(kind=ReminderKind.REPLY_COPY).count(), 1)
            self._fixture_teardown()  # type: ignore[attr-defined]
        note("links", f"{AT_ONCE} posts of one answer link at once, {ROUNDS} times: one taken each time")

    def test_control_who_looks_and_then_writes_fails_the_others(self) -> None:
        with mock.patch.object(replies, "accept_reply", naive):
            statuses = self.post(self.link())
        note("links", f"looked and then written: {statuses[500]} of {AT_ONCE} get an error", is_control=True)
        self.assertEqual(statuses, {303: 1, 500: AT_ONCE - 1})
