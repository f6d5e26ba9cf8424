"""Evidence on the page of a commitment: filing a document, and giving out its file."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from commitments import access, lifecycle
from commitments.admin.forms.evidence import EvidenceForm
from commitments.errors import Refused
from commitments.models import Commitment, Evidence, User


def file_evidence(item: Commitment, form: EvidenceForm, person: User) -> bool:
    """File what the form holds; what stands against it is said on the form, with nothing typed lost."""
    if not form.is_valid():
        return False
    made: Evidence = form.save(commit=False)
    made.commitment = item
    try:
        paper = form.cleaned_data["file"]
        lifecycle.add_evidence(made, by=person, now=timezone.now(), paper=paper)
    except Refused as refused:
        form.add_error("description" if refused.code == "needs_line" else None, str(refused))
        return False
    return True


def paper_of(item: Commitment, key: Any, person: User) -> Evidence:
    """Find a document of the commitment through the door; hidden and absent are alike not found."""
    seen = access.rows(Evidence, person).filter(commitment=item)
    found: Evidence | None = seen.filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def give_out(paper: Evidence, content: bytes) -> HttpResponse:
    """Answer with a file as a download that no browser shows in our name."""
    response = HttpResponse(content, content_type=paper.media_type)
    response.headers["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=paper.file_name
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store, private"
    return response
