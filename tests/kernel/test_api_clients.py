"""A program's secret is renewed when it may be known to others."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from kernel.models import ApiClient
from tests.factories.api import program as a_program

pytestmark = pytest.mark.django_db


def ran(*arguments: str) -> str:
    printed = StringIO()
    call_command("api_clients", *arguments, stdout=printed, stderr=printed)
    return printed.getvalue()


def test_a_leaked_secret_and_its_tokens_stop_working_at_once_and_the_new_one_works() -> None:
    program = a_program()
    assert program.sign_in().status_code == 200
    assert program.send("GET", "/api/v1/checks").status_code == 200
    assert program.client.client_id in ran("list")
    made = json.loads(ran("renew", program.client.client_id, "--reason", "Found in a repository"))
    assert program.send("GET", "/api/v1/checks").status_code == 401
    assert program.sign_in().status_code == 401
    program.secret = made["client_secret"]
    assert program.sign_in().status_code == 200
    assert program.send("GET", "/api/v1/checks").status_code == 200
    change = ApiClient.history.filter(id=program.client.pk).latest()
    assert change.history_change_reason == "Found in a repository"


def test_a_program_that_is_not_there_is_said_to_be_so() -> None:
    with pytest.raises(SystemExit) as ended:
        ran("renew", "nobody", "--reason", "x")
    assert ended.value.code == 1
