"""A day and a time are typed as people write them, and what was understood is told."""

import datetime

import time_machine
from django import forms
from django.test import SimpleTestCase, TestCase
from django.utils import translation

from commitments.admin.form_fields import DateInput, PlainForm, TimeInput, day_of, time_of
from tests.cast import NOW, gather

TODAY = datetime.date(2026, 11, 26)


class Form(PlainForm):
    on = forms.DateField(widget=DateInput, required=False)
    at = forms.TimeField(widget=TimeInput, required=False)


class Days(SimpleTestCase):
    def test_one_day_is_read_however_it_is_written(self) -> None:
        for text in (
            "26 Nov 2026",
            "2026-11-26",
            "26.11.2026",
            "2026. 11. 26.",
            "2026년 11월 26일",
            "today",
            "오늘",
        ):
            with self.subTest(text):
                self.assertEqual(day_of(text, TODAY), TODAY)
        self.assertEqual(day_of("Thu 26 November 2026", TODAY), TODAY)
        self.assertEqual(day_of("yesterday", TODAY), TODAY - datetime.timedelta(days=1))

    def test_without_a_year_the_nearest_is_meant(self) -> None:
        self.assertEqual(day_of("3 January", TODAY), datetime.date(2027, 1, 3))
        self.assertEqual(day_of("11월 20일", TODAY), datetime.date(2026, 11, 20))

    def test_what_may_mean_two_days_or_none_is_not_guessed(self) -> None:
        for text in (
            "03/04/2026",
            "30 Feb 2026",
            "Fri 26 Nov 2026",
            "in March",
            "by 3 Jan 2027",
            "next week",
            "15th of next month",
            "26",
            "",
        ):
            with self.subTest(text):
                self.assertIsNone(day_of(text, TODAY))
        self.assertIsNone(day_of("1" * 5000, TODAY))

    def test_times_are_read_on_both_clocks(self) -> None:
        for text in ("15:30", "1530", "3.30 pm", "15h30", "오후 3시 30분"):
            with self.subTest(text):
                self.assertEqual(time_of(text), datetime.time(15, 30))
        self.assertEqual(time_of("12 am"), datetime.time(0, 0))
        for text in ("25:00", "12:61", "13 pm", "noon", "９:３０x"):
            with self.subTest(text):
                self.assertIsNone(time_of(text))

    @time_machine.travel(datetime.datetime(2026, 11, 26, 3, tzinfo=datetime.UTC), tick=False)
    def test_a_field_keeps_what_it_did_not_understand_and_says_what_to_write(self) -> None:
        form = Form({"on": "the Tuesday after", "at": "noonish"})
        self.assertEqual(form.errors["on"], ["Enter a valid date, for example 30 Jun 2026 or 2026-06-30."])
        self.assertEqual(form.errors["at"], ["Enter a valid time, for example 09:30."])
        self.assertIn('value="the Tuesday after"', str(form["on"]))
        form = Form({"on": "11월 20일", "at": "3 pm"})
        self.assertTrue(form.is_valid())
        self.assertEqual(form.cleaned_data, {"on": datetime.date(2026, 11, 20), "at": datetime.time(15, 0)})
        self.assertIn('value="20 Nov 2026"', str(form["on"]))

    def test_what_a_field_shows_is_read_back_as_the_same_day(self) -> None:
        for language in ("en", "ko"):
            for day in (TODAY, datetime.date(2026, 5, 1), datetime.date(1999, 12, 31)):
                with self.subTest(language, day=day), translation.override(language):
                    shown = DateInput().format_value(day)
                    self.assertEqual(day_of(str(shown), TODAY), day)
                    self.assertFalse(Form({"on": shown}, initial={"on": day}).has_changed())


class DayTold(TestCase):
    def test_the_day_is_told_with_its_weekday_and_what_is_none_is_said(self) -> None:
        self.client.force_login(gather().officer)
        told = "/admin/day/"
        with time_machine.travel(NOW, tick=False):
            self.assertEqual(self.client.get(told, {"day": "3월 9일"}).json()["text"], "Monday 9 March 2026")
            self.assertTrue(self.client.get(told, {"day": "03/04/2026"}).json()["asks"])
