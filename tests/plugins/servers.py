"""Throw-away PostgreSQL and Redis for a test run, started before Django reads its settings.

A plugin loaded by `-p` (pyproject.toml) and not a conftest, which comes after the settings are read: the
suite would run on SQLite without a word. The servers listen on sockets in a folder of their own.
TRACKER_TEST_DATABASE=sqlite leaves PostgreSQL out; the suite then takes only the tests marked `both`.
TRACKER_TEST_POSTGRESQL names the folder of another PostgreSQL's programs, such as /usr/lib/postgresql/15/bin;
otherwise the newest that is installed is used. The head of the run says which versions it used.
"""

import atexit
import contextlib
import os
import pwd
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Generator, Sequence
from pathlib import Path

import pytest

from commitments.management.supervisor import die_with_parent

START_SECONDS = 30
_OF_AN_INSTALLATION = (
    "DATABASE_URL",
    "REDIS_URL",
    "EMAIL_URL",
    "PUBLIC_URL",
    "DEBUG",
    "HOME_COUNTRY",
    "TIME_ZONE",
)
# Nothing of it outlives the run; no statement is long enough to be worth compiling.
_FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "jit": "off",
    "max_connections": "60",
}


def program(name: str) -> str | None:
    """Find a server program; Debian keeps PostgreSQL's out of the path. See TRACKER_TEST_POSTGRESQL above."""
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name), reverse=True
    )
    chosen = os.environ.get("TRACKER_TEST_POSTGRESQL")
    if chosen and not (Path(chosen) / "initdb").is_file():
        raise pytest.UsageError(
            f"TRACKER_TEST_POSTGRESQL is {chosen!r}, a folder without PostgreSQL's initdb."
        )
    folders = [*([chosen] if chosen else map(str, versions)), os.environ.get("PATH", "")]
    return shutil.which(name, path=os.pathsep.join(folders))


def versions() -> str:
    """Return which database and which Redis the tests run on, in one line."""
    is_sqlite = os.environ.get("TRACKER_TEST_DATABASE") == "sqlite"
    database = f"SQLite {sqlite3.sqlite_version}" if is_sqlite else _version("PostgreSQL", "postgres")
    return f"{database}, {_version('Redis', 'redis-server')}"


def _version(server: str, name: str) -> str:
    """Return the name of a server with the version that its program prints."""
    found = program(name)
    if not found:
        return f"no {server}"
    printed = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    version = re.search(r"\d+(\.\d+)*", printed)
    return f"{server} {version[0] if version else printed.strip()} ({found})"


def pytest_report_header() -> str:
    """Name the servers of the run at its head."""
    return f"servers: {versions()}"


