"""Papers of single records for Word: an item, a topic brief, a note to the partner."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from commitments.admin.lists import saved_file
from commitments.admin.pages import FoundPage
from commitments.errors import Refused
from commitments.tables import office_papers
from commitments.tables.matrix_files import MEDIA
from commitments.tables.office_papers import ExportedPaper


class PaperPage(FoundPage):
    """The paper of a record as a document, or why there is none."""

    route, name = "<path:object_id>/docx/", "docx"
    http_method_names = ("get",)

    def build_paper(self) -> ExportedPaper:
        """Make the paper; Refused where there is none for this person."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            made = self.build_paper()
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(self.address("change"))
        return saved_file(made.content, MEDIA["docx"], made.name)


class ItemPaper(PaperPage):
    """An item in full, as in the annex of a packet."""

    def build_paper(self) -> ExportedPaper:
        return office_papers.export_item(self.record, by=self.person, now=self.now)


class TopicPaper(PaperPage):
    """A topic brief as in a packet."""

    def build_paper(self) -> ExportedPaper:
        return office_papers.export_topic(self.record, by=self.person, now=self.now)
