#!/usr/bin/env python3
"""Django's command line for this project."""

import os
import sys

from django.core.management import execute_from_command_line
from django.db import Error

from commitments.management import data_folder, database
from commitments.source import written_from
from tracker.environment import data_folder as named_folder


def main() -> None:
    """Run the command named on the command line.

    Where the database or the data folder is not ready, say so in a sentence.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    folder = named_folder(os.environ.get("TRACKER_DATA", ""))
    sentence = data_folder.why(folder, "".join(sys.argv[1:2]))
    if sentence:
        sys.exit(sentence)
    try:
        with written_from("command", *sys.argv[1:2]):
            execute_from_command_line(sys.argv)
    except Error as error:
        sentence = database.why(error)
        if not sentence:
            raise
        sys.exit(sentence)
    except OSError as error:
        sentence = data_folder.why_not(error, folder)
        if not sentence:
            raise
        sys.exit(sentence)


if __name__ == "__main__":
    main()
