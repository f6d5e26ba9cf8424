"""Set text for print: escaped, Hangul broken only between words, Khmer only at words.

Also a template library of the packet's own engine, whose filters take plain text and return safe HTML, and
the marking of passages in Latin script within a packet in another script, so that screen readers read them as
English.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache, partial

import khmercut
from django.conf import settings
from django.template import Library
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commitments import html
from commitments import text as tracker_text
from commitments.models.translated import find_text_language
from commitments.packets.content_values import EditionLabel
from commitments.packets.formats import (
    ISOLATE,
    LABELLED,
    REFERENCE,
    format_only,
    format_reference,
    label_name,
    without_labels,
)
from commitments.packets.render.fonts import as_codes, compose_letters
from commitments.packets.sections.scorecard import Row
from commitments.records.references import SHORT_YEAR, UNDATED, YEAR, shorten_reference

# Languages whose readers' voices read a Latin word letter by letter, or not at all.
OTHER_SCRIPTS = frozenset({"ko", "km", "ar"})
_MARKS: ContextVar[bool] = ContextVar("marks passages in English", default=False)
LETTERS = "A-Za-z\u00c0-\u024f\u1e00-\u1eff"
LATIN_WORD = f"[{LETTERS}][{LETTERS}'’-]*"
# Words with what stands between them in a sentence, numbers too: so much at most, whatever is typed.
PASSAGE = re.compile(rf"{LATIN_WORD}(?:(?:(?![.!?;]\s)[\W\d_]){{1,40}}{LATIN_WORD})*")
WORDS, FOREIGN = re.compile(LATIN_WORD), re.compile("[\u00c0-\u024f\u1e00-\u1eff]")
# Names may stand in a sentence; where more of its words have letters that English has not, it is none.
MOST_FOREIGN = 0.25
# Capitals alone are a name or a mark, in any language.
SPELT = re.compile("[a-z]{2}")


def is_marking() -> bool:
    """Return whether such passages are marked in the current text."""
    return _MARKS.get()


@contextmanager
def mark_latin(*, is_wanted: bool) -> Iterator[None]:
    """Let passages in the Latin script be marked, or not, in what is set within."""
    token = _MARKS.set(is_wanted)
    try:
        yield
    finally:
        _MARKS.reset(token)


def mark_plain_english(text: str) -> SafeString | str:
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


register = Library()

# Where Khmer may break, and where Hangul may not; neither is drawn, nor left in the text of the PDF.
ZERO_WIDTH_SPACE = tracker_text.ZERO_WIDTH_SPACE
WORD_JOINER = "\u2060"
# Hangul syllables, jamo and their half-width forms.
KHMER = tracker_text.KHMER
HANGUL = "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"
# Arabic, Hebrew and Thaana are read from the right.
HEBREW, THAANA = "\u0590-\u05ff\ufb1d-\ufb4f", "\u0780-\u07bf"
ARABIC = f"\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefe{HEBREW}{THAANA}"
# A word with Hangul in it, looked for from its first letter alone: a long one is gone through once.
HANGUL_WORD = f"(?<![^\\s{KHMER}{ARABIC}])[^\\s{KHMER}{ARABIC}]*[{HANGUL}][^\\s{KHMER}{ARABIC}]*"
ARABIC_WORD = f"[{ARABIC}][{ARABIC}\u200c\u200d]*"
RUN = re.compile(
    f"([{KHMER}][{KHMER}{ZERO_WIDTH_SPACE}]*)|({ARABIC_WORD}(?: {ARABIC_WORD})*)|"
    f"({HANGUL_WORD}(?: {HANGUL_WORD})*)"
)
KHMER_RUN = re.compile(f"[{KHMER}][{KHMER}{ZERO_WIDTH_SPACE}]*")
# Full stop, colon and the sign of a repeated word belong to the word before.
BEFORE_KHMER_STOP = re.compile(f"{ZERO_WIDTH_SPACE}(?=[។-ៗ])")
# The words in the margin, of one that is too long, stand in an attribute.
DRAWN_OR_TAG = re.compile("(<svg.*?</svg>|<title>.*?</title>|<(?!div class=.begins)[^>]*>)", re.DOTALL)
# Inside a word, where a line would break beside Hangul.
INSIDE = re.compile(f"(?<=[{HANGUL}])(?=.)|(?<=.)(?=[{HANGUL}])")
# What XML cannot hold or a printer cannot show; tab and line feed stay.
# What turns the direction of what follows is left out too: paper reads as the record does.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")
SPACE = re.compile(r"\s")
LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
# A Hangul "word" longer than this is no word: it may break anywhere.
LONGEST_WORD = 24
LONGEST_KHMER_RUN = 2000
NO_BREAK = "\u00a0"
CODE = '<span class="codepoint" data-text="{}">{}</span>{}'
MONTH = (
    "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|"
    "Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|"
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)"
)
ITEM = rf"(?:[A-Z]{{2}}-{YEAR}|{SHORT_YEAR})-\d{{4,6}}"
# References of meetings, packets and other papers: a line would end at a hyphen before a letter.
PAPER = re.compile(
    rf"(?<![A-Za-z0-9-])(?:(?:[MP]|FM|NV)-(?:[A-Z]{{2}}-)?(?:{YEAR}|{SHORT_YEAR})|[A-Z]{{2}}-{UNDATED})-\d"
)
CITED = r"\[\d{1,3}(?:,[ \u00a0]?\d{1,3}){0,5}\]"
# What stays on one line: a date; the word before (ref), [source] or a lone asterisk, with what stands in it.
HELD = re.compile(
    rf"\b\d{{1,2}} {MONTH}(?: (?:19|20)\d\d\b)?|\d{{4}}년 \d{{1,2}}월(?: \d{{1,2}}일)?"
    rf"| ?(?:\({ITEM}(?:,? {ITEM}){{0,2}}\)|{CITED})| \*(?=[\s.,;:)]|$)"
)
# What is set apart in prose: references of items, numbers of sources.
REFERENCE_OR_CITATION = re.compile(f"{REFERENCE.pattern}|{CITED}")


@register.filter
def typeset(text: str) -> SafeString:
    """Escape one text and mark up the scripts that need help to break well."""
    # What the template itself says comes lazily.
    whole = str(text)
    if ISOLATE in whole:
        return set_labelled(whole)
    clean = PAPER.sub(keep_whole, remove_unprintable(whole))
    if clean.isascii():
        return conditional_escape(mark_plain_english(clean))
    places = as_codes(clean)
    return set_codes(clean, places) if places else set_runs(clean)


# What is compared as it is recorded gets its label only where it is printed.
register.filter("labelled", label_name)


def keep_whole(found: re.Match[str]) -> str:
    """Keep a reference on one line."""
    return found[0].replace("-", f"-{WORD_JOINER}")


def set_labelled(text: str) -> SafeString:
    """Set a text in which passages are followed by a label with their language; the label tells it."""
    pieces: list[tuple[SafeString]] = []
    position = 0
    for found in LABELLED.finditer(text):
        pieces.append((typeset(text[position : found.start()].replace(ISOLATE, "")),))
        label = (found[2] or "")[2:-1]
        code = _list_labels(get_language() or "").get(label, "") if label else find_text_language(found[1])
        inner = spoken(found[1]) if code else typeset(found[1])
        pieces.append((format_html('<span lang="{}">{}</span>', code, inner) if code else inner,))
        position = found.end(1) + 1
    pieces.append((typeset(text[position:].replace(ISOLATE, "")),))
    return format_html_join("", "{}", pieces)


@lru_cache(maxsize=8)
def _list_labels(_active: str) -> dict[str, str]:
    """Return the label of each language of packets in the active language, with its code."""
    return {format_only(code): code for code in dict((*settings.LANGUAGES, *settings.PRINT_LANGUAGES))}


@register.filter
def common_label(rows: Iterable[Row]) -> str:
    """Return the label of the one language of all lines to take, for the head of their column."""
    found = {LABELLED.fullmatch(row.line) for row in rows if row.line}
    labels = {one[2] or "" if one else "" for one in found}
    return labels.pop() if len(labels) == 1 else ""


@register.filter
def under_label(text: str, label: str) -> SafeString:
    """Set a text of a column whose head has the label of its language."""
    code = _list_labels(get_language() or "").get(label[2:-1], "")
    return (
        format_html('<span lang="{}">{}</span>', code, spoken(without_labels(text)))
        if code
        else typeset(text)
    )


@register.filter
def spoken(text: str) -> SafeString:
    """Set a text whose language its element says."""
    if not is_marking():
        return typeset(text)
    with mark_latin(is_wanted=False):
        return typeset(text)


def set_runs(clean: str) -> SafeString:
    """Mark up the runs of Khmer, Arabic and Hangul in a text that the shipped fonts can draw."""
    pieces: list[tuple[SafeString | str]] = []
    position = 0
    for run in RUN.finditer(clean):
        before = clean[position : run.start()]
        end = ZERO_WIDTH_SPACE if is_endless(clean[max(run.start() - LONGEST_WORD, 0) : run.start()]) else ""
        pieces.append((mark_plain_english(allow_break(before, is_joined=position > 0) + end),))
        text = allow_break(run[0], is_joined=0 < position == run.start())
        if run[1] and 0 < position == run.start():
            # A line may end between two scripts: what is held together before may be as wide as the column.
            pieces.append((ZERO_WIDTH_SPACE,))
        pieces.append((set_khmer(text) if run[1] else set_arabic(text) if run[2] else set_hangul(text),))
        position = run.end()
    pieces.append((mark_plain_english(allow_break(clean[position:], is_joined=position > 0)),))
    return format_html_join("", "{}", pieces)


def is_endless(before: str) -> bool:
    """Return whether a word that ends here is so long that it may break anywhere; nothing is joined to it."""
    return len(before) == LONGEST_WORD and not SPACE.search(before)


def allow_break(text: str, *, is_joined: bool) -> str:
    """Let a line break before a long word that is joined to a run: it would not be broken inside there."""
    is_long = is_joined and len(text) > LONGEST_WORD and not SPACE.search(text, 0, LONGEST_WORD)
    return ZERO_WIDTH_SPACE + text if is_long else text


def remove_unprintable(text: str) -> str:
    """Leave out what no printer can show; every way to break a line is a line feed, every letter one sign.

    A run in which no line may end is parted, so that it is set in time and whole.
    """
    clean = UNPRINTABLE.sub("", LINE_ENDS.sub("\n", str(text)))
    return tracker_text.insert_breaks(clean if clean.isascii() else compose_letters(clean))


def set_codes(text: str, places: Iterable[int]) -> SafeString:
    """Set a text of which the characters at these places are drawn as codes, and stay text.

    A line may break after each: a script without blanks would run off the page as one word.
    """
    pieces: list[tuple[SafeString]] = []
    position = 0
    for place in places:
        pieces.append((set_runs(text[position:place]),))
        letter = text[place]
        pieces.append((format_html(CODE, letter, f"U+{ord(letter):04X}", ZERO_WIDTH_SPACE),))
        position = place + 1
    pieces.append((set_runs(text[position:]),))
    return format_html_join("", "{}", pieces)


@dataclass(frozen=True, slots=True)
class AnnexItems:
    """The items in the annex of one packet, by their short references; `code` is the partner's."""

    code: str
    refs: frozenset[str]


