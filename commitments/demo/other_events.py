"""Events of the demonstration outside meetings: a ministry is renamed, an official leaves, a person is away.

Also one invented example of each kind of release and restriction: an update that the fictional partner gave
in confidence, versions of items approved for publication, which the joint follow-up matrix uses, and an item
granted to a person whose ministry has no part in it; minutes of two meetings, a draft and agreed ones; and
the closed records of one year.
"""

import datetime
from collections.abc import Iterator
from functools import partial

from django.utils import timezone, translation
from django.utils.formats import date_format

from commitments.accounts import grants
from commitments.closeout import closures
from commitments.demo import people
from commitments.demo.columns import Away, Gone, Renamed, Retitled
from commitments.demo.commitments import Scene
from commitments.demo.register import Day, Register
from commitments.enums import HELD_STATES, Completion, ConsentPurpose, Side
from commitments.lifecycle import approvals, originators, publication
from commitments.models import (
    Absence,
    Closure,
    Commitment,
    Evidence,
    Meeting,
    MinistryName,
    Official,
    ProgressUpdate,
    Release,
)
from commitments.parties import absences, appointments, successors
from commitments.records import edits
from commitments.tables import minutes_files

DAYS_TO_SEND = datetime.timedelta(days=9)


def build_party_scenes(day: Day, register: Register) -> Iterator[Scene]:
    """Yield the scenes that concern ministries and people."""
    for renamed in people.RENAMED:
        yield Scene(renamed.day, partial(rename_ministry, register, renamed))
    for retitled in people.RETITLED:
        yield Scene(retitled.day, partial(rename_post, register, retitled))
    for gone in people.GONE:
        yield Scene(gone.day, partial(remove_official, register, gone))
    for away in people.AWAY:
        yield Scene(away.day, partial(go_away, day, register, away))


def rename_ministry(register: Register, renamed: Renamed, now: datetime.datetime) -> None:
    """Rename a ministry; later scenes find it, and its officials, under the old key."""
    old, officer = register.houses[renamed.house], register.users[people.OFFICER]
    successors.record_succession(
        old,
        name=renamed.names.name,
        short_name=renamed.short,
        on=timezone.localdate(now),
        by=officer,
        now=now,
    )
    old.refresh_from_db()
    assert old.successor is not None
    register.houses[renamed.house] = old.successor
    for language, name in renamed.names.others:
        more = MinistryName(ministry=old.successor, language=language, name=name)
        edits.create_record(more, by=officer, now=now)
    for key, official in register.officials.items():
        if official.ministry_id == old.pk:
            register.officials[key] = Official.objects.get(ministry=old.successor, person=official.person)


def rename_post(register: Register, retitled: Retitled, now: datetime.datetime) -> None:
    """Rename a post, only in the language of the record."""
    official, officer = register.officials[retitled.who], register.users[people.OFFICER]
    edits.change_record(official, {"post": retitled.post}, by=officer, now=now)


def remove_official(register: Register, gone: Gone, now: datetime.datetime) -> None:
    """Record that an official leaves without a successor."""
    appointments.appoint_successor(
        register.officials[gone.who],
        left_on=timezone.localdate(now),
        by=register.users[people.OFFICER],
        now=now,
    )


def go_away(day: Day, register: Register, away: Away, now: datetime.datetime) -> None:
    """Record an absence, as the person does before going."""
    person = register.users[away.who]
    absence = Absence(
        person=person,
        deputy=register.users[away.deputy],
        starts_on=day.resolve(away.first),
        ends_on=day.resolve(away.last),
    )
    absences.record_absence(absence, by=person, now=now)


DAY = -1
OPEN_DAYS = 60
CONFIDENTIAL_TITLE = "Waive port dues for rescue vessels"
PUBLISHED = "Ten training places for trainee pilots"
OPENED = "Draft work programme on maritime rescue"
PUBLISHED_TEXT = "Ten places on a course for maritime pilots were awarded to trainee pilots from Valdoria."
# What is open and may be seen by the partner, in English and Korean.
CLEARED = {
    "Open the online course to Valdoria": (
        "The host side opens its online course for port officials to Valdoria.",
        "초청국은 항만 공무원을 위한 온라인 교육과정을 발도리아에 개방한다.",
    ),
    "Appoint a liaison officer for online fraud": (
        "The visiting side appoints a liaison officer for online fraud.",
        "방문국은 온라인 사기 담당 연락관을 임명한다.",
    ),
    "Exchange lists of contact points": (
        "Both sides exchange lists of contact points on online fraud.",
        "양측은 온라인 사기 대응 연락처 목록을 교환한다.",
    ),
    "Provide maritime rescue contact points": (
        "The host side provides its list of contact points for maritime rescue.",
        "초청국은 해상 구조 연락처 목록을 제공한다.",
    ),
}
# Given by another invented state, through the partner.
FROM_THIRD_STATE, THIRD_STATE = "XV-88", "Ruritania"
CLOSED_YEAR, WHY_CLOSED = 2023, "Nothing of these meetings is open (demonstration)."
WHY = "Maintains the register required by the work programme (demonstration)."


