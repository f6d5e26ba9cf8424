"""What a pasted readout states about its meeting: partner, day, place, delegates and title."""

import datetime

from django.test import SimpleTestCase

from commitments.enums import MeetingForm, OutcomeKind, StatementKind
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
                [("ours", "Han Seo-yun, Director-General")],
            ),
            (
                "Minutes\nKorean side: the Director will send the list by May.\n\nBoth agreed.",
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


class HeadTests(SimpleTestCase):
    """What stands above the first sentence of a readout, as officers write it."""

    def test_day_and_place_stand_in_a_title_or_in_labelled_lines(self) -> None:
        both = "\n- Both sides agreed to meet again."
        for head, place in (
            (f"Quick readout – call w/ Valdoria, 12 Mar 2027, Port Serin (VTC){both}", "Port Serin"),
            (f"Meeting report: Korea-Valdoria consultations on visas (Seoul, 12 March 2027){both}", "Seoul"),
            (f"Subject: mtg w/ Valdoria 12 March 2027 - follow up{both}", ""),
            (f"Minutes\nDate and venue: 12 March 2027, Harbour House{both}", "Harbour House"),
            (f"Minutes\nDate: 12 March 2027 | Venue: Harbour House{both}", "Harbour House"),
            (
                "Réunion du 12 mars 2027 à Port Serin – Comité mixte\n- Les parties se réuniront.",
                "Port Serin",
            ),
            ("1. 일시/장소: 2027.3.12.(금) 15:00, 화상\n o 양측은 재회동키로 함", ""),
            ("□ 일시 및 장소 : 2027. 3. 12.(금) 16:00~17:30 / 서울\nㅇ 양측은 재회동키로 함", "서울"),
            ("(일시) 2027.3.12.\n(장소) 청사 17층\nㅇ 양측은 재회동키로 함", "청사 17층"),
            ("한·발도리아 외교장관 통화 결과('27.3.12.)\nㅇ 발측은 회신하겠다고 함.", ""),
        ):
            with self.subTest(head):
                found = read(head)
                self.assertEqual((found.day.day if found.day else None, found.place), (DAY, place))

    def test_a_call_and_a_session_are_known_by_the_head(self) -> None:
        for head, form in (
            ("Call with Valdoria, 12 March 2027", MeetingForm.CALL),
            ("1. 일시/장소: 2027.3.12.(금) 15:00, 화상", MeetingForm.CALL),
            ("Joint Commission, 4th session, Port Serin, 12 March 2027", MeetingForm.SESSION),
            ("Courtesy call on the Minister of Valdoria, Seoul, 12 March 2027 (meeting)", None),
            ("Meeting with Valdoria, 12 March 2027", None),
        ):
            with self.subTest(head):
                self.assertEqual(read(f"{head}\n- Both sides agreed to meet again.").form, form)

    def test_a_title_about_a_meeting_to_come_or_a_press_release_has_no_day(self) -> None:
        for head in (
            "Briefing on the meeting with Valdoria, 12 March 2027",
            "Press release on the meeting of the ministers, 12 March 2027",
            "Next meeting with Valdoria: 12 March 2027",
            "차기 한·발도리아 회의 준비 (2027.3.12.)",
            "Comments on the draft, 12 March 2027",
        ):
            with self.subTest(head):
                self.assertIsNone(read(f"{head}\n\nValdoria will send a list.").day)

    def test_the_lines_of_participants_name_them_by_side(self) -> None:
        for line, found in (
            (
                "Present: DG Han (MOFA), for them: Director Ada Marlow, Ministry of Trade and Industry.",
                [
                    ("ours", "Han, DG, MOFA"),
                    ("theirs", "Ada Marlow, Director, Ministry of Trade and Industry"),
                ],
            ),
            (
                "Participants: ROK - Han (DG), Kim; VAL - Marlow (Dir.)",
                [("ours", "Han, DG"), ("ours", "Kim"), ("theirs", "Marlow, Dir.")],
            ),
            (
                "Present for us: DG Han. For Valdoria: Amb. Marlow, Third Secretary Reed.",
                [("ours", "Han, DG"), ("theirs", "Marlow, Amb."), ("theirs", "Reed, Third Secretary")],
            ),
            (
                "Korean delegation: Mr Han (Director), Ms Kim",
                [("ours", "Han, Director"), ("ours", "Kim")],
            ),
            (
                "The Valdorian delegation was headed by Ms Ada Marlow, Director for Consular Affairs.",
                [("theirs", "Ada Marlow, Director for Consular Affairs")],
            ),
            (
                "참석: (우리측) 한국장, 김철수 서기관 / (발도리아측) Ada Marlow 부국장",
                [("ours", "한 국장"), ("ours", "김철수 서기관"), ("theirs", "Ada Marlow 부국장")],
            ),
            (
                "면담자: 주한 발도리아대사 (상대측), 아주국장 (우리측)",
                [("theirs", "주한 발도리아대사"), ("ours", "아주국장")],
            ),
        ):
            with self.subTest(line):
                first = "회의 결과" if "측" in line else "Minutes of a call with Valdoria"
                self.assertEqual(people(f"{first}\n{line}\n- Both sides agreed to meet again."), found)

    def test_no_line_of_the_head_is_part_of_an_outcome(self) -> None:
        read_clauses = read(
            "Meeting with Ambassador Marlow (Valdoria), 12 March 2027, Seoul\nPresent for us: DG Han\n"
            "The Ambassador will get us the flight details by Monday."
        ).clauses
        self.assertEqual(
            [one.clause for one in read_clauses], ["The Ambassador will get us the flight details by Monday."]
        )

    def test_they_and_we_are_the_two_sides_in_our_own_account(self) -> None:
        clauses = read(
            "Call with Valdoria, 12 March 2027\n- they'll send us the list by Friday\n"
            "- KR to check the old one\n- Both agreed to meet again in the 2nd half of May\n"
            "- We asked for the release of the boats."
        ).clauses
        self.assertEqual([one.owner for one in clauses], ["theirs", "ours", "joint", "theirs"])
        self.assertEqual(clauses[2].due.wording, "in the 2nd half of May")


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
