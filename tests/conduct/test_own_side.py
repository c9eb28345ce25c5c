"""The manager's side: drafts that nobody else reads, answers to each allegation, a reprisal, requests, and who acts."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from conduct import actions, queries
from conduct.actions.drafts import NoLongerOpen
from conduct.actions.own_requests import AnsweredAlready, SaidAlready
from conduct.actions.representations import NotNamed
from conduct.models import AllegationAnswer, Case, Representation, ReprisalClaim, Response, ResponseDraft
from conduct.rules.answering import Answer, Draft, NotAnswered, NotForThem, packed, require_answered, unpacked
from conduct.workflow import Status
from kernel.clocks import today
from kernel.history import acting
from kernel.models import Invitation, OutboxMessage, User
from kernel.permissions import Role
from tests.builders import Cast, case_in
from tests.factories.conduct import OPENED_AT
from tests.factories.kernel import user_with
from tests.races import refusals

pytestmark = pytest.mark.django_db
AT = OPENED_AT + timedelta(days=10)
WORDS = "Zzcanary: I never gave that instruction."
SAID = Draft(answers={1: Answer("in_part", WORDS)}, reprisal="I had told the board.", development="A mentor.")


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def case(cast: Cast) -> Case:
    return case_in(Status.REPRESENTATIONS, cast=cast)


def representative(case: Case, cast: Cast, *, may_respond: bool = True) -> User:
    """Somebody with an account, named and accepting."""
    friend = user_with(Role.REPRESENTATIVE)
    given: dict[str, Any] = {"name": "Friend", "email": friend.email, "kind": "friend", "may_respond": may_respond}
    named = actions.name_representative(case=case, by=cast.manager, at=AT, **given)
    actions.take_up_representation(representation=named, by=friend, at=AT)
    return friend


@pytest.mark.parametrize(
    ("draft", "refused"),
    [
        (Draft(), True),
        (Draft(reprisal="So", development="So"), True),
        (Draft(text="No."), False),
        (Draft(answers={1: Answer("admitted")}), False),
        (Draft(answers={1: Answer("denied", " ")}), True),
        (Draft(answers={1: Answer("in_part")}), True),
        (Draft(answers={2: Answer("admitted")}), True),
    ],
)
def test_a_response_says_something_and_denies_nothing_without_words(draft: Draft, refused: bool) -> None:
    assert unpacked(packed(draft)) == draft
    if refused:
        with pytest.raises(NotAnswered):
            require_answered(draft=draft, numbers=[1])
    else:
        require_answered(draft=draft, numbers=[1])


def test_a_draft_is_its_authors_alone_and_goes_when_it_is_sent(case: Case, cast: Cast) -> None:
    friend = representative(case, cast)
    actions.save_answer(case=case, number=1, answer=SAID.answers[1], by=cast.manager, at=AT)
    actions.save_part(case=case, by=cast.manager, at=AT, part="text", text="In general.")
    kept = queries.draft_of(case=case, user=cast.manager)
    assert (kept.answers, kept.text) == (SAID.answers, "In general.")
    for other in (friend, cast.caseworker, cast.investigator, user_with(Role.AUDITOR)):
        assert queries.draft_of(case=case, user=other) == Draft()
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(d)::text FROM conduct_responsedraft d")
        assert all("Zzcanary" not in row[0] for row in cursor.fetchall())
    actions.respond(case=case, draft=kept, by=cast.manager, at=AT)
    assert not ResponseDraft.objects.exists()
    with pytest.raises(NoLongerOpen):
        actions.save_part(case=case, by=cast.manager, at=AT, part="text", text="More.")


def test_a_response_is_kept_allegation_by_allegation_with_the_reprisal_as_a_fact_of_its_own(
    case: Case, cast: Cast
) -> None:
    sent = actions.respond(case=case, draft=SAID, by=cast.manager, at=AT)
    (answer,) = queries.answers_to(case=case)
    assert (answer.response, answer.allegation.number, answer.stance, answer.text) == (sent, 1, "in_part", WORDS)
    assert Response.objects.get().development == "A mentor."
    assert ReprisalClaim.objects.get().text == "I had told the board."
    with pytest.raises(SaidAlready):
        actions.say_reprisal(case=case, text="Again.", by=cast.manager, at=AT)
    mail = OutboxMessage.objects.get(template="conduct_response_received")
    assert "Zzcanary" not in mail.body


def test_postgresql_takes_no_answer_of_another_case_and_no_second_thought(case: Case, cast: Cast) -> None:
    sent = actions.respond(case=case, draft=SAID, by=cast.manager, at=AT)
    other = case_in(Status.REPRESENTATIONS).allegations.get()
    with acting(user=cast.manager):
        with pytest.raises(IntegrityError, match="its own case"), transaction.atomic():
            AllegationAnswer.objects.create(response=sent, allegation=other, stance="admitted")
        with pytest.raises(IntegrityError, match="not changed"), transaction.atomic():
            AllegationAnswer.objects.update(stance="admitted")


def test_somebody_named_sees_the_case_from_accepting_until_it_is_ended(case: Case, cast: Cast) -> None:
    friend = user_with(Role.REPRESENTATIVE)
    given: dict[str, Any] = {"name": "Friend", "email": friend.email, "kind": "friend", "may_respond": False}
    named = actions.name_representative(case=case, by=cast.manager, at=AT, **given)
    assert not queries.own_cases(user=friend).exists()
    with pytest.raises(NotNamed):
        actions.take_up_representation(representation=named, by=user_with(Role.REPRESENTATIVE), at=AT)
    actions.take_up_representation(representation=named, by=friend, at=AT)
    assert [*queries.own_cases(user=friend)] == [case]
    assert not queries.cases_to_answer(user=friend).exists()
    with pytest.raises(NotForThem):
        actions.respond(case=case, text="No.", by=friend, at=AT)
    actions.end_representation(representation=named, reason="We parted.", by=cast.manager, at=AT)
    assert not queries.own_cases(user=friend).exists()


def test_whoever_may_answer_answers_in_the_managers_name(case: Case, cast: Cast) -> None:
    friend = representative(case, cast)
    sent = actions.respond(case=case, text="For her: no.", by=friend, at=AT)
    assert sent.made_by == friend
    assert sent.history.get().on_behalf_of == cast.manager


def test_an_address_without_an_account_is_invited_and_nobody_learns_whether_it_had_one(case: Case, cast: Cast) -> None:
    taken = user_with(Role.CASEWORKER)
    for email in ("new@example.test", taken.email):
        given: dict[str, Any] = {"name": "N", "email": email, "kind": "lawyer", "may_respond": True}
        assert actions.name_representative(case=case, by=cast.manager, at=AT, **given).user is None
    assert Invitation.objects.get().roles == [Role.REPRESENTATIVE]
    sent = {mail.to: mail for mail in OutboxMessage.objects.filter(to__in=["new@example.test", taken.email])}
    assert all(case.reference not in mail.body + mail.subject for mail in sent.values())
    assert len(sent) == 2


def test_postgresql_keeps_a_representation_as_it_was_made(case: Case, cast: Cast) -> None:
    representative(case, cast, may_respond=False)
    made = Representation.objects.get()
    with acting(user=cast.caseworker):
        for change in ({"may_respond": True}, {"user": cast.investigator}, {"email": "x@example.test"}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Representation.objects.update(**change)
        staff: dict[str, Any] = {"named_by": cast.caseworker, "named_at": AT, "may_respond": True, "kind": "friend"}
        with pytest.raises(DatabaseError, match="manager alone"), transaction.atomic():
            Representation.objects.create(case=case, name="N", email="n@example.test", **staff)
        own = {**staff, "named_by": cast.manager, "user": cast.investigator, "accepted_at": AT}
        with pytest.raises(DatabaseError, match="as a representative"), transaction.atomic():
            Representation.objects.create(case=case, name="N", email="n@example.test", **own)
    made.refresh_from_db()
    assert not made.may_respond


def test_more_time_is_the_managers_to_ask_for_and_somebody_elses_to_give(case: Case, cast: Cast) -> None:
    assert case.response_due_at
    last = today(case.response_due_at) + timedelta(days=14)
    asked = actions.ask_for_own_time(case=case, until_on=last, reason="Ill", by=cast.manager, at=AT)
    assert asked.asked_by == cast.manager
    actions.decide_on_more_time(case=case, grant=False, reason="It is enough.", by=cast.caseworker, at=AT)
    assert OutboxMessage.objects.filter(template="conduct_request_answered", to=cast.manager.email).exists()


def test_an_adjustment_is_answered_once_with_reasons(case: Case, cast: Cast) -> None:
    asked = actions.ask_for_adjustment(case=case, what="Large print", why="My eyes", by=cast.manager, at=AT)
    given: dict[str, Any] = {"request": asked, "agree": True, "reasons": "Of course.", "by": cast.caseworker, "at": AT}
    seen = queries.last_step(case=case)
    actions.ask_for_adjustment(case=case, what="Breaks", why="My back", by=cast.manager, at=AT)
    actions.answer_adjustment(**given, seen=seen)  # asking for more, as often as one likes, keeps no answer from coming
    with pytest.raises(AnsweredAlready):
        actions.answer_adjustment(**given)


@pytest.mark.django_db(transaction=True)
def test_of_a_manager_and_a_representative_who_send_at_once_one_is_told() -> None:
    cast = Cast()
    case = case_in(Status.REPRESENTATIONS, cast=cast)
    friend = representative(case, cast)
    senders = [lambda by=by: actions.respond(case=case, text="No.", by=by, at=AT) for by in (cast.manager, friend)]
    refused = refusals(*senders)
    assert len(refused) == 1
    assert Response.objects.count() == 1
