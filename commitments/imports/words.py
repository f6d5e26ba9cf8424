"""The words by which lists say a value that is chosen here from a few, in English and Korean; pure tables.

What our own lists say of a value is known besides, in every language of the installation.
"""

from collections.abc import Mapping
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise

from commitments.imports.cells import key_of
from commitments.language.lexicon.countries import BOTH_SIDES, OUR_SIDE, THEIR_SIDE
from commitments.vocabulary import (
    CommitmentState,
    Health,
    Nature,
    OutcomeKind,
    OwedBy,
    PostFunction,
    Side,
    Strength,
)

Words = Mapping[str, tuple[str, ...]]
SIDES: Words = {
    OwedBy.OURS: (*OUR_SIDE, "us", "we", "home"),
    OwedBy.THEIRS: (*THEIR_SIDE, "they", "partner"),
    OwedBy.JOINT: (*BOTH_SIDES, "both", "jointly", "ours and theirs", "공동"),
}
OTHERS: Mapping[str, Words] = {
    "owed_by": SIDES,
    "side": {value: SIDES[value] for value in (OwedBy.OURS, OwedBy.THEIRS)},
    "kind": {
        OutcomeKind.COMMITMENT: ("commitment", "agreed", "undertaking", "pledge", "promise", "합의", "약속"),
        OutcomeKind.ASK: ("ask", "request", "requested", "proposal to us", "요청"),
        OutcomeKind.OFFER: ("offer", "offered", "제안", "제의"),
        OutcomeKind.UNDERSTANDING: ("understanding", "acknowledgement", "noted", "양해", "공감"),
        OutcomeKind.TOPIC: ("topic", "discussed", "discussion", "information", "논의", "의제"),
    },
    "nature": {
        Nature.DISCRETE: ("discrete", "one-off", "once", "single", "단발", "일회성", "완결형"),
        Nature.CONTINUING: ("continuing", "continuous", "ongoing", "permanent", "지속", "상시", "계속"),
    },
    "strength": {
        Strength.NOTED: ("noted", "took note", "유념", "주목"),
        Strength.REQUESTED: ("requested", "asked", "요청"),
        Strength.WILL_CONSIDER: ("will consider", "consider", "to consider", "검토"),
        Strength.WILL_ENDEAVOUR: ("will endeavour", "endeavour", "best efforts", "seek to", "노력"),
        Strength.AGREED: ("agreed", "agree", "will", "합의"),
        Strength.BOUND: ("bound", "binding", "shall", "legally binding", "의무", "구속"),
    },
    "health": {
        Health.ON_TRACK: ("on track", "green", "on schedule", "normal", "정상", "정상 추진", "순항", "녹색"),
        Health.AT_RISK: ("at risk", "amber", "yellow", "delayed", "주의", "지연 우려", "황색"),
        Health.OFF_TRACK: ("off track", "red", "blocked", "stalled", "지연", "중단", "부진", "적색"),
        Health.NO_EVIDENCE: ("no evidence", "unknown", "grey", "확인 불가", "미확인"),
    },
    "function": {
        PostFunction.FOCAL_POINT: ("focal point", "contact point", "담당관", "연락관", "실무 담당"),
        PostFunction.ALTERNATE: ("alternate", "deputy focal point", "교체 담당", "부담당"),
        PostFunction.VALIDATING_AUTHORITY: ("validating authority", "validator", "확인권자", "승인권자"),
        PostFunction.HEAD_OF_DELEGATION: ("head of delegation", "수석대표", "단장"),
        PostFunction.OTHER: ("other", "other post", "기타"),
    },
    "is_free": {
        "yes": ("yes", "y", "true", "1", "free", "off", "x", "holiday", "예", "휴무", "공휴일", "쉼", "o"),
        "no": (
            "no",
            "n",
            "false",
            "0",
            "working",
            "working day",
            "work",
            "아니오",
            "아니요",
            "근무",
            "근무일",
            "정상 근무",
        ),
    },
}
OWN: Mapping[str, tuple[tuple[str, Promise | str], ...]] = {
    "owed_by": tuple(OwedBy.choices),
    "side": tuple(Side.choices),
    "kind": tuple(OutcomeKind.choices),
    "nature": tuple(Nature.choices),
    "strength": tuple(Strength.choices),
    "health": tuple(Health.choices),
    "function": tuple(PostFunction.choices),
    "status": tuple(CommitmentState.choices),
}


@cache
def values_of(field: str) -> Mapping[str, str]:
    """Give each word that is known for a field, as it is compared, with the value it stands for."""
    found: dict[str, str] = {}
    for value, words in OTHERS.get(field, {}).items():
        found |= {key_of(word): value for word in words}
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            for value, label in OWN.get(field, ()):
                said = str(label)
                # "discrete: can be finished" is said by its first word too.
                found[key_of(said)] = found[key_of(said.partition(":")[0])] = str(value)
                found.setdefault(key_of(str(value).replace("_", " ")), str(value))
    return found


def value_of(field: str, text: str) -> str:
    """Give the value that a word stands for; nothing where it is not known."""
    return values_of(field).get(key_of(text.replace("_", " ")), "")
