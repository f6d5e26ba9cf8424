"""The addresses of version 1, for reading and writing. Every other address answers 404 as a problem."""

from django.urls import path, re_path

from commitments.api import reference
from commitments.api.filters import REFERENCE
from commitments.api.steps import StepRouter
from commitments.api.views import (
    agenda,
    commitment_steps,
    commitments,
    documents,
    meetings,
    minutes,
    outcomes,
    parties,
    protocol,
    translations,
    webhooks,
)

app_name = "api"

router = StepRouter()
for prefix, viewset in {
    "commitments": commitments.CommitmentViewSet,
    "meetings": meetings.MeetingViewSet,
    "countries": parties.CountryViewSet,
    "ministries": parties.MinistryViewSet,
    "officials": parties.OfficialViewSet,
    "mechanisms": parties.MechanismViewSet,
    "holidays": parties.HolidayViewSet,
    "calendar-years": parties.CalendarYearViewSet,
    "level-titles": protocol.LevelTitleViewSet,
    "blackout-periods": protocol.BlackoutPeriodViewSet,
    "closures": protocol.ClosureViewSet,
    "outcomes": outcomes.OutcomeViewSet,
    "statements": documents.StatementViewSet,
    "updates": commitments.UpdateViewSet,
    "evidence": commitments.EvidenceViewSet,
    "packets": documents.PacketViewSet,
    "packet-comments": documents.PacketCommentViewSet,
    "originator-consents": outcomes.OriginatorConsentViewSet,
    "minutes": minutes.MinutesViewSet,
    "minutes-changes": minutes.MinutesChangeViewSet,
    "agenda-items": agenda.AgendaPointViewSet,
    "agenda-papers": agenda.AgendaPaperViewSet,
    "reminders": meetings.ReminderViewSet,
    "translations": translations.TranslationViewSet,
    "webhooks": webhooks.WebhookViewSet,
    "webhook-messages": webhooks.WebhookMessageViewSet,
    "requests": commitment_steps.RequestViewSet,
}.items():
    router.register(prefix, viewset, prefix.replace("-", "_"))
index = reference.describe_index([basename for _prefix, _viewset, basename in router.registry])

# Below one record of another noun.
router.register(f"meetings/(?P<reference>M-{REFERENCE})/agenda", agenda.AgendaViewSet, "agenda")
for name, pattern, history in (
    ("commitment_history", f"commitments/(?P<reference>{REFERENCE})", commitments.CommitmentHistoryViewSet),
    ("meeting_history", f"meetings/(?P<reference>M-{REFERENCE})", commitments.MeetingHistoryViewSet),
):
    router.register(f"{pattern}/history", history, name)

urlpatterns = [
    *router.urls,
    path("", index, name="index"),
    path("schema/", reference.SchemaView.as_view(), name="schema"),
    path("reference/", reference.reference_page, name="reference"),
    re_path(r"^reference/(?P<noun>[a-z_]{2,30})/$", reference.reference_page, name="reference_of"),
    re_path(r"", reference.AbsentView.as_view(), name="absent"),
]
