"""What leaves the tracker and may not tell of a hidden record: each gives all of its text.

`person` is who gets it. Made for one who may read the hidden records, the first group must say the canary.
"""

import datetime
import email
import email.policy
import io
import json
import logging
import zipfile
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import pikepdf
import structlog
from django.core import management
from django.core.cache import caches
from django.test import Client, override_settings
from django.utils import timezone

from commitments import models, tasks, verification
from commitments.accounts import calendar_subscriptions
from commitments.admin.site import site
from commitments.enums import Classification, CommitmentState
from commitments.files import storage
from commitments.packets import copies
from commitments.packets.archive import production, requests
from commitments.reminders import follow_ups, outbox
from commitments.tables import matrix_files
from tests import make
from tests.cast import NOW, TODAY
from tests.commitments.packets.reading import pages_of
from tests.commitments.reminders.case import seoul
from tests.security.answers import text_of
from tests.security.canaries import CANARY, World
from tests.security.doors_of_pages import cells
from tracker.celery import app

# Ten working days before 30 June 2026, the day after it, and later, when the heads are told.
MORNINGS = tuple(seoul(month, day) for month, day in ((6, 16), (7, 1), (7, 8), (7, 20)))
Output = Callable[[World, models.User], str]


def _client(person: models.User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


def packet(world: World, person: models.User) -> tuple[models.Packet, bytes]:
    """Print a packet about the open meeting, asked for and read by the person."""
    asked = requests.request_packet(world.meeting, by=person, now=NOW)
    production.make_packet(asked.pk, now=NOW)
    asked.refresh_from_db()
    assert not asked.failure, asked.failure
    return asked, storage.open_packet_store().get(asked.draft_sha256)


def of_the_packet(world: World, person: models.User) -> dict[str, str]:
    """Give the text of the pages, what the file says of itself, bookmarks, other strings, and its name."""
    made, pdf = packet(world, person)
    with pikepdf.open(io.BytesIO(pdf)) as read:
        with read.open_outline() as outline:
            marks = [str(one.title) for one in _all(outline.root)]
        said = [str(value) for value in read.docinfo.values()] + [str(read.open_metadata())]
        whole = [str(one) for one in _strings(read)]
    return {
        "packet: text": "\n".join(pages_of(pdf)),
        "packet: metadata": " ".join(said),
        "packet: bookmarks": "\n".join(marks),
        "packet: strings, tags, links": "\n".join(whole),
        "packet: file name": copies.build_disposition(made),
    }


def _all(items: Any) -> Iterator[Any]:
    for one in items:
        yield one
        yield from _all(one.children)


def _strings(read: pikepdf.Pdf) -> Iterator[str]:
    """Give every string of the file that stands outside the drawn pages."""
    for thing in read.objects:
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Array):
            yield repr(thing)


def of_exports(world: World, person: models.User) -> dict[str, str]:
    """Give the files of every list, with what their headers name them."""
    lists = {model._meta.model_name: "export" for model in site._registry}
    told: dict[str, str] = {}
    for name, door in [*lists.items(), ("commitment", "updates")]:
        whole = "?view=all" if name == "commitment" else ""
        found = _files(person, f"/admin/commitments/{name}/{door}/{{}}/{whole}")
        told |= {f"{name} {door}, {key}": text for key, text in found.items()}
    return told


def _files(person: models.User, address: str) -> dict[str, str]:
    told: dict[str, str] = {}
    for ending in ("csv", "xlsx"):
        answer = _client(person).get(address.format(ending))
        if answer.status_code == 403:
            continue
        assert answer.status_code == 200, address
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        text = cells(content) if ending == "xlsx" else content.decode()
        told |= {f"export: {ending}": text, f"export: name of the {ending}": str(answer.headers)}
    return told


def of_mails(world: World, person: models.User) -> dict[str, str]:
    """Sweep on mornings before and after the day due, and give what was written to the person."""
    models.User.objects.update(time_zone="Asia/Seoul")
    for now in MORNINGS:
        beat = {"beat_at": now - datetime.timedelta(minutes=1)}
        models.Heartbeat.objects.update_or_create(name="sweep", defaults=beat)
        outbox.run_outbox(now)
    mine = models.Email.objects.filter(recipient=person).exclude(pk=world.hidden[models.Email].pk)
    parsed = (email.message_from_bytes(bytes(one.content), policy=email.policy.default) for one in mine)
    told = "".join(f"{one.items()} {part.get_content()}" for one in parsed for part in _parts(one))
    assert "An open item" in told, "No mail tells of the open items."
    return {"mails": told}


def _parts(mail: Any) -> list[Any]:
    return [part for part in mail.walk() if not part.is_multipart()]


def of_drafts(world: World, person: models.User) -> dict[str, str]:
    """Draft the note that asks the partner about an open item."""
    made = follow_ups.build_drafts(world.items[0], person, TODAY)
    return {"draft of a note": "\n".join(str(one) for one in made.values())}


