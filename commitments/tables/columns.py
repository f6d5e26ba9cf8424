"""Match columns with fields: guessed from the column headings, else from the cells below; no queries.

A guess is shown and corrected by hand; it never fills a field from two columns.
"""

import itertools
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings

from commitments.enums import ImportSubject
from commitments.language.lexicon.owners import OwnerReader
from commitments.models.commitments import TITLE_LETTERS
from commitments.records.references import YEAR
from commitments.tables.cells import FIELDS, day_of, says_nothing, value_of
from commitments.tables.headings import (
    COUNTRIES,
    PARTNERS,
    find_heading,
    foreign_references,
    is_end_of,
    is_within,
    list_reason_headings,
    load_known_headings,
    normalise_heading,
    passed_over,
)

# Above the heads stand titles and remarks, no more of them than this.
LOOKED_AT = 20
# So much of a column must look alike to be guessed by what it holds.
MOSTLY = 0.7
LONG_TEXT = 25
# Under this number the heading of a part of the table is carried to the rows below it.
SECTION = -1
_OUR_REFERENCE = re.compile(rf"[A-Z]{{2}}-{YEAR}-\d{{4,}}")
_TYPED_REFERENCE = re.compile(rf"[A-Z]{{2}}-{YEAR}-\d+", re.IGNORECASE)
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
# Words that say too little within a longer heading.
TOO_COMMON = frozenset(
    {"what", "description", "details", "agreement", "target", "title", "subject", "summary", "by", "no"}
)
# Fields whose headings are recognised as the noun at the end of a longer one.
NOUNS = WITHIN & {"clause", "lead", "with", "status", "wording", "due_on"} | {"owed_by", "number", "title"}
LONGEST, DEADLINES = ("clause", "title"), ("wording", "due_on")
# Fields of a choice; a column that mostly holds other words is not theirs.
CHOSEN = ("kind", "nature", "strength")
# A heading over days that are deadlines, and one over other days.
_OF_DEADLINES = re.compile(
    r"\b(?:eta|due|by|completion|complete|target|expected|planned|deadline|until|prevue?|cible|fin|echeance"
    r"|delai|limite)\b|시한|기한|완료|예정|목표|까지"
)
_OF_OTHER_DAYS = re.compile(
    r"\b(?:last|checked|update|updated|meeting|agreed|agreement|signed|signature|start|started|begin|from|issued"
    r"|reported|report|created|adopted|received|since|review|debut|reunion|signe|depuis|maj)\b"
    r"|시작|착수|회의|체결|보고|작성|합의일|등록|접수|점검"
)
# Fields whose headings are also written over a column of healths.
RATED = {ImportSubject.COMMITMENTS: ("status",), ImportSubject.UPDATES: ("status", "text")}
# The name of a ministry of either side.
LEADS = {ImportSubject.COMMITMENTS: "lead", ImportSubject.OFFICIALS: "ministry"}


# Fields whose heading may name a side too: "ROK lead", "주관 부처 캄보디아".
SIDED = ("lead", "owed_by", "with", "lead_ours", "lead_theirs")
# A column of names holds short cells; longer ones tell what a side does.
LONGEST_NAME = 60
MOST_HEADING_WORDS = 12
# The end of a word that names a side, in Korean.
SIDE = "측"
# "이행주체(●표)": how the cells of a column are marked.
_MARKED = re.compile(r"[(（]\s*[●○■□✓√vVxX]\s*표?(?:시)?\s*[)）]")
ANY_COUNTRY = OwnerReader("", "")

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
        found = {meant[0] for cell in cells if (meant := find_heading(cell, known))}
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
    if min(said) < min(heads_above):
        return False
    cells = [_read_cell(lower, column) for column in sorted(said)]
    if any(len(cell) >= 40 or day_of(cell) or cell.isdigit() for cell in cells):
        return False
    is_told = any(normalise_heading(cell) in known or ANY_COUNTRY.side(cell) for cell in cells)
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
    partner: str = "",
) -> dict[str, int]:
    """Return the column of each recognised field, counted from 0; `samples` are rows below the headings.

    A heading carried to the rows below it counts as the column SECTION. With the code of the partner, columns
    of one side are recognised by its country.
    """
    rated = {column for column in range(len(shape.heads)) if _are_healths(subject, samples, column)}
    foreign = _find_foreign_references(subject, shape.heads, samples)
    sided = _find_sides(subject, shape.heads, samples, partner)
    others = foreign | set(sided.values())
    found = sided | _by_heads(subject, shape.heads, rated, others, samples)
    partners = _find_partners(found, shape.heads, samples, partner)
    if partners:
        others |= {partners["partner"]}
        found = sided | _by_heads(subject, shape.heads, rated, others, samples) | partners
    if partner and _are_sides(found, samples, partner):
        # Of two columns of owners one names the sides, and the other their ministries.
        again = _by_heads(subject, shape.heads, rated, others | {found["lead"]}, samples)
        if "lead" in again:
            found |= {"owed_by": found["lead"], "lead": again["lead"]}
    width = max([len(shape.heads), *map(len, samples)], default=0)
    passed = passed_over() | list_reason_headings()
    _drop_others(subject, found, samples, partner)
    left = [
        column
        for column in range(width)
        if column not in found.values()
        and column not in foreign
        and normalise_heading(_read_cell(shape.heads, column)) not in passed
    ]
    sides = OwnerReader(settings.HOME_COUNTRY, partner)
    for column in left:
        cells = [cell for row in samples if not says_nothing(cell := _read_cell(row, column))]
        name = _by_content(subject, cells, is_ministry) if cells else ""
        if not name and partner and subject == ImportSubject.COMMITMENTS and not found.keys() & set(SIDED):
            name = "owed_by" if cells and all(sides.side(cell) for cell in cells) else ""
        head = normalise_heading(_read_cell(shape.heads, column))
        if name in DAYS.values() and head and not _is_of_deadlines(subject, head):
            # A day under a head that says something else is no due day because it is a day.
            continue
        if name and name not in found:
            found[name] = column
    if subject == ImportSubject.COMMITMENTS:
        _choose_words(found, samples)
    if has_sections and subject == ImportSubject.COMMITMENTS:
        found.setdefault("place_in_text", SECTION)
    return found


