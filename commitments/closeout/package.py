"""Make close-out packages: as a folder for the command, and as a ZIP file for the page, by a worker."""

import datetime
import shutil
import tempfile
import zipfile
from pathlib import Path

import structlog
from django.apps import apps
from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from commitments.access import policy, write_rules
from commitments.audit import log as audit_log
from commitments.audit.as_of.context import hold_snapshot
from commitments.classification import third_states
from commitments.closeout import bag, selection
from commitments.closeout.bag import BagMaker, Show, WrittenBag
from commitments.closeout.selection import GatheredRows, Selection
from commitments.enums import LOCKED_STAGES, Classification, ConsentPurpose, PacketState
from commitments.errors import Refused
from commitments.files import storage
from commitments.models import AuditRow, Closure, ClosurePackage, Country, Mechanism, Meeting, User
from commitments.models.packets import UNFINISHED
from commitments.packets import failures
from commitments.packets.archive import production
from commitments.tables import exporter

# A worker that ended without a word is replaced after this time.
LEASE = datetime.timedelta(minutes=30)
PROGRESS_SECONDS = 3600
MADE, FAILED = audit_log.PACKAGE_ACTIONS
logger = structlog.get_logger(__name__)


def find_selection(
    iso: str,
    mechanism: int | None = None,
    starts_on: datetime.date | None = None,
    ends_on: datetime.date | None = None,
) -> Selection:
    """Return the selection that codes and keys name; raise `Refused` for an unknown one."""
    country = Country.objects.filter(iso=iso.upper()).first()
    if country is None:
        raise Refused(_("There is no partner with this code."), "no_partner")
    body = None
    if mechanism is not None:
        body = Mechanism.objects.filter(country=country, pk=mechanism).first()
        if body is None:
            raise Refused(_("This partner has no such mechanism."), "no_mechanism")
    if starts_on and ends_on and ends_on < starts_on:
        raise Refused(_("Enter an end of the period that is not before its start."), "period")
    return Selection(country, body, starts_on, ends_on)


