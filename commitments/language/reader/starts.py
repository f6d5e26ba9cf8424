"""How deadlines begin and end in a language, and which times are no deadlines."""

import re
from dataclasses import dataclass

from commitments.language.reader.events import Occasions
from commitments.language.reader.grammar import NEVER

# "As soon as it is translated and in any event by 5 May": the limit that holds whatever happens.
IN_ANY_CASE = re.compile(
    r"\b(?:in any (?:event|case)|at all events|en tout état de cause|en tout cas|dans tous les cas),? $",
    re.IGNORECASE,
)
# "The sailors held in Elmport within seven days": what is past is not counted from now.
LIMITED = re.compile(r"within (?!the (?:last|past|previous)\b)|au plus tard (?:le|en|à|fin) ", re.IGNORECASE)
# How far before a time stands what makes it a name, or something past.
TOLD_WITHIN = 200


@dataclass(frozen=True, slots=True)
class Starts:
    """How deadlines begin and end in one language.

    * `framed`: words after which a time follows; `bare`: words that begin a time by themselves; `ends`: what
      a time may end in; `never`: phrases of the grammar of deadlines that say nothing in running text.
    * `told`: what stands before a time that is part of a name or of something past; `untold`: what makes
      that a deed to come ("be held in"); `named`: what stands behind a time that is part of a name.
    * `next_event`: a meeting to come that is named without more; `ahead`: how an event begins that lies
      ahead; `whose`: whose it is, behind its name; `goes_on`: the rest of its name; `topic`: what stands
      before a topic, not before an event; `clause`: what between "in" and an event shows that a verb
      stands there.
    * `counted`: what stands behind a length of time that is not counted from the meeting; `begins`: what
      stands before a time from which something else recurs or runs; `sums`: an amount, before "a year";
      `custom`: an adjective that tells of a custom, no deadline ("the annual exercise").
    * `occasions`: how events to come are named; `hasty`: an adjective that hurries the deed it stands with
      ("early completion").
    * `clauses`: a time that is a clause ("once the dates are fixed", "before the Board meets").
    * `of_days`: what stands before the days of a time, and before a topic otherwise ("on the third quarter");
      `begun`: an ending that says when something begins, of which the day is awaited; `since`: a time that
      says from when, where it stands beside what is done again and again ("2027년 1월부터 매월").
    """

    framed: re.Pattern[str]
    bare: re.Pattern[str]
    ends: re.Pattern[str]
    never: frozenset[str]
    told: re.Pattern[str]
    next_event: re.Pattern[str]
    named: re.Pattern[str]
    untold: re.Pattern[str] = NEVER
    counted: re.Pattern[str] = NEVER
    whose: re.Pattern[str] = NEVER
    goes_on: re.Pattern[str] = NEVER
    sums: re.Pattern[str] = NEVER
    custom: re.Pattern[str] = NEVER
    topic: re.Pattern[str] = NEVER
    clause: re.Pattern[str] = NEVER
    begins: re.Pattern[str] = NEVER
    ahead: re.Pattern[str] = NEVER
    occasions: Occasions | None = None
    hasty: re.Pattern[str] = NEVER
    of_days: re.Pattern[str] = NEVER
    begun: re.Pattern[str] = NEVER
    since: re.Pattern[str] = NEVER
    clauses: re.Pattern[str] = NEVER


def is_narrated(plain: str, start: int, starts: Starts) -> bool:
    """Return whether what comes before a time makes it part of a name, or something past."""
    before = plain[max(0, start - TOLD_WITHIN) : start]
    is_limit = LIMITED.match(plain, start) or IN_ANY_CASE.search(before)
    told = None if is_limit else starts.told.search(before)
    return told is not None and not starts.untold.search(before[: told.start()])
