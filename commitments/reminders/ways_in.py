"""Tells a person that a way into the own account is new: of another mail address, at the one before."""

import datetime
from collections.abc import Mapping

import structlog
from django.db.models import Q
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commitments.models import AuditRow, Mail, User
from commitments.reminders import mail, once

# Older than this it is no news; no sweep was away for so long that mail would still help.
NEWS = datetime.timedelta(days=3)
ADDRESS: Promise = _(
    "Another mail address was entered for your account. Reminders, and the link for a password, go there "
    "from now on."
)
TOKEN: Promise = _(
    "A token for programs was made for your account. Whoever holds it reads by the API what you read, until "
    "it expires or you revoke it under “API tokens”."
)
FEED: Promise = _(
    "An address was made by which calendar programs follow your dates. Whoever holds it sees them, until you "
    "revoke it under “Calendar”."
)
# What somebody made who was signed in as the person, by the action of the history.
MADE: Mapping[str, Promise] = {"token made": TOKEN, "feed made": FEED}
log = structlog.get_logger("tracker.reminders")


def tell(now: datetime.datetime) -> int:
    """Write a mail for each new way in that nobody was told of yet; give their number.

    It is read from the history, so that no writer forgets it. The Message-ID is made of the row: of any
    number of sweeps one writes it. An address to which no mail came is not written to again.
    """
    rows = AuditRow.objects.filter(
        Q(before__has_key="email") | Q(action__in=MADE),
        subject_type=User._meta.label,
        at__gt=now - NEWS,
        at__lte=now,
    )
    news = once.untold({once.key_of(row): row for row in rows.order_by("pk")})
    people = User.objects.in_bulk({row.subject_id for row in news.values()})
    return once.write(_mail(people[row.subject_id], row, key, now) for key, row in news.items())


def _mail(person: User, row: AuditRow, key: str, now: datetime.datetime) -> Mail | None:
    """Write the mail in the person's language; None where no address is left to write to."""
    is_made = row.action in MADE
    address = person.email if is_made else row.before["email"]
    if not address or (person.mail_bounced_at if is_made else row.before.get("mail_bounced_at")):
        return None
    with translation.override(mail.language_of(person)):
        context = {"what": str(MADE.get(row.action, ADDRESS))}
        try:
            made = mail.of_template("way_in", person, context, key=key, now=now, address=address)
        except ValueError:
            log.error("new way in not told", user=person.pk)
            return None
    return once.row_of(made, person, planned_at=row.at, now=now)
