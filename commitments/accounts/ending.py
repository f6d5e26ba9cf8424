"""What ends at once where an account is closed or reads less: sessions, tokens, calendars, links of mails."""

import datetime
from collections.abc import Mapping
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import F
from knox.models import AuthToken

from commitments import audit, editing, feeds, second_factors
from commitments.errors import Refused
from commitments.models import MailLink, TokenTerms, User

# Enough of the token to tell one from another in a list; the rest is never kept.
SHOWN_CHARACTERS = 15
# Sessions carry the number they began under.
ENDED: Mapping[str, Any] = {"sessions_from": F("sessions_from") + 1}


def forget_sessions(now: datetime.datetime) -> int:
    """Take away what is left of sessions that ended; give how many. None is to be found in the database."""
    count, _rows = Session.objects.filter(expire_date__lte=now).delete()
    # Of many rows, the living ones are few.
    living = Session.objects.values("session_key")
    UserSession.objects.exclude(session_key__in=living).delete()
    return count


def end_ways_in(person: User, *, by: User | None, now: datetime.datetime, reason: str) -> None:
    """Revoke the API tokens, calendars and links of mails of an account; the caller holds the transaction.

    A second factor that waits to be confirmed goes too: whoever had the password set it up. The sessions end
    by `ENDED`, written with the change itself, or with the password.
    """
    second_factors.drop_awaited(person, by=by, now=now, reason=reason)
    for token in AuthToken.objects.filter(user=person).order_by("created"):
        end_token(token, person, by=by, now=now, reason=reason)
    feeds.end_all(person, by=by, now=now, reason=reason)
    unused: dict[str, Any] = {"used_at": None, "revoked_at": None}
    for link in MailLink.objects.filter(recipient=person, expires_at__gt=now, **unused).order_by("pk"):
        values = {"revoked_at": now, "revoked_by": by}
        try:
            editing.change(link, values, by=by, now=now, action="link revoked", where=unused, reason=reason)
        except Refused:
            # Used at this very moment: its answer waits for the desk.
            continue


def end_token(
    token: AuthToken, person: User, *, by: User | None, now: datetime.datetime, reason: str = ""
) -> None:
    """Revoke an API token of an account; the caller holds the transaction."""
    ended = audit.credentials.state([token, *TokenTerms.objects.filter(token=token)])
    after = audit.credentials.filed(ended, {})
    audit.record("token revoked", person, by=by, now=now, before=trace_of(token), after=after, reason=reason)
    token.delete()


def trace_of(token: AuthToken) -> dict[str, Any]:
    """Return what the history shows of a token."""
    return {"token": token.token_key[:SHOWN_CHARACTERS], "expires": audit.plain(token.expiry)}
