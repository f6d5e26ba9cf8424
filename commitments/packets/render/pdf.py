"""Render a packet's content to HTML, and HTML to PDF; no queries, no clock.

Also a template library of the packet's own engine with the headings, each with the same in the languages
beside it.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.template import Context, Engine, Library
from django.utils import translation
from django.utils.functional import Promise, lazy
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy, pgettext

from commitments import html, text
from commitments.enums import PacketEdition
from commitments.errors import Refused
from commitments.packets import content as packet_content
from commitments.packets import limits, sections
from commitments.packets.content import PacketContent, Printed, list_front, list_printed
from commitments.packets.content_values import EditionLabel, Fact
from commitments.packets.formats import COLON, format_only, translate_heading, translate_title
from commitments.packets.limits import find_longest_text, why_not_print
from commitments.packets.render import fonts
from commitments.packets.render import typeset as render_typeset
from commitments.packets.render.printing import PrintedFile, Tell, print_html
from commitments.packets.render.typeset import AnnexItems, spoken, typeset
from commitments.packets.sections.annex import Block, is_in_row
from commitments.packets.sections.notes import PROPOSALS, AgendaGroup, list_agenda
from commitments.packets.sections.scorecard import Row
from commitments.packets.sections.topics import IN_PLACE, MovedTopics, Topic, move_more

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"
CATALOGUES = tuple(Path(__file__).resolve().parents[2].glob("locale/*/LC_MESSAGES/django.mo"))
TOO_MUCH = ("packet_memory", "packet_depth", "packet_ended")
INDENTED = re.compile(r"\n[ \t]+")
MODULES = (
    Path(__file__),
    *(Path(str(one.__file__)) for one in (fonts, limits, packet_content, render_typeset, text, html)),
    # Each names its templates.
    *sorted(Path(str(sections.__file__)).parent.glob("*.py")),
)


@lru_cache(maxsize=1)
def load_engine() -> Engine:
    """Return the packet's own template engine: autoescaped, with nothing of the request in it."""
    return Engine(
        dirs=[str(TEMPLATES)],
        libraries={"i18n": "django.templatetags.i18n"},
        builtins=[
            "django.templatetags.i18n",
            "commitments.packets.render.typeset",
            "commitments.packets.render.chart_page",
            "commitments.packets.render.pdf",
        ],
    )


def render_html(
    content: PacketContent,
    imprint: EditionLabel,
    moved: MovedTopics = IN_PLACE,
    *,
    is_part: bool = False,
    warned: str = "",
    shortened: frozenset[str] = frozenset(),
) -> str:
    """Return the whole packet as one HTML text that uses only the packet's own assets.

    The edition of the imprint selects the sections. A single part has neither cover nor contents; `warned` is
    printed beside its topic.
    """
    has_annex = imprint.kind == PacketEdition.ADVISER
    names = {
        "packet": content,
        "imprint": imprint,
        "rows": {row.ref: row for group in content.groups for row in group.rows},
        "annexed": AnnexItems(
            content.reference.split("-")[1],
            frozenset(block.ref for block in content.blocks if has_annex),
        ),
        "moved": moved.background,
        "moved_wholly": moved.not_to_be_disclosed,
        "is_part": is_part,
        "warned": warned,
        "shortened": shortened,
    }
    return _render("packet", content, names)


def render_sheet(content: PacketContent, imprint: EditionLabel, sheet: Any, *, is_on_back: bool) -> str:
    """Return the personal sheet of one copy as HTML, with the running lines of the packet."""
    names = {"packet": content, "imprint": imprint, "sheet": sheet, "is_on_back": is_on_back}
    return _render("sheet", content, names)


