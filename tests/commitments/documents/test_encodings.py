"""Which encoding a text is in, and its line ends."""

from django.test import SimpleTestCase

from commitments.documents.plain_text import CHUNK_BYTES, TWICE, decode_text, encoding_of
from commitments.documents.results import Unreadable

KOREAN = "제1조 양측은 2027년까지 협의한다. Joint 회의를 연다."
FRENCH = "Les deux parties ont décidé d’établir « un comité » à Dakar, l’année prochaine – dès février."
ENGLISH = "The ministers’ “plan” for Côte d’Ivoire"
SPANISH = "El Niño llegó a São Paulo; ¿qué pasó?"


class EncodingTests(SimpleTestCase):
    def read(self, content: bytes) -> str:
        return decode_text(content, encoding_of(content)[0])

    def test_what_is_written_in_any_of_them_is_read_as_it_was(self) -> None:
        written = {
            KOREAN: ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp949", "euc-kr"),
            FRENCH: ("utf-8", "utf-16-le", "cp1252", "mac_roman"),
            ENGLISH: ("utf-8-sig", "cp1252", "mac_roman"),
            SPANISH: ("cp1252", "mac_roman"),
            "plain": ("ascii", "utf-16-le"),
        }
        for text, encodings in written.items():
            for encoding in encodings:
                with self.subTest(encoding, text=text):
                    self.assertEqual(self.read(text.encode(encoding)), text)

    def test_what_was_converted_twice_is_turned_back(self) -> None:
        content = ENGLISH.encode("mac_roman").decode("cp1252").encode("mac_roman")
        self.assertEqual(encoding_of(content), (TWICE, False))
        self.assertEqual(self.read(content), ENGLISH)

    def test_a_guess_says_that_it_is_one(self) -> None:
        for encoding, is_sure in (("utf-8", True), ("utf-16", True), ("cp949", False)):
            self.assertEqual(encoding_of(KOREAN.encode(encoding))[1], is_sure)
        self.assertEqual(encoding_of(FRENCH.encode("cp1252")), ("cp1252", False))

    def test_every_kind_of_line_end_is_one_line_end(self) -> None:
        for end in ("\n", "\r\n", "\r", "\u2028", "\x85"):
            self.assertEqual(self.read(f"one{end}two{end}".encode()), "one\ntwo\n")
        # The two of them on both sides of a border between pieces.
        padding = "x" * (CHUNK_BYTES - 1)
        self.assertEqual(self.read(f"{padding}\r\nend".encode()), f"{padding}\nend")

    def test_what_is_no_text_is_refused(self) -> None:
        for content in (
            b"\x89PNG\r\n\x1a\n\x00\x01",
            bytes(range(256)) * 4,
            b"text\x00text",
            b"\x01\x02\x03" * 50,
        ):
            with self.subTest(content[:9]), self.assertRaises(Unreadable) as caught:
                self.read(content)
            self.assertEqual(caught.exception.code, "binary")
        with self.assertRaises(Unreadable) as caught:
            self.read(b"\xff\xfea")
        self.assertEqual(caught.exception.code, "encoding")
