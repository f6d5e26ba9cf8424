"""What the charts have in common: sides in order, an item as a box, its first date."""

import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from commitments import models as m
from commitments.briefings.content import Unit
from commitments.briefings.rows import Days, health_of
from commitments.references import short
from commitments.vocabulary import OwedBy

SIDES: tuple[tuple[OwedBy, Promise], ...] = (
    (OwedBy.OURS, gettext_lazy("Ours")),
    (OwedBy.THEIRS, gettext_lazy("Theirs")),
    (OwedBy.JOINT, gettext_lazy("Joint")),
)


def unit(item: m.Commitment, today: Days) -> Unit:
    return Unit(short(item.reference), item.title, health_of(item, today.of(item.owed_by))[1])


def named(units: tuple[Unit, ...]) -> str:
    """Name some items, for who hears a chart."""
    return ", ".join(f"{one.ref} {one.title}" for one in units)


def first_date(item: m.Commitment) -> datetime.date | None:
    """Give the date first agreed; where the owners have not accepted yet, the one that stands."""
    return item.first_deadline.due_on if item.first_deadline else item.due_on
