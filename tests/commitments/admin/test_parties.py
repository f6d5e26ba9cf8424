"""The pages of ministries, officials, mechanisms and absences."""

import datetime
import re
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.enums import Classification, CommitmentState, OutcomeKind, OwedBy, ReminderKind
from commitments.models import Absence, Commitment, Mechanism, Meeting, Ministry, Official, Reminder, User
from tests import make
from tests.cast import NOW, PASSWORD, TODAY, Cast, gather
from tests.flat import flat

ONE_DAY = datetime.timedelta(days=1)
BASE = "/admin/commitments"


class PartyCase(TestCase):
    cast: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.today = timezone.localdate()

    today: datetime.date

    def page(self, path: str, user: User | None = None) -> str:
        self.client.force_login(user or self.cast.officer)
        answer = self.client.get(f"{BASE}/{path}")
        self.assertEqual(answer.status_code, 200)
        return answer.content.decode()

    def post(self, path: str, user: User, **values: Any) -> str:
        self.client.force_login(user)
        answer = self.client.post(f"{BASE}/{path}", values, follow=True)
        self.assertEqual(answer.status_code, 200)
        return answer.content.decode()

    def queries(self, path: str) -> int:
        self.page(path)
        with CaptureQueriesContext(connection) as caught:
            self.page(path)
        return len(caught)


class AddedBesideAChoice(PartyCase):
    """The links from choices of other forms, and the small form that they open."""

    def test_every_choice_offers_to_add_to_whoever_may_write_it_in_that_country(self) -> None:
        cast = self.cast
        draft = make.commitment(cast, state=CommitmentState.DRAFT)
        theirs, ours = f"country={cast.valdoria.pk}", f"country={cast.korea.pk}"
        meeting = self.page("meeting/add/")
        for name in ("id_ours-0-who", "id_theirs-0-who", "id_outcomes-0-items-0-with_theirs"):
            self.assertIn(f'data-for="{name}"', meeting)
        owners = self.page(f"commitment/{draft.pk}/step/owners/")
        for model, field, country in (
            ("ministry", "lead_ours", ours),
            ("ministry", "with_theirs", theirs),
            ("official", "official_theirs", theirs),
        ):
            self.assertRegex(owners, f'{model}/add/\\?{country}[^"]*" [^>]*data-for="id_{field}"')
        for user in (cast.focal_point, cast.reader, cast.auditor):
            self.client.force_login(user)
            answer = self.client.get(f"{BASE}/official/{cast.their_minister.pk}/change/")
            self.assertNotIn('class="add-party"', answer.content.decode())
        abroad = self.page(f"commitment/{draft.pk}/step/owners/", cast.embassy_officer)
        self.assertNotIn('data-for="id_lead_ours"', abroad)
        self.assertIn('data-for="id_lead_theirs"', abroad)

    def test_the_small_form_asks_what_matters_and_gives_the_new_one_back(self) -> None:
        cast = self.cast
        asked = f"country={cast.valdoria.pk}&name=Customs&_popup=1"
        body = self.page(f"ministry/add/?{asked}")
        self.assertIn('value="Customs"', body)
        self.assertNotIn('name="valid_from"', body)
        self.assertNotIn("names-TOTAL_FORMS", body)
        typed = {"country": cast.valdoria.pk, "name": "Customs Board", "short_name": "CB", "_popup": "1"}
        given = self.post("ministry/add/", cast.officer, **typed)
        made = Ministry.objects.get(name="Customs Board")
        self.assertIn(f"&quot;value&quot;: &quot;{made.pk}&quot;", given)
        self.assertIn("Customs Board", given)
        typed = {"country": cast.valdoria.pk, "ministry": made.pk, "post": "Director", "_popup": "1"}
        self.post("official/add/", cast.officer, **typed)
        self.assertEqual("Director", Official.objects.get(ministry=made).post)


