"""How the texts of a brief are read."""

import datetime

from django.test import SimpleTestCase

from commitments.packets import formats
from commitments.packets.formats import CourtesyLine, EventLine, LanguageText


class EventTests(SimpleTestCase):
    def test_it_reads_time_what_who_and_note(self) -> None:
        read = formats.parse_events("10:05 | We open | The minister | Points first\n\n9:40|Car leaves\n")
        self.assertEqual(read.faults, ())
        self.assertEqual(
            read.rows,
            (
                EventLine(datetime.time(10, 5), "We open", "The minister", "Points first"),
                EventLine(datetime.time(9, 40), "Car leaves", "", ""),
            ),
        )

    def test_a_bad_line_is_named_by_its_number_and_nothing_of_it_is_lost(self) -> None:
        read = formats.parse_events("10:05 | We open\n\nlater | They answer | Host\n25:00 | Close\n10:30\n")
        self.assertEqual([fault[:7] for fault in read.faults], ["Line 3:", "Line 4:", "Line 5:"])
        self.assertEqual(read.rows[1], EventLine(None, "later", "They answer", "Host"))

    def test_what_begins_like_a_time_and_is_none_is_told_as_it_was_typed(self) -> None:
        read = formats.parse_events(
            "25:99 | Lunch\n10:60 They leave | Host\n9:30–10:00 | Walk\n24:00|Close\n23:59 | x"
        )
        typed = ("25:99", "10:60", "9:30–10:00", "24:00")
        for number, (told, fault) in enumerate(zip(typed, read.faults, strict=True), 1):
            self.assertTrue(fault.startswith(f"Line {number}: “{told}” is not a valid time."), fault)
        self.assertEqual(read.rows[0], EventLine(None, "25:99", "Lunch", ""))

    def test_what_follows_a_bar_too_many_is_kept_and_told(self) -> None:
        read = formats.parse_events("10:05 | a | b | c | d")
        self.assertEqual(read.rows[0].note, "c | d")
        self.assertIn("Remove a bar", read.faults[0])


class OtherLineTests(SimpleTestCase):
    def test_it_reads_courtesies(self) -> None:
        read = formats.parse_courtesies("Thank you | Danta | DAN-ta | 감사합니다\nWelcome")
        self.assertEqual(read.rows[0], CourtesyLine("Thank you", "Danta", "DAN-ta", "감사합니다"))
        self.assertEqual((read.rows[1].meaning, len(read.faults)), ("Welcome", 1))

    def test_it_reads_texts_in_other_languages(self) -> None:
        read = formats.parse_sayings("ko | 제목 | 부제\nKM|ចំណងជើង\nno language here")
        self.assertEqual(
            read.rows,
            (
                LanguageText("ko", "제목 | 부제"),
                LanguageText("km", "ចំណងជើង"),
                LanguageText("", "no language here"),
            ),
        )
        self.assertEqual(len(read.faults), 1)


class ListTests(SimpleTestCase):
    def test_marked_entries_take_the_lines_that_follow(self) -> None:
        self.assertEqual(formats.split_entries("- one\n  goes on\n- two"), ("one goes on", "two"))
        self.assertEqual(formats.split_entries("1. one\n2) two\n\n"), ("one", "two"))

    def test_without_marks_each_line_is_an_entry(self) -> None:
        self.assertEqual(formats.split_entries("one\n\n**Thank.** two\n"), ("one", "**Thank.** two"))

    def test_what_stands_before_the_first_mark_is_kept(self) -> None:
        self.assertEqual(formats.split_entries("first\n- second"), ("first", "second"))


class ReferenceTests(SimpleTestCase):
    def test_it_finds_each_reference_once_and_in_order(self) -> None:
        text = "KH-2026-0007은 26-0008, (KH-2026-0007) and 25-0001."
        self.assertEqual(formats.items_named(text), ("KH-2026-0007", "26-0008", "25-0001"))
        self.assertEqual(formats.items_named(text, "KH"), ("KH-2026-0007", "KH-2026-0008", "KH-2025-0001"))

    def test_meetings_dates_and_telephone_numbers_are_no_items(self) -> None:
        text = "M-KH-2026-003, P-KH-2026-02, NV-KH-2026-0011, 2026-11-24, +82-10-5550-1234, 26-007"
        self.assertEqual(formats.items_named(text), ())

    def test_it_knows_a_text_of_references_alone(self) -> None:
        self.assertTrue(formats.is_items(" KH-2026-0007, 26-0008\n26-0009 "))
        self.assertFalse(formats.is_items("KH-2026-0007 and 26-0008"))
