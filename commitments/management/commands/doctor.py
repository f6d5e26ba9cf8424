"""`manage.py doctor`: print every check of the installation, each with what to do."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.management.base import CommandParser
from django.db import DEFAULT_DB_ALIAS, Error

from commitments.management.base import BaseCommand
from commitments.web import health

OK, NOTE, FAILED = "ok", "note", "FAILED"


@dataclass(frozen=True, slots=True)
class Line:
    """One printed check; `kind` is settings, readiness, health or alarm."""

    kind: str
    name: str
    state: str
    detail: str = ""
    action: str = ""


class Command(BaseCommand):
    help = (
        "Print every check of this installation, with what to do: its settings, what this host needs to "
        "serve users, what the service needs to work, and the active alarms. The exit code is 1 if a check "
        "fails."
    )
    # It prints their findings with all others.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the argument for the format."""
        parser.add_argument(
            "--format", choices=("text", "json"), default="text", help="output format (default: text)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was found; end with 1 where a check fails or an alarm is active."""
        lines = [*found()]
        is_well = all(line.state != FAILED for line in lines)
        if options["format"] == "json":
            self.stdout.write(json.dumps({"ok": is_well, "checks": [asdict(line) for line in lines]}))
        else:
            for line in lines:
                self.print(line)
        if not is_well:
            raise SystemExit(1)

    def print(self, line: Line) -> None:
        """Print one check, and below it what was found and what to do."""
        self.stdout.write(f"{line.state:<7} {line.kind}: {line.name}")
        for text in (line.detail, line.action):
            if text:
                self.stdout.write(f"        {text}")


def found() -> Iterator[Line]:
    """Run all checks; those of the database are left out while it does not answer."""
    ready = health.check_readiness()
    is_reachable = "database" not in health.list_failed(ready)
    yield from _of_settings(is_reachable=is_reachable)
    for result in ready:
        yield _line("readiness", result)
    for result in health.check_health():
        if result.name != "database":
            yield _line("health", result)
    if is_reachable:
        yield from _alarms()


def _of_settings(*, is_reachable: bool) -> Iterator[Line]:
    """Return Django's checks and ours; a warning of ours fails, one of Django's is a note."""
    databases = [DEFAULT_DB_ALIAS] if is_reachable else None
    all_said = checks.run_checks(include_deployment_checks=settings.PRODUCTION, databases=databases)
    said = [one for one in all_said if not one.is_silenced()]
    if not said:
        yield Line("settings", "system checks", OK)
    for one in said:
        is_own = str(one.id).startswith("commitments.")
        fails = one.level >= checks.ERROR or is_own and one.level >= checks.WARNING
        yield Line("settings", str(one.id), FAILED if fails else NOTE, str(one.msg), str(one.hint or ""))


def _line(kind: str, result: health.Result) -> Line:
    return Line(kind, result.name, OK if result.is_passed else FAILED, result.detail, result.action)


def _alarms() -> Iterator[Line]:
    try:
        alarms = health.alarms_now()
    except Error as error:
        yield Line("alarm", "database", FAILED, type(error).__name__, health.ACTIONS["database"])
        return
    if not alarms:
        yield Line("alarm", "no active alarms", OK)
    for alarm in alarms:
        since = f" (since {alarm.since:%Y-%m-%d %H:%M:%S %Z})" if alarm.since else ""
        yield Line("alarm", alarm.code.value, FAILED, f"{alarm.in_words}{since}", health.TO_DO[alarm.code])
