"""How an import records rows with the status words of other lists; what the words mean is in the lexicon.

The tracker does not take a stage from a list: an owner accepts, and a validator confirms. So each word is
recorded as a draft, as a draft with the word as a note, or its row is left out. Words that no table knows are
kept as a note; words for what is no longer pursued are asked about.
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
    """Return how a row with a status word is recorded; empty where it is no longer pursued."""
    first = re.split(r"[;:(（]", word)[0]
    status = status_of(word) or (Status.DROPPED if status_of(first) is Status.DROPPED else None)
    if status:
        return USUAL.get(status, "")
    return StatusChoice.DRAFT if value_of("health", word) else StatusChoice.NOTE
