"""Rows that become outcomes of a meeting and drafts of commitments, held against what is on file."""

import hashlib
import re
from collections.abc import Sequence

from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commitments import access, lifecycle, meetings, references
from commitments.imports import due
from commitments.imports.cells import glimpse, says_nothing, wording_key
from commitments.imports.comparing import compare
from commitments.imports.due import Clock
from commitments.imports.judged import Judged, Line
from commitments.imports.names import Names
from commitments.imports.owners import Owners, owners_of
from commitments.imports.words import value_of
from commitments.models import Commitment, Outcome, Responsibility, User
from commitments.models.commitment import TITLE_LETTERS
from commitments.phrases import DeadlineSpec
from commitments.vocabulary import (
    COMMITMENT_STRENGTHS,
    HIDDEN_STATES,
    OTHER_SIDE,
    Answer,
    Nature,
    OutcomeKind,
    OwedBy,
    Strength,
)

PLACE_LENGTH, CONDITION_LENGTH = 60, 200
READ_WITH = ("country", "deadline", "outcome")
# Beyond these letters a text is written in Korean, as far as it matters for which language it is said to be.
HANGUL = range(0xAC00, 0xD7A4)
# What stands under the last row of a table: "Total: 12", "6 rows in all", "합계 6건".
_SUM = re.compile(
    r"(?:(?:grand |sub-?)?totals?|sum)\b[\s:=.\d()]*(?:rows|items|commitments|points)?[.\s]*"
    r"|(?:in all|altogether)?[:,]?\s*\d+ (?:rows|items|commitments|points)(?: in (?:all|total))?\.?"
    r"|(?:합계|소계|총계|누계|계)[\s:=]*\d*\s*(?:건|개|항목)?\.?"
    r"|총\s*\d+\s*(?:건|개|항목)\.?",
    re.IGNORECASE,
)


