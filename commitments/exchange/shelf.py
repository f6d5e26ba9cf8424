"""Where the files of an exchange lie: each under its SHA-256, verified when read."""

from pathlib import Path

from django.conf import settings

from commitments.files import Shelf


def contents() -> Shelf:
    """Give the shelf of what matrices were made from."""
    return of_kind("json")


def of_kind(ending: str) -> Shelf:
    """Give the shelf of one kind of file: what was made, or came back."""
    return Shelf(Path(settings.DATA) / "exchange", f".{ending}")
