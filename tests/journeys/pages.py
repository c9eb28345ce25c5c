"""What everybody does on pages: open one, fill a form, press, read. Every page on the way is looked at."""

import re
from collections.abc import Sequence
from datetime import date

from playwright.sync_api import Locator, Page

from tests.journeys.looking import System, confirm_if_asked, look

Answer = str | date | Sequence[str]


def go(page: Page, system: System, path: str) -> None:
    """Open a page of the system by its address, and look at it."""
    response = page.goto(f"{system.base_url}{path}")
    assert response is not None
    assert response.ok, f"{page.url} answers {response.status}"
    confirm_if_asked(page)
    look(page)


def press(page: Page, words: str) -> None:
    """Press the link or button that says so, and look at the page it leads to."""
    said = re.compile(rf"^\s*{re.escape(words)}\s*$")
    _follow(page, page.locator("main").locator("a, button").filter(has_text=said).first)


def open_row(page: Page, words: str) -> None:
    """Open what the first row of a table that has these words leads to, and look at it."""
    _follow(page, page.locator("main tbody tr").filter(has_text=words).first.locator("a").first)


def _follow(page: Page, pressed: Locator) -> None:
    """A page that is not there, or refused, or broken, is no page to go on from; a form with an error (422) is."""
    with page.expect_navigation() as moved:
        pressed.click()
    assert moved.value.ok or moved.value.status == 422, f"{page.url} answers {moved.value.status}"
    confirm_if_asked(page)
    look(page)


def answer(page: Page, **answers: Answer) -> None:
    """Fill in the fields of a form, each by its name: text, a date, one choice, or a list of choices."""
    for name, given in answers.items():
        if isinstance(given, date):
            for part in ("day", "month", "year"):
                page.fill(f"[name={name}-{part}]", str(getattr(given, part)))
        elif isinstance(given, str):
            _answer_one(page.locator(f"[name={name}]"), given)
        else:
            for one in given:
                page.check(f"[name={name}][value='{one}']")


def _answer_one(field: Locator, given: str) -> None:
    kind = field.first.evaluate("field => field.type")
    if kind == "radio":
        field.and_(field.page.locator(f"[value='{given}']")).check()
    elif kind == "select-one":
        field.select_option(given)
    else:
        field.fill(given)


def when_tabbing_to(page: Page, selector: str) -> None:
    """Press Tab until the field has the focus, as one who cannot point does."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never came to {selector} on {page.url}")


def when_entering(page: Page, selector: str) -> None:
    """Go to a link or button by Tab and press Enter, and look at the page it leads to."""
    when_tabbing_to(page, selector)
    with page.expect_navigation() as moved:
        page.keyboard.press("Enter")
    assert moved.value.ok or moved.value.status == 422, f"{page.url} answers {moved.value.status}"
    look(page)


def says(page: Page, *words: str) -> None:
    """The page has each of these words in its main part."""
    shown = _main(page)
    for one in words:
        assert one in shown, f"{page.url} does not say {one!r}:\n{shown}"


def is_silent(page: Page, *words: str) -> None:
    """The page has none of these words in its main part."""
    shown = _main(page)
    for one in words:
        assert one not in shown, f"{page.url} says {one!r}:\n{shown}"


def _main(page: Page) -> str:
    return " ".join(page.locator("main").inner_text().split())
