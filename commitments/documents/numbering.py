"""The numbers that Word sets before paragraphs and does not write into them; pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

DEEPEST = 9
HANGUL = "가나다라마바사아자차카타파하"
CONSONANTS = "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"
ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
ROMAN_SMALL = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
MOST_ROMAN = 4000
BULLET = "•"


def roman(number: int) -> str:
    """Write a number in small Roman numerals; one beyond their reach in digits."""
    if number >= MOST_ROMAN:
        return str(number)
    written = ""
    for value, letters in (*ROMAN, *ROMAN_SMALL):
        count, number = divmod(number, value)
        written += letters * count
    return written


def letters(number: int) -> str:
    """Write a number as Word counts in letters: a to z, then aa, bb."""
    repeats, place = divmod(max(number, 1) - 1, 26)
    return chr(ord("a") + place) * min(repeats + 1, 30)


def _of(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(max(number, 1) - 1) % len(signs)]


WRITTEN: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "lowerLetter": letters,
    "upperLetter": lambda number: letters(number).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "ganada": _of(HANGUL),
    "chosung": _of(CONSONANTS),
    "decimalEnclosedCircle": lambda number: chr(0x2460 + number - 1) if 0 < number <= 20 else f"({number})",
    "decimalEnclosedParen": lambda number: f"({number})",
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "none": lambda _number: "",
}


@dataclass(slots=True)
class Level:
    """One level of a list: where it starts, how its number is written, and the text around it ("%1.%2")."""

    start: int = 1
    kind: str = "decimal"
    text: str = ""


@dataclass(slots=True)
class Lists:
    """The lists of a document, and how far each has counted."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    of_number: dict[str, str] = field(default_factory=dict)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)
    counted: dict[str, list[int]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)

    def mark(self, number: str, depth: int) -> str:
        """Count one on in a list and give what stands before the paragraph; "" where it is no list."""
        abstract = self.of_number.get(number)
        if abstract is None or not 0 <= depth < DEEPEST:
            return ""
        levels = self.levels.get(abstract, {})
        level = levels.get(depth, Level(text=f"%{depth + 1}."))
        if level.kind == "bullet":
            return BULLET
        # All lists of one kind count on together, but where one says that it begins anew.
        counts = self.counted.setdefault(abstract, [0] * DEEPEST)
        given = self.starts.get((number, depth))
        if given is not None and (number, depth) not in self.begun:
            counts[depth] = given - 1
        elif not counts[depth]:
            counts[depth] = level.start - 1
        self.begun.add((number, depth))
        counts[depth] += 1
        counts[depth + 1 :] = [0] * (DEEPEST - depth - 1)

        def written(found: re.Match[str]) -> str:
            place = int(found[1]) - 1
            of = levels.get(place, Level())
            kind = of.kind if place == depth or of.kind != "bullet" else "decimal"
            return WRITTEN.get(kind, str)(counts[place] or of.start)

        return re.sub(r"%([1-9])", written, level.text)
