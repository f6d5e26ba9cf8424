"""What a section of a packet declares in its file: query, values, titles, templates, limits, comparison."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import ngettext, pgettext_lazy

from commitments import models
from commitments.access import policy
from commitments.enums import OwedBy, PacketEdition
from commitments.packets.content_values import ComparedFact, Section
from commitments.packets.formats import Languages, translate_title
from commitments.packets.records import Numbers, PacketRecords

PARTS = "packets/parts/"
W = TypeVar("W", models.Brief, models.TopicBrief, models.ProposedWording, models.BackgroundFact)


@dataclass(frozen=True, slots=True)
class SideDays:
    """The date of each side at the as-of moment."""

    ours: datetime.date
    theirs: datetime.date

    def for_side(self, owed_by: str) -> datetime.date:
        return self.theirs if owed_by == OwedBy.THEIRS else self.ours


OWES: Mapping[str, Promise] = {
    OwedBy.OURS: pgettext_lazy("side that owes an item", "ours"),
    OwedBy.THEIRS: pgettext_lazy("side that owes an item", "theirs"),
    OwedBy.JOINT: pgettext_lazy("side that owes an item", "both sides"),
}


def describe_late(item: models.Commitment, today: SideDays) -> str:
    """Return an overdue item in words, such as "Harbour contact list: theirs, 45 days late"."""
    days = item.days_late(today.for_side(item.owed_by))
    text = ngettext("%(title)s: %(side)s, %(days)s day late", "%(title)s: %(side)s, %(days)s days late", days)
    return text % {"title": item.title, "side": OWES[item.owed_by], "days": days}


def days_at(moment: datetime.datetime, records: PacketRecords) -> SideDays:
    """Return the date in each capital."""
    home = records.home.time_zone if records.home else settings.TIME_ZONE
    partner = records.country.time_zone
    return SideDays(moment.astimezone(ZoneInfo(home)).date(), moment.astimezone(ZoneInfo(partner)).date())


def read_written(
    rows: QuerySet[W], meetings: tuple[models.Meeting, ...], reader: models.User
) -> tuple[W, ...]:
    """Read what officers wrote for these meetings."""
    return tuple(policy.readable_by(rows.filter(meeting__in=meetings), reader))


@dataclass(frozen=True, slots=True)
class Building:
    """What a section is built from: records without what was given in confidence, and `whole` with it.

    `others` are the languages beside that of the packet, `numbers` those of the cited texts.
    """

    records: PacketRecords
    whole: PacketRecords
    reader: models.User
    moment: datetime.datetime
    today: SideDays
    others: Languages
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class OfficerText:
    """Fields of records that officers write for a packet, each compared with the previous edition.

    The records are those that the section `of` reads. Changes are listed under `page` (labelled with the
    title of its section, or `label`), or else under what `format_ref` returns. Where a text `names_items`,
    what it says of items and topics is written as the reader may read it.
    """

    model: type[Model]
    of: str
    fields: tuple[str, ...]
    page: str = ""
    label: Promise | str = ""
    format_ref: Callable[[Any, PacketRecords], str] | None = None
    names_items: bool = True

    def ref_of(self, row: Any, records: PacketRecords) -> str:
        """Return the name of the page or record under which changes of a row are listed."""
        return self.page if self.format_ref is None else self.format_ref(row, records)


@dataclass(frozen=True, slots=True)
class FactKind:
    """The label of a kind of compared facts; `model` where its history is that of records of its own."""

    label: Promise | str
    model: type[Model] | None = None


Kept = tuple[Mapping[str, Any], tuple[Section, ...]]


@dataclass(frozen=True, slots=True)
class Selection:
    """How a short edition prints a section: with these templates, after those with a lower `place`.

    `is_wanted` selects among several headings of a section, by the content.
    """

    templates: tuple[str, ...]
    place: int = 0
    is_wanted: Callable[[Any, Section], bool] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketSection:
    """A section of a packet. `values` is the frozen dataclass of its fields in the content.

    All else is optional. Without `list_headings` it has one heading, left out where it has no content, unless
    it `is_always_printed`; without a number it has none. The adviser edition prints all sections; a short
    edition prints those that name it in `editions`. `load` reads its own records, in as many queries
    whatever their number. What an addendum keeps of it, with its headings, `restrict` returns: nothing of
    itself. `since` is the format of frozen contents that added it.

    Of an item or point given in confidence, only the fields of its values that are declared as `Shown` are
    printed and compared; `load` goes through `access.policy`.
    """

    key: str
    values: type[Any]
    build: Callable[[Building], Mapping[str, Any]]
    number: str = ""
    title: Promise | str = ""
    short: Promise | str = ""
    purpose: Promise | str = ""
    format_purpose: Callable[[PacketRecords], str] | None = None
    templates: tuple[str, ...] = ()
    editions: Mapping[PacketEdition, Selection] = field(default_factory=dict)
    is_always_printed: bool = False
    # The fields without which it has no heading; others may be printed elsewhere.
    heading_fields: tuple[str, ...] = ()
    list_headings: Callable[[Mapping[str, Any]], tuple[Section, ...]] | None = None
    load: Callable[[tuple[models.Meeting, ...], models.User], tuple[Model, ...]] | None = None
    texts: tuple[OfficerText, ...] = ()
    kinds: Mapping[str, FactKind] = field(default_factory=dict)
    list_facts: Callable[[PacketRecords, SideDays], Iterator[ComparedFact]] | None = None
    list_too_long: Callable[[Any, frozenset[str]], Iterator[str]] | None = None
    # Each written text or value with the name of its record; without it, every field and no name.
    name_texts: Callable[[Any], Iterator[tuple[Any, tuple[str, ...]]]] | None = None
    part_names: Mapping[str, Promise | str] = field(default_factory=dict)
    restrict: Callable[[Any, frozenset[str]], Kept] | None = None
    since: int = 1

    @property
    def fields(self) -> frozenset[str]:
        """The names of its fields in the content."""
        return frozenset(one.name for one in fields(self.values))

    def empty(self) -> dict[str, Any]:
        """Return its fields without content; each has a default."""
        return {
            one.name: one.default_factory() if one.default_factory is not MISSING else one.default
            for one in fields(self.values)
        }

    def headings(
        self, built: Mapping[str, Any], records: PacketRecords, others: Languages
    ) -> tuple[Section, ...]:
        """Return the headings under which it is printed, each in the languages beside that of the packet."""
        if self.list_headings is not None:
            return self.list_headings(built)
        is_filled = any(built[name] for name in self.heading_fields or built)
        if not self.number or not (self.is_always_printed or is_filled):
            return ()
        purpose = self.format_purpose(records) if self.format_purpose else str(self.purpose)
        names = translate_title(others, self.title)
        return (Section(self.key, self.number, str(self.title), names, str(self.short), purpose),)

    def texts_in(self, content: Any) -> Iterator[tuple[Any, tuple[str, ...]]]:
        """Yield what people wrote of it in a content, with the name of the record where it has one."""
        if self.name_texts is not None:
            yield from self.name_texts(content)
        else:
            yield from ((getattr(content, one.name), ()) for one in fields(self.values))
