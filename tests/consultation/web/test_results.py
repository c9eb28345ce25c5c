"""Counts on staff's page, on the outcome's and in the file; the demonstration in the shape of what was published."""

import csv
import io
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from config.demo import consultations
from consultation import actions
from consultation.actions.campaigns import find_campaigns, look_for_campaigns
from consultation.models import Campaign, Consultation, Response
from consultation.queries.counting import counts_of, reconciled
from consultation.rules.responding import Channel, Sender
from kernel.permissions import Role
from tests.attacks.naughty import SCRIPTS, SHEETS
from tests.factories.consultation import SOMEBODY, Team, answer, approved, question
from tests.factories.kernel import user_with

pytestmark = pytest.mark.django_db


class Cast:
    """As the demonstration's."""

    def __init__(self) -> None:
        self.team = Team()

        self.second = user_with(Role.CONSULTATION_ANALYST)

    def one(self, role: Role, place: int = 0) -> Any:
        if place:
            return self.second
        return self.team.analyst if role == Role.CONSULTATION_ANALYST else self.team.publisher


def test_the_outcome_of_2024_has_the_published_shares_from_its_raw_responses() -> None:
    consultations.consult(Cast(), at=timezone.now(), responses=400)  # type: ignore[arg-type]
    page = unescape(Client().get("/consultations/leading-the-nhs/").content.decode())
    assert "400 responses are counted" in page
    held = Consultation.objects.get(slug="leading-the-nhs")
    lines = csv.DictReader(io.StringIO(Client().get("/consultations/leading-the-nhs/counts.csv").content.decode()))
    agreed = {
        row["respondents"]: row for row in lines if row["answer"].startswith("Agree or") and row["question"][0] == "1"
    }
    assert agreed["All respondents"]["percent"] == "92"
    assert agreed["A senior manager or leader in health or care"]["percent"] == "79"
    sums = reconciled(consultation=held)
    assert sums.received == sums.counted + sums.withdrawn == sum(sums.by_channel.values()) == 400


def test_counts_leave_out_what_was_withdrawn_or_replaced_and_nothing_else() -> None:
    team, now = Team(), timezone.now()
    held = approved(team, opens_at=now - timedelta(days=9))
    one = question(held, 1)
    for code, chosen in (("A", "agree"), ("B", "agree"), ("C", "agree"), ("B", "disagree")):
        given: dict[str, Any] = {"consultation": held, "sender": SOMEBODY, "equality": {}, "at": now}
        actions.send_response(code=code, answers=answer(one, chosen, text="The same"), **given)
    actions.withdraw_response(consultation=held, code="C", at=now)
    assert counts_of(consultation=held).chosen[one.pk, "public"] == {("agree",): 1, ("disagree",): 1}
    sums = reconciled(consultation=held)
    assert (sums.received, sums.withdrawn, sums.counted, sums.in_words, sums.distinct) == (3, 1, 2, 2, 1)


def test_what_people_typed_runs_nowhere_and_campaigns_can_be_left_out_of_the_sum() -> None:
    team, now = Team(), timezone.now()
    held = approved(team, opens_at=now - timedelta(days=9))
    one = question(held, 1)
    template = "Whoever silences people who speak up must never again manage anybody in any hospital "
    for number, ending in enumerate([*SCRIPTS, *SHEETS, "now"]):
        actions.enter_response(
            consultation=held,
            channel=Channel.PAPER,
            sender=Sender(respondent_type="organisation", publish="named", organisation=ending),
            answers=answer(one, "agree", text=ending + " " + template + (ending if number % 2 else "")),
            received_at=now - timedelta(days=1),
            by=team.analyst,
            at=now,
        )
    client = Client()
    client.force_login(team.analyst)
    look_for_campaigns(consultation=held, by=team.analyst, at=now)
    find_campaigns(at=now)
    campaign = Campaign.objects.get()
    for address in ("", f"campaigns/{campaign.pk}/"):
        shown = client.get(f"/staff/consultations/leading/results/{address}").content.decode()
        assert ("Campaign 1" in shown, "<script>alert(1)</script>" in shown) == (True, False)
    without = client.get("/staff/consultations/leading/results/?campaign=none").content.decode()
    assert "campaigns: 0 responses. What is published counts all" in unescape(without)
    file = client.get("/staff/consultations/leading/results/counts.csv")
    assert file["Content-Disposition"] == 'attachment; filename="leading-counts.csv"'
    cells = [cell for row in csv.reader(io.StringIO(file.content.decode())) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert Client().get("/consultations/leading/counts.csv").status_code == 404
    assert Response.objects.count() == len(SCRIPTS) + len(SHEETS) + 1
