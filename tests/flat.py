"""Pages as a reader sees them: without the white space that stands only in the source."""

import re

_BLOCK = "(?:col|d[dlt]|div|form|h[1-6]|li|noscript|[ou]l|option|p|section|t(?:able|body|[dhr]|head))"


def flat(page: str) -> str:
    """Return the page with each run of white space as one space, and none where it is not shown."""
    page = re.sub(r"\s+", " ", page)
    page = re.sub(r"(<[a-z][^<>]*) >", r"\1>", page)
    page = re.sub(r"(<[a-z][^>]*>) ", r"\1", page)
    page = re.sub(r" (</[a-z])", r"\1", page)
    return re.sub(rf" ?(</?{_BLOCK}\b[^>]*>) ?", r"\1", page)
