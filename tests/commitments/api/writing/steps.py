"""How tests take the steps of a commitment: each from where it may be taken, by whom, with what it asks."""

import datetime
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.utils import timezone

from commitments.enums import CommitmentState, Health, Nature, OwedBy, Side
from commitments.language.phrases.specification import DeadlineSpec
from commitments.lifecycle import drafts, endings, progress
from commitments.lifecycle.next_steps import PlannedStep
from commitments.models import Commitment
from commitments.records import edits
from commitments.translations import checks
from commitments.translations.kinds import BY_NAME
from tests import make
from tests.cast import NOW, TODAY, Cast
from tests.commitments.api.programs import COMMITMENTS

S = CommitmentState
LATER = (timezone.localdate() + datetime.timedelta(days=60)).isoformat()
AFTER_SIGNING = DeadlineSpec(
    "relative", "within 30 days of the signature", anchor="signature", count=30, unit="days"
)


def send(client: Client, item: Commitment | str, step: str, body: Any = None, tag: str | None = None) -> Any:
    """Take a step; with the tag that stands, unless one is given, and "" for none."""
    reference = item if isinstance(item, str) else item.reference
    address = f"{COMMITMENTS}{reference}/"
    if tag is None:
        tag = client.get(address).headers.get("ETag", '"none"')
    headers = {"If-Match": tag} if tag else {}
    return client.post(
        f"{address}steps/{step}/", json.dumps(body or {}), content_type="application/json", headers=headers
    )


@dataclass(frozen=True)
class Case:
    """From which state a step is tried, who takes it, what is sent, and which state it leads to."""

    start: CommitmentState
    who: str
    body: dict[str, Any]
    end: CommitmentState
    made: dict[str, Any] = field(default_factory=dict)
    before: Callable[[Cast, Commitment], Any] | None = None


def _rest(cast: Cast, item: Commitment) -> None:
    day = datetime.date.fromisoformat(LATER)
    endings.suspend(item, review_on=day, reason="Elections.", by=cast.head, now=NOW)


def _condition(cast: Cast, item: Commitment) -> None:
    drafts.edit_wording(item, {"condition": "subject to ratification"}, by=cast.officer, now=NOW)


def _next_step(cast: Cast, item: Commitment) -> None:
    step = PlannedStep("Send the list", Side.OURS)
    said = {"health": Health.ON_TRACK, "text": "Begun.", "side": Side.OURS, "reported_on": TODAY}
    progress.record_update(item, **said, next_step=step, by=cast.officer, now=NOW)  # type: ignore[arg-type]


def _title(cast: Cast, item: Commitment) -> None:
    item.refresh_from_db()
    edits.change_record(item, {"titles": "ko | 수사 기록 교환"}, by=cast.officer, now=NOW)


def _checked_title(cast: Cast, item: Commitment) -> None:
    _title(cast, item)
    checks.check_translation(BY_NAME["commitment"], item, "ko", by=cast.head, now=NOW)


WHY = {"reason": "As both sides agreed."}
PAPER = {**WHY, "document": "Letter 3/26"}
DATE = {"wording": "by 30 September 2026"}
MOVED = {"deadline": DATE, "move_reason": "capacity", "note": "Late."}
KOREAN = {"language": "ko"}
CONTINUING = {"nature": Nature.ONGOING}


