"""A file that comes back from others: checked before it is opened, with advice for what is not taken."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from commitments import files
from commitments.documents import kinds
from commitments.errors import Refused
from commitments.files import Paper


def checked(name: str, content: bytes, endings: Sequence[str]) -> Paper:
    """Check and scan a file that holds a table; Refused says how to save it where its kind is not taken."""
    ending = kinds.ending_of(name, content, is_table=True)
    if ending not in endings:
        raise Refused(
            _("This comes back as %(kinds)s. Open it in its program, save it so, and choose that one.")
            % {"kinds": " / ".join(endings)},
            "kind",
        )
    return files.taken(name, content)
