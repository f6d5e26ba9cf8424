"""What a token of the API is for."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken

from commitments.models.narrowing import NarrowedModel, OneToOneField
from commitments.vocabulary import Scope


class TokenTerms(NarrowedModel):
    """What one token is for, and whether the program that holds it stands outside the house.

    A program outside is given nothing that the partner gave in confidence. `scopes` are words of `Scope`, a
    space between them; what its person may not do, no scope allows.
    """

    token = OneToOneField(AuthToken, on_delete=models.CASCADE, related_name="terms", verbose_name=_("token"))
    label = models.CharField(_("what it is for"), max_length=80)
    scopes = models.CharField(_("what it may be used for"), max_length=80, default=Scope.READ.value)
    is_external = models.BooleanField(_("program outside the ministry"), default=False)

    class Meta:
        verbose_name = _("terms of a token")
        verbose_name_plural = _("terms of tokens")

    def __str__(self) -> str:
        return self.label

    @property
    def allowed(self) -> tuple[Scope, ...]:
        """Give the scopes one by one."""
        return tuple(Scope(word) for word in self.scopes.split())
