"""Part one of the demonstration until 2023: public facts about meetings with Cambodia, in our own words.

Offices stand for persons. What the reports do not give is "not stated": dates, ministries and deadlines have
review dates instead, so nothing here is ever late. An announcement without an owner or an agreed date is an
understanding (docs/decisions/0004-the-demo-invents-nothing-about-real-states.md).
"""

from datetime import date

from commitments.demo.tables import Debt, Event, Occasion, Paper, Point, Seat
from commitments.demo.verbs import accepted, concluded, proposed
from commitments.phrases import DeadlineSpec, not_stated
from commitments.vocabulary import (
    MeetingForm,
    Nature,
    OutcomeKind,
    OwedBy,
    Side,
    StatementKind,
    Strength,
)

PARAPHRASED = (
    "Entered from public reports. The clauses are paraphrases in our own words, not quotations; the "
    "reports are "
    "named among the texts. What they do not give is left as not stated."
)
# When the six meetings were entered, in days before loading.
ENTERED = -45
OURS, THEIRS, JOINT = OwedBy.OURS, OwedBy.THEIRS, OwedBy.JOINT
PUBLIC_WORD = "Public report named among the meeting's texts"


def standing(
    title: str, owed_by: OwedBy, said: date, due: DeadlineSpec | None = None, *, extra: tuple[Event, ...] = ()
) -> Debt:
    """Make a continuing commitment that its owners gave in public on a day; ministries are not stated."""
    sides = {OURS: (Side.OURS,), THEIRS: (Side.THEIRS,), JOINT: (Side.OURS, Side.THEIRS)}[owed_by]
    life = (
        proposed(ENTERED + 1),
        *(accepted(ENTERED + 2, text=PUBLIC_WORD, side=side, on=said) for side in sides),
        *extra,
    )
    return Debt(title, owed_by, due=due or not_stated(), nature=Nature.CONTINUING, life=life)


SUMMIT_2019 = Occasion(
    "KH",
    "Summit in Phnom Penh",
    date(2019, 3, 15),
    ENTERED - 5,
    place="Peace Palace, Phnom Penh",
    closed=ENTERED + 3,
    purpose=(
        "The president of the Republic of Korea met the prime minister of Cambodia at the prime "
        "minister's office."
    ),
    note=PARAPHRASED,
    paper=Paper(
        StatementKind.PRESS_REPORT,
        "News report of the results of the summit (in Korean)",
        "https://etoday.co.kr/news/view/1734142",
        language="ko",
    ),
    seats=(Seat(Side.OURS, "President", is_head=True), Seat(Side.THEIRS, "Prime Minister", is_head=True)),
    points=(
        Point(
            "Lively exchange between the two peoples carries the friendship of the countries.",
            OutcomeKind.UNDERSTANDING,
        ),
        Point(
            "Each side's nationals who live in the other country: both will make efforts for their safety "
            "and rights.",
            strength=Strength.WILL_ENDEAVOUR,
            debt=standing("Look after nationals in the other country", JOINT, date(2019, 3, 15)),
        ),
        Point(
            "농업, 기반 시설, 제조, 금융을 중심으로 서로에게 이로운 협력을 두텁게 하기로 뜻을 모음.",
            strength=Strength.AGREED,
            language="ko",
            debt=standing("Firmer cooperation in four sectors", JOINT, date(2019, 3, 15)),
        ),
        Point(
            "Talks on an agreement against double taxation are to go faster, so that companies are helped "
            "and "
            "investment grows.",
            strength=Strength.AGREED,
            debt=standing(
                "Faster talks on double taxation",
                JOINT,
                date(2019, 3, 15),
                extra=(
                    concluded(
                        ENTERED + 4,
                        "The Cambodian account of the call of 31 October 2023 names the agreement among "
                        "those in place.",
                        on=date(2023, 10, 31),
                    ),
                ),
            ),
        ),
        Point(
            "The prime minister supports the efforts of our government for peace on the Korean Peninsula.",
            OutcomeKind.UNDERSTANDING,
            THEIRS,
        ),
    ),
)

MINISTERS_2021 = Occasion(
    "KH",
    "Talks of the foreign ministers in Seoul",
    date(2021, 9, 8),
    ENTERED - 4,
    place="Seoul",
    time_zone="Asia/Seoul",
    closed=ENTERED + 3,
    purpose=(
        "The foreign minister of Cambodia was in Seoul for talks between the two ministers and a "
        "Mekong meeting."
    ),
    note=PARAPHRASED,
    paper=Paper(
        StatementKind.OUR_READOUT,
        "The foreign ministry's account, as a news agency reported it",
        "https://m-en.yna.co.kr/view/AEN20210908008300325",
        dated_on=date(2021, 9, 8),
    ),
    seats=(
        Seat(Side.OURS, "Minister of Foreign Affairs", is_head=True),
        Seat(Side.THEIRS, "Minister of Foreign Affairs and International Cooperation", is_head=True),
    ),
    points=(
        Point(
            "Relations have grown in many fields, and both sides mean to go on deepening them.",
            OutcomeKind.UNDERSTANDING,
        ),
        Point(
            "Development assistance for Cambodia is to be shaped by what Cambodia needs.",
            strength=Strength.AGREED,
            debt=standing("Development assistance shaped by need", JOINT, date(2021, 9, 8)),
        ),
        Point(
            "Our foreign minister promised to support Cambodia against COVID-19 through the COVAX AMC.",
            side=OURS,
            strength=Strength.WILL_ENDEAVOUR,
            debt=standing("Support against COVID-19 through COVAX", OURS, date(2021, 9, 8)),
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
        "The fifth session; the public account of the call on the same day names it and says no more "
        "of its results."
    ),
    note=PARAPHRASED,
)

CALL_2023 = Occasion(
    "KH",
    "Courtesy call of the first vice-minister",
    date(2023, 10, 31),
    ENTERED - 3,
    place="Cambodia",
    closed=ENTERED + 3,
    purpose="The first vice-minister called on the foreign minister of Cambodia during a working visit.",
    note=PARAPHRASED,
    paper=Paper(
        StatementKind.THEIR_READOUT,
        "Cambodian account of the call",
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
        Point("Both sides are glad that the 5th Joint Commission ended well.", OutcomeKind.UNDERSTANDING),
        Point(
            "Talked about: raising relations further, moving faster on the Friendship Bridge, and more "
            "Korean companies "
            "in Cambodia, above all in farming, food and manufacturing.",
            OutcomeKind.TOPIC,
            side=None,
        ),
    ),
)

OCCASIONS = (SUMMIT_2019, MINISTERS_2021, COMMISSION_2023, CALL_2023)
