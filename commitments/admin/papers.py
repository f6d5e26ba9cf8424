"""Papers to be edited in Word, given out where their page is: topic sheets, items, drafts to partners."""

import datetime
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from commitments.admin.doors import signed_in
from commitments.admin.given_out import saved_file
from commitments.errors import Refused
from commitments.exchange import papers
from commitments.exchange.files import MEDIA
from commitments.exchange.papers import Made
from commitments.models import Commitment, TopicSheet, User


class PaperPages(ModelAdmin[Any]):
    """Adds to the page of a record its paper as a document."""

    def paper_of(self, record: Any, person: User, now: datetime.datetime) -> Made:
        """Make the paper; Refused where there is none for this person."""
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_docx"
        view = self.admin_site.admin_view(require_GET(self.docx_view))
        return [path("<path:object_id>/docx/", view, name=name), *super().get_urls()]

    def docx_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Give the paper out, or say why there is none; what is hidden or absent answers alike."""
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        try:
            made = self.paper_of(record, signed_in(request), timezone.now())
        except Refused as refused:
            messages.error(request, str(refused))
            page = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
            return HttpResponseRedirect(reverse(page, args=(record.pk,)))
        return saved_file(made.content, MEDIA["docx"], made.name)


class ItemPaper(PaperPages):
    """An item in full, as the annex of a packet has it."""

    def paper_of(self, record: Commitment, person: User, now: datetime.datetime) -> Made:
        return papers.item(record, by=person, now=now)


class TopicPaper(PaperPages):
    """A topic sheet as a packet has it."""

    def paper_of(self, record: TopicSheet, person: User, now: datetime.datetime) -> Made:
        return papers.topic(record, by=person, now=now)
