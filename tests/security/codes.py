"""Accounts with a second factor."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from commitments.models import User
from tests.security.otp import SECRET


def equip(person: User) -> Authenticator:
    """Give an account an app with SECRET, and recovery codes."""
    RecoveryCodes.activate(person)
    return TOTP.activate(person, SECRET).instance


def recovery_codes(person: User) -> list[str]:
    """Give the recovery codes of an account."""
    kept = Authenticator.objects.get(user=person, type=Authenticator.Type.RECOVERY_CODES)
    codes: list[str] = kept.wrap().get_unused_codes()
    return codes
