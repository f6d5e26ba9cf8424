"""Tables inside a text, with columns set apart by tabs, by bars (Markdown too) or by spaces, and records that
name their columns on each line. One row is one clause.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

from commitments.language.lexicon.status import is_finished
from commitments.language.reader.grammar import Place

# No list of an officer has more columns.
MOST_COLUMNS = 12
LONGEST_HEADING = 40


class Column(Enum):
    """What a column of a list of actions holds."""

    NUMBER = "number"
    ACTION = "action"
    TOPIC = "topic"
    OWNER = "owner"
    DUE = "due"
    STATUS = "status"
    OTHER = "other"


ACCENTED = re.compile("[àâçèéêëîïôùûü]")


def _headings(words: str) -> re.Pattern[str]:
    """Compile names of columns; French capitals often have no accent: "Echéance", "RESUME"."""
    bare = ACCENTED.sub(lambda found: f"[{found[0]}{unicodedata.normalize('NFD', found[0])[0]}]", words)
    return re.compile(rf"(?:{bare})", re.IGNORECASE)


HEADINGS: tuple[tuple[Column, re.Pattern[str]], ...] = (
    (
        Column.NUMBER,
        _headings(
            r"no|nos|nr|n[°º]|#|№|number|s/?n|serial(?: no)?|réf(?:érence)?|item no|번호|연번|순번"
            r"|numéro"
        ),
    ),
    (
        Column.OWNER,
        _headings(
            r"(?:lead|responsible|implementing|executing|competent)"
            r"(?: (?:party|side|agency|agencies|ministry|ministries|entity|body|bodies|office|person|"
            r"authority"
            r"|institution|country|owner|by))?"
            r"|(?:entity|body|institution|party|side|ministry|agency|person|unit) (?:in charge|"
            r"responsible|concerned)"
            r"|(?:to be )?(?:implemented|executed|done|carried out) by|contact|coordinator|implementer|"
            r"executor"
            r"(?: ?/ ?(?:lead|agency|ministry|owner|focal point))?"
            r"|action (?:by|owner|officer|party|holder)|responsib(?:ility|les?)|owners?|leads|assigned to|"
            r"assignee|in charge|by whom|who|focal points?"
            r"|party|side|country|ministry|agency"
            r"|(?:담당|책임|주관|소관|이행|추진|조치|시행|수행|실행|의무|협조)\s?(?:부처|기관|자|부서|측|국|주체)"
            r"|담당|책임|주관|소관|주체|누가|맡은\s?(?:곳|쪽|기관|부처|사람|이)|resp"
            r"|(?:partie|entité|ministère|service|structure|personne|organisme|administration)s? "
            r"(?:responsable|chargée?|pilote|compétente?)s?"
            r"|responsables?|responsabilités?|pilotes?|chefs? de file|porteurs?|"
            r"qui(?: fait quoi)? ?\??|attribution|affectation"
            r"|en charge|chargée?s? de (?:l'exécution|la mise en œuvre)|intervenants?"
            r"|à la charge de|incombe à|acteurs?|référents?"
        ),
    ),
    (
        Column.DUE,
        _headings(
            r"(?:agreed |target |completion |final )?(?:deadlines?|due(?: date| by)?|dates?|timelines?"
            r"|time-?frames?|timing|time[- ]limits?|terms?|periods?)|by(?: when)?|when|complete by|target"
            r"|schedule|(?:[가-힣]{2,4})?\s?(?:기한|시한|일정|시기|예정일|목표일|일자|시점)|마감일?|완료일|언제(?:까지)?|éch"
            r"|échéances?|échéancier|délais?(?: (?:de réalisation|d'exécution|"
            r"de mise en œuvre|prévus?|imparti|fixé|convenu))?|"
            r"dates? (?:limite|prévue|prévisionnelle|de réalisation|butoir|cible|d'échéance)|"
            r"calendrier|(?:pour )?quand ?\??|pour le|terme|avant le"
        ),
    ),
    (
        Column.STATUS,
        _headings(
            r"(?:current )?(?:status|progress|state)|state of play|상태|현황|진행\s?(?:상황|현황)|이행\s?현황"
            r"|état(?: d'avancement)?|statut|avancement"
        ),
    ),
    (
        Column.ACTION,
        _headings(
            r"(?:agreed |follow-?up |key |next |required |proposed )?(?:actions?|tasks?|steps?|measures?|"
            r"activit(?:y|ies)|deliverables?|decisions?|commitments?|undertakings?|outcomes?|conclusions?|resolutions?|pledges?)"
            r"(?: (?:items?|points?|required|agreed|to be taken|to take))?|follow-?up|what|to do|description"
            r"|(?:조치|이행|합의|후속\s?조치|추진|협력|결정|약속|협조|요청|실행|세부)\s?"
            r"(?:사항|과제|내용|항목|업무|계획)|조치|후속\s?조치|할\s?일|(?:과제|사업|업무|조치|안건)명"
            r"|무엇을?"
            r"|mesures?(?: convenues?| à prendre)?|actions?(?: convenues?| à mener| à entreprendre)?|tâches?"
            r"|activités?|décisions?|engagements?|suites? à donner|recommandations?|livrables?"
            r"|points? d'action|résolutions?|quoi ?\??"
        ),
    ),
    (
        Column.TOPIC,
        _headings(
            r"items?|issues?|subjects?|topics?|areas?|sectors?|agenda items?|fields?|points?"
            r"|의제|분야|안건|과제|내용|주요\s?내용|사항|구분|항목|사업|thèmes?|sujets?|objets?|domaines?|questions?"
            r"|libellés?|intitulés?|dossiers?|projets?"
        ),
    ),
)
REMARKS = _headings(
    r"remarks?|notes?|comments?|observations?|remarques?|commentaires?|비고|참고|의견|특기\s?사항"
)
RULE = re.compile(r"[\s|+:=_-]*[-=_]{2,}[\s|+:=_-]*")
LINE = re.compile(r"[^\r\n]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its words, and where they begin in the text."""

    text: str
    start: int

    @property
    def place(self) -> Place:
        """Return the place of the words in the text."""
        return self.start, self.start + len(self.text)


