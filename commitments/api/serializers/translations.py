"""The translations of a record in answers: language, state, and who checked it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.access import querysets
from commitments.api.serializers.base import Row
from commitments.models import User
from commitments.translations.kinds import BY_NAME, KINDS, Kind, list_wanted_languages
from commitments.translations.states import State, Version, load_versions


class TranslationSerializer(s.Serializer[Any]):
    """One translation of the texts of a record."""

    text = s.CharField(help_text=_("The kind of text, such as commitment or progressupdate."))
    language = s.CharField(help_text=_("ISO 639 code."))
    state = s.ChoiceField(choices=State.choices)
    checked_by = s.CharField(
        allow_null=True, help_text=_("Username of the person who checked it; null if it is not checked.")
    )
    checked_at = s.DateTimeField(allow_null=True)


class TranslationRecordSerializer(s.Serializer[Any]):
    """One record with a text that has or lacks translations, without the text itself."""

    kind = s.ChoiceField(choices=[(kind.name, kind.label) for kind in KINDS], help_text=_("Kind of text."))
    id = s.IntegerField(help_text=_("ID of the record."))
    country = s.CharField(allow_null=True, help_text=_("Code of the country; null if it has none."))
    language = s.CharField(help_text=_("Language of the text (ISO 639 code)."))
    url = s.URLField(allow_null=True, help_text=_("URL of the record; null if the API has no URL for it."))
    translations = TranslationSerializer(many=True)


def describe_versions(kind: Kind, versions: Iterable[Version]) -> list[dict[str, Any]]:
    """Return translations as the API describes them."""
    return [
        {
            "text": kind.name,
            "language": one.language,
            "state": one.state.value,
            "checked_by": one.check.by.username if one.check and one.check.by else None,
            "checked_at": one.check.at if one.check else None,
        }
        for one in versions
    ]


def load_translations(rows: Sequence[Row], user: User, names: Iterable[str]) -> None:
    """Add to rows of one kind of record their translations, in a fixed number of queries."""
    for row in rows:
        row["translations"] = []
    by_key = {row["pk"]: row for row in rows}
    for name in names if by_key else ():
        kind = BY_NAME[name]
        found = querysets.list_readable(kind.model, user).filter(pk__in=by_key)
        records = list(found.select_related(kind.country))
        versions = load_versions(kind, records, user, list_wanted_languages())
        for record in records:
            by_key[record.pk]["translations"] += describe_versions(kind, versions[record.pk])
