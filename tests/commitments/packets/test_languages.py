"""Papers in French and Khmer: packet, matrix and update form have nothing in English but what was written."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, ClassVar
from unittest import mock

from django.test import SimpleTestCase, TestCase
from django.utils.translation import trans_real

from commitments.enums import PacketState
from commitments.models import CountryName, Meeting, Packet
from commitments.packets.archive import requests
from commitments.packets.build import build_content
from commitments.packets.records import build_meeting_scope
from commitments.packets.render.pdf import render_html
from commitments.packets.render.printing import print_html
from commitments.packets.render.typeset import break_headings, break_khmer
from commitments.packets.render.weasyprint_patches import read_shaped
from commitments.tables import matrix, matrix_files, update_forms
from tests import make
from tests.cast import NOW, TODAY, Cast, gather
from tests.commitments.access.test_confidential import World
from tests.commitments.packets.reading import pages_of
from tests.commitments.packets.sample import KHMER, imprint
from tests.commitments.packets.sample_front import with_front
from tests.commitments.tables.matrix_case import ExchangeCase

ONLY_PRINTED = ("fr", "km")


class Untranslated:
    """Stands where Django looks for what a catalogue lacks, and keeps it."""

    def __init__(self) -> None:
        self.found = set[str]()

    def gettext(self, message: str) -> str:
        self.found.add(message)
        return message

    def ngettext(self, one: str, many: str, count: int) -> str:
        self.found.add(one)
        return one if count == 1 else many


@contextmanager
def untranslated(language: str) -> Iterator[set[str]]:
    """Collect the strings that are looked for in a language and are not in its catalogue."""
    seen, catalogue = Untranslated(), trans_real.translation(language)
    with mock.patch.object(catalogue, "_fallback", seen):
        yield seen.found


class PacketTests(TestCase):
    world: ClassVar[World]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = World(gather())
        CountryName.objects.create(country=cls.world.cast.valdoria, language="fr", name="Valdorie")

    def content(self, language: str) -> Any:
        scope = build_meeting_scope(self.world.meeting)
        reader = self.world.cast.officer
        return build_content(scope, reader=reader, reference="P-XV-2026-01", now=NOW, language=language)

    def test_all_that_the_packet_itself_says_is_translated(self) -> None:
        for language in ONLY_PRINTED:
            with self.subTest(language), untranslated(language) as missing:
                render_html(self.content(language), imprint())
                render_html(replace(with_front(2), language=language), imprint())
                self.assertEqual(missing, set())

    def test_names_are_those_of_the_language_where_they_are_recorded(self) -> None:
        self.assertIn("Valdorie", self.content("fr").cover.parties)
        self.assertNotIn("Valdorie", self.content("km").cover.parties)

    def test_headings_beside_are_in_the_languages_of_the_screens(self) -> None:
        self.assertNotIn("fr", self.content("en").beside)


class ChoiceTests(TestCase):
    cast: ClassVar[Cast]
    meeting: ClassVar[Meeting]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.meeting = make.meeting(cls.cast, held_on=TODAY, held=False)

    def asked(self, language: str = "") -> Packet:
        by = self.cast.officer
        packet = requests.request_packet(self.meeting, by=by, reader=by, now=NOW, language=language)
        Packet.objects.filter(pk=packet.pk).update(state=PacketState.READY)
        return packet

    def test_it_is_the_readers_where_none_is_chosen_and_each_language_has_its_own_editions(self) -> None:
        plain, french, again = self.asked(), self.asked("fr"), self.asked("fr")
        self.assertEqual([one.language for one in (plain, french, again)], ["en", "fr", "fr"])
        self.assertNotEqual(plain.reference, french.reference)
        self.assertEqual((again.reference, again.edition), (french.reference, "0.2"))

    def test_the_form_offers_the_languages_and_keeps_the_chosen_one(self) -> None:
        self.client.force_login(self.cast.officer)
        address = f"/admin/commitments/country/{self.cast.valdoria.pk}/packet/"
        self.assertContains(self.client.get(address), '<option value="km">')
        given = {"reader": self.cast.officer.pk, "copies": requests.COPIES, "editions": "adviser"}
        given["meetings"] = [self.meeting.pk]
        self.client.post(address, given | {"language": "km"})
        self.assertEqual(Packet.objects.get().language, "km")


class TableTests(ExchangeCase):
    def test_all_that_a_matrix_itself_says_is_translated(self) -> None:
        for language in ONLY_PRINTED:
            self.cleared(self.item, language)
            with self.subTest(language), untranslated(language) as missing:
                proposed = matrix.build_matrix(self.cast.valdoria, self.cast.officer, (language,))
                content = matrix.content_of(proposed, reference="JM-XV-2026-01", today=TODAY)
                for ending in ("docx", "xlsx"):
                    matrix_files.render_file(content, ending, NOW)
                self.assertEqual(missing, set())

    def test_all_that_an_update_form_itself_says_is_translated(self) -> None:
        person = self.cast.focal_point
        for language in ONLY_PRINTED:
            with self.subTest(language), untranslated(language) as missing:
                made = update_forms.create_update_form(person, by=person, now=NOW, language=language)
                self.assertEqual((made.sheet.language, missing), (language, set()))

    def test_the_page_makes_it_in_the_chosen_language(self) -> None:
        self.client.force_login(self.cast.focal_point)
        given = {"person": self.cast.focal_point.pk, "language": "fr"}
        self.client.post("/admin/commitments/updateform/create/", given)
        self.assertEqual(self.cast.focal_point.update_forms.get().language, "fr")


class KhmerTests(SimpleTestCase):
    def test_no_line_begins_with_a_full_stop_or_the_sign_of_a_repeated_word(self) -> None:
        self.assertNotRegex(break_khmer(f"{KHMER}នីមួយៗ តាមកម្រិត។"), "\u200b[។ៗ]")

    def test_what_templates_say_may_break_and_drawings_stay_as_they_are(self) -> None:
        drawn = f"<svg><text>{KHMER}</text></svg>"
        self.assertEqual(break_headings(drawn), drawn)
        self.assertIn("\u200b", break_headings(f"<th>{KHMER}</th>"))
        once = break_headings(f"<th>{KHMER}</th>")
        self.assertEqual(break_headings(once), once)

    def test_a_text_of_a_drawing_is_shaped_as_a_whole(self) -> None:
        node = mock.Mock()
        node._etree_node.text = KHMER
        self.assertEqual(list(read_shaped(node) or ""), [KHMER])
        node._etree_node.text = "Oct"
        self.assertEqual(list(read_shaped(node) or ""), ["O", "c", "t"])

    def test_a_packet_is_printed(self) -> None:
        printed = print_html(render_html(replace(with_front(1), language="km"), imprint()))
        self.assertEqual(printed.remarks, ())
        self.assertIn("មាតិកា", pages_of(printed.pdf)[1])