def _choose_words(found: dict[str, int], samples: Sequence[Sequence[str]]) -> None:
    """Make the longer of two columns of words the clause, and a column of long titles too."""
    lengths = {
        name: _mean([_read_cell(row, found[name]) for row in samples]) for name in LONGEST if name in found
    }
    title = lengths.get("title", 0)
    if len(lengths) == len(LONGEST) and title > max(lengths["clause"], TITLE_LETTERS):
        found["clause"], found["title"] = found["title"], found["clause"]
    elif "clause" not in found and title > 2 * LONG_TEXT:
        # Of two names for the same, the long texts are the wording.
        found["clause"] = found.pop("title")


def _is_of_deadlines(subject: str, head: str) -> bool:
    is_other = _OF_OTHER_DAYS.search(head)
    return subject == ImportSubject.COMMITMENTS and not is_other and bool(_OF_DEADLINES.search(head))


def _drop_others(subject: str, found: dict[str, int], samples: Sequence[Sequence[str]], partner: str) -> None:
    """Drop the columns whose cells are not what their headings say: a category, a report in sentences."""
    if subject != ImportSubject.COMMITMENTS:
        return
    for name in (*CHOSEN, "status"):
        column = found.get(name, SECTION)
        cells = (
            [cell for row in samples if not says_nothing(cell := _read_cell(row, column))]
            if column >= 0
            else []
        )
        known = sum(bool(value_of(name, cell)) for cell in cells)
        is_other = _mean(cells) > LONG_TEXT if name == "status" else 2 * known < len(cells)
        if cells and is_other:
            del found[name]
            if name == "kind":
                reader = OwnerReader(settings.HOME_COUNTRY, partner)
                of_sides = bool(partner) and all(reader.side(cell) for cell in cells)
                found.setdefault("owed_by" if of_sides else "place_in_text", column)


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


def _are_sides(found: Mapping[str, int], samples: Sequence[Sequence[str]], partner: str) -> bool:
    """Return whether the column of leads only names sides, and no other column does."""
    if "lead" not in found or "owed_by" in found:
        return False
    cells = [cell for row in samples if not says_nothing(cell := _read_cell(row, found["lead"]))]
    reader = OwnerReader(settings.HOME_COUNTRY, partner)
    return bool(cells) and all(reader.side(cell) for cell in cells)


def _find_foreign_references(
    subject: str, of_file: Sequence[str], samples: Sequence[Sequence[str]]
) -> set[int]:
    """Return the columns of references that are not ours: what another system calls the row."""
    if subject != ImportSubject.COMMITMENTS:
        return set()
    found, known = set(), load_known_headings(subject)
    for column, head in enumerate(map(normalise_heading, of_file)):
        cells = [cell for row in samples if not says_nothing(cell := _read_cell(row, column))]
        ours = sum(bool(_TYPED_REFERENCE.fullmatch(cell)) for cell in cells)
        is_named = head in foreign_references() or head not in known and "reference" in _within(head, known)
        if is_named and cells and ours < MOSTLY * len(cells):
            found.add(column)
    return found


