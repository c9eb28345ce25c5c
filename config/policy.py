"""Who may do what, read from the code itself: every route and method, and every move of every machine."""

from collections.abc import Iterator
from typing import Any, TypedDict

from django.urls import URLPattern, URLResolver, get_resolver

from config.access import WORKFLOWS
from kernel.permissions import PUBLIC, Access, Role, access_of, roles_with

QUIET = {"HEAD", "OPTIONS"}
API_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class Rule(TypedDict):
    """One route and method: the permission it takes (or "public"), the roles that carry it, the row rule."""

    route: str
    method: str
    permission: str
    roles: list[str]
    object_rule: str


class Transition(TypedDict):
    """One move of a machine: who may make it, from where to where."""

    machine: str
    state: str
    action: str
    roles: list[str]
    next_state: str


def routes(resolver: URLResolver | None = None, prefix: str = "/") -> Iterator[tuple[str, URLPattern]]:
    """Every route of the product, libraries' included, as (path, pattern)."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, path)
        else:
            yield path, entry


def methods_of(view: Any) -> Iterator[tuple[str, Access | None]]:
    """The methods that a view answers, each with what it declared, or None where it declared nothing."""
    owner = getattr(view, "cls", None)
    if owner is None:
        access = access_of(view)
        yield from ((method, access) for method in sorted((access.methods if access else {"GET"}) - QUIET))
        return
    for method in API_METHODS:
        if hasattr(owner, method.lower()):
            yield method, access_of(view, method)


def policy() -> list[Rule]:
    """The whole policy. A route that declares nothing raises LookupError: there must be none."""
    return [_rule(path, method, access) for path, entry in routes() for method, access in methods_of(entry.callback)]


def _rule(path: str, method: str, access: Access | None) -> Rule:
    if access is None:
        raise LookupError(f"{method} {path} declares no permission")
    everyone = access.permission == PUBLIC
    return Rule(
        route=path,
        method=method,
        permission=access.permission,
        roles=sorted(Role if everyone else roles_with(access.permission)),
        object_rule=access.object_rule,
    )


def transitions() -> list[Transition]:
    """Every move of every status machine."""
    return [
        Transition(
            machine=name,
            state=str(state),
            action=str(action),
            roles=sorted(roles_with(permissions[action])),
            next_state=str(step.leads_to(state)),
        )
        for name, (machine, permissions) in sorted(WORKFLOWS.items())
        for action, step in machine.moves.items()
        for state in sorted(step.sources)
    ]


def machine_table(name: str) -> str:
    """One status machine as a table in Markdown, in words: from, action, by whom, to."""
    machine, permissions = WORKFLOWS[name]
    lines = ["| from | action | by | to |", "|---|---|---|---|"]
    for action, step in machine.moves.items():
        by = ", ".join(role.words.lower() for role in sorted(roles_with(permissions[action]))) or "the clock"
        lines += [
            f"| {_label(state)} | {_label(action)} | {by} | {_label(step.leads_to(state))} |"
            for state in sorted(step.sources)
        ]
    return "\n".join(lines)


def _label(value: str) -> str:
    return str(getattr(value, "label", value))
