"""A packet's content to HTML, and HTML to PDF; no queries, no clock."""

from functools import lru_cache
from pathlib import Path

from django.template import Context, Engine, Template
from django.utils import translation

from commitments.briefings.content import Imprint, PacketContent
from commitments.briefings.press import Printed, print_html

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@lru_cache(maxsize=1)
def template() -> Template:
    """The packet's template, in an engine of its own: autoescaped, with nothing of the request in it."""
    engine = Engine(
        dirs=[str(TEMPLATES)],
        libraries={"i18n": "django.templatetags.i18n"},
        builtins=["django.templatetags.i18n", "commitments.briefings.typeset"],
    )
    return engine.get_template("briefings/packet.html")


def render_html(content: PacketContent, imprint: Imprint) -> str:
    """Give the whole packet as one HTML text that names no address but the packet's own assets."""
    with translation.override(content.language):
        return template().render(Context({"packet": content, "imprint": imprint}))


def render_pdf(content: PacketContent, imprint: Imprint) -> Printed:
    """Give the packet as a tagged PDF; Refused where it cannot be printed."""
    return print_html(render_html(content, imprint))
