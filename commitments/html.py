"""The only module that marks text as safe: drawings built here as trees, officers' text with its
emphasis, and the documents of the product.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise, takewhile
from xml.etree.ElementTree import Element, tostring

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

# What a drawing may hold. Nothing here runs, loads, links or carries a style of its own.
ELEMENTS = frozenset({"svg", "g", "title", "desc", "rect", "line", "text", "path"})
ATTRIBUTES = frozenset(
    {
        "aria-hidden",
        "aria-labelledby",
        "class",
        "d",
        "fill",
        "focusable",
        "font-family",
        "font-size",
        "font-weight",
        "height",
        "id",
        "role",
        "rx",
        "stroke",
        "stroke-dasharray",
        "stroke-width",
        "text-anchor",
        "viewBox",
        "width",
        "x",
        "x1",
        "x2",
        "y",
        "y1",
        "y2",
    }
)
# Paint is a colour; anything else could fetch it from elsewhere.
_PAINT = re.compile("none|#[0-9a-f]{3}(?:[0-9a-f]{3})?")
# Characters that no XML document may hold.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_svg(drawing: Element) -> SafeString:
    """Render a drawing as SVG for a page: every text in it is escaped.

    Raises ValueError on an element or attribute that our drawings do not use.
    """
    for part in drawing.iter():
        if part.tag not in ELEMENTS or not ATTRIBUTES.issuperset(part.keys()):
            raise ValueError(f"No drawing holds <{part.tag}> with {sorted(part.keys())}.")
        part.text = _FORBIDDEN.sub("\ufffd", part.text or "") or None
        for name, value in part.items():
            if name in {"fill", "stroke"} and not _PAINT.fullmatch(value):
                raise ValueError(f"{value} is no colour.")
            part.set(name, _FORBIDDEN.sub("\ufffd", value))
    return SafeString(tostring(drawing, encoding="unicode"))


# Sets one text: what stands right before it in its line ("" at a start), and the text; gives safe HTML.
Setter = Callable[[str, str], str]
# Nothing of markdown but emphasis, lists and line breaks; HTML in it is text.
_MOST_NESTED = 60
_MARKDOWN = MarkdownIt("zero", {"maxNesting": _MOST_NESTED}).enable(["emphasis", "list", "newline"])
_EMPHASIS = ("strong", "em")
_LISTS = {"bullet_list": "ul", "ordered_list": "ol"}
# A list inside a list inside a list is drawn; what is deeper stands in the third.
DEEPEST_LIST = 3


def render_markdown(text: str, setter: Setter) -> SafeString:
    """Render officers' text as paragraphs and lists with strong and em, and nothing else.

    Every piece of text passes `setter`, which escapes it. Deeply nested lists, which the parser drops, become
    plain paragraphs, so that nothing typed is lost.
    """
    tokens = _MARKDOWN.parse(text)
    if any(token.level >= _MOST_NESTED - 2 for token in tokens):
        lines = (f"<p>{conditional_escape(setter('', line))}</p>" for line in text.splitlines() if line)
        return SafeString("".join(lines))
    return SafeString("".join(_blocks(tokens, setter)))


def _blocks(tokens: Sequence[Token], setter: Setter) -> Iterator[str]:
    """Write paragraphs and lists; a list whose numbers do not count 1, 2, 3 keeps them as its text."""
    # Of each list that is open: whether it is drawn as one.
    drawn: list[bool] = []
    number = ""
    for place, token in enumerate(tokens):
        kind, _, end = token.type.rpartition("_")
        if kind in _LISTS and end == "open":
            drawn.append(len(drawn) < DEEPEST_LIST and _counts(tokens, place))
        if token.type == "inline":
            yield number
            number = ""
            yield from _pieces(token.children or (), setter)
        elif kind == "paragraph":
            yield "<p>" if end == "open" else "</p>"
        elif drawn[-1]:
            name = _LISTS.get(kind, "li")
            yield f"<{name}>" if end == "open" else f"</{name}>"
        elif token.info:
            number = f"{int(token.info)}{conditional_escape(token.markup)} "
        if kind in _LISTS and end == "close":
            drawn.pop()


def _counts(tokens: Sequence[Token], place: int) -> bool:
    """Return whether the numbers of the list that begins here are those that a list would have."""
    if tokens[place].type == "bullet_list_open":
        return True
    level = tokens[place].level
    inside = takewhile(lambda token: token.level > level, tokens[place + 1 :])
    numbers = [token.info for token in inside if token.level == level + 1 and token.info]
    return numbers == [str(number) for number in range(1, len(numbers) + 1)]


def _pieces(tokens: Iterable[Token], setter: Setter) -> Iterator[str]:
    """Render the contents of one paragraph; nested emphasis of one kind is rendered once."""
    before, within = "", dict.fromkeys(_EMPHASIS, 0)
    for token in tokens:
        kind, _, end = token.type.rpartition("_")
        if token.content:
            yield conditional_escape(setter(before, token.content))
            before = token.content[-1]
        elif kind in _EMPHASIS:
            if end == "open" and not within[kind]:
                yield f"<{kind}>"
            within[kind] += 1 if end == "open" else -1
            if end == "close" and not within[kind]:
                yield f"</{kind}>"
        elif token.type != "text":
            yield "<br/>"
            before = ""


_DOCUMENT = MarkdownIt("commonmark", {"html": False}).enable("table")


def slugify(heading: str) -> str:
    """Return the anchor of a heading in Markdown, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def render_document(text: str, find_address: Callable[[str], str]) -> SafeString:
    """Render Markdown of our own documents: headings get anchors, pictures load when they are seen.

    HTML in it is text. `find_address` maps the target of each link and picture; a link without an address
    becomes its words.
    """
    tokens = _DOCUMENT.parse(text)
    for token, following in pairwise(tokens):
        if token.type == "heading_open":
            token.attrSet("id", slugify(following.content))
    for token in tokens:
        if token.children:
            token.children = list(_address(token.children, find_address))
    return SafeString(_DOCUMENT.renderer.render(tokens, _DOCUMENT.options, {}))


def _address(tokens: Iterable[Token], find_address: Callable[[str], str]) -> Iterator[Token]:
    """Set the addresses of links and pictures, and leave out links without one."""
    is_linked = True
    for token in tokens:
        if token.type == "image":
            token.attrs |= {"src": find_address(str(token.attrs["src"])), "loading": "lazy"}
        if token.type == "link_open":
            token.attrs["href"] = find_address(str(token.attrs["href"]))
            is_linked = bool(token.attrs["href"])
        if is_linked or token.type not in {"link_open", "link_close"}:
            yield token
