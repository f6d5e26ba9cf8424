"""What hasty, old-fashioned and short texts leave out: subjects, "will", the names of sides, plain dates."""

import pytest

from commitments.language.reader.participants import Known
from tests.commitments.language.reader.reading import items

EMAIL = """From: Ana Ost (Ministry of Trade, Valdoria)
To: Kim (MOFA, Korea)
Date: Wed, 3 Jun 2026 16:12
Subject: follow-up

Dear Kim,

{}

Best regards
Ana
"""
CHAT = """[05/10/2026, 14:02] Ana (MFA Valdoria): ok so recap
[05/10/2026, 14:03] Kim (MOFA Korea): yes
[05/10/2026, 14:04] Ana (MFA Valdoria): {}
"""
CABLE = "TELEGRAM\nFM PORT ELM\nTO SEOUL\n5 MAY 2026\n\n1. Met the Vice-Minister. Tone good.\n2. {}\n"
SHEET = "FACT SHEET: Korea and Valdoria in 2026\n\nWater\n- {}\n"


def read(text: str) -> list[tuple[str | None, str]]:
    """Return who owes each item of a text, and by when."""
    return [
        (one.owner, one.due.wording)
        for one in items(text, "Republic of Korea", "Valdoria", Known())
        if not one.is_weak
    ]


@pytest.mark.parametrize(
    ("form", "sentence", "expected"),
    [
        (EMAIL, "The protocol: will tell you asap whether we can live with it.", [("theirs", "asap")]),
        (EMAIL, "We pay the interpreter.", [("theirs", "")]),
        (EMAIL, "You get the tables tomorrow.", [("theirs", "tomorrow")]),
        (EMAIL, "You'll have our comments on your desk by Tuesday.", [("theirs", "by Tuesday")]),
        (EMAIL, "Our consulate needs the copies from you by Friday.", [("ours", "by Friday")]),
        (
            EMAIL,
            "Need from your end: the landing clearance, before departure.",
            [("ours", "before departure")],
        ),
        (EMAIL, "Give me your list before the 19th.", [("ours", "before the 19th")]),
        (EMAIL, "Don't forget the radios you owe us.", [("ours", "")]),
        (EMAIL, "Could your people at Busan lend us a gauge?", [("ours", "")]),
        (EMAIL, "You may count on our support.", [("theirs", "")]),
        (EMAIL, "Petra is mailing it tomorrow.", [("theirs", "tomorrow")]),
        (EMAIL, "From us: the scanner manuals, by Friday.", [("theirs", "by Friday")]),
        (EMAIL, "I was glad to learn that your Congress will debate it on 4 August.", []),
        (CHAT, "great, will clear it first thing tomorrow", [("theirs", "first thing tomorrow")]),
        (CHAT, "let me check with the ministry", [("theirs", "")]),
        (CHAT, "sending it now", [("theirs", "")]),
        (CABLE, "Agreed to swap votes when lists close in Elm.", [("joint", "when lists close in Elm")]),
        (CABLE, "Undertook to check the payments within ten days.", [("ours", "within ten days")]),
        (CABLE, "Have asked that the drivers be released.", [("theirs", "")]),
        (CABLE, "Vote itself is 7 October.", []),
        (CABLE, "They would not touch the paper before the elections.", []),
        (
            SHEET,
            "Korea supplies the pumps and Valdoria drills the wells.",
            [("ours", ""), ("theirs", "")],
        ),
        (SHEET, "Korea holds elections on 3 June 2026.", []),
    ],
)
def test_hasty_texts_are_read(form: str, sentence: str, expected: list[tuple[str | None, str]]) -> None:
    assert read(form.format(sentence)) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Valdoria waives the fee from 1 May 2027.", [("theirs", "1 May 2027")]),
        ("Valdoria will answer inside a fortnight.", [("theirs", "inside a fortnight")]),
        ("Valdoria will publish the text this evening.", [("theirs", "this evening")]),
        ("Valdoria will have the light relit ere the gales set in.", [("theirs", "ere the gales set in")]),
        (
            "Valdoria will tell Korea, ten clear days beforehand, who comes.",
            [("theirs", "ten clear days beforehand")],
        ),
        (
            "Valdoria will send trainers in the week beginning May 16.",
            [("theirs", "in the week beginning May 16")],
        ),
        ("Valdoria will call when back from leave.", [("theirs", "when back from leave")]),
        ("Valdoria will hand over two landing craft before Christmas.", [("theirs", "before Christmas")]),
        ("The two ministries have one month to draw up the list.", [("joint", "")]),
        (
            "Valdoria has set itself until 30 September 2026 to reply.",
            [("theirs", "until 30 September 2026")],
        ),
        ("Valdoria committed, in the person of its minister, to publishing it.", [("theirs", "")]),
        ("Valdoria undertook personally to settle the claim.", [("theirs", "")]),
        ("Valdoria asks that Korea share the text.", [("ours", "")]),
        ("The Valdorian development bank will second an adviser.", [("theirs", "")]),
        (
            "The list will be posted by June on the website of the Valdorian ministry.",
            [("theirs", "by June")],
        ),
        ("Kim thanked the hosts, and Valdoria agreed to take up the case.", [("theirs", "")]),
        ("Valdoria: translation of all annexes (deadline 10 May 2027).", [("theirs", "10 May 2027")]),
    ],
)
def test_what_is_worded_otherwise_is_read(sentence: str, expected: list[tuple[str | None, str]]) -> None:
    assert read(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "According to the Valdorian press, Valdoria will buy the ships before the end of 2026.",
        "Rumour has it that Valdoria will buy the ships before the end of 2026.",
        '"We shall have the bridge open by 1 May 2027," said the mayor of Port Elm.',
        "Nothing will be signed by 31 December.",
        "Valdoria will not attend the fair on 12 June 2027.",
        "The two ministers agreed on four things.",
        "Valdoria will sign before the Board meets the Ministry.",
    ],
)
def test_what_nobody_promises_has_no_date(sentence: str) -> None:
    assert [due for _owner, due in read(sentence) if any(word.isdigit() for word in due)] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Valdoria will issue a coin in honour of the fleet's return on 4 May 2066.",
        "Valdoria will remind the contractor that its guarantee runs out on 20 December 2026.",
        "Valdoria will prepare for the entry into force of the law on 2 August 2027.",
        "Valdoria will keep its ships at Busan at least until the end of 2027.",
    ],
)
def test_a_day_of_something_else_stays_beside_the_promise(sentence: str) -> None:
    assert read(sentence) == [("theirs", "")]


def test_a_capital_or_letters_alone_stand_above_what_a_side_does() -> None:
    text = (
        "Who does what\n\nSeoul\n- answer on visas by 5 May\nMOFA\n- invite the team\nJoint\n- draft a text"
    )
    assert [owner for owner, _due in read(text)] == ["ours", "ours", "joint"]


def test_an_islands_people_go_by_the_first_word_of_its_name() -> None:
    text = "The Ostrel Government will send the list. The Kestovians will print it."
    found = items(text, ours="Ostrel Islands", theirs="Kestovia")
    assert [one.owner for one in found] == ["ours", "theirs"]
