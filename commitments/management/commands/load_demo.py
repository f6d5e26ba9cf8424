"""`manage.py load_demo`: load the demonstration."""

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from commitments.demo import loader
from commitments.errors import Refused
from commitments.management import base
from commitments.management.base import BaseCommand


class Command(BaseCommand):
    help = (
        "Load the demonstration into an empty database: public facts about meetings with Cambodia, and the "
        "fictional partner Valdoria, whose commitments are in every stage on the day of loading. A second "
        "run changes nothing. Usernames and random passwords are written to var/demo-users.json."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--format",
            choices=("text", "json"),
            default="text",
            help="json prints the meetings of the demonstration as one object (default: text).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load where nothing is loaded, write the passwords, and print the meetings."""
        file = settings.DATA / "demo-users.json"
        if not loader.is_loaded():
            try:
                loaded = loader.load_demo(now=timezone.now(), progress=self.show)
            except Refused as refused:
                raise CommandError(str(refused)) from refused
            write_privately(file, loaded.passwords)
        elif not file.exists():
            write_privately(file, loader.renew_passwords(now=timezone.now()).passwords)
        meetings = [
            {"reference": meeting.reference, "title": meeting.title} for meeting in loader.demo_meetings()
        ]
        if options["format"] == "json":
            self.stdout.write(json.dumps({"meetings": meetings}, ensure_ascii=False))
            return
        for meeting in meetings:
            self.stdout.write(f"{meeting['reference']}  {meeting['title']}")
        self.stdout.write(f"Usernames and passwords: {file}")

    def show(self, done: int, total: int) -> None:
        """Draw the progress bar, on a terminal only."""
        base.draw_bar(self.stderr, done, total)


def write_privately(file: Path, passwords: dict[str, str]) -> None:
    """Write the file so that only its owner can read it, completely or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=file.name)
    with os.fdopen(handle, "w") as written:
        json.dump(passwords, written, indent=2)
    Path(name).replace(file)
