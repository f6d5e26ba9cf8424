"""The progress bar of long commands."""

from django.core.management.base import OutputWrapper

WIDTH = 30


def draw(stream: OutputWrapper, done: int, total: int, *, is_last: bool | None = None) -> None:
    """Draw how far a command is, on a terminal only; the line ends with the total, or where it is told to."""
    if not stream.isatty():
        return
    filled = WIDTH * done // max(total, 1)
    ends = done >= total if is_last is None else is_last
    stream.write(
        f"\r[{'#' * filled}{'.' * (WIDTH - filled)}] {done:,}/{total:,}", ending="\n" if ends else ""
    )
