"""Emails, pasted or filed: their headers, the earlier emails quoted in them, greeting and signature.

None of these is a sentence of the email. They state who writes to whom, and when.
"""

import datetime
import re
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from itertools import pairwise

from commitments.language.phrases import parse_any
from commitments.language.reader.grammar import ParsedClause, Place, blank, split_list

SENDER = split_list("from;de;expéditeur;보낸 사람;보낸사람;발신;발신인", ";")
RECIPIENT = split_list("to;à;a;destinataire;받는 사람;받는사람;수신;수신인", ";")
DAY = split_list("date;sent;envoyé;envoyé le;날짜;보낸 날짜;보낸날짜;일시", ";")
COPIED = split_list("cc;cci;copie;참조", ";")
OTHERS = split_list(
    "subject;bcc;reply-to;attachments;attachment;importance;priority;objet;pièces jointes;"
    "pièce jointe;répondre à;제목;첨부;첨부파일;숨은 참조",
    ";",
)
NAMES = "|".join(sorted(map(re.escape, SENDER | RECIPIENT | DAY | COPIED | OTHERS), key=len, reverse=True))
HEADER = re.compile(rf"[ \t>]*\**(?P<name>{NAMES})\**[ \t]*[:：]\**[ \t]*(?P<value>.*)", re.IGNORECASE)
# How programs set an earlier email apart from the answer to it.
DIVIDER = re.compile(
    r"[ \t>]*[-_]{2,}.{0,40}(?:original message|forwarded message|message d'origine|message transféré|"
    r"원본 메시지|원본 메일|전달된 메시지).{0,20}|[ \t]*_{10,}[ \t]*|[ \t]*begin forwarded message:[ \t]*",
    re.IGNORECASE,
)
# Where a forwarded text ends, and its sender goes on.
END_OF_EARLIER = re.compile(r"[ \t>]*[-_=*]{2,}[ \t]*(?:end|fin|끝)\b.{0,40}", re.IGNORECASE)
ATTRIBUTION = re.compile(
    r"(?:On|Le) [^\r\n]{6,120}(?:\r?\n[^\r\n]{0,100})?(?:wrote|writes|a écrit)\s?[:：]"
    # "Awa Sarr, le 28/09/2026 à 11:50 :"
    r"|(?-i:[A-ZÀ-Ý])[^\r\n,:]{2,40}, le \d{1,2}[/.]\d{1,2}[/.]\d{2,4}(?:,? à \d{1,2}[:h]\d\d)? ?:(?=\s*$)"
    r"|20\d\d(?:년|[-.])[^\r\n]{5,120}(?:작성|썼습니다|wrote)\s?[:：]",
    re.MULTILINE,
)
QUOTED = re.compile(r"[ \t]*>.*")
GREETING = re.compile(
    r"[ \t]*(?:(?:My )?[Dd]ear|Hi|Hello|Good (?:morning|afternoon|evening|day)|Greetings|Bonjour|Bonsoir|"
    r"Salut|Ch(?:er|ère)s?|"
    r"(?:Your )?Excellency|Madame|Monsieur|Mesdames|Messieurs|Excellence|안녕하|존경하는|각하)\b"
    r"(?:[^.\r\n]|(?<=\b[MDH]r)\.|(?<=\b[MD]s)\.|(?<=\bMrs)\.|(?<=\b[HE])\.|(?<=\bProf)\.){0,70}[,:!;]?"
    r"[ \t]*",
)
GREETS = re.compile(rf"{GREETING.pattern}|.{{0,20}}안녕하")
# "Maria, thanks for the call."
NAMED = re.compile(r"[ \t]*[A-ZÀ-Ý][a-zà-ÿ'-]{1,15}, (?=[a-z])")
# How a letter ends without closing words on a line of their own.
CLOSING = re.compile(
    r"\b(?:[Vv]euillez|prie|priant|priant|saisis)\b[^.\n]{0,90}?\b(?:agréer|recevoir|croire|renouveler)\b"
    r"|경의를\s*표(?:합니다|하는\s*바)|건승을\s*(?:기원|빕|바라)|존경의\s*(?:뜻|마음)을|(?:안녕|번영|행복)을\s*기원(?:하며|합니다)"
)
SIGN_OFF = re.compile(
    r"[ \t]*(?:(?:with )?(?:(?:my|our|very|many|all|kind|kindest|best|warm|warmest|sincere) )*"
    r"(?:regards|wishes|thanks|best|yours)|(?:I (?:remain|am),? [^.]{0,60})?yours "
    r"(?:(?:very|most) )?(?:sincerely|faithfully|truly|ever)|believe me,? .{0,60}|sincerely(?: yours)?|"
    r"(?:please )?accept,? .{0,40}\bassurances? of .{0,60}|thank you|respectfully|cheers|(?:bien "
    r")?cordialement|bien à (?:vous|toi)|sincères salutations|"
    r"meilleures salutations|au plaisir(?: de vous lire)?|bises?|biz|à (?:très )?bientôt|amicalement|"
    r"bien amicalement|salutations (?:distinguées|cordiales)|\(?(?:signed|signature|signé|서명)\)?|"
    r"감사합니다|.{0,20} (?:드림|올림|"
    r"배상))[ \t]*[,.!]?[ \t]*",
    re.IGNORECASE,
)
# One line to its reader, copied out of a letter.
LONGEST_NOTE = 400
TO_READER = re.compile(
    r"\b(?:please|pl[sz]|kindly|(?:could|can|would|will) you|your side|grateful|merci de|"
    r"pourriez-vous|pouvez-vous|veuillez|prière de|saur(?:ais|ions) gré|vers vous|get back to you|"
    r"(?:je|on|nous) (?:te|vous)|tu (?:me|nous|peux|pourrais)|compt(?:e|ons) sur (?:vous|toi)|"
    r"attend(?:s|ons) (?:votre|vos|ton|ta|tes))\b|n'oubli(?:ez|e)\b|^(?:je|on|visio|rdv|point tél) ",
    re.IGNORECASE,
)
LINE_ABOVE = re.compile(r"[ \t]*(?:--+|__+|\*\*+)[ \t]*")
POSTSCRIPT = re.compile(r"[ \t]*P\.? ?S\.?\b", re.IGNORECASE)
LINE = re.compile(r"[^\r\n]*")
MOST_HEADERS = 12
# A greeting stands near the head of a letter, and a signature has few lines.
LINES_BEFORE_GREETING = 6
# Above the greeting of a letter stand its head, its date, its number and its addressee.
LINES_OF_HEAD = 14
MOST_SIGNED_LINES = 12
LONGEST_SIGNED = 90
# How many emails are read that are quoted inside each other, and how far names are looked for below one.
MOST_EARLIER = 30
NAMES_WITHIN = 20_000
# A greeting with fewer lines below it is only quoted.
FEWEST_QUOTED = 2


