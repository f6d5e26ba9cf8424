"""python -m tests.fuzz [-n FILES] [--seed S] [--keep FOLDER]: see `trying`."""

import importlib
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
django.setup()

if __name__ == "__main__":
    sys.exit(importlib.import_module("tests.fuzz.trying").main(sys.argv[1:]))
