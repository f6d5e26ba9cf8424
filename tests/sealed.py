"""What a test writes and never commits, told of and under seal all the same."""

from django.db import connection
from django.db.models import Max

from commitments.audit import chain, log
from commitments.audit.as_of import context
from commitments.models import AuditRow, Seal, User
from tests.cast import NOW


def seal_all() -> None:
    """Seal every row since the last that is sealed."""
    last = Seal.objects.aggregate(last=Max("row"))["last"] or 0
    chain.seal_from(connection, last + 1)


def tell_all() -> None:
    """Write a first row of history of each record that a test put straight into the database."""
    rows = []
    for astray in list(context.list_differences()):
        if astray.what == context.NO_HISTORY:
            label, record = astray.model._meta.label, astray.model._base_manager.get(pk=astray.key)
            filed = {}
            if isinstance(record, User):
                filed = log.build_credential_values({}, log.fingerprint_credentials([record]))
            rows.append(
                AuditRow(
                    at=NOW,
                    action="created",
                    subject_type=label,
                    subject_id=astray.key,
                    page_type=label,
                    page_id=astray.key,
                    after=log.state_of(record) | filed,
                )
            )
    log.write_rows(rows)
