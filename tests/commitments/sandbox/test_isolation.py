"""What a child gives up, tried in processes of their own."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings
from django.test import SimpleTestCase

from commitments.sandbox import isolation

SET = """
import os, resource, socket, subprocess, sys
from pathlib import Path
from commitments.sandbox import isolation
def alarm(event):
    print("alarm", event, flush=True)
    os._exit(70)
folder = Path(sys.argv[1])
"""
TRIP = SET + "isolation.set_tripwire(folder, [], alarm)\n"
# The printing child with a printer that tries what C code could, of which no audit event tells.
ATTACK = """
import ctypes, json, os, socket, sys
from commitments.sandbox import isolation, processes
from commitments.packets.render import pdf_worker
server = socket.create_server(("127.0.0.1", 0))
refused = isolation.cut_network() if "cut" in sys.argv else "not cut"
ours, theirs = socket.socketpair()
def attack(html, assets, tell):
    c = ctypes.CDLL(None, use_errno=True)
    def reach(how):
        ctypes.set_errno(0)
        return "through" if how(c) >= 0 else os.strerror(ctypes.get_errno())
    port = server.getsockname()[1].to_bytes(2, "big")
    address = socket.AF_INET.to_bytes(2, sys.byteorder) + port + bytes((127, 0, 0, 1)) + bytes(8)
    programs = (ctypes.c_char_p * 2)(b"true", None)
    raise RuntimeError(json.dumps([
        reach(lambda c: c.open(b"/etc/passwd", os.O_RDONLY)),
        reach(lambda c: c.open(os.fsencode(isolation.ROOT / "manage.py"), os.O_RDONLY)),
        reach(lambda c: c.open(os.fsencode(sys.argv[1] + "/elsewhere"), os.O_WRONLY | os.O_CREAT, 0o600)),
        reach(lambda c: c.open(b"/proc/self/environ", os.O_RDONLY)),
        # Where it went through, nobody would be left to tell.
        reach(lambda c: c.execv(b"/usr/bin/true", programs) if isolation.find_version() else 0),
        reach(lambda c: c.kill(os.getppid(), 0)),
        reach(lambda c: c.connect(c.socket(socket.AF_INET, socket.SOCK_STREAM, 0), address, 16)),
        reach(lambda c: c.open(os.fsencode(sys.argv[1] + "/job/own"), os.O_WRONLY | os.O_CREAT, 0o600)),
    ]))
pdf_worker.print_pdf = attack
os.mkdir(sys.argv[1] + "/job")
limits = {"memory_bytes": 1 << 30, "cpu_seconds": 20, "wall_seconds": 20}
job = json.dumps({"html": "", "folder": sys.argv[1] + "/job"} | limits).encode()
processes.send_texts(ours, job)
if os.fork() == 0:
    pdf_worker.serve(theirs, {}, "")
theirs.close()
while True:
    header = json.loads(processes.receive_text(ours))
    processes.receive_text(ours)
    if "child" not in header:
        break
print(json.dumps([refused, header["detail"]]))
"""
DENIED, NOT_PERMITTED, NO_WAY = "Permission denied", "Operation not permitted", "Network is unreachable"


class IsolationTests(SimpleTestCase):
    def run_in_child(self, code: str, *arguments: str) -> tuple[int, str]:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "own").write_text("mine")
            done = subprocess.run(
                [sys.executable, "-c", code, folder, *arguments],
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
            # The folder of the project, which holds the database and the key where nothing else is set.
            "open(isolation.ROOT / 'var' / 'tracker.sqlite3', 'rb')",
            "open(isolation.ROOT / 'manage.py')",
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

    def test_one_program_may_run_and_no_other(self) -> None:
        run = (
            "program = Path(sys.argv[2]).resolve(); isolation.shut_files(None, [], program)\n"
            "isolation.set_tripwire(None, [], alarm, program)\n"
            "print(subprocess.run([str(program)], stdin=subprocess.PIPE).returncode, flush=True)\n"
            "subprocess.run(['/usr/bin/cat'])"
        )
        code, said = self.run_in_child(SET + run, "/usr/bin/true")
        self.assertEqual((code, said.split("\n")[0]), (70, "0"))
        self.assertIn("alarm subprocess.Popen", said)
        # What it runs is as closed as it is.
        look = run.replace("[str(program)]", "[str(program), '/etc/passwd']")
        expected = "1" if isolation.find_version() else "0"
        self.assertEqual(self.run_in_child(SET + look, "/usr/bin/head")[1].split("\n")[-3:-2], [expected])

    def test_c_code_in_the_child_reaches_no_file_program_process_or_network(self) -> None:
        """Where the kernel has Landlock, as any since 2021; where it has none, the system check says so."""
        _code, said = self.run_in_child(ATTACK, "cut")
        cut, detail = json.loads(said)
        self.assertTrue(detail.startswith("RuntimeError: "), detail)
        *outside, signal, network, own = json.loads(detail.removeprefix("RuntimeError: "))
        self.assertEqual(own, "through")
        found = isolation.find_version()
        self.assertEqual(outside, [DENIED if found else "through"] * 5)
        if found >= isolation.WITH_SCOPE:
            self.assertEqual(signal, NOT_PERMITTED)
        if found >= isolation.WITH_PORTS or not cut:
            self.assertIn(network, (DENIED, NO_WAY))

    def test_where_no_namespace_is_given_the_kernel_refuses_the_ports(self) -> None:
        cut, detail = json.loads(self.run_in_child(ATTACK)[1])
        network = json.loads(detail.removeprefix("RuntimeError: "))[6]
        expected = DENIED if isolation.find_version() >= isolation.WITH_PORTS else "through"
        self.assertEqual((cut, network), ("not cut", expected))

    def test_memory_and_files_have_an_end(self) -> None:
        limited = SET + "isolation.limit_resources(400 * 1024 * 1024, 5, 20)\n"
        code, said = self.run_in_child(
            limited + "try: bytearray(600 * 1024 * 1024)\nexcept MemoryError: print('no')"
        )
        self.assertEqual((code, said), (0, "no\n"))
        hog = "(folder / 'big').write_bytes(bytes(isolation.FILE_BYTES + 1))"
        self.assertNotEqual(self.run_in_child(limited + hog)[0], 0)

    def test_a_lower_limit_of_whoever_started_it_stays(self) -> None:
        lower = SET + "resource.setrlimit(resource.RLIMIT_CPU, (7, 7))\nisolation.limit_resources()\n"
        told = self.run_in_child(lower + "print(resource.getrlimit(resource.RLIMIT_CPU))")
        self.assertEqual(told, (0, "(7, 7)\n"))

    def test_an_empty_network_reaches_nothing(self) -> None:
        code = SET + (
            "server = socket.create_server(('127.0.0.1', 0))\n"
            "refused = isolation.cut_network()\n"
            "try: socket.create_connection(server.getsockname(), 2); print('through', refused)\n"
            "except OSError: print('cut', refused)\n"
        )
        _code, said = self.run_in_child(code)
        # Where the system gives no namespace, the reason is told and the fetcher is the guard.
        self.assertTrue(
            said == "cut \n" or (said.startswith("through ") and len(said) > len("through \n")), said
        )
