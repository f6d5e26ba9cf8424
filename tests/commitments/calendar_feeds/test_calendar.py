"""Entries to text: what another parser reads back, and that no text adds an entry or a property."""

import datetime
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
from django.test import SimpleTestCase
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from ical.todo import TodoStatus

from commitments.calendar_feeds.icalendar import CalendarEntry, render_calendar

SEOUL = ZoneInfo("Asia/Seoul")
MADE = datetime.datetime(2026, 3, 11, 1, 0, tzinfo=datetime.UTC)
DAY = datetime.date(2026, 6, 30)
ENTRY = CalendarEntry(
    "XV-2026-0001@tracker.invalid", 3, MADE, DAY, None, "Due: XV-2026-0001 Share", "RESTRICTED"
)
INJECTED = (
    "Share\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil\r\nSUMMARY:evil",
    "Share\nATTACH:http://evil.example/",
    "Share\rBEGIN:VALARM\rACTION:PROCEDURE\rEND:VALARM",
    "Share\x00\nEND:VCALENDAR",
    "Share\u2028END:VEVENT\u2029BEGIN:VEVENT\x85X:1\x0bY:2\x0cZ:3\x1cW:4",
    "Share \u202egnp.exe\u202c \u2066x\u2069",
    'Share;ATTACH="x":http://evil.example/,\\n\\;BEGIN:VEVENT',
    "협력 문서 ខ្មែរ " * 30 + "\r\nBEGIN:VTODO",
    "^n^'\\r\\n BEGIN:VEVENT",
)


def read(content: bytes) -> Calendar:
    """Read a calendar with a parser that shares no code with what wrote it."""
    return IcsCalendarStream.calendar_from_ics(content.decode())


def write(*entries: CalendarEntry, **more: Any) -> bytes:
    return render_calendar(entries, name="Commitments", description="What is due", **more)


class DateTests(SimpleTestCase):
    def test_a_day_ends_with_the_next_one(self) -> None:
        (event,) = read(write(ENTRY)).events
        self.assertEqual((event.dtstart, event.dtend), (DAY, datetime.date(2026, 7, 1)))
        self.assertEqual((event.uid, event.sequence, event.summary), (ENTRY.uid, 3, ENTRY.summary))
        self.assertEqual(event.dtstamp, MADE)
        self.assertIn(b"TRANSP:TRANSPARENT", write(ENTRY))

    def test_a_window_stands_from_its_first_day_to_the_day_after_its_last(self) -> None:
        (event,) = read(write(replace(ENTRY, first=datetime.date(2026, 6, 21), last=DAY))).events
        self.assertEqual(
            (event.dtstart, event.dtend), (datetime.date(2026, 6, 21), datetime.date(2026, 7, 1))
        )

    def test_a_task_is_due_on_the_day_itself_under_the_same_name(self) -> None:
        made = read(write(replace(ENTRY, is_task=True, status="NEEDS-ACTION")))
        self.assertEqual(([one.due for one in made.todos], made.events), ([DAY], []))
        self.assertEqual(made.todos[0].uid, ENTRY.uid)
        done = replace(ENTRY, is_task=True, status="COMPLETED", done_at=MADE)
        (task,) = read(write(done)).todos
        self.assertEqual((task.status, task.completed), (TodoStatus.COMPLETED, MADE))

    def test_a_window_is_a_task_that_begins_with_it(self) -> None:
        start = datetime.date(2026, 6, 21)
        (task,) = read(write(replace(ENTRY, first=start, last=DAY, is_task=True))).todos
        self.assertEqual((task.dtstart, task.due), (start, DAY))

    def test_hours_carry_the_rules_of_their_time_zone(self) -> None:
        zones = (SEOUL, ZoneInfo("Europe/Paris"), ZoneInfo("Etc/GMT-3"))
        met = [
            replace(
                ENTRY,
                uid=str(n),
                first=datetime.datetime(2026, 6, 30, 9, 30, tzinfo=zone),
                last=datetime.datetime(2026, 6, 30, 11, 0, tzinfo=zone),
            )
            for n, zone in enumerate(zones)
        ]
        content = write(*met, *met)
        self.assertEqual(content.count(b"BEGIN:VTIMEZONE"), 3)
        for event, entry in zip(read(content).events, [*met, *met], strict=True):
            self.assertEqual(event.dtstart, entry.first)
            self.assertEqual(event.dtend, entry.last)

    def test_same_entries_give_same_bytes(self) -> None:
        self.assertEqual(write(ENTRY, ENTRY), write(ENTRY, ENTRY))


class InjectionTests(SimpleTestCase):
    def test_no_text_adds_an_entry_or_a_property_in_any_place(self) -> None:
        for is_task in (False, True):
            plain = replace(ENTRY, place="Port Serin", kind="Deadline", is_task=is_task)
            expected = self.properties(write(plain))
            for text in INJECTED:
                for place in ("summary", "description", "place", "kind"):
                    with self.subTest(text=text, place=place, is_task=is_task):
                        said: dict[str, Any] = {place: text}
                        content = write(plain, replace(plain, **said), plain)
                        made = read(content)
                        self.assertEqual(len(made.events) + len(made.todos), 3)
                        self.assertEqual(self.properties(content), expected * 3)
                        self.assertEqual(self.begun(content), 3)

    def test_a_calendar_s_own_name_adds_nothing(self) -> None:
        for text in INJECTED:
            made = read(render_calendar([ENTRY], name=text, description=text))
            self.assertEqual(len(made.events), 1)

    def properties(self, content: bytes) -> list[str]:
        found = icalendar.Calendar.from_ical(content)
        return [name for entry in found.walk() if entry.name in {"VEVENT", "VTODO"} for name in sorted(entry)]

    def begun(self, content: bytes) -> int:
        """Count entries as the crudest of parsers does: by lines, of whatever line end."""
        lines = content.decode().splitlines()
        return sum(line.startswith(("BEGIN:VEVENT", "BEGIN:VTODO")) for line in lines)

    def test_what_is_read_back_is_what_was_said_in_every_script(self) -> None:
        said = "협력, 문서; ខ្មែរ \\ “quoted” 😀 " * 9
        (event,) = read(write(replace(ENTRY, summary=said.strip(), description="a\nb"))).events
        self.assertEqual((event.summary, event.description), (said.strip(), "a\nb"))

    def test_no_line_is_longer_than_75_bytes_nor_cut_within_a_letter(self) -> None:
        content = write(replace(ENTRY, summary="협력문서" * 50, description="ខ្មែរ" * 200))
        lines = content.split(b"\r\n")
        self.assertLessEqual(max(map(len, lines)), 75)
        for line in lines:
            line.decode()