@register.filter
def prose(text: str, items: AnnexItems) -> SafeString:
    """Set what officers wrote: paragraphs, lists and emphasis; references lead to the items they name."""
    clean = remove_unprintable(text)
    return html.render_markdown(clean, partial(set_prose, items))


@register.filter
def line(text: str, items: AnnexItems) -> SafeString:
    """Set a cell that an officer wrote: no markdown, but references and dates as in prose."""
    return set_prose(items, "", remove_unprintable(text))


# What laid-out pages have in place of words that are stamped later.
BLANK = "\u00a0"


@register.filter
def approval(label: EditionLabel, number: str) -> str:
    """Return the words about the sign-off steps whose part names a topic, such as T1, or its state."""
    if label.state == BLANK:
        return BLANK
    steps = [step for step in label.steps if re.search(rf"\b{re.escape(number)}\b", step.part)]
    said = [
        (_("signed off by %(officer)s, %(when)s") if step.is_signed else _("sign-off pending: %(officer)s"))
        % {"officer": step.officer, "when": step.when}
        for step in steps
    ]
    if label.draft and not steps:
        said = [_("not approved")]
    return "".join(f" · {one}" for one in said)


@register.filter
def draft_note(label: EditionLabel) -> str:
    """Return the sentence about the word DRAFT, which is on the pages of a draft alone."""
    if label.state == BLANK:
        return BLANK
    return _("The word DRAFT remains on every page until the packet is signed off.") if label.draft else ""


