"""A packet's content to HTML, and HTML to PDF; no queries, no clock."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from django.template import Context, Engine, Template
from django.utils import translation

from commitments import line_breaks, safe
from commitments.briefings import coverage, fitting, headings, latin, typeset
from commitments.briefings.content import Imprint, PacketContent
from commitments.briefings.fitting import IN_PLACE, Moved
from commitments.briefings.longest import longest, why_not_print
from commitments.briefings.press import Printed, Tell, print_html
from commitments.briefings.typeset import Items
from commitments.errors import Refused

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
CATALOGUES = tuple(Path(__file__).resolve().parents[1].glob("locale/*/LC_MESSAGES/django.mo"))
TOO_MUCH = ("packet_memory", "packet_depth", "packet_ended")
MODULES = (
    Path(__file__),
    *(Path(str(one.__file__)) for one in (coverage, fitting, headings, latin, line_breaks, typeset, safe)),
)


@lru_cache(maxsize=1)
def template() -> Template:
    """The packet's template, in an engine of its own: autoescaped, with nothing of the request in it."""
    engine = Engine(
        dirs=[str(TEMPLATES)],
        libraries={"i18n": "django.templatetags.i18n"},
        builtins=[
            "django.templatetags.i18n",
            "commitments.briefings.typeset",
            "commitments.briefings.drawing",
            "commitments.briefings.headings",
        ],
    )
    return engine.get_template("briefings/packet.html")


def render_html(
    content: PacketContent,
    imprint: Imprint,
    moved: Moved = IN_PLACE,
    *,
    is_part: bool = False,
    warned: str = "",
) -> str:
    """Give the whole packet as one HTML text that names no address but the packet's own assets.

    Of a part there is neither cover nor contents; what is `warned` of stands beside its topic.
    """
    names = {
        "packet": content,
        "imprint": imprint,
        "annexed": Items(content.reference.split("-")[1], frozenset(block.ref for block in content.blocks)),
        "moved": moved.background,
        "moved_wholly": moved.not_disclosed,
        "is_part": is_part,
        "warned": warned,
    }
    is_other = content.language in latin.OTHER_SCRIPTS
    with translation.override(content.language), latin.marked(is_wanted=is_other):
        return template().render(Context(names))


def render_pdf(content: PacketContent, imprint: Imprint, tell: Tell | None = None) -> Printed:
    """Give the packet as a tagged PDF; Refused where it cannot be printed.

    Where a topic takes more than its two sides, it is printed again with its background in the annex, and
    where that is not enough, with all that is known there. What is too long even then is said in the result.
    `tell` hears how far it is.
    """
    with translation.override(content.language):
        why_not = why_not_print(content)
    if why_not is not None:
        raise Refused(why_not, code="packet_ended")
    moved = IN_PLACE
    printed = _print(content, imprint, moved, tell)
    while (further := fitting.further(content, moved, printed.overlong)) != moved:
        moved = further
        printed = _print(content, imprint, moved, tell)
    printer = hashlib.sha256(f"{printed.printer} {layout()}".encode()).hexdigest()
    with translation.override(content.language):
        too_long = fitting.too_long(content, printed.overlong)
        return replace(printed, too_long=too_long, printer=printer)


def _print(content: PacketContent, imprint: Imprint, moved: Moved, tell: Tell | None) -> Printed:
    with naming(content):
        return print_html(render_html(content, imprint, moved), tell)


@contextmanager
def naming(content: PacketContent) -> Iterator[None]:
    """Let a refusal because of too much text name where the most stands."""
    try:
        yield
    except Refused as refused:
        if refused.code not in TOO_MUCH:
            raise
        with translation.override(content.language):
            said = f"{refused.message} {longest(content)}"
        raise Refused(said, code=refused.code) from refused


@lru_cache(maxsize=1)
def layout() -> str:
    """Give the SHA-256 of all that decides how a content becomes HTML: templates, catalogues, this code."""
    told = hashlib.sha256(f"{version('django')} {version('khmercut')}".encode())
    for path in (*sorted((TEMPLATES / "briefings").rglob("*.html")), *sorted(CATALOGUES), *MODULES):
        told.update(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return told.hexdigest()
