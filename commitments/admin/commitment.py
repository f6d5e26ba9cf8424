"""The list and the page of commitments."""

from django.contrib.admin import register

from commitments.admin.base import RecordAdmin
from commitments.admin.site import site
from commitments.models import Commitment


@register(Commitment, site=site)
class CommitmentAdmin(RecordAdmin):
    list_display = ("reference", "title", "state", "due_on")
    search_fields = ("reference", "title")
    fields = ("title", "meaning")
