"""Why a step of a commitment is not taken now: each reason by its code, before anything is written."""

import datetime
import itertools
from dataclasses import replace
from typing import Any

from django.test import SimpleTestCase

from commitments.access import write_rules
from commitments.deadlines import changes
from commitments.deadlines.context import Dependencies
from commitments.enums import (
    ApprovalKind,
    ApprovalState,
    Classification,
    CommitmentState,
    LeadRole,
    Nature,
    OutcomeKind,
    OwedBy,
    Side,
    Strength,
)
from commitments.errors import Refused
from commitments.language.phrases.specification import build_after, not_stated, on_day
from commitments.lifecycle import acceptance, drafts, endings, owners, progress, successors, transitions
from commitments.lifecycle.transitions import OwnerPart
from commitments.models import Approval, Commitment, Ministry, Official
from commitments.models.commitments import TITLE_LETTERS
from commitments.records import edits
from tests import make
from tests.cast import NOW, TODAY
from tests.commitments.lifecycle.case import PAPER, REASON, YEARLY, RefusalCase
from tests.refusals import code

DAY = datetime.timedelta(days=1)
S = CommitmentState


class OwnerTests(RefusalCase):
    def test_acceptance(self) -> None:
        cast = self.cast
        item = self.there(S.PROPOSED, owed_by=OwedBy.JOINT)
        accept = acceptance.accept
        self.refused("forbidden", accept, item, Side.THEIRS, by=cast.focal_point, answer=PAPER)
        self.refused("forbidden", accept, item, Side.OURS, by=cast.stranger, answer=PAPER)
        self.refused("needs_answer", accept, item, Side.THEIRS, answer=" ")
        self.refused("needs_answer", accept, item, Side.OURS)
        self.refused("long_document", accept, item, Side.OURS, answer="x" * 201)
        self.refused("future", accept, item, Side.OURS, answer=PAPER, on=TODAY + DAY)
        accept(item, Side.OURS, by=cast.focal_point, now=NOW)
        self.refused("accepted_already", accept, item, Side.OURS, answer=PAPER)
        self.refused("accepted_already", drafts.set_parts, item, [OwnerPart(Side.OURS, cast.mofa)])
        ours = self.there(S.PROPOSED)
        self.refused("no_lead", accept, ours, Side.THEIRS, answer=PAPER)
        nobody = make.commitment(cast, parts=[], state=S.PROPOSED)
        self.refused("needs_answer", accept, nobody, Side.OURS)

    def test_who_records_the_answer_of_a_side(self) -> None:
        cast = self.cast
        who = (cast.officer, cast.focal_point, cast.stranger)
        for item, wanted in (
            (self.there(S.PROPOSED), ["", "", "forbidden"]),
            (self.there(S.ACCEPTED), ["wrong_state"] * 3),
        ):
            found = [code(acceptance.why_not_record_acceptance(item, person)) for person in who]
            self.assertEqual(found, wanted)
        both = self.there(S.ACCEPTED, owed_by=OwedBy.JOINT)
        for lead, ministry, wanted in (
            (both.responsibilities.get(side=Side.OURS), cast.mofa, ["", "forbidden", "forbidden"]),
            (
                both.responsibilities.get(side=Side.THEIRS),
                cast.their_ministry,
                ["", "forbidden", "forbidden"],
            ),
        ):
            owners.reassign(lead, ministry=ministry, reason=REASON, by=cast.officer, now=NOW)
            lead.refresh_from_db()
            found = [code(acceptance.why_not_record_acceptance(both, person)) for person in who]
            self.assertEqual(found, wanted if lead.accepted_on is None else ["wrong_state"] * 3)
        self.assertEqual([one.side for one in owners.list_new_leads(both)], [Side.THEIRS])
        file = owners.file_acceptance
        theirs = both.responsibilities.get(side=Side.THEIRS)
        ours = both.responsibilities.get(side=Side.OURS)
        self.refused("accepted_already", file, ours, answer=PAPER)
        self.refused("needs_answer", file, theirs)
        self.refused("future", file, theirs, answer=PAPER, on=TODAY + DAY)
        self.refused("forbidden", file, theirs, by=cast.focal_point, answer=PAPER)
        self.refused("forbidden", file, theirs, by=cast.stranger, answer=PAPER)
        file(theirs, answer=PAPER, on=TODAY - DAY, by=cast.officer, now=NOW)
        self.assertEqual((theirs.accepted_on, theirs.acceptance), (TODAY - DAY, PAPER))
        self.refused("accepted_already", file, theirs, answer=PAPER)

    def test_a_lead_named_later_accepts_by_its_own_word(self) -> None:
        cast = self.cast
        item = self.there(parts=[OwnerPart(Side.OURS, cast.mofa)])
        lead = owners.reassign_lead(
            item, Side.OURS, ministry=cast.police, reason=REASON, by=cast.officer, now=NOW
        )
        self.refused("needs_answer", owners.file_acceptance, lead)
        found = [
            code(acceptance.why_not_record_acceptance(item, who))
            for who in (cast.officer, cast.focal_point, cast.stranger)
        ]
        self.assertEqual(found, ["", "", "forbidden"])
        acceptance.record_acceptance(item, Side.OURS, on=TODAY - DAY, by=cast.focal_point, now=NOW)
        lead.refresh_from_db()
        self.assertEqual((lead.accepted_on, lead.accepted_by), (TODAY - DAY, cast.focal_point))

    def test_who_may_own_a_part(self) -> None:
        cast = self.cast
        gone = Official.objects.create(
            country=cast.korea, ministry=cast.mofa, post="Envoy", ends_on=TODAY - DAY
        )
        ended = Ministry.objects.create(country=cast.korea, name="Old", valid_until=TODAY - DAY)
        ending = Ministry.objects.create(country=cast.korea, name="Ending", valid_until=TODAY)
        elsewhere = Ministry.objects.create(country=cast.elsewhere, name="Elsewhere")
        item = self.there(owed_by=OwedBy.JOINT)
        ours, theirs = (item.responsibilities.get(side=side) for side in (Side.OURS, Side.THEIRS))
        said: dict[str, Any] = {"reason": REASON}
        reassign = owners.reassign
        for part, named, why in (
            (ours, {"ministry": cast.their_police}, "country"),
            (theirs, {"ministry": cast.mofa}, "country"),
            (theirs, {"ministry": elsewhere}, "country"),
            (ours, {"ministry": ended}, "ended"),
            (ours, {"ministry": cast.mofa, "official": gone}, "left"),
            (ours, {"official": gone}, "other_ministry"),
            (theirs, {"official": gone}, "country"),
            (theirs, {"official": cast.their_minister}, "other_ministry"),
            (ours, {"ministry": cast.police}, "same"),
            (ours, {}, "same"),
        ):
            self.refused(why, reassign, part, **named, **said)
        self.refused("needs_reason", reassign, ours, ministry=cast.mofa, reason=" ")
        self.refused("forbidden", reassign, ours, ministry=cast.mofa, by=cast.stranger, **said)
        self.refused("forbidden", reassign, ours, ministry=cast.mofa, by=cast.focal_point, **said)
        self.refused(
            "no_lead", owners.reassign_lead, self.there(), Side.THEIRS, ministry=cast.their_ministry, **said
        )
        reassign(ours, ministry=ending, by=cast.officer, now=NOW, **said)
        progress.report(item, Side.THEIRS, document=PAPER, by=cast.officer, now=NOW)
        theirs.refresh_from_db()
        self.refused("reported", reassign, theirs, ministry=cast.their_ministry, **said)
        done = self.there(S.FULFILLED).responsibilities.get()
        self.refused("closed", reassign, done, ministry=cast.mofa, **said)
        two = self.there(
            owed_by=OwedBy.OURS,
            parts=[OwnerPart(Side.OURS, cast.police), OwnerPart(Side.OURS, cast.mofa, LeadRole.SUPPORTING)],
        )
        support = two.responsibilities.get(ministry=cast.mofa)
        self.refused("leads_already", reassign, support, ministry=cast.police, **said)

    def test_parts_that_one_item_cannot_have(self) -> None:
        cast, draft = self.cast, self.there(S.DRAFT)
        police = OwnerPart(Side.OURS, cast.police)
        for parts, why in (
            ([police, replace(police, role=LeadRole.SUPPORTING)], "named_twice"),
            ([police, OwnerPart(Side.OURS, cast.mofa)], "two_leads"),
            ([OwnerPart(Side.THEIRS, cast.police)], "country"),
            ([OwnerPart(Side.OURS, cast.mofa, official=cast.their_minister)], "country"),
        ):
            self.refused(why, drafts.set_parts, draft, parts)
        self.refused("forbidden", drafts.set_parts, draft, [police], by=cast.stranger)
        self.refused("accepted_already", drafts.set_parts, self.there(), [police])


