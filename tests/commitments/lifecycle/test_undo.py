"""Every step that a page offers is undone, and leaves all as it was, or is named here as one that stays."""

import datetime
from collections import Counter as Count
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, ClassVar

from django.apps import apps
from django.contrib import admin
from django.contrib.messages import get_messages
from django.db import transaction
from django.db.models import Model
from django.test import TestCase
from django.utils import timezone

from commitments.admin import my_desk
from commitments.admin.base import RecordAdmin
from commitments.enums import (
    ApprovalKind,
    CommitmentState,
    FollowUpMethod,
    Health,
    Nature,
    OutcomeKind,
    OwedBy,
    Side,
    Strength,
)
from commitments.errors import Refused
from commitments.language.phrases.specification import not_stated
from commitments.lifecycle import approvals, drafts, endings, follow_ups, progress, undo
from commitments.lifecycle.follow_ups import FollowUpText
from commitments.lifecycle.next_steps import PlannedStep
from commitments.models import AccessLogEntry, AuditRow, Commitment, Counter, FollowUp, Meeting, Seal, User
from tests import make
from tests.cast import Cast, gather

DAY = datetime.timedelta(days=1)
S = CommitmentState
# What stays after a step that was undone: the history with its seals, and which references were given.
STAYS = (AuditRow, Seal, AccessLogEntry, Counter)
# The steps that are not undone, each with why; every other step of the pages is.
KEPT: Mapping[str, str] = {
    # A version of a deadline stays.
    "Commitment condition": "kept",
    "Commitment deadline": "kept",
    "Commitment fulfil-in-part": "kept",
    "Commitment move": "kept",
    # The email is on its way.
    "Commitment ask-update": "kept",
    # A record that was removed, or is out of sight by then.
    "Commitment owners": "kept",
    "Commitment discard": "forbidden",
    # Access is ended on its page, and a meeting is not opened again.
    "Commitment open-to": "kept",
    "Meeting open-to": "kept",
    "Meeting close": "kept",
}


# What no world here offers: clocks set a deadline, emails and invitations leave.
UNTRIED = {"Commitment clock", "Commitment revoke-links", "Meeting invite"}


def picture() -> dict[str, Any]:
    """Return all rows of all tables but those of `STAYS`, without the numbers of their versions."""
    return {
        model.__name__: [
            {name: value for name, value in row.items() if name != "version"}
            for row in model._base_manager.order_by("pk").values()
        ]
        for model in apps.get_app_config("commitments").get_models(include_auto_created=True)
        if model not in STAYS
    }


class UndoCase(TestCase):
    cast: ClassVar[Cast]
    maxDiff = 4000

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def setUp(self) -> None:
        # A day ago: what a step writes is of today.
        self.now = timezone.now() - DAY
        self.today = timezone.localdate()

    def item(self, state: CommitmentState, **more: Any) -> Commitment:
        return make.commitment(self.cast, state=state, **more)


