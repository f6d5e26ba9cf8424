"""Part one of the demonstration, until 2023: public facts about meetings with Cambodia, in our own words.

Offices are named instead of persons. What the reports do not state is "not stated": dates, ministries and
deadlines have review dates instead, so nothing here is ever late. An announcement without an owner or an
agreed date is an understanding (docs/decisions/0004-the-demonstration-invents-no-facts-about-real-states.md).
"""

from dataclasses import replace
from datetime import date

from commitments.demo.columns import (
    ENTERED,
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
    conclude_item,
    confirm_completion,
    propose_draft,
    report_completion,
    start_work,
)
from commitments.enums import (
    Account,
    EvidenceKind,
    MeetingForm,
    Nature,
    OutcomeKind,
    OwedBy,
    Side,
    StatementKind,
    Strength,
)
from commitments.language.phrases.specification import DeadlineSpec, not_stated

PARAPHRASED = (
    "Entered from public reports. The clauses are paraphrases in our own words, not quotations; the "
    "reports are named among the texts. What they do not give is left as not stated."
)
OURS, THEIRS, JOINT = OwedBy.OURS, OwedBy.THEIRS, OwedBy.JOINT


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
    paper=DemoPaper(
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
            debt=build_public_promise("Look after nationals in the other country", JOINT, date(2019, 3, 15)),
        ),
        Point(
            "농업, 기반 시설, 제조, 금융을 중심으로 서로에게 이로운 협력을 두텁게 하기로 뜻을 모음.",
            strength=Strength.AGREED,
            language="ko",
            debt=build_public_promise("Firmer cooperation in four sectors", JOINT, date(2019, 3, 15)),
        ),
        Point(
            "Talks on an agreement against double taxation are to go faster, so that companies are helped "
            "and "
            "investment grows.",
            strength=Strength.AGREED,
            debt=build_public_promise(
                "Faster talks on double taxation",
                JOINT,
                date(2019, 3, 15),
                extra=(
                    conclude_item(
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
    paper=DemoPaper(
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
            debt=build_public_promise("Development assistance shaped by need", JOINT, date(2021, 9, 8)),
        ),
        Point(
            "Our foreign minister promised to support Cambodia against COVID-19 through the COVAX AMC.",
            side=OURS,
            strength=Strength.WILL_ENDEAVOUR,
            debt=build_public_promise("Support against COVID-19 through COVAX", OURS, date(2021, 9, 8)),
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
    paper=DemoPaper(
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

CAMBODIA_PAST_OCCASIONS = (SUMMIT_2019, MINISTERS_2021, COMMISSION_2023, CALL_2023)


# Entered before the other meetings with Cambodia, so that what it left open is the first to come back.
FIRST = ENTERED - 9
REPORT = "The press report itself"
REQUEST_TEXT = (
    "The Korean minister asked the Cambodian government to work closely with Korea, so that Korean nationals "
    "are protected and no more of them become victims."
)
IMPORTANT = (
    "According to a statement of his office, the prime minister agreed that cooperation between the two "
    "countries is important."
)
DETERMINED = "The same statement says that his government is determined to fight crime of every kind."
MUTUAL = "The report sees a mutual commitment of both sides against the criminal networks of the region."
THANKED = "The Korean minister thanked the Cambodian government for its recent rescues of Korean victims."
SCAMS = "Online scams that harm Koreans were discussed."
TRADE = "The two also talked about more cooperation in trade, investment and development."
FIGHT_CRIME = "Fight crime of every kind"
# Each outcome is a sentence of it; what was there before the meeting stands after them.
SUMMARY = f"""Cho Tae-yul, foreign minister of the Republic of Korea, called on Hun Manet, prime minister of \
Cambodia, in Phnom Penh. The aim was stronger cooperation against crime across borders, above all against \
online scams of which Koreans are victims. No Korean foreign minister had come on an official visit for nine \
years.

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
        "To strengthen cooperation against crime across borders, above all against online scams of which "
        "Koreans are victims. It was the first official visit of a Korean foreign minister to Cambodia in "
        "nine years."
    ),
    note=PARAPHRASED,
    paper=DemoPaper(
        StatementKind.PRESS_REPORT,
        "Summary of a press report, not verbatim",
        "News report of the meeting in Phnom Penh; its date is not stated",
        summary=SUMMARY,
    ),
    seats=(
        Seat(Side.OURS, "Cho Tae-yul, Minister of Foreign Affairs", is_head=True),
        Seat(Side.THEIRS, "Hun Manet, Prime Minister", is_head=True),
    ),
    background=(
        Behind(
            "Organised crime forces hundreds of thousands of people in South-East Asia to take part in "
            "online scams.",
            "Report of the UN Human Rights Office, named in the press report",
        ),
        Behind("Online scam crime has become a concern for the security of the region.", REPORT),
        Behind(
            "Online scam crime includes romance scams, fraud with crypto money and illegal gambling.", REPORT
        ),
        Behind("Online scam crime brings in billions of dollars.", REPORT),
        Behind(
            "Victims are lured by false offers of well-paid jobs, then trapped and forced into crime.", REPORT
        ),
        Behind(
            "Police in Cambodia rescued more than 400 foreigners, four of them Korean, who were allegedly "
            "forced to take part in illegal online gambling in Sihanoukville, a city on the coast.",
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

_LAUNCHED = "Public reports say that it began its work on 10 November 2025"
_TASK_FORCE = replace(
    build_public_promise(
        "Set up a joint task force",
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
    purpose="Agreement on a task force of both countries against online fraud and the crimes around it.",
    note=PARAPHRASED,
    paper=DemoPaper(
        StatementKind.PRESS_REPORT,
        "News report of an official briefing at the embassy",
        "https://biz.chosun.com/en/en-society/2025/10/18/FFWXCCQRSNEZ7JASIMDQN73G4A/",
        dated_on=date(2025, 10, 18),
    ),
    seats=(
        Seat(Side.OURS, "Second Vice Minister of Foreign Affairs", is_head=True),
        Seat(Side.THEIRS, "Deputy Prime Minister and Minister of Interior", is_head=True),
    ),
    raised=(
        RaisedItem(
            REQUEST_TEXT, "The two governments agreed on a joint task force: outcome 1 of this meeting."
        ),
        RaisedItem(
            FIGHT_CRIME, "The police of both countries are to work together: outcome 3 of this meeting."
        ),
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
            debt=build_public_promise("Share information in the task force", JOINT, date(2025, 10, 17)),
        ),
        Point(
            "Our side will look closely at development projects that help the Cambodian police to "
            "investigate.",
            side=OURS,
            strength=Strength.WILL_CONSIDER,
            debt=replace(
                build_public_promise("Look at projects for police investigation", OURS, date(2025, 10, 17)),
                nature=Nature.ONE_OFF,
            ),
        ),
        Point(
            "Our side will pass on to Cambodia what it knows that helps against such crimes.",
            side=OURS,
            strength=Strength.WILL_ENDEAVOUR,
            debt=build_public_promise("Pass on what helps against crime", OURS, date(2025, 10, 17)),
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
        "The foreign minister met the prime minister of Cambodia and, apart, its foreign minister, "
        "about scam crime."
    ),
    note=PARAPHRASED + " The date is that of the ministry's announcement.",
    paper=DemoPaper(
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
    raised=(
        RaisedItem(
            REQUEST_TEXT, "Our side asked again that Koreans be kept safe: outcome 4 of this meeting."
        ),
        RaisedItem(
            FIGHT_CRIME,
            "Their foreign minister promised every effort against scam crime: outcome 5 of this meeting.",
        ),
    ),
    points=(
        Point("The joint task force in Cambodia has begun its work.", OutcomeKind.UNDERSTANDING),
        Point(
            "The strategic partnership is to become stronger, so that crime across borders is rooted out "
            "better.",
            strength=Strength.AGREED,
            debt=build_public_promise("Partnership against crime across borders", JOINT, date(2025, 11, 10)),
        ),
        Point(
            "Before their relations turn thirty in 2027, both sides seek to do more together in trade, "
            "investment and labour.",
            strength=Strength.WILL_ENDEAVOUR,
            debt=build_public_promise(
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
            OutcomeKind.REQUEST,
            OURS,
            Strength.REQUESTED,
        ),
        Point(
            "The foreign minister of Cambodia promised every effort against scam crime that concerns "
            "Koreans in Cambodia.",
            side=THEIRS,
            strength=Strength.WILL_ENDEAVOUR,
            debt=build_public_promise("Every effort against scam crime", THEIRS, date(2025, 11, 10)),
        ),
    ),
)

CAMBODIA_RECENT_OCCASIONS = (TASK_FORCE_2025, MINISTER_2025, PHNOM_PENH)
