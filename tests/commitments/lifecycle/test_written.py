"""What each step of a commitment writes, and that none is taken on what changed meanwhile."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from commitments.deadlines.context import Dependencies, build_date_terms, build_review_terms
from commitments.enums import (
    ApprovalKind,
    Classification,
    CommitmentState,
    EvidenceKind,
    FollowUpMethod,
    FollowUpState,
    Health,
    LeadRole,
    MoveReason,
    Nature,
    OwedBy,
    Side,
    StatementKind,
    Strength,
)
from commitments.language.phrases.specification import build_after, not_stated, on_day
from commitments.lifecycle import (
    acceptance,
    approvals,
    drafts,
    endings,
    follow_ups,
    owners,
    progress,
)
from commitments.lifecycle.follow_ups import FollowUpText
from commitments.lifecycle.transitions import OwnerPart
from commitments.models import Approval, Commitment, Evidence, Outcome, ProgressUpdate, Responsibility, User
from tests import make
from tests.cast import NOW, TODAY, Cast, gather
from tests.commitments.lifecycle.case import YEARLY
from tests.written import NEWER, WrittenCase

DAY = datetime.timedelta(days=1)
S = CommitmentState
REASON, PAPER = "Both sides said so.", "Note verbale 7/2026"
# Another one was quicker, and the record counts no version of it.
ENDED = {"state": S.DISCONTINUED, "closed_on": TODAY}
# These write no state of the item: its version alone tells that it changed.
ONE_OF_TWO = frozenset(
    {"set parts", "remove draft", "accept ours", "report ours", "reopen what nobody accepted"}
    | {"ask", "ask by the embassy", "edit"}
)
DECIDED: dict[str, Any] = {"state": "refused", "decided_at": NOW, "answer": "No."}


class LifeCase(WrittenCase):
    FILE = Path(__file__).with_name("written.txt")
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def takes(self, step: str, item: Commitment, do: Callable[..., Any], *, by: User, **more: Any) -> Any:
        """Assert what a step of an item writes, and that it is refused where the item changed meanwhile."""
        beneath = [NEWER] if step in ONE_OF_TWO else [NEWER, ENDED]
        return self.writes(step, item, lambda one, **who: do(one, **more, **who), by=by, beneath=beneath)

    def there(self, state: CommitmentState = S.IN_PROGRESS, **more: Any) -> Commitment:
        return make.commitment(self.cast, state=state, **more)


class BeginningTests(LifeCase):
    def test_a_draft(self) -> None:
        point = make.outcome(self.cast)
        new = Commitment(outcome=point, title=" A list ", owed_by=OwedBy.JOINT)
        parts = [
            OwnerPart(Side.OURS, self.cast.police),
            OwnerPart(Side.OURS, self.cast.mofa, LeadRole.SUPPORTING),
            OwnerPart(Side.THEIRS, self.cast.their_ministry, official=self.cast.their_minister),
        ]
        review_on = TODAY + 40 * DAY
        self.writes(
            "draft",
            new,
            lambda one, **who: drafts.create_draft(
                one, parts=parts, deadline=not_stated(), review_on=review_on, **who
            ),
            by=self.cast.head,
        )
        parts = [OwnerPart(Side.OURS, self.cast.police), OwnerPart(Side.THEIRS, self.cast.their_ministry)]
        self.takes("set parts", new, drafts.set_parts, parts=parts, by=self.cast.officer)
        self.takes(
            "edit",
            new,
            drafts.edit_wording,
            values={"title": " Lists ", "condition": "if paid"},
            by=self.cast.head,
        )
        self.takes("remove draft", new, drafts.remove_draft, reason="Twice.", by=self.cast.officer)

    def test_a_draft_of_a_series(self) -> None:
        new = Commitment(outcome=make.outcome(self.cast), title="Yearly list", owed_by=OwedBy.THEIRS)
        self.writes(
            "draft series",
            new,
            lambda one, **who: drafts.create_draft(one, parts=[], deadline=YEARLY, **who),
            by=self.cast.officer,
        )

    def test_from_a_draft_to_acceptance(self) -> None:
        cast = self.cast
        item = self.there(S.DRAFT, owed_by=OwedBy.JOINT)
        self.takes("propose", item, acceptance.propose, by=cast.officer)
        said: dict[str, Any] = {"answer": " Letter 4/2026 ", "on": TODAY - DAY}
        self.takes("accept ours", item, acceptance.accept, side=Side.OURS, by=cast.head, **said)
        self.takes("redraft", item, acceptance.redraft, reason=REASON, by=cast.officer)
        acceptance.propose(item, by=cast.officer, now=NOW)
        acceptance.record_acceptance(item, Side.OURS, by=cast.focal_point, now=NOW)
        self.takes(
            "accept theirs", item, acceptance.record_acceptance, side=Side.THEIRS, by=cast.officer, **said
        )

    def test_a_text_of_both_sides_is_their_acceptance(self) -> None:
        cast = self.cast
        text = make.statement(cast, kind=StatementKind.JOINT_STATEMENT)
        point = make.outcome(cast, text.meeting, statement=text)
        item = make.commitment(cast, point, owed_by=OwedBy.THEIRS)
        self.takes("propose by joint text", item, acceptance.propose, by=cast.head)
        text.dated_on = TODAY - 3 * DAY
        text.save(update_fields=["dated_on"])
        make.commitment(cast, point, owed_by=OwedBy.JOINT)
        make.commitment(cast, make.outcome(cast, text.meeting))
        self.writes("propose drafts", text.meeting, acceptance.propose_drafts, by=cast.officer)

    def test_what_is_declined_or_discarded(self) -> None:
        cast = self.cast
        item = self.there(S.PROPOSED, owed_by=OwedBy.JOINT)
        acceptance.accept(item, Side.OURS, by=cast.focal_point, now=NOW)
        self.takes("decline", item, acceptance.decline, reason=REASON, by=cast.focal_point)
        self.takes("propose again", item, acceptance.propose, by=cast.officer)
        self.takes("discard", self.there(S.DRAFT), acceptance.discard, reason=" Twice. ", by=cast.head)

    def test_weaker_words_weaken_what_was_drafted(self) -> None:
        item = self.there(S.ACCEPTED)
        Outcome.objects.filter(pk=item.outcome_id).update(strength=Strength.WILL_CONSIDER)
        point = Outcome.objects.get(pk=item.outcome_id)
        self.writes("weaken", point, drafts.lower_strength, by=self.cast.officer)


class WorkTests(LifeCase):
    def test_from_work_to_completion(self) -> None:
        cast = self.cast
        item = self.there(S.ACCEPTED, owed_by=OwedBy.JOINT)
        waiting = make.commitment(
            cast,
            title="After it",
            deadline=build_after(30, "days", "within 30 days"),
            hooks=Dependencies(follows=item),
        )
        make.advance(cast, waiting, S.ACCEPTED)
        self.takes("start", item, progress.start, by=cast.focal_point)
        said: dict[str, Any] = {"document": " Report 7/2026 ", "on": TODAY - DAY}
        self.takes("report ours", item, progress.report, side=Side.OURS, by=cast.officer, **said)
        self.takes("report theirs", item, progress.report, side=Side.THEIRS, by=cast.head, **said)
        self.takes("send back", item, progress.send_back, reason=REASON, by=cast.validator)
        make.advance(cast, item, S.REPORTED)
        paper = Evidence(commitment=item, kind=EvidenceKind.REPORT, number="7/2026", description=" A list ")
        self.writes("add evidence", paper, progress.add_evidence, by=cast.focal_point)
        self.takes("fulfil", item, progress.fulfil, reason=" Seen. ", by=cast.validator)

    def test_the_next_of_a_series(self) -> None:
        item = self.there(S.REPORTED, deadline=YEARLY)
        make.evidence(self.cast, item)
        self.takes("fulfil one of a series", item, progress.fulfil, by=self.cast.validator)

    def test_what_was_done_in_part(self) -> None:
        item = self.there(S.REPORTED)
        waiting = make.commitment(
            self.cast,
            title="After it",
            deadline=build_after(30, "days", "within 30 days"),
            hooks=Dependencies(follows=item),
        )
        make.advance(self.cast, waiting, S.ACCEPTED)
        item.refresh_from_db()
        make.evidence(self.cast, item)
        self.takes(
            "fulfil in part",
            item,
            progress.fulfil_in_part,
            reason=REASON,
            rest_title="The rest",
            spec=on_day(datetime.date(2026, 12, 1)),
            by=self.cast.validator,
        )
        other = self.there(S.REPORTED, deadline=YEARLY)
        make.evidence(self.cast, other)
        self.takes(
            "fulfil in part of a series",
            other,
            progress.fulfil_in_part,
            reason=REASON,
            rest_title="The rest",
            by=self.cast.validator,
        )

    def test_what_is_said_of_it(self) -> None:
        cast = self.cast
        item = self.there(deadline=not_stated())
        before = progress.read_reported_values(item)
        said = self.writes(
            "update",
            item,
            lambda one, **who: progress.record_update(
                one,
                health=Health.AT_RISK,
                text="The budget is late.",
                side=Side.OURS,
                reported_on=TODAY - DAY,
                in_confidence=True,
                **who,
            ),
            by=cast.focal_point,
            beneath=[NEWER],
        )
        self.writes(
            "take back update",
            said,
            lambda one, **who: progress.undo_update(one, before, reason="Another item.", **who),
            by=cast.focal_point,
        )

    def test_another_owner(self) -> None:
        cast = self.cast
        item = self.there(
            S.ACCEPTED,
            parts=[OwnerPart(Side.OURS, cast.police), OwnerPart(Side.OURS, cast.mofa, LeadRole.SUPPORTING)],
        )
        lead = item.responsibilities.get(ministry=cast.police)
        gone: list[dict[str, Any]] = [{"ministry": None}, {"official": cast.their_minister}]
        self.writes(
            "reassign",
            lead,
            lambda one, **who: owners.reassign(
                one, ministry=cast.mofa, document=" Letter 4/2026 ", reason="  New   tasks. ", **who
            ),
            by=cast.head,
            beneath=gone,
        )
        self.writes(
            "reassign lead",
            item,
            lambda one, **who: owners.reassign_lead(
                one, Side.OURS, ministry=cast.police, reason="Back.", **who
            ),
            by=cast.officer,
        )
        lead = Responsibility.objects.get(pk=lead.pk)
        self.writes(
            "file acceptance",
            lead,
            lambda one, **who: owners.file_acceptance(one, answer=" Letter 5/2026 ", **who),
            by=cast.officer,
            beneath=[{"accepted_on": TODAY, "accepted_by": cast.head}],
        )

    def test_markings(self) -> None:
        cast = self.cast
        item = self.there()
        said = progress.record_update(
            item,
            health=Health.ON_TRACK,
            text="Well.",
            side=Side.THEIRS,
            reported_on=TODAY,
            by=cast.officer,
            now=NOW,
        )
        self.writes(
            "keep in confidence",
            said,
            lambda one, **who: approvals.mark_confidential(one, consent=" Note 3 ", **who),
            by=cast.officer,
        )
        item.refresh_from_db()
        self.writes(
            "raise marking",
            item,
            lambda one, **who: approvals.raise_classification(one, Classification.CONFIDENTIAL, **who),
            by=cast.head,
        )
        asked = self.writes(
            "ask lower",
            item,
            lambda one, **who: approvals.request_lower_classification(
                one, Classification.RESTRICTED, reason=REASON, with_parts=True, **who
            ),
            by=cast.officer,
        )
        decided = DECIDED | {"decided_by": cast.division_head}
        self.writes(
            "grant lower",
            asked,
            lambda one, **who: approvals.grant_request(one, answer=" Seen. ", **who),
            by=cast.head,
            beneath=[NEWER, decided],
        )


class EndingTests(LifeCase):
    def test_each_ending_by_the_head(self) -> None:
        cast = self.cast
        head: dict[str, Any] = {"by": cast.head, "reason": REASON}
        steps = {"withdraw": endings.withdraw, "drop": endings.discontinue}
        for name, step in steps.items():
            self.takes(name, self.there(S.ACCEPTED), step, document=f" {PAPER} ", **head)
        item, other = self.there(), self.there(S.ACCEPTED)
        self.takes("supersede", item, endings.supersede, other=other, document=PAPER, **head)
        self.takes("reopen", item, endings.reopen, document=f" {PAPER} ", **head)
        self.takes("rest", item, endings.suspend, review_on=TODAY + 90 * DAY, document=f" {PAPER} ", **head)
        self.takes("wake", item, endings.resume, reason=" Again. ", by=cast.officer)
        never = self.there(S.PROPOSED)
        endings.discontinue(never, document=PAPER, reason=REASON, by=cast.head, now=NOW)
        self.takes("reopen what nobody accepted", never, endings.reopen, **head)
        done = self.there(S.FULFILLED)
        self.takes("reopen what was done", done, endings.reopen, **head)

    def test_what_continues(self) -> None:
        for name, step in (("conclude", endings.conclude), ("overtake", endings.overtake)):
            item = self.there(nature=Nature.ONGOING, deadline=not_stated())
            waiting = make.commitment(
                self.cast,
                deadline=build_after(30, "days", "within 30 days"),
                hooks=Dependencies(follows=item),
            )
            item.refresh_from_db()
            make.advance(self.cast, waiting, S.ACCEPTED)
            item.refresh_from_db()
            on = TODAY - 2 * DAY
            self.takes(name, item, step, reason=REASON, on=on, by=self.cast.officer)

    def test_dropping_one_of_a_series(self) -> None:
        item = self.there(deadline=YEARLY)
        self.takes(
            "drop one of a series",
            item,
            endings.discontinue,
            document=PAPER,
            reason=REASON,
            by=self.cast.head,
        )
        never = self.there(S.PROPOSED, deadline=YEARLY)
        self.takes(
            "drop a series never accepted",
            never,
            endings.discontinue,
            document=PAPER,
            reason=REASON,
            by=self.cast.head,
        )


class AskingTests(LifeCase):
    def ask(self, matter: ApprovalKind, item: Commitment, **more: Any) -> Approval:
        asked: Approval = self.writes(
            f"ask {matter.value}",
            item,
            lambda one, **who: approvals.request_approval(one, matter, reason=f" {REASON} ", **more, **who),
            by=self.cast.officer,
        )
        return asked

    def test_what_is_asked_and_granted(self) -> None:
        other, review_on = self.there(S.ACCEPTED), TODAY + 90 * DAY
        spec = on_day(datetime.date(2026, 9, 15))
        asked: dict[ApprovalKind, dict[str, Any]] = {
            ApprovalKind.DATE: {
                "terms": build_date_terms(spec, Dependencies(), None),
                "move_reason": MoveReason.CAPACITY,
                "document": f" {PAPER} ",
            },
            ApprovalKind.SUSPEND: {"terms": build_review_terms(review_on), "document": PAPER},
            ApprovalKind.WITHDRAW: {"document": f" {PAPER} "},
            ApprovalKind.SUPERSEDE: {"other": other},
            ApprovalKind.DISCONTINUE: {"document": PAPER},
            ApprovalKind.ENTER_IN_ERROR: {},
        }
        decided = DECIDED | {"decided_by": self.cast.division_head}
        for matter, more in asked.items():
            request = self.ask(matter, self.there(), **more)
            self.writes(
                f"grant {matter.value}",
                request,
                lambda one, **who: approvals.grant_request(one, answer=" Seen. ", **who),
                by=self.cast.head,
                beneath=[NEWER, decided],
            )
        request = self.ask(ApprovalKind.REOPEN, self.there(S.FULFILLED))
        self.writes("grant reopen", request, approvals.grant_request, by=self.cast.head)

    def test_what_is_refused_or_taken_back(self) -> None:
        decided = DECIDED | {"decided_by": self.cast.division_head}
        request = approvals.request_approval(
            self.there(),
            ApprovalKind.DISCONTINUE,
            reason=REASON,
            document=PAPER,
            by=self.cast.officer,
            now=NOW,
        )
        self.writes(
            "refuse",
            request,
            lambda one, **who: approvals.refuse_request(one, answer=" Not now. ", **who),
            by=self.cast.head,
            beneath=[NEWER, decided],
        )
        other = approvals.request_approval(
            self.there(),
            ApprovalKind.DISCONTINUE,
            reason=REASON,
            document=PAPER,
            by=self.cast.officer,
            now=NOW,
        )
        self.writes(
            "take back request",
            other,
            approvals.withdraw_request,
            by=self.cast.officer,
            beneath=[NEWER, decided],
        )


class ChaseTests(LifeCase):
    def test_questions(self) -> None:
        cast = self.cast
        item = self.there(owed_by=OwedBy.THEIRS)
        asking = FollowUpText(
            FollowUpMethod.NOTE, " Presents its compliments. ", TODAY - DAY, copy=" A copy "
        )
        question = self.takes("ask", item, follow_ups.log_follow_up, asking=asking, by=cast.officer)
        dropped = {"state": FollowUpState.DROPPED}
        question = self.writes(
            "ask again", question, follow_ups.renew_follow_up, by=cast.head, beneath=[NEWER, dropped]
        )
        self.writes(
            "keep draft",
            question,
            lambda one, **who: follow_ups.save_draft(
                one, method=FollowUpMethod.TALKING_POINT, text=" Say. ", copy=" So. ", **who
            ),
            by=cast.officer,
            beneath=[NEWER, dropped],
        )
        asking = FollowUpText(FollowUpMethod.TALKING_POINT, "Say.", TODAY)
        item.refresh_from_db()
        question = self.takes(
            "ask by the embassy", item, follow_ups.log_follow_up, asking=asking, by=cast.head
        )
        said = ProgressUpdate.objects.get(pk=question.our_update_id)
        self.writes(
            "take back question",
            said,
            lambda one, **who: follow_ups.undo_follow_up(one, reason="Not yet.", **who),
            by=cast.head,
        )
        item.refresh_from_db()
        question = follow_ups.log_follow_up(item, asking, by=cast.officer, now=NOW)
        self.writes(
            "answer",
            question,
            lambda one, **who: follow_ups.record_reply(
                one, health=Health.ON_TRACK, text=" By May. ", reported_on=TODAY, **who
            ),
            by=cast.head,
            beneath=[NEWER],
        )
        item.refresh_from_db()
        asking = FollowUpText(FollowUpMethod.CALL, "Rang the second secretary.", TODAY)
        question = follow_ups.log_follow_up(item, asking, by=cast.officer, now=NOW)
        self.writes(
            "drop question",
            question,
            lambda one, **who: follow_ups.cancel_follow_up(one, reason=" Idle. ", **who),
            by=cast.head,
            beneath=[NEWER, dropped],
        )
        self.writes(
            "follow_up",
            item,
            lambda one, **who: follow_ups.remind_owner(one, text=" Rang them. ", reported_on=TODAY, **who),
            by=cast.officer,
        )
