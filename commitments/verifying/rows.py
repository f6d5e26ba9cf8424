"""Whether every row stands as its history tells: one rule for all, packets by acts, credentials by digest."""

from itertools import islice

from django.apps import apps
from django.utils.translation import gettext as _

from commitments import audit, past
from commitments.models import AuditRow
from commitments.verifying import credentials, editions
from commitments.verifying.found import Finding

# Of records that are wrong throughout no more is told than this.
MOST = 1000


def everything() -> list[Finding]:
    """Compare each record with what its history leads to, all as they stand at one moment."""
    with past.held_still():
        found = [_said(astray) for astray in islice(past.differences(), MOST + 1)]
        if len(found) > MOST:
            found[MOST:] = [Finding(_("history"), _("more rows do not fit than are named here."))]
        return [*found, *editions.everything(), *credentials.everything()]


def _said(astray: past.Astray) -> Finding:
    name = _named(astray)
    if astray.what == past.UNTOLD:
        return Finding(name, editions.untold())
    if astray.what == past.GONE:
        return Finding(name, editions.gone())
    fields = {one.attname: one for one in astray.model._meta.concrete_fields}
    return Finding(name, editions.differs(getattr(fields[astray.what], "verbose_name", astray.what)))


def _named(astray: past.Astray) -> str:
    """Name a record by its reference, or that of its page, its kind and its key; never by what it says."""
    kind = f"{astray.model._meta.verbose_name} {astray.key}"
    record = astray.model._base_manager.filter(pk=astray.key).first()
    reference = getattr(record, "reference", "")
    if not reference and record is not None and astray.model in audit.PAGES:
        reference = getattr(getattr(record, audit.PAGES[astray.model]), "reference", "")
    if not reference and record is None:
        told = AuditRow.objects.filter(subject_type=astray.model._meta.label, subject_id=astray.key)
        for page, key in told.order_by("-pk").values_list("page_type", "page_id")[:1]:
            reference = getattr(apps.get_model(page)._base_manager.filter(pk=key).first(), "reference", "")
    return f"{reference}, {kind}" if reference else kind
