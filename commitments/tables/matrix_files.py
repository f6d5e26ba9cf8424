"""Request a matrix, and make its three files: for Word, as a spreadsheet, and as a PDF printed in the
sandbox.

A worker makes the files one after the other; the row shows the progress. An export records who took the file
out, and is refused where its content must stay inside by now.
"""

import datetime
import time
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.template import Context, Engine, Template
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from commitments.access import policy, responsibilities, write_rules
from commitments.audit import log as audit_log
from commitments.classification import third_states
from commitments.enums import UNPRINTED_STATES, Classification, ConsentPurpose, MatrixColumn, PacketState
from commitments.errors import Refused
from commitments.files import storage
from commitments.lifecycle import publication
from commitments.models import Commitment, Country, Matrix, Meeting, User
from commitments.models.packets import UNFINISHED
from commitments.packets import failures
from commitments.packets.archive import production
from commitments.packets.render.printing import KILLED, print_html
from commitments.records import edits, references
from commitments.records.edits import REASON_LENGTH, shorten_text
from commitments.tables import exporter, office_documents
from commitments.tables import matrix as table_matrix
from commitments.tables.matrix import BEFORE, REFERENCE, MatrixContent, Spoken, pack_content, unpack_content
from commitments.tables.office_documents import About, WordDocument

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
# A share of the paper's width, and a width in characters of the sheet.
SHARES: Mapping[str, tuple[int, int]] = {
    REFERENCE: (11, 15),
    str(MatrixColumn.WORDING): (21, 48),
    str(MatrixColumn.WORDING_OTHER): (17, 40),
    str(MatrixColumn.OWNER): (9, 16),
    str(MatrixColumn.DUE): (10, 16),
    str(MatrixColumn.STATUS): (9, 14),
    str(MatrixColumn.OURS): (15, 30),
    BEFORE: (15, 30),
    str(MatrixColumn.THEIRS): (17, 40),
}
CPU_SECONDS, WALL_SECONDS = 40, 60


def render_file(content: MatrixContent, ending: str, at: datetime.datetime) -> bytes:
    """Return one file of a matrix; raises `Refused` where the PDF cannot be printed."""
    with translation.override(content.languages[0]):
        foot = _("%(reference)s · sent for comments") % {"reference": content.reference}
        match ending:
            case "docx":
                return _docx(content, at, foot)
            case "xlsx":
                return _xlsx(content, at, foot)
            case _:
                return _pdf(content, foot)


def _docx(content: MatrixContent, at: datetime.datetime, foot: str) -> bytes:
    about = About(
        title=f"{content.title} {content.reference}",
        language=content.languages[0],
        marking=content.marking,
        foot=foot,
        at=at,
        is_landscape=True,
    )
    paper, columns = WordDocument(about), content.columns()
    paper.title(" · ".join(dict.fromkeys(content.titles)))
    for language, line in zip(content.languages, content.about, strict=True):
        paper.paragraph(f"{line} · {content.reference} · {content.day}", language=language)
    paper.table(
        [head for _name, head in columns],
        content.rows(),
        [SHARES[name][0] for name, _head in columns],
        content.languages_of_columns(),
    )
    return paper.content()


def _xlsx(content: MatrixContent, at: datetime.datetime, foot: str) -> bytes:
    columns = [
        office_documents.BookColumn(head, SHARES[name][1], is_input=name == MatrixColumn.THEIRS)
        for name, head in content.columns()
    ]
    above = (f"{content.title} {content.reference} · {content.day} · {content.about[0]}", foot)
    return office_documents.render_workbook(
        office_documents.WorkbookContent(
            title=content.reference,
            marking=content.marking,
            at=at,
            above=above,
            columns=columns,
            rows=content.rows(),
        )
    )