class DraftTests(RefusalCase):
    def test_what_cannot_be_drafted(self) -> None:
        cast = self.cast
        point = make.outcome(cast)
        ask = make.outcome(cast, point.meeting, kind=OutcomeKind.REQUEST)
        topic = make.outcome(cast, point.meeting, kind=OutcomeKind.TOPIC, strength=Strength.NOTED)
        said: dict[str, Any] = {"parts": [], "deadline": not_stated()}
        for of, why in ((ask, "unanswered"), (topic, "not_a_commitment")):
            new = Commitment(outcome=of, title="A list", owed_by=OwedBy.OURS)
            self.refused(why, drafts.create_draft, new, **said)
            self.assertEqual(code(drafts.why_no_commitment(of)), why)
        new = Commitment(outcome=point, title="x" * 81, owed_by=OwedBy.OURS)
        self.refused("long_title", drafts.create_draft, new, **said)
        new.title = "A list"
        self.refused("forbidden", drafts.create_draft, new, by=cast.stranger, **said)
        self.assertEqual([str(drafts.who_owes(one)) for one in (point, ask)], ["joint", "joint"])
        for side, asked_of in (("ours", "theirs"), ("theirs", "ours")):
            point.spoken_by = ask.spoken_by = side
            self.assertEqual([str(drafts.who_owes(one)) for one in (point, ask)], [side, asked_of])
        point.spoken_by = "not_stated"
        with self.assertRaises(Refused) as refused:
            drafts.who_owes(point)
        self.assertEqual(refused.exception.code, "not_a_commitment")

    def test_what_is_removed(self) -> None:
        cast, remove = self.cast, drafts.remove_drafts
        draft = self.there(S.DRAFT)
        made = self.there(S.PROPOSED)
        proved = self.there(S.DRAFT)
        make.evidence(cast, proved)
        self.refused("no_draft", remove, [draft, made])
        self.refused("hangs", remove, [draft, proved])
        draft, proved = (Commitment.objects.get(pk=one.pk) for one in (draft, proved))
        with self.assertRaisesMessage(Refused, proved.reference):
            remove([draft, proved], by=cast.officer, now=NOW)
        draft = Commitment.objects.get(pk=draft.pk)
        self.refused("forbidden", remove, [draft], by=cast.stranger)
        back = acceptance.redraft(self.there(S.PROPOSED), reason=REASON, by=cast.officer, now=NOW)
        remove([draft, back], by=cast.officer, now=NOW)
        self.assertFalse(Commitment.objects.filter(pk__in=[draft.pk, back.pk]).exists())

    def test_drafts_of_a_meeting(self) -> None:
        cast = self.cast
        held = make.meeting(cast)
        point = make.outcome(cast, held)
        seen = make.commitment(cast, point)
        hidden = make.commitment(cast, point, classification=Classification.SECRET, by=cast.head)
        proposed = make.commitment(cast, point, state=S.PROPOSED)
        self.there(S.DRAFT)
        self.assertEqual(list(acceptance.drafts_of(held, cast.officer)), [seen])
        self.refused("forbidden", acceptance.propose_drafts, held, by=cast.stranger)
        self.refused("forbidden", acceptance.propose_drafts, held, by=cast.focal_point)
        found = [
            code(acceptance.why_not_propose_drafts(held, write_rules.build_acts(who, held)))
            for who in (cast.officer, cast.head, cast.focal_point, cast.stranger)
        ]
        self.assertEqual(found, ["", "", "forbidden", "forbidden"])
        self.assertEqual(acceptance.propose_drafts(held, by=cast.officer, now=NOW), [seen])
        states = [Commitment.objects.get(pk=one.pk).state for one in (seen, hidden, proposed)]
        self.assertEqual(states, [S.PROPOSED, S.DRAFT, S.PROPOSED])

    def test_what_hangs_together(self) -> None:
        cast = self.cast
        first = self.there()
        beside = make.commitment(cast, first.outcome)
        after_it = self.there(
            S.DRAFT, deadline=build_after(30, "days", "within 30 days"), hooks=Dependencies(follows=first)
        )
        other = self.there(S.ACCEPTED)
        self.assertEqual([successors.is_alone(one) for one in (first, beside, other)], [False, False, True])
        endings.supersede(other, other=first, reason=REASON, by=cast.head, now=NOW)
        self.assertEqual(successors.linked_to(first), {after_it.pk, other.pk})
        self.assertEqual(successors.linked_to(after_it), {first.pk})
        self.assertEqual(successors.linked_to(other), {first.pk})
        self.assertEqual(successors.linked_to(beside), set())

    def test_words_and_terms_once_accepted(self) -> None:
        cast = self.cast
        item = self.there(title="A list")
        edit = drafts.edit_wording
        self.refused("accepted_already", edit, item, {"nature": Nature.ONGOING})
        self.refused("accepted_already", edit, item, {"condition": "if paid"})
        self.refused("forbidden", edit, item, {"title": "X"}, by=cast.focal_point)
        self.refused("long_title", edit, item, {"title": "x" * 81})
        edit(item, {"nature": Nature.ONE_OFF, "meaning": "Lists."}, by=cast.officer, now=NOW)
        self.assertEqual((item.title, item.meaning), ("A list", "Lists."))
        draft = self.there(S.DRAFT)
        self.assertEqual(
            (drafts.list_locked_fields(draft), drafts.list_locked_fields(item)), ((), ("nature", "condition"))
        )


