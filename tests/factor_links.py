"""What becomes of a first second factor: the mail that the worker sends for it, and the link in that."""

import email
import email.policy
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from allauth.mfa.models import Authenticator
from django.test import Client

from commitments import tasks
from commitments.reminders import delivery
from commitments.reminders.delivery import AttemptResult, OutgoingEmail, ServerReply
from tests.resets import text
from tests.security import otp

INDEX, APP = "/accounts/two-step/", "/accounts/two-step/app/"
LINK = re.compile(r"(\S+)(/accounts/two-step/confirm/[\w-]+/)")


class Post:
    """What a mail server took."""

    def __init__(self) -> None:
        self.taken: list[email.message.EmailMessage] = []

    def deliver(self, parcel: OutgoingEmail, may_finish: object) -> ServerReply:
        self.taken.append(email.message_from_bytes(parcel.content, policy=email.policy.default))
        return ServerReply(AttemptResult.ACCEPTED, "250 taken")

    def close(self) -> None:
        """Nothing is open."""

    def links(self) -> list[str]:
        """Give the path of the link in each mail."""
        return [found[2] for found in map(LINK.search, map(text, self.taken)) if found is not None]


@contextmanager
def post() -> Iterator[Post]:
    """Let the worker do at once what it is rung for, and keep what it sends."""
    kept = Post()
    with (
        mock.patch.object(tasks.send_factor_link, "delay", side_effect=tasks.send_factor_link),
        mock.patch.object(delivery, "open_channel", return_value=kept),
    ):
        yield kept


def set_up_app(client: Client) -> Any:
    """Set up an app with the secret of `otp` as who is signed in; give the answer."""
    client.get(APP)
    session = client.session
    session["mfa.totp.secret"] = otp.SECRET
    session.save()
    return client.post(APP, {"code": otp.code()})


def waits(factor: Authenticator) -> bool:
    """Say whether a factor still counts for nothing."""
    factor.refresh_from_db()
    return "awaits" in factor.data
