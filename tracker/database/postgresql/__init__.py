"""Django's backend for PostgreSQL, with deeds before COMMIT."""
