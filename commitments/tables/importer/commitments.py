"""Check rows that become outcomes of a meeting and drafts of commitments against the record.

For a commitment that exists, they show what differs, and which differences may be written.
"""

import datetime
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commitments.access import policy
from commitments.enums import (
    CLOSED_STATES,
    COMMITMENT_STRENGTHS,
    HIDDEN_STATES,
    NOT_YET_ACCEPTED,
    OTHER_SIDE,
    Answer,
    LeadRole,
    Nature,
    OutcomeKind,
    OwedBy,
    Side,
    StatusChoice,
    Strength,
)
from commitments.language.phrases.specification import DeadlineSpec
from commitments.lifecycle import transitions
from commitments.meetings import outcomes
from commitments.models import Commitment, Outcome, Responsibility, User
from commitments.models.commitments import TITLE_LETTERS
from commitments.records import references
from commitments.tables import cells
from commitments.tables.cells import Clock, day_of, key_of, says_nothing, shorten_cell, value_of, wording_key
from commitments.tables.importer import reading
from commitments.tables.importer.names import Names, Owners, owners_of
from commitments.tables.importer.results import CheckedRow, ImportLine
from commitments.tables.importer.status_words import choose_status

CONDITION_LENGTH = 200


def compare_row(item: Commitment, line: ImportLine, names: Names, clock: Clock, judged: CheckedRow) -> None:
    """Note in `judged` each field of the row that differs; an empty cell says nothing and clears nothing."""
    judged.plan["values"] = {}
    _texts(item, line, judged)
    _words(item, line, judged)
    is_open = not _is_settled(item)
    _owners(item, line, names, judged, is_open=is_open)
    _deadline(item, line, clock, judged, is_open=is_open)
    _compare_state(item, line, clock.today, judged)


def _is_settled(item: Commitment) -> bool:
    """Return whether an owner has accepted the current terms."""
    accepted = any(part.accepted_on for part in item.responsibilities.all())
    return item.state not in NOT_YET_ACCEPTED or accepted


def _texts(item: Commitment, line: ImportLine, judged: CheckedRow) -> None:
    clause = line["clause"]
    if clause and wording_key(clause) != wording_key(item.outcome.clause):
        judged.doubt("clause", _("The recorded clause is different. Edit it on the page of its meeting."))
    longest = {"title": TITLE_LETTERS, "condition": CONDITION_LENGTH, "meaning": None}
    for name, most in longest.items():
        text, stands = line[name], str(getattr(item, name))
        if name == "title" and not clause and wording_key(text) == wording_key(item.outcome.clause):
            continue
        if says_nothing(text) or " ".join(text.split()) == " ".join(stands.split()):
            continue
        if most is not None and len(text) > most:
            judged.wrong(name, _("Enter at most %(most)d characters.") % {"most": most})
            continue
        judged.plan["values"][name] = text
        judged.change(name, shorten_cell(stands), shorten_cell(text))


def _words(item: Commitment, line: ImportLine, judged: CheckedRow) -> None:
    nature = line["nature"]
    if not says_nothing(nature):
        value = value_of("nature", nature)
        if not value:
            judged.doubt("nature", _unknown(nature, Nature))
        elif value != item.nature:
            judged.plan["values"]["nature"] = value
            judged.change("nature", Nature(item.nature).label, Nature(value).label)
    strength = line["strength"]
    if not says_nothing(strength) and value_of("strength", strength) not in ("", item.strength):
        judged.doubt(
            "strength",
            _("Recorded value: %(old)s. Strength follows the clause and is not changed by an import.")
            % {"old": Strength(item.strength).label},
        )


