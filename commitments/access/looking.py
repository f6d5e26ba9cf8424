"""A question that is put to each row by itself."""

from django.db.models import Exists


class EachRow(Exists):
    """An EXISTS that is looked up by its index for each row, wherever it stands.

    PostgreSQL answers one that stands beside an OR for all rows at once: it reads every commitment of twenty
    years to judge the few rows of a page. Where the subquery has an OFFSET, it may not.
    """

    template = "EXISTS(%(subquery)s OFFSET 0)"
