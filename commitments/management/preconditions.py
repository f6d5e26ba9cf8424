"""Checks before a command runs: why it could not use the data folder or the database, in one sentence."""

import os
from pathlib import Path

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from commitments.errors import DATABASE_AWAY

# `up` makes the folder; the others use none.
WITHOUT = frozenset({"", "help", "version", "up"})
OTHERWISE = "or name another folder in TRACKER_DATA."


def explain_folder_problem(folder: Path, command: str) -> str:
    """Return what is wrong with the folder and what to do; empty where the command can use it.

    Only the default folder is created here: another may be misspelled, or its disk not mounted.
    """
    if command in WITHOUT or command.startswith("-"):
        return ""
    try:
        if not os.environ.get("TRACKER_DATA"):
            folder.mkdir(mode=0o700, exist_ok=True)
        if not folder.exists():
            return f"The data folder {folder} does not exist: create it, {OTHERWISE}"
    except OSError as error:
        return why_not(error, folder)
    if not folder.is_dir():
        return f"The data folder {folder} is a file, not a folder: remove it, {OTHERWISE}"
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return f"The data folder {folder} cannot be written to: {_check_writable()}, {OTHERWISE}"
    return ""


def why_not(error: OSError, folder: Path) -> str:
    """Return what is wrong with the contents of the folder, or with a folder above it; empty otherwise."""
    named = Path(os.fsdecode(error.filename)).absolute() if isinstance(error.filename, str | bytes) else None
    if named is None or not (named.is_relative_to(folder) or folder.is_relative_to(named)):
        return ""
    said = error.strerror or type(error).__name__
    return f"The data folder cannot be used ({named}: {said}): {_check_writable()}, {OTHERWISE}"


def _check_writable() -> str:
    return f"give read and write access to the user that runs the system (user ID {os.geteuid()})"


def explain_database_problem(error: Error) -> str:
    """Return what is wrong with the database and what to do; empty where the fault is in the command."""
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
