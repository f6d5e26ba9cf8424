"""How mails and screens say by when: as agreed and as resolved, how late, and where a date has moved."""

import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.deadlines import Remark
from commitments.models import Commitment
from commitments.reminders.shelf import Shelf
from commitments.vocabulary import MoveReason


def day(value: datetime.date | None) -> str:
    """Write a date as the language writes it."""
    return date_format(value, "DATE_FORMAT") if value else _("not stated")


def by_when(item: Commitment) -> str:
    """Say the deadline as agreed and as resolved."""
    deadline = item.deadline
    said = f"“{deadline.wording}”" if deadline and deadline.wording else _("no date was agreed")
    if item.due_on is None:
        return f"{said}; " + _("review on %(day)s") % {"day": day(item.review_on)} if item.review_on else said
    when = day(item.due_on)
    if deadline and deadline.due_start and deadline.due_start < item.due_on:
        days = {"start": day(deadline.due_start), "end": day(item.due_on)}
        when = _("between %(start)s and %(end)s") % days
    if item.act_by and item.act_by != item.due_on:
        when += "; " + _("last working day %(day)s") % {"day": day(item.act_by)}
    return f"{said}: {when}"


def moved(shelf: Shelf, item: Commitment) -> str:
    """Say from which day to which, and why."""
    was, version = shelf.was_due(item), item.deadline
    days = {
        "old": day(was) if was else _("no date"),
        "new": day(item.due_on) if item.due_on else _("no date"),
    }
    reasons = [str(MoveReason(version.reason).label)] if version else []
    if version and version.cause:
        reasons.append(str(Remark.from_json(version.cause)))
    if version and version.note:
        reasons.append(" ".join(version.note.split()))
    return "; ".join([_("from %(old)s to %(new)s") % days, *reasons])


def lateness(item: Commitment, late: int, today: datetime.date) -> str:
    """Say by how many days it is late, or due."""
    if late:
        return ngettext("%(days)d day late", "%(days)d days late", late) % {"days": late}
    if item.due_on is None or item.due_on < today:
        return ""
    left = (item.due_on - today).days
    if not left:
        return _("due today")
    return ngettext("due in %(days)d day", "due in %(days)d days", left) % {"days": left}
