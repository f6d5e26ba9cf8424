"""Work on many items at once and, where that fails, on ever fewer, so that one that fails stops no other."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import structlog

from commitments.errors import DATABASE_AWAY

log = structlog.get_logger("tracker.reminders")

T = TypeVar("T")


def apart(what: str, keys: Sequence[int], work: Callable[[Sequence[int]], T]) -> tuple[list[T], list[int]]:
    """Do some work on keys; give what came of it, and the keys that fail even alone.

    Each of those is logged, under the words that say what was not done. Work that writes is done as a whole
    or not at all.
    """
    if not keys:
        return [], []
    try:
        return [work(keys)], []
    except DATABASE_AWAY:
        # No item's fault, and nothing is to be gained by asking again.
        raise
    except Exception as error:
        if len(keys) == 1:
            log.error(what, key=keys[0], error=type(error).__name__)
            return [], list(keys)
    middle = len(keys) // 2
    done, failed = apart(what, keys[:middle], work)
    more, others = apart(what, keys[middle:], work)
    return [*done, *more], [*failed, *others]
