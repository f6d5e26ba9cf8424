"""Django's backend for SQLite, with actions before COMMIT."""
