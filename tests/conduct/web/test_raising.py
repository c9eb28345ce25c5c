"""The pages of raising a concern: who is asked what, who is sent elsewhere, and what becomes of the answers."""

import base64

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from conduct import actions
from conduct.models import Concern, SignpostCount
from conduct.rules.raising import Raising, Reporter, Step
from kernel.permissions import Role
from tests.factories.conduct import raised_concern
from tests.factories.kernel import user_with
from tests.factories.raising import ANSWERS, AS_A_WORKER, NEW, heading, sent_concern, so_far, walk

pytestmark = pytest.mark.django_db


def test_each_kind_of_reporter_is_asked_what_concerns_them() -> None:
    def asked(**answers: dict[str, str]) -> list[str]:
        steps = Raising(draft="", answers=answers).steps
        return [step for step in steps if step not in (Step.START, Step.PROTECTION, Step.CHECK)]

    about = ["about", "category", "happened", "notices"]
    assert asked(who={"raised_as": "public"}) == ["who", "subject", "mode", *about]
    assert asked(who={"raised_as": "employer"}) == ["who", "subject", "mode", *about]
    assert asked(who={"raised_as": "worker"}) == ["who", "subject", "mode", "worker", "heads", "treated", *about]
    assert asked(who={"raised_as": "self"}) == ["who", *about]
    elsewhere = asked(who={"raised_as": "public"}, subject={"subject": "care"})
    assert elsewhere == ["who", "subject", "elsewhere", "mode", *about]
    for mode in ("confidential", "named"):
        assert "identity" in asked(who={"raised_as": "public"}, mode={"mode": mode})
    assert "identity" not in asked(who={"raised_as": "self"}, mode={"mode": "named"})


def test_what_is_not_for_us_is_sent_elsewhere_and_leaves_a_number_alone(client: Client) -> None:
    for _ in range(2):
        page = walk(client, "Somebody else can help you better", subject="care")
    assert "Parliamentary and Health Service Ombudsman" in page.content.decode()
    assert list(SignpostCount.objects.values_list("subject", "shown")) == [("care", 2)]
    assert not Concern.objects.exists()
    onward = client.post(NEW, {"so_far": so_far(page)})
    assert heading(onward) == "What protects you, and what cannot"
    keeper = Client()
    keeper.force_login(user_with(Role.CASEWORKER))
    assert "Care or treatment" in keeper.get("/staff/concerns/").content.decode()


def test_what_a_worker_says_of_their_position_reaches_the_caseworker(client: Client) -> None:
    told = {**AS_A_WORKER, "detriment": "yes", "detriment_text": "Moved to nights."}
    sent_concern(client, **told)
    concern = Concern.objects.get()
    assert (concern.raised_as, concern.worker_status, concern.heads) == ("worker", "employee", ["safety"])
    keeper = user_with(Role.CASEWORKER)
    actions.triage_concern(concern=concern, by=keeper, at=timezone.now())
    client.force_login(keeper)
    page = client.get(f"/staff/concerns/{concern.pk}/").content.decode()
    assert all(words in page for words in ("works or worked", "danger to somebody", "Moved to nights."))


def test_answers_of_pages_that_no_longer_count_are_not_sent(client: Client) -> None:
    checked = walk(client, **AS_A_WORKER)
    who = client.post(NEW, {"so_far": so_far(checked), "change": "who"})
    assert 'value="worker" checked' in " ".join(who.content.decode().split())
    checked = client.post(NEW, {"so_far": so_far(who), "raised_as": "public"})
    assert heading(checked) == "Check your answers"
    again = client.post(NEW, {"so_far": so_far(checked), "back": "1"})
    who = client.post(NEW, {"so_far": so_far(again), "change": "who"})
    asked = client.post(NEW, {"so_far": so_far(who), "raised_as": "worker", "change": "check"})
    assert heading(asked) == "About you"
    client.post(NEW, {"so_far": so_far(checked)})
    concern = Concern.objects.get()
    assert (concern.raised_as, concern.worker_status, concern.heads, concern.detriment) == ("public", "", [], "")


def test_going_back_keeps_the_answer_and_what_the_page_carries_shows_no_words(client: Client) -> None:
    page = walk(client)
    back = client.post(NEW, {"so_far": so_far(page), "back": "1"})
    back = client.post(NEW, {"notices_to": "", "so_far": so_far(back), "back": "1"})
    assert heading(back) == "What happened"
    assert heading(client.post(NEW, {**ANSWERS, "so_far": so_far(back)})) == "Check your answers"
    assert b"Osei" not in base64.b64decode(so_far(page))


def test_only_a_worker_has_the_position_of_one_in_the_database_too() -> None:
    raised_concern(reporter=Reporter(raised_as="worker", worker_status="employee", detriment="no"))
    for wrong in (
        Reporter(raised_as="worker"),
        Reporter(raised_as="public", worker_status="employee"),
        Reporter(raised_as="worker", worker_status="employee", detriment="no", heads=["gossip"]),
    ):
        with pytest.raises(IntegrityError):
            raised_concern(reporter=wrong)
