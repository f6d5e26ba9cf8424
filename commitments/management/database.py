"""Why a command could not use the database, in one sentence: the one check for all commands."""

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from commitments.errors import DATABASE_AWAY


def why(error: Error) -> str:
    """Say what is wrong with the database and what to do; empty where the command itself is at fault."""
    said = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
    try:
        executor = MigrationExecutor(connection)
        lacking = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return f"The database cannot be reached ({said}): check DATABASE_URL, and that its server runs."
    if lacking:
        return f"The database lacks {len(lacking)} migration(s): run manage.py migrate first."
    if isinstance(error, DATABASE_AWAY):
        return f"The database did not answer ({said}): try again in a moment."
    return ""
