"""Working days counted by hand, on paper: over holidays, year ends, leap days and other weekends."""

import datetime
from typing import NamedTuple


class Vector(NamedTuple):
    """So many working days from a day, in one capital or in several at once (ISO codes)."""

    codes: tuple[str, ...]
    start: datetime.date
    steps: int
    end: datetime.date


# Within the years 2025 and 2026 of Korea and Cambodia.
KNOWN_YEARS = """
KR 2026-09-23 1 2026-09-28
KR 2026-09-22 2 2026-09-28
KR 2026-09-11 10 2026-09-29
KR 2026-09-18 10 2026-10-07
KR 2026-09-28 -1 2026-09-23
KR 2026-09-25 1 2026-09-28
KR 2026-09-25 -1 2026-09-23
KR 2026-10-02 5 2026-10-13
KR 2026-10-05 1 2026-10-06
KR 2025-10-02 1 2025-10-10
KR 2025-09-26 10 2025-10-17
KR 2026-02-13 1 2026-02-19
KR 2025-12-24 5 2026-01-02
KR 2026-01-02 -5 2025-12-24
KR 2026-05-17 10 2026-06-01
KH 2026-04-13 1 2026-04-17
KH 2026-04-03 10 2026-04-22
KH 2026-04-10 5 2026-04-22
KH 2026-04-17 -1 2026-04-13
KH 2026-04-15 1 2026-04-17
KH 2026-10-09 1 2026-10-13
KH 2026-10-05 10 2026-10-21
KH 2026-10-13 -1 2026-10-09
KH 2025-12-24 5 2026-01-02
KH 2026-01-02 3 2026-01-08
KR+KH 2026-09-23 1 2026-09-28
KR+KH 2026-10-08 1 2026-10-13
KR+KH 2026-04-28 10 2026-05-15
KR+KH 2026-04-10 5 2026-04-22
"""
# Later years, leap days, and countries whose weekend is Friday and Saturday.
OTHER_YEARS = """
KR 2026-12-30 2 2027-01-04
KR 2027-01-04 -2 2026-12-30
KR 2028-02-28 1 2028-02-29
KR 2028-02-29 1 2028-03-02
KR 2028-02-24 5 2028-03-03
KR 2028-03-02 -1 2028-02-29
KR 2027-02-26 1 2027-03-02
KH 2028-02-28 2 2028-03-01
KH 2026-12-28 1 2026-12-30
KW 2026-02-24 1 2026-03-01
KW 2026-02-12 5 2026-02-19
KW 2026-03-01 -1 2026-02-24
KR+KW 2026-02-24 1 2026-03-03
XV 2026-05-14 1 2026-05-17
KR+XV 2026-05-10 5 2026-05-18
"""


def vectors(text: str) -> list[Vector]:
    """Read rows "codes start count end"."""
    found = []
    for row in text.split("\n"):
        if row:
            codes, start, count, end = row.split()
            days = [datetime.date.fromisoformat(day) for day in (start, end)]
            found.append(Vector(tuple(codes.split("+")), days[0], int(count), days[1]))
    return found
