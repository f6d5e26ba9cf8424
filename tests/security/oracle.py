"""Who reads and does what, said a second time from the words of the policy: one person, one record at a time.

It imports nothing of `access`, asks no database, and is slow on purpose.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from commitments import models
from commitments.enums import Actor, Role, Side
from tests.security.knowing import DESK, HEADS, HIDDEN, MINISTRY, OFFICE, Knowing

ASTRAY = {"not_confirmed", "held", "rejected", "failed", "quarantined", "bounced"}
# Who is who, calendars and how the tracker itself runs: no secret inside the house.
OPEN = {
    *("Country", "CountryName", "Division", "Desk", "Ministry", "MinistryName", "Official", "OfficialName"),
    *(
        "Mechanism",
        "Holiday",
        "HolidayYear",
        "Absence",
        "Heartbeat",
        "EmailDelivery",
        "ReminderSchedule",
        "QuietDays",
    ),
    *("Alarm", "LevelTitle", "BlackoutPeriod"),
}
# Parts of a page that are marked, or kept closer, by themselves.
MARKED = {
    *("Outcome", "Statement", "Packet", "Clause", "AgendaItem", "Brief", "TopicBrief", "ProposedWording"),
    *("PacketCopy", "SignOff", "PacketComment", "ProgressUpdate", "Evidence", "FollowUp", "EmailReply"),
    *("PartnerComment", "ReturnedMatrix", "HandoverItem", "AgendaPoint", "AgendaPaper", "OriginatorConsent"),
    "MinutesChange",
}
ON_PAGE = {
    "Meeting": {
        "Outcome",
        "Statement",
        "Packet",
        "Clause",
        "AgendaItem",
        "Brief",
        "TopicBrief",
        "ProposedWording",
        *("AgendaPoint", "AgendaPaper", "OriginatorConsent"),
    },
    "Packet": {"Packet", "PacketCopy", "SignOff", "PacketComment"},
    "Commitment": {
        "ProgressUpdate",
        "Evidence",
        "FollowUp",
        "EmailReply",
        "PartnerComment",
        "OriginatorConsent",
    },
    "Matrix": {"ReturnedMatrix"},
    "Minutes": {"MinutesChange"},
    "Handover": {"HandoverItem"},
    "UpdateForm": set[str](),
    "Grant": set[str](),
    "Email": set[str](),
    "Statement": set[str](),
    "WebhookSubscription": set[str](),
    "Closure": set[str](),
}
UNMARKED = {"AgendaItem", "AgendaPaper"}
REMOVED = {"Outcome", "Clause", *UNMARKED, "AgendaPoint", "Brief", "TopicBrief", "ProposedWording"}


class Oracle(Knowing):
    """Answers for one world on one day."""

    # -- Reading
    def reads(self, user: models.User, obj: Model) -> bool:
        """Say whether the person reads this record."""
        if not user.is_active:
            return False
        if hasattr(obj, "classification") and obj.classification > user.reads_up_to:
            return False
        name = type(obj).__name__
        if name in OPEN:
            return True
        rule: Callable[[models.User, Any], bool] = getattr(self, f"_{name.lower()}")
        return rule(user, obj)

    def _reads(self, user: models.User, kind: str, key: Any) -> bool:
        row = self.by_key.get((kind, key))
        return row is not None and self.reads(user, row)

    def _at_hand(self, user: models.User, obj: Any) -> bool:
        """Say whether it is read, and not by a grant alone."""
        return obj.classification <= user.reads_up_to and self.is_known(user, obj, with_grants=False)

    def _of_place(self, user: models.User, obj: Any) -> bool:
        is_own = user.role in OFFICE or (obj.country_id in self.place(user) and obj.state not in HIDDEN)
        return obj.classification <= user.reads_up_to and is_own

    def _meeting(self, user: models.User, obj: models.Meeting) -> bool:
        return self.is_known(user, obj, with_grants=True)

    _commitment = _meeting

    def _of_meeting(self, user: models.User, obj: Any) -> bool:
        return self.reads(user, obj.meeting)

    _statement = _delegationmember = _backgroundfact = _agendapoint = _of_meeting

    def _agendapaper(self, user: models.User, obj: models.AgendaPaper) -> bool:
        return self.reads(user, obj.point)

    def _outcome(self, user: models.User, obj: models.Outcome) -> bool:
        if user.role in OFFICE:
            return True
        if obj.meeting.state == "in_error":
            return False
        # The marking of the meeting is its own: a point is marked by itself.
        known = obj.meeting.country_id in self.place(user) or self.is_briefed(user, obj.meeting_id)
        if known or self.is_granted(user, obj.meeting):
            return True
        for item in self.world.of(models.Commitment):
            if item.outcome_id == obj.pk and self.reads(user, item):
                named = any(
                    row.commitment_id == item.pk and row.person_id == user.pk and row.ended_at is None
                    for row in self.world.of(models.Grant)
                    if self.lasts(row)
                )
                if named or user.role in MINISTRY:
                    return True
        return False

    def _clause(self, user: models.User, obj: models.Clause) -> bool:
        return self.reads(user, obj.statement) and self.reads(user, obj.outcome)

    def _passage(self, user: models.User, obj: Any) -> bool:
        return self.reads(user, obj.statement)

    _textreading = _passage

    def _agendaitem(self, user: models.User, obj: models.AgendaItem) -> bool:
        about = obj.commitment or obj.outcome
        return about is not None and self.reads(user, obj.meeting) and self.reads(user, about)

    def _approval(self, user: models.User, obj: models.Approval) -> bool:
        about = obj.commitment or obj.meeting
        is_low = obj.part == "" or obj.terms.get("from", 9) <= user.reads_up_to
        return about is not None and is_low and self.reads(user, about)

    def _of_commitment(self, user: models.User, obj: Any) -> bool:
        return self.reads(user, obj.commitment)

    _responsibility = _deadline = _progressupdate = _evidence = _release = _of_commitment

    def _packet(self, user: models.User, obj: models.Packet) -> bool:
        held = [one for one in self.world.of(models.PacketCopy) if one.holder_id == user.pk]
        copies = [one.packet_id for one in held]
        sent = [one.packet_id for one in held if one.is_for_comment]
        signs = [one.packet_id for one in self.world.of(models.SignOff) if one.officer_id == user.pk]
        is_final = obj.signed_at is not None
        asked = obj.requested_by_id == user.pk or obj.pk in sent
        makes = obj.pk in signs or (asked and user.role != Role.READER)
        given = user.pk in {obj.reader_id, obj.requested_by_id} or obj.pk in copies
        mine = makes or (is_final and given)
        return mine or user.role in OFFICE or obj.country_id in self.place(user)

    def _of_packet(self, user: models.User, obj: Any) -> bool:
        return self.reads(user, obj.packet)

    _packetmeeting = _packetcopy = _signoff = _of_packet

    def _packetcomment(self, user: models.User, obj: models.PacketComment) -> bool:
        packet = obj.packet
        sent = [
            one.holder_id
            for one in self.world.of(models.PacketCopy)
            if one.packet_id == packet.pk and one.is_for_comment
        ]
        signs = [one.officer_id for one in self.world.of(models.SignOff) if one.packet_id == packet.pk]
        works = user.pk in {packet.requested_by_id, *sent, *signs}
        works = works or user.role in OFFICE or packet.country_id in self.place(user)
        return user.role != Role.READER and works and self.reads(user, packet)

    def _brief(self, user: models.User, obj: Any) -> bool:
        return self._at_hand(user, obj.meeting)

    _topicbrief = _proposedwording = _brief

    def _reminder(self, user: models.User, obj: models.Reminder) -> bool:
        return obj.recipient_id == user.pk or self._at_hand(user, obj.commitment)

    def _email(self, user: models.User, obj: models.Email) -> bool:
        told = [one.commitment for one in self.world.of(models.Reminder) if one.email_id == obj.pk]
        if user.role == "auditor":
            return all(item.classification <= user.reads_up_to for item in told)
        if obj.recipient_id == user.pk:
            return True
        alerted = user.role == "administrator" or (
            user.role in HEADS and any(self._of_place(user, item) for item in told)
        )
        return alerted and obj.state in ASTRAY

    def _followup(self, user: models.User, obj: models.FollowUp) -> bool:
        return user.role in DESK | OFFICE and self._of_place(user, obj.commitment)

    def _replylink(self, user: models.User, obj: models.ReplyLink) -> bool:
        of_desk = user.role in DESK | OFFICE and self._of_place(user, obj.commitment)
        return obj.recipient_id == user.pk or of_desk

    def _emailreply(self, user: models.User, obj: models.EmailReply) -> bool:
        if obj.link is not None:
            return self.reads(user, obj.link)
        assert obj.update_form is not None
        of_desk = user.role in DESK | OFFICE and self._of_place(user, obj.commitment)
        return obj.update_form.person_id == user.pk or of_desk

    def _matrix(self, user: models.User, obj: models.Matrix) -> bool:
        return user.role in OFFICE or (user.role in DESK and obj.country_id in self.place(user))

    def _returnedmatrix(self, user: models.User, obj: models.ReturnedMatrix) -> bool:
        return self.reads(user, obj.matrix)

    _partnercomment = _followup

    def _minutes(self, user: models.User, obj: models.Minutes) -> bool:
        return user.role in DESK | OFFICE and self._of_place(user, obj.meeting)

    def _minuteschange(self, user: models.User, obj: models.MinutesChange) -> bool:
        about = obj.commitment or obj.outcome or obj.point
        return self.reads(user, obj.minutes) and (about is None or self.reads(user, about))

    def _handover(self, user: models.User, obj: models.Handover) -> bool:
        is_of_two = user.role in DESK and user.pk in {obj.person_id, obj.successor_id}
        headed = self.place(user, HEADS) if user.role in HEADS else set[int]()
        lands = {one.pk for one in self.world.of(models.Country) if one.desk_id == obj.desk_id}
        return is_of_two or user.role in OFFICE or not headed.isdisjoint(lands)

    def _handoveritem(self, user: models.User, obj: models.HandoverItem) -> bool:
        about = obj.commitment or obj.outcome or obj.meeting or obj.statement or obj.packet
        is_read = obj.official_id is not None if about is None else self.reads(user, about)
        return is_read and self.reads(user, obj.handover)

    def _originatorconsent(self, user: models.User, obj: models.OriginatorConsent) -> bool:
        return self.reads(user, obj.record)

    def _webhooksubscription(self, user: models.User, obj: models.WebhookSubscription) -> bool:
        headed = self.place(user, HEADS) if user.role in HEADS else set[int]()
        lands = {one.pk for one in self.world.of(models.Country) if one.desk_id == obj.desk_id}
        return user.role in {"administrator", "auditor"} or not headed.isdisjoint(lands)

    def _webhookdelivery(self, user: models.User, obj: models.WebhookDelivery) -> bool:
        return self.reads(user, obj.subscription)

    def _closure(self, user: models.User, obj: models.Closure) -> bool:
        return user.role in OFFICE or (user.role in HEADS and obj.country_id in self.place(user))

    def _closurepackage(self, user: models.User, obj: models.ClosurePackage) -> bool:
        return self.reads(user, obj.closure)

    def _updateform(self, user: models.User, obj: models.UpdateForm) -> bool:
        return user.role in OFFICE or user.pk in {obj.person_id, obj.recorded_by_id}

    def _auditrow(self, user: models.User, obj: models.AuditRow) -> bool:
        page, part = obj.page_type.split(".")[1], obj.subject_type.split(".")[1]
        is_gone = part == "ProgressUpdate" and (part, obj.subject_id) not in self.by_key
        is_plain = part not in MARKED or is_gone
        if page in ON_PAGE:
            is_read = part in ON_PAGE[page] and self._reads(user, part, obj.subject_id)
            is_read = is_read or (page == "Meeting" and self._is_removed_and_open(user, obj, part))
            return self._reads(user, page, obj.page_id) and (is_plain or is_read)
        of_accounts = page in {"User", "AccountChange"} and user.role in {"administrator", "auditor"}
        keeps = user.role == "administrator" or obj.page_id in self.place(user)
        return (page in OPEN or of_accounts) and is_plain and (part != "BlackoutPeriod" or keeps)

    def _is_removed_and_open(self, user: models.User, row: models.AuditRow, part: str) -> bool:
        """Say whether a row tells of a part of a meeting that was taken away, to somebody of its place."""
        if part not in REMOVED or (part, row.subject_id) in self.by_key:
            return False
        about = [
            one
            for one in self.world.of(models.AuditRow)
            if (one.subject_type, one.subject_id) == (row.subject_type, row.subject_id)
        ]
        highest = max(state.get("classification", 0) for one in about for state in (one.before, one.after))
        country = self.by_key["Meeting", row.page_id].country_id
        is_of_place = user.role in OFFICE or country in self.place(user)
        # What an agenda item was about is not there to be asked.
        highest = 3 if part in UNMARKED else highest
        return is_of_place and highest <= user.reads_up_to

    def _user(self, user: models.User, obj: models.User) -> bool:
        if user.role in DESK | OFFICE | {"administrator"} or obj.pk == user.pk:
            return True
        return user.role in MINISTRY and user.ministry_id is not None and obj.ministry_id == user.ministry_id

    def _accesslogentry(self, user: models.User, obj: models.AccessLogEntry) -> bool:
        return user.role == "auditor" or (user.role in HEADS and obj.country_id in self.place(user))

    def _accountchange(self, user: models.User, obj: models.AccountChange) -> bool:
        if user.role in {"administrator", "division_head", "auditor"} or obj.person_id == user.pk:
            return True
        return user.role in HEADS and obj.recorded_by_id == user.pk

    def _grant(self, user: models.User, obj: models.Grant) -> bool:
        if user.role == "auditor" or obj.person_id == user.pk:
            return True
        if user.role not in HEADS:
            return False
        record = obj.meeting or obj.commitment
        return obj.country_id in self.place(user) if record is None else self._of_place(user, record)

    def _tokenterms(self, user: models.User, obj: models.TokenTerms) -> bool:
        return bool(obj.token.user_id == user.pk)

    def _calendarsubscription(self, user: models.User, obj: models.CalendarSubscription) -> bool:
        return bool(obj.person_id == user.pk)

    def _listcolumns(self, user: models.User, obj: Any) -> bool:
        return bool(obj.owner_id == user.pk)

    _savedview = _listcolumns

    def _bulkaction(self, user: models.User, obj: models.BulkAction) -> bool:
        return obj.by_id == user.pk

    def _import(self, user: models.User, obj: models.Import) -> bool:
        return obj.by_id == user.pk and (obj.meeting is None or self.reads(user, obj.meeting))

    def _importrow(self, user: models.User, obj: models.ImportRow) -> bool:
        return self.reads(user, obj.spreadsheet)

    def _bulkactionitem(self, user: models.User, obj: models.BulkActionItem) -> bool:
        return obj.bulk_action.by_id == user.pk and self.reads(user, obj.commitment)

    # -- Doing
    def works_on(self, user: models.User, country: models.Country) -> bool:
        """Say whether the person records for a partner."""
        return user.role in DESK and country.pk in self.place(user)

    def decides(self, user: models.User, country: models.Country) -> bool:
        """Say whether the person decides as a head: of the own place, or left by one who does."""
        return user.role in HEADS and country.pk in self.place(user, HEADS)

    def acts(self, user: models.User, item: models.Commitment, actor: Actor) -> bool:
        """Say as whom the person acts on a commitment."""
        if not self.reads(user, item):
            return False
        match actor:
            case Actor.DESK | Actor.SECOND:
                return self.works_on(user, item.country)
            case Actor.HEAD:
                return self.decides(user, item.country)
            case Actor.OWNER:
                leads = self._leads(item)
                return self.works_on(user, item.country) or not leads.isdisjoint(self.ministries(user))
            case Actor.VALIDATOR:
                return self._confirms(user, item)

    def _leads(self, item: models.Commitment) -> set[int | None]:
        parts = [part for part in self.world.of(models.Responsibility) if part.commitment_id == item.pk]
        return {part.ministry_id for part in parts if part.role == "lead" and part.side == Side.OURS} - {None}

    def _confirms(self, user: models.User, item: models.Commitment) -> bool:
        role = "validating_authority"
        leads = self._leads(item)
        named = {
            post.user_id
            for post in self.world.of(models.Official)
            if post.function == role and self.lasts(post) and post.ministry_id in leads
            if post.user and post.user.is_active and post.user.role == role
            if post.user.ministry_id == post.ministry_id
        }
        if not named:
            return user.role == "head_of_desk" and self.decides(user, item.country)
        stood_in_for = {one.pk for one in self.away(user, {role}, {role})}
        return not named.isdisjoint({user.pk} | stood_in_for)
