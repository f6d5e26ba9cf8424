"""Django's backend for PostgreSQL, with actions before COMMIT."""
