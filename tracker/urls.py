"""Every address of the site."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import include, path, re_path
from django.utils.functional import lazy
from django.views.generic import RedirectView

from commitments.admin import help as help_pages
from commitments.api import problems
from commitments.api.pages import CalendarView, feeds_page, tokens_page
from commitments.api.reference import AbsentView
from commitments.web import health, typed_input
from commitments.web.account_links import invitation_page
from commitments.web.email_replies import answer_page

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/tokens/", tokens_page, name="api_tokens"),
    path("admin/calendar/", feeds_page, name="feeds"),
    path("admin/", admin.site.urls),
    path("help/", include(help_pages.list_urls())),
    path("accounts/invitation/<str:token>/", invitation_page, name="invitation"),
    path("accounts/", include("commitments.web.account_pages")),
    path("api/v1/", include("commitments.api.urls")),
    # Other versions, and none.
    re_path(r"^api/", AbsentView.as_view(), name="absent"),
    path("calendar/<str:token>.ics", CalendarView.as_view(), name="calendar"),
    path("reply/<str:token>/", answer_page, name="answer"),
    # Browsers ask for it beside files that name no icon, such as a PDF.
    path("favicon.ico", RedirectView.as_view(url=lazy(static, str)("commitments/favicon.svg"))),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("healthz", health.healthz, name="healthz"),
    path("metrics", health.metrics, name="metrics"),
]

handler400 = "commitments.api.problems.bad_request"
handler413 = "commitments.api.problems.too_large"


def busy(request: HttpRequest, reason: str) -> HttpResponse:
    """Answer what the web worker has refused: programs in a line, people by a page that keeps what they
    typed.
    """
    is_of_a_program = request.path.startswith((problems.PREFIX, *problems.OF_MACHINES, *health.ADDRESSES))
    return problems.busy(request) if is_of_a_program else typed_input.offer_refused_input(request, reason)


handler503 = busy


def failed(request: HttpRequest) -> HttpResponse:
    """Answer what no view has caught: programs by a problem, people by a page that keeps what they typed."""
    is_of_a_program = request.path.startswith(problems.PREFIX)
    return (None if is_of_a_program else typed_input.offer_input(request)) or problems.server_error(request)


handler500 = failed
