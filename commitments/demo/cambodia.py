"""Part one of the demonstration, since 2024: public facts about meetings with Cambodia, in our own words.

The rules are those of the meetings until 2023.
"""

from dataclasses import replace
from datetime import date

from commitments.demo.cambodia_past import PARAPHRASED
from commitments.demo.columns import (
    ENTERED,
    JOINT,
    OURS,
    THEIRS,
    Behind,
    Debt,
    DemoPaper,
    Do,
    Event,
    Occasion,
    Point,
    RaisedItem,
    Seat,
    build_public_promise,
    confirm_completion,
    propose_draft,
    report_completion,
    start_work,
)
from commitments.enums import (
    Account,
    EvidenceKind,
    Nature,
    OutcomeKind,
    Side,
    StatementKind,
    Strength,
)
from commitments.language.phrases.specification import DeadlineSpec, not_stated

# Entered before the other meetings with Cambodia, so that what it left open is the first to come back.
FIRST = ENTERED - 9
REPORT = "The press report"
REQUEST_TEXT = (
    "The Korean minister asked the Cambodian government to cooperate closely with Korea in order "
    "to protect Korean nationals and to prevent others from becoming victims."
)
IMPORTANT = (
    "According to a statement by his office, the prime minister agreed that cooperation between "
    "the two countries is important."
)
DETERMINED = "The same statement says that his government is determined to combat all forms of crime."
MUTUAL = "The report highlights a mutual commitment of both sides against criminal networks in the region."
THANKED = "The Korean minister thanked the Cambodian government for its recent rescue of Korean victims."
SCAMS = "Online scams targeting Korean nationals were discussed."
TRADE = "The two sides also discussed closer cooperation in trade, investment and development."
FIGHT_CRIME = "Combat all forms of crime"
# Each outcome is a sentence of it; what was there before the meeting stands after them.
SUMMARY = f"""Cho Tae-yul, foreign minister of the Republic of Korea, met Hun Manet, prime minister of \
Cambodia, in Phnom Penh. The aim was stronger cooperation against transnational crime, in particular against \
online scams targeting Korean nationals. It was the first official visit by a Korean foreign minister in \
nine years.

{REQUEST_TEXT}

{IMPORTANT} {DETERMINED}

{MUTUAL}

{THANKED}

{SCAMS} {TRADE}
"""

PHNOM_PENH = Occasion(
    "KH",
    "Foreign minister's visit to Phnom Penh",
    None,
    FIRST,
    place="Phnom Penh",
    closed=ENTERED + 3,
    purpose=(
        "To strengthen cooperation against transnational crime, in particular against online scams "
        "targeting Korean nationals. It was the first official visit by a Korean foreign minister "
        "to Cambodia in nine years."
    ),
    note=PARAPHRASED,
    paper=DemoPaper(
        StatementKind.PRESS_REPORT,
        "Summary of a press report, not verbatim",
        "News report on the meeting in Phnom Penh, date not stated",
        summary=SUMMARY,
    ),
    seats=(
        Seat(Side.OURS, "Cho Tae-yul, Minister of Foreign Affairs", is_head=True),
        Seat(Side.THEIRS, "Hun Manet, Prime Minister", is_head=True),
    ),
    background=(
        Behind(
            (
                "Organised crime groups force hundreds of thousands of people in South-East Asia to "
                "take part in online scams."
            ),
            "Report of the UN Human Rights Office, cited in the press report",
        ),
        Behind("Online scams have become a concern for the security of the region.", REPORT),
        Behind(
            "Online scam crime includes romance scams, cryptocurrency fraud and illegal gambling.", REPORT
        ),
        Behind("Online scam crime generates billions of dollars.", REPORT),
        Behind(
            "Victims are lured by false offers of well-paid jobs, then trapped and forced into crime.", REPORT
        ),
        Behind(
            (
                "Police in Cambodia rescued more than 400 foreign nationals, four of them Korean, who "
                "were allegedly forced to take part in illegal online gambling in the coastal city of "
                "Sihanoukville."
            ),
            REPORT,
            "April, year not stated",
        ),
    ),
    points=(
        Point(REQUEST_TEXT, OutcomeKind.REQUEST, OURS, Strength.REQUESTED, "paragraph 2"),
        Point(
            IMPORTANT,
            OutcomeKind.UNDERSTANDING,
            THEIRS,
            Strength.NOT_STATED,
            place="paragraph 3",
            account=Account.THEIRS,
        ),
        # An affirmation in a press report: no verb of promise, and no document of theirs that accepts it.
        Point(
            DETERMINED,
            side=THEIRS,
            strength=Strength.NOT_STATED,
            place="paragraph 3",
            account=Account.THEIRS,
            debt=Debt(
                FIGHT_CRIME,
                THEIRS,
                due=not_stated(),
                nature=Nature.ONGOING,
                life=(propose_draft(FIRST + 1),),
            ),
        ),
        # What the reporter concludes: neither side promised anything in these words.
        Point(
            MUTUAL,
            OutcomeKind.UNDERSTANDING,
            JOINT,
            Strength.NOT_STATED,
            "paragraph 4",
            account=Account.REPORT,
        ),
        Point(THANKED, OutcomeKind.UNDERSTANDING, OURS, Strength.NOT_STATED, "paragraph 5"),
        Point(SCAMS, OutcomeKind.TOPIC, None, Strength.NOT_STATED, "paragraph 6"),
        Point(TRADE, OutcomeKind.TOPIC, None, Strength.NOT_STATED, "paragraph 6"),
    ),
)

