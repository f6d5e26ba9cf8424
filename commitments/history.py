"""The history of a record in words, for screens and programs: what each act is called and what changed."""

import datetime
from collections.abc import Iterable, Iterator
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

from commitments.access import policy, querysets
from commitments.accounts import changes
from commitments.audit import log
from commitments.deadlines import explanation
from commitments.enums import MoveReason
from commitments.models import AccountChange, Approval, AuditRow, Deadline, FollowUp, User
from commitments.models.audit import CHECKED, READ_OVER, UNCHECKED
from commitments.packets.failures import translate_failure

# What is recorded of a packet and is no column of it: who signs, and which copies were out at a recall.
STEPS, RECALLED, FACTORS = "steps", "copies", "factors"
FACTOR_NAMES: dict[str, Promise] = {
    "totp": _("authenticator app"),
    "webauthn": _("passkey"),
    "recovery_codes": _("recovery codes"),
}
# What is recorded of a token, or of a list taken out, is no column of the person.
LABELS: dict[str, Promise] = {
    "token": _("token"),
    "expires": _("expires"),
    "list": _("list"),
    "searched": _("search applied"),
    "file": _("file"),
    "rows": _("number of rows"),
    "highest": _("highest classification"),
    "where": _("mail server"),
    "is_accepted": _("accepted by the server"),
    "said": _("server response"),
    "edition": _("packet version"),
    "copy": _("copy"),
    STEPS: _("sign-off steps"),
    FACTORS: _("two-step verification"),
}

