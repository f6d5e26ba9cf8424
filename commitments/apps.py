"""The two application configurations: the tracker's own, and the admin with the tracker's site."""

from importlib import import_module
from typing import cast

import django_stubs_ext
from django.apps import AppConfig
from django.contrib.admin import AdminSite
from django.contrib.admin.apps import SimpleAdminConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from commitments import checks

# ModelAdmin[Model] and the like are written in the source; Django itself cannot be subscripted everywhere.
django_stubs_ext.monkeypatch()


class CommitmentsConfig(AppConfig):
    name = "commitments"
    verbose_name = _("follow-up")

    def ready(self) -> None:
        """Register the system checks and the pages of the admin, once every model is there."""
        checks.register_all()
        import_module("commitments.admin")


def admin_site() -> AdminSite:
    """Return the one admin site, so that `django.contrib.admin.site` is it."""
    return cast(AdminSite, import_string("commitments.admin.site.site"))


class TrackerAdminConfig(SimpleAdminConfig):
    """The admin without autodiscovery: admin pages that other packages register would bypass the access
    policy.
    """

    default_site = "commitments.apps.admin_site"
