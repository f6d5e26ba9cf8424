"""Templates without the indentation of their source, which would be a quarter of what a page weighs."""

import re

from django.template import Origin
from django.template.loaders import filesystem

_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


class Loader(filesystem.Loader):
    """Read templates as Django does, but those of HTML without white space at the beginning of a line.

    Line numbers in error reports stay right. `tests/test_shape.py` checks that no template has text of its
    own where white space is shown. Text emails stay as they are.
    """

    def get_contents(self, origin: Origin) -> str:
        """Return the source of a template."""
        contents: str = super().get_contents(origin)
        return _INDENTATION.sub("", contents) if str(origin.name).endswith(".html") else contents
