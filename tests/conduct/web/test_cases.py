"""The pages of cases, walked and refused."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from conduct import actions, queries
from conduct.models import Case, Determination, DiscriminationGround, MisconductHead
from conduct.rules.determining import Outcome
from conduct.workflow import SERVED, Status
from kernel.clocks import LONDON
from kernel.models import AccessEvent, User
from kernel.permissions import Role
from register.models import Person
from tests.builders import Cast, case_in, examined, heard
from tests.conduct.web.test_what_stays_hidden import seen_on
from tests.factories import register
from tests.factories.conduct import clauses, raised_concern
from tests.factories.kernel import says_why, user_with

pytestmark = pytest.mark.django_db
REASONED = ("facts", "misconduct_reasons", "impairment_reasons", "outcome_reasons", "wider_causes")
REASONS = dict.fromkeys(REASONED, "Because of what was found.")
FOUND = {"finding_1": "found", "reasons_1": "The log says so.", "culpability_1": "recklessness"}
LESSER = {f"rejected_{outcome}": f"Not {outcome}." for outcome in list(Outcome)[:-1]}
SCOPE = {"tiers": ["board_director"], "organisation_classes": ["all"]}
REFERRED = {
    **REASONS,
    **FOUND,
    **LESSER,
    **SCOPE,
    "misconduct": "yes",
    "impairment": "yes",
    "outcome": "referral_for_barring",
}


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at(name: str, *args: object) -> str:
    return reverse(f"conduct:{name}", args=args)


def send(client: Client, address: str, **answers: Any) -> Any:
    """Open a page, then send its form with the state that it showed."""
    page = client.get(address)
    assert page.status_code == 200, address
    seen = re.search(r'name="seen" value="(\d+)"', page.content.decode())
    return client.post(address, {**answers, "seen": seen[1] if seen else ""})


def taken(answer: Any) -> None:
    assert answer.status_code == 302, re.sub(r"\s+", " ", answer.content.decode())[-3000:]


def test_the_thread_from_a_concern_to_a_served_referral_runs_through_the_pages() -> None:
    cast = Cast()
    keeper, digger, chair = (as_user(user) for user in (cast.caseworker, cast.investigator, cast.panel_chair))
    concern = raised_concern()
    keeper.post(at("concern_triage", concern.pk), {"seen": 0})
    person = {"given_names": "Ama", "family_name": "Osei"}
    born = {"date_of_birth-day": "9", "date_of_birth-month": "3", "date_of_birth-year": "1974"}
    taken(send(keeper, at("concern_new_person", concern.pk), **person, **born))
    case = Case.objects.get()
    assert case.case_concerns.get().concern == concern
    day = {"conduct_on-day": "1", "conduct_on-month": "5", "conduct_on-year": "2026"}
    cited = [clause.pk for clause in clauses("3e", "4b")]
    gates = (
        ("case_declare", {"declared": "none"}),
        ("case_acknowledge", {"reason": "By the mailbox."}),
        ("case_assess_risk", {"level": "high", "reasons": "The lists are still used."}),
        ("case_accept", {"reason": "A manager’s conduct."}),
        ("case_finish_enquiry", {"reason": "The trust confirms it."}),
    )
    for page_name, answers in gates:
        taken(send(keeper, at(page_name, case.reference), **answers))
    named = {"heads": [MisconductHead.objects.get(key="records").pk], "particulars": "Forty.", "place": "The office"}
    taken(send(keeper, at("allegation_new", case.reference), text="Lists altered.", clauses=cited, **day, **named))
    taken(send(keeper, at("case_start_investigation", case.reference), investigator=cast.investigator.pk, reason="Met"))
    taken(send(digger, at("case_declare", case.reference), declared="none"))
    taken(send(digger, at("case_report", case.reference), summary="They were."))
    taken(send(keeper, at("case_ask_for_response", case.reference), channel="post"))
    assert keeper.get(at("case_letter", case.reference)).status_code == 200
    taken(send(keeper, at("case_enter_response", case.reference), text="By letter: no."))
    today = timezone.now().astimezone(LONDON)
    given = {f"given_on-{part}": getattr(today, part) for part in ("day", "month", "year")}
    taken(send(keeper, at("case_enter_consent", case.reference), how="letter", words="That is all.", **given))
    _examined_on_the_pages(case, cast, keeper)
    taken(send(chair, at("case_declare", case.reference), declared="none"))
    _determined_on_the_pages(case, cast, chair)
    taken(send(keeper, at("case_serve", case.reference), channel="hand"))
    page = as_user(user_with(Role.BARRING_OFFICER)).get(at("case", case.reference))
    assert "Referral for barring" in page.content.decode()
    assert "Appeal window" in page.content.decode()


def _examined_on_the_pages(case: Case, cast: Cast, keeper: Client) -> None:
    """Neither examiner reads the other's opinion before both are there."""
    first, second = (as_user(user) for user in cast.examiners)
    for examiner in cast.examiners:
        taken(send(keeper, at("case_appoint_examiner", case.reference), examiner=examiner.pk))
    found = {"finding": "case_to_answer", "reasons": "The lists say so."}
    for client in (first, second):
        taken(send(client, at("case_declare", case.reference), declared="none"))
    taken(send(first, at("case_give_opinion", case.reference), **found))
    for other in (second, keeper):
        assert "The lists say so." not in other.get(at("case", case.reference)).content.decode()
    taken(send(second, at("case_give_opinion", case.reference), **found))
    assert "The lists say so." in second.get(at("case", case.reference)).content.decode()
    taken(send(first, at("case_propose_decision", case.reference), **found))
    taken(send(second, at("case_answer_decision", case.reference), answer="agree", reasons="Yes."))


