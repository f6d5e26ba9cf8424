"""Why a request, a word, a paper, a marking or a question is refused: each reason by its code."""

import datetime
from dataclasses import replace
from typing import Any

from commitments.deadlines.context import Dependencies, build_date_terms, load_dependencies
from commitments.enums import (
    ApprovalKind,
    ApprovalState,
    Classification,
    CommitmentState,
    EvidenceKind,
    FollowUpMethod,
    FollowUpState,
    Health,
    MeetingState,
    MoveReason,
    OwedBy,
    Side,
)
from commitments.errors import Refused
from commitments.language.phrases.specification import build_after, not_stated, on_day
from commitments.lifecycle import approvals, endings, follow_ups, progress
from commitments.lifecycle.follow_ups import FollowUpText
from commitments.meetings import meetings
from commitments.models import Approval, Evidence, FollowUp, Mechanism, Meeting, ProgressUpdate
from tests import make
from tests.cast import NOW, TODAY
from tests.commitments.lifecycle.case import PAPER, REASON, RefusalCase
from tests.refusals import code

DAY = datetime.timedelta(days=1)
S = CommitmentState


class AskTests(RefusalCase):
    def test_what_is_not_asked(self) -> None:
        cast = self.cast
        item, ask = self.there(), approvals.request_approval
        said: dict[str, Any] = {"reason": REASON, "document": PAPER}
        spec = on_day(datetime.date(2026, 9, 15))
        date: dict[str, Any] = {
            "terms": build_date_terms(spec, Dependencies(), None),
            "move_reason": MoveReason.CAPACITY,
        }
        for matter in (ApprovalKind.WITHDRAW, ApprovalKind.DISCONTINUE):
            self.refused("needs_document", ask, item, matter, reason=REASON, document=" ")
            self.refused("forbidden", ask, item, matter, by=cast.focal_point, **said)
        self.refused("long_document", ask, item, ApprovalKind.DATE, reason=REASON, document="x" * 201, **date)
        self.refused("needs_reason", ask, item, ApprovalKind.DATE, reason=" ", **date)
        self.refused("forbidden", ask, item, ApprovalKind.DATE, by=cast.stranger, reason=REASON, **date)
        self.refused(
            "needs_terms", ask, item, ApprovalKind.DATE, reason=REASON, move_reason=MoveReason.CAPACITY
        )
        self.refused("needs_move_reason", ask, item, ApprovalKind.DATE, reason=REASON, terms=date["terms"])
        early = build_date_terms(on_day(datetime.date(2025, 12, 31)), Dependencies(), None)
        self.refused("before_meeting", ask, item, ApprovalKind.DATE, reason=REASON, **date | {"terms": early})
        self.refused("needs_review", ask, item, ApprovalKind.SUSPEND, reason=REASON)
        self.refused(
            "needs_review", ask, item, ApprovalKind.SUSPEND, reason=REASON, terms={"review_on": "soon"}
        )
        self.refused(
            "needs_review", ask, item, ApprovalKind.SUSPEND, reason=REASON, terms={"review_on": "2026-02-31"}
        )
        self.refused(
            "past_review", ask, item, ApprovalKind.SUSPEND, reason=REASON, terms={"review_on": "2026-03-11"}
        )
        self.refused("other", ask, item, ApprovalKind.SUPERSEDE, reason=REASON)
        self.refused("other", ask, item, ApprovalKind.SUPERSEDE, reason=REASON, other=item)
        self.refused("matter", ask, item, ApprovalKind.LOWER_CLASSIFICATION, reason=REASON)
        self.refused("wrong_state", ask, item, ApprovalKind.REOPEN, reason=REASON)
        self.refused("wrong_state", ask, self.there(S.PROPOSED), ApprovalKind.DATE, reason=REASON, **date)
        self.refused("wrong_state", ask, self.there(S.FULFILLED), ApprovalKind.DATE, reason=REASON, **date)
        self.ask(item, ApprovalKind.DATE, **date)
        self.refused("asked", ask, item, ApprovalKind.DATE, reason=REASON, **date)
        self.ask(item, ApprovalKind.DISCONTINUE)
        held = make.meeting(cast)
        self.refused("matter", ask, held, ApprovalKind.DISCONTINUE, **said)
        self.refused("forbidden", ask, held, ApprovalKind.ENTER_IN_ERROR, by=cast.focal_point, reason=REASON)

    def test_what_is_not_decided(self) -> None:
        cast = self.cast
        asked = self.ask(self.there(), ApprovalKind.DISCONTINUE)
        error = self.ask(self.there(), ApprovalKind.ENTER_IN_ERROR, by=cast.head)
        for request, who, why in (
            (asked, cast.officer, "forbidden"),
            (asked, cast.stranger, "forbidden"),
            (asked, cast.head, ""),
            (asked, cast.division_head, ""),
            (error, cast.head, "own_request"),
            (error, cast.officer, ""),
            (error, cast.focal_point, "forbidden"),
        ):
            with self.subTest(request.kind, who=who):
                self.assertEqual(code(approvals.why_not_decide(request, who)), why)
                self.assertEqual(code(approvals.why_not_grant(request, who)), why)
                if why:
                    self.refused(why, approvals.grant_request, request, by=who)
                    self.refused(why, approvals.refuse_request, request, answer="No.", by=who)
        self.refused("needs_reason", approvals.refuse_request, asked, answer=" ", by=cast.head)
        self.refused("forbidden", approvals.withdraw_request, asked, by=cast.head)
        waiting = [list(approvals.waiting_for(who)) for who in (cast.officer, cast.head, cast.division_head)]
        self.assertEqual(waiting, [[error], [asked], [asked, error]])
        self.assertEqual(list(approvals.waiting_for(cast.focal_point)), [])
        self.assertEqual(list(approvals.waiting_for(cast.auditor)), [])
        item = asked.commitment
        assert item is not None
        endings.withdraw(item, reason=REASON, document=PAPER, by=cast.head, now=NOW)
        asked = Approval.objects.get(pk=asked.pk)
        self.refused("outdated", approvals.grant_request, asked, by=cast.head)
        approvals.refuse_request(asked, answer="Withdrawn.", by=cast.head, now=NOW)
        self.refused("decided", approvals.grant_request, asked, by=cast.head)
        self.refused("decided", approvals.refuse_request, asked, answer="No.", by=cast.head)
        self.refused("decided", approvals.withdraw_request, asked)
        whole = meetings.request_error_entry(make.meeting(cast), reason=REASON, by=cast.officer, now=NOW)
        self.assertEqual(approvals.grant_request(whole, by=cast.head, now=NOW).state, ApprovalState.GRANTED)
        assert whole.meeting is not None
        self.assertEqual(Meeting.objects.get(pk=whole.meeting.pk).state, MeetingState.IN_ERROR)

    def test_terms(self) -> None:
        cast = self.cast
        follows, ahead = self.there(), make.meeting(cast, held=False, held_on=TODAY + DAY)
        body = Mechanism.objects.create(country=cast.valdoria, name="Joint Commission")
        hooks = Dependencies(ahead, body, 3, follows)
        spec = build_after(30, "days", "within 30 days")
        asked = Approval(terms=build_date_terms(spec, hooks, TODAY + DAY))
        self.assertEqual(approvals.spec_of(asked), spec)
        self.assertEqual(load_dependencies(asked.terms, cast.officer), hooks)
        self.assertEqual(approvals.review_of(asked), TODAY + DAY)
        self.assertEqual(
            approvals.review_of(Approval(terms=build_date_terms(spec, Dependencies(), None))), None
        )
        self.assertEqual(
            load_dependencies(build_date_terms(spec, Dependencies(), None), cast.officer),
            Dependencies(),
        )
        for values, who in (
            ({"event": 999_999}, cast.officer),
            ({"mechanism": 999_999}, cast.officer),
            ({"follows": 999_999}, cast.officer),
            ({"event": ahead.pk}, cast.stranger),
            ({"follows": follows.pk}, cast.stranger),
        ):
            with self.subTest(values), self.assertRaises(Refused) as refused:
                load_dependencies(values, who)
            self.assertEqual(refused.exception.code, "needs_terms")
        draft = {"follows": self.there(S.DRAFT).pk}
        for wrong in ({}, {"spec": None}, {"spec": {"kind": "none", "more": 1}}, {"spec": {"kind": "odd"}}):
            with self.subTest(wrong), self.assertRaises(Refused) as refused:
                approvals.spec_of(Approval(terms=wrong))
            self.assertEqual(refused.exception.code, "needs_terms")
        with self.assertRaises(Refused) as refused:
            load_dependencies(draft, cast.officer)
        self.assertEqual(refused.exception.code, "needs_terms")


