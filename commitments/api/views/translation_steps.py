"""Steps on the translations of a record: writing one beside the original, and checking it."""

import datetime
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments.api.serializers import input
from commitments.api.steps import Action, by_person, list_action_names
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


class DiscussionTranslationBody(LanguageBody):
    """The discussion of an open item in another language."""

    discussion = input.TextField(allow_blank=True)


def _write(name: str, record: Any, *, language: str, by: User, now: datetime.datetime, **texts: str) -> None:
    base = texts.pop("text_language", "")
    kind, given = BY_NAME[name], {"expected": record.version, "by": by, "now": now}
    editing.write_translation(kind, record, language, texts, text_language=base, **given)


def _check(name: str, record: Any, *, language: str, by: User, now: datetime.datetime) -> None:
    checks.check_translation(BY_NAME[name], record, language, by=by, now=now)


def _withdraw(name: str, record: Any, *, language: str, by: User, now: datetime.datetime) -> None:
    checks.withdraw_check(BY_NAME[name], record, language, by=by, now=now)


def _why_not(name: str, record: Any, person: User) -> Refused | None:
    return checks.why_not_write(BY_NAME[name], record, person)


def _why_not_check(name: str, record: Any, person: User) -> Refused | None:
    return checks.why_not_check(BY_NAME[name], record, person)


def _why_not_withdraw(name: str, record: Any, person: User) -> Refused | None:
    return checks.why_not_withdraw(BY_NAME[name], record, person)


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


def build_checks(kind: str, *, of_title: bool = False, scope: Scope = Scope.RECORD) -> tuple[Action, Action]:
    """Return the steps by which a second person checks a translation of a kind of text, and takes it back."""
    check = _("Check the title in another language") if of_title else _("Check a translation")
    withdraw = (
        _("Withdraw the check of a title in another language")
        if of_title
        else _("Withdraw the check of a translation")
    )
    given: tuple[Any, ...] = (
        LanguageBody,
        {"Korean": {"language": "ko"}},
        scope,
    )
    return (
        Action(
            "check_title" if of_title else "check_translation",
            check,
            _(
                "Marks a translation as checked by you; another person must have entered it. The check "
                "lapses when the original or the translation changes."
            ),
            partial(_check, kind),
            by_person(partial(_why_not_check, kind)),
            *given,
        ),
        Action(
            "withdraw_title_check" if of_title else "withdraw_check",
            withdraw,
            _("Takes back a check that you made; a head takes back any."),
            partial(_withdraw, kind),
            by_person(partial(_why_not_withdraw, kind)),
            *given,
        ),
    )


UPDATE_ACTIONS = (
    build_translate(
        "progressupdate",
        UpdateTranslationBody,
        {"language": "ko", "text": "명단을 교환하였다."},
        Scope.REPORT,
    ),
    *build_checks("progressupdate", scope=Scope.REPORT),
)
POINT_TRANSLATIONS = (
    build_translate("agendasaid", SaidTranslationBody, {"language": "ko", "said": "양측은 초안을 교환한다."}),
    *build_checks("agendasaid"),
    *build_checks("agendapoint", of_title=True),
)
ITEM_TRANSLATIONS = (
    build_translate(
        "agendaitem",
        DiscussionTranslationBody,
        {"language": "ko", "discussion": "상대측은 5월에 명단을 송부한다."},
    ),
    *build_checks("agendaitem"),
)
# The same of updates and of open items.
NAMES = list_action_names(ITEM_TRANSLATIONS)
