"""A second person keys what came on paper, without seeing what the first one typed; differences are settled."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from consultation import actions
from consultation.actions.keying import key_again
from consultation.models import Consultation, Response, ResponseVersion, SecondKeying, Settlement
from consultation.queries import said_in
from consultation.rules.keying import NotKeyable, is_sampled
from kernel.models import User
from kernel.permissions import Role
from tests.factories.consultation import SOMEBODY, Team, answer, approved, question
from tests.factories.kernel import user_with

pytestmark = pytest.mark.django_db
NOW = timezone.now()
PAGE = "/staff/consultations/leading/responses/keying/"


def keyed(held: Consultation, by: User, channel: str = "paper") -> Response:
    given: dict[str, Any] = {"sender": SOMEBODY, "received_at": NOW - timedelta(days=1), "by": by, "at": NOW}
    said = answer(question(held, 1), "agree", text="Because of the cost") | answer(question(held, 2), "c1")
    return actions.enter_response(consultation=held, channel=channel, answers=said, **given)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_two_people_key_the_same_paper_and_a_third_settles_what_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consultation.queries.keying.is_sampled", lambda number, percent: percent == 10)
    team, second = Team(), user_with(Role.CONSULTATION_ANALYST)
    held = approved(team, opens_at=NOW - timedelta(days=20))
    one, other = (keyed(held, team.analyst) for _ in range(2))
    keyed(held, team.analyst, channel="email")
    first_person, second_person = browser(team.analyst), browser(second)
    assert "no further response for you" in unescape(first_person.get(f"{PAGE}next/", follow=True).content.decode())
    shown = unescape(second_person.get(f"{PAGE}next/").content.decode())
    assert (one.public_number in shown, "Because of the cost" in shown) == (True, False)
    q1, q2 = question(held, 1).pk, question(held, 2).pk
    typed = {"respondent_type": "public", "publish": "unnamed", f"q{q1}": "agree", f"q{q2}": ["c1"]}
    same = typed | {f"q{q1}-text": "Because  of the cost", "number": one.public_number}
    assert first_person.post(f"{PAGE}next/", same).status_code == 422
    assert second_person.post(f"{PAGE}next/", same).status_code == 302
    assert "Somebody keyed this response again" in unescape(second_person.post(f"{PAGE}next/", same).content.decode())
    slip = typed | {f"q{q2}": ["c2"], f"q{q1}-text": "Because of the cast", "number": other.public_number}
    assert second_person.post(f"{PAGE}next/", slip).status_code == 302
    page = unescape(first_person.get(PAGE).content.decode())
    for words in ("2 of 10 things (20%)", f"Settle {other.public_number}", "The same"):
        assert words in page, words
    assert not ResponseVersion.objects.filter(number=2).exists()

    address = f"{PAGE}{other.public_number}/"
    shown = unescape(first_person.get(address).content.decode())
    assert "The first person typed “A register”; the second typed “A list of those barred”." in shown
    assert "As what do you answer?" not in shown
    right = {f"q{q2}": ["c1"], f"q{q1}-text": "Because of the cast", "respondent_type": "leader"}
    assert first_person.post(address, right).status_code == 302
    version, said = said_in(response=other)
    assert (version.number, version.respondent_type, version.entered_by) == (2, "public", team.analyst)
    assert (said[q1]["text"], said[q1]["chosen"], said[q2]["chosen"]) == ("Because of the cast", ["agree"], ["c1"])
    assert (Settlement.objects.get().version, first_person.get(address).status_code) == (version, 404)
    assert SecondKeying.objects.get(response=other).answers[str(q2)]["chosen"] == ["c2"]
    assert first_person.get(f"{PAGE}{one.public_number}/").status_code == 404


def test_the_database_takes_no_second_keying_by_the_first_person_nor_of_what_was_no_paper() -> None:
    team, second = Team(), user_with(Role.CONSULTATION_ANALYST)
    held = approved(team, opens_at=NOW - timedelta(days=20))
    for response, by in ((keyed(held, team.analyst), team.analyst), (keyed(held, team.analyst, "email"), second)):
        with pytest.raises(NotKeyable):
            key_again(response=response, sender=SOMEBODY, answers={}, by=by, at=NOW)
        with pytest.raises(IntegrityError, match="keyed again"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO consultation_secondkeying (response_id, respondent_type, publish, name, organisation, "
                "answers, compared, differ, by_id, at) VALUES (%s, 'public', 'not', '', '', '{}', 0, 0, %s, now())",
                [response.pk, by.pk],
            )


@pytest.mark.parametrize(("percent", "least", "most"), [(0, 0, 0), (10, 950, 1050), (100, 10_000, 10_000)])
def test_a_sample_is_of_its_size(percent: int, least: int, most: int) -> None:
    assert least <= sum(is_sampled(number, percent) for number in range(10_000)) <= most
