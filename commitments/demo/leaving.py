"""The way out of the demonstration: the whole database is emptied, and only where nothing else is on record.

What is recorded cannot be removed row by row: the database refuses. So the demonstration goes as a whole, its
locks lifted for the one transaction that empties every table, and set again before it ends.
"""

from collections.abc import Iterable
from pathlib import Path

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

from commitments import files, locks
from commitments.demo import people
from commitments.demo.loader import OCCASIONS, is_loaded
from commitments.errors import Refused
from commitments.models import Country, Evidence, Meeting, Packet, PacketCopy, User

NAMED = 5
# Rows that migrations made, and will not make again.
KEPT = {"django_content_type", "auth_permission"}
INSTEAD = (
    "Keep this database and begin beside it: name an empty one in DATABASE_URL, or an empty folder in "
    "TRACKER_DATA, then run manage.py migrate and manage.py create_administrator."
)


def check(*, with_tried: bool) -> None:
    """Raise `Refused` where anything beside the demonstration is on record, and say what it is.

    `with_tried` lets go of meetings that somebody recorded with the demonstration's accounts to try it out.
    """
    if not is_loaded():
        raise Refused("There is no demonstration in this database.", "not_loaded")
    strangers = User.objects.exclude(username__in=[one.username for one in people.ACCOUNTS])
    _refuse("accounts", strangers.order_by("username").values_list("username", flat=True))
    lands = Country.objects.exclude(iso__in=[land.iso for land in people.LANDS])
    _refuse("countries", lands.order_by("iso").values_list("name", flat=True))
    own = Meeting.objects.exclude(title__in=[one.title for one in OCCASIONS]).order_by("pk")
    if not with_tried:
        tried = "If they were only recorded to try it out, add --with-tried."
        _refuse("meetings", own.values_list("reference", flat=True), tried)


def _refuse(kind: str, names: Iterable[str], otherwise: str = "") -> None:
    found = list(names)
    if found:
        listed = ", ".join(found[:NAMED]) + (" and more" if len(found) > NAMED else "")
        sentences = f"There are {kind} that are not of the demonstration: {listed}.", otherwise, INSTEAD
        raise Refused(" ".join(filter(None, sentences)), "mixed")


@transaction.atomic
def leave(*, with_tried: bool) -> list[Path]:
    """Empty every table but those of Django's own, and set the locks again; all or nothing.

    Everybody is signed out, every token ends. Gives the files of evidence and packets that are nobody's any
    more, to be removed once the transaction has ended. Raises `Refused` as `check` does.
    """
    check(with_tried=with_tried)
    papers = Evidence.objects.exclude(sha256="").values_list("sha256", flat=True)
    printed = Packet.objects.values_list("sha256", "draft_sha256")
    copies = PacketCopy.objects.values_list("sha256", flat=True)
    packets = {name for names in printed for name in names} | set(copies)
    contents = set(Packet.objects.values_list("content_sha256", flat=True))
    orphans = [files.evidence().path_of(name) for name in papers]
    orphans += [files.packets().path_of(name) for name in packets - {""}]
    orphans += [files.packets(".json").path_of(name) for name in contents - {""}]
    models = apps.get_models(include_auto_created=True)
    tables = {model._meta.db_table for model in models if model._meta.managed} - KEPT
    locks.drop(connection)
    statements = connection.ops.sql_flush(
        no_style(), sorted(tables), reset_sequences=True, allow_cascade=True
    )
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    locks.create(connection)
    return orphans
