"""Whether two answers can be told apart, once the tokens and what was asked for are masked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.admin.sites import AdminSite
from django.db import transaction
from django.test import Client

from tests.commitments.admin.probe import masked
from tests.security.canaries import ABSENT, CANARY

Asked = Callable[[Any], Any]
# What the clock alone changes, or how often one has asked, whatever it was for.
OF_THE_CLOCK = frozenset({"Expires", "Date", "Last-Modified", "RateLimit"})
# The body itself is compared, and a size may have the very digits that were asked for.
OF_THE_BODY = frozenset({"Content-Length"})


def text_of(answer: Any) -> str:
    """Read an answer whole, also one that is sent in pieces."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode("utf-8", "replace"))


def told(answer: Any, asked: Any) -> tuple[Any, ...]:
    """Give what a person sees of an answer: status, way, headers and body."""
    headers = sorted(
        (name, value) for name, value in answer.headers.items() if name not in OF_THE_CLOCK | OF_THE_BODY
    )
    way = masked(str(getattr(answer, "redirect_chain", ())), asked)
    return answer.status_code, way, masked(str(headers), asked), masked(text_of(answer), asked)


def differ(ask: Asked, hidden: Any, absent: Any = ABSENT) -> bool:
    """Ask for what is hidden and for what is not there; say whether the answers differ.

    What either would write is undone, so that both meet the same records.
    """
    answers = []
    for key in (hidden, absent):
        with undone():
            answers.append(told(ask(key), key))
    return answers[0] != answers[1]


@contextmanager
def undone() -> Iterator[None]:
    """Undo in the end what is written meanwhile."""
    with transaction.atomic():
        mark = transaction.savepoint()
        try:
            yield
        finally:
            transaction.savepoint_rollback(mark)


def says(text: str) -> bool:
    return CANARY in text.upper()


def place(text: str) -> str:
    """Give the words around the first canary, for who has to find the leak."""
    at = text.upper().index(CANARY)
    return " ".join(text[max(0, at - 90) : at + 40].split())


def telling(client: Client, addresses: list[str]) -> list[str]:
    """Visit pages; give those that say the canary, with the place."""
    found = []
    for address in addresses:
        text = text_of(client.get(address, follow=True))
        found += [f"{address}: {place(text)}"] if says(text) else []
    return found


def models_of(site: AdminSite) -> list[Any]:
    return [model for model in site._registry if model._meta.app_label == "commitments"]
