"""Texts that were read and of which passages wait to be decided."""

from dataclasses import dataclass

from django.db.models import Count

from commitments import access
from commitments.models import Passage, Statement, User
from commitments.overview.questions import SHOWN, Questions, first_of
from commitments.vocabulary import PassageState


@dataclass(frozen=True, slots=True)
class HalfRead:
    """One text: its title, the meeting that it is of, and how many passages wait."""

    pk: int
    title: str
    meeting: str
    waiting: int


def half_read(user: User, country: str = "") -> Questions[HalfRead]:
    """List the texts of the person's partners with passages that wait, the longest waiting first."""
    waiting = Passage.objects.filter(state=PassageState.WAITING)
    if not access.may_write(user, Passage) or not waiting.exists():
        return Questions()
    # The few that wait are found first: their texts are asked for by key.
    mine = Statement.objects.filter(
        pk__in=waiting.order_by().values("statement"), meeting__country__in=access.countries_of(user)
    )
    if country:
        mine = mine.filter(meeting__country__iso=country)
    seen = access.visible_to(mine, user)
    listed = seen.order_by("reading__read_at", "pk").values_list("pk", "title", "meeting__reference")
    rows = listed[:SHOWN]
    counted = dict(
        waiting.filter(statement__in=[row[0] for row in rows])
        .order_by()
        .values_list("statement")
        .annotate(count=Count("pk"))
    )
    found = tuple(HalfRead(pk, title, meeting, counted.get(pk, 0)) for pk, title, meeting in rows)
    return first_of(found, seen.order_by())