class MinistryPages(PartyCase):
    def test_what_helps_to_meet_somebody_is_written_on_the_page_of_the_official(self) -> None:
        minister = self.cast.their_minister
        body = self.page(f"official/{minister.pk}/change/")
        for name in ("pronunciation", "note"):
            self.assertIn(f'name="{name}"', body)

    def test_without_script_a_row_for_a_name_is_had_by_its_address(self) -> None:
        page = f"ministry/{self.cast.police.pk}/change/"
        self.assertIn('<noscript><p><a href="?row=1#names-group">', flat(self.page(page)))
        self.assertNotIn('name="names-0-name"', self.page(page))
        self.assertIn("&quot;addText&quot;: &quot;Add another row&quot;", self.page(page))
        self.assertIn('name="names-0-name"', self.page(f"{page}?row=1"))

    def test_it_shows_who_was_in_post_when_and_what_is_open(self) -> None:
        cast = self.cast
        make.commitment(cast, state=CommitmentState.IN_PROGRESS)
        for person, first, last in (
            ("Kim", datetime.date(2020, 1, 1), datetime.date(2022, 5, 31)),
            ("Lee", datetime.date(2022, 6, 1), None),
        ):
            Official.objects.create(
                country=cast.korea,
                ministry=cast.police,
                post="Director",
                person=person,
                starts_on=first,
                ends_on=last,
            )
        page = self.page(f"ministry/{cast.police.pk}/change/")
        for text in ("Kim", "1 Jan 2020", "31 May 2022", "Lee", "in post", "Share investigation records"):
            self.assertIn(text, page)
        self.assertLess(page.index("Lee"), page.index("Kim"))
        elsewhere = self.page(f"ministry/{cast.police.pk}/change/", cast.stranger)
        self.assertNotIn("Share investigation records", elsewhere)

    def test_who_is_away_is_said_with_the_deputy(self) -> None:
        Absence.objects.create(
            person=self.cast.validator,
            deputy=self.cast.focal_point,
            starts_on=self.today,
            ends_on=self.today,
            recorded_at=NOW,
        )
        page = self.page(f"ministry/{self.cast.police.pk}/change/")
        self.assertIn("deputy Focal point", page)

    def test_its_queries_do_not_grow(self) -> None:
        point = make.outcome(self.cast)
        make.commitment(self.cast, point, state=CommitmentState.IN_PROGRESS)
        path = f"ministry/{self.cast.police.pk}/change/"
        few = self.queries(path)
        for number in range(5):
            make.commitment(self.cast, point, state=CommitmentState.IN_PROGRESS)
            Official.objects.create(country=self.cast.korea, ministry=self.cast.police, post=f"Post {number}")
        self.assertEqual(self.queries(path), few)

    def test_the_step_says_who_takes_it_where_one_may_not(self) -> None:
        self.assertIn(
            "Ask an administrator to record it.", self.page(f"ministry/{self.cast.police.pk}/change/")
        )
        self.assertNotIn(
            "Record new name or merger",
            self.page(f"ministry/{self.cast.police.pk}/change/", self.cast.auditor),
        )
        path = f"ministry/{self.cast.police.pk}/successor/"
        self.assertIn("Ask an administrator to record it.", self.page(path))
        self.client.force_login(self.cast.auditor)
        self.assertEqual(self.client.get(f"{BASE}/{path}").status_code, 404)

    def test_nothing_happens_before_what_changes_was_shown(self) -> None:
        cast = self.cast
        make.commitment(cast, owed_by=OwedBy.THEIRS, state=CommitmentState.IN_PROGRESS)
        path = f"ministry/{cast.their_police.pk}/successor/"
        asked = {"name": "Public Safety", "short_name": "MPS", "into": "", "on": self.today.isoformat()}
        page = self.post(path, cast.officer, **asked, _preview="1")
        self.assertIn("becomes Public Safety", page)
        self.assertIn("1 open item or draft", page)
        self.assertIn("Share investigation records", page)
        self.assertFalse(Ministry.objects.filter(name="Public Safety").exists())
        done = self.post(path, cast.officer, **asked, _do="1")
        new = Ministry.objects.get(name="Public Safety")
        self.assertIn("Previous name:", done)
        self.assertIn("Valdorian Constabulary", done)
        old = self.page(f"ministry/{cast.their_police.pk}/change/")
        self.assertIn(f"/admin/commitments/ministry/{new.pk}/change/", old)

    def test_nonsense_is_told_at_the_field_and_nothing_typed_is_lost(self) -> None:
        path = f"ministry/{self.cast.their_police.pk}/successor/"
        tomorrow = (self.today + ONE_DAY).isoformat()
        page = self.post(path, self.cast.officer, name="Public Safety", on=tomorrow, _do="1")
        self.assertIn("This date is in the future", page)
        self.assertIn('value="Public Safety"', page)
        page = self.post(path, self.cast.officer, name="", on="not a day", _preview="1")
        self.assertIn("Enter a valid date, for example", page)
        page = self.post(path, self.cast.officer, into=self.cast.police.pk, on=self.today, _do="1")
        self.assertIn("Select a valid choice", page)


