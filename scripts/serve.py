"""The web server: waitress in two processes on one listening socket.

waitress takes in a whole request before it takes a thread, so half-sent requests stop nobody; here they
are also dropped after a time, trickling or not, which waitress alone does only for silent ones. A signed-in
user on a slow line may take longer over a file, while enough of it goes on coming.
"""

import argparse
import ctypes
import os
import resource
import signal
import socket
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any

from bodies import LARGEST, BoundedParser
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

ROOT = Path(__file__).resolve().parent.parent
PROCESSES = 2
THREADS = 8
REQUEST_SECONDS = 30.0
_CONNECTIONS = 4000
_PR_SET_PDEATHSIG = 1


class PunctualChannel(HTTPChannel):  # type: ignore[misc]
    """A connection that knows since when it has been waiting for a whole request."""

    parser_class = BoundedParser

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.waiting_since = time.time()
        super().__init__(*args, **kwargs)

    def received(self, data: bytes) -> bool:
        unfinished = self.request
        taken: bool = super().received(data)
        if self.request is not None and self.request is not unfinished:
            self.waiting_since = time.time()
        return taken


class PunctualServer(TcpWSGIServer):  # type: ignore[misc]
    """Drops connections that have not sent a whole request in `request_seconds`, or enough of a user's file."""

    channel_class = PunctualChannel
    request_seconds = REQUEST_SECONDS

    def maintenance(self, now: float) -> None:
        super().maintenance(now)
        for channel in self.active_channels.values():
            if channel.requests or channel.total_outbufs_len:
                channel.waiting_since = now  # answering is our time, not the caller's
                continue
            waited, coming = now - channel.waiting_since, channel.request
            if waited > self.request_seconds:
                if coming is not None and coming.is_getting_on(seconds=waited):
                    channel.waiting_since = now
                else:
                    channel.will_close = True
            elif waited > self.request_seconds / 2 and coming is not None:
                coming.find_out_who_sends()


def build_server(application: Any, listener: socket.socket, *, request_seconds: float) -> PunctualServer:
    adjustments = Adjustments(
        sockets=[listener],
        threads=THREADS,
        connection_limit=_CONNECTIONS,
        max_request_body_size=LARGEST,
        asyncore_use_poll=True,  # select() ends at 1,024 descriptors
        cleanup_interval=min(1.0, request_seconds / 4),
        asyncore_loop_timeout=min(1.0, request_seconds / 4),
        ident=None,
        clear_untrusted_proxy_headers=False,  # TRUSTED_PROXIES alone says what is believed of them
    )
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(THREADS)
    where = (listener.family, listener.type, listener.proto, listener.getsockname())
    server = PunctualServer(
        application, {}, True, listener, dispatcher=dispatcher, adj=adjustments, bind_socket=False, sockinfo=where
    )
    server.request_seconds = request_seconds
    return server


def serve(listener: socket.socket, *, request_seconds: float) -> None:
    """Keep PROCESSES processes serving until SIGTERM or SIGINT; one that dies is replaced."""
    from config.wsgi import application  # before the fork: loaded once, shared by all

    _tell_what_addresses_take()
    _allow_connections(_CONNECTIONS + 200)
    parent = os.getpid()
    serving: set[int] = set()
    stopping = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True
        for pid in serving:
            os.kill(pid, signal.SIGTERM)

    while not stopping:
        signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGTERM, signal.SIGINT))
        while len(serving) < PROCESSES:
            pid = os.fork()
            if pid == 0:
                _serve_here(application, listener, parent, request_seconds)
            serving.add(pid)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGTERM, signal.SIGINT))
        serving.discard(os.wait()[0])
    while serving:
        serving.discard(os.wait()[0])


def _tell_what_addresses_take() -> None:
    """Only the application knows its addresses, and who is signed in."""
    from django.db import connection

    from kernel import sessions, tokens
    from kernel.http import is_for_strangers, largest_request

    def asked_in_a_thread(cookies: str, authorization: str) -> bool:
        try:
            return tokens.is_live(authorization) if authorization else sessions.is_signed_in(cookies)
        finally:
            connection.close()  # the thread's own

    BoundedParser.largest = staticmethod(largest_request)
    BoundedParser.is_for_strangers = staticmethod(is_for_strangers)
    BoundedParser.is_known = staticmethod(asked_in_a_thread)


def _serve_here(application: Any, listener: socket.socket, parent: int, request_seconds: float) -> None:
    """In a fork: serve until SIGTERM, finish the requests in hand, and end. Never returns."""
    status = 1
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() == parent:
            server = build_server(application, listener, request_seconds=request_seconds)
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, _leave)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGTERM, signal.SIGINT))
            server.run()  # on SystemExit it waits for the threads
        status = 0
    finally:
        sys.stdout.flush()
        os._exit(status)


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


def _allow_connections(wanted: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, limit), hard))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--fd", type=int, help="a listening socket inherited from the supervisor")
    where.add_argument("--listen", metavar="HOST:PORT")
    parser.add_argument("--request-seconds", type=float, default=REQUEST_SECONDS)
    arguments = parser.parse_args()
    sys.path[0] = str(ROOT)  # the application's packages, not the neighbours of this script
    if arguments.fd is not None:
        listener = socket.socket(fileno=arguments.fd)
    else:
        host, _, port = arguments.listen.rpartition(":")
        listener = socket.create_server((host, int(port)), backlog=1024)
    serve(listener, request_seconds=arguments.request_seconds)


if __name__ == "__main__":
    main()
