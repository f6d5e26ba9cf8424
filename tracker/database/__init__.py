"""Connections whose transactions run registered actions before they commit, and name closed records."""

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError

from commitments.db.before_commit import BeforeCommitWrapper
from commitments.db.closed_locks import CLOSED_MESSAGE
from commitments.errors import build_closed


class TrackerWrapper(BeforeCommitWrapper):
    """A connection that answers a write of closed records with a sentence for the person."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(_name_closed)


def _name_closed(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    try:
        return execute(sql, params, many, context)
    except IntegrityError as error:
        if str(error).startswith(CLOSED_MESSAGE):
            raise build_closed() from error
        raise
