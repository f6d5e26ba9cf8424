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

ZERO_WIDTH_SPACE = "\u200b"
# Khmer and its symbols; Hangul syllables, jamo and their half-width forms.
KHMER = "\u1780-\u17ff\u19e0-\u19ff"
HANGUL = "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"
RUN = re.compile(f"([{KHMER}][{KHMER}{ZERO_WIDTH_SPACE}]*)|([^\\s{KHMER}]*[{HANGUL}][^\\s{KHMER}]*)")
# What XML cannot hold or a printer cannot show; tab and line feed stay.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
# A Hangul "word" longer than this is no word: it may break anywhere.
LONGEST_WORD = 24
LONGEST_KHMER_RUN = 2000


@register.filter
def typeset(text: str) -> SafeString:
    """Escape one text and mark up the scripts that need help to break well."""
    if text.isascii():
        return conditional_escape(UNPRINTABLE.sub("", text))
    pieces: list[tuple[SafeString | str]] = []
    clean = UNPRINTABLE.sub("", text.replace("\r\n", "\n"))
    position = 0
    for run in RUN.finditer(clean):
        pieces.append((clean[position : run.start()],))
        pieces.append((set_khmer(run[0]) if run[1] else set_hangul(run[0]),))
        position = run.end()
    pieces.append((clean[position:],))
    return format_html_join("", "{}", pieces)


def set_hangul(word: str) -> SafeString:
    """Keep one word together, unless it is too long to be one."""
    kept = "w" if len(word) <= LONGEST_WORD else ""
    return format_html('<span lang="ko" class="{}">{}</span>', kept, word)


def set_khmer(run: str) -> SafeString:
    """Allow a line to break between words, which Khmer writes without spaces."""
    return format_html('<span lang="km">{}</span>', break_khmer(run.replace(ZERO_WIDTH_SPACE, "")))


@lru_cache(maxsize=2000)
def break_khmer(run: str) -> str:
    """Insert a zero-width space between the words of one run of Khmer."""
    parts = [run[start : start + LONGEST_KHMER_RUN] for start in range(0, len(run), LONGEST_KHMER_RUN)]
    return ZERO_WIDTH_SPACE.join(word for part in parts for word in khmercut.tokenize(part))
