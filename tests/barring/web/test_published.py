"""What anybody may read of bars."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from barring.workflow import Status
from register.actions import link_account
from tests.factories.barring import SOME_TERMS, Office, bar_in
from tests.factories.kernel import organisation
from tests.factories.register import post_of, registered_person

pytestmark = pytest.mark.django_db


def test_a_decision_shows_who_what_when_and_why_and_no_date_of_birth() -> None:
    trust = organisation(name="Elsewhere NHS Trust")
    person = registered_person(family_name="Osei", given_names="Ama", date_of_birth=date(1974, 3, 9))
    post_of(person, trust)
    office = Office()
    link_account(person=person, user=office.manager, by=office.officer, at=timezone.now())
    bar = bar_in(Status.IN_EFFECT, office=office, person=person)
    page = Client().get(f"/barred/{bar.reference}/").content.decode()
    for shown in (
        "Ama Osei",
        str(person.registration_number),
        "1974",
        "Elsewhere NHS Trust",
        "Board director",
        "Concealed patient harm",
        "Open until the end of",
        "A review may first be asked for",
    ):
        assert shown in page
    assert "9 March" not in page
    assert "Made out." not in page


SHOWN = ("IN_EFFECT", "LIFTING_PROPOSED", "LIFTED")
BY_A_COURT = ("REPLACED", "QUASHED")


@pytest.mark.parametrize("status", [one for one in Status if one not in SHOWN + BY_A_COURT])
def test_nothing_shows_of_a_bar_that_is_not_decided(status: Status) -> None:
    bar = bar_in(status)
    visitor = Client()
    assert visitor.get(f"/barred/{bar.reference}/").status_code == 404
    assert bar.reference not in visitor.get("/barred/?name=&number=&show=current").content.decode()
    assert visitor.get("/api/v1/bars").json() == {"results": [], "next": None}


def test_current_and_past_decisions_are_listed_apart_and_found_by_name_and_number() -> None:
    standing = bar_in(Status.LIFTING_PROPOSED, office=Office(named={"family_name": "Standing"}))
    lifted = bar_in(Status.LIFTED, office=Office(named={"family_name": "Lifted"}))
    ended = bar_in(
        Status.IN_EFFECT,
        office=Office(named={"family_name": "Ended"}),
        terms=replace(SOME_TERMS, ends_on=timezone.localdate() - timedelta(days=1)),
        at=timezone.now() - timedelta(days=3),
    )
    visitor = Client()

    def listed(query: str) -> set[str]:
        page = visitor.get(f"/barred/{query}").content.decode()
        return {bar.reference for bar in (standing, lifted, ended) if f"/barred/{bar.reference}/" in page}

    assert listed("") == {standing.reference}
    assert listed("?name=&number=&show=past") == {lifted.reference, ended.reference}
    assert listed("?name=stand&number=&show=current") == {standing.reference}
    assert listed(f"?name=&number={lifted.person.registration_number}&show=past") == {lifted.reference}
    assert visitor.get("/barred/?name=&number=NM-1&show=current").status_code == 422
    assert "This bar was lifted" in visitor.get(f"/barred/{lifted.reference}/").content.decode()


def test_programs_page_through_every_decision_once(django_assert_max_num_queries: Any) -> None:
    bars = {bar_in(Status.IN_EFFECT).reference for _ in range(3)}
    with django_assert_max_num_queries(3):  # the counter, the bars, the rule set: however many bars there are
        assert len(Client().get("/api/v1/bars").json()["results"]) == 3
    found, query = [], "?limit=2"
    while query:
        answer = Client().get(f"/api/v1/bars{query}").json()
        found += [bar["reference"] for bar in answer["results"]]
        query = f"?limit=2&cursor={answer['next']}" if answer["next"] else ""
    assert (len(found), set(found)) == (3, bars)
    first = answer["results"][0]
    assert first["decision"].endswith(f"/barred/{first['reference']}/")
    assert (first["state"], first["appeal_state"], first["year_of_birth"]) == ("in_effect", "window_open", 1974)
    assert "date_of_birth" not in first
    assert Client().get("/api/v1/bars?cursor=QkFS").status_code == 422
