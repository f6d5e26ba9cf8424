"""What moved a deadline, in sentences: no record is named, so that nothing hidden is betrayed."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Keys are stored with versions and never change. `start` is the day before, `day` the day now.
CAUSES: dict[str, Promise] = {
    "event_moved": _("The meeting it follows moved from %(start)s to %(day)s."),
    "event_dated": _("The meeting it follows has a day now: %(day)s."),
    "event_undated": _("The meeting it follows was put off from %(start)s to a day not yet known."),
    "event_cancelled": _("The meeting it follows will not take place."),
    "session_planned": _("The session it waits for is planned for %(day)s."),
    "session_undated": _("The session it waits for is planned, without a day yet."),
    "session_other": _("The meeting it followed is no longer the session that is meant."),
    "meeting_moved": _("The day of its own meeting was put right: %(day)s, not %(start)s."),
    "meeting_dated": _("The day of its own meeting is known now: %(day)s."),
    "meeting_undated": _("The day of its own meeting, %(start)s so far, is not stated any more."),
    "calendar_changed": _("The calendar of %(where)s changed."),
    "accepted_on": _("Its owners accepted on %(day)s: the clock starts."),
    "clock_day": _("The clock started on %(day)s."),
    "condition_met": _("Its condition was met on %(day)s."),
    "completed_on": _("What it depends on was completed on %(day)s: the clock starts."),
    "completion_undone": _("What it depends on was taken up again: the clock stands still."),
    "completed_in_part": _("What it depends on was fulfilled in part: it waits for the rest."),
    "never_completed": _("What it depends on ended without being completed."),
}

# What the officer is asked beside what the words themselves ask.
WAITS: dict[str, Promise] = {
    "unmet": _("Until its condition is met no clock runs: record the day on which it is met."),
    "not_completed": _(
        "What it depends on ended without being completed: say what this now counts from, or close it."
    ),
    "waits_condition": _("It waits for its condition (“%(words)s”); no date counts until then."),
    "waits_completion": _("It waits for the completion of another commitment."),
}
