"""Languages by their names: in records they stand as codes."""

import re

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

# ISO 639-2 keeps these for private use: who records one knows which language it is.
PRIVATE = re.compile("q[a-t][a-z]")


def language_name(code: str) -> str:
    """Name a language in the reader's; a code that nobody knows stands for itself."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return (
            _("a language without a public code (%(code)s)") % {"code": code} if PRIVATE.match(code) else code
        )
