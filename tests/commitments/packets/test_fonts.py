"""Which of the shipped fonts a packet takes."""

from django.test import SimpleTestCase

from commitments.packets.render import fonts
from commitments.packets.render.fonts import load_font_code_points


class FaceTests(SimpleTestCase):
    def test_a_packet_takes_the_fonts_that_its_letters_need(self) -> None:
        latin, korean = "noto-sans-latin", "noto-sans-kr-korean"
        self.assertEqual(fonts.list_needed_families("Plain."), (latin,))
        self.assertEqual(fonts.list_needed_families("회담"), (latin, korean))
        self.assertEqual(fonts.list_needed_families("회담 ไทย"), (latin, korean, "noto-sans-thai-thai"))
        parts = fonts.list_needed_families("中日")
        self.assertTrue(all(name.startswith(fonts.KOREAN) for name in parts[1:]), parts)

    def test_every_shipped_font_is_in_the_stack(self) -> None:
        self.assertEqual(set(fonts.list_font_files(fonts.list_families())), set(load_font_code_points()))

    def test_the_style_sheet_has_their_faces_and_names_them_in_order(self) -> None:
        made = fonts.build_style_sheet(("noto-sans-latin", "noto-sans-kr-98"), "asset:///")
        self.assertIn('html { font-family: "Noto Sans Latin", "Noto Sans Kr-98" }', made)
        self.assertEqual(made.count("@font-face"), 5)
        self.assertIn('url("asset:///fonts/noto-sans-kr-98-700-normal.woff"); font-weight: 700', made)

    def test_typed_text_never_stands_for_the_stack(self) -> None:
        typed = "font-family=&quot;packet&quot;"
        drawn = fonts.name_drawing_fonts(f'<svg font-family="packet"></svg>{typed}', ("noto-sans-latin",))
        self.assertEqual(drawn, f'<svg font-family="Noto Sans Latin"></svg>{typed}')
