"""How the HTML of a packet is read: as XML, with the same elements as by the HTML parser."""

from typing import Any
from unittest import mock

import tinyhtml5
from django.test import SimpleTestCase

from commitments.packets.render import weasyprint_patches
from commitments.packets.render.pdf import render_html
from commitments.packets.render.weasyprint_patches import parse_html
from tests.commitments.packets.sample import content, imprint
from tests.commitments.packets.sample_front import signed, with_front


def list_elements(root: Any) -> list[tuple[Any, ...]]:
    """Give each element with its attributes and texts; blanks alone are not printed."""
    return [
        (one.tag, sorted(one.attrib.items()), (one.text or "").strip(), (one.tail or "").strip())
        for one in root.iter()
    ]


class ParsingTests(SimpleTestCase):
    def test_a_packet_has_the_same_elements(self) -> None:
        for html in (render_html(content(12), imprint()), render_html(with_front(3), signed())):
            stock = tinyhtml5.parse(html, namespace_html_elements=False)
            self.assertEqual(list_elements(parse_html(html)), list_elements(stock))

    def test_a_child_looks_up_no_version_of_a_library(self) -> None:
        unread = mock.patch.object(weasyprint_patches, "version", side_effect=AssertionError)
        with unread, weasyprint_patches.apply_patches():
            self.assertTrue(weasyprint_patches.are_versions_known())

    def test_what_is_no_xml_is_read_as_html(self) -> None:
        self.assertEqual(parse_html("<p>One<p>Two&nbsp;").find("body")[1].text, "Two\u00a0")
