"""What the status words of other lists mean for new commitments, which an import records as drafts.

The tracker does not take a stage from a list: an owner accepts, and a validator confirms. So each word is
recorded as a draft, as a draft with the word as a note, or its row is left out; other words are asked about.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

from commitments.enums import StatusChoice
from commitments.tables.cells import key_of, says_nothing, value_of

OPEN = (
    "open, not yet, recurring, recurrent, ongoing, on-going, on going, in progress, in process, in hand, "
    "under way, underway, pending, active, new, not started, not yet started, not begun, yet to start, to "
    "be started, to start, to do, todo, started, planned, scheduled, in preparation, under preparation, "
    "under discussion, under negotiation, under review, under consideration, under implementation, being "
    "implemented, continuing, continued, continuous, partly done, partially completed, partially "
    "implemented, partly implemented, in part, not done, not implemented, incomplete, overdue, late, "
    "awaiting reply, waiting, en cours, en cours de realisation, en cours d'execution, en cours de mise en "
    "oeuvre, en attente, non commence, pas commence, pas encore commence, non demarre, non entame, a "
    "faire, a lancer, a demarrer, a venir, prevu, planifie, programme, en preparation, en discussion, en "
    "negociation, en retard, engage, demarre, lance, entame, ouvert, partiellement realise, non realise, "
    "non execute, a l'etude, 정상 추진, 진행 중, 진행중, 진행, 추진 중, 추진중, 추진, 이행 중, 이행중, "
    "미착수, 미이행, 미완료, 미추진, 미시작, 시작 전, 착수, 예정, 추진 예정, 계획, 계획 중, 준비 중, "
    "준비중, 검토 중, 검토중, 협의 중, 협의중, 대기, 대기 중, 신규, 일부 이행, 부분 이행, 계속, 계속 추진"
)
DONE = (
    "done, complete, completed, finished, implemented, fully implemented, fulfilled, achieved, delivered, "
    "closed, concluded, executed, accomplished, termine, acheve, realise, fait, accompli, execute, mis en "
    "oeuvre, clos, cloture, finalise, 완료, 완료됨, 이행 완료, 이행완료, 추진 완료, 이행, 종료, 종결, "
    "완결, 달성, 기완료"
)
_PERCENT = re.compile(r"(\d{1,3})(?:[.,]\d+)?\s*%")
_AGREEING = re.compile(r"(?<=[a-z]{4})(?:e|s|es)$")


def choose_status(word: str, choices: Mapping[str, str]) -> str:
    """Return how rows with a status word are recorded: as chosen, else as usual; empty where it is asked."""
    if says_nothing(word):
        return ""
    key = key_of(word)
    return choices[key] if key in choices else usual_choice(word)


@lru_cache(maxsize=1_000)
def usual_choice(word: str) -> str:
    """Return how a row with a known status word is recorded; empty where the word is not known."""
    percent = _PERCENT.fullmatch(word.strip())
    if percent:
        return StatusChoice.NOTE if int(percent[1]) == 100 else StatusChoice.DRAFT
    plain = _plain(re.sub(r"\s*[(（].*[)）]$", "", word))
    known = _usual()
    found = known.get(plain) or known.get(_AGREEING.sub("", plain), "")
    first, sign, _rest = re.sub(r"[;:(（]", "\0", word).partition("\0")
    if not found and sign and _plain(first) in known:
        # More than a word of status is kept as a note.
        return StatusChoice.NOTE
    if not found and value_of("health", word):
        return StatusChoice.DRAFT
    return found


@cache
def _usual() -> dict[str, str]:
    found = {_plain(word): StatusChoice.DRAFT.value for word in OPEN.split(",")}
    return found | {_plain(word): StatusChoice.NOTE.value for word in DONE.split(",")}


def _plain(word: str) -> str:
    """Return a word without accents, hyphens and the points around it."""
    key = key_of(word).replace("œ", "oe").strip(" .!")
    bare = re.sub("(?<=[가-힣]) (?=[가-힣])", "", unicodedata.normalize("NFC", key))
    return " ".join(re.sub(r"[-_’]+", lambda sign: "'" if sign[0] == "’" else " ", bare).split())
