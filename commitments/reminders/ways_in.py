"""Tells a person of a new way into the own account: of another mail address, at the one before.

What the server did to the second factor of an account, the administrators are told too.
"""

import datetime
from collections.abc import Iterator, Mapping

import structlog
from django.db.models import Q
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commitments.models import AuditRow, Mail, User
from commitments.reminders import mail, once
from commitments.vocabulary import Role

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
ON_SERVER: Mapping[str, Promise] = {
    "second factor taken away": _(
        "Two-step verification of the account %(username)s was reset by a command on the server. The account "
        "has its password alone until two-step verification is set up again."
    ),
    "second factor confirmed": _(
        "The second factor that was set up for the account %(username)s was confirmed by a command on the "
        "server. It is asked for at each sign-in from now on."
    ),
}
log = structlog.get_logger("tracker.reminders")


def tell(now: datetime.datetime) -> int:
    """Write a mail for each new way in that nobody was told of yet; give their number.

    It is read from the history, so that no writer forgets it. The Message-ID is made of the row: of any
    number of sweeps one writes it. An address to which no mail came is not written to again.
    """
    rows = AuditRow.objects.filter(
        Q(before__has_key="email") | Q(action__in=MADE) | Q(action__in=ON_SERVER, by=None),
        subject_type=User._meta.label,
        at__gt=now - NEWS,
        at__lte=now,
    ).order_by("pk")
    told = [(row, person) for row in rows for person in _told_of(row)]
    news = once.untold({_key(row, person): (row, person) for row, person in told})
    return once.for_each(news.items(), lambda one: once.write(_mail(one[1][1], one[1][0], one[0], now)))


def _told_of(row: AuditRow) -> Iterator[User]:
    """Return whom a row of the history is told to: the person and, of the server, the administrators."""
    whose = User.objects.filter(pk=row.subject_id)
    if row.action in ON_SERVER:
        whose |= User.objects.filter(role=Role.ADMINISTRATOR, is_active=True)
    yield from whose.order_by("pk")


def _key(row: AuditRow, person: User) -> str:
    return once.key_of(row) if person.pk == row.subject_id else once.key_of(row, person.pk)


def _mail(person: User, row: AuditRow, key: str, now: datetime.datetime) -> Mail | None:
    """Write the mail in the person's language; None where no address is left to write to."""
    is_standing = row.action in MADE or row.action in ON_SERVER
    address = person.email if is_standing else row.before["email"]
    if not address or (person.mail_bounced_at if is_standing else row.before.get("mail_bounced_at")):
        return None
    with translation.override(mail.language_of(person)):
        name, context = "way_in", {"what": str(MADE.get(row.action, ADDRESS))}
        if row.action in ON_SERVER:
            username = User.objects.values_list("username", flat=True).get(pk=row.subject_id)
            what = str(ON_SERVER[row.action]) % {"username": username}
            name, context = "on_server", {"what": what, "username": username, "reason": row.reason}
        try:
            made = mail.of_template(name, person, context, key=key, now=now, address=address)
        except ValueError:
            log.error("new way in not told", user=person.pk)
            return None
    return once.row_of(made, person, planned_at=row.at, now=now)
