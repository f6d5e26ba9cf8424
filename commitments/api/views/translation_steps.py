"""Steps on the translations of a record: writing one beside the original, and checking it."""

import datetime
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments.api.serializers import input
from commitments.api.steps import Action, by_person
from commitments.enums import Scope
from commitments.errors import Refused
from commitments.models import User
from commitments.models.next_steps import NEXT_STEP_LENGTH
from commitments.translations import checks, editing
from commitments.translations.kinds import BY_NAME

LONGEST_CODE = 12


class LanguageBody(input.InputSerializer):
    """A translation of the record, by its language."""

    language = input.LineField(max_length=LONGEST_CODE, help_text=_("ISO 639 code of the translation."))


class UpdateTranslationBody(LanguageBody):
    """The texts of a progress update in another language; a member that is left out stays unchanged."""

    text = input.TextField(required=False, allow_blank=True)
    next_step = input.LineField(required=False, allow_blank=True, max_length=NEXT_STEP_LENGTH)
    text_language = input.LineField(
        required=False, max_length=LONGEST_CODE, help_text=_("ISO 639 code of the original, if it differs.")
    )


class SaidTranslationBody(LanguageBody):
    """The discussion of an agenda item in another language."""

    said = input.TextField(allow_blank=True)


def _write(name: str, record: Any, *, language: str, by: User, now: datetime.datetime, **texts: str) -> None:
    base = texts.pop("text_language", "")
    kind, given = BY_NAME[name], {"expected": record.version, "by": by, "now": now}
    editing.write_translation(kind, record, language, texts, text_language=base, **given)


def _check(name: str, record: Any, *, language: str, by: User, now: datetime.datetime) -> None:
    checks.check_translation(BY_NAME[name], record, language, by=by, now=now)


def _why_not(name: str, record: Any, person: User) -> Refused | None:
    return checks.why_not_write(BY_NAME[name], record, person)


def build_translate(
    kind: str, body: type[LanguageBody], example: Mapping[str, Any], scope: Scope = Scope.RECORD
) -> Action:
    """Return the step that writes a translation of a kind of text."""
    return Action(
        "translate",
        _("Write a translation"),
        _("Writes the texts of the record in another language, beside the original."),
        partial(_write, kind),
        by_person(partial(_why_not, kind)),
        body,
        {"Korean": example},
        scope,
    )


def build_check(
    kind: str, name: str = "check_translation", summary: Any = None, scope: Scope = Scope.RECORD
) -> Action:
    """Return the step by which a second person checks a translation of a kind of text."""
    return Action(
        name,
        summary or _("Check a translation"),
        _(
            "Marks a translation as checked by you; another person must have entered it. The check lapses "
            "when the original or the translation changes."
        ),
        partial(_check, kind),
        by_person(partial(_why_not, kind)),
        LanguageBody,
        {"Korean": {"language": "ko"}},
        scope,
    )


UPDATE_ACTIONS = (
    build_translate(
        "progressupdate",
        UpdateTranslationBody,
        {"language": "ko", "text": "명단을 교환하였다."},
        Scope.REPORT,
    ),
    build_check("progressupdate", scope=Scope.REPORT),
)
POINT_TRANSLATIONS = (
    build_translate("agendasaid", SaidTranslationBody, {"language": "ko", "said": "양측은 초안을 교환한다."}),
    build_check("agendasaid"),
    build_check("agendapoint", "check_title", _("Check the title in another language")),
)
