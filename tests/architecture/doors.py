"""Every route and method as a door, with an address to knock at."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from config.policy import Rule, methods_of, routes
from kernel.permissions import PUBLIC, Access

SAMPLE = {"int": "1", "slug": "x", "uuid": "00000000-0000-4000-8000-000000000000", "str": "x", "path": "x"}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def address(route: str) -> str:
    """A route with sample values in the place of its arguments."""
    return re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLE[found[1] or "str"], route)


def name(rule: Rule) -> str:
    return f"{rule['method']} {rule['route']}"


@dataclass(frozen=True)
class Door:
    """One route by one method; `access` is None where the route does not take the method."""

    route: str
    method: str
    access: Access | None
    creates: bool = field(default=False, repr=False)

    @property
    def is_guarded(self) -> bool:
        return self.access is not None and self.access.permission != PUBLIC


def api_doors() -> Iterator[Door]:
    """Every route of the API by every method."""
    for route, entry in routes():
        if route.startswith("/api/"):
            declared = dict(methods_of(entry.callback))
            creates = getattr(getattr(entry.callback, "cls", None), "creates", False)
            for method in METHODS:
                access = declared.get("GET" if method == "HEAD" else method)
                yield Door(route, method, access, creates and method == "POST")