def _pdf(content: MatrixContent, foot: str) -> bytes:
    columns = content.columns()
    languages = [one or content.languages[0] for one in content.languages_of_columns()]
    rows = [[(text, one) for text, one in zip(row, languages, strict=True)] for row in content.rows()]
    values = {
        "matrix": content,
        "foot": foot,
        "heads": [(head.split("\n"), name) for name, head in columns],
        "rows": [[(text.split("\n"), one) for text, one in row] for row in rows],
        "about": tuple(zip(content.about, content.languages, strict=True)),
    }
    html = _template().render(Context(values))
    return print_html(html, cpu_seconds=CPU_SECONDS, wall_seconds=WALL_SECONDS).pdf


@lru_cache(maxsize=1)
def _template() -> Template:
    """The template of the PDF in an engine of its own, with nothing of the request in it."""
    engine = Engine(
        dirs=[str(TEMPLATES)],
        libraries={"i18n": "django.templatetags.i18n"},
        builtins=["django.templatetags.i18n", "commitments.packets.render.typeset"],
    )
    return engine.get_template("tables/matrix.html")


def why_not_make(country: Country, user: User) -> Refused | None:
    """Explain why this person cannot make a matrix for a partner, or return None."""
    if not (write_rules.may_write(user, Matrix) and responsibilities.works_on(user, country)):
        return write_rules.build_forbidden()
    return None


