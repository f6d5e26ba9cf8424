"""Build emails: from content to the bytes that are sent, however often they are sent.

An email about one event has a Message-ID made from that event, so that only one of several reminder runs
writes it.
"""

import datetime
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import SMTP
from email.utils import format_datetime, parseaddr, quote
from typing import Any, TypeVar

import css_inline
import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from commitments.errors import Errors
from commitments.models import AuditRow, Email, User
from commitments.reminders.message_content import SUBJECT_ACTIONS, Letter

LONGEST_SUBJECT = 180
# Quoted-printable takes three signs for a byte beyond ASCII, base64 four for any three bytes.
ASCII, BASE64_PAYS = 127, 1 / 6
TEXT_WIDTH = 78
# Inside a date such as 2026. 6. 29.
UNBROKEN = "\u00a0"
INSIDE_DATE = re.compile(r"(?<=\d\.) (?=\d{1,2}\.)")
# What a mail names by its reference alone: the last dot asks whether it may describe the rest.
ALONE = "X-Reference-Only"
# Not every server on the way takes eight bits.
SEVEN_BIT = SMTP.clone(cte_type="7bit")
# Where Python leaves the first line of a subject empty: many programs would show the space of the next line.
EMPTY_FIRST_LINE = re.compile(rb"^Subject:\r\n (.{1,69}) ", re.MULTILINE)
# Of a line of 78 characters what is left beside the name of the header, quotes and brackets.
ONE_ADDRESS = 66
# Most programs read the sheet in the head; what they need without it is written on the elements too.
_inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)


class NoAddressError(ValueError):
    """Raised where the address of a recipient is not valid in a header."""


@dataclass(frozen=True, slots=True)
class Message:
    """One email, frozen."""

    address: str
    message_id: str
    subject: str
    content: bytes


ASKED = ngettext_lazy("%(count)d update requested", "%(count)d updates requested", "count")
OVERDUE = ngettext_lazy("%(count)d commitment overdue", "%(count)d commitments overdue", "count")
MOVED = ngettext_lazy("%(count)d deadline changed", "%(count)d deadlines changed", "count")
TO_ACCEPT = ngettext_lazy(
    "%(count)d commitment to accept or decline", "%(count)d commitments to accept or decline", "count"
)
DUE_SOON = ngettext_lazy("%(count)d commitment due soon", "%(count)d commitments due soon", "count")
COPIES = ngettext_lazy(
    "%(count)d reply sent in your name to check", "%(count)d replies sent in your name to check", "count"
)
TO_CHECK = ngettext_lazy("%(count)d commitment to check", "%(count)d commitments to check", "count")


def format_headline(letter: Letter) -> str:
    """Return the most important number; the title appears only where the email is about one item."""
    lines, count = letter.lines, len(letter.lines)
    if count == 1 and lines[0].title:
        only = letter.heaps[0]
        said = only.title
        if lines[0].lateness and only.name in SUBJECT_ACTIONS:
            said = f"{capfirst(lines[0].lateness)}, {SUBJECT_ACTIONS[only.name]}"
        return f"{said}: {lines[0].title} ({lines[0].reference})"
    found = Counter(line.heap for line in lines)
    overdue = sum(1 for line in lines if line.days_late)
    numbers = (
        (found["asked"], ASKED),
        (overdue, OVERDUE),
        (found["moved"], MOVED),
        (found["accept"], TO_ACCEPT),
        (found["due"] + found["awaited"], DUE_SOON),
        # Whoever did not answer has to see it at once.
        (found["copy"], COPIES),
    )
    number, words = next(((number, words) for number, words in numbers if number), (count, TO_CHECK))
    return words % {"count": number} + _more(count - number)


def subject_of(letter: Letter) -> str:
    """Return the headline at the length of a subject, with a mark where the data is a demonstration."""
    text = format_headline(letter)
    if letter.is_demonstration:
        text = f"[{_('Demonstration data')}] {text}"
    return text if len(text) <= LONGEST_SUBJECT else f"{text[: LONGEST_SUBJECT - 1]}…"


