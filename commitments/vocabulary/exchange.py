"""Words of what is exchanged with the other side as a file."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MatrixColumn(TextChoices):
    """The columns of a joint follow-up matrix in which the other side may write something else."""

    WORDING = "wording", _("agreed wording")
    WORDING_OTHER = "wording_other", _("agreed wording in the other language")
    OWNER = "owner", _("owner")
    DUE = "due", _("deadline as agreed")
    STATUS = "status", _("status")
    OURS = "ours", _("our remarks")
    THEIRS = "theirs", _("their remarks")


# What was agreed, in each language of the matrix.
WORDINGS = (MatrixColumn.WORDING, MatrixColumn.WORDING_OTHER)


class RemarkState(TextChoices):
    """What became of what the other side wrote."""

    WAITING = "waiting", _("waits for the desk")
    NOTED = "noted", _("taken note of")
    ACTED_ON = "acted_on", _("acted on")
    SET_ASIDE = "set_aside", _("set aside")
