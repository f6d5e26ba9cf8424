"""The visits of a person to My desk: from which moment on changes are new to the person.

A visit ends after 30 minutes without a page of My desk. While it lasts, the moment stays the same.
"""

import datetime

from commitments.models import User

VISIT = datetime.timedelta(minutes=30)
# A visit is noted at most so often: no page costs a write of its own.
STEP = datetime.timedelta(minutes=10)


def note_visit(person: User, now: datetime.datetime) -> datetime.datetime | None:
    """Note that the person looks at My desk; return the end of the last visit, or None for the first."""
    seen, since = person.desk_seen_at, person.desk_last_visit_at
    if seen is not None and now - seen < STEP:
        return since
    if seen is None or now - seen >= VISIT:
        since = seen
    row = User.objects.filter(pk=person.pk, desk_seen_at=seen)
    row.update(desk_seen_at=now, desk_last_visit_at=since)
    person.desk_seen_at, person.desk_last_visit_at = now, since
    return since
