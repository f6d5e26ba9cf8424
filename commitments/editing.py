"""Plain edits of records, one or many: conditional writes, an audit row for each, one transaction."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import CharField, F, Model, TextField
from django.db.models.deletion import Collector
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from commitments import access, at_once, audit, finding, line_breaks, marking
from commitments.errors import Refused
from commitments.models import AccountChange, Classified, Commitment, Confided, Record, User
from commitments.vocabulary import COMMITMENT_STRENGTHS, Strength

M = TypeVar("M", bound=Model)
# In characters: as long as the history keeps of a reason, and a record of the name of a document.
REASON_LENGTH, DOCUMENT_LENGTH = 300, 200


def fitting(text: str, most: int, code: str = "long") -> str:
    """Return a text without space around it; raise `Refused` where it is longer than is kept."""
    said = text.strip()
    if len(said) > most:
        raise Refused(
            _("Use at most %(most)d characters. This text has %(count)d.")
            % {"most": most, "count": len(said)},
            code,
        )
    return said


def need_reason(reason: str) -> str:
    """Return the reason as the history keeps it; raise `Refused` where it is missing or too long."""
    said = fitting(reason, REASON_LENGTH, "long_reason")
    if not said:
        raise Refused(_("Give the reason in a sentence."), "needs_reason")
    return said


def shortened(text: str, most: int) -> str:
    """Return what a machine said, or a file is called, cut to `most` characters; "…" stands for the rest."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def changed_meanwhile() -> Refused:
    """Make the error of a lost race."""
    return Refused(_("Somebody changed this meanwhile. Open it again and compare."), "changed")


def standing(obj: M) -> M:
    """Read a record as it stands; nobody else writes it until the transaction ends.

    Not its key: rows that others hang on it meanwhile need not wait, nor does it for them.
    """
    return type(obj)._base_manager.select_for_update(no_key=True).get(pk=obj.pk)


def _check_level(level: int, user: User | None) -> None:
    """Refuse a classification that the writer could not read."""
    if user is not None and level > user.reads_up_to:
        raise Refused(_("This classification is above your clearance; ask somebody who has it."), "clearance")


def _check_strength(wanted: str, standing: str) -> None:
    """Refuse to raise what was copied from the words that were said."""
    order = COMMITMENT_STRENGTHS.index
    if order(Strength(wanted)) > order(Strength(standing)):
        raise Refused(_("A strength is copied from what was said; it is never raised."), "strength")


def _check_confidence(user: User | None) -> None:
    """Refuse to take off that something was confided: consent is filed for that, and a head mends slips."""
    if user is not None and user.role not in access.HEADS:
        raise Refused(
            _("Record the partner’s consent, or let the head say that it was a slip."), "confidence"
        )


def check_texts(model: type[Model], values: Mapping[str, Any]) -> None:
    """Refuse a text that cannot be printed, with the name of its field: one rule for whatever writes it."""
    for field in model._meta.concrete_fields:
        text = values.get(field.attname)
        if not isinstance(text, str) or not isinstance(field, CharField | TextField):
            continue
        if (why := line_breaks.why_not_print(text)) is not None:
            raise Refused(f"{capfirst(str(field.verbose_name))}: {why}", "endless")


def _said(obj: Model) -> dict[str, Any]:
    """Give the columns of a new record that say something."""
    columns = {field.attname: field.value_from_object(obj) for field in obj._meta.concrete_fields}
    return {name: value for name, value in columns.items() if value}


@transaction.atomic
def create(obj: M, *, by: User | None, now: datetime.datetime, reason: str = "") -> M:
    """Insert a new record and its first audit row; give the record back.

    It is marked at least as high as what it holds, and what holds it at least as high as it is.
    """
    _create([obj], by=by, now=now, reason=reason)
    return obj


@transaction.atomic
def create_many(rows: Sequence[M], *, by: User | None, now: datetime.datetime, reason: str = "") -> None:
    """Insert new records of one kind as `create` does each: one statement a table, whatever their number."""
    if rows:
        _create(rows, by=by, now=now, reason=reason)


