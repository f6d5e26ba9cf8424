"""The structure tree of a tagged PDF: one element for each HTML element with content, on whatever pages.

WeasyPrint's own tree has an element for each box on each page, and neither scope nor languages. This one is
built from the same boxes while the file is written, so that the file is not parsed again.
`weasyprint_patches.py` has it written, and marks page content: text with its number; margins and repeated
headings are artifacts.

Private names of WeasyPrint are used here; it is pinned, and the tests read the finished file with other
tools.
"""

from dataclasses import dataclass, field
from typing import Any

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

# Break helps of the typesetter, which are not part of any text.
HELPS = str.maketrans("", "", "\u200b\u2060")


def find_repeats(document: Any) -> set[int]:
    """Find the boxes of the margins, and of table heads after the first time."""
    found: set[int] = set()
    heads: set[Any] = set()

    def look(box: Any, *, is_again: bool) -> None:
        if is_again:
            found.add(id(box))
        elif isinstance(box, boxes.TableRowGroupBox) and box.is_header:
            is_again = box.element in heads
            heads.add(box.element)
        for child in box.all_children():
            look(child, is_again=is_again or isinstance(child, boxes.MarginBox))

    for page in document.pages:
        look(page._page_box, is_again=False)
    return found


SVG_NAMES = "{http://www.w3.org/2000/svg}"
SVG = f"{SVG_NAMES}svg"
# HTML elements that the tree names; any other is told by what is in it.
TAGS = {
    "section": "Sect",
    "article": "Art",
    "blockquote": "BlockQuote",
    "table": "Table",
    "caption": "Caption",
    "thead": "THead",
    "tbody": "TBody",
    "ul": "L",
    "ol": "L",
    "a": "Link",
    "img": "Figure",
    SVG: "Figure",
    **{name: name.upper() for name in ("p", "h1", "h2", "h3", "h4", "h5", "h6", "th", "td", "tr", "li")},
}
NUMBERING = {"ul": b"/Disc", "ol": b"/Decimal"}
# A cell stays where it is empty: the others of its row count on it.
KEPT_EMPTY = ("TD", "TH")
PRINT_FLAG = 4
# An element with it leaves room for words that are stamped on the finished file.
SLOT = "data-slot"
POINTS = 0.75


class WrittenObject(pydyf.Object):
    """An object as written to the file: pydyf asks each for its bytes twice, which costs 2 %."""

    data = b""
    compressible = True

    def __init__(self, data: bytes = b"") -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.data = data


@dataclass(slots=True)
class TagNode:
    """A future element: its kids are nodes, marks (page, number) and links (page, annotation)."""

    tag: str
    facts: bytes = b""
    in_head: bool = False
    kids: list[Any] = field(default_factory=list)

    def add(self, tag: str, facts: bytes = b"") -> "TagNode":
        node = TagNode(tag, facts, self.in_head or tag == "THead")
        self.kids.append(node)
        return node

    def is_empty(self) -> bool:
        """Return whether it has no content, after empty kids were removed."""
        self.kids = [kid for kid in self.kids if not (isinstance(kid, TagNode) and kid.is_empty())]
        return not self.kids and self.tag not in KEPT_EMPTY


class TagTree:
    """The elements of a document, collected page by page and then written."""

    def __init__(self, pdf: pydyf.PDF, document: Any) -> None:
        self.pdf = pdf
        self.pages = pdf.page_references
        self.heights = [page.height for page in document.pages]
        # The node that stands for an HTML element, and the label of a list item.
        self.nodes: dict[Any, TagNode] = {}
        self.page = 0
        self.marks: dict[int, int] = {}
        # Which element each mark of each page leads to, and each annotation.
        self.owners: list[dict[int, bytes]] = [{} for _page in document.pages]
        self.annotations: list[tuple[Any, bytes]] = []
        # Each with its page, its place in points, the size of its font, and the number of its content.
        self.slots: list[tuple[str, int, float, float, float, int]] = []

    def collect(self, box: Any, node: TagNode, source: Any) -> None:
        """Add a box and its contents under a node; `source` is the HTML element being processed."""
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if isinstance(box, boxes.MarginBox):
            return
        if box.element is not None and box.element is not source:
            source = box.element
            node = self.nodes.get(source) or self.begin(box, node)
        elif box.element_tag and box.element_tag.endswith("::marker"):
            node = self.nodes.get((source, "label"), node)
        if box.link_annotation:
            box.link_annotation["Contents"] = pydyf.String(words_of(box))
            node.kids.append((self.page, box.link_annotation))
        number = self.marks.get(id(box))
        if number is not None:
            node.kids.append((self.page, number))
            if source is not None and isinstance(box, boxes.TextBox) and source.get(SLOT):
                self.slots.append(self.place_slot(source.get(SLOT), box, number))
        for child in box.children:
            self.collect(child, node, source)

    def place_slot(self, name: str, box: Any, number: int) -> tuple[str, int, float, float, float, int]:
        """Return where the words of a slot begin on the page, in points from its lower left corner."""
        height = self.heights[self.page] - box.position_y - box.baseline
        place = (round(box.position_x * POINTS, 3), round(height * POINTS, 3))
        return name, self.page, *place, round(box.style["font_size"] * POINTS, 3), number

    def begin(self, box: Any, parent: TagNode) -> TagNode:
        """Return the node of an HTML element that is met for the first time; its parent where it needs
        none.
        """
        element, name = box.element, box.element_tag
        language = element.get("lang")
        tag = TAGS.get(name, "Span" if language else "")
        if not tag or name == "html":
            return parent
        facts = b"/Lang %s" % pydyf.String(language).data if language else b""
        if name in ("th", "td"):
            facts += cell_facts(box, in_head=parent.in_head)
        elif name in NUMBERING:
            facts += b"/A<</O/List/ListNumbering%s>>" % NUMBERING[name]
        elif tag == "Figure":
            facts += figure_facts(box, self.heights[self.page])
        node = self.nodes[element] = parent.add(tag, facts)
        if name == "li":
            self.nodes[element, "label"] = node.add("Lbl")
            node = self.nodes[element] = node.add("LBody")
        return node

    def write(self, node: TagNode, parent: bytes) -> bytes:
        """Write a node and everything below it; return its reference."""
        element = WrittenObject()
        self.pdf.add_object(element)
        reference: bytes = element.reference
        home, kids = None, []
        for kid in in_order(node.kids):
            if isinstance(kid, TagNode):
                kids.append(self.write(kid, reference))
                continue
            page, what = kid
            if not isinstance(what, int):
                self.annotations.append((what, reference))
                kids.append(b"<</Type/OBJR/Obj %s/Pg %s>>" % (what.reference, self.pages[page]))
                continue
            self.owners[page][what] = reference
            home = page if home is None else home
            if page == home:
                kids.append(b"%d" % what)
            else:
                kids.append(b"<</Type/MCR/Pg %s/MCID %d>>" % (self.pages[page], what))
        of_page = b"" if home is None else b"/Pg " + self.pages[home]
        told = (node.tag.encode(), parent, of_page, b" ".join(kids), node.facts)
        element.data = b"<</Type/StructElem/S/%s/P %s%s/K[%s]%s>>" % told
        return reference


