"""The files of a matrix made by a worker, one after the other; its row says how far they are."""

import datetime
import time

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from commitments import audit
from commitments.briefings import claims
from commitments.briefings.press import KILLED
from commitments.editing import REASON_LENGTH, shortened
from commitments.errors import Refused
from commitments.exchange import files, shelf
from commitments.exchange.keeping import content_of, why_not_make
from commitments.models import Matrix, User
from commitments.models.packet import UNFINISHED
from commitments.vocabulary import PacketState

# Longer than the slowest file takes, which is ended after a minute.
LEASE_SECONDS = 120
LEASE = datetime.timedelta(seconds=LEASE_SECONDS)
# What the history calls it.
MADE, FAILED, AGAIN, CANCELLED = "make matrix", "fail matrix", "make matrix again", "cancel matrix"
TOO_MUCH = frozenset({"packet_memory", "packet_ended", "packet_depth"})

log = structlog.get_logger(__name__)


def make(key: int, *, now: datetime.datetime) -> bool:
    """Claim one matrix and make the files that it lacks; False where another has it or it is finished.

    Each file is written to the row as it is made, for one more lease: who takes over goes on from there. No
    transaction waits for the printing.
    """
    begun = time.monotonic()
    tries = claims.claim(Matrix, key, lease=LEASE, now=now)
    if not tries:
        return False
    matrix = Matrix.objects.select_related("recorded_by").get(pk=key)
    try:
        content = content_of(matrix)
        for ending in files.MEDIA:
            if getattr(matrix, f"{ending}_sha256"):
                continue
            digest = shelf.of_kind(ending).put(files.made(content, ending, matrix.recorded_at))
            until = now + LEASE + datetime.timedelta(seconds=time.monotonic() - begun)
            setattr(matrix, f"{ending}_sha256", digest)
            if not _mine(matrix, tries).update(**{f"{ending}_sha256": digest, "lease_until": until}):
                return False
    except Refused as refused:
        log.warning("matrix refused", matrix=key, tries=tries, code=refused.code)
        if refused.code == KILLED and tries < claims.MOST_TRIES:
            claims.let_go(Matrix, key, tries)
            return True
        with translation.override(matrix.recorded_by.language if matrix.recorded_by else "en"):
            said = _why(refused)
        claims.fail(matrix, tries, said, by=matrix.recorded_by, now=now, action=FAILED)
        return True
    return _finish(matrix, tries, now)


def _why(refused: Refused) -> str:
    """Say what stood against the files of a matrix; the press words its own refusals for a packet."""
    if refused.code in TOO_MUCH:
        return _("It takes more time or memory than it may. Make another one in one language alone.")
    if refused.code and refused.code.startswith("packet_"):
        return _("Its files could not be set. Ask again; tell the administrator if it happens again.")
    return str(refused)


def _finish(matrix: Matrix, tries: int, now: datetime.datetime) -> bool:
    digests = {f"{ending}_sha256": getattr(matrix, f"{ending}_sha256") for ending in files.MEDIA}
    with transaction.atomic():
        if not _mine(matrix, tries).update(state=PacketState.READY, lease_until=None, failure=""):
            return False
        audit.record(MADE, matrix, by=matrix.recorded_by, now=now, after=digests)
    return True


def _mine(matrix: Matrix, tries: int) -> QuerySet[Matrix]:
    return claims.held(Matrix, matrix.pk, tries)


def unfinished(now: datetime.datetime) -> list[int]:
    """Give the ids of matrices nobody is making, never begun or left by a dead worker; end the hopeless."""
    said = str(_("The matrix could not be made in three tries. Tell the administrator."))
    return claims.unfinished(Matrix, "recorded_at", said=said, now=now, action=FAILED)


@transaction.atomic
def cancel(matrix: Matrix, *, by: User, now: datetime.datetime) -> None:
    """Stop a matrix that is asked for or being made; its worker finds it so when the next file is done."""
    if (refusal := why_not_make(matrix.country, by)) is not None:
        raise refusal
    said = shortened(str(_("Cancelled by %(person)s.") % {"person": by}), REASON_LENGTH)
    under_way = Matrix.objects.filter(pk=matrix.pk, state__in=UNFINISHED)
    if not under_way.update(state=PacketState.CANCELLED, lease_until=None, failure=said):
        raise Refused(_("It is finished by now. Look again."), "not_under_way")
    audit.record(CANCELLED, matrix, by=by, now=now)


@transaction.atomic
def again(matrix: Matrix, *, by: User, now: datetime.datetime) -> None:
    """Ask once more for files that could not be made, or were cancelled: the same content and number."""
    if (refusal := why_not_make(matrix.country, by)) is not None:
        raise refusal
    ended = Matrix.objects.filter(pk=matrix.pk, state__in=(PacketState.FAILED, PacketState.CANCELLED))
    if not ended.update(state=PacketState.ASKED, tries=0, failure="", lease_until=None):
        raise Refused(_("It is made, or being made, by now. Look again."), "changed_meanwhile")
    audit.record(AGAIN, matrix, by=by, now=now)
