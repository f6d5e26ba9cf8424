"""A readout of talks that never took place, for tests of what is read, followed and decided."""

from commitments.enums import PassageState
from commitments.models import Passage, Statement

ASK = (
    "The Minister asked the Valdorian side to work closely with Korea so that no more travellers are harmed."
)
AFFIRMED = "The Valdorian side will name a contact point by 30 June 2026."
JOINT = "Both sides agreed to hold a joint exercise within 30 days."
WELCOMED = "The Minister welcomed the help that Valdoria gave last month."
RECALLED = "The two sides recalled the talks of 2019 on trade and fisheries."
READOUT = f"""The Minister visited Port Serin on 4 March.

{ASK} {AFFIRMED}

{JOINT} {WELCOMED} {RECALLED}
"""


def waiting(statement: Statement) -> list[Passage]:
    """Give the undecided passages of a text, in its order."""
    return list(statement.passages.filter(state=PassageState.WAITING).order_by("start", "pk"))


def of(statement: Statement, words: str) -> Passage:
    """Give the passage of some words, as it stands."""
    found: Passage = statement.passages.select_related("statement__meeting__country").get(words=words)
    return found
