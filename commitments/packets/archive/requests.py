"""Request a packet: create the row of the next edition, with its sign-off steps."""

import datetime
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, responsibilities, write_rules
from commitments.audit import log
from commitments.audit.as_of import context
from commitments.enums import UNPRINTED_STATES, PacketEdition, PacketState, Role
from commitments.errors import Refused
from commitments.models import Meeting, Packet, PacketMeeting, User
from commitments.models.packets import UNFINISHED
from commitments.packets import sign_off
from commitments.packets.archive import frozen
from commitments.packets.build import language_of
from commitments.packets.copies import EDITION_RECALLED, was_recalled
from commitments.packets.records import PacketScope, build_meeting_scope, where_open
from commitments.records import references
from commitments.search import index

# So many copies an edition has at least: those who are named, and a reserve.
COPIES, MOST_COPIES = 6, 99
ADVISER_ONLY = (PacketEdition.ADVISER.value,)
# An edition of which nothing came.
FINALS_ONLY = _("A minister’s office can only read approved packets. Ask the desk to create one.")
UNDER_WAY = _(
    "Another packet for this meeting and reader is being created. Wait until it is finished, then "
    "request this packet again."
)


def default_reader(meeting: Meeting) -> User:
    """Return the desk officer of the meeting's country; raises `Refused` where the desk has none."""
    officers = User.objects.filter(is_active=True, role=Role.DESK_OFFICER, desk__countries=meeting.country)
    officer = officers.order_by("pk").first()
    if officer is None:
        raise Refused(_("No desk officer covers this country. Select a reader."), code="no_reader")
    return officer


def request_packet(
    meeting: Meeting,
    *also: Meeting,
    by: User,
    now: datetime.datetime,
    reader: User | None = None,
    language: str = "",
    as_of: datetime.datetime | None = None,
    copies: int = COPIES,
    editions: Iterable[str] = ADVISER_ONLY,
) -> Packet:
    """Request a packet for one reader, by default the requester; a repeated request gives the same packet.

    It is the next draft of what was made before for this reader and these meetings in this language, by
    default the reader's; after a final, the first draft of the next. With `as_of` it will hold the state of
    that past moment, under its own reference. Only the row is written here; `production.make_packet` does the
    work. Raises `Refused` where either may not see a meeting, or where it was not recorded at that moment.
    """
    return create_request(
        build_meeting_scope(meeting, *also),
        by=by,
        now=now,
        reader=reader or by,
        language=language,
        as_of=as_of,
        copies=copies,
        editions=editions,
    )


def create_request(
    scope: PacketScope,
    *,
    by: User,
    now: datetime.datetime,
    reader: User,
    language: str = "",
    as_of: datetime.datetime | None = None,
    copies: int = COPIES,
    editions: Iterable[str] = ADVISER_ONLY,
) -> Packet:
    """Ask for a packet about a meeting, several, or a whole country; as `request_packet` does."""
    write_rules.require_permission(_may_be_made(scope, by=by, reader=reader))
    if by.role == Role.READER:
        raise Refused(FINALS_ONLY, code="desk_makes")
    language = language or language_of(reader)
    wanted = [edition.value for edition in PacketEdition if edition in set(editions)]
    if not wanted:
        raise Refused(_("Select at least one edition."), code="no_edition")
    if as_of is not None:
        _check_on_record(scope, by=by, moment=as_of)
    under_way = Packet.objects.filter(country=scope.country, meeting=scope.meeting, reader=reader)
    try:
        with transaction.atomic():
            waiting = under_way.filter(state__in=UNFINISHED).first()
            if waiting is not None:
                return _same(waiting, by, language, as_of, wanted)
            before = None if as_of else _edition_before(scope, by=by, reader=reader, language=language)
            if before is not None and before.state in UNFINISHED:
                return _same(before, by, language, as_of, wanted)
            packet = _next_edition(scope, before, by, now)
            packet.language, packet.editions = language, wanted
            packet.reader, packet.requested_by, packet.requested_at, packet.as_of = reader, by, now, as_of
            packet.copies = max(COPIES, min(copies, MOST_COPIES))
            packet.save(force_insert=True)
            _grant_access(packet, scope, by=by, reader=reader)
            sign_off.create_steps(packet, after=before)
            index.update_records([packet])
            told = {"reference": packet.reference, "edition": packet.edition}
            told |= {"as_of": log.to_plain(as_of)} if as_of else {}
            told |= frozen.describe_requested(packet)
            log.record_change("ask for packet", packet, by=by, now=now, after=told)
    except IntegrityError:
        # Another press won the race; its packet is this one, finished by now or not.
        return _same(under_way.latest("requested_at"), by, language, as_of, wanted)
    return packet


