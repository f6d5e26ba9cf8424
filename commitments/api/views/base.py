"""What all API views share: a token, limits, the clock, and the access policy before the first filter.

Also the views that no program outside the ministry may use, since they may return what a partner gave in
confidence.
"""

import datetime
import hashlib
from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django.db.models import BigIntegerField, Model, QuerySet
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from commitments.access import grants, rules
from commitments.api import tokens
from commitments.api.filters import StrictFilterBackend, refuse_unknown
from commitments.api.pagination import KeysetPagination, place_of
from commitments.api.responses import JSONRenderer
from commitments.api.serializers.base import Row, Rows, RowSerializer, load_rows
from commitments.api.tokens import WAIT_SECONDS, PersonThrottle, build_limit_headers, may_guess
from commitments.audit import access_log
from commitments.models import User, zone_of

# No address of version 1 answers for a past day; a packet as of a day is asked for in the body.
AS_OF = "as_of"


def render_record(shown: Row) -> tuple[str, bytes]:
    """Return the tag of a record, made of its version and content, and that content."""
    content = JSONRenderer().render(shown)
    return f'"{shown.get("version", 0)}-{hashlib.sha256(content).hexdigest()[:16]}"', content


def tags_in(header: str) -> set[str]:
    """Read the tags of If-None-Match, weak ones like others, and `*` for any (RFC 9110, 13.1.2)."""
    return {tag.removeprefix("W/") for tag in parse_etags(header)}


def strong_tags_in(header: str) -> set[str]:
    """Read the tags of If-Match, where a weak one matches nothing, and `*` for any (RFC 9110, 13.1.1)."""
    return {*parse_etags(header)}


class BaseView(APIView):
    """What all views share: a token, a limit on requests, and answers that are never cached."""

    http_method_names: Any = ("get", "head")
    throttle_classes: Any = (PersonThrottle,)
    today: datetime.date
    counting: Sequence[Any] = ()

    def perform_authentication(self, request: Request) -> None:
        """Sign the program in; who fails to is limited too, by address."""
        try:
            super().perform_authentication(request)
        except AuthenticationFailed:
            self._limit_the_unknown(request)
            raise

    def permission_denied(self, request: Request, message: str | None = None, code: str | None = None) -> Any:
        self._limit_the_unknown(request)
        super().permission_denied(request, message, code)

    def _limit_the_unknown(self, request: Request) -> None:
        if not may_guess(request._request):
            self.throttled(request, WAIT_SECONDS)

    def get_throttles(self) -> list[Any]:
        """Create the throttles of this request, and keep them for the headers of the answer."""
        self.counting = super().get_throttles()
        return self.counting

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Answer; what the token narrows ends with this request."""
        with grants.one_request():
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Read the clock once, in the person's time zone, and limit outside programs."""
        super().initial(request, *args, **kwargs)
        if AS_OF in request.query_params:
            raise ValidationError(
                {AS_OF: _("Only today’s records are available here. Remove the parameter.")}
            )
        if tokens.is_of_outside(request.user):
            grants.go_outside()
        if isinstance(request.user, User):
            self.today = timezone.localdate(timezone.now(), zone_of(request.user))

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        for name, told in build_limit_headers(self.counting).items():
            response.headers[name] = told
        return response