@dataclass(slots=True)
class Row:
    """One row of a list of actions: its place in the text, and its cells by column."""

    start: int
    end: int
    cells: dict[Column, Cell] = field(default_factory=dict)

    @property
    def is_finished(self) -> bool:
        """Return whether the status says that the action was taken."""
        cells = (self.cells.get(Column.STATUS), self.cells.get(Column.DUE))
        return any(cell is not None and is_finished(cell.text) for cell in cells)


@dataclass(frozen=True, slots=True)
class Table:
    """One table in a text: its place, and the rows that an officer tracks."""

    place: Place
    rows: tuple[Row, ...]


def grids_and_records(text: str, lines: Sequence[Place]) -> list[Table]:
    """Find the tables and records of a text."""
    return [*_grids(text, lines), *_records(text, lines)]


def _grids(text: str, lines: Sequence[Place]) -> Iterator[Table]:
    """Find the tables under a row of headings."""
    number = 0
    while number < len(lines):
        heading, split = _heading_of(text, lines[number])
        if heading is None or split is None:
            number += 1
            continue
        first, number = number, number + 1
        rows: list[Row] = []
        last = first
        while number < len(lines):
            place = lines[number]
            if RULE.fullmatch(text, *place):
                last = number
            elif len(cells := split(text, *place)) > 1:
                row = _row(cells, place[0], heading, split)
                if rows and row is not None and Column.NUMBER not in row.cells and _goes_on(row, heading):
                    _extend(rows[-1], row)
                elif row is not None:
                    rows.append(row)
                last = number
            elif not _has_row_behind(text, lines, number, split):
                break
            number += 1
        yield Table((lines[first][0], lines[last][1]), tuple(row for row in rows if says_something(row)))


def _has_row_behind(text: str, lines: Sequence[Place], number: int, split: "Split") -> bool:
    """Return whether a line of one cell stands between two rows: a caption, or the rest of a cell."""
    if number + 1 >= len(lines) or text[lines[number][0] : lines[number][1]].rstrip().endswith((".", ":")):
        return False
    gap = text[lines[number][1] : lines[number + 1][0]]
    return len(re.findall(r"\r\n|\r|\n", gap)) < 2 and len(split(text, *lines[number + 1])) > 2


