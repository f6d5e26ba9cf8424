"""What is said of a fault in the history, and how its row is named."""

from django.utils.translation import gettext as _

from commitments.models import AuditRow
from commitments.verifying.verdict import Fault, Kind


def named(fault: Fault) -> str:
    """Name the row of a fault: its key, what it tells of and when; without a row, the place in the chain."""
    if not fault.row:
        place = {"position": fault.position}
        return _("history, seal %(position)s") % place if fault.position else _("history")
    rows = AuditRow.objects.filter(pk=fault.row)
    told = rows.values_list("at", "action", "subject_type", "subject_id").first()
    if told is None:
        return _("audit row %(key)s") % {"key": fault.row}
    at, action, kind, key = told
    what = f"{action}, {kind.rpartition('.')[2]} {key}, {at:%Y-%m-%dT%H:%M:%SZ}"
    return _("audit row %(key)s (%(what)s)") % {"key": fault.row, "what": what}


def said(fault: Fault) -> str:
    """Say what is wrong with it."""
    others = fault.others
    match fault.kind:
        case Kind.ALTERED:
            return _(
                "it is not what was sealed: it was altered, or audit row %(key)s was, and sealed anew."
            ) % {"key": others[0] if others else 0}
        case Kind.BROKEN:
            return _(
                "it does not follow what stands before it: the audit rows %(first)s to %(last)s between them "
                "were taken out, or it was altered."
            ) % {"first": others[0], "last": others[1]}
        case Kind.EXCHANGED:
            return _("it bears what audit row %(key)s held.") % {"key": others[0]}
        case Kind.RESEALED:
            return _("its seal was altered; the row is as it was.")
        case Kind.MISSING:
            return _("it was sealed, and is gone.")
        case Kind.REMOVED:
            return _(
                "the seals %(first)s to %(last)s and their rows are gone; they stood between audit rows "
                "%(before)s and %(after)s, and what follows cannot be compared."
            ) % {"first": fault.position, "last": others[0], "before": others[1], "after": others[2]}
        case Kind.UNSEALED:
            return _("no seal is on it: it was written past the tracker, or its seal was taken away.")
        case Kind.FOREIGN:
            return _("it was put into the chain afterwards.")
        case Kind.MOVED:
            return _("it does not stand in the order in which it was sealed.")
        case Kind.CUT:
            return _("the history ends here, and an anchor counted %(count)s: what came after is gone.") % {
                "count": others[0]
            }
        case Kind.ANEW:
            return _(
                "the chain bears another hash here than its anchor: it was written anew after seal %(held)s."
            ) % {"held": others[0]}
        case _:
            return _("more rows do not fit than are named here.")
