"""Which session an event's words name: its number, or the next one."""

import re
import unicodedata


def listed(text: str) -> list[str]:
    """Split a table of words."""
    return text.split()


ENGLISH_NAMES = listed(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
ENGLISH_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
FRENCH_NAMES = listed(
    "premier deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième onzième "
    "douzième treizième quatorzième quinzième seizième dix-septième dix-huitième dix-neuvième vingtième"
)
KOREAN_NAMES = listed("첫 두 세 네 다섯 여섯 일곱 여덟 아홉 열")
NAMES: dict[str, int] = {
    **{name: number for number, name in enumerate(ENGLISH_NAMES, start=1)},
    **{f"{ten}-{name}": value + number for ten, value in ENGLISH_TENS.items()
       for number, name in enumerate(ENGLISH_NAMES[:9], start=1)},
    "thirtieth": 30, "fortieth": 40, "fiftieth": 50,
    **{name: number for number, name in enumerate(FRENCH_NAMES, start=1)},
    **{name.replace("è", "e"): number for number, name in enumerate(FRENCH_NAMES, start=1)},
    "première": 1, "premiere": 1, "seconde": 2,
}  # fmt: skip
ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}

NAMED = rf"(?<![\w-])(?P<name>{'|'.join(sorted(NAMES, key=len, reverse=True))})(?![\w-])"
NUMBERED = r"(?<!\d)(?P<number>\d{1,3})(?:st|nd|rd|th|ère|re|er|ème|eme|nde|nd|e)(?!\w)"
KOREAN_NUMBERED = r"제?\s*(?<!\d)(?P<number>\d{1,3})\s*(?:차(?!원|관)|회(?!의|담))"
KOREAN_NAMED = rf"(?P<name>{'|'.join(KOREAN_NAMES)})\s*(?:번째|째)"
ROMAN_NUMBERED = r"(?<!\w)(?P<roman>[ivxl]+)(?:e|ème|eme|ère|re)(?!\w)"
# Numbers that count something else: "the third quarter", "the second half", "phase".
OTHERS = r"(?:quarter|half|phase|week|day|month|year|party|parties|track|country|trimestre|semestre|semaine)"
NEXT = r"\b(?:next|forthcoming|upcoming|following|prochaine?s?|suivante?s?)\b|차기|다음|차회|후속"


def session_of(event: str) -> int | None:
    """Give the number of the session that an event's words name; None where they name none, or two."""
    text = unicodedata.normalize("NFKC", event).casefold()
    text = re.sub(r"\b(twenty|thirty|forty|fifty) (?=[a-z]+)", r"\1-", text)
    numbers = [int(found["number"]) for found in _found(NUMBERED, text)]
    numbers += [NAMES[found["name"]] for found in _found(NAMED, text)]
    numbers += [int(found["number"]) for found in re.finditer(KOREAN_NUMBERED, text)]
    numbers += [KOREAN_NAMES.index(found["name"]) + 1 for found in re.finditer(KOREAN_NAMED, text)]
    numbers += [value for found in re.finditer(ROMAN_NUMBERED, text) if (value := _roman(found["roman"]))]
    return numbers[0] if len(numbers) == 1 and numbers[0] > 0 else None


def is_next(event: str) -> bool:
    """Say whether an event's words mean the next one, whatever its number."""
    return session_of(event) is None and re.search(NEXT, event, re.IGNORECASE) is not None


def _found(pattern: str, text: str) -> list[re.Match[str]]:
    """Find ordinals that do not count something else."""
    return list(re.finditer(rf"{pattern}(?!\s+{OTHERS}s?\b)", text))


def _roman(text: str) -> int:
    """Read a Roman numeral; 0 where it is none."""
    values = [ROMAN[letter] for letter in text]
    total = sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
    return total if _as_roman(total) == text else 0


def _as_roman(number: int) -> str:
    text = ""
    for value, letters in ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        text += letters * (number // value)
        number %= value
    return text
