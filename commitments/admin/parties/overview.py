"""The page of a partner for a reader with five minutes: today, as of a past day, and on two printed pages."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from commitments.access import querysets, responsibilities, write_rules
from commitments.admin.as_of import (
    AS_OF,
    AsOf,
    format_moment,
    parse_moment,
    refuse_too_many,
    render_now,
    render_refusal,
    without_moment,
)
from commitments.admin.commitments.page import format_slippage
from commitments.admin.pages import AdminPage
from commitments.audit.as_of import context
from commitments.dashboard.partners import build_overview
from commitments.errors import Refused
from commitments.models import Commitment, Country, Meeting


class PartnerPage(AdminPage):
    """The overview of one partner; the home country has none."""

    title = _("Partner overview")
    answers_as_of = True
    template_name = "admin/partner/page.html"
    shown_as_of: AsOf | None = None

    @cached_property
    def country(self) -> Country:
        partners = querysets.open_rows(Country).exclude(iso=settings.HOME_COUNTRY).select_related("desk")
        found = partners.filter(iso=self.kwargs["iso"].upper()).first()
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        partner, text = self.country, request.GET.get(AS_OF)
        if text is None:
            return super().get(request)
        moment = parse_moment(text)
        try:
            refuse_too_many(self.person, partner)
        except Refused as refused:
            return render_refusal(request, str(refused))
        self.shown_as_of = AsOf(format_moment(moment), text, f"?{without_moment(request.GET)}")
        with context.show_as_of(moment, reader=self.person, partner=partner):
            return render_now(super().get(request))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at, past = context.find_as_of() or self.now, self.shown_as_of
        overview = build_overview(self.country, self.person, today=self.today, at=at)
        works_here = past is None and responsibilities.works_on(self.person, self.country)
        of_partner = f"country__id__exact={self.country.pk}"
        then = urlencode({AS_OF: past.text}) if past else ""
        return super().get_context_data(
            country=self.country,
            overview=overview,
            moved=[(one.line, format_slippage(one.moved)) for one in overview.slipped],
            shown_at=at,
            as_of=past,
            asked=AsOf("", self.request.GET.get(AS_OF, ""), ""),
            in_list=f"&{of_partner}&{then}" if then else f"&{of_partner}",
            item_page=f"as-of/?{then}" if then else "",
            of_partner=of_partner,
            may_record=works_here and write_rules.may_write(self.person, Meeting),
            may_ask_for_packet=works_here,
            may_answer=responsibilities.works_on(self.person, self.country)
            and write_rules.may_write(self.person, Commitment),
            **kwargs,
        )