def _account() -> str | None:
    """Name the account for the servers: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _start(command: Sequence[str], folder: Path, account: str | None) -> subprocess.Popen[bytes]:
    with (folder / f"{Path(command[0]).name}.log").open("ab") as log:
        return subprocess.Popen(
            command, cwd=folder, user=account, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True, preexec_fn=die_with_parent,
        )  # fmt: skip


def _accepts(path: Path) -> bool:
    """Return whether a server listens: its socket is there a moment earlier."""
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0


def _wait(path: Path, process: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while not _accepts(path):
        if process.poll() is not None or time.monotonic() > until:
            logs = "\n".join(log.read_text(errors="replace")[-2000:] for log in folder.glob("*.log"))
            raise pytest.UsageError(f"{process.args!r} did not start.\n{logs}")
        time.sleep(0.02)


def make_cluster(folder: Path, account: str | None) -> None:
    """Make the files of a PostgreSQL server, under `data` in a folder."""
    initdb = program("initdb")
    if not initdb:
        raise pytest.UsageError(
            "PostgreSQL is not installed; `bin/test` installs it, or: apt-get install postgresql"
        )
    data = folder / "data"
    subprocess.run(
        [initdb, "-D", data, "-U", "tracker", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
        cwd=folder, user=account, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def serve_cluster(folder: Path, account: str | None, **more: str) -> subprocess.Popen[bytes]:
    """Start a PostgreSQL server on the files in a folder; its socket lies beside them."""
    options = [part for name, value in (_FAST | more).items() for part in ("-c", f"{name}={value}")]
    command = [str(program("postgres")), "-D", str(folder / "data"), "-k", str(folder)]
    process = _start([*command, "-c", "listen_addresses=", *options], folder, account)
    _wait(folder / ".s.PGSQL.5432", process, folder)
    return process


def _postgresql(folder: Path, account: str | None) -> subprocess.Popen[bytes]:
    make_cluster(folder, account)
    return serve_cluster(folder, account)


def _redis(folder: Path, account: str | None) -> subprocess.Popen[bytes]:
    server = program("redis-server")
    if not server:
        raise pytest.UsageError(
            "Redis is not installed; `bin/test` installs it, or: apt-get install redis-server"
        )
    path = folder / "redis.sock"
    process = _start(
        [server, "--port", "0", "--unixsocket", str(path), "--save", "", "--dir", str(folder)],
        folder,
        account,
    )
    _wait(path, process, folder)
    return process


def serve_redis(folder: Path) -> subprocess.Popen[bytes]:
    """Start a Redis in a folder of servers; its socket `redis.sock` lies there."""
    return _redis(folder, _account())


def _stop(process: subprocess.Popen[bytes]) -> None:
    # SIGINT is PostgreSQL's fast shutdown; Redis takes it as a wish to end as well.
    process.send_signal(signal.SIGINT)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """Start the servers in the controlling process, whose workers inherit the environment.

    Each worker has data and a Redis of its own: in a shared one it would take the messages of another's test,
    and its database would look restored beside the sweeps that another has counted.
    """
    if "TRACKER_TEST_FOLDER" not in os.environ:
        prepare()
    elif worker := os.environ.get("PYTEST_XDIST_WORKER"):
        own = Path(os.environ["TRACKER_TEST_FOLDER"]) / f"var-{worker}"
        (own / "static").mkdir(parents=True)
        os.environ["TRACKER_DATA"] = str(own)
        _serve_redis(folder_of_servers(Path(os.environ["TRACKER_TEST_FOLDER"]), f"servers-{worker}"))
    return (yield)


def prepare() -> None:
    folder = Path(tempfile.mkdtemp(prefix="tracker-tests-"))
    _STACK.callback(shutil.rmtree, folder, ignore_errors=True)
    if _account():
        folder.chmod(0o711)
    servers = folder_of_servers(folder, "servers")
    for name in _OF_AN_INSTALLATION:
        os.environ.pop(name, None)
    os.environ["TRACKER_TEST_FOLDER"] = str(folder)
    (folder / "var" / "static").mkdir(parents=True)
    os.environ["TRACKER_DATA"] = str(folder / "var")
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(folder / "hypothesis")
    # PostgreSQL makes it a production installation, where most tests would be asked for a second factor.
    os.environ["SECOND_FACTOR_ROLES"], os.environ["SECOND_FACTOR_ABOVE"] = "none", "secret"
    os.environ["SECRET_KEY"] = "a key for tests alone, 0123456789 abcdefghijklmnopqrstuvwxyz"
    if os.environ.get("TRACKER_TEST_DATABASE") != "sqlite":
        _STACK.callback(_stop, _postgresql(servers, _account()))
        os.environ["DATABASE_URL"] = f"postgres://tracker@/postgres?host={servers}"
    _serve_redis(servers)


def folder_of_servers(folder: Path, name: str) -> Path:
    """Make a folder that servers may write to."""
    servers = folder / name
    servers.mkdir()
    if account := _account():
        shutil.chown(servers, account)
    return servers


def _serve_redis(servers: Path) -> None:
    _STACK.callback(_stop, _redis(servers, _account()))
    os.environ["TEST_REDIS_URL"] = f"unix://{servers}/redis.sock"


def pytest_unconfigure() -> None:
    """Stop the servers and remove their folder."""
    _STACK.close()


_STACK = contextlib.ExitStack()
# A run that ends before its configuration is complete never reaches pytest_unconfigure.
atexit.register(_STACK.close)
