"""What all views that write share: scope, the tag of the changed record, one transaction, and the steps."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, ClassVar, cast

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from commitments.access import querysets, write_rules
from commitments.api.filters import refuse_unknown
from commitments.api.serializers import input
from commitments.api.serializers.base import Row, Shape, steps_shape
from commitments.api.steps import Action, StepContext, list_action_names
from commitments.api.tokens import need_scope
from commitments.api.views.base import RecordViewSet, render_record, strong_tags_in
from commitments.enums import Scope
from commitments.errors import Refused
from commitments.models import zone_of
from commitments.records import edits

CONFLICT = _(
    "Another record with one of these values was saved a moment ago. Read that record. Correct your "
    "values if necessary, then send the request again."
)


class NoTag(exceptions.APIException):
    """Raised where a change does not send the tag of what it changes."""

    status_code = 428
    default_detail = _("Send the ETag from your last read of the record as If-Match.")
    default_code = "if_match"


class Stale(exceptions.APIException):
    """Raised where the record has changed since; the answer carries the current tag."""

    status_code = 412
    default_detail = _(
        "Another user has changed this record in the meantime. Read the record again, compare it with "
        "your change, then send your change again."
    )
    default_code = "changed"

    def __init__(self, etag: str) -> None:
        super().__init__()
        self.etag = etag


class WriteViewSet(RecordViewSet):
    """Reads one kind of record, and writes it as the token's person within its scopes.

    A record is changed if it is unchanged since the program read it; each of its `steps` is an address.
    """

    http_method_names = ("get", "head", "post", "patch")
    parser_classes: Any = (input.JSONParser,)
    # Whether a new record may be sent as a form with its file.
    takes_files: ClassVar[bool] = False
    # The scope of each action that writes.
    scopes: ClassVar[Mapping[str, Scope]] = {}
    # What one record is called.
    noun: ClassVar[str]
    # What is read with a record when its steps are listed.
    beside: ClassVar[tuple[str, ...]] = ()
    steps: ClassVar[tuple[Action, ...]] = ()
    steps_title: ClassVar[Any] = None
    # Whether each step checks the person itself, so that capacities on the record do not count.
    checks_person: ClassVar[bool] = False
    # The one step of an address under `steps/`.
    step: Action | None = None
    now: datetime.datetime

    def get_parsers(self) -> list[Any]:
        """Return the parsers; a new record, or a step with a file, is sent as a form."""
        if self.step is not None and self.step.is_form:
            return [input.MultiPartParser()]
        forms = [input.MultiPartParser()] if self.takes_files and not self.detail else []
        return [*super().get_parsers(), *forms]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Check the scope before anything is looked up, and read the clock."""
        super().initial(request, *args, **kwargs)
        if scopes := self.needed_scopes():
            need_scope(request.user, *scopes)
            refuse_unknown(request, set())
            self.now = timezone.now()

    def needed_scopes(self) -> tuple[Scope, ...]:
        """Return the scopes of which the token needs one; none where nothing is written."""
        if self.action == "take_step" and self.step is not None:
            return self.step.scopes
        return (self.scopes[self.action],) if self.action in self.scopes else ()

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

    def build_response(self, row: Row | None, status: int) -> Response:
        """Answer with the record as it is read; without content where the person may not read it any more."""
        if row is None:
            return Response(status=HTTPStatus.NO_CONTENT)
        self.log_record(row)
        shown = self.get_serializer(row).data
        headers = {"ETag": render_record(shown)[0]}
        if status != HTTPStatus.OK:
            name = str(self.lookup_url_kwarg or self.lookup_field)
            headers["Location"] = self.reverse_action("detail", kwargs={name: shown[name]})
        return Response(shown, status=status, headers=headers)

    def created(self, record: Model, status: HTTPStatus = HTTPStatus.CREATED) -> Response:
        """Answer with the new record, or the one in production, and its address."""
        return self.build_response(self.get_queryset().filter(pk=record.pk).first(), status)

    def keyed(self) -> dict[str, str]:
        """Return the columns by which the record is found, with their values in the address."""
        return {self.lookup_field: self.kwargs[self.lookup_url_kwarg or self.lookup_field]}

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
        return render_record(self.get_serializer(self.standing_row()).data)[0]

    def changed(self) -> Response:
        """Answer with the current record."""
        return self.build_response(self.get_queryset().filter(**self.keyed()).first(), HTTPStatus.OK)

    @classmethod
    def steps_shape(cls) -> type[Shape]:
        """Return the shape of the list of steps."""
        key = serializers.IntegerField if cls.lookup_field == "pk" else serializers.CharField
        fields: Iterable[Any] = cls.serializer_class.model._meta.concrete_fields
        states = next((one.choices for one in fields if one.name == "state"), None)
        named = key(help_text=_("Identifier of the record in the URL."))
        return steps_shape(cls.noun, named, list_action_names(cls.steps), states)

    def acting(self, record: Any) -> write_rules.Acts:
        """Return the capacities in which the person acts on a record that was read through the access
        policy.
        """
        if self.checks_person:
            return lambda _actor: False
        return write_rules.build_acts(self.reader, record, is_read=True)

    def stepped(self) -> Any:
        """Return the records that the person may read, with what their steps need."""
        return querysets.list_readable(self.model, self.reader).select_related(*self.beside)

    def list_steps(self, request: Request, **_named: str) -> HttpResponse:
        """Return every step with why it is not possible now, whatever is sent; a token may allow fewer of
        them.
        """
        refuse_unknown(request, set())
        row, record = self.standing_row(), self.found(self.stepped())
        self.log_record(row)
        asker = StepContext(self.reader, self.acting(record), timezone.now())
        refusals = [(one.name, one.why_not(record, asker)) for one in self.steps]
        shown = {
            self.noun: record.pk if self.lookup_field == "pk" else record.reference,
            **({"state": row["state"]} if "state" in row else {}),
            "steps": [
                {"step": name, "code": refusal and refusal.code, "detail": refusal and str(refusal)}
                for name, refusal in sorted(refusals, key=lambda pair: pair[1] is not None)
            ],
        }
        return self.unless_held(*render_record(shown))

    def take_step(self, request: Request, **_named: str) -> Response:
        """Take the step of the address, by the function that the button calls."""
        action = cast(Action, self.step)
        self.found()
        values = self.body(action.body or input.InputSerializer)
        with self.holding(**self.touched(values)) as record:
            action.run(record, by=self.reader, now=self.now, **values)
        return self.changed()
