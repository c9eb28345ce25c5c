"""Cases about several managers of one failure, linked without showing anybody a case they may not open."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from conduct import actions, queries
from conduct.models import GroupedCase
from conduct.rules.linking import NotLinkable
from conduct.workflow import Status
from kernel.history import acting
from kernel.models import User
from kernel.permissions import Role
from tests.builders import Cast, case_in
from tests.factories.conduct import OPENED_AT
from tests.factories.kernel import user_with

pytestmark = pytest.mark.django_db


def page(user: User, reference: str) -> str:
    client = Client()
    client.force_login(user)
    return client.get(f"/staff/cases/{reference}/linked/").content.decode()


def test_linked_cases_are_shown_to_those_who_may_open_them_and_to_nobody_else() -> None:
    cast = Cast()
    first, second = case_in(Status.INVESTIGATION, cast=cast), case_in(Status.TRIAGE)
    client = Client()
    client.force_login(cast.caseworker)
    address = f"/staff/cases/{first.reference}/linked/new/"
    assert client.post(address, {"other": "CC-1900-0001", "reason": "x"}).status_code == 422
    assert client.post(address, {"other": second.reference, "reason": "One ward."}).status_code == 302
    shown = page(cast.caseworker, first.reference)
    assert (second.reference in shown, "One ward." in shown) == (True, True)
    hidden = page(cast.investigator, first.reference)
    assert (second.reference in hidden, "One ward." in hidden) == (False, False)
    assert "You see no case that is linked" in hidden


def test_a_case_belongs_to_one_group_and_is_linked_to_no_case_about_the_same_person() -> None:
    by = user_with(Role.CASEWORKER)
    first, second, third, fourth = (case_in(Status.TRIAGE) for _ in range(4))
    said: dict[str, Any] = {"reason": "One ward.", "by": by, "at": OPENED_AT}
    group = actions.link_cases(case=first, other=second, **said)
    assert actions.link_cases(case=third, other=first, **said) == group
    fifth = case_in(Status.TRIAGE)
    actions.link_cases(case=fourth, other=fifth, **said)
    again = case_in(Status.TRIAGE, person=first.person)
    for one, other in ((first, first), (first, third), (first, fourth), (first, again)):
        with pytest.raises(NotLinkable):
            actions.link_cases(case=one, other=other, **said)
    with pytest.raises(IntegrityError, match="case_id"), acting(user=by), transaction.atomic():
        GroupedCase.objects.create(group=group, case=fourth, by=by, at=OPENED_AT)
    assert set(queries.linked_cases(case=first, user=by)) == {second, third}
