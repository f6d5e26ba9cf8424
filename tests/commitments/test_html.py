"""Only what was built here is marked safe: drawings, and prose with emphasis and lists."""

from xml.etree.ElementTree import Element, SubElement, fromstring

from django.test import SimpleTestCase
from django.utils.html import escape

from commitments import html


class SafeTests(SimpleTestCase):
    def drawing(self, text: str) -> Element:
        root = Element("svg", {"class": "chart"})
        SubElement(root, "text", {"id": text}).text = text
        return root

    def test_every_text_in_a_drawing_is_escaped(self) -> None:
        typed = "</text><script>alert('&')</script>\" x=\""
        written = html.render_svg(self.drawing(typed))
        self.assertNotIn("<script", written)
        read = fromstring(written)[0]
        self.assertEqual((read.text, read.get("id")), (typed, typed))

    def test_a_page_takes_it_as_it_is(self) -> None:
        written = html.render_svg(self.drawing("KR"))
        self.assertEqual(written.__html__(), '<svg class="chart"><text id="KR">KR</text></svg>')

    def test_a_path_and_the_colours_of_print_are_drawn(self) -> None:
        drawn = Element(
            "path", {"d": "M0 0h7v1h-7z", "fill": "#8c1515", "stroke": "#fff", "stroke-width": ".3"}
        )
        self.assertIn('d="M0 0h7v1h-7z"', html.render_svg(drawn))
        with self.assertRaises(ValueError):
            html.render_svg(Element("path", {"fill": "#8c15"}))

    def test_signs_that_no_document_may_hold_are_replaced(self) -> None:
        read = fromstring(html.render_svg(self.drawing("a\x00b\x1b\ud800c")))[0]
        self.assertEqual((read.text, read.get("id")), ("a�b��c", "a�b��c"))

    def test_what_runs_loads_links_or_styles_is_refused(self) -> None:
        for tag in ("script", "style", "a", "image", "use", "foreignObject"):
            with self.subTest(tag), self.assertRaises(ValueError):
                html.render_svg(Element(tag))
        for name in ("style", "onclick", "href", "fill", "stroke"):
            with self.subTest(name), self.assertRaises(ValueError):
                html.render_svg(Element("rect", {name: "url(https://example.org/x)"}))


class MarkdownTests(SimpleTestCase):
    def told(self, text: str) -> str:
        return html.render_markdown(text, lambda _before, piece: escape(piece))

    def test_emphasis_lists_and_lines(self) -> None:
        self.assertEqual(
            self.told("**One** and *two*\nnext\n\n- a\n- b\n\n1. c\n2. d"),
            "<p><strong>One</strong> and <em>two</em><br/>next</p><ul><li><p>a</p></li><li><p>b</p></li></ul>"
            "<ol><li><p>c</p></li><li><p>d</p></li></ol>",
        )

    def test_a_number_that_no_list_would_give_is_kept(self) -> None:
        self.assertEqual(self.told("1986. A year"), "<p>1986. A year</p>")
        self.assertEqual(self.told("3) c\n5) d"), "<p>3) c</p><p>5) d</p>")
        self.assertEqual(self.told("- a\n\n  2. b"), "<ul><li><p>a</p><p>2. b</p></li></ul>")

    def test_nothing_else_of_markdown_is_read(self) -> None:
        for text in (
            "# heading",
            "[a](https://example.org)",
            "![a](https://example.org/x.png)",
            "`code`",
            "    code",
            "<b>html</b>",
            "&amp; &#42;",
            "https://example.org",
            "> quoted",
            "***",
            "| a | b |",
            "[a]: https://example.org",
            "a\\*b",
        ):
            with self.subTest(text):
                self.assertEqual(self.told(text), f"<p>{escape(text.strip())}</p>")

    def test_what_is_not_escaped_by_who_sets_it_is_escaped_here(self) -> None:
        self.assertEqual(html.render_markdown("<b>", lambda _before, piece: piece), "<p>&lt;b&gt;</p>")

    def test_the_setter_is_told_what_stands_before(self) -> None:
        told: list[tuple[str, str]] = []

        def setter(before: str, text: str) -> str:
            told.append((before, text))
            return text

        html.render_markdown("a**b**c\nd", setter)
        self.assertEqual(told, [("", "a"), ("a", "b"), ("b", "c"), ("", "d")])

    def test_deep_lists_and_deep_emphasis_stay_flat(self) -> None:
        deep = "\n".join(f"{'  ' * level}- word{level}" for level in range(20))
        told = self.told(deep)
        self.assertEqual((told.count("<ul>"), told.count("word")), (3, 20))
        self.assertEqual(fromstring(f"<div>{told}</div>").tag, "div")
        strong = self.told("**a *b " * 300 + "c* d** " * 300)
        self.assertLessEqual(depth(fromstring(f"<div>{strong}</div>")), 4)

    def test_what_is_nested_beyond_all_use_is_printed_as_it_was_typed(self) -> None:
        for text in ("- " * 400 + "word", "- " * 400 + "-", "1. " * 40 + "1"):
            with self.subTest(text[:9]):
                self.assertEqual(self.told(text), f"<p>{text}</p>")


def depth(element: Element) -> int:
    return 1 + max((depth(child) for child in element), default=0)
