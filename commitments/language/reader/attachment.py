"""Decide what a time in a sentence belongs to: the deed of the clause, or another word of the sentence.

A time within a noun phrase, a relative clause, a purpose or a proposal that is only studied is mentioned, and
so is one that says how long something lasts; neither is a deadline.
"""

import re
from dataclasses import dataclass

from commitments.language.reader.actors import Found, Role
from commitments.language.reader.deadlines import SET_FOR, Timing
from commitments.language.reader.grammar import NEVER, Act
from commitments.language.reader.starts import IN_ANY_CASE


@dataclass(frozen=True, slots=True)
class Attachments:
    """How one language shows that a time belongs to another word than the verb of its clause.

    Where the verb comes first, the patterns are searched for in the words from the verb to the first word of
    the time, and end there:

    * `clauses`: a clause, purpose or proposal, which keeps all its times; `known`: a relative clause that
      says when something known takes place, searched for from the head of the sentence.
    * `nouns`, `participles`: what takes one time, `aims` one without a month; `predicates`: what looks like a
      participle and is part of the verb.
    * `head`: how a piece before the subject begins that has a verb of its own; `relative`: what stands before
      a subject whose clause describes the noun before it; `happens`: a verb whose subject may hold its time.
    * `firm`: what in a time itself shows that it is a last day.
    * `names_deed`: the verb phrase is the deed itself ("examinera"), not only "will".

    `apart` is what sets a time at the end apart from all words before it: a bracket, a dash.

    `anew` joins a deed of its own to what is only considered ("examine the request and reply").

    `serves` are deeds that serve an event or go on until it, `occasions` how such an event is worded.

    `until` is how the end of what lasts is worded, which is no deadline, and `once` what may be done
    until then and does not last ("submit").

    Where the verb comes last, `behind` is what follows the time up to the verb, and `spans` is words around a
    time that keep it: a quotation, a clause with a subject of its own. `lasting` is a length of time
    that says how long, and `dates` is a date anywhere in a sentence.
    """

    lasting: re.Pattern[str]
    dates: re.Pattern[str]
    clauses: re.Pattern[str] = NEVER
    known: re.Pattern[str] = NEVER
    nouns: re.Pattern[str] = NEVER
    participles: re.Pattern[str] = NEVER
    aims: re.Pattern[str] = NEVER
    predicates: re.Pattern[str] = NEVER
    head: re.Pattern[str] = NEVER
    relative: re.Pattern[str] = NEVER
    happens: re.Pattern[str] = NEVER
    behind: re.Pattern[str] = NEVER
    spans: re.Pattern[str] = NEVER
    firm: re.Pattern[str] = NEVER
    anew: re.Pattern[str] = NEVER
    apart: re.Pattern[str] = NEVER
    until: re.Pattern[str] = NEVER
    once: re.Pattern[str] = NEVER
    serves: re.Pattern[str] = NEVER
    occasions: re.Pattern[str] = NEVER
    names_deed: bool = False


# "The fair in Elmport (15 May to 15 August 2027)": when something lasts.
RANGE_IN_BRACKETS = re.compile(
    r"(?<=\()[^()]*\d[^()]* (?:to|until|till|through|au|à|jusqu'au|-|–) [^()]*\d[^()]*\)"
)
ENDS = re.compile(r"\)?[.;]?\s*")
# After a noun with a year of its own, the next time belongs to the verb again.
YEAR = re.compile(r".*(?:(?:19|20)\d\d|\b(?:last|this) (?:week|month|year))", re.DOTALL)
# Between a time and a subject: the time belongs to the clause that has ended.
OTHER_CLAUSE = re.compile(
    r",? (?:and|but|while|whereas|et|mais|tandis que) (?:that |que )?(?:the |la |le |les |l')?"
)
# "Ont pris l'engagement de": the deed stands behind the verb phrase.
GOVERNS = re.compile(r" (?:de|d'|à|pour|pour que|afin que|que|qu')$")
# "The entry into force, on 1 July, of the tariff": a time that is set between a noun and what describes it.
HAPPENING = re.compile(
    r".*\b(?:entry into force|accession|adoption|closure|election|expiry|inauguration|launch|opening|"
    r"withdrawal|entrée en vigueur|adhésion|fermeture|élection|expiration|lancement|mise en service|"
    r"ouverture|retrait), ",
    re.IGNORECASE | re.DOTALL,
)
INSET = re.compile(r", (?:(?:of|de|du|des)\b|d')")
# "By 2050 a third of the delta may lie under water, said the minister": a time of the clause before.
OWN_CLAUSE = re.compile(
    r" [^,;]*?\b(?:may|might|can|could|will|would|is|are|was|were|pourrait|pourraient|sera|seront|serait|"
    r"est|sont|était)\b[^,;]*[,;] "
)
# "Within ten days, and not, as Korea had hoped, by 5 May": a time that is denied.
DENIED = re.compile(
    r"(?:\b(?:not|rather than|instead of|et non|plutôt que)(?:, as [^,;]*,|, comme [^,;]*,)?|"
    r"(?:^|[ ,])(?:pas|non)) $",
    re.IGNORECASE,
)
# "Korea will send the list; the rains begin in June": a time of another clause without a verb that promises.
OTHER_PART = re.compile(r".*;\s+(?!(?:to|de|d'|à|and to|et de) ?\w)(?P<words>[^;]*)$", re.DOTALL)
FEWEST_OTHER = 2
PIECE = re.compile(r".*[,;:(]\s*", re.DOTALL)
# "1,500": no comma between clauses.
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
# "Will not reopen it before 2029": from then on it may be done.
NOT_BEFORE = re.compile(r"(?:before|prior to|avant)\b", re.IGNORECASE)
NEGATED = re.compile(r"(?:ne |n'(?!oubli)|.*\bnot\b)", re.IGNORECASE)
# What is awaited or to take place has the time that describes it.
DESCRIBED = (Act.AWAIT, Act.SCHEDULED)


