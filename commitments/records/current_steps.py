"""Next steps as a reader may see them: which one is current, which are overdue, and how each is described.

Current is the next step of the newest update that states one and that the reader may read.
"""

import datetime
from collections.abc import Iterable

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from commitments.access import policy
from commitments.enums import NextStepResult
from commitments.models import Commitment, NextStepQuerySet, ProgressUpdate, User

READ_WITH = ("next_step_ministry", "next_step_official")


def list_current(reader: User, among: NextStepQuerySet | None = None) -> QuerySet[ProgressUpdate]:
    """Return the updates whose next step is open for a reader: the newest one of each open commitment."""
    rows: NextStepQuerySet = ProgressUpdate.objects.all() if among is None else among
    stated = ProgressUpdate.objects.with_next_step().filter(commitment=OuterRef("commitment"))
    newest = policy.readable_by(stated, reader).order_by("-reported_on", "-pk")
    return policy.readable_by(rows.with_unfinished_step(), reader).filter(
        pk=Subquery(newest.values("pk")[:1])
    )


def list_overdue(
    reader: User, today: datetime.date, among: NextStepQuerySet | None = None
) -> QuerySet[ProgressUpdate]:
    """Return the updates whose open next step is past its own date."""
    return list_current(reader, among).filter(next_step_on__lt=today)


def find_current(item: Commitment, reader: User) -> ProgressUpdate | None:
    """Return the update with the open next step of a commitment; None where there is none."""
    among = ProgressUpdate.objects.filter(commitment=item)
    found: ProgressUpdate | None = list_current(reader, among).select_related(*READ_WITH).first()
    return found


def select_current(updates: Iterable[ProgressUpdate]) -> ProgressUpdate | None:
    """Return the update with the open next step from those of an open commitment, the newest first."""
    stated = next((one for one in updates if one.next_step), None)
    return None if stated is None or stated.next_step_result else stated


def describe_step(update: ProgressUpdate, today: datetime.date, *, is_open: bool) -> str:
    """Return a next step in one line: what, who, by when, and how it ended or how late it is.

    The text ends without a full stop; `is_open` is whether it is the current one of an open commitment.
    """
    parts = [update.next_step.rstrip("."), update.next_step_owner]
    if update.next_step_on is not None:
        parts.append(gettext("by %(date)s") % {"date": date_format(update.next_step_on)})
    else:
        parts.append(gettext("no date"))
    if update.next_step_result:
        parts.append(str(NextStepResult(update.next_step_result).label))
    elif not is_open:
        parts.append(gettext("no longer current"))
    elif late := describe_lateness(update, today):
        parts.append(late)
    return ", ".join(parts)


def describe_lateness(update: ProgressUpdate, today: datetime.date) -> str:
    """Return by how many days an open next step is overdue; empty where it is not."""
    days = update.days_step_late(today)
    return (
        ngettext("overdue by %(days)s day", "overdue by %(days)s days", days) % {"days": days} if days else ""
    )
