"""Rows that become declared days of a calendar, held against those on file."""

import datetime
from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commitments import access
from commitments.imports.cells import glimpse, in_a_line, says_nothing
from commitments.imports.fields import FREE
from commitments.imports.judged import Judged, Line
from commitments.imports.places import Places, fits, plain_day
from commitments.imports.words import value_of
from commitments.models import Holiday, User

LONGEST_NAME = 120
LABELS = dict(FREE)


class HolidayJudge:
    """Judges rows of holidays: one is the same by its country and day."""

    def __init__(self, places: Places, person: User) -> None:
        self.places, self.person = places, person
        self.known: dict[tuple[int, datetime.date], Holiday] = {}
        self.seen: dict[tuple[int, str], int] = {}

    def prepare(self, lines: Sequence[Line]) -> None:
        """Read what is declared of the countries of the file, once."""
        if not self.known:
            rows = access.visible_to(Holiday.objects.all(), self.person)
            self.known = {(row.country_id, row.day): row for row in rows}

    def judge(self, line: Line) -> Judged:
        """Say what a row is, and what taking it would write."""
        judged = Judged(title=glimpse(f"{line['day']} {line['name']}".strip()))
        country = self.places.of(line, judged)
        day = plain_day("day", line, judged)
        name = " ".join(line["name"].split())
        if says_nothing(line["day"]):
            judged.wrong("day", _("The day is missing."))
        stands = self.known.get((country.pk, datetime.date.fromisoformat(day))) if country and day else None
        if says_nothing(name) and (stands is None or in_a_line(stands.name) != name):
            judged.wrong("name", _("The name is missing."))
        fits("name", name, LONGEST_NAME, judged)
        word = line["is_free"]
        value = value_of("is_free", word) if not says_nothing(word) else "yes"
        if not value:
            judged.wrong("is_free", _("“%(word)s” says neither yes nor no.") % {"word": word})
        if country is None or day is None or any(fault.is_wrong for fault in judged.faults):
            return judged
        judged.says = f"{country} · {date_format(datetime.date.fromisoformat(day))} · {LABELS[value]}"
        values = {"name": name, "is_free": value == "yes"}
        found = stands
        if found is None:
            row = self.seen.setdefault((country.pk, day), line.number)
            if row != line.number:
                judged.wrong("day", _("The same day stands in row %(row)d.") % {"row": row}, row=row)
            judged.plan |= {"country": country.pk, "day": day, "values": values}
            return judged
        judged.record = found.pk
        judged.plan["values"] = {}
        judged.plan["stood"] = {"name": found.name, "is_free": found.is_free}
        if in_a_line(found.name) != name:
            judged.plan["values"]["name"] = name
            judged.change("name", found.name, name)
        if found.is_free != values["is_free"]:
            judged.plan["values"]["is_free"] = values["is_free"]
            judged.change("is_free", LABELS["yes" if found.is_free else "no"], LABELS[value])
        return judged
