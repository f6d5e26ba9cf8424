"""Open one record to one person for a time: given by a head over the record, and ended early."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments import access, editing
from commitments.errors import Refused
from commitments.models import Commitment, Country, Grant, Meeting, User
from commitments.vocabulary import CommitmentState, Role

LONGEST = datetime.timedelta(days=366)
READ_ALL = frozenset({Role.RECORDS_OFFICER, Role.AUDITOR})


def may_give(subject: Country | Meeting | Commitment, by: User) -> bool:
    """Say whether a person opens this record to others: the head over it, as far as the head reads it."""
    country = subject if isinstance(subject, Country) else subject.country
    return access.heads_over(by, country) and access.sees(by, subject)


def limits_of(grant: Grant) -> list[str]:
    """Say beforehand what the person will not read all the same."""
    person, subject, said = grant.person, grant.subject, []
    level = {"person": person, "level": person.get_clearance_display()}
    if not isinstance(subject, Country) and subject.classification > person.clearance:
        said.append(
            gettext("%(person)s reads up to %(level)s: this record is marked higher and stays closed.")
            % level
        )
    elif not isinstance(subject, Commitment):
        said.append(gettext("%(person)s reads up to %(level)s: what is marked higher stays closed.") % level)
    if isinstance(subject, Commitment) and subject.state == CommitmentState.DRAFT:
        said.append(gettext("A draft stays the desk's: it opens when it is proposed."))
    return said


def made(subject: Country | Meeting | Commitment, **given: Any) -> Grant:
    """Make the row of a grant of one record; it is written by `give`."""
    return Grant(**{str(subject._meta.model_name): subject}, **given)


@transaction.atomic
def give(grant: Grant, *, by: User, now: datetime.datetime) -> Grant:
    """Open a record to a person from one day to another, at most a year, with the reason."""
    _check(grant, by, timezone.localdate(now))
    return editing.create(grant, by=by, now=now, reason=grant.reason)


@transaction.atomic
def end(grant: Grant, *, by: User, now: datetime.datetime, reason: str = "") -> Grant:
    """Close again what was opened: at once, by any head over the record."""
    refusal = why_not_end(grant, by)
    if refusal is not None:
        raise refusal
    if grant.ends_on < timezone.localdate(now):
        raise Refused(_("It is over already."), "over")
    where = {"ended_at": None}
    return editing.change(
        grant, {"ended_at": now}, by=by, now=now, action="grant ended", reason=reason, where=where
    )


def why_not_end(grant: Grant, by: User) -> Refused | None:
    """Explain why this person does not end it, or give None; a head ends what was opened to the head too."""
    if grant.ended_at is not None:
        return Refused(_("It was ended before."), "over")
    if not may_give(grant.subject, by):
        return Refused(_("The head over the record ends it."), "forbidden")
    return None


def _check(grant: Grant, by: User, today: datetime.date) -> None:
    person = grant.person
    access.require(may_give(grant.subject, by))
    if person.pk == by.pk:
        raise Refused(_("Nobody opens a record to themselves; ask another head."), "itself")
    if not person.is_active:
        raise Refused(_("This account is closed."), "closed")
    if person.clearance > by.reads_up_to:
        raise Refused(
            _("%(person)s reads higher than you: what you cannot read would open too. Ask another head.")
            % {"person": person},
            "clearance",
        )
    if person.role in READ_ALL:
        raise Refused(_("%(person)s reads every partner's records already.") % {"person": person}, "reads")
    if not grant.reason.strip():
        raise Refused(_("Say why the person needs to know."), "reason")
    if grant.ends_on < max(grant.starts_on, today):
        raise Refused(_("The last day lies in the past or before the first."), "order")
    if grant.ends_on - grant.starts_on > LONGEST:
        raise Refused(
            _("A grant lasts at most a year: until %(day)s.")
            % {"day": date_format(grant.starts_on + LONGEST)},
            "too_long",
        )
