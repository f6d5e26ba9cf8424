"""Why a command could not use the data folder, in one sentence: the one check for all commands."""

import os
from pathlib import Path

# `up` makes the folder; the others use none.
WITHOUT = frozenset({"", "help", "version", "up"})
OTHERWISE = "or name another folder in TRACKER_DATA."


def why(folder: Path, command: str) -> str:
    """Return what is wrong with the folder and what to do; empty where the command can use it.

    The default folder alone is created here: another may be misspelled, or its disk not mounted.
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
        return f"The data folder {folder} cannot be written to: {_let_write()}, {OTHERWISE}"
    return ""


def why_not(error: OSError, folder: Path) -> str:
    """Return what is wrong with what lies in the folder, or with a folder above it; empty elsewhere."""
    named = Path(os.fsdecode(error.filename)).absolute() if isinstance(error.filename, str | bytes) else None
    if named is None or not (named.is_relative_to(folder) or folder.is_relative_to(named)):
        return ""
    said = error.strerror or type(error).__name__
    return f"The data folder cannot be used ({named}: {said}): {_let_write()}, {OTHERWISE}"


def _let_write() -> str:
    return f"let the user who runs the tracker (number {os.geteuid()}) read and write it"