def _grant_access(packet: Packet, scope: PacketScope, *, by: User, reader: User) -> None:
    """List what the packet is about and, for a minister's office, where what is open came from."""
    is_subject = scope.meeting is not None
    held = [
        PacketMeeting(packet=packet, meeting=meeting, is_subject=is_subject) for meeting in scope.meetings
    ]
    if is_subject and reader.role == Role.READER and responsibilities.works_on(by, scope.country):
        asked = {meeting.pk for meeting in scope.meetings}
        held += [
            PacketMeeting(packet=packet, meeting=meeting, is_subject=False)
            for meeting in where_open(scope.country, by=by, reader=reader)
            if meeting.pk not in asked
        ]
    PacketMeeting.objects.bulk_create(held)


def request_addendum(final: Packet, *, by: User, now: datetime.datetime) -> Packet:
    """Ask for an addendum to a final: what changed since, under its number, signed off as the final was."""
    write_rules.require_permission(responsibilities.keeps_packet(by, final))
    if not final.is_final or final.addendum or final.state != PacketState.READY:
        raise Refused(_("An addendum can only be created for a final version."), code="no_final")
    if sign_off.later_final(final):
        raise Refused(
            _("A later final version has replaced this one. Create the addendum for that version."),
            code="newer",
        )
    if was_recalled(final):
        raise Refused(EDITION_RECALLED, code="recalled")
    try:
        with transaction.atomic():
            held = Packet.objects.select_for_update(no_key=True).get(pk=final.pk)
            packet = _addendum(held, by, now)
            packet.save()
            PacketMeeting.objects.bulk_create(
                (
                    PacketMeeting(packet=packet, meeting_id=row.meeting_id, is_subject=row.is_subject)
                    for row in held.of_meetings(manager="objects").all()
                ),
                ignore_conflicts=True,
            )
            sign_off.create_steps(packet, after=held)
            index.update_records([packet])
            told = {"reference": packet.reference, "edition": packet.edition}
            told |= frozen.describe_requested(packet)
            log.record_change("ask for packet", packet, by=by, now=now, after=told)
    except IntegrityError as error:
        raise Refused(UNDER_WAY, code="under_way") from error
    return packet


def _addendum(final: Packet, by: User, now: datetime.datetime) -> Packet:
    """Return the row of the next addendum: that of the last one where it was never made.

    So an addendum that was refused, since nothing had changed, leaves no gap.
    """
    others = Packet.objects.filter(reference=final.reference, number=final.number, addendum__gt=0)
    last = others.order_by("-addendum").first()
    if last is not None and not last.content_sha256 and last.state in UNPRINTED_STATES:
        packet = last
        packet.sign_offs(manager="objects").all().delete()
    else:
        number = last.addendum + 1 if last else 1
        packet = Packet(reference=final.reference, number=final.number, draft=final.draft, addendum=number)
    packet.country, packet.meeting, packet.reader = final.country, final.meeting, final.reader
    packet.language, packet.editions = final.language, list(ADVISER_ONLY)
    packet.requested_by, packet.requested_at, packet.replaces = by, now, final
    packet.classification, packet.copies = final.classification, final.copies
    packet.state, packet.tries, packet.failure = PacketState.REQUESTED, 0, ""
    packet.done, packet.total, packet.lease_until = 0, 0, None
    return packet


def _same(
    packet: Packet, by: User, language: str, as_of: datetime.datetime | None, editions: list[str]
) -> Packet:
    """Return the packet in production where it is the requested one; a reader gets one at a time."""
    reach, own = (min(packet.reader.clearance, one.clearance) for one in (packet.requested_by, by))
    is_another = packet.is_final or packet.addendum or packet.as_of != as_of or reach != own
    is_another = is_another or packet.language != language or not set(editions) <= set(packet.editions)
    if packet.state in UNFINISHED and is_another:
        raise Refused(UNDER_WAY, code="under_way")
    return packet


def find_finished(
    scope: PacketScope,
    *,
    by: User,
    reader: User,
    language: str = "",
    as_of: datetime.datetime | None = None,
    editions: Iterable[str] = ADVISER_ONLY,
) -> Packet | None:
    """Return the newest finished version of these very meetings for this reader and language, or None.

    None too where `by` may not open it, where nothing of it is out any more, where it holds another day, or
    where one of the editions was not printed.
    """
    series = _series(scope, reader, language or language_of(reader))
    same = _filter_same_day(series) if as_of is None else series.filter(as_of=as_of)
    made = policy.readable_by(same.filter(state=PacketState.READY), by)
    newest: Packet | None = made.order_by("-requested_at", "-pk").first()
    if newest is None or was_recalled(newest) or not set(editions) <= set(newest.editions):
        return None
    return newest


