"""Who is let in, what leaves the house, and who looked."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AccountMatter(TextChoices):
    """What is changed of an account by one person's proposal and another's confirmation."""

    REACH = "reach", _("role, clearance or scope")
    SECOND_FACTOR = "second_factor", _("reset of a lost second factor")
    FIRST_FACTOR = "first_factor", _("second factor that no mail can confirm")


class Completion(TextChoices):
    """How far a commitment is done, in the words of what is published."""

    NOT_STARTED = "not_started", _("not started")
    LIMITED = "limited", _("limited")
    SUBSTANTIAL = "substantial", _("substantial")
    COMPLETE = "complete", _("complete")
    NO_EVIDENCE = "no_evidence", _("no evidence")


class ReleaseState(TextChoices):
    DRAFT = "draft", _("being written")
    CLEARED = "cleared", _("cleared for publication")
    WITHDRAWN = "withdrawn", _("no longer to be published")


class OpeningKind(TextChoices):
    OPENED = "opened", _("opened")
    PRINTED = "printed", _("printed")
    EXPORTED = "exported", _("exported")
    FETCHED = "fetched", _("fetched by a program")


class Scope(TextChoices):
    """What a token of the API may be used for, within what its person may do."""

    READ = "read", _("read what you may read")
    REPORT = "report", _("accept, decline, report, file evidence and ask for a date")
    RECORD = "record", _("record and change meetings, texts, outcomes and commitments, and take every step")
    PACKETS = "packets", _("ask for packets and fetch them")
