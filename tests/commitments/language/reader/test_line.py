"""What one typed line says by itself, and what it does not."""

from django.test import SimpleTestCase

from commitments.enums import OutcomeKind, OwedBy, Side, Strength
from commitments.language.reader.participants import Known
from commitments.language.reader.typed_line import Line, Parties, find_deadline, read_line

INTERIOR, POLICE = "Ministry of Interior", "National Police Agency"
PARTIES = Parties(
    codes={"XV": Side.THEIRS, "KR": Side.OURS},
    ours=("Republic of Korea", "대한민국"),
    theirs=("Valdoria", "발도리아"),
    ministries={
        "moi": (Side.THEIRS, INTERIOR),
        "ministry of interior": (Side.THEIRS, INTERIOR),
        "내무부": (Side.THEIRS, INTERIOR),
        "knpa": (Side.OURS, POLICE),
        "경찰청": (Side.OURS, POLICE),
    },
    known=Known(
        people={"ours": ("Cho Garam", "조가람", "Kim Haru"), "theirs": ("Tarel Osk", "Kim Osk")},
        capitals={"theirs": ("Port Serin",)},
    ),
)
OWED = OutcomeKind.COMMITMENT


def read(text: str) -> Line:
    return read_line(text, PARTIES)


class Lines(SimpleTestCase):
    def test_a_code_a_ministry_and_words_of_time_make_a_commitment(self) -> None:
        line = read("XV MOI names two liaison officers within 10 working days.")
        self.assertEqual(line.clause, "MOI names two liaison officers within 10 working days.")
        self.assertEqual((line.spoken_by, line.kind), (OwedBy.THEIRS, OWED))
        self.assertEqual(
            (dict(line.leads), line.wording), ({Side.THEIRS: INTERIOR}, "within 10 working days")
        )
        self.assertIsNone(line.strength)

    def test_what_a_line_does_not_say_stays_empty(self) -> None:
        text = "Trade, investment and the port at Serin."
        self.assertEqual(read(text), Line(text))

    def test_what_looks_like_a_day_and_is_none_is_kept_and_told(self) -> None:
        for text, words in (
            ("XV MOI to report by 30 Febuary.", "by 30 Febuary"),
            ("XV MOI to report by 30 February 2027", "by 30 February 2027"),
            ("XV MOI to report before Jume 30", "before Jume 30"),
            ("XV MOI to report by 31.02.2027", "by 31.02.2027"),
            ("XV 내무부는 2월 30일까지 명단을 보낸다", "2월 30일까지"),
            ("XV MOI to report by 31 Feb 2027", "by 31 Feb 2027"),
            ("XV MOI to report by 29 Feb 2027 in writing", "by 29 Feb 2027"),
            ("by Feb 31, 2027 XV MOI will report", "by Feb 31, 2027"),
            ("XV MOI will report within 2 months, by 31 Sept 2027", "by 31 Sept 2027"),
            ("XV MOI will report, deadline 31 Nov 2026", "31 Nov 2026"),
            ("XV le ministère s'engage à livrer avant le 31 février 2027", "avant le 31 février 2027"),
        ):
            with self.subTest(text):
                line = read(text)
                self.assertEqual((line.unread_day, line.wording, line.kind), (words, words, OWED))
        for text in ("XV MOI to report by 30 June 2027", "XV MOI to cut fees by 30 percent", "Trade by sea."):
            self.assertEqual(read(text).unread_day, "", text)

    def test_the_host_is_no_side_of_its_own(self) -> None:
        for text in ("The host side will report.", "Host country will report.", "주최측은 보고하기로 하였다"):
            line = read(text)
            self.assertTrue(line.unread_side, text)
            self.assertIsNone(line.spoken_by)
        self.assertEqual(read("XV will host the next session.").unread_side, "")

    def test_a_company_with_a_country_in_its_name_is_no_side(self) -> None:
        for text, words in (
            ("Samsung Korea will build a centre by 30 June 2027", "Samsung Korea"),
            ("Samsung Korea: list of contact points by 30 June 2027", "Samsung Korea"),
            ("Samsung Korea to send a list by 30 June 2027", "Samsung Korea"),
            ("Samsung Korea sends a list by 30 June 2027", "Samsung Korea"),
            ("Hyundai Motor Korea representatives asked for a list", "Hyundai Motor Korea representatives"),
            ("The Trade Valdoria will send a list", "The Trade Valdoria"),
            ("Korea Electric Power Corporation will send a list", "Korea Electric Power Corporation"),
            ("Samsung Korea was asked to send a list", ""),
            ("The list will be sent by Samsung Korea", ""),
            ("Bank of Korea will send a list", ""),
            ("Korea University will send a list", ""),
            ("한국은행은 명단을 송부하기로 하였다", ""),
        ):
            with self.subTest(text):
                line = read(text)
                self.assertIsNone(line.spoken_by)
                self.assertTrue(line.unread_side.startswith(words), line.unread_side)

    def test_a_country_is_a_side_by_each_of_its_names_and_behind_ordinary_words(self) -> None:
        for who in (
            *("Korea", "South Korea", "ROK", "The ROK", "The Republic of Korea", "The Government of Korea"),
            *("Government of Korea", "The Korean side", "Seoul", "The South Korean Government"),
            *("Tomorrow Korea", "Then Korea", "Accordingly Korea", "The Ministry of Health of Korea"),
        ):
            with self.subTest(who):
                self.assertEqual(read(f"{who} will send a list").spoken_by, OwedBy.OURS)
        self.assertEqual(read("한국은 명단을 송부하기로 하였다").spoken_by, OwedBy.OURS)
        self.assertEqual(read("Both Korea and Valdoria will send a list").spoken_by, OwedBy.JOINT)

    def test_words_that_are_no_code_stay_in_the_clause(self) -> None:
        self.assertEqual(read("XVI sessions were held.").clause, "XVI sessions were held.")
        self.assertEqual(read("XV").clause, "XV")

    def test_two_codes_or_a_ministry_of_each_side_make_it_joint(self) -> None:
        self.assertEqual(read("KR+XV will meet annually.").spoken_by, OwedBy.JOINT)
        line = read("KNPA and the Ministry of Interior will meet before the 3rd session and report.")
        self.assertEqual(line.spoken_by, OwedBy.JOINT)
        self.assertEqual(dict(line.leads), {Side.OURS: POLICE, Side.THEIRS: INTERIOR})
        self.assertEqual(line.wording, "before the 3rd session")

    def test_only_who_stands_first_leads(self) -> None:
        line = read("Our side will send trainers to the Ministry of Interior by 30 June 2027.")
        self.assertEqual((line.spoken_by, dict(line.leads)), (OwedBy.OURS, {}))
        self.assertEqual(dict(read("MOIST air will be measured.").leads), {})

    def test_the_words_that_come_first_say_the_kind_and_strength_is_not_inflated(self) -> None:
        for text, kind, strength in (
            ("Valdoria asked that Korea will send trainers.", OutcomeKind.REQUEST, Strength.REQUESTED),
            ("Our side will endeavour to answer.", OWED, Strength.WILL_ENDEAVOUR),
            ("Our side will consider it.", OWED, Strength.WILL_CONSIDER),
            ("Our side will send trainers.", OWED, None),
            ("Both sides agreed to meet.", OWED, Strength.AGREED),
            ("The Valdorian side shall pay.", OWED, None),
            ("Our side offers training.", OutcomeKind.OFFER, None),
            ("Both sides welcomed the report.", OutcomeKind.UNDERSTANDING, None),
            ("The note verbale was handed over.", None, None),
        ):
            with self.subTest(text):
                line = read(text)
                self.assertEqual((line.kind, line.strength), (kind, strength))

    def test_what_binds_nobody_carries_no_lead_and_no_deadline(self) -> None:
        line = read("MOI thanked for the report by 30 June 2026.")
        self.assertEqual((line.kind, dict(line.leads), line.wording), (OutcomeKind.UNDERSTANDING, {}, ""))

    def test_korean_is_read_with_its_particles(self) -> None:
        line = read("XV 내무부는 10근무일 이내에 연락관 2명을 지정하기로 하였다.")
        self.assertEqual((line.kind, line.strength), (OWED, Strength.AGREED))
        self.assertEqual((dict(line.leads), line.wording), ({Side.THEIRS: INTERIOR}, "10근무일 이내에"))
        self.assertEqual(read("발도리아측은 협력을 요청하였다.").spoken_by, OwedBy.THEIRS)
        self.assertEqual(read("경찰청은 다음 공동위 전까지 파견하기로 했다.").wording, "다음 공동위 전까지")

    def test_a_deadline_is_found_where_it_stands_and_only_where_it_is_sure(self) -> None:
        for text, wording in (
            ("By June 30, 2027, our side will send trainers.", "By June 30, 2027"),
            (
                "will answer within 10 working days of the meeting and report",
                "within 10 working days of the meeting",
            ),
            ("will answer as soon as possible.", "as soon as possible"),
            ("will answer in the summer.", ""),
            ("works in the port, at sea, on land, by hand", ""),
            ("by and by", ""),
        ):
            with self.subTest(text):
                self.assertEqual(find_deadline(text, PARTIES.participants()), wording)
        self.assertEqual(read("By June 30, 2027, our side will send trainers.").spoken_by, OwedBy.OURS)

    def test_a_text_of_any_length_is_looked_at_only_at_its_beginning(self) -> None:
        text = "XV will " + "in the port at sea by hand " * 4000
        self.assertEqual(read(text).clause, text.strip().removeprefix("XV "))

    def test_a_date_that_a_line_only_mentions_is_no_deadline(self) -> None:
        for text in (
            "XV MOI will prepare the summit, which will be held in May 2027.",
            "XV will renew the agreement signed in May 2027.",
            "XV MOI to send observers to the exercise planned for September 2027",
            "KR will train officers in order to be ready by 2030.",
            "XV agreed to study the proposal to open the bridge by 2029.",
            "KR will pay ten million dollars over five years.",
            "XV will apply the rules in force before 3 May 2027.",
            "발도리아는 2027년 5월에 개최되는 정상회의를 준비하기로 하였다.",
            "한국은 2029년까지 교량을 개통하는 방안을 검토하기로 하였다.",
            "La Corée préparera le sommet qui se tiendra en mai 2027.",
        ):
            with self.subTest(text):
                self.assertEqual(read(text).wording, "")

    def test_of_two_dates_the_deadline_is_taken(self) -> None:
        for text, wording in (
            ("XV MOI to list the exercises planned for 2027 by 30 June 2026", "by 30 June 2026"),
            (
                "한국은 2027년 5월에 개최되는 정상회의 자료를 2026년 9월까지 보내기로 하였다.",
                "2026년 9월까지",
            ),
        ):
            with self.subTest(text):
                self.assertEqual(read(text).wording, wording)