class OfficialPages(PartyCase):
    kim: Official
    item: Commitment

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.kim = Official.objects.create(
            country=cls.cast.korea, ministry=cls.cast.police, post="Director", person="Kim"
        )
        cls.item = make.commitment(cls.cast, state=CommitmentState.IN_PROGRESS)
        cls.item.responsibilities.update(official=cls.kim)

    def test_a_successor_is_named_in_one_step(self) -> None:
        page = self.page(f"official/{self.kim.pk}/change/")
        self.assertIn("Share investigation records", page)
        left = self.today - ONE_DAY
        self.post(f"official/{self.kim.pk}/step/left/", self.cast.officer, left_on=left, person="Lee")
        lee = Official.objects.get(person="Lee")
        self.assertEqual(self.item.responsibilities.get().official, lee)
        page = self.page(f"official/{lee.pk}/change/")
        self.assertIn("Kim", page)
        self.assertIn("Share investigation records", page)

    def test_the_last_day_is_said_by_who_records_it(self) -> None:
        path = f"official/{self.kim.pk}/step/left/"
        self.assertNotRegex(self.page(path), r'name="left_on"[^>]*value')
        self.assertIn("This field is required.", self.post(path, self.cast.officer))

    def test_what_does_not_go_together_is_told_at_the_field(self) -> None:
        path = f"official/{self.kim.pk}/step/left/"
        page = self.post(path, self.cast.officer, left_on=self.today, person="Lee", release="on")
        self.assertIn("but not both.", page)
        page = self.post(path, self.cast.officer, left_on=self.today, email="lee@example.org")
        self.assertIn("Enter the successor.", page)
        page = self.post(path, self.cast.officer, left_on=self.today + ONE_DAY)
        self.assertIn("This date is in the future", page)
        self.kim.refresh_from_db()
        self.assertIsNone(self.kim.ends_on)

    def test_only_the_administrator_is_asked_about_accounts(self) -> None:
        path = f"official/{self.kim.pk}/step/left/"
        self.assertNotIn("Account of the successor", self.page(path))
        self.assertIn("Until the successor has an account, the focal points", self.page(path))
        page = self.page(path, self.cast.administrator)
        self.assertIn("Account of the successor", page)
        self.assertIn("Focal point", page)
        self.assertNotIn("Deactivate the account", page)
        held = Official.objects.get(user=self.cast.validator)
        self.assertIn(
            "Ask an administrator to record the successor.", self.page(f"official/{held.pk}/change/")
        )
        values = {"left_on": self.today, "close_account": "on"}
        self.post(f"official/{held.pk}/step/left/", self.cast.administrator, **values)
        self.cast.validator.refresh_from_db()
        self.assertFalse(self.cast.validator.is_active)


class MechanismPages(PartyCase):
    def setUp(self) -> None:
        self.mechanism = Mechanism.objects.create(
            country=self.cast.valdoria,
            name="Joint Commission",
            level="ministers",
            frequency="every year",
            our_chair="Minister of Foreign Affairs",
        )

    def session(self, number: int, **more: Any) -> Meeting:
        made = make.meeting(self.cast, title=f"Session no. {number}", **more)
        Meeting.objects.filter(pk=made.pk).update(mechanism=self.mechanism, session_number=number)
        return made

    def test_it_shows_its_chairs_its_sessions_in_order_and_what_is_open(self) -> None:
        third = self.session(3, held=False, held_on=TODAY + 30 * ONE_DAY)
        second = self.session(2)
        make.commitment(self.cast, make.outcome(self.cast, second), state=CommitmentState.IN_PROGRESS)
        make.outcome(self.cast, second, kind=OutcomeKind.REQUEST, clause="We ask for the list of harbours.")
        page = self.page(f"mechanism/{self.mechanism.pk}/change/")
        for text in (
            "Minister of Foreign Affairs",
            "every year",
            "Share investigation records",
            "We ask for the list of harbours.",
            "planned",
        ):
            self.assertIn(text, page)
        self.assertLess(page.index("Session no. 2"), page.index("Session no. 3"))
        self.assertIn(f"/admin/commitments/meeting/{third.pk}/change/", page)

    def test_a_session_above_the_clearance_is_not_there(self) -> None:
        self.session(4, classification=Classification.SECRET)
        self.assertNotIn("Session no. 4", self.page(f"mechanism/{self.mechanism.pk}/change/"))
        self.assertIn("Session no. 4", self.page(f"mechanism/{self.mechanism.pk}/change/", self.cast.head))

    def test_its_queries_do_not_grow(self) -> None:
        make.commitment(
            self.cast, make.outcome(self.cast, self.session(1)), state=CommitmentState.IN_PROGRESS
        )
        path = f"mechanism/{self.mechanism.pk}/change/"
        few = self.queries(path)
        for number in range(2, 6):
            point = make.outcome(self.cast, self.session(number))
            make.commitment(self.cast, point, state=CommitmentState.IN_PROGRESS)
        self.assertEqual(self.queries(path), few)


