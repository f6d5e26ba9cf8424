"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from commitments.api.pages import tokens_page
from commitments.web import health
from commitments.web.answer import answer_page

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/tokens/", tokens_page, name="api_tokens"),
    path("admin/", admin.site.urls),
    path("accounts/", include("commitments.web.accounts")),
    path("api/v1/", include("commitments.api.urls")),
    path("answer/<str:token>/", answer_page, name="answer"),
    path("livez", health.livez, name="livez"),
    path("healthz", health.healthz, name="healthz"),
    path("metrics", health.metrics, name="metrics"),
]

handler400 = "commitments.api.problems.bad_request"
handler500 = "commitments.api.problems.server_error"