class WordTests(RefusalCase):
    def test_reports_of_progress(self) -> None:
        cast, update = self.cast, progress.record_update
        item = self.there()
        said: dict[str, Any] = {
            "health": Health.ON_TRACK,
            "text": "",
            "side": Side.OURS,
            "reported_on": TODAY,
        }
        self.refused("forbidden", update, item, by=cast.reader, **said)
        self.refused("forbidden", update, item, by=cast.stranger, **said)
        self.refused("future", update, item, **said | {"reported_on": TODAY + DAY})
        for health in (Health.AT_RISK, Health.OFF_TRACK):
            self.refused("needs_cause", update, item, **said | {"health": health, "text": " "})
        self.refused("wrong_state", update, self.there(S.FULFILLED), **said)
        self.refused("wrong_state", update, self.there(S.DRAFT), **said)
        mine = update(item, by=cast.focal_point, now=NOW, **said)
        self.refused("forbidden", lambda **who: progress.undo_update(mine, {}, reason=REASON, **who))
        for who, why in ((cast.officer, ""), (cast.focal_point, ""), (cast.reader, "forbidden")):
            self.assertEqual(code(progress.why_not_update(item, who)), why)

    def test_the_latest_word_counts_whoever_records_it_when(self) -> None:
        item = self.there(deadline=not_stated())
        said: dict[str, Any] = {"text": "So.", "side": Side.OURS, "by": self.cast.officer, "now": NOW}
        for health, on, stands in (
            (Health.ON_TRACK, TODAY - 2 * DAY, Health.ON_TRACK),
            (Health.AT_RISK, TODAY - 3 * DAY, Health.ON_TRACK),
            (Health.OFF_TRACK, TODAY - 2 * DAY, Health.OFF_TRACK),
        ):
            progress.record_update(item, health=health, reported_on=on, **said)
            self.assertEqual((item.health, item.health_on), (stands, TODAY - 2 * DAY))
            item.refresh_from_db()
            self.assertEqual(item.last_contact_on, TODAY - 2 * DAY)

    def test_evidence(self) -> None:
        cast = self.cast
        item = self.there(classification=Classification.CONFIDENTIAL)
        paper = Evidence(commitment=item, kind=EvidenceKind.REPORT, number="7/2026", description=" ")
        self.refused("needs_line", progress.add_evidence, paper)
        paper.description = "A list"
        for who in (cast.stranger, cast.reader, cast.focal_point):
            self.refused("forbidden", progress.add_evidence, paper, by=who)
        progress.add_evidence(paper, by=cast.officer, now=NOW)
        self.assertEqual(paper.classification, Classification.CONFIDENTIAL)
        with self.assertRaises(Refused) as refused:
            progress.open_evidence(paper, cast.officer)
        self.assertEqual(refused.exception.code, "no_file")
        for who in (cast.stranger, cast.focal_point):
            with self.assertRaises(Refused) as refused:
                progress.open_evidence(paper, who)
            self.assertEqual(refused.exception.code, "forbidden")


