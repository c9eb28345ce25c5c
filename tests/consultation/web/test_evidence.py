"""What people said together is kept beside the responses, and counted apart."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from consultation.models import Consultation, Evidence, EvidenceStruck, Response
from consultation.queries.counting import reconciled
from kernel.clocks import today
from tests.attacks.naughty import SCRIPTS
from tests.factories.consultation import Team, approved

pytestmark = pytest.mark.django_db
PAGE = "/staff/consultations/leading/evidence/"


def other(held: Consultation, like: Evidence) -> Evidence:
    """One more of the same kind."""
    given = {name: getattr(like, name) for name in ("kind", "title", "people", "received_on", "text", "by", "at")}
    return Evidence.objects.create(consultation=held, **given)


def test_signatures_are_counted_and_are_no_responses() -> None:
    team, now = Team(), timezone.now()
    held = approved(team, opens_at=now - timedelta(days=20))
    client = Client()
    client.force_login(team.analyst)
    assert "None yet" in client.get(PAGE).content.decode()
    given = {"kind": "petition", "title": "A petition", "people": "1,204", "text": SCRIPTS[0]}
    for day, status in ((now - timedelta(days=30), 422), (now + timedelta(days=2), 422), (now, 302)):
        on = today(day)
        when = {"received_on-day": str(on.day), "received_on-month": str(on.month), "received_on-year": str(on.year)}
        assert client.post(f"{PAGE}new/", given | when).status_code == status
    refused = client.post(f"{PAGE}new/", {"people": "0"})
    for words in ("Select what it is", "1 or more", "Enter what it says"):
        assert words in unescape(refused.content.decode()), words
    shown = client.get(PAGE).content.decode()
    assert ("1,204" in shown, SCRIPTS[0] in shown) == (True, False)
    assert (Response.objects.count(), reconciled(consultation=held).received) == (0, 0)
    one = Evidence.objects.get()
    strike = f"{PAGE}{one.pk}/strike/"
    assert "Enter the reason" in client.post(strike, {}).content.decode()
    assert client.post(strike, {"reason": "It is another consultation’s"}).status_code == 302
    shown = unescape(client.get(PAGE).content.decode())
    assert ("<s>A petition</s>" in shown, "It is another" in shown, "Counted apart" in shown) == (True, True, False)
    assert "meanwhile" in client.post(strike, {"reason": "Again"}).content.decode()
    with pytest.raises(IntegrityError, match="struck_for_a_reason"), transaction.atomic():
        EvidenceStruck.objects.create(evidence=other(held, one), reason="", by=one.by, at=now)
    with pytest.raises(IntegrityError, match="is_whole"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO consultation_evidence (consultation_id, kind, title, people, received_on, text, by_id, at) "
            "VALUES (%s, 'response', 'So', 1, now(), 'So', %s, now())",
            [held.pk, one.by_id],
        )
