"""Changes of reference data: names, ministries, posts, calendars and what else every page reads."""

import secrets

from django.db import models, transaction

from commitments.db.triggers import MOST_MARK
from commitments.models.base import NarrowedModel

# Every request adds their marks up.
MOST_CHANGES = 200


class ReferenceChange(NarrowedModel):
    """One change, with a random mark; triggers of the database write it (`db.triggers`)."""

    mark = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.mark)


def compact_reference_changes(most: int = MOST_CHANGES) -> None:
    """Replace more changes than `most` by one; that is another version, so what is kept is read anew."""
    keys = list(ReferenceChange.objects.values_list("pk", flat=True))
    if len(keys) <= most:
        return
    with transaction.atomic():
        ReferenceChange.objects.filter(pk__in=keys).delete()
        ReferenceChange.objects.create(mark=secrets.randbelow(MOST_MARK))