def _determined_on_the_pages(case: Case, cast: Cast, chair: Client) -> None:
    """After a hearing the chair puts it to the panel, each member agrees, and the chair records it."""
    heard(case, cast, at=timezone.now())
    taken(send(chair, at("hearing_propose", case.reference), **REFERRED))
    for member in cast.members:
        client = as_user(member)
        taken(send(client, at("case_declare", case.reference), declared="none"))
        taken(send(client, at("hearing_answer", case.reference), answer="yes"))
    taken(send(chair, at("case_determine", case.reference)))


def test_a_case_is_opened_on_somebody_found_on_the_register() -> None:
    keeper = as_user(user_with(Role.CASEWORKER))
    person = register.registered_person(
        family_name="Boateng", given_names="Kofi", previous_family_names=["Quarshie"], date_of_birth=date(1961, 2, 3)
    )
    for text in ("boat kof", "Baoteng", "quarshie", str(person.registration_number)):
        assert str(person.key) in keeper.get(at("case_new"), {"q": text}).content.decode(), text
    birthday = {"q": "", "born-day": "3", "born-month": "2", "born-year": "1961"}
    assert str(person.key) in keeper.get(at("case_new"), birthday).content.decode()
    other_day = {"born-day": "1", "born-month": "1", "born-year": "1960"}
    assert "Nobody found" in keeper.get(at("case_new"), {"q": "boat", **other_day}).content.decode()
    assert keeper.get(at("case_new"), {"q": "boat", "born-day": "x"}).status_code == 422
    taken(keeper.post(at("case_new"), {"seen": 0, "person": person.key}))
    assert Case.objects.get().person == person
    assert "CC-" in keeper.get(at("case_new"), {"q": "boateng"}).content.decode()


def test_a_case_on_somebody_who_may_be_on_the_register_is_opened_only_after_a_look() -> None:
    keeper = as_user(user_with(Role.CASEWORKER))
    there = register.registered_person(family_name="Ossei", given_names="Ama", date_of_birth=date(1974, 3, 9))
    born = {"date_of_birth-day": "9", "date_of_birth-month": "3", "date_of_birth-year": "1974"}
    typed = {"given_names": "Ama", "family_name": "Osei", "seen": 0, **born}
    warned = keeper.post(at("case_new_person"), typed)
    page = warned.content.decode()
    assert (warned.status_code, Case.objects.count()) == (422, 0)
    for words in ("may be on the register already", f"/staff/register/{there.key}/", "Ama Ossei", 'value="Osei"'):
        assert words in page, words
    taken(keeper.post(at("case_new_person"), {**typed, "confirmed": "on"}))
    assert Case.objects.get().person != there


