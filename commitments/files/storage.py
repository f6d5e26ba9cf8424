"""Storage of files: each under its SHA-256, written completely or not at all, verified when read."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commitments.errors import Refused

# The names of files that are being written begin with it.
UNFINISHED = "part-"


@dataclass(frozen=True, slots=True)
class FileStore:
    """A folder of files by content: equal bytes are stored once, other bytes never under the same name."""

    folder: Path
    ending: str = ""

    def path_of(self, digest: str) -> Path:
        """Return the path of the file with a hash, whether or not it exists."""
        return self.folder / digest[:2] / f"{digest}{self.ending}"

    def put(self, content: bytes) -> str:
        """Store a file and return its SHA-256 in hexadecimal; a copy altered on disk is restored."""
        digest = hashlib.sha256(content).hexdigest()
        target = self.path_of(digest)
        if target.is_file() and target.read_bytes() == content:
            return digest
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=UNFINISHED, delete=False) as part:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
        Path(part.name).chmod(0o600)
        Path(part.name).replace(target)
        return digest

    def move(self, source: Path) -> str:
        """Move a file of any length into the store, from the same disk, and return its SHA-256."""
        with source.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        target = self.path_of(digest)
        target.parent.mkdir(parents=True, exist_ok=True)
        source.chmod(0o600)
        source.replace(target)
        return digest

    def get(self, digest: str) -> bytes:
        """Read a file; Refused where it is missing, cannot be read, or is not the bytes that were filed."""
        try:
            content = self.path_of(digest).read_bytes()
        except OSError as error:
            raise Refused(
                _("The file is missing from storage. Ask an administrator to restore it from the backup."),
                "missing",
            ) from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise Refused(
                _("The stored file was altered and cannot be downloaded. Inform the records officer."),
                "altered",
            )
        return content


def open_evidence_store() -> FileStore:
    """Return the store of documents that prove progress."""
    return FileStore(Path(settings.DATA) / "evidence")


def open_closeout_store() -> FileStore:
    """Return the store of close-out packages."""
    return FileStore(Path(settings.DATA) / "closeout", ".zip")


def open_packet_store(ending: str = ".pdf") -> FileStore:
    """Return the store of packets: the printed files, or (".json") the contents they were printed from."""
    return FileStore(Path(settings.DATA) / "packets", ending)


def may_write(file: Path) -> bool:
    """Return whether this process could write a file, or create its folder."""
    there = next((one for one in (file, *file.parents) if one.exists()), file)
    is_right_kind = there.is_file() if there == file else there.is_dir()
    return is_right_kind and os.access(there, os.W_OK)


def open_matrix_store() -> FileStore:
    """Return the store of the contents from which matrices were made."""
    return open_file_store("json")


def open_file_store(ending: str) -> FileStore:
    """Return the store of one kind of exchanged file: created or returned."""
    return FileStore(Path(settings.DATA) / "exchange", f".{ending}")
