"""Who: roles, sides, clearances and posts."""

from django.conf import settings
from django.db.models import IntegerChoices, TextChoices
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person may do; where they may do it is said by desk, division, ministry or host country."""

    DESK_OFFICER = "desk_officer", _("desk officer")
    HEAD_OF_DESK = "head_of_desk", _("head of desk")
    DIVISION_HEAD = "division_head", _("division head")
    FOCAL_POINT = "focal_point", _("focal point")
    VALIDATING_AUTHORITY = "validating_authority", _("validating authority")
    EMBASSY_OFFICER = "embassy_officer", _("embassy officer")
    READER = "reader", _("reader")
    RECORDS_OFFICER = "records_officer", _("records officer")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")


def _marking(level: int, usual: Promise) -> str:
    own: tuple[str, ...] = settings.CLASSIFICATION_LABELS
    return own[level] if own else str(usual)


_marked = lazy(_marking, str)


class Classification(IntegerChoices):
    """How far a text may travel; a higher number is closer held. An installation may word them itself."""

    PUBLIC = 0, _marked(0, _("public"))
    RESTRICTED = 1, _marked(1, _("restricted"))
    CONFIDENTIAL = 2, _marked(2, _("confidential"))
    SECRET = 3, _marked(3, _("secret"))


class Side(TextChoices):
    """One of the two governments, seen from the ministry that runs the tracker."""

    OURS = "ours", _("ours")
    THEIRS = "theirs", _("theirs")


class OwedBy(TextChoices):
    """Who owes a commitment."""

    OURS = "ours", _("ours")
    THEIRS = "theirs", _("theirs")
    JOINT = "joint", _("joint")


class SpokenBy(TextChoices):
    """Whose point an outcome is; of a topic it may be not stated."""

    OURS = "ours", _("ours")
    THEIRS = "theirs", _("theirs")
    JOINT = "joint", _("joint")
    NOT_STATED = "not_stated", _("not stated")


# Who asks, where the other side is to act, and the reverse.
OTHER_SIDE = {
    OwedBy.OURS: OwedBy.THEIRS,
    OwedBy.THEIRS: OwedBy.OURS,
    OwedBy.JOINT: OwedBy.JOINT,
}


class PostFunction(TextChoices):
    """What an official's post is for in the follow-up."""

    FOCAL_POINT = "focal_point", _("focal point")
    ALTERNATE = "alternate", _("alternate")
    VALIDATING_AUTHORITY = "validating_authority", _("validating authority")
    HEAD_OF_DELEGATION = "head_of_delegation", _("head of delegation")
    OTHER = "other", _("other post")