def request_matrix(
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
    proposed = table_matrix.build_matrix(country, by, languages)
    content = table_matrix.content_of(proposed, reference=reference, today=today)
    row = Matrix(
        reference=reference,
        country=country,
        meeting=meeting,
        language=first,
        other_language=other,
        rows=len(content.lines),
        undone=list(content.undone),
        content_sha256=storage.open_matrix_store().put(pack_content(content)),
    )
    return edits.create_record(row, by=by, now=now)


def not_ready() -> Refused:
    """Make the error of a matrix whose files are not made."""
    return Refused(_("The files of this matrix have not been created yet. Check its page."), "not_ready")


def content_of(matrix: Matrix) -> MatrixContent:
    """Read what a matrix was made from; Refused where the file is missing or was altered."""
    return unpack_content(storage.open_matrix_store().get(matrix.content_sha256))


def list_now_confidential(content: MatrixContent) -> list[str]:
    """List the references of what a matrix holds and what may not go outside as things stand now."""
    named = [line.reference for line in content.lines]
    fit = publication.fit_for_partner(Commitment.objects.filter(reference__in=named))
    return sorted(set(named) - set(fit.values_list("reference", flat=True)))


@transaction.atomic
def export_file(matrix: Matrix, ending: str, *, by: User, now: datetime.datetime) -> bytes:
    """Return one file of a matrix, and record who exported it.

    Raises `Refused` until it is made, and where something in it was since raised, made confidential or marked
    as entered in error.
    """
    if (refusal := why_not_make(matrix.country, by)) is not None:
        raise refusal
    if not matrix.is_ready:
        raise not_ready()
    content = content_of(matrix)
    named = Commitment.objects.filter(reference__in=[line.reference for line in content.lines])
    keys = list(named.order_by().values_list("pk", flat=True))
    third_states.require_consents({Commitment: keys}, ConsentPurpose.PARTNER, by)
    if list_now_confidential(content):
        raise Refused(
            _(
                "This matrix contains information that can no longer be released. Create a new "
                "matrix to replace it."
            ),
            "kept_since",
        )
    whole = storage.open_file_store(ending).get(getattr(matrix, f"{ending}_sha256"))
    exporter.record_export(
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
    rows = policy.readable_by(Commitment.objects.filter(reference__in=named), user)
    readable = set(rows.values_list("reference", flat=True))
    lines = tuple(line for line in content.lines if line.reference in readable)
    return replace(content, lines=lines)


# Longer than the slowest file takes, which is ended after a minute.
LEASE_SECONDS = 120
LEASE = datetime.timedelta(seconds=LEASE_SECONDS)
# What the history calls it.
MADE, FAILED, AGAIN, CANCELLED = "make matrix", "fail matrix", "make matrix again", "cancel matrix"
TOO_MUCH = frozenset({"packet_memory", "packet_ended", "packet_depth"})

log = structlog.get_logger(__name__)


def make_matrix(key: int, *, now: datetime.datetime) -> bool:
    """Claim one matrix and make the files that it lacks; False where another has it or it is finished.

    Each file is written to the row as it is made, for one more lease: who takes over goes on from there. No
    transaction waits for the printing.
    """
    begun = time.monotonic()
    tries = production.claim_row(Matrix, key, lease=LEASE, now=now)
    if not tries:
        return False
    matrix = Matrix.objects.select_related("recorded_by").get(pk=key)
    try:
        content = content_of(matrix)
        for ending in MEDIA:
            if getattr(matrix, f"{ending}_sha256"):
                continue
            digest = storage.open_file_store(ending).put(render_file(content, ending, matrix.recorded_at))
            until = now + LEASE + datetime.timedelta(seconds=time.monotonic() - begun)
            setattr(matrix, f"{ending}_sha256", digest)
            if not _mine(matrix, tries).update(**{f"{ending}_sha256": digest, "lease_until": until}):
                return False
    except Refused as refused:
        log.warning("matrix refused", matrix=key, tries=tries, code=refused.code)
        if refused.code == KILLED and tries < production.MOST_TRIES:
            production.release_row(Matrix, key, tries)
            return True
        worded = Refused(_why(refused), refused.code)
        production.record_failure(matrix, tries, worded, by=matrix.recorded_by, now=now, action=FAILED)
        return True
    return _finish(matrix, tries, now)


def _why(refused: Refused) -> str | Promise:
    """Return why the files of a matrix could not be made; the printing code words its own errors for
    packets.
    """
    if refused.code in TOO_MUCH:
        return gettext_lazy(
            "The matrix needs too much time or memory. Create a new one in one language only."
        )
    if refused.code and refused.code.startswith("packet_"):
        return gettext_lazy(
            "The files could not be created. Try again. If the problem continues, contact the administrator."
        )
    return refused.message


def _finish(matrix: Matrix, tries: int, now: datetime.datetime) -> bool:
    digests = {f"{ending}_sha256": getattr(matrix, f"{ending}_sha256") for ending in MEDIA}
    with transaction.atomic():
        if not _mine(matrix, tries).update(state=PacketState.READY, lease_until=None, failure=""):
            return False
        audit_log.record_change(MADE, matrix, by=matrix.recorded_by, now=now, after=digests)
    return True


def _mine(matrix: Matrix, tries: int) -> QuerySet[Matrix]:
    return production.filter_held(Matrix, matrix.pk, tries)


def list_unfinished(now: datetime.datetime) -> list[int]:
    """Return the ids of matrices that no worker holds, never begun or left by a dead worker; end the
    hopeless.
    """
    said = gettext_noop("The matrix could not be created in three attempts. Contact the administrator.")
    return production.list_unfinished(Matrix, "recorded_at", said=said, now=now, action=FAILED)


@transaction.atomic
def cancel_matrix(matrix: Matrix, *, by: User, now: datetime.datetime) -> None:
    """Stop a matrix that is asked for or being made; its worker finds it so when the next file is done."""
    if (refusal := why_not_make(matrix.country, by)) is not None:
        raise refusal
    said = shorten_text(failures.CANCELLED % {"person": by}, REASON_LENGTH)
    under_way = Matrix.objects.filter(pk=matrix.pk, state__in=UNFINISHED)
    if not under_way.update(state=PacketState.CANCELLED, lease_until=None, failure=said):
        raise Refused(_("The files are no longer being created. Reload the page."), "not_under_way")
    audit_log.record_change(CANCELLED, matrix, by=by, now=now)


@transaction.atomic
def retry_matrix(matrix: Matrix, *, by: User, now: datetime.datetime) -> None:
    """Ask once more for files that could not be made, or were cancelled: the same content and number."""
    if (refusal := why_not_make(matrix.country, by)) is not None:
        raise refusal
    ended = Matrix.objects.filter(pk=matrix.pk, state__in=UNPRINTED_STATES)
    if not ended.update(state=PacketState.REQUESTED, tries=0, failure="", lease_until=None):
        raise Refused(
            _("The files are already finished or being created. Reload the page."), "changed_meanwhile"
        )
    audit_log.record_change(AGAIN, matrix, by=by, now=now)
