"""The schema of a close-out package, generated from the models: its files, columns, types and relations."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Field, Model
from django.utils import translation

from commitments.audit import log
from commitments.audit.as_of import tables
from commitments.closeout.registry import EXPORTED, RECORDS, list_fields, name_file

# Of the layout of a package; a change of a file or of a meaning raises it.
FORMAT = 1
TYPES: Mapping[str, str] = {
    "BooleanField": "boolean",
    "DateField": "date",
    "DateTimeField": "moment",
    "TimeField": "time",
    "JSONField": "json",
    "ForeignKey": "integer",
    "OneToOneField": "integer",
}


def build_schema() -> dict[str, Any]:
    """Return the schema as plain values, with labels in English."""
    with translation.override("en"):
        files = [describe_model(model) for model in EXPORTED]
    return {"format": FORMAT, "files": files, "other_actions": sorted(log.ACTIONS_WITHOUT_STATE)}


def describe_model(model: type[Model]) -> dict[str, Any]:
    """Describe the file of a model: `is_compared` where its history states each column."""
    return {
        "file": name_file(model),
        "model": model._meta.label,
        "label": str(model._meta.verbose_name),
        "is_compared": model in RECORDS and model in tables.list_complete_models(),
        "columns": [_describe_column(one) for one in list_fields(model)],
    }


def _describe_column(field: "Field[Any, Any]") -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": field.attname,
        "label": str(getattr(field, "verbose_name", field.name)),
        "type": type_of(field),
        "is_optional": field.null,
        "in_history": field.attname not in log.LEFT_OUT,
        "default": log.to_plain(field.get_default()),
    }
    if field.is_relation:
        told["refers_to"] = field.related_model._meta.label  # type: ignore[union-attr]
    if field.flatchoices:
        told["values"] = {str(value): str(label) for value, label in field.flatchoices}
    return told


def type_of(field: "Field[Any, Any]") -> str:
    """Return the type of a column in JSON: integer, boolean, date, moment (ISO 8601), time, json or text."""
    kind = field.get_internal_type()
    return TYPES.get(kind, "integer" if "Integer" in kind or "AutoField" in kind else "text")


def render_schema() -> Iterator[str]:
    """Yield the lines of the tables for people in docs/close-out.md."""
    for file in build_schema()["files"]:
        yield f"### `{file['file']}.jsonl`: {file['label']}"
        yield ""
        yield "| column | type | meaning |"
        yield "|---|---|---|"
        for column in file["columns"]:
            meaning = column["label"]
            if "refers_to" in column:
                meaning += f"; refers to `{column['refers_to'].partition('.')[2].lower()}`"
            if "values" in column:
                meaning += "; " + ", ".join(f"`{value}`" for value in column["values"] if value)
            kind = column["type"] + (" or null" if column["is_optional"] else "")
            yield f"| `{column['name']}` | {kind} | {meaning}. |"
        yield ""
