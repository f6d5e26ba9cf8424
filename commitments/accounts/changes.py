"""Changes of an account that take two persons: what is proposed, who confirms it, and what happens then.

Also the permissions of an account in words, and the only functions that open or close accounts.
"""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, responsibilities, write_rules
from commitments.access.write_rules import DEFAULT_PERMISSIONS
from commitments.accounts import second_factors
from commitments.accounts.second_factors import ENDED, end_ways_in
from commitments.enums import AccountChangeKind, ApprovalState, Classification, Role
from commitments.errors import Refused
from commitments.models import AccountChange, Country, Desk, Division, Ministry, User
from commitments.records import edits

# The place that a role works in, and what is said where it is missing.
PLACE_OF: Mapping[str, str] = {
    Role.DESK_OFFICER: "desk_id",
    Role.HEAD_OF_DESK: "desk_id",
    Role.DIVISION_HEAD: "division_id",
    Role.FOCAL_POINT: "ministry_id",
    Role.VALIDATING_AUTHORITY: "ministry_id",
    Role.EMBASSY_OFFICER: "host_country_id",
}
NO_PLACE = {
    "desk_id": gettext_lazy("Select a desk. Without one, this role cannot read any records."),
    "division_id": gettext_lazy("Select a division. Without one, this role cannot read any records."),
    "ministry_id": gettext_lazy("Select a ministry. Without one, this role cannot read any records."),
    "host_country_id": gettext_lazy("Select a host country. Without one, this role cannot read any records."),
}


@dataclass(frozen=True, slots=True)
class PermissionsSummary:
    """An account's permissions in words: its role, what it reads, and what it decides."""

    role: str
    level: str
    place: str
    reads: str
    does: str


def check_place(reach: Mapping[str, Any]) -> None:
    """Raise `Refused` where the place that the role works in is missing."""
    place = PLACE_OF.get(reach["role"])
    if place is not None and not reach.get(place):
        raise Refused(str(NO_PLACE[place]), place)


