"""How far the printing of a packet is, in pages; told at most twice a second, and never backwards."""

import math
import time
from collections.abc import Callable

from commitments.briefings.content import PacketContent

# Pages are laid out first and written after; so much of the work is the first.
LAYOUT_SHARE = 0.65
SECONDS_BETWEEN = 0.5
ROWS_A_PAGE = 9
BLOCKS_A_PAGE = 3.3


def expected(content: PacketContent) -> int:
    """Estimate the pages of a packet from what it holds, before any is laid out."""
    rows = sum(len(group.rows) for group in content.groups)
    # Cover, contents, and one for what a section takes beyond its first page; a topic may fill two sides.
    whole = 3 + len(content.sections) + len(content.topics)
    return whole + math.ceil(rows / ROWS_A_PAGE) + math.ceil(len(content.blocks) / BLOCKS_A_PAGE)


class Progress:
    """Counts the pages' worth done, and hands it on; `write` gets the count."""

    def __init__(
        self,
        total: int,
        write: Callable[[int], None],
        *,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self.total = total
        self.write = write
        self.seconds = seconds
        self.done = 0
        self.told_at = -math.inf

    def __call__(self, laid: int, drawn: int, pages: int) -> None:
        """Take how many pages are laid out and how many of all `pages` (0: not known) are written.

        Called with what was known before, it only gives `write` the chance to stop the printing.
        """
        layout = 1.0 if pages else min(1.0, laid / self.total)
        share = LAYOUT_SHARE * layout + (1 - LAYOUT_SHARE) * (drawn / pages if pages else 0)
        # The last page's worth is done when the file is kept.
        self.done = max(self.done, min(int(share * self.total), self.total - 1))
        if self.seconds() - self.told_at >= SECONDS_BETWEEN:
            self.told_at = self.seconds()
            self.write(self.done)