def _render(template: str, content: PacketContent, names: dict[str, Any]) -> str:
    is_other = content.language in render_typeset.OTHER_SCRIPTS
    with translation.override(content.language), render_typeset.mark_latin(is_wanted=is_other):
        html = load_engine().get_template(f"packets/{template}.html").render(Context(names))
    # Blanks at the beginning of a line are never printed.
    whole = INDENTED.sub("\n", html)
    return render_typeset.set_headings(whole, content.language)


def render_pdf(content: PacketContent, imprint: EditionLabel, tell: Tell | None = None) -> PrintedFile:
    """Return the packet as a tagged PDF; raises `Refused` where it cannot be printed.

    Where a topic takes more than its two sides, it is printed again with its background in the annex, and
    where that is not enough, with its whole back page there. What is still too long is named in the result.
    The minister edition is shortened where it has too many pages.
    `tell` gets the progress.
    """
    if why_not_print(content) is not None:
        raise Refused(lazy(lambda: why_not_print(content) or "", str)(), code="packet_ended")
    if imprint.kind == PacketEdition.MINISTER:
        return _finish(_print_for_minister(content, imprint, tell), content)
    moved = IN_PLACE
    printed = _print(content, imprint, moved, tell)
    while (further := move_more(content, moved, printed.overlong)) != moved:
        moved = further
        printed = _print(content, imprint, moved, tell)
    return _finish(printed, content)


def _print_for_minister(content: PacketContent, imprint: EditionLabel, tell: Tell | None) -> PrintedFile:
    """Print the minister edition; shorten it, step by step, where it has more pages than it may."""
    printed = _print(content, imprint, IN_PLACE, tell)
    overlong = printed.overlong
    for step in range(limits.STEPS):
        if printed.pages <= limits.count_minister_pages(content):
            break
        shorter, keys = limits.shorten_for_minister(content, step)
        printed = _print(shorter, imprint, IN_PLACE, tell, keys)
    return replace(printed, overlong=overlong)


def _finish(printed: PrintedFile, content: PacketContent) -> PrintedFile:
    printer = hashlib.sha256(f"{printed.printer} {fingerprint_layout()}".encode()).hexdigest()
    return replace(printed, too_long=limits.too_long(content, printed.overlong), printer=printer)


def _print(
    content: PacketContent,
    imprint: EditionLabel,
    moved: MovedTopics,
    tell: Tell | None,
    shortened: frozenset[str] = frozenset(),
) -> PrintedFile:
    with name_longest_text(content):
        return print_html(render_html(content, imprint, moved, shortened=shortened), tell)


@contextmanager
def name_longest_text(content: PacketContent) -> Iterator[None]:
    """Let a refusal because of too much text name where the most stands."""
    try:
        yield
    except Refused as refused:
        if refused.code not in TOO_MUCH:
            raise
        longest = lazy(find_longest_text, str)(content)
        raise Refused(format_lazy("{} {}", refused.message, longest), code=refused.code) from refused


