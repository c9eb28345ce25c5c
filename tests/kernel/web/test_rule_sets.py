"""The pages of rule sets: drafted by one administrator, approved by another, compared with the one before."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kernel.clocks import today
from kernel.models import RuleSet
from kernel.permissions import Role
from kernel.web.forms.rule_sets import initial
from tests.factories.kernel import user_with

pytestmark = pytest.mark.django_db
LIST = "/staff/rule-sets/"


def administrator(name: str) -> Client:
    client = Client()
    client.force_login(user_with(Role.ADMINISTRATOR, name=name))
    return client


@pytest.fixture
def first() -> Client:
    return administrator("Ann First")


@pytest.fixture
def second() -> Client:
    return administrator("Ben Second")


def typed(*, days: int = 20, **changed: Any) -> dict[str, Any]:
    """What somebody sends who changes what the form shows."""
    row, begins = RuleSet.objects.get(version="2026.1"), today(timezone.now()) + timedelta(days=days)
    shown = initial(name="Longer appeals", begins_on=None, revision=0, parameters=row.parameters, sources=row.sources)
    day = {"begins_on-day": begins.day, "begins_on-month": begins.month, "begins_on-year": begins.year}
    return {key: value for key, value in shown.items() if key != "begins_on"} | day | {"reason": "New law"} | changed


def drafted(client: Client, **changed: Any) -> str:
    answer = client.post(f"{LIST}new/", typed(**changed))
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def test_one_drafts_another_approves_and_the_list_says_what_is_to_come(first: Client, second: Client) -> None:
    address = drafted(first, appeal_days="42", source__appeal_days="Appeals Order 2027")
    assert "Binds nobody" not in first.get(LIST).content.decode()
    assert first.post(f"{address}submit/", {"revision": 1}).headers["Location"] == address
    page = first.get(address).content.decode()
    assert 'data-test="not-yours"' in page
    assert 'data-test="approve"' not in page
    work = second.get("/staff/").content.decode()
    assert "Rule set to approve" in work
    shown = second.get(f"{address}decide/").content.decode()
    assert "28 days" in shown
    assert "42 days" in shown
    assert "Appeals Order 2027" in shown
    decision = {"revision": 2, "decision": "approve", "reason": "Read"}
    assert second.post(f"{address}decide/", decision).status_code == 302
    assert "To come" in second.get(LIST).content.decode()
    page = second.get(address).content.decode()
    assert "Ben Second" in page
    assert 'data-test="withdraw"' not in page


def test_the_one_before_is_compared_parameter_by_parameter(first: Client) -> None:
    page = first.get(f"{drafted(first, appeal_days='42', deemed_service_days__post='3')}compare/").content.decode()
    assert page.count('data-test="differences-row"') == 2
    assert "Post: 3 days" in page
    assert first.get(f"{LIST}2026.1/compare/").status_code == 404
    assert "Nothing differs" in first.get(f"{drafted(first)}compare/").content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"appeal_days": "3"}, "Time to appeal must be a whole number of days from 14 to 365"),
        ({"appeal_days": "four weeks"}, "Time to appeal must be a whole number of days from 14 to 365"),
        ({"appeal_days": "²8"}, "Time to appeal must be a whole number of days from 14 to 365"),
        ({"source__appeal_days": ""}, "Name the law or policy for this: time to appeal"),
        ({"takes_effect__bar": "never"}, "takes effect: bar"),
        ({"interim_review_months": "9", "interim_maximum_months": "8"}, "cannot come later than the longest"),
        ({"begins_on-day": "31", "begins_on-month": "2"}, "Day on which it begins"),
        ({"days": 0}, "The rule set must begin on a day to come"),
        ({"reason": ""}, "Enter why"),
    ],
)
def test_each_fault_is_named_at_its_input_and_what_was_typed_stays(
    changed: dict[str, Any], words: str, first: Client
) -> None:
    answer = first.post(f"{LIST}new/", typed(**{"name": "Kept as typed", **changed}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error: Draft a rule set" in page
    assert words in page
    assert "Kept as typed" in page
    assert RuleSet.objects.count() == 1


def test_a_draft_is_sent_back_changed_and_withdrawn_and_stays_in_the_list(first: Client, second: Client) -> None:
    address = drafted(first)
    first.post(f"{address}submit/", {"revision": 1})
    no_reason = second.post(f"{address}decide/", {"revision": 2, "decision": "send_back", "reason": ""})
    assert no_reason.status_code == 422
    second.post(f"{address}decide/", {"revision": 2, "decision": "send_back", "reason": "Too short"})
    assert "Too short" in first.get(address).content.decode()
    stale = second.post(f"{address}change/", typed(revision=1))
    assert (stale.status_code, "Nothing you entered was saved" in stale.content.decode()) == (422, True)
    assert first.post(f"{address}change/", typed(revision=3, appeal_days="30")).status_code == 302
    first.post(f"{address}withdraw/", {"revision": 4, "reason": "No longer needed"})
    assert "Withdrawn" in first.get(LIST).content.decode()
    assert "No longer needed" in first.get(address).content.decode()
    assert first.post(f"{address}submit/", {"revision": 5}).status_code == 422


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_else_drafts_or_decides(role: Role, first: Client) -> None:
    address = drafted(first)
    client = Client()
    client.force_login(user_with(role))
    assert client.post(f"{LIST}new/", typed()).status_code == 403
    for verb in ("change", "submit", "decide", "withdraw"):
        assert client.post(f"{address}{verb}/", {"revision": 1}).status_code == 403
    page = client.get(address)
    assert page.status_code in (200, 403)
    assert b"Change the draft" not in page.content
    assert RuleSet.objects.get(drafted_by__isnull=False).revision == 1
