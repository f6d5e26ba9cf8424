"""How other ministries write: bodies by name, passive requests, tasks in the present, deadlines of events.

Each text is one of a bilateral meeting of 12 May 2026; Valdoria is ours, Korea theirs.
"""

import pytest

from commitments.language.reader.participants import Known
from tests.commitments.language.reader.reading import items

OPEN = Known()
# A text; then of each item its kind and owner.
OWNERS: tuple[tuple[str, list[tuple[str, str | None]]], ...] = (
    ("KETROL will provide office space.", [("commitment", None)]),
    ("KETROL shall share the register with the Valdorian side.", [("commitment", "theirs")]),
    ("KETROL (KR) undertook to comment on the draft.", [("commitment", "theirs")]),
    ("Elm University and KETROL will set up a joint laboratory.", [("commitment", "joint")]),
    ("The Water Board of Korea (WBK) met. WBK will clean the basin.", [("commitment", "theirs")]),
    ("The free trade agreement will provide jobs.", []),
    ("The FTA will provide jobs.", []),
    ("The Korean side is kindly requested to submit the list.", [("request", "theirs")]),
    ("Korea was invited to nominate two observers.", [("request", "theirs")]),
    ("The ministers tasked the Korean Water Board with drawing up a plan.", [("commitment", "theirs")]),
    ("Korea undertook to have the certificates translated.", [("commitment", "theirs")]),
    ("Korea took it upon itself to prepare the first draft.", [("commitment", "theirs")]),
    ("They met in Seoul on 3 May. The host side will circulate the record.", [("commitment", "theirs")]),
    ("They met in Seoul on 3 May. The visiting delegation will reply.", [("commitment", "ours")]),
    ("Valdoria will send the list of vessels in Annex C.", [("commitment", "ours")]),
    ("The Consulate General of Korea in Elmstadt will furnish a list.", [("commitment", "theirs")]),
    (
        "The ministry noted with satisfaction that the talks were over and that Korea pledged two boats.",
        [],
    ),
    ("The Korean side accepted to renew the licences of two ferries.", [("commitment", "theirs")]),
    ("The Embassy of Korea will be closed from 1 to 3 October 2026.", []),
    ("The ministers welcomed the pledge of their shipping companies to end waste by 2040.", []),
    ("We urge other states to ratify the convention.", []),
    ("Korea undertook to carry out the following tasks.", []),
    (
        "Joint Statement by Valdoria and Korea\n\nTheir talks were frank. We intend to co-host a fair.",
        [("commitment", "joint")],
    ),
    ("Conclusion: KETROL sends a costed plan to the Water Board by 1 July 2026.", [("commitment", None)]),
    ("한측은 경찰관 2명을 파견하도록 관계기관에 지시하였다.", [("commitment", "theirs")]),
    ("양측은 교류가 중요하다는 데 의견을 같이하였다.", [("understanding", "joint")]),
    ("La Corée a prié la Valdoria de restituer les bateaux.", [("request", "ours")]),
    (
        "Les ministres ont chargé leurs services d'établir une feuille de route.",
        [("commitment", "joint")],
    ),
)


@pytest.mark.parametrize(("text", "expected"), OWNERS)
def test_it_reads_who_acts(text: str, expected: list[tuple[str, str | None]]) -> None:
    found = [(str(one.act), one.owner) for one in items(text, known=OPEN) if not one.is_weak]
    assert found == expected


TASKS = """ACTION LIST

1. KETROL (KR) sends the terms of reference to the Water Board.
2. Korean side needs to deliver the list of equipment.
3. Feedback on the customs form - Korea - soon
4. [Korea] Provide the bank details.
5. P. Halvik will chase the bank.
6. Phase II of the port was handed over in 2022.
7. Return and readmission
8. Port Authority (Kor.): share the berth schedule
"""


def test_it_reads_tasks_without_a_future() -> None:
    found = [(text_of.clause[:12], text_of.owner) for text_of in items(TASKS, known=OPEN)]
    assert found == [
        ("KETROL (KR) ", "theirs"),
        ("Korean side ", "theirs"),
        ("Feedback on ", "theirs"),
        ("[Korea] Prov", "theirs"),
        ("P. Halvik wi", None),
        ("Port Authori", "theirs"),
    ]


# A text, and the wording of its deadline.
DEADLINES = (
    ("Korea will send the list upon the arrival of the advisers.", "upon the arrival of the advisers"),
    ("Korea will send the list thirty days thereafter.", "thirty days thereafter"),
    ("Korea will send the list one month after the submission.", "one month after the submission"),
    ("Korea will notify the embassy once this procedure has been completed.",
     "once this procedure has been completed"),
    ("Korea will send a copy as soon as it is available.", "as soon as it is available"),
    ("Korea will write to the museum prior to the end of the current loan.",
     "prior to the end of the current loan"),
    ("Korea will confirm the rate ahead of the next disbursement.", "ahead of the next disbursement"),
    ("Korea will name an envoy in good time for the anniversary.", "in good time for the anniversary"),
    ("Korea will host the talks in Seoul, Q1 2027.", "Q1 2027"),
    ("Korea will exchange annual reports by 31 March of each year.", "by 31 March of each year"),
    ("Korea agrees to make its data available on a monthly basis.", "on a monthly basis"),
    ("La Corée négociera l'accord une fois l'étude d'impact validée.", "une fois l'étude d'impact validée"),
    ("La Corée établira la liste un mois après l'approbation du compte rendu.",
     "un mois après l'approbation du compte rendu"),
    ("한측은 정산 협의가 끝난 후 조건을 제시하기로 하였다.", "정산 협의가 끝난 후"),
    ("한측은 초안을 다음 주 금요일(5.22)까지 송부하기로 하였다.", "다음 주 금요일(5.22)까지"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "wording"), DEADLINES)