_LAUNCHED = "According to public reports, the task force began its work on 10 November 2025"
_TASK_FORCE = replace(
    build_public_promise(
        "Establish a joint task force",
        JOINT,
        date(2025, 10, 17),
        extra=(
            start_work(ENTERED + 3),
            Event(
                ENTERED + 4,
                Do.PROVE,
                text=_LAUNCHED,
                kind=EvidenceKind.PUBLICATION,
                dated_on=date(2025, 11, 10),
            ),
            report_completion(ENTERED + 4, text=_LAUNCHED, on=date(2025, 11, 10)),
            report_completion(ENTERED + 4, text=_LAUNCHED, side=Side.THEIRS, on=date(2025, 11, 10)),
            confirm_completion(ENTERED + 5),
        ),
    ),
    nature=Nature.ONE_OFF,
)

TASK_FORCE_2025 = Occasion(
    "KH",
    "Agreement on a joint task force",
    date(2025, 10, 17),
    FIRST + 2,
    came_back=FIRST + 2,
    place="Phnom Penh",
    closed=ENTERED + 3,
    purpose=("Agreement on a joint task force of both countries against online fraud and related crimes."),
    note=PARAPHRASED,
    paper=DemoPaper(
        StatementKind.PRESS_REPORT,
        "News report on an official briefing at the embassy",
        "https://biz.chosun.com/en/en-society/2025/10/18/FFWXCCQRSNEZ7JASIMDQN73G4A/",
        dated_on=date(2025, 10, 18),
    ),
    seats=(
        Seat(Side.OURS, "Second Vice Minister of Foreign Affairs", is_head=True),
        Seat(Side.THEIRS, "Deputy Prime Minister and Minister of Interior", is_head=True),
    ),
    raised=(
        RaisedItem(
            REQUEST_TEXT,
            ("The two governments agreed to establish a joint task force: outcome 1 of this meeting."),
        ),
        RaisedItem(
            FIGHT_CRIME,
            ("The police authorities of both countries are to cooperate: outcome 3 of this meeting."),
        ),
    ),
    points=(
        Point(
            (
                "The two governments will establish a joint task force against online fraud and "
                "related crimes."
            ),
            strength=Strength.AGREED,
            debt=_TASK_FORCE,
        ),
        Point(
            (
                "The name and working methods of the task force were to be settled in the following "
                "week, in consultations between the Cambodian police and the Korean embassy."
            ),
            OutcomeKind.UNDERSTANDING,
            strength=Strength.NOT_STATED,
        ),
        Point(
            (
                "The police authorities of both countries will share information through regular "
                "meetings of the task force and engage in practical cooperation."
            ),
            strength=Strength.NOT_STATED,
            debt=build_public_promise("Share information in the task force", JOINT, date(2025, 10, 17)),
        ),
        Point(
            (
                "Our side will closely consider development projects that strengthen the investigative "
                "capacity of the Cambodian police."
            ),
            side=OURS,
            strength=Strength.WILL_CONSIDER,
            debt=replace(
                build_public_promise("Consider support for police investigations", OURS, date(2025, 10, 17)),
                nature=Nature.ONE_OFF,
            ),
        ),
        Point(
            "Our side will provide Cambodia with information that helps to counter such crimes.",
            side=OURS,
            strength=Strength.WILL_ENDEAVOUR,
            debt=build_public_promise("Provide information to counter crime", OURS, date(2025, 10, 17)),
        ),
    ),
)