def wrap_text(text: str) -> str:
    """Break long lines of plain text, those of an item under its indent; leave addresses and dates whole."""
    lines = []
    for line in text.splitlines():
        indent = " " * (len(line) - len(line.lstrip()) + 2) if line.startswith((" ", "*")) else ""
        is_whole = _columns(line) <= TEXT_WIDTH or "://" in line
        lines.append(line if is_whole else _fill(line, indent))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _fill(line: str, indent: str) -> str:
    first, *words = INSIDE_DATE.sub(UNBROKEN, line.lstrip()).split(" ")
    lines = [line[: len(line) - len(line.lstrip())] + first]
    for word in words:
        longer = f"{lines[-1]} {word}"
        if _columns(longer) <= TEXT_WIDTH:
            lines[-1] = longer
        else:
            lines.append(indent + word)
    return "\n".join(lines).replace(UNBROKEN, " ")


def _columns(text: str) -> int:
    """Count the columns of a terminal: a Hangul syllable takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _more(count: int) -> str:
    if not count:
        return ""
    return ngettext(", %(count)d more to check", ", %(count)d more to check", count) % {"count": count}


def render_letter(letter: Letter, reader: User | None, *, key: str, now: datetime.datetime) -> Message:
    """Turn a letter into bytes, in the language that is active; same key, same moment, same bytes."""
    context = {"letter": letter, "headline": format_headline(letter), "language": translation.get_language()}
    return make_message(
        address=reader.email if reader else settings.DUTY_BOX,
        name=reader.name if reader else "",
        subject=subject_of(letter),
        text=wrap_text(render_to_string("emails/reminder.txt", context)),
        html=INSIDE_DATE.sub(UNBROKEN, _inliner.inline(render_to_string("emails/reminder.html", context))),
        key=key,
        now=now,
        alone=sorted({reference for line in letter.lines for reference in line.alone}),
    )


def make_message(
    *,
    address: str,
    name: str,
    subject: str,
    text: str,
    html: str,
    key: str,
    now: datetime.datetime,
    alone: Sequence[str] = (),
    calendar: tuple[str, str] | None = None,
) -> Message:
    """Build the bytes of an email with a fixed Message-ID and Date and nothing random in it.

    `calendar` is a method and an event, which calendar programs take from the email (RFC 6047). A subject of
    several lines, as a title that no form has checked may be, becomes one line. Raises NoAddressError where
    the address is not valid in a header.
    """
    try:
        validate_email(address)
    except ValidationError as error:
        raise NoAddressError(f"not a mail address: {address!r}") from error
    # Django takes a domain with a line separator at its end, for it looks at what IDNA makes of it.
    if not address.isprintable():
        raise NoAddressError(f"not a mail address: {address!r}")
    subject = " ".join(subject.split())
    message_id = message_id_of(key)
    made = EmailMessage(policy=SEVEN_BIT)
    sender_name, sender = parseaddr(settings.MAIL_FROM)
    made["From"] = _addressed(sender_name or _("Commitments tracker"), sender)
    made["To"] = _addressed(name, address)
    made["Subject"] = subject
    made["Date"] = format_datetime(now)
    made["Message-ID"] = message_id
    made["Auto-Submitted"] = "auto-generated"
    if alone:
        made[ALONE] = " ".join(alone)
    made.set_content(text, cte=_shortest(text))
    made.add_alternative(html, subtype="html", cte=_shortest(html))
    if calendar is not None:
        method, event = calendar
        made.add_alternative(
            event,
            subtype="calendar",
            cte=_shortest(event),
            params={"method": method, "name": "meeting.ics"},
        )
    made.set_boundary(f"=={key}==")
    head, blank_line, body = made.as_bytes().partition(b"\r\n\r\n")
    head = EMPTY_FIRST_LINE.sub(rb"Subject: \1\r\n ", head)
    return Message(address, message_id, subject, head + blank_line + body)


def _addressed(name: str, address: str) -> Address:
    """Return an address with as much of the name before it as fits in one line.

    Python before 3.13 breaks a longer one in Latin letters without its quotes, and at a comma in it begins
    another address.
    """
    seen = shown_name(name)
    while seen and seen.isascii() and len(quote(seen)) + len(address) > ONE_ADDRESS:
        seen = seen[:-1]
    return Address(seen.strip(), addr_spec=address)


def shown_name(name: str) -> str:
    """Return the visible part of a name: a line end in it would end a header."""
    return "".join(filter(str.isprintable, name))


def message_id_of(key: str) -> str:
    """Return the Message-ID made from a key."""
    return f"<{key}@{settings.PUBLIC_HOST}>"


def _shortest(text: str) -> str:
    """Name the encoding that is shorter: of Hangul, the one that spells no sign in three."""
    beyond = sum(1 for byte in text.encode() if byte > ASCII)
    return "base64" if beyond > len(text.encode()) * BASE64_PAYS else "quoted-printable"


def alone_in(content: bytes) -> tuple[str, ...]:
    """List the references that an email prints without details, from its own bytes."""
    if ALONE.encode() not in content:
        return ()
    return tuple(BytesHeaderParser(policy=SMTP).parsebytes(content).get(ALONE, "").split())


def render_template_email(
    name: str,
    reader: User,
    context: dict[str, Any],
    *,
    key: str,
    now: datetime.datetime,
    address: str = "",
    calendar: tuple[str, str] | None = None,
) -> Message:
    """Build an email from its three templates: subject, text and HTML, in the active language.

    Templates also get that language and the address of the installation. It goes to the reader, or to an
    `address` that was the reader's.
    """
    context = _everywhere() | context
    return make_message(
        address=address or reader.email,
        name=reader.name,
        subject=" ".join(render_to_string(f"emails/{name}_subject.txt", context).split()),
        text=wrap_text(render_to_string(f"emails/{name}.txt", context)),
        html=_inliner.inline(render_to_string(f"emails/{name}.html", context)),
        key=key,
        now=now,
        calendar=calendar,
    )


def _everywhere() -> dict[str, Any]:
    """Return the values that the frame of every email needs."""
    return {"public_url": settings.PUBLIC_URL, "language": translation.get_language()}


def build_trial(address: str, *, key: str, now: datetime.datetime) -> Message:
    """Build an email without content, to test the route of reminders."""
    context = _everywhere()
    return make_message(
        address=address,
        name="",
        subject=_("Test email from the Commitments tracker"),
        text=render_to_string("emails/trial.txt", context),
        html=_inliner.inline(render_to_string("emails/trial.html", context)),
        key=key,
        now=now,
    )


def render_anchor(person: User, line: str, *, key: str, now: datetime.datetime) -> Message:
    """Build the email that keeps an anchor of the history, as a line of its file, and nothing else."""
    context = {"line": line, "language": translation.get_language()}
    return make_message(
        address=person.email,
        name=person.name,
        subject=_("Keep this email: seals of the change history, %(head)s")
        % {"head": line.partition(" ")[2]},
        text=wrap_text(render_to_string("emails/anchor.txt", context)),
        html=_inliner.inline(render_to_string("emails/anchor.html", context)),
        key=key,
        now=now,
    )


N = TypeVar("N")
log = structlog.get_logger("tracker.reminders")


def key_of(row: AuditRow, *more: int) -> str:
    """Return a key made from a history row and `more`, which does not reveal how many rows there are."""
    return hash_key(" ".join(map(str, (row.pk, row.subject_id, int(row.at.timestamp() * 1_000_000), *more))))


def hash_key(said: str) -> str:
    """Return a key that does not reveal what it is made from."""
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def filter_new(news: Mapping[str, N]) -> dict[str, N]:
    """Return, by key, those for which no email was written yet, in one query."""
    known = Email.objects.filter(message_id__in=[message_id_of(key) for key in news])
    told = set(known.values_list("message_id", flat=True))
    return {key: one for key, one in news.items() if message_id_of(key) not in told}


def row_of(made: Message, recipient: User, *, planned_at: datetime.datetime, now: datetime.datetime) -> Email:
    """Return the row of an email that is ready to be sent."""
    return Email(
        recipient=recipient,
        address=made.address,
        message_id=made.message_id,
        subject=made.subject,
        content=made.content,
        ready_at=now,
        next_try_at=now,
        planned_at=planned_at,
    )


def create_email(made: Email | None) -> int:
    """Write an email that could be built, unless another reminder run wrote it; return its number."""
    if made is None:
        return 0
    Email.objects.bulk_create([made], ignore_conflicts=True)
    return 1


def for_each(items: Iterable[N], act: Callable[[N], int]) -> int:
    """Return the sum of what is done for each item; one that fails keeps none of the others from its turn.

    Raises the first error once all had their turn.
    """
    count, errors = 0, Errors(log)
    for item in items:
        with errors.caught(f"email of {item}"):
            count += act(item)
    errors.raise_first()
    return count
