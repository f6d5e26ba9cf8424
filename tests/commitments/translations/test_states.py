"""What lacks a name or wording in a language, or is older than its original."""

from typing import ClassVar

from django.db import connection
from django.db.models import Model
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commitments.enums import Classification, StatementKind
from commitments.errors import Refused
from commitments.meetings import texts
from commitments.models import AuditRow, Brief, Mechanism, Meeting, Ministry, MinistryName, Outcome, User
from commitments.records import edits
from commitments.translations.checks import read_over
from commitments.translations.kinds import BY_NAME, list_wanted_languages
from commitments.translations.lists import Scope, list_in_states
from commitments.translations.states import Gaps, TextState, gaps_of, states_of_texts
from tests import make
from tests.cast import NOW, Cast, gather

PAGE = "admin:translations"


class TranslationTests(TestCase):
    people: ClassVar[Cast]
    ministry: ClassVar[Ministry]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.people = gather()
        made = Ministry(country=cls.people.valdoria, name="Office of Light")
        cls.ministry = edits.create_record(made, by=None, now=NOW)

    def name(self, language: str, name: str) -> MinistryName:
        made = MinistryName(ministry=self.ministry, language=language, name=name)
        return edits.create_record(made, by=self.people.officer, now=NOW)

    def gaps(self, obj: Ministry | Outcome, person: User | None = None) -> Gaps:
        kind = BY_NAME[obj._meta.model_name or ""]
        by = person or self.people.officer
        found = gaps_of(kind, [obj], by, list_wanted_languages())[obj.pk]
        listed = list_in_states(kind, Scope(by, list_wanted_languages())).filter(pk=obj.pk).exists()
        self.assertEqual(listed, bool(found))
        return found

    def test_the_languages_of_home_partner_and_screens_are_wanted(self) -> None:
        self.assertEqual(self.gaps(self.ministry).missing, ("ko",))
        type(self.people.valdoria).objects.filter(iso="XV").update(languages="qaa, en")
        self.assertEqual(self.gaps(self.ministry).missing, ("ko", "qaa"))
        self.name("ko", "등대청")
        self.name("qaa", "Lümenaria")
        self.assertFalse(self.gaps(self.ministry))

    def test_a_translation_is_older_than_a_changed_original_until_somebody_looks_at_it(
        self,
    ) -> None:
        by = self.people.officer
        named = self.name("ko", "등대청")
        edits.change_record(self.ministry, {"valid_from": NOW.date()}, by=by, now=NOW)
        self.assertFalse(self.gaps(self.ministry))
        edits.change_record(self.ministry, {"name": "Office of Lights and Buoys"}, by=by, now=NOW)
        self.assertEqual([one.language for one in self.gaps(self.ministry).older], ["ko"])
        read_over(BY_NAME["ministry"], named, by=by, now=NOW)
        self.assertFalse(self.gaps(self.ministry))
        edits.change_record(self.ministry, {"name": "Office of Lights"}, by=by, now=NOW)
        self.assertTrue(self.gaps(self.ministry))
        edits.change_record(named, {"name": "등대국"}, by=by, now=NOW)
        self.assertFalse(self.gaps(self.ministry))

    def test_an_outcome_lacks_the_languages_in_which_no_text_words_it(self) -> None:
        by, said = self.people.officer, make.outcome(self.people)
        self.assertEqual(self.gaps(said).missing, ("ko",))
        readout = make.statement(self.people, said.meeting, kind=StatementKind.OUR_READOUT, title="발표문")
        readout.language = "ko"
        readout.save()
        texts.record_wording(said, readout, "양측은 수사 기록을 공유한다.", by=by, now=NOW)
        self.assertFalse(self.gaps(said))
        edits.change_record(said, {"clause": "Both sides may share records."}, by=by, now=NOW)
        self.assertEqual([one.language for one in self.gaps(said).older], ["ko"])

    def test_a_text_above_the_clearance_counts_as_absent(self) -> None:
        head, said = self.people.head, make.outcome(self.people)
        readout = make.statement(
            self.people,
            said.meeting,
            kind=StatementKind.OUR_READOUT,
            classification=Classification.SECRET,
        )
        type(readout).objects.filter(pk=readout.pk).update(language="ko")
        readout.refresh_from_db()
        texts.record_wording(said, readout, "양측은 수사 기록을 공유한다.", by=head, now=NOW)
        self.assertFalse(self.gaps(said, head))
        self.assertEqual(self.gaps(said).missing, ("ko",))
        self.assertTrue(self.listed(self.people.officer, said))
        self.assertFalse(self.listed(self.people.stranger, said))

    def listed(self, person: User, said: Outcome) -> bool:
        found = list_in_states(BY_NAME["outcome"], Scope(person, list_wanted_languages()))
        return found.filter(pk=said.pk).exists()

    def test_who_may_not_write_it_does_not_speak_for_it(self) -> None:
        named = self.name("ko", "등대청")
        for person in (self.people.reader, self.people.auditor):
            with self.subTest(person.username), self.assertRaises(Refused):
                read_over(BY_NAME["ministry"], named, by=person, now=NOW)


