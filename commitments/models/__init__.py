"""The data model: one file per noun."""

from commitments.models.absence import Absence
from commitments.models.account_change import AccountChange
from commitments.models.agenda import AgendaItem
from commitments.models.alarm import Alarm
from commitments.models.approval import Approval
from commitments.models.audit import AuditRow, Seal
from commitments.models.background import BackgroundFact
from commitments.models.base import Classified, Confided, LocalName, Record
from commitments.models.batch import Batch, BatchItem
from commitments.models.brief import Brief, Proposal, TopicSheet
from commitments.models.chase import Chase
from commitments.models.clause import Clause
from commitments.models.commitment import Commitment, CommitmentQuerySet
from commitments.models.copy_notice import CopyNotice
from commitments.models.counter import Counter
from commitments.models.country import Country, CountryName, Desk, Division
from commitments.models.deadline import Deadline
from commitments.models.exchange import Matrix, MatrixReturn, PartnerRemark, WorkSheet
from commitments.models.feed import Feed
from commitments.models.grant import Grant
from commitments.models.heartbeat import Heartbeat
from commitments.models.holiday import Holiday, HolidayYear
from commitments.models.indexed import Indexed
from commitments.models.invitation import Invitation
from commitments.models.ladder import Ladder, QuietDays
from commitments.models.mail_answer import MailAnswer, MailLink
from commitments.models.meeting import DAY, DelegationMember, Mechanism, Meeting, day_at
from commitments.models.ministry import Ministry, MinistryName, Official, OfficialName
from commitments.models.opening import Opening
from commitments.models.outcome import Outcome
from commitments.models.own_list import ListColumns, SavedView
from commitments.models.packet import Packet, PacketCopy, PacketMeeting, SignOff
from commitments.models.passage import Passage, Reading
from commitments.models.progress import Evidence, ProgressUpdate
from commitments.models.release import Release
from commitments.models.reminder import Mail, Reminder
from commitments.models.responsibility import Responsibility, leads_of
from commitments.models.sending import Sending
from commitments.models.statement import Statement
from commitments.models.table_import import Import, ImportRow
from commitments.models.token_terms import TokenTerms
from commitments.models.user import User, spoken_as, zone_of
from commitments.models.waiting_link import WaitingLink

__all__ = [
    "DAY",
    "Absence",
    "AccountChange",
    "AgendaItem",
    "Alarm",
    "Approval",
    "AuditRow",
    "BackgroundFact",
    "Batch",
    "BatchItem",
    "Brief",
    "Chase",
    "Classified",
    "Clause",
    "Commitment",
    "CommitmentQuerySet",
    "Confided",
    "CopyNotice",
    "Counter",
    "Country",
    "CountryName",
    "Deadline",
    "DelegationMember",
    "Desk",
    "Division",
    "Evidence",
    "Feed",
    "Grant",
    "Heartbeat",
    "Holiday",
    "HolidayYear",
    "Import",
    "ImportRow",
    "Indexed",
    "Invitation",
    "Ladder",
    "ListColumns",
    "LocalName",
    "Mail",
    "MailAnswer",
    "MailLink",
    "Matrix",
    "MatrixReturn",
    "Mechanism",
    "Meeting",
    "Ministry",
    "MinistryName",
    "Official",
    "OfficialName",
    "Opening",
    "Outcome",
    "Packet",
    "PacketCopy",
    "PacketMeeting",
    "PartnerRemark",
    "Passage",
    "ProgressUpdate",
    "Proposal",
    "QuietDays",
    "Reading",
    "Record",
    "Release",
    "Reminder",
    "Responsibility",
    "SavedView",
    "Seal",
    "Sending",
    "SignOff",
    "Statement",
    "TokenTerms",
    "TopicSheet",
    "User",
    "WaitingLink",
    "WorkSheet",
    "day_at",
    "leads_of",
    "spoken_as",
    "zone_of",
]
