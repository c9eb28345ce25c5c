"""Limits, counted by PostgreSQL for all processes together, and the headers that tell them."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from django.conf import settings
from rest_framework.request import Request

from kernel.actions import api_clients as actions
from kernel.api.problems import Problem
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


def require_not_slowed(token: Token, *, at: datetime) -> None:
    """Refuses (429) a program that has asked about too many whom no entry fits, until its time is up."""
    if token.slowed_until is not None and token.slowed_until > at:
        wait = ceil((token.slowed_until - at).total_seconds())
        raise Problem(429, "too_many_unmatched", headers={"Retry-After": str(wait)})


def count_unmatched(token: Token, *, at: datetime) -> None:
    """Count a question of a program that fitted no entry. The one after the last that it may ask slows it down."""
    client_id = token.client_id
    actions.count_unmatched(asker=f"client:{client_id}", client_id=client_id, count=1, at=at)