MINISTER_2025 = Occasion(
    "KH",
    "Foreign minister's visit to Cambodia",
    date(2025, 11, 10),
    FIRST + 3,
    came_back=FIRST + 3,
    closed=ENTERED + 3,
    purpose=(
        "The foreign minister met the prime minister of Cambodia and, separately, its foreign "
        "minister to discuss scam crime."
    ),
    note=PARAPHRASED + " The date is that of the ministry's announcement.",
    paper=DemoPaper(
        StatementKind.OUR_READOUT,
        "Readout of the foreign ministry, as reported by a newspaper",
        "https://www.koreaherald.com/article/10613073",
        dated_on=date(2025, 11, 10),
    ),
    seats=(
        Seat(Side.OURS, "Minister of Foreign Affairs", is_head=True),
        Seat(Side.THEIRS, "Prime Minister", is_head=True),
        Seat(Side.THEIRS, "Minister of Foreign Affairs and International Cooperation"),
    ),
    raised=(
        RaisedItem(
            REQUEST_TEXT,
            ("Our side again requested the protection of Korean nationals: outcome 4 of this meeting."),
        ),
        RaisedItem(
            FIGHT_CRIME,
            (
                "The foreign minister of Cambodia pledged every effort against scam crime: outcome 5 "
                "of this meeting."
            ),
        ),
    ),
    points=(
        Point("The joint task force in Cambodia has begun its work.", OutcomeKind.UNDERSTANDING),
        Point(
            (
                "Both sides agreed to strengthen the strategic partnership in order to counter "
                "transnational crime more effectively."
            ),
            strength=Strength.AGREED,
            debt=build_public_promise("Partnership against transnational crime", JOINT, date(2025, 11, 10)),
        ),
        Point(
            (
                "Before the thirtieth anniversary of their relations in 2027, both sides will seek to "
                "expand cooperation in trade, investment and labour."
            ),
            strength=Strength.WILL_ENDEAVOUR,
            debt=build_public_promise(
                "Expand cooperation before the anniversary",
                JOINT,
                date(2025, 11, 10),
                DeadlineSpec(
                    "event",
                    "before the thirtieth anniversary of relations in 2027",
                    event="30th anniversary of relations",
                    relation="before",
                ),
            ),
        ),
        Point(
            (
                "Our side urged Cambodia to protect Korean nationals during operations against scam "
                "networks and to return them to Korea as quickly as possible."
            ),
            OutcomeKind.REQUEST,
            OURS,
            Strength.REQUESTED,
        ),
        Point(
            (
                "The foreign minister of Cambodia pledged every effort against scam crime involving "
                "Korean nationals in Cambodia."
            ),
            side=THEIRS,
            strength=Strength.WILL_ENDEAVOUR,
            debt=build_public_promise("Every effort against scam crime", THEIRS, date(2025, 11, 10)),
        ),
    ),
)

OCCASIONS = (TASK_FORCE_2025, MINISTER_2025, PHNOM_PENH)
