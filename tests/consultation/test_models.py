"""What PostgreSQL refuses of consultations by itself, also to raw SQL."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from consultation import actions
from consultation.models import Answer, Consultation, Question, Response, ResponseVersion, Wording
from consultation.queries import said_in
from consultation.rules.responding import Channel, NotOpen
from kernel.history import acting
from tests.factories.consultation import SOMEBODY, WEEKS, Team, answer, approved, draft, question

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
APPROVE = "UPDATE consultation_consultation SET status = 'approved', approved_by_id = %s, approved_at = %s"


@pytest.fixture
def team(db: None) -> Team:
    return Team()


@pytest.fixture
def open_one(team: Team) -> Consultation:
    return approved(team, opens_at=timezone.now() - 20 * DAY)


@pytest.fixture(autouse=True)
def by_somebody(team: Team) -> Iterator[None]:
    with acting(user=team.analyst):
        yield


def refused(constraint: str, sql: str, *values: Any) -> None:
    with pytest.raises(IntegrityError) as fault, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    assert fault.value.__cause__.diag.constraint_name == constraint  # type: ignore[union-attr]


def test_an_approved_consultation_is_settled(open_one: Consultation, team: Team) -> None:
    change = "UPDATE consultation_consultation SET {} WHERE id = %s"
    refused("consultation_is_settled", change.format("title = 'Other'"), open_one.pk)
    refused("consultation_is_settled", change.format("opens_at = opens_at + interval '1 day'"), open_one.pk)
    refused("consultation_extended_while_open", change.format("closes_at = closes_at - interval '1 day'"), open_one.pk)
    refused("consultation_extended_while_open", change.format("closes_at = closes_at + interval '1 day'"), open_one.pk)
    refused("consultation_withdrawn_before_it_opens", change.format("status = 'withdrawn'"), open_one.pk)
    later = open_one.closes_at + DAY
    actions.extend(consultation=open_one, closes_at=later, reason="Snow", by=team.publisher, at=timezone.now())
    assert Consultation.objects.get(pk=open_one.pk).closes_at == later


def test_nobody_approves_what_they_wrote_or_after_its_opening(team: Team) -> None:
    held = draft(team, opens_at=timezone.now() + DAY)
    approve = f"{APPROVE} WHERE id = %s"
    now = timezone.now()
    refused("consultation_two_people_approve", approve, team.analyst.pk, now, held.pk)
    refused("consultation_opens_after_its_approval", approve, team.publisher.pk, now + 2 * DAY, held.pk)


def test_it_is_open_for_as_long_as_the_rule_set_says(team: Team) -> None:
    """84 London days, of which the first is that of the opening: here it may close as the 85th begins."""
    approve = f"{APPROVE}, closes_at = %s"
    held = draft(team, opens_at=timezone.now() + DAY)
    opens = held.opens_at.replace(hour=12)
    least = opens.replace(hour=0, minute=0, second=0, microsecond=0) + WEEKS  # in winter London's day is UTC's
    given: list[Any] = [team.publisher.pk, timezone.now()]
    refused("consultation_is_long_enough", approve, *given, least - timedelta(microseconds=1))
    with connection.cursor() as cursor:
        cursor.execute(approve, [*given, least])


def test_questions_change_in_a_draft_only_and_are_corrected_with_a_reason(open_one: Consultation, team: Team) -> None:
    asked = question(open_one, 2)
    refused("consultation_questions_are_settled", "UPDATE consultation_question SET place = 9 WHERE id = %s", asked.pk)
    refused("consultation_questions_are_settled", "UPDATE consultation_section SET title = 'Other'")
    word = (
        "INSERT INTO consultation_wording (question_id, number, text, help_text, choices, reason, by_id, at) "
        "SELECT question_id, 2, 'Other', '', {}, {}, by_id, at FROM consultation_wording WHERE question_id = %s"
    )
    refused("consultation_wording_is_settled", word.format("choices", "''"), asked.pk)
    refused("consultation_wording_is_settled", word.format("choices - 0", "'Plainer'"), asked.pk)
    lines = "A public register\nA list of those barred"
    actions.correct_question(
        question=Question.objects.get(pk=asked.pk),
        text="By what means?",
        help_text="",
        choices=lines,
        reason="Plainer",
        by=team.analyst,
        at=timezone.now(),
    )
    assert [key for key, _words in Wording.objects.get(question=asked.pk, number=2).choices] == ["c1", "c2"]


def test_open_begins_with_its_first_instant_and_ends_before_its_last() -> None:
    asked = "SELECT consultation_in_time('2026-01-01', '2026-04-01', %s::timestamptz + %s * interval '1 microsecond')"
    expected = {("2026-01-01", -1): False, ("2026-01-01", 0): True, ("2026-04-01", -1): True, ("2026-04-01", 0): False}
    with connection.cursor() as cursor:
        for (day, later), is_open in expected.items():
            cursor.execute(asked, [day, later])
            assert cursor.fetchone() == (is_open,), (day, later)


def test_the_close_is_postgresqls_to_the_microsecond(team: Team) -> None:
    """Responses are sent without pause across the close: all before it are taken and all from it on are refused,
    whatever time the sender claims."""
    closes_at = timezone.now() + timedelta(milliseconds=700)
    held = approved(team, opens_at=closes_at - WEEKS, closes_at=closes_at)
    said, claimed = answer(question(held, 1), "agree"), closes_at - DAY
    outcomes: list[bool] = []
    until = time.monotonic() + 5
    while outcomes[-3:] != [False] * 3 and time.monotonic() < until:
        try:
            actions.send_response(
                consultation=held, code=f"D{len(outcomes)}", sender=SOMEBODY, answers=said, equality={}, at=claimed
            )
            outcomes.append(True)
        except NotOpen:
            outcomes.append(False)
    assert outcomes == sorted(outcomes, reverse=True)
    assert outcomes.count(False) == 3
    assert outcomes.count(True) == ResponseVersion.objects.filter(received_at__lt=closes_at).count() > 0
    assert Response.objects.count() == ResponseVersion.objects.count()


def test_answers_are_to_a_question_of_theirs_and_of_its_kind(open_one: Consultation, team: Team) -> None:
    other = approved(team, opens_at=timezone.now() - DAY, slug="other")
    asked = question(open_one, 1)
    actions.send_response(
        consultation=open_one, code="X", sender=SOMEBODY, answers=answer(asked, "agree"), equality={}, at=timezone.now()
    )
    version, said = said_in(response=Response.objects.get())
    assert said[asked.pk]["chosen"] == ["agree"]
    first = Wording.objects.get(pk=asked.wording)
    corrected = Wording.objects.create(
        question=first.question,
        number=2,
        text="Put otherwise",
        choices=first.choices,
        reason="So",
        by=team.analyst,
        at=timezone.now(),
    )
    add = "INSERT INTO consultation_answer (version_id, wording_id, chosen, text) VALUES (%s, %s, %s, %s)"
    fits = "consultation_answer_fits_its_question"
    for wording, chosen, text in (
        (question(other, 2).wording, ["c1"], ""),
        (question(open_one, 2).wording, ["c9"], ""),
        (question(open_one, 3).wording, [], ""),
        (question(open_one, 4).wording, ["c1"], ""),
        (asked.wording, ["disagree"], ""),
        (corrected.pk, ["disagree"], ""),
    ):
        name = fits if chosen else "consultation_answer_says_something"
        if wording == asked.wording:
            name = "consultation_answer_one_a_question"
        refused(name, add, version.pk, wording, chosen, text)
    assert Answer.objects.count() == 1


def test_staff_enter_what_came_in_time_and_later_only_with_a_reason(team: Team) -> None:
    held = approved(team, opens_at=timezone.now() - 100 * DAY)
    given: dict[str, Any] = {"consultation": held, "sender": SOMEBODY, "by": team.analyst, "at": timezone.now()}
    said = answer(question(held, 1), "disagree")
    actions.enter_response(channel=Channel.PAPER, answers=said, received_at=held.closes_at - DAY, **given)
    with pytest.raises(NotOpen, match="closed on"):
        actions.enter_response(channel=Channel.PAPER, answers=said, received_at=held.closes_at, **given)
    late: dict[str, Any] = {"received_at": held.closes_at, "late_reason": "A strike of the post"}
    actions.enter_response(channel=Channel.PAPER, answers=said, **late, **given)
    add = (
        "INSERT INTO consultation_responseversion (response_id, number, received_at, is_withdrawal, respondent_type, "
        "publish, name, organisation, late_reason) SELECT id, 2, now(), false, 'public', 'not', '', '', 'So' "
        "FROM consultation_response LIMIT 1"
    )
    refused("consultation_version_entered_by_somebody", add)
