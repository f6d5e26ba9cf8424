"""The connection to SQLite."""

from django.db.backends.sqlite3 import base

from tracker.database import TrackerWrapper


class DatabaseWrapper(TrackerWrapper, base.DatabaseWrapper):
    """A connection to SQLite that runs registered actions before it commits."""
