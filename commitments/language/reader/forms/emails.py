"""Emails, pasted or filed: their headers, the earlier emails quoted in them, greeting and signature.

None of these is a sentence of the email. They state who writes to whom, and when.
"""

import datetime
import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from commitments.language.phrases import parse_any
from commitments.language.reader.grammar import Place, split_list

SENDER = split_list("from;de;expéditeur;보낸 사람;보낸사람;발신;발신인", ";")
RECIPIENT = split_list("to;à;a;destinataire;받는 사람;받는사람;수신;수신인", ";")
DAY = split_list("date;sent;envoyé;envoyé le;날짜;보낸 날짜;보낸날짜;일시", ";")
OTHERS = split_list(
    "subject;cc;bcc;cci;reply-to;attachments;attachment;importance;priority;objet;copie;pièces jointes;"
    "pièce jointe;répondre à;제목;참조;첨부;첨부파일;숨은 참조",
    ";",
)
NAMES = "|".join(sorted(map(re.escape, SENDER | RECIPIENT | DAY | OTHERS), key=len, reverse=True))
HEADER = re.compile(rf"[ \t>]*\**(?P<name>{NAMES})\**[ \t]*[:：]\**[ \t]*(?P<value>.*)", re.IGNORECASE)
# How programs set an earlier email apart from the answer to it.
DIVIDER = re.compile(
    r"[ \t>]*[-_]{2,}.{0,40}(?:original message|forwarded message|message d'origine|message transféré|"
    r"원본 메시지|원본 메일|전달된 메시지).{0,20}|[ \t]*_{10,}[ \t]*|[ \t]*begin forwarded message:[ \t]*",
    re.IGNORECASE,
)
ATTRIBUTION = re.compile(
    r"(?:On|Le) [^\r\n]{6,120}(?:\r?\n[^\r\n]{0,100})?(?:wrote|writes|a écrit)\s?[:：]"
    r"|20\d\d(?:년|[-.])[^\r\n]{5,120}(?:작성|썼습니다|wrote)\s?[:：]"
)
QUOTED = re.compile(r"[ \t]*>.*")
GREETING = re.compile(
    r"[ \t]*(?:Dear|Hi|Hello|Good (?:morning|afternoon|evening|day)|Greetings|Bonjour|Ch(?:er|ère)s?|"
    r"Madame|Monsieur|안녕하|존경하는)\b"
    r"(?:[^.\r\n]|(?<=\b[MDH]r)\.|(?<=\b[MD]s)\.|(?<=\bMrs)\.|(?<=\b[HE])\.|(?<=\bProf)\.){0,70}[,:!;]?"
    r"[ \t]*",
)
SIGN_OFF = re.compile(
    r"[ \t]*(?:(?:with )?(?:(?:my|our|very|many|all|kind|kindest|best|warm|warmest|sincere) )*"
    r"(?:regards|wishes|thanks|best|yours)|yours (?:sincerely|faithfully|truly|ever)|sincerely(?: yours)?|"
    r"thank you|respectfully|cheers|(?:bien )?cordialement|bien à (?:vous|toi)|sincères salutations|"
    r"meilleures salutations|감사합니다|.{0,20} (?:드림|올림|배상))[ \t]*[,.!]?[ \t]*",
    re.IGNORECASE,
)
POSTSCRIPT = re.compile(r"[ \t]*P\.? ?S\.?\b", re.IGNORECASE)
LINE = re.compile(r"[^\r\n]*")
MOST_HEADERS = 12
# A greeting stands near the head of a letter, and a signature has few lines.
LINES_BEFORE_GREETING = 6
MOST_SIGNED_LINES = 12
LONGEST_SIGNED = 90
# So little above a forwarded email is no email itself.
FEWEST_WORDS = 25


@dataclass(frozen=True, slots=True)
class Email:
    """What an email states beside its sentences; `outside` are the places that are none of its own."""

    outside: tuple[Place, ...]
    sender: str = ""
    recipient: str = ""
    greeted: str = ""
    signature: str = ""
    answered: str = ""
    written_on: datetime.date | None = None


