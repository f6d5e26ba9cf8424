"""Numbers and dates in a text, in one form however they are written."""

import re

MONTHS = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "jan feb mar apr - jun jul aug sep oct nov dec",
    )
    for number, name in enumerate(names.split(), start=1)
    if name != "-"
} | {"sept": 9}
NUMBERS = {
    name: str(number)
    for first, names in (
        (0, "zero one two three four five six seven eight nine ten eleven twelve"),
        (13, "thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"),
        (0, "zéro - deux trois quatre cinq - sept huit neuf dix onze douze treize quatorze quinze seize"),
    )
    for number, name in enumerate(names.split(), start=first)
    if name != "-"
} | {
    "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "ninety": "90",
    "hundred": "100", "cent": "100",
    "vingt": "20", "trente": "30", "quarante": "40", "cinquante": "50", "soixante": "60",
    "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th",
}  # fmt: skip
WEEKDAYS = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
    "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
)

MONTH = rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})"
# "may" and "mars" are words, too: without a day or a year they count as months only where written as such.
ALONE = rf"(?:(?-i:May|Mars)|(?!(?:may|mars|mar|sep|sept|dec|jan)\b){MONTH})"
DAY = r"(?:[0-3]?\d)(?:st|nd|rd|th|er)?"
YEAR = r"(?:1[89]|20|21)\d\d"
FIGURE = re.compile(
    rf"(?<![\w.])(?:(?P<y1>{YEAR})-(?P<m1>\d\d)-(?P<d1>\d\d)|"
    rf"(?P<y2>{YEAR})년(?:\s*(?P<m2>\d\d?)월)?(?:\s*(?P<d2>\d\d?)일)?|(?P<m3>\d\d?)월(?:\s*(?P<d3>\d\d?)일)?|"
    rf"(?P<d4>{DAY})(?:\s+of)?\s+(?P<m4>{MONTH})\b\.?(?:,?\s+(?P<y4>{YEAR}))?|"
    rf"(?P<m5>{MONTH})\b\.?\s+(?P<d5>{DAY})(?!\d)(?:,?\s+(?P<y5>{YEAR}))?|"
    rf"(?P<m6>{MONTH})\b\.?,?\s+(?P<y6>{YEAR})|(?P<m7>{ALONE})\b|"
    rf"(?P<number>[$€£¥₩]?\d+(?:[.,]\d+)*(?:st|nd|rd|th|er|e|ème)?(?:\s?%|\s+per\s?cent\b|\s+pour\s+cent\b)?)|"
    rf"(?P<half>상반기|하반기)|"
    rf"(?P<word>(?:{'|'.join(sorted(NUMBERS, key=len, reverse=True))}|{WEEKDAYS})\b))",
    re.IGNORECASE,
)


def figure_key(match: re.Match[str]) -> str:
    """Give a figure in its one form: a date as year, month and day, a number in digits."""
    if match["number"]:
        bare = re.sub(r"(?<=\d),(?=\d{3})", "", match["number"].casefold())
        return re.sub(r"\s*(?:%|per\s?cent|pour\s+cent)$", "%", bare)
    if match["word"]:
        word = match["word"].casefold()
        return NUMBERS.get(word, word)
    if match["half"]:
        return match["half"]
    parts = {name[0]: value for name, value in match.groupdict().items() if value and len(name) == 2}
    month = parts.get("m", "").casefold()
    day = re.sub(r"\D", "", parts.get("d", ""))
    return f"{parts.get('y', '')}-{MONTHS.get(month, month.lstrip('0'))}-{day.lstrip('0')}"