ACTIONS: dict[str, Promise] = {
    "created": _("recorded"),
    "changed": _("changed"),
    "removed": _("removed"),
    "raised": _("classification raised"),
    "answered": _("answer recorded"),
    "signed_off": _("signed off"),
    "wording_confirmed": _("wording confirmed"),
    "health": _("status reported"),
    "chased": _("owner contacted by the desk"),
    "doubt ended": _("delivery result recorded"),
    "email retried": _("email sent again"),
    "mail mended": _("email address working again"),
    "read again": _("analysed again"),
    "reject": _("excluded"),
    "undo": _("decision undone"),
    "split": _("split"),
    "join": _("merged"),
    "item accepted": _("item accepted by the successor"),
    "acceptance withdrawn": _("acceptance withdrawn"),
    "item questioned": _("question asked by the successor"),
    "item explained": _("question of the successor answered"),
    "handover signed": _("handover signed"),
    "handover cancelled": _("handover cancelled"),
    "handover settled": _("items not accepted: decided"),
    "records closed": _("records closed"),
    "closing rejected": _("closing rejected"),
    "reopening requested": _("reopening requested"),
    "records reopened": _("records reopened"),
    "records kept closed": _("records kept closed"),
    "package made": _("package created"),
    "package failed": _("package not created"),
    "imported": _("imported"),
    "imported package": _("package imported"),
    "send for comment": _("sent for comment"),
    "comment answered": _("comment answered"),
    "comment dealt with": _("comment dealt with"),
    "comment withdrawn": _("comment withdrawn"),
    "minutes sent": _("sent for comment"),
    "minutes agreed": _("recorded as agreed"),
    "minutes returned": _("returned by the partner"),
    "change accepted": _("accepted"),
    "change acted on": _("marked as acted on"),
    "change left": _("left as sent"),
    "question asked": pgettext_lazy("the partner, about an item", "asked"),
    "question drafted": _("drafted"),
    "question answered": _("answered"),
    "question dropped": _("marked as no longer needed"),
    "question taken back": _("withdrawn"),
    "taken back": _("undone"),
    "propose": _("proposed"),
    "accept": _("accepted"),
    "decline": _("declined"),
    "redraft": _("returned to draft"),
    "countered": _("counter-proposal received"),
    "counter answered": _("counter-proposal answered"),
    "discard": _("discarded"),
    "start": _("work started"),
    "report": _("reported complete"),
    "send_back": _("returned for more work"),
    "fulfil": _("confirmed as fulfilled"),
    "fulfil_in_part": _("confirmed as fulfilled in part"),
    "conclude": _("concluded"),
    "overtake": _("closed as overtaken by events"),
    "suspend": _("suspended"),
    "resume": _("resumed"),
    "withdraw": _("withdrawn by agreement"),
    "supersede": _("superseded"),
    "discontinue": _("discontinued"),
    "reopen": _("reopened"),
    "enter_in_error": _("entered in error"),
    "granted": _("approved"),
    "refused": _("rejected"),
    "withdrawn": _("withdrawn"),
    "review": _("reviewed, next review date set"),
    "next step done": _("next step marked as done"),
    "next step dropped": _("next step dropped"),
    "reviewed": _("discussed"),
    "moved": pgettext_lazy("an agenda item", "moved"),
    "taken off": _("removed from the agenda"),
    "accepted": _("accepted"),
    "reported": _("reported complete"),
    "confirmed": _("confirmed"),
    "approved": _("approved for publication"),
    "publication withdrawn": _("withdrawn from publication"),
    "strength corrected": _("strength corrected"),
    "acceptance cleared": _("acceptance removed"),
    "reassigned": _("owner changed"),
    "succeeded": _("transferred to the successor"),
    "left": _("left the post"),
    "report returned": _("completion report returned"),
    "deadline": _("set"),
    "held": _("held"),
    "closed": _("closed"),
    "cancelled": _("cancelled"),
    "postponed": _("postponed"),
    "ask for packet": _("requested"),
    "make packet": _("created"),
    "fail packet": _("failed"),
    "make matrix": _("created"),
    "fail matrix": _("failed"),
    "make matrix again": _("requested"),
    "cancel packet": _("cancelled"),
    "cancel matrix": _("cancelled"),
    "arrange sign-off": _("sign-off steps set"),
    "sign off": _("signed off"),
    "clear packet": _("signed off by all"),
    "print again": _("reprint of the final version requested"),
    "take copy": _("assigned"),
    "give copy": _("issued"),
    "end copy": _("disposal recorded"),
    "recall packet": _("copies recalled"),
    "recall copy": _("recalled"),
    "confirm addendum": _("reading confirmed by a copy holder"),
    "confirm recall": _("return or destruction of a copy confirmed"),
    "token made": _("token created"),
    "second factor set up": _("two-step verification set up"),
    "second factor confirmed": _("two-step verification confirmed"),
    "second factor removed": _("two-step verification removed"),
    "second factor taken away": _("two-step verification reset"),
    "second factors encrypted again": _("two-step verification data re-encrypted with the new key"),
    "password changed": _("password changed"),
    "password hash renewed": _("password hash renewed"),
    "credentials recorded": _("credentials recorded during an upgrade"),
    "sign-on connected": _("single sign-on connected"),
    "recovery codes made": _("recovery codes created"),
    "token revoked": _("token revoked"),
    "delegation invited": _("delegation invited"),
    "feed made": _("calendar subscription created"),
    "feed revoked": _("calendar subscription revoked"),
    "exported": _("list exported"),
    "mail tried": _("test email sent"),
    "link revoked": _("revoked"),
    "answer confirmed": _("confirmed by the desk"),
    "answer set aside": _("dismissed by the desk"),
    READ_OVER: _("translation marked as valid"),
    CHECKED: _("translation checked"),
    UNCHECKED: _("check of the translation withdrawn"),
    "reach changed": _("permissions changed"),
    "account closed": _("account deactivated"),
    "invited": _("invited by email"),
    "invitation sent": _("invitation accepted by the server"),
    "invitation refused": _("invitation rejected by the server"),
    "invitation accepted": _("first password set"),
    "grant ended": _("access revoked"),
    "mail came back": _("email bounced"),
    "password set": _("password set on the server"),
    "lowered": _("classification lowered"),
    "in confidence": _("given in confidence"),
    "originator set": _("originator of the information recorded"),
    "consent revoked": _("consent revoked"),
    "secret renewed": _("new secret created"),
    "webhook tested": _("test message sent"),
    "webhook sent again": _("message sent again"),
}


