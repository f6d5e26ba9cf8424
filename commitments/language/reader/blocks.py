"""Split a text into blocks (headings, paragraphs, lists and their points) and blocks into sentences, with
places.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import zip_longest

from sentencex import get_sentence_boundaries

from commitments.language.phrases import parse_deadline
from commitments.language.reader.grammar import split_list

# The signs before a point, between square brackets of a pattern.
BULLETS = "-–—•*·▪◦‣○●■□▲△▶▸►▹◾◆※✓→°"
MARKER = re.compile(
    rf"[ \t]*(?:(?P<dot>[=-]{{1,2}}>|>>|\[[ xX_-]?\]|[{BULLETS}☐☑✔✅❑❏▫ㆍ▷◇]|"
    r"[oㅇ](?=[ \t]))[ \t]*(?:\r?\n[ \t]*)?(?=\S)|(?P<number>(?!M\.[ \t]+[A-ZÀ-Ý])\(?(?:\d{1,3}|"
    r"[a-zA-Z]|[ivxIVX]{1,5})[.)]|"
    r"\d{1,2}(?:[/°]|[oO]\))"
    # "나. 무역", but not the end of a word that the page breaks.
    r"|[가나다라마바사아자차카타파하][.)](?=[ \t]+[^\n.]{1,40}(?:\n|$))"
    r"|(?<=[ \t])[가나다라마바사아자차카타파하][.)](?=[ \t]))[ \t]+(?=\S)"
    r"|(?P<numbers>\d{1,2}(?:\.\d{1,2}){1,3}[.)]?)[ \t]+(?=[A-ZÀ-Ý\"“])"
    r"|(?P<lettered>(?:[A-FH-PR-Z]\d{1,3}\.\d{1,3}|(?:AP|AI|A|D)[- ]?\d{1,3})[.)]?)[ \t]+(?=[A-ZÀ-Ý\"“])"
    r"|(?P<circled>[①-⑳❶-❿㉠-㉭])[ \t]*)"
)
# A short line in capitals that ends no sentence.
TITLE = re.compile(r"[A-Z][\w'’-]*(?:[ ,&/-]+(?:and|of|the|for|[A-Z][\w'’-]*|to-\w+)){0,4}")
# What stands before an action or a decision of minutes: "Action 3:", "Decision:".
TASK = re.compile(
    r"\**(?:(?P<action>(?:agreed |follow-?up )?action(?: point| item)?s?|follow-?up|AP|to[ -]do|조치\s?사항|"
    r"후속\s?조치|mesures?(?: à prendre)?|actions? à mener|suites? à donner|à faire)"
    r"|decision|agreed|decided|resolved|conclusions?|결정\s?사항|합의\s?사항|décision)[ \t]?(?:no\.? "
    r"?)?(?:#?\d{1,3}(?:\.\d{1,2})?)?\**[ \t]*(?:[:：]|[–—-](?=\s))\**[ \t]*"
    r"(?=\S)",
    re.IGNORECASE,
)
# "MOFA (ROK) to send the draft": lists of actions often have no bullets.
TO_DO = re.compile(
    r"[ \t]*(?:(?:[A-Z][\w.&'’-]*|\([^()]{2,30}\)|of|and|&|/|the|both|sides?|"
    r"[A-Z][\w.&'’-]*,) ){1,8}(?:jointly |both |also )?to [a-z]{2,}\b"
)
ENDS_SENTENCE = re.compile(r"[.!?:;。][\"'”’」』)\]]*\s*$")
# A mark alone on its line, whose point stands on the next.
MARK_ALONE = re.compile(rf"[ \t]*[{BULLETS}ㅇ][ \t]*")
# How a line ends that opens a list without a colon.
OPENS = re.compile(r"\b(?:to|that|by|on)\s*$")
# What ends in a point and no sentence: "the Ruritania-U.\nS. dialogue", a title, an initial,
# "한.중" for "한·중".
CUT_OFF = re.compile(
    r"\bU\.\s*$|^\W*[A-ZÀ-Ý]\.(?:-?[A-ZÀ-Ý]\.)?\s*$|(?<![가-힣])[한미일중러북남]\.\s*$|"
    r"(?<![\d.])\d{1,2}\. ?\d{1,2}\.\s*$|20\d\d\. ?\d{1,2}\.(?: ?\d{1,2}\.)?\s*$|(?:[가-힣]\s|[:：(]\s?|"
    r"^\s*)20\d\d\.\s*$|\b(?!(?:Annex|Appendix|Schedule|Part|Section|Phase|Group|Table|Option|Category|"
    r"Class|Zone|Lot|Hall|Terminal|Plan|Building|Gate|Hepatitis|Package|Component|Line|Tier|Type|Grade|"
    r"Route|Site|Block|Stage)\b)[A-Z][\w'-]+ [A-Z]\.\s*$|\b(?:incl|approx|esp|resp|vs|excl)\.\s*$|\b(?:MM?|"
    r"Mme|Mrs?|Ms|Dr|Prof|Gen|Adm|Amb|Hon|Sen|Lt|Col|Maj|Capt|Gov|St|Messrs|S\.E|H\.E)\.\s*$"
)
# "Pour le 12 oct. la liste": an abbreviation in the middle of a sentence.
SHORTENED = re.compile(
    r"\b(?:janv|févr|avr|juil|sept|oct|nov|déc|tél|env|réf|art|max|min|dir|"
    r"éd)\.\s*$",
    re.IGNORECASE,
)
# "2.10.까지", "10. 23.까지", "1. 29.(금)까지": what stands behind a day, or a month.
DAY_GOES_ON = re.compile(
    r"(?:\s?\d{1,2}\.)?\s?(?:\([월화수목금토일]\)\s?)?(?:까지|부터|자로|에|한|경|이전|限)(?=[\s,]|$)"
)
# What follows a task and belongs to it: "Transmettre la liste. Échéance : fin mai".
DEADLINE_LABEL = re.compile(
    r"\s*(?:[ée]ch[ée]ance|d[ée]lai|date limite|deadline|due(?: date)?|timeline|timeframe|(?:target |"
    r"completion )?date|by when|when|기한|시한|마감)[ \u00a0]?[:：]"
    r"|\s*(?:담당|주관|책임|소관|기한|시한|마감)[:：]? [\w~']",
    re.IGNORECASE,
)
# A time that is all of a point's last sentence: "Open a third counter. First half of June."
TIME_ALONE = re.compile(
    r"\s*(?:(?:[Bb]y|[Bb]efore|[Uu]ntil|[Ww]ithin|[Nn]o later than|[Nn]ot later than|[Ee]nd(?: of|-)|"
    r"[Ee]arly|[Mm]id-?|[Ll]ate|[Nn]ext|[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ll]ast)\b|Q[1-4]\b|H[12]\b|"
    r"\d{1,2}(?:st|nd|rd|th)? [A-Z]|[A-Z][a-z]+ \d)[^.;:,]{0,40}\.?\s*"
)
# Letters with points end a sentence only where the next begins like one: "the U.S. | Treasury".
LETTERED = re.compile(r"\b(?:[A-Z]\.){2,}\s*$")
BEGINS = re.compile(
    r"\s*(?:The|Both|They|We|It|He|She|In|On|At|As|To|For|This|These|That|Those|A|An|Our|Their|Its|During|"
    r"Following|After|Under|With|While|Moreover|Furthermore|Additionally|Also|Further|President|Prime|"
    r"Minister|Ministers|Secretary|Leaders|Finally|Since|If|And|But|No|All)\b|\W*$"
)
# A line that was broken by its width is at least as long as this.
BROKEN_AT = 50
# A line of Korean minutes that names what follows: "[관세]", "차기 회의 : 6월", "[이름] [오전 9:02]".
LABEL = re.compile(
    r"\[[^\[\]\n]{1,40}\] ?\[[^\[\]\n]{4,12}\] |"
    r"\s*(?:[\[<【][^\[\]<>【】\n]{1,30}[\]>】]\s*$|[가-힣]{2,8}(?: [가-힣]{1,8})? ?[:：] )"
)
# How a Korean line ends whose sentence goes on: with a particle, an adnominal verb, or a comma.
UNFINISHED = re.compile(
    r"[가-힣](?:을|를|은|는|이|가|의|에|에서|와|과|로|고|며|여|해|한|된|할|될|던|적인|도록)\s*$|[가-힣][^\n]*,\s*$"
)
# How a line of Korean minutes ends that says something, without a full stop.
TELLS = re.compile(
    r"(?:[기키]로(?:\s?(?:함|했음|하였음))?|겠음|(?:했|하였|되었|됐)음|(?:합의|동의|요청|당부|부탁)(?:함|드림)|바람)\s*$"
)
HEADING_WORDS = 14
LONGEST_HEADING = 60
SMALL_WORDS = split_list("a an the and or of to in on for with at by from de la le les des du et")


# Who came: no sentence of it promises anything.
ATTENDANCE = re.compile(
    r"^[ \t*]*(?:present|in attendance|attend(?:ance|ees)|participants|apologies|regrets|distribution|"
    r"copies to)\**"
    r"[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
# What only tells how things are: "Context: the law passed its second reading".
REMARK = re.compile(
    r"\W*(?:context|background|risks?|parked|done(?: since[^:]{0,20})?|n\.?b|for information|contexte|rappel|"
    r"pour mémoire)\s?:\s",
    re.IGNORECASE,
)
# "The draft will be sent by May. Action: Ministry of Trade (Ruritania).": whose the sentence before is.
OWNER_LINE = re.compile(
    r"(?:action|responsible|lead|owner)(?: by| party)? ?: ?(?P<who>[^.;:]{2,70})\.?", re.IGNORECASE
)
# A paragraph that is a point of a list: "To open the crossing, …".
INFINITIVE = re.compile(
    r"To (?!th(?:is|at|ese) )[a-z]+(?:, | (?![^.;]{0,120}, (?:the|both|our|we|it|they|[A-Z])))"
)
ACTION, DECISION = "action", "decision"


class BlockKind(Enum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    POINT = "point"


@dataclass(frozen=True, slots=True)
class Block:
    """One block and its place in the text, without the bullet or number of a point.

    `level` distinguishes lists: by indentation and kind of bullet; of an action or a decision it is ACTION or
    DECISION.
    """

    kind: BlockKind
    start: int
    end: int
    text: str
    level: str = ""

    @property
    def opens_list(self) -> bool:
        """Return whether points follow: it ends with a colon, or in the middle of a sentence."""
        return self.text.rstrip().endswith((":", "：", ",")) or OPENS.search(self.text) is not None


def blocks_of(text: str) -> list[Block]:
    """Cut a text into its blocks; every one is a piece of the text as it stands."""
    return [_block(text, start, end) for start, end in _runs(text)]


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Join lines broken by the page width; an empty line, a bullet or a number begins a new block."""
    run: tuple[int, int] | None = None
    lines = list(re.finditer(r"[^\r\n]+", text))
    for line, following in zip_longest(lines, lines[1:]):
        start, end = line.span()
        if (
            run
            and following
            and MARKER.match(text, *run)
            and MARKER.match(following[0])
            and TITLE.fullmatch(line[0])
        ):
            # The name of the next list of points.
            yield run
            run = (start, end)
            continue
        if not line[0].strip():
            if run:
                yield run
            run = None
            continue
        if run and _goes_on(text[run[0] : run[1]], line[0], text[run[1] : start]):
            run = (run[0], end)
            continue
        if run:
            yield run
        run = (start, end)
    if run:
        yield run


