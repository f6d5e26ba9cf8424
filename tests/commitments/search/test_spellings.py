"""Other spellings find the same: British and American, romanised names, places, and Korean initials."""

from unittest import mock

import pytest
from django.test import SimpleTestCase, TestCase

from commitments.language.lexicon.romanisation import build_key, romanise_mccune, romanise_revised
from commitments.language.lexicon.spellings import list_spellings
from commitments.models import Commitment, Meeting, Ministry, MinistryName, Official, OfficialName
from commitments.records import edits
from commitments.search import corrections, index, query
from commitments.search.normalise import find_spans, parse_word
from commitments.search.query import words_of
from tests import make
from tests.cast import NOW, Cast, gather
from tests.commitments.search.test_index import found


class SpellingTests(SimpleTestCase):
    def test_british_and_american_words_in_both_directions(self) -> None:
        for british, american in (
            ("harbours", "harbors"),
            ("programme", "program"),
            ("organisation", "organization"),
            ("organis", "organiz"),
            ("analyse", "analyze"),
            ("defence", "defense"),
            ("fulfil", "fulfill"),
            ("centre", "center"),
        ):
            with self.subTest(british):
                self.assertIn(american, list(list_spellings(british)))
                self.assertIn(british, list(list_spellings(american)))
        for word in ("treaty", "records", "visa"):
            self.assertEqual(list(list_spellings(word)), [])

    def test_korean_in_both_romanisations(self) -> None:
        for word, revised, mccune in (
            ("부산", "busan", "pusan"),
            ("평양", "pyeongyang", "pyongyang"),
            ("독립", "dongnip", "tongnip"),
            ("신라", "silla", "silla"),
            ("종로", "jongno", "chongno"),
            ("제주", "jeju", "cheju"),
            ("왕십리", "wangsimni", "wangsimni"),
            ("설악", "seorak", "sorak"),
            ("한국", "hanguk", "hanguk"),
        ):
            with self.subTest(word):
                self.assertEqual((romanise_revised(word), romanise_mccune(word)), (revised, mccune))

    def test_spellings_of_a_name_share_their_key(self) -> None:
        for spellings in (
            ("sung-min", "seongmin", "songmin", "sungmin"),
            ("p'yongyang", "pyeongyang", "pyongyang"),
            ("choi", "choe", "ch'oe"),
            ("kyung", "gyeong", "kyong"),
            ("younghee", "yeonghui"),
            ("joon", "jun", "chun"),
        ):
            with self.subTest(spellings):
                self.assertEqual(len({build_key(one) for one in spellings}), 1)
        for word in ("report", "treatment", "contract", "e2e"):
            self.assertEqual(build_key(word), "")

    def test_the_name_of_a_place_is_one_word(self) -> None:
        self.assertEqual(words_of("ferry phnom penh 2027"), ["ferry", "phnom penh", "2027"])
        self.assertEqual(words_of("Ho Chi Minh City"), ["Ho Chi Minh City"])

    def test_what_is_found_by_another_spelling_is_marked(self) -> None:
        for typed, text, marked in (
            ("organization", "The organisation met.", "organisation"),
            ("rhee", "Ambassador 이성민 arrived", "이성민"),
            ("ㅅㅅ", "한국 수산 협력", "수산"),
            ("pusan", "Port of Busan", "Busan"),
            ("프놈펜", "Talks in Phnom Penh", "Phnom Penh"),
        ):
            with self.subTest(typed):
                ((start, end),) = find_spans(text, [parse_word(typed)])
                self.assertEqual(text[start:end], marked)