def describe_change(row: AuditRow) -> Promise | str:
    """Return what was done in words; for a request, that it was made, not that a row was created."""
    if row.action == "created" and row.subject_type == Approval._meta.label:
        return pgettext_lazy("a request", "submitted")
    if row.action == "created" and row.subject_type == FollowUp._meta.label:
        return pgettext_lazy("a question", "opened")
    if row.action == "deadline" and row.subject_type == Deadline._meta.label:
        reason = MoveReason(row.after.get("reason") or MoveReason.FIRST)
        return (
            _("recorded") if reason == MoveReason.FIRST else _("set: %(reason)s") % {"reason": reason.label}
        )
    return ACTIONS.get(row.action, row.action.replace("_", " "))


def summarise_change(row: AuditRow) -> str:
    """Return a change in one line, without values that may name other records."""
    model, action = apps.get_model(row.subject_type), str(describe_change(row))
    if row.action == "deadline" and model is Deadline and row.after.get("due_on"):
        is_first = row.after.get("reason") in {None, "", MoveReason.FIRST}
        text = _("deadline set: %(day)s") if is_first else _("deadline changed to %(day)s")
        return text % {"day": date_format(datetime.date.fromisoformat(row.after["due_on"]))}
    if row.action == "changed":
        labels = [
            str(field.verbose_name)
            for name, field, *_values in _columns(row)
            if field and name not in SAID_ALREADY
        ]
        action = f"{action}: {', '.join(labels)}" if labels else action
    return action if row.subject_type == row.page_type else f"{model._meta.verbose_name}: {action}"


Names = dict[tuple[type[models.Model], Any], str]
# What a proposal about an account holds as two lots of columns.
PROPOSED = frozenset({"values", "before"})
# Columns that only repeat when and by whom, or what the deadline's wording, kind and dates say already.
SAID_ALREADY = frozenset({"recorded_at", "recorded_by_id", "specification", "decided_at", "terms"})


@dataclass(frozen=True, slots=True)
class HistoryChange:
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
    changes: list[HistoryChange]
    reason: str


def history_rows(rows: Iterable[AuditRow], person: policy.Person) -> list[HistoryRow]:
    """Convert audit rows to what the page shows; other records are named only where the person may read
    them.
    """
    rows = list(rows)
    names = _names(rows, person)
    return [_row(row, _changes(row, names)) for row in rows]


def level_of(rows: Iterable[AuditRow], person: policy.Person) -> int:
    """Return the highest classification of what rows mention: the record then and later, and records it
    names.
    """
    rows = list(rows)
    told = [values.get("classification") or 0 for row in rows for values in (row.before, row.after)]
    named = [getattr(one, "classification", 0) for one in _load_records(rows, person)]
    return max([*told, *named], default=0)


def build_history(rows: Iterable[AuditRow]) -> list[HistoryRow]:
    """Convert audit rows to what happened, without the fields: no record is loaded for its name."""
    return [_row(row, []) for row in rows]


def _field(model: type[models.Model], name: str) -> Any:
    """Find a column by its attribute name; None where it no longer exists."""
    return next((field for field in model._meta.concrete_fields if field.attname == name), None)


def _names(rows: list[AuditRow], person: policy.Person) -> Names:
    return {(type(found), found.pk): str(found) for found in _load_records(rows, person)}


def _load_records(rows: list[AuditRow], person: policy.Person) -> list[models.Model]:
    """Read all records the rows point to, as far as the person may: one query for each kind."""
    wanted: dict[type[models.Model], set[Any]] = {}
    for row in rows:
        for name, field, *told in _columns(row):
            if isinstance(field, models.ForeignKey) and field.related_model in policy.RULES:
                wanted.setdefault(field.related_model, set()).update(told)
            elif name == STEPS:
                officers = {officer for steps in told for officer, _part in steps or ()}
                wanted.setdefault(User, set()).update(officers)
    return [
        found
        for model, keys in wanted.items()
        for found in querysets.list_readable(model, person).filter(pk__in=keys - {None})
    ]


