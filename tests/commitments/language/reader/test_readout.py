"""What a pasted readout states about its meeting: partner, day, place, delegates and title."""

import datetime

from django.test import SimpleTestCase

from commitments.enums import OutcomeKind, StatementKind
from commitments.language.reader.readout import Readout, find_kind, find_partner, read_readout

OURS, THEIRS = ("Republic of Korea", "대한민국"), ("Valdoria",)
DAY = datetime.date(2027, 3, 12)
MET = "Foreign Minister Han Seo-yun met Valdorian Foreign Minister Ada Marlow"


def read(text: str) -> Readout:
    return read_readout(text, ours=OURS, theirs=THEIRS)


def people(text: str) -> list[tuple[str | None, str]]:
    return [(one.side, one.words) for one in read(text).delegates]


class PartnerTests(SimpleTestCase):
    def test_the_partner_is_the_country_of_the_meeting_not_the_one_most_talked_about(self) -> None:
        text = (
            f"{MET} in Port Serin. They discussed Japan, the Japanese market and the visit to Japan of the "
            "Japanese envoy."
        )
        self.assertEqual(find_partner(text, OURS, {}), "XV")

    def test_a_partner_that_only_the_record_knows_is_found_by_its_name(self) -> None:
        text = "The Ruritanian Government will send a list. Ruritania welcomed the visit to Seoul."
        self.assertEqual(find_partner(text, OURS, {"XW": ["Ruritania"]}), "XW")
        self.assertIsNone(find_partner(text, OURS, {}))

    def test_a_text_that_names_no_other_country_has_no_partner(self) -> None:
        self.assertIsNone(find_partner("Our side will send a list to the Korean embassy.", OURS, {}))


class DayTests(SimpleTestCase):
    def test_the_day_on_which_the_text_says_that_they_met_is_the_day(self) -> None:
        for text in (
            f"{MET} in Port Serin on 12 March 2027 to discuss the treaty signed on 3 May 2024.",
            f"On Friday, 12 March 2027, {MET} in Port Serin.",
            "The third Policy Consultation between Korea and Valdoria was held in Seoul on March 12, 2027.",
            "Following the summit on 3 May 2025, the ministers of Korea and Valdoria met on 12 March 2027.",
            f"{MET}. The meeting took place in Port Serin on 12 March 2027.",
            "Agreed Minutes\n\nDate: 12 March 2027, 10:00\nVenue: Seoul\n\nBoth agreed to meet again.",
            "Minutes\nDate of the meeting: 2027-03-12\n\nThe two sides agreed to meet again.",
            "한수연 외교부 장관은 2027년 3월 12일 서울에서 마를로 발도리아 외교장관과 회담을 가졌다.",
            "한-발도리아 정책협의회가 2027년 3월 12일 서울에서 개최되었다.",
            "회의 결과\n일시: 2027. 3. 12.(금) 10:00\n장소: 서울\n\n양측은 협력을 강화하기로 하였다.",
            "Le ministre de Valdorie s'est entretenu avec son homologue coréen à Séoul le 12 mars 2027.",
        ):
            with self.subTest(text):
                day = read(text).day
                self.assertEqual(day.day if day else None, DAY)

    def test_the_day_of_anything_else_is_not_the_day_of_the_meeting(self) -> None:
        for text in (
            f"{MET}, the foreign ministry said on 12 March 2027.",
            f"{MET} to prepare the summit on 12 March 2027.",
            f"{MET}. The next meeting will be held in Seoul on 12 March 2027.",
            f"{MET}. They recalled the summit held in Seoul on 12 March 2027.",
            f"{MET} after the treaty had been signed on 12 March 2027.",
            f"Seoul, 12 March 2027\n\n{MET}.",
            f"Date: 12 March 2027\n\n{MET}.",
            "Our side will send the list by 12 March 2027.",
            "외교부는 2027년 3월 12일 한수연 장관이 마를로 발도리아 외교장관과 회담을 가졌다고 밝혔다.",
            "한수연 장관은 2027년 3월 12일 체결된 협정에 관해 발도리아 외교장관과 회담을 가졌다.",
            "양측은 차기 회의를 2027년 3월 12일 서울에서 개최하기로 하였다.",
        ):
            with self.subTest(text):
                self.assertIsNone(read(text).day)

    def test_a_wording_that_leaves_the_day_open_is_kept_as_worded(self) -> None:
        for text, wording, lacks_year in (
            (f"{MET} in Port Serin on 12 March.", "12 March", True),
            (f"{MET} on 12 and 13 March 2027.", "12 and 13 March 2027", False),
            (f"{MET} on Monday, 12 March 2027.", "Monday, 12 March 2027", False),
            ("한수연 장관은 3월 12일 서울에서 발도리아 외교장관과 회담을 가졌다.", "3월 12일", True),
            ("한수연 장관은 12일 서울에서 발도리아 외교장관과 회담을 가졌다.", "12일", False),
        ):
            with self.subTest(text):
                day = read(text).day
                assert day is not None
                self.assertEqual((day.wording, day.day, day.lacks_year), (wording, None, lacks_year))


