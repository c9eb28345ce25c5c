"""Brings the system up in order, keeps every process alive, and takes it down again within ten seconds."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from supervision.child import Child, launched
from supervision.processes import HOST, processes
from supervision.servers import Servers
from supervision.sign_ins import describe
from supervision.state import ROOT, CannotStart, State
from supervision.static_files import StaticFiles

_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_READY_WITHIN = 60.0
_WATCH_EVERY = 0.2
_OWNER_WANTED = "The tables are not up to date, and DATABASE_URL comes without MIGRATE_DATABASE_URL, the owner's."


class Interrupted(BaseException):
    """Somebody asked the supervisor to stop; it may come at any point, also half-way up."""


def say(text: str) -> None:
    with contextlib.suppress(OSError):
        print(text, flush=True)


def run(state_path: Path) -> int:
    """Serve until a signal. 0 after a clean stop; refusals to start raise CannotStart."""
    port = _port(os.environ.get("PORT") or "8000")
    os.umask(0o077)  # what any process here keeps in a file is for its owner alone
    state = State(state_path)
    state.open()
    for number in _STOPPING:
        signal.signal(number, _interrupt)
    try:
        with _reserved(port) as listener:
            state.announce()
            return Supervisor(state, listener, port).serve()
    finally:
        state.withdraw()


class Step:
    """A management command of the set-up, running until `finish`."""

    def __init__(self, arguments: list[str], environment: dict[str, str]) -> None:
        self._name = " ".join(arguments)
        self._process = subprocess.Popen(
            launched([sys.executable, ROOT / "manage.py", *arguments]),
            env=environment,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def finish(self, *, hint: str = "") -> None:
        """Wait for its end. A failure stops the start, with what the command said."""
        output, _ = self._process.communicate()
        if self._process.returncode:
            said = [f"manage.py {self._name} failed:", output.strip(), hint]
            raise CannotStart("\n".join(part for part in said if part))


class Supervisor:
    def __init__(self, state: State, listener: socket.socket, port: int) -> None:
        self.state = state
        self.listener = listener
        self.port = port
        self.servers = Servers(state)
        self.static = StaticFiles(state)
        self.children: list[Child] = []
        self.environment = os.environ | {"STATE_DIR": str(state.path), "PYTHONUNBUFFERED": "1"}

    def serve(self) -> int:
        try:
            self._come_up()
            self._announce()
            self._watch()
        except Interrupted:
            say("Stopping.")
        finally:
            for number in _STOPPING:
                signal.signal(number, signal.SIG_IGN)
            self._go_down()
        return 0

    def _come_up(self) -> None:
        self.servers.start(os.environ)
        self.environment |= self.servers.addresses
        collecting = None if self.static.is_collected() else self._begin("collectstatic", "--noinput", "--verbosity=0")
        if "MIGRATE_DATABASE_URL" in self.environment:
            self._begin("migrate", "--noinput", "--verbosity=0").finish()
        else:
            self._begin("migrate", "--check").finish(hint=_OWNER_WANTED)
        if collecting is not None:
            collecting.finish()
            self.static.note()
        # From here on nothing needs the owner's address, and nothing gets it.
        self.environment.pop("MIGRATE_DATABASE_URL", None)
        if os.environ.get("DEMO") != "0" and not (self.servers.are_ours and self.state.demo.exists()):
            self._begin("load_demo").finish()
        self.state.publish(self.servers.addresses)
        try:
            self.listener.listen(1024)
        except OSError as error:
            raise _port_refused(self.port, error) from None
        web, *others = processes(self.state, self.environment, self.listener)
        self._start(web)
        self._wait_for_the_first_page()
        for child in others:
            self._start(child)

    def _start(self, child: Child) -> None:
        self.children.append(child)
        child.start()

    def _begin(self, *arguments: str) -> Step:
        return Step(list(arguments), self.environment)

    def _wait_for_the_first_page(self) -> None:
        deadline = time.monotonic() + _READY_WITHIN
        while not _answers(self.port, "/readyz"):
            if time.monotonic() > deadline:
                if not _answers(self.port, "/healthz"):
                    raise CannotStart(f"No page came. The log ends:\n{self.children[0].last_words()}")
                say(f"Pages are served, but /readyz reports a fault; see {self.state.log}.")
                return
            self._revive()
            time.sleep(0.05)

    def _announce(self) -> None:
        for line in describe(self.state.demo, f"http://{HOST}:{self.port}/"):
            say(line)
        say(f"READY http://{HOST}:{self.port}/ (Ctrl-C stops everything; data in {self.state.path})")

    def _watch(self) -> None:
        while True:
            self._revive()
            time.sleep(_WATCH_EVERY)

    def _revive(self) -> None:
        for child in [*self.servers.children, *self.children]:
            if message := child.restart_if_dead():
                say(message)

    def _go_down(self) -> None:
        """All processes at once, each with its grace, then the servers they stood on."""
        self.listener.close()
        for child in self.children:
            child.ask_to_stop()
        asked = time.monotonic()
        late = [child.name for child in self.children if not child.end(asked + child.grace)]
        late += self.servers.stop()
        for name in late:
            say(f"{name} did not stop in its time and was killed; nothing committed is lost.")
        say("Stopped.")


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise Interrupted


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise CannotStart(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def _port_refused(port: int, error: OSError) -> CannotStart:
    return CannotStart(f"Port {port}: {os.strerror(error.errno or 0)}. Choose another, as in: PORT=8001 make run")


@contextlib.contextmanager
def _reserved(port: int) -> Iterator[socket.socket]:
    """The listening socket. The supervisor keeps it, so a web process that dies leaves callers waiting, not refused."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError as error:
            raise _port_refused(port, error) from None
        yield listener


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
