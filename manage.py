#!/usr/bin/env python3
"""Django's command line for this project."""

import os
import sys

from django.core.management import execute_from_command_line
from django.db import Error

from commitments.management import database
from commitments.source import written_from


def main() -> None:
    """Run the command named on the command line; where the database is not ready, say so in a sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    try:
        with written_from("command", *sys.argv[1:2]):
            execute_from_command_line(sys.argv)
    except Error as error:
        sentence = database.why(error)
        if not sentence:
            raise
        sys.exit(sentence)


if __name__ == "__main__":
    main()
