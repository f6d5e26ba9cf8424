"""Hostile text in every field that is printed: nothing is fetched, nothing is run, the text is kept."""

import io
import itertools
import socket
import subprocess
import tempfile
import time
from unittest import mock

import pikepdf
from django.test import SimpleTestCase

from commitments.errors import Refused
from commitments.packets.render import pdf as render_pdf_module
from commitments.packets.render.pdf import render_pdf
from commitments.packets.render.printing import print_html
from commitments.sandbox import isolation
from tests.commitments.packets.reading import pages_of, squeezed
from tests.commitments.packets.sample import content, imprint
from tests.commitments.packets.typed import typed

PLACE = "127.0.0.1:{port}"
ADDRESSES = (
    *("http://{place}/a", "https://{place}/a", "//{place}/a", "ftp://{place}/a", "HTTP://{place}/a"),
    *(
        "http:\\\\{place}\\a",
        "http://user:word@{place}/a",
        "http://{place}/%2e%2e/a",
        "http://[::1]:{port}/a",
    ),
    *(
        "file:///etc/passwd",
        "file://localhost/etc/passwd",
        "asset:///../../../etc/passwd",
        "data:text/html,a",
    ),
    *("javascript:alert(1)", "vbscript:a", "jar:http://{place}/!/", "gopher://{place}/", "ldap://{place}/"),
    *("blob:http://{place}/a", "\thttp://{place}/a", "view-source:http://{place}/"),
)
SCRIPTS = (
    *("<script>alert(1)</script>", "<script src={http}></script>", "<SCRIPT>a</SCRIPT>", "<scr<script>ipt>a"),
    *("<img src={http}>", "<img src=x onerror=alert(1)>", "<image href={http}>", "<svg onload=alert(1)>"),
    *(
        "<svg><image href='{http}'/></svg>",
        "<svg><script>a</script></svg>",
        "<svg><use href='{http}#a'/></svg>",
    ),
    *(
        "<iframe src={http}></iframe>",
        "<object data={http}></object>",
        "<embed src={http}>",
        "<link href={http}>",
    ),
    *(
        "<link rel=stylesheet href={http}>",
        "<link rel=attachment href=file:///etc/passwd>",
        "<base href={http}>",
    ),
    *("<meta http-equiv=refresh content='0;{http}'>", "<style>@import '{http}';</style>", "<body onload=a>"),
    *(
        "<style>*{{background:url({http})}}</style>",
        "<div style='background:url({http})'>",
        "<math><mi>a</mi>",
    ),
    *(
        "<a href='javascript:alert(1)'>a</a>",
        "<a href={http}>a</a>",
        "<form action={http}><input name=a></form>",
    ),
    *("<video src={http}>", "<audio src={http}>", "<source srcset={http}>", "<picture>", "<!-- {http} -->"),
    *(
        "]]><a>",
        "<?xml-stylesheet href='{http}'?>",
        "<!DOCTYPE a SYSTEM '{http}'>",
        "<!ENTITY a SYSTEM '{http}'>",
    ),
    *(
        "&lt;script&gt;",
        "&#60;img src={http}&#62;",
        "{{{{ packet }}}} {{% include 'a' %}}",
        '"><script>a</script>',
    ),
    *("' onfocus=alert(1) autofocus='", "</title><script>a</script>", "url({http})", "\\3c script\\3e"),
)


class HostileTests(SimpleTestCase):
    def setUp(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(0.2)
        self.addCleanup(self.listener.close)
        self.port = self.listener.getsockname()[1]
        place = PLACE.format(port=self.port)
        addresses = [one.format(place=place, port=self.port) for one in ADDRESSES]
        scripts = [one.format(http=f"http://{place}/x") for one in SCRIPTS]
        self.assertGreaterEqual(len(addresses), 20)
        self.assertGreaterEqual(len(scripts), 40)
        self.texts = [*addresses, *scripts]

    def test_nothing_is_fetched_nothing_is_run_and_every_text_is_kept(self) -> None:
        # Shifted each time, so that the fields get others of them.
        for shift in range(0, len(self.texts), 33):
            used: list[str] = []
            texts = itertools.cycle([*self.texts[shift:], *self.texts[:shift]])
            numbers = itertools.count()

            def mark(text: str, used: list[str] = used, numbers: "itertools.count[int]" = numbers) -> str:
                number = next(numbers)
                used.append(f"q{number}({text}){number}p")
                return f" {used[-1]}"

            printed = render_pdf(typed(map(mark, texts)), imprint())
            self.assertEqual(printed.remarks, ())
            whole = squeezed("".join(pages_of(printed.pdf)))
            self.assertEqual([text for text in used if squeezed(text) not in whole], [])
            self.check(printed.pdf)
        with self.assertRaises(TimeoutError):
            self.listener.accept()

    def check(self, pdf: bytes) -> None:
        """Find no action, script or attachment, and no link that leaves the file."""
        with pikepdf.open(io.BytesIO(pdf)) as read:
            self.assertFalse({"/OpenAction", "/AA", "/AcroForm"} & set(read.Root.keys()))
            self.assertFalse({"/JavaScript", "/EmbeddedFiles"} & set(read.Root.get("/Names", {}).keys()))
            self.assertEqual(len(read.attachments), 0)
            for page in read.pages:
                self.assertNotIn("/AA", page)
                for note in page.get("/Annots", []):
                    self.assertEqual(note.Subtype, "/Link")
                    self.assertFalse({"/A", "/AA"} & set(note.keys()))

    def test_the_listener_would_hear_a_connection(self) -> None:
        socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
        self.listener.accept()[0].close()

    def test_the_finished_file_passes_qpdf(self) -> None:
        pdf = render_pdf(content(3), imprint()).pdf
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(pdf)
            file.flush()
            done = subprocess.run(["qpdf", "--check", file.name], capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertNotIn(b"WARNING", done.stdout + done.stderr)


class BombTests(SimpleTestCase):
    def test_a_text_too_long_to_be_set_is_refused_by_the_name_of_its_item(self) -> None:
        def tight(html: str, tell: object = None) -> object:
            return print_html(html, cpu_seconds=1)

        with mock.patch.object(render_pdf_module, "print_html", tight), self.assertRaises(Refused) as caught:
            render_pdf(content(2, clause="word " * 20_000), imprint())
        self.assertEqual(caught.exception.code, "packet_ended")
        self.assertRegex(str(caught.exception.message), r"“25-000\d: Clause”: 100,?\d+ characters")
        self.assertEqual(render_pdf(content(1), imprint()).remarks, ())

    def test_a_text_that_would_take_minutes_is_refused_at_once(self) -> None:
        for text in ("x" * 600_000, "word " * 120_000):
            begun = time.monotonic()
            with self.assertRaises(Refused) as caught:
                render_pdf(content(1, clause=text), imprint())
            self.assertLess(time.monotonic() - begun, 5)
            self.assertRegex(str(caught.exception.message), r"“25-0001: Clause”: 600,?000 characters")

    def test_the_limits_stand(self) -> None:
        self.assertLessEqual(isolation.MEMORY_BYTES, 1 << 30)
        self.assertLessEqual(isolation.CPU_SECONDS, 120)