def _create(rows: Sequence[M], *, by: User | None, now: datetime.datetime, reason: str) -> None:
    classified = [row for row in rows if isinstance(row, Classified)]
    if classified:
        for row, floor in zip(classified, marking.floors(classified), strict=True):
            row.classification = max(row.classification, floor)
            _check_level(row.classification, by)
        marking.prepare(classified, [row.classification for row in classified], by=by, now=now)
    for obj in rows:
        check_texts(type(obj), _said(obj))
        if by is not None:
            access.check_write(by, obj, _said(obj))
        if isinstance(obj, User):
            access.check_opening(obj, by)
        if isinstance(obj, Record):
            obj.recorded_at, obj.recorded_by = now, by
    at_once.insert(rows)
    finding.keep(rows)
    changes: list[audit.Change] = [(obj, {}, _first_state(obj)) for obj in rows]
    audit.record_many("created", changes, by=by, now=now, reason=reason)


def _first_state(obj: Model) -> dict[str, Any]:
    """Return what the first row of history says of a record; of an account, of its password too."""
    credentials = audit.credentials
    filed = credentials.filed({}, credentials.state([obj])) if isinstance(obj, User) else {}
    return audit.state_of(obj) | filed


@transaction.atomic
def change(
    obj: M,
    values: Mapping[str, Any],
    *,
    by: User | None,
    now: datetime.datetime,
    expected: int | None = None,
    action: str = "changed",
    reason: str = "",
    where: Mapping[str, Any] | None = None,
    warrant: AccountChange | None = None,
) -> M:
    """Write some fields where the record still stands as the writer saw it.

    `expected` is the version the writer saw (the object's own when left out), `where` further conditions,
    such as the old state. Raises `Refused("changed")` where no row matched. The object is brought up to date.
    A marking that goes up takes with it what holds the record, and looks again at what was frozen with it.
    `warrant` is the confirmed change by which alone an account reaches further.
    """
    if isinstance(obj, User):
        access.check_reach(obj, values, by, warrant)
    seen = expected if expected is not None or not isinstance(obj, Record) else obj.version
    _change([obj], values, [seen], by=by, now=now, told=(action, reason), where=where or {})
    return obj


@transaction.atomic
def change_many(
    rows: Sequence[M],
    values: Mapping[str, Any],
    *,
    by: User | None,
    now: datetime.datetime,
    action: str = "changed",
    reason: str = "",
) -> None:
    """Write the same fields of records of one kind, each as `change` does; where one is refused, none."""
    if rows:
        for obj in rows:
            if isinstance(obj, User):
                access.check_reach(obj, values, by, None)
        seen = [obj.version if isinstance(obj, Record) else None for obj in rows]
        _change(rows, values, seen, by=by, now=now, told=(action, reason), where={})


def _change(
    rows: Sequence[M],
    values: Mapping[str, Any],
    seen: Sequence[int | None],
    *,
    by: User | None,
    now: datetime.datetime,
    told: tuple[str, str],
    where: Mapping[str, Any],
) -> None:
    check_texts(type(rows[0]), values)
    standing = _held(rows)
    before = {key: audit.state_of(row) for key, row in standing.items()}
    for obj in rows:
        _check_change(obj, values, before[obj.pk], by)
    currents = [row for row in standing.values() if isinstance(row, Classified)]
    if currents:
        levels = [int(values.get("classification", row.classification)) for row in currents]
        marking.prepare(currents, levels, by=by, now=now, values=values)
    _write(rows, values, seen, where)
    changes = [(obj, *audit.difference(before[obj.pk], audit.state_of(obj))) for obj in rows]
    said = [obj for obj, _old, new in changes if not finding.words_of(type(obj)).isdisjoint(new)]
    if said:
        finding.keep(said)
    action, reason = told
    audit.record_many(action, [change for change in changes if change[2]], by=by, now=now, reason=reason)
    for obj, _old, new in changes:
        if isinstance(obj, Classified) and obj.classification > before[obj.pk]["classification"]:
            marking.raised(obj, by=by, now=now)
        if isinstance(obj, Confided) and {"in_confidence", "consent"} & set(new):
            _confide(obj, now)


