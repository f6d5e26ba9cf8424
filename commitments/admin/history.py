"""Audit rows as a person reads them."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments import access, deadlines
from commitments.models import Approval, AuditRow, Chase, Deadline, User
from commitments.vocabulary import MoveReason

# What is recorded of a packet and is no column of it: who signs, and which copies were out at a recall.
STEPS, RECALLED, FACTORS = "steps", "copies", "factors"
Names = dict[tuple[type[models.Model], Any], str]
# Columns that only repeat when and by whom, or what the deadline's wording, kind and dates say already.
SAID_ALREADY = frozenset({"recorded_at", "recorded_by_id", "specification", "decided_at", "terms"})
FACTOR_NAMES: dict[str, Promise] = {
    "totp": _("app on the telephone"),
    "webauthn": _("passkey"),
    "recovery_codes": _("recovery codes"),
}
# What is recorded of a token, or of a list taken out, is no column of the person.
LABELS: dict[str, Promise] = {
    "token": _("token"),
    "expires": _("expires"),
    "list": _("list"),
    "searched": _("narrowed by a search"),
    "file": _("file"),
    "rows": _("rows"),
    "highest": _("highest classification"),
    "where": _("sent to"),
    "is_accepted": _("taken by the server"),
    "said": _("the answer"),
    "edition": _("edition"),
    STEPS: _("steps of sign-off"),
    FACTORS: _("second factor"),
}

ACTIONS: dict[str, Promise] = {
    "created": _("recorded"),
    "changed": _("changed"),
    "removed": _("removed"),
    "raised": _("marking raised"),
    "answered": _("answer recorded"),
    "signed_off": _("signed off"),
    "health": _("health reported"),
    "chased": _("owner asked by the desk"),
    "doubt ended": _("doubt ended"),
    "mail mended": _("mail arrives again"),
    "question asked": pgettext_lazy("the partner, about an item", "asked"),
    "question drafted": _("drafted"),
    "question answered": _("answered"),
    "question dropped": _("dropped"),
    "question taken back": _("taken back"),
    "propose": _("proposed"),
    "accept": _("accepted"),
    "decline": _("declined"),
    "redraft": _("taken back to draft"),
    "discard": _("discarded"),
    "start": _("begun"),
    "report": _("reported complete"),
    "send_back": _("sent back"),
    "fulfil": _("confirmed as fulfilled"),
    "fulfil_in_part": _("confirmed as fulfilled in part"),
    "conclude": _("concluded"),
    "overtake": _("closed as overtaken"),
    "rest": _("let rest"),
    "wake": _("taken up again"),
    "withdraw": _("withdrawn by agreement"),
    "supersede": _("superseded"),
    "drop": _("no longer pursued"),
    "reopen": _("reopened"),
    "enter_in_error": _("entered in error"),
    "granted": _("granted"),
    "refused": _("refused"),
    "taken_back": _("taken back"),
    "review": _("reviewed, to be looked at again"),
    "reviewed": _("spoken of"),
    "accepted": _("accepted"),
    "reported": _("reported complete"),
    "confirmed": _("confirmed"),
    "cleared": _("cleared for publication"),
    "withdrawn": _("no longer to be published"),
    "strength corrected": _("strength corrected"),
    "acceptance cleared": _("acceptance cleared"),
    "reassigned": _("another owner named"),
    "succeeded": _("passed to the successor"),
    "left": _("left the post"),
    "report returned": _("report returned"),
    "deadline": _("set"),
    "held": _("held"),
    "closed": _("closed"),
    "cancelled": _("cancelled"),
    "postponed": _("postponed"),
    "ask for packet": _("asked for"),
    "make packet": _("made"),
    "fail packet": _("failed"),
    "cancel packet": _("cancelled"),
    "arrange sign-off": _("steps of sign-off arranged"),
    "sign off": _("signed off"),
    "clear packet": _("signed by all"),
    "print again": _("the final asked for again"),
    "take copy": _("allotted"),
    "give copy": _("given out"),
    "end copy": _("its end recorded"),
    "recall packet": _("copies recalled"),
    "token made": _("token made"),
    "second factor set up": _("second factor set up"),
    "second factor removed": _("second factor removed"),
    "second factor taken away": _("second factor taken away"),
    "recovery codes made": _("recovery codes made"),
    "token revoked": _("token revoked"),
    "exported": _("list exported"),
    "mail tried": _("test mail sent"),
    "link revoked": _("taken back"),
    "answer confirmed": _("confirmed by the desk"),
    "answer set aside": _("set aside by the desk"),
    "read over": _("translation read over"),
    "reach changed": _("reach changed"),
    "account closed": _("account closed"),
    "invited": _("invited by mail"),
    "invitation sent": _("invitation taken by the server"),
    "invitation refused": _("invitation refused by the server"),
    "invitation accepted": _("first password set"),
    "grant ended": _("ended"),
    "mail came back": _("mail came back"),
    "password set": _("password set on the server"),
    "lowered": _("marked lower"),
    "in confidence": _("given in confidence"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one change."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One change: when, who, what happened to what, field by field, and why."""

    at: datetime.datetime
    by: str
    action: str
    subject: str
    changes: list[Change]
    reason: str


