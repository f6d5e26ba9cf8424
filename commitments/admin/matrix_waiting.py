"""A matrix whose files are being made: how far it is, and asking once more for one that could not be."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_GET, require_POST

from commitments import tasks
from commitments.admin.doors import signed_in
from commitments.errors import Refused
from commitments.exchange import making
from commitments.exchange.files import MEDIA
from commitments.models import Matrix
from commitments.tasks import ring
from commitments.vocabulary import PacketState


def waiting_urls(page: Any) -> list[Any]:
    """Give the addresses of a matrix's page while it is not ready."""
    view = page.admin_site.admin_view

    def progress(request: HttpRequest, object_id: str) -> HttpResponse:
        matrix = page.matrix(request, object_id)
        label = str(PacketState(matrix.state).label)
        told = {"state": matrix.state, "label": label, "is_under_way": matrix.is_under_way}
        return JsonResponse({**told, **how_far(matrix)})

    def again(request: HttpRequest, object_id: str) -> HttpResponse:
        return ask_again(request, page.matrix(request, object_id))

    def cancel(request: HttpRequest, object_id: str) -> HttpResponse:
        return stop(request, page.matrix(request, object_id))

    name = "commitments_matrix"
    return [
        path("<path:object_id>/progress/", view(require_GET(progress)), name=f"{name}_progress"),
        path("<path:object_id>/cancel/", view(csrf_protect(require_POST(cancel))), name=f"{name}_cancel"),
        path("<path:object_id>/again/", view(csrf_protect(require_POST(again))), name=f"{name}_again"),
    ]


def how_far(matrix: Matrix) -> dict[str, Any]:
    """Say how many files of a matrix are made, and in words."""
    done = sum(1 for ending in MEDIA if getattr(matrix, f"{ending}_sha256"))
    counts = {"done": done, "total": len(MEDIA)}
    if matrix.state == PacketState.ASKED:
        return {**counts, "told": _("waits for a worker")}
    return {**counts, "told": _("%(done)s of %(total)s files") % counts}


def stop(request: HttpRequest, matrix: Matrix) -> HttpResponse:
    """Cancel the making of a matrix."""
    try:
        making.cancel(matrix, by=signed_in(request), now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    return HttpResponseRedirect(reverse("admin:commitments_matrix_change", args=(matrix.pk,)))


def ask_again(request: HttpRequest, matrix: Matrix) -> HttpResponse:
    """Ask once more for the files of a matrix."""
    try:
        making.again(matrix, by=signed_in(request), now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        transaction.on_commit(partial(ring, matrix.pk, tasks.make_matrix))
    return HttpResponseRedirect(reverse("admin:commitments_matrix_change", args=(matrix.pk,)))
