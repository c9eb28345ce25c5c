"""Passwords that are known to have been stolen, asked of a service that never learns the password.

Off unless BREACHED_PASSWORDS_URL names a service of the "range" kind, such as Have I Been Pwned's or a copy of one's
own: it is given five hex digits of the password's SHA-1 digest, and answers with every digest that begins so. When it
does not answer, the password is taken: the list of common ones that comes with Django has been looked at by then.
"""

import hashlib
from urllib.request import urlopen

from django.conf import settings

SHOWN = 5
LONGEST_WAIT_SECONDS = 2


def is_breached(password: str) -> bool:
    """Whether the service knows the password. To be asked outside any transaction, since it goes over the network."""
    if not settings.BREACHED_PASSWORDS_URL:
        return False
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    address = f"{settings.BREACHED_PASSWORDS_URL.rstrip('/')}/{digest[:SHOWN]}"
    try:
        with urlopen(address, timeout=LONGEST_WAIT_SECONDS) as answer:  # noqa: S310  an operator's setting
            lines = answer.read().decode("ascii", "replace").upper().splitlines()
    except (OSError, ValueError):
        return False
    return any(line.partition(":")[0].strip() == digest[SHOWN:] and not line.endswith(":0") for line in lines)
