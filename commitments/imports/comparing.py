"""A row against a commitment on file: what differs, what of it may be written anew, and what may not."""

import datetime
from collections.abc import Mapping

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commitments import deadlines
from commitments.imports import due
from commitments.imports.cells import day_of, glimpse, key_of, says_nothing, wording_key
from commitments.imports.due import Clock
from commitments.imports.judged import Judged, Line
from commitments.imports.names import Names
from commitments.imports.owners import owners_of
from commitments.imports.words import value_of
from commitments.models import Commitment
from commitments.models.commitment import TITLE_LETTERS
from commitments.vocabulary import CLOSED_STATES, LeadRole, Nature, OwedBy, Side, Strength

CONDITION_LENGTH = 200


def compare(item: Commitment, line: Line, names: Names, clock: Clock, judged: Judged) -> None:
    """Note in `judged` each field of the row that differs; an empty cell says nothing and clears nothing."""
    judged.plan["values"] = {}
    _texts(item, line, judged)
    _words(item, line, judged)
    is_open = not _is_settled(item)
    _owners(item, line, names, judged, is_open=is_open)
    _deadline(item, line, clock, judged, is_open=is_open)
    _standing(item, line, clock.today, judged)


def _is_settled(item: Commitment) -> bool:
    """Say whether an owner has accepted the terms as they stand."""
    accepted = any(part.accepted_on for part in item.responsibilities.all())
    return item.state not in deadlines.NOT_YET_ACCEPTED or accepted


def _texts(item: Commitment, line: Line, judged: Judged) -> None:
    clause = line["clause"]
    if clause and wording_key(clause) != wording_key(item.outcome.clause):
        judged.doubt("clause", _("The wording on file is another; it is edited on the page of its meeting."))
    longest = {"title": TITLE_LETTERS, "condition": CONDITION_LENGTH, "meaning": None}
    for name, most in longest.items():
        text, stands = line[name], str(getattr(item, name))
        if name == "title" and not clause and wording_key(text) == wording_key(item.outcome.clause):
            continue
        if says_nothing(text) or " ".join(text.split()) == " ".join(stands.split()):
            continue
        if most is not None and len(text) > most:
            judged.wrong(name, _("This has at most %(most)d letters: shorten it.") % {"most": most})
            continue
        judged.plan["values"][name] = text
        judged.change(name, glimpse(stands), glimpse(text))


def _words(item: Commitment, line: Line, judged: Judged) -> None:
    nature = line["nature"]
    if not says_nothing(nature):
        value = value_of("nature", nature)
        if not value:
            judged.doubt("nature", _("“%(word)s” is not known here: it stays as usual.") % {"word": nature})
        elif value != item.nature:
            judged.plan["values"]["nature"] = value
            judged.change("nature", Nature(item.nature).label, Nature(value).label)
    strength = line["strength"]
    if not says_nothing(strength) and value_of("strength", strength) not in ("", item.strength):
        judged.doubt(
            "strength",
            _("On file: %(stands)s. A strength is copied from the words and is not set here.")
            % {"stands": Strength(item.strength).label},
        )


def _owners(item: Commitment, line: Line, names: Names, judged: Judged, *, is_open: bool) -> None:
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


def _without_who_stands(line: Line, leads: Mapping[str, int | None], names: Names) -> Line:
    """Leave out the leads that stand: a name may be that of another ministry too, which is not meant."""
    columns = {"lead_ours": [Side.OURS], "lead_theirs": [Side.THEIRS], "lead": list(Side)}
    said = {
        name
        for name, sides in columns.items()
        if any(names.may_mean(line[name], leads.get(side) or 0) for side in sides)
    }
    return Line(line.number, {name: text for name, text in line.values.items() if name not in said})


def _deadline(item: Commitment, line: Line, clock: Clock, judged: Judged, *, is_open: bool) -> None:
    standing = item.deadline
    wording, day_said = line["wording"], line["due_on"]
    stands = standing.wording if standing else ""
    is_other = not says_nothing(wording) and key_of(wording) != key_of(stands)
    day = day_of(day_said)
    is_moved = not says_nothing(day_said) and not is_other and day != item.due_on
    if is_other or is_moved:
        probe = Line(line.number, {"wording": wording if is_other else "", "due_on": day_said})
        spec = due.deadline_of(probe, judged)
        found = clock.resolved(spec, item.owed_by, item.condition)
        due.compared(probe, found, judged)
        old, new = _due(stands, item.due_on), _due(spec.wording, found.due_on)
        name = "wording" if is_other else "due_on"
        if is_moved and not is_other and not says_nothing(wording):
            judged.doubt(name, _("The words are those on file, and the day is another: on file %s.") % old)
        elif _offer(name, old, new, judged, is_open):
            judged.plan["spec"] = spec.to_json()
    review = day_of(line["review_on"])
    if review is not None and review != item.review_on:
        said = date_format(item.review_on) if item.review_on else "–"
        judged.doubt("review_on", _("On file: %s. It is set on the page of the item.") % said)


def _due(wording: str, due_on: datetime.date | None) -> str:
    day = date_format(due_on) if due_on else ""
    return f"{wording} ({day})" if wording and day else wording or day


def _offer(name: str, old: object, new: object, judged: Judged, is_open: bool) -> bool:
    """Note a field that would be written anew; where the owners accepted it, that it is not."""
    if not is_open:
        judged.doubt(
            name,
            _("On file: %(old)s. It was accepted: ask for the change on the page of the item.")
            % {"old": old or "–"},
        )
        return False
    judged.change(name, old, new)
    return True


def _standing(item: Commitment, line: Line, today: datetime.date, judged: Judged) -> None:
    """Doubt a state, or a health, that is not the one on file."""
    status, health = line["status"], line["health"]
    if not says_nothing(status) and value_of("status", status) != item.state:
        judged.doubt(
            "status",
            _("On file: %(stands)s. “%(word)s” sets no state: its steps are taken on its page.")
            % {"stands": item.get_state_display(), "word": status},
        )
    stands = item.health_at(today)
    if not says_nothing(health) and item.state not in CLOSED_STATES and value_of("health", health) != stands:
        judged.doubt(
            "health",
            _("On file: %(stands)s. Bring “%(word)s” in as a progress update.")
            % {"stands": stands.label, "word": health},
        )
