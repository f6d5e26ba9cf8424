"""What tests of translations share: a commitment with an update, and two officers of its desk."""

import datetime
from typing import Any, ClassVar

from django.db.models import Model
from django.test import TestCase

from commitments.enums import CommitmentState, Health, Side
from commitments.lifecycle import progress
from commitments.lifecycle.next_steps import PlannedStep
from commitments.models import Commitment, ProgressUpdate, User
from commitments.translations import checks, editing
from commitments.translations.kinds import BY_NAME, list_wanted_languages
from commitments.translations.states import State, Version, load_versions
from tests import make
from tests.cast import NOW, TODAY, Cast, gather

LATER = NOW + datetime.timedelta(minutes=1)
TEXT, STEP = "The lists were exchanged.", "Send the second list"
KOREAN, KOREAN_STEP = "명단을 교환하였다.", "두 번째 명단 송부"


class TranslationCase(TestCase):
    people: ClassVar[Cast]
    item: ClassVar[Commitment]
    update: ClassVar[ProgressUpdate]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.people = gather()
        cls.item = make.commitment(cls.people, title="Exchange lists", state=CommitmentState.IN_PROGRESS)
        cls.update = cls.report(TEXT, STEP)

    @classmethod
    def report(cls, text: str, step: str = "", **given: Any) -> ProgressUpdate:
        cls.item.refresh_from_db()
        return progress.record_update(
            cls.item,
            health=Health.ON_TRACK,
            text=text,
            side=Side.OURS,
            reported_on=TODAY,
            next_step=PlannedStep(step, Side.OURS) if step else None,
            by=cls.people.officer,
            now=NOW,
            **given,
        )

    def translate(
        self, kind: str, record: Any, by: User | None = None, *, language: str = "ko", **texts: Any
    ) -> None:
        record.refresh_from_db()
        given: dict[str, Any] = {"by": by or self.people.officer, "now": LATER}
        given["text_language"] = texts.pop("text_language", "")
        editing.write_translation(BY_NAME[kind], record, language, texts, **given)

    def translate_update(self, by: User | None = None) -> None:
        self.translate("progressupdate", self.update, by, text=KOREAN, next_step=KOREAN_STEP)

    def version(self, name: str, record: Model, language: str = "ko", person: User | None = None) -> Version:
        kind = BY_NAME[name]
        current = kind.model._base_manager.get(pk=record.pk)
        by = person or self.people.officer
        found = load_versions(kind, [current], by, list_wanted_languages())[record.pk]
        (one,) = [version for version in found if version.language == language]
        return one

    def state(self, name: str, record: Model, language: str = "ko") -> State:
        return self.version(name, record, language).state

    def check(self, name: str, part: Model, by: User | None = None, language: str = "ko") -> None:
        checks.check_translation(BY_NAME[name], part, language, by=by or self.people.head, now=NOW)
