"""Names as the reader of a page knows them: read once a page, when the first of a kind is asked for."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.db.models import Model

Names = dict[int, tuple[str, ...]]


class _Page:
    """What one page has read so far, by kind of name."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.read: dict[type[Model], Names] = {}


_page: ContextVar[_Page | None] = ContextVar("page", default=None)


@contextmanager
def spoken_in(language: str) -> Iterator[None]:
    """Call countries, ministries and officials by their names in a language, as far as they are on record.

    Outside of it everything has the name it was recorded under: what is written never depends on the reader.
    """
    token = _page.set(_Page(language))
    try:
        yield
    finally:
        _page.reset(token)


def names_of(names: type[Model], owner: str, key: int | None, columns: Sequence[str]) -> tuple[str, ...]:
    """Give what a record is called in the reader's language; empty texts where that is not on record.

    One query reads all names of a kind in that language: there are as many as institutions, not as items.
    """
    nothing = ("",) * len(columns)
    page = _page.get()
    if page is None or key is None:
        return nothing
    if names not in page.read:
        rows = names._base_manager.filter(language=page.language).values_list(f"{owner}_id", *columns)
        page.read[names] = {row[0]: row[1:] for row in rows}
    return page.read[names].get(key, nothing)