def set_prose(items: AnnexItems, before: str, text: str) -> SafeString:
    """Set one piece of prose that follows `before`: references and sources apart, dates on one line."""
    held = HELD.sub(lambda found: found[0].replace(" ", NO_BREAK), text)
    pieces: list[tuple[SafeString | str]] = []
    position = 0
    for found in REFERENCE_OR_CITATION.finditer(held):
        pieces.append((typeset(held[position : found.start()]),))
        pieces.append((set_apart(found, items),))
        position = found.end()
        if is_hangul(held[position : position + 1]):
            pieces.append((WORD_JOINER,))
    pieces.append((typeset(held[position:]),))
    is_inside = before.strip() and held[:1].strip() and (is_hangul(before) or is_hangul(held[0]))
    return format_html_join("", "{}", [(WORD_JOINER if is_inside else "",), *pieces])


def is_hangul(character: str) -> bool:
    return bool(re.match(f"[{HANGUL}]", character))


def set_apart(found: re.Match[str], items: AnnexItems) -> SafeString:
    """Set a source's number small, a reference on one line and, where its item is printed, as a link."""
    if found[0].startswith("["):
        return format_html('<span class="cited">{}</span>', found[0])
    reference = format_reference(found, items.code)
    if not reference.startswith(f"{items.code}-"):
        return format_html('<span class="nowrap">{}</span>', found[0])
    if shorten_reference(reference) in items.refs:
        return format_html(
            '<a class="nowrap" href="#i-{}">{}</a>',
            shorten_reference(reference),
            shorten_reference(reference),
        )
    return format_html('<span class="nowrap">{}</span>', shorten_reference(reference))


