"""A member of an answer is declared once, as a field: the columns and the values follow from it."""

from typing import Any

from django.test import SimpleTestCase
from rest_framework import serializers as s

from commitments.api.serializers.base import (
    ClassificationField,
    MeetingLinkSerializer,
    RowSerializer,
    list_columns,
    restricted_field,
)
from commitments.enums import Classification
from commitments.models import Country, Meeting, Outcome, Statement


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
