"""Two who write at the same moment, each on a connection of its own."""

import threading
import time
from collections.abc import Callable

from django.db import connection, transaction

_OF_OURS = "FROM pg_stat_activity WHERE datname = current_database()"


def until_one_waits(is_going_on: Callable[[], bool] = lambda: True, *, seconds: float = 5) -> None:
    """Return when another connection waits for a lock of this database, is done, or the time is over."""
    until = time.monotonic() + seconds
    with connection.cursor() as cursor:
        while is_going_on() and time.monotonic() < until:
            # PostgreSQL shows what the others do as it was at the first look of a transaction.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(f"SELECT count(*) {_OF_OURS} AND wait_event_type = 'Lock'")
            if cursor.fetchone() != (0,):
                return
            time.sleep(0.01)


def together(first: Callable[[], object], second: Callable[[], object]) -> list[BaseException]:
    """Let the first write, the second begin, and only then commit the first; give what the second raised.

    For a TransactionTestCase on PostgreSQL: the second waits for the first where it must.
    """
    written, raised = threading.Event(), list[BaseException]()

    def later() -> None:
        try:
            written.wait(5)
            second()
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=later)
    thread.start()
    with transaction.atomic():
        first()
        written.set()
        thread.join(0.5)
    thread.join(10)
    return raised
