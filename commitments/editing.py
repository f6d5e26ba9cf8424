"""Plain edits of records: one conditional write, one audit row, one transaction."""

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F, Model
from django.utils.translation import gettext_lazy as _

from commitments import access, audit, finding, marking
from commitments.errors import Refused
from commitments.models import AccountChange, Classified, Commitment, Confided, Record, User
from commitments.vocabulary import COMMITMENT_STRENGTHS, Strength

M = TypeVar("M", bound=Model)


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


def _said(obj: Model) -> dict[str, Any]:
    """Give the columns of a new record that say something."""
    columns = {field.attname: field.value_from_object(obj) for field in obj._meta.concrete_fields}
    return {name: value for name, value in columns.items() if value}


@transaction.atomic
def create(obj: M, *, by: User | None, now: datetime.datetime, reason: str = "") -> M:
    """Insert a new record and its first audit row; give the record back.

    It is marked at least as high as what it holds, and what holds it at least as high as it is.
    """
    if isinstance(obj, Classified):
        obj.classification = marking.least(obj)
        _check_level(obj.classification, by)
        marking.prepare(obj, obj.classification, by=by, now=now)
    if by is not None:
        access.check_write(by, obj, _said(obj))
    if isinstance(obj, User):
        access.check_opening(obj, by)
    if isinstance(obj, Record):
        obj.recorded_at, obj.recorded_by = now, by
    obj.save(force_insert=True)
    finding.keep(obj)
    audit.record("created", obj, by=by, now=now, after=audit.state_of(obj), reason=reason)
    return obj


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
    if "classification" in values:
        _check_level(int(values["classification"]), by)
    if by is not None:
        access.check_write(by, obj, values)
    if isinstance(obj, User):
        access.check_reach(obj, values, by, warrant)
    manager = type(obj)._base_manager
    # Not its key: rows that others hang on it meanwhile need not wait, nor does it for them.
    current = manager.select_for_update(no_key=True).filter(pk=obj.pk).first()
    if current is None:
        raise changed_meanwhile()
    before = audit.state_of(current)
    if int(values.get("classification", 0)) < before.get("classification", 0) and "classification" in values:
        raise Refused(marking.ALONE, "lowering")
    if before.get("in_confidence") and not values.get("in_confidence", True):
        _check_confidence(by)
    if isinstance(obj, Commitment) and "strength" in values:
        _check_strength(str(values["strength"]), before["strength"])
    if isinstance(current, Classified):
        level = int(values.get("classification", before["classification"]))
        marking.prepare(current, level, by=by, now=now, values=values)
    conditions = dict(where or {})
    written = dict(values)
    if isinstance(obj, Record):
        conditions["version"] = obj.version if expected is None else expected
        written["version"] = F("version") + 1
    if not manager.filter(pk=obj.pk, **conditions).update(**written):
        raise changed_meanwhile()
    obj.refresh_from_db()
    old, new = audit.difference(before, audit.state_of(obj))
    if not finding.words_of(type(obj)).isdisjoint(new):
        finding.keep(obj)
    if new:
        audit.record(action, obj, by=by, now=now, before=old, after=new, reason=reason)
    if isinstance(obj, Classified) and obj.classification > before["classification"]:
        marking.raised(obj, by=by, now=now)
    if isinstance(obj, Confided) and {"in_confidence", "consent"} & set(new):
        _confide(obj, now)
    return obj


def _confide(obj: Confided, now: datetime.datetime) -> None:
    """Take back the mails that quote it; a kept draft is made anew where it is opened, without its words."""
    marking.confided(obj)
    for draft in marking.kept_drafts(obj):
        change(draft, {"text": "", "copy": ""}, by=None, now=now)


@transaction.atomic
def remove(obj: Model, *, by: User | None, now: datetime.datetime, reason: str = "") -> None:
    """Take away a part that records nothing agreed, such as a seat of a delegation before it is held."""
    key = obj.pk
    audit.record("removed", obj, by=by, now=now, before=audit.state_of(obj), reason=reason)
    obj.delete()
    finding.forget(obj, key)
