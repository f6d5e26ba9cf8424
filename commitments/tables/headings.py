"""The headings of columns that are recognised: those that lists of others use, and those of our own lists.

In English, French and Korean; our own in every language of the installation. One text of words parted by
commas for each field.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

from django.conf import settings
from django.utils import translation

from commitments.enums import ImportSubject
from commitments.language.lexicon.countries import side_names
from commitments.search.normalise import fold_text
from commitments.tables.cells import FIELDS

Headings = Mapping[str, str]
_BETWEEN = re.compile(r"[\W_]+")
_HANGUL = re.compile("[가-힣]")
# Between two words of Hangul.
_IN_BRACKETS = re.compile(r"[(（\[][^()（）\[\]]*[)）\]]")
_APART = re.compile("(?<=[가-힣]) (?=[가-힣])")

_COMMITMENTS: Headings = {
    "reference": "our reference, tracker reference, 관리번호",
    "number": (
        "no, nr, number, item, item no, id, mlc id, promise id, commitment id, serial, s no, sl no, "
        "recommendation no, 번호, 연번, 순번, 항목, n, num, numéro, s n, sn, seq, sequence"
    ),
    "clause": (
        "text, wording, agreed wording, commitment text, promise, promise text, pledge, recommendation, "
        "recommendation and recommending state, undertaking, agreed outcome, commitment, agreed action, "
        "point, paragraph, full text, 합의 문안, 합의사항, 합의 내용, 이행 사항, 과제 내용, 내용, 본문, "
        "권고, 권고사항, 약속, 합의 문구, 이행 과제, 추진 과제, 주요 내용, 세부 내용, 합의 과제, 약속 "
        "사항, 조치 사항, commitments, what was agreed, description, details, agreed item, agreement, "
        "follow up, follow up action, next step, to do, agreed actions, agreed action point, action point, "
        "action points, agreed point, what, measure, measures, activity, activities, outcome, outcomes, "
        "obligation, agreed measure, engagement, engagements, action à mener, actions à mener, action "
        "convenue, suite à donner, suites à donner, description de l'action, engagement pris, mesure, "
        "mesures, mesure convenue, activité, activités, recommandation, point convenu, obligations, 합의, "
        "text from the minutes, 조치, 협의 사항, 후속 조치, 후속 조치 사항, 약속 내용, 협력 사업, "
        "협력 과제, 세부 과제, 합의 결과"
    ),
    "title": (
        "title, summary, subject, task, action, action item, headline, deliverable, 제목, 과제, 과제명, "
        "사업명, 건명, intitulé, titre, objet, 안건"
    ),
    "kind": "type, outcome kind, category of outcome, 구분, 유형",
    "owed_by": (
        "side, made by, pledged by, undertaken by, promised by, owner side, owing side, owed by, party, "
        "이행 측, 이행국, country, responsible country, responsible side, responsible party, party "
        "responsible, pays, pays responsible, partie, partie responsable, côté, 국가, 책임국, 담당국, 이행 "
        "당사국"
    ),
    "lead": (
        "lead, reporting lead, lead ministry, lead agency, lead department, owner, responsible, "
        "responsible ministry, responsible agency, ministry, agency, department, focal ministry, who, "
        "assigned to, 주관, 주관 부처, 주관기관, 담당, 담당 부처, 소관, 소관 부처, 담당기관, 책임 부처, "
        "주관 부서, 담당 부서, 소관 부서, 추진 부서, 이행 부처, 이행 기관, 추진 기관, 소관 기관, 책임 "
        "부서, 담당 부서명, 부처, owners, responsibility, responsibilities, responsible body, responsible "
        "institution, lead institution, implementing agency, lead organisation, action by, action owner, "
        "in charge, person responsible, responsable, responsables, pilote, chef de file, porteur, acteur, "
        "acteurs, ministère, ministère responsable, ministère chef de file, service responsable, entité "
        "responsable, organisme responsable, structure responsable, institution responsable, autorité "
        "compétente, 주체, 이행 주체, 추진 주체, 책임 기관, 담당자, 담당 기관 부처, à la charge de, "
        "à charge de, "
        "qui, incombe à, by whom, whose, 누가, 수행 기관, 이행 부서"
    ),
    "lead_ours": "our lead, 우리측 주관, 우리 측 담당",
    "lead_theirs": (
        "their lead, partner lead, counterpart, their ministry, partner ministry, counterpart ministry, "
        "counterpart agency, ministère partenaire, 상대측 담당, 상대국 담당, 상대기관, 상대 기관, 상대 부처, "
        "상대측 부처, 상대국 부처"
    ),
    "with": (
        "with, support, supporting ministries, supporting agencies, partners, all ministers, other "
        "ministries, co lead, involved, 협조, 협조 부처, 유관 부처, 관계 부처, 협력기관, 협조 부서, 관계 "
        "기관, 협조 기관, 지원 부처, appui, en appui, soutien, partenaires, avec, ministères associés"
    ),
    "wording": (
        "by, by date, expected by, deadline, time frame, timeframe, timeline, timing, by when, when, "
        "schedule, deadline wording, 기한, 이행 기한, 시한, 시기, 일정, 추진 시기, 이행 시한, 이행 시기, "
        "추진 기한, 추진 일정, 완료 기한, 완료 시한, 완료 시기, 기간, due when, échéance, échéances, délai "
        "d'exécution, date d'exécution, délai, délais, calendrier, date limite, date butoir, quand, "
        "période, 완료 기간, 추진 기간, 목표 시기, before, avant, avant le, pour le, calendar, "
        "year of completion, "
        "completion year, target year, horizon, 언제까지, 언제, 완료 시점, 시점, 이행 일자, 마감, 마감 기한"
    ),
    "due_on": (
        "due, due by, target, eta, expected date, estimated completion, target completion, target date, "
        "completion date, end date, date due, deadline date, 마감일, 완료일, 완료 예정일, 목표일, 기일, "
        "예정일, 이행 예정일, 완료 목표일, 만료일, expected completion, expected completion date, planned "
        "completion, date of completion, date d'échéance, date de fin, date cible, date prévue, 완료 예정, "
        "목표 일자, 완료 기일, end, fin, to be done by, to be completed by"
    ),
    "review_on": "review, next review, review on, 점검 예정일, 재점검",
    "nature": "discrete or continuing, continuity, 지속 여부",
    "strength": "firmness, commitment strength, 강도, 구속력",
    "condition": (
        "conditions, subject to, provided that, 전제, 전제 조건, 선행 조건, sous réserve, "
        "conditions préalables"
    ),
    "place_in_text": (
        "source, paragraph no, article, section, theme, themes, topic, chapter, 출처, 조항, 주제, 분야, "
        "area, area of cooperation, sector, pillar, rubrique, domaine, secteur, volet, 분야별, 협력 분야"
    ),
    "meaning": (
        "notes, note, remarks, comment, comments, explanation, 비고, 참고, 설명, observations, "
        "observation, remarque, remarques, commentaire, commentaires, 특이사항, 기타"
    ),
    "status": (
        "status, current status, progress, stage, decision, position, response, stand, state, "
        "implementation status, 진행, 진행 상태, 진행 상황, 추진 상태, 이행 상태, 이행 현황, state of "
        "implementation, state of play, implementation state, progress status, completion status, current "
        "state, état, état d'avancement, état de mise en œuvre, statut, avancement, progrès, situation "
        "actuelle, réalisation, 상태, 상황, 현황, 추진 현황, 진행 현황, 추진 상황, 이행 상황, 진척 상황, "
        "진도, situation, current situation, suite donnée, suites données, where do we stand, 이행 여부, "
        "결과, "
        "niveau de réalisation, progress in percent"
    ),
    "partner": (
        "partner country, counterpart country, bilateral partner, pays partenaire, 상대국, 상대 국가, "
        "대상국, 대상 국가, 협력국"
    ),
    "health": "health, rag, rag status",
}
_UPDATES: Headings = {
    "reference": "ref, item, id, promise id, commitment, commitment id, no, 관리번호, 번호",
    "reported_on": (
        "date, day, as of, said on, report date, date of report, update date, last checked, "
        "last update, reporting date, date of update, 보고일, 기준일, 일자, 작성일"
    ),
    "health": "health, rag, rag status, assessment, rating, traffic light, 신호, 평가",
    "side": "side, reported by side, 보고 측",
    "text": (
        "text, update, progress, note, notes, report, what happened, comment, comments, remarks, remark, "
        "explanation, narrative, evidence summary, details, description, 내용, 추진 실적, 진행 내용, 보고 "
        "내용, 비고"
    ),
    "next_step": (
        "next steps, next action, next actions, way forward, planned action, prochaine étape, prochaines "
        "étapes, 다음 단계, 향후 계획, 향후 조치, 후속 조치"
    ),
    "next_step_owner": (
        "who takes it, next step owner, next step by whom, next action owner, action owner, responsable de "
        "la prochaine étape, 다음 단계 담당, 후속 조치 담당"
    ),
    "next_step_on": (
        "next step by, next step date, next step due, next action date, next action by, date de la prochaine "
        "étape, 다음 단계 기한, 다음 단계 일자, 후속 조치 기한"
    ),
    "status": "status, current status, state, 진행 상태, 이행 상태",
}
_MINISTRIES: Headings = {
    "country": "code, country code, iso, iso code, partner, state, 국가 코드, 나라, 국가명",
    "name": (
        "name, ministry, full name, english name, name in english, official name, institution, "
        "agency, department, organisation, organization, 부처명, 영문명, 영문 명칭, 기관명"
    ),
    "short_name": "short, abbreviation, acronym, short form, 영문 약칭, 약어",
    "other_names": "also known as, aka, aliases, other short forms, 다른 명칭, 별칭, 기타 약칭",
    "name_home": "korean name, name in korean, 한글명, 국문명, 국문 명칭, 한국어 명칭",
    "short_home": "korean short name, 국문 약칭, 한글 약칭",
    "name_local": "local name, native name, name in local language, 현지어 명칭, 현지명",
    "short_local": "local short name, local abbreviation, 현지어 약칭",
    "valid_from": "from, since, established, founded, 설립일, 시작일",
    "valid_until": "until, to, dissolved, abolished, 종료일",
}
_OFFICIALS: Headings = {
    "country": "code, country code, iso, partner, 국가 코드, 나라, 국가명",
    "ministry": "agency, organisation, organization, institution, department, 소속, 기관, 부처명",
    "post": "position, title, job title, function title, office, rank, 직책, 직급, 보직",
    "person": "person, full name, official, contact, contact person, 성명, 이름, 담당자",
    "function": "role, role in follow up, 역할",
    "email": "email, mail, e mail address, email address, 이메일, 전자 우편, 메일",
    "precedence": "order, rank order, protocol order, 서열, 의전 순서, 순서",
    "starts_on": "from, since, start, start date, appointed, appointed on, 취임일, 부임일",
    "ends_on": "until, to, end, end date, left on, 이임일, 퇴임일",
}
_HOLIDAYS: Headings = {
    "country": "code, country code, iso, partner, 국가 코드, 나라, 국가명",
    "day": "date, holiday date, on, observed on, 일자, 휴일",
    "name": "holiday, name, holiday name, occasion, description, event, 휴일명, 공휴일, 명절",
    "is_non_working": "free, day off, public holiday, off, is free, closed, 쉬는 날, 휴무 여부",
}
HEADINGS: Mapping[str, Headings] = {
    ImportSubject.COMMITMENTS: _COMMITMENTS,
    ImportSubject.UPDATES: _UPDATES,
    ImportSubject.MINISTRIES: _MINISTRIES,
    ImportSubject.OFFICIALS: _OFFICIALS,
    ImportSubject.HOLIDAYS: _HOLIDAYS,
}
# Headings of numbers that a sender gives to its own records; they are no references of ours.
FOREIGN_REFERENCES = (
    "ref, ref no, reference, reference no, reference number, reference code, their reference, their ref, "
    "partner reference, code, file no, réf, référence, numéro de référence, leur référence, 참조, "
    "참조번호, 문서번호, 문서 번호, 관리번호"
)
# Headings over countries: those that owe, or the partners of an extract for several of them.
COUNTRIES = frozenset({"country", "pays", "국가", "나라"})
PARTNERS = frozenset({"partner", "partenaire"})
# Columns of our own lists that say nothing by themselves, or what other columns say already.
PASSED_OVER = (
    *("kind of deadline", "days overdue", "closed on", "deadline changes", "last working day", "partner"),
    "meeting",
)


def normalise_heading(head: str) -> str:
    """Return a heading without case and signs; Korean words may be written with or without spaces."""
    words = " ".join(_BETWEEN.sub(" ", fold_text(unicodedata.normalize("NFC", head))).split())
    return _APART.sub("", words)


def find_heading(head: str, known: Mapping[str, tuple[str, int]]) -> tuple[str, int] | None:
    """Return the field of a heading and how sure it is: as it is, without brackets, or in the singular."""
    for text in (head, _IN_BRACKETS.sub(" ", head)):
        bare = normalise_heading(text)
        for form in (bare, bare.removesuffix(" s"), bare.removesuffix("s"), bare.replace("s ", " ")):
            if form in known:
                return known[form]
    return None


def is_end_of(head: str, longer: str) -> bool:
    """Return whether a normalised heading is the noun at the end of another: "action party", 추진시한."""
    return longer.endswith(head) if _HANGUL.search(head) else longer.endswith(f" {head}")


def is_within(head: str, longer: str) -> bool:
    """Return whether a normalised heading is part of another as whole words, or in Korean as any part."""
    return head in longer if _HANGUL.search(head) else f" {head} " in f" {longer} "


def load_known_headings(subject: str) -> Mapping[str, tuple[str, int]]:
    """Return each known normalised heading with its field and how sure it is: 3 our own name, 2 that of
    others.
    """
    return _known(subject, settings.HOME_COUNTRY)


@cache
def _known(subject: str, home: str) -> Mapping[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    if "lead_ours" in HEADINGS[subject]:
        found |= {normalise_heading(head): ("lead_ours", 2) for head in side_names(home)}
    for name, heads in HEADINGS[subject].items():
        for head in heads.split(","):
            found.setdefault(normalise_heading(head), (name, 2))
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            for field in FIELDS[subject]:
                head = normalise_heading(str(field.label))
                # "Status" is reported in our lists, and the stage in those of others: the cells decide.
                if field.name != "health" or head not in found:
                    found[head] = (field.name, 3)
    return found


@cache
def passed_over() -> frozenset[str]:
    """Return the normalised headings of columns of our own lists that are ignored, in every language."""
    return _in_every_language(PASSED_OVER)


@cache
def foreign_references() -> frozenset[str]:
    """Return the normalised headings of references that others gave."""
    return frozenset(normalise_heading(head) for head in FOREIGN_REFERENCES.split(","))


@cache
def list_reason_headings() -> frozenset[str]:
    """Return, in every language, the heading under which a returned file gives the reason for a rejected
    row.
    """
    return _in_every_language(["reason"])


def _in_every_language(of_ours: Iterable[str]) -> frozenset[str]:
    found = set[str]()
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            found |= {normalise_heading(translation.gettext(head)) for head in of_ours}
    return frozenset(found)
