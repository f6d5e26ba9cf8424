"""What every address shares that writes: its scope, the tag of what is changed, one transaction."""

import datetime
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, ClassVar, cast

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from commitments import access, editing, looked
from commitments.api.doors import RecordDoor, rendered, strong_tags_in
from commitments.api.filters import refuse_unknown
from commitments.api.reading import Row, Rows
from commitments.api.tokens import need_scope
from commitments.api.writing import bodies
from commitments.errors import Refused
from commitments.models import zone_of
from commitments.vocabulary import Scope

TAKEN = _("A record saved a moment ago uses one of these values. Read it, then send yours again.")


class NoTag(exceptions.APIException):
    """Says that a change asks for the tag of what it changes."""

    status_code = 428
    default_detail = _("Send the ETag that reading the record gave you as If-Match.")
    default_code = "if_match"


class Stale(exceptions.APIException):
    """Says that the record is another one by now; the answer carries the tag that stands."""

    status_code = 412
    default_detail = _("Somebody changed this meanwhile. Read it again and compare.")
    default_code = "changed"

    def __init__(self, etag: str) -> None:
        super().__init__()
        self.etag = etag


class Writing(RecordDoor):
    """Writes as the token's person, as far as its scopes go; `scopes` names that of each method.

    A noun names its `model`, the `address` at which a record of it is read and what it is `named` by there,
    and says how a row is `shaped` for who reads it.
    """

    http_method_names: Any = ("get", "head", "post", "patch")
    parser_classes: Any = (bodies.JSONParser,)
    scopes: ClassVar[Mapping[str, Scope]]
    model: ClassVar[type[Model]]
    address: ClassVar[str]
    named: ClassVar[str] = "reference"
    now: datetime.datetime

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Ask for the scope before anything is looked up, and read the clock."""
        super().initial(request, *args, **kwargs)
        if scopes := self.scopes_of(str(request.method)):
            need_scope(request.user, *scopes)
            refuse_unknown(request, set())
            self.now = timezone.now()

    def scopes_of(self, method: str) -> tuple[Scope, ...]:
        """Name the scopes of a method, of which the token needs one; none where it does not write."""
        return (self.scopes[method],) if method in self.scopes else ()

    def body(self, shape: type[bodies.Shape], **context: Any) -> dict[str, Any]:
        """Give what was sent as a shape reads it; raises WrongBody."""
        return bodies.read(self.request, shape, person=self.reader, today=self.today, **context)

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Do all that is asked, or nothing; on the person's calendar, as on the screens."""
        try:
            with timezone.override(zone_of(self.reader)), transaction.atomic():
                yield
        except IntegrityError as error:
            raise Refused(TAKEN, "taken") from error

    def shaped(self, row: Row) -> Row:
        """Give the record as reading it gives it."""
        raise NotImplementedError

    def told(self, row: Row | None, status: int) -> Response:
        """Answer with the record as reading gives it; without content where it is not open any more."""
        if row is None:
            return Response(status=HTTPStatus.NO_CONTENT)
        looked.fetched(self.request._request, self.reader, self.model, row)
        shown = self.shaped(row)
        headers = {"ETag": rendered(shown)[0]}
        if status != HTTPStatus.OK:
            headers["Location"] = reverse(
                f"api:{self.address}", kwargs={self.named: shown[self.named]}, request=self.request
            )
        return Response(shown, status=status, headers=headers)


class Making(Writing):
    """Makes a record of a list; `detail` are the columns of one record, as reading gives it."""

    detail: ClassVar[Rows]

    def in_detail(self) -> Rows:
        """Give the columns of the records that the person may read."""
        return access.visible_to(self.detail, self.reader)

    def made(self, record: Model, status: HTTPStatus = HTTPStatus.CREATED) -> Response:
        """Answer with what was made, or is to be, and with its address."""
        row = self.in_detail().filter(pk=record.pk).first()
        return self.told(cast(Row | None, row), status)


class Changing(Writing):
    """Changes one record, found by what the address names it with, where it stands as the program read it.

    Where plain locking is not enough, a noun says how the record is held.
    """

    # What a list of its steps is called, and what is read with a record when they are asked for.
    steps_title: ClassVar[Any]
    beside: ClassVar[tuple[str, ...]] = ()

    def stepped(self) -> Any:
        """Give the records that the person may read, with what their steps ask for."""
        return access.rows(self.model, self.reader).select_related(*self.beside)

    def acting(self, record: Any) -> access.Acts:
        """Say as whom the person acts on a record that was read through the door."""
        return access.acts(self.reader, record, is_read=True)

    def keyed(self) -> dict[str, str]:
        """Give the column by which the record is found, and its value in the address."""
        return {"pk" if self.named == "id" else self.named: self.kwargs[self.named]}

    def found(self, among: Any = None) -> Any:
        """Give the record; raises Http404, for a hidden one as for an absent one."""
        rows = access.rows(self.model, self.reader) if among is None else among
        record = rows.filter(**self.keyed()).first()
        if record is None:
            raise Http404
        return record

    def touched(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Say what a step with these values touches besides the record; `hold` is told."""
        return {}

    def hold(self, record: Any, **with_it: Any) -> None:
        """Keep others from writing the record until this is done, and what a noun says is touched as well."""
        if editing.standing(record).version != record.version:
            raise editing.changed_meanwhile()

    def differing(self, record: Model, values: Mapping[str, Any]) -> dict[str, Any]:
        """Give the columns that would become others; what stands already is not written again."""
        of = {field.name: field.attname for field in record._meta.concrete_fields}
        columns = {
            of[name]: value.pk if isinstance(value, Model) else value for name, value in values.items()
        }
        return {name: value for name, value in columns.items() if getattr(record, name) != value}

    @contextmanager
    def holding(self, **with_it: Any) -> Iterator[Any]:
        """Give the record to be changed, held until this is done; raises Http404, NoTag and Stale.

        What was checked without the record's row being held is checked again by what writes it.
        """
        try:
            with self.whole():
                record = self.found()
                known = strong_tags_in(self.request.headers.get("If-Match", ""))
                if not known:
                    raise NoTag
                self.hold(record, **with_it)
                if not known & {self.tag(), "*"}:
                    raise editing.changed_meanwhile()
                yield record
        except Refused as refused:
            if refused.code != "changed":
                raise
            raise Stale(self.tag()) from refused

    @contextmanager
    def editing(self, values: Mapping[str, Any]) -> Iterator[tuple[Any, dict[str, Any]]]:
        """Give the record, held, and the columns that these values make others; there may be none.

        Who only reads it is refused then too: whether something would be written is told to who may write.
        """
        with self.holding() as record:
            access.require_desk(self.reader, record)
            yield record, self.differing(record, values)

    def standing_row(self) -> Row:
        """Read the columns of the record as it stands; raises Http404 where it is not open any more."""
        row = self.get_queryset().filter(**self.keyed()).first()
        if row is None:
            raise Http404
        return cast(Row, row)

    def tag(self) -> str:
        """Give the tag of the record as it stands."""
        return rendered(self.shaped(self.standing_row()))[0]

    def given(self) -> Response:
        """Answer with the record as it stands now."""
        try:
            row = self.standing_row()
        except Http404:
            row = None
        return self.told(row, HTTPStatus.OK)
