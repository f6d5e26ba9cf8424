"""Papers in French and Khmer: packet, matrix and update form have nothing in English but what was written."""

import datetime
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, ClassVar
from unittest import mock

from django.db import transaction
from django.test import SimpleTestCase, TestCase
from django.utils import translation
from django.utils.translation import trans_real, trim_whitespace

from commitments import models
from commitments.enums import Classification, CommitmentState, OwedBy, PacketState, PostFunction, Side
from commitments.language.lexicon.countries import find_capital
from commitments.lifecycle.transitions import OwnerPart
from commitments.meetings import texts
from commitments.models import CountryName, Meeting, Packet, User
from commitments.packets.archive import requests
from commitments.packets.briefs import draft_from_record
from commitments.packets.build import build_content
from commitments.packets.content import PacketContent
from commitments.packets.content_values import Part
from commitments.packets.formats import format_only, full_date, long_date, short_date
from commitments.packets.records import build_country_scope, build_marking, build_meeting_scope
from commitments.packets.render.pdf import TEMPLATES, render_html
from commitments.packets.render.printing import print_html
from commitments.packets.render.typeset import break_khmer, set_headings
from commitments.packets.render.weasyprint_patches import read_shaped
from commitments.records import edits
from commitments.records.references import shorten_reference
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

    def test_a_capital_is_a_name_and_has_no_label(self) -> None:
        for language in ONLY_PRINTED:
            places = [line for fact in self.content(language).cover.facts for line in fact.lines]
            self.assertIn("Port Serin", places)

    def test_dates_and_labels_are_written_as_usual_in_the_language(self) -> None:
        with translation.override("fr"):
            self.assertEqual(format_only("en"), "en anglais")
            first, eleventh = datetime.date(2026, 12, 1), datetime.date(2026, 12, 11)
            told = [short_date(first), long_date(first), full_date(first), short_date(eleventh)]
        told = [one.replace("\u00a0", " ") for one in told]
        wanted = ["1er déc. 2026", "1er décembre 2026", "mardi 1er décembre 2026", "11 déc. 2026"]
        self.assertEqual(told, wanted)
        with translation.override("km"):
            self.assertEqual(format_only("en"), "តែភាសាអង់គ្លេស")

    def test_the_names_of_parts_fit_into_the_header(self) -> None:
        for language in ("en", "ko", *ONLY_PRINTED):
            html = render_html(self.content(language), imprint())
            for name in re.findall(r'data-part="([^"]*)"', html):
                self.assertLessEqual(len(name), 24, f"{language}: {name}")

    def test_names_are_those_of_the_language_where_they_are_recorded(self) -> None:
        self.assertIn("Valdorie", self.content("fr").cover.parties)
        self.assertNotIn("Valdorie", self.content("km").cover.parties)

    def test_titles_are_also_in_the_language_of_the_partner_and_smaller_headings_not(self) -> None:
        valdoria = self.world.cast.valdoria
        type(valdoria).objects.filter(pk=valdoria.pk).update(languages="fr")
        content = self.content("en")
        self.assertIn("fr", content.beside)
        for section in content.sections:
            self.assertIn("fr", [name.language for name in section.names], section.title)
        small = [name.language for group in content.groups for name in group.names]
        self.assertTrue(small)
        self.assertNotIn("fr", small)


