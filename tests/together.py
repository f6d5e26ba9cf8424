"""Two who write at the same moment, each on a connection of its own."""

import threading
from collections.abc import Callable

from django.db import connection, transaction


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
