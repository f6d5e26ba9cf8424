"""The judge of each kind of table, with all that it has to know read once."""

import datetime
from collections.abc import Sequence
from typing import Protocol

from django.utils.translation import gettext as _

from commitments.deadlines import World
from commitments.errors import Refused
from commitments.imports.due import Clock
from commitments.imports.judged import Judged, Line
from commitments.imports.names import read_names
from commitments.imports.of_commitments import CommitmentJudge
from commitments.imports.of_holidays import HolidayJudge
from commitments.imports.of_parties import MinistryJudge, OfficialJudge
from commitments.imports.of_updates import UpdateJudge
from commitments.imports.places import read_places
from commitments.models import Import
from commitments.vocabulary import ImportSubject


class Judge(Protocol):
    """Says of each row what it is; `prepare` reads what some rows need, and is called before them."""

    def prepare(self, lines: Sequence[Line]) -> None:
        """Read what these rows name."""

    def judge(self, line: Line) -> Judged:
        """Say what a row is, and what taking it would write."""


def judge_of(of: Import, today: datetime.date) -> Judge:
    """Make the judge of an import for the person who brings it in."""
    person = of.by
    match ImportSubject(of.subject):
        case ImportSubject.COMMITMENTS:
            if of.meeting is None:
                raise Refused(_("Choose the meeting at which these were agreed."), "no_meeting")
            clock = Clock(of.meeting, today, World())
            return CommitmentJudge(clock, person, read_names(person, today, of.answers))
        case ImportSubject.UPDATES:
            return UpdateJudge(person, of.meeting, today)
        case ImportSubject.MINISTRIES:
            return MinistryJudge(read_places(), person)
        case ImportSubject.OFFICIALS:
            return OfficialJudge(read_places(), person, read_names(person, today, of.answers))
        case ImportSubject.HOLIDAYS:
            return HolidayJudge(read_places(), person)
