"""Documents that say what the code says, compared with it."""

import re
from pathlib import Path

from config.access import WORKFLOWS
from config.management.commands.document_machines import documented
from config.policy import routes

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "DEVELOPERS.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")


def test_the_tables_of_status_machines_are_those_of_the_code() -> None:
    page = (ROOT / "docs" / "domain.md").read_text()
    assert documented(page) == page, "run: python manage.py document_machines"
    assert set(re.findall(r"<!-- machine: ([\w.]+) -->", page)) == set(WORKFLOWS)


def test_every_link_between_documents_leads_somewhere() -> None:
    dead = [
        f"{page.name}: {target}"
        for page in PAGES
        for target in LINK.findall(page.read_text())
        if not (page.parent / target).exists()
    ]
    assert dead == []


def test_decisions_are_short_and_say_context_decision_and_consequences() -> None:
    for page in sorted((ROOT / "docs" / "adr").glob("*.md")):
        text = page.read_text()
        assert text.count("\n") <= 40, page
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Consequences")), page


def test_decisions_are_numbered_once_each() -> None:
    numbers = [page.name[:4] for page in sorted((ROOT / "docs" / "adr").glob("*.md"))]
    assert len(set(numbers)) == len(numbers)


def test_every_mark_that_a_journey_uses_is_listed() -> None:
    """`data-test` marks are how programs find their way on the pages; docs/pages.md lists them."""
    used = set()
    for path in (ROOT / "tests" / "journeys").glob("*.py"):
        used |= set(re.findall(r"data-test=\\?[\"']?([a-z][a-z0-9-]*)", path.read_text()))
        used |= set(re.findall(r"by_test_id\([\"']([a-z][a-z0-9-]*)", path.read_text()))
    listed = set(re.findall(r"`([a-z][a-z0-9-]*)`", (ROOT / "docs" / "pages.md").read_text()))
    assert used - listed == set()


def test_every_page_is_listed() -> None:
    listed = set(re.findall(r"`(/[^`]*)`", (ROOT / "docs" / "pages.md").read_text()))
    pages = {re.sub(r"<\w+:", "<", path) for path, _ in routes()}
    pages = {page for page in pages if not page.startswith(("/api/", "/healthz", "/readyz"))}
    assert (pages - listed, listed - pages - {"/api/docs/"}) == (set(), set())


def test_every_test_that_the_documents_name_is_there() -> None:
    """By file and name, or by file alone, under any folder of tests that has it."""
    named = {
        (page.name, path.removeprefix("tests/"), test)
        for page in (ROOT / "docs" / "security.md", ROOT / "docs" / "reliability.md")
        for path, test in re.findall(r"`((?:\w+/)*test_\w+\.py)(?:::(\w+))?`", page.read_text())
    }
    assert len(named) > 60
    gone = []
    for page, path, test in sorted(named):
        texts = [file.read_text() for file in (ROOT / "tests").rglob(path)]
        if not any(not test or f"\ndef {test}(" in text for text in texts):
            gone.append(f"{page}: {path} {test}")
    assert gone == []
