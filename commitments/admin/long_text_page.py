"""The page of one long text, whole; what is longer than a page, part by part."""

from typing import Any

from django.db.models import Model
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst

from commitments.access import querysets
from commitments.admin.as_of import (
    AS_OF,
    AsOf,
    format_moment,
    parse_moment,
    refuse_too_many,
    without_moment,
)
from commitments.admin.long_texts import TEXTS, LongText, cut_text
from commitments.admin.pages import AdminPage
from commitments.audit import access_log
from commitments.audit.as_of import context
from commitments.classification.prepared_sheets import find_country
from commitments.errors import Refused

# So many characters of a text are on one page.
AT_ONCE = 20_000


class LongTextPage(AdminPage):
    """One text of a record, today or as of a past moment."""

    template_name = "admin/text.html"
    answers_as_of = True

    @cached_property
    def text_kind(self) -> LongText:
        found = TEXTS.get(self.kwargs["kind"])
        if found is None or self.kwargs["name"] not in found.names:
            raise Http404
        return found

    def find_record(self) -> Model | None:
        return querysets.list_readable(self.text_kind.model, self.person).filter(pk=self.kwargs["pk"]).first()

    @cached_property
    def record(self) -> Model:
        """The record, today or as of the past moment, where the person may read it; logged as opened."""
        record, moment = self.find_record(), self.request.GET.get(AS_OF)
        if moment and record is not None:
            try:
                partner = find_country(record)
                refuse_too_many(self.person, partner)
                with context.show_as_of(parse_moment(moment), reader=self.person, partner=partner):
                    record = self.find_record()
                    # Named while the past stands: what it is called is read there.
                    str(record)
            except Refused as refused:
                raise Http404 from refused
        if record is None:
            raise Http404
        access_log.log_opened(self.request, self.person, record)
        return record

    def _name_moment(self) -> AsOf | None:
        """Return the past moment of the text; None for today."""
        text = self.request.GET.get(AS_OF, "")
        today = f"?{without_moment(self.request.GET)}"
        return AsOf(format_moment(parse_moment(text)), text, today) if text else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record, found, name = self.record, self.text_kind, self.kwargs["name"]
        text: str = getattr(record, name)
        last = max(1, -(-len(text) // AT_ONCE))
        asked = self.request.GET.get("p", "")
        number = min(max(int(asked), 1), last) if asked.isdecimal() and len(asked) < 5 else 1
        shown = {
            "title": capfirst(str(type(record)._meta.get_field(name).verbose_name)),  # type: ignore[union-attr]
            "of": cut_text(str(record), 200),
            "text": text[(number - 1) * AT_ONCE : number * AT_ONCE],
            "count": len(text),
            "language": getattr(record, "language", ""),
            "back": reverse(f"admin:commitments_{found.shown_at}", args=(getattr(record, found.shown_by),)),
            "number": number,
            "pages": range(1, last + 1),
            "as_of": self._name_moment(),
        }
        return super().get_context_data(**shown | kwargs)
