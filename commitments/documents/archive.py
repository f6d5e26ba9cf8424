"""Read office files: members of a ZIP archive piece by piece, and XML without entities.

No tree is built, so that neither depth nor length costs memory. No office program writes a document type, and
only through one can entities do harm: it is refused where it begins.
"""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar
from xml.parsers import expat

from commitments.documents.results import Unreadable

CHUNK_BYTES = 1 << 16
# A table in a table in a table takes twenty each.
MOST_DEPTH = 400
# What a broken archive raises while it is read, all of it.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
Attributes = Mapping[str, str]
Item = TypeVar("Item")


class ShortNames:
    """Short names of elements and attributes: `w:p` for known namespaces, "" for others."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.prefixes = prefixes
        self.known: dict[str, str] = {}

    def short(self, name: str) -> str:
        found = self.known.get(name)
        if found is None:
            space, _, local = name.rpartition(" ")
            prefix = self.prefixes.get(space, "") if space else "-"
            found = local if prefix == "-" else f"{prefix}:{local}" if prefix else ""
            if len(self.known) < 5_000:
                self.known[name] = found
        return found

    def attributes(self, given: Mapping[str, str]) -> dict[str, str]:
        return {self.short(name): value for name, value in given.items()}


class Archive:
    """A ZIP archive that is read without unpacking anything to disk."""

    def __init__(self, content: bytes) -> None:
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(content))
        except BROKEN as error:
            raise Unreadable("broken") from error
        self.members = {member.filename for member in self.archive.infolist()}

    def chunks(self, member: str, size: int = CHUNK_BYTES) -> Iterator[bytes]:
        """Unpack a member piece by piece; Unreadable where it is not there or broken."""
        try:
            with self.archive.open(member) as opened:
                while chunk := opened.read(size):
                    yield chunk
        except KeyError as error:
            raise Unreadable("broken", member) from error
        except BROKEN as error:
            raise Unreadable("broken", member) from error

    def holds(self, member: str, word: bytes, within: int = 1 << 20) -> bool:
        """Return whether a small member contains this word."""
        if member not in self.members:
            return False
        return word in next(self.chunks(member, within), b"")

    def walk(
        self,
        member: str,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None],
        text: Callable[[str], None] | None = None,
    ) -> Iterator[None]:
        """Call back for each element of an XML member, names as "namespace local"; pause after each piece."""
        parser, depth = expat.ParserCreate(namespace_separator=" "), 0

        def deeper(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            if depth > MOST_DEPTH:
                raise Unreadable("depth", member)
            start(name, attributes)

        def higher(name: str) -> None:
            nonlocal depth
            depth -= 1
            end(name)

        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_type
        parser.StartElementHandler = deeper
        parser.EndElementHandler = higher
        if text is not None:
            parser.CharacterDataHandler = text
        try:
            for chunk in self.chunks(member):
                parser.Parse(chunk, False)
                yield
            parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, ValueError) as error:
            # An encoding that Python does not know is a LookupError or a ValueError.
            raise Unreadable("broken", member) from error
        yield

    def read(self, member: str, start: Callable[[str, Attributes], None]) -> None:
        """Call back for each element of a small member, at once; one that is not there has none."""
        if member in self.members:
            for _ in self.walk(member, start, _nothing):
                pass

    def refuse_types(self) -> None:
        """Refuse an archive whose XML has a document type, by what precedes the first elements."""
        for member in sorted(self.members):
            parser = expat.ParserCreate()
            met: list[bool] = []
            parser.StartDoctypeDeclHandler = _refuse_type
            parser.StartElementHandler = lambda *_given, met=met: met.append(True)
            for chunk in self.chunks(member, 512):
                try:
                    parser.Parse(chunk, False)
                except (expat.ExpatError, LookupError, ValueError):
                    # No XML: a picture, say.
                    break
                if met:
                    break


def _nothing(_name: str) -> None:
    return None


def _refuse_type(*_given: Any) -> None:
    raise Unreadable("entities")
