"""The connection to PostgreSQL."""

from django.db.backends.postgresql import base

from commitments.before_commit import Closing


class DatabaseWrapper(Closing, base.DatabaseWrapper):
    """A connection to PostgreSQL that does what was asked of it before it commits."""
