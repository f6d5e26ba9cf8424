"""The addresses of this version."""

from rest_framework import serializers as s

from commitments.api.shapes.parts import Shape


class IndexSerializer(Shape):
    """The addresses of this version."""

    commitments = s.URLField()
    meetings = s.URLField()
    countries = s.URLField()
    ministries = s.URLField()
    officials = s.URLField()
    mechanisms = s.URLField()
    holidays = s.URLField()
    calendar_years = s.URLField()
    outcomes = s.URLField()
    statements = s.URLField()
    updates = s.URLField()
    evidence = s.URLField()
    packets = s.URLField()
    reminders = s.URLField()
    requests = s.URLField()
    schema = s.URLField()
