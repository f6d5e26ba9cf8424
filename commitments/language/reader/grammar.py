"""The data types of the reader: acts, the tables of a language's grammar, and the clauses it returns."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

# Private: nothing else shows what a pattern consists of. A text of 1 MB takes 6 s with it, 11 s without.
from re import _parser  # type: ignore[attr-defined, unused-ignore]
from typing import Any, Literal

from commitments.enums import OutcomeKind, Strength
from commitments.language.phrases.specification import DeadlineSpec


class Act(Enum):
    """What a verb phrase does, as far as an officer cares.

    WILL: states what will be done; its subject decides. OUGHT: the same as reported. DOING: cooperates.
    AGREED: is agreed or intended, whatever its subject. UNDERTAKE: agrees, decides, pledges, plans. AFFIRM:
    acknowledges an existing commitment. OFFER, ASK: as named. ASKED: its subject is asked. BID: asks the
    other side, where it is named. INVITED: is asked to take part. INSTRUCT: directs its own people. AWAIT:
    looks forward to a meeting. SCHEDULED: is to take place. PLEA: asks the reader of a letter. PRESENT: does
    it, in the plain present. MUST: has to, which binds in a list of actions. WISH: hopes, needs, or notes a
    plan of one side, which binds nobody. WEAK: counts only with a deadline. SHARED: agrees on an importance,
    or has a commitment in common. THANK: thanks. DISCUSS: talks about a topic. NOTHING: welcomes, recalls: no
    outcome.
    """

    WILL = "will"
    OUGHT = "ought"
    DOING = "doing"
    AGREED = "agreed"
    UNDERTAKE = "undertake"
    AFFIRM = "affirm"
    OFFER = "offer"
    ASK = "ask"
    ASKED = "asked"
    BID = "bid"
    INVITED = "invited"
    INSTRUCT = "instruct"
    AWAIT = "await"
    SCHEDULED = "scheduled"
    PLEA = "plea"
    PRESENT = "present"
    MUST = "must"
    WISH = "wish"
    WEAK = "weak"
    SHARED = "shared"
    THANK = "thank"
    DISCUSS = "discuss"
    NOTHING = "nothing"


# What undertakes, asks and offers nothing.
QUIET = frozenset({Act.SHARED, Act.THANK, Act.DISCUSS, Act.NOTHING})
Row = tuple[Act, str]
NEVER = re.compile(r"(?!)")
# « C'est le Maroc qui fournira les tentes. »
CLEFT = re.compile(r"\b[Cc]'est (?P<who>[^,;:]{2,60}) qui\s*$")


@dataclass(frozen=True, slots=True)
class Grammar:
    """The tables of one language in which the verb follows its subject.

    * `rows`: verb phrases in the order in which they win over each other.
    * `skipped`: what may stand between subject and verb; `joins`: what joins a verb to the one before it;
      `relative`: what makes the noun before it the subject; `breaks`: where a clause begins;
      `prepositions`: what ends the head of a noun phrase.
    * `actors`, `bodies`, `doings`: heads of noun phrases that act, that meet, that are a person's efforts;
      `both`, `we`, `they`, `one`: who is meant without a name;
      `pronoun`: which of these are a subject by themselves wherever they stand.
    * `deeds`: what a joint body does that is worth tracking; `done`: the same in the passive; `no_deeds`:
      what follows "will" and owes nothing; `takes_place`.
    * `told`: how a verb begins that tells of the past; `shared_by`: those asked who are both sides' own,
      `pair`: who are both sides themselves; `pleas`: verbs that ask whom they do not command; `mutual`: deeds
      that take both sides; `plain_future`: a reported future that needs no verb of saying; `titles`: how a
      person's name begins; `personal`: verbs that no thing does, so that a person named before is their
      subject.
    * `reported`: who says "would" reports; `past`: how a sentence about earlier events begins.
    * `verbs`, `doing_words`: how a point of a list begins that takes verb and owner from the line above.
    * `present`: verbs by which the parties of a treaty undertake in the present tense, `promised` those of
      the writer of a letter, `promise` how firmly, `gives` those that need no day, `announced` those of a
      side in any other text; `handed`: verbs of the plain present that undertake in any text, as every verb
      does behind a `treaty_party`; `instrument`: the treaty itself as a subject; `final_deeds`: what only
      concerns it.
    * `determiner`: how a noun phrase begins, `ties`: what before it makes it part of the one before.
    * `minutes`: how the title of minutes calls them; `agenda`: headings above such lists; `joint_alone`: one
      that only says that what follows is both sides' own; `conditions`; `office`: an office
      with the name of its holder.
    """

    code: str
    rows: tuple[tuple[Act, re.Pattern[str]], ...]
    skipped: re.Pattern[str]
    joins: re.Pattern[str]
    fronted: re.Pattern[str]
    relative: re.Pattern[str]
    breaks: re.Pattern[str]
    prepositions: re.Pattern[str]
    actors: re.Pattern[str]
    bodies: re.Pattern[str]
    doings: re.Pattern[str]
    both: re.Pattern[str]
    we: re.Pattern[str]
    pronoun: re.Pattern[str]
    they: re.Pattern[str]
    one: re.Pattern[str]
    it: re.Pattern[str]
    own: re.Pattern[str]
    deeds: re.Pattern[str]
    done: re.Pattern[str]
    undergone: re.Pattern[str]
    no_deeds: re.Pattern[str]
    by: re.Pattern[str]
    reported: re.Pattern[str]
    past: re.Pattern[str]
    verbs: re.Pattern[str]
    doing_words: re.Pattern[str]
    finite: re.Pattern[str]
    agenda: re.Pattern[str]
    conditions: re.Pattern[str]
    meetings: re.Pattern[str]
    favours: re.Pattern[str]
    awaited: re.Pattern[str]
    aims: re.Pattern[str]
    office: re.Pattern[str]
    governed: re.Pattern[str]
    participle: re.Pattern[str]
    told: re.Pattern[str]
    shared_by: re.Pattern[str]
    pair: re.Pattern[str]
    pleas: re.Pattern[str]
    mutual: re.Pattern[str]
    plain_future: re.Pattern[str]
    titles: re.Pattern[str]
    personal: re.Pattern[str]
    clause: re.Pattern[str]
    determiner: re.Pattern[str] = NEVER
    ties: re.Pattern[str] = NEVER
    present: re.Pattern[str] = NEVER
    does: re.Pattern[str] = NEVER
    several: re.Pattern[str] = NEVER
    handed: re.Pattern[str] = NEVER
    treaty_party: re.Pattern[str] = NEVER
    promised: re.Pattern[str] = NEVER
    announced: re.Pattern[str] = NEVER
    gives: re.Pattern[str] = NEVER
    promise: Act = Act.WEAK
    instrument: re.Pattern[str] = NEVER
    final_deeds: re.Pattern[str] = NEVER
    joint_alone: re.Pattern[str] = NEVER
    minutes: re.Pattern[str] = NEVER

    def rows_for(self, plain: str) -> Iterator[tuple[Act, re.Pattern[str]]]:
        """Yield the rows that a sentence may match: it has one of the words that they need."""
        if self.code not in _NEEDED:
            _NEEDED[self.code] = [required_words(pattern) for _act, pattern in self.rows]
        lower = plain.casefold()
        for row, words in zip(self.rows, _NEEDED[self.code], strict=True):
            if any(word in lower for word in words):
                yield row


# The words that the rows of a language need, in the same order.
_NEEDED: dict[str, list[tuple[str, ...]]] = {}


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Compile a pattern blind to case; a space stands for any white space."""
    return re.compile(pattern.replace(" ?", r"\s*").replace(" ", r"\s+"), re.IGNORECASE)


