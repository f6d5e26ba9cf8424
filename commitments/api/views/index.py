"""The addresses of this version, its description, and every address that is none."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from commitments.api import schema, shapes
from commitments.api.doors import Door
from commitments.api.filters import refuse_unknown
from commitments.api.limits import StrangerThrottle


class IndexView(Door):
    @schema.described(shapes.IndexSerializer, _("List the addresses"))
    def get(self, request: Request) -> Response:
        """Where the records and this description are."""
        refuse_unknown(request, set())
        names = shapes.IndexSerializer._declared_fields
        return Response({name: reverse(f"api:{name}", request=request) for name in names})


class SchemaView(Door):
    """Describes the API; it names no record, so it needs no token."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (StrangerThrottle,)

    @schema.described(OpenApiTypes.OBJECT, _("Read this description"), problems=(400, 406, 429))
    def get(self, request: Request) -> HttpResponse:
        """This description, as OpenAPI 3.1 in JSON."""
        refuse_unknown(request, set())
        language = translation.get_language() or settings.LANGUAGE_CODE
        return HttpResponse(schema.document(language), content_type="application/json")


class AbsentView(Door):
    """Answers every other address under the API as absent, whatever is done there."""

    http_method_names: Any = ("get", "head", "post", "put", "patch", "delete")

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        raise Http404

    post = put = patch = delete = get
