"""The caps, and the words that name nothing: held by reading the source."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
APPS = ("config", "kernel", "register", "conduct", "barring", "consultation")
FILE, FUNCTION, VIEW = 400, 40, 30
VAGUE = {"utils", "helpers", "common", "base", "data", "info", "process", "handle", "misc", "managers"}
BASE_OF_A_BACKEND = Path("kernel/db/base.py")  # Django looks for a database backend under this name
WRITES = {"objects", "save", "create", "delete", "bulk_create", "update_or_create", "get_or_create"}


def sources(*folders: str) -> list[Path]:
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the signature on: decorators and the docstring are read at another speed."""
    return (node.end_lineno or 0) - node.lineno + 1


def is_view_module(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    return "views" in parts and ("web" in parts or "api" in parts)


def test_no_file_outgrows_its_room() -> None:
    texts = sources(*APPS, "tests", "scripts") + sorted((ROOT / "templates").rglob("*.jinja"))
    assert [str(p) for p in texts if p.read_text().count("\n") > FILE] == []


def test_no_function_outgrows_a_screen() -> None:
    long = [
        f"{path}:{node.lineno} {node.name} has {length(node)}"
        for path in sources(*APPS, "tests", "scripts")
        for node in functions(path)
        if length(node) > FUNCTION
    ]
    assert long == []


def test_no_view_hides_a_query_or_an_action() -> None:
    long = [
        f"{path}:{node.lineno} {node.name} has {length(node)}"
        for path in sources(*APPS)
        if is_view_module(path)
        for node in functions(path)
        if length(node) > VIEW
    ]
    assert long == []


def test_views_neither_query_nor_write() -> None:
    hits = [
        f"{path}:{node.lineno} .{node.attr}"
        for path in sources(*APPS)
        if {"web", "api"} & set(path.relative_to(ROOT).parts)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in WRITES and not is_session(node)
    ]
    assert hits == []


def is_session(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Attribute) and node.value.attr == "session"


def test_no_name_says_nothing() -> None:
    named = [path.relative_to(ROOT) for path in sources(*APPS, "scripts") if path.stem in VAGUE]
    folders = [path for app in APPS for path in (ROOT / app).rglob("*") if path.is_dir() and path.name in VAGUE]
    assert [path for path in named if path != BASE_OF_A_BACKEND] + folders == []


def test_now_is_asked_for_only_at_the_edges() -> None:
    """Time comes into actions, queries and rules as `at`."""
    edges = {"web", "api", "management", "tasks.py", "views", "home"}
    edges |= {"access_log.py", "limits.py", "sessions.py", "views.py"}
    hits = [
        f"{path}:{node.lineno}"
        for path in sources(*APPS)
        if not edges & set(path.relative_to(ROOT).parts)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"} and called_on_a_clock(node)
    ]
    assert hits == []


def called_on_a_clock(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id in {"timezone", "datetime", "date"}


def test_every_public_rule_query_and_action_says_what_it_does() -> None:
    silent = [
        f"{path}:{node.lineno} {node.name}"
        for path in sources(*APPS)
        if {"actions", "actions.py", "queries", "queries.py", "rules", "rules.py"} & set(path.relative_to(ROOT).parts)
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert silent == []


def test_actions_take_keywords_only() -> None:
    loose = [
        f"{path}:{node.lineno} {node.name}"
        for path in sources(*APPS)
        if {"actions", "actions.py"} & set(path.relative_to(ROOT).parts)
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if node.args.args or node.args.kwarg or node.args.vararg
    ]
    assert loose == []
