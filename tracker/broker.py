"""Celery brokers whose workers survive a message that is half written, or not a message at all."""

import time
import uuid
from pathlib import Path
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem, redis
from kombu.utils.json import dumps


class Transport(redis.Transport):  # type: ignore[misc, unused-ignore]
    """Redis: kombu ends the worker on invalid JSON, or on what is not a message; here the worker
    reconnects.
    """

    connection_errors = (*redis.Transport.connection_errors, ValueError, TypeError, AttributeError)


class FileChannel(filesystem.Channel):  # type: ignore[misc, unused-ignore]
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Write a message under a name that none looks for, then give it its own. Raises ChannelError."""
        name = f"{round(time.monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        part = Path(self.data_folder_out, f".{name}")
        try:
            part.write_text(dumps(payload), encoding="utf-8")
            part.replace(part.with_name(name))
        except OSError as error:
            raise ChannelError(f"No message can be put into {part.parent}.") from error


class FileTransport(filesystem.Transport):  # type: ignore[misc, unused-ignore]
    """Files: kombu writes a message's file where workers read it, and a worker that reads half of it ends."""

    Channel = FileChannel


def use() -> None:
    """Let kombu take these for every address of Redis, and of a folder."""
    TRANSPORT_ALIASES.update(dict.fromkeys(("redis", "rediss"), f"{__name__}:Transport"))
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:FileTransport"