def _goes_on(before: str, line: str, between: str) -> bool:
    """Return whether a line continues the sentence of the line before it."""
    if len(re.findall(r"\r\n|\r|\n", between)) > 1 or MARKER.match(line) or MARK_ALONE.fullmatch(line):
        return False
    if LABEL.match(line) or TASK.match(line.lstrip()) or (TO_DO.match(before) and TO_DO.match(line)):
        return False
    if MARK_ALONE.fullmatch(before):
        return True
    if ENDS_SENTENCE.search(before):
        return len(before) >= BROKEN_AT and is_cut_off(before, line)
    last = re.split(r"[\r\n]+", before)[-1]
    return line.strip()[0].islower() or (
        _width(last.rstrip()) >= BROKEN_AT
        and (UNFINISHED.search(last) is not None or not _stands_alone(before.strip()))
    )


def _width(line: str) -> int:
    """Return how wide a line is in print: a syllable of Hangul takes two places."""
    return len(line) + sum("가" <= letter <= "힣" for letter in line)


def is_cut_off(piece: str, following: str) -> bool:
    """Return whether a piece that ends in a full stop continues: after a title, an initial, an
    abbreviation.
    """
    if CUT_OFF.search(piece) or DEADLINE_LABEL.match(following) or DAY_GOES_ON.match(following):
        return True
    if SHORTENED.search(piece) and following.lstrip()[:1].islower():
        return True
    return LETTERED.search(piece) is not None and not BEGINS.match(following)


