"""Where things stand, computed: how many items are in each health, and what is overdue."""

import datetime
from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.briefings.content import Play, Tally
from commitments.briefings.records import Records
from commitments.briefings.rows import Days, health_of, point_ref
from commitments.briefings.words import Languages, days, said_in
from commitments.references import short
from commitments.vocabulary import Answer, Nature

SHAPES = ("fulfilled", "on_track", "at_risk", "no_evidence", "off_track")
MOST_NAMED = 8
LABEL = gettext_lazy("State of play")


def state(records: Records, today: Days, others: Languages) -> Play:
    """Give the state of play as the core brief prints it."""
    return Play(
        label=str(LABEL),
        names=said_in(others, LABEL),
        tallies=tallies(records, today),
        overdue=overdue(records, today),
        reviews=reviews(records, today),
        on_time=on_time(records),
    )


def on_time(records: Records) -> str:
    """Return what to say where nothing is overdue; what has no date can be neither on time nor overdue."""
    still = [item for item in records.commitments if item.is_open]
    if any(item.due_on for item in still):
        return _("Nothing is overdue.")
    if still:
        return _("No open item has a date.")
    if records.commitments:
        return _("No item is open.")
    return _("This packet holds no commitment.")


def tallies(records: Records, today: Days) -> tuple[Tally, ...]:
    """Count the items in each health, and what was fulfilled in part apart; none of nothing is told."""
    standing = (health_of(item, today.of(item.owed_by)) for item in records.commitments)
    counted = Counter((shape, word) for word, shape in standing)
    return tuple(
        Tally(shape, _("%(n)s %(health)s") % {"n": count, "health": word.lower()})
        for wanted in SHAPES
        for (shape, word), count in sorted(counted.items())
        if shape == wanted
    )


def overdue(records: Records, today: Days) -> tuple[str, ...]:
    """Name what is overdue, the longest first."""
    found = [
        (item.days_late(today.of(item.owed_by)), short(item.reference), item.get_owed_by_display())
        for item in records.commitments
    ]
    return _named(found)


def reviews(records: Records, today: Days) -> tuple[str, ...]:
    """Name the items and asks whose review is past, the longest first."""
    found = [
        (_past(item.review_on, today.of(item.owed_by)), short(item.reference), item.get_owed_by_display())
        for item in records.commitments
        if item.is_open and (item.due_on is None or item.nature == Nature.CONTINUING)
    ]
    for ask in records.points:
        if ask.answer == Answer.UNANSWERED:
            late = _past(ask.review_on, today.of(ask.spoken_by))
            found.append((late, point_ref(ask), ask.get_spoken_by_display()))
    return _named(found)


def _past(review_on: datetime.date | None, today: datetime.date) -> int:
    return (today - review_on).days if review_on is not None else 0


def _named(found: list[tuple[int, str, str]]) -> tuple[str, ...]:
    """Write each as `26-0007 (ours), 25 d`, kept on one line, as far as the page has room for them."""
    late = sorted((one for one in found if one[0] > 0), key=lambda one: (-one[0], one[1]))
    named = [
        f"{ref} ({side.lower()}), {days(count)}".replace(" ", "\u00a0")
        for count, ref, side in late[:MOST_NAMED]
    ]
    if len(late) > MOST_NAMED:
        named.append(_("and %(count)s more") % {"count": len(late) - MOST_NAMED})
    return tuple(named)
