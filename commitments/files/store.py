"""Where files lie: each under its SHA-256, written whole or not at all, verified when read."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commitments.errors import Refused


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of files by content: the same bytes are kept once, other bytes never under the same name."""

    folder: Path
    ending: str = ""

    def path_of(self, digest: str) -> Path:
        """Give where the file of a hash lies, whether or not it is there."""
        return self.folder / digest[:2] / f"{digest}{self.ending}"

    def put(self, content: bytes) -> str:
        """Keep a file and give its SHA-256 in hexadecimal; one altered on the disk is put right."""
        digest = hashlib.sha256(content).hexdigest()
        target = self.path_of(digest)
        if target.is_file() and target.read_bytes() == content:
            return digest
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix="part-", delete=False) as part:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
        Path(part.name).chmod(0o600)
        Path(part.name).replace(target)
        return digest

    def get(self, digest: str) -> bytes:
        """Read a file; Refused where it is missing, cannot be read, or is not the bytes that were filed."""
        try:
            content = self.path_of(digest).read_bytes()
        except OSError as error:
            raise Refused(_("The file is missing. Restore it from the backup."), "missing") from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise Refused(
                _("The file was altered and is not given out. Tell the records officer."), "altered"
            )
        return content


def evidence() -> Shelf:
    """Give the shelf of documents that prove progress."""
    return Shelf(Path(settings.DATA) / "evidence")


def packets(ending: str = ".pdf") -> Shelf:
    """Give the shelf of packets: what was printed, or (".json") the contents it was printed from."""
    return Shelf(Path(settings.DATA) / "packets", ending)


def may_write(file: Path) -> bool:
    """Say whether this process could write a file, or make it in the folder where it would lie."""
    there = next((one for one in (file, *file.parents) if one.exists()), file)
    is_right_kind = there.is_file() if there == file else there.is_dir()
    return is_right_kind and os.access(there, os.W_OK)
