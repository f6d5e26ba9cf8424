"""The connection to SQLite."""

from django.db.backends.sqlite3 import base

from commitments.before_commit import Closing


class DatabaseWrapper(Closing, base.DatabaseWrapper):
    """A connection to SQLite that does what was asked of it before it commits."""
