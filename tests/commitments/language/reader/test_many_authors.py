"""What authors of other forms write: promises and times in other words, and whose they are.

Each text is one of a bilateral meeting of 12 May 2026; Valdoria is ours, Korea theirs.
"""

import pytest

from commitments.language.reader.participants import Known
from tests.commitments.language.reader.reading import items

OPEN = Known()
# A sentence; then of each item its kind, its owner and the wording of its deadline.
SENTENCES: tuple[tuple[str, list[tuple[str, str | None, str]]], ...] = (
    (
        "The Korean Water Board obliges itself to answer the questions by June.",
        [("commitment", "theirs", "by June")],
    ),
    (
        "Korea hereby engages to deliver the roster on 24 July 2026.",
        [("commitment", "theirs", "on 24 July 2026")],
    ),
    ("The two insurance bodies will reconcile their data.", [("commitment", "joint", "")]),
    (
        "Valdoria's Export Bank is to open a credit line before the year is out.",
        [("commitment", "ours", "before the year is out")],
    ),
    ("The Korean side took upon itself the cost of the translation.", [("commitment", "theirs", "")]),
    (
        "The accommodation of the trainees is at the expense of the Korean Party.",
        [("commitment", "theirs", "")],
    ),
    ("A steering group is hereby established.", [("commitment", None, "")]),
    (
        "The Korean Party shall see that the samples reach the laboratory within five days.",
        [("commitment", "theirs", "within five days")],
    ),
    ("Korea is agreeable to hosting the next session.", [("offer", "theirs", "the next session")]),
    (
        "The Korean Minister has committed that the gate will be open for the season.",
        [("commitment", "theirs", "")],
    ),
    (
        "We have fixed our next meeting in Elmport in the spring of 2027.",
        [("commitment", None, "in the spring of 2027")],
    ),
    ("Each Government shall exempt the crews.", [("commitment", "joint", "")]),
    (
        "The receiving institution bears the salary and the travel costs of the expert.",
        [("commitment", "joint", "")],
    ),
    ("A control group with members of each side will meet quarterly.", [("commitment", None, "quarterly")]),
    (
        "The Commission on the border was instructed to prepare the maps by September.",
        [("commitment", None, "by September")],
    ),
    ("Deltamar was requested by the Korean side to share its model.", [("request", "ours", "")]),
    (
        "Terms would be exchanged by the two institutes within six weeks.",
        [("commitment", "joint", "within six weeks")],
    ),
    (
        "Korea must remit the deposit no later than 5 October 2026.",
        [("commitment", "theirs", "no later than 5 October 2026")],
    ),
    (
        "Korea counts on Valdoria to sign the convention before the summit.",
        [("request", "ours", "before the summit")],
    ),
    ("The Korean experts are expected in Elmport next month.", [("commitment", "theirs", "next month")]),
    ("KETROL and RDBX are to exchange standards.", [("commitment", "joint", "")]),
    ("If the foregoing is acceptable, this note and your reply shall constitute an agreement.", []),
    (
        "Korea will cooperate on plants that Valdorian companies are scheduled to open in 2029.",
        [("commitment", "theirs", "")],
    ),
    ("Korea will maintain two engineers in Elmport until 31 March 2028.", [("commitment", "theirs", "")]),
    ("Korea will audit the accounts for the year ended 31 December 2025.", [("commitment", "theirs", "")]),
)
TIMES = (
    ("Korea will act during Korean fiscal year 2027.", "during Korean fiscal year 2027"),
    ("Korea will lend two berths for the 2026/27 season.", "for the 2026/27 season"),
    ("Korea will raise the quota as from academic year 2027/2028.", "as from academic year 2027/2028"),
    ("Korea commits, from the 2027 harvest, to buy the rice.", "from the 2027 harvest"),
    ("Both intend to meet again on the margins of the Leaders' Week.", "on the margins of the Leaders' Week"),
    ("Both will meet at least once in every calendar year.", "at least once in every calendar year"),
    ("Both will exchange the levels of the river every six hours.", "every six hours"),
    ("Korea will share the plan when ready.", "when ready"),
    ("Korea will send the plan as soon as it can.", "as soon as it can"),
    ("Korea will send it at the latest on 31 July 2026.", "at the latest on 31 July 2026"),
    (
        "Korea will grant access within 21 days of the date of the reply.",
        "within 21 days of the date of the reply",
    ),
    (
        "Korea will issue the report within twenty-one days after its submission.",
        "within twenty-one days after its submission",
    ),
    (
        "Korea will repair the gauge within thirty days counted from today.",
        "within thirty days counted from today",
    ),
    ("Korea will send the team on 6 October 2026 at 9.30 a.m. in Elmport.", "on 6 October 2026 at 9.30 a.m"),
    (
        "Korea will present its offer when the mission headed by the Secretary visits Elmport.",
        "when the mission headed by the Secretary visits Elmport",
    ),
    ("Korea will take over the upkeep on practical completion.", "on practical completion"),
    ("Korea will start the pilot as of 1 September 2026.", "1 September 2026"),
    ("Korea will give its decision on the extension by year end.", "by year end"),
    (
        "Korea will pay by the close of its fiscal year on 31 March 2027.",
        "by the close of its fiscal year on 31 March 2027",
    ),
    ("Korea will reply by the first of October.", "by the first of October"),
    ("Korea will finish the text by Labour Day.", "by Labour Day"),
    ("Korea will call w/c 8 June.", "w/c 8 June"),
    (
        "Korea will report the outbreak within 24 hours from confirmation any day.",
        "within 24 hours from confirmation",
    ),
)
LIST = """Agreed actions, 12 May 2026

A. For Korea (the Water Board unless stated)
- KETROL: confirm the schedule;
- the two railways align their tariffs;
- bears the cost of the flights;
- Boat Elm to survey the shelf;
- Ask KETROL for the list;

B. Closed since last time
- Quota figures: received on 2 June.
"""
EMAIL = """From: Anna Hart <hart@mfa.valdoria.example>
To: Jina Park <park@mofa.go.kr>
Date: Tue, 12 May 2026 10:00:00 +0000
Subject: Next steps

Dear Jina,

Comments in line.

> 1. Our Ministry of Transport will give you the contact.

Thanks.

> 2. Could you please check the visas by 3 June?

You can expect them by Friday. On our end Marnie will send round a summary each week.

Best regards,
Anna
"""
FORWARDED = """From: Anna Hart <hart@mfa.valdoria.example>
To: Jina Park <park@mofa.go.kr>
Subject: FW: talks

Dear Jina,

See below.

----- Forwarded message -----
1. Korea to let us have comments by 3 June.
----- End -----

Grateful if you could send the slides.

Kind regards,
Anna
"""
CHAIRS = """AGREED MINUTES

The delegations were led by Ms Hart (Ministry of Water of Valdoria) and Mr Park (Port Authority, PAK).

1. PAK to send the maps.
"""
NAMES = """TECHNICAL ARRANGEMENT
between the State Office for Water (SOW) of the Valdorian Ministry of Works
and the Harbour Service (HBS) of the Ministry of Oceans of the Republic of Korea

Art. 1 Data
1 The HBS sends its tables to the SOW within ten days.
2 The SOW assumes the postage and insurance expenses.
"""
TEXTS = (
    (LIST, [("theirs", ""), ("joint", ""), ("theirs", ""), ("theirs", ""), ("theirs", "")]),
    (EMAIL, [("theirs", ""), ("ours", "by 3 June"), ("ours", "by Friday"), ("ours", "each week")]),
    (FORWARDED, [("theirs", "by 3 June"), ("theirs", "")]),
    (CHAIRS, [("theirs", "")]),
    (NAMES, [("theirs", "within ten days"), ("ours", "")]),
)


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_it_reads_promises_in_other_words(text: str, expected: list[tuple[str, str | None, str]]) -> None:
    found = [(str(one.act), one.owner, one.due.wording) for one in items(text, known=OPEN) if not one.is_weak]
    assert found == expected


@pytest.mark.parametrize(("text", "wording"), TIMES)
def test_it_takes_a_time_with_all_its_words(text: str, wording: str) -> None:
    assert [one.due.wording for one in items(text, known=OPEN) if not one.is_weak] == [wording]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_it_finds_whose_it_is_by_the_form_of_the_text(text: str, expected: list[tuple[str, str]]) -> None:
    found = [(one.owner, one.due.wording) for one in items(text, known=OPEN) if not one.is_weak]
    assert found == expected