class PlaceTests(SimpleTestCase):
    def test_the_place_is_where_they_met(self) -> None:
        for text, place in (
            (f"{MET} in Port Serin on 12 March 2027.", "Port Serin"),
            (f"{MET} at the Harbour Palace in Port Serin.", "Harbour Palace, Port Serin"),
            (f"{MET} for talks on cooperation in Jeju.", ""),
            (f"{MET} to open an office in Port Serin.", ""),
            (f"{MET}. They will meet in Seoul.", ""),
            ("The consultation on visas was held on 12 March 2027 in Seoul.", "Seoul"),
            (
                "Date: 12 March 2027\nVenue: Ministry of Foreign Affairs, Seoul\n\nBoth agreed.",
                "Ministry of Foreign Affairs, Seoul",
            ),
            (
                "한수연 장관은 12일 서울 외교부 청사에서 발도리아 외교장관과 회담을 가졌다.",
                "서울 외교부 청사",
            ),
            ("양 장관은 회담에서 협력을 강화하기로 하였다.", ""),
            ("Le ministre s'est entretenu avec son homologue à Séoul le 12 mars 2027.", "Séoul"),
        ):
            with self.subTest(text):
                self.assertEqual(read(text).place, place)


class DelegateTests(SimpleTestCase):
    def test_those_who_met_are_named_with_their_offices(self) -> None:
        ours, theirs = ("ours", "Han Seo-yun, Foreign Minister"), ("theirs", "Ada Marlow, Foreign Minister")
        of_trade = "Minister of Trade and Industry"
        for text, found in (
            (f"{MET} in Port Serin.", [ours, theirs]),
            (
                f"Han Seo-yun, {of_trade} of Korea, held talks with the {of_trade} of Valdoria, Ada Marlow.",
                [("ours", f"Han Seo-yun, {of_trade}"), ("theirs", f"Ada Marlow, {of_trade}")],
            ),
            (
                (
                    "The diplomats of Korea and Valdoria held talks. During the talks, Foreign Ministers "
                    "Han Seo-yun and Ada Marlow agreed to cooperate. President Bo Lim visited in May."
                ),
                [ours, theirs],
            ),
            (
                "The foreign ministers of Korea and Valdoria met in Seoul.",
                [("ours", "Foreign minister"), ("theirs", "Foreign minister")],
            ),
            (
                "Minutes\nParticipants\nKorean side: Han Seo-yun (Director-General)\n\nBoth agreed.",
                [],
            ),
            (
                (
                    "Participants: see below\nKorean side: Han Seo-yun (Director), Kim Ara (Adviser)\n"
                    "Valdorian side: Ada Marlow (Director)\n\nBoth agreed."
                ),
                [
                    ("ours", "Han Seo-yun, Director"),
                    ("ours", "Kim Ara, Adviser"),
                    ("theirs", "Ada Marlow, Director"),
                ],
            ),
            (
                "한수연 외교부 장관은 서울에서 에이다 말로 발도리아 외교장관과 회담을 가졌다.",
                [("ours", "한수연 외교부 장관"), ("theirs", "에이다 말로 외교장관")],
            ),
        ):
            with self.subTest(text):
                self.assertEqual(people(text), found)

    def test_whoever_is_only_spoken_about_did_not_meet(self) -> None:
        text = f"{MET}. Last month, President Kim Ara spoke to Prime Minister Bo Lim of Valdoria."
        self.assertEqual(len(people(text)), 2)


class ReadoutTests(SimpleTestCase):
    def test_a_title_names_the_offices_of_both_heads_else_the_partner(self) -> None:
        for text, title in (
            (f"{MET} in Port Serin.", "Meeting of the foreign ministers of Korea and Valdoria"),
            (
                "Foreign Minister Han Seo-yun met Valdorian Prime Minister Bo Lim.",
                "Meeting of the foreign minister of Korea and the prime minister of Valdoria",
            ),
            ("The Valdorian side will send a list.", "Meeting with Valdoria"),
            ("한국 측은 발도리아 측에 협력을 요청하였다.", "한국·발도리아 회담"),
        ):
            with self.subTest(text):
                self.assertEqual(read(text).title, title)

    def test_the_kind_of_text_is_found_in_its_head(self) -> None:
        for text, kind in (
            ("Joint Statement\n\nThe two sides agreed to meet.", StatementKind.JOINT_STATEMENT),
            ("Agreed Minutes of the Meeting\n\nBoth agreed to meet.", StatementKind.AGREED_MINUTES),
            ("양해각서\n\n각 당사자는 협력한다.", StatementKind.MEMORANDUM),
            (f"{MET}, the foreign ministry said Monday.", StatementKind.PRESS_REPORT),
            (f"{MET}. They welcomed the joint statement of last year.", StatementKind.OUR_READOUT),
        ):
            with self.subTest(text):
                self.assertEqual(find_kind(text), kind)

    def test_outcomes_are_what_the_reader_of_statements_finds(self) -> None:
        readout = read(
            f"{MET} on 12 March 2027. Valdoria will send the list of contact points within 30 days. "
            "Minister Han asked Valdoria to open a second office."
        )
        self.assertEqual([one.act for one in readout.clauses], [OutcomeKind.COMMITMENT, OutcomeKind.REQUEST])
        self.assertEqual([one.owner for one in readout.clauses], ["theirs", "theirs"])
        self.assertEqual(readout.clauses[0].due.wording, "within 30 days")
