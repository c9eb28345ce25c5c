"""One POST to an address from outside: to the very address that was looked at, within limits, without redirections."""

import contextlib
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse

from kernel.models.webhooks import PostFailure
from kernel.webhooks.addresses import NotAllowed, NotKnown, Target, resolve, target_of

PATIENCE = 20.0  # seconds for all of an attempt, but for resolving the name
CONNECTING = 8.0  # seconds for each address of a host
MOST_READ = 4_096  # bytes of an answer, of which nothing is kept
MOST_ADDRESSES = 4


@dataclass(frozen=True, kw_only=True)
class Posted:
    """What came of a POST. `retry_after` is in how many seconds the receiver wants the next."""

    status: int | None = None
    failure: PostFailure | None = None
    retry_after: int = 0


class _Pinned(HTTPConnection):
    """Connects to an address that was resolved before; host name and port are for the certificate and the header."""

    def __init__(self, target: Target, addresses: list[str]) -> None:
        if target.is_secure:
            self.default_port = 443
        super().__init__(target.host, target.port, timeout=PATIENCE)
        self._target, self._addresses = target, addresses

    def connect(self) -> None:
        self.sock = self._reach()
        if self._target.is_secure:
            context, host = ssl.create_default_context(), self._target.host
            self.sock = context.wrap_socket(self.sock, server_hostname=host, do_handshake_on_connect=False)
            self.sock.do_handshake()  # from here on whoever breaks off knows the socket

    def _reach(self) -> socket.socket:
        fault: OSError = OSError()
        for address in self._addresses[:MOST_ADDRESSES]:
            try:
                sock = socket.create_connection((address, self._target.port), timeout=CONNECTING)
            except OSError as refused:
                fault = refused
            else:
                sock.settimeout(PATIENCE)
                return sock
        raise fault


def post(*, url: str, body: bytes, headers: Mapping[str, str]) -> Posted:
    """Send a body once, and say what came of it, after PATIENCE seconds at most."""
    try:
        target = target_of(url)
        connection = _Pinned(target, resolve(target))
    except NotAllowed:
        return Posted(failure=PostFailure.ADDRESS)
    except NotKnown:
        return Posted(failure=PostFailure.NAME)
    until = time.monotonic() + PATIENCE
    with contextlib.closing(connection), _until(connection):
        try:
            connection.request("POST", target.path, body, dict(headers))
            answer = connection.getresponse()
        except ssl.SSLCertVerificationError:
            return Posted(failure=PostFailure.CERTIFICATE)
        except (OSError, HTTPException, ValueError) as fault:
            late = isinstance(fault, TimeoutError) or time.monotonic() >= until
            secure = isinstance(fault, ssl.SSLError) and not late
            broken = PostFailure.CERTIFICATE if secure else PostFailure.UNREACHABLE
            return Posted(failure=PostFailure.TIMEOUT if late else broken)
        with contextlib.suppress(OSError, HTTPException):
            answer.read(MOST_READ)
        return _judged(answer)


@contextlib.contextmanager
def _until(connection: HTTPConnection) -> Iterator[None]:
    """Break the connection off when time is up: a socket's own limit is begun anew by each byte that comes."""

    def break_off() -> None:
        with contextlib.suppress(OSError):
            if connection.sock is not None:
                socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)  # not a secure socket's own, which speaks

    timer = threading.Timer(PATIENCE, break_off)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _judged(answer: HTTPResponse) -> Posted:
    status = answer.status
    if 200 <= status < 300:
        return Posted(status=status)
    if status == HTTPStatus.GONE:
        failure = PostFailure.GONE
    else:
        failure = PostFailure.REDIRECT if 300 <= status < 400 else PostFailure.STATUS
    return Posted(status=status, failure=failure, retry_after=_seconds(answer.getheader("Retry-After") or ""))


def _seconds(retry_after: str) -> int:
    """RFC 9110: seconds, or a date; 0 for anything else."""
    if re.fullmatch(r"[0-9]{1,6}", retry_after):
        return int(retry_after)
    with contextlib.suppress(ValueError, TypeError, OverflowError):
        return max(0, int(parsedate_to_datetime(retry_after).timestamp() - time.time()))
    return 0
