"""The connection to PostgreSQL."""

from django.db.backends.postgresql import base

from commitments.db.before_commit import BeforeCommitWrapper


class DatabaseWrapper(BeforeCommitWrapper, base.DatabaseWrapper):
    """A connection to PostgreSQL that runs registered actions before it commits."""