def build_restricted_scenes(register: Register) -> Iterator[Scene]:
    """Yield the scenes of confidential records, one release and one grant, the day before."""
    for play in (mark_confidential, record_third_state, publish_items, grant_access):
        yield Scene(DAY, partial(play, register))


def _item(title: str) -> Commitment:
    return Commitment.objects.get(country__iso=people.FICTIONAL, title=title)


def mark_confidential(register: Register, now: datetime.datetime) -> None:
    """Mark the partner's last update of an item as given in confidence."""
    said = ProgressUpdate.objects.filter(commitment=_item(CONFIDENTIAL_TITLE), side=Side.THEIRS).latest(
        "reported_on"
    )
    approvals.mark_confidential(said, by=register.users[people.OFFICER], now=now)


def record_third_state(register: Register, now: datetime.datetime) -> None:
    """Record that a third state gave a document, and consents to printing it."""
    paper = Evidence.objects.get(commitment__country__iso=people.FICTIONAL, number=FROM_THIRD_STATE)
    originators.set_originator(paper, THIRD_STATE, by=register.users[people.OFFICER], now=now)
    originators.record_consents(
        paper,
        [ConsentPurpose.PRINT],
        given_by="Embassy of Ruritania (demonstration)",
        given_on=timezone.localdate(now),
        document="Note verbale 41 (demonstration)",
        by=register.users["head"],
        now=now,
    )


def publish_items(register: Register, now: datetime.datetime) -> None:
    """Write what may be published of one item that is done and some that are open; the head clears it."""
    texts = [
        Release(
            commitment=_item(PUBLISHED), language="en", wording=PUBLISHED_TEXT, status=Completion.COMPLETE
        )
    ]
    for title, wordings in CLEARED.items():
        item = _item(title)
        for language, wording in zip(("en", "ko"), wordings, strict=True):
            with translation.override(language):
                due = date_format(item.due_on) if item.due_on else ""
            status = publication.completion_of(item)
            texts.append(Release(commitment=item, language=language, wording=wording, status=status, due=due))
    for release in texts:
        publication.create_release(release, by=register.users[people.OFFICER], now=now)
        publication.approve_release(release, by=register.users["head"], now=now)


def grant_access(register: Register, now: datetime.datetime) -> None:
    """Grant access to an item, as the head, to a focal point of a ministry that has no part in it."""
    first = timezone.localdate(now)
    grant = grants.build_grant(
        _item(OPENED),
        person=register.users["digital"],
        starts_on=first,
        ends_on=first + datetime.timedelta(days=OPEN_DAYS),
        reason=WHY,
    )
    grants.create_grant(grant, by=register.users["head"], now=now)


def close_period(register: Register, *, now: datetime.datetime) -> None:
    """Close the earlier meetings of a year with Cambodia: one head asks, another confirms.

    A worker makes the package once the records are stored.
    """
    first, last = datetime.date(CLOSED_YEAR, 1, 1), datetime.date(CLOSED_YEAR, 12, 31)
    closure = Closure(country=register.countries["KH"], starts_on=first, ends_on=last, reason=WHY_CLOSED)
    asked = closures.request_closure(closure, by=register.users["head"], now=now)
    closures.confirm_closure(asked, by=register.users["division"], now=now)


def write_minutes(register: Register, *, now: datetime.datetime) -> None:
    """Write minutes of the two latest meetings with the fictional partner: a draft, and agreed ones."""
    officer = register.users[people.OFFICER]
    about = {"country__iso": people.FICTIONAL, "classification__lte": publication.PUBLISHED_UP_TO}
    held = Meeting.objects.filter(state__in=HELD_STATES, held_on__isnull=False, **about)
    latest, *others = held.order_by("-held_on")[:2]
    minutes_files.begin_minutes(latest, by=officer, now=now)
    today = timezone.localdate(now)
    for meeting in others:
        draft = minutes_files.begin_minutes(meeting, by=officer, now=now)
        sent_on = min((meeting.held_on or today) + DAYS_TO_SEND, today)
        sent_to = "Embassy of Valdoria, by note"
        minutes = minutes_files.send_minutes(draft, sent_to=sent_to, sent_on=sent_on, by=officer, now=now)
        content = minutes_files.content_of(minutes, officer)
        signed = minutes_files.render_file(minutes, content, "docx")
        agreed_on = min(sent_on + DAYS_TO_SEND, today)
        name = f"{minutes.name}-signed.docx"
        minutes_files.agree_minutes(minutes, name, signed, agreed_on=agreed_on, by=officer, now=now)
