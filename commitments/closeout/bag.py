"""Write a close-out package as a BagIt folder (RFC 8493) with records, history, documents and `verify.py`."""

import csv
import datetime
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from commitments.audit import chain, log
from commitments.closeout import files, schema
from commitments.closeout.registry import EXPORTED, RECORDS, list_fields, name_file
from commitments.closeout.selection import GatheredRows, Selection, highest_classification, split_keys
from commitments.enums import Classification
from commitments.errors import Refused
from commitments.models import AuditRow, Seal
from commitments.packets.archive.frozen import render_canonical
from commitments.tables.exporter import escape_formula

# ruff: noqa: S608

Show = Callable[[int, int], None]
SCRIPT = Path(__file__).with_name("verify.py")
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
TAG_FILES = ("bag-info.txt", "bagit.txt", MANIFEST, SCRIPT.name)
# Of what a row is called in the tables for people, the first of these that it has.
NAMES = ("reference", "username", "name", "title", "post", "file_name")


@dataclass(frozen=True, slots=True)
class WrittenBag:
    """What was written: the SHA-256 of the tag manifest, which covers all files, and numbers."""

    fingerprint: str
    rows: int
    history: int
    documents: int
    missing: int
    classification: int


@dataclass(frozen=True, slots=True)
class BagMaker:
    """Who makes a package, and when."""

    at: datetime.datetime
    by: str


