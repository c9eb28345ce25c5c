"""The pages of concerns: the reporter's and the staff's."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from conduct import actions
from conduct.models import Concern, ConcernMessage
from conduct.workflow import ConcernStatus
from kernel.models import AccessEvent, Session
from kernel.permissions import Role
from tests.factories.conduct import OPENED_AT, raised_concern
from tests.factories.kernel import says_why, user_with
from tests.factories.raising import ANSWERS, NEW, code_on, sent_concern, so_far, walk

pytestmark = pytest.mark.django_db
CANARIES = "203.0.113.77|Canary/7|canary-request"
UNLIKE = ("X-Request-ID", "Content-Security-Policy")  # made anew for every answer
OTHERS = [Role.REGISTRAR, Role.PANEL_CHAIR, Role.INVESTIGATOR, Role.ADMINISTRATOR, Role.MANAGER]
RETURN = "/concerns/return/"


def test_a_concern_is_stored_with_a_digest_of_the_code_that_is_shown_once(client: Client) -> None:
    code = sent_concern(client)
    concern = Concern.objects.get()
    assert len(code.replace("-", "")) == 28
    assert concern.what_happened == ANSWERS["what_happened"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(c::text, ' ') FROM conduct_concern c")
        (row,) = cursor.fetchone()
        cursor.execute("SELECT string_agg(c::text, ' ') FROM conduct_historicalconcern c")
        (history,) = cursor.fetchone()
    for kept in (row, history):
        assert code not in kept
        assert code.replace("-", "") not in kept


def test_nothing_kept_with_a_concern_leads_to_whoever_raised_it_even_when_signed_in(client: Client) -> None:
    trace: dict[str, Any] = {
        "REMOTE_ADDR": "203.0.113.77",
        "HTTP_USER_AGENT": "Canary/7",
        "HTTP_X_REQUEST_ID": "canary-request",
    }
    manager = user_with(Role.MANAGER)
    client.force_login(manager)
    sessions = list(Session.objects.values())
    code = sent_concern(Client(**trace))
    signed_in = Client(**trace)
    signed_in.cookies = client.cookies
    signed_in.post(RETURN, {"code": code, "text": "More to say."})
    sent_concern(signed_in, what_happened="Another matter.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(
                f"SELECT count(*) FROM public.{table} t WHERE t::text ~ '203.0.113.77|Canary/7|canary-request'"
            )
            assert cursor.fetchone() == (0,), table
    writers = set(Concern.history.values_list("history_user__is_system", flat=True))
    assert (writers, ConcernMessage.objects.get().by) == ({True}, None)
    assert list(Session.objects.values()) == sessions
    assert not AccessEvent.objects.exists()


def test_no_page_of_a_concern_sets_a_cookie_or_needs_one_whoever_is_signed_in() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user_with(Role.MANAGER))
    held = {name: cookie.value for name, cookie in client.cookies.items()}
    code = sent_concern(client)
    for given in ({}, {"code": code}, {"code": code, "text": "More."}):
        answer = client.post(RETURN, given) if given else client.get(RETURN)
        assert not answer.cookies
    assert {name: cookie.value for name, cookie in client.cookies.items()} == held
    assert ConcernMessage.objects.count() == 1


def test_the_same_answers_sent_twice_are_one_concern_with_one_code(client: Client) -> None:
    checked = walk(client)
    codes = {code_on(client.post(NEW, {"so_far": so_far(checked)})) for _ in range(2)}
    assert len(codes) == Concern.objects.count() == 1
    again = client.post(NEW, {"so_far": so_far(checked), "change": "happened"})
    changed = client.post(NEW, {"so_far": so_far(again), "what_happened": "Other words."})
    refused = client.post(NEW, {"so_far": so_far(changed)})
    assert refused.status_code == 422
    assert "already sent" in refused.content.decode()


def test_a_faulty_answer_keeps_what_was_typed_and_says_what_is_missing(client: Client) -> None:
    asked = walk(client, "What happened")
    page = client.post(NEW, {"what_happened": "", "when_text": "Kept words", "so_far": so_far(asked)})
    text = page.content.decode()
    assert page.status_code == 422
    assert "Kept words" in text
    assert "Enter what happened" in text
    assert "<title>Error: " in text
    for forged in ("", "1", so_far(asked)[:-5] + "AAAA="):
        assert client.post(NEW, {"so_far": forged}).status_code == 422
    assert not Concern.objects.exists()


def test_wrong_unknown_and_malformed_codes_are_answered_alike(client: Client) -> None:
    code = sent_concern(client)
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    odd = (wrong, "0000-" * 7, "", "   ", "<script>", "é" * 5000, "' OR 1=1 --", "\N{PILE OF POO}")
    answers = set()
    for typed in odd:
        page = client.post(RETURN, {"code": typed})
        body = re.sub(r'(csrfmiddlewaretoken" value=|nonce=)"[^"]+"', "", page.content.decode())
        headers = {
            name: value for name, value in page.items() if name not in ("X-Request-ID", "Content-Security-Policy")
        }
        answers.add((page.status_code, body, tuple(sorted(headers.items()))))
    assert len(answers) == 1


def test_the_code_leads_back_to_the_state_and_messages_both_ways(client: Client) -> None:
    code = sent_concern(client)
    concern = Concern.objects.get()
    keeper = user_with(Role.CASEWORKER, name="Kay Keeper")
    actions.triage_concern(concern=concern, by=keeper, at=OPENED_AT)
    actions.send_message(concern=concern, text="Which ward was it?", by=keeper, at=OPENED_AT)
    page = client.post(RETURN, {"code": code.lower().replace("-", " ")}).content.decode()
    assert "We received your concern" in page
    assert "A caseworker began to read and weigh it" in page
    assert "We are looking into your concern" in page
    assert "Which ward was it?" in page
    assert "Kay Keeper" not in page
    for _ in range(2):  # sent twice by a reload
        client.post(RETURN, {"code": code, "text": "Ward 7."})
    client.force_login(keeper)
    seen = client.get(reverse("conduct:concern", args=[concern.pk])).content.decode()
    assert seen.count("Ward 7.") == 1


def test_the_log_of_requests_names_nobody_on_these_pages(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.force_login(user_with(Role.MANAGER))
    code = sent_concern(client)
    client.post(RETURN, {"code": code, "text": "More."})
    lines = [record for record in caplog.records if record.name == "access"]
    assert len(lines) >= 3
    assert {vars(line)["user"] for line in lines} == {None}
    assert code not in caplog.text


def test_the_log_names_nobody_where_a_concern_is_refused_either(
    caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    client = Client(headers={"X-Request-ID": "canary-request"})
    client.force_login(user_with(Role.MANAGER))
    assert client.post(NEW, ANSWERS).status_code == 422
    settings.PUBLIC_PER_MINUTE = 0
    assert client.get(NEW).status_code == 429
    lines = [vars(record) for record in caplog.records if record.name == "access"]
    assert [(line["route"], line["user"], line["request_id"]) for line in lines] == [("concerns/new/", None, "")] * 2


@pytest.mark.parametrize("role", OTHERS)
def test_a_concern_opens_for_caseworkers_and_auditors_and_is_logged(client: Client, role: Role) -> None:
    concern = raised_concern()
    address = reverse("conduct:concern", args=[concern.pk])
    client.force_login(user_with(role))
    assert client.get(address).status_code in (403, 404)
    for allowed in (Role.CASEWORKER, Role.AUDITOR):
        client.force_login(says_why(user_with(allowed), "conduct.concern", concern.pk))
        assert client.get(address).status_code == 200
    opened = AccessEvent.objects.filter(noun="conduct.concern", reference=str(concern.pk), act="opened", allowed=True)
    assert opened.count() == 2


def test_triage_from_an_old_page_is_refused_with_what_was_done(client: Client) -> None:
    concern = raised_concern()
    client.force_login(user_with(Role.CASEWORKER))
    triage = reverse("conduct:concern_triage", args=[concern.pk])
    assert client.post(triage, {"seen": 0}).status_code == 302
    close = reverse("conduct:concern_close", args=[concern.pk])
    page = client.post(close, {"seen": 0, "reason": "Kept reason", "told": "We asked the trust."})
    assert page.status_code == 422
    assert "Start triage" in page.content.decode()
    assert "Kept reason" in page.content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', page.content.decode())
    assert seen
    given = {"seen": seen[1], "reason": "Kept reason"}
    untold = client.post(close, given)
    assert (untold.status_code, "Enter what the reporter is told" in untold.content.decode()) == (422, True)
    assert client.post(close, {**given, "told": "We asked the trust."}).status_code == 302
    concern.refresh_from_db()
    assert concern.status == ConcernStatus.CLOSED
    assert [message.text for message in ConcernMessage.objects.all()] == ["We asked the trust."]
