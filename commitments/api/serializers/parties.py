"""Countries, ministries, officials, standing bodies, holidays and calendar years.

All users in the government may read these.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import ClassVar

from django.db.models import Value
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.access import policy, querysets
from commitments.access.scopes import list_reason_partners
from commitments.api.serializers.base import (
    Row,
    Rows,
    RowSerializer,
    TextsByLanguageField,
    date_field,
    load_rows,
    restricted_field,
    version_field,
)
from commitments.deadlines import holidays
from commitments.enums import (
    Classification,
    ClosureStage,
    MechanismLevel,
    PostFunction,
    ProtocolLevel,
    YearStatus,
)
from commitments.models import (
    BlackoutPeriod,
    Closure,
    Country,
    CountryName,
    Holiday,
    LevelTitle,
    Mechanism,
    Ministry,
    MinistryName,
    Official,
    OfficialName,
    User,
)

NAMES = _("Names in other languages, if recorded.")


class LocalNameSerializer(RowSerializer):
    """A name in one more language."""

    language = s.CharField(help_text=_("ISO 639 code, for example ko or km."))
    name = s.CharField()
    short_name = s.CharField(help_text=_("Empty if there is no short name."))


class OfficialNameSerializer(RowSerializer):
    """The name and post of an official in one more language."""

    language = s.CharField(help_text=_("ISO 639 code, for example ko or km."))
    person = s.CharField(help_text=_("Empty if not recorded."))
    post = s.CharField(help_text=_("Empty if not recorded."))


class _NamedSerializer(RowSerializer):
    """A party, with its names in other languages in the order of these."""

    names_model: ClassVar[type[CountryName | MinistryName | OfficialName]]
    loaded = frozenset({"names"})

    def load(self, rows: Sequence[Row]) -> None:
        """Add the names."""
        shape, of = self._declared_fields["names"].child, str(self.model._meta.model_name)  # type: ignore[attr-defined]
        model, user = self.names_model, self.user

        def select(*keys: int) -> Rows:
            found = policy.readable_by(querysets.open_rows(model), user).filter(**{f"{of}__in": keys})
            return found.order_by("language").values(of, *shape._declared_fields)

        names: dict[int, list[Row]] = defaultdict(list)
        for row in load_rows(model, user, select, *sorted(row["pk"] for row in rows)):
            names[row[of]].append(shape.build(row))
        for row in rows:
            row["names"] = names[row["pk"]]


class CountryRecordSerializer(_NamedSerializer):
    """A country: home or a partner."""

    model = Country
    names_model = CountryName
    iso = s.CharField(help_text=_("Two-letter code."))
    name = s.CharField()
    capital = s.CharField()
    time_zone = s.CharField(help_text=_("Time zone of the capital."))
    languages = s.ListField(child=s.CharField(), help_text=_("ISO 639 codes; the main language comes first."))
    desk = s.CharField(
        source="desk.name",
        allow_null=True,
        help_text=_("Desk that covers the country; null for the home country."),
    )
    names = LocalNameSerializer(many=True, help_text=NAMES)
    columns = ("pk", "languages")

    def get_languages(self, row: Row) -> list[str]:
        return [code.strip() for code in row["languages"].split(",") if code.strip()]


class MinistryRecordSerializer(_NamedSerializer):
    """A ministry or agency."""

    model = Ministry
    names_model = MinistryName
    id = s.IntegerField()
    country = s.CharField(source="country.iso", help_text=_("Code of the country."))
    name = s.CharField()
    short_name = s.CharField(help_text=_("Empty if there is no short name."))
    other_names = s.ListField(
        child=s.CharField(), help_text=_("Other names and short forms that texts and lists use.")
    )
    runs_tracker = s.BooleanField(help_text=_("True for the ministry that runs the system."))
    valid_from = date_field()
    valid_until = date_field()
    successor = s.IntegerField(
        allow_null=True,
        help_text=_("ID of the ministry that replaced this one after a merger or change of name."),
    )
    names = LocalNameSerializer(many=True, help_text=NAMES)
    columns = ("pk", "other_names")

    def get_other_names(self, row: Row) -> list[str]:
        return str(row["other_names"]).splitlines()


class MinistryLinkSerializer(RowSerializer):
    id = s.IntegerField()
    name = s.CharField()


class OfficialRecordSerializer(_NamedSerializer):
    """A person in a post, or only the post."""

    model = Official
    names_model = OfficialName
    id = s.IntegerField()
    country = s.CharField(source="country.iso", help_text=_("Code of the country."))
    ministry = MinistryLinkSerializer(allow_null=True)
    post = s.CharField()
    person = s.CharField(help_text=_("Empty if only the post is recorded."))
    function = s.ChoiceField(choices=PostFunction.choices)
    precedence = s.IntegerField(help_text=_("Order of precedence; 1 comes first."))
    level = s.ChoiceField(
        choices=ProtocolLevel.choices, allow_blank=True, help_text=_("Protocol level; empty if not recorded.")
    )
    starts_on = date_field()
    ends_on = date_field()
    names = OfficialNameSerializer(many=True, help_text=NAMES)


class MechanismSerializer(RowSerializer):
    """A standing body of the two countries."""

    model = Mechanism
    id = s.IntegerField()
    country = s.CharField(source="country.iso", help_text=_("Code of the country."))
    name = s.CharField()
    names = TextsByLanguageField(help_text=_("Names in other languages, by ISO 639 code."))
    level = s.ChoiceField(choices=MechanismLevel.choices)
    frequency = s.CharField()
    our_chair = s.CharField()
    their_chair = s.CharField()


class HolidaySerializer(RowSerializer):
    """A day that an officer declared a holiday or a working day, against the computed calendar."""

    model = Holiday
    id = s.IntegerField()
    country = s.CharField(source="country.iso", help_text=_("Code of the country."))
    day = s.DateField()
    name = s.CharField()
    is_non_working = s.BooleanField(
        help_text=_("False if an officer has marked a calculated holiday as a working day.")
    )
    declared_on = date_field()


class LevelTitleSerializer(RowSerializer):
    """The title of a protocol level in one country, or in general."""

    model = LevelTitle
    id = s.IntegerField()
    country = s.CharField(
        source="country.iso", allow_null=True, help_text=_("Code of the country; null for the general title.")
    )
    level = s.ChoiceField(choices=ProtocolLevel.choices)
    title = s.CharField()


class BlackoutPeriodSerializer(RowSerializer):
    """Days on which a partner is not asked. Our own reminders are not held back."""

    model = BlackoutPeriod
    columns = ("pk", "country", "reason")
    id = s.IntegerField()
    country = s.CharField(source="country.iso", help_text=_("Code of the country."))
    starts_on = s.DateField(help_text=_("First blackout day."))
    ends_on = s.DateField(help_text=_("Last blackout day."))
    reason = s.CharField(
        allow_null=True, help_text=_("Only for users who may record days of the partner; null for others.")
    )
    restricted = restricted_field()

    @cached_property
    def read_partners(self) -> frozenset[int]:
        """Return the keys of the partners of whose blackout days the person reads the reason."""
        return frozenset(list_reason_partners(self.user).order_by().values_list("pk", flat=True))

    def get_reason(self, row: Row) -> str | None:
        return row["reason"] if row["country"] in self.read_partners else None

    def get_restricted(self, row: Row) -> list[str]:
        return [] if row["country"] in self.read_partners else ["reason"]


class ClosureSerializer(RowSerializer):
    """The records of a partner, mechanism or period that two heads close."""

    model = Closure
    guarded: ClassVar = {"requested_by": User, "decided_by": User, "reopening_by": User}
    # In the access log it counts as not classified: it names no record.
    columns = ("pk", "country", "classification")
    annotations = {"classification": Value(int(Classification.PUBLIC))}
    id = s.IntegerField()
    country = s.CharField(source="country.iso", help_text=_("Code of the country."))
    mechanism = s.IntegerField(
        source="mechanism_id", allow_null=True, help_text=_("Number of the mechanism; null for all meetings.")
    )
    starts_on = date_field()
    ends_on = date_field()
    reason = s.CharField()
    stage = s.ChoiceField(choices=ClosureStage.choices)
    requested_by = s.CharField(
        source="recorded_by.username", allow_null=True, help_text=_("Head who asked for the closing.")
    )
    requested_at = s.DateTimeField(source="recorded_at")
    decided_by = s.CharField(
        source="decided_by.username", allow_null=True, help_text=_("Other head, who decided.")
    )
    decided_at = s.DateTimeField(allow_null=True)
    reopening_reason = s.CharField(help_text=_("Why a head asked to reopen the records."))
    reopening_by = s.CharField(
        source="reopening_by.username", allow_null=True, help_text=_("Head who asked to reopen the records.")
    )
    reopening_at = s.DateTimeField(allow_null=True)
    reopened_at = s.DateTimeField(allow_null=True)
    restricted = restricted_field()
    version = version_field()


class CalendarYearSerializer(RowSerializer):
    """Whether one year of a calendar is confirmed or calculated."""

    year = s.IntegerField()
    status = s.ChoiceField(choices=YearStatus.choices)
    confirmed_on = date_field(_("Null until an officer confirms the year."))


class CalendarYearsSerializer(RowSerializer):
    """A country with this year and the next of its calendar."""

    model = Country
    country = s.CharField(source="iso", help_text=_("Two-letter code."))
    years = CalendarYearSerializer(many=True)
    loaded = frozenset({"years"})

    def load(self, rows: Sequence[Row]) -> None:
        """Add the years, in three queries."""
        countries = querysets.list_readable(Country, self.user).filter(pk__in={row["pk"] for row in rows})
        known: dict[str, list[Row]] = {row["iso"]: [] for row in rows}
        for one in holidays.known_years(countries, self.today):
            year = {"year": one.year, "status": one.status.value, "confirmed_on": one.confirmed_on}
            known[one.country.iso].append(year)
        for row in rows:
            row["years"] = known[row["iso"]]
