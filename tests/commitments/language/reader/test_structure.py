"""Promises read by their structure: subjects and verbs that no table has, of many authors and forms.

Each text is one of a bilateral meeting of 12 May 2026; Valdoria is ours, Korea theirs.
"""

import pytest

from commitments.language.reader.participants import Known
from tests.commitments.language.reader.reading import items

OPEN = Known()
# A sentence; then of each item its kind, its owner and the wording of its deadline.
SENTENCES: tuple[tuple[str, list[tuple[str, str | None, str]]], ...] = (
    # What stands before the subject, and what describes it.
    ("In the first phase the Korean side shall accept paper forms.", [("commitment", "theirs", "")]),
    (
        "The Korean authority in whose area a boat is registered shall inform Valdoria without delay.",
        [("commitment", "theirs", "without delay")],
    ),
    ("During floods, both Sections shall exchange data each week.", [("commitment", "joint", "each week")]),
    ("The Korean Section shall clear the channel.", [("commitment", "theirs", "")]),
    ("Innovation Valdoria will open an office in July.", [("commitment", "ours", "in July")]),
    ("The two customs departments shall finish the tests by June.", [("commitment", "joint", "by June")]),
    # Whatever the verb, and who gives where only the other receives.
    ("Korea is prepared to shoulder the cost of the flights.", [("offer", "theirs", "")]),
    (
        "KETROL was directed to sketch a plan in two weeks' time.",
        [("commitment", None, "in two weeks' time")],
    ),
    ("Valdoria commits up to EUR 40 million in new funds.", [("commitment", "ours", "")]),
    ("Korea is putting $20 million on the table.", [("commitment", "theirs", "")]),
    ("Korea made itself available to receive the inspectors.", [("offer", "theirs", "")]),
    ("Valdoria asked whether Korea could lend two cranes.", [("request", "theirs", "")]),
    ("The Korean Minister promised him a reply before Easter.", [("commitment", "theirs", "before Easter")]),
    ("It falls to Korea to keep the register.", [("commitment", "theirs", "")]),
    ("Korea assumes the cost of the samples.", [("commitment", "theirs", "")]),
    ("KETROL shall reply to the query of the Valdorian side.", [("commitment", "theirs", "")]),
    # What is only an effect, a custom or a view.
    ("The farms from which fruit will be exported are in Korea.", []),
    (
        "The two sides agreed in principle that fishing is a shared concern.",
        [("understanding", "joint", "")],
    ),
    ("Requests for help may be made in writing.", []),
    ("No fee shall be charged for the visit of the Koreans.", []),
    ("Korea trusts that Valdoria will reply.", []),
)


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_it_reads_subject_and_verb(text: str, expected: list[tuple[str, str | None, str]]) -> None:
    found = [(str(one.act), one.owner, one.due.wording) for one in items(text, known=OPEN) if not one.is_weak]
    assert found == expected


TIMES = (
    ("Korea will host the ship when it calls at Elmport on 3 June.", ""),
    ("Korea will send the map prior to the arrival of the team.", "prior to the arrival of the team"),
    (
        "Korea will sign it at the margins of the fisheries summit in June.",
        "at the margins of the fisheries summit in June",
    ),
    ("Korea will reply before the papers go out on 2 June.", "before the papers go out on 2 June"),
    ("Korea will pay as soon as the treaty has been signed.", "as soon as the treaty has been signed"),
    ("Korea will put boats to sea in time for Elm Week next July.", "in time for Elm Week next July"),
    ("Korea will file a report every Sunday.", "every Sunday"),
    (
        "The committee of Korea and Valdoria shall meet not less than once in two years.",
        "not less than once in two years",
    ),
    ("Korea shall answer with the least possible delay.", "with the least possible delay"),
    (
        "Korea shall shorten the stay for the season starting this October.",
        "for the season starting this October",
    ),
    (
        "Korea shall reply within a period not exceeding sixty days.",
        "within a period not exceeding sixty days",
    ),
    (
        "Korea shall set up a desk no later than three months after the plan takes effect.",
        "no later than three months after the plan takes effect",
    ),
    ("Korea will offer ten places each year for the next five years.", "each year"),
    (
        "Korea shall send the forms before 1 December of the preceding year.",
        "before 1 December of the preceding year",
    ),
)


@pytest.mark.parametrize(("text", "wording"), TIMES)
def test_it_reads_a_time_as_a_whole(text: str, wording: str) -> None:
    assert [one.due.wording for one in items(text, known=OPEN)] == [wording]


TASKS = """Follow-up list, Valdoria and Korea

Background
Exports rose in 2025.

What we do next

1. Ports
   - KOICA: complete the survey two weeks after that.
   - Send the engines to Busan by 30 September (Valdorian Port Authority).
   - Run a drill once per quarter (both).
2. Trade
   - Side event at the fair: the Korean side to sketch a concept.

To the Korean party
- name contact person for questions of visas

Together
- check the translation of both versions
"""


def test_a_list_of_tasks_has_owners_before_behind_and_above() -> None:
    found = [(one.owner, one.due.wording) for one in items(TASKS, known=OPEN)]
    assert found == [
        ("theirs", "two weeks after that"),
        ("ours", "by 30 September"),
        ("joint", "once per quarter"),
        ("theirs", ""),
        ("theirs", ""),
        ("joint", ""),
    ]


MEMORANDUM = """MEMORANDUM OF UNDERSTANDING
BETWEEN THE RIVER AGENCY OF VALDORIA AND THE WATER BOARD OF THE REPUBLIC OF KOREA

The River Agency (RA) and the Water Board (WAB), hereinafter called the "Sides",

WHEREAS
A. The WAB runs four dams.

Section 1. Duties
1.1 The WAB shall:
a. furnish the RA with a list of gauges each quarter;
1.2 Within the first year the RA is to translate the manual.
1.3 The Side receiving a query shall answer within five days.
"""


def test_a_memorandum_names_its_parties_in_the_title() -> None:
    found = [(one.owner, one.due.wording) for one in items(MEMORANDUM, known=OPEN)]
    assert found == [
        ("theirs", "each quarter"),
        ("ours", "Within the first year"),
        ("joint", "within five days"),
    ]


PRESS = """Elmstadt, 12 May 2026

Minister of Roads of Korea: I am glad to be here. We will open the bridge in July. I thank my colleague.

Minister of Roads of Valdoria: We will repair the northern road by August.

The Korean Minister said: "Our crews were proud to help. We will send more boats in June. The sea is wide."
"""


def test_who_speaks_at_a_press_conference_says_we() -> None:
    found = [(one.owner, one.due.wording) for one in items(PRESS, known=OPEN) if str(one.act) == "commitment"]
    assert found == [("theirs", "in July"), ("ours", "by August"), ("theirs", "in June")]
