"""The pages of reference data: fields of days, names in the reader's language, what the lists teach."""

from unittest import mock

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commitments.audit import log
from commitments.enums import CommitmentState, Role
from commitments.models import (
    Commitment,
    Country,
    CountryName,
    Ministry,
    MinistryName,
    Official,
    OfficialName,
    TopicBrief,
    User,
)
from commitments.models.base import spoken_in
from tests import make
from tests.cast import Cast, gather
from tests.flat import flat


class DayFieldTests(TestCase):
    def test_every_field_of_a_day_takes_words(self) -> None:
        people = gather()
        self.client.force_login(people.administrator)
        for model, names in (
            ("ministry", ("valid_from", "valid_until")),
            ("official", ("starts_on", "ends_on")),
            ("holiday", ("day", "declared_on")),
            ("holidayyear", ("confirmed_on",)),
            ("absence", ("starts_on", "ends_on")),
        ):
            with self.subTest(model):
                page = self.client.get(reverse(f"admin:commitments_{model}_add")).text
                for name in names:
                    field = page[: page.index(f'name="{name}"')].rpartition("<")[2]
                    self.assertIn('type="text"', field)
                    self.assertIn("data-day=", page[page.index(f'name="{name}"') :].partition(">")[0])
                self.assertNotIn("DateTimeShortcuts", page)


class NameTests(TestCase):
    people: Cast
    desk: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.people = gather()
        cls.desk = cls.people.officer
        User.objects.filter(pk=cls.desk.pk).update(language="ko")
        CountryName.objects.create(country=cls.people.valdoria, language="ko", name="발도리아")
        MinistryName.objects.create(ministry=cls.people.police, language="ko", name="경찰청")
        OfficialName.objects.create(official=cls.people.their_minister, language="ko", post="대외관계부 장관")
        make.commitment(cls.people, state=CommitmentState.ACCEPTED)

    def page(self, name: str, *args: object) -> str:
        self.client.force_login(self.desk)
        return flat(self.client.get(reverse(f"admin:{name}", args=args)).text)

    def test_a_korean_reader_meets_korean_names_everywhere(self) -> None:
        item = Commitment.objects.get()
        for name, args, told in (
            ("index", (), "경찰청"),
            ("commitments_commitment_changelist", (), "경찰청"),
            ("commitments_commitment_change", (item.pk,), "경찰청"),
            ("commitments_meeting_changelist", (), "발도리아"),
            ("commitments_ministry_changelist", (), "경찰청"),
            ("commitments_country_changelist", (), "발도리아"),
            ("commitments_official_changelist", (), "대외관계부 장관"),
            ("commitments_ministry_change", (self.people.police.pk,), "<h1>경찰청</h1>"),
            ("commitments_country_change", (self.people.valdoria.pk,), "<h1>발도리아</h1>"),
            ("commitments_official_change", (self.people.their_minister.pk,), "<h1>대외관계부 장관</h1>"),
        ):
            with self.subTest(name):
                self.assertIn(told, self.page(name, *args))

    def test_users_and_topics_have_the_names_on_record_too(self) -> None:
        own = Official.objects.create(country=self.people.korea, post="First Secretary", user=self.desk)
        OfficialName.objects.create(official=own, language="ko", person="담당 서기관")
        self.assertIn("<summary>담당 서기관</summary>", self.page("index"))
        topic = TopicBrief(number=1, title="Visas", titles="km | ទិដ្ឋាការ\nko | 사증")
        with spoken_in("ko"):
            self.assertEqual(str(topic), "T1 사증")
        with spoken_in("fr"):
            self.assertEqual(str(topic), "T1 Visas")

    def test_what_has_no_name_in_that_language_keeps_its_own(self) -> None:
        self.assertIn("Valdorian Constabulary", self.page("commitments_ministry_changelist"))

    def test_an_english_reader_meets_the_names_on_record(self) -> None:
        self.client.force_login(self.people.head)
        page = self.client.get(reverse("admin:commitments_commitment_changelist")).text
        self.assertIn("KNPA", page)
        self.assertNotIn("경찰청", page)

    def test_names_cost_one_query_a_kind_whatever_the_rows(self) -> None:
        self.client.force_login(self.desk)
        for rows in (1, 12):
            for number in range(rows):
                Ministry.objects.create(country=self.people.valdoria, name=f"Office {rows}.{number}")
            with CaptureQueriesContext(connection) as asked:
                self.client.get(reverse("admin:commitments_ministry_changelist"))
            for table in ("countryname", "ministryname"):
                # The frame asks for the name of the person's own ministry inside its one query.
                start = f'SELECT "commitments_{table}"'
                spoken = [q for q in asked.captured_queries if q["sql"].startswith(start)]
                self.assertLessEqual(len(spoken), 1, table)

    def test_what_is_recorded_does_not_depend_on_the_reader(self) -> None:
        self.client.force_login(self.people.administrator)
        with spoken_in("ko"):
            self.assertEqual(str(self.people.police), "경찰청")
            self.assertEqual(log.state_of(self.people.police)["name"], "National Police Agency")
        self.assertEqual(str(self.people.police), "National Police Agency")


