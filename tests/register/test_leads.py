"""Who leads on speaking up: one executive and one non-executive a board, on any day, with the gaps; for everybody."""

import json
import re
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from kernel.actions import change_organisation
from kernel.history import acting
from kernel.permissions import Role
from kernel.queries import system_user
from register import actions
from register.actions import AnotherLeads, NotOnTheBoard
from register.models import Person, Post, SpeakUpLead, period
from register.rules import LeadKind, Tier
from tests.factories.kernel import organisation, user_with
from tests.factories.register import person, post_of, registered_person

pytestmark = pytest.mark.django_db
API = "/api/v1/freedom-to-speak-up-leads"
NAMED = date(2026, 3, 9)


def lead(post: Post, kind: LeadKind = LeadKind.EXECUTIVE, **changes: Any) -> SpeakUpLead:
    given: dict[str, Any] = {"started_on": NAMED, "by": system_user(), "at": timezone.now()}
    return actions.name_lead(post=post, kind=kind, **given | changes)


def on_a_board(**named: Any) -> Post:
    return post_of(registered_person(**named), organisation(name="Vale Trust"))


def ask(post: Post, **filters: str) -> Any:
    response = Client().get(API, {"organisation": post.organisation.code, **filters})
    assert response.status_code == 200, response.content
    (told,) = json.loads(response.content)["results"]
    return told


def test_a_lead_is_told_of_from_the_first_day_to_the_last_and_a_gap_is_told_as_one() -> None:
    post = on_a_board(family_name="Osei", given_names="Ama")
    named = lead(post)
    leader = {"kind": "executive", "name": "Ama Osei", "title": "Chief executive", "since": "2026-03-09"}
    assert ask(post) == {
        "organisation": post.organisation.code,
        "organisation_name": "Vale Trust",
        "leads": [leader | {"registration_number": post.person.registration_number}],
        "vacant": ["non_executive"],
    }
    actions.end_lead(lead=named, ended_on=date(2026, 6, 30), by=system_user(), at=timezone.now())
    both = ["executive", "non_executive"]
    days = {"2026-03-08": both, "2026-03-09": both[1:], "2026-06-30": both[1:], "2026-07-01": both}
    assert {day: ask(post, as_of=day)["vacant"] for day in days} == days
    assert ask(post, as_of="2026-06-30T22:59:59.999999Z")["leads"]
    assert not ask(post, as_of="2026-06-30T23:00:00Z")["leads"]


def test_nobody_leads_where_they_hold_no_post_any_more() -> None:
    post = on_a_board()
    lead(post)
    actions.end_post(post=post, ended_on=date(2026, 5, 31), by=system_user(), at=timezone.now())
    assert ask(post, as_of="2026-05-31")["leads"]
    assert ask(post)["vacant"] == ["executive", "non_executive"]


def test_a_lead_sits_on_the_board_has_an_entry_and_is_the_only_one_of_a_kind() -> None:
    post = on_a_board()
    with pytest.raises(NotOnTheBoard):
        lead(post, started_on=date(2025, 3, 31))
    with pytest.raises(NotOnTheBoard):
        lead(post_of(registered_person(), post.organisation, tier=Tier.DIRECT_REPORT, title="Deputy"))
    with pytest.raises(NotOnTheBoard):
        lead(post_of(person(), post.organisation))
    lead(post)
    other = post_of(registered_person(), post.organisation, title="Chief nurse")
    with pytest.raises(AnotherLeads, match="another executive lead"):
        lead(other)
    lead(other, LeadKind.NON_EXECUTIVE)
    raw = {"person": other.person, "organisation": post.organisation, "kind": LeadKind.EXECUTIVE}
    refused = pytest.raises(IntegrityError, match="speakuplead_one_at_a_time")
    with refused, transaction.atomic(), acting(user=system_user()):
        SpeakUpLead.objects.create(**raw, during=period(timezone.now()))


@pytest.mark.parametrize(
    "as_of", ["2099-01-01", "2099-01-01T00:00:00Z", "9 March", "2026-02-30", "2026-03-09T10:00:00"]
)
def test_what_is_no_past_instant_is_refused_in_words(as_of: str) -> None:
    response = Client().get(API, {"as_of": as_of})
    assert response.status_code == 422
    (error,) = json.loads(response.content)["errors"]
    assert error["pointer"] == "/as_of"


def test_organisations_come_by_code_a_page_at_a_time_and_closed_ones_not() -> None:
    codes = [organisation(code=code).code for code in ("ZZ1", "ZZ2", "ZZ3")]
    gone = organisation(code="ZZ4")
    as_it_was = {"name": gone.name, "organisation_class": gone.organisation_class}
    with acting(user=system_user()):
        change_organisation(organisation=gone, closed_on=date(2026, 1, 31), reason="Merged", **as_it_was)
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = json.loads(Client().get(API, {"limit": "2", "cursor": cursor}).content)
        seen, cursor = [*seen, *(one["organisation"] for one in page["results"])], page["next"]
    assert [code for code in seen if code.startswith("ZZ")] == codes
    assert seen == sorted(seen)


def test_a_registrar_names_corrects_ends_and_takes_off_a_lead_on_the_pages_and_the_history_has_it_all() -> None:
    post = on_a_board()
    client = Client()
    client.force_login(user_with(Role.REGISTRAR))
    home = f"/staff/register/{post.person.key}/"
    assert f"{home}posts/{post.pk}/speak-up-lead/" in client.get(home).content.decode()

    def send(page: str, **data: str) -> None:
        answered = client.post(f"{home}{page}", data)
        assert (answered.status_code, answered.headers["Location"]) == (302, home), answered.content

    def current() -> SpeakUpLead:
        found: SpeakUpLead = SpeakUpLead.objects.current().get(person=post.person)
        return found

    first = {"started_on-day": "9", "started_on-month": "3", "started_on-year": "2026"}
    send(f"posts/{post.pk}/speak-up-lead/", kind="executive", **first)
    send(f"speak-up-leads/{current().pk}/correct/", kind="non_executive", reason="The board’s minutes say so", **first)
    last = {"ended_on-day": "30", "ended_on-month": "6", "ended_on-year": "2026"}
    send(f"speak-up-leads/{current().pk}/end/", **last)
    shown = re.sub(r"<[^>]+>|\s+", " ", client.get(home).content.decode())
    assert "Non-executive lead on speaking up at Vale Trust" in shown
    assert "Reason: The board’s minutes say so" in shown
    send(f"speak-up-leads/{current().pk}/take-off/", reason="Never minuted")
    assert not SpeakUpLead.objects.current().filter(person=post.person).exists()
    assert Person.objects.get(pk=post.person_id).speak_up_leads.count() == 3
