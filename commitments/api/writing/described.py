"""How an address that writes is described: what it takes, an example, what it gives, what it refuses."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema

from commitments.api.problems import MEDIA_TYPE
from commitments.api.schema import PROBLEMS
from commitments.api.shapes import ProblemSerializer

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


def written(
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
    something is made, whose address it tells then; `changes` says that it asks for If-Match, as all do that
    make nothing, `may_go` that the record may leave the person's sight by it.
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
