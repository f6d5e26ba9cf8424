"""The doors of lists and addresses through which a hidden record gets out, each a probe: what leaks here?

The same probes run on the tracker's pages, where every one must stay shut, and on stock ones, which leak.
A probe gives what it found, and nothing where the door is shut.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin.sites import AdminSite
from django.db import models

from commitments.models import Approval, Commitment, Meeting, Outcome
from tests import make
from tests.commitments.admin.probe import masked
from tests.security.answers import differ, models_of, place, says, text_of, undone
from tests.security.canaries import ABSENT, CANARY, FIRST_KEY, NOWHERE, SECRET, World

# The rows of a list; the rest offers to narrow it.
ROWS = re.compile(r"<tbody.*?</tbody>", re.DOTALL)


@dataclass
class Tried:
    """The records and the site on which they are looked for."""

    world: World
    site: AdminSite
    # What a list is asked for to show all it has: the tracker's begin with what is open.
    whole: Mapping[str, str] = field(default_factory=dict)

    def has(self, word: str) -> bool:
        """Say whether commitments have an address with this word here."""
        return word in str([one.pattern for one in self.site._registry[Commitment].get_urls()])

    def get(self, address: str, **data: Any) -> Any:
        return self.world.client.get(address, data, follow=True)

    def lists(self) -> list[str]:
        """Give the address of each list, with all that it would show."""
        return [f"{self.world.url(model)}?{urlencode(self.whole)}" for model in models_of(self.site)]

    def forms(self) -> list[str]:
        """Give the addresses of the forms of the open records, and of new ones."""
        meeting, point, item = self.world.meeting, self.world.point, self.world.items[0]
        pages = [self.world.url(type(one), f"{one.pk}/change/") for one in (point, item)]
        extra = f"?country={meeting.country_id}"
        return pages + [self.world.url(model, f"add/{extra}") for model in models_of(self.site)]


Door = Callable[[Tried], list[str]]


def change_page(t: Tried) -> list[str]:
    """Open the page of a hidden record, and of none."""
    return [
        model.__name__
        for model, record in t.world.hidden.items()
        for verb in (t.world.client.get, t.world.client.post)
        if model in t.site._registry
        and differ(lambda key: verb(t.world.url(model, f"{key}/change/"), follow=True), record.pk)  # noqa: B023
    ]


def every_address(t: Tried) -> list[str]:
    """Try every address that takes the key of a record: steps, histories, files, papers, texts."""
    found = []
    for model, record in t.world.hidden.items():
        page = t.site._registry.get(model)
        routes = [str(one.pattern) for one in page.get_urls() if one.name] if page else []
        for route in (one for one in routes if "<" in one and "copies" not in one):

            def ask(key: int, verb: Any, route: str = route, model: Any = model) -> Any:
                return verb(t.world.url(model, re.sub(r"<[^>]+>", str(key), route)), follow=True)

            for verb in (t.world.client.get, t.world.client.post):
                if differ(lambda key: ask(key, verb), record.pk):  # noqa: B023
                    found.append(f"{model.__name__} {route}")
    return found


def lists(t: Tried) -> list[str]:
    """Look through the lists for a row of a hidden record."""
    found = []
    for model in t.world.hidden.keys() & t.site._registry.keys():
        text = text_of(t.get(t.world.url(model), **t.whole))
        keys = re.findall(rf"/{model._meta.model_name}/({FIRST_KEY}|{FIRST_KEY + 1})/", text)
        found += [f"{model.__name__} {key}" for key in keys]
    return found


def columns(t: Tried) -> list[str]:
    """Read in the rows of the lists the names of hidden records that open ones lean on."""
    return [
        f"{address}: {place(rows)}"
        for address in t.lists()
        for rows in ROWS.findall(text_of(t.get(address)))
        if says(rows)
    ]


def filter_choices(t: Tried) -> list[str]:
    """Read what the lists offer to narrow them."""
    bodies = ((address, text_of(t.get(address))) for address in t.lists())
    return [f"{address}: {place(rest)}" for address, body in bodies if says(rest := ROWS.sub("", body))]


def search(t: Tried) -> list[str]:
    """Search each list for the words of hidden records, and for words that stand nowhere."""
    return [
        model.__name__
        for model in models_of(t.site)
        if differ(lambda words: t.get(t.world.url(model), q=words, **t.whole), CANARY, NOWHERE)  # noqa: B023
    ]


def search_of_relations(t: Tried) -> list[str]:
    """Find an open record by the words of a hidden one that it leans on."""
    found = []
    for one in (t.world.point, t.world.items[0], Approval.objects.get(kind="supersede")):
        text = text_of(t.get(t.world.url(type(one)), q=CANARY, **t.whole))
        found += [type(one).__name__] if f"/{one.pk}/change/" in text else []
    return found


def filter_values(t: Tried) -> list[str]:
    """Narrow by the key of a hidden record, and by that of none."""
    found = []
    for model in models_of(t.site):
        for key in _keys(model, t):
            name = f"{key.name}__id__exact"
            if differ(lambda value: t.get(t.world.url(model), **{name: value}, **t.whole), FIRST_KEY):  # noqa: B023
                found.append(f"{model.__name__} {name}")
    return found


def lookups(t: Tried) -> list[str]:
    """Ask in the address for what a hidden record says, letter by letter."""
    found = []
    for model in models_of(t.site):
        for key in _keys(model, t):
            for column in ("title", "clause", "note"):
                if column not in {one.name for one in key.related_model._meta.concrete_fields}:
                    continue
                name = f"{key.name}__{column}__startswith"
                ask = lambda words, name=name, model=model: t.get(t.world.url(model), **{name: words})  # noqa: E731
                found += [f"{model.__name__} {name}"] if differ(ask, CANARY, NOWHERE) else []
    return found


def ordering(t: Tried) -> list[str]:
    """Order by what open records lean on: the order tells which hidden record comes first."""
    first, second = t.world.items
    one, other = t.world.hidden_items

    def orders() -> list[list[str]]:
        seen = []
        for number in range(1, 14):
            text = text_of(t.get(t.world.url(Commitment), o=number, **t.whole))
            seen.append(re.findall(rf"/commitment/({first.pk}|{second.pk})/", text))
        return seen

    before = orders()
    with undone():
        Commitment.objects.filter(pk=first.pk).update(origin=other)
        Commitment.objects.filter(pk=second.pk).update(origin=one)
        after = orders()
    return [
        f"o={number}" for number, pair in enumerate(zip(before, after, strict=True), 1) if pair[0] != pair[1]
    ]


def counts(t: Tried) -> list[str]:
    """Compare every list, its figures and My desk before and after one more hidden record."""
    pages = [*t.lists(), *(f"{page}&_facets=True" for page in t.lists()), t.world.base]
    if t.has("counts"):
        pages.append(t.world.url(Commitment, "counts/"))
    before = {page: text_of(t.get(page)) for page in pages}
    with undone():
        hidden = t.world.hidden[Outcome]
        make.commitment(t.world.cast, hidden, title=CANARY, classification=SECRET, by=t.world.cast.head)
        after = {page: text_of(t.get(page)) for page in pages}
    return [page for page in pages if masked(before[page], "-") != masked(after[page], "-")]


def _keys(model: type[models.Model], t: Tried) -> list[Any]:
    """List the relations of a model to records of which some are hidden."""
    fields = model._meta.concrete_fields
    return [one for one in fields if one.is_relation and one.related_model in t.world.hidden]


def goto(t: Tried) -> list[str]:
    """Go to a hidden record by its reference, and find it by its words, also while typing."""
    found = []
    for part in ("", "options"):
        address = f"{t.world.base}find/"
        for hidden, absent in ((CANARY, NOWHERE), *_references(t)):
            if differ(lambda words: t.get(address, q=words, part=part), hidden, absent):  # noqa: B023
                found.append(f"{hidden} {part}")
    return found


def _references(t: Tried) -> list[tuple[str, str]]:
    item = t.world.hidden[Commitment].reference
    return [
        (item, item[:-4] + "9998"),
        (t.world.hidden[Meeting].reference, f"M-XV-2026-{ABSENT}"),
        ("P-XV-2026-77", "P-XV-2026-78"),
    ]