def of_the_matrix(world: World, person: models.User) -> dict[str, str]:
    """Make the joint follow-up matrix where a hidden item is cleared too; give its files and pages."""
    wording = {"wording": "Words that were cleared.", "status": "limited", "language": "en"}
    cleared = {"state": "approved", "approved_by": world.cast.head, "approved_at": NOW}
    by = {"recorded_at": NOW, "recorded_by": world.cast.officer}
    models.Release.objects.update_or_create(commitment=world.items[0], defaults={**wording, **cleared, **by})
    models.Release.objects.filter(commitment__in=world.hidden_items).update(**cleared)
    made = matrix_files.request_matrix(
        world.meeting.country, ("en",), meeting=world.meeting, by=person, now=NOW
    )
    matrix_files.make_matrix(made.pk, now=NOW)
    client, told = _client(person), {}
    for ending in ("docx", "xlsx", "pdf"):
        answer = client.get(world.url(models.Matrix, f"{made.pk}/file/{ending}/"))
        told[f"matrix: name of the {ending}"] = str(answer.headers)
        if ending == "pdf":
            told["matrix: pdf"] = "\n".join(pages_of(answer.content))
            continue
        with zipfile.ZipFile(io.BytesIO(answer.content)) as whole:
            parts = (whole.read(name).decode("utf-8", "replace") for name in whole.namelist())
            told[f"matrix: {ending}"] = "\n".join(parts)
        assert "Words that were cleared." in told[f"matrix: {ending}"]
    pages = ("", f"{made.pk}/change/", f"create/?country={world.meeting.country_id}")
    return told | {
        f"matrix: page {page}": text_of(client.get(world.url(models.Matrix, page))) for page in pages
    }


def of_the_answer(world: World, person: models.User) -> dict[str, str]:
    """Give the answer for parliament up to what the person reads: the page, the spreadsheet and the PDF."""
    # The clause of the other open items is from a hidden text, which keeps them inside.
    make.commitment(world.cast, title="An open item of its own text", state=CommitmentState.IN_PROGRESS)
    client, at = _client(person), "/admin/answer-for-parliament/"
    asked: dict[str, Any] = {
        "partner": world.meeting.country_id,
        "as_of": timezone.localdate().isoformat(),
        "content": Classification(person.reads_up_to).name.lower(),
    }
    told = {"answer: page": text_of(client.get(at, asked))}
    for ending in ("xlsx", "pdf"):
        content = client.get(f"{at}{ending}/", asked).getvalue()
        if ending == "pdf":
            told["answer: pdf"] = " ".join("\n".join(pages_of(content)).split())
            continue
        with zipfile.ZipFile(io.BytesIO(content)) as whole:
            parts = (whole.read(name).decode("utf-8", "replace") for name in whole.namelist())
            told[f"answer: {ending}"] = "\n".join(parts)
    assert all("An open item" in text for text in told.values())
    return told


def of_papers(world: World, person: models.User) -> dict[str, str]:
    """Give the papers for Word of an open item, and a work sheet of a focal point made by the person."""
    client, told = _client(person), {}
    item = client.get(world.url(models.Commitment, f"{world.items[0].pk}/docx/"))
    sheet = client.post(world.url(models.UpdateForm, "create/"), {"person": world.cast.focal_point.pk})
    for name, answer in (("paper of an item", item), ("update form", sheet)):
        with zipfile.ZipFile(io.BytesIO(answer.content)) as whole:
            parts = (whole.read(part).decode("utf-8", "replace") for part in whole.namelist())
            told[name] = "\n".join(parts) + str(answer.headers)
        assert "An open item" in told[name], name
    return told


def of_the_calendar(world: World, person: models.User) -> dict[str, str]:
    """Give the calendar of a person, events and tasks, where it may carry everything."""
    address = f"/calendar/{calendar_subscriptions.create_subscription(person, label='x', now=NOW)}.ics"
    with override_settings(MAIL_CEILING=3):
        told = {ask: text_of(Client().get(address + ask)) for ask in ("", "?tasks=1")}
    # Long lines are folded.
    found = {f"calendar {ask}": text.replace("\r\n ", "") for ask, text in told.items()}
    assert all("An open item" in text for text in found.values())
    return found


def of_a_usual_calendar(world: World, person: models.User) -> dict[str, str]:
    """Give the calendar of one who may read the hidden records, as it stands outside by default."""
    address = (
        f"/calendar/{calendar_subscriptions.create_subscription(world.cast.head, label='x', now=NOW)}.ics"
    )
    return {"calendar as usual": text_of(Client().get(address)).replace("\r\n ", "")}


