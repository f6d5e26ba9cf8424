"""Contents that earlier formats froze: read, printed and compared; what no format declares is refused."""

import datetime
import json
from dataclasses import asdict, dataclass, fields
from typing import Any
from unittest import mock

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from django.test import SimpleTestCase

from commitments.enums import PacketState
from commitments.files import storage
from commitments.models import Packet, PacketCopy, PacketMeeting
from commitments.packets.archive import frozen, production, requests
from commitments.packets.archive.frozen import (
    FORMATS,
    Format,
    content_of,
    load_frozen,
    render_canonical,
    upgrade_values,
)
from commitments.packets.content import PacketContent
from commitments.packets.content_values import Fact, Phrase
from commitments.packets.copy_files import build_sheet
from tests import cast, make
from tests.cast import NOW
from tests.commitments.packets import earlier
from tests.commitments.packets.kinds import find_kinds
from tests.commitments.packets.reading import pages_of, squeezed
from tests.commitments.packets.shelf import FiledTestCase, ShelfTestCase

HOUR = datetime.timedelta(hours=1)
FIRST: dict[str, Any] = json.loads((earlier.FOLDER / "format-1.json").read_text())


def as_first(first: Any, today: Any) -> Any:
    """Return the values of today without what later formats added."""
    if isinstance(first, dict):
        return {name: as_first(value, today[name]) for name, value in first.items()}
    if isinstance(first, list) and len(first) == len(today):
        return [as_first(one, other) for one, other in zip(first, today, strict=True)]
    return today


@dataclass(frozen=True, slots=True)
class Later(Fact):
    """A fact with a field that a later format added."""

    remark: str = "none"


class FormatTests(SimpleTestCase):
    def test_the_formats_declare_every_field_that_changed_since_the_first(self) -> None:
        kinds = find_kinds()
        for name, first in FIRST["fields"].items():
            values, added = upgrade_values(name, dict.fromkeys(first), 1)
            today = {one.name for one in fields(kinds[name])}
            with self.subTest(name):
                self.assertEqual(values.keys() | added, today)

    def test_a_field_that_the_format_did_not_have_takes_its_default(self) -> None:
        older = {"label": "Where", "lines": ["Port Serin"], "is_quoted": False}
        with mock.patch.dict(FORMATS, {2: Format(added={"Later": frozenset({"remark"})})}):
            self.assertEqual(load_frozen(Later, older, 1), Later("Where", ("Port Serin",), remark="none"))
            with self.assertRaises(KeyError):
                load_frozen(Later, older, 2)

    def test_a_missing_or_unknown_field_is_an_error(self) -> None:
        for value in ({"text": "Yes"}, {"text": "Yes", "language": "en", "tone": "warm"}):
            for version in (1, frozen.FORMAT):
                with self.subTest(value=value, version=version), self.assertRaises(KeyError):
                    load_frozen(Phrase, value, version)
        with self.assertRaises(ValueError):
            load_frozen(Phrase, {"text": "Yes", "language": "en"}, frozen.FORMAT + 1)

    def test_it_follows_a_renamed_field_and_leaves_a_dropped_one_out(self) -> None:
        step = Format(renamed={"Phrase": {"words": "text"}}, dropped={"Phrase": frozenset({"tone"})})
        with mock.patch.dict(FORMATS, {2: step}):
            self.assertEqual(
                load_frozen(Phrase, {"words": "Yes", "tone": "warm", "language": "en"}, 1),
                Phrase("Yes", "en"),
            )

    def test_what_a_later_format_added_may_be_renamed_or_dropped_after(self) -> None:
        steps = {
            2: Format(added={"Phrase": frozenset({"a", "b"})}),
            3: Format(renamed={"Phrase": {"a": "c"}}, dropped={"Phrase": frozenset({"b"})}),
        }
        with mock.patch.dict(FORMATS, steps), mock.patch.object(frozen, "FORMAT", 3):
            self.assertEqual(upgrade_values("Phrase", {"text": "Yes"}, 1), ({"text": "Yes"}, {"c"}))


