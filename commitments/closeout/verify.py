"""Check a close-out package offline, with Python 3.10 or later and nothing else.

Run `python3 -I verify.py` beside this file. It writes one line for each check and each fault, and ends with
exit code 0 where all is as it was filed, else with 1.
"""

import csv
import datetime
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NOTHING = "0" * 64
MANIFEST_LINE = re.compile(r"([0-9a-f]{64})  ([^\r\n]+)")
TAG_FILES = {"bagit.txt", "bag-info.txt", "manifest-sha256.txt", "verify.py"}
BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MOST_FAULTS = 100
# The columns by which rows are called in the tables for people, the first that a row has.
NAMES = ("reference", "username", "name", "title", "post", "file_name")
LONGEST_CELL = 32_767
LEFT_OUT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
Schema = dict[str, Any]
# The rows of each model by their keys.
Rows = dict[str, dict[int, dict[str, Any]]]
History = list[dict[str, Any]]


class Package:
    """The folder of a package, and the faults found so far."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults = 0

    def fault(self, text: str) -> None:
        """Count a fault and print it."""
        self.faults += 1
        if self.faults <= MOST_FAULTS:
            print(f"FAULT  {text}")

    def path(self, name: str) -> Path:
        return self.folder / "data" / name

    def json(self, name: str) -> Any:
        return json.loads(self.path(name).read_bytes())

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield the lines of a file without their ends; the last ends too."""
        with self.path(name).open("rb") as file:
            for number, line in enumerate(file, start=1):
                if not line.endswith(b"\n"):
                    self.fault(f"data/{name}, line {number}: the line is incomplete")
                yield line[:-1] if line.endswith(b"\n") else line


