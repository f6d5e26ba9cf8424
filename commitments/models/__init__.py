"""The data model: one file per noun."""

from commitments.models.accounts import (
    AccountChange,
    CalendarSubscription,
    Grant,
    TokenTerms,
    User,
    WaitingLink,
    language_of,
    spoken_as,
    zone_of,
)
from commitments.models.agenda import AgendaPaper, AgendaPoint
from commitments.models.approvals import Approval, BulkAction, BulkActionItem
from commitments.models.audit import AccessLogEntry, AuditRow, Seal
from commitments.models.base import (
    Classified,
    Counter,
    FiledFile,
    GivenInConfidence,
    LocalName,
    Record,
    SearchEntry,
    choose_date_format,
)
from commitments.models.closures import Closure, ClosurePackage
from commitments.models.commitments import (
    Commitment,
    CommitmentQuerySet,
    Evidence,
    ProgressUpdate,
    Release,
    Responsibility,
    leads_of,
)
from commitments.models.deadlines import Deadline
from commitments.models.follow_ups import AgendaItem, FollowUp
from commitments.models.handovers import Handover, HandoverItem
from commitments.models.meetings import DAY, BackgroundFact, DelegationMember, Mechanism, Meeting, day_at
from commitments.models.minutes import Minutes, MinutesChange
from commitments.models.next_steps import NextStepQuerySet
from commitments.models.outcomes import (
    CONSENT_KEYS,
    Clause,
    OriginatorConsent,
    Outcome,
    Passage,
    Statement,
    TextReading,
)
from commitments.models.packet_comments import PacketComment
from commitments.models.packets import (
    Brief,
    Packet,
    PacketCopy,
    PacketMeeting,
    ProposedWording,
    SignOff,
    TopicBrief,
)
from commitments.models.parties import (
    Absence,
    BlackoutPeriod,
    Country,
    CountryName,
    Desk,
    Division,
    Holiday,
    HolidayYear,
    LevelTitle,
    Ministry,
    MinistryName,
    Official,
    OfficialName,
)
from commitments.models.reference_changes import ReferenceChange, compact_reference_changes
from commitments.models.reminders import (
    CopyNotice,
    Email,
    EmailReply,
    Invitation,
    QuietDays,
    Reminder,
    ReminderSchedule,
    ReplyLink,
)
from commitments.models.services import Alarm, EmailDelivery, Heartbeat
from commitments.models.tables import (
    Import,
    ImportRow,
    ListColumns,
    Matrix,
    PartnerComment,
    ReturnedMatrix,
    SavedView,
    UpdateForm,
)
from commitments.models.webhooks import WebhookDelivery, WebhookSubscription
