"""Ways to alter a file: bytes of any, members and elements of archives, objects of PDFs, marks of lists.

Each takes a file, chance and its ending, and gives the altered file; all of it follows from the seed.
"""

import io
import random
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Mapping

Mutation = Callable[[bytes, random.Random, str], bytes]
ZIPPED = {".docx", ".odt", ".ods", ".hwpx", ".xlsx"}
MEGABYTE = 1 << 20
NUMBERS = (
    "0",
    "-1",
    "1",
    "65536",
    "2147483647",
    "4294967296",
    "99999999999999999999",
    "1e308",
    "NaN",
    "x",
    "",
)
TEXTS = (
    "=1+1",
    "\ufeff",
    "\u202e",
    "가" * 3000,
    "&#x0;",
    "&#xD800;",
    "<![CDATA[x]]>",
    "%s%n",
    "\U0010ffff",
    " " * 9999,
    *(
        "9" * 400,
        "0000-00-00",
        "2026-13-45",
        "31 Dec 9999",
        "10000-01-01",
        "within 99999999 days",
        "by 1 May",
    ),
    *("NaN", "Infinity", "1e400", "-0", "٣", "²", "a;b;c", "x\r\nBcc: a@b.test", "\x00", "\ud7ff", "x" * 300),
    *("%(name)s", "{name}", "XV-2026-0001", "26-1", "M-XV-2026-001", "KNPA", "ours", "joint", "e\u0301" * 60),
)
STARTS = (
    b"%PDF-1.4\n",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"{\\rtf1",
    b"\x1f\x8b",
    b"\x7fELF",
    b"<?xml",
)


def flip(data: bytes, chance: random.Random, _ending: str) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 2, 8, 64))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def cut(data: bytes, chance: random.Random, _ending: str) -> bytes:
    return data[: chance.randrange(len(data))]


def leave_out(data: bytes, chance: random.Random, _ending: str) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.randrange(1, 400) :]


def repeat(data: bytes, chance: random.Random, _ending: str) -> bytes:
    start = chance.randrange(len(data))
    piece = data[start : start + chance.randrange(1, 300)]
    return data[:start] + piece * chance.choice((2, 50, 5000)) + data[start:]


def put_zeros(data: bytes, chance: random.Random, _ending: str) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + bytes(chance.choice((1, 2, 500))) + data[start:]


def put_noise(data: bytes, chance: random.Random, _ending: str) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + chance.randbytes(chance.choice((1, 30, 3000))) + data[start:]


def another_kind(data: bytes, chance: random.Random, _ending: str) -> bytes:
    return chance.choice(STARTS) + data[chance.choice((0, 8)) :]


def leave_all_out(_data: bytes, chance: random.Random, _ending: str) -> bytes:
    return chance.choice((b"", b"\n", b"\xff\xfe", chance.randbytes(400)))


