"""Part one of the demonstration, the visit to Phnom Penh and the task force, in our own words."""

from dataclasses import replace
from datetime import date

from commitments.demo.cambodia_past import ENTERED, JOINT, OURS, PARAPHRASED, THEIRS, standing
from commitments.demo.tables import Debt, Do, Event, Occasion, Paper, Point, Seat
from commitments.demo.verbs import fulfilled, proposed, reported, started
from commitments.phrases import DeadlineSpec, not_stated
from commitments.vocabulary import EvidenceKind, Nature, OutcomeKind, Side, StatementKind, Strength

PHNOM_PENH = Occasion(
    "KH",
    "Foreign minister's visit to Phnom Penh",
    None,
    ENTERED,
    place="Phnom Penh",
    closed=ENTERED + 3,
    purpose=(
        "The foreign minister of the Republic of Korea called on the prime minister of Cambodia about "
        "online-scam crime across borders: the first official visit of a Korean foreign minister in nine "
        "years."
    ),
    note=PARAPHRASED,
    paper=Paper(StatementKind.PRESS_REPORT, "News report of the meeting in Phnom Penh", "date not stated"),
    seats=(
        Seat(Side.OURS, "Minister of Foreign Affairs", is_head=True),
        Seat(Side.THEIRS, "Prime Minister", is_head=True),
    ),
    points=(
        Point(
            "Our side asked the government of Cambodia to work closely with it, so that Korean nationals are "
            "protected and no more of them come to harm.",
            OutcomeKind.ASK,
            OURS,
            Strength.REQUESTED,
        ),
        Point(
            "The prime minister's office said that the prime minister agreed that cooperation between the "
            "two countries matters.",
            OutcomeKind.UNDERSTANDING,
            THEIRS,
        ),
        # An affirmation in a press report: no verb of promise, and no document of theirs that accepts it.
        Point(
            "The prime minister's office confirmed that the government of Cambodia is set on fighting crime "
            "of every kind.",
            side=THEIRS,
            strength=Strength.NOT_STATED,
            debt=Debt(
                "Fight crime of every kind",
                THEIRS,
                due=not_stated(),
                nature=Nature.CONTINUING,
                life=(proposed(ENTERED + 1),),
            ),
        ),
        Point(
            "Our side thanked the government of Cambodia for its recent rescues.",
            OutcomeKind.UNDERSTANDING,
            OURS,
        ),
        Point("More cooperation in trade, investment and development was talked about.", OutcomeKind.TOPIC),
    ),
)

_LAUNCHED = "Public reports say that it began its work on 10 November 2025"
_TASK_FORCE = replace(
    standing(
        "Set up a joint task force",
        JOINT,
        date(2025, 10, 17),
        extra=(
            started(ENTERED + 3),
            Event(
                ENTERED + 4,
                Do.PROVE,
                text=_LAUNCHED,
                kind=EvidenceKind.PUBLICATION,
                dated_on=date(2025, 11, 10),
            ),
            reported(ENTERED + 4, text=_LAUNCHED, on=date(2025, 11, 10)),
            reported(ENTERED + 4, text=_LAUNCHED, side=Side.THEIRS, on=date(2025, 11, 10)),
            fulfilled(ENTERED + 5),
        ),
    ),
    nature=Nature.DISCRETE,
)