class AbsencePages(PartyCase):
    def post(self, path: str, user: User, **values: Any) -> str:
        """Send a form as who has just given the password."""
        self.client.force_login(user)
        self.client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        answer = self.client.post(f"{BASE}/{path}", values, follow=True)
        self.assertEqual(answer.status_code, 200)
        return answer.content.decode()

    def test_a_browser_left_open_records_nothing_before_the_password(self) -> None:
        cast = self.cast
        self.client.force_login(cast.officer)
        path = f"{BASE}/absence/add/"
        asked = self.client.post(path, self.values(cast.officer, cast.head))
        self.assertEqual(asked.headers["Location"].split("?")[0], "/accounts/reauthenticate/")
        self.assertFalse(Absence.objects.exists())
        self.client.post(asked.headers["Location"], {"password": "wrong", "next": path})
        self.assertFalse(Absence.objects.exists())
        self.client.post(asked.headers["Location"], {"password": PASSWORD, "next": path})
        made = Absence.objects.get()
        self.assertEqual((made.deputy, made.ends_on), (cast.head, self.today + 7 * ONE_DAY))

    def test_nor_of_who_came_by_the_sign_on_of_a_ministry_and_has_no_password(self) -> None:
        cast = self.cast
        User.objects.filter(pk=cast.officer.pk).update(password=make_password(None))
        cast.officer.refresh_from_db()
        self.client.force_login(cast.officer)
        answer = self.client.post(f"{BASE}/absence/add/", self.values(cast.officer, cast.head))
        self.assertContains(answer, "Sign out, sign in again")
        self.assertFalse(Absence.objects.exists())

    def test_nor_a_longer_one(self) -> None:
        cast = self.cast
        self.post("absence/add/", cast.officer, **self.values(cast.officer, cast.head))
        made = Absence.objects.get()
        browser, path = Client(), f"{BASE}/absence/{made.pk}/change/"
        browser.force_login(cast.officer)
        page = browser.get(path).content.decode()
        hidden = dict(re.findall(r'<input type="hidden" name="(as_[^"]+)" value="([^"]*)"', page))
        longer = {**self.values(cast.officer, cast.head, days=30), **hidden}
        asked = browser.post(path, longer)
        self.assertIn("/accounts/reauthenticate/", asked.headers["Location"])
        made.refresh_from_db()
        self.assertEqual(made.ends_on, self.today + 7 * ONE_DAY)

    def values(self, person: User, deputy: User, days: int = 7) -> dict[str, Any]:
        last = self.today + days * ONE_DAY
        days_away = {"starts_on": self.today, "ends_on": last}
        return {"person": person.pk, "deputy": deputy.pk, **days_away, "_shown": "1"}

    def test_what_it_touches_is_shown_before_it_is_recorded(self) -> None:
        cast, planned = self.cast, timezone.now() + 2 * ONE_DAY
        for level in (Classification.RESTRICTED, Classification.SECRET):
            item = make.commitment(cast, make.outcome(cast), title=f"Item {level}", classification=level)
            assert item.deadline is not None
            Reminder.objects.create(
                commitment=item,
                deadline=item.deadline,
                kind=ReminderKind.DUE,
                start_date=self.today,
                recipient=cast.head,
                planned_at=planned,
            )
        values = self.values(cast.head, cast.officer)
        del values["_shown"]
        page = self.post("absence/add/", cast.head, **values)
        told, withheld = page.split("has no access")
        self.assertIn("Item 1", told)
        self.assertNotIn("Item 3", told)
        self.assertIn("Item 3", withheld)
        self.assertFalse(Absence.objects.exists())
        hidden = self.post("absence/add/", cast.administrator, **values)
        self.assertNotIn("Item", hidden.split("Work during the absence")[1])
        self.post("absence/add/", cast.head, **values, _shown="1")
        self.assertEqual(Absence.objects.get().person, cast.head)

    def test_one_records_ones_own_and_the_head_those_of_the_desk(self) -> None:
        cast = self.cast
        page = self.page("absence/add/")
        self.assertIn(f'<option value="{cast.officer.pk}" selected>Officer</option>', page)
        self.assertNotIn(">Stranger</option>", page)
        self.post("absence/add/", cast.officer, **self.values(cast.officer, cast.head))
        made = Absence.objects.get()
        self.assertEqual((made.person, made.recorded_by), (cast.officer, cast.officer))
        self.post("absence/add/", cast.head, **self.values(cast.embassy_officer, cast.officer))
        self.assertEqual(Absence.objects.count(), 2)

    def test_a_focal_point_finds_a_colleague(self) -> None:
        cast = self.cast
        page = self.page("absence/add/", cast.focal_point)
        self.assertIn(">Validator</option>", page)
        self.assertNotIn(">Officer</option>", page)
        self.post("absence/add/", cast.focal_point, **self.values(cast.focal_point, cast.validator))
        self.assertEqual(Absence.objects.get().deputy, cast.validator)

    def test_a_deputy_with_less_is_told_of(self) -> None:
        cast = self.cast
        page = self.post("absence/add/", cast.head, **self.values(cast.head, cast.officer))
        self.assertIn("Officer has clearance up to confidential", page)
        made = Absence.objects.get()
        self.assertIn("Officer has clearance up to confidential", self.page(f"absence/{made.pk}/change/"))

    def test_overlaps_and_strange_deputies_are_refused_in_a_sentence(self) -> None:
        cast = self.cast
        self.post("absence/add/", cast.officer, **self.values(cast.officer, cast.head))
        page = self.post("absence/add/", cast.officer, **self.values(cast.officer, cast.division_head))
        self.assertIn("An absence of Officer is already recorded from", page)
        page = self.post("absence/add/", cast.administrator, **self.values(cast.head, cast.stranger))
        self.assertIn("The deputy must belong to the same desk", page)
        page = self.post("absence/add/", cast.head, **self.values(cast.head, cast.officer, days=-1))
        self.assertIn("The last day of absence is before the first day. Correct one of the two dates.", page)
        self.assertEqual(Absence.objects.count(), 1)

    def test_others_look_and_do_not_write(self) -> None:
        cast = self.cast
        self.post("absence/add/", cast.officer, **self.values(cast.officer, cast.head))
        made = Absence.objects.get()
        page = self.page(f"absence/{made.pk}/change/", cast.stranger)
        self.assertNotIn('name="_save"', page)
        self.client.force_login(cast.stranger)
        self.client.post(f"{BASE}/absence/{made.pk}/step/off/")
        self.assertTrue(Absence.objects.exists())

    def test_everybody_opens_it_and_who_may_not_read_the_accounts_learns_no_name(self) -> None:
        cast = self.cast
        cast.head.name, cast.officer.name = "Nora Quist", "Otto Brand"
        for one in (cast.head, cast.officer):
            one.save()
        self.post("absence/add/", cast.head, **self.values(cast.head, cast.officer))
        path = f"absence/{Absence.objects.get().pk}/change/"
        for person in cast.everybody:
            self.client.force_login(person)
            self.assertEqual(self.client.get(f"{BASE}/{path}").status_code, 200, person.username)
        page = self.page(path, cast.focal_point)
        for hidden in ("Nora Quist", "Otto Brand", "confidential. Notices about records"):
            self.assertIn(hidden, self.page(path, cast.head))
            self.assertNotIn(hidden, page)

    def test_one_who_is_back_says_so(self) -> None:
        cast = self.cast
        self.post("absence/add/", cast.officer, **self.values(cast.officer, cast.head))
        made = Absence.objects.get()
        page = self.post(f"absence/{made.pk}/step/off/", cast.head)
        self.assertIn("The deputy no longer acts for this person.", page)
        self.assertFalse(Absence.objects.exists())

    def test_the_desk_of_the_deputy_says_for_whom(self) -> None:
        cast = self.cast
        self.post("absence/add/", cast.officer, **self.values(cast.officer, cast.head))
        self.client.force_login(cast.head)
        self.assertIn("You are the deputy for Officer until", self.client.get("/admin/").content.decode())
        self.client.force_login(cast.officer)
        self.assertIn("Your deputy is Head.", self.client.get("/admin/").content.decode())
