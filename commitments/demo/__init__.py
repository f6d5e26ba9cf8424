"""The demonstration: public facts about Cambodia, and a fictional partner with items in every state.

To leave the demonstration, the whole database is emptied, and only where nothing else was recorded. The
database refuses to delete single rows, so the triggers are dropped for the one transaction that empties every
table, and created again before it ends.
"""

from collections.abc import Iterable
from pathlib import Path

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

from commitments.classification.prepared_sheets import ENDING, list_pages
from commitments.db import triggers
from commitments.demo import people
from commitments.demo.loader import OCCASIONS, is_loaded
from commitments.errors import Refused
from commitments.files import storage
from commitments.models import (
    AgendaPaper,
    ClosurePackage,
    Country,
    Evidence,
    Meeting,
    Packet,
    PacketCopy,
    User,
)

NAMED = 5
# Rows that migrations made, and will not make again.
KEPT_TABLES = {"django_content_type", "auth_permission"}
INSTEAD = (
    "Keep this database and start with a new one: set DATABASE_URL to an empty database, or "
    "TRACKER_DATA to an empty folder, then run manage.py migrate and manage.py "
    "create_administrator."
)


def check_only_demo(*, with_tried: bool) -> None:
    """Raise `Refused` where anything beside the demonstration is recorded, and name it.

    `with_tried` allows meetings that a person recorded with the demonstration's accounts to try it out.
    """
    if not is_loaded():
        raise Refused("There is no demonstration in this database.", "not_loaded")
    strangers = User.objects.exclude(username__in=[one.username for one in people.ACCOUNTS])
    _refuse("accounts", strangers.order_by("username").values_list("username", flat=True))
    lands = Country.objects.exclude(iso__in=[land.iso for land in people.LANDS])
    _refuse("countries", lands.order_by("iso").values_list("name", flat=True))
    own = Meeting.objects.exclude(title__in=[one.title for one in OCCASIONS]).order_by("pk")
    if not with_tried:
        tried = "If they were recorded only for testing, add --with-tried."
        _refuse("meetings", own.values_list("reference", flat=True), tried)


def _refuse(kind: str, names: Iterable[str], otherwise: str = "") -> None:
    found = list(names)
    if found:
        listed = ", ".join(found[:NAMED]) + (" and more" if len(found) > NAMED else "")
        sentences = f"There are {kind} that do not belong to the demonstration: {listed}.", otherwise, INSTEAD
        raise Refused(" ".join(filter(None, sentences)), "mixed")


@transaction.atomic
def remove_demo(*, with_tried: bool) -> list[Path]:
    """Empty every table except Django's own, and create the triggers again; all or nothing.

    All users are signed out, every token ends. Returns the files of evidence and packets that no record uses
    any more, to be deleted after the transaction. Raises `Refused` as `check_only_demo` does.
    """
    check_only_demo(with_tried=with_tried)
    filed = (model.objects.exclude(sha256="") for model in (Evidence, AgendaPaper))
    papers = [digest for rows in filed for digest in rows.values_list("sha256", flat=True)]
    printed = Packet.objects.values_list("sha256", "draft_sha256")
    imprints = Packet.objects.values_list("imprints", flat=True)
    kept = [one for each in imprints for one in each.values() if isinstance(one, dict)]
    editions = {one["sha256"] for one in kept if "sha256" in one}
    editions |= {one["layout"]["sha256"] for one in kept if one.get("layout")}
    sheets = {one["sha256"] for each in imprints for one in list_pages(each).values()}
    copies = PacketCopy.objects.values_list("sha256", "sheet_sha256")
    packets = {name for names in (*printed, *copies) for name in names} | editions
    contents = set(Packet.objects.values_list("content_sha256", flat=True))
    orphans = [storage.open_evidence_store().path_of(name) for name in papers]
    orphans += [storage.open_packet_store().path_of(name) for name in packets - {""}]
    orphans += [storage.open_packet_store(".json").path_of(name) for name in contents - {""}]
    orphans += [storage.open_packet_store(ENDING).path_of(name) for name in sheets]
    bags = ClosurePackage.objects.exclude(sha256="").values_list("sha256", flat=True)
    orphans += [storage.open_closeout_store().path_of(name) for name in bags]
    models = apps.get_models(include_auto_created=True)
    tables = {model._meta.db_table for model in models if model._meta.managed} - KEPT_TABLES
    triggers.drop_triggers(connection)
    statements = connection.ops.sql_flush(
        no_style(), sorted(tables), reset_sequences=True, allow_cascade=True
    )
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    triggers.create_triggers(connection)
    return orphans