class Split:
    """A way in which the columns of a table are set apart."""

    def __init__(self, between: str) -> None:
        self.between = re.compile(between)

    def __call__(self, text: str, start: int, end: int) -> list[Cell]:
        """Return the cells of a line, empty ones too."""
        found, at = [], start
        for gap in [*self.between.finditer(text, start, end), None]:
            stop = gap.start() if gap else end
            words = text[at:stop]
            bare = words.strip().strip("*").strip()
            found.append(Cell(bare, at + (words.index(bare) if bare else 0)))
            at = gap.end() if gap else end
        return found[:MOST_COLUMNS]


BARS, TABS, SPACES = Split(r"\|"), Split(r"\t"), Split(r"[ \u3000]{2,}|\t+")
SEMICOLONS = Split(r" ?;(?: |\t|$)")


@dataclass(frozen=True, slots=True)
class Heading:
    """The columns of a table, with where each begins in its line."""

    columns: tuple[Column, ...]
    offsets: tuple[int, ...]


def _heading_of(text: str, place: Place) -> tuple[Heading | None, Split | None]:
    """Read a line as the headings of a list of actions: who or when stands beside what."""
    for split in (BARS, TABS, SEMICOLONS, SPACES):
        cells = split(text, *place)
        if len([cell for cell in cells if cell.text]) < 2:
            continue
        columns = _with_deeds(tuple(column_of(cell.text) for cell in cells), cells)
        if is_list_of_actions(columns):
            return Heading(columns, tuple(cell.start - place[0] for cell in cells)), split
    return None, None


def _with_deeds(columns: tuple[Column, ...], cells: Sequence[Cell]) -> tuple[Column, ...]:
    """Return the columns; where who and when are named and nothing says what, the first other one says it."""
    if not {Column.OWNER, Column.DUE} <= {*columns} or {Column.ACTION, Column.TOPIC} & {*columns}:
        return columns
    free = (
        at
        for at, column in enumerate(columns)
        if column is Column.OTHER and cells[at].text and not REMARKS.fullmatch(cells[at].text.strip(" .:"))
    )
    deed = next(free, None)
    return columns if deed is None else (*columns[:deed], Column.ACTION, *columns[deed + 1 :])


def is_list_of_actions(columns: Sequence[Column]) -> bool:
    """Return whether headings name what is to be done, and by whom or by when."""
    has_deed = Column.ACTION in columns or Column.TOPIC in columns
    is_certain = Column.ACTION in columns or (Column.OWNER in columns and Column.DUE in columns)
    return has_deed and is_certain and (Column.OWNER in columns or Column.DUE in columns)


def column_of(heading: str) -> Column:
    """Return what a column holds, by its heading; the first of several: "Lead / Partner"."""
    plain = " ".join(heading.split()).strip(" *_.:()")
    if not plain or len(plain) > LONGEST_HEADING:
        return Column.OTHER
    for words in (plain, *(part.strip(" .") for part in re.split(r"[/(&]| and | et ", plain)[:1])):
        for column, pattern in HEADINGS:
            if pattern.fullmatch(words):
                return column
    return Column.OTHER


def _row(cells: list[Cell], at: int, heading: Heading, split: Split) -> Row | None:
    """Build a row: each cell gets its column by its number, or where some are missing by where it begins."""
    filled = [cell for cell in cells if cell.text]
    if not filled:
        return None
    columns: list[tuple[Column, Cell]] = []
    if len(cells) == len(heading.columns):
        columns = [*zip(heading.columns, cells, strict=True)]
    elif split is SPACES:
        columns = [(heading.columns[_nearest(cell.start - at, heading)], cell) for cell in filled]
    elif len(filled) == len(bare := [one for one in heading.columns if one is not Column.OTHER]):
        columns = [*zip(bare, filled, strict=True)]
    else:
        columns = [*zip(heading.columns, cells, strict=False)]
    row = Row(0, 0)
    for column, cell in columns:
        if cell.text:
            row.cells.setdefault(column, cell)
    own = [cell for column, cell in columns if cell.text and column is not Column.NUMBER]
    if not own:
        return None
    row.start, row.end = own[0].start, own[-1].place[1]
    return row