def export_folder(
    folder: Path,
    of: Selection,
    maker: BagMaker,
    *,
    reader: User | None,
    show: Show = lambda done, total: None,
) -> WrittenBag:
    """Write the package of a selection into a new folder, completely or not at all.

    Raises `Refused` where `reader` may not read all of it, a third state has not consented to the export of
    what it gave, or a filed document was altered. The administrator of the server exports without a reader.
    """
    part = folder.with_name(f"part-{folder.name}")
    try:
        with hold_snapshot():
            found = _gather_rows(of, reader)
            written = bag.write_bag(part, of, found, maker, show)
        part.rename(folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return written


def _gather_rows(of: Selection, reader: User | None) -> GatheredRows:
    """Return the keys of the rows of a package that may leave; raise `Refused` for one that may not."""
    found = selection.gather_rows(of)
    if reader is not None:
        selection.require_whole(found, reader)
    selection.require_consents(found, reader)
    return found


def select(closure: Closure) -> Selection:
    """Return the selection of a closure."""
    return Selection(closure.country, closure.mechanism, closure.starts_on, closure.ends_on)


def check_consents(closure: Closure, user: User) -> None:
    """Raise `Refused` where a third state has not consented to a package of a closure; names each record."""
    selection.require_consents(selection.gather_rows(select(closure)), user)


def request_package(closure: Closure, *, by: User, now: datetime.datetime) -> ClosurePackage:
    """Ask for a package of the records of a closure, in place of one that is not made yet."""
    waiting = ClosurePackage.objects.filter(closure=closure, state__in=UNFINISHED)
    waiting.update(state=PacketState.CANCELLED, lease_until=None)
    return ClosurePackage.objects.create(closure=closure, requested_by=by, requested_at=now)


def make_package(key: int, *, now: datetime.datetime) -> bool:
    """Claim one package and make it; False where another worker has it or it is finished."""
    tries = production.claim_row(ClosurePackage, key, lease=LEASE, now=now)
    if not tries:
        return False
    package = ClosurePackage.objects.select_related(
        "closure__country", "closure__mechanism", "requested_by"
    ).get(pk=key)
    by = package.requested_by
    of = select(package.closure)
    try:
        with tempfile.TemporaryDirectory(dir=_open_folder(), prefix="part-") as place:
            folder = Path(place) / f"close-out-{of.name}"
            written = export_folder(
                folder,
                of,
                BagMaker(now, by.username),
                reader=by,
                show=lambda *done: _keep_progress(key, done),
            )
            size, digest = _pack(folder, Path(place) / "package.zip")
    except Refused as refused:
        logger.warning("package refused", package=key, tries=tries, code=refused.code)
        if refused.code == "third_state":
            given = selection.find_withheld(selection.gather_rows(of))
            withheld = {model._meta.label: sorted(keys) for model, keys in given.items() if keys}
            production.filter_held(ClosurePackage, key, tries).update(withheld=withheld)
            # Kept for all who read the closure: what names records is said to each, by `explain_failure`.
            refused = Refused(gettext_lazy("A third state has not consented."), refused.code)
        production.record_failure(package, tries, refused, by=by, now=now, action=FAILED)
        return True
    with transaction.atomic():
        values = {"sha256": digest, "fingerprint": written.fingerprint, "size": size}
        values |= {"classification": written.classification}
        held = production.filter_held(ClosurePackage, key, tries)
        if held.update(state=PacketState.READY, ready_at=now, lease_until=None, failure="", **values):
            audit_log.record_change(MADE, package, by=by, now=now, after=values)
    return True


def _open_folder() -> Path:
    folder = storage.open_closeout_store().folder
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _pack(folder: Path, file: Path) -> tuple[int, str]:
    """Pack a folder into a ZIP file of the store; return its size and SHA-256."""
    with zipfile.ZipFile(file, "x", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            packed.write(path, Path(folder.name) / path.relative_to(folder))
    return file.stat().st_size, storage.open_closeout_store().move(file)


def _keep_progress(key: int, done: tuple[int, int]) -> None:
    """Keep the progress beside the database, of which the worker reads one snapshot."""
    cache.set(f"closeout-{key}", done, PROGRESS_SECONDS)


def find_latest(closure: Closure, person: User) -> ClosurePackage | None:
    """Return the latest package of a closure, if the person may read it."""
    rows = policy.readable_by(ClosurePackage.objects.filter(closure=closure), person)
    return rows.order_by("-pk").first()


def explain_failure(package: ClosurePackage, person: User) -> str:
    """Return why a package could not be created, in full; it names only records that the person may read.

    Only the records that were withheld are read, not the whole selection again.
    """
    if package.state != PacketState.FAILED:
        return ""
    held = {apps.get_model(label): keys for label, keys in package.withheld.items()}
    missing = third_states.explain_missing(held, ConsentPurpose.EXPORT, person)
    return str(missing or failures.translate_failure(package.failure))


def list_waiting(closure: Closure) -> list[int]:
    """Return the ids of the packages of a closure that are not made yet."""
    waiting = ClosurePackage.objects.filter(closure=closure, state__in=UNFINISHED)
    return list(waiting.values_list("pk", flat=True))


def find_progress(package: ClosurePackage) -> int:
    """Return the percentage of rows that are written."""
    done, total = cache.get(f"closeout-{package.pk}") or (0, 0)
    return 100 * done // total if total else 0


def list_unfinished(now: datetime.datetime) -> list[int]:
    """Return the ids of packages that no worker holds; end those tried too often."""
    said = gettext_noop("The package could not be created in three attempts. Contact the administrator.")
    return production.list_unfinished(ClosurePackage, "requested_at", said=said, now=now, action=FAILED)


def _require_current(package: ClosurePackage) -> None:
    """Raise `Refused` for a package made before a change to a meeting of the partner that was possible."""
    closure, since = package.closure, package.requested_at
    if closure.stage in LOCKED_STAGES and closure.decided_at and closure.decided_at <= since:
        return
    meetings = Meeting.objects.filter(country=closure.country_id).values("pk")
    rows = AuditRow.objects.filter(page_type=Meeting._meta.label, page_id__in=meetings, at__gt=since)
    if rows.exclude(action__in=audit_log.ACTIONS_WITHOUT_STATE).exists():
        raise Refused(
            _("Records have changed since this package was created. Create a new package."), "outdated"
        )


def open_package(package: ClosurePackage, *, by: User, now: datetime.datetime) -> Path:
    """Return the file of a package, and record who took it out.

    Raises `Refused` where the person is no head, where it is not ready, where the person may not read all of
    it, as another head could who requested it, where a third state has revoked its consent since, and where
    records have changed since: one that is no longer part of the selection would not be checked.
    """
    write_rules.require_permission(write_rules.may_write(by, ClosurePackage) and policy.can_read(by, package))
    if package.state != PacketState.READY:
        raise Refused(_("The package is not ready yet. Reload the page."), "not_ready")
    _require_current(package)
    with hold_snapshot():
        _gather_rows(select(package.closure), by)
    path = storage.open_closeout_store().path_of(package.sha256)
    if not path.is_file():
        raise Refused(
            _("The file is missing from storage. Ask an administrator to restore it from the backup."),
            "missing",
        )
    exporter.record_export(
        by,
        {"closure": str(package.closure_id)},
        kind="zip",
        rows=1,
        highest=Classification(package.classification),
        now=now,
        of=ClosurePackage,
        country=package.closure.country_id,
        record=package.pk,
    )
    return path