@dataclass(frozen=True, slots=True)
class Email:
    """What an email states beside its sentences; `outside` are the places that are none of its own.

    `head` are the lines above the greeting of a letter.
    """

    outside: tuple[Place, ...]
    sender: str = ""
    recipient: str = ""
    greeted: str = ""
    signature: str = ""
    answered: str = ""
    written_on: datetime.date | None = None
    copied: str = ""
    quoted: tuple[Place, ...] = ()
    head: str = ""


def is_note(text: str) -> bool:
    """Return whether a text is one line that speaks to its reader, copied out of a letter."""
    return len(text) <= LONGEST_NOTE and "\n" not in text.strip() and TO_READER.search(text) is not None


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
            for at in range(body, min(end, body + (LINES_BEFORE_GREETING if headers else LINES_OF_HEAD)))
            if GREETING.fullmatch(text, *lines[at])
        ),
        None,
    )
    signed = _signed(text, lines, body, end)
    is_closed = signed is not None or CLOSING.search(text) is not None
    if not headers and not quoted and (greeting is None or not is_closed):
        return None
    values = {_kind(found["name"]): found["value"] for found in reversed(headers)}
    outside = [lines[at] for at in range(first or 0, body)] + quoted
    greeted = text[slice(*lines[greeting])].strip() if greeting is not None else ""
    outside += [lines[greeting]] if greeting is not None else []
    head = text[: lines[greeting][0]].strip() if greeting is not None and not headers else ""
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
        values.get("copied", ""),
        tuple(quoted),
        head,
    )


