"""Pure: lines with name, mail address, ministry and language, to people to be invited or to faults."""

import csv
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

MOST_LINES = 200
LONGEST_NAME = 200
SIGNS = ("\t", ";", ",")
NAME, MAIL, MINISTRY, LANGUAGE = range(4)
# What columns are called, folded; a line of other words is a person's.
HEADINGS = frozenset(
    one.strip()
    for line in """
        name; full name; mail; e-mail; email; mail address; e-mail address; email address
        ministry; agency; organisation; organization; language
        이름; 성명; 메일; 이메일; 전자우편; 메일 주소; 이메일 주소; 전자우편 주소; 부처; 기관; 소속; 언어
    """.strip().splitlines()
    for one in line.split(";")
)


@dataclass(frozen=True, slots=True)
class Guest:
    """One line: who is invited, or what is wrong with it; `number` is the line's."""

    number: int
    name: str = ""
    email: str = ""
    ministry: int = 0
    ministry_name: str = ""
    language: str = ""
    faults: tuple[str, ...] = ()


def read(
    text: str,
    *,
    ministries: Mapping[str, tuple[int, str]],
    languages: Mapping[str, str],
    usual_language: str,
    taken: Collection[str],
) -> list[Guest]:
    """Read each line that is not empty; a heading of known columns before them is passed over.

    `ministries` leads from each name in small letters to its key and its name, `languages` from the code and
    from its word in small letters to the code; `taken` are mail addresses in small letters that have an
    account.
    """
    guests: list[Guest] = []
    seen: dict[str, int] = {}
    for number, row in _rows(text):
        cells = [" ".join(cell.split()) for cell in row] + [""] * (LANGUAGE + 1)
        if not guests and {cell.casefold() for cell in cells if cell} <= HEADINGS:
            continue
        guest = _guest(number, cells, ministries, languages, usual_language)
        faults = list(guest.faults)
        mail = guest.email.lower()
        if mail and mail in taken:
            faults.append(_("There is an account with this mail address already."))
        if mail and mail in seen:
            faults.append(_("Line %(number)d has the same mail address.") % {"number": seen[mail]})
        seen.setdefault(mail, number)
        known = (guest.name, guest.email, guest.ministry, guest.ministry_name, guest.language)
        guests.append(Guest(number, *known, faults=tuple(faults)))
    return guests


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Split the lines at the sign that they use: a tab, a semicolon, or else a comma."""
    found = []
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        if line.strip():
            sign = next((one for one in SIGNS if one in line), SIGNS[-1])
            reader = csv.reader(io.StringIO(line), delimiter=sign, skipinitialspace=True)
            found.append((number, next(reader, [])))
    return found


def _guest(
    number: int,
    cells: list[str],
    ministries: Mapping[str, tuple[int, str]],
    languages: Mapping[str, str],
    usual_language: str,
) -> Guest:
    faults = []
    if not cells[NAME] or len(cells[NAME]) > LONGEST_NAME:
        faults.append(_("The name comes first, with at most 200 characters."))
    try:
        validate_email(cells[MAIL])
    except ValidationError:
        faults.append(_("The second part is no mail address."))
    key, ministry = ministries.get(cells[MINISTRY].casefold(), (0, cells[MINISTRY]))
    if not key:
        said = _("No ministry of ours that exists today is called so, in full or in short.")
        faults.append(said)
    language = languages.get(cells[LANGUAGE].casefold(), "") if cells[LANGUAGE] else usual_language
    if not language:
        faults.append(_("The language is one of the screens’, such as en or ko."))
    if any(cells[LANGUAGE + 1 :]):
        faults.append(_("A line has four parts: name, mail address, ministry, language."))
    return Guest(number, cells[NAME], cells[MAIL], key, ministry, language, tuple(faults))
