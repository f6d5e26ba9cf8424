"""The setup checklist: what an installation still needs before its first meeting. Every line may stay open.

This file adds the lines about people and the service: accounts, words, addresses, email, the first meeting.
"""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.access import write_rules
from commitments.audit import log
from commitments.enums import Classification, Role
from commitments.models import AuditRow, Desk, Meeting, User
from commitments.parties import setup_checks
from commitments.parties.setup_checks import (
    TRIED,
    LineState,
    Setting,
    SetupFacts,
    SetupLine,
    SetupLink,
    format_some,
    load_facts,
    standing_of,
)

ADD, CHANGE, LIST = (
    "admin:commitments_user_add",
    "admin:commitments_user_change",
    "admin:commitments_user_changelist",
)
FILES = "files"
# Who keeps accounts reads none of the content.
ADMINISTRATOR = (("role", Role.ADMINISTRATOR.value), ("clearance", str(Classification.PUBLIC.value)))


def check_people(facts: SetupFacts) -> SetupLine:
    """Who works at the desks: an officer and a head for each."""
    silent = [one for one in facts.desks if not _works(facts, one, Role.DESK_OFFICER)]
    headless = [one for one in facts.desks if not _is_headed(facts, one)]
    unreachable = [one for one in facts.people if not one.email]
    missing, act = [], SetupLink(_("All users"), LIST)
    if unreachable:
        count = len(unreachable)
        said = ngettext(
            "%(count)d account has no email address. It cannot receive notices or the link to set "
            "a password.",
            "%(count)d accounts have no email address. They cannot receive notices or the link to "
            "set a password.",
            count,
        )
        missing.append(said % {"count": count})
        act = SetupLink(
            _("Enter the email address of %(name)s") % {"name": unreachable[0]}, CHANGE, unreachable[0].pk
        )
    if headless:
        missing.insert(0, _("Desks without a head: %(names)s.") % {"names": format_some(headless)})
        act = _account(_("Create the account of the head"), Role.HEAD_OF_DESK, headless[0])
    if silent:
        missing.insert(0, _("Desks without a desk officer: %(names)s.") % {"names": format_some(silent)})
        act = _account(_("Create the account of a desk officer"), Role.DESK_OFFICER, silent[0])
    if not facts.desks:
        missing = [_("Available after you add the desks.")]
    return SetupLine(
        "people",
        _("Desk users"),
        _("You do not set passwords. Each user sets a password through the link in the invitation."),
        standing_of(missing, now=bool(facts.desks)),
        tuple(missing) or (_("Each desk has a desk officer and a head."),),
        act if facts.desks else None,
    )


def _account(label: str, role: Role, desk: Desk) -> SetupLink:
    return SetupLink(label, ADD, filled=(("role", role.value), ("desk", str(desk.pk))))


def _works(facts: SetupFacts, desk: Desk, role: Role) -> bool:
    return any(one.role == role and one.desk_id == desk.pk for one in facts.people)


def _is_headed(facts: SetupFacts, desk: Desk) -> bool:
    over = any(one.role == Role.DIVISION_HEAD and one.division_id == desk.division_id for one in facts.people)
    return over or _works(facts, desk, Role.HEAD_OF_DESK)


def check_second_administrator(facts: SetupFacts) -> SetupLine:
    """Another administrator, so that reach is given by two."""
    others = [one for one in facts.people if one.role == Role.ADMINISTRATOR and one.pk != facts.person.pk]
    is_done = any(one.last_login for one in others)
    if is_done:
        said = _("%(names)s.") % {"names": format_some(others)}
    elif others:
        said = _("%(name)s has not signed in yet.") % {"name": others[0]}
    else:
        said = _("You are the only administrator. Your decisions are recorded as made by one person.")
    return SetupLine(
        "second",
        _("Second administrator"),
        _(
            "After the first sign-in of a second administrator, changes to permissions always need two "
            "people."
        ),
        LineState.DONE if is_done else LineState.OPEN,
        (said,),
        SetupLink(_("All users"), LIST)
        if others
        else SetupLink(_("Create the account"), ADD, filled=ADMINISTRATOR),
    )


def check_classification_words() -> SetupLine:
    """The words of the four levels."""
    words = " < ".join(str(level.label) for level in Classification)
    own = ", ".join(settings.CLASSIFICATION_LABELS) or _("not set; the default names are used")
    return SetupLine(
        "markings",
        _("Names of the classification levels"),
        _(
            "Each record has one of four levels. Emails about records above MAIL_CEILING contain only "
            "the reference."
        ),
        LineState.SET,
        (words + ".",),
        None,
        (
            Setting("CLASSIFICATION_LABELS", own),
            Setting("MAIL_CEILING", str(Classification(settings.MAIL_CEILING).label)),
        ),
    )


def check_addresses() -> SetupLine:
    """Where the tracker is found, and when it writes."""
    return SetupLine(
        "addresses",
        _("Web address, and time of the daily email"),
        _(
            "Links in emails lead to the web address (PUBLIC_URL). The daily email is sent at the set "
            "time (DAILY_MAIL_AT) in the recipient’s time zone."
        ),
        LineState.SET,
        (),
        None,
        (
            Setting("PUBLIC_URL", settings.PUBLIC_URL),
            Setting("DAILY_MAIL_AT", settings.DAILY_MAIL_AT.strftime("%H:%M")),
        ),
    )


