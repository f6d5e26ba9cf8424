"""What becomes of a request for a new password: whom the worker is rung for, and the mail that it sends."""

import email
import email.policy
from typing import Any
from unittest import mock

from commitments import tasks
from commitments.accounts import emails
from commitments.models import User
from tests.cast import NOW

RESET = "/accounts/password/reset/"


def ask(client: Any, address: str, **more: Any) -> tuple[Any, list[email.message.EmailMessage]]:
    """Ask for a link; give the answer, and the mails that the worker makes when it is rung."""
    with mock.patch.object(tasks.send_resets, "delay") as bell:
        answer = client.post(RESET, {"email": address}, **more)
    keys = [key for call in bell.call_args_list for key in call.args[0]]
    made = [emails.render_reset_email(person, now=NOW) for person in User.objects.filter(pk__in=keys)]
    read = email.policy.default
    return answer, [email.message_from_bytes(one.content, policy=read) for one in made]


def text(message: email.message.EmailMessage, kind: str = "plain") -> str:
    """Give the body of a mail as it is read."""
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())
