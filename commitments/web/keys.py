"""The keys that the frame answers to: the one list that is shown, printed and used by its script."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

ENTER = "Ctrl+Enter"


@dataclass(frozen=True, slots=True)
class Key:
    """Keys pressed one after the other, and what they do: a verb of the script, with where it does it.

    Verbs: `go` to an address, `focus` or `click` what a selector finds, `next` and `previous` row, `mark` the
    row, `save`, `close`, and `show` this list.
    """

    pressed: str
    label: str | Promise
    verb: str
    at: str = ""

    @property
    def caps(self) -> list[str]:
        """What is printed on the keys."""
        return self.pressed.replace("Enter", "↵").replace("+", " ").split()


def keys() -> tuple[Key, ...]:
    """List the keys in the order in which they are shown."""
    return (
        Key("/", _("Go to a reference, a ministry or words"), "focus", "#goto"),
        Key("g d", _("My desk"), "go", reverse("admin:index")),
        Key("g c", _("Commitments"), "go", _list("commitment")),
        Key("g m", _("Meetings"), "go", _list("meeting")),
        Key("n", _("New, where the page offers it"), "click", '[data-key="n"]'),
        Key("j", _("Next row; on a commitment, the next of the list"), "next"),
        Key("k", _("Previous row; on a commitment, the one before"), "previous"),
        Key("x", _("Select the row"), "mark"),
        Key(
            "a",
            _("Act on the row of My desk; accept a passage of a text"),
            "click",
            '.desk-rows li:focus-within [data-verb], [data-key="a"]',
        ),
        Key("e", _("Edit a passage of a text"), "click", '[data-key="e"]'),
        Key("r", _("Reject a passage of a text"), "click", '[data-key="r"]'),
        Key(ENTER, _("Save"), "save"),
        Key("Ctrl+.", _("Preview the printed page of a brief"), "click", "[data-preview-page]"),
        Key("Esc", _("Close a menu"), "close"),
        Key("?", _("This list"), "show"),
    )


def listed() -> SafeString:
    """Give the list as it stands on every page, drawn once for each language."""
    return _drawn(get_language(), settings.ROOT_URLCONF, get_script_prefix())


@cache
def _drawn(language: str | None, routes: str, prefix: str) -> SafeString:
    return render_to_string("frame/key_list.html", {"keys": keys()})


def _list(name: str) -> str:
    try:
        return reverse(f"admin:commitments_{name}_changelist")
    except NoReverseMatch:
        return ""
