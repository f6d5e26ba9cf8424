"""The control: an API as Django REST framework's tutorial makes it, with a plain `get_queryset` filter."""

from typing import Any

from django.db.models import QuerySet
from django.urls import include, path
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import serializers, viewsets
from rest_framework.filters import OrderingFilter, SearchFilter
from rest_framework.metadata import SimpleMetadata
from rest_framework.pagination import PageNumberPagination
from rest_framework.renderers import BrowsableAPIRenderer, JSONRenderer
from rest_framework.routers import SimpleRouter
from rest_framework.validators import UniqueValidator

from commitments.access import policy
from commitments.models import Commitment
from tracker import urls


class NaiveSerializer(serializers.ModelSerializer[Commitment]):
    # As the framework makes it for any unique column that may be written.
    reference = serializers.CharField(validators=[UniqueValidator(Commitment.objects.all())])

    class Meta:
        model = Commitment
        fields = "__all__"
        depth = 2

    def get_fields(self) -> dict[str, Any]:
        """Expand for reading, take keys for writing."""
        fields = super().get_fields()
        method = self.context["request"].method
        if method in {"POST", "PUT", "PATCH"}:
            self.Meta.depth = 0
            fields = super().get_fields()
            self.Meta.depth = 2
        return fields


class NaivePages(PageNumberPagination):
    page_size = 100


class NaiveViewSet(viewsets.ModelViewSet[Commitment]):
    queryset = Commitment.objects.order_by("reference")
    serializer_class = NaiveSerializer
    lookup_field = "reference"
    pagination_class = NaivePages
    metadata_class = SimpleMetadata
    renderer_classes = (JSONRenderer, BrowsableAPIRenderer)
    filter_backends = (DjangoFilterBackend, SearchFilter, OrderingFilter)
    filterset_fields = {"outcome__meeting__title": ["startswith"]}
    search_fields = ("title", "outcome__meeting__title")
    ordering_fields = ("outcome__meeting__title", "due_on")

    def get_queryset(self) -> QuerySet[Commitment]:
        return policy.readable_by(super().get_queryset(), self.request.user)


router = SimpleRouter()
router.register("commitments", NaiveViewSet)
urlpatterns = [path("naive/", include(router.urls)), *urls.urlpatterns]
