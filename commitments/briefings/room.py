"""How much of its page the core brief will take, reckoned from what is typed, before it is printed; pure.

Millimetres as the style sheet sets them. Letters are as wide as those of the shipped font, near enough to
break lines as the page does; the last word is the printed page's.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from commitments.briefings.lines import entries

MM = 25.4 / 72
# Below the heading of the section and its names.
PAGE = 243 - 8.2 - 5.7 - 2.4
# Of a row: the rule, and the space above and below.
ROW = 4.8
# The state of play is computed: two lines at least, and as a rule some items are overdue.
PLAY, PLAY_AS_A_RULE = ROW + 11.8, ROW + 11.8 + 11
# Letters by their width, in hundredths of the size of type; any other takes MIDDLE, a full-width one WIDE.
WIDTHS = {
    **dict.fromkeys(" ijl!,.:;'’‘·", 27),
    **dict.fromkeys("()[]-If`", 32),
    **dict.fromkeys('tr/\\"“”?', 39),
    **dict.fromkeys("zcsvy–", 49),
    **dict.fromkeys("wmWMNOQ@%—", 83),
    **dict.fromkeys("HDGUA&#BC…", 70),
}
MIDDLE, WIDE = 58, 92


@dataclass(frozen=True, slots=True)
class Setting:
    """How a text is set: the width of its lines and the size of its type, their height, and what is around.

    `gap` is what stands between two entries or paragraphs.
    """

    width: float
    size: float
    leading: float
    gap: float = 0
    around: float = 0

    @property
    def room(self) -> float:
        """The width of a line, in hundredths of the size of the type."""
        return 100 * self.width / (self.size * MM)


PROSE, LISTED = Setting(131, 11, 15.6, 1.4), Setting(126.4, 11, 15.6, 1.5)
# Bold is a little wider.
ASK, NOTE = Setting(123 / 1.06, 12.6, 17.6, 1.4, around=4.7), Setting(131, 8.6, 12)
LISTS = ("objectives", "messages", "not_to_say")


def fits(texts: Mapping[str, str]) -> bool:
    """Whether a core brief is on one page where hardly anything is to be told of the state of play."""
    return taken(texts) + PLAY <= PAGE


def is_doubtful(texts: Mapping[str, str]) -> bool:
    """Whether it may take more than its page, as soon as some items are overdue."""
    return taken(texts) + PLAY_AS_A_RULE > PAGE


def taken(texts: Mapping[str, str]) -> float:
    """Give the height of all that is written of a core brief, in millimetres."""
    said = {name: text for name in texts if (text := texts[name].strip())}
    rows = [_height(entries(said[name]), LISTED) for name in LISTS if name in said]
    if "why" in said:
        rows.append(_height(_paragraphs(said["why"]), PROSE))
    if "ask" in said:
        # The label stands on the line too.
        notes = [f"If accepted: {said[name]}" for name in ("if_refused", "if_accepted") if name in said]
        below = _height(notes, NOTE) + 1.4 if notes else 0
        rows.append(_height(_paragraphs(said["ask"]), ASK) + below)
    return sum(rows) + ROW * len(rows)


def _paragraphs(text: str) -> list[str]:
    return [part for part in text.split("\n") if part.strip()]


def _height(parts: list[str] | tuple[str, ...], how: Setting) -> float:
    lines = sum(_lines(part.replace("**", ""), how.room) for part in parts)
    return lines * how.leading * MM + (len(parts) - 1) * how.gap + how.around


def _lines(text: str, room: float) -> int:
    """Count the lines of a paragraph, broken between words; what is longer than a line, anywhere."""
    lines, left = 1, room
    for word in text.split():
        width = float(sum(map(_width, word)))
        if width > left:
            lines, left = lines + max(1, int(width // room)), room
            width %= room
        left -= width + WIDTHS[" "]
    return lines


def _width(letter: str) -> int:
    """Give the width of a letter; one set above another takes none."""
    if letter in WIDTHS:
        return WIDTHS[letter]
    if unicodedata.category(letter) in ("Mn", "Cf"):
        return 0
    return WIDE if unicodedata.east_asian_width(letter) in "WF" else MIDDLE