def _columns(row: AuditRow) -> Iterator[tuple[str, Any, Any, Any]]:
    """Yield each column of a row, with its field, before and after; for a proposal, the columns of the
    account.
    """
    model = apps.get_model(row.subject_type)
    for name, after in row.after.items():
        if name == log.FILED_ACTION:
            continue
        before = row.before.get(name)
        if model is AccountChange and name in PROPOSED:
            stood = row.after.get("before") or {}
            for column, wanted in (after or {}).items() if name == "values" else ():
                yield column, _field(User, column), stood.get(column), wanted
        else:
            yield name, _field(model, name), before, after


def _changes(row: AuditRow, names: Names) -> list[HistoryChange]:
    changes = []
    for name, field, before, after in _columns(row) if row.action != "removed" else ():
        says_nothing = after in (None, "") or (after is False and before is None)
        if name not in SAID_ALREADY and not (says_nothing and before in (None, "")):
            label = capfirst(str(getattr(field, "verbose_name", LABELS.get(name, name))))
            changes.append(
                HistoryChange(label, _plain(name, field, before, names), _plain(name, field, after, names))
            )
    return changes


def _row(row: AuditRow, changes: list[HistoryChange]) -> HistoryRow:
    is_failure = row.action.startswith("fail ")
    return HistoryRow(
        at=row.at,
        by=str(row.by or _("the system")),
        action=str(describe_change(row)),
        subject=str(apps.get_model(row.subject_type)._meta.verbose_name),
        changes=changes,
        reason=translate_failure(row.reason) if is_failure else in_words(row.reason) or _cause(row),
    )


def _json(value: Any) -> str:
    """Return stored remarks in words, and calendars by name, such as KR 2026; other values are shown
    elsewhere.
    """
    steps = value if isinstance(value, list) else [value]
    if all(isinstance(step, dict) and "code" in step for step in steps):
        return explanation.explain_working([explanation.Remark.from_json(step) for step in steps])
    return ", ".join(" ".join(map(str, step)) for step in steps if isinstance(step, list))


def in_words(text: str) -> str:
    """Return in the reader's language a reason that the tracker itself wrote."""
    return str(_("set up by one person")) if text == changes.ALONE else text


def _cause(row: AuditRow) -> str:
    """Return what moved a deadline automatically."""
    cause = row.after.get("cause") if row.subject_type == Deadline._meta.label else None
    return str(explanation.Remark.from_json(cause)) if cause else ""


def _calendars(used: Iterable[Iterable[Any]]) -> str:
    return ", ".join(" ".join(str(part) for part in pair) for pair in used)


def _steps(steps: Iterable[Any], names: Names) -> str:
    """Return who signs which part of a packet, in order; a step that names no part covers the whole
    packet.
    """
    said = []
    for number, (officer, part) in enumerate(steps, start=1):
        name = names.get((User, officer), str(querysets.RESTRICTED))
        said.append(f"{number}. {name} ({part})" if part else f"{number}. {name}")
    return "; ".join(said)


def _plain(name: str, field: Any, value: Any, names: Names) -> str:
    """Write a stored value as a reader would."""
    if value in (None, ""):
        return ""
    if name == STEPS:
        return _steps(value, names)
    if name == RECALLED and isinstance(value, list):
        return ", ".join(map(str, value)) or str(_("no copies issued"))
    if name == FACTORS:
        return ", ".join(str(FACTOR_NAMES[one]) for one in value.split())
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(field, models.ForeignKey):
        return names.get((field.related_model, value), str(querysets.RESTRICTED))
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
    return in_words(str(value))