class MarkTests(RefusalCase):
    def test_markings(self) -> None:
        cast = self.cast
        item = self.there()
        paper = make.evidence(cast, item)
        for record in (item, paper):
            self.assertEqual(approvals.subject_of(record), item)
            for who, why in (
                (cast.officer, ""),
                (cast.head, ""),
                (cast.stranger, "forbidden"),
                (cast.focal_point, "forbidden"),
                (cast.reader, "forbidden"),
            ):
                self.assertEqual(code(approvals.why_not_mark(record, who)), why)
            self.refused("forbidden", approvals.raise_classification, record, 3, by=cast.focal_point)
        self.assertEqual(
            (approvals.part_of(item), approvals.part_of(paper)), ("", f"commitments.Evidence:{paper.pk}")
        )
        self.refused("not_higher", approvals.raise_classification, paper, Classification.RESTRICTED)
        self.refused("clearance", approvals.raise_classification, paper, Classification.SECRET)
        self.refused(
            "not_lower",
            approvals.request_lower_classification,
            paper,
            Classification.RESTRICTED,
            reason=REASON,
        )
        self.refused(
            "too_low", approvals.request_lower_classification, item, Classification.PUBLIC, reason=REASON
        )
        self.refused(
            "needs_reason", approvals.request_lower_classification, paper, Classification.PUBLIC, reason=" "
        )
        self.refused(
            "forbidden",
            approvals.request_lower_classification,
            paper,
            Classification.PUBLIC,
            reason=REASON,
            by=cast.stranger,
        )
        asked = approvals.request_lower_classification(
            paper, Classification.PUBLIC, reason=REASON, by=cast.officer, now=NOW
        )
        self.assertEqual(
            (approvals.find_waiting_request(paper), approvals.find_waiting_request(item)), (asked, None)
        )
        self.assertEqual(approvals.record_of(asked), paper)
        self.refused(
            "asked", approvals.request_lower_classification, paper, Classification.PUBLIC, reason=REASON
        )
        self.refused("own_request", approvals.grant_request, asked)
        approvals.raise_classification(paper, Classification.CONFIDENTIAL, by=cast.officer, now=NOW)
        self.refused("outdated", approvals.grant_request, asked, by=cast.head)
        gone = Approval(
            commitment=item, kind=ApprovalKind.LOWER_CLASSIFICATION, part="commitments.Evidence:999999"
        )
        with self.assertRaises(Refused) as refused:
            approvals.record_of(gone)
        self.assertEqual(refused.exception.code, "outdated")
        open_text = ProgressUpdate(commitment=item, classification=Classification.PUBLIC)
        self.assertEqual(code(approvals.why_not_request_lower(open_text, cast.officer)), "lowest")

    def test_a_lower_marking_of_all_parts(self) -> None:
        cast = self.cast
        item = self.there(classification=Classification.CONFIDENTIAL)
        make.evidence(cast, item)
        with self.assertRaises(Refused) as refused:
            approvals.request_lower_classification(
                item, Classification.RESTRICTED, reason=REASON, by=cast.officer, now=NOW
            )
        self.assertEqual(refused.exception.code, "too_low")
        asked = approvals.request_lower_classification(
            item, Classification.RESTRICTED, reason=REASON, with_parts=True, by=cast.officer, now=NOW
        )
        self.refused("own_request", approvals.grant_request, asked)
        self.assertEqual(list(approvals.waiting_for(cast.head)), [asked])
        approvals.grant_request(asked, answer="Seen.", by=cast.head, now=NOW)
        item.refresh_from_db()
        levels = [item.classification, item.evidence.get().classification]
        self.assertEqual(levels, [Classification.RESTRICTED] * 2)
        self.assertEqual((asked.decided_by, asked.answer), (cast.head, "Seen."))


