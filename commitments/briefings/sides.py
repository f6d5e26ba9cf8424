"""Which parts of a laid-out packet take more pages than they may; runs in the child."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from weasyprint.formatting_structure import boxes

# An element says with it how many pages it may take.
ALLOWED = "data-sides"


def overlong(document: Any) -> tuple[str, ...]:
    """Name the elements, by their id, that stand on more pages than they say they may."""
    allowed: dict[str, int] = {}
    counted: Counter[str] = Counter()
    for page in document.pages:
        names = set()
        for element in _parts(page._page_box):
            names.add(element.get("id"))
            allowed[element.get("id")] = int(element.get(ALLOWED))
        counted.update(names)
    return tuple(name for name, most in allowed.items() if counted[name] > most)


def _parts(page: Any) -> Iterator[Any]:
    """Give the elements with a limit among a page's sections and their children."""
    for html in page.children:
        if isinstance(html, boxes.MarginBox):
            continue
        for body in html.children:
            for section in body.children:
                for box in (section, *getattr(section, "children", ())):
                    if box.element is not None and box.element.get(ALLOWED):
                        yield box.element
