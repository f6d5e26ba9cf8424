"""A page of one record beside its form: what answers who may not have it, and hands on who may."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_protect

from commitments.admin.doors import signed_in
from commitments.models import User

Take = Callable[[ModelAdmin[Any], HttpRequest, Any], HttpResponse]


def own_page(
    page: ModelAdmin[Any], allowed: Callable[[Any, User], bool], take: Take
) -> Callable[..., HttpResponse]:
    """Give the view of such a page; what is hidden, absent or not allowed answers alike, with 404."""

    @csrf_protect
    def shown(request: HttpRequest, object_id: str) -> HttpResponse:
        record = page.get_object(request, unquote(object_id))
        if record is None or not allowed(record, signed_in(request)):
            raise Http404
        return take(page, request, record)

    return shown
