"""The addresses of this version."""

from rest_framework import serializers as s

from commitments.api.shapes.parts import Shape


class IndexSerializer(Shape):
    """The addresses of this version."""

    commitments = s.URLField()
    meetings = s.URLField()
    schema = s.URLField()