def format_email_route() -> str:
    """Return the current route of emails as a text, to compare it with the one that was tested."""
    return FILES if settings.MAIL_TO_FILES else f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"


def check_email(facts: SetupFacts) -> SetupLine:
    """Return the line on whether a test email was sent by the current route."""
    missing: list[str] = []
    said: list[str] = []
    if settings.MAIL_TO_FILES:
        told = _("No mail server is set. Emails are saved as files in the data folder (TRACKER_DATA).")
        (missing if settings.PRODUCTION else said).append(told)
    tried = facts.trial.after if facts.trial else {}
    if facts.trial is None:
        missing.append(_("No test email has been sent yet."))
    elif tried["where"] != format_email_route():
        missing.append(_("The settings have changed since the last test email. Send another test email."))
    else:
        values = {"day": date_format(facts.trial.at, "DATETIME_FORMAT"), "said": tried["said"]}
        if tried["is_accepted"]:
            said.append(_("Test email accepted on %(day)s: %(said)s") % values)
        else:
            missing.append(_("Test email not accepted on %(day)s: %(said)s") % values)
    if not facts.person.email:
        missing.append(_("Your account has no email address for the test email."))
    if not settings.DUTY_BOX:
        said.append(_("No duty mailbox is set. Notices without another recipient appear only on My desk."))
    return SetupLine(
        "mail",
        _("Email"),
        _(
            "Reminders are sent by email. A test email is sent by the same route, and the response of "
            "the server is recorded."
        ),
        standing_of(missing),
        (*missing, *said),
        None if facts.person.email else SetupLink(_("Enter your email address"), CHANGE, facts.person.pk),
        (
            Setting("EMAIL_URL", _("not set") if settings.MAIL_TO_FILES else format_email_route()),
            Setting("MAIL_FROM", settings.MAIL_FROM),
            Setting("DUTY_BOX", settings.DUTY_BOX or _("not set")),
        ),
    )


def check_first_meeting(facts: SetupFacts) -> SetupLine:
    """The first meeting, which is for a desk to record; an administrator reads none by office."""
    signed_in = [one for one in facts.people if one.last_login and write_rules.may_write(one, Meeting)]
    if facts.has_meeting:
        standing, said = LineState.DONE, _("A meeting has been recorded.")
    elif any(one.is_demonstration for one in facts.countries):
        standing = LineState.LATER
        said = _("Meetings in the demonstration data do not count. Leave the demo first.")
    elif signed_in:
        standing, said = (
            LineState.DESK,
            _(
                "%(name)s has signed in, but no meeting has been recorded yet. Administrators cannot "
                "record meetings."
            )
            % {"name": signed_in[0]},
        )
    else:
        standing = LineState.OPEN if facts.desks and facts.partners else LineState.LATER
        said = _("No desk user has signed in yet.")
    return SetupLine(
        "meeting",
        _("First meeting"),
        _("A desk officer records the meeting on My desk. Only the partner and the title are required."),
        standing,
        (said,),
        SetupLink(_("All users"), LIST) if standing is LineState.OPEN else None,
    )


@dataclass(frozen=True, slots=True)
class Checklist:
    """All lines, in the order in which they are done."""

    lines: tuple[SetupLine, ...]
    is_demonstration: bool

    @property
    def open(self) -> int:
        return sum(line.is_open for line in self.lines)

    @property
    def first(self) -> SetupLine | None:
        return next((line for line in self.lines if line.standing is LineState.OPEN), None)

    @property
    def is_over(self) -> bool:
        """Return whether nothing is open and a desk has recorded a meeting."""
        return not self.open and self.lines[-1].standing is LineState.DONE


def build_checklist(person: User, *, now: datetime.datetime) -> Checklist:
    """Return what is set up and what is missing; raises `Refused` for a person who is not an
    administrator.
    """
    write_rules.require_permission(person.role == Role.ADMINISTRATOR)
    facts = load_facts(person, timezone.localdate(now))
    lines = (
        setup_checks.check_home(facts),
        check_classification_words(),
        check_addresses(),
        check_email(facts),
        setup_checks.check_desks(facts),
        setup_checks.check_partners(facts),
        setup_checks.check_languages(facts),
        setup_checks.check_ministries(facts),
        check_people(facts),
        setup_checks.check_officials(facts),
        setup_checks.check_calendars(facts),
        check_second_administrator(facts),
        check_first_meeting(facts),
    )
    return Checklist(lines, any(one.is_demonstration for one in facts.countries))


@transaction.atomic
def note_trial(person: User, *, is_accepted: bool, said: str, now: datetime.datetime) -> AuditRow:
    """Record the result of a test email, and its route."""
    told = {"where": format_email_route(), "is_accepted": is_accepted, "said": said}
    page = User.objects.get(pk=person.pk)
    return log.record_change(TRIED, page, by=page, now=now, after=told)
