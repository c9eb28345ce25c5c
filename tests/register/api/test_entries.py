"""The public register as an API: the page's answers, by cursor, without a token."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from register.rules import Grade, Kind, Tier
from tests.factories.kernel import organisation
from tests.factories.register import post_of, registered_person, restricted

pytestmark = pytest.mark.django_db


def get(address: str, *, status: int = 200) -> Any:
    response = Client().get(address)
    assert response.status_code == status, response.content
    return json.loads(response.content)


def test_an_entry_tells_name_number_status_grade_posts_and_published_restrictions() -> None:
    someone = registered_person(family_name="Osei", given_names="Ama", grade=Grade.ASSOCIATE)
    trust = organisation(name="Vale Trust")
    post_of(someone, trust)
    begins = datetime(2026, 3, 2, 9, tzinfo=UTC)
    scope: dict[str, Any] = {"tiers": [Tier.BOARD_DIRECTOR], "organisation_classes": ["nhs_trust"]}
    restricted(someone, at=begins, decision_path="/barred/BAR-2026-0001/", **scope)
    restricted(someone, at=timezone.now(), kind=Kind.CONDITIONS, source="CC-2026-0001", published_at=None)
    told = get(f"/api/v1/register/{someone.registration_number}")
    assert told.pop("restrictions") == [
        {
            "kind": "bar",
            "tiers": ["board_director"],
            "organisation_classes": ["nhs_trust"],
            "in_force": True,
            "in_force_from": "2026-03-02T09:00:00.000000Z",
            "in_force_until": None,
            "stayed": False,
            "under_appeal": False,
            "source": "BAR-2026-0001",
            "decision": "http://127.0.0.1:8000/barred/BAR-2026-0001/",
        }
    ]
    held = {"title": "Chief executive", "tier": "board_director", "since": "2025-04-01"}
    assert told == {
        "registration_number": someone.registration_number,
        "name": "Ama Osei",
        "family_name": "Osei",
        "given_names": "Ama",
        "status": "registered",
        "grade": "associate",
        "since": "2026-01-05",
        "posts": [held | {"organisation": trust.code, "organisation_name": "Vale Trust"}],
        "annotations": [],
    }


def test_a_search_is_read_to_its_end_by_cursor() -> None:
    expected = {registered_person(family_name=name).registration_number for name in ("Osei", "Ossei", "Oseiwaa")}
    registered_person(family_name="Williams")
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        page = get(f"/api/v1/register?name=osei&limit=1&cursor={cursor}")
        seen += [entry["registration_number"] for entry in page["results"]]
        cursor = page["next"]
    assert (len(seen), set(seen)) == (3, expected)


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("number=NM-20441703-7", "/number"),
        (f"name={201 * 'x'}", "/name"),
        ("limit=0", "/limit"),
        ("cursor=Tk9CT0RZ", "/cursor"),
    ],
)
def test_what_cannot_be_asked_is_a_problem_that_points_at_it(query: str, pointer: str) -> None:
    problem = get(f"/api/v1/register?{query}", status=422)
    assert [error["pointer"] for error in problem["errors"]] == [pointer]


def test_a_number_of_nobody_or_of_no_form_is_not_found() -> None:
    for number in ("NM-20441703-6", "NM-20441703-7", "x", "%20"):
        assert get(f"/api/v1/register/{number}", status=404)["code"] == "not_found"