def _owners(item: Commitment, line: ImportLine, names: Names, judged: CheckedRow, *, is_open: bool) -> None:
    standing = list(item.responsibilities.all())
    leads = {part.side: part.ministry_id for part in standing if part.role == LeadRole.LEAD}
    found = owners_of(_without_who_stands(line, leads, names), names, item.country_id, judged)
    changed = False
    says_side = not says_nothing(line["owed_by"])
    if says_side and found.owed_by and found.owed_by != item.owed_by:
        changed = _offer("owed_by", OwedBy(item.owed_by).label, OwedBy(found.owed_by).label, judged, is_open)
        if changed:
            judged.plan["values"]["owed_by"] = found.owed_by
    for side, one in found.leads.items():
        if leads.get(side) != one.ministry:
            before = names.known.get(leads.get(side) or 0)
            changed |= _offer(f"lead_{side}", before.called if before else "", one.called, judged, is_open)
    here = {part.ministry_id for part in standing}
    new = [one for one in found.others if one.ministry not in here]
    if new:
        changed |= _offer("with", "", ", ".join(one.called for one in new), judged, is_open)
    if changed:
        kept = {
            part.ministry_id: [part.side, part.ministry_id, part.role, part.official_id]
            for part in standing
            if part.ministry_id and not (part.role == LeadRole.LEAD and part.side in found.leads)
        }
        judged.plan["parts"] = [
            *found.parts,
            *(part for key, part in kept.items() if key not in {row[1] for row in found.parts}),
        ]


def _without_who_stands(line: ImportLine, leads: Mapping[str, int | None], names: Names) -> ImportLine:
    """Leave out the leads that stand: a name may be that of another ministry too, which is not meant."""
    columns = {"lead_ours": [Side.OURS], "lead_theirs": [Side.THEIRS], "lead": list(Side)}
    said = {
        name
        for name, sides in columns.items()
        if any(names.may_mean(line[name], leads.get(side) or 0) for side in sides)
    }
    values = {name: text for name, text in line.values.items() if name not in said}
    return ImportLine(line.number, values, line.assumed)


def _deadline(item: Commitment, line: ImportLine, clock: Clock, judged: CheckedRow, *, is_open: bool) -> None:
    standing = item.deadline
    wording, day_said = line["wording"], line["due_on"]
    stands = standing.wording if standing else ""
    is_other = not says_nothing(wording) and key_of(wording) != key_of(stands)
    day = day_of(day_said)
    is_moved = not says_nothing(day_said) and not is_other and day != item.due_on
    if is_other or is_moved:
        probe = ImportLine(line.number, {"wording": wording if is_other else "", "due_on": day_said})
        spec = cells.deadline_of(probe, judged)
        found = clock.resolved(spec, item.owed_by, item.condition)
        cells.compare_due(probe, found, judged)
        old, new = _format_due(stands, item.due_on), _format_due(spec.wording, found.due_on)
        name = "wording" if is_other else "due_on"
        if is_moved and not is_other and not says_nothing(wording):
            judged.doubt(
                name,
                _(
                    "The deadline wording is the same as recorded, but the date differs. Correct one of "
                    "them. Recorded value: %s."
                )
                % old,
            )
        elif _offer(name, old, new, judged, is_open):
            judged.plan["spec"] = spec.to_json()
    review = day_of(line["review_on"])
    if review is not None and review != item.review_on:
        said = date_format(item.review_on) if item.review_on else "–"
        judged.doubt("review_on", _("Recorded value: %s. Change it on the page of the commitment.") % said)


def _format_due(wording: str, due_on: datetime.date | None) -> str:
    day = date_format(due_on) if due_on else ""
    return f"{wording} ({day})" if wording and day else wording or day


def _offer(name: str, old: object, new: object, judged: CheckedRow, is_open: bool) -> bool:
    """Note a field that would be changed; where the owners accepted it, note that it will not be."""
    if not is_open:
        judged.doubt(
            name,
            _("Recorded value: %(old)s. The commitment was accepted. Request the change on its page.")
            % {"old": old or "–"},
        )
        return False
    judged.change(name, old, new)
    return True


def _compare_state(item: Commitment, line: ImportLine, today: datetime.date, judged: CheckedRow) -> None:
    """Doubt a state, or a health, that is not the one on file."""
    status, health = line["status"], line["health"]
    if not says_nothing(status) and value_of("status", status) != item.state:
        judged.doubt(
            "status",
            _(
                "Recorded value: %(old)s. An import does not set the stage “%(word)s”. Change the "
                "stage on the page of the commitment."
            )
            % {"old": item.get_state_display(), "word": status},
        )
    stands = item.health_at(today)
    if not says_nothing(health) and item.state not in CLOSED_STATES and value_of("health", health) != stands:
        judged.doubt(
            "health",
            _("Recorded value: %(old)s. Import “%(word)s” as a progress update.")
            % {"old": stands.label, "word": health},
        )


