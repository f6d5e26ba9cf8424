"""The doors of forms and pages through which a hidden record gets out, each a probe: what leaks here?"""

import io
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import openpyxl
from django.contrib.contenttypes.models import ContentType
from django.db import models

from commitments.enums import Classification
from commitments.models import (
    Approval,
    Commitment,
    Country,
    Meeting,
    Ministry,
    Official,
    Outcome,
    Statement,
)
from commitments.tables.matrix_files import MEDIA
from tests.cast import TODAY
from tests.security.answers import differ, models_of, place, says, telling, text_of, undone
from tests.security.canaries import CANARY, FIRST_KEY, NOWHERE, logged
from tests.security.doors_of_lists import Tried


def selects(t: Tried) -> list[str]:
    """Read what the forms offer to choose from."""
    return telling(t.world.client, t.forms())


def posted_keys(t: Tried) -> list[str]:
    """Post the key of a hidden record where a form asks for one, and that of none."""
    found = []
    for model in models_of(t.site):
        for name in _key_names(model, t):
            for path in _written(model, t):

                def ask(key: Any, path: str = path, name: str = name) -> Any:
                    return t.world.client.post(path, {**_typed(t), name: key}, follow=True)

                found += [f"{path} {name}"] if differ(ask, FIRST_KEY) else []
    return found


def _key_names(model: type[models.Model], t: Tried) -> list[str]:
    fields = model._meta.concrete_fields
    return [one.name for one in fields if one.is_relation and one.related_model in t.world.hidden]


def _written(model: type[models.Model], t: Tried) -> list[str]:
    """Give the addresses at which a record of a kind is written: a new one, and an open one."""
    ours = {type(one): one for one in (t.world.meeting, t.world.point, t.world.items[0])}
    paths = [t.world.url(model, "add/")]
    return [*paths, t.world.url(model, f"{ours[model].pk}/change/")] if model in ours else paths


def _typed(t: Tried) -> dict[str, Any]:
    """Give what a person would type into any of the forms."""
    first = t.world.items[0]
    return {
        "country": t.world.meeting.country_id,
        "meeting": t.world.meeting.pk,
        "outcome": t.world.point.pk,
        "commitment": first.pk,
        "title": "A new title",
        "number": 7,
        "kind": "commitment",
        "reason": "because",
        "clause": "words",
        "strength": "agreed",
        "owed_by": "ours",
        "spoken_by": "joint",
        "nature": "one_off",
        "form": "visit",
        "language": "en",
        "classification": 1,
        "answer": "unanswered",
    }


def prefilled(t: Tried) -> list[str]:
    """Open a new form with the key of a hidden record in its address, and with that of none."""
    found = []
    for model in models_of(t.site):
        for name in _key_names(model, t):
            ask = lambda key, model=model, name=name: t.get(t.world.url(model, "add/"), **{name: key})  # noqa: E731
            found += [f"{model.__name__} {name}"] if differ(ask, FIRST_KEY) else []
    return found


def raw_keys(t: Tried) -> list[str]:
    """Read the name that stands beside a key, on the page of an open record that leans on a hidden one."""
    asked = Approval.objects.get(kind="supersede")
    return telling(t.world.client, [t.world.url(Approval, f"{asked.pk}/change/")])


def autocomplete(t: Tried) -> list[str]:
    """Let every field that suggests suggest."""
    found = []
    for model in models_of(t.site):
        for name in _key_names(model, t):
            asked = {"app_label": "commitments", "model_name": model._meta.model_name, "field_name": name}
            ask = lambda words, asked=asked: t.get(f"{t.world.base}autocomplete/", **asked, term=words)  # noqa: E731
            found += [f"{model.__name__} {name}"] if differ(ask, CANARY, NOWHERE) else []
    return found


def inlines(t: Tried) -> list[str]:
    """Look for hidden parts on the pages of the open meeting and the open item."""
    meeting, item = t.world.meeting, t.world.items[0]
    pages = [t.world.url(Meeting, f"{meeting.pk}/{rest}") for rest in ("change/", "notes/", "texts/")]
    return telling(t.world.client, [*pages, t.world.url(Commitment, f"{item.pk}/change/")])


