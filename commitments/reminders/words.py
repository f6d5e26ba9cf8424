"""Reminders in words: which rung, and why this person is told."""

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments.models import User
from commitments.reminders import plan
from commitments.reminders.items import Item
from commitments.reminders.people import Because, Directory, Link
from commitments.reminders.plan import Audience, Key
from commitments.reminders.when import day
from commitments.vocabulary import Rule


def in_words(key: Key) -> str:
    """Say a rung as "10 working days before the day to act, 12 Mar 2026"."""
    values = {"count": key.offset, "day": day(key.anchor_on)}
    match key.rule:
        case Rule.AHEAD:
            text = ngettext(
                "%(count)d working day before the day to act, %(day)s",
                "%(count)d working days before the day to act, %(day)s",
                key.offset,
            )
        case Rule.OVERDUE:
            text = ngettext(
                "%(count)d day after it was due, on %(day)s",
                "%(count)d days after it was due, on %(day)s",
                key.offset,
            )
        case Rule.ANSWER:
            text = ngettext(
                "no answer %(count)d working day after it was proposed, on %(day)s",
                "no answer %(count)d working days after it was proposed, on %(day)s",
                key.offset,
            )
        case Rule.HEAD | Rule.DIVISION:
            text = ngettext(
                "still open %(count)d working day after it was due, on %(day)s",
                "still open %(count)d working days after it was due, on %(day)s",
                key.offset,
            )
        case Rule.SILENT:
            text = ngettext(
                "no word for %(count)d day, since %(day)s",
                "no word for %(count)d days, since %(day)s",
                key.offset,
            )
        case Rule.UNDATED:
            text = ngettext(
                "the event has had no date for %(count)d day, since %(day)s",
                "the event has had no date for %(count)d days, since %(day)s",
                key.offset,
            )
        case Rule.PROPOSED:
            text = _("proposed on %(day)s, to be accepted")
        case Rule.REVIEW:
            text = _("the review date, %(day)s")
        case Rule.MOVED:
            # Not on which day: that of the key is of no place in particular.
            text = _("the date has moved")
        case Rule.COPY:
            text = _("copy of the answer by mail of %(day)s")
        case _:
            text = _("the day to act, %(day)s")
    return text % values


LINKS = {
    Link.NAMED: gettext_lazy("named for our side"),
    Link.FOCAL_POINT: gettext_lazy("focal point of our lead ministry"),
    Link.ALTERNATE: gettext_lazy("alternate at our lead ministry; no focal point can be told"),
    Link.DESK_OFFICER: gettext_lazy("desk officer for this partner"),
    Link.HEAD_OF_DESK: gettext_lazy("head of desk; no desk officer can be told"),
    Link.DIVISION_HEAD: gettext_lazy("division head; nobody of the desk can be told"),
}
# The same people, for another reason.
ELSE = {
    (Audience.OWNERS, Link.DESK_OFFICER): gettext_lazy(
        "desk officer for this partner; nobody of our lead ministry can be told"
    ),
    (Audience.HEAD, Link.HEAD_OF_DESK): gettext_lazy("head of desk, since it is late"),
    (Audience.HEAD, Link.DIVISION_HEAD): gettext_lazy("division head; no head of desk can be told"),
    (Audience.DIVISION, Link.DIVISION_HEAD): gettext_lazy("division head, since it is late"),
    (Audience.DIVISION, Link.HEAD_OF_DESK): gettext_lazy("head of desk; no division head can be told"),
}


def because(
    directory: Directory | None,
    person: User | None,
    item: Item | None,
    rule: str,
    on: datetime.date | None = None,
) -> str:
    """Say why somebody is told: the place in the chain as it is now, or as it will be on the day."""
    if person is None:
        return _("nobody else can be told")
    if rule == Rule.COPY:
        return _("the answer was given in their name")
    if item is None or directory is None:
        return str(person.get_role_display())
    found = directory.why(item.place, plan.audiences(item.subject, rule), person, on=on)
    if found is None:
        return _("%(role)s; not in the chain any more") % {"role": person.get_role_display()}
    return _in_the_chain(found)


def _in_the_chain(found: Because) -> str:
    why = str(ELSE.get((found.audience, found.link)) or LINKS[found.link])
    if found.stands_in_for:
        why = _("stands in for %(person)s: %(why)s") % {"person": found.stands_in_for, "why": why}
    return why


def put_off_in_words(was: datetime.date, because: str) -> str:
    """Say from when something was put off, and why."""
    return _("put off from %(day)s: %(why)s") % {"day": day(was), "why": because}