PLACE_LENGTH = 60
# The columns that name owners.
NAMING = ("owed_by", "lead", "lead_ours", "lead_theirs")
# Why a deadline that is understood has no date yet.
WAITING = ("anchor", "anchor_named")
READ_WITH = ("country", "deadline", "outcome")
# Beyond these letters a text is written in Korean, as far as it matters for which language it is said to be.
HANGUL = range(0xAC00, 0xD7A4)


class CommitmentJudge:
    """Checks the rows of one file in chunks: `prepare` loads what a chunk needs in a few queries."""

    def __init__(
        self, clock: Clock, person: User, names: Names, statuses: Mapping[str, str] | None = None
    ) -> None:
        self.clock, self.person, self.names = clock, person, names
        self.statuses = {key_of(word): choice for word, choice in (statuses or {}).items()}
        self.known: dict[str, Commitment] = {}
        self.at_meeting: dict[int, list[Commitment]] = {}
        # Wordings as digests: of the meeting's points, and of the rows of this file so far.
        points = policy.readable_by(Outcome.objects.filter(meeting=clock.meeting), person)
        rows = points.order_by("-number").values_list("pk", "clause")
        self.points = {hash_clause(clause): key for key, clause in rows.iterator(2000)}
        self.seen: dict[bytes, int] = {}
        # By the key of a commitment, the first row that changes it.
        self.changed: dict[int, int] = {}

    def prepare(self, lines: Sequence[ImportLine]) -> None:
        """Load the commitments that the references and wordings of these rows name."""
        wanted = {written for line in lines for written in _references(line["reference"])}
        points = {self.points[key] for line in lines if (key := hash_clause(_clause(line))) in self.points}
        items = policy.readable_by(Commitment.objects.exclude(state__in=HIDDEN_STATES), self.person)
        parts = Prefetch("responsibilities", Responsibility.objects.select_related("ministry"))
        items = items.select_related(*READ_WITH).prefetch_related(parts).order_by("pk")
        self.known = {item.reference: item for item in items.filter(reference__in=wanted)} if wanted else {}
        self.at_meeting = {}
        for item in items.filter(outcome__in=points) if points else ():
            self.at_meeting.setdefault(item.outcome_id, []).append(item)

    def judge(self, line: ImportLine) -> CheckedRow:
        """Return the result of checking a row, and what importing it would write."""
        judged = CheckedRow(title=shorten_cell(line["title"] or line["clause"]))
        written = line["reference"]
        if not says_nothing(written):
            item = next((self.known[one] for one in _references(written) if one in self.known), None)
            if item is None:
                judged.wrong(
                    "reference",
                    _(
                        "There is no commitment “%(name)s” to which you have access. Correct the "
                        "reference, or leave the cell empty for a new commitment."
                    )
                    % {"name": written},
                )
                return judged
            return self._held_against(item, line, judged)
        line = self._apply_status(line, judged)
        self._check_partner(line["partner"], judged)
        clause = _clause(line)
        if says_nothing(clause):
            judged.wrong("clause", _("The clause is missing. Enter it: a commitment needs a clause."))
            return judged
        key = hash_clause(clause)
        if key in self.points:
            return self._on_file(self.points[key], line, judged)
        self._new(line, clause, judged)
        if key in self.seen:
            says = _("Row %(row)d has the same clause. Check whether both rows are needed.") % {
                "row": self.seen[key]
            }
            judged.doubt("clause", says, row=self.seen[key])
        self.seen.setdefault(key, line.number)
        return judged

    def _apply_status(self, line: ImportLine, judged: CheckedRow) -> ImportLine:
        """Return a row of another list as its status has it recorded; a word without a choice stays."""
        word = line["status"]
        choice = choose_status(word, self.statuses)
        if not choice:
            return line
        judged.left_out = reading.LEFT_OUT if choice == StatusChoice.SKIP else ""
        values = {**line.values, "status": ""}
        if choice == StatusChoice.NOTE:
            note = _("Status in the imported list: %(word)s.") % {"word": word.strip(" .")}
            values["meaning"] = note if says_nothing(line["meaning"]) else f"{line['meaning']}\n{note}"
        return replace(line, values=values)

    def _check_partner(self, text: str, judged: CheckedRow) -> None:
        """Leave out a row that names another partner than that of the meeting."""
        if says_nothing(text):
            return
        code = self.names.reader(self.clock.meeting.country_id).country(text)
        if not code:
            says = _("“%(name)s” is not a country. Check whether the row belongs to this meeting.")
            judged.doubt("partner", says % {"name": text})
        elif self.names.side_of(code, self.clock.meeting.country_id) is None:
            judged.left_out = reading.OTHER_PARTNER

    def _on_file(self, point: int, line: ImportLine, judged: CheckedRow) -> CheckedRow:
        """Judge a row whose wording stands at this meeting already."""
        items = self.at_meeting.get(point, [])
        if len(items) == 1:
            return self._held_against(items[0], line, judged)
        judged.record = point
        judged.says = _("The clause is already recorded at this meeting.")
        return judged

    def _held_against(self, item: Commitment, line: ImportLine, judged: CheckedRow) -> CheckedRow:
        judged.title = f"{item.reference} {item.title}"
        judged.record, judged.seen = item.pk, item.version
        compare_row(item, line, self.names, self.clock, judged)
        if judged.changes:
            first = self.changed.setdefault(item.pk, line.number)
            if first != line.number:
                # The first would change what the second was compared with.
                says = _("Row %(row)d already changes this commitment. Combine both rows.")
                judged.wrong("reference", says % {"row": first}, row=first)
        return judged

    def _new(self, line: ImportLine, clause: str, judged: CheckedRow) -> None:
        if reading.is_sum(clause):
            judged.doubt(
                "clause",
                _(
                    "This looks like a total of the rows, not an outcome of the "
                    "meeting. If so, remove the row."
                ),
            )
        kind = _chosen("kind", line, judged) or OutcomeKind.COMMITMENT
        owners = owners_of(line, self.names, self.clock.meeting.country_id, judged)
        if not owners.owed_by and all(says_nothing(line[name]) for name in NAMING):
            owners.owed_by = self.names.side_in(clause, self.clock.meeting.country_id)
        if not owners.owed_by:
            judged.wrong(
                "owed_by",
                _(
                    "The responsible side is missing. Enter a lead ministry, select a column for the "
                    "side, or select one side for all rows."
                ),
            )
            owners.owed_by = OwedBy.OURS
        strength = _chosen("strength", line, judged) or Strength.NOT_STATED
        if (refusal := outcomes.why_not_strength(kind, Answer.UNANSWERED, strength)) is not None:
            judged.wrong("strength", refusal.message)
        plan = judged.plan
        plan |= {"kind": kind, "clause": clause, "strength": strength, "language": _language(clause)}
        plan["spoken_by"] = (
            OTHER_SIDE[OwedBy(owners.owed_by)] if kind == OutcomeKind.REQUEST else owners.owed_by
        )
        plan["place_in_text"] = place_of([line["number"], line["place_in_text"]])
        _doubt_state(line, judged)
        if kind != OutcomeKind.COMMITMENT:
            judged.says = capfirst(str(OutcomeKind(kind).label))
            if not (says_nothing(line["wording"]) and says_nothing(line["due_on"])):
                judged.doubt(
                    "kind", _("This kind of outcome creates no commitment, so the deadline is not recorded.")
                )
            return
        if strength not in COMMITMENT_STRENGTHS:
            judged.doubt(
                "strength", _("This strength is too weak for a commitment. “Not stated” is recorded.")
            )
        self._owed(line, clause, owners, judged)

    def _owed(self, line: ImportLine, clause: str, owners: Owners, judged: CheckedRow) -> None:
        """Plan the draft of the commitment that the point carries."""
        condition, meaning = line["condition"], line["meaning"]
        if len(condition) > CONDITION_LENGTH:
            judged.wrong(
                "condition", _("A condition can have at most %d characters. Shorten it.") % CONDITION_LENGTH
            )
        spec = cells.deadline_of(line, judged)
        found = self.clock.resolved(spec, owners.owed_by, condition)
        cells.compare_due(line, found, judged)
        if found.needs_officer and not spec.ask and found.ask is not None and found.ask.code != "unmet":
            # What waits for an event is a deadline as agreed: its date follows when the day is known.
            tell = judged.note if found.ask.code in WAITING else judged.doubt
            tell("wording", found.needs_officer)
        review_on = cells.review_of(line, judged, self.clock.today)
        judged.plan["item"] = {
            "title": _title(line, clause, judged),
            "owed_by": owners.owed_by,
            "nature": _chosen("nature", line, judged) or Nature.ONE_OFF,
            "condition": condition,
            "meaning": "" if says_nothing(meaning) else meaning,
            "parts": owners.parts,
            "spec": spec.to_json(),
            "review_on": review_on.isoformat() if review_on else None,
        }
        review = review_on or found.review_on
        judged.plan["due"] = [
            found.due_on.isoformat() if found.due_on else None,
            found.last_working_day.isoformat() if found.last_working_day else None,
            review.isoformat() if review else None,
            str(found.kind),
        ]
        is_said = all(fault.field != "owed_by" for fault in judged.faults)
        side = capfirst(str(OwedBy(owners.owed_by).label)) if is_said else ""
        said = [side, owners.called, _describe_due(spec, found.due_on)]
        judged.says = " · ".join(part for part in said if part)


