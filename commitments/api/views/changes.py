"""What all views that write share: scope, the tag of the changed record, one transaction.

Also how they are described: request body, example, answer and refusals.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, ClassVar, TypeVar, cast

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from commitments.access import policy, querysets, write_rules
from commitments.api.filters import refuse_unknown
from commitments.api.problems import MEDIA_TYPE
from commitments.api.schema import PROBLEMS
from commitments.api.serializers import input
from commitments.api.serializers.base import ProblemSerializer, Row, Rows
from commitments.api.tokens import need_scope
from commitments.api.views.base import RecordView, render_record, strong_tags_in
from commitments.audit import access_log
from commitments.enums import Scope
from commitments.errors import Refused
from commitments.models import zone_of
from commitments.records import edits

CONFLICT = _("A record saved a moment ago uses one of these values. Read it, then send yours again.")


class NoTag(exceptions.APIException):
    """Raised where a change does not send the tag of what it changes."""

    status_code = 428
    default_detail = _("Send the ETag that reading the record gave you as If-Match.")
    default_code = "if_match"


class Stale(exceptions.APIException):
    """Raised where the record has changed since; the answer carries the current tag."""

    status_code = 412
    default_detail = _("Somebody changed this meanwhile. Read it again and compare.")
    default_code = "changed"

    def __init__(self, etag: str) -> None:
        super().__init__()
        self.etag = etag


class Writing(RecordView):
    """Writes as the token's person, within its scopes; `scopes` names the scope of each method.

    A noun names its `model`, the `address` where a record is read, the column it is `named` by there, and how
    a row is `shaped` for the reader.
    """

    http_method_names: Any = ("get", "head", "post", "patch")
    parser_classes: Any = (input.JSONParser,)
    scopes: ClassVar[Mapping[str, Scope]]
    model: ClassVar[type[Model]]
    address: ClassVar[str]
    named: ClassVar[str] = "reference"
    now: datetime.datetime

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Check the scope before anything is looked up, and read the clock."""
        super().initial(request, *args, **kwargs)
        if scopes := self.scopes_of(str(request.method)):
            need_scope(request.user, *scopes)
            refuse_unknown(request, set())
            self.now = timezone.now()

    def scopes_of(self, method: str) -> tuple[Scope, ...]:
        """Return the scopes of a method, of which the token needs one; empty where it does not write."""
        return (self.scopes[method],) if method in self.scopes else ()

    def body(self, shape: type[input.InputSerializer], **context: Any) -> dict[str, Any]:
        """Return the request body as its shape reads it; raises WrongBody."""
        return input.parse_body(self.request, shape, person=self.reader, today=self.today, **context)

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Do everything or nothing, on the person's date, as on the screens."""
        try:
            with timezone.override(zone_of(self.reader)), transaction.atomic():
                yield
        except IntegrityError as error:
            raise Refused(CONFLICT, "taken") from error

    def shaped(self, row: Row) -> Row:
        """Return the record in the form in which it is read."""
        raise NotImplementedError

    def build_response(self, row: Row | None, status: int) -> Response:
        """Answer with the record as it is read; without content where the person may not read it any more."""
        if row is None:
            return Response(status=HTTPStatus.NO_CONTENT)
        access_log.log_fetched(self.request._request, self.reader, self.model, row)
        shown = self.shaped(row)
        headers = {"ETag": render_record(shown)[0]}
        if status != HTTPStatus.OK:
            headers["Location"] = reverse(
                f"api:{self.address}", kwargs={self.named: shown[self.named]}, request=self.request
            )
        return Response(shown, status=status, headers=headers)


class Making(Writing):
    """Creates a record of a list; `detail` are the columns of one record as it is read."""

    detail: ClassVar[Rows]

    def in_detail(self) -> Rows:
        """Return the columns of the records that the person may read."""
        return policy.readable_by(self.detail, self.reader)

    def made(self, record: Model, status: HTTPStatus = HTTPStatus.CREATED) -> Response:
        """Answer with the new record, or the one in production, and its address."""
        row = self.in_detail().filter(pk=record.pk).first()
        return self.build_response(cast(Row | None, row), status)


