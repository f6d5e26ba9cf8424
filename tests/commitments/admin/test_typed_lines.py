"""Lines typed on the page of a meeting: whose each is, what is asked before it is filed, what is filed."""

from typing import Any

from django.test import override_settings
from django.utils.html import escape

from commitments.models import Commitment, CountryName, Official, OfficialName, Outcome
from tests.commitments.admin.test_meeting import MeetingPage, counts

LINE = "/admin/commitments/meeting/line/"
OURS = (
    "Korea will send trainers by 30 June 2027.",
    "South Korea will send trainers.",
    "ROK will send trainers.",
    "The ROK will send trainers.",
    "Republic of Korea shall send trainers.",
    "The Korean side will send trainers.",
    "The South Korean government will send trainers.",
    "Seoul will send trainers.",
    "Our side will send trainers.",
    "KR will send trainers.",
    "Korea sends trainers by 30 June 2027.",
    "Korean side: trainers by 30 June 2027",
    "By 30 June 2027, Korea will send trainers.",
    "The Republic of Korea Navy will send a ship.",
    "The Government of the Republic of Korea will send trainers.",
    "Korea's Ministry of Justice will send trainers.",
    "The Korean Embassy in Port Serin will send trainers.",
    "The Blue House will send trainers.",
    "Trainers will be sent by the Korean side.",
    "Cho asked Valdoria to send a list.",
    "Minister Cho asked for a list.",
    "Cho Garam will send trainers.",
    "Valdoria was asked to send a list.",
    "한국은 교관을 파견하기로 하였다.",
    "한국 측은 교관을 파견하기로 하였다.",
    "대한민국 해군은 함정을 파견하기로 하였다.",
    "서울은 교관을 파견하기로 하였다.",
    "우리 측은 교관을 파견하기로 하였다.",
    "조 장관은 명단을 요청하였다.",
    "조가람 장관은 명단을 요청하였다.",
    "La Corée enverra une liste de la flotte.",
    "La partie coréenne enverra une liste.",
    "Séoul enverra une liste de la flotte.",
)
THEIRS = (
    "Valdoria will send a list.",
    "The Valdorian side will send a list.",
    "Port Serin will send a list.",
    "Their side will send a list.",
    "Osk asked for trainers.",
    "Korea was asked by Valdoria to send trainers.",
    "Korea will be informed by the Valdorian side.",
    "Ministry of Foreign Affairs of Valdoria will send a list.",
    "발도리아는 명단을 보내기로 하였다.",
    "상대측은 명단을 보내기로 하였다.",
)
JOINT = (
    "Both sides will exchange lists.",
    "The two sides will exchange lists.",
    "Korea and Valdoria will exchange lists.",
    "Seoul and Port Serin will exchange lists.",
    "The Korean and Valdorian police will exchange lists.",
    "KR+XV will exchange lists.",
    "양측은 명단을 교환하기로 하였다.",
    "한국과 발도리아는 함께 명단을 교환하기로 하였다.",
    "Les deux parties enverront une liste.",
)
NOT_STATED = (
    "Korean Air will open a route.",
    "Korean Air opens a route in June.",
    "Korea Electric Power will build a plant.",
    "Korean companies will invest.",
    "Korea's exports will grow.",
    "Seoul National University will receive students.",
    "Seoul Metropolitan Government will send trainers.",
    "North Korea will send a delegation.",
    "The DPRK will send a delegation.",
    "Ministry of Foreign Affairs of Westmark will send a list.",
    "Koreans were rescued.",
    "Korean victims were rescued.",
    "They will exchange lists.",
    "We will exchange lists.",
    "A list will be sent by 30 June 2027.",
    "Korea will be informed by 30 June 2027.",
    "The host side will send a list.",
    "The next session will be held in Seoul.",
    "Kim asked for a list.",
    "Nam asked for a list.",
    "Trade, investment and the port.",
    "한국은행은 보고하기로 하였다.",
    "한국전력은 발전소를 짓기로 하였다.",
    "서울대학교는 학생을 받기로 하였다.",
    "북한은 대표단을 보내기로 하였다.",
    "우리는 명단을 교환하기로 하였다.",
    "명단을 교환하기로 하였다.",
    "Une liste sera envoyée avant le 30 juin 2027.",
)