def test_it_reads_deadlines_of_events(text: str, wording: str) -> None:
    assert [one.due.wording for one in items(text)] == [wording]


LETTER = """Dear Jimin,

We agreed to speak again on 2 June.
Would it be possible to have the minutes by Friday?
We will need the signed copy by Monday.
Our Ministry of Finance should be able to confirm the sum next week.
An early reply would be appreciated.
I have asked our customs people to look into it.
Anna will book the venue.

Best regards,
Orla
"""


def test_it_reads_an_email_as_colleagues_write() -> None:
    found = [(str(one.act), one.owner) for one in items(LETTER, known=Known(author="ours"))]
    assert found == [
        ("commitment", "joint"),
        ("request", "theirs"),
        ("request", "theirs"),
        ("commitment", "ours"),
        ("request", "theirs"),
        ("commitment", "ours"),
        ("commitment", None),
    ]


SPEECH = """Prime Minister, Excellencies, dear friends,

It is my pleasure to be here in Korea. I will be brief. I will try to avoid long words.
We are going to fund the clearing of mines.
I would ask our Korean friends to lift the ban.
"""


def test_a_speaker_who_greets_by_office_speaks_for_one_side() -> None:
    found = [(str(one.act), one.owner) for one in items(SPEECH, known=OPEN)]
    assert found == [("commitment", "ours"), ("request", "theirs")]


TREATY = """MEMORANDUM OF UNDERSTANDING BETWEEN VALDORIA AND KOREA

The Government of Valdoria and the Government of Korea, hereinafter "the Participants",
Have agreed as follows:

Article 1
Travel costs shall be borne by the Korean Participant.

Article 2
It shall remain in force for five years and shall be tacitly renewed for equal periods.
"""


def test_a_treaty_owes_costs_and_not_its_own_duration() -> None:
    found = [(str(one.act), one.owner) for one in items(TREATY, known=OPEN)]
    assert found == [("commitment", "theirs")]


def test_a_declaration_may_list_infinitives() -> None:
    text = "The two ministers DECLARE:\n\nTo open, within 45 days, the northern crossing to all traffic."
    assert [one.due.wording for one in items(text)] == ["within 45 days"]


# A sentence; then the owner and the deadline of each item.
DUE: tuple[tuple[str, list[tuple[str | None, str]]], ...] = (
    (
        "Valdoria shall issue the permit not later than 48 hours before the time of departure.",
        [("ours", "not later than 48 hours before the time of departure")],
    ),
    (
        "Korea shall report outbreaks within thirty-six (36) hours of becoming aware of them.",
        [("theirs", "within thirty-six (36) hours of becoming aware of them")],
    ),
    (
        "Valdoria shall inform the Embassy immediately, and in any event within 24 hours.",
        [("ours", "immediately, and in any event within 24 hours")],
    ),
    (
        "Korea will pay the fee by the fifth day of the following month.",
        [("theirs", "by the fifth day of the following month")],
    ),
    ("Korea will resume work once the floods are behind it.", [("theirs", "once the floods are behind it")]),
    (
        "Valdoria will send the plan within 15 days of the signing of these Minutes.",
        [("ours", "within 15 days of the signing of these Minutes")],
    ),
    ("It was agreed that the Ministry of Roads of Korea organise a fair in July.", [("theirs", "in July")]),
    ("It was decided that joint tests be carried out in July.", [("joint", "in July")]),
    ("Could the Ministry of Trade of Korea send the list by 3 June?", [("theirs", "by 3 June")]),
    ("Valdoria is raising the number of places in July.", [("ours", "in July")]),
    ("Valdoria sought the release of the nine sailors without delay.", [("theirs", "without delay")]),
    (
        "Korea will lift the ban as soon as it is in a position to do so.",
        [("theirs", "as soon as it is in a position to do so")],
    ),
    ("Korea will open the second berth (first half of 2027).", [("theirs", "first half of 2027")]),
    # A rate, a custom and a state are no deadlines, and who came promises nothing.
    ("Korea proposed that Valdoria raise the ferries from three to five per week.", [("ours", "")]),
    ("Valdoria will help Korea with the tables issued every year on 1 May.", [("ours", "")]),
    ("Present: the Ambassador of Korea and the Director of Shipping of Valdoria.", []),
    ("The Korean delegation will depart for Elmstadt tomorrow.", []),
    ("Termination of this Agreement shall not affect projects under way.", []),
)


@pytest.mark.parametrize(("text", "expected"), DUE)
def test_it_reads_a_deadline_to_its_end(text: str, expected: list[tuple[str | None, str]]) -> None:
    assert [(one.owner, one.due.wording) for one in items(text, known=OPEN)] == expected


NUMBERED_TASKS = """Actions

A2.1 Customs Korea - Open a third counter. First half of July 2026.
A2.2 Ministry of Health of Valdoria and Ministry of Health of Korea - Run the campaign. Date: 31 July 2026.
A2.3 Korea: two engines for the trial, end of June.
"""


def test_numbered_tasks_have_their_owners_and_times() -> None:
    found = [(one.owner, one.due.wording) for one in items(NUMBERED_TASKS, known=OPEN)]
    assert found == [
        ("theirs", "First half of July 2026"),
        ("joint", "31 July 2026"),
        ("theirs", "end of June"),
    ]
