"""An answer that staff entered does not end the manager's time: theirs may follow, and a panel says why not to wait."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from conduct import actions, queries
from conduct.actions.responses import NoLongerOpen
from conduct.models import Case, Determination, Response
from conduct.rules.deadlines import WindowOpen
from conduct.rules.determining import Outcome
from conduct.workflow import Status
from kernel import rulesets
from kernel.errors import ChangedMeanwhile
from kernel.history import acting
from kernel.models import User
from tests.builders import Cast, case_in, examined, findings_for
from tests.factories.conduct import OPENED_AT

pytestmark = pytest.mark.django_db
AT = OPENED_AT + timedelta(days=5)
BECAUSE = "They signed that this is all."
FINDINGS = findings_for(Outcome.NO_ACTION)


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def entered(cast: Cast) -> Case:
    """A case in which staff entered an answer, while the manager may still give their own."""
    case = case_in(Status.REPRESENTATIONS, cast=cast)
    actions.enter_response(case=case, text="By letter.", by=cast.caseworker, at=AT)
    examined(case, cast, at=AT)
    return Case.objects.select_related("person").get(pk=case.pk)


def determine(case: Case, cast: Cast, **how: Any) -> Determination:
    return actions.determine(case=case, findings=FINDINGS, by=cast.panel_chair, **{"at": AT, **how})


def test_a_panel_that_does_not_wait_for_the_manager_says_why(entered: Case, cast: Cast) -> None:
    with pytest.raises(WindowOpen, match="Say why you do not wait"):
        determine(entered, cast, early_because=" ")
    assert determine(entered, cast, early_because=BECAUSE).early_because == BECAUSE


def test_nothing_need_be_said_once_the_time_is_over_or_the_manager_has_answered(entered: Case, cast: Cast) -> None:
    due = entered.response_due_at
    assert due
    with transaction.atomic():
        assert determine(entered, cast, at=due, early_because=BECAUSE).early_because == ""
        transaction.set_rollback(True)
    actions.respond(case=entered, text="My own words.", by=cast.manager, at=AT)
    assert determine(entered, cast).early_because == ""


def test_the_managers_own_answer_stands_beside_the_one_entered_once_and_until_the_time_is_over(
    entered: Case, cast: Cast
) -> None:
    due = entered.response_due_at
    assert due
    seen = queries.last_step(case=entered)
    with pytest.raises(NoLongerOpen):
        actions.respond(case=entered, text="Too late.", by=cast.manager, at=due)
    actions.respond(case=entered, text="My own words.", by=cast.manager, at=due - timedelta(seconds=1))
    with pytest.raises(NoLongerOpen):
        actions.respond(case=entered, text="And more.", by=cast.manager, at=AT)
    assert [answer.text for answer in queries.responses_to(case=entered)] == ["By letter.", "My own words."]
    with pytest.raises(ChangedMeanwhile, match="Respond"):  # a panel that decides has read it
        determine(entered, cast, seen=seen)


def test_raw_sql_cannot_decide_early_in_silence_nor_answer_twice(entered: Case, cast: Cast) -> None:
    columns = {**vars(FINDINGS), "tiers": [], "organisation_classes": []}

    def decide(by: User = cast.panel_chair) -> Any:
        rule_set = rulesets.current(AT).pk
        return Determination.objects.create(
            case=entered, decided_by=by, decided_at=AT, length_rule_set_id=rule_set, **columns
        )

    def answer() -> Any:
        return Response.objects.create(case=entered, text="Again.", on_paper=True, made_by=cast.caseworker, made_at=AT)

    attempts: dict[str, Callable[[], Any]] = {"waits for the manager": decide, "response_one_of_each": answer}
    for refusal, attempt in attempts.items():
        with acting(user=cast.caseworker), pytest.raises(IntegrityError, match=refusal), transaction.atomic():
            attempt()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_pages_tell_the_manager_and_ask_the_panel() -> None:
    cast = Cast()
    case = case_in(Status.REPRESENTATIONS, cast=cast, at=timezone.now() - timedelta(days=4))
    actions.enter_response(case=case, text="By letter.", by=cast.caseworker, at=timezone.now())
    examined(case, cast, at=timezone.now())
    own = signed_in(cast.manager).get(f"/me/cases/{case.reference}/").content.decode()
    assert 'data-test="respond"' in own
    assert "entered by our staff" in own
    page, chair = f"/staff/cases/{case.reference}/", signed_in(cast.panel_chair)
    assert "the manager may still send their own" in chair.get(page).content.decode()
    assert "Why do you not wait" in chair.get(f"{page}determine/").content.decode()
    actions.respond(case=case, text="My own words.", by=cast.manager, at=timezone.now())
    assert "Why do you not wait" not in chair.get(f"{page}determine/").content.decode()
    both = signed_in(cast.caseworker).get(page).content.decode()
    assert both.count('data-test="response"') == 2
