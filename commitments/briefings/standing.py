"""The facts of a packet in no language, for the next edition to be compared with; pure, from rows read."""

from collections.abc import Iterator

from commitments import models as m
from commitments.briefings.content import Standing
from commitments.briefings.records import Records
from commitments.briefings.rows import Days, point_ref
from commitments.references import short

# What is written for the meeting, page by page; the rest of a brief is the scenario's.
CORE = ("why", "objectives", "messages", "ask", "if_accepted", "if_refused", "not_to_say")
SCENARIO = ("events", "place", "language", "press", "courtesy", "if_plans_change")
SHEET = (
    *("title", "objective", "their_objective", "response", "points", "if_raised", "tactics", "press_line"),
    *("last_time", "background", "not_disclosed", "items"),
)
FACT = ("text", "source", "dated")
PROPOSAL = ("title", "wording", "strength", "terms", "fallback")


def standing(records: Records, today: Days) -> tuple[Standing, ...]:
    """List every fact that a reader would want to hear of when it differs."""
    facts: list[Standing] = []
    for item in records.commitments:
        facts.extend(_of_item(item, records, today))
    for outcome in records.points:
        ref = point_ref(outcome)
        facts.append(Standing(ref, "title", "", outcome.clause))
        facts.append(Standing(ref, "answer", "", outcome.answer))
        facts.append(Standing(ref, "review", "", _day(outcome.review_on)))
    for brief in records.briefs:
        facts.extend(_written("core", brief, CORE))
        facts.extend(_written("scenario", brief, SCENARIO))
        facts.extend(_written("cover", brief, ("duty_officer",)))
        facts.extend(_written("statement", brief, ("joint_statement",)))
    for sheet in records.sheets:
        facts.extend(_written(f"T{records.number_of(sheet)}", sheet, SHEET))
    for proposal in records.proposals:
        facts.extend(_written(f"N-{proposal.number}", proposal, PROPOSAL))
    for fact in records.background:
        facts.extend(_written("background", fact, FACT))
    for seat in records.seats:
        facts.append(Standing("people", "seat", str(seat.pk), str(seat.official or seat.post)))
    return tuple(facts)


def _of_item(item: m.Commitment, records: Records, today: Days) -> Iterator[Standing]:
    ref, day = short(item.reference), today.of(item.owed_by)
    outcome, update = records.outcomes.get(item.outcome_id), records.updates.get(item.pk)
    plain = {
        "title": item.title,
        "clause": outcome.clause if outcome else "",
        "state": item.state,
        "health": item.health_at(day) if item.is_open else "",
        "due": _day(item.due_on),
        "review": _day(item.review_on) if item.is_open else "",
        "overdue": "overdue" if item.is_overdue(day) else "",
        "strength": item.strength,
        "condition": item.condition,
        "line": item.line_to_take,
    }
    yield from (Standing(ref, kind, "", str(value)) for kind, value in plain.items())
    for part in records.responsibilities.get(item.pk, []):
        name = part.ministry.name if part.ministry else ""
        yield Standing(ref, "part", str(part.pk), f"{part.side}|{part.role}|{name}")
    for evidence in records.evidence.get(item.pk, []):
        told = f"{evidence.kind}|{evidence.number}|{evidence.description}"
        yield Standing(ref, "evidence", str(evidence.pk), told)
    if update is not None:
        yield Standing(ref, "report", "", f"{update.said_on.isoformat()}|{update.text}")


def _written(
    ref: str, record: m.Brief | m.TopicSheet | m.Proposal | m.BackgroundFact, fields: tuple[str, ...]
) -> Iterator[Standing]:
    for name in fields:
        if text := str(getattr(record, name)):
            yield Standing(ref, "text", f"{record._meta.model_name}.{record.pk}.{name}", text)


def _day(day: object) -> str:
    return str(day) if day else ""
