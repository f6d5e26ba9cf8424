"""What a wording becomes, in one short line: for a meeting on 4 March 2026, owed in Seoul to Phnom Penh."""

import datetime
from collections.abc import Iterable

from commitments.calendars.holidays import calendar_for
from commitments.deadlines.resolution import Resolution
from commitments.language.phrases.specification import DeadlineSpec
from tests.commitments.deadlines.case import resolve_known

HELD_ON = datetime.date(2026, 3, 4)
SEOUL = calendar_for("KR", place="Seoul")
PHNOM_PENH = calendar_for("KH", place="Phnom Penh")


def come_to(spec: DeadlineSpec) -> Resolution:
    """Resolve a specification agreed and recorded on that day."""
    return resolve_known(
        spec,
        start_date=HELD_ON if spec.anchor == "meeting" else None,
        held_on=HELD_ON,
        recorded_on=HELD_ON,
        owner=SEOUL,
        partner=PHNOM_PENH,
    )


def outcome(spec: DeadlineSpec) -> str:
    """Say kind, duration, dates, review in days, and the question asked.

    "fixed ..2027-12-01", "relative 2026-05-01..2026-05-31", "event before, review 90", "open, review 30",
    "recurring P1Y 2026-03-04..2027-03-04", "approximate, review 90, ask season".
    """
    found = come_to(spec)
    said: str = found.kind
    if spec.kind == "event" and spec.relation:
        said += f" {spec.relation}"
    if found.every:
        said += f" {found.every}"
    if found.due_end:
        said += f" {found.due_start or ''}..{found.due_end}"
    if found.review_on:
        said += f", review {(found.review_on - HELD_ON).days}"
    return f"{said}, ask {found.ask.code}" if found.ask else said


def in_markdown(rows: Iterable[tuple[str, str, DeadlineSpec]]) -> str:
    """Write a table for people: the kind of wording, the wording, what it became or why it is asked."""
    lines = ["| Way of saying when | Wording | Kind | It becomes |", "| --- | --- | --- | --- |"]
    lines += [f"| {way} | {wording} | {spec.kind} | {_in_words(spec)} |" for way, wording, spec in rows]
    return "\n".join(lines)


def _in_words(spec: DeadlineSpec) -> str:
    found = come_to(spec)
    if found.needs_officer:
        return f"Needs you: {found.needs_officer}"
    said = {"P": f"every {found.every}; "}.get(found.every[:1], "")
    if spec.kind == "event":
        said += f"{spec.relation} “{spec.event}”; follows it once its day is known; "
    if not found.due_end:
        return f"{said}no date; review on {found.review_on}"
    if found.due_start == found.due_end:
        said += f"on {found.due_end}"
    else:
        said += f"{found.due_start} to {found.due_end}" if found.due_start else f"by {found.due_end}"
    if found.last_working_day != found.due_end:
        said += f" (act by {found.last_working_day})"
    return f"{said}; before the meeting, and said so" if found.due_end < HELD_ON else said
