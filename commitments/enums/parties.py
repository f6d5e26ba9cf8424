"""Enumerations of people and sides: roles, sides, clearances, posts, and languages by name."""

import re

from django.conf import settings
from django.db.models import IntegerChoices, TextChoices
from django.utils.functional import Promise, lazy
from django.utils.translation import get_language_info, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person may do; desk, division, ministry or host country decide where."""

    DESK_OFFICER = "desk_officer", _("desk officer")
    HEAD_OF_DESK = "head_of_desk", _("head of desk")
    DIVISION_HEAD = "division_head", _("division head")
    FOCAL_POINT = "focal_point", _("focal point")
    VALIDATING_AUTHORITY = "validating_authority", _("validator")
    EMBASSY_OFFICER = "embassy_officer", _("embassy officer")
    READER = "reader", _("reader")
    RECORDS_OFFICER = "records_officer", _("records officer")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")


# Who decides what others ask: a date that moves, an item that rests, is withdrawn or reopened.
HEAD_ROLES = frozenset({Role.HEAD_OF_DESK, Role.DIVISION_HEAD})
# These read the whole record within their clearance.
READ_ALL_ROLES = frozenset({Role.RECORDS_OFFICER, Role.AUDITOR})


def _marking(level: int, usual: Promise) -> str:
    own: tuple[str, ...] = settings.CLASSIFICATION_LABELS
    return own[level] if own else str(usual)


_marked = lazy(_marking, str)


class Classification(IntegerChoices):
    """How widely a text may be read; a higher number is more restricted. Installations may change the
    words.
    """

    PUBLIC = 0, _marked(0, _("public"))
    RESTRICTED = 1, _marked(1, _("restricted"))
    CONFIDENTIAL = 2, _marked(2, _("confidential"))
    SECRET = 3, _marked(3, _("secret"))


class ConsentPurpose(TextChoices):
    """What the originator of information allows: each purpose has its own consent."""

    PRINT = "print", _("print in packets")
    EXPORT = "export", _("export, email and other systems")
    PARTNER = "partner", _("send to the partner")
    PUBLISH = "publish", _("publish")


class DateFormat(TextChoices):
    """How dates are written for one user; without a choice, as usual in the language."""

    WORDS = "words", _("day, month in words, year")
    SLASHES = "slashes", _("day/month/year")
    ISO = "iso", _("year-month-day")
    DOTS = "dots", _("year. month. day.")


class Side(TextChoices):
    """One of the two governments, seen from the ministry that runs the tracker."""

    OURS = "ours", _("our side")
    THEIRS = "theirs", _("their side")


class OwedBy(TextChoices):
    """The side or sides that owe a commitment."""

    OURS = "ours", _("our side")
    THEIRS = "theirs", _("their side")
    JOINT = "joint", _("both sides")


class SpokenBy(TextChoices):
    """The side that made an outcome's point; for a topic it may be not stated."""

    OURS = "ours", _("our side")
    THEIRS = "theirs", _("their side")
    JOINT = "joint", _("both sides")
    NOT_STATED = "not_stated", _("not stated")


# The sides that owe it: a joint commitment has both.
OWING_SIDES = {
    OwedBy.OURS: (Side.OURS,),
    OwedBy.THEIRS: (Side.THEIRS,),
    OwedBy.JOINT: (Side.OURS, Side.THEIRS),
}
# Who asks, where the other side is to act, and the reverse.
OTHER_SIDE = {
    OwedBy.OURS: OwedBy.THEIRS,
    OwedBy.THEIRS: OwedBy.OURS,
    OwedBy.JOINT: OwedBy.JOINT,
}


class PostFunction(TextChoices):
    """The function of an official's post in the follow-up."""

    FOCAL_POINT = "focal_point", _("focal point")
    ALTERNATE = "alternate", _("alternate")
    VALIDATING_AUTHORITY = "validating_authority", _("validator")
    HEAD_OF_DELEGATION = "head_of_delegation", _("head of delegation")
    OTHER = "other", _("other post")


class ProtocolLevel(TextChoices):
    """The level of a post in protocol, the highest first; each country has its own title for it."""

    HEAD_OF_STATE = "head_of_state", _("head of state")
    HEAD_OF_GOVERNMENT = "head_of_government", _("head of government")
    DEPUTY_HEAD = "deputy_head", _("deputy head of government")
    MINISTER = "minister", pgettext_lazy("level", "minister")
    VICE_MINISTER = "vice_minister", _("vice-minister")
    DEPUTY_MINISTER = "deputy_minister", _("deputy minister")
    DIRECTOR_GENERAL = "director_general", _("director-general")
    DIRECTOR = "director", _("director")
    OFFICER = "officer", pgettext_lazy("level", "officer")

    @property
    def above(self) -> "ProtocolLevel":
        """Return the next level up; the highest is its own."""
        levels = list(ProtocolLevel)
        return levels[max(levels.index(self) - 1, 0)]


class HandoverState(TextChoices):
    OPEN = "open", _("waiting for the successor")
    SIGNED = "signed", _("signed by the successor")
    CANCELLED = "cancelled", _("cancelled")


class HandoverSection(TextChoices):
    """The sections of a handover, in order: open items by urgency, then what is not a commitment yet."""

    OVERDUE = "overdue", _("overdue")
    SOON = "soon", _("due within 30 days")
    PENDING = "pending", _("pending responses")
    OPEN = "open", _("other open commitments")
    PROMISE = "promise", _("oral promises")
    PERSON = "person", _("key people")
    READING = "reading", _("reading list")


# ISO 639-2 keeps these for private use: who records one knows which language it is.
PRIVATE = re.compile("q[a-t][a-z]")


def language_name(code: str) -> str:
    """Return the name of a language in the reader's language; an unknown code is returned unchanged."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return (
            gettext("a language without a public code (%(code)s)") % {"code": code}
            if PRIVATE.match(code)
            else code
        )
