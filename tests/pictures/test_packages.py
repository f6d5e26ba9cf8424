"""The picture of the packages in the docs is that of the imports."""

from itertools import pairwise
from xml.etree.ElementTree import fromstring

from django.test import SimpleTestCase

from tests import shape
from tests.pictures.packages import Edges, draw_packages, find_edges, read_and_draw, reduce_edges

FILE = shape.ROOT / "docs" / "pictures" / "packages.svg"


def list_reached(edges: Edges) -> Edges:
    """Return all that each package imports, by whatever way."""
    found: Edges = {}
    for name in edges:
        found[name], waiting = set(), [name]
        while waiting:
            new = edges[waiting.pop()] - found[name]
            found[name] |= new
            waiting += new
    return found


class PackagesPictureTests(SimpleTestCase):
    def setUp(self) -> None:
        self.units = shape.ranks()
        self.edges = find_edges(shape.own_modules("commitments", "tracker"), self.units)

    def test_the_picture_in_the_docs_is_that_of_the_imports(self) -> None:
        self.assertEqual(FILE.read_text(), read_and_draw(), "run bin/pictures packages")

    def test_it_is_shown_in_the_architecture_and_says_in_words_what_it_shows(self) -> None:
        shown = (shape.ROOT / "docs" / "architecture.md").read_text()
        self.assertRegex(shown, r"!\[[^\]]{30,}\]\(pictures/packages\.svg\)")

    def test_the_arrows_lead_to_all_that_is_imported_and_to_nothing_else(self) -> None:
        arrows = reduce_edges(self.edges)
        self.assertEqual(list_reached(arrows), list_reached(self.edges))
        self.assertLess(sum(map(len, arrows.values())), sum(map(len, self.edges.values())))

    def test_each_package_has_one_box_and_none_touches_another(self) -> None:
        boxes = [one for one in fromstring(read_and_draw()).iter() if one.get("class") == "box"]
        self.assertEqual(len(boxes), len(self.units))
        rows: dict[str, list[tuple[int, int]]] = {}
        for box in boxes:
            left = int(box.attrib["x"])
            rows.setdefault(box.attrib["y"], []).append((left, left + int(box.attrib["width"])))
        self.assertEqual(len(rows), max(self.units.values()) + 1)
        for row in map(sorted, rows.values()):
            self.assertTrue(all(one[1] < other[0] for one, other in pairwise(row)))

    def test_an_import_more_or_less_is_another_picture(self) -> None:
        drawn = draw_packages(self.edges, self.units)
        more = self.edges | {"commitments.apps": {"commitments.admin", *self.edges["commitments.apps"]}}
        self.assertNotEqual(draw_packages(more, self.units), drawn)
        less = self.edges | {"commitments.language": set[str]()}
        self.assertNotEqual(draw_packages(less, self.units), drawn)