def test_the_manager_answers_in_their_own_pages_and_sees_the_decision_only_once_served() -> None:
    cast = Cast()
    case = case_in(Status.REPRESENTATIONS, cast=cast)
    manager = as_user(cast.manager)
    address = at("own_case", case.reference)
    assert "She had waiting lists altered." in manager.get(address).content.decode()
    check = at("own_case_check", case.reference)
    assert manager.post(check, {"seen": seen_on(manager.get(check))}).status_code == 422
    assert "You can respond until" in manager.get(address).content.decode()
    actions.consent_to_less_time(case=case, words="That is all.", by=cast.manager, at=timezone.now())
    taken(manager.post(at("own_case_answer", case.reference, 1), {"stance": "denied", "text": "I did not."}))
    taken(manager.post(check, {"seen": seen_on(manager.get(check))}))
    manager.get(address)  # shows the message of the draft, once
    examined(case, cast, at=timezone.now())
    waiting = manager.get(address).content.decode()
    chair = as_user(cast.panel_chair)
    taken(send(chair, at("case_declare", case.reference), declared="none"))
    _determined_on_the_pages(case, cast, chair)
    assert _without_nonce(manager.get(address).content.decode()) == _without_nonce(waiting)
    late = manager.post(at("own_case_part", case.reference, "text"), {"text": "More."}).content.decode()
    assert "etermin" not in late
    taken(send(as_user(cast.caseworker), at("case_serve", case.reference), channel="email"))
    assert "Referral for barring" in manager.get(address).content.decode()


def _without_nonce(page: str) -> str:
    return re.sub(r'nonce="[^"]*"|csrfmiddlewaretoken" value="[^"]*"', "", page)


@pytest.mark.parametrize("status", [Status.RECEIVED, Status.INVESTIGATION])
def test_a_case_that_is_not_known_to_the_manager_looks_like_one_that_never_was(status: Status) -> None:
    cast = Cast()
    case = case_in(status, cast=cast)
    manager = as_user(cast.manager)
    assert manager.get(at("own_case", case.reference)).status_code == 404
    stranger = as_user(user_with(Role.MANAGER))
    served = case_in(Status.DECISION_ISSUED)
    assert stranger.get(at("own_case", served.reference)).status_code == 404


SEES = {
    Role.CASEWORKER: set(Status),
    Role.AUDITOR: set(Status),
    Role.PANEL_CHAIR: {Status.HEARING},
    Role.BARRING_OFFICER: SERVED,
    Role.BARRING_APPROVER: SERVED,
    Role.INVESTIGATOR: set(),
    Role.CASE_EXAMINER: set(),
}


def test_each_role_opens_the_cases_it_may_and_gets_404_for_the_rest() -> None:
    cases = {status: case_in(status) for status in Status}
    users = {role: user_with(role) for role in SEES}
    for role, statuses in SEES.items():
        client = as_user(users[role])
        for status, case in cases.items():
            says_why(users[role], "conduct.case", case.reference)
            wanted = 200 if status in statuses else 404
            assert client.get(at("case", case.reference)).status_code == wanted, (role, status)
        shown = client.get(at("cases")).content.decode()
        listed = set(re.findall(r"CC-\d{4}-\d{4}", shown))
        assert listed == {cases[status].reference for status in statuses}, role
    opened = AccessEvent.objects.filter(user=users[Role.AUDITOR], noun="conduct.case", act="opened")
    assert set(opened.values_list("reference", flat=True)) == {case.reference for case in cases.values()}


