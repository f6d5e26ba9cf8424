"""The headings of a packet, each with the same in the languages that stand beside its own.

A template library of the packet's own engine.
"""

from collections.abc import Mapping
from typing import Any

from django.template import Library
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from commitments.briefings.typeset import spoken, typeset
from commitments.briefings.words import said_in

register = Library()

HEADINGS: Mapping[str, Promise] = {
    "distribution": gettext_lazy("Distribution"),
    "sign-off": gettext_lazy("Sign-off"),
    "balance": gettext_lazy("Balance"),
    "proposals": gettext_lazy("New commitments to propose"),
    "joint-statement": gettext_lazy("Draft joint statement"),
    "contacts": gettext_lazy("Focal points on both sides"),
    "past": gettext_lazy("What the last meetings brought"),
    "sources": gettext_lazy("Sources"),
    "terms": gettext_lazy("Names"),
    "method": gettext_lazy("Method"),
}
CONTENTS = gettext_lazy("Contents and control")


@register.simple_tag(takes_context=True)
def heading(context: Any, key: str) -> SafeString:
    """Write a heading, and small beside it the same in each other language of the packet."""
    said = HEADINGS[key]
    beside = said_in(context["packet"].beside, said)
    small = format_html_join(
        "", ' <span class="beside" lang="{}">{}</span>', ((one.language, spoken(one.text)) for one in beside)
    )
    return format_html("{}{}", typeset(str(said)), small)


@register.simple_tag(takes_context=True)
def contents_names(context: Any) -> Any:
    """Give the title of the contents in each other language of the packet."""
    return said_in(context["packet"].beside, CONTENTS)
