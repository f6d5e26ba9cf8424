"""Tells heads by mail that somebody stands in, who did not record it: a deputy reads with the place."""

import datetime

import structlog
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.formats import date_format

from commitments.models import Absence, AuditRow, Mail, User
from commitments.reminders import mail, once
from commitments.vocabulary import Role

# Older than this it is no news.
NEWS = datetime.timedelta(days=3)
log = structlog.get_logger("tracker.reminders")


def tell(now: datetime.datetime) -> int:
    """Write a mail to each head of who is away, of each absence recorded or changed; give their number.

    Read from the history; the Message-ID is made of the row and the head, so that of any number of sweeps one
    writes it. Who recorded it knows; one that was called off meanwhile, or is over, is no news.
    """
    rows = AuditRow.objects.filter(
        Q(after__has_key="deputy_id") | Q(after__has_key="ends_on"),
        subject_type=Absence._meta.label,
        at__gt=now - NEWS,
        at__lte=now,
    )
    found = list(rows.select_related("by").order_by("pk"))
    standing = Absence.objects.filter(ends_on__gte=timezone.localdate(now)).select_related(
        "deputy", "person__desk", "person__host_country__desk"
    )
    absences = standing.in_bulk({row.subject_id for row in found})
    news = {
        once.key_of(row, head.pk): (row, absences[row.subject_id], head)
        for row in found
        if row.subject_id in absences
        for head in _heads(absences[row.subject_id].person)
        if head.pk not in {row.by_id, absences[row.subject_id].person_id}
    }
    return once.for_each(once.untold(news).items(), lambda one: once.write(_mail(*one[1], one[0], now)))


def _heads(person: User) -> list[User]:
    """List who heads the desk of the person, or of the host country; of a head of desk, the division."""
    desk = person.desk or (person.host_country.desk if person.host_country else None)
    if desk is None:
        return []
    of = Q(role=Role.HEAD_OF_DESK, desk=desk)
    if person.role == Role.HEAD_OF_DESK:
        of = Q(role=Role.DIVISION_HEAD, division=desk.division_id)
    heads = User.objects.filter(of, is_active=True, mail_bounced_at=None).exclude(email="")
    return list(heads.order_by("pk"))


def _mail(row: AuditRow, absence: Absence, head: User, key: str, now: datetime.datetime) -> Mail | None:
    """Write the mail in the head's language; None where the address can stand in no header."""
    with translation.override(mail.language_of(head)):
        context = {
            "person": absence.person,
            "deputy": absence.deputy,
            "by": row.by or "–",
            "first": date_format(absence.starts_on),
            "last": date_format(absence.ends_on),
        }
        try:
            made = mail.of_template("deputy", head, context, key=key, now=now)
        except ValueError:
            log.error("deputy not told of", user=head.pk)
            return None
    return once.row_of(made, head, planned_at=row.at, now=now)
