"""Refusals of what third states gave without their consent: each names the records to ask about."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.access import grants, policy
from commitments.enums import ConsentPurpose
from commitments.errors import Refused
from commitments.models import User

Held = Mapping[type[Any], Collection[int]]
NAME_LENGTH = 60


def explain_missing(held: Held, purpose: ConsentPurpose, user: User | None) -> Refused | None:
    """Explain that third states have not consented to a use of some records, or return None.

    Each record that the person may read is named with who gave it; the others are counted. The administrator
    of the server, who has no account, is shown all.
    """
    given = grants.find_given_records(held, purpose)
    if not any(given.values()):
        return None
    names, hidden = list[str](), 0
    for model, keys in given.items():
        rows: Any = model._base_manager.filter(pk__in=keys)
        readable = rows if user is None else policy.readable_by(rows, user)
        found = sorted(map(_name, readable))
        names += found
        hidden += len(keys) - len(found)
    if hidden:
        others = ngettext(
            "%(n)d record that you do not have access to",
            "%(n)d records that you do not have access to",
            hidden,
        )
        names.append(others % {"n": hidden})
    said = _(
        "A third state has not consented: %(records)s. First record the originator’s consent on the page "
        "“Classification” of each record."
    )
    return Refused(said % {"records": "; ".join(names)}, "third_state")


def require_consents(held: Held, purpose: ConsentPurpose, user: User | None) -> None:
    """Raise `Refused` where third states have not consented to a use of some records."""
    if (refusal := explain_missing(held, purpose, user)) is not None:
        raise refusal


def _name(record: Any) -> str:
    """Name a record as on its page: the reference, what it is, and who gave it."""
    beside = getattr(record, "meeting", None) or record.commitment
    words = {
        "reference": beside.reference,
        "kind": record._meta.verbose_name,
        "name": Truncator(str(record)).chars(NAME_LENGTH),
        "state": record.originator,
    }
    return _("%(reference)s, %(kind)s “%(name)s” (%(state)s)") % words
