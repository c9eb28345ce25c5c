"""Two caseworkers take the same concern at the same moment."""

import pytest
from django.utils import timezone

from conduct import actions
from conduct.models import Case
from kernel.models import User
from kernel.permissions import Role
from tests.factories.conduct import raised_concern
from tests.factories.kernel import user_with
from tests.factories.register import person
from tests.races import Deed, refusals

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_open_a_case_from_one_concern_one_does() -> None:
    concern, about = raised_concern(at=timezone.now()), person()
    first, second = user_with(Role.CASEWORKER), user_with(Role.CASEWORKER)
    actions.triage_concern(concern=concern, by=first, at=timezone.now())

    def open_case(by: User) -> Deed:
        return lambda: actions.open_case(person=about, concern=concern, by=by, at=timezone.now())

    assert len(refusals(open_case(first), open_case(second))) == 1
    assert Case.objects.count() == 1
    concern.refresh_from_db()
    assert concern.status == "CASE_OPENED"