def rows_of_inlines(t: Tried) -> list[str]:
    """Post a row of the open meeting's page under the key of a hidden one, and of none."""
    address = t.world.url(Meeting, f"{t.world.meeting.pk}/change/")

    def ask(key: int) -> Any:
        row = {"id": key, "number": 5, "clause": "x", "kind": "commitment", "strength": "agreed"}
        row["spoken_by"] = "joint"
        rows = {f"outcomes-0-{name}": value for name, value in row.items()}
        management = {"outcomes-TOTAL_FORMS": 1, "outcomes-INITIAL_FORMS": 1, "outcomes-0-classification": 1}
        return t.world.client.post(address, {**_typed(t), **rows, **management}, follow=True)

    return ["outcomes"] if differ(ask, FIRST_KEY + 1) else []


def taken(t: Tried) -> list[str]:
    """Take the number that a hidden point of the open meeting has, and a free one."""

    def ask(number: int) -> Any:
        return t.world.client.post(t.world.url(Outcome, "add/"), {**_typed(t), "number": number}, follow=True)

    return ["number"] if differ(ask, 99, 98) else []


def bulk(t: Tried) -> list[str]:
    """Do something to several at once, a hidden one or none among them."""
    address, item = t.world.url(Commitment), t.world.items[0]
    pages = [
        (address, "_selected_action", deed) for deed in ("delete_selected", "update", "follow_up", "remind")
    ]
    pages += [
        (f"{address}bulk-actions/{deed}/", name, deed)
        for deed in _deeds(t)
        for name in ("_selected_action", "item")
    ]
    found = []
    for path, name, deed in pages:

        def ask(key: int, path: str = path, name: str = name, deed: str = deed) -> Any:
            data = {"action": deed, name: [item.pk, key], "index": 0}
            answers = t.world.client.post(path, data, follow=True)
            return answers if answers.status_code != 405 else t.get(path, **{name: [item.pk, key]})

        found += [f"{path} {deed}"] if differ(ask, t.world.hidden_items[0].pk) else []
    return found


def _deeds(t: Tried) -> list[str]:
    page = t.site._registry[Commitment]
    return sorted(name for name in page.get_actions(_request(t)) if name != "delete_selected")


def _request(t: Tried) -> Any:
    return t.world.client.get(t.world.base).wsgi_request


def confirmations(t: Tried) -> list[str]:
    """Ask to delete an open record: what hangs on it is named before."""
    found = []
    for one in (t.world.meeting, t.world.point):
        address = t.world.url(type(one), f"{one.pk}/delete/")
        data = {"action": "delete_selected", "_selected_action": [one.pk]}
        texts = [t.get(address), t.world.client.post(t.world.url(type(one)), data, follow=True)]
        found += [f"{address}: {place(said)}" for said in map(text_of, texts) if says(said)]
    return found


def history(t: Tried) -> list[str]:
    """Read the history of the open records."""
    open_ones = (t.world.meeting, t.world.point, *t.world.items)
    return telling(t.world.client, [t.world.url(type(one), f"{one.pk}/history/") for one in open_ones])


def recent_actions(t: Tried) -> list[str]:
    """Read on the first page what one did, when one could still read it."""
    with undone():
        for user in t.world.cast.everybody:
            logged(user, t.world.hidden[Meeting], "opened", label=f"{CANARY} talks")
        return telling(t.world.client, [t.world.base])


def shortcut(t: Tried) -> list[str]:
    """Take the way from a content type and a key to the record."""
    found = []
    for model in t.world.hidden:
        kind = ContentType.objects.get_for_model(model).pk
        if differ(lambda key: t.get(f"{t.world.base}r/{kind}/{key}/"), FIRST_KEY):  # noqa: B023
            found.append(model.__name__)
    return found


def exports(t: Tried) -> list[str]:
    """Take the list away as a file."""
    found = []
    for ending in ("csv", "xlsx"):
        for query in ("view=all", f"view=all&q={CANARY}"):
            answer = t.get(f"{t.world.url(Commitment)}export/{ending}/?{query}")
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            text = cells(content) if content.startswith(b"PK") else content.decode("utf-8", "replace")
            text += str(answer.headers)
            found += [f"{ending}: {place(text.replace(f'q={CANARY}', ''))}"] if _tells(text, query) else []
    return found


def _tells(text: str, query: str) -> bool:
    """Say whether a file tells of a hidden record; that it repeats the words asked for is no leak."""
    rows = [line for line in text.splitlines() if "XV-" in line or "talks" in line]
    return any(says(row) for row in rows) or (CANARY not in query and says(text))


