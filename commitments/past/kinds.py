"""Which models the past is rebuilt for, and which columns stay as they are today."""

from django.db.models import ForeignKey, Model, Q

from commitments import access
from commitments import models as m

# Told to people, not agreed by anybody: it is no part of the record, and the past shows none of it.
LEFT_EMPTY: tuple[type[Model], ...] = (
    *(m.Reminder, m.Mail, m.MailLink, m.MailAnswer),
    *(m.Matrix, m.MatrixReturn, m.PartnerRemark, m.WorkSheet),
)
# Packets, grants and absences give need to know, and that is today's; how a list is arranged is no record,
# and which items were dealt with together, or brought in from one table, is none either. That somebody opened
# a record changes none, and has no row of the history.
AS_TODAY: tuple[type[Model], ...] = (
    m.Packet,
    m.PacketMeeting,
    m.PacketCopy,
    m.SignOff,
    m.Grant,
    m.Absence,
    m.Counter,
    m.Heartbeat,
    m.Alarm,
    m.Sending,
    m.WaitingLink,
    m.Ladder,
    m.QuietDays,
    m.ListColumns,
    m.SavedView,
    m.Batch,
    m.BatchItem,
    m.Import,
    m.ImportRow,
    m.Opening,
)

# Who may read is decided by today's desks, divisions and accounts. These rows are not taken away, and these
# columns not put back, whatever the day.
KEPT_ROWS: tuple[type[Model], ...] = (m.User, m.Desk, m.Division)
KEPT_COLUMNS: dict[type[Model], frozenset[str]] = {
    m.Country: frozenset({"desk_id"}),
    m.Desk: frozenset({"division_id"}),
    m.User: frozenset(
        {
            "role",
            "clearance",
            "language",
            "time_zone",
            "desk_id",
            "division_id",
            "ministry_id",
            "host_country_id",
            "is_staff",
            "is_superuser",
        }
    ),
}

# How a record of one partner finds it, the surest way first.
TO_THE_PARTNER = (
    "country",
    "meeting__country",
    "commitment__country",
    "outcome__meeting__country",
    "statement__meeting__country",
)


def closed() -> list[type[Model]]:
    """List the models whose rows not everybody reads: one partner's at a time."""
    apart = {*LEFT_EMPTY, *AS_TODAY, *BY_FINGERPRINT, m.AuditRow, m.User}
    return [model for model in access.RULES if model not in apart and not access.is_open_to_all(model)]


def shared() -> list[type[Model]]:
    """List the models that every partner's records lean on, such as ministries and officials."""
    return [
        m.User,
        *(model for model in access.RULES if access.is_open_to_all(model) and model not in AS_TODAY),
    ]


# Credentials of accounts: the rows of their owner file a fingerprint of each (`verifying.credentials`).
BY_FINGERPRINT: tuple[type[Model], ...] = (m.TokenTerms, m.Feed)
# Their histories tell them whole, though the past shows them as they stand today.
TOLD_AS_TODAY: tuple[type[Model], ...] = (m.Grant, m.Absence)


def told_whole() -> list[type[Model]]:
    """List the models of which every write has its row of history, column by column."""
    return [*closed(), *shared(), *TOLD_AS_TODAY]


def keys(model: type[Model]) -> dict[str, ForeignKey[Model, Model]]:
    """Give a model's foreign keys by name."""
    return {key.name: key for key in model._meta.concrete_fields if isinstance(key, ForeignKey)}


def of_partners(model: type[Model], partners: list[int]) -> Q:
    """Give the condition for the rows of some partners; of a model with several ways, any of them."""
    own = keys(model)
    ways = [way for way in TO_THE_PARTNER if way.split("__")[0] in own]
    sure = [way for way in ways if not own[way.split("__")[0]].null]
    found = Q()
    for way in sure[:1] or ways:
        found |= Q(**{f"{way}__in": partners})
    return found
