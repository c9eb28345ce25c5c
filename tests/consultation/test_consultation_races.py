"""Two people at the same moment: one does it, and the other is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consultation import actions
from consultation.models import ConsultationStep, DisclosureStep, Response
from consultation.rules.disclosures import Done
from consultation.rules.responding import Sender
from kernel.models import User
from kernel.permissions import Role
from tests.factories.consultation import Team, answer, approved, draft, question
from tests.factories.kernel import user_with
from tests.races import Deed, refusals

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def test_of_two_who_approve_and_of_two_who_pass_a_disclosure_on_one_does() -> None:
    team, now = Team(), timezone.now()
    other = user_with(Role.PUBLISHER)
    held = draft(team, opens_at=now + 10 * DAY)
    actions.submit(consultation=held, by=team.analyst, at=now)

    def approve(by: User) -> Deed:
        return lambda: actions.approve(consultation=held, by=by, at=now)

    assert len(refusals(approve(team.publisher), approve(other))) == 1
    assert ConsultationStep.objects.filter(consultation=held, action="approve").count() == 1

    told = approved(team, opens_at=now - DAY, slug="told")
    sender = Sender(respondent_type="worker", publish="not", may_pass_on=True)
    said = answer(question(told, 1), "agree", text="A record was changed.")
    actions.send_response(consultation=told, code="C", sender=sender, answers=said, equality={}, at=now)
    response = Response.objects.get(consultation=told)

    def step(done: Done, by: User) -> Deed:
        return lambda: actions.step_disclosure(response=response, done=done, text="So.", by=by, at=now)

    for done in (Done.FOUND, Done.PASSED):
        assert len(refusals(step(done, team.analyst), step(done, other))) == 1
    assert list(DisclosureStep.objects.order_by("pk").values_list("done", flat=True)) == [Done.FOUND, Done.PASSED]
