"""The data model: one file per noun."""

from commitments.models.accounts import (
    AccountChange,
    Feed,
    Grant,
    TokenTerms,
    User,
    WaitingLink,
    spoken_as,
    zone_of,
)
from commitments.models.approvals import Approval, Batch, BatchItem
from commitments.models.audit import AuditRow, Opening, Seal
from commitments.models.base import Classified, Confided, Counter, Indexed, LocalName, Record
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
from commitments.models.follow_ups import AgendaItem, Chase
from commitments.models.meetings import DAY, BackgroundFact, DelegationMember, Mechanism, Meeting, day_at
from commitments.models.outcomes import Clause, Outcome, Passage, Reading, Statement
from commitments.models.packets import Brief, Packet, PacketCopy, PacketMeeting, Proposal, SignOff, TopicSheet
from commitments.models.parties import (
    Absence,
    Country,
    CountryName,
    Desk,
    Division,
    Holiday,
    HolidayYear,
    Ministry,
    MinistryName,
    Official,
    OfficialName,
)
from commitments.models.reminders import (
    CopyNotice,
    Invitation,
    Ladder,
    Mail,
    MailAnswer,
    MailLink,
    QuietDays,
    Reminder,
)
from commitments.models.services import Alarm, Heartbeat, Sending
from commitments.models.tables import (
    Import,
    ImportRow,
    ListColumns,
    Matrix,
    MatrixReturn,
    PartnerRemark,
    SavedView,
    WorkSheet,
)
