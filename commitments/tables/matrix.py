"""The content of a joint follow-up matrix, frozen: only approved text, in two languages, that may leave the
government.

It is built from the approved releases that one officer may read. Comments of both sides so far are included.
"""

import datetime
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commitments.access import policy, querysets
from commitments.enums import (
    UNPRINTED_STATES,
    Classification,
    CommentState,
    Completion,
    ConsentPurpose,
    MatrixColumn,
    OwedBy,
)
from commitments.enums.parties import language_name
from commitments.errors import Refused
from commitments.language.lexicon.countries import name_of
from commitments.lifecycle import publication
from commitments.models import Commitment, Country, Matrix, PartnerComment, Release, User
from commitments.models.base import spoken_in

# In each language of the matrix, the first first.
Spoken = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatrixLine:
    """One commitment: its approved text in each language, and the comments of both sides so far."""

    reference: str
    wording: Spoken
    owner: Spoken
    due: Spoken
    status: Spoken
    is_done: bool = False
    ours: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()

    def cells(self) -> dict[MatrixColumn, str]:
        """Return the text of each cell that may come back changed; one language under the other."""
        first, *rest = self.wording
        return {
            MatrixColumn.WORDING: first,
            MatrixColumn.WORDING_OTHER: rest[0] if rest else "",
            MatrixColumn.OWNER: stack_languages(self.owner),
            MatrixColumn.DUE: stack_languages(self.due),
            MatrixColumn.STATUS: stack_languages(self.status),
            MatrixColumn.OURS: "\n".join(self.ours),
            MatrixColumn.THEIRS: "",
        }


@dataclass(frozen=True, slots=True)
class MatrixContent:
    """A whole matrix: `heads` are the column headings, `before` the partner's earlier comments, with a
    heading.
    """

    reference: str
    title: str
    titles: Spoken
    about: Spoken
    languages: Spoken
    day: str
    marking: str
    heads: Mapping[str, str]
    lines: tuple[MatrixLine, ...]

    @property
    def undone(self) -> tuple[str, ...]:
        """List the references of what was told as not complete."""
        return tuple(line.reference for line in self.lines if not line.is_done)

    @property
    def has_before(self) -> bool:
        """Return whether the partner has commented on anything so far, for which there is a column."""
        return any(line.theirs for line in self.lines)

    def columns(self) -> list[tuple[str, str]]:
        """Return the columns in their order, each by its name and its heading."""
        left_out = set()
        if len(self.languages) < len((MatrixColumn.WORDING, MatrixColumn.WORDING_OTHER)):
            left_out.add(str(MatrixColumn.WORDING_OTHER))
        if not self.has_before:
            left_out.add(BEFORE)
        return [(name, head) for name, head in self.heads.items() if name not in left_out]

    def languages_of_columns(self) -> list[str]:
        """Return the language of each column; empty for one in both languages."""
        return [
            self.languages[OF_LANGUAGE[name]] if name in OF_LANGUAGE else "" for name, _head in self.columns()
        ]

    def rows(self) -> list[list[str]]:
        """Return the cells of each line in the order of the columns; the partner's own column is empty."""
        names = [name for name, _head in self.columns()]
        return [[cells[name] for name in names] for cells in map(_all_cells, self.lines)]


REFERENCE, BEFORE = "reference", "before"
# In which language of the matrix a column is; the others are in both.
OF_LANGUAGE = {str(MatrixColumn.WORDING): 0, str(MatrixColumn.WORDING_OTHER): -1}


def _all_cells(line: MatrixLine) -> dict[str, str]:
    known = {str(name): text for name, text in line.cells().items()}
    return {REFERENCE: line.reference, BEFORE: "\n".join(line.theirs), **known}


def stack_languages(spoken: Spoken) -> str:
    """Return one language under the other; a text that is the same in both, or empty, appears once."""
    return "\n".join(dict.fromkeys(text for text in spoken if text))


def pack_content(content: MatrixContent) -> bytes:
    """Return a content as bytes; the same content gives the same bytes."""
    return json.dumps(asdict(content), ensure_ascii=False, indent=1).encode()


def unpack_content(kept: bytes) -> MatrixContent:
    """Read a content as it was kept."""
    values = json.loads(kept)
    lines = tuple(
        MatrixLine(**{name: _frozen(value) for name, value in row.items()}) for row in values["lines"]
    )
    return MatrixContent(
        **{name: _frozen(value) for name, value in values.items() if name != "lines"}, lines=lines
    )


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


