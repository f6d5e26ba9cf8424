"""Django's command line for this project."""

import os
import sys

from django.core.management import execute_from_command_line
from django.db import Error

from commitments.audit.origin import written_from
from commitments.management import preconditions
from tracker.environment import data_folder

#!/usr/bin/env python3


def main() -> None:
    """Run the command named on the command line.

    Where the database or the data folder is not ready, say so in a sentence.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    folder = data_folder(os.environ.get("TRACKER_DATA", ""))
    sentence = preconditions.explain_folder_problem(folder, "".join(sys.argv[1:2]))
    if sentence:
        sys.exit(sentence)
    try:
        with written_from("command", *sys.argv[1:2]):
            execute_from_command_line(sys.argv)
    except Error as error:
        sentence = preconditions.explain_database_problem(error)
        if not sentence:
            raise
        sys.exit(sentence)
    except OSError as error:
        sentence = preconditions.why_not(error, folder)
        if not sentence:
            raise
        sys.exit(sentence)


if __name__ == "__main__":
    main()
