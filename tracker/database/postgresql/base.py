"""The connection to PostgreSQL."""

from django.db.backends.postgresql import base

from tracker.database import TrackerWrapper


class DatabaseWrapper(TrackerWrapper, base.DatabaseWrapper):
    """A connection to PostgreSQL that runs registered actions before it commits."""