def hash_file(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        for part in iter(lambda: file.read(1 << 20), b""):
            found.update(part)
    return found.hexdigest()


def read_manifest(package: Package, name: str) -> dict[str, str]:
    """Return the hash of each file that a manifest names."""
    found: dict[str, str] = {}
    text = (package.folder / name).read_bytes().decode("utf-8")
    if not text.endswith("\n"):
        package.fault(f"{name}: the last line is incomplete")
    for number, line in enumerate(text.split("\n")[:-1], start=1):
        told = MANIFEST_LINE.fullmatch(line)
        if told is None:
            package.fault(f"{name}, line {number} is not valid")
        elif told[2] in found:
            package.fault(f"{name}, line {number} names {told[2]} again")
        else:
            found[told[2]] = told[1]
    return found


def check_bag(package: Package) -> int:
    """Check the files against the manifests, as BagIt (RFC 8493) has it, and that there are no others."""
    there = {
        path.relative_to(package.folder).as_posix() for path in package.folder.rglob("*") if not path.is_dir()
    }
    tags = read_manifest(package, "tagmanifest-sha256.txt")
    payload = read_manifest(package, "manifest-sha256.txt")
    if set(tags) != TAG_FILES:
        package.fault("tagmanifest-sha256.txt does not name the tag files of a package")
    if (package.folder / "bagit.txt").read_bytes() != BAGIT:
        package.fault("bagit.txt is not that of a package")
    for name in sorted(there - set(tags) - set(payload) - {"tagmanifest-sha256.txt"}):
        package.fault(f"{name}: no manifest names this file")
    for name, digest in sorted({**tags, **payload}.items()):
        if name not in there:
            package.fault(f"{name}: the file is missing")
        elif hash_file(package.folder / name) != digest:
            package.fault(f"{name}: the file was altered")
    size = sum((package.folder / name).stat().st_size for name in payload if name in there)
    oxum = f"Payload-Oxum: {size}.{len(payload)}"
    if oxum not in (package.folder / "bag-info.txt").read_text(encoding="utf-8").split("\n"):
        package.fault("bag-info.txt: the number of files or bytes differs")
    return len(payload) + len(tags)


def read_rows(package: Package, schema: Schema) -> Rows:
    """Return the rows of each model by their keys, after a check of their columns and order."""
    found: Rows = {}
    for file in schema["files"]:
        names, last = {column["name"] for column in file["columns"]}, 0
        rows: dict[int, dict[str, Any]] = {}
        for number, line in enumerate(package.lines(f"{file['file']}.jsonl"), start=1):
            row = json.loads(line)
            if set(row) != names:
                package.fault(f"{file['file']}, line {number}: the columns are not those of the schema")
            elif row["id"] <= last:
                package.fault(f"{file['file']}, line {number}: the order of the keys is not valid")
            else:
                last = row["id"]
                rows[last] = row
        found[file["model"]] = rows
    return found


def check_references(package: Package, schema: Schema, rows: Rows) -> None:
    """Check that each row to which a row refers is in the package."""
    for file in schema["files"]:
        for column in file["columns"]:
            if "refers_to" not in column:
                continue
            there = rows.get(column["refers_to"], {})
            for key, row in rows[file["model"]].items():
                value = row[column["name"]]
                if value is not None and value not in there:
                    package.fault(f"{file['label']} {key}: {column['label']} {value} is not in the package")


def check_tables(package: Package, schema: Schema, rows: Rows) -> int:
    """Check that the tables for people say what the rows say; return how many rows they have."""
    count = 0
    for file in schema["files"]:
        name = f"tables/{file['model'].partition('.')[2].lower()}.csv"
        with package.path(name).open(encoding="utf-8-sig", newline="") as table:
            _heads, *lines = csv.reader(table)
        if len(lines) != len(rows[file["model"]]):
            package.fault(f"data/{name}: the number of rows differs")
        for cells, (key, row) in zip(lines, rows[file["model"]].items(), strict=False):
            said = [tell_cell(column, row[column["name"]], rows) for column in file["columns"]]
            if len(cells) != len(said) or not all(map(is_same_cell, cells, said)):
                package.fault(f"data/{name}: row {key} differs from the record")
        count += len(lines)
    return count


def tell_cell(column: dict[str, Any], value: Any, rows: Rows) -> str:
    """Return a value as the table for people has it: words for choices, names for keys."""
    if value is not None and str(value) in column.get("values", {}):
        return str(column["values"][str(value)])
    if value is None or value == "":
        return ""
    if "refers_to" in column:
        row = rows[column["refers_to"]].get(value, {})
        name = next((one for one in NAMES if one in row), "")
        return f"{row[name]} ({value})" if name else str(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def is_same_cell(cell: str, said: str) -> bool:
    """Return whether a cell is a text: without control characters, quoted where it could be a formula, cut
    where it is too long.
    """
    text = LEFT_OUT.sub("", said)
    cut = LONGEST_CELL - 1
    return any(cell in (one, f"{one[:cut]}…" if len(one) > cut else one) for one in (text, f"'{text}"))


def check_counts(package: Package, about: Schema, rows: Rows, history: History) -> None:
    """Check the numbers of rows that the package states."""
    counts = {model: len(found) for model, found in rows.items()}
    if about["counts"] != counts:
        package.fault("data/package.json: the number of rows differs")
    if about["history"] != len(history):
        package.fault("data/package.json: the number of entries of the history differs")


def read_history(package: Package) -> tuple[History, dict[int, str]]:
    """Check each entry of the history under its seal; return the entries, and the known seals by position."""
    entries, seals = list(package.lines("history.jsonl")), list(package.lines("seals.jsonl"))
    if len(entries) != len(seals):
        package.fault("the history has more or fewer entries than seals")
    last, before = 0, NOTHING
    known: dict[int, str] = {}
    for entry, line in zip(entries, seals, strict=False):
        position, previous, digest = json.loads(line)
        key = json.loads(entry)["id"]
        if position <= last:
            package.fault(f"history entry {key}: the order of the seals is not valid")
        if position == last + 1 and previous != before:
            package.fault(f"history entry {key}: its seal does not follow the seal before")
        if hashlib.sha256(previous.encode() + b"\n" + entry).hexdigest() != digest:
            package.fault(f"history entry {key}: the entry does not match its seal")
        last, before = position, digest
        known[position] = digest
        known.setdefault(position - 1, previous)
    return [json.loads(entry) for entry in entries], known


def check_anchors(package: Package, known: dict[int, str]) -> int:
    """Compare the seals with what was recorded of them outside of the history, where a seal is here."""
    count = 0
    for line in package.lines("anchors.jsonl"):
        anchor = json.loads(line)
        digest, position = anchor["hash"], anchor["position"]
        if anchor["chain"] == "this" and known.get(position, digest) != digest:
            package.fault(f"anchor at seal {position}: the history has another seal")
        if digest is None or not digest.startswith(anchor["digits"]):
            package.fault(f"anchor at seal {position}: the seal is not the one that {anchor['of']} names")
        count += 1
    return count


def replay(history: History, other_actions: set[str]) -> dict[tuple[str, int], dict[str, Any] | None]:
    """Return the last state of each record that its history leads to; None for a removed record."""
    states: dict[tuple[str, int], dict[str, Any] | None] = {}
    for entry in history:
        subject = (entry["subject_type"], entry["subject_id"])
        if entry["action"] in other_actions:
            continue
        if not entry["after"] and entry["before"]:
            states[subject] = None
        else:
            states[subject] = {**(states.get(subject) or {}), **entry["after"]}
    return states


def is_same(kind: str, told: Any, value: Any) -> bool:
    """Return whether a value in the history is that of a row."""
    if told == value or str(told) == str(value):
        return True
    if kind in {"moment", "time"} and isinstance(told, str) and isinstance(value, str):
        read: Any = datetime.time if kind == "time" else datetime.datetime
        try:
            both = [read.fromisoformat(one.replace("Z", "+00:00")) for one in (told, value)]
        except ValueError:
            return False
        return both[0] == both[1]  # type: ignore[no-any-return]
    return False


def check_states(package: Package, schema: Schema, rows: Rows, history: History) -> int:
    """Check that the history of each record leads to its row."""
    states, count = replay(history, set(schema["other_actions"])), 0
    for file in schema["files"]:
        if not file["is_compared"]:
            continue
        columns = [column for column in file["columns"] if column["in_history"]]
        for key, row in rows[file["model"]].items():
            state = states.get((file["model"], key))
            count += 1
            if state is None:
                package.fault(f"{file['label']} {key}: the history has no entry for this record")
                continue
            for column in columns:
                told = state.get(column["name"], column["default"])
                if not is_same(column["type"], told, row[column["name"]]):
                    package.fault(f"{file['label']} {key}: {column['label']} differs from the history")
        for (model, key), state in states.items():
            if model == file["model"] and state is not None and key not in rows[model]:
                package.fault(f"{file['label']} {key}: the record is missing")
    return count


def check_files(package: Package) -> tuple[int, int]:
    """Check each filed document under its hash; return how many are here, and how many were not kept."""
    kept = lost = 0
    named: set[str] = set()
    for line in package.lines("files.jsonl"):
        row = json.loads(line)
        path = package.path(f"files/{row['sha256'][:2]}/{row['sha256']}")
        named.add(row["sha256"])
        if not row["is_kept"]:
            lost += 1
        elif not path.is_file() or hash_file(path) != row["sha256"]:
            package.fault(f"file {row['sha256']}: missing or altered")
        else:
            kept += 1
    for path in package.path("files").rglob("*"):
        if not path.is_dir() and path.name not in named:
            package.fault(f"file {path.name}: the list of files does not name it")
    return kept, lost


def check(package: Package) -> None:
    """Make all checks, in an order in which one may rest on the one before."""
    print(f"CHECK  {check_bag(package)} files compared with the manifests")
    if package.faults:
        return
    schema, about = package.json("schema.json"), package.json("package.json")
    rows = read_rows(package, schema)
    print(f"CHECK  {sum(map(len, rows.values()))} rows read")
    check_references(package, schema, rows)
    print(f"CHECK  {check_tables(package, schema, rows)} rows of the tables for people compared")
    history, known = read_history(package)
    print(f"CHECK  {len(history)} entries of the history under their seals")
    check_counts(package, about, rows, history)
    print(f"CHECK  {check_anchors(package, known)} anchors compared with the seals")
    print(f"CHECK  {check_states(package, schema, rows, history)} records compared with their history")
    kept, lost = check_files(package)
    print(f"CHECK  {kept} filed documents under their hash")
    if lost:
        print(f"NOTE   {lost} documents had no file when the package was made")
    print(f"NOTE   the package is of {about['selection']['name']}, made at {about['made_at']}")
    print(f"NOTE   fingerprint {hash_file(package.folder / 'tagmanifest-sha256.txt')}")


def main(arguments: list[str]) -> int:
    """Check the package in the folder of this file, or in the one named; return the exit code."""
    package = Package(Path(arguments[1]) if len(arguments) > 1 else Path(__file__).resolve().parent)
    try:
        check(package)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        package.fault(f"the package cannot be read: {error!r}")
    if package.faults:
        print(f"The package has faults: {package.faults}. Do not rely on it.")
        return 1
    print("The package is as it was filed.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