class StepTests(RefusalCase):
    def test_reports(self) -> None:
        cast, report = self.cast, progress.report
        item = self.there(owed_by=OwedBy.JOINT)
        self.refused("forbidden", report, item, Side.THEIRS, by=cast.focal_point, document=PAPER)
        self.refused("needs_report", report, item, Side.THEIRS, document=" ")
        self.refused("long_document", report, item, Side.OURS, document="x" * 201)
        self.refused("future", report, item, Side.OURS, on=TODAY + DAY)
        report(item, Side.OURS, by=cast.focal_point, now=NOW)
        self.refused("reported_already", report, item, Side.OURS)
        self.refused("no_lead", report, self.there(), Side.THEIRS, document=PAPER)
        self.refused("continuing", report, self.there(nature=Nature.ONGOING), Side.OURS)
        done = self.there(S.REPORTED)
        part: dict[str, Any] = {"reason": REASON, "rest_title": "Rest", "by": cast.validator}
        self.refused("needs_evidence", progress.fulfil_in_part, done, **part)
        make.evidence(cast, done)
        self.refused("needs_title", progress.fulfil_in_part, done, **part | {"rest_title": " "})
        self.refused("long_title", progress.fulfil_in_part, done, **part | {"rest_title": "x" * 81})
        self.refused("needs_reason", progress.fulfil_in_part, done, **part | {"reason": " "})
        self.refused("needs_reason", progress.send_back, done, reason=" ", by=cast.validator)

    def test_endings(self) -> None:
        cast = self.cast
        head: dict[str, Any] = {"by": cast.head, "reason": REASON}
        item, other = self.there(), self.there(S.ACCEPTED)
        hidden = self.there(S.ACCEPTED, classification=Classification.SECRET)
        dropped = acceptance.discard(self.there(S.DRAFT), by=cast.officer, now=NOW)
        for step in (endings.conclude, endings.overtake):
            self.refused("discrete", step, item, reason=REASON)
            going = self.there(nature=Nature.ONGOING)
            self.refused("needs_reason", step, going, reason=" ")
            self.refused("future", step, going, reason=REASON, on=TODAY + DAY)
        for end in (endings.withdraw, endings.discontinue):
            self.refused("ask", end, item, reason=REASON, document=PAPER)
            self.refused("needs_document", end, item, document=" ", **head)
            self.refused("long_document", end, item, document="x" * 201, **head)
            self.refused("needs_reason", end, item, document=PAPER, **head | {"reason": " "})
        for wrong in (item, self.there(S.DRAFT), dropped):
            self.refused("other", endings.supersede, item, other=wrong, **head)
        self.refused("long_document", endings.supersede, item, other=other, document="x" * 201, **head)
        self.refused("needs_reason", endings.supersede, item, other=other, **head | {"reason": " "})
        with self.assertRaises(Refused):
            endings.check_other(item, hidden, cast.officer)
        endings.check_other(item, hidden, cast.head)
        self.refused("needs_reason", endings.reopen, self.there(S.FULFILLED), **head | {"reason": " "})
        for reason, why in ((" ", "needs_reason"), ("x" * 301, "long_reason")):
            self.refused(why, acceptance.decline, self.there(S.PROPOSED), reason=reason)
            self.refused(why, acceptance.redraft, self.there(S.PROPOSED), reason=reason)

    def test_a_circle_is_found_however_long(self) -> None:
        chain = [self.there() for _number in range(4)]
        for one, following in itertools.pairwise(chain):
            one.refresh_from_db()
            endings.supersede(one, other=following, reason=REASON, by=self.cast.head, now=NOW)
        last = Commitment.objects.get(pk=chain[-1].pk)
        self.refused("circle", endings.supersede, last, other=chain[0], reason=REASON, by=self.cast.head)

    def test_entering_in_error(self) -> None:
        cast = self.cast
        item, other = self.there(), self.there()
        asked = self.ask(item, ApprovalKind.ENTER_IN_ERROR)
        into = endings.enter_in_error
        self.refused("ask", into, item, approval=asked, by=cast.head)
        Approval.objects.filter(pk=asked.pk).update(
            state=ApprovalState.GRANTED, decided_by=cast.head, decided_at=NOW
        )
        asked.refresh_from_db()
        self.refused("ask", into, item, approval=asked, by=cast.division_head)
        self.refused("ask", into, other, approval=asked, by=cast.head)
        asked.kind = ApprovalKind.DISCONTINUE
        self.refused("ask", into, item, approval=asked, by=cast.head)
        asked.kind = ApprovalKind.ENTER_IN_ERROR
        draft = self.there(S.DRAFT)
        asked.commitment = draft
        self.refused("wrong_state", into, draft, approval=asked, by=cast.head)
        whole = self.there(S.REPORTED)
        make.evidence(cast, whole)
        rest = progress.fulfil_in_part(whole, reason=REASON, rest_title="Rest", by=cast.validator, now=NOW)
        asked.commitment = whole
        self.refused("has_rest", into, whole, approval=asked, by=cast.head)
        self.refused("has_rest", endings.reopen, whole, reason=REASON, by=cast.head)
        with self.assertRaisesMessage(Refused, rest.reference):
            endings.reopen(whole, reason=REASON, by=cast.head, now=NOW)
        asked.commitment = item
        into(item, approval=asked, by=cast.head, now=NOW)
        self.assertEqual(item.state, S.IN_ERROR)

    def test_resting(self) -> None:
        item, rest = self.there(), endings.suspend
        head: dict[str, Any] = {"by": self.cast.head, "reason": REASON}
        for day, why in ((TODAY, "past_review"), (datetime.date(2027, 3, 12), "late_review")):
            self.refused(why, rest, item, review_on=day, **head)
        self.refused("needs_reason", rest, item, review_on=TODAY + DAY, **head | {"reason": " "})
        with self.assertRaises(Refused) as refused:
            endings.check_review(None, TODAY)
        self.assertEqual(refused.exception.code, "needs_review")
        for today, last in ((TODAY, "2027-03-11"), (datetime.date(2028, 2, 29), "2029-02-28")):
            day = datetime.date.fromisoformat(last)
            self.assertEqual(endings.check_review(day, today), day)
            with self.assertRaises(Refused):
                endings.check_review(day + DAY, today)


