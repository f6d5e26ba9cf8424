"""Postfix on the loopback address, from a throw-away folder: what it accepts is one file of a Maildir each.

Its processes change their account, so it has to be started as root, or by `sudo` without a password.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from commitments.management.supervisor import die_with_parent
from tests.delivery.certificates import Certificate

SBIN = Path("/usr/sbin")
DAEMONS = Path("/usr/lib/postfix/sbin")
START_SECONDS, QUIET_SECONDS = 20, 30
MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = {sbin}
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
myhostname = localhost
mydestination =
inet_interfaces = loopback-only
inet_protocols = ipv4
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
virtual_mailbox_domains = static:all
virtual_mailbox_base = {folder}
virtual_mailbox_maps = static:box/
virtual_minimum_uid = 1
virtual_uid_maps = static:{user.pw_uid}
virtual_gid_maps = static:{user.pw_gid}
mynetworks = 127.0.0.0/8
alias_maps =
local_recipient_maps =
in_flow_delay = 0
"""
TLS = """
smtpd_tls_cert_file = {certificate.certificate}
smtpd_tls_key_file = {certificate.key}
smtpd_tls_security_level = encrypt
tls_random_source = dev:/dev/urandom
"""
SERVICES = """
{address} inet n - n - - smtpd{options}
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


def why_not() -> str:
    """Return why Postfix cannot run here, or an empty text."""
    if not (DAEMONS / "master").exists():
        return "Postfix is not installed; bin/test installs it, or: apt-get install postfix"
    if os.geteuid() != 0:
        return "Postfix has to be started as root"
    return ""


class Postfix:
    """A Postfix that accepts email for every address; `settings` are lines of its main.cf."""

    def __init__(
        self,
        folder: Path,
        certificate: Certificate | None = None,
        *,
        is_wrapped: bool = False,
        settings: str = "",
    ) -> None:
        self.folder = folder
        for name in ("etc", "queue", "data", "box"):
            (folder / name).mkdir(parents=True)
            # Whatever the umask: Postfix looks into its folders by an account of its own.
            (folder / name).chmod(0o755)
        for path in (folder, *folder.parents):
            # Its processes have accounts of their own.
            if path.owner() != "root" or path == Path("/tmp"):
                break
            path.chmod(path.stat().st_mode | 0o011)
        shutil.chown(folder / "data", "postfix")
        shutil.chown(folder / "box", "nobody")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        user = pwd.getpwnam("nobody")
        main = MAIN.format(folder=folder, sbin=SBIN, daemons=DAEMONS, user=user)
        main += TLS.format(certificate=certificate) if certificate else ""
        (folder / "etc" / "main.cf").write_text(f"{main}{settings}\n")
        options = " -o smtpd_tls_wrappermode=yes" if is_wrapped else ""
        services = SERVICES.format(address=f"127.0.0.1:{self.port}", options=options)
        (folder / "etc" / "master.cf").write_text(services)

    def __enter__(self) -> Self:
        configuration = ["-c", str(self.folder / "etc")]
        # Creates the folders of the queue.
        checked = subprocess.run(
            [SBIN / "postfix", *configuration, "check"], check=False, capture_output=True, text=True
        )
        if checked.returncode:
            raise RuntimeError(f"Postfix does not take its settings: {checked.stdout}{checked.stderr}")
        self._process = subprocess.Popen(
            [DAEMONS / "master", *configuration, "-d"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        until = time.monotonic() + START_SECONDS
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"Postfix did not start: {self.log()}")
            time.sleep(0.1)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(START_SECONDS)

    def log(self) -> str:
        """Return what it has logged."""
        path = self.folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def received(self) -> list[bytes]:
        """Return what it has accepted, once its queue is empty."""
        until = time.monotonic() + QUIET_SECONDS
        queues = [self.folder / "queue" / name for name in ("maildrop", "incoming", "active", "deferred")]
        while any(path.is_file() for queue in queues for path in queue.rglob("*")):
            if time.monotonic() > until:
                raise RuntimeError(f"Postfix still has emails in its queue: {self.log()[-2000:]}")
            time.sleep(0.05)
        return [path.read_bytes() for path in sorted((self.folder / "box").glob("new/*"))]
