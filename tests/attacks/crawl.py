"""Finds what a signed-in person can send: every page they can come to by links, and every form on it."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

SAMPLES, SAMPLES_OF_ALL = 2, 6
"""How many addresses of one route somebody opens, and everybody together: pages differ by state and by reader."""


@dataclass
class Form:
    """A form as a page has it: where it goes, and what is filled in."""

    page: str
    address: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """The fields that somebody fills in."""
        return [name for name in self.fields if name != "csrfmiddlewaretoken"]


class _Page(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._select = ""

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in given}
        if tag == "a" and "href" in attributes:
            self.links.append(urljoin(self.address, attributes["href"]))
        elif tag == "form":
            where = urljoin(self.address, attributes.get("action") or self.address)
            self.forms.append(Form(self.address, where, attributes.get("method", "get").lower()))
        elif tag == "datalist":
            self._select = ""  # its options are suggestions for a field that is filled in anyhow
        elif tag in ("input", "select", "textarea") and self.forms and attributes.get("name"):
            self._add(tag, attributes)
        elif tag == "option" and self.forms and self._select and attributes.get("value"):
            self.forms[-1].fields[self._select] = attributes["value"]

    def _add(self, tag: str, attributes: dict[str, str]) -> None:
        form, name = self.forms[-1], attributes["name"]
        if attributes.get("type") == "file":
            form.files.append(name)
            return
        plausible = "3" if attributes.get("inputmode") == "numeric" else "Some words"
        form.fields.setdefault(name, attributes.get("value") or ("" if tag == "select" else plausible))
        self._select = name if tag == "select" else self._select


def read(address: str, content: str) -> _Page:
    page = _Page(address)
    page.feed(content)
    return page


def route_of(address: str) -> str | None:
    """The route that an address of ours belongs to; None elsewhere."""
    parts = urlsplit(address)
    try:
        return None if parts.netloc or not parts.path else "/" + str(resolve(parts.path).route)
    except Resolver404:
        return None


def forms_within(client: Client, *, start: str, seen: Counter[str]) -> Iterator[Form]:
    """Every form on every kind of page that links lead to from `start`; `seen` counts what everybody has opened."""
    waiting, opened = deque([start]), {start}
    samples: Counter[str] = Counter()
    while waiting:
        address = waiting.popleft()
        response = client.get(address, follow=True)
        address = response.request["PATH_INFO"]
        if response.status_code != 200 or "text/html" not in response["Content-Type"]:
            continue
        page = read(address, response.content.decode())
        yield from page.forms
        for link in page.links:
            link = link.partition("#")[0]
            route = route_of(link)
            if route and link not in opened and samples[route] < SAMPLES and seen[route] < SAMPLES_OF_ALL:
                samples[route] += 1
                seen[route] += 1
                opened.add(link)
                waiting.append(link)
