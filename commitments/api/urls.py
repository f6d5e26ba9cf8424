"""The addresses of version 1. What is not here answers 404 as a problem, too."""

from django.urls import path, re_path

from commitments.api import views
from commitments.api.writing.addresses import urlpatterns as written

app_name = "api"

REFERENCE = r"[A-Z]{2}-[0-9]{4}-[0-9]{1,10}"

urlpatterns = [
    *written,
    path("", views.IndexView.as_view(), name="index"),
    path("schema/", views.SchemaView.as_view(), name="schema"),
    path("commitments/", views.CommitmentListView.as_view(), name="commitments"),
    path("meetings/", views.MeetingListView.as_view(), name="meetings"),
    re_path(rf"^meetings/(?P<reference>M-{REFERENCE})/$", views.MeetingView.as_view(), name="meeting"),
    re_path(r"", views.AbsentView.as_view(), name="absent"),
]
