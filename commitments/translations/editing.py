"""Writing a translation beside its original: titles and names by language, and the second columns of texts.

The wording of an outcome comes from a filed text, and a brief has rules of its own: both are written by the
functions of their pages.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import CharField
from django.utils.translation import gettext_lazy as _

from commitments import models
from commitments.access import policy
from commitments.errors import Refused
from commitments.models.translated import format_lines, parse_lines
from commitments.records import edits
from commitments.text import one_line
from commitments.translations.checks import why_not_write
from commitments.translations.kinds import Kind, list_known_languages
from commitments.translations.states import list_parts

# As long as the title of a record.
TITLE_LENGTH = 200


def is_written_here(kind: Kind) -> bool:
    """Return whether translations of a kind are written beside their original."""
    return not kind.is_chosen and kind.parts is not models.Clause


def find_part(kind: Kind, record: Any, language: str, person: models.User) -> Any:
    """Return the row that holds a translation, as far as the person may read it; None where none does."""
    if kind.is_own:
        return record
    rows = list_parts(kind).filter(language=language, **{kind.parent: record})
    return policy.readable_by(rows, person).order_by("pk").first()


def limit_of(kind: Kind, number: int) -> int | None:
    """Return the most characters of one text of a kind; None without a limit."""
    if kind.lines:
        return TITLE_LENGTH
    column = kind.parts._meta.get_field(kind.columns[number])
    return column.max_length if isinstance(column, CharField) else None


@transaction.atomic
def write_translation(
    kind: Kind,
    record: Any,
    language: str,
    texts: Mapping[str, str],
    *,
    text_language: str = "",
    expected: int | None = None,
    by: models.User,
    now: datetime.datetime,
) -> None:
    """Write the translations of a record in one language, by the names of the originals.

    A text that is left out stays, unless the translation so far has another language. Raises `Refused` where
    the person may not, a language is unknown or that of the original, or the record was changed meanwhile.
    """
    if (refusal := why_not_write(kind, record, by)) is not None:
        raise refusal
    base = text_language or kind.base_of(record)
    if not {language, base} <= list_known_languages() | {kind.base_of(record)}:
        raise Refused(_("Select a language of one of the two sides, or of packets."), "unknown_language")
    if language == base:
        raise Refused(_("Select a language other than that of the text."), "same_language")
    if not is_written_here(kind):
        raise Refused(_("Write this translation on the page of its record."), "elsewhere")
    if kind.has_columns:
        is_same = record.translation_language == language
        values: dict[str, Any] = {
            column: _fit(kind, number, texts.get(name, getattr(record, column) if is_same else ""))
            for number, (name, column) in enumerate(zip(kind.words, kind.columns, strict=True))
        }
        values["translation_language"] = language if any(values.values()) else ""
        _change(record, values | {"text_language": base}, expected, by=by, now=now)
    elif kind.lines:
        lines = parse_lines(getattr(record, kind.lines)) | {
            language: _fit(kind, 0, one_line(texts.get(kind.words[0], "")))
        }
        _change(record, {kind.lines: format_lines(lines)}, expected, by=by, now=now)
    else:
        _write_part(kind, record, language, texts, by=by, now=now)


def _fit(kind: Kind, number: int, text: str) -> str:
    most = limit_of(kind, number)
    return text.strip() if most is None else edits.fit_text(text, most)


def _change(
    record: Any, values: Mapping[str, Any], expected: int | None, *, by: models.User, now: datetime.datetime
) -> None:
    changed = {name: value for name, value in values.items() if getattr(record, name) != value}
    if changed:
        edits.change_record(record, changed, expected=expected, by=by, now=now)


def _write_part(
    kind: Kind,
    record: Any,
    language: str,
    texts: Mapping[str, str],
    *,
    by: models.User,
    now: datetime.datetime,
) -> None:
    """Write the name of a record in one language: a row of its own."""
    values = {
        name: _fit(kind, number, one_line(texts[name]))
        for number, name in enumerate(kind.words)
        if name in texts
    }
    if not any(values.values()):
        raise Refused(_("Enter the translation."), "missing")
    part = find_part(kind, record, language, by)
    if part is not None:
        _change(part, values, None, by=by, now=now)
    else:
        edits.create_record(
            kind.parts(**{kind.parent: record, "language": language, **values}), by=by, now=now
        )
