"""What is open on each account, by how firmly it was promised; pure, from rows already read."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments import models as m
from commitments.briefings.content import Account, Boxes
from commitments.briefings.glance.sides import named, unit
from commitments.briefings.rows import Days
from commitments.briefings.words import cap
from commitments.vocabulary import OwedBy, Strength

FIRM = (Strength.BOUND, Strength.AGREED)
NO_PROMISE = gettext_lazy("What an owner declined is not counted.")
STRENGTHS = (*FIRM, Strength.WILL_ENDEAVOUR, Strength.WILL_CONSIDER, Strength.NOT_STATED)


def balance(items: list[m.Commitment], today: Days) -> Boxes:
    """Set what we owe beside what they owe, the firmest first; joint items are left out, and that is said.

    What an owner declined is nobody's promise.
    """
    single = [item for item in items if item.is_open and item.owed_by != OwedBy.JOINT]
    promised = [item for item in single if item.is_promised]
    note = _("Open items on one side's account, by strength of wording; joint items are left out.")
    if len(promised) < len(single):
        note += f" {NO_PROMISE}"
    single = promised
    rows = []
    for strength in STRENGTHS:
        found = [item for item in single if item.strength == strength]
        if found:
            cells = tuple(
                tuple(unit(item, today) for item in found if item.owed_by == side)
                for side in (OwedBy.OURS, OwedBy.THEIRS)
            )
            rows.append(Account(cap(strength.label), cells))
    title = _title(single)
    heads = (_("On our account"), _("Strength"), _("On their account"))
    told = [f"{title}."]
    for row in rows:
        for head, cell in zip((heads[0], heads[2]), row.cells, strict=True):
            if cell:
                told.append(f"{head}, {row.label}: {named(cell)}.")
    return Boxes(
        title=title,
        note=note,
        told=" ".join(told),
        heads=heads,
        rows=tuple(rows),
    )


def _title(single: list[m.Commitment]) -> str:
    ours = [item.strength in FIRM for item in single if item.owed_by == OwedBy.OURS]
    theirs = [item.strength in FIRM for item in single if item.owed_by == OwedBy.THEIRS]
    said = ngettext("%(n)s open promise on our account", "%(n)s open promises on our account", len(ours))
    counted = _("%(ours)s, %(theirs)s on theirs") % {"ours": said % {"n": len(ours)}, "theirs": len(theirs)}
    if not single:
        return counted
    firm = _("agreed or bound: %(ours)s of ours, %(theirs)s of theirs")
    return f"{counted}; {firm % {'ours': sum(ours), 'theirs': sum(theirs)}}"
