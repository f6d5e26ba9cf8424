"""Which of the shipped fonts a packet takes."""

from django.test import SimpleTestCase

from commitments.briefings import faces
from commitments.briefings.coverage import of_fonts


class FaceTests(SimpleTestCase):
    def test_a_packet_takes_the_fonts_that_its_letters_need(self) -> None:
        latin, korean = "noto-sans-latin", "noto-sans-kr-korean"
        self.assertEqual(faces.needed("Plain."), (latin,))
        self.assertEqual(faces.needed("회담"), (latin, korean))
        self.assertEqual(faces.needed("회담 ไทย"), (latin, korean, "noto-sans-thai-thai"))
        parts = faces.needed("中日")
        self.assertTrue(all(name.startswith(faces.KOREAN) for name in parts[1:]), parts)

    def test_every_shipped_font_is_in_the_stack(self) -> None:
        self.assertEqual(set(faces.files(faces.families())), set(of_fonts()))

    def test_the_style_sheet_has_their_faces_and_names_them_in_order(self) -> None:
        made = faces.sheet(
            'html { font-family: "packet"; }', ("noto-sans-latin", "noto-sans-kr-98"), "asset:///"
        )
        self.assertIn('html { font-family: "Noto Sans Latin", "Noto Sans Kr-98"; }', made)
        self.assertEqual(made.count("@font-face"), 5)
        self.assertIn('url("asset:///fonts/noto-sans-kr-98-700-normal.woff"); font-weight: 700', made)

    def test_typed_text_never_stands_for_the_stack(self) -> None:
        typed = "font-family=&quot;packet&quot;"
        drawn = faces.drawings(f'<svg font-family="packet"></svg>{typed}', ("noto-sans-latin",))
        self.assertEqual(drawn, f'<svg font-family="Noto Sans Latin"></svg>{typed}')
