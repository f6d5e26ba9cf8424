"""From cleared releases to the content of a matrix: what one officer may read, and may go outside."""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commitments import access, releases
from commitments.errors import Refused
from commitments.exchange import remarks
from commitments.exchange.content import BEFORE, REFERENCE, MatrixContent, MatrixLine, Spoken
from commitments.models import Commitment, Country, Matrix, Release, User
from commitments.models.spoken import spoken_in
from commitments.vocabulary import Classification, Completion, MatrixColumn, OwedBy, PacketState
from commitments.vocabulary.languages import language_name

# More is no paper that two delegations go through.
MOST_LINES = 500
BOTH = 2


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a matrix would hold: its releases by item, how many items stay out, and which changed since."""

    country: Country
    languages: Spoken
    offered: tuple[str, ...]
    releases: dict[int, dict[str, Release]]
    left_out: int
    changed: tuple[str, ...]


def offered(country: Country, person: User) -> Spoken:
    """List the languages in which something of a matrix for a partner is cleared."""
    return tuple(releases.languages(_items(country, person)))


def propose(country: Country, person: User, languages: Spoken = ()) -> Proposed:
    """Find what a matrix for a partner would hold, as far as the person may read it: so many queries.

    Items that are open, and those that were closed since they last stood in a matrix. Without `languages`,
    English and the first other one in which anything is cleared, our own before the partner's.
    """
    items = _items(country, person)
    offered = tuple(releases.languages(items))
    wanted = languages or _usual(country, offered)
    found: dict[int, dict[str, Release]] = {}
    for language in wanted:
        for row in releases.published(items, language):
            found.setdefault(row.commitment_id, {})[language] = row
    outdated = releases.changed().filter(commitment__in=found).values_list("commitment__reference", flat=True)
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
    sent = Matrix.objects.filter(country=country).exclude(
        state__in=(PacketState.FAILED, PacketState.CANCELLED)
    )
    last = sent.order_by("-pk").first()
    told = last.undone if last is not None else []
    rows = access.visible_to(Commitment.objects.filter(country=country), person)
    return rows.filter(Q(pk__in=Commitment.objects.open().values("pk")) | Q(reference__in=told))


def _usual(country: Country, offered: tuple[str, ...]) -> Spoken:
    home = _home()
    liked = ["en", *(home.spoken if home else ()), *country.spoken, *offered]
    return tuple([one for one in dict.fromkeys(liked) if one in offered][:BOTH])


def content_of(proposed: Proposed, *, reference: str, today: datetime.date) -> MatrixContent:
    """Set what was found in the languages of the matrix; Refused where there is nothing, or too much."""
    if not proposed.releases:
        raise Refused(
            _("Nothing of this partner is cleared. Have a releasable version cleared first."), "empty"
        )
    if len(proposed.releases) > MOST_LINES:
        raise Refused(
            _("A matrix holds at most 500 items. Withdraw what is not to be followed up."), "too_many"
        )
    with _in(proposed.languages[0]):
        # The names of columns are said in the language of the matrix, whoever makes it.
        said = remarks.so_far(proposed.releases)
    by_reference = sorted(
        proposed.releases.values(), key=lambda spoken: next(iter(spoken.values())).commitment.reference
    )
    home = _home()
    parties = partial(_side, home=home, partner=proposed.country)
    sides = {side: _in_each(proposed.languages, partial(parties, side)) for side in OwedBy}
    lines = tuple(_line(spoken, proposed.languages, sides, said) for spoken in by_reference)
    is_remarked = any(line.ours or line.theirs for line in lines)
    marking = Classification.RESTRICTED if is_remarked else Classification.PUBLIC
    titles = _in_each(proposed.languages, lambda: _("Joint follow-up matrix"))
    with _in(proposed.languages[0]):
        label = str(marking.label).upper()
        if proposed.country.is_demonstration:
            label = f"{label} · {_('Demonstration data')}"
    return MatrixContent(
        reference=reference,
        title=titles[0],
        titles=tuple(dict.fromkeys(titles)),
        about=_in_each(proposed.languages, lambda: f"{home or settings.HOME_COUNTRY} – {proposed.country}"),
        languages=proposed.languages,
        day=today.isoformat(),
        marking=label,
        heads=_heads(proposed, home),
        lines=lines,
    )


def _line(
    spoken: dict[str, Release], languages: Spoken, sides: dict[OwedBy, Spoken], said: remarks.SoFar
) -> MatrixLine:
    item = next(iter(spoken.values())).commitment
    of_item = said.get(item.pk, remarks.NOTHING)
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
    """Say the status in each language as it was cleared there; never one for which nothing was cleared."""
    told = []
    for one in languages:
        with _in(one):
            told.append(capfirst(str(Completion(spoken[one].status).label)) if one in spoken else "")
    return tuple(told)


def _side(side: OwedBy, *, home: Country | None, partner: Country) -> str:
    match side:
        case OwedBy.OURS:
            return str(home or settings.HOME_COUNTRY)
        case OwedBy.THEIRS:
            return str(partner)
        case _:
            return _("both sides")


def _home() -> Country | None:
    return Country.objects.filter(iso=settings.HOME_COUNTRY).first()


def _heads(proposed: Proposed, home: Country | None) -> dict[str, str]:
    """Give the head of each column in its order, one language under the other."""
    languages = proposed.languages
    ours = _in_each(languages, lambda: str(home or settings.HOME_COUNTRY))
    partner = _in_each(languages, lambda: str(proposed.country))
    remarks_of = _in_each(languages, lambda: _("Remarks of %(country)s"))
    so_far = _in_each(languages, lambda: _("Remarks of %(country)s so far"))

    def both(texts: Spoken, names: Spoken = ()) -> str:
        named = names or ("",) * len(texts)
        pairs = zip(texts, named, strict=True)
        return "\n".join(dict.fromkeys(text % {"country": name} if name else text for text, name in pairs))

    wordings = _in_each(
        languages, lambda: f"{_('Agreed wording')} ({language_name(str(translation.get_language()))})"
    )
    return {
        REFERENCE: both(_in_each(languages, lambda: _("Reference"))),
        str(MatrixColumn.WORDING): wordings[0],
        str(MatrixColumn.WORDING_OTHER): wordings[-1],
        str(MatrixColumn.OWNER): both(_in_each(languages, lambda: _("Owner"))),
        str(MatrixColumn.DUE): both(_in_each(languages, lambda: _("Deadline as agreed"))),
        str(MatrixColumn.STATUS): both(_in_each(languages, lambda: _("Status"))),
        str(MatrixColumn.OURS): both(remarks_of, ours),
        BEFORE: both(so_far, partner),
        str(MatrixColumn.THEIRS): both(remarks_of, partner),
    }


def _in_each(languages: Spoken, say: Callable[[], str]) -> Spoken:
    told = []
    for one in languages:
        with _in(one):
            told.append(say())
    return tuple(told)


@contextmanager
def _in(language: str) -> Iterator[None]:
    with translation.override(language), spoken_in(language):
        yield