class TwoLanguagesTests(TestCase):
    """What is printed of texts in one or two languages."""

    world: ClassVar[World]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = World(gather())

    def build(self, language: str, reader: User | None = None) -> PacketContent:
        scope = build_meeting_scope(self.world.meeting)
        by = reader or self.world.cast.officer
        return build_content(scope, reader=by, reference="P-XV-2026-01", now=NOW, language=language)

    def brief(self, **texts: str) -> None:
        make.brief(self.world.cast, self.world.meeting, **texts)

    def part(self, language: str, name: str) -> Part:
        parts = self.build(language).cores[0].parts
        return next(part for part in parts if part.name == name)

    def test_a_brief_that_has_only_translations_is_labelled(self) -> None:
        for recorded in ("ko", ""):
            with self.subTest(recorded), transaction.atomic():
                self.brief(
                    why_translation="항만 개방을 논의한다.",
                    ask_translation="담당자 명단을 요청한다.",
                    translation_language=recorded,
                )
                self.assertEqual(self.part("en", "why").language, "ko")
                html = render_html(self.build("en"), imprint())
                self.assertIn("(Korean only)", html)
                self.assertEqual(self.part("ko", "why").language, "")
                transaction.set_rollback(True)

    def test_each_part_is_in_the_language_of_print_or_labelled(self) -> None:
        self.brief(
            why="The ports are to be opened.",
            why_translation="항만 개방을 논의한다.",
            messages="One list of officers.",
            translation_language="ko",
        )
        korean, other = self.part("ko", "why"), self.part("ko", "messages")
        self.assertEqual((korean.text, korean.language), ("항만 개방을 논의한다.", ""))
        self.assertEqual((other.text, other.language), ("1. One list of officers.", "en"))
        self.assertEqual(self.part("en", "why").text, "The ports are to be opened.")
        self.assertEqual(self.part("fr", "why").language, "en")
        html = render_html(self.build("ko"), imprint())
        self.assertRegex(html, r'<div class="said" lang="en">\s*<ol>')
        self.assertIn("영\u2060어\u2060만", html)

    def test_a_delegate_in_words_is_called_as_the_official_or_labelled(self) -> None:
        minister = self.world.cast.their_minister
        models.OfficialName.objects.create(
            official=minister, language="ko", person="", post="대외관계부 장관"
        )
        for order, post in enumerate((minister.post, "Keeper of the Seals"), 1):
            models.DelegationMember.objects.create(
                meeting=self.world.meeting, side=Side.THEIRS, order=order, post=post
            )
        named = [person.name for person in self.build("ko").people[0].people]
        self.assertEqual(named[0], "대외관계부 장관")
        self.assertIn("Keeper of the Seals", named[1])
        self.assertIn("영어만", named[1])
        english = [person.name for person in self.build("en").people[0].people]
        self.assertEqual(english, [minister.post, "Keeper of the Seals"])

    def test_an_official_without_a_name_in_the_language_has_one_label_on_a_line(self) -> None:
        world, cast = self.world, self.world.cast
        official = cast.their_minister
        official.person = "Ann Field"
        official.save()
        models.DelegationMember.objects.create(meeting=world.meeting, side=Side.THEIRS, official=official)
        (named,) = self.build("ko").people[0].people
        line = f"{named.name} {named.post}"
        self.assertIn("Ann Field", line)
        self.assertEqual(line.count("(영어만)"), 1)
        models.OfficialName.objects.create(official=official, language="ko", person="앤 필드", post="장관")
        (named,) = self.build("ko").people[0].people
        self.assertEqual(named.name.partition(" (")[0], "앤 필드")
        for language in ("en", "fr"):
            (named,) = self.build(language).people[0].people
            self.assertEqual(named.name, "Ann Field")

    def test_reader_annex_and_contacts_have_the_label_of_a_name_in_another_language(self) -> None:
        cast = self.world.cast
        official = cast.their_minister
        official.person, official.ministry = "Ann Field", cast.their_police
        official.save()
        theirs = OwnerPart(Side.THEIRS, cast.their_police, official=official)
        make.commitment(
            cast, owed_by=OwedBy.THEIRS, parts=(theirs,), state=CommitmentState.ACCEPTED, title="Buoys"
        )

        def read(language: str) -> tuple[str, str, str]:
            content = self.build(language)
            (block,) = (block for block in content.blocks if "Buoys" in block.title)
            (contact,) = (one for one in content.contacts if block.ref in one.refs)
            lines = [line for fact in block.facts for line in fact.lines if "Ann Field" in line]
            return content.cover.facts[0].lines[0], " ".join(lines), contact.theirs

        reader, annex, contacts = read("ko")
        self.assertEqual(reader, "\u2068Officer\u2069 (영어만)")
        for line in (annex, contacts):
            self.assertRegex(line, r"Ann Field.*\(영어만\)")
        for line in read("en"):
            self.assertNotIn("only", line)
        models.OfficialName.objects.create(official=official, language="ko", person="앤 필드", post="장관")
        _reader, annex, contacts = read("ko")
        self.assertIn("앤 필드", f"{annex}{contacts}")

    def test_the_people_of_a_packet_without_a_meeting_attend_nothing(self) -> None:
        cast = self.world.cast
        official = cast.their_minister
        official.ministry, official.function = cast.their_police, PostFunction.FOCAL_POINT
        official.save()
        make.commitment(cast, owed_by=OwedBy.THEIRS, state=CommitmentState.ACCEPTED)
        scope = build_country_scope(cast.valdoria, by=cast.officer, reader=cast.officer)
        content = build_content(scope, reader=cast.officer, reference="P-XV-2026-01", now=NOW, language="ko")
        titles = {section.key: section.title for section in content.sections}
        self.assertEqual(titles["people"], "관련 인사")

    def test_a_third_state_in_the_marking_is_named_in_the_language(self) -> None:
        given = [models.Outcome(originator="Poland"), models.Outcome(originator="Valdoria")]
        with translation.override("ko"):
            self.assertIn("발도리아, 폴란드", build_marking(Classification.CONFIDENTIAL, given))
        self.assertIn("Poland, Valdoria", build_marking(Classification.CONFIDENTIAL, given))

    def test_a_page_in_another_language_has_one_label(self) -> None:
        self.brief(why="항만 개방을 논의한다.", ask="담당관을 지정해 주시겠습니까?", text_language="ko")
        content = self.build("en")
        self.assertEqual(content.cores[0].language, "ko")
        self.assertEqual(render_html(content, imprint()).count("(Korean only)"), 1)
        self.assertEqual(self.build("ko").cores[0].language, "")

    def test_an_unmarked_text_is_recognised_by_its_script(self) -> None:
        self.brief(why="항만 개방을 논의한다.")
        self.assertEqual([self.part(code, "why").language for code in ("ko", "en")], ["", "ko"])

    def test_hidden_items_are_not_named_in_a_translation(self) -> None:
        cast = self.world.cast
        hidden = make.commitment(cast, title="Share tide tables", state=CommitmentState.ACCEPTED)
        titled = make.commitment(cast, state=CommitmentState.ACCEPTED)
        with make.unlocked():
            models.Commitment.objects.filter(pk=hidden.pk).update(classification=Classification.SECRET)
        text = f"{hidden.reference}을 점검한다."
        self.brief(why="The review.", why_translation=text, translation_language="ko")
        edits.change_record(titled, {"titles": f"ko | {text}"}, by=cast.officer, now=NOW)
        self.assertNotIn(shorten_reference(hidden.reference), str(self.build("ko")))
        self.assertNotIn(hidden.reference, str(self.build("ko")))
        self.assertIn("을 점검한다.", self.part("ko", "why").text)

    def test_titles_and_capitals_are_those_of_the_language(self) -> None:
        cast, by = self.world.cast, self.world.cast.officer
        edits.change_record(self.world.meeting, {"titles": "ko | 제3차 공동위원회"}, by=by, now=NOW)
        item = make.commitment(cast, title="Share tide tables", state=CommitmentState.ACCEPTED)
        edits.change_record(item, {"titles": "ko | 조석표 공유"}, by=by, now=NOW)
        content = self.build("ko")
        self.assertEqual(content.cover.occasion, "제3차 공동위원회")
        self.assertIn("조석표 공유", [block.title for block in content.blocks])
        self.assertNotIn("Share tide tables", str(content.glance))
        self.assertIn("Share tide tables", [block.title for block in self.build("en").blocks])
        self.assertEqual(find_capital("KR", "Seoul", "ko"), "서울")
        self.assertEqual(find_capital("KR", "Busan", "ko"), "")

    def test_compared_facts_do_not_depend_on_the_language(self) -> None:
        edits.change_record(
            self.world.meeting, {"titles": "ko | 제3차 공동위원회"}, by=self.world.cast.officer, now=NOW
        )
        self.assertEqual(self.build("ko").standing, self.build("en").standing)

    def test_a_clause_is_quoted_from_the_text_in_that_language(self) -> None:
        cast, at = self.world.cast, self.world.meeting
        english = make.statement(cast, at, title="Minutes", text="Valdoria will share its list.")
        korean = make.statement(cast, at, title="합의의사록", text="발도리아는 명단을 공유한다.")
        point = make.outcome(cast, at, clause="Valdoria will share its list.", statement=english)
        item = make.commitment(cast, point, state=CommitmentState.ACCEPTED)
        texts.record_wording(
            point, korean, "발도리아는 명단을 공유한다.", by=cast.officer, now=NOW, language="ko"
        )
        ref = shorten_reference(item.reference)
        rows = {row.ref: row for group in self.build("ko").groups for row in group.rows}
        self.assertEqual(rows[ref].clause, "“발도리아는 명단을 공유한다.”")
        models.Statement.objects.filter(pk=korean.pk).update(in_confidence=True)
        rows = {row.ref: row for group in self.build("ko").groups for row in group.rows}
        self.assertIn("\u2068“Valdoria will share its list.”\u2069 (영어만)", rows[ref].clause)

    def test_a_draft_from_the_record_has_no_labels(self) -> None:
        item = make.commitment(self.world.cast, title="Share tide tables", state=CommitmentState.ACCEPTED)
        reader = self.world.cast.officer
        reader.language = "ko"
        drafted = draft_from_record(self.world.meeting, reader=reader, now=NOW + datetime.timedelta(days=400))
        self.assertIn("Share tide tables", f"{drafted.objectives}{drafted.messages}", item.reference)
        self.assertNotIn("영어만", f"{drafted.objectives}{drafted.messages}")
        self.assertNotIn("\u2068", f"{drafted.objectives}{drafted.messages}")


