"""Raising a concern through its pages, as a browser does that knows every answer."""

import re
from collections.abc import Iterator
from typing import Any

from django.test import Client

NEW = "/concerns/new/"
LAST = "Check your answers"
ANSWERS = {
    "raised_as": "public",
    "subject": "manager",
    "mode": "anonymous",
    "notices_to": "",
    "category": "records",
    "about_name": "Ama Osei",
    "about_role": "Chief operating officer",
    "organisation": "Somewhere NHS Trust",
    "what_happened": "Waiting lists were altered before the inspection.",
    "when_text": "Spring 2026",
}
AS_A_WORKER: dict[str, Any] = {
    "raised_as": "worker",
    "worker_status": "employee",
    "heads": ["safety"],
    "detriment": "no",
}


def so_far(page: Any) -> str:
    """What the page carries of the answers."""
    found = re.search(r'name="so_far" value="([^"]+)"', page.content.decode())
    assert found, page.content.decode()
    return found[1]


def heading(page: Any) -> str:
    found = re.search(r"<h1[^>]*>\s*([^<]+?)\s*<", page.content.decode())
    assert found
    return found[1]


def pages(client: Client, **changes: Any) -> Iterator[Any]:
    """Every page in its order, each answered to come to the next."""
    page: Any = client.get(NEW)
    for _ in range(16):
        yield page
        if heading(page) == LAST:
            return
        page = client.post(NEW, {**ANSWERS, **changes, "so_far": so_far(page)})
    raise AssertionError(f"the last page is never come to; one was {heading(page)}")


def walk(client: Client, to: str = LAST, **changes: Any) -> Any:
    """The page of that heading, every one before it answered."""
    return next(page for page in pages(client, **changes) if heading(page) == to)


def sent_concern(client: Client, **changes: Any) -> str:
    """Raise a concern; its code as shown."""
    return code_on(client.post(NEW, {"so_far": so_far(walk(client, **changes))}))


def code_on(page: Any) -> str:
    assert page.status_code == 200
    found = re.search(r'data-test="reference">([0-9A-Z-]+)<', page.content.decode())
    assert found
    return found[1]
