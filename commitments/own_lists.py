"""How one person arranges the list of commitments: kept for the account, told to nobody, in no history."""

from collections.abc import Sequence

from commitments import access
from commitments.models import ListColumns, User


def columns_of(person: User) -> list[str]:
    """Give the names of the columns that the person chose; none where nothing was chosen."""
    chosen = access.visible_to(ListColumns.objects.filter(owner=person), person).first()
    return chosen.names if chosen else []


def choose_columns(person: User, names: Sequence[str]) -> None:
    """Keep the columns for the account; without any, the usual ones come back."""
    if names:
        ListColumns.objects.update_or_create(owner=person, defaults={"names": list(names)})
    else:
        ListColumns.objects.filter(owner=person).delete()
