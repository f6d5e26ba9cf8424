"""The two application configurations: the tracker's own, and the admin with the tracker's site."""

from typing import cast

import django_stubs_ext
from django.apps import AppConfig
from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from commitments import checks

# ModelAdmin[Model] and the like are written in the source; Django itself cannot be subscripted everywhere.
django_stubs_ext.monkeypatch()


class CommitmentsConfig(AppConfig):
    name = "commitments"
    verbose_name = _("follow-up")

    def ready(self) -> None:
        """Register the system checks, which need the settings but no model."""
        checks.register_all()


def admin_site() -> AdminSite:
    """Return the one admin site, so that `django.contrib.admin.site` is it."""
    return cast(AdminSite, import_string("commitments.admin.site.site"))


class TrackerAdminConfig(AdminConfig):
    default_site = "commitments.apps.admin_site"
