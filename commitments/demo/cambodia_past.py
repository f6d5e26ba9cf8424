"""Part one of the demonstration, until 2023: public facts about meetings with Cambodia, in our own words.

Offices are named instead of persons. What the reports do not state is "not stated": dates, ministries and
deadlines have review dates instead, so nothing here is ever late. An announcement without an owner or an
agreed date is an understanding (docs/decisions/0004-the-demonstration-invents-no-facts-about-real-states.md).
"""

from datetime import date

from commitments.demo.columns import (
    ENTERED,
    JOINT,
    OURS,
    THEIRS,
    DemoPaper,
    Occasion,
    Point,
    Seat,
    build_public_promise,
    conclude_item,
)
from commitments.enums import (
    MeetingForm,
    OutcomeKind,
    Side,
    StatementKind,
    Strength,
)

PARAPHRASED = (
    "Recorded from public reports. The clauses are paraphrases in our own words, not quotations. "
    "The reports are listed among the documents. Details that they do not give are recorded as not "
    "stated."
)


SUMMIT_2019 = Occasion(
    "KH",
    "Summit in Phnom Penh",
    date(2019, 3, 15),
    ENTERED - 5,
    place="Peace Palace, Phnom Penh",
    closed=ENTERED + 3,
    purpose=(
        "The President of the Republic of Korea met the Prime Minister of Cambodia at the Prime "
        "Minister's office."
    ),
    note=PARAPHRASED,
    paper=DemoPaper(
        StatementKind.PRESS_REPORT,
        "News report on the outcome of the summit (in Korean)",
        "https://etoday.co.kr/news/view/1734142",
        language="ko",
    ),
    seats=(Seat(Side.OURS, "President", is_head=True), Seat(Side.THEIRS, "Prime Minister", is_head=True)),
    points=(
        Point(
            (
                "Active people-to-people exchanges are a foundation of the friendship between the two "
                "countries."
            ),
            OutcomeKind.UNDERSTANDING,
        ),
        Point(
            (
                "Both sides will endeavour to protect the safety and rights of their nationals "
                "residing in the other country."
            ),
            strength=Strength.WILL_ENDEAVOUR,
            debt=build_public_promise("Protect nationals in the other country", JOINT, date(2019, 3, 15)),
        ),
        Point(
            "양측은 농업, 인프라, 제조업, 금융 분야를 중심으로 호혜적 협력을 강화하기로 함.",
            strength=Strength.AGREED,
            language="ko",
            debt=build_public_promise("Strengthen cooperation in four sectors", JOINT, date(2019, 3, 15)),
        ),
        Point(
            (
                "Both sides agreed to accelerate negotiations on a double taxation agreement in order "
                "to support companies and expand investment."
            ),
            strength=Strength.AGREED,
            debt=build_public_promise(
                "Accelerate double taxation negotiations",
                JOINT,
                date(2019, 3, 15),
                extra=(
                    conclude_item(
                        ENTERED + 4,
                        (
                            "The Cambodian readout of the courtesy call of 31 October 2023 names the "
                            "agreement among those in place."
                        ),
                        on=date(2023, 10, 31),
                    ),
                ),
            ),
        ),
        Point(
            (
                "The Prime Minister of Cambodia expressed support for our Government's efforts for "
                "peace on the Korean Peninsula."
            ),
            OutcomeKind.UNDERSTANDING,
            THEIRS,
        ),
    ),
)

MINISTERS_2021 = Occasion(
    "KH",
    "Foreign ministers' talks in Seoul",
    date(2021, 9, 8),
    ENTERED - 4,
    place="Seoul",
    time_zone="Asia/Seoul",
    closed=ENTERED + 3,
    purpose=(
        "The foreign minister of Cambodia visited Seoul for bilateral talks and a meeting of the "
        "Mekong countries."
    ),
    note=PARAPHRASED,
    paper=DemoPaper(
        StatementKind.OUR_READOUT,
        "Readout of the foreign ministry, as reported by a news agency",
        "https://m-en.yna.co.kr/view/AEN20210908008300325",
        dated_on=date(2021, 9, 8),
    ),
    seats=(
        Seat(Side.OURS, "Minister of Foreign Affairs", is_head=True),
        Seat(Side.THEIRS, "Minister of Foreign Affairs and International Cooperation", is_head=True),
    ),
    points=(
        Point(
            (
                "Both sides noted that relations had expanded in many fields and intended to deepen "
                "them further."
            ),
            OutcomeKind.UNDERSTANDING,
        ),
        Point(
            "Both sides agreed to tailor development assistance to the needs of Cambodia.",
            strength=Strength.AGREED,
            debt=build_public_promise("Needs-based development assistance", JOINT, date(2021, 9, 8)),
        ),
        Point(
            (
                "Our foreign minister pledged to support the response of Cambodia to COVID-19 through "
                "the COVAX AMC."
            ),
            side=OURS,
            strength=Strength.WILL_ENDEAVOUR,
            debt=build_public_promise("COVID-19 support through the COVAX AMC", OURS, date(2021, 9, 8)),
        ),
    ),
)

COMMISSION_2023 = Occasion(
    "KH",
    "5th Joint Commission",
    date(2023, 10, 31),
    ENTERED - 3,
    form=MeetingForm.SESSION,
    body="kh_commission",
    session=5,
    closed=ENTERED + 3,
    purpose=(
        "Fifth session. The public readout of the courtesy call on the same day mentions the "
        "session without further details of its results."
    ),
    note=PARAPHRASED,
)

CALL_2023 = Occasion(
    "KH",
    "Courtesy call by the First Vice Minister",
    date(2023, 10, 31),
    ENTERED - 3,
    place="Cambodia",
    closed=ENTERED + 3,
    purpose=(
        "The First Vice Minister of Foreign Affairs paid a courtesy call on the foreign "
        "minister of Cambodia during a working visit."
    ),
    note=PARAPHRASED,
    paper=DemoPaper(
        StatementKind.THEIR_READOUT,
        "Cambodian readout of the call",
        "https://www.cpp.org.kh/en/details/361560",
    ),
    seats=(
        Seat(Side.OURS, "First Vice Minister of Foreign Affairs", is_head=True),
        Seat(
            Side.THEIRS,
            "Deputy Prime Minister and Minister of Foreign Affairs and International Cooperation",
            is_head=True,
        ),
    ),
    points=(
        Point("Both sides welcomed the outcome of the 5th Joint Commission.", OutcomeKind.UNDERSTANDING),
        Point(
            (
                "Topics discussed: elevating bilateral relations, faster progress on the Friendship "
                "Bridge, and more investment by Korean companies in Cambodia, in particular in "
                "agriculture, food and manufacturing."
            ),
            OutcomeKind.TOPIC,
            side=None,
        ),
    ),
)

OCCASIONS = (SUMMIT_2019, MINISTERS_2021, COMMISSION_2023, CALL_2023)