class CommitmentJudge:
    """Judges the rows of one file, chunk by chunk: `prepare` reads what a chunk needs in a few queries."""

    def __init__(self, clock: Clock, person: User, names: Names) -> None:
        self.clock, self.person, self.names = clock, person, names
        self.known: dict[str, Commitment] = {}
        self.at_meeting: dict[int, list[Commitment]] = {}
        # Wordings as digests: of the meeting's points, and of the rows of this file so far.
        points = access.visible_to(Outcome.objects.filter(meeting=clock.meeting), person)
        rows = points.order_by("-number").values_list("pk", "clause")
        self.points = {digest(clause): key for key, clause in rows.iterator(2000)}
        self.seen: dict[bytes, int] = {}
        # By the key of a commitment, the first row that changes it.
        self.changed: dict[int, int] = {}

    def prepare(self, lines: Sequence[Line]) -> None:
        """Read the commitments that the references and wordings of these rows name."""
        wanted = {written for line in lines for written in _references(line["reference"])}
        points = {self.points[key] for line in lines if (key := digest(_clause(line))) in self.points}
        items = access.visible_to(Commitment.objects.exclude(state__in=HIDDEN_STATES), self.person)
        parts = Prefetch("responsibilities", Responsibility.objects.select_related("ministry"))
        items = items.select_related(*READ_WITH).prefetch_related(parts).order_by("pk")
        self.known = {item.reference: item for item in items.filter(reference__in=wanted)} if wanted else {}
        self.at_meeting = {}
        for item in items.filter(outcome__in=points) if points else ():
            self.at_meeting.setdefault(item.outcome_id, []).append(item)

    def judge(self, line: Line) -> Judged:
        """Say what a row is, and what taking it would write."""
        judged = Judged(title=glimpse(line["title"] or line["clause"]))
        written = line["reference"]
        if not says_nothing(written):
            item = next((self.known[one] for one in _references(written) if one in self.known), None)
            if item is None:
                judged.wrong(
                    "reference",
                    _("No commitment “%(name)s” is open to you. Mend it, or leave it empty for a new one.")
                    % {"name": written},
                )
                return judged
            return self._held_against(item, line, judged)
        clause = _clause(line)
        if says_nothing(clause):
            judged.wrong("clause", _("The wording is missing: a row without one is no commitment."))
            return judged
        key = digest(clause)
        if key in self.points:
            return self._on_file(self.points[key], line, judged)
        self._new(line, clause, judged)
        if key in self.seen:
            says = _("The same words stand in row %(row)d.") % {"row": self.seen[key]}
            judged.doubt("clause", says, row=self.seen[key])
        self.seen.setdefault(key, line.number)
        return judged

    def _on_file(self, point: int, line: Line, judged: Judged) -> Judged:
        """Judge a row whose wording stands at this meeting already."""
        items = self.at_meeting.get(point, [])
        if len(items) == 1:
            return self._held_against(items[0], line, judged)
        judged.record = point
        judged.says = _("The wording stands at this meeting already.")
        return judged

    def _held_against(self, item: Commitment, line: Line, judged: Judged) -> Judged:
        judged.title = f"{item.reference} {item.title}"
        judged.record, judged.seen = item.pk, item.version
        compare(item, line, self.names, self.clock, judged)
        if judged.changes:
            first = self.changed.setdefault(item.pk, line.number)
            if first != line.number:
                # The first would change what the second was compared with.
                says = _("Row %(row)d changes this commitment already. Put both into one row.")
                judged.wrong("reference", says % {"row": first}, row=first)
        return judged

    def _new(self, line: Line, clause: str, judged: Judged) -> None:
        if is_sum(clause):
            judged.doubt("clause", _("This looks like a sum of the rows, not like a point of the meeting."))
        kind = _chosen("kind", line, judged) or OutcomeKind.COMMITMENT
        owners = owners_of(line, self.names, self.clock.meeting.country_id, judged)
        if not owners.owed_by:
            judged.wrong(
                "owed_by",
                _("Who owes it is not said: name a lead, map a column to it, or choose one for all rows."),
            )
            owners.owed_by = OwedBy.OURS
        strength = _chosen("strength", line, judged) or Strength.NOT_STATED
        if (refusal := meetings.why_not_strength(kind, Answer.UNANSWERED, strength)) is not None:
            judged.wrong("strength", refusal.message)
        plan = judged.plan
        plan |= {"kind": kind, "clause": clause, "strength": strength, "language": _language(clause)}
        plan["spoken_by"] = OTHER_SIDE[OwedBy(owners.owed_by)] if kind == OutcomeKind.ASK else owners.owed_by
        plan["place_in_text"] = place_of([line["number"], line["place_in_text"]])
        _doubt_state(line, judged)
        if kind != OutcomeKind.COMMITMENT:
            judged.says = capfirst(str(OutcomeKind(kind).label))
            if not (says_nothing(line["wording"]) and says_nothing(line["due_on"])):
                judged.doubt("kind", _("It binds nobody, so that its deadline is not recorded."))
            return
        if strength not in COMMITMENT_STRENGTHS:
            judged.doubt("strength", _("What is owed is stronger than that: its strength stays not stated."))
        self._owed(line, clause, owners, judged)

    def _owed(self, line: Line, clause: str, owners: Owners, judged: Judged) -> None:
        """Plan the draft of the commitment that the point carries."""
        condition, meaning = line["condition"], line["meaning"]
        if len(condition) > CONDITION_LENGTH:
            judged.wrong("condition", _("A condition has at most %d letters: shorten it.") % CONDITION_LENGTH)
        spec = due.deadline_of(line, judged)
        found = self.clock.resolved(spec, owners.owed_by, condition)
        due.compared(line, found, judged)
        if found.needs_officer and not spec.ask and found.ask is not None and found.ask.code != "unmet":
            judged.doubt("wording", found.needs_officer)
        review_on = due.review_of(line, judged, self.clock.today)
        judged.plan["item"] = {
            "title": _title(line, clause, judged),
            "owed_by": owners.owed_by,
            "nature": _chosen("nature", line, judged) or Nature.DISCRETE,
            "condition": condition,
            "meaning": "" if says_nothing(meaning) else meaning,
            "parts": owners.parts,
            "spec": spec.to_json(),
            "review_on": review_on.isoformat() if review_on else None,
        }
        review = review_on or found.review_on
        judged.plan["due"] = [
            found.due_on.isoformat() if found.due_on else None,
            found.act_by.isoformat() if found.act_by else None,
            review.isoformat() if review else None,
            str(found.kind),
        ]
        is_said = all(fault.field != "owed_by" for fault in judged.faults)
        side = capfirst(str(OwedBy(owners.owed_by).label)) if is_said else ""
        said = [side, owners.called, _due(spec, found.due_on)]
        judged.says = " · ".join(part for part in said if part)


