"""What belongs to another organisation answers as what never was: in the same bytes and in the same time."""

import re
import secrets
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from conduct.actions import raise_concern
from config.policy import policy
from kernel import receipt_codes as receipts
from kernel.actions import invite
from kernel.actions.webhooks import add_endpoint
from kernel.history import acting
from kernel.models import User
from kernel.permissions import PUBLIC, Role
from kernel.queries import system_user_id
from tests.builders import Cast
from tests.conduct.test_employer_notices import decide, employed, proposed
from tests.factories.api import Program, program, told
from tests.factories.conduct import CONCERN
from tests.factories.kernel import organisation, user_with
from tests.factories.register import registered_person

pytestmark = pytest.mark.django_db

PAIRS = 200
PAIRS_OF_PAGES = 80
ROUNDS = 5
NEAR = 0.05
NEW_EACH_TIME = re.compile(rb'(nonce|name="csrfmiddlewaretoken" value)="[^"]*"')
NOT_HEADERS = {"date", "ratelimit", "ratelimit-policy"}
BORN = date(1974, 3, 9)
THINGS = {
    "/api/v1/check-batches/<str:id>": "batch",
    "/api/v1/check-batches/<str:id>/cancel": "batch",
    "/api/v1/check-batches/<str:id>/receipts": "batch",
    "/api/v1/check-batches/<str:id>/results": "batch",
    "/api/v1/checks/<str:id>": "check",
    "/api/v1/checks/<str:id>/inclusion": "check",
    "/api/v1/checks/<str:id>/receipt": "check",
    "/api/v1/watches/<str:ref>": "watch",
    "/api/v1/webhook-endpoints/<str:id>": "endpoint",
    "/api/v1/webhook-endpoints/<str:id>/deliveries": "endpoint",
    "/api/v1/webhook-endpoints/<str:id>/ping": "endpoint",
    "/api/v1/webhook-endpoints/<str:id>/redeliver": "endpoint",
    "/api/v1/webhook-endpoints/<str:id>/rotate-secret": "endpoint",
    "/trust/batches/<str:reference>/": "batch",
    "/trust/batches/<str:reference>/answers.csv": "batch",
    "/trust/batches/<str:reference>/answers.xlsx": "batch",
    "/trust/batches/<str:reference>/receipts.csv": "batch",
    "/trust/batches/<str:reference>/columns/": "batch",
    "/trust/batches/<str:reference>/start/": "batch",
    "/trust/batches/<str:reference>/cancel/": "batch",
    "/api/v1/watch-batches/<str:id>": "file",
    "/api/v1/watch-batches/<str:id>/errors": "file",
    "/trust/api-clients/<client_id>/": "client",
    "/trust/checks/<str:reference>/": "check",
    "/trust/checks/<str:reference>/receipt/": "check",
    "/trust/users/<int:pk>/": "user",
    "/trust/users/invitations/<int:pk>/": "invitation",
    "/trust/watches/<str:reference>/": "first_check",
    "/trust/watches/files/<str:reference>/": "file",
    "/trust/notices/<int:number>/": "notice",
    "/trust/webhooks/<reference>/": "endpoint",
}
STEPS = {
    "/trust/api-clients/<client_id>/": ("keys/<int:pk>/remove/", "keys/new/", "new-secret/", "revoke/"),
    "/trust/watches/<str:reference>/": ("ask/", "end/", "renew/"),
    "/trust/webhooks/<reference>/": (
        "change/", "delete/", "events/<event>/", "events/<event>/send-again/", "new-secret/", "send-again/", "switch/",
        "test/",
    ),
}  # fmt: skip
"""What is done to a thing of the desk, which is found as its own page finds it: compared, and not timed again."""
UNTIMED = {page + step for page, steps in STEPS.items() for step in steps}
THINGS |= {page + step: THINGS[page] for page, steps in STEPS.items() for step in steps}
RULES = [
    rule
    for rule in policy()
    if "<" in rule["route"] and rule["permission"] != PUBLIC and rule["route"].startswith(("/api/", "/trust/"))
    if rule["method"] != "PUT"  # which makes one's own of that name
]


@dataclass(frozen=True)
class Stranger:
    """An organisation that asks for what is another's: `theirs` by kind, and what `never` was."""

    asking: Program
    browser: Client
    theirs: dict[str, str]
    never: dict[str, str]

    def get(self, rule: Any, ids: dict[str, str]) -> HttpResponse:
        path = rule["route"][: rule["route"].index("<")] + ids[THINGS[rule["route"]]]
        path += rule["route"][rule["route"].index(">") + 1 :].replace("<event>", "evt_0").replace("<int:pk>", "1")
        headers = {"X-Request-ID": "same"}
        if path.startswith("/api/"):
            return self.asking.send(rule["method"], path, b"", **headers)  # type: ignore[no-any-return]
        return self.browser.generic(rule["method"], path, headers=headers)  # type: ignore[return-value]


def batch_of(trust: Program, subject: dict[str, Any]) -> str:
    """A batch of one row."""
    row = {"subject": subject, "role": {"tier": "board_director"}, "purpose": "in_post"}
    response = trust.send("POST", "/api/v1/check-batches", row, **{"Content-Type": "application/x-ndjson"})
    return str(told(response, 202)["id"])


