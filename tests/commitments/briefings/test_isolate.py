"""What a printing child gives up, tried in processes of their own."""

import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings
from django.test import SimpleTestCase

SET = """
import os, resource, socket, subprocess, sys
from pathlib import Path
from commitments.briefings import isolate
def alarm(event):
    print("alarm", event, flush=True)
    os._exit(70)
folder = Path(sys.argv[1])
"""
TRIP = SET + "isolate.set_tripwire(folder, [], alarm)\n"


class IsolationTests(SimpleTestCase):
    def run_in_child(self, code: str) -> tuple[int, str]:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "own").write_text("mine")
            done = subprocess.run(
                [sys.executable, "-c", code, folder],
                capture_output=True,
                text=True,
                cwd=settings.BASE_DIR,
                check=False,
                timeout=30,
            )
        return done.returncode, done.stdout

    def test_its_own_folder_and_its_libraries_stay_open(self) -> None:
        code = "(folder / 'new').write_text('x'); print((folder / 'own').read_text()); import sqlite3"
        self.assertEqual(self.run_in_child(TRIP + code), (0, "mine\n"))

    def test_any_other_reach_is_told_and_ends_it(self) -> None:
        for reach in (
            "open('/etc/passwd')",
            "open('/etc/passwd', 'a')",
            "open(os.path.join(sys.prefix, 'written'), 'w')",
            "open(str(folder) + '/../elsewhere', 'w')",
            "socket.create_connection(('127.0.0.1', 9))",
            "socket.getaddrinfo('example.org', 80)",
            "subprocess.run(['true'])",
            "os.system('true')",
            "os.fork()",
        ):
            with self.subTest(reach):
                code, said = self.run_in_child(TRIP + reach)
                self.assertEqual(code, 70)
                self.assertTrue(said.startswith("alarm "))

    def test_memory_and_files_have_an_end(self) -> None:
        limited = SET + "isolate.limit(400 * 1024 * 1024, 5, 20)\n"
        code, said = self.run_in_child(
            limited + "try: bytearray(600 * 1024 * 1024)\nexcept MemoryError: print('no')"
        )
        self.assertEqual((code, said), (0, "no\n"))
        hog = "(folder / 'big').write_bytes(bytes(isolate.FILE_BYTES + 1))"
        self.assertNotEqual(self.run_in_child(limited + hog)[0], 0)

    def test_an_empty_network_reaches_nothing(self) -> None:
        code = SET + (
            "server = socket.create_server(('127.0.0.1', 0))\n"
            "refused = isolate.cut_network()\n"
            "try: socket.create_connection(server.getsockname(), 2); print('through', refused)\n"
            "except OSError: print('cut', refused)\n"
        )
        _code, said = self.run_in_child(code)
        # Where the system gives no namespace, the reason is told and the fetcher is the guard.
        self.assertTrue(
            said == "cut \n" or (said.startswith("through ") and len(said) > len("through \n")), said
        )