def is_sum(clause: str) -> bool:
    """Whether a wording only says how many rows there are."""
    return _SUM.fullmatch(clause.strip()) is not None


def digest(clause: str) -> bytes:
    """Give what two rows have in common whose wording is the same, as short as it may be."""
    return hashlib.blake2b(wording_key(clause).encode("utf-8", "replace"), digest_size=16).digest()


def _due(spec: DeadlineSpec, due_on: object) -> str:
    if due_on is not None:
        return _("due %(day)s") % {"day": date_format(due_on)}  # type: ignore[arg-type]
    return spec.wording or _("no deadline stated")


def _clause(line: Line) -> str:
    return line["clause"] or line["title"]


def _references(text: str) -> list[str]:
    """Give a reference as it is on record, however it was typed; of what is none, the text itself."""
    if says_nothing(text):
        return []
    meant = references.meant(text.strip().lower())
    if meant is None or meant.kind or not meant.code:
        return [text.strip()]
    return meant.written(())


def _chosen(name: str, line: Line, judged: Judged) -> str:
    """Read a word that is chosen among few; one that is not known is a doubt, and nothing is taken for it."""
    text = line[name]
    if says_nothing(text):
        return ""
    value = value_of(name, text)
    if not value and name == "kind":
        judged.wrong(
            name,
            _("“%(word)s” is no kind: write commitment, ask, offer, understanding or topic.")
            % {"word": text},
        )
    elif not value:
        judged.doubt(name, _("“%(word)s” is not known here: it stays as usual.") % {"word": text})
    return value


def _title(line: Line, clause: str, judged: Judged) -> str:
    given = line["title"] if line["clause"] else ""
    if says_nothing(given):
        return lifecycle.beginning(clause)
    title = " ".join(given.split())
    if len(title) > TITLE_LETTERS:
        judged.doubt(
            "title",
            _("A short title has at most %(most)d letters; this one has %(count)d: its beginning is taken.")
            % {"most": TITLE_LETTERS, "count": len(title)},
        )
        return lifecycle.beginning(title)
    return title


def place_of(texts: Sequence[str]) -> str:
    """Say where words stand: their number in a list, and the part of it."""
    parts = [text for text in texts if not says_nothing(text)]
    place = " · ".join(" ".join(part.split()) for part in parts)
    return place if len(place) <= PLACE_LENGTH else f"{place[: PLACE_LENGTH - 1]}…"


def _doubt_state(line: Line, judged: Judged) -> None:
    """Show what the list says of the state; a step of the life-cycle is taken by a person."""
    status = line["status"]
    if says_nothing(status) or value_of("status", status) == "draft":
        return
    judged.doubt(
        "status",
        _("“%(word)s” sets no state: the row becomes a draft. Map no column to it to pass over such words.")
        % {"word": status},
    )


def _language(text: str) -> str:
    return "ko" if any(ord(letter) in HANGUL for letter in text) else "en"
