"""A stranger integrates: from the documents alone, with their own examples, against a server that is running."""

import importlib.util
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from django.utils import timezone
from standardwebhooks import Webhook

from barring.actions.batch_work import work_off
from kernel.events import number_due
from kernel.history import acting
from kernel.queries import system_user_id
from tests.factories.api import program
from tests.factories.kernel import organisation

GUIDE = Path(__file__).parents[2] / "docs" / "api"


def module(name: str) -> Any:
    """A file of the guide, as whoever copied it would import it."""
    spec = importlib.util.spec_from_file_location(name, GUIDE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (GUIDE / page).read_text(encoding="utf-8"), re.DOTALL)


def run(command: list[str], text: str, known: dict[str, str]) -> str:
    """What a program prints that is fed `text`, while what time makes due is done beside it."""
    given = {"PATH": os.environ["PATH"], **known}
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, cwd=GUIDE, env=given, text=True, **pipes) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(text)
        running.stdin.close()
        while running.poll() is None:
            with acting(user=system_user_id()):
                work_off(at=timezone.now())
                number_due(at=timezone.now())
            with suppress(subprocess.TimeoutExpired):
                running.wait(timeout=0.1)
        printed: str = running.stdout.read()
    assert running.returncode == 0, printed
    return printed


@pytest.mark.skipif(which("curl") is None, reason="the guide's commands need curl, which this machine has not got")
@pytest.mark.django_db(transaction=True)
def test_the_first_check_by_curl_and_all_of_the_python_client_work_as_written(live_server: Any) -> None:
    with acting(user=system_user_id()):
        trust = program(organisation("RJ1"))
    known = {
        "BASE_URL": live_server.url,
        "CLIENT_ID": trust.client.client_id,
        "CLIENT_SECRET": trust.secret,
    }
    token, check, verify = blocks("first-check.md", "sh")[:3]
    told = json.loads(run(["sh"], token, known))
    answer = json.loads(run(["sh"], check, known | {"TOKEN": told["access_token"]}))
    assert (answer["outcome"], answer["test"]) == ("barred", True)
    verdict = json.loads(run(["sh"], verify, known | {"RECEIPT": answer["receipt"]}))
    assert (verdict["valid"], verdict["claims"]["test"]) == (True, True)
    names = "".join(f"{name} = {value!r}\n" for name, value in known.items())
    printed = run([sys.executable, "-"], names + "\n".join(blocks("python-client.md", "python")), {})
    assert "check.completed" in printed
    assert "emp-1 barred None" in printed


Said = tuple[int, dict[str, str], dict[str, Any]]


@contextmanager
def stub(*replies: Said | None) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """A server that gives these replies in turn (None: it hangs up) and notes path, Idempotency-Key and token."""
    waiting, seen = list(replies), list[tuple[str, str, str]]()

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            noted = [self.headers.get(name, "") for name in ("Idempotency-Key", "Authorization")]
            seen.append((self.path, noted[0], noted[1]))
            is_token = self.path == "/api/v1/token"
            token = {"access_token": f"t{len(seen)}", "expires_in": 3600}
            reply = (200, {}, token) if is_token else waiting.pop(0)
            if reply is None:
                return
            body = json.dumps(reply[2]).encode()
            self.send_response(reply[0])
            for name, value in (reply[1] | {"Content-Length": str(len(body))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_said: Any) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", seen
        server.shutdown()


def client_of(address: str, slept: list[float]) -> Any:
    made = module("register_client")
    return made.Register(address, client_id="a", client_secret="b", sleep=slept.append)


def ask(client: Any) -> Any:
    return client.check({"registration_number": "x"}, tier="board_director", purpose="legal", key="mine")


def test_the_client_sends_again_with_the_same_key_and_waits_as_long_as_it_is_asked_to() -> None:
    slept: list[float] = []
    busy: Said = (429, {"Retry-After": "7"}, {"code": "too_many_requests"})
    running: Said = (409, {"Retry-After": "1"}, {"code": "still_running"})
    with stub(busy, None, running, (503, {}, {}), (201, {}, {"id": "chk_1"})) as (address, seen):
        assert ask(client_of(address, slept)) == {"id": "chk_1"}
    assert (slept[0], slept[2], len(slept)) == (7.0, 1.0, 4)
    assert {key for path, key, _token in seen if path == "/api/v1/checks"} == {"mine"}


def test_the_client_gets_another_token_once_and_does_not_repeat_what_is_refused() -> None:
    ended: Said = (401, {}, {"code": "unauthorised"})
    wrong: Said = (422, {}, {"code": "invalid", "errors": [{"pointer": "/role", "code": "required", "detail": "!"}]})
    made = module("register_client")
    with stub(ended, wrong, ended, ended) as (address, seen):
        client = client_of(address, [])
        for status, code in ((422, "invalid"), (401, "unauthorised")):
            with pytest.raises(Exception, match=code) as refused:
                ask(client)
            assert (refused.value.status, refused.value.code) == (status, code)  # type: ignore[attr-defined]
    tokens = [token for path, _key, token in seen if path == "/api/v1/checks"]
    assert (len(tokens), len(set(tokens))) == (4, 3)
    assert made.ATTEMPTS > 1


def test_the_receiver_takes_what_is_signed_once_and_nothing_else() -> None:
    made, secret = module("webhook_receiver"), "whsec_" + "c2VjcmV0" * 5
    dealt_with: list[Any] = []
    arrived = threading.Event()

    def deal_with(event: Any) -> None:
        dealt_with.append(event)
        arrived.set()

    body = json.dumps({"id": "evt_1", "type": "endpoint.ping"}).encode()
    now = timezone.now()
    signature = Webhook(secret).sign("evt_1", now, body.decode())
    headers = {"webhook-id": "evt_1", "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signature}
    with made.receiver(secret, 0, deal_with) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        send = sender(server.server_port)
        assert [send(body, headers), send(body, headers)] == [204, 204]
        assert send(body + b" ", headers) == 401
        assert send(body, headers | {"webhook-signature": f"v1,AAAA {signature}"}) == 204
        assert send(body, headers | {"webhook-signature": "v1,AAAA"}) == 401
        assert send(body, headers | {"webhook-timestamp": str(int(time.time()) - 301)}) == 401
        assert send(b"x" * 20_001, headers) == 413
        assert arrived.wait(timeout=5)
        server.shutdown()
    assert [event["id"] for event in dealt_with] == ["evt_1"]


def sender(port: int) -> Callable[[bytes, dict[str, str]], int]:
    def send(body: bytes, headers: dict[str, str]) -> int:
        there = HTTPConnection("127.0.0.1", port, timeout=10)
        there.request("POST", "/", body, headers)
        status = there.getresponse().status
        there.close()
        return status

    return send
