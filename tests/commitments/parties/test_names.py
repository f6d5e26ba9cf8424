"""A name that an officer records of a ministry is understood by every input at once."""

import re
from typing import Any

import pytest

from commitments.enums import ImportSubject, OwedBy, RowStatus, StatementKind
from commitments.errors import Refused
from commitments.models import AuditRow, Country, Ministry, Statement
from commitments.parties import names, successors
from commitments.search import index
from commitments.statements import reading
from tests import make
from tests.cast import NOW, TODAY
from tests.commitments.admin.test_meeting import MeetingPage
from tests.commitments.admin.test_readout import inputs
from tests.commitments.tables.importer.case import ImportCase

LINE = "/admin/commitments/meeting/line/"
ADD = "/admin/commitments/ministry/add/"
LOCAL_NAME = {"names-0-language": "ko", "names-0-name": "KNPA"}
OTHER_NAME = "/admin/commitments/ministry/other-name/"
PROMISE = "KOSI will send the list of ports by 30 June 2027."
TABLE = "Action | Responsible | Deadline\nSend the list of ports | KOSI | 30 June 2027\n"
KOREAN = "양측은 회담을 가졌다. KOSI는 2027년 6월 30일까지 항만 명단을 송부하기로 하였다."
EMAIL = f"""From: Desk <desk@example.org>
To: Ports <ports@example.org>
Date: Wed, 11 Mar 2026 10:00:00 +0900
Subject: Follow-up

Dear colleagues,

{PROMISE}

Best regards
"""


@pytest.mark.both
class OneNameEverywhere(ImportCase, MeetingPage):
    """The Valdorian Constabulary, which texts and lists call KOSI."""

    def owners_in(self, text: str, kind: StatementKind = StatementKind.OUR_READOUT) -> list[OwedBy | None]:
        statement = Statement(meeting=self.meeting, kind=kind, text=text, language="en")
        return [one.guess.owes for one in reading.found_in(text, statement)]

    def line(self, words: str) -> Any:
        return self.client.post(LINE, {"country": self.cast.valdoria.pk, "line": words}).json()

    def lead_in_row(self) -> Any:
        """Return the parts of owners in a row of a spreadsheet, and what is asked about it."""
        rows = [["Action", "Lead", "Deadline"], ["Send the list of ports", "KOSI", "2027-06-30"]]
        of = self.judged(rows)
        return self.row(of, 2).plan.get("item", {}).get("parts", []), self.faults(of, 2)

    def found(self, words: str) -> list[str]:
        page = self.client.get("/admin/search/", {"q": words})
        return [hit.url for group in page.context["groups"] for hit in group.hits]

    def test_one_new_name_is_understood_by_every_input(self) -> None:
        self.assertEqual(self.owners_in(PROMISE), [None])
        self.assertIsNone(self.line(PROMISE)["row"]["spoken_by"])
        self.assertIn("lead", self.lead_in_row()[1])
        self.assertEqual(self.found("KOSI"), [])
        police = self.cast.their_police
        sent = {"name": " KOSI ", "ministry": police.pk}
        self.assertRedirects(
            self.client.post(OTHER_NAME, sent), f"/admin/commitments/ministry/{police.pk}/change/"
        )
        for text in (PROMISE, TABLE, EMAIL, KOREAN):
            with self.subTest(text):
                self.assertEqual(self.owners_in(text), [OwedBy.THEIRS])
        pasted = self.record(**{"readout-text": f"Both sides met. {PROMISE}", "_read": "1"})
        self.assertEqual(inputs(pasted.content.decode())["outcomes-0-spoken_by"], "theirs")
        told = self.line(PROMISE)
        self.assertEqual(told["row"]["spoken_by"], "theirs")
        self.assertEqual(told["item"]["lead_theirs"], "Valdorian Constabulary")
        parts, faults = self.lead_in_row()
        self.assertEqual(([part[1] for part in parts], faults), ([police.pk], {}))
        self.assertEqual(self.found("KOSI"), [f"/admin/commitments/ministry/{police.pk}/change/"])
        police.refresh_from_db()
        self.assertEqual(police.other_names, "KOSI")
        self.assertEqual(
            AuditRow.objects.filter(subject_id=police.pk).latest("pk").after["other_names"], "KOSI"
        )

    def test_an_import_of_ministries_takes_no_name_of_another(self) -> None:
        rows = [
            ["Country", "Name", "Short name"],
            ["KR", "Police of Korea", "knpa"],
            ["KR", "Coast Guard", "KCG"],
            ["KR", "Customs Service", "kcg"],
            ["XV", "Police of Valdoria", "KNPA"],
        ]
        of = self.judged(rows, ImportSubject.MINISTRIES)
        error, new = RowStatus.ERROR, RowStatus.NEW
        self.assertEqual(self.verdicts(of), [error, new, error, new])
        self.assertIn("already a name of National Police Agency", self.faults(of, 2)["short_name"])
        self.assertIn("Row 3 has the name “kcg” too", self.faults(of, 4)["short_name"])
        # Given to another since the rows were checked.
        names.add_name(self.cast.police, "KCG", by=self.cast.officer, now=NOW)
        self.taken(of)
        self.assertIn("already a name", self.row(of, 3).reason)
        self.assertEqual(
            Ministry.objects.get(short_name="KNPA", country__iso="XV").name, "Police of Valdoria"
        )

    def test_a_text_that_was_read_says_that_there_are_new_names(self) -> None:
        statement = make.statement(self.cast, self.meeting, text=PROMISE)
        read = reading.read_text(statement, by=self.cast.officer, now=NOW)
        page = f"/admin/commitments/statement/{statement.pk}/reading/"
        self.assertNotContains(self.client.get(page), "Names of ministries were added")
        names.add_name(self.cast.their_police, "KOSI", by=self.cast.officer, now=NOW.replace(hour=2))
        self.assertTrue(reading.has_new_names(statement, read))
        self.assertContains(self.client.get(page), "Names of ministries were added")