def write_bag(
    folder: Path,
    selection: Selection,
    found: GatheredRows,
    maker: BagMaker,
    show: Show = lambda done, total: None,
) -> WrittenBag:
    """Write the package into a folder that does not exist yet; the caller holds a snapshot.

    Raises `Refused` where a filed document was altered in storage.
    """
    data = folder / "data"
    (data / "files").mkdir(parents=True, mode=0o700)
    total = sum(map(len, found.keys.values())) + len(found.history)
    done = 0
    for model in EXPORTED:
        _write_rows(data, model, found)
        show(done := done + len(found.keys[model]), total)
    known = _write_history(data, found.history)
    documents, missing = files.write_documents(data, found)
    _write_lines(data / "anchors.jsonl", map(render_canonical, files.list_anchors(found, known)))
    level = highest_classification(found)
    _write_json(data / "schema.json", schema.build_schema())
    about = _describe(selection, found, maker, level)
    _write_json(data / "package.json", about)
    show(total, total)
    return WrittenBag(
        fingerprint=_write_tags(folder, about),
        rows=sum(map(len, found.keys.values())),
        history=len(found.history),
        documents=documents,
        missing=missing,
        classification=level,
    )


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _write_lines(path: Path, lines: Iterable[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        for line in lines:
            file.write(line + b"\n")


def _write_rows(data: Path, model: type[Model], found: GatheredRows) -> None:
    """Write the rows of a model as JSON Lines, and as CSV for people."""
    name, names = name_file(model), [one.attname for one in list_fields(model)]
    keys = sorted(found.keys[model])
    lines = (
        render_canonical({column: log.to_plain(value) for column, value in row.items()})
        for row in _list_rows(model, keys, names)
    )
    _write_lines(data / f"{name}.jsonl", lines)
    table = data / "tables" / f"{model._meta.model_name}.csv"
    table.parent.mkdir(exist_ok=True)
    with table.open("w", encoding="utf-8-sig", newline="") as file, translation.override("en"):
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerows(_list_cells(model, keys, names))


def _list_rows(model: type[Model], keys: Sequence[int], names: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a model by their keys, in the order of the keys."""
    for part in split_keys(keys):
        yield from model._base_manager.filter(pk__in=part).order_by("pk").values(*names)


def _list_cells(model: type[Model], keys: Sequence[int], names: Sequence[str]) -> Iterator[list[str]]:
    """Yield the heading and the rows of a table for people: words for choices, names for keys."""
    fields = list_fields(model)
    yield [escape_formula(str(getattr(one, "verbose_name", one.name))) for one in fields]
    for part in split_keys(keys):
        rows = list(_list_rows(model, part, names))
        words: dict[str, Mapping[Any, object]] = {}
        for one in fields:
            if one.is_relation:
                keys_of = {row[one.attname] for row in rows} - {None}
                words[one.attname] = _name_rows(one.related_model, keys_of)  # type: ignore[arg-type]
            elif one.flatchoices:
                words[one.attname] = dict(one.flatchoices)
        for row in rows:
            yield [
                _format_cell(words[name].get(value, value) if name in words else value)
                for name, value in row.items()
            ]


def _name_rows(model: type[Model], keys: set[int]) -> dict[int, str]:
    """Return what the rows of a model are called."""
    columns = {one.attname for one in model._meta.concrete_fields}
    name = next((one for one in NAMES if one in columns), None)
    if name is None:
        return {}
    rows = model._base_manager.filter(pk__in=keys).order_by()
    return {key: f"{said} ({key})" for key, said in rows.values_list("pk", name)}


def _format_cell(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    plain = str(value) if isinstance(value, Promise) else log.to_plain(value)
    # SQLite keeps the order of keys as it was written; an import writes them sorted.
    text = plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False, sort_keys=True)
    return escape_formula(text)


def _write_history(data: Path, keys: Sequence[int]) -> dict[int, str]:
    """Write the rows of the history as they were sealed, and beside each its seal and the seal before.

    Return the hash of each of these seals by its position.
    """
    known: dict[int, str] = {}
    order = Seal.objects.filter(row__in=AuditRow.objects.all()).order_by("position")
    with (data / "history.jsonl").open("wb") as rows, (data / "seals.jsonl").open("wb") as seals:
        pairs = sorted(
            pair
            for part in split_keys(keys)
            for pair in order.filter(row_id__in=part).values_list("position", "row_id", "hash")
        )
        if len(pairs) != len(keys):
            raise Refused(_("The history has entries without a seal. Run verify_records."), "unsealed")
        for start in range(0, len(pairs), 500):
            part = pairs[start : start + 500]
            texts = _read_texts([row for _position, row, _hash in part])
            before = _hashes_before([position for position, _row, _hash in part])
            for position, row, digest in part:
                previous = before.get(position - 1, chain.NOTHING)
                rows.write(texts[row] + b"\n")
                seals.write(render_canonical([position, previous, digest]) + b"\n")
                known |= {position: digest, position - 1: previous}
    return known


def _read_texts(keys: Sequence[int]) -> dict[int, bytes]:
    """Return the sealed text of rows of the history."""
    holders = ", ".join("%s" for _key in keys)
    query = f"SELECT {chain.columns_sql(connection.vendor)} FROM {chain.ROWS} r WHERE r.id IN ({holders})"
    with connection.cursor() as cursor:
        cursor.execute(query, list(keys))
        return {values[chain.COLUMNS.index("id")]: chain.text_of(values) for values in cursor.fetchall()}


def _hashes_before(positions: Sequence[int]) -> dict[int, str]:
    before = Seal.objects.filter(position__in=[position - 1 for position in positions]).order_by()
    return dict(before.values_list("position", "hash"))


def _describe(selection: Selection, found: GatheredRows, maker: BagMaker, level: int) -> dict[str, Any]:
    """Return what a package says of itself."""
    mechanism = selection.mechanism
    return {
        "format": schema.FORMAT,
        "selection": {
            "name": str(selection),
            "country": selection.country.iso,
            "mechanism": mechanism.pk if mechanism else None,
            "starts_on": log.to_plain(selection.starts_on),
            "ends_on": log.to_plain(selection.ends_on),
        },
        "made_at": f"{maker.at.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%SZ}",
        "made_by": maker.by,
        "classification": Classification(level).name.lower(),
        "software": f"tracker {settings.VERSION}",
        "counts": {model._meta.label: len(found.keys[model]) for model in EXPORTED},
        "history": len(found.history),
        "beyond_selection": {
            model._meta.label: sorted(found.beyond[model]) for model in RECORDS if found.beyond[model]
        },
        "end_of_history": str(chain.find_head()),
    }


def _write_tags(folder: Path, about: Mapping[str, Any]) -> str:
    """Write the tag files; return the SHA-256 of the tag manifest."""
    shutil.copyfile(SCRIPT, folder / SCRIPT.name)
    payload = sorted(path for path in (folder / "data").rglob("*") if path.is_file())
    size = sum(path.stat().st_size for path in payload)
    (folder / "bagit.txt").write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    said = {
        "External-Description": f"Close-out package: {about['selection']['name']}",
        "Bagging-Date": about["made_at"][:10],
        "Bag-Software-Agent": about["software"],
        "Contact-Name": about["made_by"],
        "Payload-Oxum": f"{size}.{len(payload)}",
        "Classification": about["classification"],
        "Source": settings.PUBLIC_URL,
    }
    # A line break in a value would begin another element.
    lines = (f"{name}: {' '.join(str(value).split())}\n" for name, value in said.items())
    (folder / "bag-info.txt").write_text("".join(lines), encoding="utf-8")
    _write_manifest(folder, MANIFEST, payload)
    _write_manifest(folder, TAG_MANIFEST, [folder / name for name in TAG_FILES])
    return files.hash_file(folder / TAG_MANIFEST)


def _write_manifest(folder: Path, name: str, paths: Iterable[Path]) -> None:
    lines = (f"{files.hash_file(path)}  {path.relative_to(folder).as_posix()}\n" for path in paths)
    (folder / name).write_text("".join(lines), encoding="utf-8")
