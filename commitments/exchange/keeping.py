"""Matrices made, kept and taken out: who made what when, and that nothing of it may stay inside by now."""

import datetime
from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments import access, editing, export, references, releases
from commitments.errors import Refused
from commitments.exchange import files, gather, shelf
from commitments.exchange.content import MatrixContent, Spoken, packed, unpacked
from commitments.models import Commitment, Country, Matrix, Meeting, User
from commitments.vocabulary import HIDDEN_STATES, Classification


def why_not_make(country: Country, user: User) -> Refused | None:
    """Explain why this person makes no matrix for a partner, or give None who does."""
    if not (access.may_write(user, Matrix) and access.works_on(user, country)):
        return access.forbidden()
    return None


def make(
    country: Country, languages: Spoken, *, meeting: Meeting | None = None, by: User, now: datetime.datetime
) -> Matrix:
    """Make a matrix for a partner and keep its files; Refused says why there is none.

    The files are printed before the row is written: no transaction waits for the printing.
    """
    if (refusal := why_not_make(country, by)) is not None:
        raise refusal
    today = timezone.localdate(now)
    reference = references.matrix_reference(country.iso, today.year)
    proposed = gather.propose(country, by, languages)
    content = gather.content_of(proposed, reference=reference, today=today)
    made = files.made(content, now)
    row = Matrix(
        reference=reference,
        country=country,
        meeting=meeting,
        language=languages[0],
        other_language=languages[1] if len(languages) > 1 else "",
        rows=len(content.lines),
        undone=list(content.undone),
        content_sha256=shelf.contents().put(packed(content)),
    )
    for ending, whole in made.items():
        setattr(row, f"{ending}_sha256", shelf.of_kind(ending).put(whole))
    return editing.create(row, by=by, now=now)


def content_of(matrix: Matrix) -> MatrixContent:
    """Read what a matrix was made from; Refused where the file is missing or was altered."""
    return unpacked(shelf.contents().get(matrix.content_sha256))


def kept_since(content: MatrixContent) -> list[str]:
    """List the references of what a matrix holds and what may not go outside as things stand now."""
    named = [line.reference for line in content.lines]
    rows = access.fit_for_outside(Commitment.objects.filter(reference__in=named))
    fit = rows.filter(classification__lte=releases.PUBLISHED_UP_TO).exclude(state__in=HIDDEN_STATES)
    return sorted(set(named) - set(fit.values_list("reference", flat=True)))


@transaction.atomic
def take(matrix: Matrix, ending: str, *, by: User, now: datetime.datetime) -> bytes:
    """Give one file of a matrix, and record who took it out.

    Refused where something in it was marked higher, confided or entered in error since.
    """
    if (refusal := why_not_make(matrix.country, by)) is not None:
        raise refusal
    content = content_of(matrix)
    if kept_since(content):
        raise Refused(
            _("Something in it may not go outside any more. Make a new matrix in its place."), "kept_since"
        )
    whole = shelf.of_kind(ending).get(getattr(matrix, f"{ending}_sha256"))
    export.record(
        by,
        {"matrix": matrix.reference},
        kind=ending,
        rows=len(content.lines),
        highest=Classification.RESTRICTED if _is_remarked(content) else Classification.PUBLIC,
        now=now,
        of=Matrix,
        country=matrix.country_id,
        record=matrix.pk,
    )
    return whole


def _is_remarked(content: MatrixContent) -> bool:
    return any(line.ours or line.theirs for line in content.lines)


def lines_for(content: MatrixContent, user: User) -> MatrixContent:
    """Leave of a content the lines of items that the person may read."""
    named = [line.reference for line in content.lines]
    rows = access.visible_to(Commitment.objects.filter(reference__in=named), user)
    readable = set(rows.values_list("reference", flat=True))
    lines = tuple(line for line in content.lines if line.reference in readable)
    return replace(content, lines=lines)
