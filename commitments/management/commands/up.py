"""`manage.py up`: run the whole tracker in the foreground of one terminal."""

import http.client
import json
import os
import secrets
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from commitments.management.base import BaseCommand
from commitments.management.supervisor import Child, Supervisor
from commitments.web.health import ACTIONS

WEB_WORKER, WEB_THREADS = "tracker.web_worker.WebWorker", 8
PROCESSES = 2
# Long work never delays a reminder, and neither delays a page: the processors serve a higher number later.
WORKERS = {"reminder": (settings.REMINDERS, 5), "long work": (settings.LONG_WORK, 10)}


class Command(BaseCommand):
    help = (
        "Run the web server, the workers, the schedule and the reminder watch in the foreground, and "
        "restart any process that ends. Ctrl-C stops them all."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check the port, create what is missing, then supervise until stopped."""
        refuse_taken_port()
        make_folders()
        environment = {**os.environ, "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING")}
        announced = False

        told = ""

        def announce() -> None:
            nonlocal announced, told
            if announced or not house.is_settled:
                return
            names = unready()
            announced = names == []
            if announced:
                self.say(f"The system runs at {settings.PUBLIC_URL}{how_to_sign_in()} Ctrl-C stops it.")
            elif names and told != (told := " ".join(ACTIONS[name] for name in names)):
                self.say(f"The web server cannot serve pages yet ({', '.join(names)}). {told}")

        self.say("Starting web server, workers, schedule, reminder watch and a first reminder run.")
        house = Supervisor(children(), say=self.say, environment=environment, each_turn=announce)
        house.run()
        self.say("All processes have stopped.")

    def say(self, text: str) -> None:
        """Print one line at once, also into a pipe."""
        self.stdout.write(text)
        self.stdout.flush()


def children() -> list[Child]:
    """Return the processes: most run until stopped; one reminder run starts at once, since the schedule
    waits first.
    """
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "--app", "tracker", "--quiet", "--skip-checks"]
    web = [
        "--bind",
        f"127.0.0.1:{settings.PORT}",
        "--worker-class",
        WEB_WORKER,
        "--threads",
        str(WEB_THREADS),
    ]
    web += ["--workers", "1", "--no-control-socket", "--log-level", "warning"]
    # Trying it out as root is allowed here, and Celery's warning against it would be the first thing to read.
    quiet = [sys.executable, "-W", "ignore:You're running the worker", *celery[1:]]
    manage = str(settings.BASE_DIR / "manage.py")
    return [
        Child("web server", [*python, "gunicorn", "tracker.wsgi", *web]),
        *(
            Child(f"{name} worker", ["nice", "-n", str(later), *quiet, *worker_of(queue)])
            for name, (queue, later) in WORKERS.items()
        ),
        Child("schedule", [*celery, "beat", "--scheduler", "celery.beat:Scheduler"]),
        Child("reminder watch", [sys.executable, manage, "watch_reminders"]),
        Child("first sweep", [sys.executable, manage, "send_reminders", "--verbosity", "0"], is_once=True),
    ]


def worker_of(queue: str) -> list[str]:
    """Return the arguments of a worker for one queue, under a name that `inspect ping` finds."""
    return [
        *("worker", "--queues", queue, "--hostname", f"{queue}@%h", "--concurrency", str(PROCESSES)),
        *("--without-gossip", "--without-mingle"),
    ]


def refuse_taken_port() -> None:
    """Raise CommandError where something else listens on the port already."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", settings.PORT))
        except OSError as error:
            raise CommandError(
                f"Port {settings.PORT} cannot be used ({error.strerror}): stop the program that uses it, "
                f"or select another port with PORT={settings.PORT + 1}."
            ) from error


def make_folders() -> None:
    """Create the data folder, and a secret key in it where none is set, readable only by its owner."""
    settings.DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
    if settings.SECRET_KEY == settings.DEFAULT_SECRET_KEY:
        handle = os.open(settings.DATA / "secret_key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(64))


def unready() -> list[str] | None:
    """Return the names of the checks of readiness that fail; None while the web server does not answer."""
    connection = http.client.HTTPConnection("127.0.0.1", settings.PORT, timeout=2)
    try:
        connection.request("GET", "/readyz")
        names: list[str] = json.loads(connection.getresponse().read())["failed"]
        return names
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()


def how_to_sign_in() -> str:
    """Return the demonstration's desk officer and the password of this installation, where it is loaded."""
    try:
        people: dict[str, str] = json.loads((settings.DATA / "demo-users.json").read_text())
    except (OSError, ValueError):
        return "."
    name = next((name for name in people if "desk" in name), next(iter(people), ""))
    return f" - sign in as {name} with the password {people[name]} (others: {settings.DATA}/demo-users.json)."
