"""What PostgreSQL refuses of publications, quotations, decisions and readings by itself, also to raw SQL."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from consultation import actions
from consultation.models import Consultation, Release, Response
from consultation.queries.coding import answers_to, worded_questions
from consultation.rules.publishing import NotPublishable
from kernel.errors import SecondPersonNeeded
from kernel.history import acting
from kernel.permissions import Role
from tests.factories.consultation import SOMEBODY, WEEKS, Team, answer, approved, question, read_and_published
from tests.factories.kernel import user_with
from tests.races import at_once

pytestmark = pytest.mark.django_db
NOW = timezone.now()
OPENED = NOW - WEEKS - timedelta(days=9)


@pytest.fixture
def team(db: None) -> Team:
    return Team()


@pytest.fixture(autouse=True)
def by_somebody(team: Team) -> Iterator[None]:
    with acting(user=team.analyst):
        yield


def taken(held: Consultation, team: Team, *, publish: str = "unnamed") -> Response:
    return actions.enter_response(
        consultation=held,
        channel="paper",
        sender=SOMEBODY.__class__(respondent_type="public", publish=publish),
        answers=answer(question(held, 1), "agree", text="Dr Smith hid it."),
        received_at=OPENED + timedelta(days=1),
        by=team.analyst,
        at=NOW,
    )


def refused(constraint: str, sql: str, *values: Any) -> None:
    with pytest.raises(IntegrityError) as fault, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    assert fault.value.__cause__.diag.constraint_name == constraint  # type: ignore[union-attr]


RELEASE = (
    "INSERT INTO consultation_release (version_id, edition, prepared_by_id, prepared_at, taken_down_because) "
    "SELECT id, 1, %s, now(), '' FROM consultation_responseversion WHERE response_id = %s"
)
CHECK = "UPDATE consultation_release SET checked_by_id = %s, checked_at = now()"


def test_a_response_is_published_by_consent_after_the_close_and_by_two_people(team: Team) -> None:
    held = approved(team, opens_at=OPENED)
    response, private = taken(held, team), taken(held, team, publish="not")
    running = approved(team, opens_at=NOW - timedelta(days=9), slug="running")
    given: dict[str, Any] = {"consultation": running, "code": "A", "sender": SOMEBODY, "equality": {}, "at": NOW}
    actions.send_response(answers=answer(question(running, 1), "agree"), **given)
    early = Response.objects.get(consultation=running)
    refused("consultation_release_by_consent", RELEASE, team.analyst.pk, private.pk)
    refused("consultation_release_by_consent", RELEASE, team.analyst.pk, early.pk)
    with pytest.raises(NotPublishable, match="once the consultation has closed"):
        actions.prepare_response(response=early, by=team.analyst, at=NOW)
    with pytest.raises(NotPublishable, match="does not let us publish"):
        actions.prepare_response(response=private, by=team.analyst, at=NOW)
    actions.remove_words(response=response, words="Smith", because="others", by=team.analyst, at=NOW)
    refused("consultation_release_checked_by_a_second_person", CHECK, team.analyst.pk)
    third = user_with(Role.CONSULTATION_ANALYST)
    actions.prepare_response(response=response, by=third, at=NOW)  # who removed words is no second person either
    refused("consultation_release_checked_by_a_second_person", CHECK, team.analyst.pk)
    with pytest.raises(SecondPersonNeeded):
        actions.check_response(response=response, by=team.analyst, at=NOW)
    actions.check_response(response=response, by=team.publisher, at=NOW)
    as_checked = "consultation_removal_as_checked"
    refused(as_checked, "UPDATE consultation_removal SET words = 'hid'")
    refused(as_checked, "DELETE FROM consultation_removal")
    refused("consultation_release_is_as_checked", "UPDATE consultation_release SET edition = 9")
    with pytest.raises(NotPublishable, match="Take it down first"):
        actions.remove_words(response=response, words="hid", because="others", by=third, at=NOW)


def test_nothing_is_quoted_decided_or_published_but_what_was_analysed_and_read(team: Team) -> None:
    held, other = approved(team, opens_at=OPENED), approved(team, opens_at=OPENED, slug="other")
    response = taken(held, team)
    by: dict[str, Any] = {"by": team.analyst, "at": NOW}
    asked = worded_questions(consultation=held).exclude(comment="").get()
    elsewhere = worded_questions(consultation=other).exclude(comment="").get()
    theme = actions.add_theme(question=asked, name="Hiding", definition="Says so.", **by)
    foreign = actions.add_theme(question=elsewhere, name="Hiding", definition="So.", **by)
    one = answers_to(question=asked).get()
    quote = "INSERT INTO consultation_quotation (theme_id, answer_id, text, by_id, at) VALUES (%s, %s, %s, %s, now())"
    published = "consultation_quotation_of_what_is_published"
    refused(published, quote, theme.pk, one.pk, "hid it", team.analyst.pk)  # nobody has checked it
    actions.remove_words(response=response, words="Smith", because="others", **by)
    actions.check_response(response=response, by=team.publisher, at=NOW)
    refused(published, quote, theme.pk, one.pk, "Dr Smith hid it", team.analyst.pk)
    refused(published, quote, theme.pk, one.pk, "showed it", team.analyst.pk)
    refused(published, quote, foreign.pk, one.pk, "hid it", team.analyst.pk)
    actions.add_decision(consultation=held, text="So", reasons="So", themes=[theme.pk], **by)
    link = "INSERT INTO consultation_decisiontheme (decision_id, theme_id) SELECT id, %s FROM consultation_decision"
    refused("consultation_decision_answers_its_own", link, foreign.pk)
    finished = actions.finish_analysis(consultation=held, outcome="So.", **by)
    refused("consultation_quotations_are_settled", quote, theme.pk, one.pk, "hid it", team.analyst.pk)
    refused("consultation_decisions_are_settled", "UPDATE consultation_decision SET text = 'Not so'")
    refused("consultation_decisions_are_settled", "DELETE FROM consultation_decisiontheme")
    assert finished.decisions.count() == 1


def test_nothing_is_published_before_another_has_read_the_analysis_as_it_was_finished(team: Team) -> None:
    held = approved(team, opens_at=OPENED)
    read = (
        "INSERT INTO consultation_analysisread (consultation_id, analysed_at, counted, digest, by_id, at) "
        "SELECT id, coalesce(analysed_at, now()), 1, '', %s, now() FROM consultation_consultation WHERE id = %s"
    )
    unfinished = "consultation_reading_of_a_finished_analysis"
    refused(unfinished, read, team.publisher.pk, held.pk)
    finished = actions.finish_analysis(consultation=held, outcome="So.", by=team.analyst, at=NOW)
    refused(unfinished, read, team.analyst.pk, held.pk)
    publish = (
        "UPDATE consultation_consultation SET status = 'published', published_by_id = %s, published_at = now() "
        "WHERE id = %s"
    )
    refused("consultation_read_before_it_is_published", publish, team.publisher.pk, held.pk)
    actions.read_analysis(consultation=finished, counted=1, digest="d", seen="d", by=team.publisher, at=NOW)
    again = actions.return_to_analysis(consultation=finished, reason="Once more", by=team.publisher, at=NOW)
    later = NOW + timedelta(minutes=1)
    finished = actions.finish_analysis(consultation=again, outcome="So.", by=team.analyst, at=later)
    refused("consultation_read_before_it_is_published", publish, team.publisher.pk, held.pk)  # that was another one
    read_and_published(team, finished, at=later)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_prepare_at_once_one_is_after_the_other(team: Team) -> None:
    held = approved(team, opens_at=OPENED)
    response, other = taken(held, team), user_with(Role.CONSULTATION_ANALYST)

    def remove(by: Any, words: str) -> Any:
        return lambda: actions.remove_words(response=response, words=words, because="others", by=by, at=NOW, seen=0)

    assert at_once(remove(team.analyst, "Smith"), remove(other, "hid")) == [None, None]
    release = Release.objects.get()
    assert (release.edition, release.removals.count()) == (2, 2)
