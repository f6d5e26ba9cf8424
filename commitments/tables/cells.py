"""Read table cells: text, dates, lists of names, words of a fixed choice, deadlines; no queries.

Known words are those that lists of others use, in English and Korean, and those of our own lists, in every
language of the installation. Also the fields that each kind of table may fill.
"""

import datetime
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from commitments.deadlines.context import DeadlineRecords, build_context
from commitments.deadlines.resolution import Resolution, resolve
from commitments.documents.results import Value
from commitments.enums import (
    CommitmentState,
    Health,
    ImportSubject,
    Nature,
    OutcomeKind,
    OwedBy,
    PostFunction,
    Side,
    Strength,
)
from commitments.language.lexicon import owners
from commitments.language.phrases import parse_any
from commitments.language.phrases.specification import DeadlineSpec, not_stated, on_day
from commitments.models import Meeting
from commitments.search.normalise import fold_text
from commitments.tables.exporter import unescape_formula
from commitments.tables.importer.results import CheckedRow, ImportLine

# What XML and databases cannot hold; a tab and a line end stay as they are.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?|\u2028|\u2029")
MANY = re.compile(r"\s*[;；\n]\s*|\s+/\s+|\s*[、]\s*")
_COMPACT = re.compile(r"(?:19|20|21)\d{6}")
# Days as spreadsheets store them, from 1995 to 2064, counted from this one.
_SERIAL = re.compile(r"(?:3[5-9]|[45]\d)\d{3}")
SERIAL_ZERO = datetime.date(1899, 12, 30)
_REMARK = re.compile(r"\s*[(（](?![^()（）]*(?:\d|work|business|calendar|ouvr|근무|영업))[^()（）]*[)）]\s*$")
# Words by which lists say that a cell says nothing.
NOTHING = frozenset(
    {"-", "–", "—", "n/a", "na", "none", "nil", "not stated", "not applicable", "?", "."}
    | {"tbc", "tba", "tbd", "n.d."}
    | {"해당 없음", "해당없음", "없음", "미정", "미상", "명시되지 않음", "명시 없음"}
    | {"(no access)", "(restricted)"}
)
# What closes a sentence in one list and not in another.
ENDS = ".;,:。．、…"
# So many letters of a wording are enough to name its row.
GLIMPSE = 80
# As on every form.
FIRST_YEAR, LAST_YEAR = 1900, 2200


def text_of(value: Value) -> str:
    """Return a cell as text, as it would be typed: a day as 2027-06-30, a whole number without decimals."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime.datetime):
        at_midnight = value.time() == datetime.time()
        return value.date().isoformat() if at_midnight else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, str):
        return as_typed(unescape_formula(value))
    return str(value)


def as_typed(text: str) -> str:
    """Return a text in the form of a cell: other line ends, no control characters, no surrounding space."""
    return _LINE_ENDS.sub("\n", _CONTROLS.sub("", text)).strip()


def in_a_line(text: str) -> str:
    """Return a text in the form of a cell with one line."""
    return " ".join(as_typed(text).split())


def texts_of(cells: Sequence[Value]) -> list[str]:
    """Return the cells of a row as texts, without empty ones at the end."""
    texts = [text_of(cell) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def says_nothing(text: str) -> bool:
    """Return whether a cell is empty, or has a sign or word that means nothing."""
    return not text or text.strip().casefold() in NOTHING


def names_in(text: str) -> list[str]:
    """Return the names in a cell with several, each once, in their order."""
    found = (" ".join(one.split()) for one in MANY.split(text))
    return list(dict.fromkeys(one for one in found if not says_nothing(one)))


def key_of(text: str) -> str:
    """Return a name or word in the form for comparison: without case, width and double spaces."""
    return " ".join(fold_text(unicodedata.normalize("NFC", text)).split())


def wording_key(text: str) -> str:
    """Return a wording in the form for comparison: spaces, and the end of its sentence, do not matter
    either.
    """
    key = key_of(text)
    return "".join(key.split()).rstrip(ENDS) or key


def parse_due(text: str) -> DeadlineSpec:
    """Read when something is due, be it a day or words in any language that is read.

    A remark in brackets behind a wording, such as "(tbc)", does not hide it.
    """
    found = parse_any(f"{text[:4]}-{text[4:6]}-{text[6:]}" if _COMPACT.fullmatch(text) else text)
    bare = _REMARK.sub("", text)
    if found.ask and bare != text and not (without := parse_any(bare)).ask:
        return replace(without, wording=found.wording)
    return found


def day_of(text: str) -> datetime.date | None:
    """Read a day; None where the text names none for certain, such as 03/04/2027."""
    spec = parse_due(text)
    period = spec.period
    if spec.ask or spec.kind != "fixed" or period is None or period.unit != "day" or not period.is_dated:
        return None
    # Checked by whoever read it: a day that is none has its question.
    day = datetime.date(period.year or 0, period.month or 0, period.day or 0)
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def as_day(text: str) -> str:
    """Return the number by which a spreadsheet stores a day as that day, in a cell of deadlines."""
    if not _SERIAL.fullmatch(text):
        return text
    return (SERIAL_ZERO + datetime.timedelta(days=int(text))).isoformat()


def shorten_cell(text: str) -> str:
    """Return the beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= GLIMPSE else f"{line[: GLIMPSE - 1]}…"