class TitleTests(SimpleTestCase):
    def test_letters_are_counted_as_they_are_read(self) -> None:
        longest, too_long = "é" * TITLE_LETTERS, "x" * (TITLE_LETTERS + 1)
        self.assertEqual(
            transitions.short_title(" " + "e\N{COMBINING ACUTE ACCENT}" * TITLE_LETTERS), longest
        )
        self.assertEqual(transitions.short_title(too_long, stood=f"{too_long} "), too_long)
        with self.assertRaisesMessage(
            Refused, f"up to {TITLE_LETTERS} characters. This one has {len(too_long)}."
        ):
            transitions.short_title(too_long)
        with self.assertRaisesMessage(Refused, "Enter a short title for the remainder."):
            transitions.need_title(" ")
        self.assertEqual(transitions.need_title(too_long, stood=too_long), too_long)

    def test_a_clause_is_cut_at_its_last_whole_word(self) -> None:
        self.assertEqual(transitions.shorten_clause(" Share   lists. "), "Share lists")
        self.assertEqual(transitions.shorten_clause("x" * TITLE_LETTERS), "x" * TITLE_LETTERS)
        self.assertEqual(transitions.shorten_clause("x" * 90), "x" * (TITLE_LETTERS - 1) + "…")
        self.assertEqual(
            transitions.shorten_clause("share " * 20), ("share " * (TITLE_LETTERS // 6 - 1)).strip() + "…"
        )

    def test_documents_and_days(self) -> None:
        self.assertEqual(edits.need_document(" Note 7 "), "Note 7")
        self.assertEqual(edits.fit_document("x" * 200), "x" * 200)
        days = [transitions.day_of(day, NOW) for day in (None, TODAY - DAY, TODAY)]
        self.assertEqual(days, [TODAY, TODAY - DAY, TODAY])


class SeriesTests(RefusalCase):
    def test_what_makes_a_series(self) -> None:
        item = self.there(S.DRAFT, deadline=YEARLY)
        self.assertEqual(item.occurrence, 1)
        changes.correct_deadline(item, on_day(make.DUE_ON), by=self.cast.officer, now=NOW)
        make.advance(self.cast, item, S.ACCEPTED)
        self.assertIsNone(item.occurrence)
        once = self.there(S.DRAFT)
        changes.correct_deadline(once, YEARLY, by=self.cast.officer, now=NOW)
        make.advance(self.cast, once, S.ACCEPTED)
        self.assertEqual(once.occurrence, 1)
        going = self.there(S.ACCEPTED, deadline=YEARLY, nature=Nature.ONGOING)
        self.assertIsNone(going.occurrence)
