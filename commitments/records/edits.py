"""Create, change and delete records: conditional writes, an audit row for each, in one transaction."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import CharField, F, Model, TextField
from django.db.models.deletion import Collector
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from commitments.access import write_rules
from commitments.audit import log
from commitments.classification.levels import (
    ALONE,
    cancel_emails,
    find_floors,
    list_confidential_drafts,
    prepare_levels,
    propagate_raise,
)
from commitments.classification.prepared_sheets import discard_after_change
from commitments.db import bulk_sql
from commitments.enums import COMMITMENT_STRENGTHS, HEAD_ROLES, Strength
from commitments.errors import Refused
from commitments.models import (
    AccountChange,
    Classified,
    Commitment,
    GivenInConfidence,
    Grant,
    Meeting,
    OriginatorConsent,
    Record,
    User,
)
from commitments.search import index
from commitments.text import why_not_print

M = TypeVar("M", bound=Model)
# In characters: as long as the history keeps of a reason, and a record of the name of a document.
REASON_LENGTH, DOCUMENT_LENGTH = 300, 200


def fit_text(text: str, most: int, code: str = "long") -> str:
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
    said = fit_text(reason, REASON_LENGTH, "long_reason")
    if not said:
        raise Refused(_("Enter the reason in one sentence."), "needs_reason")
    return said


def fit_document(document: str) -> str:
    """Return the name of a document as it is stored; raise `Refused` where it is too long."""
    return fit_text(document, DOCUMENT_LENGTH, "long_document")


def need_document(document: str) -> str:
    """Return the authority as it is stored; raise `Refused` where it is missing or too long."""
    named = fit_document(document)
    if not named:
        raise Refused(_("Enter the authority: who decided, or the supporting document."), "needs_document")
    return named


def shorten_text(text: str, most: int) -> str:
    """Return what a machine said, or a file is called, cut to `most` characters; "…" stands for the rest."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def changed_meanwhile() -> Refused:
    """Make the error of a lost race."""
    return Refused(
        _("Another user has changed this record. Open it again and compare it with your entries."), "changed"
    )


def lock_record(obj: M) -> M:
    """Lock and read a record until the transaction ends.

    The key is not locked: new rows that refer to the record need not wait, nor does the lock for them.
    """
    return type(obj)._base_manager.select_for_update(no_key=True).get(pk=obj.pk)


def _check_level(level: int, user: User | None) -> None:
    """Refuse a classification that the writer could not read."""
    if user is not None and level > user.reads_up_to:
        raise Refused(
            _("This classification is above your clearance. Ask a colleague with the necessary clearance."),
            "clearance",
        )


def _check_strength(wanted: str, standing: str) -> None:
    """Refuse to raise what was copied from the words that were said."""
    order = COMMITMENT_STRENGTHS.index
    if order(Strength(wanted)) > order(Strength(standing)):
        raise Refused(
            _(
                "The strength comes from the agreed wording and cannot be raised. Select the "
                "same or a weaker strength."
            ),
            "strength",
        )


def _check_confidence(user: User | None) -> None:
    """Refuse to unmark a record as confidential: consent is filed for that, and a head corrects mistakes."""
    if user is not None and user.role not in HEAD_ROLES:
        raise Refused(
            _(
                "The mark “given in confidence” cannot be removed here. Record the partner’s consent, or "
                "ask the head of desk to correct the entry."
            ),
            "confidence",
        )


def _check_originator(user: User | None) -> None:
    """Refuse to change or remove an originator: only a head corrects a mistake."""
    if user is not None and user.role not in HEAD_ROLES:
        raise Refused(
            _(
                "The originator cannot be changed here. Record the consent of the originator, or ask the "
                "head of desk to correct the entry."
            ),
            "originator",
        )


def check_texts(model: type[Model], values: Mapping[str, Any]) -> None:
    """Refuse a text that cannot be printed, with the name of its field: one rule for whatever writes it."""
    for field in model._meta.concrete_fields:
        text = values.get(field.attname)
        if not isinstance(text, str) or not isinstance(field, CharField | TextField):
            continue
        if (why := why_not_print(text)) is not None:
            raise Refused(f"{capfirst(str(field.verbose_name))}: {why}", "endless")


def _list_set_columns(obj: Model) -> dict[str, Any]:
    """Return the columns of a new record that have a value."""
    columns = {field.attname: field.value_from_object(obj) for field in obj._meta.concrete_fields}
    return {name: value for name, value in columns.items() if value}


@transaction.atomic
def create_record(obj: M, *, by: User | None, now: datetime.datetime, reason: str = "") -> M:
    """Insert a new record and its first audit row; return the record.

    Its classification is at least that of its contents, and that of its container at least its own.
    """
    _create([obj], by=by, now=now, reason=reason)
    return obj


@transaction.atomic
def create_many(rows: Sequence[M], *, by: User | None, now: datetime.datetime, reason: str = "") -> None:
    """Insert new records of one kind as `create_record` does each: one statement a table, whatever their
    number.
    """
    if rows:
        _create(rows, by=by, now=now, reason=reason)


