"""Campaigns are looked for, kept, named, put right by people with a reason, and counted with and without."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from consultation import actions
from consultation.actions.campaigns import find_campaigns
from consultation.models import Campaign, CampaignMember, CampaignRun, Consultation, Response
from kernel.history import ALL, acting
from kernel.queries import system_user_id
from tests.factories.consultation import SOMEBODY, Team, answer, approved, question

pytestmark = pytest.mark.django_db
NOW = timezone.now()
RESULTS = "/staff/consultations/leading/results/"
TEMPLATE = "Whoever silences people who speak up must never again manage anybody in any hospital of this country"
SHOWN = re.compile(r'(?:data-test="shown">|of campaigns: )(\d+) responses')


def send(held: Consultation, number: int, text: str) -> Response:
    given: dict[str, Any] = {"sender": SOMEBODY, "equality": {}, "at": NOW}
    said = answer(question(held, 1), "agree", text=text)
    actions.send_response(consultation=held, code=f"C{number}", answers=said, **given)
    return Response.objects.latest("pk")


def counted(client: Client, campaign: str) -> int:
    found = SHOWN.search(client.get(RESULTS, {"campaign": campaign}).content.decode())
    assert found
    return int(found[1])


def look(client: Client) -> None:
    assert client.post(f"{RESULTS}campaigns/look/").status_code == 302
    with acting(user=system_user_id(), tenant=ALL):
        find_campaigns(at=NOW)


def test_a_campaign_keeps_its_name_and_what_people_said_of_it() -> None:
    team = Team()
    held = approved(team, opens_at=NOW - timedelta(days=20))
    client = Client()
    client.force_login(team.analyst)
    of_it = [send(held, number, f"{TEMPLATE} {'please' * (number % 2)}".strip()) for number in range(6)]
    alone = send(held, 6, "Nobody wrote this for me")
    assert "Nobody has looked for campaigns yet" in client.get(RESULTS).content.decode()
    look(client)
    one = Campaign.objects.get()
    address = f"{RESULTS}campaigns/{one.pk}/"
    page = unescape(client.get(address).content.decode())
    for words in ("Campaign 1", "6 responses, 2 different texts", TEMPLATE, of_it[0].public_number):
        assert words in page, words
    for campaign, shown in (("none", 1), ("any", 6), (str(one.pk), 6), ("", 7)):
        assert counted(client, campaign) == shown, campaign
        listed = client.get("/staff/consultations/leading/responses/", {"campaign": campaign}).content.decode()
        assert (alone.public_number in listed) == (campaign in ("none", ""))

    named = {"name": "Speak up", "description": "Written by nobody that we know."}
    assert client.post(f"{address}name/", named).status_code == 302
    wrong = {"number": "NONE", "way": "in", "reason": "So"}
    assert "No response to this consultation" in client.post(f"{address}response/", wrong).content.decode()
    out = {"number": of_it[0].public_number, "way": "out", "reason": "She says that she wrote it"}
    inside = {"number": alone.public_number.lower(), "way": "in", "reason": "It says so"}
    for given in (out, inside):
        assert client.post(f"{address}response/", given).status_code == 302
    assert "It is not of this campaign" in client.post(f"{address}response/", out).content.decode()
    send(held, 7, TEMPLATE)
    look(client)
    assert (Campaign.objects.get().name, CampaignRun.objects.count()) == ("Speak up", 2)
    page = unescape(client.get(address).content.decode())
    for words in ("7 responses", "She says that she wrote it", "Taken out", "Put in"):
        assert words in page, words
    assert counted(client, "none") == 1


def test_the_database_takes_no_response_of_elsewhere_and_nothing_without_a_reason() -> None:
    team = Team()
    held = approved(team, opens_at=NOW - timedelta(days=20))
    run = CampaignRun.objects.create(consultation=held, by=team.analyst, at=NOW)
    with acting(user=team.analyst):
        one = Campaign.objects.create(consultation=held, run=run, name="One", template="Text")
    alone = send(held, 1, "Alone")
    elsewhere = approved(team, opens_at=NOW - timedelta(days=20), slug="elsewhere")
    strange = send(elsewhere, 8, "Elsewhere")
    with pytest.raises(IntegrityError, match="its own consultation"), transaction.atomic():
        CampaignMember.objects.create(
            campaign=one, response=strange, is_member=True, by=team.analyst, reason="So", at=NOW
        )
    with pytest.raises(IntegrityError, match="found_or_said"), transaction.atomic():
        CampaignMember.objects.create(campaign=one, response=alone, is_member=False, by=team.analyst, at=NOW)
