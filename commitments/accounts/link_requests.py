"""Requests for links of accounts: each waits as a row from the moment at which it is made.

Moments here go by the database's clock, since that of the process may be wrong.
"""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from commitments.models import WaitingLink
from commitments.vocabulary import LinkKind

# What a row says of attempts that were made, before there is one.
UNTRIED: dict[str, Any] = {
    "first_tried_at": None,
    "lease_until": None,
    "dot_at": None,
    "doubted_at": None,
    "failures": 0,
    "is_quarantined": False,
    "reply": "",
}


@transaction.atomic
def request_links(kind: LinkKind, person_ids: Collection[int]) -> None:
    """Let a link wait to be sent to each of these accounts; earlier requests of its kind are void."""
    restart(WaitingLink.objects.filter(kind=kind, person__in=person_ids))
    WaitingLink.objects.bulk_create(
        [WaitingLink(kind=kind, person_id=key, asked_at=Now(), next_try_at=Now()) for key in person_ids],
        ignore_conflicts=True,
    )


def restart(links: QuerySet[WaitingLink]) -> int:
    """Let links wait as if they were just requested; return their number. Attempts under way end unsent."""
    return links.update(asked_at=Now(), next_try_at=Now(), fence=F("fence") + 1, **UNTRIED)
