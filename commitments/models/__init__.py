"""The data model: one file per noun."""

from commitments.models.absence import Absence
from commitments.models.agenda import AgendaItem
from commitments.models.approval import Approval
from commitments.models.audit import AuditRow
from commitments.models.base import Classified, LocalName, Record
from commitments.models.batch import Batch, BatchItem
from commitments.models.brief import Brief, Proposal, TopicSheet
from commitments.models.chase import Chase
from commitments.models.clause import Clause
from commitments.models.commitment import Commitment, CommitmentQuerySet
from commitments.models.counter import Counter
from commitments.models.country import Country, CountryName, Desk, Division
from commitments.models.deadline import Deadline
from commitments.models.heartbeat import Heartbeat
from commitments.models.holiday import Holiday, HolidayYear
from commitments.models.indexed import Indexed
from commitments.models.ladder import Ladder, QuietDays
from commitments.models.mail_answer import MailAnswer, MailLink
from commitments.models.meeting import DelegationMember, Mechanism, Meeting
from commitments.models.ministry import Ministry, MinistryName, Official, OfficialName
from commitments.models.outcome import Outcome
from commitments.models.own_list import ListColumns, SavedView
from commitments.models.packet import Packet, PacketCopy, PacketMeeting, SignOff
from commitments.models.progress import Evidence, ProgressUpdate
from commitments.models.reminder import Mail, Reminder
from commitments.models.responsibility import Responsibility, leads_of
from commitments.models.sending import Sending
from commitments.models.statement import Statement
from commitments.models.user import User, zone_of

__all__ = [
    "Absence",
    "AgendaItem",
    "Approval",
    "AuditRow",
    "Batch",
    "BatchItem",
    "Brief",
    "Chase",
    "Classified",
    "Clause",
    "Commitment",
    "CommitmentQuerySet",
    "Counter",
    "Country",
    "CountryName",
    "Deadline",
    "DelegationMember",
    "Desk",
    "Division",
    "Evidence",
    "Heartbeat",
    "Holiday",
    "HolidayYear",
    "Indexed",
    "Ladder",
    "ListColumns",
    "LocalName",
    "Mail",
    "MailAnswer",
    "MailLink",
    "Mechanism",
    "Meeting",
    "Ministry",
    "MinistryName",
    "Official",
    "OfficialName",
    "Outcome",
    "Packet",
    "PacketCopy",
    "PacketMeeting",
    "ProgressUpdate",
    "Proposal",
    "QuietDays",
    "Record",
    "Reminder",
    "Responsibility",
    "SavedView",
    "Sending",
    "SignOff",
    "Statement",
    "TopicSheet",
    "User",
    "leads_of",
    "zone_of",
]
