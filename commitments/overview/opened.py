"""What is opened to a person by name: what may be read of it, and until when."""

import datetime
from dataclasses import dataclass

from commitments import access
from commitments.models import Commitment, Country, Meeting, User


@dataclass(frozen=True, slots=True)
class OpenedRecord:
    """One record that somebody was let read; `kind` is the name of its page, `pk` its key."""

    kind: str
    pk: int
    label: str
    until: datetime.date


def opened_to(user: User) -> tuple[OpenedRecord, ...]:
    """List what is opened to a person and may be read, the first to end first; no query where nothing is."""
    if not access.is_granted(user):
        return ()
    rows = list(access.visible_to(access.grants_to(user.pk), user).order_by("ends_on", "pk"))
    found: dict[tuple[str, int], str] = {}
    for model in (Country, Meeting, Commitment):
        kind = str(model._meta.model_name)
        keys = {getattr(row, f"{kind}_id") for row in rows} - {None}
        seen = access.visible_to(model._base_manager.filter(pk__in=keys), user) if keys else ()
        found.update({(kind, one.pk): str(one) for one in seen})
    opened = []
    for row in rows:
        kind = "country" if row.country_id else "meeting" if row.meeting_id else "commitment"
        key = (kind, row.country_id or row.meeting_id or row.commitment_id or 0)
        if key in found:
            opened.append(OpenedRecord(*key, found[key], row.ends_on))
    return tuple(opened)
