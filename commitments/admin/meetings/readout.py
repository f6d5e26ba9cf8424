"""Paste a readout on the page where a meeting is recorded: its text fills the form, and nothing is saved.

What the officer has entered or changed stays; what was proposed and not changed is proposed again. The text
is filed with the meeting when the page is saved, and each proposed outcome names it as its source.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments.access import scopes
from commitments.admin.form_fields import DateInput, PlainForm
from commitments.admin.form_rows import posted_count
from commitments.admin.meetings.forms import NameBook
from commitments.admin.meetings.notes import list_delegates, parties_of
from commitments.admin.meetings.recording import OUTCOMES, FormMaker, add_row, reset_outcome
from commitments.admin.meetings.row_forms import READOUT
from commitments.deadlines.inputs import WORDING_LENGTH
from commitments.enums import OTHER_SIDE, MeetingForm, OutcomeKind, Side, SpokenBy, StatementKind
from commitments.language.reader.attendees import Attendee
from commitments.language.reader.blocks import language_of
from commitments.language.reader.grammar import ParsedClause
from commitments.language.reader.occasion import StatedDay
from commitments.language.reader.participants import usual_name
from commitments.language.reader.readout import Readout, find_kind, find_partner, read_readout
from commitments.lifecycle import transitions
from commitments.models import Country, Statement, User
from commitments.models.commitments import TITLE_LETTERS
from commitments.parties.names import list_country_names
from commitments.records.edits import shorten_text
from commitments.statements import decisions, passages
from commitments.statements.reading import why_not_read_words

PREFIX = "readout"
READ = "_read"
# More outcomes than this are decided on the page of the text, one by one.
MOST_OUTCOMES = 60
PLACE_LETTERS = WHO_LETTERS = CONDITION_LETTERS = 200
# The prefix of a row, in the name of its input.
ROW = re.compile(r"[a-z]+-\d+")


class ReadoutForm(PlainForm):
    """The pasted text and its kind; `proposed` is what the page filled in from it, by input."""

    text = forms.CharField(
        label=gettext_lazy("Paste the readout"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 7, "class": "record"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of text"),
        required=False,
        choices=lambda: [
            ("", _("As the text shows")),
            *((one.value, capfirst(str(one.label))) for one in StatementKind),
        ],
    )
    proposed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, str] | None) -> None:
        super().__init__(data, prefix=PREFIX, label_suffix="")

    def clean_text(self) -> str:
        """Refuse a text that is too long to be read."""
        text = read_text(self.cleaned_data["text"])
        if text and (refusal := why_not_read_words(text)) is not None:
            raise forms.ValidationError(str(refusal), code=refusal.code)
        return text

    def build_statement(self) -> Statement | None:
        """Return the text to file; None where none was pasted."""
        text = self.cleaned_data["text"]
        kind = self.cleaned_data["kind"] or find_kind(text)
        return Statement(kind=kind, text=text, language=language_of(text)) if text else None


def read_text(pasted: str) -> str:
    """Return a pasted text as it is read and filed."""
    return passages.text_of(pasted.replace("\0", "")).strip()


@dataclass(slots=True)
class Proposal:
    """The form as filled in from a text, and what the page says about it.

    `proposed` is what the page filled in, by input; `said` sums it up, `notes` are sentences by field for
    what the text does not state. `trouble` is why the text was not read.
    """

    data: QueryDict
    proposed: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    trouble: str = ""

    def put(self, name: str, value: str) -> None:
        """Fill in one input."""
        self.data[name] = self.proposed[name] = value

    def suggest(self, name: str, value: str) -> None:
        """Fill in an input that the officer left empty."""
        if value and not self.data.get(name, "").strip():
            self.put(name, value)


# Builds the rows of the page once the partner is known.
MakerOf = Callable[[Country | None, QueryDict], FormMaker]


def propose(posted: QueryDict, person: User, home: Country | None, build_maker: MakerOf) -> Proposal:
    """Fill the form of a new meeting in from the pasted text; nothing is saved."""
    form = ReadoutForm(posted)
    proposal = Proposal(posted.copy())
    if not form.is_valid() or not form.cleaned_data["text"]:
        proposal.trouble = "" if form.errors else _("Paste the text, then select “Read the text”.")
        return proposal
    text, kind = form.cleaned_data["text"], form.cleaned_data["kind"]
    if not kind or kind == _read_proposed(posted).get(f"{PREFIX}-kind"):
        kind = find_kind(text)
    partner = _select_partner(proposal, text, person, home)
    maker = build_maker(partner, proposal.data)
    _take_back(proposal, posted, maker)
    proposal.suggest(f"{PREFIX}-kind", kind)
    parties = parties_of(maker.book, list_delegates(proposal.data))
    readout = read_readout(
        text, ours=parties.ours, theirs=parties.theirs, known=parties.known, kind=StatementKind(kind)
    )
    _propose_facts(proposal, readout, has_partner=partner is not None)
    if partner is not None:
        _propose_delegates(proposal, readout.delegates, maker)
        _propose_outcomes(proposal, readout, text, maker)
    proposal.data[f"{PREFIX}-proposed"] = json.dumps(proposal.proposed, ensure_ascii=False)
    return proposal


# -- What was proposed before
def _read_proposed(data: QueryDict) -> dict[str, str]:
    """Return what an earlier reading filled in, by input; what is no such record counts as none."""
    try:
        found = json.loads(data.get(f"{PREFIX}-proposed", "") or "{}")
    except ValueError:
        return {}
    return (
        {name: value for name, value in found.items() if isinstance(value, str)}
        if isinstance(found, dict)
        else {}
    )


def _take_back(proposal: Proposal, posted: QueryDict, maker: FormMaker) -> None:
    """Empty the inputs that an earlier reading filled in and the officer did not change; a row as a whole."""
    rows: dict[str, list[tuple[str, bool]]] = {}
    for name, value in _read_proposed(posted).items():
        row = ROW.match(name)
        is_unchanged = posted.get(name, "").replace("\r\n", "\n") == value
        rows.setdefault(row[0] if row else name, []).append((name, is_unchanged))
    for key, inputs in rows.items():
        if key == "country" or posted.get(f"{key}-DELETE") or not all(same for _name, same in inputs):
            continue
        for name, _same in inputs:
            proposal.data[name] = ""
        if key.startswith(OUTCOMES):
            reset_outcome(proposal.data, maker, key)


# -- Partner, title, date, place
def _select_partner(proposal: Proposal, text: str, person: User, home: Country | None) -> Country | None:
    """Select the partner that the text names; the one that the officer selected stays."""
    partners = list(scopes.countries_of(person).prefetch_related("names"))
    names = {one.iso: list_country_names(one.iso, one) for one in partners}
    code = find_partner(text, list_country_names(home.iso, home) if home else (), names)
    named = next((one for one in partners if one.iso == code), None)
    key = proposal.data.get("country", "")
    if key == _read_proposed(proposal.data).get("country"):
        key = ""
    selected = next((one for one in partners if str(one.pk) == key), None)
    country = str(named or (usual_name(code) if code else ""))
    if selected is not None:
        if code and code != selected.iso:
            said = _("The text names %(country)s as the partner. Check the partner.")
            proposal.notes["country"] = said % {"country": country}
        return selected
    proposal.put("country", str(named.pk) if named else "")
    if named is None:
        proposal.notes["country"] = (
            _(
                "The text names %(country)s, which is not one of your partners. Select the partner, then "
                "read the text again."
            )
            % {"country": country}
            if code
            else _("The text names no partner. Select the partner, then read the text again.")
        )
    return named


def _propose_facts(proposal: Proposal, readout: Readout, *, has_partner: bool) -> None:
    """Fill in title, date and place; say what the text does not state."""
    if has_partner:
        proposal.suggest("title", readout.title)
    if proposal.data.get("form") in (None, "", MeetingForm.VISIT):
        proposal.put("form", readout.form or MeetingForm.VISIT)
    day = readout.day
    if day is not None and day.day is not None and not proposal.data.get("held_on", "").strip():
        proposal.data["held_on"] = day.day.isoformat()
        # As the page shows it, and so posts it again.
        proposal.proposed["held_on"] = str(DateInput().format_value(day.day))
    if not proposal.data.get("held_on", "").strip():
        proposal.notes["held_on"] = _ask_for_date(day)
    proposal.suggest("place", readout.place[:PLACE_LETTERS])
    if not proposal.data.get("place", "").strip():
        proposal.notes["place"] = _(
            "The text does not say where the meeting took place. Enter the place, or leave it empty."
        )


def _ask_for_date(day: StatedDay | None) -> str:
    if day is None:
        return _("The text does not say when the meeting took place. Enter the date, or leave it empty.")
    if day.lacks_year:
        said = _("The text states “%(words)s” without a year. Enter the date with its year.")
    else:
        said = _("The text states “%(words)s”. Enter the date of the meeting.")
    return said % {"words": day.wording}


# -- Delegations
def _propose_delegates(proposal: Proposal, people: Sequence[Attendee], maker: FormMaker) -> None:
    """Add those who met: recorded officials by the name on record, others as the text names them."""
    data = proposal.data
    for one in people:
        side = Side(one.side or Side.OURS)
        who = _find_official(one, side, maker.book) or one.words[:WHO_LETTERS]
        known = {data.get(f"{side}-{n}-who", "").strip().casefold() for n in range(posted_count(data, side))}
        if who.casefold() not in known:
            proposal.put(f"{_free_row(data, side, 'who', maker)}-who", who)
    if not people:
        said = _("The text does not name the delegates. Enter them, or leave the delegations empty.")
        proposal.notes["delegations"] = said


def _find_official(one: Attendee, side: Side, book: NameBook) -> str:
    """Return the recorded official whom a name means or, without a name, an office; empty for none."""
    found = book.official(side, one.name) if one.name else book.official(side, one.office)
    return str(found) if found else ""


def _free_row(data: QueryDict, prefix: str, name: str, maker: FormMaker) -> str:
    """Return the prefix of the first row whose input is empty; add a row where there is none."""
    count = posted_count(data, prefix)
    for n in range(count):
        if not data.get(f"{prefix}-{n}-{name}", "").strip() and not data.get(f"{prefix}-{n}-DELETE"):
            return f"{prefix}-{n}"
    add_row(data, maker, prefix)
    return f"{prefix}-{count}"


# -- Outcomes
def _propose_outcomes(proposal: Proposal, readout: Readout, text: str, maker: FormMaker) -> None:
    """Add a row for each outcome of the text that has none yet."""
    data = proposal.data
    clauses = (data.get(f"{OUTCOMES}-{n}-clause", "") for n in range(posted_count(data, OUTCOMES)))
    known = {passages.fold_spaces(clause) for clause in clauses}
    new = [one for one in readout.clauses if passages.fold_spaces(one.clause) not in known]
    for one in new[:MOST_OUTCOMES]:
        row = _free_row(data, OUTCOMES, "clause", maker)
        for name, value in _values_of(one, text, readout.language).items():
            proposal.put(f"{row}-{name}", value)
    count = len(readout.clauses)
    if count:
        said = ngettext("%(n)d outcome proposed.", "%(n)d outcomes proposed.", len(new[:MOST_OUTCOMES]))
        proposal.said.append(said % {"n": len(new[:MOST_OUTCOMES])})
    else:
        proposal.said.append(_("No passage in this text looks like an outcome."))
    if len(new) > MOST_OUTCOMES:
        said = _("The text has %(n)d outcomes. Decide the others on the page of the text after you save.")
        proposal.said.append(said % {"n": count})


def _values_of(clause: ParsedClause, text: str, language: str) -> dict[str, str]:
    """Return the inputs of an outcome: what the reader understood of a clause."""
    guess = passages.guess_of(clause, text)
    speaks = OTHER_SIDE[guess.owes] if guess.owes and guess.kind == OutcomeKind.REQUEST else guess.owes
    unsaid = SpokenBy.NOT_STATED.value if guess.kind == OutcomeKind.TOPIC else ""
    values = {
        "clause": clause.clause,
        "kind": guess.kind.value,
        "spoken_by": speaks.value if speaks else unsaid,
        "strength": guess.strength.value,
        "text": READOUT,
        "place_in_text": decisions.place_named(text, clause.place[0], language),
    }
    if guess.kind == OutcomeKind.COMMITMENT:
        is_short = len(guess.action) <= TITLE_LETTERS
        values |= {
            "items-0-title": guess.action if is_short else transitions.shorten_clause(guess.action),
            "items-0-wording": guess.deadline.wording[:WORDING_LENGTH],
            "items-0-condition": shorten_text(guess.condition, CONDITION_LETTERS),
        }
    return values
