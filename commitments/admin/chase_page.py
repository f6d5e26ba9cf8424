"""Questions to the partner as pages show them: one with its words, those about an item in their order."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments import access, overview, past
from commitments.admin.forms.chase import DraftForm, drafted
from commitments.lifecycle import chasing
from commitments.models import Chase, Commitment, User
from commitments.reminders import drafts
from commitments.reminders.drafts import Draft
from commitments.reminders.plan import Key
from commitments.reminders.words import in_words
from commitments.vocabulary import ChaseState, ChaseWay, Rule

# As many of the questions about one item stand on its page.
MOST = 12


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """One question in words: `how` is the way with its number, `age` how long it has waited for an answer."""

    pk: int
    state: ChaseState
    label: str
    day: datetime.date
    how: str
    why: str
    age: str
    answered_on: datetime.date | None

    @property
    def is_under_way(self) -> bool:
        return self.state in chasing.UNDER_WAY


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of paper: its language and words and, where it was asked, the day in that language."""

    language: str
    text: str
    day: str


def question_shown(question: Chase, today: datetime.date) -> QuestionShown:
    """Put one question into words."""
    opened = timezone.localdate(question.recorded_at)
    return QuestionShown(
        pk=question.pk,
        state=ChaseState(question.state),
        label=capfirst(str(question.get_state_display())),
        day=question.asked_on or opened,
        how=how(question),
        why=why(question),
        age=age(question, today),
        answered_on=question.answered_on,
    )


def how(question: Chase) -> str:
    """Say by what the partner is asked: the way and, of a note, its number."""
    way = capfirst(str(question.get_way_display()))
    return f"{way} {question.number}" if question.number else way


def why(question: Chase) -> str:
    """Say which rung opened it."""
    if not question.rule:
        return _("Asked by hand")
    return capfirst(in_words(Key(Rule(question.rule), question.offset, question.anchor_on)))


def age(question: Chase, today: datetime.date) -> str:
    """Say how long it has waited: to be asked, or for the answer."""
    if question.state == ChaseState.ASKED and question.asked_on is not None:
        days = (today - question.asked_on).days
        if not days:
            return _("asked today")
        return ngettext("asked %(n)d day ago", "asked %(n)d days ago", days) % {"n": days}
    if question.state == ChaseState.OPEN:
        return _("since %(day)s") % {"day": date_format(timezone.localdate(question.recorded_at))}
    if question.state == ChaseState.ANSWERED and question.answered_on:
        return _("answered %(day)s") % {"day": date_format(question.answered_on)}
    return ""


def questions_of(item: Commitment, person: User, today: datetime.date) -> tuple[QuestionShown, ...]:
    """Make the questions about an item that the person may read, the latest first; the past has none."""
    if past.moment_standing() is not None:
        return ()
    rows = access.parts(item, Chase, person).filter(commitment=item)
    return tuple(question_shown(row, today) for row in rows.order_by("-pk")[:MOST])


def form_for(
    form: type[DraftForm], item: Commitment, person: User, question: Chase | None = None
) -> type[DraftForm]:
    """Give the form of a question about an item with its drafts, and what was kept of an open one."""
    today = overview.today_of(person, timezone.now())
    question = question or chasing.current(item)
    is_open = question is not None and question.state == ChaseState.OPEN
    kept = {name: getattr(question, name) for name in ("way", "text", "copy")} if is_open else {}
    return drafted(form, drafts.drafts(item, person, today), kept, today)


def sheets(question: Chase, person: User, today: datetime.date) -> list[Sheet]:
    """Give each sheet that is printed: as asked, else as kept, else the draft made now."""
    text, copy = question.text, question.copy
    if question.state == ChaseState.OPEN and not text:
        ready: Mapping[str, Draft] = drafts.drafts(question.commitment, person, today)
        draft = ready.get(question.way) or ready[ChaseWay.NOTE]
        text, copy = draft.text, draft.copy
    said = ((drafts.ENGLISH, text), (drafts.KOREAN, copy))
    return [
        Sheet(language, words, drafts.day(question.asked_on, language)) for language, words in said if words
    ]


def taken(values: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a form of drafts asked, whether or not it asked for a copy."""
    return {"way": ChaseWay(values["way"]), "text": values["text"], "copy": values.get("copy", "")}
