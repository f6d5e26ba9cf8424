"""Set text for print: escaped, Hangul broken only between words, Khmer only at words.

A template library of the packet's own engine; each filter takes plain text and gives safe HTML.
"""

import re
from functools import lru_cache

import khmercut
from django.template import Library
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

register = Library()

# Where Khmer may break, and where Hangul may not; neither is drawn, nor left in the text of the PDF.
ZERO_WIDTH_SPACE = "\u200b"
WORD_JOINER = "\u2060"
# Khmer and its symbols; Hangul syllables, jamo and their half-width forms.
KHMER = "\u1780-\u17ff\u19e0-\u19ff"
HANGUL = "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"
WORD = f"[^\\s{KHMER}]*[{HANGUL}][^\\s{KHMER}]*"
RUN = re.compile(f"([{KHMER}][{KHMER}{ZERO_WIDTH_SPACE}]*)|({WORD}(?: {WORD})*)")
# Inside a word, where a line would break beside Hangul.
INSIDE = re.compile(f"(?<=[{HANGUL}])(?=.)|(?<=.)(?=[{HANGUL}])")
# What XML cannot hold or a printer cannot show; tab and line feed stay.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
# A Hangul "word" longer than this is no word: it may break anywhere.
LONGEST_WORD = 24
LONGEST_KHMER_RUN = 2000


@register.filter
def typeset(text: str) -> SafeString:
    """Escape one text and mark up the scripts that need help to break well."""
    clean = UNPRINTABLE.sub("", text.replace("\r\n", "\n"))
    if clean.isascii():
        return conditional_escape(clean)
    pieces: list[tuple[SafeString | str]] = []
    position = 0
    for run in RUN.finditer(clean):
        pieces.append((clean[position : run.start()],))
        pieces.append((set_khmer(run[0]) if run[1] else set_hangul(run[0]),))
        position = run.end()
    pieces.append((clean[position:],))
    return format_html_join("", "{}", pieces)


def set_hangul(run: str) -> SafeString:
    """Keep each word of a run together, unless it is too long to be one."""
    words = (INSIDE.sub(WORD_JOINER, word) if len(word) <= LONGEST_WORD else word for word in run.split(" "))
    return format_html('<span lang="ko">{}</span>', " ".join(words))


def set_khmer(run: str) -> SafeString:
    """Allow a line to break between words, which Khmer writes without spaces."""
    return format_html('<span lang="km">{}</span>', break_khmer(run.replace(ZERO_WIDTH_SPACE, "")))


@lru_cache(maxsize=2000)
def break_khmer(run: str) -> str:
    """Insert a zero-width space between the words of one run of Khmer."""
    parts = [run[start : start + LONGEST_KHMER_RUN] for start in range(0, len(run), LONGEST_KHMER_RUN)]
    return ZERO_WIDTH_SPACE.join(word for part in parts for word in khmercut.tokenize(part))
