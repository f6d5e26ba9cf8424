"""The addresses of version 1. What is not here answers 404 as a problem, too."""

from django.urls import path, re_path

from commitments.api import views
from commitments.api.filters.strict import REFERENCE
from commitments.api.reference_pages import reference_page
from commitments.api.writing.addresses import urlpatterns as written

app_name = "api"

ID = r"(?P<id>[0-9]{1,18})"

urlpatterns = [
    *written,
    path("", views.IndexView.as_view(), name="index"),
    path("schema/", views.SchemaView.as_view(), name="schema"),
    path("commitments/", views.CommitmentListView.as_view(), name="commitments"),
    path("meetings/", views.MeetingListView.as_view(), name="meetings"),
    re_path(rf"^meetings/(?P<reference>M-{REFERENCE})/$", views.MeetingView.as_view(), name="meeting"),
    re_path(
        rf"^commitments/(?P<reference>{REFERENCE})/history/$",
        views.CommitmentHistoryView.as_view(),
        name="commitment_history",
    ),
    re_path(
        rf"^meetings/(?P<reference>M-{REFERENCE})/history/$",
        views.MeetingHistoryView.as_view(),
        name="meeting_history",
    ),
    path("countries/", views.CountryListView.as_view(), name="countries"),
    re_path(r"^countries/(?P<iso>[A-Z]{2})/$", views.CountryView.as_view(), name="country"),
    path("ministries/", views.MinistryListView.as_view(), name="ministries"),
    re_path(rf"^ministries/{ID}/$", views.MinistryView.as_view(), name="ministry"),
    path("officials/", views.OfficialListView.as_view(), name="officials"),
    re_path(rf"^officials/{ID}/$", views.OfficialView.as_view(), name="official"),
    path("mechanisms/", views.MechanismListView.as_view(), name="mechanisms"),
    re_path(rf"^mechanisms/{ID}/$", views.MechanismView.as_view(), name="mechanism"),
    path("holidays/", views.HolidayListView.as_view(), name="holidays"),
    re_path(rf"^holidays/{ID}/$", views.HolidayView.as_view(), name="holiday"),
    path("calendar-years/", views.CalendarYearListView.as_view(), name="calendar_years"),
    path("statements/", views.StatementListView.as_view(), name="statements"),
    re_path(rf"^statements/{ID}/$", views.StatementView.as_view(), name="statement"),
    path("updates/", views.UpdateListView.as_view(), name="updates"),
    re_path(rf"^updates/{ID}/$", views.UpdateView.as_view(), name="update"),
    path("evidence/", views.EvidenceListView.as_view(), name="evidence"),
    re_path(rf"^evidence/{ID}/$", views.EvidenceView.as_view(), name="document"),
    re_path(rf"^evidence/{ID}/file/$", views.EvidenceFileView.as_view(), name="file"),
    path("reference/", reference_page, name="reference"),
    re_path(r"^reference/(?P<noun>[a-z_]{2,30})/$", reference_page, name="reference_of"),
    re_path(r"", views.AbsentView.as_view(), name="absent"),
]