# As long as the words of a deadline are kept.
LONGEST_WORDING = 200


@dataclass(slots=True)
class Clock:
    """The days from which deadlines count: the meeting, today, and the calendars, each loaded once."""

    meeting: Meeting
    today: datetime.date
    records: DeadlineRecords

    def resolved(self, spec: DeadlineSpec, owed_by: str, condition: str) -> Resolution:
        """Work out what a deadline comes to for the side that owes it."""
        context = build_context(
            owed_by=owed_by,
            partner=self.meeting.country.iso,
            held_on=self.meeting.held_on,
            today=self.today,
            condition=condition,
            records=self.records,
        )
        return resolve(spec, context)


def deadline_of(line: ImportLine, judged: CheckedRow) -> DeadlineSpec:
    """Read the deadline of a row; what is left to the officer is a doubt, and stays words without a day.

    Words come before a day that stands beside them; where neither says anything, none is stated.
    """
    wording, due = as_day(line["wording"]), as_day(line["due_on"])
    if says_nothing(wording):
        if says_nothing(due):
            return not_stated()
        day = day_of(due)
        # A day alone is no wording; what is more than a day is one.
        said = "" if day is None or due == day.isoformat() else due
        spec = on_day(day, said) if day is not None else parse_due(due)
        return _apply_question("due_on", _short("due_on", spec, judged), judged)
    spec = _short("wording", parse_due(wording), judged)
    return _apply_question("wording", spec, judged)


def compare_due(line: ImportLine, found: Resolution, judged: CheckedRow) -> None:
    """Doubt a row whose day beside the words is another than the words come to."""
    due = line["due_on"]
    if says_nothing(line["wording"]) or says_nothing(due):
        return
    day = day_of(due)
    if day is None or found.due_on != day:
        came = date_format(found.due_on) if found.due_on else gettext("no due date")
        judged.doubt(
            "due_on",
            gettext(
                "The deadline wording gives %(came)s; the date in the row is “%(day)s”. The wording is used."
            )
            % {"came": came, "day": due},
        )


def review_of(line: ImportLine, judged: CheckedRow, today: datetime.date) -> datetime.date | None:
    """Read a review date; None where none is stated, or it is not in the future."""
    text = line["review_on"]
    if says_nothing(text):
        return None
    day = day_of(text)
    if day is None:
        judged.doubt(
            "review_on",
            gettext("“%(text)s” is not a clear date. The usual review date is used.") % {"text": text},
        )
    elif day <= today:
        judged.doubt("review_on", gettext("This date is not in the future. The usual review date is used."))
        day = None
    return day


