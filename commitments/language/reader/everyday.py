"""Read the wording of a deadline in everyday words too: "by close of play", "tonight"."""

import re

from commitments.language.phrases import parse_deadline
from commitments.language.phrases.specification import DeadlineSpec

# "At least once in every calendar year", "at the latest on 31 July".
NEEDLESS = re.compile(
    r"\b(?:at least|not less than|no fewer than|calendar|exactly|precisely) |"
    r"(?:(?<=\bonce )|(?<=\btwice )|(?<=\btimes ))in (?=(?:every|each)\b)"
    r"|\bat (?:the )?latest (?=(?:on|by|in)\b)|\b(?:counted|calculated|reckoned) (?=(?:from|after)\b)"
    # "12월 6일 오후 3시까지": the day is certain.
    r"|(?<=[일)])\s(?:오전\s?|오후\s?)?\d{1,2}(?::\d\d|시(?:\s?\d{1,2}분|\s?반)?)(?=까지|에|\s?이?전)",
    re.IGNORECASE,
)
# "By the first of October".
NTHS = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth"
TEENS = "fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth"
ORDINALS = [*f"{NTHS}|{TEENS}".split("|"), *(f"twenty-{nth}" for nth in NTHS.split("|")[:9]), "thirtieth"]
DAY_IN_WORDS = re.compile(rf"\bthe ({'|'.join(ORDINALS)}) (?:day )?of (?=[A-Z])", re.IGNORECASE)
# Everyday words for what the grammar of deadlines has other words for.
DONE_FOR_TODAY = r"^(?:by|before) (?:COB|EOD|close of (?:play|business)|end of (?:play|day))"
EVERYDAY = tuple(
    (re.compile(words, re.IGNORECASE), plainer)
    for words, plainer in (
        (r"^inside (?=[\w-]+ )", "within "),
        (
            rf"^(?:by |before )?(?:this (?:evening|morning|afternoon)|tonight)$|{DONE_FOR_TODAY}(?: today)?$",
            "today",
        ),
        (rf"{DONE_FOR_TODAY} (?:on )?", "by "),
        (r"^first thing(?: (?:tomorrow|in the morning))?(?: morning)?$", "tomorrow"),
        (
            r"^(?:w/[cb]|(?:in |during )?(?:the )?(?:week|wk) (?:beginning|commencing|of|starting)) ",
            "in the week of ",
        ),
    )
)
END_OF = re.compile(r"(?:by|before) (?:the |its |their )?(?:close|end|expiry) of ", re.IGNORECASE)
ITS_DATE = re.compile(r"(?<= on) \d{1,2} [A-Z]\w+ 20\d\d$")


def parse_everyday(words: str, language: str) -> DeadlineSpec:
    """Read words that are certainly a time, without those that the grammar of deadlines does not need."""
    for everyday, plainer in EVERYDAY:
        words = everyday.sub(plainer, words)
    plain = DAY_IN_WORDS.sub(lambda day: f"{ORDINALS.index(day[1].casefold()) + 1} ", NEEDLESS.sub("", words))
    spec = parse_deadline(plain, language)
    dated = ITS_DATE.search(plain) if spec.kind != "fixed" else None
    own = parse_deadline(f"by{dated[0]}", language) if dated else None
    # "By the close of its fiscal year on 31 March 2027": the day says it all.
    return own if own and own.kind == "fixed" and not own.ask and END_OF.match(plain) else spec
