"""A file passes the scanner before it is kept; what cannot be scanned is not kept."""

import socket
import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from django.test import SimpleTestCase, override_settings

from commitments import checks
from commitments.errors import Refused
from commitments.files.checks import check_and_scan

HARMFUL = b"harmful, for the scanner of this test"


class Scanner:
    """A small server that speaks INSTREAM and PING as clamd does, and notes what it was given."""

    def __init__(self, listener: socket.socket, said: bytes | None = None) -> None:
        self.listener, self.said = listener, said
        self.scanned: list[bytes] = []
        self.thread = Thread(target=self.serve)
        self.thread.start()

    def serve(self) -> None:
        while True:
            try:
                connection, _from = self.listener.accept()
            except OSError:
                return
            with connection:
                connection.sendall(self.answer(connection))

    def answer(self, connection: socket.socket) -> bytes:
        command = b""
        while not command.endswith(b"\0"):
            command += connection.recv(1)
        if command == b"zPING\0":
            return b"PONG\0"
        content = b""
        while length := struct.unpack("!I", self.read(connection, 4))[0]:
            content += self.read(connection, length)
        self.scanned.append(content)
        if self.said is not None:
            return self.said
        return b"stream: Test-Signature FOUND\0" if HARMFUL in content else b"stream: OK\0"

    @staticmethod
    def read(connection: socket.socket, count: int) -> bytes:
        found = b""
        while len(found) < count:
            found += connection.recv(count - len(found))
        return found


@contextmanager
def listening(said: bytes | None = None, *, on_a_socket: bool = False) -> Iterator[Scanner]:
    with tempfile.TemporaryDirectory() as folder:
        if on_a_socket:
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(f"{folder}/clamd")
            where: tuple[str, object] = ("unix", f"{folder}/clamd")
        else:
            listener = socket.create_server(("127.0.0.1", 0))
            where = ("tcp", ("127.0.0.1", listener.getsockname()[1]))
        listener.listen()
        scanner = Scanner(listener, said)
        try:
            with override_settings(SCANNER=where):
                yield scanner
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()
            scanner.thread.join()


class Scanned(SimpleTestCase):
    def refused(self, content: bytes) -> str:
        with self.assertRaises(Refused) as caught:
            check_and_scan("letter.txt", content)
        return caught.exception.code

    def test_without_a_scanner_a_file_is_only_checked(self) -> None:
        self.assertEqual(check_and_scan("letter.txt", HARMFUL).content, HARMFUL)

    def test_it_is_given_whole_to_the_scanner_by_either_way(self) -> None:
        content = b"0123456789" * 20_000
        for on_a_socket in (False, True):
            with self.subTest(on_a_socket), listening(on_a_socket=on_a_socket) as scanner:
                self.assertEqual(check_and_scan("letter.txt", content).content, content)
                self.assertEqual(scanner.scanned, [content])

    def test_what_the_scanner_finds_harmful_is_refused(self) -> None:
        with listening():
            self.assertEqual(self.refused(b"before " + HARMFUL), "infected")

    def test_what_was_not_scanned_is_refused(self) -> None:
        for said in (b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: O", b"OK\0", b"x" * 9000):
            with self.subTest(said[:20]), listening(said):
                self.assertEqual(self.refused(b"text"), "not_scanned")

    def test_a_scanner_that_is_away_lets_nothing_pass(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        for where in (("tcp", ("127.0.0.1", port)), ("unix", str(Path("/nonexistent/clamd")))):
            with self.subTest(where), override_settings(SCANNER=where):
                self.assertEqual(self.refused(b"text"), "not_scanned")
                self.assertEqual([one.id for one in checks.check_scanner()], ["commitments.W004"])

    def test_one_that_answers_is_no_finding(self) -> None:
        self.assertEqual(checks.check_scanner(), [])
        with listening():
            self.assertEqual(checks.check_scanner(), [])

    def test_what_the_check_refuses_never_reaches_the_scanner(self) -> None:
        with listening() as scanner:
            self.assertEqual(self.refused(b""), "empty")
            self.assertEqual(scanner.scanned, [])
