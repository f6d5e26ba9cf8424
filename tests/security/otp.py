"""One-time codes as an app on a telephone makes them (RFC 6238), apart from the library that checks."""

import base64
import hashlib
import hmac
import time

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
# A code lasts so long; one that is about to end may end on its way.
HALF_MINUTE, WAY_SECONDS = 30, 3


def code(secret: str = SECRET) -> str:
    """Give the code of this half minute, or of the next one where this is nearly over."""
    left = HALF_MINUTE - time.time() % HALF_MINUTE
    if left < WAY_SECONDS:
        time.sleep(left)
    counter = (int(time.time()) // HALF_MINUTE).to_bytes(8, "big")
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def wrong() -> str:
    """Give six digits that are not the code."""
    return f"{(int(code()) + 1) % 1_000_000:06}"
