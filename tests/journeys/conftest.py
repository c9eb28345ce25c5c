"""A real browser against the real stack: `system` and `empty_system` run it, `page` drives it.

The stack is started as `make run` starts it, in a folder and on a port of its own. A journey is written in plain
functions named given_, when_ and then_, and calls `look(page)` on each page it comes to.
"""

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.faults.first_start import copied_to
from tests.journeys.cast import Cast, window
from tests.journeys.commands import ROOT, inherited, install
from tests.journeys.looking import System

READY_WITHIN = 180.0
STOPPED_WITHIN = 30.0
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All journeys of a run share one process, and with it one stack and one browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.xdist_group("journeys"))


@pytest.fixture(scope="package")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """The running system with demonstration data. No system outlives the journeys, for even idle ones are at work."""
    yield from running(copied_to(tmp_path_factory.mktemp("system") / "state"), demo=True)


@pytest.fixture(scope="package")
def empty_system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """The running system as it is on the first day of a real installation."""
    yield from running(copied_to(tmp_path_factory.mktemp("empty") / "state"), demo=False)


@pytest.fixture(scope="package")
def installed_system(empty_system: System) -> System:
    """That system when its operator has imported the trusts and made the first accounts."""
    return install(empty_system)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, from CHROMIUM or the PATH. Ends with this folder's tests: Django's ORM refuses to run beside it."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        pytest.skip("NO BROWSER, SO NO JOURNEY RAN: install chromium, or set CHROMIUM to where it is")
    with sync_playwright() as playwright:
        playwright.selectors.set_test_id_attribute("data-test")
        chromium = playwright.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window of its own."""
    with window(browser) as opened:
        yield opened


@pytest.fixture
def cast(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Cast]:
    """Everybody who takes part, on the demonstration system, or on the one that a test names by parameter."""
    running_system = request.getfixturevalue(getattr(request, "param", "system"))
    with ExitStack() as windows:
        yield Cast(browser, running_system, windows)


def running(state: Path, *, demo: bool) -> Iterator[System]:
    port = free_port()
    environment = inherited() | {"STATE_DIR": str(state), "PORT": str(port), "DEMO": str(int(demo))}
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "scripts" / "stack.py"), "run"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines: list[str] = []
    spoke = threading.Event()
    listener = threading.Thread(target=listen, args=(process, lines, spoke), daemon=True)
    listener.start()
    try:
        spoke.wait(READY_WITHIN)
        assert any(line.startswith("READY") for line in lines), "The stack did not start:\n" + "".join(lines[-40:])
        signed = json.loads((state / "demo.json").read_text()) if demo else {}
        yield System(base_url=f"http://127.0.0.1:{port}", state=state, demo=signed)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(STOPPED_WITHIN)
        listener.join(STOPPED_WITHIN)


def listen(process: subprocess.Popen[str], lines: list[str], spoke: threading.Event) -> None:
    """Read the stack's output to its end, so that it never waits for us; `spoke` is set at READY, or at the end."""
    assert process.stdout is not None
    with process.stdout:
        for line in process.stdout:
            lines.append(line)
            if line.startswith("READY"):
                spoke.set()
    spoke.set()


def free_port() -> int:
    """A free port below those that the kernel gives to clients."""
    for port in random.sample(range(18_000, 32_000), 50):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise AssertionError("No free port between 18000 and 32000")