# As many of each side stand in a cell; the older ones stand on the page of the item.
MOST = 4


@dataclass(frozen=True, slots=True)
class ItemRemarks:
    """The comments on one item, the latest last; of ours, only approved ones."""

    ours: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()


NOTHING = ItemRemarks()
SoFar = Mapping[int, ItemRemarks]


def so_far(items: Collection[int]) -> SoFar:
    """Return the comments on items that may leave the government, in one query.

    Without partner's comments that the desk set aside, and without our answers that no head has approved.
    """
    rows = PartnerComment.objects.filter(commitment__in=items).order_by("pk")
    said: dict[int, ItemRemarks] = {}
    for row in rows.exclude(state=CommentState.SET_ASIDE):
        before = said.get(row.commitment_id, NOTHING)
        day = timezone.localdate(row.recorded_at).isoformat()
        is_remark = row.column == MatrixColumn.THEIRS
        text = row.theirs if is_remark else f"{row.get_column_display()}: {row.theirs}"
        answered = timezone.localdate(row.approved_at).isoformat() if row.approved_at else ""
        ours = (f"{answered}: {row.answer}",) if row.answer and answered else ()
        theirs = (f"{day}: {text}",) if row.theirs else ()
        said[row.commitment_id] = ItemRemarks((before.ours + ours)[-MOST:], (before.theirs + theirs)[-MOST:])
    return said


# More is no paper that two delegations go through.
MOST_LINES = 500
BOTH = 2


@dataclass(frozen=True, slots=True)
class Proposed:
    """The content of a new matrix: its releases by item, how many items are left out, and which changed
    since.
    """

    country: Country
    languages: Spoken
    offered: tuple[str, ...]
    releases: dict[int, dict[str, Release]]
    left_out: int
    changed: tuple[str, ...]


def list_languages(country: Country, person: User) -> Spoken:
    """List the languages in which something of a matrix for a partner is cleared."""
    return tuple(publication.list_approved_languages(_items(country, person)))


def build_matrix(country: Country, person: User, languages: Spoken = ()) -> Proposed:
    """Find what a matrix for a partner would hold, as far as the person may read it: so many queries.

    Items that are open, and those that were closed since they last stood in a matrix. Without `languages`,
    English and the first other one in which anything is cleared, our own before the partner's.
    """
    items = _items(country, person)
    offered = tuple(publication.list_approved_languages(items))
    wanted = languages or _usual(country, offered)
    found: dict[int, dict[str, Release]] = {}
    for language in wanted:
        for row in publication.list_published(items, language, ConsentPurpose.PARTNER):
            found.setdefault(row.commitment_id, {})[language] = row
    outdated = (
        publication.list_changed()
        .filter(commitment__in=found)
        .values_list("commitment__reference", flat=True)
    )
    return Proposed(
        country=country,
        languages=wanted,
        offered=offered,
        releases=found,
        left_out=items.exclude(pk__in=found).count(),
        changed=tuple(sorted(set(outdated))),
    )


def _items(country: Country, person: User) -> QuerySet[Commitment]:
    """List what is followed up: what is open, and what the last matrix still told as undone."""
    sent = Matrix.objects.filter(country=country).exclude(state__in=UNPRINTED_STATES)
    last = sent.order_by("-pk").first()
    told = last.undone if last is not None else []
    rows = policy.readable_by(Commitment.objects.filter(country=country), person)
    return rows.filter(Q(pk__in=Commitment.objects.open().values("pk")) | Q(reference__in=told))


def _usual(country: Country, offered: tuple[str, ...]) -> Spoken:
    home = querysets.find_home()
    liked = ["en", *(home.spoken if home else ()), *country.spoken, *offered]
    return tuple([one for one in dict.fromkeys(liked) if one in offered][:BOTH])


