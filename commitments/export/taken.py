"""The row of history that says who took which list out of the tracker, and how much of it."""

import datetime
from collections.abc import Mapping
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import Model

from commitments import audit, looked
from commitments.models import AuditRow, User
from commitments.vocabulary import Classification, OpeningKind

SEARCH = "q"


@transaction.atomic
def record(
    person: User,
    params: Mapping[str, str],
    *,
    kind: str,
    rows: int,
    highest: Classification,
    now: datetime.datetime,
    of: type[Model],
    country: int | None,
    record: int | None = None,
) -> AuditRow:
    """Write who took out what: view, filters, order and moment of the list as its address says them.

    The log of openings keeps it too: of which kind, of which partner where all is of one, and of which
    record where it is the list of one.

    The row stands on the person's page, which administrators and auditors read whatever their clearance:
    what was searched for is left out of it, that there was a search is not.
    """
    kept = {name: value for name, value in params.items() if name != SEARCH}
    taken = {
        "list": urlencode(kept),
        "searched": bool(params.get(SEARCH)),
        "file": kind,
        "rows": rows,
        "highest": highest.name.lower(),
    }
    # Who asks in a request is read late, and is no record by itself.
    page = User.objects.get(pk=person.pk)
    look = looked.Look(page, OpeningKind.EXPORTED, of._meta.label, record, country, highest, f"{kind} {rows}")
    looked.note([look], now=now)
    return audit.record("exported", page, by=page, now=now, after=taken)