def unpack(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(members: Mapping[str, bytes], twice: str = "") -> bytes:
    target = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        # A name that is there twice is what is to be tried.
        warnings.simplefilter("ignore")
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        if twice:
            archive.writestr(zipfile.ZipInfo(twice), members[twice][::2], zipfile.ZIP_DEFLATED)
    return target.getvalue()


def within(change: Callable[[bytes, random.Random], bytes]) -> Mutation:
    """Alter one member of an archive, and the archive is whole again."""

    def mutation(data: bytes, chance: random.Random, _ending: str) -> bytes:
        members = unpack(data)
        telling = [
            name
            for name in members
            if re.search(r"document|content\.xml|section|sheet|String|number|book", name)
        ]
        name = chance.choice(telling if chance.random() < 0.8 else sorted(members))
        return pack(members | {name: change(members[name], chance)})

    return mutation


def member_flipped(text: bytes, chance: random.Random) -> bytes:
    return flip(text, chance, "") if text else text


def member_cut(text: bytes, chance: random.Random) -> bytes:
    return text[: chance.randrange(len(text) + 1)]


def element_many(text: bytes, chance: random.Random) -> bytes:
    """Repeat an element with all that is in it."""
    found = list(re.finditer(rb"<([\w:]+)(?: [^<>]*)?>", text))
    if not found:
        return text
    start = chance.choice(found)
    end = text.find(b"</" + start[1] + b">", start.end())
    end = end + len(start[1]) + 3 if end > 0 else start.end()
    return text[: start.start()] + text[start.start() : end] * chance.choice((2, 40, 3000)) + text[end:]


def element_gone(text: bytes, chance: random.Random) -> bytes:
    """Leave out one tag, the one that opens or the one that closes."""
    found = list(re.finditer(rb"</?[\w:]+[^<>]*>", text))
    gone = chance.choice(found) if found else None
    return text[: gone.start()] + text[gone.end() :] if gone else text


def element_renamed(text: bytes, chance: random.Random) -> bytes:
    """Call each element of one name by the name of another."""
    names = sorted(set(re.findall(rb"<([\w:]+)", text)))
    if len(names) < 2:
        return text
    one, other = chance.sample(names, 2)
    return re.sub(rb"(</?)" + one + rb"(?=[\s/>])", rb"\1" + other, text)


def attribute_odd(text: bytes, chance: random.Random) -> bytes:
    """Give attributes values that nobody expects."""
    share = chance.choice((0.02, 0.2, 1.0))

    def odd(found: re.Match[bytes]) -> bytes:
        kept = chance.random() > share or found[1].startswith(b"xmlns")
        return found[0] if kept else b' %s="%s"' % (found[1], chance.choice(NUMBERS).encode())

    return re.sub(rb" ([\w:]+)=\"[^\"]*\"", odd, text)


def text_odd(text: bytes, chance: random.Random) -> bytes:
    return re.sub(
        rb">([^<>]+)<",
        lambda found: (
            b">%s<" % _in_xml(chance.choice((*TEXTS, *NUMBERS))) if chance.random() < 0.3 else found[0]
        ),
        text,
    )


def _in_xml(text: str) -> bytes:
    return text.replace("\x00", "&#0;").encode()


def nested(text: bytes, chance: random.Random) -> bytes:
    """Nest one element in itself, without end."""
    names = re.findall(rb"<([\w:]+)", text)
    name, depth = chance.choice(names) if names else b"a", chance.choice((30, 500, 60_000))
    place = text.find(b">", len(text) // 2) + 1
    return text[:place] + b"<%s>" % name * depth + b"</%s>" % name * depth + text[place:]


def with_type(text: bytes, chance: random.Random) -> bytes:
    entity = chance.choice(
        (
            b"<!ENTITY e 'x'>",
            b"<!ENTITY e SYSTEM 'file:///etc/hostname'>",
            b"<!ENTITY e SYSTEM 'http://127.0.0.1:9/'>",
            b"<!ENTITY f 'ffffffffff'><!ENTITY g '%s'><!ENTITY e '%s'>" % (b"&f;" * 99, b"&g;" * 99),
            b"<!ENTITY % p SYSTEM 'file:///etc/hostname'>%p;",
        )
    )
    head = re.match(rb"\s*(?:<\?[^>]*\?>)?", text)
    start = head.end() if head else 0
    return text[:start] + b"<!DOCTYPE a [" + entity + b"]>" + re.sub(rb">([^<>]+)<", rb">&e;<", text[start:])


def encoded(text: bytes, chance: random.Random) -> bytes:
    """Say another encoding than it is in, or be in another."""
    named = chance.choice(("utf-16", "utf-32", "cp949", "latin-1", "utf-7", "unknown-8"))
    body = re.sub(rb"^\s*<\?[^>]*\?>", b"", text).decode(errors="replace")
    is_true = chance.random() < 0.5 and named != "unknown-8"
    return b'<?xml version="1.0" encoding="%s"?>' % named.encode() + body.encode(
        named if is_true else "utf-8", "replace"
    )


def filled(text: bytes, chance: random.Random) -> bytes:
    """Fill one text with some megabytes that pack well or do not."""
    much = chance.choice(
        (b"A" * 9 * MEGABYTE, b" " * 3 * MEGABYTE, chance.randbytes(MEGABYTE).hex().encode())
    )
    place = text.find(b"</", chance.randrange(len(text) + 1))
    return text[:place] + much + text[place:] if place > 0 else text + much


def wide(text: bytes, chance: random.Random) -> bytes:
    """Give one element thousands of attributes."""
    place = text.find(b">", chance.randrange(len(text) + 1))
    place -= place > 0 and text[place - 1 : place] == b"/"
    return text[:place] + b"".join(b' q%d="1"' % number for number in range(20_000)) + text[place:]


def member_gone(data: bytes, chance: random.Random, _ending: str) -> bytes:
    members = unpack(data)
    del members[chance.choice(sorted(members))]
    return pack(members)


def member_twice(data: bytes, chance: random.Random, _ending: str) -> bytes:
    members = unpack(data)
    return pack(members, twice=chance.choice(sorted(members)))


def members_many(data: bytes, chance: random.Random, _ending: str) -> bytes:
    count = chance.choice((10, 4000, 7000))
    return pack(unpack(data) | {f"../../{number}": b"" for number in range(count)})


def member_exchanged(data: bytes, chance: random.Random, _ending: str) -> bytes:
    """Exchange the contents of two members."""
    members = unpack(data)
    one, other = chance.sample(sorted(members), 2)
    return pack(members | {one: members[other], other: members[one]})


def directory_lies(data: bytes, chance: random.Random, _ending: str) -> bytes:
    """Alter sizes, sums, flags and methods in the list of an archive."""
    changed = bytearray(data)
    for found in re.finditer(b"PK\x01\x02", data):
        place = found.start() + chance.choice((8, 10, 16, 20, 24, 28, 42))
        if place + 4 < len(changed) and chance.random() < 0.5:
            changed[place : place + 4] = chance.choice((b"\xff\xff\xff\x7f", b"\0\0\0\0", b"\1\0\0\0"))
    return bytes(changed)


def pdf_numbers(data: bytes, chance: random.Random, _ending: str) -> bytes:
    share = chance.choice((0.01, 0.1, 0.5))
    return re.sub(
        rb"\d+", lambda found: chance.choice(NUMBERS).encode() if chance.random() < share else found[0], data
    )


def pdf_names(data: bytes, chance: random.Random, _ending: str) -> bytes:
    names = sorted(set(re.findall(rb"/\w+", data)))
    one, other = chance.sample(names, 2)
    return data.replace(one, other, chance.choice((1, -1)))


def pdf_circle(data: bytes, chance: random.Random, _ending: str) -> bytes:
    """Let objects name themselves and each other."""
    return re.sub(rb"(\d+) 0 R", lambda _found: b"%d 0 R" % chance.randrange(1, 8), data)


def pdf_filtered(data: bytes, chance: random.Random, _ending: str) -> bytes:
    """Pack a page, whole, cut off, or many times over."""
    packed = zlib.compress(
        chance.choice((b"BT /F1 9 Tf (x) Tj ET\n" * 200_000, b" " * 40 * MEGABYTE, b"(" * 100_000))
    )
    kind = chance.choice((b"/FlateDecode", b"[/FlateDecode/FlateDecode]", b"/LZWDecode", b"/ASCII85Decode"))
    body = packed[: chance.choice((len(packed), len(packed) // 2))]
    stream = b"<</Filter%s/Length %d>>stream\n%s\nendstream" % (kind, len(body), body)
    return re.sub(
        rb"<</Length \d+>>stream\n.*?endstream", lambda _found: stream, data, count=1, flags=re.DOTALL
    )


def list_marks(data: bytes, chance: random.Random, _ending: str) -> bytes:
    changed = data
    for _ in range(chance.choice((1, 4, 40))):
        place = chance.randrange(len(changed) + 1)
        mark = chance.choice(
            (b'"', b",", b";", b"\t", b"|", b"\r", b"\n", b"\\", b"'", b"\x85", b"\xe2\x80\xa8")
        )
        changed = changed[:place] + mark + changed[place:]
    return changed


def list_long(data: bytes, chance: random.Random, _ending: str) -> bytes:
    return data + chance.choice(
        (
            b";" * 30_000,
            b"x" * 400_000,
            b"\n" * 2_000_000,
            b'"' + b"y;\n" * 90_000,
            b'""' * 70_000,
            b"a;b\n" * 60_000,
        )
    )


def list_cells(data: bytes, chance: random.Random, _ending: str) -> bytes:
    """Put odd values into cells, and leave the list whole."""
    share = chance.choice((0.1, 0.5, 1.0))

    def odd(found: re.Match[bytes]) -> bytes:
        said = chance.choice((*TEXTS, *NUMBERS)).encode("utf-8", "replace").replace(b'"', b'""')
        return b'"%s"' % said if chance.random() < share else found[0]

    return re.sub(rb'(?<=[;\n])(?:"[^"]*"|[^;"\r\n]+)', odd, data)


def list_recoded(data: bytes, chance: random.Random, _ending: str) -> bytes:
    text = data.decode(errors="replace")
    names = ("utf-16", "utf-16-be", "utf-32", "cp949", "mac_roman", "cp1252", "utf-7", "shift_jis", "cp037")
    return text.encode(chance.choice(names), "replace")


def marks_deep(data: bytes, chance: random.Random, _ending: str) -> bytes:
    mark = chance.choice((b"> ", b"* ", b"[", b"![", b"`", b"*a ", b"1. ", b"<", b"|", b"_" * 3))
    return data + mark * chance.choice((90, 3000, 12_000)) + b"\n"


ANY: tuple[Mutation, ...] = (flip, cut, leave_out, repeat, put_zeros, put_noise, another_kind, leave_all_out)
XML = (
    member_flipped,
    member_cut,
    element_many,
    element_gone,
    element_renamed,
    attribute_odd,
    text_odd,
    nested,
    with_type,
    encoded,
    filled,
    wide,
)
ARCHIVE: tuple[Mutation, ...] = (member_gone, member_twice, members_many, member_exchanged, directory_lies)
PDF: tuple[Mutation, ...] = (pdf_numbers, pdf_names, pdf_circle, pdf_filtered)
LIST: tuple[Mutation, ...] = (list_marks, list_long, list_cells, list_cells, list_recoded)


def mutations(ending: str) -> list[tuple[str, Mutation]]:
    """Give the ways to alter a file of this ending, with their names."""
    found = [(one.__name__, one) for one in ANY]
    if ending in ZIPPED:
        found += [(one.__name__, within(one)) for one in XML] + [(one.__name__, one) for one in ARCHIVE]
    elif ending == ".pdf":
        found += [(one.__name__, one) for one in PDF]
    else:
        found += [(one.__name__, one) for one in (*LIST, marks_deep)]
    return found