def reads_less(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Return whether a change removes permissions: another role or scope, or a lower clearance."""
    moved = {name for name in DEFAULT_PERMISSIONS if name in after and after[name] != before[name]}
    return bool(moved - {"clearance"}) or after.get("clearance", before["clearance"]) < before["clearance"]


def describe_permissions(reach: Mapping[str, Any]) -> PermissionsSummary:
    """Return what an account with these permissions is and reads, in the active language; no record is
    counted.

    Uses two queries at most. The wording follows `access.scopes`.
    """
    role = Role(reach["role"])
    level = str(Classification(reach["clearance"]).label)
    place, partners = _place(reach)
    reads = _reads(role, place, partners)
    return PermissionsSummary(
        str(role.label), level, place, reads % {"place": place, "partners": partners}, _does(role)
    )


def _place(reach: Mapping[str, Any]) -> tuple[str, str]:
    """Return the scope of the role in words, and the partners in it."""
    name = PLACE_OF.get(reach["role"]) or ("desk_id" if reach["role"] == Role.ADMINISTRATOR else "")
    key = reach.get(name) if name else None
    if key is None:
        return "", ""
    if name == "ministry_id":
        return str(Ministry.objects.get(pk=key)), ""
    if name == "host_country_id":
        country = Country.objects.get(pk=key)
        return str(country), str(country)
    if name == "desk_id":
        found: Desk | Division = Desk.objects.get(pk=key)
        countries = Country.objects.filter(desk=key)
    else:
        found = Division.objects.get(pk=key)
        countries = Country.objects.filter(desk__division=key)
    return str(found), ", ".join(str(country) for country in countries.order_by("name"))


def _reads(role: Role, place: str, partners: str) -> str:
    if role in PLACE_OF and not place:
        return gettext("no records (unit not set)")
    if role in {Role.RECORDS_OFFICER, Role.AUDITOR}:
        return gettext("records of all partners")
    if role == Role.READER:
        return gettext("meetings with a packet prepared for this user")
    if role in {Role.FOCAL_POINT, Role.VALIDATING_AUTHORITY}:
        return gettext("commitments that involve %(place)s")
    if partners:
        return gettext("all records of %(partners)s")
    return gettext("no partner records")


def _does(role: Role) -> str:
    said = {
        Role.DESK_OFFICER: gettext("record items, send reminders, request packets"),
        Role.HEAD_OF_DESK: gettext("record items, decide on requests from the desk"),
        Role.DIVISION_HEAD: gettext("record items, decide on requests from the desks of the division"),
        Role.FOCAL_POINT: gettext("accept commitments and report for the ministry"),
        Role.VALIDATING_AUTHORITY: gettext("confirm completion reports of the ministry"),
        Role.EMBASSY_OFFICER: gettext("record items for the host country"),
        Role.READER: gettext("read records"),
        Role.RECORDS_OFFICER: gettext("read records"),
        Role.AUDITOR: gettext("read records and the full history"),
        Role.ADMINISTRATOR: gettext("manage accounts and settings"),
    }
    return said[role]


# Said of what the only administrator there has been decides without a second person; never translated.
ALONE = "set up alone"
# What a proposal may hold beside the columns of reach: that a closed account opens again, and the address
# to which the link for a password goes.
OPENS, ADDRESS = "is_active", "email"
# A new address, and mail goes to the account again.
MENDED: Mapping[str, Any] = {"email_bounced_at": None, "email_bounce": ""}
UNIT_MODELS: Mapping[str, type[Model]] = {
    "desk_id": Desk,
    "division_id": Division,
    "ministry_id": Ministry,
    "host_country_id": Country,
}


def why_not_propose(person: User, by: User) -> Refused | None:
    """Explain why this person may not propose a change of that account, or return None."""
    if by.pk == person.pk:
        return Refused(_("You cannot change your own permissions. Ask another administrator."), "own")
    if write_rules.may_write(by, User) or responsibilities.is_under(by, write_rules.reach_of(person)):
        return None
    return write_rules.build_forbidden()


@transaction.atomic
def propose_permissions(
    person: User, values: Mapping[str, Any], *, reason: str, by: User, now: datetime.datetime
) -> AccountChange:
    """Propose other permissions; return the proposal, granted at once while `by` sets up alone.

    `values` are new values for columns of `write_rules.DEFAULT_PERMISSIONS`, `is_active` True to open the
    account again, and `email` where the account has more permissions than one person grants. A head may
    propose only for accounts under the head, before and after (`responsibilities.is_under`). Raises `Refused`
    for the person's own account, where nothing would change, a reason is missing, a scope does not go with
    the role, or another change of the account is pending.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    before = _load_current(person)
    wanted = _readable(values)
    moved = {name: value for name, value in wanted.items() if before[name] != value}
    if not moved:
        raise Refused(_("The account already has these permissions. Change at least one value."), "same")
    check_place({**before, **moved})
    _check_scope(before, moved, by)
    return request_change(person, AccountChangeKind.PERMISSIONS, moved, before, reason=reason, by=by, now=now)


def _check_scope(before: Mapping[str, Any], moved: Mapping[str, Any], by: User) -> None:
    """Raise `Refused` where a head proposes rights outside their own scope or above their own clearance."""
    if write_rules.may_write(by, User):
        return
    write_rules.require_permission(responsibilities.is_under(by, before))
    if {OPENS, ADDRESS} & set(moved) or not responsibilities.is_under(by, {**before, **moved}):
        said = _(
            "Heads can propose changes only for officers of their desks and focal points who work with "
            "those desks’ partners. Heads cannot propose a clearance above their own. Ask an "
            "administrator for any other change."
        )
        raise Refused(said, "scope")


def request_change(
    person: User,
    matter: AccountChangeKind,
    values: dict[str, Any],
    before: dict[str, Any],
    *,
    reason: str,
    by: User,
    now: datetime.datetime,
) -> AccountChange:
    """Record what is proposed, and do it at once while `by` sets up alone.

    The caller has locked the account. Raises `Refused` for the person's own account, without a reason, and
    where another change of the kind is pending.
    """
    refusal = why_not_propose(person, by)
    if refusal is not None:
        raise refusal
    if not reason.strip():
        raise Refused(_("Enter a reason."), "no_reason")
    if AccountChange.objects.filter(person=person, kind=matter, state=ApprovalState.PENDING).exists():
        raise Refused(
            _(
                "Another change to this account is pending. It must be confirmed, rejected or "
                "withdrawn first."
            ),
            "waits",
        )
    change = AccountChange(person=person, kind=matter, values=values, before=before, reason=reason.strip())
    edits.create_record(change, by=by, now=now, reason=change.reason)
    if write_rules.sets_up_alone(by):
        _grant(change, person, decided_by=None, answer=ALONE, by=by, now=now)
    return change


def _load_current(person: User) -> dict[str, Any]:
    return {**write_rules.reach_of(person), OPENS: person.is_active, ADDRESS: person.email}


def _readable(values: Mapping[str, Any]) -> dict[str, Any]:
    """Convert the input to plain columns; raises `Refused` for an invalid role, level or scope."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name == OPENS and value is True:
            found[name] = True
        elif name == ADDRESS and isinstance(value, str):
            found[name] = _address(value)
        elif name == "role" and value in Role.values:
            found[name] = str(value)
        elif name == "clearance" and value in Classification.values:
            found[name] = int(value)
        elif name in UNIT_MODELS and (
            value is None or UNIT_MODELS[name]._base_manager.filter(pk=value).exists()
        ):
            found[name] = value
        else:
            raise Refused(_("This value is not valid for an account. Select another value."), "unknown")
    return found


def _address(value: str) -> str:
    try:
        validate_email(value)
    except ValidationError as error:
        raise Refused(_("Enter a valid email address, for example name@example.org."), ADDRESS) from error
    return value


def why_not_confirm(change: AccountChange, by: User) -> Refused | None:
    """Explain why this person may not decide about a proposal, or return None.

    Another administrator decides. So does a division head for people who are, or would be, in the division,
    up to the head's own clearance, and about any account where there is no other administrator. The proposer
    and the owner of the account never decide.
    """
    if change.state != ApprovalState.PENDING:
        return Refused(_("This proposal has already been decided."), "decided")
    if by.pk in {change.recorded_by_id, change.person_id}:
        return Refused(
            _(
                "Another person must decide. You cannot decide on your own proposal or on "
                "a change to your own account."
            ),
            "own",
        )
    if not by.is_active:
        return write_rules.build_forbidden()
    if by.role == Role.ADMINISTRATOR:
        return None
    if by.role == Role.DIVISION_HEAD and _is_for(by, change):
        return None
    return Refused(
        _("Ask another administrator, or the head of the user’s division, to decide."), "forbidden"
    )


def _is_for(head: User, change: AccountChange) -> bool:
    after = {**write_rules.reach_of(change.person), **change.values}
    if after["clearance"] > head.reads_up_to:
        return False
    if head.division_id is not None and head.division_id in {_division_of(after), change.person.division_id}:
        return True
    others = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True)
    return not others.exclude(pk__in=(change.recorded_by_id or 0, change.person_id)).exists()


def _division_of(reach: Mapping[str, Any]) -> int | None:
    """Return the division of a scope: of the desk, of the host country's desk, or itself."""
    of = Q(pk=reach["division_id"])
    if reach["desk_id"]:
        of = Q(desks=reach["desk_id"])
    elif reach["host_country_id"]:
        of = Q(desks__countries=reach["host_country_id"])
    return Division.objects.filter(of).values_list("pk", flat=True).first()


def for_decision_of(user: User) -> QuerySet[AccountChange]:
    """List the pending changes that this person may decide: readable ones, and never of their own account."""
    if user.role not in {Role.ADMINISTRATOR, Role.DIVISION_HEAD}:
        return AccountChange.objects.none()
    waiting = policy.readable_by(AccountChange.objects.filter(state=ApprovalState.PENDING), user)
    rows = waiting.exclude(Q(person=user) | Q(recorded_by=user)).select_related("person", "recorded_by")
    return rows.order_by("recorded_at", "pk")


@transaction.atomic
def confirm_change(
    change: AccountChange, *, answer: str = "", by: User, now: datetime.datetime
) -> AccountChange:
    """Confirm a proposal and do it, in one transaction; raises `Refused` where the account changed since."""
    change, person = _locked(change)
    refusal = why_not_confirm(change, by)
    if refusal is not None:
        raise refusal
    return _grant(change, person, decided_by=by, answer=answer, by=by, now=now)


def _locked(change: AccountChange) -> tuple[AccountChange, User]:
    """Lock and read both, the account first, as every writer does."""
    person = User.objects.select_for_update().get(pk=change.person_id)
    standing = AccountChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    standing.person = person
    return standing, person


def _grant(
    change: AccountChange,
    person: User,
    *,
    decided_by: User | None,
    answer: str,
    by: User,
    now: datetime.datetime,
) -> AccountChange:
    standing = _load_current(person)
    if any(standing[name] != value for name, value in change.before.items()):
        raise _changed()
    decision = {
        "state": ApprovalState.GRANTED,
        "decided_by_id": decided_by.pk if decided_by else None,
        "decided_at": now,
        "answer": answer.strip(),
    }
    edits.change_record(
        change, decision, by=by, now=now, action="confirmed", where={"state": ApprovalState.PENDING}
    )
    if change.kind == AccountChangeKind.SECOND_FACTOR:
        second_factors.remove_factors(person, by=by, now=now, reason=change.reason)
        end_ways_in(person, by=by, now=now, reason=gettext("two-step verification reset"))
        return change
    if change.kind == AccountChangeKind.FIRST_FACTOR:
        if (
            second_factors.confirm_factor(
                person, change.values["factor"], by=by, now=now, reason=change.reason
            )
            is None
        ):
            raise _changed()
        return change
    written = dict(change.values)
    is_less = reads_less(standing, written)
    if is_less:
        written |= ENDED
    if ADDRESS in written:
        written |= MENDED
    why = ALONE if decided_by is None else change.reason
    edits.change_record(person, written, by=by, now=now, action="reach changed", reason=why, warrant=change)
    if is_less:
        end_ways_in(person, by=by, now=now, reason=gettext("permissions reduced"))
    return change


def _changed() -> Refused:
    said = _(
        "The account has changed since this proposal was made. Reject the proposal. If the change is "
        "still needed, propose it again."
    )
    return Refused(said, "changed")


@transaction.atomic
def refuse_change(change: AccountChange, *, answer: str, by: User, now: datetime.datetime) -> AccountChange:
    """Refuse a proposal, saying why; nothing of the account changes."""
    change, _person = _locked(change)
    refusal = why_not_confirm(change, by)
    if refusal is not None:
        raise refusal
    if not answer.strip():
        raise Refused(_("Enter the reason for rejecting the proposal."), "no_reason")
    return _close(change, ApprovalState.REFUSED, answer, by=by, now=now)


@transaction.atomic
def withdraw_change(change: AccountChange, *, by: User, now: datetime.datetime) -> AccountChange:
    """Withdraw the person's own proposal before it is decided."""
    change, _person = _locked(change)
    if change.state != ApprovalState.PENDING:
        raise Refused(_("This proposal has already been decided."), "decided")
    write_rules.require_permission(change.recorded_by_id == by.pk)
    return _close(change, ApprovalState.WITHDRAWN, "", by=by, now=now)


def drop_changes(
    person: User,
    matters: Collection[AccountChangeKind] = tuple(AccountChangeKind),
    *,
    why: str,
    by: User | None,
    now: datetime.datetime,
) -> None:
    """End what waits about an account and is settled otherwise; the caller holds the transaction."""
    waiting = AccountChange.objects.filter(person=person, kind__in=matters, state=ApprovalState.PENDING)
    for change in waiting.select_for_update():
        _close(change, ApprovalState.WITHDRAWN, why, by=by, now=now)


def _close(
    change: AccountChange, state: ApprovalState, answer: str, *, by: User | None, now: datetime.datetime
) -> AccountChange:
    said = {
        "state": state,
        "decided_by_id": by.pk if by else None,
        "decided_at": now,
        "answer": answer.strip(),
    }
    action = "refused" if state == ApprovalState.REFUSED else "taken back"
    return edits.change_record(
        change, said, by=by, now=now, action=action, where={"state": ApprovalState.PENDING}
    )


@transaction.atomic
def open_account(
    person: User, *, reason: str = "", by: User, now: datetime.datetime
) -> tuple[User, AccountChange | None]:
    """Create an account with the given permissions, or with none and a proposal of these permissions.

    Permissions that one person may grant (`write_rules.may_invite_alone`), and all that a sole administrator
    grants, apply at once. Returns the account, and the proposal where there is one.
    """
    wanted = write_rules.reach_of(person)
    write_rules.require_permission(
        write_rules.may_write(by, User) or write_rules.may_invite_alone(by, wanted)
    )
    check_place(wanted)
    if wanted == write_rules.DEFAULT_PERMISSIONS or write_rules.may_grant_alone(wanted):
        return edits.create_record(person, by=by, now=now, reason=reason), None
    for name, value in write_rules.DEFAULT_PERMISSIONS.items():
        setattr(person, name, value)
    edits.create_record(person, by=by, now=now, reason=reason)
    why = reason or gettext("new account")
    moved = {name: value for name, value in wanted.items() if value != write_rules.DEFAULT_PERMISSIONS[name]}
    change = propose_permissions(person, moved, reason=why, by=by, now=now)
    person.refresh_from_db()
    return person, change


def why_not_close(person: User, by: User) -> Refused | None:
    """Explain why this person may not close that account, or return None."""
    if not write_rules.may_write(by, User):
        return write_rules.build_forbidden()
    if by.pk == person.pk:
        return Refused(_("You cannot deactivate your own account. Ask another administrator."), "own")
    if not person.is_active:
        return Refused(_("This account is already deactivated."), "closed")
    return None


@transaction.atomic
def close_account(person: User, *, reason: str = "", by: User, now: datetime.datetime) -> None:
    """Close an account at once, with all its sessions and tokens; this takes one person.

    Opening it again is proposed and confirmed like any permission. Raises `Refused` for the person's own
    account.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    refusal = why_not_close(person, by)
    if refusal is not None:
        raise refusal
    closed = {"is_active": False, **ENDED}
    edits.change_record(person, closed, by=by, now=now, action="account closed", reason=reason)
    end_ways_in(person, by=by, now=now, reason=gettext("account deactivated"))
    drop_changes(person, why=gettext("the account was deactivated"), by=by, now=now)