def history_rows(rows: Iterable[AuditRow], person: access.Person) -> list[HistoryRow]:
    """Turn audit rows into what the page prints; other records are named only where they may be read."""
    rows = list(rows)
    names = _names(rows, person)
    return [_row(row, _changes(row, names)) for row in rows]


def happened(rows: Iterable[AuditRow]) -> list[HistoryRow]:
    """Turn audit rows into what happened, without the fields: no record is read to be named."""
    return [_row(row, []) for row in rows]


def _field(model: type[models.Model], name: str) -> Any:
    """Find a column by its attribute name; None where it no longer exists."""
    return next((field for field in model._meta.concrete_fields if field.attname == name), None)


def _names(rows: list[AuditRow], person: access.Person) -> Names:
    """Read the names of all records the rows point to: one query for each kind."""
    wanted: dict[type[models.Model], set[Any]] = {}
    for row in rows:
        model = apps.get_model(row.subject_type)
        for name in {*row.before, *row.after}:
            field = _field(model, name)
            told = (row.before.get(name), row.after.get(name))
            if isinstance(field, models.ForeignKey) and field.related_model in access.RULES:
                wanted.setdefault(field.related_model, set()).update(told)
            elif name == STEPS:
                officers = {officer for steps in told for officer, _part in steps or ()}
                wanted.setdefault(User, set()).update(officers)
    return {
        (model, found.pk): str(found)
        for model, keys in wanted.items()
        for found in access.rows(model, person).filter(pk__in=keys - {None})
    }


def _changes(row: AuditRow, names: Names) -> list[Change]:
    model = apps.get_model(row.subject_type)
    changes = []
    for name, after in row.after.items() if row.action != "removed" else ():
        field = _field(model, name)
        before = row.before.get(name)
        says_nothing = after in (None, "") or (after is False and before is None)
        if name not in SAID_ALREADY and not (says_nothing and before in (None, "")):
            label = capfirst(str(getattr(field, "verbose_name", LABELS.get(name, name))))
            changes.append(
                Change(label, _plain(name, field, before, names), _plain(name, field, after, names))
            )
    return changes


def _row(row: AuditRow, changes: list[Change]) -> HistoryRow:
    return HistoryRow(
        at=row.at,
        by=str(row.by or _("the tracker")),
        action=str(_said(row)),
        subject=str(apps.get_model(row.subject_type)._meta.verbose_name),
        changes=changes,
        reason=row.reason or _cause(row),
    )


def _json(value: Any) -> str:
    """Put stored remarks into words, and name calendars such as KR 2026; anything else is told elsewhere."""
    steps = value if isinstance(value, list) else [value]
    if all(isinstance(step, dict) and "code" in step for step in steps):
        return deadlines.explain([deadlines.Remark.from_json(step) for step in steps])
    return ", ".join(" ".join(map(str, step)) for step in steps if isinstance(step, list))


def _said(row: AuditRow) -> Promise | str:
    """Say what was done; of a request, that it was made, not that a row was recorded."""
    if row.action == "created" and row.subject_type == Approval._meta.label:
        return pgettext_lazy("a request", "made")
    if row.action == "created" and row.subject_type == Chase._meta.label:
        return pgettext_lazy("a question", "opened")
    if row.action == "deadline" and row.subject_type == Deadline._meta.label:
        reason = MoveReason(row.after.get("reason") or MoveReason.FIRST)
        return _("set: %(reason)s") % {"reason": reason.label}
    return ACTIONS.get(row.action, row.action.replace("_", " "))


def _cause(row: AuditRow) -> str:
    """Say what moved a deadline by itself."""
    cause = row.after.get("cause") if row.subject_type == Deadline._meta.label else None
    return str(deadlines.Remark.from_json(cause)) if cause else ""


def _calendars(used: Iterable[Iterable[Any]]) -> str:
    return ", ".join(" ".join(str(part) for part in pair) for pair in used)


def _steps(steps: Iterable[Any], names: Names) -> str:
    """Say who signs which part of a packet, in order; a part that is not named is all of it."""
    said = []
    for number, (officer, part) in enumerate(steps, start=1):
        name = names.get((User, officer), str(_("not open to you")))
        said.append(f"{number}. {name} ({part})" if part else f"{number}. {name}")
    return "; ".join(said)


def _plain(name: str, field: Any, value: Any, names: Names) -> str:
    """Write a stored value as a reader would."""
    if value in (None, ""):
        return ""
    if name == STEPS:
        return _steps(value, names)
    if name == RECALLED and isinstance(value, list):
        return ", ".join(map(str, value)) or str(_("none was out"))
    if name == FACTORS:
        return ", ".join(str(FACTOR_NAMES[one]) for one in value.split())
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(field, models.ForeignKey):
        return names.get((field.related_model, value), str(_("not open to you")))
    choices = dict(getattr(field, "flatchoices", None) or ())
    if choices:
        return str(choices.get(value, value))
    if isinstance(field, models.DateTimeField):
        moment = timezone.localtime(datetime.datetime.fromisoformat(value))
        return date_format(moment, "DATETIME_FORMAT")
    if isinstance(field, models.DateField):
        return date_format(datetime.date.fromisoformat(value))
    if isinstance(field, models.JSONField) and field.name == "calendars":
        return _calendars(value)
    if isinstance(field, models.JSONField):
        return _json(value)
    return str(value)
