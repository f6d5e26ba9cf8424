"""Passages in the Latin script, in a packet in another: told to be English, to be read aloud as such."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# Languages whose readers' voices read a Latin word letter by letter, or not at all.
OTHER_SCRIPTS = frozenset({"ko", "km", "ar"})
_MARKS: ContextVar[bool] = ContextVar("marks passages in English", default=False)
LETTERS = "A-Za-z\u00c0-\u024f\u1e00-\u1eff"
WORD = f"[{LETTERS}][{LETTERS}'’-]*"
# Words with what stands between them in a sentence, numbers too: so much at most, whatever is typed.
PASSAGE = re.compile(rf"{WORD}(?:(?:(?![.!?;]\s)[\W\d_]){{1,40}}{WORD})*")
WORDS, FOREIGN = re.compile(WORD), re.compile("[\u00c0-\u024f\u1e00-\u1eff]")
# Names may stand in a sentence; where more of its words have letters that English has not, it is none.
MOST_FOREIGN = 0.25
# Capitals alone are a name or a mark, in any language.
SPELT = re.compile("[a-z]{2}")


def is_marking() -> bool:
    """Whether passages are marked in what is being set."""
    return _MARKS.get()


@contextmanager
def marked(*, is_wanted: bool) -> Iterator[None]:
    """Let passages in the Latin script be marked, or not, in what is set within."""
    token = _MARKS.set(is_wanted)
    try:
        yield
    finally:
        _MARKS.reset(token)


def told_in_english(text: str) -> SafeString | str:
    """Mark the passages of a plain text; it comes back as it is, not escaped, where there is nothing to mark.

    Nobody said in which language a text is: what is plainly not English is left alone.
    """
    if not _MARKS.get():
        return text
    pieces: list[tuple[SafeString | str]] = []
    position = 0
    for found in PASSAGE.finditer(text):
        if _is_english(found[0]):
            pieces += [
                (text[position : found.start()],),
                (format_html('<span lang="en">{}</span>', found[0]),),
            ]
            position = found.end()
    if not pieces:
        return text
    return format_html_join("", "{}", [*pieces, (text[position:],)])


def _is_english(passage: str) -> bool:
    words = WORDS.findall(passage)
    foreign = sum(bool(FOREIGN.search(word)) for word in words)
    return bool(SPELT.search(passage)) and foreign <= MOST_FOREIGN * len(words)
