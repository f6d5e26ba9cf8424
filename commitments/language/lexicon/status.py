"""Words for the status of an action: still open, done, or no longer pursued, in English, French and Korean.

The only table of them, for cells of texts and of spreadsheets alike.
"""

import re
from enum import StrEnum
from functools import cache, lru_cache

from commitments.language.lexicon.offices import fold_name

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
    "준비중, 검토 중, 검토중, 협의 중, 협의중, 대기, 대기 중, 신규, 일부 이행, 부분 이행, 계속, 계속 추진, "
    "running, preparing, launched, to be launched, stalled, blocked, delayed, postponed, bloque, reporte, "
    "differe, "
    "미개시, 지연, 보류, 연기, 기한 경과, 기한 도과, 기한 초과"
)
DONE = (
    "done, signed, complete, completed, finished, implemented, fully implemented, fulfilled, achieved, "
    "delivered, closed, concluded, executed, accomplished, termine, acheve, realise, fait, accompli, "
    "execute, mis en "
    "oeuvre, clos, cloture, finalise, 완료, 완료됨, 이행 완료, 이행완료, 추진 완료, 이행, 종료, 종결, "
    "완결, 달성, 기완료"
)
DROPPED = (
    "cancelled, canceled, withdrawn, dropped, discontinued, abandoned, no longer relevant, annule, "
    "abandonne, retire, sans objet, 취소, 취소됨, 철회, 철회됨, 중단, 폐기"
)
_PERCENT = re.compile(r"(\d{1,3})(?:[.,]\d+)?\s*%")
_KOREAN_ENDING = re.compile(r"[가-힣]{2,8}\s?(?P<end>완료|추진중|진행중|대기|예정|취소|철회)")
_AGREEING = re.compile(r"(?<=[a-z]{4})(?:es|e|s)$")
# "Completed in May", but "to be completed by May", "done partly", "완료 예정".
_NOT_YET = r"(?!.*(?:\b(?:by|due|partly|not)\b|[가-힣] ?(?:예정|중|필요|계획)))"


class Status(StrEnum):
    """What a status word says of an action."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@lru_cache(maxsize=1_000)
def status_of(words: str) -> Status | None:
    """Return the status that words alone mean, with or without a remark in brackets; None for other words."""
    percent = _PERCENT.fullmatch(words.strip())
    if percent:
        return Status.DONE if int(percent[1]) == 100 else Status.OPEN
    plain = _plain(re.sub(r"\s*[(（].*[)）]$", "", words))
    found = _words().get(plain) or _words().get(_AGREEING.sub("", plain))
    if found is None and (ending := _KOREAN_ENDING.fullmatch(plain)):
        # "회신 완료", "선적 중", "회신 대기".
        found = _words()[ending["end"]]
    return found


@lru_cache(maxsize=1_000)
def is_finished(words: str) -> bool:
    """Return whether a cell says that nobody has to act any more: "Completed in May 2027"."""
    status = status_of(words)
    if status is not None:
        return status is not Status.OPEN
    return _ended().match(_plain(words)) is not None


@cache
def _words() -> dict[str, Status]:
    tables = ((OPEN, Status.OPEN), (DONE, Status.DONE), (DROPPED, Status.DROPPED))
    return {_plain(word): status for table, status in tables for word in table.split(",")}


@cache
def _ended() -> re.Pattern[str]:
    words = sorted((word for word, status in _words().items() if status is not Status.OPEN), key=len)
    return re.compile(rf"(?:{'|'.join(map(re.escape, reversed(words)))})(?:e|s|es)?\b{_NOT_YET}")


def _plain(words: str) -> str:
    """Return words without accents, hyphens and the points around them, and Korean without spaces."""
    key = re.sub("(?<=[가-힣]) (?=[가-힣])", "", fold_name(words).replace("œ", "oe").strip(" .!"))
    return " ".join(re.sub(r"[-_]+", " ", key).split())
