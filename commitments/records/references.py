"""References for use on paper: unique, never reused; gaps are normal."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from commitments.models import Counter

# What stands in place of the year where the meeting has no date; a reference keeps it when the date is known.
UNDATED = "U"
# The year of a reference as a pattern, written out and as it is shortened on paper.
YEAR, SHORT_YEAR = rf"(?:(?:19|20)\d\d|{UNDATED})", rf"(?:\d\d|{UNDATED})"


def _next(kind: str, code: str, year: int | None, count: int = 1) -> int:
    """Draw the next numbers, return the last; their row stays locked until the caller's transaction ends.

    Records without a year are counted separately, for each partner.
    """
    with transaction.atomic():
        series: dict[str, Any] = {"kind": kind, "code": code, "year": year or 0}
        Counter.objects.get_or_create(**series)
        mine = Counter.objects.filter(**series)
        mine.update(last=F("last") + count)
        return mine.values_list("last", flat=True).get()


def commitment_reference(code: str, year: int | None) -> str:
    """Return a new `KH-2024-0007`: partner's code, year of the meeting or `U`, counter."""
    return commitment_references(code, year, 1)[0]


def commitment_references(code: str, year: int | None, count: int) -> list[str]:
    """Return consecutive new references of commitments."""
    last = _next("commitment", code, year, count)
    return [f"{code}-{year or UNDATED}-{number:04}" for number in range(last - count + 1, last + 1)]


def meeting_reference(code: str, year: int | None) -> str:
    """Return a new `M-KH-2024-003`, or `M-KH-U-001` for a meeting without a date."""
    return f"M-{code}-{year or UNDATED}-{_next('meeting', code, year):03}"


def packet_reference(code: str, year: int | None) -> str:
    """Return a new `P-KH-2024-02`, or `P-KH-U-01` for a meeting without a date."""
    return f"P-{code}-{year or UNDATED}-{_next('packet', code, year):02}"


def note_reference(code: str, year: int) -> str:
    """Return a new reference such as `NV-KH-2026-001`, for a note verbale to a partner."""
    return f"NV-{code}-{year}-{_next('note', code, year):03}"


def matrix_reference(code: str, year: int) -> str:
    """Return a new reference such as `FM-KH-2026-01`, for a joint follow-up matrix with a partner."""
    return f"FM-{code}-{year}-{_next('matrix', code, year):02}"


_KINDS = {None: "commitment", "M": "meeting", "P": "packet", "NV": "note", "FM": "matrix"}
_WRITTEN = re.compile(rf"(?:(M|P|NV|FM)-)?([A-Z]{{2}})-({YEAR})-(\d{{1,9}})")


def restore_counters(references: Iterable[str]) -> None:
    """Count on after these references, so that a new one repeats none; other texts are passed over."""
    last: dict[tuple[str, str, int], int] = {}
    for reference in references:
        if found := _WRITTEN.fullmatch(reference):
            kind, code, year, number = found.groups()
            key = (_KINDS[kind], code, 0 if year == UNDATED else int(year))
            last[key] = max(last.get(key, 0), int(number))
    Counter.objects.bulk_create(
        Counter(kind=kind, code=code, year=year, last=number) for (kind, code, year), number in last.items()
    )


def shorten_reference(reference: str) -> str:
    """Shorten `KH-2024-0007` to `24-0007` and `M-KH-U-001` to `M-U-001`, as printed after the cover."""
    *kind, _code, year, number = reference.split("-")
    return "-".join((*kind, year if year == UNDATED else year[2:], number))


def year_of(reference: str) -> int | None:
    """Return the year in a reference; None where it has none."""
    year = reference.split("-")[-2]
    return None if year == UNDATED else int(year)


def long_year(short_year: str) -> str:
    """Return the year of a reference written out, from how it stands on paper."""
    return UNDATED if short_year.upper() == UNDATED else f"20{short_year}"


# However it is typed: "kh20260007", "KH 2026/7", "m-kh-26-3", "kh u 1", and "26-0007" as it stands on paper.
_TYPED = re.compile(
    r"(?:(?P<kind>[mp])\W*)?(?P<code>[a-z]{2})?\W*"
    r"(?:(?P<year>(?:19|20)\d\d|u)\W*(?P<number>\d{1,9})|(?P<short>\d\d)(?:\W+(?P<after>\d{1,9})|(?P<joined>\d{4})))"
)
_WIDTHS = {"": 4, "m": 3, "p": 2}
# Without the partner's code, fewer digits than this are rather a month or a plain number.
_SURE_DIGITS = 3


@dataclass(frozen=True, slots=True)
class TypedReference:
    """A reference as a person typed it: of a commitment (""), a meeting ("m") or a packet ("p")."""

    kind: str
    code: str
    year: str
    number: int

    def written(self, codes: Iterable[str]) -> list[str]:
        """Return it in recorded form; where no code was typed, once for each partner's code."""
        before = f"{self.kind.upper()}-" if self.kind else ""
        after = f"-{self.year}-{self.number:0{_WIDTHS[self.kind]}}"
        return [f"{before}{code.upper()}{after}" for code in ([self.code] if self.code else codes)]


def parse_reference(typed: str) -> TypedReference | None:
    """Read what was typed, folded, as a reference; None where it is none."""
    found = _TYPED.fullmatch(typed)
    if found is None:
        return None
    number = found["number"] or found["after"] or found["joined"]
    if not found["code"] and (len(number) < _SURE_DIGITS or found["joined"]):
        return None
    year = (found["year"] or long_year(found["short"])).upper()
    return TypedReference(found["kind"] or "", found["code"] or "", year, int(number))
