"""What a running copy puts into Redis and its logs, as a proof: no content of a record, and no pickle taken.

Every command that Redis gets is listened to from the first to the last, so that what lies there for a moment
counts like what stays. What is looked for are the titles, clauses and reports of all records of the copy, and
a canary that is typed, searched, sent and asked for wherever a stranger or an officer can.
"""

import base64
import binascii
import json
import pickle
import re
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redis
import requests
from celery import Celery

from tests.plugins import servers
from tests.security.attacks import officer
from tests.security.stand import TOKEN, Stand, stand
from tests.security.tools import Verdict

CANARY = "zanzibarcanary"
PATIENCE_SECONDS, SWEEP_SECONDS = 600, 5
FIRST = 5
# Long enough to be no word that stands elsewhere too.
LEAST = 16
TEXTS = """
import json
from django.apps import apps
from django.db import models
found = set()
for model in apps.get_app_config("commitments").get_models():
    for one in model._meta.concrete_fields:
        if isinstance(one, (models.CharField, models.TextField)) and not one.choices:
            found.update(model._default_manager.values_list(one.name, flat=True))
print(json.dumps(sorted(text for text in found if text and " " in text)))
"""
ASK = """
from django.utils import timezone
from commitments import tasks
from commitments.packets.archive import requests
from commitments.models import Meeting, User
person = User.objects.get(username={name!r})
meeting = Meeting.objects.filter(outcomes__commitments__isnull=False, country__iso="XV").order_by("pk")[0]
meeting.title = "{canary} of ministers"
meeting.save(update_fields=["title"])
made = requests.request_packet(meeting, by=person, now=timezone.now())
tasks.make_packet.delay(made.pk)
print(made.pk)
"""
STATE = "from commitments.models import Packet; print(Packet.objects.get(pk={key}).state)"
BEAT = "from commitments.models import Heartbeat; print(Heartbeat.objects.get(name='sweep').beat_at)"


class _Touch:
    """A pickle that does something when it is opened."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path(self.path).touch, ()


@dataclass
class _Passed:
    """All that Redis was told."""

    commands: list[str] = field(default_factory=list)

    def texts(self) -> Iterator[str]:
        """Give each command, and what it carries in base64 as Celery does."""
        for command in self.commands:
            yield command
            for part in re.findall(r"[A-Za-z0-9+/]{24,}={0,2}", command):
                try:
                    yield base64.b64decode(part, validate=True).decode("utf-8", "replace")
                except (binascii.Error, ValueError):
                    continue


@contextmanager
def _listened(url: str) -> Iterator[_Passed]:
    """Write down every command until the end."""
    passed, ended = _Passed(), threading.Event()

    def listen() -> None:
        client: Any = redis.Redis.from_url(url, socket_timeout=None)
        with client.monitor() as monitor:
            begun.set()
            while not ended.is_set():
                passed.commands.append(str(monitor.next_command()["command"]))

    begun = threading.Event()
    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    begun.wait(10)
    try:
        yield passed
    finally:
        ended.set()
        redis.Redis.from_url(url).ping()
        thread.join(10)


def _use(copy: Stand) -> list[int]:
    """Type, search, send and ask for the canary, signed in and not; give the answers' states."""
    name = officer(copy.people)
    cookies = dict(part.split("=", 1) for part in copy.sign_in(name).split("; "))
    inside, outside = requests.Session(), requests.Session()
    inside.cookies.update(cookies)
    told = []

    def get(client: requests.Session, path: str, **more: Any) -> str:
        answer = client.get(f"{copy.address}{path}", timeout=60, **more)
        told.append(answer.status_code)
        return answer.text

    def post(client: requests.Session, path: str, page: str, **more: Any) -> None:
        token = TOKEN.search(get(client, page))
        sent = {"csrfmiddlewaretoken": token[1] if token else "", **more.pop("data", {})}
        told.append(client.post(f"{copy.address}{path}", data=sent, timeout=60, **more).status_code)

    for page in ("/admin/", "/admin/commitments/commitment/?view=all", "/admin/commitments/meeting/"):
        get(inside, page)
    get(inside, f"/admin/search/?q={CANARY}")
    get(inside, f"/admin/commitments/commitment/?q={CANARY}&state__exact={CANARY}")
    get(inside, f"/admin/{CANARY}/?{CANARY}={CANARY}", headers={"user-agent": CANARY, "referer": CANARY})
    form = "/admin/commitments/meeting/add/"
    post(inside, form, form, data={"title": CANARY, "note": CANARY, "held_on": CANARY})
    post(inside, "/accounts/password/change/", "/accounts/password/change/", data={"oldpassword": CANARY})
    login = "/accounts/login/"
    for _try in range(3):
        post(outside, login, login, data={"login": CANARY, "password": CANARY})
    reset = "/accounts/password/reset/"
    post(outside, reset, reset, data={"email": f"{CANARY}@example.org"})
    for path in (f"/reply/{CANARY}/", f"/accounts/invitation/{CANARY}/", f"/{CANARY}"):
        get(outside, path)
    bearer = {"Authorization": f"Bearer {copy.token(name)}"}
    get(outside, f"/api/v1/commitments/?ministry={CANARY}", headers=bearer)
    get(outside, f"/api/v1/commitments/?{CANARY}={CANARY}", headers=bearer)
    get(outside, "/api/v1/meetings/", headers={"Authorization": f"Bearer {CANARY}"})
    post(inside, "/admin/", "/admin/", files={"paper": (f"{CANARY}.pdf", CANARY.encode())})
    return told