class CatalogueTests(SimpleTestCase):
    def test_every_text_of_the_templates_is_translated(self) -> None:
        wanted = set[tuple[str, str]]()
        for path in (TEMPLATES / "packets").rglob("*.html"):
            wanted |= list_messages(path.read_text())
        self.assertGreater(len(wanted), 90)
        for language in ("ko", *ONLY_PRINTED):
            with translation.override(language), untranslated(language) as missing:
                for context, text in wanted:
                    (translation.pgettext(context, text) if context else translation.gettext(text))
                with self.subTest(language):
                    self.assertEqual(missing, set())


def list_messages(template: str) -> set[tuple[str, str]]:
    """Return context and text of what a template translates."""
    plain = r'{%-? translate "([^"]+)"(?: context "([^"]+)")?'
    found = {(context, text) for text, context in re.findall(plain, template)}
    found |= {("", text) for text in re.findall(r'_\("([^"]+)"\)', template)}
    blocks = r"{% blocktranslate([^%]*)%}(.*?){% endblocktranslate %}"
    for options, body in re.findall(blocks, template, re.DOTALL):
        text = re.sub(r"{{ (\w+) }}", r"%(\1)s", body)
        found.add(("", trim_whitespace(text) if "trimmed" in options else text))
    return found


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
        self.assertEqual(set_headings(drawn, "km"), drawn)
        self.assertIn("\u200b", set_headings(f"<th>{KHMER}</th>", "km"))
        once = set_headings(f"<th>{KHMER}</th>", "km")
        self.assertEqual(set_headings(once, "km"), once)

    def test_words_of_korean_templates_stay_together_once(self) -> None:
        once = set_headings("<th title='기한'>기한 경과</th><svg>기한</svg>", "ko")
        self.assertEqual(once, "<th title='기한'>기\u2060한 경\u2060과</th><svg>기한</svg>")
        self.assertEqual(set_headings(once, "ko"), once)
        self.assertEqual(set_headings("<th>기한</th>", "en"), "<th>기한</th>")

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