class OwnColumnTests(TestCase):
    """Titles with a line for each language, and texts of briefs with a second column."""

    people: ClassVar[Cast]
    meeting: ClassVar[Meeting]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.people = gather()
        cls.meeting = make.meeting(cls.people, title="Talks ahead", held=False)

    def write(self, record: Model, **values: str) -> None:
        current = type(record)._base_manager.get(pk=record.pk)
        edits.change_record(current, values, by=self.people.officer, now=NOW)

    def gaps(self, name: str, record: Model) -> Gaps:
        kind, known = BY_NAME[name], list_wanted_languages()
        current = kind.model._base_manager.get(pk=record.pk)
        found = gaps_of(kind, [current], self.people.officer, known)[record.pk]
        listed = list_in_states(kind, Scope(self.people.officer, known)).filter(pk=record.pk).exists()
        self.assertEqual(listed, bool(found))
        return found

    def test_a_title_lacks_a_line_or_has_one_that_is_older(self) -> None:
        body = edits.create_record(
            Mechanism(country=self.people.valdoria, name="Joint Commission"), by=None, now=NOW
        )
        item = make.commitment(
            self.people, make.outcome(self.people, self.meeting), title="Share tide tables"
        )
        records = (("meeting", self.meeting, "title", "titles"), ("mechanism", body, "name", "names"))
        for name, record, word, lines in (*records, ("commitment", item, "title", "titles")):
            with self.subTest(name):
                self.assertEqual(self.gaps(name, record).missing, ("ko",))
                self.write(record, **{lines: "fr | Titre\nko | 제목"})
                self.assertFalse(self.gaps(name, record))
                self.write(record, **{word: "Another title"})
                found = self.gaps(name, record)
                self.assertEqual([one.language for one in found.older], ["ko"])
                read_over(BY_NAME[name], record, by=self.people.officer, now=NOW)
                self.assertFalse(self.gaps(name, record))

    def test_each_text_of_a_brief_is_missing_outdated_or_complete(self) -> None:
        brief = make.brief(self.people, self.meeting, why="To open the ports.", press="No questions.")
        self.assertFalse(self.gaps("brief", brief))
        self.write(brief, translation_language="ko", why_translation="항만을 연다.")
        states = states_of_texts(Brief.objects.get(pk=brief.pk))
        self.assertEqual(states, {"why": TextState.COMPLETE, "press": TextState.MISSING})
        self.assertEqual(self.gaps("brief", brief).missing, ("ko",))
        self.write(brief, press_translation="질문 없음.", place="River Room", place_translation="강변실")
        self.assertFalse(self.gaps("brief", brief))
        self.write(brief, why="To open three ports.")
        states = states_of_texts(Brief.objects.get(pk=brief.pk))
        self.assertEqual([name for name, state in states.items() if state == TextState.OUTDATED], ["why"])
        self.assertEqual([one.language for one in self.gaps("brief", brief).older], ["ko"])

    def test_the_pages_show_the_state_and_take_that_it_is_valid(self) -> None:
        self.client.force_login(self.people.officer)
        brief = make.brief(self.people, self.meeting, why="To open the ports.")
        self.write(brief, translation_language="ko", why_translation="항만을 연다.")
        self.write(brief, why="To open three ports.")
        page = reverse("admin:commitments_brief_change", args=(brief.pk,))
        self.assertContains(self.client.get(page), "Translation: outdated")
        self.assertContains(self.client.get(reverse(PAGE), {"kind": "brief"}), "Talks ahead")
        address = reverse("admin:translation_read_over", args=("brief", brief.pk))
        self.assertRedirects(self.client.post(address), page)
        self.assertContains(self.client.get(page), "Translation: complete")
        self.assertEqual(AuditRow.objects.get(action="read over").after, {"of": "brief", "language": "ko"})


