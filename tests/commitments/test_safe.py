"""Only what was built here as a drawing is marked safe."""

from xml.etree.ElementTree import Element, SubElement, fromstring

from django.test import SimpleTestCase

from commitments import safe


class SafeTests(SimpleTestCase):
    def drawing(self, text: str) -> Element:
        root = Element("svg", {"class": "chart"})
        SubElement(root, "text", {"id": text}).text = text
        return root

    def test_every_text_in_a_drawing_is_escaped(self) -> None:
        typed = "</text><script>alert('&')</script>\" x=\""
        written = safe.svg(self.drawing(typed))
        self.assertNotIn("<script", written)
        read = fromstring(written)[0]
        self.assertEqual((read.text, read.get("id")), (typed, typed))

    def test_a_page_takes_it_as_it_is(self) -> None:
        written = safe.svg(self.drawing("KR"))
        self.assertEqual(written.__html__(), '<svg class="chart"><text id="KR">KR</text></svg>')

    def test_signs_that_no_document_may_hold_are_replaced(self) -> None:
        read = fromstring(safe.svg(self.drawing("a\x00b\x1b\ud800c")))[0]
        self.assertEqual((read.text, read.get("id")), ("a�b��c", "a�b��c"))

    def test_what_runs_loads_links_or_styles_is_refused(self) -> None:
        for tag in ("script", "style", "a", "image", "use", "foreignObject"):
            with self.subTest(tag), self.assertRaises(ValueError):
                safe.svg(Element(tag))
        for name in ("style", "onclick", "href", "fill", "stroke"):
            with self.subTest(name), self.assertRaises(ValueError):
                safe.svg(Element("rect", {name: "url(https://example.org/x)"}))