def split_list(text: str, separator: str | None = None) -> frozenset[str]:
    """Split a table of words, or of phrases between separators."""
    return frozenset(text.split(separator))


def any_of(words: str) -> str:
    """Make the alternatives of a table of words, which are separated by spaces; "_" stands for a space."""
    return "|".join(word.replace("_", " ") for word in words.split())


def rows_of(*rows: Row) -> tuple[tuple[Act, re.Pattern[str]], ...]:
    """Compile the rows of a table; each stands for whole words."""
    return tuple(
        (
            act,
            compile_pattern(
                rf"(?:(?<![\w'-])|(?<=\bj')|(?='(?:ll|re|ve|d|m)\b))(?:{pattern})(?:(?<=')|(?![\w-]))"
            ),
        )
        for act, pattern in rows
    )


def required_words(pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Return words or parts of words, in small letters, of which each text that a pattern matches has one.

    Where the pattern shows none, this is the empty word, which every text has.
    """
    words = {word.casefold() for word in _words_in(_parser.parse(pattern.pattern))}
    return tuple(sorted(word for word in words if not any(one in word for one in words - {word})))


def _words_in(parsed: Iterable[tuple[Any, Any]]) -> set[str]:
    """Return the words of a parsed pattern; of several parts take the longest, which few texts have."""
    each, run = [{""}], ""
    for code, value in parsed:
        match str(code), value:
            case "LITERAL", letter:
                run += chr(letter)
                continue
            case "BRANCH", (_, branches):
                each.append(set().union(*map(_words_in, branches)))
            case "SUBPATTERN", (*_, inner):
                each.append(_words_in(inner))
            case "MAX_REPEAT" | "MIN_REPEAT", (least, _, inner) if least:
                each.append(_words_in(inner))
        each.append({run})
        run = ""
    return max(*each, {run}, key=lambda words: (min(map(len, words)), -len(words)))


# A place in the text: where it begins, and where it ends.
Place = tuple[int, int]
OwnerSide = Literal["ours", "theirs", "joint"]


@dataclass(frozen=True, slots=True)
class MentionedDate:
    """A date that a sentence mentions and that is no deadline of it; `spec` is what its words say."""

    spec: DeadlineSpec
    place: Place


@dataclass(frozen=True, slots=True)
class ParsedClause:
    """One clause of any text, as read.

    `clause` is as worded, at `place`. `owner` is the side that owes it, None where the words name no side.
    `due` is its deadline, worded at `due_place`, and of kind "none" where there is none; `mentioned_dates`
    are all dates of the sentence that are deadlines of none of its clauses. `verb_place` and `owner_place`
    are the words from which act and owner come; with `is_from_stem` they are the heading or the line above a
    list; an empty `verb_place` means that the point begins with its verb. `owner_place` is None where the
    owner follows from the sentences before. `condition` is as worded. `is_weak` marks a hope, a need, or a
    plan that was only noted: it is mentioned, and never counts as promised.
    """

    clause: str
    owner: OwnerSide | None
    act: OutcomeKind
    strength: Strength
    due: DeadlineSpec
    place: Place
    action: str
    due_place: Place | None
    condition: str
    verb_place: Place
    owner_place: Place | None
    is_from_stem: bool = False
    mentioned_dates: tuple[MentionedDate, ...] = ()
    is_weak: bool = False


def blank(text: str, places: Iterable[Place]) -> str:
    """Return a text with blanks instead of some of it, so that all places stay what they are."""
    pieces, at = [], 0
    for start, end in sorted(places):
        if end > at:
            start = max(start, at)
            lines = text[start:end].replace("\r", "\n").split("\n")
            pieces += [text[at:start], "\n".join(" " * len(line) for line in lines)]
            at = end
    return "".join([*pieces, text[at:]])


def step_over_adverbs(plain: str, floor: int, at: int, grammar: Grammar) -> int:
    """Step back over what may stand between subject and verb."""
    end = at
    while True:
        text = plain[floor:end].rstrip()
        if text.endswith(")") and "(" in text:
            text = text[: text.rindex("(")].rstrip()
        if text.endswith('"') and plain.count('"', 0, floor + len(text)) % 2:
            # Only what they did is quoted: 'the two ministers "agreed to meet"'.
            text = text[:-1].rstrip()
        found = grammar.skipped.search(text)
        if found and found.start() > 0:
            text = text[: found.start()].rstrip()
        if floor + len(text) == end:
            return end
        end = floor + len(text)
