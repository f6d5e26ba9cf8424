"""Put the same questions to `access` and to the oracle, and name where they answer differently."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from commitments import models
from commitments.access import grants, policy, responsibilities, write_rules
from commitments.db import triggers
from commitments.enums import Actor
from tests.security.oracle import Oracle
from tests.security.world import World

# Kinds of so few records are asked about by everybody, so that none is left unread by chance.
FEW = 12


@dataclass
class Compared:
    """How often each kind was asked about and how often it was read, and every difference in words."""

    asked: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)

    def add(self, kind: str, asked: int, read: int) -> None:
        self.asked[kind] += asked
        self.read[kind] += read

    def __iadd__(self, other: "Compared") -> "Compared":
        self.asked += other.asked
        self.read += other.read
        self.differences += other.differences
        return self


def compare(
    seed: int, *, size: int = 1, share: float = 1.0, kinds: Collection[type[Model]] | None = None
) -> Compared:
    """Make a world, ask everything of it or that share, of all kinds or some, and leave nothing behind."""
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    with transaction.atomic():
        # Each marking is asked by itself, also where the database would keep what contains it as high.
        with triggers.lift_triggers(connection):
            world = World(seed, today, size)
        found = asked_of(world, share, policy.RULES if kinds is None else kinds)
        transaction.set_rollback(True)
    return found


def asked_of(world: World, share: float, kinds: Collection[type[Model]]) -> Compared:
    """Compare reading of every kind, and doing, for everybody of a world."""
    found, oracle = Compared(), Oracle(world)
    for number, known in enumerate(world.of(models.User)):
        # Every other as a request loads them: with whether anything is opened to them by name.
        rows = grants.with_names(models.User.objects.all()) if number % 2 else models.User.objects.all()
        user = rows.get(pk=known.pk)
        # Some have not shown a second factor.
        known.ceiling = user.ceiling = world.rng.choice((None, None, 1))
        asked = [kind for kind in kinds if world.rng.random() < share or len(world.of(kind)) <= FEW]
        items = [item for item in world.of(models.Commitment) if world.rng.random() < share / 2]
        told = [*_reading(found, oracle, asked, known, user), *_doing(found, oracle, items, known, user)]
        found.differences += [f"{world.seed}: {one}" for one in told]
    return found


def _reading(
    found: Compared, oracle: Oracle, kinds: Collection[type[Model]], known: models.User, user: models.User
) -> Iterator[str]:
    for model in kinds:
        rows: list[Any] = oracle.world.of(model)
        if not rows:
            continue
        keys = policy.readable_by(model._default_manager.all(), user).order_by().values_list("pk", flat=True)
        seen = list(keys)
        wanted = {row.pk for row in rows if oracle.reads(known, row)}
        # Only what this world made: others' rows, such as a heartbeat of the installation, are left out.
        mine = {row.pk for row in rows}
        found.add(model.__name__, len(rows), len(wanted))
        if len(seen) != len(set(seen)):
            yield f"{user.role} reads a {model.__name__} twice"
        for key in (set(seen) & mine) ^ wanted:
            which = "too much" if key in seen else "too little"
            yield f"{user.role} {user.pk} reads {which}: {model.__name__} {key}"


def _doing(
    found: Compared,
    oracle: Oracle,
    items: Collection[models.Commitment],
    known: models.User,
    user: models.User,
) -> Iterator[str]:
    if not user.is_active:
        return
    for country in oracle.world.of(models.Country):
        for name, ours, theirs in (
            ("works on", responsibilities.works_on(user, country), oracle.works_on(known, country)),
            ("decides for", responsibilities.heads_over(user, country), oracle.decides(known, country)),
        ):
            found.add(name, 1, theirs)
            if ours != theirs:
                yield f"{user.role} {user.pk} {name} {country.pk}: {ours}, and not {theirs}"
    for item in items:
        acts = write_rules.build_acts(user, item)
        for actor in Actor:
            ours, theirs = acts(actor), oracle.acts(known, item, actor)
            found.add(f"acts as {actor}", 1, theirs)
            if ours != theirs:
                yield f"{user.role} {user.pk} acts as {actor} on {item.pk}: {ours}, and not {theirs}"
