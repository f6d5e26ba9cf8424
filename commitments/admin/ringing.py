"""The bell for the workers, rung after a request is written."""

from typing import Any

from kombu.exceptions import OperationalError

from commitments import tasks


def ring(key: int, task: Any = tasks.make_packet) -> None:
    """Tell the workers; without a broker the sweep finds what was asked for at its next round."""
    try:
        task.delay(key)
    except (OperationalError, OSError):
        return