def cells(content: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = (row for sheet in book for row in sheet.iter_rows(values_only=True))
    return "\n".join(str(row) for row in rows) + str(book.properties)


def as_of(t: Tried) -> list[str]:
    """Look at the list and the pages as they stood on a day."""
    if not t.has("as-of"):
        return []
    asked = urlencode({"as_of": TODAY.isoformat(), "view": "all"})
    item, hidden = t.world.items[0], t.world.hidden_items[0]
    address = t.world.url(Commitment)
    then = urlencode({"as_of": TODAY.isoformat()})
    others = [
        f"{t.world.url(model)}{rest}?{then}"
        for model in (Meeting, Outcome, Statement, Official, Ministry)
        for rest in ("", "export/csv/")
    ]
    found = telling(t.world.client, [f"{address}?{asked}", f"{address}{item.pk}/as-of/?{asked}", *others])
    alike = differ(lambda key: t.get(f"{address}{key}/as-of/?{asked}"), hidden.pk)
    return found + (["hidden and absent differ"] if alike else [])


def parliament(t: Tried) -> list[str]:
    """Ask for the answer for parliament about every partner, up to each classification."""
    if "answer-for-parliament/" not in str([one.pattern for one in t.site.get_urls()]):
        return []
    partners = list(Country.objects.values_list("pk", flat=True))
    found, at = [], f"{t.world.base}answer-for-parliament/"
    for content in ("public", *(level.name.lower() for level in Classification)):
        asked = urlencode({"partner": partners, "as_of": TODAY.isoformat(), "content": content}, doseq=True)
        found += telling(t.world.client, [f"{at}?{asked}"])
        answer = t.get(f"{at}xlsx/?{asked}")
        if answer.status_code == HTTPStatus.OK and answer["Content-Type"] == MEDIA["xlsx"]:
            found += [f"{content}: {place(text)}"] if says(text := cells(answer.getvalue())) else []
    return found


def saved_views(t: Tried) -> list[str]:
    """Open and keep a view under the key of somebody else's."""
    if not t.has("views"):
        return []
    address = f"{t.world.url(Commitment)}views/"
    found = (
        ["key"] if differ(lambda key: t.world.client.post(f"{address}{key}/", follow=True), FIRST_KEY) else []
    )
    return found + telling(t.world.client, [address, t.world.url(Commitment)])


def readings(t: Tried) -> list[str]:
    """Open and decide, on the page of an open text, the passage of a hidden one, and that of none."""
    page = t.site._registry[Statement]
    if "reading/" not in str([one.pattern for one in page.get_urls()]):
        return []
    text = Statement.objects.filter(meeting=t.world.meeting, title="Open text").get()
    address = t.world.url(Statement, f"{text.pk}/reading/")
    found = ["card"] if differ(lambda key: t.get(address, at=key), FIRST_KEY) else []
    for deed in ("accept", "reject", "undo", "split", "merge"):

        def ask(key: int, deed: str = deed) -> Any:
            data = {**_typed(t), "passage": key, "seen": 1, "_do": deed, "second": "words"}
            return t.world.client.post(address, data, follow=True)

        found += [deed] if differ(ask, FIRST_KEY) else []
    return found


def imports(t: Tried) -> list[str]:
    """Open what another person brought in from a table, its rows to mend, and the list of all of it."""
    found = []
    for rest in ("", "progress/", "bad/csv/"):
        ask = lambda key, rest=rest: t.get(f"{t.world.base}imports/{key}/{rest}")  # noqa: E731
        found += [f"imports {rest}"] if differ(ask, FIRST_KEY) else []
    return found + telling(t.world.client, [f"{t.world.base}imports/"])


def error_pages(t: Tried) -> list[str]:
    """Ask in ways that end in an error, of a hidden record and of none."""
    found = []
    for rest in (
        "{}/nothing/",
        "{}/change/?_to_field=reference",
        "{}/change/?_popup=1",
        "{}/change/?e=1",
        "{}",
    ):
        for model in (Meeting, Commitment, Outcome):
            if differ(lambda key: t.get(t.world.url(model, rest.format(key))), FIRST_KEY):  # noqa: B023
                found.append(f"{model.__name__} {rest}")
    return found
