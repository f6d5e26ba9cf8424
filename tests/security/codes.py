"""One-time codes as an app on a telephone makes them (RFC 6238), apart from the library that checks."""

import base64
import hashlib
import hmac
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from commitments.models import User

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(secret: str = SECRET) -> str:
    """Give the code of this half minute."""
    counter = (int(time.time()) // 30).to_bytes(8, "big")
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def wrong() -> str:
    """Give six digits that are not the code."""
    return f"{(int(code()) + 1) % 1_000_000:06}"


def equip(person: User) -> Authenticator:
    """Give an account an app with SECRET, and recovery codes."""
    RecoveryCodes.activate(person)
    return TOTP.activate(person, SECRET).instance


def recovery_codes(person: User) -> list[str]:
    """Give the recovery codes of an account."""
    kept = Authenticator.objects.get(user=person, type=Authenticator.Type.RECOVERY_CODES)
    codes: list[str] = kept.wrap().get_unused_codes()
    return codes
