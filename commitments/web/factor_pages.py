"""The pages of second factors: what is set up, what waits, setting up and taking off, recovery codes."""

from typing import Any, cast

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base.views import AuthenticateView, IndexView, ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, View

from commitments import audit, second_factors, signing_in
from commitments.accounts import first_factor
from commitments.models import User
from commitments.web import confirming
from commitments.web.adapter import AccountAdapter
from commitments.web.second_factor import Adapter, barred, is_asked_of


class Index(IndexView):
    """Shows the second factors of who is signed in, and what is awaited until one counts."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.request.user
        assert isinstance(person, User)
        return super().get_context_data(**kwargs) | {
            "is_asked": is_asked_of(person),
            "awaited": second_factors.awaited(person).first(),
            "address": first_factor.address_of(person),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """Send the link again, or take off what waits."""
        person = request.user
        assert isinstance(person, User)
        if "off" in request.POST:
            if first_factor.take_off(person, now=timezone.now()):
                messages.success(request, _("It is taken off."))
        elif second_factors.awaited(person).exists() and confirming.ring(request, person):
            messages.success(request, _("The link is on its way. Those sent before work no more."))
        else:
            messages.error(request, AccountAdapter.error_messages["rate_limited"])
        return HttpResponseRedirect(reverse("mfa_index"), status=303)


class Guarded(View):
    """A page that changes second factors, or shows recovery codes."""

    # A removal by DELETE would pass by what a form asks and writes down.
    http_method_names = ["get", "head", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return barred(request) or super().dispatch(request, *args, **kwargs)


class SetsUp(Guarded, FormView[Any]):
    """A page that sets one up: it counts at once, or is held until it is confirmed."""

    kind: Authenticator.Type
    is_held = False

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Set it up, one at a time for each account, by what is true of the account now."""
        person = signing_in.standing(cast(User, self.request.user))
        elsewhere = barred(self.request)
        if elsewhere is not None:
            return elsewhere
        self.is_held = first_factor.must_be_confirmed(person)
        stood = second_factors.state_of(person)
        answer = super().form_valid(form)
        factor = Authenticator.objects.filter(user=person, type=self.kind).latest("pk")
        if self.is_held:
            second_factors.hold(factor)
            confirming.remember(self.request, person, factor)
            transaction.on_commit(lambda: _ring(self.request, person))
        else:
            # Its code, or its key, was there a moment ago.
            record_authentication(self.request, person, "mfa", type=str(self.kind), id=factor.pk)
            AccountAdapter(self.request).tell_of(self.kind, person)
        _noted(self.request, stood, "second factor set up", self.kind)
        return answer

    def get_success_url(self) -> str:
        """Lead to the recovery codes only once they let anybody in."""
        return reverse("mfa_index") if self.is_held else super().get_success_url()


class Activate(SetsUp, ActivateTOTPView):
    """Sets up an app on the telephone."""

    kind = Authenticator.Type.TOTP


class Deactivate(Guarded, DeactivateTOTPView):
    """Takes the app away again."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        stood = second_factors.state_of(cast(User, self.request.user))
        answer: HttpResponse = super().form_valid(form)
        _noted(self.request, stood, "second factor removed", Authenticator.Type.TOTP)
        return answer


class Add(SetsUp, AddWebAuthnView):
    """Sets up a passkey."""

    kind = Authenticator.Type.WEBAUTHN


class Remove(Guarded, RemoveWebAuthnView):
    """Takes a passkey away again, but the last one from who needs it."""

    success_url = reverse_lazy("mfa_index")

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        adapter = Adapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            messages.error(self.request, adapter.error_messages["cannot_delete_authenticator"])
            return HttpResponseRedirect(reverse("mfa_index"))
        stood = second_factors.state_of(cast(User, self.request.user))
        answer: HttpResponse = super().form_valid(form)
        _noted(self.request, stood, "second factor removed", Authenticator.Type.WEBAUTHN)
        return answer


class Codes(Guarded, ViewRecoveryCodesView):
    """Shows the recovery codes that are left."""


class Generate(Guarded, GenerateRecoveryCodesView):
    """Makes recovery codes anew; those before are worth nothing then."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        stood = second_factors.state_of(cast(User, self.request.user))
        answer: HttpResponse = super().form_valid(form)
        _noted(self.request, stood, "recovery codes made", Authenticator.Type.RECOVERY_CODES)
        return answer


def _ring(request: HttpRequest, person: User) -> None:
    """Ring for the first link, and say where none goes out that the page would let the person wait for."""
    if first_factor.address_of(person) and not confirming.ring(request, person):
        messages.error(request, AccountAdapter.error_messages["rate_limited"])


def _noted(
    request: HttpRequest, stood: audit.credentials.State, action: str, kind: Authenticator.Type
) -> None:
    assert isinstance(request.user, User)
    second_factors.note(action, request.user, stood, now=timezone.now(), kind=str(kind))


authenticate, reauthenticate = AuthenticateView.as_view(), ReauthenticateView.as_view()