class EveryStepTests(UndoCase):
    def worlds(self) -> Iterator[tuple[str, Callable[[], Model]]]:
        for state in make.WAY:
            yield state, partial(self.item, state)
        yield "joint", lambda: self.item(S.PROPOSED, owed_by=OwedBy.JOINT)
        yield "theirs", lambda: self.item(S.IN_PROGRESS, owed_by=OwedBy.THEIRS)
        yield "ongoing", lambda: self.item(S.IN_PROGRESS, nature=Nature.ONGOING)
        yield "reported", self.reported
        yield "next step", self.planned
        yield "asleep", lambda: self.asleep()
        yield "asked", lambda: self.asked()
        yield "follow-up", self.question
        yield "again", self.opened
        yield "undated", self.undated
        yield "conditional", self.conditional
        yield "request", lambda: make.outcome(self.cast, kind=OutcomeKind.REQUEST)
        yield "scanned", self.scanned
        yield "ahead", lambda: self.meeting(self.today + 30 * DAY)
        yield "today", lambda: self.meeting(self.today)
        yield "held", lambda: make.meeting(self.cast)
        yield "drafts", lambda: self.item(S.DRAFT).outcome.meeting

    def reported(self) -> Commitment:
        item = self.item(S.REPORTED)
        make.evidence(self.cast, item)
        return item

    def planned(self) -> Commitment:
        item = self.item(S.IN_PROGRESS)
        progress.record_update(
            item,
            health=Health.ON_TRACK,
            text="Begun.",
            side=Side.OURS,
            reported_on=self.today - DAY,
            next_step=PlannedStep("Send the list", Side.OURS),
            by=self.cast.officer,
            now=self.now,
        )
        return item

    def scanned(self) -> Model:
        outcome = make.outcome(self.cast)
        type(outcome).objects.filter(pk=outcome.pk).update(is_unconfirmed=True)
        return outcome

    def asleep(self) -> Commitment:
        item = self.item(S.IN_PROGRESS)
        endings.suspend(
            item, review_on=self.today + 90 * DAY, reason="Elections.", by=self.cast.head, now=self.now
        )
        return item

    def asked(self) -> Model:
        item = self.item(S.IN_PROGRESS)
        return approvals.request_approval(
            item,
            ApprovalKind.DISCONTINUE,
            reason="No.",
            document="Note 1",
            by=self.cast.officer,
            now=self.now,
        )

    def question(self) -> Model:
        item = self.item(S.IN_PROGRESS, owed_by=OwedBy.THEIRS)
        asking = FollowUpText(method=FollowUpMethod.NOTE, text="How far?", on=self.today - DAY)
        return follow_ups.log_follow_up(item, asking, by=self.cast.officer, now=self.now)

    def opened(self) -> Model:
        question = self.question()
        assert isinstance(question, FollowUp)
        return follow_ups.renew_follow_up(question, by=self.cast.officer, now=self.now)

    def undated(self) -> Commitment:
        return self.item(S.IN_PROGRESS, nature=Nature.ONGOING, deadline=not_stated(), owed_by=OwedBy.THEIRS)

    def conditional(self) -> Commitment:
        item = self.item(S.DRAFT)
        drafts.edit_wording(item, {"condition": "if paid"}, by=self.cast.officer, now=self.now)
        return make.advance(self.cast, item, S.IN_PROGRESS)

    def meeting(self, held_on: datetime.date) -> Meeting:
        self.item(S.IN_PROGRESS)
        return make.meeting(self.cast, held_on=held_on, held=False, now=self.now)

    def typed(self) -> dict[str, Any]:
        """Return what is typed into whatever form a step has."""
        day = self.today
        other = self.item(S.IN_PROGRESS, title="Another")
        return {
            **dict.fromkeys(("reason", "document", "answer", "note", "text", "comment"), "Because."),
            "rest_title": "Rest",
            "title": "Rest",
            "other": other.reference,
            "review_on": day + 60 * DAY,
            "on": day,
            "held_on": day + 40 * DAY,
            "reported_on": day,
            "asked_on": day,
            "side": "ours",
            "when": "day",
            "day": day + 80 * DAY,
            "wording": "",
            "move_reason": "capacity",
            "health": "on_track",
            "method": "note",
            "starts_on": day,
            "ends_on": day + 9 * DAY,
            "person": self.cast.reader.pk,
            "all_the_same": "on",
            "ministry": self.cast.mofa.pk,
            "number": "Note 3/26",
            "answered_on": day,
            "strength": Strength.NOT_STATED.value,
        }

    def test_every_step_is_undone_or_named(self) -> None:
        kept: dict[str, str] = {}
        undone: Count[str] = Count()
        offered: set[str] = set()
        for name, build in self.worlds():
            with transaction.atomic():
                record = build()
                typed = self.typed()
                noun = admin.site.get_model_admin(type(record))
                assert isinstance(noun, RecordAdmin)
                for step in my_desk.steps_of(noun):
                    told = f"{type(record).__name__} {step.name}"
                    offered.add(told)
                    who = self.find_taker(record, step)
                    # Each is taken in two worlds at most: a request is the same in every state.
                    if who is None or undone[told] > 1:
                        continue
                    with self.subTest(step=told, world=name, who=who.username), transaction.atomic():
                        code = self.try_step(record, step, who, typed)
                        if code == "":
                            undone[told] += 1
                        elif code is not None:
                            kept[told] = code
                        transaction.set_rollback(True)
                transaction.set_rollback(True)
        self.assertEqual(offered - set(undone) - set(kept), UNTRIED)
        self.assertEqual({name: code for name, code in kept.items() if name not in undone}, dict(KEPT))

    def find_taker(self, record: Any, step: Any) -> User | None:
        """Return the first who may take a step now."""
        for who in (self.cast.officer, self.cast.head, self.cast.validator):
            found = type(record).objects.get(pk=record.pk)
            if step.offered(found, who) and step.why_not(found, who) is None:
                return who
        return None

    def instead(self, step: str) -> dict[str, Any]:
        """Return what another step would not take for the same field."""
        values: dict[str, dict[str, Any]] = {
            "owner-theirs": {"ministry": self.cast.their_ministry.pk},
            "other-terms": {"proposed_by": "ours", "ministry": ""},
            "review": {"on": self.today + 30 * DAY},
            "answer": {"answer": "refused", "source": "Note 4/26"},
        }
        return values.get(step, {})

    def try_step(self, record: Any, step: Any, who: User, typed: Mapping[str, Any]) -> str | None:
        """Take a step on its page and undo it; return why it is not undone, None where it was not taken."""
        self.client.cookies.clear()
        self.client.force_login(who)
        last = AuditRow.objects.order_by("pk").last()
        before = picture()
        page = f"/admin/commitments/{record._meta.model_name}/{record.pk}/step/{step.name}/"
        answer = self.client.post(page, {**typed, **self.instead(step.name)})
        row = AuditRow.objects.filter(pk__gt=last.pk if last else 0, by=who).first()
        if answer.status_code != 302 or row is None:
            return None
        tags = [one.extra_tags for one in get_messages(answer.wsgi_request) if one.extra_tags]
        if not tags:
            refusal = undo.why_not_undo(undo.list_rows(who, row.at), who, timezone.now())
            assert refusal is not None
            with self.assertRaises(Refused):
                undo.undo_step(row.pk, by=who, now=timezone.now())
            return refusal.code
        key = tags[0]
        answer = self.client.post(f"/admin/undo/{key}/")
        told = [str(one) for one in get_messages(answer.wsgi_request)]
        self.assertIn("Undone: ", told[-1])
        after = picture()
        for table, rows in before.items():
            self.assertEqual(rows, after[table], table)
        return ""
