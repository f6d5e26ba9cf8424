"""Which fields each kind of table may fill, under the names that lists and forms have for them; pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.vocabulary import (
    Health,
    ImportSubject,
    Nature,
    OutcomeKind,
    OwedBy,
    PostFunction,
    Side,
    Strength,
)

Choices = tuple[tuple[str, Promise | str], ...]
# What one file says of all its rows, where no column does, is chosen among these; of a country, its code.
COUNTRY = "country"


@dataclass(frozen=True, slots=True)
class Field:
    """One field that a column may fill; `choices` are its values, of which one may hold for the whole file.

    What is only `compared` says nothing of its own: it is held against what is on file, and never written.
    """

    name: str
    label: Promise
    choices: Choices = ()
    is_needed: bool = False
    is_compared: bool = False


def _of(kind: type[OwedBy | Nature | OutcomeKind | Strength | Health | PostFunction | Side]) -> Choices:
    return tuple((str(value), label) for value, label in kind.choices)


COMMITMENT_FIELDS = (
    Field("reference", _("reference")),
    Field("number", _("number in their list")),
    Field("clause", _("clause"), is_needed=True),
    Field("title", _("short title")),
    Field("kind", _("kind"), _of(OutcomeKind)),
    Field("owed_by", _("owed by"), _of(OwedBy)),
    Field("lead", _("lead")),
    Field("lead_ours", _("lead, our side")),
    Field("lead_theirs", _("lead, their side")),
    Field("with", _("supporting")),
    Field("wording", _("deadline as agreed")),
    Field("due_on", _("due")),
    Field("review_on", _("review date")),
    Field("nature", _("nature"), _of(Nature)),
    Field("strength", _("strength"), _of(Strength)),
    Field("condition", _("condition")),
    Field("place_in_text", _("where it stands")),
    Field("meaning", _("what we take this to mean")),
    Field("status", _("state"), is_compared=True),
    Field("health", _("health"), is_compared=True),
)
UPDATE_FIELDS = (
    Field("reference", _("reference"), is_needed=True),
    Field("said_on", _("said on"), is_needed=True),
    Field("health", _("health"), _of(Health)),
    Field("side", _("whose word"), _of(Side)),
    Field("text", _("what happened, who said so, what comes next")),
    Field("status", _("state"), is_compared=True),
)
MINISTRY_FIELDS = (
    Field(COUNTRY, _("country"), is_needed=True),
    Field("name", _("name"), is_needed=True),
    Field("short_name", _("short name")),
    Field("name_home", _("name in our language")),
    Field("short_home", _("short name in our language")),
    Field("name_local", _("name in its own language")),
    Field("short_local", _("short name in its own language")),
    Field("exists_from", _("exists from")),
    Field("exists_until", _("exists until")),
)
OFFICIAL_FIELDS = (
    Field(COUNTRY, _("country"), is_needed=True),
    Field("ministry", _("ministry")),
    Field("post", _("post"), is_needed=True),
    Field("person", pgettext_lazy("of a person", "name")),
    Field("function", _("function"), _of(PostFunction)),
    Field("email", _("e-mail")),
    Field("precedence", _("precedence")),
    Field("starts_on", _("in post from")),
    Field("ends_on", _("in post until")),
)
FREE: Choices = (("yes", _("no work")), ("no", _("a working day")))
HOLIDAY_FIELDS = (
    Field(COUNTRY, _("country"), is_needed=True),
    Field("day", _("day"), is_needed=True),
    Field("name", _("name"), is_needed=True),
    Field("is_free", _("no work"), FREE),
)
FIELDS: Mapping[str, tuple[Field, ...]] = {
    ImportSubject.COMMITMENTS: COMMITMENT_FIELDS,
    ImportSubject.UPDATES: UPDATE_FIELDS,
    ImportSubject.MINISTRIES: MINISTRY_FIELDS,
    ImportSubject.OFFICIALS: OFFICIAL_FIELDS,
    ImportSubject.HOLIDAYS: HOLIDAY_FIELDS,
}


def field_of(subject: str, name: str) -> Field:
    """Give a field of a subject by its name; KeyError where there is none."""
    return {field.name: field for field in FIELDS[subject]}[name]
