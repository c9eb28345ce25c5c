"""Limits a minute, counted by PostgreSQL for all processes together, and the headers that tell them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from rest_framework.request import Request

from kernel.limits import caller_network, hit
from kernel.tokens import Token

COUNTED = "house.counted"
"""Where an `Allowance` stands in a request that was counted already. No header is called so."""


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """What is left of a limit. `left` is -1 when this request is over it; `wait` is seconds to the next minute."""

    limit: int
    left: int
    wait: int

    @property
    def headers(self) -> dict[str, str]:
        """`RateLimit` and `RateLimit-Policy`, and `Retry-After` when the limit was passed."""
        told = {
            "RateLimit-Policy": f'"default";q={self.limit};w=60',
            "RateLimit": f'"default";r={max(self.left, 0)};t={self.wait}',
        }
        return told | {"Retry-After": str(self.wait)} if self.left < 0 else told


def allowance(request: Request, token: Any, *, at: datetime) -> Allowance:
    """Count this request: for its client if it has a token, else for its address."""
    counted = request.META.get(COUNTED)
    if isinstance(counted, Allowance):
        return counted
    if isinstance(token, Token):
        key, limit = key_of(client_id=token.client_id), settings.CHECKS_PER_MINUTE
    else:
        key, limit = f"public:{caller_network(request)}", settings.PUBLIC_PER_MINUTE
    left, wait = hit(key=key, limit=limit, at=at)
    return Allowance(limit=limit, left=left, wait=wait)


def key_of(*, client_id: int) -> str:
    """Under what a client's requests are counted."""
    return f"client:{client_id}"
