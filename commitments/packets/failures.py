"""Why a packet or other files could not be made: stored in English, shown in the language of the reader."""

import re

from django.utils.translation import gettext, gettext_noop

CANCELLED = gettext_noop("Cancelled by %(person)s.")
LONGEST_TEXT = gettext_noop("The longest text is in “%(where)s”: %(count)s characters.")
TEXT_TOO_LONG = gettext_noop(
    "A text in this packet has more than %(most)s characters and is too long to print. Shorten it."
)
UNKNOWN_FORMAT = gettext_noop(
    "Another version of the system stored this content in a format that cannot be read: %(error)s. "
    "Contact the administrator."
)
# Sentences with values, which are translated without them.
PATTERNS = {
    one: re.compile(re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>.*)", re.escape(one)))
    for one in (CANCELLED, LONGEST_TEXT, TEXT_TOO_LONG, UNKNOWN_FORMAT)
}
STORED = "en"


def translate_failure(stored: str) -> str:
    """Return a stored reason in the active language; one that the catalogues do not know as it is."""
    for sentence, pattern in PATTERNS.items():
        if found := pattern.search(stored):
            before, after = stored[: found.start()].strip(), stored[found.end() :].strip()
            said = (
                translate_failure(before),
                gettext(sentence) % found.groupdict(),
                translate_failure(after),
            )
            return " ".join(filter(None, said))
    return gettext(stored) if stored else ""
