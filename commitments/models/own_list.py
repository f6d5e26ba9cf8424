"""What one person arranges on the list of commitments: nobody else's business, and no part of the record."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.models.narrowing import NarrowedModel, OneToOneField


class ListColumns(NarrowedModel):
    """The columns that one person wants to see; who has chosen none sees the usual ones."""

    owner = OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    names = models.JSONField(_("columns"), default=list)

    class Meta:
        verbose_name = _("columns of a list")
        verbose_name_plural = _("columns of lists")

    def __str__(self) -> str:
        return ", ".join(self.names)


class SavedView(NarrowedModel):
    """One list that a person comes back to, under a name of the person's own: what its address asks for."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("what it asks for"), max_length=500)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("owner", "name"), name="saved_view_named_once")]

    def __str__(self) -> str:
        return self.name