def hash_clause(clause: str) -> bytes:
    """Return a short hash that is equal for rows with the same wording."""
    return hashlib.blake2b(wording_key(clause).encode("utf-8", "replace"), digest_size=16).digest()


def _describe_due(spec: DeadlineSpec, due_on: object) -> str:
    if due_on is not None:
        return _("due %(day)s") % {"day": date_format(due_on)}  # type: ignore[arg-type]
    return spec.wording or _("no deadline stated")


def _clause(line: ImportLine) -> str:
    return line["clause"] or line["title"]


def _references(text: str) -> list[str]:
    """Return a reference in recorded form, however it was typed; the text itself where it is none."""
    if says_nothing(text):
        return []
    meant = references.parse_reference(text.strip().lower())
    if meant is None or meant.kind or not meant.code:
        return [text.strip()]
    return meant.written(())


def _chosen(name: str, line: ImportLine, judged: CheckedRow) -> str:
    """Read a word that is chosen among few; one that is not known is a doubt, and nothing is taken for it."""
    text = line[name]
    if says_nothing(text):
        return ""
    value = value_of(name, text)
    if not value and name == "kind":
        judged.wrong(
            name,
            _("“%(word)s” is not a known kind. Enter commitment, request, offer, understanding or topic.")
            % {"word": text},
        )
    elif not value:
        judged.doubt(name, _unknown(text, Nature if name == "nature" else Strength))
    return value


