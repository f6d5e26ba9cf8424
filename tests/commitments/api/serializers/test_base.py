"""A member of an answer is declared once, as a field: the columns and the values follow from it."""

from collections.abc import Iterator
from typing import Any

from django.test import SimpleTestCase
from rest_framework import serializers as s

from commitments.access.rules import is_open_to_all
from commitments.api import urls
from commitments.api.serializers.base import (
    ClassificationField,
    MeetingLinkSerializer,
    RowSerializer,
    list_columns,
    restricted_field,
)
from commitments.api.serializers.meetings import OutcomeLinkSerializer
from commitments.api.views.base import ListViewSet
from commitments.enums import Classification
from commitments.models import Commitment, Country, Meeting, Outcome, Statement


class StatementTitleSerializer(RowSerializer):
    title = s.CharField()
    country = s.CharField(source="meeting.country.iso")


class PointSerializer(RowSerializer):
    model = Outcome
    guarded = {"meeting": Meeting, "title": Statement}
    loaded = frozenset({"owed"})
    number = s.IntegerField()
    meeting = MeetingLinkSerializer(allow_null=True)
    text = StatementTitleSerializer(source="statement", allow_null=True)
    title = s.CharField(source="statement.title", allow_null=True)
    answer = s.CharField(allow_null=True)
    classification = ClassificationField()
    owed = s.ListField()
    words = s.IntegerField()
    restricted = restricted_field()

    def get_words(self, row: dict[str, Any]) -> int:
        return len(row["clause"].split())


ROW = {
    "number": 3,
    "meeting": 7,
    "meeting__reference": "M-XV-2026-001",
    "meeting__title": "Talks",
    "reads_meeting": True,
    "statement": 5,
    "statement__title": "Agreed minutes",
    "statement__meeting__country__iso": "XV",
    "reads_title": True,
    "answer": "",
    "classification": Classification.RESTRICTED.value,
    "owed": ["XV-2026-0001"],
    "clause": "Both sides will",
}


class RowTests(SimpleTestCase):
    def test_the_columns_are_those_that_the_fields_read(self) -> None:
        known = {*ROW} - {"reads_meeting", "reads_title", "owed", "clause"}
        self.assertEqual({*list_columns(PointSerializer)}, known)

    def test_a_field_that_is_added_is_selected_and_given(self) -> None:
        class WiderSerializer(RowSerializer):
            model = Country
            iso = s.CharField()
            seat = s.CharField(source="capital")

        self.assertEqual([*list_columns(WiderSerializer)], ["iso", "capital"])
        self.assertEqual(
            WiderSerializer().build({"iso": "XV", "capital": "Camelot"}), {"iso": "XV", "seat": "Camelot"}
        )

    def test_a_row_is_given_by_its_members(self) -> None:
        shown = PointSerializer(ROW).data
        self.assertEqual(
            shown,
            {
                "number": 3,
                "meeting": {"reference": "M-XV-2026-001", "title": "Talks"},
                "text": {"title": "Agreed minutes", "country": "XV"},
                "title": "Agreed minutes",
                "answer": None,
                "classification": "restricted",
                "owed": ["XV-2026-0001"],
                "words": 3,
                "restricted": [],
            },
        )

    def test_what_is_not_open_is_null_and_named_and_what_is_not_there_is_null_alone(self) -> None:
        shown = PointSerializer(ROW | {"reads_meeting": False, "reads_title": False}).data
        self.assertEqual(
            (shown["meeting"], shown["title"], shown["restricted"]), (None, None, ["meeting", "title"])
        )
        gone = {"statement": None, "statement__title": None, "reads_title": False}
        shown = PointSerializer(ROW | gone).data
        self.assertEqual((shown["text"], shown["title"], shown["restricted"]), (None, None, []))

    def test_one_that_asks_the_access_policy_is_not_read_as_columns_of_another(self) -> None:
        class ItemSerializer(RowSerializer):
            model = Commitment
            outcome = OutcomeLinkSerializer(allow_null=True)

        with self.assertRaises(TypeError):
            list(list_columns(ItemSerializer))


# Who reads the record of these reads what they lead to: a text and its meeting, a report and its commitment.
# A packet names its reader to all who read it.
READ_WITH_THEIR_RECORD = {
    "AgendaItem.commitment",
    "AgendaItem.meeting",
    "AgendaPoint.meeting",
    "Minutes.meeting",
    "Evidence.commitment",
    "MinutesChange.commitment",
    "Packet.reader",
    "Approval.commitment",
    "Approval.meeting",
    "ProgressUpdate.commitment",
    "Statement.meeting",
}


def serializers_below(shape: type[RowSerializer]) -> Iterator[type[RowSerializer]]:
    """Give the serializers of the API that are made from one."""
    for one in shape.__subclasses__():
        if one.__module__.startswith("commitments."):
            yield one
            yield from serializers_below(one)


def followed(shape: type[RowSerializer]) -> Iterator[tuple[str, type[Any]]]:
    """Give the members that are read from another record, each with the model of that record."""
    for name, field in shape._declared_fields.items():
        path = str(field.source or name).split(".")
        own = name in shape.loaded or hasattr(shape, f"get_{name}")
        if own or (len(path) == 1 and not isinstance(field, RowSerializer)):
            continue
        model: Any = shape.model
        for step in path if isinstance(field, RowSerializer) else path[:-1]:
            model = model._meta.get_field(step).related_model
        yield name, model


class GuardTests(SimpleTestCase):
    def test_what_is_not_open_to_all_is_guarded_or_read_with_its_record(self) -> None:
        self.assertTrue(urls.urlpatterns)
        known = [one for one in serializers_below(RowSerializer) if hasattr(one, "model")]
        self.assertGreater(len(known), 20)
        found = {
            f"{one.model.__name__}.{name}"
            for one in known
            for name, model in followed(one)
            if name not in one.guarded and not is_open_to_all(model)
        }
        self.assertEqual(found, READ_WITH_THEIR_RECORD)

    def test_each_guarded_member_leads_to_the_model_that_is_asked_for(self) -> None:
        for one in serializers_below(RowSerializer):
            for name, model in followed(one) if hasattr(one, "model") else ():
                self.assertIs(one.guarded.get(name, model), model, (one, name))

    def test_each_record_that_is_not_open_to_all_has_what_the_access_log_keeps(self) -> None:
        views = {getattr(one.callback, "cls", None) for one in urls.urlpatterns} - {None}
        tried = set()
        for view in views:
            made = getattr(view, "serializer_class", None)
            model = getattr(made, "model", None)
            # A view that logs otherwise says how.
            if made is None or model is None or is_open_to_all(model) or "log_page" in dir_of(view):
                continue
            tried.add(made)
            self.assertLessEqual(
                {"pk", "country", "classification"}, {*made.columns, *made._declared_fields}, view
            )
        self.assertGreater(len(tried), 10)


def dir_of(view: Any) -> set[str]:
    """Name what a view and its bases define, up to what all views of lists share."""
    bases = view.__mro__[: view.__mro__.index(ListViewSet)]
    return {name for one in bases for name in vars(one)}
