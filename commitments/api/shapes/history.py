"""The history of a record."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.api.shapes.parts import Shape


class ChangeSerializer(Shape):
    """One field of one change, in words."""

    label = s.CharField()  # type: ignore[assignment]
    before = s.CharField(help_text=_("Empty where nothing stood there."))
    after = s.CharField(help_text=_("Empty where it was taken away."))


class HistoryRowSerializer(Shape):
    """One change of a record, or of what hangs on it, as its page tells it."""

    id = s.IntegerField()
    at = s.DateTimeField()
    by = s.CharField(allow_null=True, help_text=_("Who; null for the tracker itself."))
    subject = s.CharField(help_text=_("What kind of thing was changed, such as commitment or deadline."))
    subject_id = s.IntegerField(help_text=_("Its id, by which its changes belong together."))
    action = s.CharField(help_text=_("A word for programs, such as created, changed or accept."))
    told = s.CharField(help_text=_("What was done to what, in words."))
    changes = ChangeSerializer(many=True)
    reason = s.CharField(help_text=_("Empty where none was given."))
    source = s.CharField(  # type: ignore[assignment]
        help_text=_("By which way it came, such as admin, api or command; empty where that is not known.")
    )
