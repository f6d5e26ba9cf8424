"""Content to HTML: everything is there, escaped, and no address but the packet's own assets."""

import re
from dataclasses import replace
from html.parser import HTMLParser

from django.test import SimpleTestCase

from commitments.packets.render.pdf import render_html
from tests.commitments.packets.sample import content, imprint

HOSTILE = (
    '<script>alert(1)</script><img src="http://192.0.2.1/x.png"><img src=file:///etc/passwd>'
    '<a href="javascript:alert(1)">here</a><style>@import "http://192.0.2.1/x.css";</style>'
    "<svg><image href='http://192.0.2.1/y'/></svg><link rel=attachment href=file:///etc/passwd> url(http://192.0.2.1)"
)


class Elements(HTMLParser):
    """The names of all elements, and every attribute that names an address."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.addresses: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _value in attrs}
        self.addresses |= {value or "" for name, value in attrs if name in ("href", "src", "data", "action")}


class HtmlTests(SimpleTestCase):
    def test_every_item_has_its_row_and_its_block(self) -> None:
        html = render_html(content(7), imprint())
        self.assertEqual(len(re.findall(r'href="#i-25-\d{4}"', html)), 7)
        self.assertEqual(len(re.findall(r'<article class="item">\s*<h2 id="i-25-\d{4}"', html)), 7)

    def test_one_language_of_all_lines_to_take_is_named_in_the_head_of_their_column(self) -> None:
        packet = replace(content(2), language="ko")
        rows = [replace(row, line="\u2068We bring it.\u2069 (영어만)") for row in packet.groups[0].rows]
        for lines, is_common in (
            (rows * 2, True),
            ([*rows * 2, replace(rows[0], line="곧 보냅니다.")], False),
        ):
            group = replace(packet.groups[0], rows=tuple(lines))
            html = render_html(replace(packet, groups=(group,)), imprint()).replace("\u2060", "")
            table = html[html.index("whole score") : html.index("</table>", html.index("whole score"))]
            self.assertEqual(table.count("(영어만)"), 1 if is_common else 2)
            self.assertEqual("(영어만)" in table[: table.index("</thead>")], is_common)
            self.assertEqual(table.count('<span lang="en">We bring it.</span>'), 2)

    def test_another_language_is_below_the_title_and_evidence_below_the_date(self) -> None:
        packet = replace(content(1), language="ko")
        row = replace(
            packet.groups[0].rows[0],
            title="도선 편람",
            clause="도선 편람 – \u2068“A handbook.”\u2069 (영어만)",
            lines=("우리 측: 경찰청", "증빙: 서한 12"),
            is_in_annex=False,
        )
        group = replace(packet.groups[0], rows=(row,))
        html = render_html(replace(packet, groups=(group,)), imprint()).replace("\u2060", "")
        self.assertRegex(html, '<p class="second"><span lang="en">“A handbook.”</span>')
        self.assertNotIn("편람</span> –", html)
        strength = html.index(f"<td>{row.strength}</td>")
        self.assertLess(html.index("경찰청"), strength)
        self.assertGreater(html.index("서한"), strength)
        # The second line of an open item is its next step, which is not part of its date.
        # Without a column of lines to take, the clause has the room for both.
        for changed in (replace(row, is_in_annex=True), replace(row, line="")):
            group = replace(group, rows=(changed,))
            html = render_html(replace(packet, groups=(group,)), imprint()).replace("\u2060", "")
            self.assertLess(html.index("서한"), html.index(f"<td>{row.strength}</td>"))

    def test_the_title_is_the_packet_number_alone(self) -> None:
        self.assertIn("<title>P-KH-2025-02</title>", render_html(content(1), imprint()))

    def test_it_says_demonstration_data_only_where_it_is(self) -> None:
        self.assertIn("not signed off&#10;Demonstration data", render_html(content(1), imprint()))
        self.assertNotIn("Demonstration data</span>", render_html(content(1, demonstration=""), imprint()))

    def test_no_inline_style_and_no_script(self) -> None:
        elements = Elements(render_html(content(3), imprint()))
        self.assertFalse(elements.names & {"script", "style", "img", "svg", "iframe", "object", "form"})
        self.assertNotIn("style", elements.attributes)

    def test_what_people_typed_adds_no_element_and_no_address(self) -> None:
        plain = Elements(render_html(content(2), imprint()))
        hostile = Elements(render_html(content(2, clause=HOSTILE, title=HOSTILE), imprint()))
        self.assertEqual(hostile.names, plain.names)
        self.assertEqual(hostile.addresses, plain.addresses)
        self.assertEqual(
            {address for address in plain.addresses if not address.startswith("#")}, {"asset:///packet.css"}
        )

    def test_headings_are_said_in_both_languages(self) -> None:
        self.assertIn('<span lang="ko">', render_html(content(1), imprint()))

    def test_it_follows_the_language_of_the_content(self) -> None:
        self.assertTrue(render_html(content(1), imprint()).startswith('<!DOCTYPE html>\n<html lang="en">'))
