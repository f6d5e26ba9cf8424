"""Write the tables of docs/security.md anew, from the rules as they stand."""

import importlib
import os

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    django.setup()
    # What stands below imports models, which are there only now.
    policy = importlib.import_module("tests.security.policy")
    policy.PAGE.write_text(policy.renewed())