def in_order(kids: list[Any]) -> list[Any]:
    """Return the kids with words that follow a nested element moved to an element of their own.

    Some screen readers read all of an element's own words before those of nested elements.
    """
    first = next((place for place, kid in enumerate(kids) if isinstance(kid, TagNode)), len(kids))
    ordered, run = kids[:first], None
    for kid in kids[first:]:
        if isinstance(kid, TagNode) or not isinstance(kid[1], int):
            ordered.append(kid)
            run = None
        elif run is None:
            run = TagNode("Span", kids=[kid])
            ordered.append(run)
        else:
            run.kids.append(kid)
    return ordered


def words_of(link: Any) -> str:
    """Return the text of a link: all its words, on whatever lines, and a number that the style sheet adds."""
    told = "".join(link.element.itertext())
    shown = "".join(box.text for box in link.descendants() if isinstance(box, boxes.TextBox))
    words = shown if told.strip() in shown else told
    return " ".join(words.translate(HELPS).split())


def cell_facts(box: Any, *, in_head: bool) -> bytes:
    """Return the attributes of a cell: the scope of a header, and the number of rows and columns it spans."""
    scope = b"" if box.element_tag == "td" else b"/Scope/Column" if in_head else b"/Scope/Row"
    columns = b"/ColSpan %d" % box.colspan if box.colspan != 1 else b""
    rows = b"/RowSpan %d" % box.rowspan if box.rowspan != 1 else b""
    return b"/A<</O/Table%s%s%s>>" % (scope, columns, rows) if scope or columns or rows else b""


def figure_facts(box: Any, height: float) -> bytes:
    """Return a figure's place on the page and its alternative text."""
    x, y = box.content_box_x(), box.content_box_y()
    corners = (x, height - y - box.height, x + box.width, height - y)
    placed = b" ".join(b"%.2f" % (corner * POINTS) for corner in corners)
    title = box.element.find("{*}title")
    told = box.element.get("alt") or (title.text if title is not None else "") or ""
    return b"/A<</O/Layout/BBox[%s]>>/Alt %s" % (placed, pydyf.String(told.translate(HELPS)).data)


def add_tags(pdf: pydyf.PDF, document: Any, _version: object, streams: list[Any]) -> None:
    """Add the structure tree to the file, in place of WeasyPrint's."""
    tree, top = TagTree(pdf, document), TagNode("Document")
    for number, (page, stream) in enumerate(zip(document.pages, streams, strict=True)):
        tree.page, tree.marks = number, stream._tags
        tree.collect(page._page_box, top, None)
    top.is_empty()
    root, parents = WrittenObject(), WrittenObject()
    pdf.add_object(root)
    pdf.add_object(parents)
    start = tree.write(top, root.reference)
    document.slots = tuple(tree.slots)
    root.data = b"<</Type/StructTreeRoot/K[%s]/ParentTree %s>>" % (start, parents.reference)
    numbered = [
        b"%d[%s]" % (number, b" ".join(owners[mark] for mark in range(len(owners))))
        for number, owners in enumerate(tree.owners)
    ]
    for number, (annotation, owner) in enumerate(tree.annotations, len(tree.owners)):
        annotation["StructParent"] = number
        numbered.append(b"%d %s" % (number, owner))
    parents.data = b"<</Nums[%s]>>" % b" ".join(numbered)
    pdf.catalog["StructTreeRoot"] = root.reference
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})


def remove_second_links(document: Any) -> None:
    """Leave out the second link that WeasyPrint lays over a passage within a link: one is announced once."""
    for page in document.pages:
        page.links = [link for link in page.links if link[-1].link]


def finish_document(_document: Any, pdf: pydyf.PDF) -> None:
    """Complete links and bookmarks, and let each object be made into bytes once."""
    for number, element in enumerate(pdf.objects):
        if isinstance(element, pydyf.Dictionary):
            if element.get("Subtype") == "/Link":
                element["F"] = PRINT_FLAG
            elif "Title" in element and "Dest" in element:
                element["Title"] = pydyf.String(element["Title"].string.translate(HELPS))
        if not isinstance(element, WrittenObject) and number:
            made = WrittenObject(element.data)
            made.number, made.generation = element.number, element.generation
            made.compressible = element.compressible
            pdf.objects[number] = made
