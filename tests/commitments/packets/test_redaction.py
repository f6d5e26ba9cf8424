"""A field that is added to a record or to a printed value is withheld of what was given in confidence."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from itertools import chain
from typing import Any, ClassVar
from unittest import mock

from django.db.models import Model
from django.test import SimpleTestCase, TestCase

from commitments.lifecycle import approvals
from commitments.models import ProgressUpdate
from commitments.packets import content_values, redaction
from commitments.packets.build import build_content, gather_records
from commitments.packets.content import PacketContent
from commitments.packets.records import PacketRecords, build_meeting_scope
from commitments.packets.sections import scorecard
from commitments.packets.sections.scorecard import Row
from tests.cast import NOW, TODAY, gather
from tests.commitments.access.test_confidential import World
from tests.commitments.packets.kinds import find_kinds

REMARK = "Kanary6 remark"


@dataclass(frozen=True, slots=True)
class Remarked(Row):
    """A row of the scorecard with one more field, which nobody declared as shown."""

    remark: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class More(PacketRecords):
    """Records with rows of one more kind."""

    more: tuple[Model, ...] = field(default=())


class AddedFieldTests(TestCase):
    world: ClassVar[World]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = World(gather())

    def front(self) -> str:
        """Give all that is printed before the annex, and the facts to be compared."""
        made = build_content(
            build_meeting_scope(self.world.meeting),
            reader=self.world.cast.officer,
            reference="P-XV-2026-01",
            now=NOW,
        )
        return str(replace(made, blocks=()))

    @contextmanager
    def printed_with_a_remark(self) -> Iterator[None]:
        row = scorecard.build_row

        def remarked(*given: Any) -> Row:
            made = row(*given)
            values = {one.name: getattr(made, one.name) for one in fields(made)}
            return Remarked(**values, remark=REMARK, remarks=(REMARK,))

        with mock.patch.object(scorecard, "build_row", remarked):
            yield

    def records(self) -> PacketRecords:
        found = gather_records(
            build_meeting_scope(self.world.meeting), reader=self.world.cast.officer, today=TODAY
        )
        found_rows: list[Any] = [*found.commitments, *found.outcomes.values(), *found.statements.values()]
        found_rows += found.updates.values()
        for groups in (found.evidence, found.deadlines, found.responsibilities):
            found_rows += chain.from_iterable(groups.values())
        for row in found_rows:
            row.remark = REMARK
        values = {one.name: getattr(found, one.name) for one in fields(found)}
        return More(**values, more=tuple(found_rows))

    def remarks(self, records: PacketRecords) -> set[str]:
        """Name the kinds of records that still bear the remark."""
        found: set[str] = set()
        seen: set[int] = set()

        def look(value: Any) -> None:
            if isinstance(value, Model):
                if id(value) not in seen:
                    seen.add(id(value))
                    if getattr(value, "remark", ""):
                        found.add(type(value).__name__)
                    look(value._state.fields_cache)
            elif isinstance(value, dict):
                look(list(value.values()))
            elif isinstance(value, list | tuple):
                for one in value:
                    look(one)

        look([getattr(records, one.name) for one in fields(records)])
        return found

    def test_a_new_field_of_a_printed_value_is_printed_where_nothing_was_confided(self) -> None:
        with self.printed_with_a_remark():
            self.assertEqual(self.front().count(REMARK), 2)

    def test_a_new_field_of_a_printed_value_is_withheld(self) -> None:
        approvals.mark_confidential(self.world.point, by=self.world.cast.officer, now=NOW)
        with self.printed_with_a_remark():
            front = self.front()
        self.assertNotIn(REMARK, front)
        self.assertIn("remark='(given in confidence)', remarks=()", front)

    def test_a_declared_field_is_shown(self) -> None:
        approvals.mark_confidential(self.world.point, by=self.world.cast.officer, now=NOW)
        redaction._declared.cache_clear()
        self.addCleanup(redaction._declared.cache_clear)
        shown = mock.patch.dict(Remarked.__annotations__, {"remark": content_values.Shown[str]})
        with shown, self.printed_with_a_remark():
            self.assertEqual(self.front().count(REMARK), 1)

    def test_a_new_column_of_a_record_is_withheld(self) -> None:
        everything = self.remarks(self.records())
        self.assertEqual(everything, {one.__name__ for one in redaction.SHOWN_FIELDS})
        self.world.confide()
        self.assertEqual(self.remarks(redaction.without_confided(self.records())), set())

    def test_a_report_or_document_given_in_confidence_is_withheld_alone(self) -> None:
        for row in (self.world.paper, ProgressUpdate.objects.get()):
            approvals.mark_confidential(row, by=self.world.cast.officer, now=NOW)
        left = self.remarks(redaction.without_confided(self.records()))
        withheld = {one.__name__ for one in redaction.SHOWN_FIELDS} - left
        self.assertEqual(withheld, {"ProgressUpdate", "Evidence"})


class DeclaredTests(SimpleTestCase):
    def test_every_column_that_stays_is_one(self) -> None:
        for model, shown in redaction.SHOWN_FIELDS.items():
            columns = {one.attname for one in model._meta.concrete_fields}
            with self.subTest(model.__name__):
                self.assertLessEqual(shown, columns)
                self.assertNotIn(redaction.QUOTED_FIELDS.get(model), shown)

    def test_no_declared_field_bears_the_words_of_an_item(self) -> None:
        words = {"clause", "title", "line", "wording", "why", "text"}
        kinds = find_kinds()
        self.assertGreater(len(kinds), 50)
        for name, kind in kinds.items():
            with self.subTest(name):
                self.assertTrue(words.isdisjoint(redaction._declared(kind, content_values.SHOWN_FIELD)))

    def test_the_annex_alone_is_printed_in_full(self) -> None:
        self.assertEqual(redaction._declared(PacketContent, content_values.WHOLE_FIELD), {"blocks"})