def _find_partners(
    found: Mapping[str, int], of_file: Sequence[str], samples: Sequence[Sequence[str]], partner: str
) -> dict[str, int]:
    """Return the column of the partners: its countries are not the two sides, and no owners of the rows.

    It names another country, or one country in all of several rows.
    """
    reader = OwnerReader(settings.HOME_COUNTRY, partner)
    for column, head in enumerate(map(normalise_heading, of_file)):
        is_owner = head in COUNTRIES and found.get("owed_by") == column
        if not partner or not is_owner and head not in PARTNERS:
            continue
        cells = [cell for row in samples if not says_nothing(cell := _read_cell(row, column))]
        codes = {code for cell in cells if (code := reader.country(cell))}
        is_one = is_owner and len(cells) > len(set(cells)) == len(codes) == 1
        if is_one or codes - {settings.HOME_COUNTRY, partner}:
            return {"partner": column}
    return {}


def _find_sides(
    subject: str, of_file: Sequence[str], samples: Sequence[Sequence[str]], partner: str
) -> dict[str, int]:
    """Return the columns of leads whose heading names one of the two countries."""
    if subject != ImportSubject.COMMITMENTS or not partner:
        return {}
    known = load_known_headings(subject)
    sides = {settings.HOME_COUNTRY: "lead_ours", partner: "lead_theirs"}
    reader = OwnerReader(settings.HOME_COUNTRY, partner)
    found: dict[str, int] = {}
    for column, head in enumerate(of_file):
        cells = [_read_cell(row, column) for row in samples]
        if any(len(cell) > LONGEST_NAME for cell in cells):
            continue
        for code, rest in _countries_in(_MARKED.sub(" ", head), reader):
            bare = normalise_heading(rest)
            if code in sides and (not bare or known.get(bare, ("", 0))[0] in SIDED):
                found.setdefault(sides[code], column)
                break
    return found


def _countries_in(head: str, reader: OwnerReader) -> Iterable[tuple[str, str]]:
    """Yield the ways to part a heading into a country or side, by its code, and other words, each once."""
    words = [word for word in re.split(r"[\s()（）\[\]:/,–—-]+", head) if word]
    if len(words) > MOST_HEADING_WORDS:
        return
    for start, end in itertools.combinations(range(len(words) + 1), 2):
        name = " ".join(words[start:end])
        code, sides = reader.country(name), reader.side(name)
        if (
            not code
            and len(sides) == 1
            and (end - start > 1 or name.endswith(SIDE))
            and end - start < len(words)
        ):
            # "Chef de file, notre côté": one word, such as "partner", may mean another country.
            (code,) = sides
        if code:
            yield (
                code,
                " ".join(dict.fromkeys(normalise_heading(word) for word in (*words[:start], *words[end:]))),
            )


def _by_heads(
    subject: str,
    of_file: Sequence[str],
    rated: Collection[int],
    others: Collection[int],
    samples: Sequence[Sequence[str]],
) -> dict[str, int]:
    """Return the columns recognised by heading; a text or stage that only holds healths is one.

    Columns among `others` are recognised otherwise.
    """
    known = load_known_headings(subject)
    scored: list[tuple[int, float, int, str]] = []
    for column, head in enumerate(of_file):
        bare, meant = normalise_heading(head), find_heading(head, known)
        length = _mean([cell for row in samples if (cell := _read_cell(row, column))])
        if column in others:
            continue
        if meant:
            name, sure = meant
            is_rating = name in RATED.get(ImportSubject(subject), ()) and column in rated
            # Of two columns for the words of a row, the longer ones are the words.
            scored.append((-sure, -length if name in LONGEST else 0, column, "health" if is_rating else name))
        else:
            names = _within(bare, known)
            is_other = names and names[0] in DEADLINES and _OF_OTHER_DAYS.search(bare)
            scored += [(-1, 0, column, name) for name in names if not is_other]
    found: dict[str, int] = {}
    for *_score, column, name in sorted(scored, key=lambda one: one[:3]):
        if name not in found and column not in found.values():
            found[name] = column
    return found


def _within(bare: str, known: Mapping[str, tuple[str, int]]) -> list[str]:
    """Return the field of the longest known heading that is part of another as whole words, or its noun."""
    if not bare:
        return []
    singular = bare.removesuffix("s")
    inside = [
        head
        for head, (name, _sure) in known.items()
        if (len(head) > 3 and head not in TOO_COMMON and name in WITHIN and is_within(head, bare))
        or (len(head) > 1 and head not in TOO_COMMON and name in NOUNS and is_end_of(head, singular))
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
