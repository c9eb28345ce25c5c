"""Responses that tell of wrongdoing: marked, offered the way of concerns, passed on only where their sender agreed."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from consultation.models import DisclosureStep, Response
from consultation.rules.disclosures import Done, NotPassedOn, require_next, steps_after
from kernel.history import acting
from tests.consultation.web.test_responding import RETURN, Visitor
from tests.factories.consultation import Team, approved, question


def test_nothing_is_passed_on_that_its_sender_did_not_agree_to() -> None:
    for chosen in product((False, True), repeat=len(Done)):
        done = [each for each, is_done in zip(Done, chosen, strict=True) if is_done]
        for may in (False, True):
            left = steps_after(done, may_pass_on=may)
            assert not set(left) & set(done)
            assert (Done.PASSED in left) == (
                Done.FOUND in done and Done.PASSED not in done and (may or Done.AGREED in done)
            )
            assert left == [Done.FOUND] or Done.FOUND in done
    with pytest.raises(NotPassedOn, match="did not agree"):
        require_next(Done.PASSED, [Done.FOUND], may_pass_on=False)
    with pytest.raises(NotPassedOn, match="comes later"):
        require_next(Done.PASSED, [], may_pass_on=True)


INSERT = (
    "INSERT INTO consultation_disclosurestep (response_id, done, text, by_id, at) "
    "SELECT id, %s, 'So', %s, now() FROM consultation_response"
)


@pytest.mark.django_db
def test_staff_mark_it_its_sender_reads_how_to_raise_a_concern_and_consent_is_asked(settings: Any) -> None:
    settings.PUBLIC_PER_MINUTE = 1_000_000
    team = Team()
    held = approved(team, opens_at=timezone.now() - timedelta(days=20))
    visitor = Visitor()
    assert "/concerns/new/" in visitor.page
    visitor.begin().send(**{f"q{question(held, 1).pk}": "disagree", f"q{question(held, 1).pk}_text": "They hid it"})
    visitor.send().send(address="")
    assert "/concerns/new/" in visitor.page
    code, response = visitor.code, Response.objects.get()
    assert "telling of wrongdoing" not in visitor.open(RETURN, code=code).page
    staff = Client()
    staff.force_login(team.analyst)
    address = f"/staff/consultations/leading/responses/{response.public_number}/"

    def done(step: str) -> str:
        return staff.post(f"{address}disclosure/", {"done": step, "text": "It says so"}, follow=True).content.decode()

    assert "Nobody has marked it" in staff.get(address).content.decode()
    assert "did not agree to have it passed on" in staff.get(f"{address}disclosure/").content.decode()
    assert "Select what was done" in done("passed")
    with acting(user=team.analyst):
        for step in ("told", "passed"):
            refused(step, team.analyst.pk)
    assert "It tells of wrongdoing" in done("found")
    assert "Select what was done" in done("passed")
    with acting(user=team.analyst):
        refused("passed", team.analyst.pk)
    assert "telling of wrongdoing" in visitor.open(RETURN, code=code).page
    visitor.send(change="about").send(respondent_type="worker", publish="unnamed", may_pass_on="on")
    assert "Yes, without my name" in visitor.page
    visitor.send(address="")
    assert "lets us pass it on" in staff.get(f"{address}disclosure/").content.decode()
    assert "It was passed on as a concern" in done("passed")
    assert list(DisclosureStep.objects.values_list("done", flat=True)) == ["found", "passed"]


def refused(step: str, user: int) -> None:
    with pytest.raises(IntegrityError) as fault, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT, [step, user])
    assert fault.value.__cause__.diag.constraint_name == "consultation_disclosure_in_turn"  # type: ignore[union-attr]
