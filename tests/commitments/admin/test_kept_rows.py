"""Rows that are drawn once are kept under all that they show: each field of what they are drawn from."""

import dataclasses
import datetime
import typing
from enum import Enum
from types import NoneType, UnionType
from typing import Any

from django.test import SimpleTestCase

from commitments.admin.commitments.list import RowShown
from commitments.dashboard.commitments import QueueLine

PLAIN = (int, str, bool, datetime.date, NoneType, Enum)


def list_types(told: Any) -> list[Any]:
    """List the types of which a field is made: of a tuple and a union, their parts."""
    if isinstance(told, UnionType) or typing.get_origin(told) is tuple:
        return [part for one in typing.get_args(told) if one is not ... for part in list_types(one)]
    return [told]


def find_shown(kind: Any, found: set[Any]) -> set[Any]:
    """Find all classes whose values a row shows, beginning with its own."""
    if kind not in found:
        found.add(kind)
        if dataclasses.is_dataclass(kind):
            for told in typing.get_type_hints(kind).values():
                for one in list_types(told):
                    find_shown(one, found)
    return found


class KeptRowsTests(SimpleTestCase):
    def test_each_field_is_part_of_the_name(self) -> None:
        shown = find_shown(QueueLine, set()) | find_shown(RowShown, set())
        records = [kind for kind in shown if dataclasses.is_dataclass(kind)]
        self.assertGreaterEqual(len(records), 8)
        for kind in records:
            names = [field.name for field in dataclasses.fields(kind)]
            made: Any = kind(**dict.fromkeys(names, "before"))
            for name in names:
                self.assertNotEqual(
                    str(dataclasses.replace(made, **{name: "after"})), str(made), (kind, name)
                )
        for kind in shown - set(records):
            self.assertTrue(issubclass(kind, PLAIN), f"{kind} may not say all that it shows")