def _until(is_so: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        if time.monotonic() > until:
            return False
        time.sleep(2)
    return True


def left_outside() -> Verdict:
    """Use a copy with Redis; look for its content in all that passed there and in every line it logged."""
    found = list[str]()
    with tempfile.TemporaryDirectory(prefix="tracker-redis-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        place = servers.folder_of_servers(folder, "servers")
        process = servers.serve_redis(place)
        url = f"unix://{place}/redis.sock"
        try:
            with _listened(url) as passed:
                with stand(REDIS_URL=url, SWEEP_SECONDS=str(SWEEP_SECONDS)) as copy:
                    told = _use(copy)
                    key = copy.say(ASK.format(name=officer(copy.people), canary=CANARY))
                    if not _until(lambda: copy.say(STATE.format(key=key)) == "ready"):
                        found.append("The packet was not made.")
                    texts = [text for text in json.loads(copy.say(TEXTS)) if len(text) >= LEAST]
                    found += _pickled(url, folder, copy)
                    log = copy.log
                client = redis.Redis.from_url(url)
                left = client.dbsize()
                # The control: what is put there is heard, also inside a message.
                client.set("control", base64.b64encode(b'[["control: the reader hears it"], {}, {}]'))
        finally:
            process.kill()
            process.wait()
    heard = list(passed.texts())
    if not any("control: the reader hears it" in text for text in heard):
        found.append("What was put into Redis was not heard.")
    lines = log.splitlines()
    for what, places in (("Redis", heard), ("log", lines)):
        whole = "\n".join(places).lower()
        for text in (CANARY, *texts):
            if text.lower() in whole or json.dumps(text)[1:-1].lower() in whole:
                found.append(f"{what}: {text[:60]}: {_place(places, text)}")
    figures = (
        f"{len(told)} requests; {len(passed.commands):,} commands to Redis, {left} keys left;"
        f" {len(lines)} lines of log; {len(texts) + 1:,} texts looked for, {len(found)} found"
    )
    return Verdict(not found and len(texts) > FIRST and len(lines) > FIRST, figures, tuple(found))


def _place(places: list[str], text: str) -> str:
    asked = (text.lower(), json.dumps(text)[1:-1].lower())
    return next((one[:300] for one in places if any(word in one.lower() for word in asked)), "")


def _pickled(url: str, folder: Path, copy: Stand) -> list[str]:
    """Send a task with a pickle that acts when it is opened; it is not opened, and the worker works on."""
    pickle.loads(pickle.dumps(_Touch(str(folder / "control"))))
    if not (folder / "control").exists():
        return ["The pickle does nothing when it is opened."]
    sender = Celery(broker=url.replace("unix://", "redis+socket://"))
    opened = folder / "opened"
    sender.send_task("commitments.tasks.make_packet", [_Touch(str(opened))], serializer="pickle")
    found = []
    if not _until(lambda: "ContentDisallowed" in copy.log):
        found.append("The refused pickle stands in no log.")
    if opened.exists():
        found.append("A pickle was opened.")
    before = copy.say(BEAT)
    if not _until(lambda: copy.say(BEAT) != before):
        found.append("The worker did no sweep after the pickle.")
    return found
