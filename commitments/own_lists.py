"""How one person arranges the list of commitments: kept for the account, told to nobody, in no history."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commitments import access
from commitments.errors import Refused
from commitments.models import ListColumns, SavedView, User

MOST_VIEWS = 20
LONGEST_NAME = 60
LONGEST_QUERY = 500


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


def views_of(person: User) -> QuerySet[SavedView]:
    """List the views that the person keeps, the oldest first."""
    return access.visible_to(SavedView.objects.filter(owner=person), person)


@transaction.atomic
def keep_view(person: User, name: str, query: str) -> SavedView:
    """Keep a list under a name; raises `Refused` where the name is taken or there are as many as may be."""
    _hold(person)
    said = _name(person, name)
    if views_of(person).count() >= MOST_VIEWS:
        raise Refused(_("You keep 20 views. Delete one that is no longer used."), "too_many")
    if len(query) > LONGEST_QUERY:
        raise Refused(_("This search is too long to be kept. Use fewer words."), "too_long")
    return SavedView.objects.create(owner=User.objects.get(pk=person.pk), name=said, query=query)


@transaction.atomic
def rename_view(person: User, view: SavedView, name: str) -> None:
    """Give an own view another name; raises `Refused` where that is taken."""
    _hold(person)
    views_of(person).filter(pk=view.pk).update(name=_name(person, name, besides=view))


def delete_view(person: User, view: SavedView) -> None:
    """Forget an own view; the items on it stay as they are."""
    views_of(person).filter(pk=view.pk).delete()


def _hold(person: User) -> None:
    """Let two windows of one person keep views one after the other."""
    User.objects.select_for_update().get(pk=person.pk)


def _name(person: User, name: str, *, besides: SavedView | None = None) -> str:
    said = " ".join(name.replace("\x00", " ").split())
    if not said:
        raise Refused(_("Give the view a name."), "no_name")
    if len(said) > LONGEST_NAME:
        raise Refused(_("A name has at most 60 characters. Shorten it."), "too_long")
    others = views_of(person).filter(name=said)
    if (others.exclude(pk=besides.pk) if besides else others).exists():
        raise Refused(_("You have a view of this name. Choose another one."), "taken")
    return said