def set_hangul(run: str) -> SafeString:
    """Keep each word of a run together, unless it is too long to be one."""
    words = (INSIDE.sub(WORD_JOINER, word) if len(word) <= LONGEST_WORD else word for word in run.split(" "))
    return format_html('<span lang="ko">{}</span>', " ".join(words))


def set_khmer(run: str) -> SafeString:
    """Allow a line to break between words, which Khmer writes without spaces."""
    return format_html('<span lang="km">{}</span>', break_khmer(run.replace(ZERO_WIDTH_SPACE, "")))


def set_arabic(run: str) -> SafeString:
    """Let a run of Arabic, Hebrew or Thaana be read from the right, in the language of its first letter."""
    is_in = partial(re.match, string=run)
    language = "he" if is_in(f"[{HEBREW}]") else "dv" if is_in(f"[{THAANA}]") else "ar"
    return format_html('<span lang="{}" dir="rtl">{}</span>', language, run)


@lru_cache(maxsize=2000)
def break_khmer(run: str) -> str:
    """Insert a zero-width space between the words of one run of Khmer; no line begins with a full stop."""
    parts = [run[start : start + LONGEST_KHMER_RUN] for start in range(0, len(run), LONGEST_KHMER_RUN)]
    words = ZERO_WIDTH_SPACE.join(word for part in parts for word in khmercut.tokenize(part))
    return BEFORE_KHMER_STOP.sub("", words)


def set_headings(html: str, language: str) -> str:
    """Set what a template itself says in Khmer or Korean; drawings and attributes stay as they are."""
    if language not in HEADINGS:
        return html
    words, set_one = HEADINGS[language]
    pieces = DRAWN_OR_TAG.split(html)
    pieces[::2] = [words.sub(set_one, piece) for piece in pieces[::2]]
    return "".join(pieces)


def _break_run(run: re.Match[str]) -> str:
    return break_khmer(run[0].replace(ZERO_WIDTH_SPACE, ""))


def _keep_word(word: re.Match[str]) -> str:
    """Keep a Hangul word together, unless it is set already, or too long to be one."""
    is_set = WORD_JOINER in word[0] or ZERO_WIDTH_SPACE in word[0]
    return word[0] if is_set or len(word[0]) > LONGEST_WORD else INSIDE.sub(WORD_JOINER, word[0])


HEADINGS = {"km": (KHMER_RUN, _break_run), "ko": (re.compile(r"\S+"), _keep_word)}
