"""Telegrams in capitals are read as sentences and quoted as written."""

from commitments.language.reader.participants import Known
from tests.commitments.language.reader.reading import items

TELEGRAM = """FM SEOUL
TO PARIS
SUBJECT: TALKS WITH THE KOREAN MINISTER OF TRANSPORT

1. KOREA WILL SEND THE DRAFT OF THE SHIPPING AGREEMENT BY 15 JUNE 2026.
2. THE KOREAN MINISTER ASKED VALDORIA TO LIFT THE FEE FOR FISHING BOATS BEFORE THE SUMMER.
3. THE ELECTION IS ON 3 JUNE.
"""


def test_a_telegram_in_capitals_is_read() -> None:
    found = items(TELEGRAM, known=Known())
    assert [(str(one.act), one.owner, one.due.wording) for one in found] == [
        ("commitment", "theirs", "BY 15 JUNE 2026"),
        ("request", "ours", "BEFORE THE SUMMER"),
    ]
    assert found[0].clause == "KOREA WILL SEND THE DRAFT OF THE SHIPPING AGREEMENT BY 15 JUNE 2026."


def test_what_is_awaited_of_the_capital_is_of_its_side() -> None:
    text = "FM SEOUL\nTO IMMEDIATE ELMSTADT\n\n1. We will reopen the consulate by 15 June 2026."
    assert [one.owner for one in items(text, known=Known(capitals={"ours": ["Elmstadt"]}))] == ["ours"]


def test_a_heading_in_capitals_leaves_the_text_as_it_is() -> None:
    text = "CONCLUSIONS\n\nKorea will send MOTIE the draft by 15 June 2026."
    assert [one.action for one in items(text)] == ["Send MOTIE the draft"]
