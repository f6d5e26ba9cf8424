"""The heads under which columns stand in the lists of others, in English and Korean; pure tables of words.

What our own lists call a field is known besides, in every language of the installation.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

from django.conf import settings
from django.utils import translation

from commitments.finding.folding import fold
from commitments.imports.fields import FIELDS
from commitments.language.lexicon.countries import side_names
from commitments.vocabulary import ImportSubject

Heads = Mapping[str, tuple[str, ...]]
_BETWEEN = re.compile(r"[\W_]+")
_HANGUL = re.compile("[가-힣]")
# Between two words of Hangul.
_APART = re.compile("(?<=[가-힣]) (?=[가-힣])")

_COMMITMENTS: Heads = {
    "reference": ("our reference", "tracker reference", "관리번호"),
    "number": (
        *("no", "nr", "number", "item", "item no", "id", "mlc id", "promise id", "commitment id", "ref"),
        *("serial", "s no", "sl no", "recommendation no", "번호", "연번", "순번", "항목"),
    ),
    "clause": (
        *("text", "wording", "agreed wording", "commitment text", "promise", "promise text", "pledge"),
        *("recommendation", "recommendation and recommending state", "undertaking", "agreed outcome"),
        *("commitment", "agreed action", "point", "paragraph", "full text", "합의 문안", "합의사항"),
        *("합의 내용", "이행 사항", "과제 내용", "내용", "본문", "권고", "권고사항", "약속", "합의 문구"),
        *("이행 과제", "추진 과제", "주요 내용", "세부 내용", "합의 과제", "약속 사항", "조치 사항"),
    ),
    "title": (
        *("title", "summary", "subject", "task", "action", "action item", "headline", "deliverable"),
        *("제목", "과제", "과제명", "사업명", "건명"),
    ),
    "kind": ("type", "outcome kind", "category of outcome", "구분", "유형"),
    "owed_by": ("side", "owner side", "owing side", "responsible side", "party", "이행 측", "이행국"),
    "lead": (
        *("lead", "reporting lead", "lead ministry", "lead agency", "lead department", "owner"),
        *("responsible", "responsible ministry", "responsible agency", "ministry", "agency", "department"),
        *(
            "focal ministry",
            "who",
            "assigned to",
            "주관",
            "주관 부처",
            "주관기관",
            "담당",
            "담당 부처",
            "소관",
        ),
        *("소관 부처", "담당기관", "책임 부처", "주관 부서", "담당 부서", "소관 부서", "추진 부서"),
        *("이행 부처", "이행 기관", "추진 기관", "소관 기관", "책임 부서", "담당 부서명", "부처"),
    ),
    "lead_ours": ("our lead", "우리측 주관", "우리 측 담당"),
    "lead_theirs": ("their lead", "partner lead", "counterpart", "상대측 담당", "상대국 담당", "상대기관"),
    "with": (
        *("with", "support", "supporting ministries", "supporting agencies", "partners", "all ministers"),
        *(
            "other ministries",
            "co lead",
            "involved",
            "협조",
            "협조 부처",
            "유관 부처",
            "관계 부처",
            "협력기관",
            *("협조 부서", "관계 기관", "협조 기관", "지원 부처"),
        ),
    ),
    "wording": (
        *("deadline", "time frame", "timeframe", "timeline", "timing", "by when", "when", "schedule"),
        *("deadline wording", "기한", "이행 기한", "시한", "시기", "일정", "추진 시기"),
        *("이행 시한", "이행 시기", "추진 기한", "추진 일정", "완료 기한", "완료 시한", "완료 시기", "기간"),
    ),
    "due_on": (
        *("due date", "due by", "target date", "completion date", "end date", "date due", "deadline date"),
        *(
            "마감일",
            "완료일",
            "완료 예정일",
            "목표일",
            "기일",
            "예정일",
            "이행 예정일",
            "완료 목표일",
            "만료일",
        ),
    ),
    "review_on": ("review", "next review", "review on", "점검 예정일", "재점검"),
    "nature": ("discrete or continuing", "continuity", "지속 여부"),
    "strength": ("firmness", "commitment strength", "강도", "구속력"),
    "condition": ("conditions", "subject to", "provided that", "전제", "전제 조건", "선행 조건"),
    "place_in_text": (
        *("source", "paragraph no", "article", "section", "theme", "themes", "topic", "chapter"),
        *("출처", "조항", "주제", "분야"),
    ),
    "meaning": ("notes", "note", "remarks", "comment", "comments", "explanation", "비고", "참고", "설명"),
    "status": (
        *("status", "current status", "progress", "stage", "decision", "position", "response", "stand"),
        *("implementation status", "진행", "진행 상태", "진행 상황", "추진 상태", "이행 상태", "이행 현황"),
    ),
}
_UPDATES: Heads = {
    "reference": ("ref", "item", "id", "promise id", "commitment", "commitment id", "no", "관리번호", "번호"),
    "said_on": (
        *(
            "date",
            "day",
            "as of",
            "reported on",
            "report date",
            "date of report",
            "update date",
            "last checked",
        ),
        *("last update", "reporting date", "date of update"),
        *("보고일", "기준일", "일자", "작성일"),
    ),
    "health": ("rag", "rag status", "assessment", "rating", "traffic light", "신호", "평가"),
    "side": ("side", "reported by side", "보고 측"),
    "text": (
        *("text", "update", "progress", "note", "notes", "report", "what happened", "comment", "comments"),
        *("remarks", "remark", "explanation", "narrative"),
        *(
            "evidence summary",
            "details",
            "description",
            "내용",
            "추진 실적",
            "진행 내용",
            "보고 내용",
            "비고",
        ),
    ),
    "status": ("status", "current status", "stage", "진행 상태", "이행 상태"),
}
_MINISTRIES: Heads = {
    "country": ("code", "country code", "iso", "iso code", "partner", "state", "국가 코드", "나라", "국가명"),
    "name": (
        *("name", "ministry", "full name", "english name", "name in english", "official name", "institution"),
        *("agency", "department", "organisation", "organization", "부처명", "영문명", "영문 명칭", "기관명"),
    ),
    "short_name": ("short", "abbreviation", "acronym", "short form", "영문 약칭", "약어"),
    "name_home": ("korean name", "name in korean", "한글명", "국문명", "국문 명칭", "한국어 명칭"),
    "short_home": ("korean short name", "국문 약칭", "한글 약칭"),
    "name_local": ("local name", "native name", "name in local language", "현지어 명칭", "현지명"),
    "short_local": ("local short name", "local abbreviation", "현지어 약칭"),
    "exists_from": ("from", "since", "established", "founded", "설립일", "시작일"),
    "exists_until": ("until", "to", "dissolved", "abolished", "종료일"),
}
_OFFICIALS: Heads = {
    "country": ("code", "country code", "iso", "partner", "국가 코드", "나라", "국가명"),
    "ministry": (
        "agency",
        "organisation",
        "organization",
        "institution",
        "department",
        "소속",
        "기관",
        "부처명",
    ),
    "post": ("position", "title", "job title", "function title", "office", "rank", "직책", "직급", "보직"),
    "person": ("person", "full name", "official", "contact", "contact person", "성명", "이름", "담당자"),
    "function": ("role", "role in follow up", "역할"),
    "email": ("email", "mail", "e mail address", "email address", "이메일", "전자 우편", "메일"),
    "precedence": ("order", "rank order", "protocol order", "서열", "의전 순서", "순서"),
    "starts_on": ("from", "since", "start", "start date", "appointed", "appointed on", "취임일", "부임일"),
    "ends_on": ("until", "to", "end", "end date", "left on", "이임일", "퇴임일"),
}
_HOLIDAYS: Heads = {
    "country": ("code", "country code", "iso", "partner", "국가 코드", "나라", "국가명"),
    "day": ("date", "holiday date", "on", "observed on", "일자", "휴일"),
    "name": (
        "holiday",
        "name",
        "holiday name",
        "occasion",
        "description",
        "event",
        "휴일명",
        "공휴일",
        "명절",
    ),
    "is_free": ("free", "day off", "public holiday", "off", "is free", "closed", "쉬는 날", "휴무 여부"),
}
HEADS: Mapping[str, Heads] = {
    ImportSubject.COMMITMENTS: _COMMITMENTS,
    ImportSubject.UPDATES: _UPDATES,
    ImportSubject.MINISTRIES: _MINISTRIES,
    ImportSubject.OFFICIALS: _OFFICIALS,
    ImportSubject.HOLIDAYS: _HOLIDAYS,
}
# Columns of our own lists that say nothing by themselves, or what other columns say already.
PASSED_OVER = ("kind of deadline", "days late", "closed on", "moved", "act by", "partner", "meeting")


def bare(head: str) -> str:
    """Give a head without case and signs; Korean words are written together or apart, and stand together."""
    words = " ".join(_BETWEEN.sub(" ", fold(unicodedata.normalize("NFC", head))).split())
    return _APART.sub("", words)


def is_within(head: str, longer: str) -> bool:
    """Say whether a bare head stands in another as whole words, or in Korean as a part of one."""
    return head in longer if _HANGUL.search(head) else f" {head} " in f" {longer} "


def known(subject: str) -> Mapping[str, tuple[str, int]]:
    """Give each bare head that is known with its field and how surely: 3 our own name, 2 that of others."""
    return _known(subject, settings.HOME_COUNTRY)


@cache
def _known(subject: str, home: str) -> Mapping[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    if "lead_ours" in HEADS[subject]:
        found |= {bare(head): ("lead_ours", 2) for head in side_names(home)}
    for name, heads in HEADS[subject].items():
        for head in heads:
            found.setdefault(bare(head), (name, 2))
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            for field in FIELDS[subject]:
                found[bare(str(field.label))] = (field.name, 3)
    return found


@cache
def passed_over() -> frozenset[str]:
    """Give the bare heads of columns of our own lists that are left out, in every language."""
    return _in_every_language(PASSED_OVER)


@cache
def reasons() -> frozenset[str]:
    """Give, in every language, the bare head under which a file given back says why a row was not taken."""
    return _in_every_language(["why"])


def _in_every_language(of_ours: Iterable[str]) -> frozenset[str]:
    found = set[str]()
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            found |= {bare(translation.gettext(head)) for head in of_ours}
    return frozenset(found)