class ChangeView(Writing):
    """Changes one record, found by its address, if it is unchanged since the program read it.

    Where plain locking is not enough, a noun defines how the record is locked.
    """

    # What a list of its steps is called, and what is read with a record when they are asked for.
    steps_title: ClassVar[Any]
    beside: ClassVar[tuple[str, ...]] = ()

    def stepped(self) -> Any:
        """Return the records that the person may read, with what their steps need."""
        return querysets.list_readable(self.model, self.reader).select_related(*self.beside)

    def acting(self, record: Any) -> write_rules.Acts:
        """Return the capacities in which the person acts on a record that was read through the access
        policy.
        """
        return write_rules.build_acts(self.reader, record, is_read=True)

    def keyed(self) -> dict[str, str]:
        """Return the column by which the record is found, and its value in the address."""
        return {"pk" if self.named == "id" else self.named: self.kwargs[self.named]}

    def found(self, among: Any = None) -> Any:
        """Return the record; raises Http404, for a hidden record as for a missing one."""
        rows = querysets.list_readable(self.model, self.reader) if among is None else among
        record = rows.filter(**self.keyed()).first()
        if record is None:
            raise Http404
        return record

    def touched(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a step with these values affects besides the record; it is passed to `hold`."""
        return {}

    def hold(self, record: Any, **with_it: Any) -> None:
        """Lock the record, and what a noun says is affected too, until this is done."""
        if edits.lock_record(record).version != record.version:
            raise edits.changed_meanwhile()

    def differing(self, record: Model, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the columns that would change; unchanged values are not written again."""
        of = {field.name: field.attname for field in record._meta.concrete_fields}
        columns = {
            of[name]: value.pk if isinstance(value, Model) else value for name, value in values.items()
        }
        return {name: value for name, value in columns.items() if getattr(record, name) != value}

    @contextmanager
    def holding(self, **with_it: Any) -> Iterator[Any]:
        """Yield the record to change, locked until the block ends; raises Http404, NoTag and Stale.

        The function that writes checks again what was checked before the row was locked.
        """
        try:
            with self.whole():
                record = self.found()
                known = strong_tags_in(self.request.headers.get("If-Match", ""))
                if not known:
                    raise NoTag
                self.hold(record, **with_it)
                if not known & {self.tag(), "*"}:
                    raise edits.changed_meanwhile()
                yield record
        except Refused as refused:
            if refused.code != "changed":
                raise
            raise Stale(self.tag()) from refused

    @contextmanager
    def editing(self, values: Mapping[str, Any]) -> Iterator[tuple[Any, dict[str, Any]]]:
        """Yield the record, locked, and the columns that these values change, if any.

        A person who may only read is refused in any case: only those who may write learn whether something
        would change.
        """
        with self.holding() as record:
            write_rules.require_desk(self.reader, record)
            yield record, self.differing(record, values)

    def standing_row(self) -> Row:
        """Load the current columns of the record; raises Http404 where the person may not read it any
        more.
        """
        row = self.get_queryset().filter(**self.keyed()).first()
        if row is None:
            raise Http404
        return cast(Row, row)

    def tag(self) -> str:
        """Return the current tag of the record."""
        return render_record(self.shaped(self.standing_row()))[0]

    def respond(self) -> Response:
        """Answer with the current record."""
        try:
            row = self.standing_row()
        except Http404:
            row = None
        return self.build_response(row, HTTPStatus.OK)


View = TypeVar("View", bound=Callable[..., Any])

REFUSALS = {
    **{code: PROBLEMS[code] for code in (401, 404, 406, 429)},
    400: _("The body cannot be read, or a member is unknown or its value is not right."),
    403: _("The token is not for this (`scope`), or the person's role does not allow it (`forbidden`)."),
    409: _("This cannot be done now; `code` and the sentence say why and what to do next."),
    413: _("The body is larger than can be taken."),
    415: _("The body is of another media type."),
}
OF_CHANGES = {
    412: _("Somebody changed it meanwhile; the header carries the ETag that stands."),
    428: _("If-Match is missing."),
}
FORM = "multipart/form-data"
IF_MATCH = OpenApiParameter(
    "If-Match",
    {"type": "string", "pattern": r'^(\*|(W/)?"[^"]*".*)$'},
    OpenApiParameter.HEADER,
    required=True,
    description=_("The ETag that reading the record gave you."),
)
GONE = _("Done; the record is not open to you any more.")


def describe_write(
    given: Any,
    summary: Any,
    *,
    body: Any,
    form: Any = None,
    examples: Mapping[str, Any],
    status: HTTPStatus = HTTPStatus.OK,
    changes: bool | None = None,
    may_go: bool = False,
    **options: Any,
) -> Callable[[View], View]:
    """Describe one operation that writes.

    `form` is the body with its files, sent as multipart/form-data. `status` is CREATED or ACCEPTED where
    something is created, whose address is in the answer; `changes` means that it requires If-Match, as all do
    that create nothing, `may_go` that the person may lose access to the record by it.
    """
    creates = status != HTTPStatus.OK
    changes = not creates if changes is None else changes
    refusals = REFUSALS | (OF_CHANGES if changes else {})
    told = {
        (code, MEDIA_TYPE): OpenApiResponse(ProblemSerializer, said)
        for code, said in sorted(refusals.items())
    }
    gone = {204: OpenApiResponse(description=GONE)} if may_go else {}
    return extend_schema(
        summary=summary,
        request=({"application/json": body} if body else {}) | ({FORM: form} if form else {}) or None,
        responses={(int(status), "application/json"): given} | gone | told,
        parameters=[*([IF_MATCH] if changes else ()), *_headers(int(status), creates, changes)],
        examples=[
            OpenApiExample(str(name), value=value, request_only=True, media_type=media)
            for media in ("application/json", FORM if form else "")
            for name, value in examples.items()
            if media
        ],
        **options,
    )


def _headers(status: int, creates: bool, changes: bool) -> list[OpenApiParameter]:
    answered = [status, 412] if changes else [status]
    headers = [
        OpenApiParameter(
            "ETag",
            str,
            OpenApiParameter.HEADER,
            response=answered,
            description=_("The tag of the record as it stands now."),
        )
    ]
    if creates:
        place = _("The address of what was made.")
        headers.append(
            OpenApiParameter("Location", str, OpenApiParameter.HEADER, response=[status], description=place)
        )
    return headers
