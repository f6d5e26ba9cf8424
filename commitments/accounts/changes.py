"""Two persons about one account: what is proposed, who confirms it, and what then happens at once."""

import datetime
from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments import access, editing, second_factors
from commitments.accounts.ending import ENDED, end_ways_in
from commitments.accounts.reach import check_place, reads_less
from commitments.errors import Refused
from commitments.models import AccountChange, Country, Desk, Division, Ministry, User
from commitments.vocabulary import AccountMatter, ApprovalState, Classification, Role

# Said of what the only administrator there has been decides without a second person; never translated.
ALONE = "set up alone"
# What a proposal may hold beside the columns of reach: that a closed account opens again, and the address
# to which the link for a password goes.
OPENS, ADDRESS = "is_active", "email"
# A new address, and mail goes to the account again.
MENDED: Mapping[str, Any] = {"mail_bounced_at": None, "mail_bounce": ""}
PLACES: Mapping[str, type[Model]] = {
    "desk_id": Desk,
    "division_id": Division,
    "ministry_id": Ministry,
    "host_country_id": Country,
}


def why_not_propose(person: User, by: User) -> Refused | None:
    """Explain why this person proposes nothing about that account, or give None."""
    if by.pk == person.pk:
        return Refused(_("Nobody changes how far the own account reaches. Ask another administrator."), "own")
    if access.may_write(by, User) or access.is_under(by, access.reach_of(person)):
        return None
    return access.forbidden()


@transaction.atomic
def propose(
    person: User, values: Mapping[str, Any], *, reason: str, by: User, now: datetime.datetime
) -> AccountChange:
    """Propose other columns of reach; give the proposal, granted at once while `by` sets up alone.

    `values` are columns of `access.REACH` as they shall be, `is_active` True to open the account again, and
    `email` where the account reaches further than one person gives.
    A head proposes for whom the head speaks for, before and after (`access.is_under`).
    Raises `Refused` for the own account, where nothing would change, a reason is missing, a place does not
    go with the role, or another change of it waits.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    before = _standing(person)
    wanted = _readable(values)
    moved = {name: value for name, value in wanted.items() if before[name] != value}
    if not moved:
        raise Refused(_("That is how far the account reaches already."), "same")
    check_place({**before, **moved})
    _check_scope(before, moved, by)
    return ask(person, AccountMatter.REACH, moved, before, reason=reason, by=by, now=now)


def _check_scope(before: Mapping[str, Any], moved: Mapping[str, Any], by: User) -> None:
    """Refuse to a head what leads out of the own scope, or above the own clearance."""
    if access.may_write(by, User):
        return
    access.require(access.is_under(by, before))
    if {OPENS, ADDRESS} & set(moved) or not access.is_under(by, {**before, **moved}):
        said = _(
            "A head proposes for officers of the own desk and for focal points who deal with its partners, "
            "up to the own clearance. An administrator proposes anything else."
        )
        raise Refused(said, "scope")


def ask(
    person: User,
    matter: AccountMatter,
    values: dict[str, Any],
    before: dict[str, Any],
    *,
    reason: str,
    by: User,
    now: datetime.datetime,
) -> AccountChange:
    """Write down what is proposed, and do it at once while `by` sets up alone.

    The caller has locked the account. Raises `Refused` for the own account, without a reason, and where
    another change of the kind waits.
    """
    refusal = why_not_propose(person, by)
    if refusal is not None:
        raise refusal
    if not reason.strip():
        raise Refused(_("Say why."), "no_reason")
    if AccountChange.objects.filter(person=person, matter=matter, state=ApprovalState.ASKED).exists():
        raise Refused(_("A change of this account waits already; decide that one first."), "waits")
    change = AccountChange(person=person, matter=matter, values=values, before=before, reason=reason.strip())
    editing.create(change, by=by, now=now, reason=change.reason)
    if access.sets_up_alone(by):
        _grant(change, person, decided_by=None, answer=ALONE, by=by, now=now)
    return change


def _standing(person: User) -> dict[str, Any]:
    return {**access.reach_of(person), OPENS: person.is_active, ADDRESS: person.email}


def _readable(values: Mapping[str, Any]) -> dict[str, Any]:
    """Turn what was asked into plain columns; raises `Refused` for what is no role, level or place."""
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
        elif name in PLACES and (value is None or PLACES[name]._base_manager.filter(pk=value).exists()):
            found[name] = value
        else:
            raise Refused(_("That is nothing an account can be given."), "unknown")
    return found


def _address(value: str) -> str:
    try:
        validate_email(value)
    except ValidationError as error:
        raise Refused(_("That is no mail address."), ADDRESS) from error
    return value


def why_not_confirm(change: AccountChange, by: User) -> Refused | None:
    """Explain why this person does not decide about a proposal, or give None.

    Another administrator decides; so does a division head for people who are, or would be, of the division,
    up to the own clearance, and about anybody where no other administrator is left to ask. Never who
    proposed it, never whose account it is.
    """
    if change.state != ApprovalState.ASKED:
        return Refused(_("This is decided already."), "decided")
    if by.pk in {change.recorded_by_id, change.person_id}:
        return Refused(_("Another person confirms it; nobody the own proposal or account."), "own")
    if not by.is_active:
        return access.forbidden()
    if by.role == Role.ADMINISTRATOR:
        return None
    if by.role == Role.DIVISION_HEAD and _is_for(by, change):
        return None
    return Refused(_("Another administrator confirms it, or the head of the person’s division."), "forbidden")


def _is_for(head: User, change: AccountChange) -> bool:
    after = {**access.reach_of(change.person), **change.values}
    if after["clearance"] > head.reads_up_to:
        return False
    if head.division_id is not None and head.division_id in {_division_of(after), change.person.division_id}:
        return True
    others = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True)
    return not others.exclude(pk__in=(change.recorded_by_id or 0, change.person_id)).exists()


def _division_of(reach: Mapping[str, Any]) -> int | None:
    """Give the division that a place belongs to: of the desk, of the host country's desk, or itself."""
    of = Q(pk=reach["division_id"])
    if reach["desk_id"]:
        of = Q(desks=reach["desk_id"])
    elif reach["host_country_id"]:
        of = Q(desks__countries=reach["host_country_id"])
    return Division.objects.filter(of).values_list("pk", flat=True).first()


