"""What every journey does on every page: look at it, and sign in."""

import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, StorageState, ViewportSize

from kernel import one_time_codes

WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 390, "height": 844}
RAW_INSTANT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")
# Waits two seconds of frames, for the menu folds a moment after the window narrows. (Playwright's own waiting
# evaluates a string inside the page, which the content security policy forbids.)
FITS = """async () => {
  const root = document.documentElement;
  for (let frame = 0; frame < 120 && root.scrollWidth > root.clientWidth; frame++) {
    await new Promise(requestAnimationFrame);
  }
  return root.scrollWidth <= root.clientWidth;
}"""

# The page without its words: names, roles and states of its elements in order, and where there are words at all.
SKELETON = """() => {
  const ours = /^(class|role|type|lang|tabindex|autocomplete|hidden|disabled|aria-(?!describedby|labelledby|controls))/;
  const of = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.textContent.trim() ? "w" : "";
    if (node.nodeType !== Node.ELEMENT_NODE) return "";
    const marks = [...node.attributes].map((one) => ours.test(one.name) ? `${one.name}=${one.value}` : one.name);
    const inner = [...node.childNodes].map(of).filter((text, place, all) => text && text !== all[place - 1]);
    return `<${node.tagName} ${marks.join(" ")}>${inner.join("")}</>`;
  };
  return of(document.documentElement);
}"""
examined: set[str] = set()


@dataclass(frozen=True)
class System:
    """A running system: where it answers, where it keeps its state, and the sign-ins of its demonstration data."""

    base_url: str
    state: Path
    demo: Mapping[str, Any]
    signed_in: dict[str, StorageState] = field(default_factory=dict)
    """The cookies of each account that a journey signed in: one sign-in serves them all, since a code works once."""

    def by_name(self) -> "System":
        """The same system by the name of the machine: passkeys belong to a name, never to an address of numbers."""
        return replace(self, base_url=self.base_url.replace("127.0.0.1", "localhost"))

    def user(self, role: str, *, nth: int = 0) -> Mapping[str, Any]:
        """The nth demonstration user of a role."""
        found: Mapping[str, Any] = [user for user in self.demo["users"] if user["role"] == role][nth]
        return found


def look(page: Page) -> None:
    """The page keeps to one h1, breaks no rule of axe, and never scrolls sideways, wide or narrow.

    axe examines each page once a run: one that differs from another in its words alone would come out the same.
    With LOOK_DIR set, a picture of each page at both widths is kept there.
    """
    assert page.locator("h1").count() == 1, f"{page.url} has {page.locator('h1').count()} h1"
    assert re.fullmatch(r"(Error: )?\S.* - NHS Manager Register", page.title()), page.title()
    raw = RAW_INSTANT.search(page.inner_text("main"))
    assert raw is None, f"{page.url} shows an instant as programs write it: {raw}"
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        assert page.evaluate(FITS), f"{page.url} scrolls sideways at {size['width']} pixels"
        if folder := os.environ.get("LOOK_DIR"):
            name = re.sub(r"\W+", "-", page.url.split("/", 3)[-1]).strip("-") or "front"
            page.screenshot(path=Path(folder) / f"{name}-{size['width']}.png", full_page=True)
    if (skeleton := page.evaluate(SKELETON)) not in examined:
        found = Axe().run(page)
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
        examined.add(skeleton)


def sign_in(page: Page, system: System, user: Mapping[str, Any]) -> None:
    """Sign in on the page that anyone would use."""
    app_of[page.context] = user.get("totp_secret")
    if "/sign-in/" not in page.url:
        page.goto(f"{system.base_url}/sign-in/")
    page.fill("[name=login]", user["email"])
    page.fill("[name=password]", user["password"])
    page.click("[data-test=form-submit]")
    if user.get("totp_secret"):
        page.fill("[name=code]", new_code(user["totp_secret"]))
        page.click("[data-test=form-submit]")
    page.wait_for_selector("[data-test=signed-in-as]")


app_of: WeakKeyDictionary[BrowserContext, str | None] = WeakKeyDictionary()
"""The secret of the authenticator app of whoever is signed in in a window."""


def confirm_if_asked(page: Page) -> None:
    """Give the code that a sensitive act asks for, when the last one is more than five minutes old."""
    while page.get_by_test_id("confirm").count():
        look(page)
        page.fill("[name=code]", new_code(app_of[page.context] or ""))
        with page.expect_navigation():
            page.get_by_test_id("confirm-submit").click()


TIME_TO_TYPE = timedelta(seconds=20)
_given: dict[str, int] = {}
"""The last step of time for which a code of each secret was given. A code works once."""


def new_code(secret: str) -> str:
    """A code that the secret's app shows about now and that was not given before; where all were, the next one."""
    oldest = one_time_codes.step_at(datetime.now(UTC) + TIME_TO_TYPE) - one_time_codes.TOLERANCE
    step = max(_given.get(secret, 0) + 1, oldest)
    while step > one_time_codes.step_at(datetime.now(UTC)) + one_time_codes.TOLERANCE:
        time.sleep(1)  # as anybody waits for their app
    _given[secret] = step
    return one_time_codes.code_of(secret=secret, step=step)


def sign_out(page: Page) -> None:
    page.click("[data-test=sign-out]")
    page.wait_for_selector("[data-test=signed-in-as]", state="detached")