def _held(rows: Sequence[M]) -> dict[Any, M]:
    """Read records as they stand, by key; nobody else writes them until the transaction ends.

    Not their keys: rows that others hang on them meanwhile need not wait, nor do these for them.
    """
    found = type(rows[0])._base_manager.select_for_update(no_key=True).order_by("pk")
    standing = {row.pk: row for row in found.filter(pk__in=[obj.pk for obj in rows])}
    if len(standing) < len(rows):
        raise changed_meanwhile()
    return standing


def _check_change(
    obj: Model, values: Mapping[str, Any], before: Mapping[str, Any], user: User | None
) -> None:
    """Refuse what nobody, or not this person, writes of a record that stands so."""
    if "classification" in values:
        _check_level(int(values["classification"]), user)
    if user is not None:
        access.check_write(user, obj, values)
    if "classification" in values and int(values["classification"]) < before["classification"]:
        raise Refused(marking.ALONE, "lowering")
    if before.get("in_confidence") and not values.get("in_confidence", True):
        _check_confidence(user)
    if isinstance(obj, Commitment) and "strength" in values:
        _check_strength(str(values["strength"]), before["strength"])


def _write(
    rows: Sequence[Model], values: Mapping[str, Any], seen: Sequence[int | None], where: Mapping[str, Any]
) -> None:
    """Write records where each stands as it was seen, and bring the objects up to date."""
    manager = type(rows[0])._base_manager
    written = dict(values)
    if isinstance(rows[0], Record):
        written["version"] = F("version") + 1
    for version in set(seen):
        as_seen = dict(where) if version is None else {**where, "version": version}
        keys = [obj.pk for obj, saw in zip(rows, seen, strict=True) if saw == version]
        if manager.filter(pk__in=keys, **as_seen).update(**written) != len(keys):
            raise changed_meanwhile()
    fresh = manager.in_bulk([obj.pk for obj in rows])
    for obj in rows:
        obj.__dict__ |= {name: getattr(fresh[obj.pk], name) for name in _columns(obj)}
        # What hung on it is read again too, as `refresh_from_db` does it for one.
        obj._state.fields_cache.clear()
        obj.__dict__.pop("_prefetched_objects_cache", None)


def _columns(obj: Model) -> list[str]:
    return [field.attname for field in obj._meta.concrete_fields]


def _confide(obj: Confided, now: datetime.datetime) -> None:
    """Take back the mails that quote it; a kept draft is made anew where it is opened, without its words."""
    marking.confided(obj)
    for draft in marking.kept_drafts(obj):
        change(draft, {"text": "", "copy": ""}, by=None, now=now)


@transaction.atomic
def remove(obj: Model, *, by: User | None, now: datetime.datetime, reason: str = "") -> None:
    """Take away a part that records nothing agreed, such as a seat of a delegation before it is held."""
    _remove([obj], by=by, now=now, reason=reason)


@transaction.atomic
def remove_many(rows: Sequence[Model], *, by: User | None, now: datetime.datetime, reason: str = "") -> None:
    """Take records of one kind away as `remove` does each; ProtectedError where something hangs on one."""
    if rows:
        _remove(rows, by=by, now=now, reason=reason)


def _remove(rows: Sequence[Model], *, by: User | None, now: datetime.datetime, reason: str) -> None:
    keys = [obj.pk for obj in rows]
    changes: list[audit.Change] = [(obj, audit.state_of(obj), {}) for obj in rows]
    audit.record_many("removed", changes, by=by, now=now, reason=reason)
    gone = Collector(DEFAULT_DB_ALIAS, origin=rows[0])
    gone.collect(rows)
    gone.delete()
    finding.forget(rows, keys)
