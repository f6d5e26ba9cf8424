"""Load as many commitments as requested, with twenty years of records around them."""

import datetime
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from commitments.audit import chain, log
from commitments.errors import Refused
from commitments.models import Country, Desk, Division, SearchEntry, User
from commitments.search import index
from commitments.seed import rows
from commitments.seed.meetings import SessionWriter
from commitments.seed.parties import CODES, Census, Partner
from commitments.seed.rows import SeedBook
from commitments.seed.values import SeedWords

DAY = datetime.timedelta(days=1)
YEARS, YEARS_AHEAD = 20, 4
RECENT = 1.5
PER_MEETING = 10
AT_ONCE = 1000
MEETINGS_AHEAD = 2

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """The result of loading."""

    commitments: int
    meetings: int


def check_empty() -> None:
    """Raise `Refused` where the database holds records of a person, or bulk data already."""
    countries = Country.objects.all()
    if countries.filter(iso__in=CODES, is_demonstration=True).exists():
        raise Refused(
            _("Synthetic records are already loaded. Use an empty database to load other synthetic records."),
            "loaded",
        )
    others = (User, Desk, Division)
    is_demo = countries.filter(is_demonstration=True).exists()
    if countries.filter(desk__isnull=False, is_demonstration=False).exists() or (
        not is_demo and (countries.exists() or any(model._base_manager.exists() for model in others))
    ):
        raise Refused(
            _(
                "This database contains other records, and synthetic records cannot be removed "
                "later. Set DATABASE_URL or TRACKER_DATA to an empty database, or to one with only "
                "the demonstration data."
            ),
            "not_empty",
        )


def load_commitments(
    commitments: int, seed: int, *, now: datetime.datetime, progress: Progress = lambda done, total: None
) -> Loaded:
    """Write so many commitments; the same for the same seed on the same day, and nothing where it fails.

    `progress` is told how many of them are done, then how many records can be found. Raises `Refused` where
    other records stand.
    """
    with rows.straight_to_the_file(), rows.without_garbage(), transaction.atomic():
        check_empty()
        book, chance, today = SeedBook(), random.Random(seed), now.date()  # noqa: S311 - no secret
        first = book.next_row
        with rows.without_indexes([model._meta.db_table for model in _written()]):
            loaded = _write_commitments(book, chance, commitments, today, progress)
        book.close()
        chain.seal_from(connection, first)
        log.record_older(now=now)
        index.rebuild_index(progress)
    return loaded


def _written() -> Iterator[type[Model]]:
    models = apps.get_app_config("commitments").get_models()
    return (model for model in models if model is not SearchEntry)


def _write_commitments(
    book: SeedBook, chance: random.Random, commitments: int, today: datetime.date, progress: Progress
) -> Loaded:
    """Write everything, in the order of its days, so many commitments at once."""
    words = SeedWords(chance)
    first = today - DAY * 365 * YEARS
    start = datetime.datetime.combine(first, datetime.time(9), datetime.UTC)
    census = Census(book, words, chance, at=start, today=today)
    world = census.world(range(first.year, today.year + YEARS_AHEAD))
    sessions = SessionWriter(book, words, chance, world, today)
    done = waiting = 0
    planned = sorted(_meetings(world.partners, commitments, chance, today), key=lambda one: one.day)
    for one in planned:
        if one.commitments is None:
            sessions.ahead(one.partner, one.day)
            continue
        sessions.held(one.partner, one.day, one.commitments)
        done, waiting = done + one.commitments, waiting + one.commitments
        if waiting >= AT_ONCE:
            book.write()
            progress(done, commitments)
            waiting = 0
    book.write()
    progress(commitments, commitments)
    return Loaded(done, len(planned))


def analyse_tables() -> None:
    """Let the database look at what it holds, so that its plans fit."""
    may_vacuum = connection.vendor == "postgresql" and not connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)" if may_vacuum else "ANALYZE")


@dataclass(frozen=True, slots=True)
class Planned:
    """One meeting to write, and its number of commitments; None where it is upcoming."""

    partner: Partner
    day: datetime.date
    commitments: int | None


def _meetings(
    partners: list[Partner], commitments: int, chance: random.Random, today: datetime.date
) -> Iterator[Planned]:
    """Yield the meetings of each partner: more for larger partners, and more in later years."""
    whole = sum(partner.weight for partner in partners)
    given, weight = 0, 0.0
    for partner in partners:
        weight += partner.weight
        share = round(commitments * weight / whole) - given
        given += share
        number = -(-share // PER_MEETING)
        cuts = sorted(chance.randint(0, share) for _cut in range(number - 1)) if number else []
        for first, last in pairwise([0, *cuts, share] if number else []):
            held = today - DAY * round(1 + 365 * YEARS * chance.random() ** RECENT)
            yield Planned(partner, held, last - first)
        for _meeting in range(MEETINGS_AHEAD):
            yield Planned(partner, today + DAY * chance.randint(3, 200), None)