class ListViewSet(BaseView, GenericViewSet[Any]):
    """Lists one kind of record, page by page; the access policy applies before the first filter."""

    serializer_class: Any
    # Of lists, where they show less than one record.
    list_serializer_class: Any = None
    filter_backends = (StrictFilterBackend,)
    pagination_class = KeysetPagination
    orderings: ClassVar[tuple[str, ...]] = ("id", "-id")
    # The column that no two rows share; what is ordered by another column is ordered by it besides.
    key: ClassVar[str] = "pk"
    # Further problems that reading may be answered with, for the description.
    problems: ClassVar[tuple[int, ...]] = ()

    @property
    def reader(self) -> User:
        return cast(User, self.request.user)

    @property
    def model(self) -> type[Model]:
        return cast(type[Model], self.serializer_class.model)

    def get_serializer_class(self) -> type[RowSerializer]:
        listed = self.action == "list" and self.list_serializer_class
        return cast(type[RowSerializer], listed or self.serializer_class)

    def get_queryset(self) -> QuerySet[Any, Any]:
        return self.get_serializer_class().list_rows(self.reader)

    def list_withheld(self) -> tuple[int, ...]:
        """Return what else than the access of the person decides the rows, such as keys that are left out."""
        return ()

    def list(self, request: Request, **_above: str) -> HttpResponse:
        """Return one page with a tag of its content."""
        rows, names = self.page(), self.chosen()
        results = self.get_serializer(rows, many=True).data
        if names is not None:
            results = [{name: row[name] for name in names} for row in results]
        content = JSONRenderer().render({"next": self.pages.link, "results": results})
        return self.unless_held(f'"{hashlib.sha256(content).hexdigest()[:32]}"', content)

    @property
    def pages(self) -> KeysetPagination:
        return cast(KeysetPagination, self.paginator)

    def page(self) -> Sequence[Row]:
        """Return the rows of the requested page, and log that they are read."""
        page = self.pages.page(self.load_page(), self.request, self)
        self.log_page(page)
        return page

    def load_page(self) -> Any:
        """Load the rows; a repeated request with the same token on the same day reuses the compiled query.

        A search is built each time, since its words are looked up for the query.
        """
        # Whether it was the tracker that said where the page begins is asked each time.
        place_of(self.request, self)
        what = (self.request.get_full_path(), self.today, self.list_withheld())
        return load_rows(what, self.reader, self.cut)

    def cut(self) -> Rows:
        """Return the rows of the requested page and one more."""
        return self.pages.cut(self.filter_queryset(self.get_queryset()), self.request, self)

    def log_page(self, page: Sequence[Row]) -> None:
        if not rules.is_open_to_all(self.model):
            access_log.fetched_many(self.request._request, self.reader, self.model, page)

    def chosen(self) -> Sequence[str] | None:
        """Read which members are wanted; None for all; raises ValidationError."""
        asked = self.request.query_params.getlist("fields")
        if not asked:
            return None
        known = self.get_serializer_class()._declared_fields
        names = [*dict.fromkeys(",".join(asked).split(","))]
        if set(names) - set(known):
            raise ValidationError({"fields": _("Use one or more of these values: %s.") % ", ".join(known)})
        return names

    def unless_held(self, tag: str, content: bytes) -> HttpResponse:
        """Answer with the rendered content, or 304 where the program has it already."""
        if tags_in(self.request.headers.get("If-None-Match", "")) & {tag, "*"}:
            return Response(status=304, headers={"ETag": tag})
        return HttpResponse(content, content_type="application/json", headers={"ETag": tag})


class RecordViewSet(ListViewSet):
    """Lists one kind of record, and reads one of them; hidden and missing records get the same answer."""

    lookup_url_kwarg: str | None = "id"
    lookup_value_regex = "[0-9]{1,18}"

    def retrieve(self, request: Request, **_named: str) -> HttpResponse:
        """Return the record with the tag of its whole content: parts may change while its version stays
        the same.
        """
        refuse_unknown(request, {"fields"})
        names, row = self.chosen(), self.load_record()
        if row is None:
            raise Http404
        self.log_record(row)
        shown = self.get_serializer(row).data
        tag, content = render_record(shown)
        if names is not None:
            content = JSONRenderer().render({name: shown[name] for name in names})
        return self.unless_held(tag, content)

    def log_record(self, row: Row) -> None:
        if not rules.is_open_to_all(self.model):
            access_log.log_fetched(self.request._request, self.reader, self.model, row)

    def load_record(self) -> Row | None:
        """Load the columns of the record that the address names; None for a hidden or missing one."""
        above = dict(self.kwargs)
        name = above.pop(self.lookup_url_kwarg or self.lookup_field)
        key: int | str = int(name) if self.lookup_field == "pk" else name
        if isinstance(key, int) and key > BigIntegerField.MAX_BIGINT:
            return None
        what = (type(self), tuple(sorted(above.items())), self.today, self.list_withheld())
        found = load_rows(
            what, self.reader, lambda key: self.get_queryset().filter(**{self.lookup_field: key})[:1], key
        )
        return next(iter(found), None)


class InternalOnly(BaseView):
    """Refuses every token of an outside program; `refusal` is the sentence."""

    refusal: Promise

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if tokens.is_of_outside(request.user):
            raise PermissionDenied(str(self.refusal), "outside")
