"""How fast a check is: through the WSGI application, in turns with a bare view of the same application.

Every request is whole: middleware, token, limit, strict JSON, match, standing, receipt, the row that is kept.
"""

import json
import logging
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO, StringIO
from itertools import cycle
from random import Random
from typing import Any

from django.conf import settings

from config.wsgi import application
from kernel.history import ALL, acting
from tests.bench import serving
from tests.bench.figures import Figure, ratio_figure, ratios, stopwatch
from tests.bench.people import Person
from tests.bench.registers import SMALL, Register, small_register
from tests.factories.api import Program, program

MANY, PIECES = 40, 12
Subject = dict[str, Any]


def by_number(person: Person) -> Subject:
    return {"registration_number": person.number, "date_of_birth": person.born.isoformat()}


def by_name(person: Person) -> Subject:
    given = " ".join(person.given)
    return {"family_name": person.family, "given_names": given, "date_of_birth": person.born.isoformat()}


def _question(subject: Subject) -> bytes:
    return json.dumps({"role": {"tier": "board_director"}, "purpose": "in_post", "subject": subject}).encode()


class Caller:
    """Sends requests to the WSGI application of this process, each about the next of some people."""

    def __init__(self, people: list[Person]) -> None:
        settings.ROOT_URLCONF = "tests.bench.views"
        settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}  # the stock one's
        self.logged = StringIO()  # what is logged is made all the same
        logging.root.handlers[0].setStream(self.logged)  # type: ignore[attr-defined]
        self.some, self.people = people, cycle(people)
        with acting(tenant=ALL):
            self.program: Program = program()
        self.program.sign_in()
        self.check(by_number)  # from then on this process knows whose token it is

    def bare(self) -> float:
        return self._timed([self._environ("GET", f"/bench/bare/{next(self.people).number}/") for _ in range(MANY)], 200)

    def check(self, subject: Callable[[Person], Subject]) -> float:
        return self._asked("/api/v1/checks", subject)

    def stock(self) -> float:
        return self._asked("/bench/stock/", by_number)

    def bare_sent(self, nth: int) -> tuple[str, str, bytes]:
        """A request of the bare view, as a client sends it: method, address, body."""
        return "GET", f"/bench/bare/{self.some[nth % len(self.some)].number}/", b""

    def check_sent(self, nth: int) -> tuple[str, str, bytes]:
        return "POST", "/api/v1/checks", _question(by_number(self.some[nth % len(self.some)]))

    def _asked(self, path: str, subject: Callable[[Person], Subject]) -> float:
        asked = []
        for _ in range(MANY):
            asked.append(self._environ("POST", path, _question(subject(next(self.people)))))
        return self._timed(asked, 201)

    def _environ(self, method: str, path: str, body: bytes = b"") -> dict[str, Any]:
        return {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "SCRIPT_NAME": "",
            "QUERY_STRING": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_HOST": "127.0.0.1:8000",
            "HTTP_AUTHORIZATION": f"Bearer {self.program.token}",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": BytesIO(),
            "wsgi.version": (1, 0),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }

    def _timed(self, requests: list[dict[str, Any]], expected: int) -> float:
        """The seconds that one of them took, on average."""
        statuses: list[str] = []

        def started(status: str, headers: Any, fault: Any = None) -> Callable[[bytes], object]:
            statuses.append(status)
            return statuses.__contains__

        with stopwatch() as watch:
            for environ in requests:
                response = application(environ, started)
                b"".join(response)
                getattr(response, "close", int)()
        assert {status[:3] for status in statuses} == {str(expected)}, (set(statuses), self.logged.getvalue()[-3_000:])
        return watch.seconds / len(requests)


def figures(register: Register, *, size: int) -> Iterator[Figure]:
    """`check_by_number`, `check_by_name` and `check_vs_stock` at `size` people; `growth_number`, `growth_name`,
    and those of `serving`."""
    register.grow(to=size)
    asked = Random(3).sample(register.people, 4_000)
    large = Caller(asked)
    number, name = partial(large.check, by_number), partial(large.check, by_name)
    yield ratio_figure("check_by_number", 1.25, ratios(of=number, to=large.bare, pieces=PIECES))
    yield ratio_figure("check_by_name", 2.5, ratios(of=name, to=large.bare, pieces=PIECES))
    yield ratio_figure("check_vs_stock", 5, ratios(of=large.stock, to=number, pieces=PIECES), at_least=True)
    yield from serving.figures(bare=large.bare_sent, check=large.check_sent, token=large.program.token)
    with small_register():
        small = Caller(Random(3).sample(register.people[:SMALL], 4_000))

    def in_small(subject: Callable[[Person], Subject]) -> float:
        with small_register():
            small.check(subject)  # the connection is a new one
            return small.check(subject)

    yield ratio_figure("growth_number", 1.2, ratios(of=number, to=partial(in_small, by_number), pieces=PIECES))
    yield ratio_figure("growth_name", 2.0, ratios(of=name, to=partial(in_small, by_name), pieces=PIECES))
