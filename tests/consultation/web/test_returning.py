"""Coming back to what was saved by a link, and what is sent to an address that nobody here reads."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from consultation import actions
from consultation.actions.addresses import tell_of_outcomes
from consultation.actions.saving import forget_saved
from consultation.models import Consultation, OutcomeAddress, Response, SavedResponse
from consultation.queries import kept_until
from consultation.rules.responding import NotOpen
from kernel.models import OutboxMessage
from kernel.models.outbox import SEALED_FOR_NOTICES
from kernel.models.sealing import Box
from kernel.sealed_boxes import open_box
from tests.consultation.web.test_responding import RETURN, Visitor
from tests.factories.consultation import WEEKS, Team, approved, question, read_and_published
from tests.factories.identities import establish_boxes

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def held(db: None, settings: Any) -> Consultation:
    settings.PUBLIC_PER_MINUTE = 1_000_000
    establish_boxes()
    return approved(opens_at=timezone.now() - 20 * DAY)


def goes_to(message: OutboxMessage) -> str:
    assert message.to == ""
    return open_box(box=Box.NOTICES, sealed=message.sealed_to, about=SEALED_FOR_NOTICES)


def link_in(message: OutboxMessage) -> str:
    found = re.search(r"(/consultations/leading/return/\S+)", message.body)
    assert found, message.body
    return found[1]


def test_a_link_opens_what_was_saved_until_it_is_sent(held: Consultation) -> None:
    one = question(held, 1)
    visitor = Visitor().begin()
    visitor.send(**{f"q{one.pk}": "disagree", f"q{one.pk}_text": "Canary", "save": "1"})
    code = visitor.code
    visitor.open(f"{RETURN}link/", code=code, address="nobody")
    assert "Enter an email address in the correct format" in visitor.page
    visitor.open(f"{RETURN}link/", code=code, address="me@example.org")
    assert "A link is on its way" in visitor.page
    message = OutboxMessage.objects.get()
    assert goes_to(message) == "me@example.org"
    assert code not in message.body
    assert "Canary" not in message.body
    link = link_in(message)
    stranger = Visitor().open(link)
    assert "Canary" not in stranger.page
    stranger.open(link, go="1").send()
    assert "Check your answers" in stranger.page
    assert "Canary" in stranger.page
    visitor.open(f"{RETURN}link/", code=code, address="me@example.org")
    assert Visitor().open(link).response.status_code == 404  # a later link took its place
    visitor.open(f"{RETURN}link/", code=code, address="me@example.org")
    visitor.open(f"{RETURN}link/", code=code, address="me@example.org")
    assert "3 links were sent, and no more can be" in visitor.page
    stranger.send(address="")
    assert stranger.code == code
    assert Visitor().open(link_in(OutboxMessage.objects.latest("written_at"))).response.status_code == 404
    visitor.open(f"{RETURN}link/", code=code, address="me@example.org")
    assert "Nothing is saved under this code" in visitor.page


def test_who_asks_is_sent_a_copy_and_told_the_outcome_and_the_address_is_kept_with_nothing(held: Consultation) -> None:
    one, four = question(held, 1), question(held, 4)
    visitor = Visitor().begin().send(**{f"q{one.pk}": "disagree", f"q{one.pk}_text": "Canary"})
    visitor.send(**{f"q{four.pk}": "c1"})
    assert "Enter your email address" in visitor.send(mails="copy", address="").page
    assert "Select what we should send you" in visitor.send(address="me@example.org").page
    visitor.send(mails=["copy", "outcome"], address="me@example.org")
    code, copy = visitor.code, OutboxMessage.objects.get()
    assert goes_to(copy) == "me@example.org"
    assert "Canary" in copy.body
    assert "Under 50" not in copy.body  # what is kept apart here is kept apart in the copy
    kept = OutcomeAddress.objects.get()
    assert "me@example.org" not in repr(vars(kept))
    assert kept.holder not in (code.replace("-", ""), Response.objects.get().code_digest)
    assert tell_of_outcomes(at=timezone.now()) == 0
    assert "when the outcome is published" in visitor.open(RETURN, code=code).page
    assert "Delete the address" not in visitor.open(RETURN, code=code, forget="1").page
    assert not OutcomeAddress.objects.exists()


def test_the_outcome_is_told_once_and_the_address_goes(db: None) -> None:
    establish_boxes()
    team, now = Team(), timezone.now()
    held = approved(team, opens_at=now - WEEKS - 10 * DAY)
    actions.keep_address(consultation=held, code="A", address="me@example.org", at=now)
    actions.keep_address(consultation=held, code="a", address="other@example.org", at=now)
    held = actions.finish_analysis(consultation=held, outcome="So", by=team.analyst, at=now)
    held = read_and_published(team, held, at=now)
    assert [tell_of_outcomes(at=timezone.now()) for _ in range(2)] == [1, 0]
    message = OutboxMessage.objects.get()
    assert goes_to(message) == "other@example.org"
    assert "/consultations/leading/" in message.body
    assert not OutcomeAddress.objects.exists()
    with pytest.raises(NotOpen, match="published already"):
        actions.keep_address(consultation=held, code="A", address="me@example.org", at=timezone.now())


def test_what_was_saved_and_not_sent_goes_some_days_after_the_close(held: Consultation) -> None:
    visitor = Visitor().begin().send(save="1")
    over = kept_until(consultation=held).ends_at
    assert over > held.closes_at + 27 * DAY
    assert "What you saved is deleted when you send it" in visitor.page
    assert forget_saved(at=over - timedelta(microseconds=1)) == 0
    assert forget_saved(at=over) == 1
    assert "No response to this consultation has this code" in visitor.open(RETURN, code=visitor.code).page


def test_postgresql_refuses_a_fourth_link_and_a_withdrawal_takes_the_address_along(held: Consultation) -> None:
    visitor = Visitor().begin().send(save="1")
    for change in ("links = 4, link_digest = 'a'", "links = 1", "link_digest = 'a'"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE consultation_savedresponse SET {change}")
    visitor = Visitor().begin().send(**{f"q{question(held, 1).pk}": "disagree"}).send()
    visitor.send(mails="outcome", address="me@example.org")
    visitor.open(RETURN, code=visitor.code, withdraw="1")
    assert "You withdrew this response" in visitor.page
    assert not OutcomeAddress.objects.exists()
    assert SavedResponse.objects.count() == 1
