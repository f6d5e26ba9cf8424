"""What holds for every test: the database it must run on, and who may skip."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import TestCase, TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as property_settings

from commitments.db import page_cache
from tests.plugins import databases, named

SHARED = Path(settings.BASE_DIR).parent / "shared"
# Folders of long tests.
LONG = ("flows", "pages")
ON_SQLITE = os.environ.get("TRACKER_TEST_DATABASE") == "sqlite"


def pytest_configure(config: pytest.Config) -> None:
    """Take what a real installation prepares (hashed static files, slow password hashes) out of the way."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    # A cache of files is emptied file by file, after every test.
    settings.CACHES["default"] = {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "tests",
    }
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0
    if ON_SQLITE:
        # pytest-django knows a database in memory by the name of Django's own engine; ours is a child of it.
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = ":memory:"
    # Thousands of models and templates stay to the end; looking through them again and again frees nothing.
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)
    # What a busy machine takes its time for is no mistake of the rule under test.
    property_settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    property_settings.load_profile("suite")
    databases.keep_migrated()
    databases.empty_quickly()
    named.notice_writes()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Refuse the wrong database; on SQLite keep what is marked `both`; skip `shared` without ../shared."""
    wanted = "sqlite" if ON_SQLITE else "postgresql"
    if connection.vendor != wanted:
        pytest.exit(
            f"The suite must run on {wanted}, and the connection is {connection.vendor}.", returncode=3
        )
    if ON_SQLITE:
        config.hook.pytest_deselected(items=[item for item in items if not item.get_closest_marker("both")])
        items[:] = [item for item in items if item.get_closest_marker("both")]
    items.sort(key=_turn)
    if not SHARED.is_dir():
        for item in items:
            if item.get_closest_marker("shared"):
                item.add_marker(pytest.mark.skip(reason="shared: the folder ../shared is not here"))


def _turn(item: pytest.Item) -> tuple[bool, bool]:
    """Put what empties the database last, and long stories before the rest, or one core waits at the end."""
    case = getattr(item, "cls", None) or object
    empties = issubclass(case, TransactionTestCase) and not issubclass(case, TestCase)
    return empties, item.path.parent.name not in LONG


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many tests on ../shared were skipped; they are the only ones that may skip."""
    skipped = terminalreporter.stats.get("skipped", [])
    shared = [report for report in skipped if "shared" in report.keywords]
    terminalreporter.write_line(f"skipped tests on ../shared: {len(shared)}")
    for report in skipped:
        if "shared" not in report.keywords:
            terminalreporter.write_line(f"skipped without leave: {report.nodeid}", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run where a test skipped that may not."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if session.exitstatus == 0 and any("shared" not in report.keywords for report in skipped):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


_last: list[pytest.Item] = []


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before a class is set up: nothing is opened to anybody by name."""
    named.begin(item, _last[0] if _last else None)
    _last[:] = [item]


@pytest.fixture(autouse=True)
def _forget_sweeps() -> Iterator[None]:
    """Forget the sweeps of a database that is rolled back after each test: it would look restored."""
    yield
    (settings.DATA / "sweeps").unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def _speak_as_installed() -> Iterator[None]:
    """Leave no language of a page that was asked for to the next test."""
    yield
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """Let no rate limit or cached figure pass from one test to the next."""
    yield
    for cache in caches.all():
        cache.clear()
    page_cache.forget()
