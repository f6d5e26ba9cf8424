"""Check rows that become ministries, officials or declared holidays against the record."""

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commitments.access import policy
from commitments.audit import log
from commitments.enums import PostFunction
from commitments.models import Country, Holiday, Ministry, Official, User
from commitments.parties.names import NamesInUse, fold_without_spaces
from commitments.tables.cells import FREE, as_typed, in_a_line, key_of, says_nothing, shorten_cell, value_of
from commitments.tables.importer.names import CountryIndex, Names, check_length, plain_day
from commitments.tables.importer.results import CheckedRow, ImportLine

# The most letters of each column that is text.
MINISTRY_TEXTS = {"name": 200, "short_name": 30}
MINISTRY_NAMES = ("name", "short_name", "other_names")
LOCAL_TEXTS = {"home": ("name_home", "short_home"), "local": ("name_local", "short_local")}
OFFICIAL_TEXTS = {"post": 200, "person": 200, "email": 254}
LONGEST_LOCAL = {"name": 200, "short": 60}
FURTHEST = 32_767


class MinistryJudge:
    """Checks rows of ministries: a ministry is identified by its country and any of its names."""

    def __init__(self, places: CountryIndex, person: User) -> None:
        self.places, self.person = places, person
        self.known: dict[tuple[int, str], Ministry] = {}
        self.seen: dict[tuple[int, str], int] = {}
        # The rows of this file that give a ministry of a country a name.
        self.typed: dict[tuple[int, str], int] = {}
        self.in_use: dict[int, NamesInUse] = {}
        self.home = next((one for one in places.by_name.values() if one.iso == settings.HOME_COUNTRY), None)
        rows = list(policy.readable_by(Ministry.objects.prefetch_related("names"), person).order_by("-pk"))
        for row in rows:
            for name in row.all_names:
                self.known[row.country_id, key_of(as_typed(name))] = row
        for country in {row.country_id for row in rows}:
            self.in_use[country] = NamesInUse(row for row in rows if row.country_id == country)
        # What one is called in full is no other's, whoever is called so in short.
        self.known |= {(row.country_id, key_of(as_typed(row.name))): row for row in rows}

    def prepare(self, lines: Sequence[ImportLine]) -> None:
        """Everything is known already: ministries are few."""

    def judge(self, line: ImportLine) -> CheckedRow:
        """Return the result of checking a row, and what importing it would write."""
        judged = CheckedRow(title=shorten_cell(line["name"]))
        country = self.places.find_country(line, judged)
        name = " ".join(line["name"].split())
        is_known = country is not None and (country.pk, key_of(name)) in self.known
        if says_nothing(name) and not (name and is_known):
            judged.wrong("name", _("The name is missing. Enter it."))
            return judged
        texts = {one: " ".join(line[one].split()) for one in MINISTRY_TEXTS if not says_nothing(line[one])}
        values: dict[str, Any] = {
            one: text for one, text in texts.items() if check_length(one, text, MINISTRY_TEXTS[one], judged)
        }
        if others := _other_names(line["other_names"], judged):
            values["other_names"] = others
        values |= {one: plain_day(one, line, judged) for one in ("valid_from", "valid_until")}
        if country is None:
            return judged
        judged.says = str(country)
        found = self.known.get((country.pk, key_of(name)))
        locals_ = self._locals(country, line, judged)
        _in_order(values, "valid_from", "valid_until", judged)
        if found is None:
            row = self.seen.setdefault((country.pk, key_of(name)), line.number)
            if row != line.number:
                judged.wrong(
                    "name",
                    _("Row %(row)d has the same ministry. Remove one of the rows.") % {"row": row},
                    row=row,
                )
            judged.plan |= {"country": country.pk, "values": values, "names": locals_}
            if row == line.number:
                self._check_names(country, None, line.number, judged)
            return judged
        judged.record, judged.title = found.pk, str(found)
        given = {one: value for one, value in values.items() if value and one != "name"}
        judged.plan["values"] = list_differing(found, given, judged)
        standing = {row.language: row for row in found.names.all()}
        judged.plan["names"] = {}
        for language, wanted in locals_.items():
            local = standing.get(language)
            old = {part: getattr(local, part) if local else "" for part in ("name", "short_name")}
            new = {part: text for part, text in wanted.items() if text and text != in_a_line(old[part])}
            if key_of(wanted["name"]) == key_of(found.name) and local is None:
                continue
            if new:
                judged.plan["names"][language] = old | new
                judged.plan.setdefault("stood", {})[language] = old if local else None
                judged.change("name_local", old["name"], (old | new)["name"])
        self._check_names(country, found.pk, line.number, judged)
        return judged

    def _locals(self, country: Country, line: ImportLine, judged: CheckedRow) -> dict[str, dict[str, str]]:
        """Return the names in other languages, by the code of the language."""
        found: dict[str, dict[str, str]] = {}
        for which, (name, short) in LOCAL_TEXTS.items():
            texts = {"name": " ".join(line[name].split()), "short_name": " ".join(line[short].split())}
            if says_nothing(texts["name"]):
                if not says_nothing(texts["short_name"]):
                    judged.doubt(
                        short,
                        _("The short name is left out because the full name in that language is missing."),
                    )
                continue
            texts = {part: "" if says_nothing(text) else text for part, text in texts.items()}
            of = self.home if which == "home" else country
            languages = [code for code in (of.spoken if of else []) if code != "en"]
            if not languages:
                judged.wrong(
                    name,
                    _(
                        "No language other than English is recorded for %(country)s. Add the language to "
                        "the country, or leave this cell empty."
                    )
                    % {"country": of or "–"},
                )
            elif check_length(name, texts["name"], LONGEST_LOCAL["name"], judged) and check_length(
                short, texts["short_name"], LONGEST_LOCAL["short"], judged
            ):
                found[languages[0]] = texts
        return found

    def _check_names(self, country: Country, ministry: int | None, row: int, judged: CheckedRow) -> None:
        """Refuse names of other ministries of the country, on record or in this file."""
        in_use = self.in_use.setdefault(country.pk, NamesInUse(()))
        for column, names in list_planned_names(judged.plan):
            if (refusal := in_use.why_not(names, ministry)) is not None:
                judged.wrong(column, refusal.message)
            for name in names:
                first = self.typed.setdefault((country.pk, fold_without_spaces(name)), row)
                if first != row:
                    says = _("Row %(row)d has the name “%(name)s” too. Correct one of the rows.")
                    judged.wrong(column, says % {"row": first, "name": name}, row=first)