def _number_from_one() -> None:
    """Give records the keys that they had when the first format was written: a comparison goes by them."""
    models = apps.get_app_config("commitments").get_models()
    empty = {model._meta.db_table for model in models if not model._base_manager.exists()}
    with connection.cursor() as cursor:
        found = [one for one in connection.introspection.sequence_list() if one["table"] in empty]
        for statement in connection.ops.sequence_reset_by_name_sql(no_style(), found):
            cursor.execute(statement)


class Earlier(FiledTestCase):
    """A packet whose content and imprint are in the first format."""

    @classmethod
    def setUpTestData(cls) -> None:
        _number_from_one()
        cls.cast = cast.gather()
        cls.meeting = earlier.record(cls.cast)

    def packet(self, **columns: Any) -> Packet:
        digest = storage.open_packet_store(".json").put(render_canonical(FIRST["content"]))
        packet = Packet.objects.create(
            reference="P-XV-2026-01",
            country=self.meeting.country,
            meeting=self.meeting,
            reader=self.cast.officer,
            requested_by=self.cast.officer,
            requested_at=NOW,
            content_sha256=digest,
            imprints={"draft": {"says": FIRST["imprint"]}},
            **columns,
        )
        PacketMeeting.objects.create(packet=packet, meeting=self.meeting)
        return packet


class ReadAndPrintedTests(Earlier):
    def test_it_is_read_whole(self) -> None:
        packet = self.packet()
        content = content_of(packet.content_sha256)
        self.assertIsInstance(content, PacketContent)
        again = json.loads(render_canonical(asdict(content)))
        self.assertEqual(as_first(FIRST["content"], again), FIRST["content"])
        says = asdict(frozen.imprint_of(packet, "draft"))
        # The edition was added later.
        self.assertEqual(json.loads(render_canonical(says)), FIRST["imprint"] | {"kind": "adviser"})

    def test_a_signed_final_is_printed(self) -> None:
        packet = self.packet(signed_at=NOW, state=PacketState.REQUESTED)
        production.make_packet(packet.pk, now=NOW)
        packet.refresh_from_db()
        self.assertEqual((packet.state, packet.failure), (PacketState.READY, ""))
        text = squeezed("".join(pages_of(storage.open_packet_store().get(packet.sha256))))
        for said in (
            *("Talks in winter", "Will you name one officer?", "Lend two buoys by June."),
            *("first 30 Jun 2026", "Open a second harbour office.", "A third is planned.", "v1.0"),
            *("각 측은 담당관 한 명을 지정한다.", "발도리아 경찰대"),
        ):
            with self.subTest(said):
                self.assertIn(squeezed(said), text)


class ComparedTests(Earlier, ShelfTestCase):
    def test_the_next_packet_is_compared_with_it(self) -> None:
        earlier.change(self.cast, self.meeting)
        first = self.packet(state=PacketState.READY, ready_at=NOW)
        PacketCopy.objects.create(packet=first, number=1, holder=self.cast.officer, given_at=NOW)
        item = self.meeting.country.commitments(manager="objects").get(title="Name an officer")
        make.write(self.cast, item, title="Name two officers")
        following = requests.request_packet(self.meeting, by=self.cast.officer, now=NOW + 3 * HOUR)
        production.make_packet(following.pk, now=NOW + 3 * HOUR)
        following.refresh_from_db()
        copy = following.register.select_related("holder").get(holder=self.cast.officer)
        changes = build_sheet(following, copy, content_of(following.content_sha256)).changes
        assert changes is not None
        self.assertEqual(changes.since, "Since version 0.1 of 11\u00a0Mar\u00a02026")
        self.assertEqual(
            [(row.ref, row.was, row.now) for row in changes.rows if row.ref.startswith("26-")],
            [("26-0002", "Name an officer", "Name two officers")],
        )