class PageTests(TestCase):
    people: Cast
    ministry: Ministry
    named: MinistryName

    @classmethod
    def setUpTestData(cls) -> None:
        cls.people = gather()
        made = Ministry(country=cls.people.valdoria, name="Office of Light")
        cls.ministry = edits.create_record(made, by=None, now=NOW)
        cls.named = edits.create_record(
            MinistryName(ministry=cls.ministry, language="ko", name="등대청"), by=None, now=NOW
        )
        edits.change_record(cls.ministry, {"name": "Office of Lights"}, by=None, now=NOW)

    def setUp(self) -> None:
        self.client.force_login(self.people.officer)

    def test_the_page_lists_both_and_takes_the_word_that_one_still_fits(self) -> None:
        page = self.client.get(reverse(PAGE), {"kind": "ministry"})
        self.assertContains(page, "Office of Lights")
        self.assertContains(page, "National Police Agency")
        self.assertContains(page, "Mark as valid")
        address = reverse("admin:translation_read_over", args=("ministry", self.named.pk))
        answer = self.client.post(address, {"list": "1"}, follow=True)
        self.assertContains(answer, "the translation is still correct")
        self.assertNotContains(self.client.get(reverse(PAGE), {"kind": "ministry"}), "Office of Lights")
        self.assertEqual(AuditRow.objects.get(action="read over").by, self.people.officer)

    def test_one_language_may_be_asked_for(self) -> None:
        of = {"kind": "country", "language": "en"}
        elsewhere = reverse("admin:commitments_country_change", args=(self.people.elsewhere.pk,))
        self.assertNotContains(self.client.get(reverse(PAGE), of), elsewhere)
        self.assertContains(self.client.get(reverse(PAGE), {**of, "language": "ko"}), elsewhere)
        self.assertEqual(self.client.get(reverse(PAGE), {"language": "x'"}).status_code, 200)

    def test_the_record_says_it_on_its_own_page(self) -> None:
        page = self.client.get(reverse("admin:commitments_ministry_change", args=(self.ministry.pk,)))
        self.assertContains(page, "older than the original")
        police = reverse("admin:commitments_ministry_change", args=(self.people.police.pk,))
        self.assertContains(self.client.get(police), ">missing<")
        answer = self.client.post(reverse("admin:translation_read_over", args=("ministry", self.named.pk)))
        self.assertRedirects(answer, page.request["PATH_INFO"])
        self.assertContains(self.client.get(page.request["PATH_INFO"]), "not checked")

    def test_whoever_writes_none_of_it_finds_no_page(self) -> None:
        for person in (self.people.reader, self.people.focal_point, self.people.auditor):
            self.client.force_login(person)
            address = reverse("admin:translation_read_over", args=("ministry", self.named.pk))
            with self.subTest(person.username):
                self.assertEqual(self.client.get(reverse(PAGE)).status_code, 404)
                self.assertEqual(self.client.post(address).status_code, 404)

    def test_its_queries_do_not_grow_with_the_rows(self) -> None:
        counts = []
        self.client.get(reverse(PAGE))
        for more in (1, 30):
            for number in range(more):
                made = Ministry(country=self.people.valdoria, name=f"Yard {more}.{number}")
                edits.create_record(made, by=None, now=NOW)
            with CaptureQueriesContext(connection) as asked:
                self.client.get(reverse(PAGE), {"kind": "ministry"})
            counts.append(len(asked))
        # Rows of more than one page are counted by a query of their own.
        self.assertEqual(counts[0] + 1, counts[1])