def list_planned_names(plan: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """Return the names that a row gives a ministry, by their columns."""
    values = plan["values"]
    spoken = [text for texts in plan["names"].values() for text in texts.values() if text]
    named = [(column, (values.get(column) or "").splitlines()) for column in MINISTRY_NAMES]
    return [*named, ("name_local", spoken)]


def _other_names(text: str, judged: CheckedRow) -> str:
    """Return the names of a cell, which semicolons part, one a line."""
    if says_nothing(text):
        return ""
    names = [" ".join(name.split()) for name in re.split(r"[;\n]", text)]
    fits = all(check_length("other_names", name, MINISTRY_TEXTS["name"], judged) for name in names)
    return "\n".join(dict.fromkeys(filter(None, names))) if fits else ""


class OfficialJudge:
    """Checks rows of officials: an official is identified by country, ministry, post and name."""

    def __init__(self, places: CountryIndex, person: User, names: Names) -> None:
        self.places, self.names = places, names
        self.known: dict[tuple[object, ...], list[Official]] = {}
        self.seen: dict[tuple[object, ...], int] = {}
        for row in policy.readable_by(Official.objects.all(), person).order_by("-pk"):
            key = (row.country_id, row.ministry_id, key_of(as_typed(row.post)), key_of(as_typed(row.person)))
            self.known.setdefault(key, []).append(row)

    def prepare(self, lines: Sequence[ImportLine]) -> None:
        """Everything is known already: officials are few."""

    def judge(self, line: ImportLine) -> CheckedRow:
        """Return the result of checking a row, and what importing it would write."""
        judged = CheckedRow(title=shorten_cell(", ".join(filter(None, (line["person"], line["post"])))))
        country = self.places.find_country(line, judged)
        named = (key_of(line["post"]), key_of(line["person"]))
        is_known = any(key[2:] == named for key in self.known) if says_nothing(line["post"]) else True
        if not line["post"] or not is_known:
            judged.wrong("post", _("The post is missing. Enter it."))
        texts = {one: " ".join(line[one].split()) for one in OFFICIAL_TEXTS if not says_nothing(line[one])}
        values: dict[str, Any] = {
            one: text for one, text in texts.items() if check_length(one, text, OFFICIAL_TEXTS[one], judged)
        }
        values |= {one: plain_day(one, line, judged) for one in ("starts_on", "ends_on")}
        values |= _post(line, judged)
        _in_order(values, "starts_on", "ends_on", judged)
        if country is None or judged.faults and says_nothing(line["post"]):
            return judged
        judged.says = str(country)
        ministry = self._ministry(line, country, judged, named)
        key = (country.pk, ministry, *named)
        if key not in self.known:
            key = (country.pk, ministry, named[0], key_of(values.get("person", "")))
        # The same person may have had a post twice.
        ends = (values["starts_on"], values["ends_on"])
        standing = self.known.get(key, [])
        same = (row for row in standing if (log.to_plain(row.starts_on), log.to_plain(row.ends_on)) == ends)
        found = next(same, standing[-1] if standing else None)
        if found is None:
            row = self.seen.setdefault(key, line.number)
            if row != line.number:
                judged.wrong(
                    "post",
                    _("Row %(row)d has the same official. Remove one of the rows.") % {"row": row},
                    row=row,
                )
            judged.plan |= {"country": country.pk, "ministry": ministry, "values": values}
            return judged
        judged.record, judged.title = found.pk, str(found)
        given = {one: value for one, value in values.items() if value and one not in ("post", "person")}
        judged.plan["values"] = list_differing(found, given, judged)
        return judged

    def _ministry(
        self, line: ImportLine, country: Country, judged: CheckedRow, named: tuple[str, str]
    ) -> int | None:
        name = line["ministry"]
        if says_nothing(name):
            return None
        meant = self.names.find(name, country.pk)
        found = [one for one in meant or [] if one.country == country.pk]
        if len(found) > 1:
            # Of several of one name, that in which this person has this post.
            of = [one for one in found if (country.pk, one.ministry, *named) in self.known]
            found = of if len(of) == 1 else found
        if meant is not None and len(found) != 1:
            judged.doubt(
                "ministry",
                _(
                    "“%(name)s” does not identify one ministry of %(country)s. Select the ministry; "
                    "otherwise no ministry is recorded."
                )
                % {"country": country, "name": name},
                typed=name,
            )
            return None
        return found[0].ministry if found else None


def list_differing(row: Ministry | Official, given: dict[str, Any], judged: CheckedRow) -> dict[str, Any]:
    """Note what differs from an existing record, and return the values to write."""
    found: dict[str, Any] = {}
    for name, value in given.items():
        stands = log.to_plain(getattr(row, name))
        if value in (stands, in_a_line(stands) if isinstance(stands, str) else None):
            continue
        found[name] = value
        judged.plan.setdefault("stood", {})[name] = stands
        old = getattr(row, name)
        judged.change(name, date_format(old) if hasattr(old, "year") else old, value)
    return found


def _post(line: ImportLine, judged: CheckedRow) -> dict[str, Any]:
    """Read function, precedence and address."""
    found: dict[str, Any] = {}
    function, precedence, email = line["function"], line["precedence"], line["email"]
    if not says_nothing(function):
        found["function"] = value_of("function", function)
        if not found["function"]:
            found["function"] = PostFunction.OTHER.value
            judged.doubt(
                "function",
                _("“%(word)s” is not a known function. “Other post” is recorded.") % {"word": function},
            )
    if not says_nothing(precedence):
        if precedence.isdecimal() and int(precedence) <= FURTHEST:
            found["precedence"] = int(precedence)
        else:
            judged.wrong("precedence", _("Enter the precedence as a number. 1 is the highest."))
    if not says_nothing(email):
        try:
            validate_email(email)
        except ValidationError:
            judged.wrong("email", _("“%(text)s” is not a valid email address. Correct it.") % {"text": email})
    return found


def _in_order(values: dict[str, Any], first: str, last: str, judged: CheckedRow) -> None:
    if values.get(first) and values.get(last) and values[first] > values[last]:
        judged.wrong(last, _("The last day is before the first day. Correct one of the two dates."))


LONGEST_NAME = 120
LABELS = dict(FREE)


class HolidayJudge:
    """Checks rows of holidays: one is identified by its country and day."""

    def __init__(self, places: CountryIndex, person: User) -> None:
        self.places, self.person = places, person
        self.known: dict[tuple[int, datetime.date], Holiday] = {}
        self.seen: dict[tuple[int, str], int] = {}

    def prepare(self, lines: Sequence[ImportLine]) -> None:
        """Read what is declared of the countries of the file, once."""
        if not self.known:
            rows = policy.readable_by(Holiday.objects.all(), self.person)
            self.known = {(row.country_id, row.day): row for row in rows}

    def judge(self, line: ImportLine) -> CheckedRow:
        """Return the result of checking a row, and what importing it would write."""
        judged = CheckedRow(title=shorten_cell(f"{line['day']} {line['name']}".strip()))
        country = self.places.find_country(line, judged)
        day = plain_day("day", line, judged)
        name = " ".join(line["name"].split())
        if says_nothing(line["day"]):
            judged.wrong("day", _("The date is missing. Enter it."))
        stands = self.known.get((country.pk, datetime.date.fromisoformat(day))) if country and day else None
        if says_nothing(name) and (stands is None or in_a_line(stands.name) != name):
            judged.wrong("name", _("The name is missing. Enter it."))
        check_length("name", name, LONGEST_NAME, judged)
        word = line["is_non_working"]
        value = value_of("is_non_working", word) if not says_nothing(word) else "yes"
        if not value:
            judged.wrong(
                "is_non_working", _("“%(word)s” is neither yes nor no. Enter yes or no.") % {"word": word}
            )
        if country is None or day is None or any(fault.is_wrong for fault in judged.faults):
            return judged
        judged.says = f"{country} · {date_format(datetime.date.fromisoformat(day))} · {LABELS[value]}"
        values = {"name": name, "is_non_working": value == "yes"}
        found = stands
        if found is None:
            row = self.seen.setdefault((country.pk, day), line.number)
            if row != line.number:
                judged.wrong(
                    "day", _("Row %(row)d has the same date. Remove one of the rows.") % {"row": row}, row=row
                )
            judged.plan |= {"country": country.pk, "day": day, "values": values}
            return judged
        judged.record = found.pk
        judged.plan["values"] = {}
        judged.plan["stood"] = {"name": found.name, "is_non_working": found.is_non_working}
        if in_a_line(found.name) != name:
            judged.plan["values"]["name"] = name
            judged.change("name", found.name, name)
        if found.is_non_working != values["is_non_working"]:
            judged.plan["values"]["is_non_working"] = values["is_non_working"]
            judged.change("is_non_working", LABELS["yes" if found.is_non_working else "no"], LABELS[value])
        return judged
