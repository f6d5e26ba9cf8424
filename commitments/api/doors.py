"""What every address of the API shares: a token, limits, the clock, the door before the first filter."""

import datetime
import hashlib
from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.http import parse_etags
from rest_framework import generics
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commitments import access, looked
from commitments.api import tokens
from commitments.api.filters import StrictFilterBackend, refuse_unknown
from commitments.api.limits import WAIT_SECONDS, PersonThrottle, may_guess
from commitments.api.pagination import KeysetPagination
from commitments.api.reading import Row
from commitments.api.rendering import JSONRenderer
from commitments.models import User, zone_of


def tag_of(shown: Row) -> str:
    """Give the tag of a record as it is given: of its version and its content."""
    return f'"{shown["version"]}-{hashlib.sha256(JSONRenderer().render(shown)).hexdigest()[:16]}"'


class Door(APIView):
    """What every address shares: a token, a limit on requests, nothing kept in any cache."""

    http_method_names: Any = ("get", "head")
    throttle_classes: Any = (PersonThrottle,)
    today: datetime.date

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

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Answer; what the token narrows ends with this request."""
        with access.one_request():
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Read the clock, once, in the person's time zone; a program outside is given less."""
        super().initial(request, *args, **kwargs)
        if tokens.is_of_outside(request.user):
            access.go_outside()
        if isinstance(request.user, User):
            self.today = timezone.localdate(timezone.now(), zone_of(request.user))

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response


class RecordDoor(Door, generics.GenericAPIView[Any]):
    """What lists and single records share: the door stands before the first filter."""

    filter_backends: Any = ()
    pagination_class: Any = None

    @property
    def reader(self) -> User:
        return cast(User, self.request.user)

    def get_queryset(self) -> QuerySet[Any, Any]:
        return access.visible_to(super().get_queryset(), self.reader)


class ListDoor(RecordDoor):
    """Lists one kind of record, page by page."""

    filter_backends = (StrictFilterBackend,)
    pagination_class = KeysetPagination
    orderings: ClassVar[tuple[str, ...]]

    def page(self) -> list[Row]:
        """Give the rows of the page that was asked for."""
        rows = self.filter_queryset(self.get_queryset())
        page = list(self.paginator.paginate_queryset(rows, self.request, self) or ())  # type: ignore[union-attr]
        looked.fetched_many(self.request._request, self.reader, rows.model, page)
        return page

    def answer(self, results: list[Row]) -> Response:
        return Response({"next": self.paginator.link, "results": results})  # type: ignore[union-attr]


class DetailDoor(RecordDoor):
    """Gives one record by its reference; hidden and absent answer alike."""

    lookup_field = "reference"

    def row(self) -> Row:
        """Give the record's columns; raises Http404."""
        refuse_unknown(self.request, set())
        row = self.get_queryset().filter(reference=self.kwargs["reference"]).first()
        if row is None:
            raise Http404
        looked.fetched(self.request._request, self.reader, self.get_queryset().model, row)
        return cast(Row, row)

    def answer(self, shown: Row) -> Response:
        """Give the record with a tag of its version and its content: parts may change while it stands."""
        tag = tag_of(shown)
        held = parse_etags(self.request.headers.get("If-None-Match", ""))
        if {known.removeprefix("W/") for known in held} & {tag, "*"}:
            return Response(status=304, headers={"ETag": tag})
        return Response(shown, headers={"ETag": tag})