def content_of(proposed: Proposed, *, reference: str, today: datetime.date) -> MatrixContent:
    """Set what was found in the languages of the matrix; Refused where there is nothing, or too much."""
    if not proposed.releases:
        raise Refused(
            _(
                "No version for publication is approved for this partner. Ask the head of desk to "
                "approve one first."
            ),
            "empty",
        )
    if len(proposed.releases) > MOST_LINES:
        raise Refused(
            _(
                "A matrix contains at most 500 commitments. Withdraw the public versions that need "
                "no follow-up."
            ),
            "too_many",
        )
    with speak(proposed.languages[0]):
        # The names of columns are said in the language of the matrix, whoever makes it.
        said = so_far(proposed.releases)
    by_reference = sorted(
        proposed.releases.values(), key=lambda spoken: next(iter(spoken.values())).commitment.reference
    )
    home = querysets.find_home()
    parties = partial(name_side, home=home, partner=proposed.country)
    sides = {side: say_in_each(proposed.languages, partial(parties, side)) for side in OwedBy}
    lines = tuple(_line(spoken, proposed.languages, sides, said) for spoken in by_reference)
    is_remarked = any(line.ours or line.theirs for line in lines)
    marking = Classification.RESTRICTED if is_remarked else Classification.PUBLIC
    titles = say_in_each(proposed.languages, lambda: _("Joint follow-up matrix"))
    with speak(proposed.languages[0]):
        label = str(marking.label).upper()
        if proposed.country.is_demonstration:
            label = f"{label} · {_('Demonstration data')}"
    return MatrixContent(
        reference=reference,
        title=titles[0],
        titles=tuple(dict.fromkeys(titles)),
        about=say_in_each(proposed.languages, lambda: f"{name_home(home)} – {proposed.country}"),
        languages=proposed.languages,
        day=today.isoformat(),
        marking=label,
        heads=_build_headings(proposed, home),
        lines=lines,
    )


def _line(
    spoken: dict[str, Release], languages: Spoken, sides: dict[OwedBy, Spoken], said: SoFar
) -> MatrixLine:
    item = next(iter(spoken.values())).commitment
    of_item = said.get(item.pk, NOTHING)
    return MatrixLine(
        reference=item.reference,
        wording=tuple(spoken[one].wording if one in spoken else "" for one in languages),
        owner=sides[OwedBy(item.owed_by)],
        due=tuple(spoken[one].due if one in spoken else "" for one in languages),
        status=_statuses(spoken, languages),
        is_done=all(one.status == Completion.COMPLETE for one in spoken.values()),
        ours=of_item.ours,
        theirs=of_item.theirs,
    )


def _statuses(spoken: dict[str, Release], languages: Spoken) -> Spoken:
    """Return the status in each language as approved there; never one without approval."""
    told = []
    for one in languages:
        with speak(one):
            told.append(capfirst(str(Completion(spoken[one].status).label)) if one in spoken else "")
    return tuple(told)


def name_side(side: OwedBy, *, home: Country | None, partner: Country) -> str:
    """Name the country that owes, or both sides."""
    match side:
        case OwedBy.OURS:
            return name_home(home)
        case OwedBy.THEIRS:
            return str(partner)
        case _:
            return _("both sides")


def name_home(home: Country | None) -> str:
    """Return our name as recorded, else its usual one."""
    return str(home or name_of(settings.HOME_COUNTRY) or settings.HOME_COUNTRY)


def _build_headings(proposed: Proposed, home: Country | None) -> dict[str, str]:
    """Return the heading of each column in its order, one language under the other."""
    languages = proposed.languages
    ours = say_in_each(languages, lambda: name_home(home))
    partner = say_in_each(languages, lambda: str(proposed.country))
    remarks_of = say_in_each(languages, lambda: _("Comments from %(country)s"))
    so_far = say_in_each(languages, lambda: _("Previous comments from %(country)s"))

    def both(texts: Spoken, names: Spoken = ()) -> str:
        named = names or ("",) * len(texts)
        pairs = zip(texts, named, strict=True)
        return "\n".join(dict.fromkeys(text % {"country": name} if name else text for text, name in pairs))

    wordings = say_in_each(
        languages, lambda: f"{_('Agreed wording')} ({language_name(str(translation.get_language()))})"
    )
    return {
        REFERENCE: both(say_in_each(languages, lambda: _("Reference"))),
        str(MatrixColumn.WORDING): wordings[0],
        str(MatrixColumn.WORDING_OTHER): wordings[-1],
        str(MatrixColumn.OWNER): both(say_in_each(languages, lambda: _("Owner"))),
        str(MatrixColumn.DUE): both(say_in_each(languages, lambda: _("Deadline as agreed"))),
        str(MatrixColumn.STATUS): both(say_in_each(languages, lambda: _("Implementation status"))),
        str(MatrixColumn.OURS): both(remarks_of, ours),
        BEFORE: both(so_far, partner),
        str(MatrixColumn.THEIRS): both(remarks_of, partner),
    }


def say_in_each(languages: Spoken, say: Callable[[], str]) -> Spoken:
    told = []
    for one in languages:
        with speak(one):
            told.append(say())
    return tuple(told)


@contextmanager
def speak(language: str) -> Iterator[None]:
    with translation.override(language), spoken_in(language):
        yield
