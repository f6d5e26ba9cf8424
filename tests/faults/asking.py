"""A web process apart, beside a Redis of the installation's own: it asks for pages, and prints what came.

python -m tests.faults.asking
"""

import json
from collections.abc import Callable

import django
from django.conf import settings

settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
django.setup()

from django.test import Client  # noqa: E402

from commitments import tasks  # noqa: E402
from commitments.enums import Role  # noqa: E402
from commitments.models import User  # noqa: E402

HOST = settings.PUBLIC_HOST


def main() -> None:
    """Sign in wrongly, open My desk, ask the API with a wrong token, ask for work; print what came."""
    stranger, officer = Client(headers={"host": HOST}), Client(headers={"host": HOST})
    for client in (stranger, officer):
        client.raise_request_exception = False
    person, head = (
        User.objects.filter(role=role).earliest("pk") for role in (Role.DESK_OFFICER, Role.HEAD_OF_DESK)
    )
    officer.force_login(person)
    asked: dict[str, Callable[[], object]] = {
        "sign-in page": lambda: stranger.get("/accounts/login/").status_code,
        "wrong password": lambda: (
            stranger.post("/accounts/login/", {"login": person.username, "password": "x"}).status_code
        ),
        "forgotten password": lambda: (
            stranger.post("/accounts/password/reset/", {"email": head.email}).status_code
        ),
        "My desk": lambda: officer.get("/admin/").status_code,
        "API, wrong token": lambda: (
            stranger.get("/api/v1/commitments/", headers={"authorization": "Bearer x"}).status_code
        ),
        "a worker notified": lambda: tasks.enqueue(0),
    }
    print(json.dumps({name: ask() for name, ask in asked.items()}))


if __name__ == "__main__":
    main()