@lru_cache(maxsize=1)
def fingerprint_layout() -> str:
    """Return the SHA-256 of everything that decides how a content becomes HTML: templates, catalogues,
    this code.
    """
    told = hashlib.sha256(f"{version('django')} {version('khmercut')}".encode())
    for path in (*sorted((TEMPLATES / "packets").rglob("*.html")), *sorted(CATALOGUES), *MODULES):
        told.update(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return told.hexdigest()


register = Library()

HEADINGS: Mapping[str, Promise] = {
    "sheet": gettext_lazy("Changes since your last packet"),
    "distribution": gettext_lazy("Distribution"),
    "sign-off": gettext_lazy("Sign-off"),
    "balance": gettext_lazy("Balance of commitments"),
    "proposals": PROPOSALS,
    "joint-statement": gettext_lazy("Draft joint statement"),
    "contacts": gettext_lazy("Focal points on both sides"),
    "past": gettext_lazy("Outcomes of recent meetings"),
    "sources": gettext_lazy("Sources"),
    "terms": gettext_lazy("Names"),
    "method": gettext_lazy("Method"),
}
EDITION_NAMES: Mapping[str, Promise] = {
    PacketEdition.MINISTER: gettext_lazy("Minister edition"),
    PacketEdition.ADVISER: gettext_lazy("Adviser edition"),
    PacketEdition.NOTE_TAKER: gettext_lazy("Note taker edition"),
}
# The letters of a line of a topic's front, and the lines up to which it is short.
FRONT_LETTERS, SHORT_FRONT = 80, 20
CONTENTS = gettext_lazy("Contents, distribution and sign-off")


@register.simple_tag(takes_context=True)
def heading(context: Any, key: str) -> SafeString:
    """Write a heading, and small beside it the same in each other language of the packet."""
    said = HEADINGS[key]
    beside = translate_heading(context["packet"].beside, said)
    small = format_html_join(
        "", ' <span class="beside" lang="{}">{}</span>', ((one.language, spoken(one.text)) for one in beside)
    )
    return format_html("{}{}", typeset(str(said)), small)


@register.simple_tag(takes_context=True)
def contents_names(context: Any) -> Any:
    """Return the heading "Contents" in each other language of the packet."""
    return translate_title(context["packet"].beside, CONTENTS)


@register.simple_tag(takes_context=True)
def heading_names(context: Any, key: str) -> Any:
    """Return a heading in each other language of the packet."""
    return translate_title(context["packet"].beside, HEADINGS[key])


@register.simple_tag
def only(language: str) -> SafeString | str:
    """Write the label of a text that is in this language only; nothing for one in the language of print."""
    return format_html(' <span class="beside">({})</span>', format_only(language)) if language else ""


@register.simple_tag
def colon() -> str:
    """Return the colon after a label."""
    return str(COLON)


@register.simple_tag
def semicolon() -> str:
    """Return the semicolon between the entries of a list."""
    return pgettext("between entries", ";")


@register.simple_tag(takes_context=True)
def front_templates(context: Any) -> tuple[str, ...]:
    """Return the templates of the pages before the first heading."""
    return list_front(context["imprint"].kind)


@register.simple_tag(takes_context=True)
def printed_sections(context: Any) -> list[Printed]:
    """Return the headings that the edition prints, each with its templates."""
    return list_printed(context["packet"], context["imprint"].kind)


@register.simple_tag(takes_context=True)
def facts_beside_row(context: Any, block: Block) -> list[Fact]:
    """Return the facts of an item of the annex that its line of the scorecard does not state."""
    row = context["rows"].get(block.ref)
    return [fact for fact in block.facts if row is None or not is_in_row(fact, row)]


@register.simple_tag
def going_on(block: Block) -> str:
    """Return the heading of an item of the annex for the next page, where the item goes on."""
    return f"{block.ref}  {block.title} {pgettext('of an item', '(continued)')}"


@register.filter
def is_short(topic: Topic) -> bool:
    """Return whether the front of a topic fills less than half its page, so that its back goes on there."""
    lines = sum(1 + max(2, len(part.text) / FRONT_LETTERS) for part in topic.front)
    return lines < SHORT_FRONT


@register.filter
def has_any(rows: Iterable[Any], name: str) -> bool:
    """Return whether any of the rows has a value in the column: one without is left out."""
    return any(getattr(row, name) for row in rows)


@register.filter
def quoted_clause(row: Row) -> str:
    """Return the clause that follows the title of an item, in another language than the title."""
    clause = row.clause.removeprefix(f"{row.title} – ")
    return clause if row.title and clause != row.clause else ""


@register.simple_tag(takes_context=True)
def edition(context: Any) -> str:
    """Return the name of the edition, such as "Minister edition"."""
    return str(EDITION_NAMES[context["imprint"].kind])


@register.simple_tag(takes_context=True)
def agenda_groups(context: Any) -> tuple[AgendaGroup, ...]:
    """Return the open items for the note taker."""
    return list_agenda(context["packet"])
