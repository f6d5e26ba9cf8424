"""Information from third states: its originator, and the consents of the originator, each to one purpose.

`access.grants` decides what may leave; here it is recorded by whom and when consent was given or revoked.
"""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, querysets, responsibilities, write_rules
from commitments.enums import ConsentPurpose
from commitments.errors import Refused
from commitments.lifecycle import approvals
from commitments.models import CONSENT_KEYS, GivenInConfidence, OriginatorConsent, User
from commitments.records import edits

ENDED = _("The consent was revoked before.")
NO_ORIGINATOR = _("First record the country or organisation that gave the information.")


def list_consents(record: GivenInConfidence, user: User) -> QuerySet[OriginatorConsent]:
    """List all consents about a record, also revoked and expired ones, the oldest first."""
    return querysets.list_readable(OriginatorConsent, user).filter(**{_key_of(record): record.pk})


def _key_of(record: GivenInConfidence) -> str:
    keys = (OriginatorConsent._meta.get_field(name) for name in CONSENT_KEYS)
    return next(key.name for key in keys if key.related_model is type(record))


@transaction.atomic
def set_originator(
    record: GivenInConfidence, originator: str, *, by: User, now: datetime.datetime
) -> GivenInConfidence:
    """Record which third state or organisation gave a record; only a head changes or removes it."""
    approvals.lock_for_marking(record, by)
    record.refresh_from_db()
    values = {"originator": " ".join(originator.split())}
    return edits.change_record(record, values, by=by, now=now, action="originator set")


def why_not_consent(record: GivenInConfidence, user: User) -> Refused | None:
    """Explain why this person cannot record or revoke a consent, or return None."""
    country = approvals.subject_of(record).country
    is_head = write_rules.may_write(user, OriginatorConsent) and responsibilities.heads_over(user, country)
    if not (is_head and policy.can_read(user, record)):
        return Refused(_("Only the head of desk or the division head records consents."), "forbidden")
    return None if record.originator else Refused(NO_ORIGINATOR, "no_originator")


def _check(record: GivenInConfidence, user: User) -> None:
    """Lock the page of a record and read the record again; raise `Refused` where the person is no head."""
    subject = approvals.subject_of(record)
    type(subject)._base_manager.select_for_update(no_key=True).get(pk=subject.pk)
    record.refresh_from_db()
    if (refusal := why_not_consent(record, user)) is not None:
        raise refusal


@transaction.atomic
def record_consents(
    record: GivenInConfidence,
    purposes: Sequence[ConsentPurpose],
    *,
    given_by: str,
    given_on: datetime.date,
    document: str,
    expires_on: datetime.date | None = None,
    by: User,
    now: datetime.datetime,
) -> list[OriginatorConsent]:
    """Record that the originator consents to some purposes, one consent for each."""
    _check(record, by)
    made = []
    for purpose in purposes:
        consent = OriginatorConsent(
            **{_key_of(record): record},
            purpose=purpose,
            given_by=given_by.strip(),
            given_on=given_on,
            document=document.strip(),
            expires_on=expires_on,
        )
        made.append(edits.create_record(consent, by=by, now=now))
    return made


def why_not_revoke(consent: OriginatorConsent, user: User) -> Refused | None:
    """Explain why this person cannot revoke a consent, or return None."""
    if (refusal := why_not_consent(consent.record, user)) is not None:
        return refusal
    return Refused(ENDED, "ended") if consent.revoked_at is not None else None


@transaction.atomic
def revoke_consent(
    consent: OriginatorConsent, *, reason: str, by: User, now: datetime.datetime
) -> OriginatorConsent:
    """Revoke a consent; what waits to be sent with the information is withdrawn."""
    record = consent.record
    _check(record, by)
    if (refusal := why_not_revoke(consent, by)) is not None:
        raise refusal
    edits.change_record(
        consent,
        {"revoked_at": now},
        by=by,
        now=now,
        action="consent revoked",
        reason=edits.need_reason(reason),
        where={"revoked_at": None},
    )
    edits.withdraw_words(record, now=now)
    return consent
