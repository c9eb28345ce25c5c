"""The integration guide: every command in it is run, and every answer in it has the shape that it shows."""

import base64
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from barring.api.examples import BY_NUMBER
from kernel import ledger
from kernel.events import number_due
from kernel.history import acting
from kernel.queries import system_user_id
from tests.factories.api import program
from tests.factories.kernel import organisation
from tests.factories.register import registered_person

GUIDE = Path(__file__).parents[3] / "docs" / "api"
BLOCK = re.compile(r"```(sh|json|csv)\n(.*?)```", re.DOTALL)


def curl(command: str, known: dict[str, str]) -> Any:
    """What curl would get: the guide's few flags, read as it reads them."""
    words = shlex.split(re.sub(r"\$([A-Z_]+)", lambda found: known[found[1]], command.replace("\\\n", " ")))
    assert words.pop(0) == "curl"
    address, body, headers, method = "", None, {}, ""
    form: dict[str, Any] = {}
    while words:
        word = words.pop(0)
        if word == "-u":
            headers["Authorization"] = "Basic " + base64.b64encode(words.pop(0).encode()).decode()
        elif word == "-H":
            name, _, value = words.pop(0).partition(": ")
            headers[name] = value
        elif word == "-d":
            more = words.pop(0)
            body = more if body is None else f"{body}&{more}"
        elif word == "-F":
            name, _, value = words.pop(0).partition("=")
            form[name] = SimpleUploadedFile(value[1:], known["FILE_SENT"].encode()) if value[0] == "@" else value
        elif word == "-X":
            method = words.pop(0)
        elif word != "-s":
            address = word.removeprefix(known["BASE_URL"])
    if form:
        return Client().post(address, form, headers=headers)
    kind = headers.pop("Content-Type", "application/x-www-form-urlencoded")
    method = method or ("GET" if body is None else "POST")
    return Client().generic(method, address, body or "", content_type=kind, headers=headers)


def guide() -> str:
    """All of it, in the order of its contents."""
    contents = (GUIDE / "README.md").read_text(encoding="utf-8")
    names = re.findall(r"\]\(([a-z-]+\.md)\)", contents)
    return "\n".join((GUIDE / name).read_text(encoding="utf-8") for name in dict.fromkeys(names))


def runs(text: str) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """Each command with the file last shown before it, and with the answers shown after it, before the next."""
    command, file, shown = "", "", list[dict[str, Any]]()
    for language, content in BLOCK.findall(text):
        if language == "json":
            shown.append(json.loads(content))
            continue
        if command:
            yield command, file, shown
        command, shown = "", []
        if language == "csv":
            file = content
        else:
            *others, command = re.findall(r"^curl (?:.*\\\n)*.*\n", content, re.MULTILINE)
            yield from ((other, file, []) for other in others)
    yield command, file, shown


@pytest.mark.django_db(transaction=True)
def test_every_command_of_the_guide_is_answered_as_it_shows() -> None:
    with acting(user=system_user_id()), transaction.atomic():
        person = registered_person(family_name="Osei", given_names="Ama", previous_family_names=["Boateng"])
        person.registration_number = BY_NUMBER["subject"]["registration_number"]
        person.save(update_fields=["registration_number"])
        trust = program(organisation("RJ1"))
    known = {"BASE_URL": "http://here", "CLIENT_ID": trust.client.client_id, "CLIENT_SECRET": trust.secret}
    count = 0
    for command, file, shown in runs(guide()):
        known["FILE_SENT"] = file
        ledger.seal()  # as it is within a minute
        number_due(at=timezone.now())  # and this within a second
        response = curl(command, known)
        assert response.status_code in (200, 201, 202, 204, 422), (command, response.content)
        is_json = response.get("Content-Type") == "application/json" and not response.streaming
        answer = json.loads(response.content or b"{}") if is_json or response.status_code == 422 else {}
        known |= {"OLD_TOKEN": known["TOKEN"]} if "access_token" in answer and "TOKEN" in known else {}
        known |= {"BATCH": answer["id"]} if "outcomes" in answer else {}
        known |= {"FILE": answer["id"]} if "faults" in answer else {}
        known |= {"TOKEN": answer.get("access_token", known.get("TOKEN", ""))}
        known |= {"CHECK": answer["id"], "RECEIPT": answer["receipt"]} if "receipt" in answer else {}
        known |= {"ENDPOINT": answer["id"]} if "secret" in answer else {}
        for expected in shown:
            assert set(answer) == set(expected)
            varying = {key for key, value in expected.items() if str(value).endswith("...")}
            varying |= {"client_ref", "match", "role", "purpose", "results", "errors", "ledger", "claims"}
            varying |= {"leaf_index", "tree_size", "proof", "head"}
            assert {k: answer[k] for k in set(answer) - varying} == {k: expected[k] for k in set(expected) - varying}
        count += 1
    assert count == 35
