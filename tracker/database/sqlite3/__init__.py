"""Django's backend for SQLite, with deeds before COMMIT."""