MARKS = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)


def earlier_email(text: str, email: Email) -> tuple[str, str, bool] | None:
    """Return the email before this one, at its place in a text of blanks, the line that names its sender, and
    whether it was only passed on, as words of the sender's own side.

    It is whole where it has headers, or a greeting with more than a line below it. A few quoted lines are
    none, unless the answer stands between them or behind a text that was passed on.
    """
    if not email.quoted:
        return None
    quoted = sorted(email.quoted)
    first, end = quoted[0][0], quoted[-1][1]
    outside = [(a, b) for (_, a), (b, _) in pairwise(quoted)]
    plain = MARKS.sub(lambda mark: " " * len(mark[0]), text[first:end])
    attribution = ATTRIBUTION.match(plain.lstrip())
    lead = len(plain) - len(plain.lstrip()) + (attribution.end() if attribution else 0)
    head = LINE.match(plain, lead)
    is_divided = not attribution and head is not None and DIVIDER.fullmatch(head[0]) is not None
    if is_divided and head:
        lead = head.end()
    body = blank(text[:first] + plain, [(0, first + lead), *outside])
    found = email_in(body)
    top = LINE.match(body, first + lead)
    named = HEADER.fullmatch(top[0]) if top and not found else None
    if named and top:
        # One line of headers is enough behind the marks of a quotation.
        body = body[: top.start()] + " " * len(top[0]) + body[top.end() :]
    is_answered = any(text[start:stop].strip() for start, stop in outside)
    is_letter = attribution is not None and _is_letter(plain[lead:])
    is_passed_on = is_divided and END_OF_EARLIER.search(text, first) is not None
    if not (found or named or is_answered or is_letter or is_passed_on):
        return None
    sender = found.sender if found else named["value"] if named else ""
    return body, sender or (attribution[0] if attribution else ""), is_divided and not found


def own_end(text: str, email: Email) -> int:
    """Return where the last words of an email itself end, before the earlier ones quoted below it."""
    end = len(text)
    for start, stop in sorted(email.quoted, reverse=True):
        if text[stop:end].strip():
            break
        end = start
    return end


def requoted(one: ParsedClause, text: str) -> ParsedClause:
    """Return a clause of an earlier email with its words as they are quoted."""
    due = replace(one.due, wording=" ".join(one.due.wording.split()))
    return replace(one, clause=text[slice(*one.place)], due=due)


def _is_letter(text: str) -> bool:
    """Return whether quoted lines are an email of their own: a greeting with more than one line below it."""
    lines = [line for line in text.splitlines() if line.strip()]
    return len(lines) > FEWEST_QUOTED and (GREETS.match(lines[0]) or NAMED.match(lines[0])) is not None


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
    if plain in COPIED:
        return "copied"
    return "recipient" if plain in RECIPIENT else "day" if plain in DAY else "other"


def _quoted(text: str, lines: list[Place], body: int) -> tuple[int, list[Place]]:
    """Return the line at which earlier emails begin, and the places of everything quoted."""
    quoted: list[Place] = []
    is_attributed = False
    for at in range(body, len(lines)):
        start, end = lines[at]
        if quoted and end <= quoted[-1][1]:
            continue
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
            ending = END_OF_EARLIER.search(text, end)
            if ending is None:
                quoted.append((start, len(text)))
                return at, quoted
            quoted.append((start, ending.end()))
    is_reply = is_attributed or len(quoted) > 1
    return len(lines), quoted if is_reply else []


def _signed(text: str, lines: list[Place], body: int, end: int) -> tuple[int, int] | None:
    """Return the lines of the signature: from the closing words on, as long as they are short."""
    closings = [at for at in range(body, end) if SIGN_OFF.fullmatch(text, *lines[at])]
    if not closings:
        # Programs set a signature apart with a line.
        lined = [at for at in range(body, end) if LINE_ABOVE.fullmatch(text, *lines[at])]
        closings = [at for at in lined if end - at <= MOST_SIGNED_LINES]
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