def _apply_question(name: str, spec: DeadlineSpec, judged: CheckedRow) -> DeadlineSpec:
    year = spec.period.year if spec.period else None
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        judged.wrong(name, gettext("Enter a date between 1900 and 2200."))
        return not_stated()
    if spec.ask:
        judged.doubt(
            name, gettext("“%(words)s”: %(ask)s") % {"words": spec.wording, "ask": spec.needs_officer}
        )
    return spec


def _short(name: str, spec: DeadlineSpec, judged: CheckedRow) -> DeadlineSpec:
    if len(spec.wording) > LONGEST_WORDING:
        judged.wrong(
            name,
            gettext(
                "The deadline wording can have at most %(most)d characters; this one has %(count)d. "
                "Shorten it."
            )
            % {"most": LONGEST_WORDING, "count": len(spec.wording)},
        )
    return spec


Words = Mapping[str, tuple[str, ...]]
SIDES: Words = {
    OwedBy.OURS: owners.OURS,
    OwedBy.THEIRS: owners.THEIRS,
    OwedBy.JOINT: owners.BOTH,
}
OTHERS: Mapping[str, Words] = {
    "owed_by": SIDES,
    "side": {value: SIDES[value] for value in (OwedBy.OURS, OwedBy.THEIRS)},
    "kind": {
        OutcomeKind.COMMITMENT: ("commitment", "agreed", "undertaking", "pledge", "promise", "합의", "약속"),
        OutcomeKind.REQUEST: ("ask", "request", "requested", "proposal to us", "요청"),
        OutcomeKind.OFFER: ("offer", "offered", "제안", "제의"),
        OutcomeKind.UNDERSTANDING: ("understanding", "acknowledgement", "noted", "양해", "공감"),
        OutcomeKind.TOPIC: ("topic", "discussed", "discussion", "information", "논의", "의제"),
    },
    "nature": {
        Nature.ONE_OFF: ("discrete", "one-off", "once", "single", "단발", "일회성", "완결형"),
        Nature.ONGOING: ("continuing", "continuous", "ongoing", "permanent", "지속", "상시", "계속"),
    },
    "strength": {
        Strength.NOTED: ("noted", "took note", "유념", "주목"),
        Strength.REQUESTED: ("requested", "asked", "요청"),
        Strength.WILL_CONSIDER: ("will consider", "consider", "to consider", "검토"),
        Strength.WILL_ENDEAVOUR: ("will endeavour", "endeavour", "best efforts", "seek to", "노력"),
        Strength.AGREED: ("agreed", "agree", "will", "합의"),
        Strength.LEGALLY_BINDING: ("bound", "binding", "shall", "legally binding", "의무", "구속"),
    },
    "health": {
        Health.ON_TRACK: ("on track", "green", "on schedule", "normal", "정상", "정상 추진", "순항", "녹색"),
        Health.AT_RISK: ("at risk", "amber", "yellow", "delayed", "주의", "지연 우려", "황색"),
        Health.OFF_TRACK: ("off track", "red", "blocked", "stalled", "지연", "중단", "부진", "적색"),
        Health.NO_RECENT_REPORT: ("no evidence", "unknown", "grey", "확인 불가", "미확인"),
    },
    "function": {
        PostFunction.FOCAL_POINT: ("focal point", "contact point", "담당관", "연락관", "실무 담당"),
        PostFunction.ALTERNATE: ("alternate", "deputy focal point", "교체 담당", "부담당"),
        PostFunction.VALIDATING_AUTHORITY: ("validating authority", "validator", "확인권자", "승인권자"),
        PostFunction.HEAD_OF_DELEGATION: ("head of delegation", "수석대표", "단장"),
        PostFunction.OTHER: ("other", "other post", "기타"),
    },
    "is_non_working": {
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
    """Return each known word of a field, in the form for comparison, with its value."""
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
    """Return the value of a word; empty where the word is unknown."""
    return values_of(field).get(key_of(text.replace("_", " ")), "")


Choices = tuple[tuple[str, Promise | str], ...]
# What one file says of all its rows, where no column does, is chosen among these; of a country, its code.
COUNTRY = "country"


@dataclass(frozen=True, slots=True)
class Field:
    """One field that a column may fill; `choices` are its values, of which one may apply to the whole file.

    A field that is only `compared` is checked against the record, and never written.
    """

    name: str
    label: Promise
    choices: Choices = ()
    is_needed: bool = False
    is_compared: bool = False


def _build_choices(
    kind: type[OwedBy | Nature | OutcomeKind | Strength | Health | PostFunction | Side],
) -> Choices:
    return tuple((str(value), label) for value, label in kind.choices)


COMMITMENT_FIELDS = (
    Field("reference", _("reference")),
    Field("number", _("number in the sender’s list")),
    Field("clause", _("clause"), is_needed=True),
    Field("title", _("short title")),
    Field("kind", _("kind"), _build_choices(OutcomeKind)),
    Field("owed_by", _("responsible side"), _build_choices(OwedBy)),
    Field("lead", _("lead")),
    Field("lead_ours", _("lead, our side")),
    Field("lead_theirs", _("lead, their side")),
    Field("with", _("supporting")),
    Field("wording", _("deadline as agreed")),
    Field("due_on", _("due date")),
    Field("review_on", _("review date")),
    Field("nature", _("nature"), _build_choices(Nature)),
    Field("strength", _("strength"), _build_choices(Strength)),
    Field("condition", _("condition")),
    Field("place_in_text", _("source reference")),
    Field("meaning", _("our interpretation")),
    Field("partner", _("partner country"), is_compared=True),
    Field("status", _("stage"), is_compared=True),
    Field("health", _("status"), is_compared=True),
)
UPDATE_FIELDS = (
    Field("reference", _("reference"), is_needed=True),
    Field("reported_on", _("reported on"), is_needed=True),
    Field("health", _("status"), _build_choices(Health)),
    Field("side", _("reported by"), _build_choices(Side)),
    Field("text", _("what happened, who reported it, what comes next")),
    Field("next_step", _("next step")),
    Field("next_step_owner", _("owner of the next step")),
    Field("next_step_on", _("date of the next step")),
    Field("status", _("stage"), is_compared=True),
)
MINISTRY_FIELDS = (
    Field(COUNTRY, _("country"), is_needed=True),
    Field("name", _("name"), is_needed=True),
    Field("short_name", _("short name")),
    Field("other_names", _("other names")),
    Field("name_home", _("name in our language")),
    Field("short_home", _("short name in our language")),
    Field("name_local", _("name in the local language")),
    Field("short_local", _("short name in the local language")),
    Field("valid_from", _("valid from")),
    Field("valid_until", _("valid to")),
)
OFFICIAL_FIELDS = (
    Field(COUNTRY, _("country"), is_needed=True),
    Field("ministry", _("ministry")),
    Field("post", _("post"), is_needed=True),
    Field("person", pgettext_lazy("of a person", "name")),
    Field("function", _("function"), _build_choices(PostFunction)),
    Field("email", _("email")),
    Field("precedence", _("precedence")),
    Field("starts_on", _("in post from")),
    Field("ends_on", _("in post until")),
)
FREE: Choices = (("yes", _("non-working day")), ("no", _("working day")))
HOLIDAY_FIELDS = (
    Field(COUNTRY, _("country"), is_needed=True),
    Field("day", _("day"), is_needed=True),
    Field("name", _("name"), is_needed=True),
    Field("is_non_working", _("non-working day"), FREE),
)
FIELDS: Mapping[str, tuple[Field, ...]] = {
    ImportSubject.COMMITMENTS: COMMITMENT_FIELDS,
    ImportSubject.UPDATES: UPDATE_FIELDS,
    ImportSubject.MINISTRIES: MINISTRY_FIELDS,
    ImportSubject.OFFICIALS: OFFICIAL_FIELDS,
    ImportSubject.HOLIDAYS: HOLIDAY_FIELDS,
}


def field_of(subject: str, name: str) -> Field:
    """Return a field of a subject by its name; raises KeyError where there is none."""
    return {field.name: field for field in FIELDS[subject]}[name]
