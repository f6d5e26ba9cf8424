"""What is brought in from tables: of which kind, how far it is, and what each row is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ImportSubject(TextChoices):
    """What the rows of a table become."""

    COMMITMENTS = "commitments", _("commitments")
    UPDATES = "updates", _("progress updates")
    MINISTRIES = "ministries", _("ministries")
    OFFICIALS = "officials", _("officials")
    HOLIDAYS = "holidays", _("holidays")


class ImportState(TextChoices):
    """How far an import is; between looking and done it waits twice for the person."""

    LOOKING = "looking", _("the file is being read")
    COLUMNS = "columns", _("waits for its columns")
    READING = "reading", _("its rows are being judged")
    READ = "read", _("waits for your decision")
    WORKING = "working", _("its rows are being taken")
    DONE = "done", _("done")
    TAKING_BACK = "taking_back", _("is being taken back")
    TAKEN_BACK = "taken_back", pgettext_lazy("an import", "taken back")
    STOPPED = "stopped", _("stopped")


class ImportWay(TextChoices):
    """Which rows are taken: all or none, those without a doubt, or the doubtful ones too, as shown."""

    WHOLE = "whole", _("all rows or none")
    GOOD = "good", _("the good rows")
    SHOWN = "shown", _("the good and the doubtful rows, as shown")


class RowVerdict(TextChoices):
    """What a row is, held against what is on file."""

    NEW = "new", pgettext_lazy("a row of a table", "new")
    CHANGED = "changed", pgettext_lazy("a row of a table", "changed")
    SAME = "same", _("as on file")
    DOUBTFUL = "doubtful", _("doubtful")
    WRONG = "wrong", pgettext_lazy("a row of a table", "wrong")


# Rows that are taken as they are, and those that somebody looks at first.
GOOD_ROWS = (RowVerdict.NEW, RowVerdict.CHANGED)
BAD_ROWS = (RowVerdict.WRONG, RowVerdict.DOUBTFUL)