def email_in(text: str) -> Email | None:
    """Return a text as an email or a letter; None where it is neither."""
    lines = [found.span() for found in LINE.finditer(text) if found[0].strip()]
    first = next(
        (at for at, line in enumerate(lines[:LINES_BEFORE_GREETING]) if _is_header(text, lines, at)), None
    )
    headers = _headers(text, lines, first) if first is not None else []
    body = (first or 0) + len(headers)
    end, quoted = _quoted(text, lines, body)
    if headers and end - body < 1 and end < len(lines):
        # A forwarded email alone.
        return None
    greeting = next(
        (
            at
            for at in range(body, min(end, body + LINES_BEFORE_GREETING))
            if GREETING.fullmatch(text, *lines[at])
        ),
        None,
    )
    signed = _signed(text, lines, body, end)
    if not headers and not quoted and (greeting is None or signed is None):
        return None
    values = {_kind(found["name"]): found["value"] for found in reversed(headers)}
    outside = [lines[at] for at in range(first or 0, body)] + quoted
    greeted = text[slice(*lines[greeting])].strip() if greeting is not None else ""
    outside += [lines[greeting]] if greeting is not None else []
    signature = ""
    if signed is not None:
        outside += lines[slice(*signed)]
        signature = "\n".join(text[slice(*line)] for line in lines[slice(*signed)])
    return Email(
        tuple(outside),
        values.get("sender", ""),
        values.get("recipient", ""),
        greeted,
        signature,
        answered[0] if (answered := ATTRIBUTION.search(text)) else "",
        _day(values.get("day", "")),
    )


def _is_header(text: str, lines: list[Place], at: int) -> bool:
    """Return whether headers begin at a line: several in a row, with a sender or a recipient."""
    names = [_kind(found["name"]) for found in _headers(text, lines, at)]
    return len(names) > 1 and ("sender" in names or "recipient" in names)


def _headers(text: str, lines: list[Place], at: int) -> list[re.Match[str]]:
    found: list[re.Match[str]] = []
    for line in lines[at : at + MOST_HEADERS]:
        header = HEADER.fullmatch(text, *line)
        if header is None:
            break
        found.append(header)
    return found


def _kind(name: str) -> str:
    plain = name.casefold()
    if plain in SENDER:
        return "sender"
    return "recipient" if plain in RECIPIENT else "day" if plain in DAY else "other"


def _quoted(text: str, lines: list[Place], body: int) -> tuple[int, list[Place]]:
    """Return the line at which earlier emails begin, and the places of everything quoted."""
    quoted: list[Place] = []
    is_attributed = False
    for at in range(body, len(lines)):
        start, end = lines[at]
        if QUOTED.fullmatch(text, start, end):
            quoted.append(lines[at])
            continue
        begins = at > body and _is_header(text, lines, at)
        begins = begins or (DIVIDER.fullmatch(text, start, end) is not None)
        attribution = ATTRIBUTION.match(text, start)
        if attribution:
            behind = next((line for line in lines if line[0] >= attribution.end()), None)
            quoted.append(attribution.span())
            if behind is not None and not QUOTED.fullmatch(text, *behind):
                begins = True
            is_attributed = True
        if begins:
            quoted.append((start, len(text)))
            return at, quoted
    is_reply = is_attributed or len(quoted) > 1
    return len(lines), quoted if is_reply else []


def _signed(text: str, lines: list[Place], body: int, end: int) -> tuple[int, int] | None:
    """Return the lines of the signature: from the closing words on, as long as they are short."""
    closings = [at for at in range(body, end) if SIGN_OFF.fullmatch(text, *lines[at])]
    if not closings:
        return None
    stop = closings[-1] + 1
    while stop < min(end, closings[-1] + MOST_SIGNED_LINES):
        words = text[slice(*lines[stop])]
        if POSTSCRIPT.match(words) or len(words) > LONGEST_SIGNED or QUOTED.fullmatch(words):
            break
        stop += 1
    return closings[-1], stop


def _day(value: str) -> datetime.date | None:
    """Return the day of a header, as programs or as people write it."""
    try:
        return parsedate_to_datetime(value).date()
    except ValueError:
        pass
    found = re.search(
        r"\d{4}-\d\d-\d\d|\d{1,2} [^\W\d]+ \d{4}|[^\W\d]+ \d{1,2}, \d{4}|\d{4}년 ?\d{1,2}월 ?\d{1,2}일", value
    )
    period = parse_any(found[0]).period if found else None
    if period is None or not (period.year and period.month and period.day):
        return None
    return datetime.date(period.year, period.month, period.day)


def written_on(text: str) -> datetime.date | None:
    """Return the day on which an email was written, as its headers state; None for any other text."""
    email = email_in(text)
    return email.written_on if email else None