TASK_FORCE_2025 = Occasion(
    "KH",
    "Agreement on a joint task force",
    date(2025, 10, 17),
    ENTERED - 1,
    place="Phnom Penh",
    closed=ENTERED + 3,
    purpose="Agreement on a task force of both countries against online fraud and the crimes around it.",
    note=PARAPHRASED,
    paper=Paper(
        StatementKind.PRESS_REPORT,
        "News report of an official briefing at the embassy",
        "https://biz.chosun.com/en/en-society/2025/10/18/FFWXCCQRSNEZ7JASIMDQN73G4A/",
        dated_on=date(2025, 10, 18),
    ),
    seats=(
        Seat(Side.OURS, "Second Vice Minister of Foreign Affairs", is_head=True),
        Seat(Side.THEIRS, "Deputy Prime Minister and Minister of Interior", is_head=True),
    ),
    points=(
        Point(
            "The two governments are to set up a joint task force against online fraud and the crimes "
            "around it.",
            strength=Strength.AGREED,
            debt=_TASK_FORCE,
        ),
        Point(
            "What the task force is called and how it works was to be settled in the following week, in "
            "talks between "
            "the Cambodian police and the Korean embassy.",
            OutcomeKind.UNDERSTANDING,
            strength=Strength.NOT_STATED,
        ),
        Point(
            "With regular meetings of the task force the police of both countries share what they know "
            "and work "
            "together in practice.",
            strength=Strength.NOT_STATED,
            debt=standing("Share information in the task force", JOINT, date(2025, 10, 17)),
        ),
        Point(
            "Our side will look closely at development projects that help the Cambodian police to "
            "investigate.",
            side=OURS,
            strength=Strength.WILL_CONSIDER,
            debt=replace(
                standing("Look at projects for police investigation", OURS, date(2025, 10, 17)),
                nature=Nature.DISCRETE,
            ),
        ),
        Point(
            "Our side will pass on to Cambodia what it knows that helps against such crimes.",
            side=OURS,
            strength=Strength.WILL_ENDEAVOUR,
            debt=standing("Pass on what helps against crime", OURS, date(2025, 10, 17)),
        ),
    ),
)

MINISTER_2025 = Occasion(
    "KH",
    "Foreign minister's visit to Cambodia",
    date(2025, 11, 10),
    ENTERED,
    closed=ENTERED + 3,
    purpose=(
        "The foreign minister met the prime minister of Cambodia and, apart, its foreign minister, "
        "about scam crime."
    ),
    note=PARAPHRASED + " The date is that of the ministry's announcement.",
    paper=Paper(
        StatementKind.OUR_READOUT,
        "The foreign ministry's account, as a newspaper reported it",
        "https://www.koreaherald.com/article/10613073",
        dated_on=date(2025, 11, 10),
    ),
    seats=(
        Seat(Side.OURS, "Minister of Foreign Affairs", is_head=True),
        Seat(Side.THEIRS, "Prime Minister", is_head=True),
        Seat(Side.THEIRS, "Minister of Foreign Affairs and International Cooperation"),
    ),
    points=(
        Point("The joint task force in Cambodia has begun its work.", OutcomeKind.UNDERSTANDING),
        Point(
            "The strategic partnership is to become stronger, so that crime across borders is rooted out "
            "better.",
            strength=Strength.AGREED,
            debt=standing("Partnership against crime across borders", JOINT, date(2025, 11, 10)),
        ),
        Point(
            "Before their relations turn thirty in 2027, both sides seek to do more together in trade, "
            "investment and labour.",
            strength=Strength.WILL_ENDEAVOUR,
            debt=standing(
                "Wider cooperation before the year of 2027",
                JOINT,
                date(2025, 11, 10),
                DeadlineSpec(
                    "event",
                    "before the relations turn thirty in 2027",
                    event="30th anniversary of relations",
                    relation="before",
                ),
            ),
        ),
        Point(
            "Our side urged Cambodia to keep Korean nationals safe when it acts against scam networks, "
            "and to let them "
            "return home as quickly as possible.",
            OutcomeKind.ASK,
            OURS,
            Strength.REQUESTED,
        ),
        Point(
            "The foreign minister of Cambodia promised every effort against scam crime that concerns "
            "Koreans in Cambodia.",
            side=THEIRS,
            strength=Strength.WILL_ENDEAVOUR,
            debt=standing("Every effort against scam crime", THEIRS, date(2025, 11, 10)),
        ),
    ),
)

OCCASIONS = (TASK_FORCE_2025, MINISTER_2025, PHNOM_PENH)
