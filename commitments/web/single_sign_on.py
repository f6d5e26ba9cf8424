"""Single sign-on of a ministry by OpenID Connect: only for people who already have an account here."""

import hashlib
from typing import Any

import jwt
import structlog
from allauth.account.models import EmailAddress
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, get_random_string
from requests import RequestException

from commitments.accounts import lookup
from commitments.audit import log as audit_log
from commitments.models import User

# By the provider's public key alone: a secret that both sides share would let the tracker sign for it.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
log = structlog.get_logger("tracker.sign_on")


def find_provider_name() -> str | None:
    """Return the name of the ministry's single sign-on for the sign-in page; None where there is none."""
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return str(apps[0]["name"]) if apps else None


class Connection(OpenIDConnectOAuth2Adapter):
    """Talks to the provider: from our public address, with verified signatures, about one subject
    throughout.
    """

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return settings.PUBLIC_URL + reverse(
            "openid_connect_callback", kwargs={"provider_id": self.provider_id}
        )

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Take who signed on from the ID token (OpenID Connect Core 3.1.3.7), the address from userinfo too.

        Raises OAuth2Error where the token is not signed by the provider or is not for us, where the provider
        calls itself otherwise than the settings do, or where userinfo is about another subject (5.3.2).
        """
        given = kwargs["response"].get("id_token")
        if not given or self.openid_config["issuer"].rstrip("/") != settings.OIDC_ISSUER:
            raise OAuth2Error("no ID token, or another issuer")
        claims = self._claims(given, app.client_id)
        told = self._fetch_user_info(token.token) if "userinfo_endpoint" in self.openid_config else claims
        if told.get("sub") != claims.get("sub"):
            raise OAuth2Error("userinfo is about another subject")
        provider: Provider = get_adapter(request).get_provider(request, self.provider_id)
        found: SocialLogin = provider.sociallogin_from_response(
            request, {"userinfo": told, "id_token": claims}
        )
        return found

    def _claims(self, token: str, client_id: str) -> dict[str, Any]:
        """Read an ID token by the one key of the provider that fits it; raises OAuth2Error."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        try:
            name = jwt.get_unverified_header(token).get("kid")
            keys = [key for key in jwt.PyJWKSet.from_dict(answer.json()).keys if name in {None, key.key_id}]
            (key,) = keys
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=ALGORITHMS,
                audience=client_id,
                issuer=self.openid_config["issuer"],
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except (jwt.PyJWTError, ValueError) as error:
            raise OAuth2Error("the ID token does not hold") from error
        if claims.get("azp", client_id) != client_id:
            raise OAuth2Error("the ID token is for another program")
        return claims


class Provider(OpenIDConnectProvider):
    """The ministry's single sign-on: with state, PKCE and a nonce, and nothing that a query could add."""

    oauth2_adapter_class = Connection

    def redirect(
        self,
        request: HttpRequest,
        process: str,
        next_url: str | None = None,
        data: Any = None,
        **_kwargs: Any,
    ) -> HttpResponse:
        nonce = get_random_string(32)
        answer: HttpResponse = super().redirect(
            request, process, next_url, data, auth_params={"nonce": nonce}, nonce=nonce
        )
        return answer

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Return the recorded identifier of a subject: the same word from another issuer is another
        person.
        """
        claims = data["id_token"]
        return hashlib.sha256(f"{claims['iss']}|{claims['sub']}".encode()).hexdigest()

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Keep nothing of what the provider tells but what shows that it answers us."""
        return {"nonce": data["id_token"].get("nonce")}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        told = data["userinfo"]
        verified = told.get("email_verified") in (True, "true")
        return (
            [EmailAddress(email=told["email"], verified=verified, primary=True)] if told.get("email") else []
        )


class Adapter(DefaultSocialAccountAdapter):
    """Finds the account of a person who signed on: by the subject, and the first time by a verified
    address.
    """

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Refuse an answer that is not to what this browser asked (OpenID Connect Core 3.1.3.7, 11)."""
        asked, told = sociallogin.state.get("nonce"), sociallogin.account.extra_data.get("nonce")
        if not asked or not constant_time_compare(asked, str(told)):
            log.warning("sign-on refused", why="nonce")
            raise ImmediateHttpResponse(show_failed(request))
        if not sociallogin.is_existing and (person := _find_by_address(sociallogin)):
            _connect(request, sociallogin, person)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> None:
        """Show our own page for a failed sign-on; the log has the kind of error, not its details."""
        log.warning("sign-on failed", code=str(error), error=type(exception).__name__)
        raise ImmediateHttpResponse(show_failed(request))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Make no accounts: tell who has none where they come from."""
        raise ImmediateHttpResponse(render(request, "account/sign_on_unknown.html", status=403))


@transaction.atomic
def _connect(request: HttpRequest, sociallogin: SocialLogin, person: User) -> None:
    """Record the subject for an account, with its row of history."""
    sociallogin.connect(request, person)
    filed = audit_log.build_credential_values({}, audit_log.fingerprint_credentials([sociallogin.account]))
    audit_log.record_change("sign-on connected", person, by=person, now=timezone.now(), after=filed)


def _find_by_address(sociallogin: SocialLogin) -> User | None:
    """Find the one open account with a verified address for which no subject was recorded yet.

    An address that was passed on to another person finds no account: its subject is another one.
    """
    told = [one.email for one in sociallogin.email_addresses if one.verified]
    found = lookup.by_address(told[0]) if told else None
    return None if found is None or SocialAccount.objects.filter(user=found).exists() else found


def begin_sign_in(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Lead to the provider; afterwards to `next`, where that is a page of ours."""
    try:
        provider = get_adapter(request).get_provider(request, provider_id)
        answer: HttpResponseBase = provider.redirect(
            request, AuthProcess.LOGIN, next_url=get_next_redirect_url(request)
        )
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (RequestException, ValueError, KeyError) as error:
        log.error("sign-on cannot be reached", error=type(error).__name__)
        return show_failed(request)
    return answer


def come_back(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Take the provider's answer."""
    if find_provider_name() is None or provider_id != "ministry":
        raise Http404
    try:
        answer: HttpResponseBase = OAuth2CallbackView.adapter_view(Connection(request, provider_id))(request)
    except (ValueError, KeyError) as error:
        # What the provider says is not what OpenID Connect has it say.
        log.error("sign-on not understood", error=type(error).__name__)
        return show_failed(request)
    return answer


def show_failed(request: HttpRequest) -> HttpResponse:
    """Return the page that the sign-on failed, and what else one can do."""
    return render(request, "account/sign_on_failed.html", status=401)
