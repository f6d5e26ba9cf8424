"""Read an email file (.eml, RFC 5322) into lines: its main headers, an empty line, and its text.

Attachments are not read. Of a text in several formats the plain one is taken, of HTML alone its words.
"""

import re
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from html.parser import HTMLParser

from commitments.documents.blocks import BETWEEN
from commitments.documents.plain_text import CONTROLS, decode_text, encoding_of
from commitments.documents.results import MOST_LETTERS, Line, Remark, Unreadable

HEADERS = ("From", "To", "Cc", "Date", "Subject")
# Elements that begin a line, and those whose words nobody sees.
BLOCKS = frozenset(
    (
        *("p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("table", "ul", "ol", "blockquote", "hr", "pre"),
    )
)
UNSEEN = frozenset(["style", "script", "head", "title"])


def lines_of(content: bytes, remarks: list[Remark]) -> Iterator[Line]:
    """Yield the headers and the text of an email; raise Unreadable where it has no text."""
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(content)
    if not message.keys():
        raise Unreadable("not_what_it_says")
    body = message.get_body(("plain", "html"))
    text = _text_of(body, remarks) if isinstance(body, EmailMessage) else ""
    if not text.strip():
        raise Unreadable("no_text")
    for name in HEADERS:
        if value := " ".join(str(message.get(name) or "").split()):
            yield Line(f"{name}: {CONTROLS.sub('', value)}", goes_on=True)
    yield Line("", goes_on=True)
    for line in text.split("\n"):
        yield Line(line.rstrip(), goes_on=True)
    attached = [part.get_filename() for part in message.iter_attachments()]
    if named := [file for file in attached if file]:
        remarks.append(Remark("attachments", ", ".join(named)))


def _text_of(part: EmailMessage, remarks: list[Remark]) -> str:
    """Return the words of a part in its declared encoding, or where that does not fit in the one detected."""
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    try:
        text = content.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError):
        encoding, is_sure = encoding_of(content)
        if not is_sure:
            remarks.append(Remark("encoding", encoding))
        text = decode_text(content, encoding)
    if len(text) > MOST_LETTERS:
        raise Unreadable("too_long")
    text = re.sub(r"\r\n?", "\n", text)
    if part.get_content_subtype() == "html":
        words = _Words()
        words.feed(text)
        words.close()
        text = words.text
    return CONTROLS.sub("", text)


class _Words(HTMLParser):
    """The words of an HTML text: a line for each block, cells of a row side by side, quotations marked."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = [""]
        self.unseen = self.quoted = 0
        self.is_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, a cell or a quotation."""
        self.unseen += tag in UNSEEN
        if tag in ("td", "th"):
            self.lines[-1] += BETWEEN if self.is_cell else ""
            self.is_cell = True
            return
        if tag in BLOCKS and not (self.is_cell and tag != "tr"):
            self.lines.append("")
        self.is_cell = self.is_cell and tag != "tr"
        self.quoted += tag == "blockquote"
        if tag == "li":
            self.lines[-1] = "- "

    def handle_endtag(self, tag: str) -> None:
        """End a line, a row or a quotation."""
        self.unseen -= tag in UNSEEN and self.unseen > 0
        self.quoted -= tag == "blockquote" and self.quoted > 0
        if tag == "tr":
            self.is_cell = False
        if tag in BLOCKS and not self.is_cell:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        """Add words, with single spaces."""
        if self.unseen:
            return
        words = re.sub(r"\s+", " ", data)
        line = self.lines[-1]
        if not line and self.quoted and words.strip():
            line = "> "
        self.lines[-1] = line + (words.lstrip() if not line or line.endswith(" ") else words)

    @property
    def text(self) -> str:
        """Return the lines, with at most one empty line between two."""
        return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in self.lines)).strip()
