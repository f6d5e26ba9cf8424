"""Questions put so that the database answers them by its indexes."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Exists, Field
from django.db.models.lookups import In


class EachRow(Exists):
    """An EXISTS that is looked up by its index for each row, wherever it stands.

    PostgreSQL answers one that stands beside an OR for all rows at once: it reads every commitment of twenty
    years to judge the few rows of a page. Where the subquery has an OFFSET, it may not.
    """

    template = "EXISTS(%(subquery)s OFFSET 0)"


@Field.register_lookup
class OneOfFew(In):
    """An IN of few keys: they are looked up first, and an index is then asked for each.

    PostgreSQL joins a subquery instead, for which it reads the rows of all countries to keep those of five.
    """

    lookup_name = "one_of_few"

    def get_rhs_op(self, connection: BaseDatabaseWrapper, rhs: str) -> Any:
        is_array = connection.vendor == "postgresql" and not self.rhs_is_direct_value()
        return f"= ANY(ARRAY{rhs})" if is_array else super().get_rhs_op(connection, rhs)
