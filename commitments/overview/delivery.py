"""Reminders that reached nobody, as far as the sweep knows: refused, given up, in doubt, or for nobody."""

import datetime
from collections.abc import Collection

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from commitments.models import Commitment, CommitmentQuerySet, ProgressUpdate, Reminder
from commitments.vocabulary import MailState, ReminderState, Rule, WhyNot

# What went unnoticed for longer is told by the list of reminders alone.
TOLD = datetime.timedelta(days=30)


def _unheard(now: datetime.datetime) -> QuerySet[Reminder]:
    """Find the reminders of the last days that nobody got, and about which nobody has written since.

    Where a later one reached the same person, the first is no longer missed; the copy of an answer is none.
    """
    since = Q(planned_at__gte=now - TOLD)
    failed = Q(state=ReminderState.FAILED) & since
    nobody = Q(state=ReminderState.DROPPED, why_not=WhyNot.NOBODY) & since
    in_doubt = Q(state=ReminderState.MAILED, mail__state=MailState.IN_DOUBT) & since
    later = Reminder.objects.filter(
        commitment=OuterRef("commitment"),
        recipient=OuterRef("recipient"),
        state=ReminderState.DELIVERED,
        planned_at__gt=OuterRef("planned_at"),
    ).exclude(rule=Rule.COPY)
    said = ProgressUpdate.objects.filter(
        commitment=OuterRef("commitment"), recorded_at__gt=OuterRef("planned_at")
    )
    return (
        Reminder.objects.filter(failed | nobody | in_doubt).exclude(Exists(later) | Exists(said)).order_by()
    )


def undelivered(mine: CommitmentQuerySet, now: datetime.datetime) -> QuerySet[Commitment]:
    """Narrow what a person may read to the open items of which a reminder reached nobody."""
    return mine.open().filter(pk__in=_unheard(now).values("commitment")).by_due()


def why_unheard(commitments: Collection[int], now: datetime.datetime) -> dict[int, str]:
    """Say of these items, which the reader may read, who was not told and why: one query."""
    if not commitments:
        return {}
    rows = _unheard(now).filter(commitment__in=commitments).order_by("planned_at", "pk")
    columns = ("commitment", F("recipient__name"), "why_not", F("mail__state"))
    return {key: _said(name, why_not, mail) for key, name, why_not, mail in rows.values_list(*columns)}


def _said(name: str | None, why_not: str, mail: str | None) -> str:
    if why_not == WhyNot.NOBODY:
        return str(WhyNot.NOBODY.label)
    why = WhyNot(why_not).label if why_not else MailState(mail).label if mail else ReminderState.FAILED.label
    return _("To %(name)s: %(why)s") % {"name": name or _("the duty box"), "why": why}