def test_an_older_page_is_refused_with_what_changed_and_keeps_what_was_typed() -> None:
    cast = Cast()
    case = case_in(Status.HEARING, cast=cast)
    chair = as_user(cast.panel_chair)
    address = at("case_determine", case.reference)
    seen = queries.last_step(case=case)
    actions.withdraw_case(case=case, reason="Wrong person", by=cast.caseworker, at=case.opened_at)
    assert chair.post(address, {**REFERRED, "seen": seen}).status_code == 404
    keeper = as_user(cast.caseworker)
    page = keeper.post(at("case_withdraw", case.reference), {"reason": "My own reason", "seen": seen})
    text = page.content.decode()
    assert page.status_code == 422
    assert f"{cast.caseworker.name}: Withdraw the case" in text
    assert "My own reason" in text
    assert case.steps.filter(action="WITHDRAW").count() == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"outcome": "suspension"}, "Enter how many months suspension last"),
        ({"outcome": "suspension", "duration_months": "soon"}, "must be a whole number"),
        ({"outcome": "warning"}, "Write the warning in full"),
        ({"impairment": "no"}, "needs a finding that fitness is impaired"),
        ({"misconduct": "no"}, "only where misconduct is found"),
        ({"outcome": "exile"}, "Select an outcome"),
        ({"finding_1": ""}, "Select what is found on allegation 1"),
        ({"reasons_1": " "}, "Give reasons for what is found on allegation 1"),
        ({"finding_1": "not_found", "culpability_1": "none"}, "Misconduct needs an allegation that is admitted"),
        ({"finding_1": "not_found"}, "so there is no culpability"),
        ({"rejected_warning": " "}, "Say why this would not be enough"),
        ({"facts": " "}, "Enter the facts found"),
        ({"seen": "x"}, "This page is incomplete"),
        ({"outcome": "conditions", "terms": "None", "duration_months": "6", "tiers": []}, "Select the tiers of post"),
    ],
)
def test_a_faulty_determination_is_refused_beside_its_question(change: dict[str, Any], said: str) -> None:
    cast = Cast()
    case = case_in(Status.HEARING, cast=cast)
    given = {**REFERRED, "seen": str(queries.last_step(case=case)), **change}
    page = as_user(cast.panel_chair).post(at("case_determine", case.reference), given)
    text = page.content.decode()
    assert page.status_code == 422
    assert said in text
    assert REASONS["outcome_reasons"] in text
    assert not Determination.objects.exists()


def test_an_allegation_form_refuses_clauses_not_in_force_and_odd_input() -> None:
    cast = Cast()
    case = case_in(Status.THRESHOLD, cast=cast)
    keeper = as_user(cast.caseworker)
    day = {"conduct_on-day": "1", "conduct_on-month": "5", "conduct_on-year": "2001"}
    cited, grounds = [clauses("3e")[0].pk], [DiscriminationGround.objects.all()[0].pk]
    heads = [MisconductHead.objects.get(key="records").pk]
    named = {"heads": heads, "particulars": "Forty.", "place": "The office", "conduct_on-year": "2004"}
    for change, said in (
        ({"clauses": cited, "conduct_on-year": "2001"}, "in force on 1 May 2001 does not contain clause 3e"),
        ({"clauses": ["999999"]}, "Select at least one clause"),
        ({"clauses": [clauses("6")[0].pk]}, "Select at least one clause"),
        ({"clauses": cited, "grounds": grounds}, "Discrimination is charged under principle 2"),
        ({"clauses": cited, "conduct_until-day": "1"}, "must include a month and year"),
        (
            {"clauses": cited, **{f"conduct_until-{part}": "1" for part in ("day", "month", "year")}},
            "must have a year with 4",
        ),
        ({"clauses": cited, "heads": []}, "Select what kind of misconduct"),
        ({"clauses": ["x" * 9000]}, "Select at least one clause"),
        ({"conduct_on-month": "13"}, "must be a real date"),
    ):
        page = send(keeper, at("allegation_new", case.reference), text="Kept words", **{**day, **named, **change})
        assert page.status_code == 422
        assert said in page.content.decode()
        assert "Kept words" in page.content.decode()
    assert not case.allegations.exists()


def test_lists_take_the_same_queries_however_long_and_pages_of_nonsense_are_no_fault() -> None:
    keeper = user_with(Role.CASEWORKER)
    client = as_user(keeper)
    counts = []
    for _ in range(2):
        for _ in range(3):
            actions.open_case(person=register.registered_person(), by=keeper, at=raised_concern().received_at)
        with CaptureQueriesContext(connection) as found:
            client.get(at("cases"))
            client.get(at("concerns"))
        counts.append(len(found))
    assert counts[0] == counts[1]
    for query in ("?page=-1", "?page=%F0%9F%92%A9", "?status=x&holder=y&order=z", "?reference=%25%27"):
        for page in ("cases", "concerns"):
            assert client.get(at(page) + query).status_code in (200, 422), query
    assert Person.objects.count() == 6


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_is_shown_to_staff_and_manager(outcome: Outcome) -> None:
    cast = Cast()
    case = case_in(Status.DECISION_ISSUED, cast=cast, outcome=outcome)
    for client, page in ((as_user(cast.caseworker), "case"), (as_user(cast.manager), "own_case")):
        assert outcome.label in client.get(at(page, case.reference)).content.decode()
