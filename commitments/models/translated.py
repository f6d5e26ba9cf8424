"""Texts in several languages on one record: names by lines, and second columns for longer texts."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

M = TypeVar("M", bound=type[models.Model])
# Ends the name of the column that holds a text in the second language.
ENDING = "_translation"
SCRIPTS = {
    "ko": re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]"),
    "km": re.compile("[\u1780-\u17ff]"),
}
# Without small letters it is a number, a name or an abbreviation.
_SMALL_LETTERS = re.compile("[a-z\u00df-\u024f]{2}")
_SMALL_LETTER = re.compile("[a-z\u00df-\u024f]")
# A syllable of Hangul stands for about so many letters: words quoted in another script do not decide.
_LETTERS_PER_SIGN = 3


def build_lines_field(label: Any, example: Any) -> "models.TextField[str, str]":
    """Return a column with one line for each further language: its code, a bar, the text."""
    return models.TextField(label, blank=True, default="", help_text=example)


def build_titles_field() -> "models.TextField[str, str]":
    """Return the column for a title in other languages."""
    return build_lines_field(
        _("title in other languages"),
        _("One line for each language, starting with its code, for example: ko | the title in Korean"),
    )


def build_names_field() -> "models.TextField[str, str]":
    """Return the column for a name in other languages."""
    return build_lines_field(
        _("name in other languages"),
        _("One line for each language, starting with its code, for example: ko | the name in Korean"),
    )


def find_line(lines: str, language: str) -> str:
    """Return the text of one language; empty where there is none."""
    return parse_lines(lines).get(language, "")


def parse_lines(lines: str) -> dict[str, str]:
    """Return the texts of such a column, by language."""
    found = (line.partition("|") for line in lines.splitlines())
    return {code.strip().lower(): text.strip() for code, _bar, text in found if text.strip()}


def format_lines(texts: Mapping[str, str]) -> str:
    """Return texts by language as such a column takes them."""
    return "\n".join(f"{code} | {text}" for code, text in texts.items() if text)


def with_translations(*names: str) -> Callable[[M], M]:
    """Add to a model the language of its texts, and for each text a column in a second language."""

    def add_columns(model: M) -> M:
        languages = {
            "text_language": models.CharField(
                _("language of the text"), max_length=12, default=settings.LANGUAGE_CODE
            ),
            "translation_language": models.CharField(
                _("language of the translation"), max_length=12, blank=True, default=""
            ),
        }
        columns = {}
        for name in names:
            column = model._meta.get_field(name)
            assert isinstance(column, models.Field)
            _name, _path, args, given = column.deconstruct()
            label = format_lazy("{} ({})", given["verbose_name"], _("translation"))
            given |= {"verbose_name": label, "help_text": "", "blank": True, "default": ""}
            columns[f"{name}{ENDING}"] = type(column)(*args, **given)
        for name, column in (languages | columns).items():
            model.add_to_class(name, column)
        return model

    return add_columns


def list_written(row: Any, name: str, text: str) -> dict[str, str]:
    """Return the columns that a new text of a record changes: its language, and its translation.

    The translation goes with a text that is cleared, or that is now written in the language of the
    translation.
    """
    recorded = "" if row.text_language in SCRIPTS else row.text_language
    language = (find_text_language(text, recorded) or row.text_language) if text else settings.LANGUAGE_CODE
    values = {name: text, "text_language": language}
    if not text or language == row.translation_language:
        values |= {f"{name}{ENDING}": "", "translation_language": ""}
    return values


@dataclass(frozen=True, slots=True)
class TranslatedText:
    """One text of a record with its translation; both languages."""

    original: str
    translation: str
    language: str
    other_language: str

    @classmethod
    def read(cls, row: Any, name: str) -> "TranslatedText":
        """Read a text of a record that has a column for its translation."""
        translation = str(getattr(row, f"{name}{ENDING}"))
        return cls(str(getattr(row, name)), translation, row.text_language, row.translation_language)

    @property
    def whole(self) -> str:
        """Both texts, one below the other."""
        return "\n\n".join(filter(None, (self.original, self.translation)))


def list_translated(model: type[models.Model]) -> tuple[str, ...]:
    """Return the texts of a model that have a column in a second language, in order."""
    columns = (column.name for column in model._meta.concrete_fields)
    return tuple(name.removesuffix(ENDING) for name in columns if name.endswith(ENDING))


def list_columns(model: type[models.Model]) -> tuple[str, ...]:
    """Return the columns of the second language."""
    return tuple(f"{name}{ENDING}" for name in list_translated(model))


def find_text_language(text: str, recorded: str = "") -> str:
    """Return the language of a text: by most of its letters, else as recorded, else that of the installation.

    Empty for what is written alike in all languages, such as a number.
    """
    for code, letters in SCRIPTS.items():
        signs = len(letters.findall(text))
        if signs and signs * _LETTERS_PER_SIGN >= len(_SMALL_LETTER.findall(text)):
            return code
    return (recorded or settings.LANGUAGE_CODE) if _SMALL_LETTERS.search(text) else ""


def detect_language(*texts: str) -> str:
    """Return the language of new texts by their letters, else that of the installation."""
    return find_text_language(" ".join(texts)) or settings.LANGUAGE_CODE
