"""Watches follow an organisation into the one that it went into, the day after its last."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from barring.actions.successions import follow_successors
from barring.models import Watch
from kernel.actions import change_organisation
from kernel.errors import ActionRefused
from kernel.history import acting
from kernel.models import Event, Organisation
from kernel.permissions import Role
from kernel.queries import system_user_id
from tests.factories.api import Program, program
from tests.factories.kernel import organisation, user_with
from tests.factories.register import registered_person

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def put(by: Program, ref: str, number: str) -> int:
    subject = {"registration_number": number, "date_of_birth": "1974-03-09"}
    body = {"subject": subject, "role": {"tier": "board_director"}}
    return int(by.send("PUT", f"/api/v1/watches/{ref}", body).status_code)


def closes(one: Organisation, into: str) -> None:
    with acting(user=system_user_id()):
        change_organisation(
            organisation=one,
            name=one.name,
            organisation_class=one.organisation_class,
            closed_on=timezone.localdate(),
            reason="Merger",
            successor=into,
        )


def test_whom_a_body_watched_is_watched_by_the_one_it_went_into_with_a_check_of_its_own() -> None:
    old, new = program(organisation("OLD")), program(organisation("NEW"))
    person = registered_person()
    number = person.registration_number or ""
    assert [put(old, "emp-1", number), put(old, "emp-2", number), put(new, "emp-2", number)] == [201] * 3
    closes(old.organisation, "NEW")
    with acting(user=system_user_id()):
        assert follow_successors(at=timezone.now()) == 0
        assert follow_successors(at=timezone.now() + DAY) == 2
        assert follow_successors(at=timezone.now() + DAY) == 0
    live = Watch.objects.filter(ended_at=None, organisation__code="NEW").order_by("reference")
    assert [one.reference for one in live] == ["OLD-emp-2", "emp-1", "emp-2"]
    moved = live[1].first_check
    assert (moved.organisation.code, moved.role_organisation.code, moved.person) == ("NEW", "NEW", person)
    ended = Watch.objects.filter(organisation__code="OLD")
    assert {one.ended_because for one in ended} == {"succeeded"}
    assert Event.objects.filter(organisation__code="OLD", type="watch.ended").count() == 2


def test_staff_say_what_a_body_went_into_and_never_itself() -> None:
    old, new, third = organisation("OLD"), organisation("NEW"), organisation("THI", name="Third Trust")
    with pytest.raises(ActionRefused, match="into itself"):
        closes(old, "OLD")
    closes(old, "NEW")
    with pytest.raises(ActionRefused, match="into one that went into it"):
        closes(new, "OLD")
    client, day = Client(), timezone.localdate()
    client.force_login(user_with(Role.REGISTRAR))
    given = {"name": "New", "organisation_class": "nhs_trust", "reason": "Merger", "successor": "THI"}
    here = "/staff/organisations/NEW/change/"
    assert "Give its last day" in client.post(here, given).content.decode()
    given |= {"closed_on-day": str(day.day), "closed_on-month": str(day.month), "closed_on-year": str(day.year)}
    shown = client.post(here, given, follow=True).content.decode()
    assert "Went into: Not given became Third Trust" in shown
    assert Organisation.objects.get(code="NEW").successor == third