def cases(cast: Cast, other: Commitment) -> dict[str, Case]:
    """Give one way in which each step succeeds; `other` is an open commitment of the same partner."""
    ours = {"side": "ours", "ministry": cast.police.pk}
    return {
        "propose": Case(S.DRAFT, "officer", {}, S.PROPOSED),
        "accept": Case(S.PROPOSED, "focal_point", {"side": "ours"}, S.ACCEPTED),
        "decline": Case(S.PROPOSED, "focal_point", WHY, S.DECLINED),
        "redraft": Case(S.PROPOSED, "officer", WHY, S.DRAFT),
        "discard": Case(S.DRAFT, "officer", {}, S.DISCARDED),
        "start": Case(S.ACCEPTED, "focal_point", {}, S.IN_PROGRESS),
        "report": Case(S.IN_PROGRESS, "focal_point", {"side": "ours", "document": "Report 7"}, S.REPORTED),
        "send_back": Case(S.REPORTED, "validator", WHY, S.IN_PROGRESS),
        "fulfil": Case(S.REPORTED, "validator", {}, S.FULFILLED, before=make.evidence),
        "fulfil_in_part": Case(
            S.REPORTED,
            "validator",
            {**WHY, "rest_title": "The rest", "deadline": DATE},
            S.IN_PART,
            {},
            make.evidence,
        ),
        "conclude": Case(S.IN_PROGRESS, "officer", {**WHY, "on": "2026-03-10"}, S.CONCLUDED, CONTINUING),
        "overtake": Case(S.IN_PROGRESS, "officer", WHY, S.OVERTAKEN, CONTINUING),
        "suspend": Case(S.IN_PROGRESS, "head", {**WHY, "review_on": LATER}, S.SUSPENDED),
        "resume": Case(S.IN_PROGRESS, "officer", {}, S.IN_PROGRESS, before=_rest),
        "withdraw": Case(S.IN_PROGRESS, "head", PAPER, S.WITHDRAWN),
        "supersede": Case(S.IN_PROGRESS, "head", {**WHY, "other": other.reference}, S.SUPERSEDED),
        "discontinue": Case(S.IN_PROGRESS, "head", PAPER, S.DISCONTINUED),
        "reopen": Case(S.FULFILLED, "head", WHY, S.IN_PROGRESS),
        "enter_in_error": Case(S.IN_PROGRESS, "officer", WHY, S.IN_PROGRESS),
        "propose_terms": Case(S.PROPOSED, "focal_point", {**WHY, "deadline": DATE}, S.PROPOSED),
        "request_date": Case(S.ACCEPTED, "focal_point", MOVED, S.ACCEPTED),
        "request_suspend": Case(S.IN_PROGRESS, "officer", {**WHY, "review_on": LATER}, S.IN_PROGRESS),
        "request_withdraw": Case(S.IN_PROGRESS, "officer", PAPER, S.IN_PROGRESS),
        "request_supersede": Case(S.IN_PROGRESS, "officer", {**WHY, "other": other.reference}, S.IN_PROGRESS),
        "request_discontinue": Case(S.IN_PROGRESS, "officer", PAPER, S.IN_PROGRESS),
        "request_reopen": Case(S.FULFILLED, "officer", WHY, S.FULFILLED),
        "meet_condition": Case(
            S.DRAFT, "officer", {"on": "2026-03-10", "document": "Note 7"}, S.DRAFT, {}, _condition
        ),
        "start_clock": Case(
            S.ACCEPTED, "officer", {"on": "2026-03-10"}, S.ACCEPTED, {"deadline": AFTER_SIGNING}
        ),
        "review": Case(S.ACCEPTED, "officer", {"on": LATER}, S.ACCEPTED, CONTINUING),
        "set_deadline": Case(S.DRAFT, "officer", {"deadline": DATE}, S.DRAFT),
        "move_date": Case(S.ACCEPTED, "head", MOVED, S.ACCEPTED),
        "name_owners": Case(
            S.PROPOSED,
            "officer",
            {"responsibilities": [ours, {"side": "ours", "role": "supporting", "ministry": cast.mofa.pk}]},
            S.PROPOSED,
        ),
        "name_owner": Case(
            S.ACCEPTED, "officer", {"side": "ours", "ministry": cast.mofa.pk, **WHY}, S.ACCEPTED
        ),
        "complete_next_step": Case(S.IN_PROGRESS, "focal_point", {}, S.IN_PROGRESS, before=_next_step),
        "check_title": Case(S.IN_PROGRESS, "head", KOREAN, S.IN_PROGRESS, before=_title),
        "withdraw_title_check": Case(S.IN_PROGRESS, "head", KOREAN, S.IN_PROGRESS, before=_checked_title),
        "drop_next_step": Case(S.IN_PROGRESS, "focal_point", WHY, S.IN_PROGRESS, before=_next_step),
    }


def made(cast: Cast, case: Case) -> Commitment:
    """Make a commitment of our police as a case wants it."""
    item = make.commitment(cast, owed_by=OwedBy.OURS, state=case.start, **case.made)
    if case.before is not None:
        case.before(cast, item)
    return Commitment.objects.get(pk=item.pk)
