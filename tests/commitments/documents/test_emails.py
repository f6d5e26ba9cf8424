"""Emails read as text: their headers, the plain or the visible words, and what is left out."""

from email.message import EmailMessage

from django.test import SimpleTestCase

from commitments.documents.reader import text_of
from commitments.errors import Refused


def email(text: str = "", html: str = "", charset: str = "utf-8") -> EmailMessage:
    """Make an email as a program writes it."""
    message = EmailMessage()
    message["From"] = "Park Jina <park@mofa.example.kr>"
    message["To"] = "Sok Dara <sok@mfa.example.kh>"
    message["Date"] = "Mon, 18 May 2026 10:12:00 +0900"
    message["Subject"] = "회의 결과"
    message["X-Mailer"] = "none of anybody's concern"
    if text:
        message.set_content(text, charset=charset)
    if html and text:
        message.add_alternative(html, subtype="html")
    elif html:
        message.set_content(html, subtype="html")
    return message


class EmailTests(SimpleTestCase):
    def read(self, message: EmailMessage) -> str:
        return text_of("mail.eml", message.as_bytes()).text

    def test_headers_come_before_the_text(self) -> None:
        found = self.read(email("We will send the list by 5 June.\n"))
        self.assertIn("From: Park Jina <park@mofa.example.kr>\nTo: Sok Dara", found)
        self.assertIn("Subject: 회의 결과\n\nWe will send the list by 5 June.", found)
        self.assertNotIn("X-Mailer", found)

    def test_it_reads_the_encoding_that_an_email_declares(self) -> None:
        self.assertIn("명단을 보내겠습니다.", self.read(email("명단을 보내겠습니다.", charset="euc-kr")))

    def test_it_prefers_plain_text_to_html(self) -> None:
        found = self.read(email("Plain words.", "<p>Other <b>words</b>.</p>"))
        self.assertIn("Plain words.", found)
        self.assertNotIn("Other", found)

    def test_html_alone_gives_its_words_line_by_line(self) -> None:
        page = (
            "<html><head><style>p {color: red}</style></head><body><p>Dear Dara,</p>"
            "<table><tr><th>Action</th><th>Lead</th></tr><tr><td>Send a list</td><td>ROK</td></tr></table>"
            "<ul><li>First</li><li>Second</li></ul><blockquote><p>Earlier "
            "words</p></blockquote></body></html>"
        )
        found = self.read(email(html=page))
        self.assertNotIn("color", found)
        for line in ("Dear Dara,", "Action | Lead", "Send a list | ROK", "- First", "> Earlier words"):
            self.assertIn(line, found.splitlines())

    def test_attachments_are_left_out_with_a_remark(self) -> None:
        message = email("See the file.")
        message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="draft.pdf")
        found = text_of("mail.eml", message.as_bytes())
        self.assertIn("See the file.", found.text)
        self.assertEqual([(one.code, one.detail) for one in found.remarks], [("attachments", "draft.pdf")])

    def test_it_refuses_what_is_no_email_or_has_no_text(self) -> None:
        for content, code in (
            (b"\x00\x01\x02", "document_not_what_it_says"),
            (b"Subject: x\n\n", "document_no_text"),
        ):
            with self.subTest(code), self.assertRaises(Refused) as caught:
                text_of("mail.eml", content)
            self.assertEqual(caught.exception.code, code)
