"""Reference data, absences and accounts written on their own pages verify clean."""

from commitments.enums import Role
from commitments.models import (
    Absence,
    AccountChange,
    BlackoutPeriod,
    Country,
    CountryName,
    Desk,
    Division,
    Holiday,
    HolidayYear,
    LevelTitle,
    Mechanism,
    Ministry,
    MinistryName,
    Official,
    OfficialName,
    User,
)
from tests.cast import NOW, PASSWORD, TODAY
from tests.commitments.verification.covering import covers
from tests.commitments.verification.pages import VerifiedCase, page_of


class PartyTests(VerifiedCase):
    @covers(Country, CountryName, Desk, Division)
    def test_countries_desks_and_divisions(self) -> None:
        by = self.cast.administrator
        self.fill("division/add/", by, name="Oceans")
        division = Division.objects.get(name="Oceans")
        self.fill("desk/add/", name="Isles desk", division=division.pk)
        desk = Desk.objects.get(name="Isles desk")
        named = {"names-TOTAL_FORMS": 1, "names-0-language": "ko", "names-0-name": "섬나라"}
        typed = {"iso": "XA", "name": "Isles", "capital": "Port", "time_zone": "Etc/GMT-3", "languages": "en"}
        self.fill("country/add/?row=1", desk=desk.pk, **typed, **named)
        country = Country.objects.get(iso="XA")
        self.assertEqual(CountryName.objects.get(country=country).name, "섬나라")
        self.fill(page_of(country), **{"capital": "Harbour", "names-0-name": "섬들"})
        self.fill(page_of(desk), name="Islands desk")
        self.fill(page_of(division), name="Seas")

    @covers(Ministry, MinistryName, Official, OfficialName, Mechanism)
    def test_ministries_officials_and_mechanisms(self) -> None:
        place = {"country": self.cast.valdoria.pk}
        named = {"names-TOTAL_FORMS": 1, "names-0-language": "ko", "names-0-name": "항만부"}
        self.fill("ministry/add/?row=1", name="Ministry of Harbours", **place, **named)
        ministry = Ministry.objects.get(name="Ministry of Harbours")
        self.assertTrue(MinistryName.objects.filter(ministry=ministry).exists())
        self.fill(page_of(ministry), **{"short_name": "MOH", "names-0-name": "항만청"})
        named = {"names-TOTAL_FORMS": 1, "names-0-language": "ko", "names-0-post": "장관"}
        self.fill("official/add/?row=1", post="Minister", ministry=ministry.pk, **place, **named)
        official = Official.objects.get(ministry=ministry)
        self.assertTrue(OfficialName.objects.filter(official=official).exists())
        self.fill(page_of(official), person="Ana Reyes")
        self.press(page_of(official, "step", "left"), left_on=TODAY.isoformat(), person="Ben Cruz")
        self.press(page_of(ministry, "successor"), name="Ministry of Ports", on=TODAY.isoformat(), _do="1")
        self.fill("mechanism/add/", name="Joint Commission", **place)
        self.fill(page_of(Mechanism.objects.get()), frequency="every year")

    @covers(Holiday, HolidayYear)
    def test_holidays_and_their_years(self) -> None:
        place = {"country": self.cast.korea.pk}
        day = {
            "day": "2026-03-17",
            "name": "Day of mourning",
            "is_non_working": "on",
            "declared_on": "2026-03-11",
        }
        self.fill("holiday/add/", **place, **day)
        self.fill(page_of(Holiday.objects.get()), day="2026-03-18")
        self.press(page_of(Holiday.objects.get(), "step", "take-back"), reason="A rumour.")
        self.fill("holidayyear/add/", **place, year=2026, confirmed_on="2026-03-11")
        self.press(page_of(HolidayYear.objects.get(), "step", "take-back"), reason="Too early.")
        self.assertFalse(Holiday.objects.exists() or HolidayYear.objects.exists())

    @covers(LevelTitle, BlackoutPeriod)
    def test_titles_by_level_and_blackout_days(self) -> None:
        place = {"country": self.cast.valdoria.pk}
        self.fill("leveltitle/add/", **place, level="minister", title="Secretary of State")
        self.fill(page_of(LevelTitle.objects.get()), title="First Secretary")
        self.press(page_of(LevelTitle.objects.get(), "step", "remove"), reason="Usual title.")
        self.fill(
            "blackoutperiod/add/", **place, starts_on="2026-03-17", ends_on="2026-03-18", reason="Summit"
        )
        self.fill(page_of(BlackoutPeriod.objects.get()), ends_on="2026-03-19")
        self.press(page_of(BlackoutPeriod.objects.get(), "step", "remove"), reason="Moved.")
        self.assertFalse(LevelTitle.objects.exists() or BlackoutPeriod.objects.exists())

    @covers(Absence)
    def test_an_absence(self) -> None:
        typed = {"person": self.cast.officer.pk, "deputy": self.cast.head.pk}
        self.client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        self.fill("absence/add/", starts_on="2026-03-12", ends_on="2026-03-20", _shown="1", **typed)
        absence = Absence.objects.get()
        self.fill(page_of(absence), ends_on="2026-03-25", _shown="1")
        self.press(page_of(absence, "step", "off"))


class AccountTests(VerifiedCase):
    second: User

    @classmethod
    def prepare(cls) -> None:
        cls.second = User.objects.create_user(
            "second", "second@example.org", name="Second", role=Role.ADMINISTRATOR, last_login=NOW
        )

    @covers(User, AccountChange)
    def test_accounts_from_the_first_day_to_the_last(self) -> None:
        officer, by = self.cast.officer, self.cast.administrator
        self.fill(page_of(officer), by, name="Renamed")
        wanted = {"role": "desk_officer", "clearance": 3, "desk": self.cast.desk.pk, "reason": "Covers"}
        self.press(page_of(officer, "propose"), **wanted, _do=1)
        change = AccountChange.objects.get()
        self.press(page_of(change, "step", "confirm"), self.second, answer="Seen")
        self.press(page_of(officer, "propose"), by, **wanted | {"clearance": 1}, _do=1)
        self.press("user/invite/", text="Kim, kim@police.example.org, KNPA", _do=1)
        self.press(page_of(officer, "leave"), left_on=TODAY.isoformat(), _do=1)
        self.press(page_of(self.cast.reader, "step", "close"), reason="Lost telephone")
