"""Whoever writes an order on the register through a page or the API does so by `take_effect`: after the commit."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.architecture.test_size import ROOT, sources

DECIDING = ("conduct", "barring")
DOORS = frozenset({"web", "api", "management", "home", "tasks.py"})
WRITERS = (
    ROOT / "register" / "actions" / "restrictions.py",
    ROOT / "register" / "actions" / "challenges.py",
)
EFFECTS = ROOT / "conduct" / "actions" / "effects.py"
NO_MOMENT = "link_decision"  # says where a decision is published: nobody is answered otherwise because of it


def functions_of(path: Path) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)}


def named_in(node: ast.AST) -> set[str]:
    """Every name that is used under a node, with or without a module before it."""
    found = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    return found | {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}


@cache
def acts_on_orders(app: str) -> set[str]:
    """The actions of an app that write orders on the register, by themselves or by what they call."""
    uses = {
        name: named_in(function)
        for path in sources(app)
        if "actions" in path.relative_to(ROOT).parts
        for name, function in functions_of(path).items()
    }
    writing = {name for path in WRITERS for name in functions_of(path) if not name.startswith("_")} - {NO_MOMENT}
    while more := {name for name, used in uses.items() if used & writing} - writing:
        writing |= more
    return {name for name in writing & uses.keys() if not name.startswith("_")}


def uses_outside_take_effect(node: ast.AST, names: set[str]) -> Iterator[str]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "take_effect":
        return
    used = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    if used in names:
        yield used
    for child in ast.iter_child_nodes(node):
        yield from uses_outside_take_effect(child, names)


def test_the_acts_on_orders_are_the_ones_we_know() -> None:
    assert acts_on_orders("barring") == {"approve", "lift", "bring_into_force", "make_bar", "follow_court"}
    assert acts_on_orders("conduct") == {
        "serve_decision",
        "decide_on_more_time_to_appeal",
        "answer_decision",
        "close_below_threshold",
        "close_out_of_remit",
        "decide_interim_order",
        "end_with_case",
        "end_with_outcome",
        "end_on_register",
        "extend_by_court",
        "move_end_on_register",
        "review_interim_order",
        "show_on_register",
        "withdraw_case",
        "lodge_appeal",
        "record_court",
        "reconsider",
        *functions_of(EFFECTS).keys() - {"_note", "_grade"},
    }


def test_no_door_reaches_an_act_on_orders_but_through_take_effect() -> None:
    hits = [
        f"{path.relative_to(ROOT)}: {used}"
        for app in DECIDING
        for path in sources(app, "config")
        if DOORS & set(path.relative_to(ROOT).parts) and path.name != "urls.py"  # which names views
        for used in uses_outside_take_effect(ast.parse(path.read_text()), acts_on_orders(app))
    ]
    assert hits == []
