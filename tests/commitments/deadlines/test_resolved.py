"""What wordings come to on several days of a meeting, whole: dates, questions, calendars and the working."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from commitments.calendars.holidays import calendar_for
from commitments.deadlines.explanation import explain_working
from commitments.deadlines.resolution import Resolution
from commitments.language.phrases import parse_deadline
from commitments.language.phrases.specification import (
    DeadlineSpec,
    Period,
    Unit,
    build_after,
    not_stated,
    on_day,
)
from tests.commitments.deadlines.case import resolve_known
from tests.written import FileCase

SEOUL = calendar_for("KR", place="Seoul", confirmed=[2026])
PORT_SERIN = calendar_for("XV", place="Port Serin", overrides=((datetime.date(2026, 5, 20), "Feast", True),))
# A Tuesday, a Saturday, the last day of a leap February, the last day of a year, and the first of a quarter.
DAYS = tuple(
    datetime.date.fromisoformat(day)
    for day in ("2026-05-12", "2026-08-29", "2024-02-29", "2025-12-31", "2026-07-01")
)
WORDINGS = (
    *(
        "by 30 June 2026",
        "before 30 June 2026",
        "on 30 June 2026",
        "by 30 June",
        "before 12 May",
        "by 29 August",
    ),
    *("in June 2026", "by the end of June 2026", "by June", "in May", "by the end of May", "in early June"),
    *("in mid-June 2026", "in late June", "by late February 2028", "this month", "next month"),
    *(
        "by the end of this month",
        "this week",
        "next week",
        "by the end of next week",
        "this year",
        "next year",
    ),
    *("by the end of the year", "by the end of next year", "in early 2027", "in mid-2027", "in late 2027"),
    *("in the second quarter of 2026", "in the third quarter", "this quarter", "next quarter"),
    *(
        "by the end of the quarter",
        "in the first half of 2027",
        "in the second half",
        "by the end of the decade",
    ),
    *(
        "within 30 days",
        "within 10 working days",
        "within two weeks",
        "within three months",
        "within one year",
    ),
    *("within one day", "within the next 30 days", "within 30 days of signature", "30 days"),
    *(
        "annually",
        "quarterly",
        "every two weeks",
        "monthly",
        "by 1 November each year",
        "before 1 November each year",
    ),
    *("in the first half of each year", "by the end of each year", "by the end of each quarter", "regularly"),
    *(
        "as soon as possible",
        "in due course",
        "tomorrow",
        "today",
        "before the meeting",
        "at the next session",
    ),
    *("30 days before the summit", "10 working days before the summit", "after the summit", "by the summit"),
    *(
        "by Friday 26 June 2026",
        "on Monday 30 June 2026",
        "from 1 June to 15 June 2026",
        "at the latest by May 2027",
    ),
)
# Periods as no wording of these names them.
PERIODS = (
    *(Period(unit, offset=offset) for unit in ("day", "week", "month", "year") for offset in (-1, 0, 1, 13)),
    *(Period(unit, offset=offset) for unit in ("quarter", "half", "decade") for offset in (-1, 0, 1, 3)),
    *(Period("month", offset=1, part=part) for part in ("early", "mid", "late")),
    *(Period("year", offset=1, part=part) for part in ("early", "mid", "late")),
    *(Period("quarter", offset=1, index=index) for index in (1, 4)),
    *(Period("half", offset=offset, index=2) for offset in (0, 1)),
    *(Period("quarter", 2027, index=index) for index in (1, 2, 3, 4)),
    *(Period("half", 2027, index=index) for index in (1, 2)),
    *(Period("month", 2028, 2, part=part) for part in ("", "early", "mid", "late")),
    *(Period("day", month=2, day=29), Period("day", 2027, 2, 28), Period("decade", 2030)),
    *(Period("day", 2026, 6, 30, weekday=1), Period("day", month=6, day=30, weekday=2)),
    *(Period("day", month=12, day=31, offset=1), Period("month", month=12, offset=0)),
)
SHAPES: tuple[Any, ...] = ("during", "by", "before", "rest")


def line(spec: DeadlineSpec, found: Resolution) -> str:
    """Put all that a deadline comes to into a line."""
    days = (
        found.due_start,
        found.due_end,
        found.last_working_day,
        found.partner_last_working_day,
        found.review_on,
    )
    used = ", ".join(f"{one.code} {one.year} {one.status}" for one in found.calendars_used)
    said = (spec.wording, found.kind, found.every, " ".join(str(day or "-") for day in days), used)
    told = (explain_working(found.steps), found.needs_officer, "doubtful" * bool(found.doubts))
    return " | ".join(one for one in (*said, *told) if one)


class ResolvedTests(FileCase):
    FILE = Path(__file__).with_name("resolved.txt")

    def holds(self, name: str, specs: Sequence[DeadlineSpec], known: Mapping[str, Any]) -> None:
        """Assert what specifications come to where this is known."""
        settled: dict[str, Any] = {
            "recorded_on": DAYS[0],
            "owner": SEOUL,
            "partner": PORT_SERIN,
            "joint": True,
        }
        said = [line(spec, resolve_known(spec, **{**settled, **known})) for spec in specs]
        with self.subTest(name):
            self.hold_against_file(name, said)

    def test_wordings(self) -> None:
        specs = [parse_deadline(wording) for wording in WORDINGS]
        self.holds("wordings", specs, {"start_date": DAYS[0]})
        self.holds("wordings, undated", specs[::3], {"start_date": None})

    def test_periods_on_several_days(self) -> None:
        for day in DAYS:
            shapes = SHAPES if day == DAYS[0] else SHAPES[:1]
            for shape in shapes:
                specs = [DeadlineSpec("approximate", shape=shape, period=period) for period in PERIODS]
                self.holds(f"periods, {shape}, {day}", specs, {"start_date": day})

    def test_clocks_and_events(self) -> None:
        day = DAYS[1]
        units: tuple[Unit, ...] = ("days", "weeks", "months", "years", "working_days")
        lengths = [build_after(3, unit) for unit in units]
        before = [replace(one, kind="event", relation="before", event="the summit") for one in lengths]
        for name, specs, known in (
            ("lengths", lengths, {"start_date": day}),
            ("windows of a length", [replace(one, shape="during") for one in lengths], {"start_date": day}),
            (
                "lengths from signature",
                [replace(one, anchor="signature") for one in lengths],
                {"start_date": day},
            ),
            (
                "lengths from what is not known",
                [replace(one, anchor="completion", event="the launch") for one in lengths],
                {"start_date": None},
            ),
            ("lengths before an event", before, {"start_date": None, "event_on": day}),
            ("lengths before an event not known", before, {"start_date": None, "event_on": None}),
            (
                "events",
                [
                    DeadlineSpec("event", relation=relation, event="the summit")
                    for relation in ("before", "at", "after", "by")
                ],
                {"start_date": None, "event_on": day},
            ),
            ("lengths owed by one side", lengths, {"start_date": day, "joint": False}),
            ("lengths without a partner", lengths, {"start_date": day, "partner": None}),
            (
                "working days in one or both capitals",
                [
                    build_after(10, "working_days", capitals=place)
                    for place in ("both", "Seoul", "port serin", "XV", "Paris")
                ],
                {"start_date": day - datetime.timedelta(days=110)},
            ),
            (
                "what lies beyond",
                [on_day(datetime.date(year, 12, 31)) for year in (2199, 2200, 2201)],
                {"start_date": day},
            ),
            ("too long", [build_after(9_999_999, unit) for unit in units[:4]], {"start_date": day}),
            ("nothing said", [not_stated(), not_stated("soon")], {"start_date": day, "recorded_on": DAYS[0]}),
            ("nothing said long ago", [not_stated()], {"start_date": DAYS[2]}),
            (
                "an end before the beginning",
                [
                    DeadlineSpec(
                        "approximate",
                        shape="during",
                        period=Period("month", 2026, 6),
                        until=Period("month", 2026, 5),
                    )
                ],
                {"start_date": day},
            ),
            (
                "from a month to another",
                [
                    DeadlineSpec(
                        "approximate",
                        shape="during",
                        period=Period("month", 2026, 6),
                        until=Period("month", 2026, 8),
                    )
                ],
                {"start_date": DAYS[0]},
            ),
        ):
            self.holds(name, specs, known)

    def test_occurrences(self) -> None:
        day, previous = DAYS[0], datetime.date(2027, 11, 1)
        recurring = [
            DeadlineSpec("recurring", shape=shape, every=every, period=period)
            for shape in ("by", "before", "during")
            for every in ("P1Y", "P3M")
            for period in (
                None,
                Period("day", month=11, day=1),
                Period("month", month=5),
                Period("half", index=1, offset=0),
                Period("quarter", offset=0),
                Period("year", offset=0),
            )
        ]
        for name, known in (
            ("first", {}),
            ("after another", {"previous_on": previous}),
        ):
            self.holds(f"occurrences, {name}", recurring, {"start_date": day} | known)