def _stands_alone(line: str) -> bool:
    """Return whether a line is a heading although the next one follows without an empty line."""
    return len(line) < LONGEST_HEADING and _is_heading(line)


def _block(text: str, start: int, end: int) -> Block:
    """Take the mark off, and say what kind of block it is."""
    mark = MARKER.match(text, start, end)
    level = ""
    if mark:
        level, start = _level(mark), mark.end()
    task = TASK.match(text, start, end)
    if task:
        level, start = ACTION if task["action"] else DECISION, task.end()
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    body = text[start:end]
    if _is_heading(body) and not task:
        return Block(BlockKind.HEADING, start, end, body, level)
    return Block(BlockKind.POINT if mark or task else BlockKind.PARAGRAPH, start, end, body, level)


def _level(mark: re.Match[str]) -> str:
    number = mark["number"] or mark["numbers"] or mark["lettered"] or ""
    sign = mark["dot"] or re.sub(r"[\dA-Za-z]+", "1", number) or "①"
    return f"{len(mark[0]) - len(mark[0].lstrip())}{sign}"


def level_of_line(text: str, at: int) -> str:
    """Return the level of the mark at the head of the line of a place; empty where it has none."""
    mark = MARKER.match(text, text.rfind("\n", 0, at) + 1)
    return _level(mark) if mark else ""


