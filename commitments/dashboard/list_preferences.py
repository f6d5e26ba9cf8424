"""A person's own arrangement of the list of commitments: private to the account, and not in the history."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commitments.access import policy
from commitments.access.cached_queries import load_prepared
from commitments.db import page_cache
from commitments.errors import Refused
from commitments.models import ListColumns, SavedView, User

MOST_VIEWS = 20
LONGEST_NAME = 60
LONGEST_QUERY = 500


def columns_of(person: User) -> list[str]:
    """Return the names of the columns that the person chose; empty where none were chosen."""
    chosen = load_prepared(_list_columns, person)
    return chosen[0].names if chosen else []


def _list_columns(person: User) -> QuerySet[ListColumns]:
    return policy.readable_by(ListColumns.objects.filter(owner=person), person)


def choose_columns(person: User, names: Sequence[str]) -> None:
    """Save the columns for the account; without any, the usual ones are shown again."""
    if names:
        ListColumns.objects.update_or_create(owner=person, defaults={"names": list(names)})
    else:
        ListColumns.objects.filter(owner=person).delete()


def views_of(person: User) -> QuerySet[SavedView]:
    """List the views that the person keeps, the oldest first."""
    return policy.readable_by(SavedView.objects.filter(owner=person), person)


def list_views(person: User) -> list[SavedView]:
    """Return the same views, once for each page."""
    return page_cache.of_page(("saved views", person.pk), lambda: load_prepared(views_of, person))


@transaction.atomic
def save_view(person: User, name: str, query: str) -> SavedView:
    """Save a list under a name; raises `Refused` where the name is taken or the maximum is reached."""
    _lock_views(person)
    said = _name(person, name)
    if views_of(person).count() >= MOST_VIEWS:
        raise Refused(_("You have 20 views, the maximum. Delete one first."), "too_many")
    if len(query) > LONGEST_QUERY:
        raise Refused(_("This search is too long to save. Use fewer words."), "too_long")
    return SavedView.objects.create(owner=User.objects.get(pk=person.pk), name=said, query=query)


@transaction.atomic
def rename_view(person: User, view: SavedView, name: str) -> None:
    """Rename one of the person's own views; raises `Refused` where the name is taken."""
    _lock_views(person)
    views_of(person).filter(pk=view.pk).update(name=_name(person, name, besides=view))


def delete_view(person: User, view: SavedView) -> None:
    """Forget an own view; the items on it stay as they are."""
    views_of(person).filter(pk=view.pk).delete()


def _lock_views(person: User) -> None:
    """Lock the person's views, so that two windows save one after the other."""
    User.objects.select_for_update().get(pk=person.pk)


def _name(person: User, name: str, *, besides: SavedView | None = None) -> str:
    said = " ".join(name.replace("\x00", " ").split())
    if not said:
        raise Refused(_("Enter a name for the view."), "no_name")
    if len(said) > LONGEST_NAME:
        raise Refused(_("Enter a name of up to 60 characters."), "too_long")
    others = views_of(person).filter(name=said)
    if (others.exclude(pk=besides.pk) if besides else others).exists():
        raise Refused(_("You already have a view with this name. Enter another name."), "taken")
    return said