class TypedLines(MeetingPage):
    def setUp(self) -> None:
        super().setUp()
        for country, name in ((self.cast.korea, "대한민국"), (self.cast.valdoria, "발도리아")):
            CountryName.objects.create(country=country, language="ko", name=name)
        for country, person in (
            (self.cast.korea, "Cho Garam"),
            (self.cast.korea, "Kim Haru"),
            (self.cast.valdoria, "Tarel Osk"),
            (self.cast.valdoria, "Kim Osk"),
        ):
            made = Official.objects.create(country=country, post="Minister", person=person)
            if person == "Cho Garam":
                OfficialName.objects.create(official=made, language="ko", person="조가람", post="장관")

    def told(self, line: str) -> dict[str, Any]:
        response = self.client.post(LINE, {"country": self.cast.valdoria.pk, "line": line})
        told: dict[str, Any] = response.json()
        return told

    def file(self, line: str) -> Any:
        """Type a line into a new meeting as the page does: what was read is filled in, then it is saved."""
        told = self.told(line)
        rows = {name: value or "" for name, value in told["row"].items()}
        items = {f"items-0-{name}": value or "" for name, value in told["item"].items()}
        given = {"clause": told["clause"], **rows, **items}
        return self.record(
            **counts(outcomes=1), **{f"outcomes-0-{name}": value for name, value in given.items()}
        )

    def test_a_line_that_names_a_side_is_filed_as_its(self) -> None:
        for side, lines in (("ours", OURS), ("theirs", THEIRS), ("joint", JOINT)):
            for line in lines:
                with self.subTest(line):
                    Commitment.objects.all().delete()
                    self.file(line)
                    self.assertEqual(Outcome.objects.order_by("pk").last().spoken_by, side)  # type: ignore[union-attr]
                    self.assertNotIn("Select the side", str(self.told(line)["needs"]))

    def test_what_a_line_does_not_name_is_asked_and_nothing_is_filed(self) -> None:
        for line in NOT_STATED:
            with self.subTest(line):
                told = self.told(line)
                self.assertIsNone(told["row"]["spoken_by"])
                self.assertIn("Select the side", told["needs"][0][2])
                refused = self.file(line)
                self.assertContains(
                    refused, "Select the side. “Not stated” is possible only for a topic discussed."
                )
                self.assertContains(refused, escape(line))
                self.assertFalse(Outcome.objects.exists())

    def test_a_request_is_owed_by_the_side_that_was_asked_alone(self) -> None:
        told = self.told("Cho asked Valdoria to send a list by 30 June 2027.")
        self.assertEqual((told["row"]["kind"], told["row"]["spoken_by"]), ("request", "ours"))

    def test_a_topic_needs_no_side_and_anything_firmer_does(self) -> None:
        told = self.told("Discussed the landing of fish.")
        self.assertEqual((told["row"]["kind"], told["row"]["spoken_by"]), ("topic", "not_stated"))
        self.assertNotIn("Needs your input", dict(told["said"]))
        self.file("Discussed the landing of fish.")
        topic = Outcome.objects.get()
        self.assertEqual((topic.kind, topic.spoken_by), ("topic", "not_stated"))
        page = self.client.get(f"/admin/commitments/meeting/{topic.meeting_id}/change/").content.decode()
        self.assertNotIn("KR", page[page.index("Discussed the landing") - 400 : page.index("Discussed the")])
        for kind in ("understanding", "commitment", "request"):
            given = {"clause": "A word.", "kind": kind, "spoken_by": "not_stated"}
            refused = self.record(
                **counts(outcomes=1), **{f"outcomes-0-{name}": value for name, value in given.items()}
            )
            self.assertContains(
                refused, "Select the side. “Not stated” is possible only for a topic discussed."
            )
        self.assertEqual(Outcome.objects.count(), 1)

    def test_a_new_row_begins_without_a_side(self) -> None:
        shown = self.client.get("/admin/commitments/meeting/add/")
        self.assertContains(shown, '<option value="" selected>select…</option>', html=True)

    def test_every_country_may_be_home(self) -> None:
        self.client.force_login(self.cast.stranger)
        for home, side in (("XV", "ours"), ("KR", None)):
            with override_settings(HOME_COUNTRY=home):
                given = {"country": self.cast.elsewhere.pk, "line": "The Valdorian side will send a list."}
                self.assertEqual(self.client.post(LINE, given).json()["row"]["spoken_by"], side)
