"""Occasions to come by which something is due: "before our next meeting", "at the summit in May"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from commitments.language.phrases import parse_deadline
from commitments.language.phrases.specification import (
    DeadlineSpec,
    Relation,
    is_next,
    session_of,
)


@dataclass(frozen=True, slots=True)
class Occasions:
    """How one language names what will happen at a time that both sides know.

    `phrase` has the groups `frame`, `event` (its words with all that identifies it) and, where it names one,
    `when`. After an `ahead` frame an occasion is in the future, after `behind` it has begun ("following");
    all others need more: a word such as "next", a number or a year; `loose` ones need the word. `to_come`
    makes a happening an awaited one; `past` comes before one in the past. `awaited` comes before "following
    the meeting", or `awaiting` after it, where the action happens then. `dated` is one named after its month,
    which is in the future where something is expected of it.
    """

    phrase: re.Pattern[str]
    ahead: re.Pattern[str]
    behind: re.Pattern[str]
    loose: re.Pattern[str]
    to_come: re.Pattern[str]
    past: re.Pattern[str]
    awaited: re.Pattern[str]
    awaiting: re.Pattern[str]
    dated: re.Pattern[str] = re.compile(r"(?!)")


def occasions_in(
    plain: str, start: int, stop: int, rules: Occasions, language: str
) -> Iterator[tuple[int, DeadlineSpec]]:
    """Yield the place and the wording of each future occasion that a piece of a sentence names as a time."""
    for found in rules.phrase.finditer(plain, start):
        relation = _relation(plain, found, rules) if found.start() < stop else ""
        if relation:
            yield found.start(), _spec(found, relation, language)


def _relation(plain: str, found: re.Match[str], rules: Occasions) -> Relation:
    """Return how the action relates to the occasion; empty where the occasion is not in the future."""
    frame, event = found["frame"], found["event"]
    is_to_come = rules.to_come.search(event) is not None or is_next(event)
    if not is_to_come and rules.past.search(plain[max(0, found.start() - 60) : found.start()]):
        return ""
    if rules.ahead.fullmatch(frame):
        return "before"
    if rules.behind.fullmatch(frame):
        is_awaited = rules.awaited.search(plain, 0, found.start()) or rules.awaiting.match(plain, found.end())
        return "after" if is_awaited else ""
    is_dated = rules.dated.search(event) is not None and rules.awaited.search(plain, 0, found.start())
    is_known = not rules.loose.fullmatch(frame) and (found["when"] or session_of(event) is not None)
    is_to_come |= bool(is_dated) and not rules.loose.fullmatch(frame)
    # "At the Elm Summit, both will …": with a name at the head of the sentence, what will be done then.
    is_named = found.start() == 0 and any(word[0].isupper() for word in event.split())
    is_to_come |= (
        is_named and not rules.loose.fullmatch(frame) and rules.awaiting.match(plain, found.end()) is not None
    )
    return "at" if is_to_come or is_known else ""


def _spec(found: re.Match[str], relation: Relation, language: str) -> DeadlineSpec:
    """Read the words; where the grammar of deadlines reads them otherwise, the officer names the event."""
    wording = found[0].rstrip(" ,.")
    spec = parse_deadline(wording, language)
    when = parse_deadline(found["when"].strip(" ,"), language) if found["when"] else None
    period = when.period if when and not when.ask and when.kind != "event" and not when.until else None
    if spec.kind == "event" and not spec.ask:
        return replace(spec, period=spec.period or period)
    event = found["event"].strip(" ,.")
    own = DeadlineSpec("event", wording, event=event, relation=relation, period=period)
    is_clear = relation != "after" and (period is not None or is_next(event) or session_of(event) is not None)
    return own if is_clear else replace(own, ask="condition" if relation == "after" else "which_event")