def _unknown(word: str, values: type[Nature] | type[Strength]) -> str:
    """Return that a word is none of some values, and which there are."""
    text = _("“%(word)s” is not a known value and is ignored. Known values: %(values)s.")
    return text % {"word": word, "values": ", ".join(map(str, values.labels))}


def _title(line: ImportLine, clause: str, judged: CheckedRow) -> str:
    given = line["title"] if line["clause"] else ""
    if says_nothing(given):
        return transitions.shorten_clause(clause)
    title = " ".join(given.split())
    if len(title) > TITLE_LETTERS:
        judged.note(
            "title",
            _(
                "A short title can have at most %(most)d characters; this one has %(count)d. Only "
                "the beginning is used."
            )
            % {"most": TITLE_LETTERS, "count": len(title)},
        )
        return transitions.shorten_clause(title)
    return title


def place_of(texts: Sequence[str]) -> str:
    """Return the place of the words: their number in a list, and the part of it."""
    parts = [text for text in texts if not says_nothing(text)]
    place = " · ".join(" ".join(part.split()) for part in parts)
    return place if len(place) <= PLACE_LENGTH else f"{place[: PLACE_LENGTH - 1]}…"


def _doubt_state(line: ImportLine, judged: CheckedRow) -> None:
    """Show what the list says of the state; a step of the life-cycle is taken by a person."""
    status = line["status"]
    if says_nothing(status) or value_of("status", status) == "draft":
        return
    says = _("An import does not set the stage “%(word)s”. Select what the word means for new commitments.")
    judged.doubt("status", says % {"word": status}, typed=status)


def _language(text: str) -> str:
    return "ko" if any(ord(letter) in HANGUL for letter in text) else "en"
