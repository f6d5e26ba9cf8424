"""The list of translations of all kinds of text, with their states: one row for each record."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.reverse import reverse

from commitments.access import querysets, rules
from commitments.api import filters
from commitments.api.pagination import page_size, place_of
from commitments.api.schema import describe
from commitments.api.serializers.base import Row, Rows
from commitments.api.serializers.translations import TranslationRecordSerializer, describe_versions
from commitments.api.views.base import ListViewSet
from commitments.audit import access_log
from commitments.models import (
    AgendaItem,
    Brief,
    Commitment,
    Country,
    Meeting,
    ProposedWording,
    TopicBrief,
)
from commitments.translations.kinds import KINDS, Kind, list_wanted_languages
from commitments.translations.lists import Scope, list_in_states
from commitments.translations.states import State, load_versions

# The noun of the kinds whose name is not its singular.
NOUNS: Mapping[str, str] = {
    "country": "countries",
    "ministry": "ministries",
    "progressupdate": "updates",
    "agendapoint": "agenda_items",
    "agendasaid": "agenda_items",
    "agendaitem": "agenda",
}
NAMED_BY: Mapping[type[Model], str] = {Country: "iso", Commitment: "reference", Meeting: "reference"}
WITHOUT_ADDRESS = (Brief, ProposedWording, TopicBrief)
# What a record without a classification of its own takes it from.
ABOVE = ("meeting", "commitment", "outcome")


@describe(
    list=(
        _("List translations"),
        "The texts that should have a translation, kind by kind, with the state in each language.",
    )
)
class TranslationViewSet(ListViewSet):
    """Lists the records that have or lack a translation, kind by kind in their fixed order."""

    serializer_class = TranslationRecordSerializer
    filterset_class = filters.TranslationFilterSet
    orderings: ClassVar = ("kind",)
    key = "id"

    def get_queryset(self) -> Rows:
        """Return no rows: the filters are applied to each kind of record."""
        return querysets.list_none(Country)

    def load_page(self) -> list[Row]:
        """Load the records after the place of the cursor, kind by kind; one more than a page."""
        asked = filters.read_filters(self.filterset_class, self.request)
        place = place_of(self.request, self)
        size, rows = page_size(self.request) + 1, list[Row]()
        names = [kind.name for kind in KINDS]
        first = names.index(place[0]) if place else 0
        for kind in KINDS[first:]:
            if asked["kind"] and kind.name not in asked["kind"]:
                continue
            after = place[1] if place and kind.name == place[0] else 0
            rows += self.load_kind(kind, asked, after, size - len(rows))
            if len(rows) == size:
                break
        return rows

    def load_kind(self, kind: Kind, asked: Mapping[str, Any], after: int, most: int) -> Iterator[Row]:
        """Yield the records of one kind beyond a key, with their versions in the languages and states."""
        wanted, states = list_wanted_languages(), [State(one) for one in asked["state"]] or list(State)
        scope = Scope(self.reader, wanted, asked["language"], self.find_country(asked["country"]))
        if asked["language"] and asked["language"] not in wanted.languages:
            return
        found: QuerySet[Any] = list_in_states(kind, scope, states).filter(pk__gt=after).order_by("pk")
        fields = {field.name for field in kind.model._meta.concrete_fields}
        near = fields.intersection(ABOVE) | ({kind.country} - {"pk"})
        records = list(found.select_related(*near)[:most])
        versions = load_versions(kind, records, self.reader, wanted)
        for record in records:
            own = [
                one for one in versions[record.pk] if one.language in scope.languages and one.state in states
            ]
            yield self.describe_record(kind, record) | {"translations": describe_versions(kind, own)}

    def find_country(self, iso: str) -> int | None:
        """Return the key of the asked country, 0 for an unknown one; None for all."""
        if not iso:
            return None
        return querysets.open_rows(Country).filter(iso=iso).values_list("pk", flat=True).first() or 0

    def describe_record(self, kind: Kind, record: Any) -> Row:
        country: Any = record
        for name in kind.country.split("__") if kind.country != "pk" else ():
            country = getattr(country, name)
        above = [getattr(record, name, None) for name in ABOVE if not hasattr(record, "classification")]
        levels = [getattr(one, "classification", 0) for one in (record, *above) if one is not None]
        return {
            "kind": kind.name,
            "id": record.pk,
            "country": country and country.iso,
            "language": kind.base_of(record),
            "url": self.find_address(kind, record),
            "logged": (kind.model, record.pk, country and country.pk, max(levels)),
        }

    def find_address(self, kind: Kind, record: Any) -> str | None:
        """Return the address of a record; None where its kind has none."""
        if isinstance(record, WITHOUT_ADDRESS):
            return None
        column = NAMED_BY.get(kind.model, "id")
        named = {column: getattr(record, column)}
        if isinstance(record, AgendaItem):
            named["reference"] = record.meeting.reference
        noun = NOUNS.get(kind.name, f"{kind.name}s")
        return str(reverse(f"api:{noun}-detail", kwargs=named, request=self.request))

    def log_page(self, page: Sequence[Row]) -> None:
        """Log how many records of each kind the program reads."""
        read: dict[type[Model], dict[int, Row]] = defaultdict(dict)
        for row in page:
            model, key, country, level = row["logged"]
            read[model][key] = {"country": country, "classification": level}
        for model, rows in read.items():
            if not rules.is_open_to_all(model):
                access_log.fetched_many(self.request._request, self.reader, model, list(rows.values()))
