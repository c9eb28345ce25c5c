"""Every address of the API, and the doors in front of the pages, with requests that no honest program sends."""

import itertools
import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.http import HttpResponse
from django.test import Client

from config.home.api_docs import document
from config.policy import routes
from kernel.history import acting
from kernel.queries import system_user_id
from tests.architecture.doors import Door, address, api_doors
from tests.attacks.naughty import BODIES, HEADERS, NOT_TEXT, TEXTS
from tests.database import contents
from tests.factories.api import Program, program

pytestmark = pytest.mark.django_db
SLOW = 10.0  # seconds, on a busy machine; an answer takes some hundredths
# That a request was counted, noted, or is remembered by its key, is not of what it asked for.
TRACES = ("kernel_publiccounter", "kernel_accessevent", "kernel_idempotencyrecord")
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
TYPES = (JSON, FORM, "multipart/form-data; boundary=x", "text/plain", "application/json; charset=utf-16")
OF_EVERY_KIND: tuple[Any, ...] = (None, 0, -1, 10**30, 1.5, True, [], {}, [[]], {"a": 1})
DOORS = [door for door in api_doors() if door.access is not None]
WRITING = [door for door in DOORS if door.method in {"POST", "PUT", "PATCH"}]
PAGES = ("/", "/sign-in/", "/register/", "/concerns/new/", "/staff/", "/static/none.css", "/api/v1/register")


@pytest.fixture
def trust(db: None, settings: Any) -> Iterator[Program]:
    settings.PUBLIC_PER_MINUTE = settings.CHECKS_PER_MINUTE = 10_000_000
    with acting(user=system_user_id()):
        asking = program()
        asking.sign_in()
        asking.browser = Client(raise_request_exception=False)
        yield asking


class Faults(dict[str, Any]):
    """What was answered wrongly, by what was sent."""

    def note(self, what: str, sent: Any, response: HttpResponse, *, began: float) -> None:
        """No fault of ours, in words, soon; a program's refusal is a problem that does not repeat what was sent."""
        took, status = time.monotonic() - began, response.status_code
        if status >= 500 or (status >= 400 and not response.content):
            self[f"{what}: {status}"] = str(sent)[:200]
        elif took > SLOW:
            self[f"{what}: {took:.1f} s"] = str(sent)[:200]
        elif "problem" in response.headers.get("Content-Type", "") and json.loads(response.content)["status"] != status:
            self[f"{what}: another status in the problem"] = str(sent)[:200]


def send(asking: Program, door: Door, body: bytes, kind: str) -> HttpResponse:
    headers = {"Authorization": f"Bearer {asking.token}"}
    where = address(door.route)
    return asking.browser.generic(door.method, where, body, content_type=kind, headers=headers)  # type: ignore[return-value]


def test_no_body_that_is_none_or_too_much_breaks_an_address_or_leaves_anything(trust: Program) -> None:
    before, faults = contents(but=TRACES), Faults()
    for door, body, kind in itertools.product(WRITING, BODIES, TYPES):
        began = time.monotonic()
        faults.note(f"api {door.method} {door.route}", (kind, body), send(trust, door, body, kind), began=began)
    assert faults == {}
    assert contents(but=TRACES) == before


def skeleton(shape: dict[str, Any], shapes: dict[str, Any]) -> Any:
    """A value of a shape in the API's document, with a mark in the place of each text."""
    shape = shapes[shape["$ref"].rpartition("/")[2]] if "$ref" in shape else shape
    for choice in ("oneOf", "anyOf", "allOf"):
        if choice in shape:
            return skeleton(shape[choice][0], shapes)
    if "properties" in shape:
        return {name: skeleton(inner, shapes) for name, inner in shape["properties"].items()}
    return [skeleton(shape["items"], shapes)] if "items" in shape else "MARK"


def bodies() -> Iterator[tuple[Door, Any]]:
    """What each address that reads JSON is sent, by its own document."""
    described = document()
    by_path = {(door.route.replace("<str:", "{").replace(">", "}"), door.method): door for door in WRITING}
    for (path, method), door in by_path.items():
        request = described["paths"].get(path, {}).get(method.lower(), {}).get("requestBody", {"content": {}})
        if JSON in request["content"]:
            yield door, skeleton(request["content"][JSON]["schema"], described["components"]["schemas"])


def places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(inner, (*above, key))
    yield above


def replaced(value: Any, place: tuple[Any, ...], by: Any) -> Any:
    if not place:
        return by
    copied = value.copy()
    copied[place[0]] = replaced(value[place[0]], place[1:], by)
    return copied


def test_no_value_in_any_place_of_a_body_breaks_an_address(trust: Program) -> None:
    faults, others = Faults(), itertools.cycle(OF_EVERY_KIND)
    texts = itertools.cycle(TEXTS)
    for door, body in bodies():
        for place in places(body):
            for value in [*itertools.islice(texts, 6), next(others), next(others)]:
                sent = json.dumps(replaced(body, place, value)).encode()
                began = time.monotonic()
                faults.note(f"api {door.route} {place}", value, send(trust, door, sent, JSON), began=began)
    assert faults == {}


def test_no_text_in_an_address_breaks_a_route(trust: Program) -> None:
    faults, headers = Faults(), {"Authorization": f"Bearer {trust.token}"}
    pieces = itertools.cycle([*(quote(text[:2000], safe="") for text in TEXTS), *map(quote, NOT_TEXT)])
    for route, entry in routes():
        if entry.callback is None or "<" not in route:
            continue
        for piece in itertools.islice(pieces, 4):
            path = address(route.replace("<str:", "<").replace("<slug:", "<")).replace("/x", f"/{piece}")
            began = time.monotonic()
            faults.note(f"page {route}", piece, trust.browser.get(path, headers=headers), began=began)  # type: ignore[arg-type]
    for path, name in itertools.product(
        PAGES, ("q", "name", "number", "organisation", "cursor", "limit", "page", "next")
    ):
        for piece in itertools.islice(pieces, 4):
            began = time.monotonic()
            response = trust.browser.generic("GET", path, QUERY_STRING=f"{name}={piece}")
            faults.note(f"page {path}", (name, piece), response, began=began)  # type: ignore[arg-type]
    assert faults == {}


def test_no_header_breaks_a_door(trust: Program) -> None:
    faults = Faults()
    for path, headers in itertools.product((*PAGES, "/api/v1/checks", "/api/v1/token"), HEADERS):
        for method in ("GET", "POST"):
            began, kind = time.monotonic(), headers.get("Content-Type", JSON)
            environ: dict[str, Any] = {
                f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()
            }
            if length := environ.pop("HTTP_CONTENT_LENGTH", None):
                environ["CONTENT_LENGTH"] = length
            environ.pop("HTTP_CONTENT_TYPE", None)
            response = trust.browser.generic(method, path, b"{}", content_type=kind, **environ)
            faults.note(f"{method} {path}", headers, response, began=began)  # type: ignore[arg-type]
    assert faults == {}