class ListTests(TestCase):
    def test_an_empty_list_teaches_the_first_step(self) -> None:
        self.client.force_login(User.objects.create(username="first", role=Role.ADMINISTRATOR))
        for model, told in (
            ("ministry", "First add the ministry that runs this system"),
            ("official", "Add the focal point of each of our ministries first"),
            ("country", "Add the home country first"),
            ("desk", "A desk belongs to a division"),
            ("division", "Add a division. Each desk belongs to a division"),
            ("mechanism", "Other meetings need no mechanism"),
            ("holiday", "Add a day only if a calendar is wrong"),
            ("holidayyear", "Open a year under “Holidays”"),
            ("absence", "Before a user is out of office"),
        ):
            with self.subTest(model):
                page = self.client.get(reverse(f"admin:commitments_{model}_changelist"))
                self.assertContains(page, told)

    def test_another_owner_is_chosen_from_the_ministry_in_the_lead_first(self) -> None:
        people = gather()
        for ministry, post in ((people.mofa, "Director for Islands"), (people.police, "Director for Seas")):
            Official.objects.create(country=people.korea, ministry=ministry, post=post)
        Official.objects.create(country=people.korea, post="Adviser")
        item = make.commitment(people, state=CommitmentState.ACCEPTED)
        self.client.force_login(people.officer)
        page = self.client.get(reverse("admin:commitments_commitment_step_owner-ours", args=(item.pk,))).text
        select = page[page.index('name="official"') :]
        groups = [part.partition('"')[0] for part in select.split('<optgroup label="')[1:]]
        self.assertEqual(
            groups, ["National Police Agency", "Ministry of Foreign Affairs", "ministry not stated"]
        )


class FormTests(TestCase):
    def setUp(self) -> None:
        self.people = gather()
        self.client.force_login(self.people.administrator)

    def test_a_language_is_a_code_told_at_its_field(self) -> None:
        page = reverse("admin:commitments_country_change", args=(self.people.valdoria.pk,))
        form = self.client.get(page).context["adminform"].form
        sent = {name: form[name].value() or "" for name in form.fields}
        rows = {"names-TOTAL_FORMS": "1", "names-INITIAL_FORMS": "0", "names-0-name": "발도리아"}
        wrong = self.client.post(
            page, {**sent, **rows, "languages": "Valdorian", "names-0-language": "Korean"}
        )
        self.assertContains(wrong, "Enter a language code, for example ko or km.", count=4)
        right = {**sent, **rows, "languages": " QAA, en,qaa ", "names-0-language": "KO"}
        self.assertEqual(self.client.post(page, right).status_code, 302)
        self.people.valdoria.refresh_from_db()
        self.assertEqual(self.people.valdoria.languages, "qaa,en")
        self.assertEqual(CountryName.objects.get().language, "ko")

    def test_the_page_of_calendars_claims_nothing_without_a_country(self) -> None:
        Country.objects.filter(pk=self.people.elsewhere.pk).delete()
        page = reverse("admin:commitments_holiday_changelist")
        self.assertNotContains(self.client.get(page), "Calendars are available after you add a country")
        with mock.patch("commitments.admin.parties.holidays.year_lines", return_value=[]):
            self.assertContains(self.client.get(page), "Calendars are available after you add a country")
