"""A throw-away database with the project's tables, for measurements outside of pytest."""

import importlib
import os

import django
from django.conf import settings

from tests.plugins import servers


def prepare() -> None:
    """Start the servers, set Django up and make an empty database with every table."""
    servers.prepare()
    os.environ["LOG_LEVEL"] = "ERROR"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    django.setup()
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        # A file, as in an installation, and not memory.
        file = f"{os.environ['TRACKER_TEST_FOLDER']}/tracker.sqlite3"
        settings.DATABASES["default"].setdefault("TEST", {}).update(NAME=file, MIGRATE=True)
    # What stands below imports models, which are there only now.
    importlib.import_module("django.test.utils").setup_test_environment(debug=False)
    importlib.import_module("django.db").connection.creation.create_test_db(verbosity=0)