class ChaseTests(RefusalCase):
    def test_questions(self) -> None:
        cast = self.cast
        item = self.there(owed_by=OwedBy.THEIRS)
        asking = FollowUpText(FollowUpMethod.CALL, "Rang them.", TODAY)
        ask = follow_ups.log_follow_up
        self.refused("needs_text", ask, item, replace(asking, text=" "))
        self.refused("future", ask, item, replace(asking, on=TODAY + DAY))
        self.refused("not_theirs", ask, self.there(), asking)
        self.refused("forbidden", ask, item, asking, by=cast.focal_point)
        self.refused("wrong_state", ask, self.there(S.FULFILLED, owed_by=OwedBy.THEIRS), asking)
        question = ask(item, asking, by=cast.officer, now=NOW)
        self.assertEqual(follow_ups.find_open(item), question)
        self.assertIsNone(follow_ups.find_open(self.there()))
        answer: dict[str, Any] = {"health": Health.ON_TRACK, "text": "Soon.", "reported_on": TODAY}
        self.refused("needs_text", follow_ups.record_reply, question, **answer | {"text": " "})
        self.refused(
            "before_asked", follow_ups.record_reply, question, **answer | {"reported_on": TODAY - DAY}
        )
        self.refused("needs_reason", follow_ups.cancel_follow_up, question, reason=" ")
        self.refused("forbidden", follow_ups.cancel_follow_up, question, reason=REASON, by=cast.stranger)
        rows: dict[str, FollowUp] = {}
        for state in FollowUpState:
            rows[state] = FollowUp(commitment=item, state=state)
        for state, asks, answers, drops in (
            (FollowUpState.OPEN, "", "wrong_state", ""),
            (FollowUpState.ASKED, "wrong_state", "", ""),
            (FollowUpState.ANSWERED, "wrong_state", "wrong_state", "wrong_state"),
            (FollowUpState.DROPPED, "wrong_state", "wrong_state", "wrong_state"),
        ):
            for who in (cast.officer, cast.stranger, cast.focal_point):
                with self.subTest(state, who=who):
                    found = [
                        code(why(rows[state], who))
                        for why in (
                            follow_ups.why_not_ask,
                            follow_ups.why_not_answer,
                            follow_ups.why_not_drop,
                        )
                    ]
                    wanted = [
                        one if who == cast.officer else one or "forbidden" for one in (asks, answers, drops)
                    ]
                    self.assertEqual(found, wanted)

    def test_a_question_of_a_closed_item_is_dropped_still(self) -> None:
        item = self.there(owed_by=OwedBy.THEIRS)
        asking = FollowUpText(FollowUpMethod.CALL, "Rang them.", TODAY)
        question = follow_ups.log_follow_up(item, asking, by=self.cast.officer, now=NOW)
        item.refresh_from_db()
        make.advance(self.cast, item, S.FULFILLED)
        question.refresh_from_db()
        self.assertEqual(code(follow_ups.why_not_answer(question, self.cast.officer)), "wrong_state")
        self.assertEqual(code(follow_ups.why_not_drop(question, self.cast.officer)), "")
        self.assertFalse(follow_ups.is_theirs(item))