def of_errors(world: World, person: models.User) -> dict[str, str]:
    """Give every error page, of a failure whose words are a hidden record's too."""
    client, told = _client(person), {}
    hidden = world.hidden[models.Meeting].pk
    asked = {
        400: "/admin/commitments/mechanism/1/change/?_to_field=name",
        403: "/admin/commitments/division/add/",
        404: f"/admin/commitments/meeting/{hidden}/change/",
        405: f"/admin/commitments/meeting/{hidden}/packet/",
    }
    for status, address in asked.items():
        answer = client.get(address)
        assert answer.status_code == status, (status, answer.status_code)
        told[f"error page {status}"] = text_of(answer) + str(answer.headers)
    with mock.patch(
        "commitments.admin.search.find_records", side_effect=RuntimeError(f"Key ({CANARY}) exists")
    ):
        answer = client.get("/admin/search/?q=x")
    assert answer.status_code == 500
    told["error page 500"] = text_of(answer) + str(answer.headers)
    return told


def of_logs(world: World, person: models.User) -> dict[str, str]:
    """Give the lines that go to standard error while hidden things are asked for and a page fails."""
    stream = io.StringIO()
    root = logging.getLogger()
    handler = logging.StreamHandler(stream)
    ours = [
        one.formatter
        for one in root.handlers
        if isinstance(one.formatter, structlog.stdlib.ProcessorFormatter)
    ]
    assert ours, "The logs are not the system's own."
    handler.setFormatter(ours[0])
    root.addHandler(handler)
    try:
        client = _client(person)
        client.get(f"/admin/search/?q={CANARY}")
        client.post("/admin/commitments/meeting/add/", {"title": CANARY, "note": CANARY})
        with mock.patch("commitments.admin.search.find_records", side_effect=RuntimeError(CANARY)):
            client.get(f"/admin/search/?q={CANARY}")
    finally:
        root.removeHandler(handler)
    assert stream.getvalue(), "Nothing was logged."
    return {"log": stream.getvalue()}


def of_the_queue(world: World, person: models.User) -> dict[str, str]:
    """Give the messages that go to the broker, as they are written there."""
    told = []
    keys = {tasks.make_packet: world.hidden[models.Packet].pk, tasks.carry_out: 1}
    for task in (tasks.sweep, tasks.make_packet, tasks.carry_out):
        arguments = (keys[task],) if task in keys else ()
        message = app.amqp.as_task_v2("1", task.name, arguments)
        told.append(json.dumps([message.headers, message.body, message.properties], default=str))
    assert set(app.conf.accept_content) == {"json"}
    return {"messages of the queue": "\n".join(told)}


def of_the_cache(world: World, person: models.User) -> dict[str, str]:
    """Let one who may read the hidden records read them, and give what the cache and the session keep."""
    client = _client(world.cast.head)
    pages = ["/admin/", "/admin/commitments/commitment/?view=all", f"/admin/search/?q={CANARY}"]
    pages += [world.url(model, f"{one.pk}/change/") for model, one in world.hidden.items()]
    assert any(CANARY in text_of(client.get(page, follow=True)) for page in pages)
    kept = [str(getattr(cache, "_cache", "")) for cache in caches.all()]
    return {"cache": "\n".join(kept), "session": str(dict(client.session))}


def of_health(world: World, person: models.User) -> dict[str, str]:
    client = Client()
    return {page: text_of(client.get(f"/{page}")) for page in ("livez", "healthz", "metrics")}


def of_commands(world: World, person: models.User) -> dict[str, str]:
    """Give what the commands print of hidden records that are not as filed."""
    lost = world.hidden[models.Evidence]
    models.Evidence.objects.filter(pk=lost.pk, sha256="").update(sha256="0" * 64, file_name=f"{CANARY}.pdf")
    told = [str(one) for one in verification.verify_everything(rebuild=False, show=lambda done, total: None)]
    assert any("missing" in line for line in told), told
    out = io.StringIO()
    management.call_command("send_reminders", "--dry-run", "--format", "json", stdout=out)
    return {"verify_records": "\n".join(told), "send_reminders": out.getvalue()}


def of_titles(world: World, person: models.User) -> dict[str, str]:
    """Give the titles of pages and what a program is told."""
    client = _client(person)
    pages = ["/admin/", "/admin/commitments/commitment/", "/admin/commitments/approval/", "/admin/tokens/"]
    bodies = [text_of(client.get(page)) for page in pages]
    titles = [body.split("<title>")[1].split("</title>")[0] for body in bodies]
    return {"titles": "\n".join(titles), "description of the API": text_of(client.get("/api/v1/schema/"))}


# What tells one who may read the hidden records of them, so that its silence says something. What is secret
# goes by mail to nobody.
TELLING = (of_the_packet, of_exports, of_the_answer, of_the_calendar)
SILENT = (
    *(of_mails, of_drafts, of_the_matrix, of_papers, of_errors, of_logs, of_the_queue, of_the_cache),
    *(of_health, of_commands, of_titles, of_a_usual_calendar),
)