def is_lasting(timing: Timing, ties: Attachments) -> bool:
    """Return whether a time says how long something lasts: "for five years"."""
    return timing.spec.count is not None and ties.lasting.match(timing.spec.wording) is not None


def is_attached(plain: str, timing: Timing, one: Found, ties: Attachments) -> bool:
    """Return whether a time belongs to another word than the verb of its clause."""
    at, doer = timing.place[0], one.doer.place
    if IN_ANY_CASE.search(plain, 0, at):
        return False
    if ties.until.match(timing.spec.wording) and not ties.once.search(plain, one.verb[0], at):
        return True
    if NOT_BEFORE.match(timing.spec.wording) and NEGATED.match(plain[one.verb[0] : at]):
        return True
    if HAPPENING.fullmatch(plain, 0, at) and INSET.match(plain, timing.place[1]):
        return True
    if _is_of_other_clause(plain, timing, one):
        return True
    if RANGE_IN_BRACKETS.match(plain, at):
        return True
    if ties.apart.search(plain, 0, at) and ENDS.fullmatch(plain, timing.place[1]):
        return False
    if ties.behind is not NEVER:
        to_verb = THOUSANDS.sub("·", plain[at : one.verb[0]])
        return (
            _is_in_span(plain, timing, one, ties)
            or ties.behind.match(to_verb, timing.place[1] - at) is not None
        )
    before = plain[: doer[0]] if doer else plain[: one.verb[0]].rstrip()
    if at >= one.verb[0] and ties.relative.search(before):
        return True
    if one.act is not Act.AWAIT and ties.known.search(plain, 0, _end_of_first_word(plain, timing)):
        return True
    if at >= one.verb[1]:
        is_deed = ties.names_deed and not GOVERNS.search(plain[slice(*one.verb)])
        begin = one.verb[0] if is_deed else one.verb[1]
        return _is_within(plain, begin, timing, one, ties)
    if doer and doer[0] < at < doer[1]:
        is_event = one.act is Act.SCHEDULED or ties.happens.match(plain, one.verb[0]) is not None
        return not is_event or _is_within(plain, doer[0], timing, one, ties)
    if doer and OTHER_CLAUSE.fullmatch(plain, timing.place[1], doer[0]):
        return True
    piece = PIECE.match(plain, 0, at)
    begin = piece.end() if piece else 0
    return at > begin and (
        ties.head.match(plain, begin, at) is not None or _is_within(plain, begin, timing, one, ties)
    )


def _is_in_span(plain: str, timing: Timing, one: Found, ties: Attachments) -> bool:
    """Return whether a time stands within words before the verb that keep it, and who acts does not."""
    at, end = timing.place
    doer = one.doer.place[1] if one.doer.place else len(plain)
    return any(
        found.start() <= at < end <= found.end() and not found.start() < doer <= found.end()
        for found in ties.spans.finditer(plain, 0, one.verb[0])
    )


def _is_of_other_clause(plain: str, timing: Timing, one: Found) -> bool:
    """Return whether a time is denied, or stands in a clause that the verb does not belong to."""
    at, end = timing.place
    if DENIED.search(plain, 0, at):
        return True
    if at >= one.verb[1]:
        part = OTHER_PART.match(plain, one.verb[1], at)
        return part is not None and len(part["words"].split()) >= FEWEST_OTHER
    begin = one.doer.place[0] if one.doer.place and one.doer.place[0] >= end else one.verb[0]
    return OWN_CLAUSE.match(plain, end, begin) is not None


def _end_of_first_word(plain: str, timing: Timing) -> int:
    at, end = timing.place
    return at + len(plain[at:end].partition(" ")[0])


def _is_within(plain: str, begin: int, timing: Timing, one: Found, ties: Attachments) -> bool:
    """Return whether the words from a place to a time give the time to another word than the verb."""
    at, to = timing.place[0], _end_of_first_word(plain, timing)
    anew = [found.end() for found in ties.anew.finditer(plain, begin, at)]
    words = plain[anew[-1] if anew else begin : to]
    if words.count('"') % 2 or ties.clauses.search(words):
        return True
    named = timing.spec.wording if timing.spec.kind == "event" else ""
    has_day = timing.spec.has_time or SET_FOR.search(named)
    if has_day and ties.occasions.match(named) and ties.serves.search(words):
        return True
    period = timing.spec.period
    is_clause = timing.spec.ask == "condition"
    is_described = one.act in DESCRIBED and not (one.act is Act.SCHEDULED and one.doer.role is Role.PARTY)
    if is_described or (timing.spec.kind == "event" and timing.spec.relation != "at" and not is_clause):
        return False
    begin = max(begin, one.verb[1]) if one.verb[1] <= at else begin
    year = YEAR.match(plain, begin, at)
    # "Will" and what is done stand together: neither is a word with a time of its own.
    first = min(begin, one.verb[0]) if ties.names_deed else begin
    whole = ties.predicates.sub(lambda found: "-" * len(found[0]), plain[first:to])
    words = whole[(year.end() if year else begin) - first :]
    if ties.firm.search(timing.spec.wording):
        return False
    is_of_participle = ties.participles.search(words) is not None
    if is_of_participle or timing.spec.kind == "event":
        return is_of_participle
    is_far = (
        period is not None and period.unit in ("year", "decade") and (period.year or period.unit == "decade")
    )
    is_aim = bool(is_far) and ties.aims.search(words) is not None
    return is_aim or ties.nouns.search(words) is not None
