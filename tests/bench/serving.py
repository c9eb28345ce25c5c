"""Checks over HTTP: the web server as it is served, in two processes, and eight clients that keep their connections."""

import os
import signal
import socket
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from importlib import import_module
from itertools import count

from django.conf import settings
from django.db import connection

from config.wsgi import application
from tests.bench.figures import ROUNDS, Figure

CLIENTS, SECONDS = 8, 2.0
WORST_TO_MEDIAN = 4
Sent = Callable[[int], tuple[str, str, bytes]]


@contextmanager
def web_server() -> Iterator[int]:
    """The port on which two processes serve the application of this one."""
    sys.path.append(str(settings.ROOT / "scripts"))
    serve = import_module("serve")  # a script beside the application, not one of its packages
    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    connection.close()  # each process has its own
    serving = []
    for _ in range(serve.PROCESSES):
        pid = os.fork()
        if pid == 0:
            serve._serve_here(application, listener, os.getppid(), serve.REQUEST_SECONDS)
        serving.append(pid)
    try:
        yield listener.getsockname()[1]
    finally:
        for pid in serving:
            os.kill(pid, signal.SIGTERM)
            os.waitpid(pid, 0)
        listener.close()


def figures(*, bare: Sent, check: Sent, token: str) -> Iterator[Figure]:
    """`check_http`: checks a second to requests of the bare view; `check_http_p99`: the slowest to the median."""
    with web_server() as port:
        _rate(port, check, token)  # from then on both processes know whose token it is
        shares, tails = [], []
        for _ in range(ROUNDS):
            times = _rate(port, check, token)
            shares.append(len(times) / len(_rate(port, bare, token)))
            tails.append(sorted(times)[int(len(times) * 0.99)] / statistics.median(times))
    middle = round(statistics.median(shares), 3)
    yield Figure("check_http", middle, 0.6, "ratio", min(shares), max(shares), at_least=True)
    yield Figure("check_http_p99", round(statistics.median(tails), 2), WORST_TO_MEDIAN, "ratio", min(tails), max(tails))


def _rate(port: int, sent: Sent, token: str) -> list[float]:
    """The seconds that each request took, of as many as eight clients could send in a while."""
    numbers, until = count(), time.monotonic() + SECONDS
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def client(_nth: int) -> list[float]:
        server, times = HTTPConnection("127.0.0.1", port), []
        while time.monotonic() < until:
            method, path, body = sent(next(numbers))
            begin = time.perf_counter()
            server.request(method, path, body, headers)
            answer = server.getresponse()
            answer.read()
            times.append(time.perf_counter() - begin)
            assert answer.status in (200, 201), answer.status
        server.close()
        return times

    with ThreadPoolExecutor(CLIENTS) as pool:
        return [one for times in pool.map(client, range(CLIENTS)) for one in times]
