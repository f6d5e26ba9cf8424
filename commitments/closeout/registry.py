"""What a close-out package contains: for each model whether its rows are records, references or left out.

A test compares the list with all models, so that a new model has to choose.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Field, Model
from knox.models import AuthToken

from commitments import models
from commitments.models import base, reminders, services


@dataclass(frozen=True, slots=True)
class RecordChoice:
    """Rows that are records: with all columns, but those withheld, and their history.

    `meetings` are the paths to the meeting by which a row belongs to a selection, `partner` is the path to
    the partner, for the package of a whole partner. With `beside` a row comes with the row that it names so.
    """

    meetings: tuple[str, ...] = ()
    partner: str = ""
    beside: str = ""
    withheld: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ReferenceChoice:
    """Rows that records refer to, such as ministries; with `beside` a row comes with the row that it names
    so.
    """

    beside: str = ""
    only: frozenset[str] = frozenset()
    withheld: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LeftOutChoice:
    """Rows that no package contains, with the reason."""

    reason: str


Choice = RecordChoice | ReferenceChoice | LeftOutChoice
_of_meeting = RecordChoice(("meeting",))
_of_statement = RecordChoice(("statement__meeting",))
_of_commitment = RecordChoice(("commitment__outcome__meeting",))
_of_packet = RecordChoice(("packet__meeting",), "packet__country", "packet")
_rights = LeftOutChoice("rights and credentials of accounts; a package has none")
_emails = LeftOutChoice("emails of the tracker, which are no part of the record")
_service = LeftOutChoice("the state of this installation")
_own = LeftOutChoice("the work of one person, which is no part of the record")
_desk = LeftOutChoice("settings and duties of a desk, which are no part of the record")
_framework = LeftOutChoice("a table of the framework, without records")

CHOICES: Mapping[type[Model], Choice] = {
    # In the order in which an import writes them.
    models.Division: ReferenceChoice(),
    models.Desk: ReferenceChoice(),
    models.Country: ReferenceChoice(),
    models.CountryName: ReferenceChoice("country"),
    models.Ministry: ReferenceChoice(),
    models.MinistryName: ReferenceChoice("ministry"),
    models.User: ReferenceChoice(only=frozenset({"id", "username", "name"})),
    models.Official: ReferenceChoice(withheld=frozenset({"email"})),
    models.OfficialName: ReferenceChoice("official"),
    models.Mechanism: ReferenceChoice(),
    models.Holiday: ReferenceChoice("country"),
    models.HolidayYear: ReferenceChoice("country"),
    models.LevelTitle: ReferenceChoice("country"),
    models.BlackoutPeriod: ReferenceChoice("country"),
    models.Meeting: RecordChoice(("pk",)),
    models.DelegationMember: _of_meeting,
    models.BackgroundFact: _of_meeting,
    models.Statement: _of_meeting,
    models.TextReading: _of_statement,
    models.Outcome: _of_meeting,
    models.Clause: RecordChoice(("outcome__meeting",)),
    models.Passage: _of_statement,
    models.Commitment: RecordChoice(("outcome__meeting",)),
    models.Responsibility: _of_commitment,
    models.Deadline: _of_commitment,
    models.ProgressUpdate: _of_commitment,
    models.Evidence: _of_commitment,
    models.Release: _of_commitment,
    models.Approval: RecordChoice(("commitment__outcome__meeting", "meeting")),
    models.FollowUp: _of_commitment,
    models.AgendaItem: _of_meeting,
    models.AgendaPoint: _of_meeting,
    models.AgendaPaper: RecordChoice(("point__meeting",)),
    models.OriginatorConsent: RecordChoice(
        (
            *("statement__meeting", "outcome__meeting", "agenda_point__meeting", "agenda_item__meeting"),
            *("progress_update__commitment__outcome__meeting", "evidence__commitment__outcome__meeting"),
        )
    ),
    models.Brief: _of_meeting,
    models.TopicBrief: _of_meeting,
    models.ProposedWording: _of_meeting,
    models.Packet: RecordChoice(("meeting",), "country"),
    models.PacketMeeting: _of_packet,
    models.SignOff: _of_packet,
    models.PacketCopy: _of_packet,
    models.PacketComment: _of_packet,
    reminders.CopyNotice: RecordChoice(
        ("copy__packet__meeting",), "copy__packet__country", "copy", frozenset({"email_id"})
    ),
    models.Matrix: RecordChoice(("meeting",), "country"),
    models.ReturnedMatrix: RecordChoice(("matrix__meeting",), "matrix__country"),
    models.PartnerComment: RecordChoice(
        ("returned_matrix__matrix__meeting",), "returned_matrix__matrix__country"
    ),
    models.Minutes: _of_meeting,
    models.MinutesChange: RecordChoice(("minutes__meeting",)),
    models.Closure: RecordChoice(),
    models.ClosurePackage: LeftOutChoice("the packages themselves"),
    models.AuditRow: LeftOutChoice("in the package as the history, sealed, in a file of its own"),
    models.Seal: LeftOutChoice("in the package beside the history, in a file of its own"),
    models.AccessLogEntry: LeftOutChoice("who opened what stays where it was opened"),
    models.Grant: _rights,
    models.AccountChange: _rights,
    models.WaitingLink: _rights,
    models.TokenTerms: _rights,
    models.CalendarSubscription: _rights,
    models.Reminder: _emails,
    models.Email: _emails,
    models.ReplyLink: _emails,
    models.EmailReply: LeftOutChoice("emails from owners; what the desk accepted is a progress update"),
    models.UpdateForm: LeftOutChoice("forms for owners; what the desk accepted is a progress update"),
    models.Invitation: _emails,
    models.Absence: _desk,
    models.Handover: _desk,
    models.HandoverItem: _desk,
    models.ReminderSchedule: _desk,
    models.QuietDays: _desk,
    models.WebhookSubscription: _desk,
    models.WebhookDelivery: _desk,
    models.BulkAction: _own,
    models.BulkActionItem: _own,
    models.Import: _own,
    models.ImportRow: _own,
    models.ListColumns: _own,
    models.SavedView: _own,
    models.ReferenceChange: LeftOutChoice("how often the reference data of this installation changed"),
    base.Counter: LeftOutChoice("counters for references; an import counts them again"),
    base.SearchEntry: LeftOutChoice("the index of words; an import makes it again"),
    services.EmailDelivery: _service,
    services.Heartbeat: _service,
    services.Alarm: _service,
    **dict.fromkeys((Authenticator, SocialAccount, SocialToken, AuthToken, UserSession), _rights),
    **dict.fromkeys((EmailAddress, EmailConfirmation, SocialApp, Session), _rights),
    **dict.fromkeys((LogEntry, Permission, Group, ContentType), _framework),
}
RECORDS: Mapping[type[Model], RecordChoice] = {
    model: choice for model, choice in CHOICES.items() if isinstance(choice, RecordChoice)
}
REFERENCES: Mapping[type[Model], ReferenceChoice] = {
    model: choice for model, choice in CHOICES.items() if isinstance(choice, ReferenceChoice)
}
EXPORTED: Mapping[type[Model], RecordChoice | ReferenceChoice] = {**REFERENCES, **RECORDS}


def list_fields(model: type[Model]) -> list["Field[object, object]"]:
    """List the fields of a model whose columns are in a package."""
    choice = EXPORTED[model]
    only = choice.only if isinstance(choice, ReferenceChoice) else frozenset()
    fields = model._meta.concrete_fields
    return [one for one in fields if one.attname not in choice.withheld and (not only or one.attname in only)]


def name_file(model: type[Model]) -> str:
    """Return the path of the rows of a model in the payload, without its ending."""
    folder = "records" if model in RECORDS else "reference"
    return f"{folder}/{model._meta.model_name}"