@pytest.mark.both
class NameTests(MeetingPage):
    def test_a_name_is_kept_once_and_means_one_ministry_of_its_country(self) -> None:
        ours, officer = self.cast.police, self.cast.officer
        for name in ("Police HQ", "police  hq", "KNPA"):
            names.add_name(ours, name, by=officer, now=NOW)
        ours.refresh_from_db()
        self.assertEqual(ours.other_names, "Police HQ")
        with self.assertRaisesMessage(Refused, "“Police HQ” is already a name of National Police Agency"):
            names.add_name(self.cast.mofa, "Police HQ", by=officer, now=NOW)
        # Another country may have the same.
        names.add_name(self.cast.their_police, "Police HQ", by=officer, now=NOW)

    def test_only_who_keeps_ministries_adds_a_name(self) -> None:
        self.client.force_login(self.cast.reader)
        self.assertEqual(self.client.get(OTHER_NAME).status_code, 404)
        with self.assertRaises(Refused):
            names.add_name(self.cast.police, "HQ", by=self.cast.reader, now=NOW)

    def test_a_small_window_hands_the_ministry_back(self) -> None:
        address = f"{OTHER_NAME}?_popup=1&country={self.cast.valdoria.pk}&name=KOSI"
        self.assertContains(self.client.get(address), 'value="KOSI"')
        done = self.client.post(address, {"name": "KOSI", "ministry": self.cast.their_police.pk})
        self.assertContains(done, f"&quot;value&quot;: &quot;{self.cast.their_police.pk}&quot;")
        add = self.client.get("/admin/commitments/ministry/add/?_popup=1&name=KOSI")
        self.assertContains(add, f"{OTHER_NAME}?_popup=1&amp;name=KOSI")

    def test_an_unknown_lead_of_a_meeting_leads_to_the_page(self) -> None:
        book = {"outcomes-TOTAL_FORMS": 1, "outcomes-0-clause": PROMISE, "outcomes-0-kind": "commitment"}
        lead = {"outcomes-0-items-TOTAL_FORMS": 1, "outcomes-0-items-0-lead_theirs": "KOSI"}
        page = self.record(**book, **lead, **{"outcomes-0-spoken_by": "theirs"})
        self.assertContains(page, f"{OTHER_NAME}?country={self.cast.valdoria.pk}&amp;name=KOSI")

    def test_a_new_or_renamed_ministry_takes_no_name_of_another(self) -> None:
        ours = {"country": self.cast.korea.pk, "names-TOTAL_FORMS": 0, "names-INITIAL_FORMS": 0}
        taken = "is already a name of National Police Agency"
        for typed in (
            {"name": "national  police AGENCY"},
            {"name": "Police of Korea", "short_name": "Knpa"},
            {"name": "Police of Korea", "other_names": "K N P A"},
            {"name": "Police of Korea", "names-TOTAL_FORMS": 1, **LOCAL_NAME},
        ):
            with self.subTest(typed):
                page = self.client.post(ADD, ours | typed)
                self.assertContains(page, taken)
        self.client.post(ADD, ours | {"name": "Coast Guard", "short_name": "KCG"})
        made = Ministry.objects.get(name="Coast Guard")
        self.assertContains(self.renamed(made, "Coast Guard", "KNPA"), taken)
        # Recorded before the rule: saved as it is, and no longer once its names change.
        Ministry.objects.filter(pk=made.pk).update(short_name="KNPA")
        made.refresh_from_db()
        self.assertEqual(self.renamed(made, "Coast Guard Agency", "KNPA").status_code, 302)
        made.refresh_from_db()
        self.assertContains(self.renamed(made, "National Police Agency", "KNPA"), taken)
        # Another country may have the same.
        theirs = ours | {"country": self.cast.valdoria.pk, "name": "National Police Agency"}
        self.assertEqual(self.client.post(ADD, theirs).status_code, 302)

    def renamed(self, ministry: Ministry, name: str, short_name: str) -> Any:
        values = {"country": ministry.country_id, "name": name, "short_name": short_name}
        inlines = {"names-TOTAL_FORMS": 0, "names-INITIAL_FORMS": 0}
        path = f"/admin/commitments/ministry/{ministry.pk}/change/"
        seen = re.search(r'name="as_seen" value="(\w+)"', self.client.get(path).content.decode())
        assert seen is not None
        return self.client.post(path, values | inlines | {"as_seen": seen[1]})

    def test_a_successor_may_keep_the_short_name_and_take_no_other(self) -> None:
        police, on = self.cast.their_police, TODAY
        Ministry.objects.filter(pk=police.pk).update(short_name="VC")
        Ministry.objects.create(country=police.country, name="Valdorian Coast Guard", short_name="VCG")
        with self.assertRaisesMessage(Refused, "“vcg” is already a name of Valdorian Coast Guard"):
            successors.record_succession(
                police,
                name="Police of Valdoria",
                short_name="vcg",
                on=on,
                by=self.cast.administrator,
                now=NOW,
            )
        successors.record_succession(
            police, name="Police of Valdoria", short_name="VC", on=on, by=self.cast.administrator, now=NOW
        )
        # What has ended leaves its name to others.
        self.assertIsNone(names.why_not_call(police.country, ["Valdorian Constabulary"], None))

    def test_countries_and_ministries_are_found_by_what_they_are_called(self) -> None:
        cambodia = Country.objects.create(iso="KH", name="Cambodia", capital="Phnom Penh", time_zone="UTC")
        ministry = Ministry.objects.create(
            country=cambodia, name="Ministry of Foreign Affairs and Cooperation"
        )
        index.update_rows(Country)
        index.update_rows(Ministry)
        for words in ("캄측", "Cambodian side", "프놈펜", "Cambodge"):
            with self.subTest(words):
                self.assertEqual(self.urls(words), [f"/admin/commitments/country/{cambodia.pk}/change/"])
                page = self.client.get("/admin/commitments/country/", {"q": words})
                self.assertContains(page, "Cambodia</a>")
        ours, theirs = (f"/admin/commitments/ministry/{one.pk}/change/" for one in (self.cast.mofa, ministry))
        self.assertEqual(self.urls("캄측 외교부"), [theirs])
        self.assertIn(ours, self.urls("MOFA"))
        self.assertIn(theirs, self.urls("Cambodian MOFA"))
        page = self.client.get(
            "/admin/commitments/ministry/", {"q": "Ministry of Foreign Affairs (Cambodia)"}
        )
        self.assertContains(page, "Cooperation</a>")

    def urls(self, words: str) -> list[str]:
        page = self.client.get("/admin/search/", {"q": words})
        return [hit.url for group in page.context["groups"] for hit in group.hits]
