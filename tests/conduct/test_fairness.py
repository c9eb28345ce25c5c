"""What nobody decides without: the manager's whole time, or their consent to less; a declaration of no conflict."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from conduct import actions, queries
from conduct.actions.drafts import NoLongerOpen
from conduct.models import Case, Determination, ExaminersDecision, Recommendation, Response
from conduct.rules.deadlines import WindowOpen
from conduct.rules.determining import Outcome, columns_of
from conduct.rules.examining import Finding, NotYourTurn
from conduct.rules.fairness import Answer, AnsweredAlready, ConsentGiven, How, NotDeclared, Theme
from conduct.rules.panels import NotAPanel
from conduct.workflow import Status
from kernel import rulesets
from kernel.clocks import today
from kernel.errors import ActionRefused, ChangedMeanwhile
from kernel.history import acting
from kernel.models import User
from kernel.permissions import Role
from tests.builders import Cast, case_in, examined, findings_for
from tests.factories.conduct import OPENED_AT
from tests.factories.kernel import organisation, user_with

pytestmark = pytest.mark.django_db
AT = OPENED_AT + timedelta(days=5)
FINDINGS = findings_for(Outcome.NO_ACTION)
OPINION: dict[str, Any] = {"finding": Finding.NO_CASE, "reasons": "As the report says."}


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def answered(cast: Cast) -> Case:
    """A case in which the manager has answered, with time left that they did not give up."""
    case = case_in(Status.REPRESENTATIONS, cast=cast)
    actions.respond(case=case, text="My own words.", by=cast.manager, at=AT)
    for examiner in cast.examiners:
        actions.appoint_examiner(case=case, examiner=examiner, by=cast.caseworker, at=AT)
        actions.declare_no_conflict(case=case, by=examiner, at=AT)
    return Case.objects.select_related("person").get(pk=case.pk)


def consent(case: Case, cast: Cast, **how: Any) -> object:
    given = {"how": How.LETTER, "words": "That is all.", "given_on": today(AT), "by": cast.caseworker, "at": AT}
    return actions.enter_consent_to_less_time(case=case, **{**given, **how})


def test_what_an_examiner_proposed_who_has_left_makes_room_and_who_comes_gives_an_opinion_first() -> None:
    cast, given = Cast(), {**OPINION, "at": AT}
    case, (first, second), third = (
        case_in(Status.CASE_EXAMINERS, cast=cast),
        cast.examiners,
        user_with(Role.CASE_EXAMINER),
    )
    for examiner in (first, second):
        actions.appoint_examiner(case=case, examiner=examiner, by=cast.caseworker, at=AT)
        actions.declare_no_conflict(case=case, by=examiner, at=AT)
        actions.give_opinion(case=case, by=examiner, **given)
    actions.propose_decision(case=case, by=first, **given)
    actions.step_down(case=case, reason="I know her.", by=first, at=AT)
    answers = partial(actions.answer_decision, case=case, agree=True, reasons="So.", at=AT)
    with pytest.raises(NotYourTurn, match="Neither examiner"):
        answers(by=second)
    actions.appoint_examiner(case=case, examiner=third, by=cast.caseworker, at=AT)
    actions.declare_no_conflict(case=case, by=third, at=AT)
    with pytest.raises(NotYourTurn, match="still missing"):
        actions.propose_decision(case=case, by=second, **given)
    actions.give_opinion(case=case, by=third, **given)
    proposed = actions.propose_decision(case=case, by=second, **{**given, "reasons": "Another."})
    assert (proposed.reasons, proposed.history.count()) == ("Another.", 2)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic(), acting(user=third):
        ExaminersDecision.objects.filter(case=case).update(reasons="Mine.")
    assert answers(by=third).is_agreed


def test_an_answer_does_not_shorten_the_managers_time_and_their_consent_does(answered: Case, cast: Cast) -> None:
    due, first = answered.response_due_at, cast.examiners[0]
    assert due
    for at in (AT, due - timedelta(seconds=1)):
        with pytest.raises(WindowOpen, match="until the end of 1 December 2026"):
            actions.give_opinion(case=answered, by=first, at=at, **OPINION)
    with transaction.atomic():
        assert actions.give_opinion(case=answered, by=first, at=due, **OPINION)
        transaction.set_rollback(True)
    consent(answered, cast)
    assert actions.give_opinion(case=answered, by=first, at=AT, **OPINION)


def test_consent_is_the_managers_once_and_while_there_is_time(answered: Case, cast: Cast) -> None:
    due, asked = answered.response_due_at, queries.asked_at(case=answered)
    assert due
    assert asked
    refused: list[Callable[[], object]] = [
        lambda: consent(answered, cast, given_on=today(AT) + timedelta(days=1)),
        lambda: consent(answered, cast, given_on=today(asked) - timedelta(days=1)),
        lambda: consent(answered, cast, at=due),
        lambda: actions.consent_to_less_time(case=answered, words="Go on.", by=cast.panel_chair, at=AT),
        lambda: consent(case_in(Status.INVESTIGATION), cast),
    ]
    for attempt in refused:
        with pytest.raises(ActionRefused):
            attempt()
    given = actions.consent_to_less_time(case=answered, words="Go on.", by=cast.manager, at=AT)
    assert (given.how, given.given_on, given.recorded_by) == (How.OWN_PAGE, today(AT), cast.manager)
    with pytest.raises(ConsentGiven):
        consent(answered, cast)


def test_with_consent_a_case_goes_on_without_a_response(cast: Cast) -> None:
    case = case_in(Status.REPRESENTATIONS, cast=cast)
    with pytest.raises(WindowOpen):
        actions.close_response_window(case=case, by=cast.caseworker, at=AT)
    consent(case, cast)
    assert actions.close_response_window(case=case, by=cast.caseworker, at=AT).status == Status.CASE_EXAMINERS


def test_nobody_decides_before_they_declared_that_they_have_no_conflict(cast: Cast) -> None:
    case, chair = case_in(Status.HEARING, cast=cast), user_with(Role.PANEL_CHAIR)
    with pytest.raises(NotDeclared):
        actions.determine(case=case, findings=FINDINGS, by=chair, at=AT)
    actions.declare_no_conflict(case=case, by=chair, at=AT)
    assert actions.declare_no_conflict(case=case, by=chair, at=AT + timedelta(days=1)).at == AT  # once is enough
    actions.step_down(case=case, reason="I know her.", by=cast.examiners[0], at=AT)
    with pytest.raises(ActionRefused, match="stepped down"):
        actions.declare_no_conflict(case=case, by=cast.examiners[0], at=AT)
    with pytest.raises(ActionRefused, match="about you"):
        actions.declare_no_conflict(case=case, by=cast.manager, at=AT)
    with pytest.raises(NotAPanel, match="A panel hears this case"):  # and nobody alone
        actions.determine(case=case, findings=FINDINGS, by=chair, at=AT)


def test_postgresql_refuses_to_decide_early_or_undeclared_and_to_change_what_was_recommended(
    answered: Case, cast: Cast
) -> None:
    first, asked = cast.examiners[0], recommended(answered, cast)
    heard = case_in(Status.HEARING)
    rules = rulesets.current(AT).pk

    def opine(*, by: User = first) -> Any:
        return answered.opinions.create(made_by=by, made_at=AT, **OPINION)

    def decide() -> Any:
        given = {"decided_by": cast.panel_chair, "decided_at": AT, "length_rule_set_id": rules}
        return Determination.objects.create(case=heard, **given, **columns_of(FINDINGS))

    def answer_again() -> Any:
        return Response.objects.create(case=answered, text="A", on_paper=False, made_by=cast.manager, made_at=AT)

    attempts: dict[Callable[[], Any], str] = {
        opine: "all of their time",
        decide: "no conflict",
        answer_again: "response_one_of_each",
        lambda: Recommendation.objects.filter(pk=asked.pk).update(text="Less."): "answered once",
        lambda: Recommendation.objects.filter(pk=asked.pk).update(answer="accepted"): "answer_is_whole",
    }
    for attempt, refusal in attempts.items():
        with acting(user=cast.caseworker), pytest.raises(IntegrityError, match=refusal), transaction.atomic():
            attempt()
    consent(answered, cast)
    with acting(user=cast.caseworker), pytest.raises(IntegrityError, match="no conflict"), transaction.atomic():
        opine(by=cast.panel_chair)
    with acting(user=first), transaction.atomic():
        assert opine()


def recommended(case: Case, cast: Cast) -> Recommendation:
    given: dict[str, Any] = {
        "organisation": organisation("RJ1"),
        "theme": Theme.CULTURE,
        "text": "Answer each concern.",
    }
    return actions.recommend(case=case, by=cast.caseworker, at=AT, **given)


def test_a_recommendation_has_the_rules_time_and_is_answered_once(answered: Case, cast: Cast) -> None:
    asked = recommended(answered, cast)
    assert asked.due_at.isoformat() == "2027-01-02T00:00:00+00:00"  # 56 days beginning with 7 November
    given: dict[str, Any] = {"recommendation": asked, "answer": Answer.IN_PART, "text": "By June.", "at": AT}
    answer = actions.answer_recommendation(**given, by=cast.caseworker)
    assert (answer.answer, answer.answered_by) == (Answer.IN_PART, cast.caseworker)
    with pytest.raises(AnsweredAlready):
        actions.answer_recommendation(**given, by=cast.caseworker)


def test_the_managers_own_answer_stands_beside_the_one_entered_once_and_until_the_time_is_over(cast: Cast) -> None:
    case = case_in(Status.REPRESENTATIONS, cast=cast)
    actions.enter_response(case=case, text="By letter.", by=cast.caseworker, at=AT)
    consent(case, cast)
    examined(case, cast, at=AT)
    case = Case.objects.select_related("person").get(pk=case.pk)
    due = case.response_due_at
    assert due
    seen = queries.last_step(case=case)
    with pytest.raises(NoLongerOpen):
        actions.respond(case=case, text="Too late.", by=cast.manager, at=due)
    actions.respond(case=case, text="My own words.", by=cast.manager, at=due - timedelta(seconds=1))
    with pytest.raises(NoLongerOpen):
        actions.respond(case=case, text="And more.", by=cast.manager, at=AT)
    assert [answer.text for answer in queries.responses_to(case=case)] == ["By letter.", "My own words."]
    actions.declare_no_conflict(case=case, by=cast.panel_chair, at=AT)
    with pytest.raises(ChangedMeanwhile, match="Respond"):  # a panel that decides has read it
        actions.determine(case=case, findings=FINDINGS, by=cast.panel_chair, at=AT, seen=seen)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_pages_say_what_is_missing_and_take_it(cast: Cast) -> None:
    case = case_in(Status.REPRESENTATIONS, cast=cast, at=timezone.now() - timedelta(days=4))
    manager, keeper = signed_in(cast.manager), signed_in(cast.caseworker)
    own, page = f"/me/cases/{case.reference}/", f"/staff/cases/{case.reference}/"
    actions.respond(case=case, text="My own words.", by=cast.manager, at=timezone.now())
    assert 'data-test="time-left"' in manager.get(own).content.decode()
    assert "Enter why you need no more time" in manager.post(f"{own}consent/", {"words": " "}).content.decode()
    assert manager.post(f"{own}consent/", {"words": "I have said it all."}).status_code == 302
    assert 'data-test="time-left"' not in manager.get(own).content.decode()
    assert "on record already" in manager.post(f"{own}consent/", {"words": "Again."}).content.decode()
    shown = keeper.get(f"{page}fairness/").content.decode()
    assert "On their own page" in shown
    organisation("RJ1", name="Northern Trust")
    seen = {"seen": queries.last_step(case=case)}
    asked = {"organisation": "RJ1", "theme": "culture", "text": "Answer each concern.", **seen}
    for wrong, said in (({"organisation": "XX9"}, "Enter the code"), ({"theme": ""}, "Select what kind of cause")):
        refused = keeper.post(f"{page}recommendations/new/", {**asked, **wrong})
        assert said in refused.content.decode()
    assert keeper.post(f"{page}recommendations/new/", asked).status_code == 302
    one = Recommendation.objects.get()
    listed = keeper.get("/staff/recommendations/", {"theme": "culture", "state": "waiting"}).content.decode()
    assert ("Northern Trust" in listed, "Answer each concern." in listed) == (True, True)
    assert "No recommendation matches" in keeper.get("/staff/recommendations/", {"state": "late"}).content.decode()
    answer = {"answer": "accepted", "text": "From May.", **seen}
    assert keeper.post(f"{page}recommendations/{one.pk}/answer/", answer).status_code == 302
    assert "From May." in keeper.get(f"{page}fairness/").content.decode()
    assert "answered" not in manager.get(own).content.decode()
