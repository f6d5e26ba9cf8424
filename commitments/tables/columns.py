"""Match columns with fields: guessed from the column headings, else from the cells below; no queries.

A guess is shown and corrected by hand; it never fills a field from two columns. Known headings are those that
lists of others use, in English and Korean, and those of our own lists, in every language of the installation.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils import translation

from commitments.enums import ImportSubject
from commitments.language.lexicon.countries import side_names
from commitments.records.references import YEAR
from commitments.search.normalise import fold_text
from commitments.tables.cells import FIELDS, day_of, says_nothing, value_of

Headings = Mapping[str, tuple[str, ...]]
_BETWEEN = re.compile(r"[\W_]+")
_HANGUL = re.compile("[가-힣]")
# Between two words of Hangul.
_APART = re.compile("(?<=[가-힣]) (?=[가-힣])")

_COMMITMENTS: Headings = {
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
    "owed_by": ("side", "owner side", "owing side", "owed by", "party", "이행 측", "이행국"),
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
        *("due", "due by", "target date", "completion date", "end date", "date due", "deadline date"),
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
        *("state", "implementation status", "진행", "진행 상태", "진행 상황", "추진 상태", "이행 상태"),
        "이행 현황",
    ),
    "health": ("health", "rag", "rag status"),
}
_UPDATES: Headings = {
    "reference": ("ref", "item", "id", "promise id", "commitment", "commitment id", "no", "관리번호", "번호"),
    "reported_on": (
        *("date", "day", "as of", "said on", "report date", "date of report", "update date", "last checked"),
        *("last update", "reporting date", "date of update", "보고일", "기준일", "일자", "작성일"),
    ),
    "health": ("health", "rag", "rag status", "assessment", "rating", "traffic light", "신호", "평가"),
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
    "status": ("status", "current status", "state", "진행 상태", "이행 상태"),
}
_MINISTRIES: Headings = {
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
    "valid_from": ("from", "since", "established", "founded", "설립일", "시작일"),
    "valid_until": ("until", "to", "dissolved", "abolished", "종료일"),
}
_OFFICIALS: Headings = {
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
_HOLIDAYS: Headings = {
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
    "is_non_working": (
        *("free", "day off", "public holiday", "off", "is free", "closed", "쉬는 날", "휴무 여부"),
    ),
}
HEADINGS: Mapping[str, Headings] = {
    ImportSubject.COMMITMENTS: _COMMITMENTS,
    ImportSubject.UPDATES: _UPDATES,
    ImportSubject.MINISTRIES: _MINISTRIES,
    ImportSubject.OFFICIALS: _OFFICIALS,
    ImportSubject.HOLIDAYS: _HOLIDAYS,
}
# Columns of our own lists that say nothing by themselves, or what other columns say already.
PASSED_OVER = (
    *("kind of deadline", "days overdue", "closed on", "deadline changes", "last working day", "partner"),
    "meeting",
)


def normalise_heading(head: str) -> str:
    """Return a heading without case and signs; Korean words may be written with or without spaces."""
    words = " ".join(_BETWEEN.sub(" ", fold_text(unicodedata.normalize("NFC", head))).split())
    return _APART.sub("", words)


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
        for head in heads:
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


# Above the heads stand titles and remarks, no more of them than this.
LOOKED_AT = 20
# So much of a column must look alike to be guessed by what it holds.
MOSTLY = 0.7
LONG_TEXT = 25
# Under this number the heading of a part of the table is carried to the rows below it.
SECTION = -1
_OUR_REFERENCE = re.compile(rf"[A-Z]{{2}}-{YEAR}-\d{{4,}}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
# In which field a day, or a long text, stands where no head says so.
DAYS = {
    ImportSubject.COMMITMENTS: "due_on",
    ImportSubject.UPDATES: "reported_on",
    ImportSubject.HOLIDAYS: "day",
}
TEXTS = {
    ImportSubject.COMMITMENTS: "clause",
    ImportSubject.UPDATES: "text",
    ImportSubject.HOLIDAYS: "name",
    ImportSubject.MINISTRIES: "name",
    ImportSubject.OFFICIALS: "post",
}
WORDS = {
    ImportSubject.COMMITMENTS: ("status", "owed_by"),
    ImportSubject.UPDATES: ("health", "side"),
    ImportSubject.OFFICIALS: ("function",),
    ImportSubject.HOLIDAYS: ("is_non_working",),
}
# Whose known heads are worth a guess where they stand within a longer one.
WITHIN = frozenset(
    {"clause", "lead", "with", "status", "wording", "due_on", "place_in_text", "reference", "text"}
    | {"reported_on"}
    | {"country", "name", "ministry", "person", "email", "day"}
)
# Fields whose headings are also written over a column of healths.
RATED = {ImportSubject.COMMITMENTS: ("status",), ImportSubject.UPDATES: ("status", "text")}
# The name of a ministry of either side.
LEADS = {ImportSubject.COMMITMENTS: "lead", ImportSubject.OFFICIALS: "ministry"}


# Bare heads, each with its field and how surely it means that.
Known = Mapping[str, tuple[str, int]]


@dataclass(frozen=True, slots=True)
class TableShape:
    """The beginning of a table: which row has the headings, and what they are; row 0 where there are none."""

    heading_row: int
    heads: tuple[str, ...]


def shape_of(rows: Sequence[tuple[int, Sequence[str]]], subject: str) -> TableShape:
    """Find the heads among the first rows, each with its number: the row with most that are known.

    Of two alike the first; where none is known, the first row with several cells, all of them short. Heads
    may stand in two rows; the lower one is their row then.
    """
    known, passed = load_known_headings(subject), passed_over()
    best, most = TableShape(0, ()), 0
    for number, cells in rows[:LOOKED_AT]:
        found = {known[bare][0] for cell in cells if (bare := normalise_heading(cell)) in known}
        score = 2 * len(found) + sum(normalise_heading(cell) in passed for cell in cells)
        if score > most:
            best, most = TableShape(number, tuple(cells)), score
    if most:
        return _join_heading_rows(rows, best, known)
    for number, cells in rows[:LOOKED_AT]:
        filled = [cell for cell in cells if cell]
        if len(filled) > 1 and all(len(cell) < 40 and not day_of(cell) for cell in filled):
            return TableShape(number, tuple(cells))
        if len(filled) > 1:
            break
    return best


def _join_heading_rows(
    rows: Sequence[tuple[int, Sequence[str]]], best: TableShape, known: Known
) -> TableShape:
    """Take heads that stand in two rows, the upper one over several columns, as one row of heads."""
    by_number = dict(rows[:LOOKED_AT])
    upper, own = by_number.get(best.heading_row - 1, ()), best.heads
    lower = by_number.get(best.heading_row + 1, ())
    if _is_below(own, lower, known):
        return TableShape(best.heading_row + 1, _joined(own, lower, known))
    return TableShape(best.heading_row, _joined(upper, own, known)) if _is_below(upper, own, known) else best


def _is_below(upper: Sequence[str], lower: Sequence[str], known: Known) -> bool:
    """Return whether a row subdivides the headings above it: it only has text under wide ones, and no value.

    Either its text has a known heading or side, or two columns with headings of their own are empty in it.
    """
    columns = range(max(len(upper), len(lower)))
    heads_above = {column for column in columns if _read_cell(upper, column)}
    wide = {
        column
        for column in heads_above
        if not _read_cell(upper, column + 1) and _read_cell(lower, column + 1)
    }
    said = {column for column in columns if _read_cell(lower, column) not in ("", _read_cell(upper, column))}
    if len(heads_above) < 2 or said <= heads_above or said & (heads_above - wide):
        return False
    cells = [_read_cell(lower, column) for column in sorted(said)]
    if any(len(cell) >= 40 or day_of(cell) or cell.isdigit() for cell in cells):
        return False
    is_told = any(normalise_heading(cell) in known or value_of("owed_by", cell) for cell in cells)
    return is_told or len(heads_above - wide) > 1


def _joined(upper: Sequence[str], lower: Sequence[str], known: Known) -> tuple[str, ...]:
    """Return one heading for each column: the lower text, with that above where it is needed."""
    found, over = [], ""
    for column in range(max(len(upper), len(lower))):
        above, below = _read_cell(upper, column), _read_cell(lower, column)
        over = above or (over if below else "")
        both = f"{over} {below}" if over and below and over != below else below or above
        is_enough = normalise_heading(below) in known and normalise_heading(both) not in known
        found.append(below if is_enough else both)
    return tuple(found)


def guess_columns(
    subject: str,
    shape: TableShape,
    samples: Sequence[Sequence[str]],
    *,
    is_ministry: Callable[[str], bool] = lambda _name: False,
    has_sections: bool = False,
) -> dict[str, int]:
    """Return the column of each recognised field, counted from 0; `samples` are rows below the headings.

    A heading carried to the rows below it counts as the column SECTION.
    """
    rated = {column for column in range(len(shape.heads)) if _are_healths(subject, samples, column)}
    found = _by_heads(subject, shape.heads, rated)
    width = max([len(shape.heads), *map(len, samples)], default=0)
    passed = passed_over() | list_reason_headings()
    left = [
        column
        for column in range(width)
        if column not in found.values() and normalise_heading(_read_cell(shape.heads, column)) not in passed
    ]
    for column in left:
        cells = [cell for row in samples if not says_nothing(cell := _read_cell(row, column))]
        name = _by_content(subject, cells, is_ministry) if cells else ""
        if name in DAYS.values() and _read_cell(shape.heads, column):
            # A day under a head that says something else is no due day because it is a day.
            continue
        if name and name not in found:
            found[name] = column
    if subject == ImportSubject.COMMITMENTS and "clause" not in found and "title" in found:
        # Of two names for the same, the long texts are the wording.
        texts = [_read_cell(row, found["title"]) for row in samples]
        if _mean(texts) > 2 * LONG_TEXT:
            found["clause"] = found.pop("title")
    if has_sections and subject == ImportSubject.COMMITMENTS:
        found.setdefault("place_in_text", SECTION)
    return found


def build_signature(heads_of_file: Iterable[str]) -> str:
    """Return what two files of one sender share where their columns are the same.

    A returned file has one more column at the end, with the reasons for rejected rows.
    """
    bare = [normalise_heading(head) for head in heads_of_file]
    return "|".join(bare[:-1] if bare and bare[-1] in list_reason_headings() else bare)


def _are_healths(subject: str, samples: Sequence[Sequence[str]], column: int) -> bool:
    """Return whether a column only contains healths, whatever its heading."""
    cells = [cell for row in samples if not says_nothing(cell := _read_cell(row, column))]
    return subject in RATED and bool(cells) and all(value_of("health", one) for one in cells)


def _by_heads(subject: str, of_file: Sequence[str], rated: Collection[int]) -> dict[str, int]:
    """Return the columns recognised by heading; a text or stage that only holds healths is one."""
    known = load_known_headings(subject)
    scored: list[tuple[int, int, str]] = []
    for column, head in enumerate(of_file):
        bare = normalise_heading(head)
        if bare in known:
            name, sure = known[bare]
            is_rating = name in RATED.get(ImportSubject(subject), ()) and column in rated
            scored.append((-sure, column, "health" if is_rating else name))
        else:
            scored += [(-1, column, name) for name in _within(bare, known)]
    found: dict[str, int] = {}
    for _score, column, name in sorted(scored, key=lambda one: one[:2]):
        if name not in found and column not in found.values():
            found[name] = column
    return found


def _within(bare: str, known: Mapping[str, tuple[str, int]]) -> list[str]:
    """Return the field of the longest known heading that is part of another as whole words."""
    if not bare:
        return []
    inside = [
        head
        for head, (name, _sure) in known.items()
        if len(head) > 3 and name in WITHIN and is_within(head, bare)
    ]
    return [known[max(inside, key=len)][0]] if inside else []


def _by_content(subject: str, cells: Sequence[str], is_ministry: Callable[[str], bool]) -> str:
    def mostly(holds: Callable[[str], object]) -> bool:
        return sum(bool(holds(cell)) for cell in cells) >= MOSTLY * len(cells)

    names = {field.name for field in FIELDS[subject]}
    if "reference" in names and mostly(_OUR_REFERENCE.fullmatch):
        return "reference"
    if "email" in names and mostly(_MAIL.fullmatch):
        return "email"
    if subject in DAYS and mostly(day_of):
        return DAYS[ImportSubject(subject)]
    for name in WORDS.get(ImportSubject(subject), ()):
        if mostly(lambda cell, name=name: value_of(name, cell)):  # type: ignore[misc]
            return name
    if subject in LEADS and mostly(is_ministry):
        return LEADS[ImportSubject(subject)]
    if _mean(cells) >= LONG_TEXT:
        return TEXTS[ImportSubject(subject)]
    return ""


def _mean(cells: Sequence[str]) -> float:
    return sum(map(len, cells)) / len(cells) if cells else 0.0


def _read_cell(row: Sequence[str], column: int) -> str:
    return row[column] if column < len(row) else ""