def _create(rows: Sequence[M], *, by: User | None, now: datetime.datetime, reason: str) -> None:
    classified = [row for row in rows if isinstance(row, Classified)]
    if classified:
        for row, floor in zip(classified, find_floors(classified), strict=True):
            row.classification = max(row.classification, floor)
            _check_level(row.classification, by)
        prepare_levels(classified, [row.classification for row in classified], by=by, now=now)
    for obj in rows:
        check_texts(type(obj), _list_set_columns(obj))
        if by is not None:
            write_rules.check_write(by, obj, _list_set_columns(obj))
        if isinstance(obj, User):
            write_rules.check_opening(obj, by)
        if isinstance(obj, Record):
            obj.recorded_at, obj.recorded_by = now, by
    bulk_sql.insert_rows(rows)
    index.update_records(rows)
    changes: list[log.Change] = [(obj, {}, _first_state(obj)) for obj in rows]
    log.record_many("created", changes, by=by, now=now, reason=reason)


def _first_state(obj: Model) -> dict[str, Any]:
    """Return what the first row of history says of a record; of an account, of its password too."""
    filed = (
        log.build_credential_values({}, log.fingerprint_credentials([obj])) if isinstance(obj, User) else {}
    )
    return log.state_of(obj) | filed


@transaction.atomic
def change_record(
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
    """Write some fields if the record is unchanged since the writer saw it.

    `expected` is the version the writer saw (the object's own when left out), `where` further conditions,
    such as the old state. Raises `Refused("changed")` where no row matched. The object is updated. A raised
    classification raises what contains the record, and frozen contents with it are checked again. `warrant`
    is the confirmed change without which no account gets more rights.
    """
    if isinstance(obj, User):
        write_rules.check_reach(obj, values, by, warrant)
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
                write_rules.check_reach(obj, values, by, None)
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
    standing = _lock_records(rows)
    before = {key: log.state_of(row) for key, row in standing.items()}
    for obj in rows:
        _check_change(obj, values, before[obj.pk], by)
    currents = [row for row in standing.values() if isinstance(row, Classified)]
    if currents:
        levels = [int(values.get("classification", row.classification)) for row in currents]
        prepare_levels(currents, levels, by=by, now=now, values=values)
    _write(rows, values, seen, where)
    changes = [(obj, *log.find_difference(before[obj.pk], log.state_of(obj))) for obj in rows]
    said = [obj for obj, _old, new in changes if not index.words_of(type(obj)).isdisjoint(new)]
    if said:
        index.update_records(said)
    action, reason = told
    log.record_many(action, [change for change in changes if change[2]], by=by, now=now, reason=reason)
    for obj, _old, new in changes:
        if isinstance(obj, Classified) and obj.classification > before[obj.pk]["classification"]:
            propagate_raise(obj, by=by, now=now)
        if isinstance(obj, GivenInConfidence) and {"in_confidence", "consent", "originator"} & set(new):
            withdraw_words(obj, now=now)
    if withheld := [(obj, new) for obj, _old, new in changes if _may_withhold(obj, new)]:
        discard_after_change(withheld)


def _may_withhold(obj: Model, new: Mapping[str, Any]) -> bool:
    """Return whether a change may take words away from sheets of packets that are laid out."""
    if isinstance(obj, Commitment | Meeting):
        return "state" in new
    return isinstance(obj, GivenInConfidence | Grant | OriginatorConsent | User)


def _lock_records(rows: Sequence[M]) -> dict[Any, M]:
    """Lock and read records, by key, until the transaction ends.

    The keys are not locked: new rows that refer to these records need not wait, nor do these for them.
    """
    found = type(rows[0])._base_manager.select_for_update(no_key=True).order_by("pk")
    standing = {row.pk: row for row in found.filter(pk__in=[obj.pk for obj in rows])}
    if len(standing) < len(rows):
        raise changed_meanwhile()
    return standing


def _check_change(
    obj: Model, values: Mapping[str, Any], before: Mapping[str, Any], user: User | None
) -> None:
    """Refuse a change that is not allowed, or not to this person, in the record's current state."""
    if "classification" in values:
        _check_level(int(values["classification"]), user)
    if user is not None:
        write_rules.check_write(user, obj, values)
    if "classification" in values and int(values["classification"]) < before["classification"]:
        raise Refused(ALONE, "lowering")
    if before.get("in_confidence") and not values.get("in_confidence", True):
        _check_confidence(user)
    if before.get("originator") and values.get("originator", before["originator"]) != before["originator"]:
        _check_originator(user)
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


def withdraw_words(obj: GivenInConfidence, *, now: datetime.datetime) -> None:
    """Withdraw the emails that quote it; a saved draft is generated again when opened, without its words."""
    cancel_emails(obj)
    for draft in list_confidential_drafts(obj):
        change_record(draft, {"text": "", "copy": ""}, by=None, now=now)


@transaction.atomic
def remove_record(obj: Model, *, by: User | None, now: datetime.datetime, reason: str = "") -> None:
    """Delete a part that records nothing agreed, such as a member of a delegation before the meeting is
    held.
    """
    _remove([obj], by=by, now=now, reason=reason)


@transaction.atomic
def remove_many(rows: Sequence[Model], *, by: User | None, now: datetime.datetime, reason: str = "") -> None:
    """Take records of one kind away as `remove_record` does each; ProtectedError where something hangs on
    one.
    """
    if rows:
        _remove(rows, by=by, now=now, reason=reason)


def _remove(rows: Sequence[Model], *, by: User | None, now: datetime.datetime, reason: str) -> None:
    keys = [obj.pk for obj in rows]
    changes: list[log.Change] = [(obj, log.state_of(obj), {}) for obj in rows]
    log.record_many("removed", changes, by=by, now=now, reason=reason)
    gone = Collector(DEFAULT_DB_ALIAS, origin=rows[0])
    gone.collect(rows)
    gone.delete()
    index.remove_records(rows, keys)