@pytest.mark.both
class IndexTests(TestCase):
    cast: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def test_british_words_are_found_by_american_ones(self) -> None:
        item = make.commitment(self.cast, title="Harbour programme for the organisation")
        for typed in ("harbor", "harbour", "program", "organization", "organizations", "organiz"):
            expected = [] if typed == "organizations" else [item.pk]
            self.assertEqual(found(Commitment, typed), expected, typed)
        self.assertEqual(found(Commitment, "harbor program"), [item.pk])
        self.assertEqual(found(Commitment, "program harbor"), [])
        self.assertEqual(found(Commitment, "harbor", "program"), [item.pk])

    def test_names_are_found_in_every_spelling(self) -> None:
        korean = Official(country=self.cast.korea, post="Director", person="이성민")
        latin = Official(country=self.cast.korea, post="Deputy director", person="Park Kyung-ho")
        for one in (korean, latin):
            edits.create_record(one, by=None, now=NOW)
        for typed in ("lee", "yi", "rhee", "seongmin", "songmin", "sung-min", "이성민", "성민"):
            self.assertEqual(found(Official, typed), [korean.pk], typed)
        for typed in ("park", "pak", "bak", "박", "gyeongho", "kyongho", "박경호", "경호", "kyung"):
            self.assertEqual(found(Official, typed), [latin.pk], typed)
        self.assertEqual(found(Official, "Yi", "Songmin"), [korean.pk])
        self.assertEqual(found(Official, "Yi", "Kyongho"), [])
        name = OfficialName(official=latin, language="ko", person="박경호")
        edits.create_record(name, by=None, now=NOW)
        self.assertEqual(found(Official, "pak", "kyongho"), [latin.pk])

    def test_spellings_of_names_do_not_find_other_texts(self) -> None:
        make.commitment(self.cast, title="Pak choi for the mission")
        self.assertEqual(found(Commitment, "park"), [])

    def test_places_are_found_in_every_script(self) -> None:
        item = make.commitment(self.cast, title="시아누크빌 항만 현대화")
        other = make.commitment(self.cast, title="Road to Kompong Som and Phnom Penh")
        for typed in ("Sihanoukville", "Kampong Som", "시아누크빌", "ព្រះសីហនុ"):
            self.assertEqual(found(Commitment, typed), [item.pk, other.pk], typed)
        for typed in ("프놈펜", "phnom penh", "ភ្នំពេញ"):
            self.assertEqual(found(Commitment, typed), [other.pk], typed)

    def test_korean_titles_and_names_are_found_by_initials(self) -> None:
        item = make.commitment(self.cast, title="국제수산협력 강화")
        name = MinistryName(ministry=self.cast.mofa, language="ko", name="외교부")
        edits.create_record(name, by=None, now=NOW)
        for typed in ("ㄱㅈㅅㅅ", "ㅅㅅㅎㄹ", "ㄱㅈㅅㅅㅎㄹ", "ㄱㅎ", "ㅅㅅ"):
            self.assertEqual(found(Commitment, typed), [item.pk], typed)
        for typed in ("ㅅㅎㄱㅎ", "ㅎㅎ", "ㄱㅈㅅㅅㅎㄹㄱ"):
            self.assertEqual(found(Commitment, typed), [], typed)
        self.assertEqual(found(Ministry, "ㅇㄱㅂ"), [self.cast.mofa.pk])

    def test_a_name_in_latin_letters_is_found_by_korean_initials(self) -> None:
        for person in ("Park Kyung-ho", "Gildong Hong", "Lee Minu", "Edda Lorne"):
            post = f"Director of {person}"
            edits.create_record(Official(country=self.cast.korea, post=post, person=person), by=None, now=NOW)
        keys = dict(Official.objects.values_list("person", "pk"))
        for typed, person in (
            *(("ㅂㄱㅎ", "Park Kyung-ho"), ("ㅂㄱ", "Park Kyung-ho"), ("ㄱㅎ", "Park Kyung-ho")),
            *(("ㅎㄱㄷ", "Gildong Hong"), ("ㅇㅁㅇ", "Lee Minu"), ("ㅇㅁㄴ", "Lee Minu")),
        ):
            self.assertEqual(found(Official, typed), [keys[person]], typed)
        self.assertEqual(found(Official, "ㄷㅎㄱ"), [])
        self.assertEqual(find_spans("Park Kyung-ho", [parse_word("ㅂㄱㅎ")]), [(0, 13)])
        self.assertEqual(find_spans("Edda Lorne", [parse_word("ㅂㄱㅎ")]), [])

    def test_the_place_of_a_meeting_is_a_name(self) -> None:
        visit = make.meeting(self.cast, place="경주")
        self.assertEqual(found(Meeting, "Kyŏngju"), [visit.pk])
        self.assertEqual(found(Meeting, "Gyeongju"), [visit.pk])

    def test_one_typing_error_has_its_words_in_the_index(self) -> None:
        make.commitment(self.cast, title="Ferry timetable")
        make.outcome(self.cast, clause="수산협력을 강화한다.")
        for typed, meant in (
            ("fery", "ferry"),
            ("ferrry", "ferry"),
            ("timetabel", "timetable"),
            ("timteable", "timetable"),
            ("timttable", "timetable"),
            ("수산헙력", "수산협력"),
        ):
            (word,) = corrections.correct_words([parse_word(typed)])
            self.assertIn(meant, [one.text for one in word.others], typed)
        person = Official(country=self.cast.korea, post="Director", person="Hong Gil-dong")
        edits.create_record(person, by=None, now=NOW)
        for typed in ("gildnog", "gilmong", "kilmomg"):
            listed = query.find_keys(index.MARK_OF_FEW, corrections.correct_words([parse_word(typed)]))
            self.assertEqual(listed, {} if typed == "kilmomg" else {"official": [person.pk]}, typed)
        for typed in ("ferries", "xyz", "26-0007"):
            (word,) = corrections.correct_words([parse_word(typed)])
            self.assertEqual(word.others, (), typed)

    def test_the_index_is_the_same_when_built_again(self) -> None:
        make.meeting(self.cast, place="경주", title="제3차 회의")
        self.assertEqual(index.list_outdated(), [])
        with mock.patch.object(index, "AT_ONCE", 1):
            index.rebuild_index()
        self.assertEqual(index.list_outdated(), [])