def _nearest(offset: int, heading: Heading) -> int:
    return min(range(len(heading.offsets)), key=lambda one: abs(heading.offsets[one] - offset))


def _goes_on(row: Row, heading: Heading) -> bool:
    """Return whether a row only holds the rest of the cells above it."""
    deed = deed_of(row)
    is_numbered = Column.NUMBER in heading.columns
    rest = row.cells.keys() - {Column.ACTION, Column.TOPIC}
    return deed is None or (deed.text[:1].islower() and (is_numbered or not rest))


def _extend(above: Row, row: Row) -> None:
    above.end = row.end


def says_something(row: Row) -> bool:
    deed = deed_of(row)
    if deed is None or re.search(r"[^\W\d_]{2}", deed.text) is None:
        return False
    # The headings again, on the next page.
    return not all(column_of(cell.text) is column for column, cell in row.cells.items())


def deed_of(row: Row) -> Cell | None:
    """Return the cell that says what is to be done."""
    return row.cells.get(Column.ACTION) or row.cells.get(Column.TOPIC)


LABELLED = re.compile(
    r"[ \t]*(?:[-–•*·]\s*)?\**(?P<label>[^\W\d_][^:：|\t\n]{1,40}?)\**\s*[:：]\**\s*(?P<rest>.*)"
)


# How a deed begins whose owner and day are named below it.
POINT = re.compile(r"[ \t]*(?:[A-Z]?\d{1,2}(?:\.\d{1,2})?[.)]|\[\d{1,2}\]|[A-Za-z][.)])[ \t]+(?=\S)")
# The number of a record, on a line of its own above it: "Decision 3".
RECORD_NAME = re.compile(
    r"[ \t*]*(?:actions?|decisions?|tasks?|décisions?|mesures?|tâches?|points?|조치|과제|결정)"
    r"[ \t]{0,3}(?:no\.?|n°|#)?[ \t]{0,3}\d{1,3}[ \t*.:]*",
    re.IGNORECASE,
)


def _records(text: str, lines: Sequence[Place]) -> Iterator[Table]:
    """Find records: "Action: …", "Responsible: …", "Deadline: …", each on a line of its own."""
    open_row: Row | None = None
    above: Cell | None = None
    is_named = False
    for start, end in lines:
        found = LABELLED.fullmatch(text, start, end)
        column = column_of(re.sub(r"\s+\d+$", "", found["label"])) if found else Column.OTHER
        rest = Cell(found["rest"].strip(), found.start("rest")) if found else Cell("", start)
        if column is Column.ACTION and rest.text:
            yield from _closed(open_row)
            open_row = Row(rest.start, rest.place[1], {column: rest})
        elif (
            open_row and column in (Column.OWNER, Column.DUE, Column.STATUS) and column not in open_row.cells
        ):
            if rest.text:
                open_row.cells[column] = rest
                open_row.end = rest.place[1]
        elif above and column in (Column.OWNER, Column.DUE) and rest.text:
            # "A1. Reply to the draft", and below it "Responsible: …".
            yield from _closed(open_row)
            open_row = Row(above.start, rest.place[1], {Column.ACTION: above, column: rest})
        else:
            yield from _closed(open_row)
            open_row = None
        mark = POINT.match(text, start, end)
        at = mark.end() if mark else start
        is_deed = (mark is not None or is_named) and not open_row
        above = Cell(text[at:end].rstrip(), at) if is_deed else None
        is_named = RECORD_NAME.fullmatch(text, start, end) is not None
    yield from _closed(open_row)


def _closed(row: Row | None) -> Iterator[Table]:
    """Yield a record where it names who or when; otherwise its line is a sentence."""
    if row is not None and is_list_of_actions(tuple(row.cells)) and says_something(row):
        yield Table((row.start, row.end), (row,))