def never_was(*, last: int, invited: int) -> dict[str, str]:
    """Names of the right form that nothing has."""
    return {
        "batch": f"chb_{secrets.token_hex(16)}",
        "check": f"chk_{secrets.token_hex(16)}",
        "client": secrets.token_hex(20),
        "endpoint": f"whe_{secrets.token_hex(16)}",
        "file": f"wab_{secrets.token_hex(16)}",
        "first_check": f"chk_{secrets.token_hex(16)}",
        "watch": "emp-2",
        "user": str(last + 99),
        "invitation": str(invited + 99),
        "notice": "99",
    }


STAFF = b"ref,tier,family_name,given_names,date_of_birth\nemp-3,board_director,Osei,Ama,1974-03-09"


def notice_to_an_employer() -> int:
    """Sent to an organisation that is not the one asking."""
    cast = Cast()
    case, trust, _ = employed(cast)
    return decide(proposed(case, trust, cast.caseworker), user_with(Role.CASEWORKER)).pk


@pytest.fixture
def stranger() -> Stranger:
    theirs = organisation()
    with acting(user=system_user_id()):
        person = registered_person(family_name="Osei", given_names="Ama", date_of_birth=BORN)
        admin = user_with(Role.TRUST_ADMINISTRATOR, of=theirs)
        asked = {"registration_number": person.registration_number, "date_of_birth": BORN.isoformat()}
        invited = invite(
            email="new@example.test", name="New", roles=[Role.TRUST_USER], organisation=theirs, by=admin,
            at=timezone.now(),
        )  # fmt: skip
        mine = organisation()
        browser = Client()
        browser.force_login(user_with(Role.TRUST_ADMINISTRATOR, of=mine))
        asking = program(mine)
        other = program(theirs)
        check = told(other.ask(asked))["id"]
        watched = other.send("PUT", "/api/v1/watches/emp-1", {"subject": asked, "role": {"tier": "board_director"}})
        file = told(other.send("POST", "/api/v1/watch-batches", STAFF, **{"Content-Type": "text/csv"}), 202)["id"]
        batch = batch_of(other, asked)
        endpoint, _ = add_endpoint(
            organisation_id=theirs.pk, url="https://hooks.trust.org/", description="", events=(), at=timezone.now()
        )
    asking.sign_in()
    return Stranger(
        asking,
        browser,
        {
            "batch": batch,
            "check": check,
            "client": other.client.client_id,
            "endpoint": endpoint.reference,
            "file": file,
            "first_check": told(watched)["check"],
            "watch": "emp-1",
            "user": str(admin.pk),
            "invitation": str(invited.pk),
            "notice": str(notice_to_an_employer()),
        },
        never_was(last=User.objects.latest("pk").pk, invited=invited.pk),
    )


def content(response: HttpResponse) -> tuple[int, bytes, dict[str, str]]:
    headers = {name: value for name, value in response.items() if name.lower() not in NOT_HEADERS}
    headers.pop("Content-Security-Policy", None)
    return response.status_code, NEW_EACH_TIME.sub(b"", response.content), headers


def median_ratio(one: Callable[[], object], other: Callable[[], object], pairs: int) -> float:
    """The median time of one to that of the other, of so many pairs, each in the other order than the last."""
    taken: tuple[list[float], list[float]] = ([], [])
    for pair in range(pairs):
        for place in (0, 1) if pair % 2 else (1, 0):
            began = time.perf_counter()
            (one, other)[place]()
            taken[place].append(time.perf_counter() - began)
    return statistics.median(taken[0]) / statistics.median(taken[1])


def require_same_time(one: Callable[[], object], other: Callable[[], object], *, pairs: int = PAIRS) -> None:
    """Within 5%. A round may be disturbed by the machine: up to five are measured, until their median is within it."""
    ratios: list[float] = []
    while len(ratios) < ROUNDS:
        ratios.append(median_ratio(one, other, pairs))
        if len(ratios) != 2 and abs(statistics.median(ratios) - 1) <= NEAR:  # two have no middle
            return
    raise AssertionError(f"ratios of the medians: {ratios}")


def test_every_address_of_an_organisation_s_thing_is_tried() -> None:
    assert {rule["route"] for rule in RULES} <= set(THINGS)
    assert len(RULES) >= 4


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule['method']} {rule['route']}")
def test_another_s_is_answered_as_what_never_was(rule: Any, stranger: Stranger) -> None:
    found, absent = content(stranger.get(rule, stranger.theirs)), content(stranger.get(rule, stranger.never))
    assert found == absent
    assert found[0] == 404
    if rule["method"] == "GET" and rule["route"] not in UNTIMED:
        get = stranger.get
        pairs = PAIRS if rule["route"].startswith("/api/") else PAIRS_OF_PAGES
        require_same_time(lambda: get(rule, stranger.theirs), lambda: get(rule, stranger.never), pairs=pairs)


def test_a_wrong_code_of_a_concern_is_answered_as_one_that_was_never_issued(client: Client, settings: Any) -> None:
    settings.PUBLIC_PER_MINUTE = 1_000_000
    issued = receipts.code_of("a draft")
    raise_concern(draft="a draft", at=timezone.now(), **CONCERN)
    wrong, never = issued[:-1] + ("1" if issued[-1] != "1" else "2"), receipts.code_of("another draft")

    def send(code: str) -> Any:
        return client.post("/concerns/return/", {"code": code}, headers={"X-Request-ID": "same"})

    pages = {code: send(code) for code in (wrong, never)}
    assert {page.status_code for page in pages.values()} == {422}
    assert len({content(page)[1].replace(code.encode(), b"") for code, page in pages.items()}) == 1
    require_same_time(lambda: send(wrong), lambda: send(never))
