"""The connection to SQLite."""

from django.db.backends.sqlite3 import base

from commitments.db.before_commit import BeforeCommitWrapper


class DatabaseWrapper(BeforeCommitWrapper, base.DatabaseWrapper):
    """A connection to SQLite that runs registered actions before it commits."""
