"""Matrices asked for, kept and taken out: who asked when, and that nothing of it is to stay inside by now."""

import datetime
from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments import access, editing, export, references, releases
from commitments.errors import Refused
from commitments.exchange import gather, shelf
from commitments.exchange.content import MatrixContent, Spoken, packed, unpacked
from commitments.models import Commitment, Country, Matrix, Meeting, User
from commitments.models.packet import UNFINISHED
from commitments.vocabulary import HIDDEN_STATES, Classification


def why_not_make(country: Country, user: User) -> Refused | None:
    """Explain why this person makes no matrix for a partner, or give None who does."""
    if not (access.may_write(user, Matrix) and access.works_on(user, country)):
        return access.forbidden()
    return None


def ask(
    country: Country, languages: Spoken, *, meeting: Meeting | None = None, by: User, now: datetime.datetime
) -> Matrix:
    """Ask for a matrix for a partner: its content is frozen at once, a worker makes its files.

    Asked for once more while that one is under way, it is the same. Refused says why there is none.
    """
    if (refusal := why_not_make(country, by)) is not None:
        raise refusal
    first, other = languages[0], languages[1] if len(languages) > 1 else ""
    same = Matrix.objects.filter(country=country, meeting=meeting, language=first, other_language=other)
    waiting = same.filter(recorded_by=by, state__in=UNFINISHED).first()
    if waiting is not None:
        return waiting
    today = timezone.localdate(now)
    reference = references.matrix_reference(country.iso, today.year)
    proposed = gather.propose(country, by, languages)
    content = gather.content_of(proposed, reference=reference, today=today)
    row = Matrix(
        reference=reference,
        country=country,
        meeting=meeting,
        language=first,
        other_language=other,
        rows=len(content.lines),
        undone=list(content.undone),
        content_sha256=shelf.contents().put(packed(content)),
    )
    return editing.create(row, by=by, now=now)


def not_ready() -> Refused:
    """Make the error of a matrix whose files are not made."""
    return Refused(_("The files of this matrix are not made yet. Look at its page."), "not_ready")


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

    Refused until it is made, and where something in it was marked higher, confided or entered in error since.
    """
    if (refusal := why_not_make(matrix.country, by)) is not None:
        raise refusal
    if not matrix.is_ready:
        raise not_ready()
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
