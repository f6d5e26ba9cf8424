"""Whether every credential of an account is one that an act of the history wrote, and none is lacking."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from knox.models import AuthToken

from commitments import audit
from commitments.audit.credentials import COLUMNS, CREDENTIALS, OWNER, OWNERS
from commitments.models import AuditRow, User
from commitments.verifying.editions import gone, untold
from commitments.verifying.found import Finding

ROWS_AT_ONCE = 1000


def everything() -> Iterator[Finding]:
    """Compare each credential with the fingerprint that the history files of it."""
    told = _told()
    for model in COLUMNS:
        for record in _records(model).iterator(chunk_size=ROWS_AT_ONCE):
            name = audit.credentials.key_of(record)
            said, stands = told.pop(name, None), audit.credentials.state([record])[name]
            if said is None:
                yield Finding(_named(record), untold())
            elif said != stands:
                yield Finding(_named(record), _("it is not the one that the history tells of."))
    for name, said in told.items():
        if said is not None:
            yield Finding(name, gone())


def _told() -> dict[str, str | None]:
    """Return what the history files last of each credential; None of one that ended."""
    rows = AuditRow.objects.filter(subject_type=User._meta.label, after__has_key=audit.FILED).order_by("pk")
    found: dict[str, str | None] = {}
    for after in rows.values_list("after", flat=True).iterator(chunk_size=ROWS_AT_ONCE):
        found |= after[audit.FILED].get(CREDENTIALS, {})
    return found


def _records(model: type[Model]) -> QuerySet[Model]:
    rows = model._base_manager.order_by("pk")
    return rows if model is User else rows.select_related(OWNERS.get(model, OWNER))


def _named(record: Model) -> str:
    """Name a credential by its owner, its kind and its key; of a token, by how it begins."""
    if isinstance(record, User):
        return _("%(account)s, the password") % {"account": record.username}
    owner: Any = record
    for step in OWNERS.get(type(record), OWNER).split("__"):
        owner = getattr(owner, step)
    key = record.token_key if isinstance(record, AuthToken) else record.pk
    return f"{owner.username}, {record._meta.verbose_name} {key}"
