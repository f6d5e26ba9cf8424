"""Access to one record, granted to one person for a time by a head over the record, and revoked early."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, responsibilities, write_rules
from commitments.enums import READ_ALL_ROLES, CommitmentState
from commitments.errors import Refused
from commitments.models import Commitment, Country, Grant, Meeting, User
from commitments.records import edits

LONGEST = datetime.timedelta(days=366)


def may_give(subject: Country | Meeting | Commitment, by: User) -> bool:
    """Return whether a person may grant access to this record: the head over it, within what the head may
    read.
    """
    country = subject if isinstance(subject, Country) else subject.country
    return responsibilities.heads_over(by, country) and policy.can_read(by, subject)


def limits_of(grant: Grant) -> list[str]:
    """Return the limits that will remain in spite of the grant, to show before it is made."""
    person, subject, said = grant.person, grant.subject, []
    level = {"person": person, "level": person.get_clearance_display()}
    if not isinstance(subject, Country) and subject.classification > person.clearance:
        said.append(
            gettext(
                "The clearance of %(person)s is %(level)s. This record has a higher "
                "classification and cannot be read by this user."
            )
            % level
        )
    elif not isinstance(subject, Commitment):
        said.append(
            gettext(
                "The clearance of %(person)s is %(level)s. Records with a higher "
                "classification cannot be read by this user."
            )
            % level
        )
    if isinstance(subject, Commitment) and subject.state == CommitmentState.DRAFT:
        said.append(
            gettext("Only the desk can read a draft. The user can read it once it is sent to the owners.")
        )
    return said


def build_grant(subject: Country | Meeting | Commitment, **given: Any) -> Grant:
    """Build the row of a grant of one record; `create_grant` saves it."""
    return Grant(**{str(subject._meta.model_name): subject}, **given)


@transaction.atomic
def create_grant(grant: Grant, *, by: User, now: datetime.datetime) -> Grant:
    """Grant a person access to a record from one day to another, at most a year, with the reason."""
    _check(grant, by, timezone.localdate(now))
    return edits.create_record(grant, by=by, now=now, reason=grant.reason)


@transaction.atomic
def revoke_grant(grant: Grant, *, by: User, now: datetime.datetime, reason: str = "") -> Grant:
    """Revoke a grant at once; any head over the record may do so."""
    refusal = why_not_end(grant, by)
    if refusal is not None:
        raise refusal
    if grant.ends_on < timezone.localdate(now):
        raise Refused(_("This period has already ended."), "over")
    where = {"ended_at": None}
    return edits.change_record(
        grant, {"ended_at": now}, by=by, now=now, action="grant ended", reason=reason, where=where
    )


def why_not_end(grant: Grant, by: User) -> Refused | None:
    """Explain why this person may not revoke the grant, or return None; a head may revoke a grant to
    themselves.
    """
    if grant.ended_at is not None:
        return Refused(_("This access has already been revoked."), "over")
    if not may_give(grant.subject, by):
        return Refused(
            _("Ask the head of desk or division head responsible for this record to revoke the access."),
            "forbidden",
        )
    return None


def _check(grant: Grant, by: User, today: datetime.date) -> None:
    person = grant.person
    write_rules.require_permission(may_give(grant.subject, by))
    if person.pk == by.pk:
        raise Refused(_("You cannot grant access to yourself. Ask another head."), "itself")
    if not person.is_active:
        raise Refused(_("This account is deactivated. An administrator can reactivate it."), "closed")
    if person.clearance > by.reads_up_to:
        raise Refused(
            _(
                "%(person)s has a higher clearance than you and would also gain access to records "
                "that you cannot read. Ask another head."
            )
            % {"person": person},
            "clearance",
        )
    if person.role in READ_ALL_ROLES:
        raise Refused(
            _("%(person)s can already read the records of all partners.") % {"person": person}, "reads"
        )
    if not grant.reason.strip():
        raise Refused(_("Enter the reason why this person needs access."), "reason")
    if grant.ends_on < max(grant.starts_on, today):
        raise Refused(_("Enter a last day that is today or later, and not before the first day."), "order")
    if grant.ends_on - grant.starts_on > LONGEST:
        raise Refused(
            _("Access can last at most one year. Enter a last day on or before %(day)s.")
            % {"day": date_format(grant.starts_on + LONGEST)},
            "too_long",
        )
