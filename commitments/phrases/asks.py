"""Why a wording is left to the officer: each reason one sentence that says what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NO_SUCH_DATE = "no_such_date"
# Keys are stored with specifications and never change.
ASKS: dict[str, Promise] = {
    "not_understood": _("These words are not understood: choose the kind and the date yourself."),
    NO_SUCH_DATE: _("There is no such date: correct the day."),
    "order": _("The period ends before it begins: correct the years."),
    "weekday": _("The weekday and the date do not agree: check which one was meant."),
    "weekday_alone": _("A weekday alone names no date: enter the date."),
    "numeric_date": _("Day and month cannot be told apart here: write the month as a word."),
    "season": _("Seasons depend on the hemisphere: choose the months that were meant."),
    "fiscal": _("A fiscal or school year depends on the country: enter its last day."),
    "span": _("A span of two years may be fiscal or by the calendar: enter its last day."),
    "biannual": _("This word means twice a year to some and every second year to others: choose the period."),
    "few": _("No number is given: enter a date or a review date."),
    "years": _("“Coming years” has no length: enter a date or a review date."),
    "year": _("The year is missing: enter it."),
    "next": _("This may mean the next calendar period or as long from the meeting: choose the date."),
    "past": _("These words look back and set no deadline: enter the date that was agreed, or none."),
    "same_period": _("The meeting fell in the period named: say whether this year or the next is meant."),
    "start": _("This says when the work begins, not when it is due: enter when it is due."),
    "hours": _("Hours are not counted: enter the day."),
    "about": _("“About” has no fixed length: choose the window."),
    "part": _("This part of a period has no fixed days: choose the window."),
    "condition": _("This is a condition: record it as one; the clock starts on the day it is met."),
    "which_meeting": _("This does not say which meeting: choose the event."),
    "ouvrables": _("“Jours ouvrables” may include Saturdays: say how many working days."),
    "inclusive": _("These words may or may not take in the day itself: enter the last day."),
    "shortened": _("Some of these words are shortened: write them out."),
    "short_year": _("The year has two digits: write all four."),
    "length_alone": _("A length of time alone does not say from when: write “within” before it."),
    "range": _("Two lengths of time are named: write the one that binds, or the date."),
    "bounds": _("These words also say when it begins or ends: choose the period and enter the next date."),
    "which_event": _("No event is recognised in these words: choose it, or enter the date."),
    "elsewhere": _("This may be the time of something else: enter the date if it is this item’s, or none."),
    "incomplete": _("The date is missing from these words: enter it."),
}
