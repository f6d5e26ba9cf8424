"""Keys of records as addresses and forms name them."""

# No key of a record is longer.
LONGEST_KEY = 11


def key_of(text: str) -> int | None:
    """Read a key; None where the text is none."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_KEY else None
