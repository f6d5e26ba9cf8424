"""Import a close-out package into an empty tracker: the same records, with their history under new seals.

Seals of a chain cannot be imported, since a package has only some of its entries. The import checks them,
seals the entries again, and records which seals the packets name.
"""

import datetime
import io
import json
from collections.abc import Iterator
from contextlib import redirect_stdout
from itertools import islice
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from commitments.audit import chain, log
from commitments.audit.as_of import tables
from commitments.closeout import files, schema, verify
from commitments.closeout.registry import EXPORTED, REFERENCES, name_file
from commitments.db import bulk_sql
from commitments.errors import Refused
from commitments.models import AuditRow, Commitment, Country, FollowUp, Matrix, Meeting, Packet, User
from commitments.records import references
from commitments.search import index

ROWS_AT_ONCE = 500
IMPORTED = "imported"
# Where references are that a new record must not repeat.
NUMBERED: dict[type[Model], str] = {
    **dict.fromkeys((Commitment, Meeting, Packet, Matrix), "reference"),
    FollowUp: "number",
}


def import_folder(folder: Path, *, now: datetime.datetime) -> dict[str, int]:
    """Write the records of a package into an empty database; return the number of rows of each model.

    1. Check the package, as its `verify.py` does. 2. Check that the columns are those of this version, and
    that the database is empty. 3. Store the documents, and write rows and history with their keys. 4. Record
    the import of each referenced row and of the package; seal, count and index. Raises `Refused`.
    """
    _check(folder)
    data = folder / "data"
    with transaction.atomic():
        if AuditRow.objects.exists() or any(model._base_manager.exists() for model in EXPORTED):
            raise Refused(
                _("Import a package into an empty tracker only. This one has records."), "not_empty"
            )
        _store_documents(data)
        _defer_constraints()
        counts = {model._meta.label: _write_rows(data, model) for model in EXPORTED}
        history = _write_history(data)
        _reset_sequences([*EXPORTED, AuditRow])
        _record_import(folder, now)
        chain.seal_from(connection)
        references.restore_counters(_list_references())
    index.rebuild_index()
    return counts | {AuditRow._meta.label: history}


def _check(folder: Path) -> None:
    """Raise `Refused` for a package with a fault, or one that another version made."""
    said = io.StringIO()
    with redirect_stdout(said):
        code = verify.main(["verify.py", str(folder)])
    if code:
        fault = next((line for line in said.getvalue().splitlines() if line.startswith("FAULT")), "")
        raise Refused(
            _("The package has faults: %(fault)s") % {"fault": fault.removeprefix("FAULT  ")}, "faults"
        )
    made, own = json.loads((folder / "data/schema.json").read_text(encoding="utf-8")), schema.build_schema()
    if made["format"] != own["format"] or _name_columns(made) != _name_columns(own):
        raise Refused(
            _("Another version of the tracker made this package. Import it with that version."),
            "other_version",
        )


def _name_columns(of: dict[str, Any]) -> dict[str, list[str]]:
    return {file["model"]: [column["name"] for column in file["columns"]] for file in of["files"]}


def _read_lines(path: Path) -> Iterator[Any]:
    with path.open("rb") as file:
        yield from map(json.loads, file)


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while part := list(islice(rows, ROWS_AT_ONCE)):
        yield part


def _store_documents(data: Path) -> None:
    for row in _read_lines(data / "files.jsonl"):
        if row["is_kept"]:
            content = (data / "files" / row["sha256"][:2] / row["sha256"]).read_bytes()
            files.open_store(row["store"]).put(content)


def _write_rows(data: Path, model: type[Model]) -> int:
    count = 0
    for part in _batches(_read_lines(data / f"{name_file(model)}.jsonl")):
        rows = [model(**log.parse_values(model, values)) for values in part]
        for row in rows:
            if isinstance(row, User):
                # A name in the records: nobody signs in with it.
                row.is_active, row.password = False, make_password(None)
        bulk_sql.insert_rows(rows)
        count += len(rows)
    return count


def _write_history(data: Path) -> int:
    count = 0
    for part in _batches(_read_lines(data / "history.jsonl")):
        bulk_sql.insert_rows([AuditRow(**log.parse_values(AuditRow, values)) for values in part])
        count += len(part)
    return count


def _defer_constraints() -> None:
    """Check at the end that each row to which a row refers is there: some refer to each other."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _reset_sequences(models: list[type[Model]]) -> None:
    """Let the database count on after the imported keys."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _record_import(folder: Path, now: datetime.datetime) -> None:
    """Write the first row of history of each referenced row, and that of the import."""
    rows = []
    complete = set(tables.list_complete_models())
    for model in REFERENCES:
        for record in model._base_manager.order_by("pk") if model in complete else ():
            filed = {}
            if isinstance(record, User):
                filed = log.build_credential_values({}, log.fingerprint_credentials([record]))
            after = log.state_of(record) | filed
            rows.append(log.build_row(IMPORTED, record, by=None, now=now, before={}, after=after))
    about = json.loads((folder / "data/package.json").read_text(encoding="utf-8"))
    anchors = _read_lines(folder / "data/anchors.jsonl")
    filed = {
        "fingerprint": files.hash_file(folder / "tagmanifest-sha256.txt"),
        "end_of_history": about["end_of_history"],
        "anchors": {str(one["packet"]): one["hash"] for one in anchors if one["packet"] is not None},
    }
    partner = Country.objects.get(iso=about["selection"]["country"])
    after = {log.FILED_ACTION: filed}
    rows.append(log.build_row(log.IMPORTED_PACKAGE, partner, by=None, now=now, before={}, after=after))
    bulk_sql.insert_rows(rows)


def _list_references() -> Iterator[str]:
    for model, name in NUMBERED.items():
        yield from model._base_manager.values_list(name, flat=True)