def _is_heading(body: str) -> bool:
    """Recognise a heading: a short line that ends no sentence, in capitals or of a few words."""
    words = re.findall(r"[^\W\d_][\w'’-]*", body)
    if not words or len(words) > HEADING_WORDS or ENDS_SENTENCE.search(body):
        return False
    if TELLS.search(body):
        return False
    telling = [word for word in words if word.casefold() not in SMALL_WORDS]
    return len(telling) > 1 and all(word[0].isupper() or not word[0].isascii() for word in telling)


# One character for one, so that places stay what they are.
ALIKE = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "ʼ": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "–": "-",
        "—": "-",
        "─": "-",
        "―": "-",
    }
    | {
        "\u00a0": " ",
        "\u202f": " ",
        "\n": " ",
        "\r": " ",
        "\t": " ",
        "『": '"',
        "』": '"',
        "「": '"',
        "\u2024": "·",
        "」": '"',
        # Sides and countries in Chinese characters.
        **dict(zip("側兩韓國大民", "측양한국대민", strict=True)),
    }
)
# What stands before a sentence without belonging to it: the number of a paragraph.
NUMBER = re.compile(r"\s*\(?\d{1,3}(?:[.)](?!\d)\s*|(?:\.\d{1,2}){1,3}[.)]?\s+(?=[A-ZÀ-Ý\"“]))")
# What is longer is no sentence; its head is read.
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: as written, normalised for the grammar (character by character), and its place."""

    text: str
    plain: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


FRENCH_WORDS = split_list(
    "le la les l des du et est dans sur une de nous vous que qu qui pour en au aux par avec votre notre j "
    "leur leurs ce cette ont je tu te il elle ils elles sa ses mes tes lundi mardi mercredi jeudi vendredi"
)
# Where as many words are of either: no English word has such letters.
FRENCH_LETTERS = re.compile(r"(?<![\w'’-])[a-zœ]*[àâçéèêîôùû]")
ENGLISH_WORDS = split_list(
    "the of and to in will for with on a is by we you your our please that this from at has have are be"
)


def language_of(text: str) -> str:
    """Return the language of a text, by its letters and its most common words."""
    hangul = len(re.findall("[가-힣]", text))
    if hangul and hangul > len(re.findall("[A-Za-z]", text)):
        return "ko"
    words = re.findall(r"[^\W\d_]+", text.casefold())
    french = sum(word in FRENCH_WORDS for word in words)
    english = sum(word in ENGLISH_WORDS for word in words)
    is_french = french > english or (french == english and FRENCH_LETTERS.search(text) is not None)
    return "fr" if is_french else "en"


def _is_time_alone(text: str, language: str) -> bool:
    """Return whether a text is nothing but a time."""
    is_short = TIME_ALONE.fullmatch(text) is not None
    return is_short and parse_deadline(text.strip(" ."), language).kind != "none"


# A quotation with a sentence that ends within it.
LONG_QUOTE = re.compile(r"[\"“][^\"”]{20,}[a-z)][.!?] [A-Z][^\"”]{10,}[\"”]")
CLOSING = '"”'


def sentences_of(block: Block, language: str) -> Iterator[Sentence]:
    """Split a block into sentences; a number that stands alone goes with what follows it."""
    start = 0
    plain = re.sub(r"\s", " ", block.text.replace("\u2024", "·"))
    if LONG_QUOTE.search(plain):
        # Several sentences in one quotation are read one by one.
        plain = re.sub('["“”]', " ", plain)
    for found in get_sentence_boundaries(language, plain):
        end = found["end_index"]
        while end < len(block.text) and block.text[end] in CLOSING:
            end += 1
        piece = block.text[start:end]
        rest = block.text[end:]
        if rest.strip() and (
            NUMBER.fullmatch(piece)
            or is_cut_off(piece, rest)
            or (block.kind is BlockKind.POINT and _is_time_alone(rest, language))
        ):
            continue
        lead = len(piece) - len(piece.lstrip())
        body = piece.strip()
        number = NUMBER.match(body)
        if number and number.end() < len(body):
            lead, body = lead + number.end(), body[number.end() :]
        if body:
            body = body[:LONGEST]
            yield Sentence(body, body.translate(ALIKE), block.start + start + lead)
        start = end
