"""References that people write on paper: unique, never reused; gaps are normal."""

from django.db import transaction
from django.db.models import F

from commitments.models import Counter


def _next(kind: str, code: str, year: int) -> int:
    """Draw the next number; its row stays locked until the caller's transaction ends."""
    with transaction.atomic():
        Counter.objects.get_or_create(kind=kind, code=code, year=year)
        mine = Counter.objects.filter(kind=kind, code=code, year=year)
        mine.update(last=F("last") + 1)
        return mine.values_list("last", flat=True).get()


def commitment_reference(code: str, year: int) -> str:
    """Give a new `KH-2024-0007`: partner's code, year of the meeting, counter."""
    return f"{code}-{year}-{_next('commitment', code, year):04}"


def meeting_reference(code: str, year: int) -> str:
    """Give a new `M-KH-2024-003`."""
    return f"M-{code}-{year}-{_next('meeting', code, year):03}"


def packet_reference(code: str, year: int) -> str:
    """Give a new `P-KH-2024-02`."""
    return f"P-{code}-{year}-{_next('packet', code, year):02}"


def short(reference: str) -> str:
    """Shorten `KH-2024-0007` to `24-0007`, as printed after the cover."""
    _code, year, number = reference.split("-")
    return f"{year[2:]}-{number}"