def for_decision_of(user: User) -> QuerySet[AccountChange]:
    """List what waits and may wait for this person: through the door, and never the own."""
    if user.role not in {Role.ADMINISTRATOR, Role.DIVISION_HEAD}:
        return AccountChange.objects.none()
    waiting = access.visible_to(AccountChange.objects.filter(state=ApprovalState.ASKED), user)
    rows = waiting.exclude(Q(person=user) | Q(recorded_by=user)).select_related("person", "recorded_by")
    return rows.order_by("recorded_at", "pk")


@transaction.atomic
def confirm(change: AccountChange, *, answer: str = "", by: User, now: datetime.datetime) -> AccountChange:
    """Confirm a proposal and do it, in one transaction; raises `Refused` where the account changed since."""
    change, person = _locked(change)
    refusal = why_not_confirm(change, by)
    if refusal is not None:
        raise refusal
    return _grant(change, person, decided_by=by, answer=answer, by=by, now=now)


def _locked(change: AccountChange) -> tuple[AccountChange, User]:
    """Read both as they stand, the account first: every writer of one waits for the other."""
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
    standing = _standing(person)
    if any(standing[name] != value for name, value in change.before.items()):
        raise _changed()
    decision = {
        "state": ApprovalState.GRANTED,
        "decided_by_id": decided_by.pk if decided_by else None,
        "decided_at": now,
        "answer": answer.strip(),
    }
    editing.change(change, decision, by=by, now=now, action="confirmed", where={"state": ApprovalState.ASKED})
    if change.matter == AccountMatter.SECOND_FACTOR:
        second_factors.clear(person, by=by, now=now, reason=change.reason)
        end_ways_in(person, by=by, now=now, reason=gettext("second factor lost"))
        return change
    if change.matter == AccountMatter.FIRST_FACTOR:
        if (
            second_factors.confirm(person, change.values["factor"], by=by, now=now, reason=change.reason)
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
    editing.change(person, written, by=by, now=now, action="reach changed", reason=why, warrant=change)
    if is_less:
        end_ways_in(person, by=by, now=now, reason=gettext("reads less than before"))
    return change


def _changed() -> Refused:
    said = _("The account has changed since this was proposed. Take it back, look, and propose it anew.")
    return Refused(said, "changed")


@transaction.atomic
def refuse(change: AccountChange, *, answer: str, by: User, now: datetime.datetime) -> AccountChange:
    """Refuse a proposal, saying why; nothing of the account changes."""
    change, _person = _locked(change)
    refusal = why_not_confirm(change, by)
    if refusal is not None:
        raise refusal
    if not answer.strip():
        raise Refused(_("Say why it is refused."), "no_reason")
    return _close(change, ApprovalState.REFUSED, answer, by=by, now=now)


@transaction.atomic
def take_back(change: AccountChange, *, by: User, now: datetime.datetime) -> AccountChange:
    """Take back the own proposal before anybody decided."""
    change, _person = _locked(change)
    if change.state != ApprovalState.ASKED:
        raise Refused(_("This is decided already."), "decided")
    access.require(change.recorded_by_id == by.pk)
    return _close(change, ApprovalState.TAKEN_BACK, "", by=by, now=now)


def drop_all(
    person: User,
    matters: Collection[AccountMatter] = tuple(AccountMatter),
    *,
    why: str,
    by: User | None,
    now: datetime.datetime,
) -> None:
    """End what waits about an account and is settled otherwise; the caller holds the transaction."""
    waiting = AccountChange.objects.filter(person=person, matter__in=matters, state=ApprovalState.ASKED)
    for change in waiting.select_for_update():
        _close(change, ApprovalState.TAKEN_BACK, why, by=by, now=now)


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
    return editing.change(change, said, by=by, now=now, action=action, where={"state": ApprovalState.ASKED})
