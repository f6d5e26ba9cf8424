"""How an import records rows with the status words of other lists; what the words mean is in the lexicon.

The tracker does not take a stage from a list: an owner accepts, and a validator confirms. So each word is
recorded as a draft, as a draft with the word as a note, or its row is left out; other words are asked about.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from commitments.enums import StatusChoice
from commitments.language.lexicon.status import Status, status_of
from commitments.tables.cells import key_of, says_nothing, value_of

USUAL = {Status.OPEN: StatusChoice.DRAFT, Status.DONE: StatusChoice.NOTE}


def choose_status(word: str, choices: Mapping[str, str]) -> str:
    """Return how rows with a status word are recorded: as chosen, else as usual; empty where it is asked."""
    if says_nothing(word):
        return ""
    key = key_of(word)
    return choices[key] if key in choices else usual_choice(word)


@lru_cache(maxsize=1_000)
def usual_choice(word: str) -> str:
    """Return how a row with a known status word is recorded; empty where the word is not known."""
    if status := status_of(word):
        return USUAL.get(status, "")
    first, sign, _rest = re.sub(r"[;:(（]", "\0", word).partition("\0")
    if sign and status_of(first) in USUAL:
        # More than a word of status is kept as a note.
        return StatusChoice.NOTE
    return StatusChoice.DRAFT if value_of("health", word) else ""