def _series(scope: PacketScope, reader: User, language: str) -> QuerySet[Packet]:
    """Return the editions for one reader of these very meetings, whichever of them leads, in one language."""
    return _filter_same_meetings(scope).filter(reader=reader, language=language, addendum=0)


def _filter_same_meetings(scope: PacketScope) -> QuerySet[Packet]:
    """Return the editions of these very meetings, for whichever reader.

    Of two meetings of one journey the other leads once the first is postponed: it stays one series.
    """
    same = Packet.objects.filter(country=scope.country, meeting__isnull=scope.meeting is None)
    if scope.meeting is None:
        # About a country, whatever meetings came to it meanwhile.
        return same
    keys = {meeting.pk for meeting in scope.meetings}
    about = Q(of_meetings__is_subject=True)
    within = Count("of_meetings", filter=about & Q(of_meetings__meeting__in=keys))
    counted = same.annotate(held=Count("of_meetings", filter=about), within=within)
    return counted.filter(held=len(keys), within=len(keys))


def _filter_same_day(series: QuerySet[Packet]) -> QuerySet[Packet]:
    """Return those made of the record as it stood on the day they were asked for."""
    return series.filter(Q(as_of__isnull=True) | Q(as_of__gte=F("requested_at")))


def _edition_before(scope: PacketScope, *, by: User, reader: User, language: str) -> Packet | None:
    """Return the newest edition of these very meetings for this reader, made of the record as it stood then.

    Who asks goes on from what they may read themselves: behind an edition above that, a new number begins.
    """
    same = _filter_same_day(_series(scope, reader, language)).filter(classification__lte=by.reads_up_to)
    newest = same.order_by("-requested_at", "-pk").first()
    if newest is None:
        return None
    edition = (newest.reference, newest.number, newest.draft, newest.addendum)
    above = Packet.objects.filter(classification__gt=by.reads_up_to)
    return None if above.later_than(*edition).exists() else newest


def _next_edition(scope: PacketScope, before: Packet | None, by: User, now: datetime.datetime) -> Packet:
    """Return the row of the edition after this one, or of the first."""
    packet = Packet(
        country=scope.country,
        meeting=scope.meeting,
        classification=max((one.classification for one in scope.meetings), default=0),
    )
    if before is None:
        packet.reference = references.packet_reference(scope.country.iso, _year_of_series(scope, now))
        return packet
    packet.reference = before.reference
    packet.number = before.number + 1 if before.is_final else before.number
    packet.draft = 1 if before.is_final else before.draft + 1
    made = Packet.objects.filter(reference=before.reference, addendum=0, state=PacketState.READY)
    made = made.filter(classification__lte=by.reads_up_to)
    packet.replaces = made.order_by("-number", "-draft").first()
    return packet


def _year_of_series(scope: PacketScope, now: datetime.datetime) -> int | None:
    """Return the year in which the packets of a meeting are numbered: that of its first packet."""
    if scope.meeting is None:
        return now.date().year
    led = Packet.objects.filter(meeting=scope.meeting)
    for earlier in (led, _filter_same_meetings(scope)):
        first = earlier.order_by("requested_at", "pk").first()
        if first is not None:
            return references.year_of(first.reference)
    return scope.meeting.held_on.year if scope.meeting.held_on else None


def _check_on_record(scope: PacketScope, *, by: User, moment: datetime.datetime) -> None:
    """Raise `Refused` for a moment at which a meeting was not recorded, or not visible to the requester."""
    with context.show_as_of(moment, reader=by, partner=scope.country):
        stood = all(policy.can_read(by, meeting) for meeting in scope.meetings)
    if not stood:
        raise Refused(
            _("At that time, this meeting had not been recorded yet. Select a later date."), code="not_then"
        )


def _may_be_made(scope: PacketScope, *, by: User, reader: User) -> bool:
    """A desk gives a packet to others: that lets a minister's office see the meeting, if cleared for it."""
    of_one_partner = all(meeting.country_id == scope.country.pk for meeting in scope.meetings)
    if not of_one_partner or not all(policy.can_read(by, meeting) for meeting in scope.meetings):
        return False
    if not scope.meetings:
        return responsibilities.works_on(by, scope.country) and (
            reader == by or (reader.is_active and responsibilities.works_on(reader, scope.country))
        )
    if reader == by:
        return True
    highest = max(meeting.classification for meeting in scope.meetings)
    is_cleared = reader.is_active and reader.clearance >= highest
    known = reader.role == Role.READER or all(policy.can_read(reader, meeting) for meeting in scope.meetings)
    return responsibilities.works_on(by, scope.country) and is_cleared and known
