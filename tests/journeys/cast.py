"""Everybody who takes part: each in a browser window of their own, which stays open and signed in."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, StorageState

from tests.journeys.looking import WIDE, System, app_of, sign_in


@contextmanager
def window(browser: Browser, *, java_script: bool = True, kept: StorageState | None = None) -> Iterator[Page]:
    """A window without cookies but those kept. Fails the journey on a script error or anything the CSP refused."""
    context = browser.new_context(
        viewport=WIDE, locale="en-GB", timezone_id="Europe/London", java_script_enabled=java_script, storage_state=kept
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    faults: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # A refused form answers 422, which Chromium writes to its console as an error.
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            faults.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert not faults, faults


class Cast:
    """Who takes part in a journey through one system."""

    def __init__(self, browser: Browser, system: System, windows: ExitStack) -> None:
        self.system = system
        self._browser, self._windows = browser, windows
        self._signed_in: dict[str, Page] = {}

    def visitor(self, *, java_script: bool = True, kept: StorageState | None = None) -> Page:
        """Somebody who has not signed in, unless cookies were kept."""
        return self._windows.enter_context(window(self._browser, java_script=java_script, kept=kept))

    def user(self, role: str, *, organisation: str | None = None, nth: int = 0) -> Mapping[str, Any]:
        """The nth account of a role that the system came with."""
        users = [
            user
            for user in self.system.demo["users"]
            if user["role"] == role and organisation in (None, user["organisation"])
        ]
        found: Mapping[str, Any] = users[nth]
        return found

    def signed_in(self, role: str, *, organisation: str | None = None, nth: int = 0) -> Page:
        """The window of the nth account of a role, signed in once."""
        return self.window_of(self.user(role, organisation=organisation, nth=nth))

    def window_of(self, user: Mapping[str, Any]) -> Page:
        """The window of an account, signed in once."""
        email, known = user["email"], self.system.signed_in
        if email not in self._signed_in:
            page = self.visitor(kept=known.get(email))
            app_of[page.context] = user.get("totp_secret")
            page.goto(f"{self.system.base_url}/start/")
            if page.get_by_test_id("signed-in-as").count() == 0:  # nor after a sensitive act, which takes a new id
                sign_in(page, self.system, user)
                known[email] = page.context.storage_state()
            self._signed_in[email] = page
        return self._signed_in[email]
